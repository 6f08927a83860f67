"""Where the command line of macrosweep is."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import List

from ._errors import MacrosweepError


def find_command() -> List[str]:
    """How macrosweep is started: MACROSWEEP_BIN (a path, or a command with arguments), else `macrosweep` on PATH, else of a node_modules here or
    above, else by npx.

    Raises:
        MacrosweepError: `unsupported`: there is none of these.
    """
    named = os.environ.get("MACROSWEEP_BIN")
    if named:
        return _startable(named) if Path(named).exists() else shlex.split(named)
    found = shutil.which("macrosweep") or _in_node_modules()
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx:
        return [npx, "--yes", "macrosweep"]
    advice = "install Node 22.14 or newer and `npm i -g macrosweep`, or say with MACROSWEEP_BIN where the command is"
    raise MacrosweepError("unsupported", f"the command macrosweep is not on PATH, not in node_modules/.bin, and there is no npx: {advice}")


def _in_node_modules() -> str:
    here = Path.cwd()
    candidates = [folder / "node_modules" / ".bin" / "macrosweep" for folder in (here, *here.parents)]
    return next((str(candidate) for candidate in candidates if os.access(candidate, os.X_OK)), "")


def _startable(path: str) -> List[str]:
    return ["node", path] if path.endswith((".js", ".ts")) else [path]
