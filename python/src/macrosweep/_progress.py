"""A line that says how a sweep stands, again and again."""

from __future__ import annotations

import shutil
import sys
from typing import Any, Optional

from ._record import Record

_OVER = ("completed", "pruned", "failed", "preempted", "cancelled")


class Progress:
    """The newest state of a sweep in one line of stdout that is written over.

    Args:
        shown: None: on a terminal and in a notebook, where a line can be written over.
    """

    def __init__(self, shown: Optional[bool] = None) -> None:
        self._shown = _can_write_over() if shown is None else shown
        self._width = 0

    def say(self, line: str) -> None:
        """A line that stays."""
        if self._shown:
            print(line, flush=True)

    def show(self, sweep: Record) -> None:
        if not self._shown:
            return
        line = line_of(sweep)[: max(20, shutil.get_terminal_size((200, 24)).columns - 1)]
        sys.stdout.write("\r" + line.ljust(self._width))
        sys.stdout.flush()
        self._width = len(line)

    def close(self) -> None:
        """Leaves the line as it is; what is printed next begins below it."""
        if self._shown and self._width > 0:
            sys.stdout.write("\n")
            sys.stdout.flush()
        self._width = 0


def line_of(sweep: Record) -> str:
    """For example `beats  12 of 60 trials, 2 running  81 epochs  best macroF1 0.7312 (0.7001 to 0.7586)  0:42`."""
    over = sum(sweep["trials"][state] for state in _OVER)
    running = sweep["trials"]["running"]
    parts = [
        sweep["sweep"],
        f"{over} of {sweep['budget']['trials']} trials" + (f", {running} running" if running else ""),
        f"{sweep['epochs']['run']} epochs",
        _best(sweep),
        _time(sweep["elapsedMs"]),
        sweep["state"] if sweep["state"] != "running" else "",
        # Such as that no agent is there.
        sweep["reason"] or "" if sweep["state"] == "running" and not running else "",
    ]
    return "  ".join(part for part in parts if part)


def _best(sweep: Record) -> str:
    best: Any = sweep["best"]
    if best is None:
        return ""
    value, interval = best["value"], best["interval"]
    between = "" if interval is None else f" ({interval[0]:.4f} to {interval[1]:.4f})"
    return f"best {sweep['objective']['metric']} {'-' if value is None else format(value, '.4f')}{between}"


def _time(ms: float) -> str:
    seconds = int(ms // 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def _can_write_over() -> bool:
    return sys.stdout.isatty() or _in_notebook()


def _in_notebook() -> bool:
    # Whoever is in a notebook has imported it.
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and hasattr(shell, "kernel")
