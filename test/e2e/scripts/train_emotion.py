"""Stands for a speech-emotion script: strict about its flags, and prints its results for people, the training first."""

import argparse
import random

parser = argparse.ArgumentParser(allow_abbrev=False)
for name, kind in (("epochs", int), ("seed", int), ("lr", float), ("label_smoothing", float)):
    parser.add_argument(f"--{name}", type=kind, required=True)
for name in ("focal_loss", "class_weight_loss", "use_specaug", "balanced_sampler"):
    parser.add_argument(f"--{name}", action="store_true")
for name, kind in (("focal_gamma", float), ("specaug_freq", int), ("specaug_time", int)):
    parser.add_argument(f"--{name}", type=kind)
args = parser.parse_args()

random.seed(args.seed)
for epoch in range(1, args.epochs + 1):
    print(f"{'=' * 80}\nEPOCH {epoch} RESULTS\n{'=' * 80}\n\nTRAINING:\n  Loss: 0.59 | Macro-F1: 0.9999\n")
    print("VALIDATION:\n  Accuracy: 74.86% | Macro-F1: 0.5323\n\n  Confusion Matrix:")
    rows = [[20 if i == j else random.randint(0, 9) for j in range(4)] for i in range(4)]
    print("[" + "\n ".join("[" + " ".join(f"{count:2d}" for count in row) + "]" for row in rows) + "]\n", flush=True)
