"""HTTP to one controller, or to the one that leads of several, with the standard library alone."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import socket
import threading
import time
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, NamedTuple, Optional, Sequence, Tuple
from urllib.parse import quote, urlencode

from ._addresses import Address, Trust, address_of, addresses_in
from ._errors import MacrosweepError, Unreachable, error_of
from ._record import read_json

# An answer may take a while where hundreds of old sweeps are read; a connection does not.
_SILENCE_S = 60.0
# A controller that is started again listens within seconds.
_PAUSES_S = (0.2, 0.6, 1.5)
_BUSY = (429, 503)
_LONGEST_PAUSE_S = 5.0
# Of several another one takes over within seconds.
_PAUSES_OF_SEVERAL_S = (0.25,) * 120
# Whoever of several says nothing for so long is asked whether he is there, and has as long again to say so.
_LOOK_S = 2.0


class Answer(NamedTuple):
    """A good answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Stream(NamedTuple):
    """An answer that is read as it comes."""

    response: http.client.HTTPResponse
    connection: Optional[socket.socket]


class _Opened(NamedTuple):
    connection: http.client.HTTPConnection
    stream: Stream


class Connection:
    """How to speak with the controller at a URL; or with the one that leads of several, whose URLs have commas between them.

    Each question has a TCP connection of its own, so it may be asked from several threads.
    """

    def __init__(
        self, url: str, token: Optional[str] = None, ca: Optional[str] = None, cert: Optional[str] = None, insecure: bool = False
    ) -> None:
        self._trust = Trust(token, ca, cert, insecure)
        self._addresses = addresses_in(url, self._trust)
        self._at = self._addresses[0]

    @property
    def url(self) -> str:
        """Of the controller that is asked next."""
        return self._at.url

    @property
    def several(self) -> bool:
        """Whether there is another controller to go to."""
        return len(self._addresses) > 1

    def turn(self) -> None:
        """To the next one of several, for this one does not answer."""
        urls = [address.url for address in self._addresses]
        at = urls.index(self._at.url) if self._at.url in urls else -1
        self._at = self._addresses[(at + 1) % len(urls)]

    def json(self, method: str, path: str, **more: Any) -> Any:
        """As `ask`; what the body says."""
        return read_json(self.ask(method, path, **more).body)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[bytes] = None,
        headers: Optional[Mapping[str, str]] = None,
        repeatable: bool = True,
        also_good: Sequence[int] = (),
    ) -> Answer:
        """Asks, and again for two seconds where nobody answers or the controller is too busy; of several for half a minute.

        Args:
            repeatable: Whether asking twice is asking once. Else it is asked again only where it surely was not heard.
            also_good: Statuses beside 2xx of which the body is an answer.

        Raises:
            MacrosweepError: It was refused.
            Unreachable: Nobody answers.
        """
        for pause_s in (*(_PAUSES_OF_SEVERAL_S if self.several else _PAUSES_S), None):
            try:
                with self.stream(method, path, query=query, body=body, headers=headers, also_good=also_good) as (response, _):
                    return Answer(response.status, _lower(response), response.read())
            except Unreachable as error:
                if pause_s is None or not (repeatable or _was_not_heard(error)):
                    raise
                self.turn()
            except MacrosweepError as error:
                if pause_s is None or error.status not in _BUSY:
                    raise
                if self.several:
                    self.turn()
                else:
                    pause_s = max(pause_s, min(error.retry_after_s or 0.0, _LONGEST_PAUSE_S))
            time.sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")

    def save(self, method: str, path: str, file: Path) -> int:
        """Asks once, and writes the answer into a new file, which is there only when it is whole. How many bytes it has.

        Raises:
            FileExistsError: The file is there already.
            MacrosweepError, Unreachable: As `ask`.
        """
        if file.exists():
            raise FileExistsError(f"{file}: is there already")
        partial = file.with_name(f"{file.name}.partial")
        try:
            with self.stream(method, path) as (response, _), partial.open("wb") as out:
                shutil.copyfileobj(response, out)
                size, expected = out.tell(), response.headers.get("Content-Length")
            if expected is not None and size != int(expected):
                raise Unreachable(f"the controller at {self.url} broke off in the middle of its answer")
            partial.rename(file)
        finally:
            partial.unlink(missing_ok=True)
        return size

    @contextlib.contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[bytes] = None,
        headers: Optional[Mapping[str, str]] = None,
        silence_s: float = _SILENCE_S,
        also_good: Sequence[int] = (),
    ) -> Iterator[Stream]:
        """Asks once, and the one that leads where another one says so; a good answer whose body has still to be read. It ends with the block.

        Raises:
            MacrosweepError: It was refused.
            Unreachable: Nobody answers, or the answer breaks off or is silent for so long.
        """
        sent = {**self._headers(body), **(headers or {})}
        opened = self._open(self._at, method, path + _query(query), body, sent, silence_s)
        try:
            opened = self._led(opened, method, path + _query(query), body, sent, silence_s)
            response = opened.stream.response
            if not 200 <= response.status < 300 and response.status not in also_good:
                raise error_of(self.url, response.status, response.read(), response.headers.get("Retry-After", ""))
            yield opened.stream
        except Unreachable:
            raise
        except (OSError, http.client.HTTPException) as cause:
            raise _unreachable(self._at, cause) from cause
        finally:
            opened.connection.close()

    def _led(
        self, opened: _Opened, method: str, path: str, body: Optional[bytes], headers: Mapping[str, str], silence_s: float
    ) -> _Opened:
        """The same of the controller that leads, where this one names it; where that cannot be reached, what this one says."""
        leader = self._leader_in(opened.stream.response)
        if leader is None:
            return opened
        try:
            led = self._open(leader, method, path, body, headers, silence_s)
        except Unreachable as error:
            if method == "GET" or _was_not_heard(error):
                return opened
            raise
        opened.connection.close()
        self._at = leader
        return led

    def _leader_in(self, response: http.client.HTTPResponse) -> Optional[Address]:
        """Whom a controller that stands by names. One that is found by its folder alone is trusted, and no other."""
        url = response.headers.get("Macrosweep-Leader")
        if not url or self._trust.cert is not None:
            return None
        if self.several:
            # By another name it may be one of them, and is found in turn.
            return next((address for address in self._addresses if address.url == url), None)
        with contextlib.suppress(ValueError):
            return address_of(url, self._trust)
        return None

    def _open(
        self, address: Address, method: str, path: str, body: Optional[bytes], headers: Mapping[str, str], silence_s: float
    ) -> _Opened:
        connection = address.connection(2 * _LOOK_S if self.several else silence_s)
        try:
            connection.request(method, address.prefix + path, body, headers)
            # It is let go of by the connection where the answer is the last one on it.
            sock = connection.sock
            sock.settimeout(silence_s)
            with _while_there(sock, address) if self.several else contextlib.nullcontext():
                return _Opened(connection, Stream(connection.getresponse(), sock))
        except (OSError, http.client.HTTPException) as cause:
            connection.close()
            raise _unreachable(address, cause) from cause

    def _headers(self, body: Optional[bytes]) -> Dict[str, str]:
        token = {} if self._trust.token is None else {"Authorization": f"Bearer {self._trust.token}"}
        return {"Accept": "*/*", "Connection": "close", **token, **({} if body is None else {"Content-Type": "application/json"})}


@contextlib.contextmanager
def _while_there(sock: socket.socket, address: Address) -> Iterator[None]:
    """Waits in the block for the first word of an answer, which ends with an OSError when whoever owes it is not there."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_S):
            if not _is_there(address):
                with contextlib.suppress(OSError):
                    # Of the connection below TLS: who waits for it hears that it has ended.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
                return

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _is_there(address: Address) -> bool:
    probe = address.connection(_LOOK_S)
    try:
        probe.request("GET", address.prefix + "/healthz")
        probe.getresponse()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()


def _unreachable(address: Address, cause: BaseException) -> Unreachable:
    return Unreachable(f"the controller at {address.url} cannot be reached ({_why(cause)})")


def _was_not_heard(error: Unreachable) -> bool:
    return isinstance(error.__cause__, (ConnectionRefusedError, socket.gaierror))


def path_of(*parts: Any) -> str:
    """A path below /api/v1, each part as one."""
    return "/api/v1/" + "/".join(quote(str(part), safe="") for part in parts)


def _query(query: Optional[Mapping[str, Any]]) -> str:
    given: Tuple[Tuple[str, Any], ...] = tuple((name, value) for name, value in (query or {}).items() if value is not None)
    return "?" + urlencode(given, doseq=True) if given else ""


def _lower(response: http.client.HTTPResponse) -> Dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _why(cause: BaseException) -> str:
    return str(cause) or type(cause).__name__
