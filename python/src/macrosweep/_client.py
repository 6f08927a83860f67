"""Asks a controller for sweeps, over HTTP."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Union

from ._connection import Connection, path_of
from ._events import follow
from ._frame import curves_frame, trials_frame
from ._home import find_home
from ._progress import Progress
from ._record import Record, read_json
from ._sweep import Sweep
from ._text import Document, document_body

Conditions = Union[str, Sequence[str], None]


class Client:
    """A controller, and all that it can be asked.

    What it answers are Records: dicts whose fields are attributes too, called as the API calls them (docs/api.md, /openapi.json).

    Args:
        url: Such as http://127.0.0.1:7451; of several controllers with a standby all, with commas between them: the one that leads is asked. None: MACROSWEEP_URL, else the controller that holds ./.macrosweep, with what that folder says of token and
            certificate, else http://127.0.0.1:7451.
        token: Sent with each question. None: that in the file MACROSWEEP_TOKEN_FILE, else MACROSWEEP_TOKEN; empty: none.
        ca: File with the certificates to trust, for a private CA. None: MACROSWEEP_CA, else those that this machine trusts.
        insecure: Sends the token to another machine also without TLS, which is a ValueError otherwise.

    Every method raises MacrosweepError where the controller refuses, with a code and each mistake, and Unreachable (which is a
    ConnectionError) where nobody answers; for two seconds it tries again by itself.
    """

    def __init__(self, url: Optional[str] = None, token: Optional[str] = None, ca: Optional[str] = None, *, insecure: bool = False) -> None:
        home = find_home(url, token, ca)
        self._connection = Connection(home.url, home.token, home.ca, home.cert, insecure)

    @property
    def url(self) -> str:
        """Where the controller is asked."""
        return self._connection.url

    def submit(self, document: Document, *, key: Optional[str] = None) -> Sweep:
        """Creates a sweep, or finds it: the same document under the same name is the same sweep, an edited one lets it go on.

        Args:
            document: Path of a file, a mapping, or a text of YAML or JSON.
            key: Idempotency-Key: refused where it was used for another document before.
        """
        body, media = document_body(document)
        headers = {"Content-Type": media, **({} if key is None else {"Idempotency-Key": key})}
        created = self._connection.json("POST", path_of("sweeps"), body=body, headers=headers)
        return Sweep(self, created["sweep"]["sweep"], created)

    def sweep(self, name: str) -> Sweep:
        """A handle on the sweep of this name, by which nothing is asked yet."""
        return Sweep(self, name)

    def get(self, name: str) -> Record:
        """A sweep as it stands."""
        return self._record("GET", name)

    def list(self, *, state: Optional[str] = None, label: Optional[str] = None, newest_first: bool = False) -> List[Record]:
        """All sweeps in the order of their creation.

        Args:
            state: running, paused, completed, failed or cancelled.
            label: NAME=VALUE, or NAME alone.
        """
        query = {"state": state, "label": label, "newestFirst": "true" if newest_first else None}
        return list(self._pages(path_of("sweeps"), "sweeps", {**query, "limit": 500}))

    def nights(self, series: str) -> Record:
        """What the sweeps with the label macrosweep.dev/series have found: `nights`, and `advice` on what to roll out."""
        answer: Record = self._connection.json("GET", path_of("nights", series))
        return answer

    def night(self, template: Document, scheduled: str, *, if_active: str = "skip") -> Record:
        """Begins the night of a template, named by its time, or says why not in `kind` and `reason`.

        Args:
            template: Path of a file, a mapping, or a text of YAML or JSON.
            scheduled: ISO 8601 with its zone, such as 2026-11-29T02:00:00Z.
            if_active: While an earlier night of the series goes on: skip, replace or queue.
        """
        body, media = document_body(template)
        query = {"scheduled": scheduled, "ifActive": if_active}
        headers = {"Content-Type": media}
        answer: Record = self._connection.json("POST", path_of("nights"), query=query, body=body, headers=headers)
        return answer

    def schedule(self, template: Document) -> Record:
        """Takes a document with spec.schedule, in place of an earlier one of its name: its nights begin by themselves."""
        body, media = document_body(template)
        answer: Record = self._connection.json("POST", path_of("schedules"), body=body, headers={"Content-Type": media})
        return answer

    def schedules(self) -> List[Record]:
        """The templates that make nights by themselves: `next`, and in `last` what became of the last nights."""
        answer: Record = self._connection.json("GET", path_of("schedules"))
        return list(answer["schedules"])

    def unschedule(self, name: str) -> Record:
        """No further nights of this template; those that there are stay."""
        answer: Record = self._connection.json("DELETE", path_of("schedules", name))
        return answer

    def trials(
        self, name: str, *, state: Optional[str] = None, where: Conditions = None, sort: Optional[str] = None, page: int = 500
    ) -> Iterator[Record]:
        """Trials with their curves, page by page as they are taken.

        Args:
            state: waiting, running, completed, pruned, failed, preempted or cancelled.
            where: NAME=VALUE (or !=, <, <=, >, >=) on a param, or a list of these that must all hold.
            sort: trial, value, steps, testValue or param.NAME; with - in front the largest first.
            page: How many are asked for at once.
        """
        query = {"state": state, "where": where, "sort": sort, "limit": page}
        return self._pages(path_of("sweeps", name, "trials"), "trials", query)

    def trial(self, name: str, trial: int) -> Record:
        """One trial with its curve."""
        return self._record("GET", name, "trials", trial)

    def best(self, name: str) -> Optional[Record]:
        """The best trial of a sweep, after a confirmation its winner; None while none is completed."""
        best: Optional[Record] = self.get(name)["best"]
        return best

    def explain(self, name: str, trial: int) -> Record:
        """How a trial came to its params and to its end."""
        return self._record("GET", name, "trials", trial, "explanation")

    def counts(self, name: str, trial: int, *, step: Optional[int] = None) -> List[Record]:
        """What the validation counted at each step of a trial, or at one."""
        counts: List[Record] = self._record("GET", name, "trials", trial, "counts", query={"step": step})["counts"]
        return counts

    def log(self, name: str, trial: int, *, attempt: Optional[int] = None, after: Optional[str] = None) -> Record:
        """The last 64 KiB that a trial's trainer has printed: `text`, and `next` for the `after` of a later question for what follows.

        Args:
            attempt: None: the newest.
            after: `next` of an earlier answer; while it is `live`, more may come.
        """
        return self._record("GET", name, "trials", trial, "log", query={"attempt": attempt, "after": after})

    def curves(
        self,
        name: str,
        *,
        trials: Optional[Iterable[int]] = None,
        state: Optional[str] = None,
        where: Conditions = None,
        sort: Optional[str] = None,
        points: int = 200,
    ) -> List[Record]:
        """Curves of many trials, each thinned to so many points: trial, state, steps and `curve["values"]`."""
        numbers = None if trials is None else ",".join(str(int(number)) for number in trials)
        query = {"trials": numbers, "state": state, "where": where, "sort": sort, "points": points}
        return list(self._pages(path_of("sweeps", name, "curves"), "curves", query))

    def document(self, name: str) -> Record:
        """The document of a sweep with every default filled in, and the rungs of its pruner."""
        return self._record("GET", name, "document")

    def replay(self, name: str, pruner: str, **settings: Any) -> Record:
        """What another pruner would have done on the recorded curves: `replay("beats", "asha", reductionFactor=4)`."""
        return self._record("POST", name, "replay", body={**settings, "name": pruner})

    def validate(self, document: Document) -> Record:
        """Every mistake of a document, with its path, line and rule: `valid`, `errors`, `warnings`. A document with mistakes raises nothing."""
        body, media = document_body(document)
        answer: Record = self._connection.json("POST", path_of("validate"), body=body, headers={"Content-Type": media})
        return answer

    def agents(self) -> List[Record]:
        """The agents that are connected, and those that lately were, with slots, GPUs and the trials that they run."""
        agents: List[Record] = self._connection.json("GET", path_of("agents"))["agents"]
        return agents

    def health(self) -> Record:
        """That the controller lives: `status` is "ok"."""
        answer: Record = self._connection.json("GET", "/healthz")
        return answer

    def readiness(self) -> Record:
        """Whether the controller can do its work now: `ready`, and what is the matter: `trouble`."""
        answer: Record = self._connection.json("GET", "/readyz", also_good=(503,))
        return answer

    def diagnosis(self) -> Record:
        """What is wrong with the controller, its agents and its disk: `findings`, the worst first."""
        answer: Record = self._connection.json("GET", path_of("diagnosis"))
        return answer

    def metrics(self) -> str:
        """The controller's metrics in the text format of Prometheus."""
        return self._connection.ask("GET", "/metrics").body.decode()

    def backup(self, path: Union[str, os.PathLike[str]]) -> int:
        """Saves all sweeps in a new file, which `macrosweep restore` takes; needs a token of the scope admin. How many bytes it has.

        Raises:
            FileExistsError: Something is there already.
        """
        return self._connection.save("POST", path_of("backup"), Path(path))

    def simulate(self, document: Document, *, epoch_seconds: Optional[float] = None) -> Record:
        """What the sweep of a document is likely to take: `trials`, `epochs`, and with the time of an epoch `gpuHours` and `wallHours`."""
        body, media = document_body(document)
        query = {"epochMs": None if epoch_seconds is None else round(epoch_seconds * 1000)}
        answer: Record = self._connection.json(
            "POST", path_of("simulate"), body=body, headers={"Content-Type": media}, query=query
        )
        return answer

    def importance(self, name: str) -> Record:
        """How much each parameter matters: `params`, each with `importance` and `interval`, or the `reason` why nobody can tell."""
        return self._record("GET", name, "importance")

    def timeline(self, name: str) -> Record:
        """Which agent had which trial, and when: `attempts`."""
        return self._record("GET", name, "timeline")

    def pause(self, name: str) -> Record:
        """Starts no new trials; those that run go on to their end. The sweep as it stands then."""
        return self._record("POST", name, "pause")

    def resume(self, name: str) -> Record:
        """Lets a paused sweep go on."""
        return self._record("POST", name, "resume")

    def cancel(self, name: str) -> Record:
        """Ends a sweep for good: its running trials are stopped."""
        return self._record("POST", name, "cancel")

    def retry(self, name: str, trial: Optional[int] = None) -> Record:
        """Lets a trial run again that failed, was cancelled or lost its machine too often; None: all that can be. Their numbers: `trials`."""
        return self._record("POST", name, "retry", body={"trial": trial}, repeatable=False)

    def delete(self, name: str) -> Record:
        """Removes an ended sweep with all that is known of it."""
        return self._record("DELETE", name, repeatable=False)

    def export(self, name: str, format: str = "csv", path: Union[str, os.PathLike[str], None] = None) -> str:
        """All trials as a text: `csv` with a column a parameter, or `jsonl` with the curves too. With a path it is written there as well."""
        text = self._connection.ask("GET", path_of("sweeps", name, "export"), query={"format": format}).body
        if path is not None:
            Path(path).write_bytes(text)
        return text.decode()

    def to_pandas(self, name: str, *, curves: bool = False) -> Any:
        """A DataFrame with a row a trial and a column `param.NAME` a parameter; with curves=True a row a step: trial, step, value.

        Raises:
            ImportError: pandas is not installed.
        """
        return (curves_frame if curves else trials_frame)(self.trials(name))

    def watch(self, name: Optional[str] = None, *, timeout: Optional[float] = None, patience: float = 60.0) -> Iterator[Record]:
        """A sweep now and after each change, a few times a second at most, until it has ended: `sweep`, `happenings`, `running`.

        Where the connection breaks it goes on by itself after the last event that came, and no happening is missed.

        Args:
            name: None: all sweeps, without end: `sweeps` that have changed, and the `names` of all.
            timeout: Seconds after which it ends although the sweep has not.
            patience: Seconds for which nobody may answer.
        """
        path = path_of("events") if name is None else path_of("sweeps", name, "events")
        until_s = None if timeout is None else time.monotonic() + timeout
        for event in follow(self._connection, path, until_s, patience):
            if event.event in ("sweep", "sweeps"):
                yield read_json(event.data)

    def wait(self, name: str, *, timeout: Optional[float] = None, progress: Optional[bool] = None) -> Record:
        """Waits until a sweep has ended, and returns how it stands then. Ctrl-C ends the waiting, not the sweep.

        Args:
            timeout: Seconds.
            progress: Whether a line says how it stands. None: on a terminal and in a notebook.

        Raises:
            TimeoutError: It has not ended by then. The sweep goes on.
        """
        line = Progress(progress)
        try:
            for watched in self.watch(name, timeout=timeout):
                line.show(watched["sweep"])
        finally:
            line.close()
        sweep = self.get(name)
        if sweep["state"] in ("running", "paused"):
            raise TimeoutError(f"sweep {name!r} has not ended within {timeout} s; it goes on")
        return sweep

    def _record(
        self,
        method: str,
        *parts: Any,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[Mapping[str, Any]] = None,
        repeatable: bool = True,
    ) -> Record:
        sent = None if body is None else json.dumps(body, allow_nan=False).encode()
        answer: Record = self._connection.json(
            method, path_of("sweeps", *parts), query=query, body=sent, repeatable=repeatable
        )
        return answer

    def _pages(self, path: str, field: str, query: Dict[str, Any]) -> Iterator[Record]:
        cursor = None
        while True:
            page = self._connection.json("GET", path, query={**query, "cursor": cursor})
            yield from page[field]
            cursor = page["next"]
            if cursor is None:
                return
