"""Which controller is meant where none is named, and what it is shown."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple, Optional

DEFAULT_URL = "http://127.0.0.1:7451"


class Home(NamedTuple):
    """A controller, and what speaks for whoever asks it."""

    url: str
    token: Optional[str] = None
    #: File with the certificates to trust.
    ca: Optional[str] = None
    #: The certificate that the controller itself shows, as PEM: it is trusted by whatever name it is called.
    cert: Optional[str] = None


def find_home(url: Optional[str], token: Optional[str], ca: Optional[str]) -> Home:
    """The controller of this URL, else of MACROSWEEP_URL, else the one that holds ./.macrosweep, else where controllers listen by default.

    To one that is named goes the token that is given, else that of MACROSWEEP_TOKEN_FILE or MACROSWEEP_TOKEN; the one that holds the folder says itself
    there what lets in whoever may read it.
    """
    named = url or os.environ.get("MACROSWEEP_URL")
    held = None if named else home_in(Path(".macrosweep"))
    if held is not None:
        return held._replace(token=held.token if token is None else token or None)
    return Home(named or DEFAULT_URL, (_token() if token is None else token) or None, ca or _ca())


def home_in(folder: Path) -> Optional[Home]:
    """Where the controller of a state folder listens for people and programs; None where the folder does not say. Of one that was killed it stays."""
    try:
        where = json.loads((folder / "controller.json").read_text())
    except (OSError, ValueError):
        return None
    told = {key: _word(where, key) for key in ("url", "token", "cert")}
    return None if told["url"] is None else Home(told["url"], told["token"], cert=told["cert"])


def _word(where: Any, key: str) -> Optional[str]:
    value = where.get(key) if isinstance(where, dict) else None
    return value if isinstance(value, str) and value else None


def _token() -> Optional[str]:
    file = os.environ.get("MACROSWEEP_TOKEN_FILE")
    return Path(file).read_text().strip() if file else os.environ.get("MACROSWEEP_TOKEN")


def _ca() -> Optional[str]:
    ca = os.environ.get("MACROSWEEP_CA")
    return None if ca in (None, "", "system") else ca
