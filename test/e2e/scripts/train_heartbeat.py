"""Stands for a heartbeat classifier that counts its epochs from 0 and prints a matrix after each."""

import argparse
import random

parser = argparse.ArgumentParser(allow_abbrev=False)
for name, kind in (("epochs", int), ("seed", int), ("lr", float), ("dropout", float), ("channels", int)):
    parser.add_argument(f"--{name}", type=kind, required=True)
parser.add_argument("--classes", choices=["N,S,V,F,Q"], required=True)
parser.add_argument("--loss", choices=["ce", "weighted_ce", "focal", "ldam"], required=True)
parser.add_argument("--gamma", type=float)
parser.add_argument("--max-margin", type=float)
args = parser.parse_args()

random.seed(args.seed)
for epoch in range(args.epochs):
    print(f"Epoch [{epoch}/{args.epochs}] loss 0.31\nconfusion")
    rows = [[300 if i == j else random.randint(0, 40) for j in range(5)] for i in range(5)]
    print("[" + "\n ".join("[" + " ".join(f"{count:3d}" for count in row) + "]" for row in rows) + "]", flush=True)
