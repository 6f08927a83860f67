"""What a sweep that was run has found."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Optional, Tuple

from ._frame import curves_frame, trials_frame
from ._record import Record


class Result:
    """A sweep that has ended.

    Attributes:
        name: Of the sweep.
        sweep: All that is known of it, as `macrosweep get NAME --json` prints it.
        trials: All trials, with their curves.
        best: The winner: params, value, interval, perClass, confirmation and more; None without one.
        folder: The state folder: journal, logs and checkpoints. The command line and Client find the sweep there.
        document: Its document, for `macrosweep run DOCUMENT`.
        checkpoint: Folder in which the winner's checkpoint_dir was; None without a winner.
    """

    def __init__(self, sweep: Record, trials: List[Record], folder: Path, document: Path, checkpoint: Optional[Path]) -> None:
        self.sweep = sweep
        self.trials = trials
        self.folder = folder
        self.document = document
        self.checkpoint = checkpoint
        self.name: str = sweep["sweep"]
        self.best: Optional[Record] = sweep["best"]

    @property
    def state(self) -> str:
        """completed, failed or cancelled."""
        return str(self.sweep["state"])

    @property
    def params(self) -> Optional[Record]:
        """Of the winner."""
        return None if self.best is None else self.best["params"]

    @property
    def value(self) -> Optional[float]:
        """Of the winner: the mean over the fresh seeds of a confirmation, else its last one."""
        if self.best is None:
            return None
        confirmed = self._confirmed()
        value: float = self.best["value"] if confirmed is None else confirmed["mean"]
        return value

    @property
    def interval(self) -> Optional[Tuple[float, float]]:
        """95 % interval of the value; None where the function reports no counts and nothing was confirmed."""
        if self.best is None:
            return None
        interval = (self._confirmed() or self.best)["interval"]
        return None if interval is None else (interval[0], interval[1])

    def to_pandas(self, *, curves: bool = False) -> Any:
        """A DataFrame with a row a trial, or with curves=True a row a step.

        Raises:
            ImportError: pandas is not installed.
        """
        return (curves_frame if curves else trials_frame)(self.trials)

    def _confirmed(self) -> Optional[Record]:
        confirmation: Optional[Record] = None if self.best is None else self.best["confirmation"]
        return confirmation if confirmation is not None and confirmation["mean"] is not None else None

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {state}" for state, count in self.sweep["trials"].items() if count)
        lines = [f"Sweep {self.name} {self.state}: {counts or 'no trials'}"]
        if self.best is not None:
            between = "" if self.interval is None else " (95 % interval {:.4f} to {:.4f})".format(*self.interval)
            value = "-" if self.value is None else format(self.value, ".4f")
            lines.append(f"best: trial {self.best['trial']} with {self.sweep['objective']['metric']} {value}{between}")
            lines += [f"  {name} = {value!r}" for name, value in self.best["params"].items()]
        return "\n".join(lines)
