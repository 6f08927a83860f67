"""Stands for a two-class gaze script that keeps its own record, a line of JSON an epoch."""

import argparse
import json
import random

parser = argparse.ArgumentParser(allow_abbrev=False)
for name, kind in (("epochs", int), ("seed", int), ("lr", float), ("batch_size", int), ("log", str)):
    parser.add_argument(f"--{name}", type=kind, required=True)
parser.add_argument("--weighted_random_sampler", action="store_true")
parser.add_argument("--minority_per_batch", type=int)
parser.add_argument("--replacement", action="store_true")
args = parser.parse_args()

random.seed(args.seed)
with open(args.log, "w") as log:
    for epoch in range(1, args.epochs + 1):
        found = random.randint(10, 60)
        counts = [[250, 30], [70 - found, found]]
        print(json.dumps({"epoch": epoch, "confusion": counts, "classes": ["fixation", "saccade"]}), file=log, flush=True)
