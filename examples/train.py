#!/usr/bin/env python3
"""A user's training script: a small MLP on an imbalanced table, with the knobs a macro-F1 sweep turns.

It stands for your own `train.py`: it knows nothing of macrosweep but the report line that it prints, and runs without it as well.
Needs Python 3.9 and numpy. `examples/own-script.yaml` sweeps over it.

  python3 examples/train.py --data examples/data/shuttle.csv --label class --loss focal --focal-gamma 2 --label-smoothing 0.1 \
                            --augmentation 0.3 --sampler weighted --learning-rate 0.005 --dropout 0.2 --epochs 9 --seed 1

Data: CSV with a header, columns `split` (train, val or test), one for the class (--label), and numeric features.
After each epoch it prints `@macrosweep {"epoch", "classes", "confusion", "metrics"}` (counts on the validation split; rows are truth).
After the last it prints `@macrosweep {"test": {"confusion": ...}}`, which a sweep records and must never optimize: it is the honest check.
"""
import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import csv
import json
import signal
import sys

import numpy as np

LOSSES = ("cross_entropy", "weighted_cross_entropy", "focal", "ldam")
SAMPLERS = ("shuffle", "weighted", "balanced")


def load(path, label):
    """Reads the table; `label` is the column of the class. Features are scaled by the training split's mean and deviation, and clipped to +-8."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    header, rows = rows[0], rows[1:]
    at = {name: i for i, name in enumerate(header)}
    features = [i for i, name in enumerate(header) if name not in ("split", label)]
    split = np.array([row[at["split"]] for row in rows])
    names = [row[at[label]] for row in rows]
    classes = sorted(set(names), key=lambda name: (-names.count(name), name))
    y = np.array([classes.index(name) for name in names])
    x = np.array([[float(row[i]) for i in features] for row in rows], dtype=np.float32)
    mean, deviation = x[split == "train"].mean(0), x[split == "train"].std(0) + 1e-6
    x = np.clip((x - mean) / deviation, -8, 8)
    return {"classes": classes, **{name: (x[split == name], y[split == name]) for name in ("train", "val", "test")}}


def confusion(truth, predicted, classes):
    return np.bincount(truth * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def macro_f1(counts):
    """Mean F1 over the classes that occur in truth or prediction (scikit-learn's default)."""
    both = counts.sum(0) + counts.sum(1)
    return float(np.mean((2 * np.diag(counts) / np.maximum(both, 1))[both > 0]))


def loss_gradient(logits, target, loss, gamma, weights, margin):
    """d loss / d logits for soft targets; both have shape (batch, classes)."""
    if loss == "ldam":
        logits = logits - target * margin
    exp = np.exp(logits - logits.max(1, keepdims=True))
    p = exp / exp.sum(1, keepdims=True)
    if loss == "weighted_cross_entropy":
        target = target * weights
    if loss == "focal":
        q = np.clip(1 - p, 1e-6, 1)
        inner = target * (-(q**gamma) + gamma * p * q ** (gamma - 1) * np.log(np.maximum(p, 1e-8)))
    else:
        inner = -target
    return ((inner - p * inner.sum(1, keepdims=True)) / len(logits)).astype(np.float32)


class Mlp:
    """ReLU network with dropout, trained by Adam."""

    def __init__(self, sizes, dropout, rng):
        self.dropout, self.rng, self.t = dropout, rng, 0
        self.params = []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            scale = np.sqrt(2 / fan_in) * (0.3 if fan_out == sizes[-1] else 1)
            self.params += [(rng.standard_normal((fan_in, fan_out)) * scale).astype(np.float32), np.zeros(fan_out, np.float32)]
        self.m = [np.zeros_like(p) for p in self.params]
        self.v = [np.zeros_like(p) for p in self.params]

    def forward(self, x, train=False):
        inputs, masks = [x], []
        for i in range(0, len(self.params) - 2, 2):
            h = inputs[-1] @ self.params[i] + self.params[i + 1]
            mask = (h > 0).astype(np.float32)
            if train and self.dropout > 0:
                mask *= (self.rng.random(h.shape, dtype=np.float32) >= self.dropout) / np.float32(1 - self.dropout)
            inputs.append(h * mask)
            masks.append(mask)
        return inputs[-1] @ self.params[-2] + self.params[-1], inputs, masks

    def step(self, x, gradient_of, learning_rate, weight_decay):
        logits, inputs, masks = self.forward(x, train=True)
        g, grads = gradient_of(logits), [None] * len(self.params)
        for layer in range(len(inputs) - 1, -1, -1):
            grads[2 * layer], grads[2 * layer + 1] = inputs[layer].T @ g, g.sum(0)
            if layer:
                g = (g @ self.params[2 * layer].T) * masks[layer - 1]
        self.t += 1
        rate = learning_rate * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t)
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            p -= (rate * m / (np.sqrt(v) + 1e-8)).astype(np.float32)
            if weight_decay > 0 and p.ndim == 2:
                p *= np.float32(1 - learning_rate * weight_decay)

    def predict(self, x):
        return self.forward(x)[0].argmax(1)


def batches(rng, y, sampler, classes, size):
    """Row numbers, shape (steps, size): shuffled, drawn by inverse class frequency, or the same number of each class."""
    steps = max(1, len(y) // size)
    if sampler == "shuffle":
        return rng.permutation(len(y))[: steps * size].reshape(steps, -1)
    counts = np.bincount(y, minlength=classes)
    if sampler == "weighted":
        weight = 1 / counts[y]
        return rng.choice(len(y), size=(steps, size), p=weight / weight.sum())
    rows = [np.where(y == k)[0] for k in range(classes)]
    return np.stack([rng.choice(rows[j % classes], steps) for j in range(size)], 1)


def augment(rng, x, target, strength, mixup):
    """Noise, scale and dropped features grow with strength, the share of mixed-up batches with mixup; both in [0, 1]."""
    x = x + rng.standard_normal(x.shape, dtype=np.float32) * (0.35 * strength)
    x = x * (1 + 0.25 * strength * rng.standard_normal((len(x), 1), dtype=np.float32))
    x = x * (rng.random(x.shape, dtype=np.float32) > 0.15 * strength)
    if rng.random() < mixup:
        keep, other = np.float32(rng.beta(0.4, 0.4)), rng.permutation(len(x))
        x, target = keep * x + (1 - keep) * x[other], keep * target + (1 - keep) * target[other]
    return x, target


def run(data, params, seed, epochs=27, on_epoch=None):
    """Trains once. `params`: loss, label_smoothing, augmentation, sampler, learning_rate, dropout, and, where given, focal_gamma (focal),
    weight_power (weighted_cross_entropy: weights = frequency ** -power), margin (ldam), mixup (else as augmentation), batch_size, width, depth,
    weight_decay, warmup (share of the steps), final_rate (of the cosine, as a share of the learning rate).

    `on_epoch(epoch, counts)` gets the validation confusion counts from epoch 1 on; training stops when it returns True.
    Returns (validation counts of the last epoch, test counts, epochs run).
    """
    (x, y), (x_val, y_val), (x_test, y_test) = data["train"], data["val"], data["test"]
    k, size = len(data["classes"]), int(params.get("batch_size", 64))
    rng = np.random.default_rng(1000003 * seed + 17)
    counts = np.bincount(y, minlength=k).astype(np.float64)
    weights = counts ** -params.get("weight_power", 1.0)
    weights = np.minimum(weights / np.sum(weights * counts) * len(y), 50).astype(np.float32)
    margin = (counts**-0.25 / (counts**-0.25).max() * params.get("margin", 1.5)).astype(np.float32)
    hidden = [int(params["width"])] * int(params.get("depth", 2)) if "width" in params else [64, 32]
    net, eye, it = Mlp([x.shape[1], *hidden, k], params.get("dropout", 0.0), rng), np.eye(k, dtype=np.float32), 0
    total = epochs * max(1, len(y) // size)
    mixup, warmup, low = params.get("mixup", params["augmentation"]), params.get("warmup", 0.0), params.get("final_rate", 0.01)
    for epoch in range(1, epochs + 1):
        for rows in batches(rng, y, params["sampler"], k, size):
            xb, target = x[rows], eye[y[rows]]
            if params["augmentation"] > 0 or mixup > 0:
                xb, target = augment(rng, xb, target, params["augmentation"], mixup)
            target = target * (1 - params["label_smoothing"]) + params["label_smoothing"] / k
            rate = params["learning_rate"] * (low + (1 - low) * 0.5 * (1 + np.cos(np.pi * it / total)))
            rate *= min(1.0, (it + 1) / max(1.0, warmup * total))
            net.step(
                xb,
                lambda z: loss_gradient(z, target, params["loss"], params.get("focal_gamma", 0.0), weights, margin),
                rate,
                params.get("weight_decay", 0.0),
            )
            it += 1
        val = confusion(y_val, net.predict(x_val), k)
        if on_epoch is not None and on_epoch(epoch, val):
            break
    return val, confusion(y_test, net.predict(x_test), k), epoch


def say(**report):
    print("@macrosweep " + json.dumps(report), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--label", default="label", help="column of the class")
    parser.add_argument("--loss", choices=LOSSES, default="cross_entropy")
    parser.add_argument("--focal-gamma", type=float, default=2.0)
    parser.add_argument("--label-smoothing", type=float, default=0.0)
    parser.add_argument("--augmentation", type=float, default=0.0)
    parser.add_argument("--sampler", choices=SAMPLERS, default="shuffle")
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--batch-size", type=int, default=64)
    for name, kind in (("weight-power", float), ("margin", float), ("mixup", float), ("width", int), ("depth", int),
                       ("weight-decay", float), ("warmup", float), ("final-rate", float)):
        parser.add_argument("--" + name, type=kind, default=argparse.SUPPRESS)
    parser.add_argument("--epochs", type=int, default=27)
    parser.add_argument("--seed", type=int, default=0)
    options = vars(parser.parse_args())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    data = load(options.pop("data"), options.pop("label"))
    seed, epochs = options.pop("seed"), options.pop("epochs")

    def on_epoch(epoch, counts):
        say(epoch=epoch, classes=data["classes"], confusion=counts.tolist(), metrics={"macro_f1": macro_f1(counts)})

    _, test, _ = run(data, options, seed, epochs, on_epoch)
    say(classes=data["classes"], test={"confusion": test.tolist()})


if __name__ == "__main__":
    main()
