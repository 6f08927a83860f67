"""What a model got right and wrong on one data set, class by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ._plain import plain, whole

# As the agent has them: 100 classes as confusion counts, or 10,000 as counts of each class, fit into one report.
MAX_CONFUSION_CLASSES = 100
MAX_PER_CLASS_CLASSES = 10_000
MAX_COUNT = 2**32 - 1


@dataclass(frozen=True)
class Counts:
    """Samples counted a class; every sample has one true class and one predicted class.

    `tp`, `fp`, `fn`: true positives, false positives and false negatives, one number a class.
    `confusion[i][j]`: samples of true class i predicted as j; None where only the sums are known.
    """

    tp: List[int]
    fp: List[int]
    fn: List[int]
    confusion: Optional[List[List[int]]]

    def fields(self) -> Dict[str, Any]:
        """As they stand in a report."""
        if self.confusion is not None:
            return {"confusion": self.confusion}
        return {"perClass": {"tp": self.tp, "fp": self.fp, "fn": self.fn}}


def count_pairs(pairs: Mapping[Tuple[int, int], int], classes: int) -> Counts:
    """Counts of samples given as {(true class, predicted class): samples}; above 100 classes without the confusion of each with each."""
    if classes <= MAX_CONFUSION_CLASSES:
        confusion = [[0] * classes for _ in range(classes)]
        for (truth, predicted), samples in pairs.items():
            confusion[truth][predicted] += samples
        return _of_confusion(confusion)
    tp, fp, fn = [0] * classes, [0] * classes, [0] * classes
    for (truth, predicted), samples in pairs.items():
        if truth == predicted:
            tp[truth] += samples
        else:
            fn[truth] += samples
            fp[predicted] += samples
    return Counts(tp, fp, fn, None)


def read_confusion(raw: Any) -> Counts:
    """Counts of a confusion matrix, rows are truth (as scikit-learn has them): a list of lists, an array or a tensor.

    Raises:
        ValueError: Not square, not from 2 to 100 classes, not whole counts from 0, or no sample at all.
    """
    rows = plain(raw)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("confusion: must be a list of rows of counts")
    if not 2 <= len(rows) <= MAX_CONFUSION_CLASSES:
        raise ValueError(f"confusion: {len(rows)} must be from 2 to {MAX_CONFUSION_CLASSES} classes")
    for index, row in enumerate(rows):
        if len(row) != len(rows):
            raise ValueError(f"confusion: row {index} has {len(row)} counts, must have {len(rows)}")
    confusion = [_counts(row, f"confusion[{index}]") for index, row in enumerate(rows)]
    if sum(map(sum, confusion)) == 0:
        raise ValueError("confusion: must count at least one sample")
    return _of_confusion(confusion)


def read_per_class(raw: Any) -> Counts:
    """Counts of {"tp", "fp", "fn"}, each a list, an array or a tensor with one count a class.

    Raises:
        ValueError: Another key, lists of different length, not from 2 to 10,000 classes, not whole counts from 0, no sample at all, or
            counts that no samples with one true and one predicted class can have.
    """
    if not isinstance(raw, Mapping) or set(raw) != {"tp", "fp", "fn"}:
        raise ValueError("per_class: must have the keys tp, fp and fn, and no other")
    tp, fp, fn = (_counts(plain(raw[key]), f"per_class.{key}") for key in ("tp", "fp", "fn"))
    if not 2 <= len(tp) <= MAX_PER_CLASS_CLASSES:
        raise ValueError(f"per_class.tp: {len(tp)} must be from 2 to {MAX_PER_CLASS_CLASSES} classes")
    for key, numbers in (("fp", fp), ("fn", fn)):
        if len(numbers) != len(tp):
            raise ValueError(f"per_class.{key}: {len(numbers)} numbers, must be {len(tp)}, as many as in tp")
    _check_one_label(fp, fn)
    if sum(tp) + sum(fn) == 0:
        raise ValueError("per_class: must count at least one sample")
    return Counts(tp, fp, fn, None)


# A wrong sample is a false negative of its true class and a false positive of another one.
def _check_one_label(fp: List[int], fn: List[int]) -> None:
    wrong = sum(fn)
    if sum(fp) != wrong:
        raise ValueError(
            f"per_class: the sum of fp, {sum(fp)}, must be the sum of fn, {wrong}: each sample has one true and one predicted class"
        )
    for index, (count, own) in enumerate(zip(fp, fn)):
        if count > wrong - own:
            raise ValueError(f"per_class.fp[{index}]: {count} must be at most {wrong - own}, the fn of all other classes")


def _counts(raw: Any, path: str) -> List[int]:
    if not isinstance(raw, list):
        raise ValueError(f"{path}: must be a list of counts")
    numbers = [whole(number) for number in raw]
    for index, number in enumerate(numbers):
        if type(number) is not int or not 0 <= number <= MAX_COUNT:
            raise ValueError(f"{path}[{index}]: {number!r} must be a whole number from 0 to {MAX_COUNT}")
    return numbers


def _of_confusion(confusion: List[List[int]]) -> Counts:
    tp = [row[index] for index, row in enumerate(confusion)]
    fp = [sum(column) - hits for column, hits in zip(zip(*confusion), tp)]
    fn = [sum(row) - hits for row, hits in zip(confusion, tp)]
    return Counts(tp, fp, fn, confusion)
