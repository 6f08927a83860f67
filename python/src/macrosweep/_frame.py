"""Trials as a table of pandas."""

from __future__ import annotations

import importlib
from typing import Any, Iterable, List

from ._record import Record

_COLUMNS = ("trial", "state", "value", "steps", "attempt", "seed", "reason", "replicateOf", "testValue")


def trials_frame(trials: Iterable[Record]) -> Any:
    """A row a trial, a column `param.NAME` a parameter; NaN where a trial has no value or the parameter is inactive.

    Raises:
        ImportError: pandas is not installed.
    """
    pandas = _pandas()
    known = list(trials)
    names: List[str] = list(dict.fromkeys(name for trial in known for name in trial["params"]))
    columns = {column: [trial.get(column) for trial in known] for column in _COLUMNS}
    params = {f"param.{name}": [trial["params"].get(name) for trial in known] for name in names}
    frame = pandas.DataFrame({**columns, **params})
    for column in ("value", "testValue"):
        frame[column] = frame[column].astype(float)
    return frame


def curves_frame(trials: Iterable[Record]) -> Any:
    """A row a step of each trial: trial, step, value.

    Raises:
        ImportError: pandas is not installed.
    """
    pandas = _pandas()
    rows = [(trial["trial"], step, value) for trial in trials for step, value in trial["curve"]]
    frame = pandas.DataFrame(rows, columns=["trial", "step", "value"])
    frame["value"] = frame["value"].astype(float)
    return frame


def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ImportError as cause:
        raise ImportError("to_pandas needs pandas: pip install pandas (or use trials() or export(), which need nothing)") from cause
