"""The command line as a child process that ends with whoever called it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, List, Optional, Sequence

from ._errors import MacrosweepError

# What it says on stderr of where the sweep can be watched.
_WHERE = re.compile(r"^(?:Page and API: |A controller holds .* goes to it: )(https?://\S+)")
# It asks for no controller but its own folder's.
_NOT_PASSED = ("MACROSWEEP_URL", "MACROSWEEP_CONTROLLER", "MACROSWEEP_TRIAL")
_TAIL = 30


class Process:
    """`macrosweep ...` under a guard. Close it: nothing of it runs then any more.

    Attributes:
        url: Where its controller listens, once it has said so.
        located: Set when `url` is known, and when the process has ended.
        warnings: What it said of the document that is likely not meant so.
    """

    def __init__(self, command: Sequence[str], arguments: Sequence[str]) -> None:
        env = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED}
        guard = [sys.executable, "-I", "-S", str(Path(__file__).with_name("_guard.py")), str(os.getpid())]
        self.url: Optional[str] = None
        self.located = threading.Event()
        self.warnings: List[str] = []
        self._tail: List[str] = []
        self._out: List[str] = []
        self._child = subprocess.Popen(
            [*guard, *command, *arguments],
            env={**env, "NO_COLOR": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A Ctrl-C on the terminal, or a notebook's interrupt, is for the caller, who closes this.
            start_new_session=True,
        )
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read_out, self._read_err)]
        for reader in self._readers:
            reader.start()

    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._child.poll() is None

    def wait(self) -> str:
        """Its stdout, when it has ended well or without a winner.

        Raises:
            MacrosweepError: It was refused, or ended otherwise; with what it said.
        """
        code = self._child.wait()
        for reader in self._readers:
            reader.join()
        if code not in (0, 1):
            raise _failure(code, self._tail)
        return "".join(self._out)

    def close(self) -> None:
        """Ends it where it still runs: its trainers get ten seconds to save their work."""
        stdin: Optional[IO[str]] = self._child.stdin
        if stdin is not None and not stdin.closed:
            stdin.close()
        self._child.wait()

    def _read_out(self) -> None:
        assert self._child.stdout is not None
        self._out.extend(self._child.stdout)

    def _read_err(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            found = _WHERE.match(line)
            if found:
                self.url = found[1]
                self.located.set()
            elif line.startswith("warning: "):
                self.warnings.append(line[len("warning: ") :].rstrip())
            self._tail = [*self._tail[1 - _TAIL :], line]
        self.located.set()


def _failure(code: int, tail: Sequence[str]) -> MacrosweepError:
    for line in reversed(tail):
        try:
            error = json.loads(line)["error"]
            return MacrosweepError(str(error["code"]), str(error["message"]))
        except (ValueError, KeyError, TypeError):
            continue
    return MacrosweepError("fault", f"macrosweep ended with code {code}: {''.join(tail).strip() or 'it said nothing'}")
