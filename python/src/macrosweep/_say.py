"""Says a report: to the agent in a sweep, to a person outside."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Mapping


def say_line(report: Mapping[str, Any]) -> None:
    """Writes the report as one line of stdout, at once, and nothing from another rank than 0 of a distributed training.

    Raises:
        OSError: Nobody reads stdout any more.
    """
    if not is_rank_zero():
        return
    for stream in (sys.stdout, sys.__stdout__):
        if stream is not None:
            stream.flush()
    # It begins with a line feed, because a progress bar may have left the last line open. It goes past sys.stdout, which may be redirected,
    # in one write, so that lines of other threads and processes (these up to 4 KiB) do not get into it.
    _write(f"\n@macrosweep {json.dumps(report)}\n".encode("ascii"))


def say_text(text: str) -> None:
    """Prints a line, on rank 0 of a distributed training only."""
    if is_rank_zero():
        print(text, flush=True)


def is_rank_zero() -> bool:
    """Whether this process speaks for the training: as torchrun and its like number the processes, all are 0 without them."""
    return int(os.environ.get("RANK", os.environ.get("LOCAL_RANK", "0"))) == 0


def _write(line: bytes) -> None:
    while line:
        line = line[os.write(1, line) :]
