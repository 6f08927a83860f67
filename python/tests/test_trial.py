import json
import os
import pickle
import unittest
from pathlib import Path
from unittest import mock

import macrosweep
from running import ScriptTest


class TrialInASweep(ScriptTest):
    def test_is_what_the_agent_says(self) -> None:
        said = self.trial(attempt=2, params={"lr": 0.01, "loss": "focal", "amp": True}, reported=3, replicate=2)
        with mock.patch.dict(os.environ, MACROSWEEP_TRIAL=json.dumps(said)):
            trial = macrosweep.trial(epochs=100, seed=100, checkpoint_dir="elsewhere")
        expected = macrosweep.Trial(
            sweep="beats",
            trial=4,
            attempt=2,
            seed=11,
            params={"lr": 0.01, "loss": "focal", "amp": True},
            epochs=9,
            checkpoint_dir=self.checkpoint_dir,
            reported=3,
            replicate=2,
        )
        self.assertEqual(trial, expected)
        self.assertFalse(Path("elsewhere").exists())

    def test_takes_from_the_defaults_what_the_sweep_does_not_set(self) -> None:
        said = self.trial(params={"lr": 0.01})
        with mock.patch.dict(os.environ, MACROSWEEP_TRIAL=json.dumps(said)):
            trial = macrosweep.trial(defaults={"lr": 1.0, "width": 64})
        self.assertEqual(trial.params, {"lr": 0.01, "width": 64})

    def test_has_nothing_reported_and_is_no_replicate_where_the_agent_does_not_say_it(self) -> None:
        said = self.trial()
        del said["reported"]
        with mock.patch.dict(os.environ, MACROSWEEP_TRIAL=json.dumps(said)):
            trial = macrosweep.trial()
        self.assertEqual((trial.reported, trial.replicate), (0, 0))

    def test_refuses_what_no_agent_says(self) -> None:
        cases = [
            ("no json", "MACROSWEEP_TRIAL: must be JSON: no json"),
            ("[]", "MACROSWEEP_TRIAL: must be a JSON object: []"),
            (json.dumps(self.trial(epochs="9")), "MACROSWEEP_TRIAL.epochs: '9' must be a whole number"),
            (json.dumps(self.trial(params=[])), "MACROSWEEP_TRIAL.params: [] must be an object"),
            (json.dumps(self.trial(checkpointDir=None)), "MACROSWEEP_TRIAL.checkpointDir: None must be the path of a folder"),
        ]
        for text, message in cases:
            with self.subTest(text), mock.patch.dict(os.environ, MACROSWEEP_TRIAL=text):
                with self.assertRaises(ValueError) as raised:
                    macrosweep.trial()
                self.assertEqual(str(raised.exception), message)


class TrialAlone(ScriptTest):
    def test_is_made_of_the_arguments(self) -> None:
        folder = self.folder / "made" / "when missing"
        trial = macrosweep.trial(defaults={"lr": 1e-3}, epochs=27, seed=5, checkpoint_dir=folder)
        self.assertEqual(trial, macrosweep.Trial(None, None, 1, 5, {"lr": 1e-3}, 27, folder, 0, 0))
        self.assertTrue(folder.is_dir())

    def test_has_a_checkpoint_folder_that_goes_with_the_process(self) -> None:
        script = "import macrosweep\nfolder = macrosweep.trial().checkpoint_dir\nprint(folder.is_dir(), folder)"
        there, folder = self.run_script(script).split()
        self.assertEqual(there, "True")
        self.assertFalse(Path(folder).exists())

    def test_keeps_that_folder_when_a_forked_worker_ends(self) -> None:
        script = """
import os, sys, macrosweep
folder = macrosweep.trial().checkpoint_dir
worker = os.fork()
if worker == 0:
    sys.exit()
os.waitpid(worker, 0)
print(folder.is_dir())
"""
        self.assertEqual(self.run_script(script), "True\n")

    def test_does_not_change_with_its_defaults(self) -> None:
        defaults = {"lr": 1e-3}
        trial = macrosweep.trial(defaults)
        defaults["lr"] = 1.0
        self.assertEqual(trial.params["lr"], 1e-3)

    def test_can_be_passed_to_another_process(self) -> None:
        trial = macrosweep.trial({"lr": 1e-3})
        self.assertEqual(pickle.loads(pickle.dumps(trial)), trial)


if __name__ == "__main__":
    unittest.main()
