"""What a trial says of itself, epoch by epoch."""

from __future__ import annotations

import atexit
import contextlib
import math
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from ._classes import Classes, named, numbered, seen
from ._counts import Counts, read_confusion, read_per_class
from ._describe import describe
from ._labels import count_labels, label_pairs
from ._kept import keep, missing
from ._plain import plain
from ._say import is_rank_zero, say_line, say_text
from ._scores import macro_f1
from ._trial import in_sweep, trial

_MAX_EPOCH = 1_000_000


def report(
    epoch: int,
    *,
    y_true: Any = None,
    y_pred: Any = None,
    confusion: Any = None,
    per_class: Optional[Mapping[str, Any]] = None,
    value: Any = None,
    classes: Optional[Iterable[Any]] = None,
    metrics: Optional[Mapping[str, Any]] = None,
) -> float:
    """Reports how well the model does on the validation set after an epoch. Outside a sweep it prints a line for a person.

    Say it before the checkpoint of the epoch is written: an attempt that dies in between trains the epoch again, and nothing is missing.
    Arrays, tensors and lists are all taken. Of a distributed training only rank 0 (RANK, else LOCAL_RANK) says something.

    Args:
        epoch: From 1, without gaps. A later attempt goes on wherever its checkpoint is.
        y_true: True labels, one a sample: whole numbers from 0, or texts. Together with y_pred.
        y_pred: Predicted labels, one a sample.
        confusion: In place of both: counts, `confusion[i][j]` samples of true class i predicted as j. At most 100 classes.
        per_class: In place of both: {"tp", "fp", "fn"}, one count a class each. At most 10,000 classes.
        value: The objective itself, from a model that has no counts.
        classes: All classes in the order of the counts, also those that this data set does not have. They stay the same in a sweep. The
            labels may be their indices. Without it they are those of the first report: 0 to the highest label, or the texts that occur.
        metrics: More numbers, for example {"loss": 0.41}.

    Returns:
        Macro-F1 of the counts, in [0, 1], for a scheduler or an early stop; without counts the value, NaN when there is none.

    Raises:
        ValueError: Names the argument and the rule that it breaks. Then nothing was reported.
    """
    scalars = {str(name): _scalar(metric, f"metrics.{name}") for name, metric in (metrics or {}).items()}
    objective = None if value is None else _scalar(value, "value")
    counts, kinds = _read_counts(y_true, y_pred, confusion, per_class, classes)
    if counts is not None and objective is not None:
        raise ValueError("value: must not stand beside counts: the objective is computed from them")
    if counts is None and objective is None and not scalars:
        raise ValueError("report: must have y_true and y_pred, confusion, per_class, value or metrics")
    step = _read_epoch(epoch)
    if in_sweep():
        if _said.epoch == 0:
            _say_missing(before=step)
        _said.epoch, _said.classes = step, _better_known(kinds)
        line: Dict[str, Any] = {"epoch": step, **_fields(counts, kinds)}
        line.update({} if objective is None else {"value": objective})
        line.update({"metrics": scalars} if scalars else {})
        # Before it is said: whoever is killed in between says it again, and it counts once.
        if is_rank_zero():
            keep(trial().checkpoint_dir, line)
        say_line(line)
    else:
        say_text(describe(f"epoch {step}", counts, _names(kinds), objective, scalars))
    if counts is not None:
        return macro_f1(counts)
    return math.nan if objective is None else objective


def report_test(
    *,
    y_true: Any = None,
    y_pred: Any = None,
    confusion: Any = None,
    per_class: Optional[Mapping[str, Any]] = None,
    classes: Optional[Iterable[Any]] = None,
) -> float:
    """Reports how well the trained model does on the test set, once, after the last epoch. A sweep shows it and never searches on it.

    Arguments, result (macro-F1) and errors are those of `report`.
    """
    counts, kinds = _read_counts(y_true, y_pred, confusion, per_class, classes)
    if counts is None:
        raise ValueError("report_test: must have y_true and y_pred, confusion or per_class")
    if in_sweep():
        fields = _fields(counts, kinds)
        names = {"classes": fields.pop("classes")} if "classes" in fields else {}
        say_line({"test": fields, **names})
    else:
        say_text(describe("test", counts, _names(kinds), None, {}))
    return macro_f1(counts)


@dataclass
class _Said:
    """What this process has reported in its sweep."""

    epoch: int = 0
    classes: Optional[Classes] = None


_said = _Said()


def _say_missing(before: int) -> None:
    """Says what an earlier attempt had said of epochs before this one, where it did not arrive."""
    now = trial()
    if now.attempt > 1 and is_rank_zero():
        for line in missing(now.checkpoint_dir, now.reported, before):
            say_line(line)


def _at_exit() -> None:
    # It went on from a checkpoint of the last epoch: nothing was left to train, but perhaps to say.
    if in_sweep() and _said.epoch == 0:
        with contextlib.suppress(OSError, ValueError):
            _say_missing(before=trial().epochs + 1)


atexit.register(_at_exit)


def _read_counts(
    y_true: Any, y_pred: Any, confusion: Any, per_class: Any, classes: Optional[Iterable[Any]]
) -> Tuple[Optional[Counts], Optional[Classes]]:
    given = [
        name
        for name, value in (("y_true", y_true), ("y_pred", y_pred), ("confusion", confusion), ("per_class", per_class))
        if value is not None
    ]
    declared = None if classes is None else named(classes)
    if not given:
        if declared is not None:
            raise ValueError("classes: must stand beside counts")
        return None, None
    if given not in (["y_true", "y_pred"], ["confusion"], ["per_class"]):
        raise ValueError(f"{', '.join(given)}: must be y_true and y_pred, or confusion, or per_class")
    if given == ["y_true", "y_pred"]:
        counts, kinds = _count_labels(y_true, y_pred, declared)
    else:
        counts = read_per_class(per_class) if confusion is None else read_confusion(confusion)
        kinds = declared or numbered(len(counts.tp))
    _check_classes(counts, kinds)
    return counts, kinds


def _count_labels(y_true: Any, y_pred: Any, declared: Optional[Classes]) -> Tuple[Counts, Classes]:
    pairs = label_pairs(y_true, y_pred)
    # A class that this epoch neither has nor predicts must not be missing from its counts.
    kinds = declared or _said.classes or seen(label for pair in pairs for label in pair)
    return count_labels(pairs, kinds), kinds


def _check_classes(counts: Counts, kinds: Classes) -> None:
    if kinds.count != len(counts.tp):
        raise ValueError(f"classes: {kinds.count} names, must be {len(counts.tp)}, as many as the counts have classes")
    before = _said.classes
    if before is None:
        return
    if before.count == kinds.count and (before.names is None or kinds.names is None or before.names == kinds.names):
        return
    raise ValueError(f"classes: were {_show(before)}, now {_show(kinds)}; they must stay the same in a sweep")


# Classes with names tell more than the same classes without.
def _better_known(kinds: Optional[Classes]) -> Optional[Classes]:
    return kinds if kinds is not None and (_said.classes is None or _said.classes.names is None) else _said.classes


def _read_epoch(raw: Any) -> int:
    epoch = plain(raw)
    if type(epoch) is not int or not 1 <= epoch <= _MAX_EPOCH:
        raise ValueError(f"epoch: {epoch!r} must be a whole number from 1 to {_MAX_EPOCH}")
    if not in_sweep():
        return epoch
    now = trial()
    # One that goes on after the last epoch has done what was asked: it says so, and is stopped.
    went_on = epoch == _said.epoch + 1 and _said.epoch >= now.epochs
    if epoch > now.epochs and not went_on:
        raise ValueError(f"epoch: {epoch} is beyond the {now.epochs} epochs of this trial")
    resumed = _said.epoch == 0 and now.attempt > 1
    if epoch != _said.epoch + 1 and not resumed:
        raise ValueError(f"epoch: {epoch} must be {_said.epoch + 1}, which is due")
    return epoch


def _fields(counts: Optional[Counts], kinds: Optional[Classes]) -> Dict[str, Any]:
    if counts is None or kinds is None:
        return {}
    return counts.fields() if kinds.names is None else {**counts.fields(), "classes": kinds.names}


def _scalar(raw: Any, path: str) -> float:
    number = plain(raw)
    if isinstance(number, (int, float)) and not isinstance(number, bool):
        return float(number)
    raise ValueError(f"{path}: {number!r} must be a number")


def _names(kinds: Optional[Classes]) -> Optional[List[str]]:
    return None if kinds is None else kinds.names


def _show(kinds: Classes) -> str:
    return f"{kinds.count} without names" if kinds.names is None else ", ".join(kinds.names)
