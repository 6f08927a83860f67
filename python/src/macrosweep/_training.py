"""The trial that a function of `macrosweep.run` is given."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Mapping, Optional

from . import _report
from ._plain import plain
from ._stop import should_stop, was_stopped
from ._trial import Trial, trial


class Training:
    """One configuration to train: `for epoch in trial:` goes through its epochs and ends when the sweep stops it.

    Attributes:
        number: Of the trial in its sweep, from 0.
        params, seed, epochs, attempt, reported, replicate, checkpoint_dir: As of macrosweep.trial().
        said: Last epoch that this attempt has reported; 0 for none.
    """

    def __init__(self, of: Trial) -> None:
        self.number: int = of.trial or 0
        self.params: Mapping[str, Any] = of.params
        self.seed: int = of.seed
        self.epochs: int = of.epochs
        self.attempt: int = of.attempt
        self.reported: int = of.reported
        self.replicate: int = of.replicate
        self.checkpoint_dir: Path = of.checkpoint_dir
        self.said = 0

    def __iter__(self) -> Iterator[int]:
        return self.after(0)

    def after(self, epoch: int) -> Iterator[int]:
        """The epochs after this one, of which a checkpoint is there: `for epoch in trial.after(load(trial.checkpoint_dir))`."""
        for following in range(epoch + 1, self.epochs + 1):
            if should_stop():
                return
            yield following

    def should_stop(self) -> bool:
        """Whether the sweep has asked this training to stop; see macrosweep.should_stop."""
        return should_stop()

    def report(self, epoch: Optional[int] = None, **what: Any) -> float:
        """As macrosweep.report: y_true and y_pred, confusion, per_class or value; classes; metrics.

        Args:
            epoch: From 1. None: the one after that of the report before.
        """
        step = self.said + 1 if epoch is None else epoch
        score = _report.report(step, **what)
        self.said = step
        return score

    def report_test(self, **what: Any) -> float:
        """As macrosweep.report_test."""
        return _report.report_test(**what)


def train_trial(function: Callable[..., Any]) -> None:
    """Trains the trial of this process: function(params, trial), or function(params) where it takes one argument.

    Raises:
        ValueError: It returns a number although several epochs are due, or neither reports nor returns anything.
    """
    training = Training(trial())
    arguments = (dict(training.params), training)
    returned = function(*arguments[: _count_of(function)])
    if training.said > 0 or was_stopped():
        return
    if returned is None:
        raise ValueError("train: must report each epoch, or return a number")
    if training.epochs > 1:
        raise ValueError(f"train: must report each of its {training.epochs} epochs; a number is returned where epochs=1")
    training.report(1, **_as_report(returned))


def _as_report(returned: Any) -> Dict[str, Any]:
    if isinstance(returned, Mapping):
        return dict(returned)
    return {"value": plain(returned)}


def _count_of(function: Callable[..., Any]) -> int:
    try:
        parameters: Iterable[inspect.Parameter] = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 2
    kinds = [parameter.kind for parameter in parameters]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return 2
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return min(2, sum(kind in positional for kind in kinds))
