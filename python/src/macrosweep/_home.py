"""Which controller is meant where none is named."""

from __future__ import annotations

import json
import os
from pathlib import Path

DEFAULT_URL = "http://127.0.0.1:7451"


def find_url() -> str:
    """MACROSWEEP_URL, else the controller that holds ./.macrosweep, whose address stands there, else where controllers listen by default."""
    return os.environ.get("MACROSWEEP_URL") or url_in(Path(".macrosweep")) or DEFAULT_URL


def url_in(folder: Path) -> str:
    """Where the controller of a state folder listens for people and programs; empty where the folder does not say. Of one that was killed it stays."""
    try:
        where = json.loads((folder / "controller.json").read_text())
        return str(where["url"] or "")
    except (OSError, ValueError, KeyError, TypeError):
        return ""
