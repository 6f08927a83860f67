"""What goes wrong when a controller is asked."""

from __future__ import annotations

import json
from typing import Any, List, NamedTuple, Optional


class Mistake(NamedTuple):
    """One thing that is wrong with what was sent: its place as documents write it, the same as a JSON pointer, and value and rule in words."""

    path: str
    pointer: str
    detail: str


class MacrosweepError(Exception):
    """The controller, or the command line, refuses what it was asked.

    Attributes:
        code: invalid, unauthenticated, forbidden, notFound (also of what the token may not see), exists, conflict, unsupported, unavailable,
            exhausted; of HTTP's own methodNotAllowed, tooLarge, fault.
        detail: The whole of it for a person: place, value and rule, a line a mistake.
        mistakes: Each mistake with its place; empty where the error is not about an input.
        status: Of HTTP; None where it was not said over HTTP.
        retry_after_s: Seconds after which it may be tried again; None where nothing is said of that.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        mistakes: Optional[List[Mistake]] = None,
        status: Optional[int] = None,
        retry_after_s: Optional[float] = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.mistakes = mistakes or []
        self.status = status
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        return self.detail


class Unreachable(MacrosweepError, ConnectionError):
    """Nobody answers there, or the answer broke off. It is a ConnectionError too."""

    def __init__(self, detail: str) -> None:
        super().__init__("unavailable", detail)


def error_of(url: str, status: int, body: bytes, retry_after: str = "") -> MacrosweepError:
    """The error in an answer of this status: problem+json as RFC 9457 has it."""
    problem = _problem_in(body)
    if problem is None:
        return MacrosweepError("unsupported", f"what listens at {url} is no controller of this version (HTTP {status})", status=status)
    mistakes = [Mistake(str(one["path"]), str(one["pointer"]), str(one["detail"])) for one in problem.get("errors", [])]
    return MacrosweepError(str(problem["code"]), str(problem["detail"]), mistakes, status, float(retry_after) if retry_after.isdigit() else None)


def _problem_in(body: bytes) -> Any:
    try:
        problem = json.loads(body)
    except ValueError:
        return None
    return problem if isinstance(problem, dict) and "code" in problem and "detail" in problem else None
