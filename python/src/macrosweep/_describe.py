"""A report as a person reads it."""

from __future__ import annotations

from typing import List, Mapping, Optional

from ._counts import Counts
from ._scores import f1_scores, macro_f1

# More do not fit into a line; then the lowest are those to look at.
_CLASSES_SHOWN = 8
_LOWEST_SHOWN = 3


def describe(
    what: str, counts: Optional[Counts], names: Optional[List[str]], value: Optional[float], metrics: Mapping[str, float]
) -> str:
    """One line, for example `epoch 3  macro-F1 0.7321  N 0.95  V 0.51  loss 0.412`; `-` for a class that does not occur."""
    parts = [what]
    if counts is not None:
        parts += [f"macro-F1 {macro_f1(counts):.4f}", *_classes(counts, names)]
    if value is not None:
        parts.append(f"value {value:.4g}")
    parts += [f"{name} {metric:.4g}" for name, metric in metrics.items()]
    return "  ".join(parts)


def _classes(counts: Counts, names: Optional[List[str]]) -> List[str]:
    scores = f1_scores(counts)
    shown = range(len(scores))
    if len(scores) > _CLASSES_SHOWN:
        occurring = [index for index in shown if scores[index] is not None]
        lowest = sorted(occurring, key=lambda index: scores[index] or 0)[:_LOWEST_SHOWN]
        return ["lowest:", *(_class(index, scores[index], names) for index in lowest)]
    return [_class(index, scores[index], names) for index in shown]


def _class(index: int, score: Optional[float], names: Optional[List[str]]) -> str:
    name = f"class {index}" if names is None else names[index]
    return f"{name} -" if score is None else f"{name} {score:.2f}"
