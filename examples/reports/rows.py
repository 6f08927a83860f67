"""Rows of three classes, 300 to 60 to 12, for the scripts beside this file."""

import numpy as np

SIZES = (300, 60, 12)
CENTRES = np.random.default_rng(0).normal(size=(len(SIZES), 8))


def rows(seed):
    """Features as float32 and classes as integers, shuffled."""
    rng = np.random.default_rng(seed)
    classes = rng.permutation(np.repeat(np.arange(len(SIZES)), SIZES))
    return (CENTRES[classes] + rng.normal(size=(len(classes), 8))).astype("float32"), classes
