"""Runs a command that does not outlive the process that asked for it: not its end, not its kill -9. Run as a script: PID COMMAND..., with a pipe as stdin.

The command is ended when the pipe is closed, which the system does for a process that dies, or when the process PID is no longer the parent.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from typing import List

# The command line gives its trainers ten seconds to save their work.
_GRACE_S = 20.0
_LOOK_S = 0.1


def main(parent: int, command: List[str]) -> int:
    """The exit code of the command, 128 + signal where one ended it."""
    # A terminal's Ctrl-C, and what ends the session, is for the parent to decide upon.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_die_with_parent)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGKILL) if child.poll() is not None else _end(child))
    while child.poll() is None:
        readable, _, _ = select.select([sys.stdin.fileno()], [], [], _LOOK_S)
        if (readable and os.read(sys.stdin.fileno(), 1024) == b"") or os.getppid() != parent:
            _end(child)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _end(child: subprocess.Popen[bytes]) -> None:
    _signal(child, signal.SIGTERM)
    until_s = time.monotonic() + _GRACE_S
    while child.poll() is None and time.monotonic() < until_s:
        time.sleep(0.05)
    if child.poll() is None:
        _signal(child, signal.SIGKILL)
        child.wait()


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    # Its group: npx, the shell between and the command itself.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def _die_with_parent() -> None:
    # Where this process is killed too, the system tells the command (Linux: PR_SET_PDEATHSIG).
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
