import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path
from typing import Any, Dict
from unittest import mock

import macrosweep
from controlling import PATIENCE_S, command, processes_with, until
from macrosweep import MacrosweepError
from macrosweep._carry import pack, unpack
from macrosweep._command import find_command
from macrosweep._space import parameters_of
from running import SOURCE, needs

# What a notebook's cells define lies in __main__ and in no file.
CELLS = """
import os, sys, time
import macrosweep
sys.modules["cloudpickle"] = None
OFFSET = 10

def right(lr, epoch):
    return int(40 * lr) + OFFSET + epoch

def train(params, trial):
    if trial.number == 1:
        raise ValueError("bad luck")
    for epoch in trial:
        trial.report(confusion=[[right(params["lr"], epoch), 60 - right(params["lr"], epoch)], [5, 55]], classes=["N", "V"])

def slowly(params, trial):
    for epoch in trial:
        trial.report(epoch, value=0.5)
        time.sleep(0.05)

"""


class RunTest(unittest.TestCase):
    """A case with a folder of its own, in which nothing runs when it is over."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.addCleanup(until, "all processes to end", lambda: not processes_with(folder.name))

    def start(self, cells: str) -> subprocess.Popen[str]:
        """Runs cells as a notebook's kernel does: from no file."""
        env = {name: value for name, value in os.environ.items() if name != "MACROSWEEP_TRIAL"}
        process = subprocess.Popen(
            [sys.executable, "-c", "import sys; exec(compile(sys.stdin.read(), '<cell>', 'exec'))"],
            cwd=self.folder,
            env={**env, "PYTHONPATH": str(SOURCE), "MACROSWEEP_BIN": " ".join(command()), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # As Ctrl-C finds it on a terminal: who started the tests in the background has it ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
        )
        self.addCleanup(process.kill)
        assert process.stdin is not None
        process.stdin.write(CELLS + textwrap.dedent(cells))
        process.stdin.close()
        process.stdin = None
        return process

    def said_by(self, cells: str) -> str:
        """What cells print that end well."""
        process = self.start(cells)
        stdout, stderr = process.communicate(timeout=2 * PATIENCE_S)
        self.assertEqual(process.returncode, 0, stderr)
        return stdout


class Run(RunTest):
    def test_trains_the_function_of_a_cell_and_goes_on(self) -> None:
        said = self.said_by(
            """
            space = {"lr": macrosweep.floats(0.01, 1, log=True), "loss": ["ce", "focal"], "gamma": macrosweep.floats(0, 5, when={"loss": "focal"})}
            result = macrosweep.run(space, train, budget=5, epochs=3, parallel=2, name="cells", pruner="none")
            print(result)
            print(result.best.value == max(t.value for t in result.trials if t.value) == result.value, result.interval[0] < result.value)
            print([t.reason.splitlines()[-1] for t in result.trials if t.state == "failed"])
            print({t.params.loss == "focal" for t in result.trials if "gamma" in t.params}, result.checkpoint.is_dir())
            print("OFFSET" in result.trials[1].reason, "_worker.py" in result.trials[1].reason)
            again = macrosweep.run(space, train, budget=6, epochs=3, parallel=2, name="cells", pruner="none")
            print([t.attempt for t in again.trials], again.trials[:5] == result.trials)
            """
        )
        self.assertIn("Sweep cells completed: 4 completed, 1 failed\nbest: trial ", said)
        self.assertEqual(
            said.splitlines()[-5:],
            ["True True", "['ValueError: bad luck']", "{True} True", "False False", "[1, 1, 1, 1, 1, 1] True"],
        )

    def test_takes_a_number_that_is_returned(self) -> None:
        said = self.said_by(
            """
            shift = -3.0
            objective = {"metric": "metrics.score", "direction": "maximize"}
            result = macrosweep.run({"n": (1, 4)}, lambda params: shift - params["n"], budget=4, objective=objective, sampler="random", name="number")
            print(result.value == -3.0 - result.params.n, result.interval, result.name)
            """
        )
        self.assertEqual(said, "True None number\n")

    def test_says_why_no_trial_has_completed(self) -> None:
        said = self.said_by(
            """
            try:
                macrosweep.run({"x": (0.0, 1.0)}, lambda params: 1 / 0, budget=1, name="broken")
            except macrosweep.MacrosweepError as error:
                print(error.code, str(error).splitlines()[0], str(error).splitlines()[-1], sep="|")
            try:
                macrosweep.run({"x": (1.0, 0.0)}, lambda params: 0, budget=1, name="refused", spam=1)
            except macrosweep.MacrosweepError as error:
                print(error.code, "spec.parameters[0].min: 1 must be less than max" in str(error), "spec.spam: unknown key" in str(error))
            """
        )
        self.assertEqual(
            said.splitlines(),
            [
                "failed|no trial of sweep 'broken' has completed; trial 0 failed: exit code 1:|ZeroDivisionError: division by zero",
                "invalid True True",
            ],
        )

    def test_leaves_nothing_behind_after_ctrl_c(self) -> None:
        process = self.start("macrosweep.run({'x': (0.0, 1.0)}, slowly, budget=4, epochs=1000, parallel=2)")
        until("a trainer", lambda: processes_with(f"_worker.py {self.folder}"))
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=PATIENCE_S)
        self.assertIn("KeyboardInterrupt", stderr)
        self.assertEqual(processes_with(str(self.folder)), [])

    def test_leaves_nothing_behind_when_it_is_killed(self) -> None:
        process = self.start("macrosweep.run({'x': (0.0, 1.0)}, slowly, budget=4, epochs=1000, parallel=2)")
        until("a trainer", lambda: processes_with(f"_worker.py {self.folder}"))
        process.kill()
        process.communicate(timeout=PATIENCE_S)
        until("its processes to end", lambda: not processes_with(str(self.folder)))

    def test_is_refused_within_a_trainer(self) -> None:
        with mock.patch.dict(os.environ, {"MACROSWEEP_TRIAL": "{}"}), self.assertRaisesRegex(MacrosweepError, "__main__"):
            macrosweep.run({"x": (0, 1)}, max, budget=1, folder=self.folder)


class Carrying(unittest.TestCase):
    """Functions that lie in __main__ or within another one."""

    def setUp(self) -> None:
        without = mock.patch.dict("sys.modules", {"cloudpickle": None})
        without.start()
        self.addCleanup(without.stop)

    def test_takes_closures_recursion_defaults_and_modules_along(self) -> None:
        def deep(n: int, *, by: int = 2) -> int:
            return 0 if n == 0 else by + deep(n - 1, by=by)

        def outer(n: int, sep: str = os.sep) -> Any:
            return deep(n), sep, os.path.basename("a/b")

        self.assertEqual(unpack(pack(outer))(3), (6, os.sep, "b"))

    def test_names_what_cannot_come_along(self) -> None:
        scope: Dict[str, Any] = {"__name__": "__main__"}
        exec("class Net: pass\ntrain = lambda params: Net()", scope)
        with self.assertRaisesRegex(ValueError, "the class Net is defined in __main__; put it into a module and import it, or install cloudpickle"):
            pack(scope["train"])

    def test_imports_what_can_be_imported(self) -> None:
        self.assertIs(unpack(pack(needs)), needs)


class CarryingWithCloudpickle(unittest.TestCase):
    @needs("cloudpickle")
    def test_takes_classes_along(self) -> None:
        scope: Dict[str, Any] = {"__name__": "__main__"}
        exec("class Net:\n    depth = 3\ntrain = lambda params: Net().depth", scope)
        self.assertEqual(unpack(pack(scope["train"]))({}), 3)


class Spaces(unittest.TestCase):
    def test_are_the_parameters_of_a_document(self) -> None:
        space = {
            "lr": macrosweep.floats(1e-4, 1e-2, log=True, center=1e-3, confidence="high"),
            "layers": (1, 4),
            "dropout": (0, 0.5),
            "loss": ["ce", "focal"],
            "gamma": macrosweep.floats(0, 5, step=0.5, when={"loss": "focal"}),
            "size": {"type": "int", "min": 16, "max": 64, "step": 16},
        }
        self.assertEqual(
            parameters_of(space),
            [
                {"name": "lr", "type": "float", "min": 1e-4, "max": 1e-2, "scale": "log", "prior": {"center": 1e-3, "confidence": "high"}},
                {"name": "layers", "type": "int", "min": 1, "max": 4},
                {"name": "dropout", "type": "float", "min": 0.0, "max": 0.5},
                {"name": "loss", "type": "categorical", "values": ["ce", "focal"]},
                {"name": "gamma", "type": "float", "min": 0.0, "max": 5.0, "step": 0.5, "when": {"loss": ["focal"]}},
                {"name": "size", "type": "int", "min": 16, "max": 64, "step": 16},
            ],
        )
        preset = {"preset": "imbalance", "label_smoothing": False, "dropout": (0.0, 0.5)}
        self.assertEqual(parameters_of(preset), {**preset, "dropout": {"type": "float", "min": 0.0, "max": 0.5}})

    def test_name_the_parameter_that_is_none(self) -> None:
        with self.assertRaisesRegex(ValueError, r"space\['lr'\]: 0.1 must be a list of choices"):
            parameters_of({"lr": 0.1})


class Finding(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        self.folder = Path(folder.name).resolve()

    def test_the_command_that_is_named_before_all_others(self) -> None:
        with mock.patch.dict(os.environ, {"MACROSWEEP_BIN": "node 'a b/main.js'", "PATH": self.make("bin/macrosweep").parent.as_posix()}):
            self.assertEqual(find_command(), ["node", "a b/main.js"])

    def test_that_on_path_then_in_node_modules_then_npx(self) -> None:
        npx = self.make("npx/npx")
        with mock.patch.dict(os.environ, {"PATH": str(npx.parent), "MACROSWEEP_BIN": ""}):
            self.assertEqual(find_command(), [str(npx), "--yes", "macrosweep"])
            local = self.make("node_modules/.bin/macrosweep")
            self.assertEqual(find_command(), [str(local)])
            on_path = self.make("npx/macrosweep")
            self.assertEqual(find_command(), [str(on_path)])

    def test_none_is_said_with_advice(self) -> None:
        with mock.patch.dict(os.environ, {"PATH": str(self.folder), "MACROSWEEP_BIN": ""}):
            with self.assertRaisesRegex(MacrosweepError, "npm i -g macrosweep.*MACROSWEEP_BIN"):
                find_command()

    def make(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
        return path
