"""The trial that this process trains."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Optional, Union

_VARIABLE = "MACROSWEEP_TRIAL"


@dataclass(frozen=True)
class Trial:
    """One configuration to train with one seed.

    Attributes:
        sweep: Name of the sweep; None outside a sweep.
        trial: Number of the trial in its sweep, from 0; None outside a sweep.
        attempt: From 1. A trial whose machine went away is attempted again.
        seed: For every source of chance in the training.
        params: The values of this configuration. A parameter that the configuration does not have is here only when it has a default.
        epochs: Train up to this epoch, counted from 1.
        checkpoint_dir: A folder that exists, the same for every attempt of the trial: resume from what is in it.
        reported: Last epoch that an earlier attempt reported; 0 for none.
        replicate: Which seed of a confirmation it is, from 1; 0 for a trial of the search. Let it move the train/validation split, and
            never the test set: all trials of one replicate are compared with each other.
    """

    sweep: Optional[str]
    trial: Optional[int]
    attempt: int
    seed: int
    # A plain dict, not a read-only view: a trial is passed to worker processes, and views cannot be pickled.
    params: Mapping[str, Any]
    epochs: int
    checkpoint_dir: Path
    reported: int
    replicate: int


def trial(
    defaults: Optional[Mapping[str, Any]] = None,
    *,
    epochs: int = 1,
    seed: int = 0,
    checkpoint_dir: Union[str, os.PathLike[str], None] = None,
) -> Trial:
    """The trial that the sweep has given to this process; outside a sweep, one made of the arguments.

    Args:
        defaults: Values of the parameters which the sweep does not set: all of them outside a sweep.
        epochs: Outside a sweep only.
        seed: Outside a sweep only.
        checkpoint_dir: Outside a sweep only; made when it is missing. None: a new folder, removed when the process ends, so that a
            second run of the script does not resume the first one.

    Raises:
        ValueError: The agent's text in MACROSWEEP_TRIAL cannot be read.
    """
    text = os.environ.get(_VARIABLE)
    if text is not None:
        return _read(text, defaults or {})
    folder = Path(_passing_folder() if checkpoint_dir is None else checkpoint_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return Trial(None, None, 1, seed, dict(defaults or {}), epochs, folder, 0, 0)


def in_sweep() -> bool:
    """Whether an agent has started this process, or the process that it comes from."""
    return _VARIABLE in os.environ


def _read(text: str, defaults: Mapping[str, Any]) -> Trial:
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as cause:
        raise ValueError(f"{_VARIABLE}: must be JSON: {text[:80]}") from cause
    if not isinstance(fields, dict):
        raise ValueError(f"{_VARIABLE}: must be a JSON object: {text[:80]}")
    params = _field(fields, "params", dict, "an object")
    return Trial(
        sweep=_field(fields, "sweep", str, "a text"),
        trial=_whole(fields, "trial"),
        attempt=_whole(fields, "attempt"),
        seed=_whole(fields, "seed"),
        params={**defaults, **params},
        epochs=_whole(fields, "epochs"),
        checkpoint_dir=Path(_field(fields, "checkpointDir", str, "the path of a folder")),
        reported=_whole({"reported": 0, **fields}, "reported"),
        replicate=_whole({"replicate": 0, **fields}, "replicate"),
    )


def _whole(fields: Mapping[str, Any], name: str) -> int:
    return int(_field(fields, name, int, "a whole number"))


def _field(fields: Mapping[str, Any], name: str, kind: type, rule: str) -> Any:
    value = fields.get(name)
    if isinstance(value, kind):
        return value
    raise ValueError(f"{_VARIABLE}.{name}: {value!r} must be {rule}")


@functools.lru_cache(maxsize=None)
def _passing_folder() -> str:
    folder = tempfile.mkdtemp(prefix="macrosweep-")
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: str, owner: int) -> None:
    # A forked worker that ends must not take it away from the training.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
