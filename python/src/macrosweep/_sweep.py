"""A handle on one sweep of a controller."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Iterable, Iterator, List, Optional, Union

from ._record import Record

if TYPE_CHECKING:
    from ._client import Client, Conditions


class Sweep:
    """What Client can do, of this one sweep.

    Attributes:
        name: Of the sweep.
        existing: Whether it was there already when it was submitted.
        changes: Where an edited document differs from the one before.
    """

    def __init__(self, client: Client, name: str, created: Optional[Record] = None) -> None:
        self._client = client
        self.name = name
        self.existing: bool = created is None or created["existing"]
        self.changes: List[str] = [] if created is None else created["changes"]

    def __repr__(self) -> str:
        return f"<Sweep {self.name!r} at {self._client.url}>"

    def get(self) -> Record:
        """As it stands."""
        return self._client.get(self.name)

    @property
    def state(self) -> str:
        """running, paused, completed, failed or cancelled, asked anew."""
        return str(self.get()["state"])

    def trials(self, *, state: Optional[str] = None, where: Conditions = None, sort: Optional[str] = None) -> Iterator[Record]:
        """Its trials with their curves; see Client.trials."""
        return self._client.trials(self.name, state=state, where=where, sort=sort)

    def trial(self, trial: int) -> Record:
        """One trial with its curve."""
        return self._client.trial(self.name, trial)

    def best(self) -> Optional[Record]:
        """Its best trial; None while none is completed."""
        return self._client.best(self.name)

    def explain(self, trial: int) -> Record:
        """How a trial came to its params and to its end."""
        return self._client.explain(self.name, trial)

    def counts(self, trial: int, *, step: Optional[int] = None) -> List[Record]:
        """What the validation counted at each step of a trial, or at one."""
        return self._client.counts(self.name, trial, step=step)

    def log(self, trial: int, *, attempt: Optional[int] = None, after: Optional[str] = None) -> Record:
        """The last 64 KiB that a trial's trainer has printed; see Client.log."""
        return self._client.log(self.name, trial, attempt=attempt, after=after)

    def curves(self, *, trials: Optional[Iterable[int]] = None, points: int = 200) -> List[Record]:
        """Curves of its trials, thinned."""
        return self._client.curves(self.name, trials=trials, points=points)

    def document(self) -> Record:
        """Its document with every default filled in."""
        return self._client.document(self.name)

    def replay(self, pruner: str, **settings: Any) -> Record:
        """What another pruner would have done."""
        return self._client.replay(self.name, pruner, **settings)

    def pause(self) -> Record:
        """Starts no new trials."""
        return self._client.pause(self.name)

    def resume(self) -> Record:
        """Lets it go on."""
        return self._client.resume(self.name)

    def cancel(self) -> Record:
        """Ends it for good."""
        return self._client.cancel(self.name)

    def retry(self, trial: Optional[int] = None) -> Record:
        """Lets a trial that broke run again, or all of them."""
        return self._client.retry(self.name, trial)

    def delete(self) -> Record:
        """Removes it, once it has ended."""
        return self._client.delete(self.name)

    def export(self, format: str = "csv", path: Union[str, os.PathLike[str], None] = None) -> str:
        """All trials as a text, csv or jsonl."""
        return self._client.export(self.name, format, path)

    def to_pandas(self, *, curves: bool = False) -> Any:
        """Its trials as a DataFrame."""
        return self._client.to_pandas(self.name, curves=curves)

    def watch(self, *, timeout: Optional[float] = None) -> Iterator[Record]:
        """How it stands after each change."""
        return self._client.watch(self.name, timeout=timeout)

    def wait(self, *, timeout: Optional[float] = None, progress: Optional[bool] = None) -> Record:
        """Waits until it has ended."""
        return self._client.wait(self.name, timeout=timeout, progress=progress)
