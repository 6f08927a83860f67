"""A controller and an agent of their own for a case, as processes of the real command line."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple
from unittest import mock

from macrosweep import Client
from macrosweep._command import find_command

MAIN = Path(__file__).parents[2] / "src" / "cli" / "main.ts"
# Longer than anything here takes on a busy machine.
PATIENCE_S = 30.0

TRAIN = """
import json, os, sys
trial = json.loads(os.environ["MACROSWEEP_TRIAL"])
if trial["params"]["lr"] > 0.5 and trial["attempt"] == 1:
    raise ValueError("lr is too high")
right = int(40 * trial["params"]["lr"] + trial["epochs"])
for epoch in range(1, trial["epochs"] + 1):
    print("trains epoch", epoch)
    print("@macrosweep " + json.dumps({"epoch": epoch, "confusion": [[right, 60 - right], [5, 55]]}), flush=True)
"""


def command(*arguments: str) -> List[str]:
    """The command line with these arguments; that of this repository, unless MACROSWEEP_BIN says another."""
    with mock.patch.dict(os.environ, {"MACROSWEEP_BIN": os.environ.get("MACROSWEEP_BIN", f"node {MAIN}")}):
        return [*find_command(), *arguments]


def until(what: str, look: Callable[[], Any]) -> Any:
    """Looks again and again until it sees something true."""
    late = time.monotonic() + PATIENCE_S
    while time.monotonic() < late:
        seen = look()
        if seen:
            return seen
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE_S} s for {what}")


def processes_with(text: str) -> List[str]:
    """The commands that run now and have this text in them."""
    listed = subprocess.run(["ps", "ax", "-ww", "-o", "pid=,args="], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [line for line in listed.splitlines() if text in line]


class ControllerTest(unittest.TestCase):
    """A case whose tests share one controller with one agent of two slots."""

    folder: Path
    client: Client
    url: str

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        (cls.folder / "train.py").write_text(TRAIN)
        started = cls._start("controller", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--json")
        assert started.stdout is not None
        where = json.loads(started.stdout.readline())
        cls.url = cls.asked_at(where["url"])
        cls.client = Client(cls.url, token="")
        cls._start("agent", "--controller", where["address"], "--slots", "2", "--work", str(cls.folder / "work"))

    @classmethod
    def asked_at(cls, url: str) -> str:
        """Where the controller that answers here is asked."""
        return url

    @classmethod
    def document(cls, name: str, trials: int = 4, **spec: Any) -> Dict[str, Any]:
        """A sweep over one float, which is trained by counts that grow with it."""
        search = {
            "parameters": [{"name": "lr", "type": "float", "min": 0, "max": 0.4}],
            "sampler": {"name": "random"},
            "pruner": {"name": "none"},
            "budget": {"trials": trials, "parallel": 2, "epochsPerTrial": 3},
            "trainer": {"command": [sys.executable, str(cls.folder / "train.py")]},
        }
        return {"apiVersion": "macrosweep.dev/v1alpha1", "kind": "Sweep", "metadata": {"name": name}, "spec": {**search, **spec}}

    @classmethod
    def _start(cls, *arguments: str) -> subprocess.Popen[str]:
        return cls.start(command(*arguments))

    @classmethod
    def start(cls, arguments: List[str]) -> subprocess.Popen[str]:
        """A process that ends with the case."""
        process = subprocess.Popen(
            arguments, cwd=cls.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        cls.addClassCleanup(cls._stop, process)
        return process

    @staticmethod
    def _stop(process: subprocess.Popen[str]) -> None:
        process.terminate()
        try:
            process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


class Wire:
    """A port before another one that can be cut. Closing it cuts all."""

    def __init__(self, url: str) -> None:
        host, _, port = url.rpartition("/")[2].partition(":")
        self._target: Tuple[str, int] = (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sockets: List[socket.socket] = []
        self.connections = 0
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends every connection at once."""
        for one in self._sockets:
            _end(one)
            one.close()
        self._sockets.clear()

    def close(self) -> None:
        _end(self._listening)
        self._listening.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            far = socket.create_connection(self._target)
            self._sockets += [near, far]
            for pair in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=pair, daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while True:
            piece: Optional[bytes] = source.recv(65536)
            if not piece:
                break
            target.sendall(piece)
    except OSError:
        pass
    _end(source)
    _end(target)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
