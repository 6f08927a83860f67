"""Keeps what a trial has said beside its checkpoint, for a checkpoint may be ahead of the last report that arrived."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Mapping

_NAME = ".macrosweep-reports"
# Of a file that has grown beyond this, the newest lines are kept: more is never on its way to the controller.
_MOST_BYTES = 1 << 20
_LINES = 64


def keep(folder: Path, line: Mapping[str, Any]) -> None:
    """Adds a line, at once. Whoever cannot keep it has said it all the same."""
    path = folder / _NAME
    try:
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            _write(path, _read(path)[-_LINES:])
        with open(path, "ab", buffering=0) as file:
            file.write(json.dumps(line).encode("ascii") + b"\n")
    except OSError:
        pass


def missing(folder: Path, reported: int, before: int) -> List[Dict[str, Any]]:
    """The lines of the epochs after `reported` and before `before`, in order, as the newest attempt said them."""
    epochs: List[Dict[str, Any]] = []
    for line in _read(folder / _NAME):
        # A later attempt has gone back to its checkpoint.
        while epochs and epochs[-1]["epoch"] >= line["epoch"]:
            epochs.pop()
        epochs.append(line)
    return [line for line in epochs if reported < line["epoch"] < before]


def _read(path: Path) -> List[Dict[str, Any]]:
    try:
        text = path.read_bytes()
    except OSError:
        return []
    lines = []
    # What follows the last line feed was cut off by a kill.
    for raw in text.split(b"\n")[:-1]:
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if isinstance(line, dict) and isinstance(line.get("epoch"), int):
            lines.append(line)
    return lines


def _write(path: Path, lines: List[Dict[str, Any]]) -> None:
    beside = path.with_suffix(".new")
    beside.write_bytes(b"".join(json.dumps(line).encode("ascii") + b"\n" for line in lines))
    os.replace(beside, path)
