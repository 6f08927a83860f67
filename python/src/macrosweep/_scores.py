"""Scores for the person and the scheduler beside the training. A sweep computes its own from the counts."""

from __future__ import annotations

from typing import List, Optional

from ._counts import Counts


def macro_f1(counts: Counts) -> float:
    """Mean F1 over the classes that occur in truth or prediction, in [0, 1].

    scikit-learn's `f1_score(average="macro", zero_division=0)`.
    """
    scores = [score for score in f1_scores(counts) if score is not None]
    return sum(scores) / len(scores)


def f1_scores(counts: Counts) -> List[Optional[float]]:
    """F1 of each class, 2 tp / (2 tp + fp + fn); None for one that occurs neither in truth nor in prediction."""
    return [_f1(tp, fp, fn) for tp, fp, fn in zip(counts.tp, counts.fp, counts.fn)]


def _f1(tp: int, fp: int, fn: int) -> Optional[float]:
    return None if tp + fp + fn == 0 else 2 * tp / (2 * tp + fp + fn)
