"""Runs a script as an agent would: in a process of its own, with a trial, and reads what it says."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, TypeVar

SOURCE = Path(__file__).parent.parent / "src"
PREFIX = "@macrosweep "

_Test = TypeVar("_Test", bound=Callable[..., Any])


def needs(*modules: str) -> Callable[[_Test], _Test]:
    """Skips the test or case, saying why, where a module is not installed."""
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    return unittest.skipIf(bool(missing), f"{sys.executable} has no {', '.join(missing)}")


def reports_in(stdout: str) -> List[Dict[str, Any]]:
    """The reports among the lines."""
    return [json.loads(line[len(PREFIX) :]) for line in stdout.splitlines() if line.startswith(PREFIX)]


class ScriptTest(unittest.TestCase):
    """A case with a checkpoint folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.checkpoint_dir = self.folder / "checkpoint"
        self.checkpoint_dir.mkdir()

    def trial(self, **fields: Any) -> Dict[str, Any]:
        """What the agent says of a trial."""
        first = {"sweep": "beats", "trial": 4, "attempt": 1, "seed": 11, "params": {}, "epochs": 9, "reported": 0}
        return {**first, "checkpointDir": str(self.checkpoint_dir), **fields}

    def start(
        self, script: str, trial: Optional[Mapping[str, Any]] = None, env: Optional[Mapping[str, str]] = None
    ) -> subprocess.Popen[str]:
        """Starts Python on the script's text; in a sweep when there is a trial. It does not outlive the test."""
        path = self.folder / "script.py"
        path.write_text(script)
        inherited = {name: value for name, value in os.environ.items() if name not in ("MACROSWEEP_TRIAL", "RANK", "LOCAL_RANK")}
        given = {} if trial is None else {"MACROSWEEP_TRIAL": json.dumps(trial)}
        process = subprocess.Popen(
            [sys.executable, str(path)],
            env={**inherited, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1", **given, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self._end, process)
        return process

    def run_script(
        self, script: str, trial: Optional[Mapping[str, Any]] = None, env: Optional[Mapping[str, str]] = None
    ) -> str:
        """The stdout of a script that ends well."""
        process = self.start(script, trial, env)
        stdout, stderr = process.communicate()
        self.assertEqual(process.returncode, 0, stderr)
        return stdout

    def stop_after(self, process: subprocess.Popen[str], epoch: int) -> List[Dict[str, Any]]:
        """Sends SIGTERM once this epoch is reported; all reports until the process ended."""
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if any(report.get("epoch") == epoch for report in reports_in(line)):
                process.send_signal(signal.SIGTERM)
                break
        rest, stderr = process.communicate()
        reports = reports_in("".join(lines) + rest)
        self.assertTrue(any(report.get("epoch") == epoch for report in reports), stderr)
        return reports

    @staticmethod
    def _end(process: subprocess.Popen[str]) -> None:
        process.kill()
        process.communicate()
