"""Labels of samples, true and predicted."""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, Mapping, Tuple

from ._classes import Classes, Label
from ._counts import Counts, count_pairs
from ._plain import plain, whole


def label_pairs(y_true: Any, y_pred: Any) -> Counter[Tuple[Label, Label]]:
    """How many samples have this label and this predicted label.

    Raises:
        ValueError: Not one label a sample, not the same number of both, or none.
    """
    truth, predicted = _labels(y_true, "y_true"), _labels(y_pred, "y_pred")
    if len(truth) != len(predicted):
        raise ValueError(f"y_pred: {len(predicted)} labels, must be {len(truth)}, as many as in y_true")
    if len(truth) == 0:
        raise ValueError("y_true: must have at least one sample")
    return Counter(zip(truth, predicted))


def count_labels(pairs: Mapping[Tuple[Label, Label], int], classes: Classes) -> Counts:
    """Counts of `label_pairs`. Raises ValueError for a label of no class."""
    placed: Dict[Tuple[int, int], int] = {}
    for (truth, predicted), samples in pairs.items():
        place = (classes.place(truth), classes.place(predicted))
        placed[place] = placed.get(place, 0) + samples
    return count_pairs(placed, classes.count)


def _labels(values: Any, path: str) -> List[Label]:
    labels = plain(values)
    if not isinstance(labels, list):
        raise ValueError(f"{path}: {labels!r} must be a list or an array of labels")
    kinds = set(map(type, labels))
    if float in kinds:
        labels = [whole(label) for label in labels]
        kinds = set(map(type, labels))
    if kinds <= {int, bool, str}:
        return labels
    bad = next(label for label in labels if type(label) not in (int, bool, str))
    hint = "; of scores, take the index of the highest" if isinstance(bad, list) else ""
    raise ValueError(f"{path}: {_short(bad)} must be one class, a text or a whole number{hint}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
