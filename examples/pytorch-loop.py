#!/usr/bin/env python3
"""A plain PyTorch loop on an imbalanced table that takes part in a sweep, and runs alone as well.

    pip install torch ./python
    python3 examples/pytorch-loop.py                         # alone, with the defaults below
    npx macrosweep run examples/pytorch-loop.yaml            # as the trainer of a sweep

The learning rate falls when macro-F1 on the validation rows no longer rises. It resumes from its checkpoint and then trains on exactly
as if it had never stopped.
"""

import csv
import os
from pathlib import Path

import macrosweep
import torch
from torch import nn
from torch.nn import functional
from torch.optim.lr_scheduler import ReduceLROnPlateau
from torch.utils.data import DataLoader, RandomSampler, TensorDataset, WeightedRandomSampler

DEFAULTS = {
    "loss": "cross_entropy",
    "focal_gamma": 2.0,
    "label_smoothing": 0.0,
    "sampler": "shuffle",
    "learning_rate": 3e-3,
    "plateau_patience": 3,
}


def load(path):
    """Classes, most frequent first, and (x, y) of each split; features are scaled by the training rows."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    labels = [row["class"] for row in rows]
    classes = sorted(set(labels), key=lambda name: (-labels.count(name), name))
    features = [name for name in rows[0] if name not in ("class", "split")]
    x = torch.tensor([[float(row[name]) for name in features] for row in rows])
    y = torch.tensor([classes.index(label) for label in labels])
    of_split = {split: torch.tensor([row["split"] == split for row in rows]) for split in ("train", "val", "test")}
    train = x[of_split["train"]]
    x = ((x - train.mean(0)) / train.std(0)).clamp(-8, 8)
    return classes, {split: (x[rows], y[rows]) for split, rows in of_split.items()}


def loss_of(params, counts):
    """The loss as a function of logits (batch, classes) and classes (batch,). `counts`: training rows a class."""
    smoothing = params["label_smoothing"]
    if params["loss"] == "cross_entropy":
        return nn.CrossEntropyLoss(label_smoothing=smoothing)
    if params["loss"] == "weighted_cross_entropy":
        # The mean weight of a row is 1, so that the learning rate means the same as without weights.
        weight = counts.sum() / (len(counts) * counts)
        return lambda logits, y: (weight[y] * functional.cross_entropy(logits, y, label_smoothing=smoothing, reduction="none")).mean()

    def focal(logits, y):
        p = logits.softmax(1).gather(1, y[:, None])[:, 0]
        loss = functional.cross_entropy(logits, y, label_smoothing=smoothing, reduction="none")
        return ((1 - p) ** params["focal_gamma"] * loss).mean()

    return focal


def sampler_of(params, y, counts):
    """Rows as they come, or each class as often as any other."""
    return WeightedRandomSampler(1 / counts[y], len(y)) if params["sampler"] == "weighted" else RandomSampler(y)


def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).argmax(1)


def save(path, **state):
    """Whole or not at all, also when the process is killed in between."""
    torch.save(state, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)


def main():
    t = macrosweep.trial(defaults=DEFAULTS, epochs=27)
    # Two trials on two cores are quicker with a thread each.
    torch.set_num_threads(1)
    torch.manual_seed(t.seed)
    classes, data = load(Path(__file__).parent / "data" / "shuttle.csv")
    (x, y), (x_val, y_val), (x_test, y_test) = data["train"], data["val"], data["test"]
    counts = y.bincount(minlength=len(classes)).float()

    model = nn.Sequential(nn.Linear(x.shape[1], 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, len(classes)))
    loss = loss_of(t.params, counts)
    batches = DataLoader(TensorDataset(x, y), batch_size=128, sampler=sampler_of(t.params, y, counts))
    optimizer = torch.optim.AdamW(model.parameters(), lr=t.params["learning_rate"])
    scheduler = ReduceLROnPlateau(optimizer, mode="max", factor=0.3, patience=t.params["plateau_patience"])

    first, path = 1, t.checkpoint_dir / "last.pt"
    if path.exists():
        last = torch.load(path)
        for part, name in ((model, "model"), (optimizer, "optimizer"), (scheduler, "scheduler")):
            part.load_state_dict(last[name])
        torch.set_rng_state(last["chance"])
        first = last["epoch"] + 1

    for epoch in range(first, t.epochs + 1):
        model.train()
        for x_batch, y_batch in batches:
            optimizer.zero_grad()
            batch_loss = loss(model(x_batch), y_batch)
            batch_loss.backward()
            optimizer.step()
        macro_f1 = macrosweep.report(
            epoch, y_true=y_val, y_pred=predict(model, x_val), classes=classes, metrics={"loss": batch_loss.item()}
        )
        scheduler.step(macro_f1)
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}
        save(path, epoch=epoch, chance=torch.get_rng_state(), **state)
        if macrosweep.should_stop():
            return
    macrosweep.report_test(y_true=y_test, y_pred=predict(model, x_test), classes=classes)


if __name__ == "__main__":
    main()
