"""A loop that logs to stderr, and prints a table of pandas after its epoch: true classes in rows."""

import argparse
import logging

import numpy as np
import pandas as pd

from rows import rows

options = argparse.ArgumentParser()
options.add_argument("--lr", type=float, required=True)
options.add_argument("--epochs", type=int, required=True)
given = options.parse_args()
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")

names = np.array(["normal", "warning", "fault"])
(x, y), (val_x, val_y) = rows(1), rows(2)
weights = np.zeros((8, 3))
for epoch in range(1, given.epochs + 1):
    for _ in range(20):
        scores = np.exp(x @ weights)
        weights -= given.lr * x.T @ (scores / scores.sum(1, keepdims=True) - np.eye(3)[y]) / len(y)
    logging.info("Epoch %d/%d", epoch, given.epochs)
    predicted = names[(val_x @ weights).argmax(1)]
    # A class that is never predicted has no column here.
    logging.info("confusion:\n%s", pd.crosstab(pd.Series(names[val_y], name="true"), pd.Series(predicted, name="predicted")))
