"""Server-sent events, as https://html.spec.whatwg.org/multipage/server-sent-events.html has them."""

from __future__ import annotations

import time
from typing import Iterator, NamedTuple, Optional

from ._connection import Connection, Stream
from ._errors import MacrosweepError, Unreachable

# The controller says something every 2 s; four times in vain, and the connection is dead.
_SILENCE_S = 10.0
# Where there are others to go to, sooner.
_SILENCE_OF_SEVERAL_S = 5.0
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0)


class Event(NamedTuple):
    """One event; comments are left out."""

    event: str
    id: str
    data: str


def follow(connection: Connection, path: str, until_s: Optional[float], patience_s: float) -> Iterator[Event]:
    """The events of a stream until it says `end`, over as many connections as it takes: each goes on after the last event that came.

    Args:
        until_s: Of time.monotonic(); then it ends without `end`. None: never.
        patience_s: How long nobody may answer.

    Raises:
        Unreachable: Nobody has answered for so long.
        MacrosweepError: It is refused: there is no such sweep (any more), for example.
    """
    last_id = ""
    heard_s, failures = time.monotonic(), 0
    silence_s = _SILENCE_OF_SEVERAL_S if connection.several else _SILENCE_S
    while not _is_late(until_s):
        try:
            resume = {"Last-Event-ID": last_id} if last_id else {}
            wait_s = silence_s if until_s is None else min(silence_s, max(0.05, until_s - time.monotonic()))
            with connection.stream("GET", path, headers={"Accept": "text/event-stream", **resume}, silence_s=wait_s) as stream:
                for event in _events_in(stream, until_s, silence_s):
                    heard_s, failures, last_id = time.monotonic(), 0, event.id or last_id
                    if event.event == "end":
                        return
                    yield event
        except MacrosweepError as error:
            connection.turn()
            gone = not (isinstance(error, Unreachable) or error.status in (429, 503))
            if gone or (time.monotonic() - heard_s > patience_s and not _is_late(until_s)):
                raise
        pause_s = _PAUSES_S[min(failures, len(_PAUSES_S) - 1)]
        failures += 1
        time.sleep(pause_s if until_s is None else max(0.0, min(pause_s, until_s - time.monotonic())))


def _events_in(stream: Stream, until_s: Optional[float], silence_s: float) -> Iterator[Event]:
    fields = {"event": "", "id": "", "data": ""}
    while not _is_late(until_s):
        if until_s is not None and stream.connection is not None:
            stream.connection.settimeout(min(silence_s, max(0.05, until_s - time.monotonic())))
        line = stream.response.readline()
        if not line:
            return
        text = line.decode().rstrip("\r\n")
        if text == "":
            if fields["data"]:
                yield Event(fields["event"] or "message", fields["id"], fields["data"])
            fields = {"event": "", "id": "", "data": ""}
            continue
        name, _, value = text.partition(":")
        if name in fields:
            value = value[1:] if value.startswith(" ") else value
            fields[name] = f"{fields[name]}\n{value}" if name == "data" and fields["data"] else value


def _is_late(until_s: Optional[float]) -> bool:
    return until_s is not None and time.monotonic() >= until_s
