"""HTTP to one controller, with the standard library alone."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import shutil
import socket
import ssl
import time
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, NamedTuple, Optional, Sequence, Tuple
from urllib.parse import quote, urlencode, urlsplit

from ._errors import MacrosweepError, Unreachable, error_of
from ._record import read_json

# An answer may take a while where hundreds of old sweeps are read; a connection does not.
_SILENCE_S = 60.0
# A controller that is started again listens within seconds.
_PAUSES_S = (0.2, 0.6, 1.5)
_BUSY = (429, 503)
_LONGEST_PAUSE_S = 5.0


class Answer(NamedTuple):
    """A good answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Stream(NamedTuple):
    """An answer that is read as it comes."""

    response: http.client.HTTPResponse
    connection: Optional[socket.socket]


class Connection:
    """How to speak with the controller at a URL. Each question has a TCP connection of its own, so it may be asked from several threads."""

    def __init__(
        self, url: str, token: Optional[str] = None, ca: Optional[str] = None, cert: Optional[str] = None, insecure: bool = False
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"url: {url!r} must be a URL such as http://127.0.0.1:7451")
        if token is not None and not insecure and parts.scheme == "http" and not _is_here(parts.hostname):
            raise ValueError(f"url: {url!r} would get the token where others can read it; ask by https, or say insecure=True")
        self.url = url.rstrip("/")
        self._token = token
        self._host, self._prefix = parts.hostname, parts.path.rstrip("/")
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = _trusting(ca, cert) if parts.scheme == "https" else None

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
        """Asks, and again for two seconds where nobody answers or the controller is too busy.

        Args:
            repeatable: Whether asking twice is asking once. Else it is asked again only where it surely was not heard.
            also_good: Statuses beside 2xx of which the body is an answer.

        Raises:
            MacrosweepError: It was refused.
            Unreachable: Nobody answers.
        """
        for pause_s in (*_PAUSES_S, None):
            try:
                with self.stream(method, path, query=query, body=body, headers=headers, also_good=also_good) as (response, _):
                    return Answer(response.status, _lower(response), response.read())
            except Unreachable as error:
                if pause_s is None or not (repeatable or isinstance(error.__cause__, ConnectionRefusedError)):
                    raise
            except MacrosweepError as error:
                if pause_s is None or error.status not in _BUSY:
                    raise
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
        """Asks once; a good answer whose body has still to be read. It ends with the block.

        Raises:
            MacrosweepError: It was refused.
            Unreachable: Nobody answers, or the answer breaks off or is silent for so long.
        """
        connection = self._connect(silence_s)
        try:
            connection.request(method, self._prefix + path + _query(query), body, {**self._headers(body), **(headers or {})})
            # It is let go of by the connection where the answer is the last one on it.
            sock = connection.sock
            response = connection.getresponse()
            if not 200 <= response.status < 300 and response.status not in also_good:
                raise error_of(self.url, response.status, response.read(), response.headers.get("Retry-After", ""))
            yield Stream(response, sock)
        except (OSError, http.client.HTTPException) as cause:
            if isinstance(cause, Unreachable):
                raise
            raise Unreachable(f"the controller at {self.url} cannot be reached ({_why(cause)})") from cause
        finally:
            connection.close()

    def _connect(self, silence_s: float) -> http.client.HTTPConnection:
        if self._tls is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=silence_s)
        return http.client.HTTPSConnection(self._host, self._port, timeout=silence_s, context=self._tls)

    def _headers(self, body: Optional[bytes]) -> Dict[str, str]:
        token = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        return {"Accept": "*/*", "Connection": "close", **token, **({} if body is None else {"Content-Type": "application/json"})}


def _is_here(host: str) -> bool:
    """Whether it is this machine, by its name or an address of the loopback."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _trusting(ca: Optional[str], cert: Optional[str]) -> ssl.SSLContext:
    """Trusts who is signed by these, or the one with exactly this certificate (PEM), whatever it is called."""
    if cert is None:
        return ssl.create_default_context(cafile=ca)
    context = ssl.create_default_context(cadata=cert)
    context.check_hostname = False
    # A name since Python 3.10.
    context.verify_flags |= getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0x80000)
    return context


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
