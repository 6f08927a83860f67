import tempfile
import unittest
from pathlib import Path

from running import ScriptTest, needs, reports_in

# The "model" predicts the first feature, so the counts are known; its weight is trained all the same.
SCRIPT = """
import torch
from transformers import Trainer, TrainingArguments
import macrosweep
from macrosweep.transformers import ReportCallback, last_checkpoint

class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones(()))
    def forward(self, x, labels):
        logits = torch.nn.functional.one_hot(x, 3) * (self.scale + 1)
        return {"loss": torch.nn.functional.cross_entropy(logits, labels), "logits": logits}

t = macrosweep.trial(epochs=2)
y = [0, 0, 0, 1, 1, 2]
rows = [{"x": x, "labels": label} for x, label in zip([0, 0, 1, 1, 2, 2], y)]
args = TrainingArguments(
    t.checkpoint_dir, num_train_epochs=t.epochs, eval_strategy="epoch", save_strategy="epoch", per_device_train_batch_size=2,
    learning_rate=1e-6, use_cpu=True, report_to="none", disable_tqdm=True, save_total_limit=2, remove_unused_columns=False,
)
reports = ReportCallback(["N", "V", "F"])
trainer = Trainer(Model(), args, train_dataset=rows, eval_dataset=rows, compute_metrics=reports.compute_metrics, callbacks=[reports])
trainer.train(resume_from_checkpoint=last_checkpoint(t.checkpoint_dir))
print("steps", trainer.state.global_step, flush=True)
"""

CONFUSION = [[2, 1, 0], [0, 1, 1], [0, 0, 1]]


@needs("torch", "accelerate", "transformers")
class TransformersCallback(ScriptTest):
    def test_reports_every_epoch_and_computes_macro_f1(self) -> None:
        stdout = self.run_script(SCRIPT + "print('logged', round(trainer.evaluate()['eval_macro_f1'], 4))", self.trial(epochs=3))
        said = reports_in(stdout)
        self.assertEqual([report["epoch"] for report in said], [1, 2, 3])
        self.assertEqual([report["confusion"] for report in said], [CONFUSION] * 3)
        self.assertEqual(said[0]["classes"], ["N", "V", "F"])
        self.assertEqual(list(said[0]["metrics"]), ["loss"])
        # By hand: F1 of N is 4/5, of V 2/4, of F 2/3.
        self.assertIn("logged 0.6556", stdout)

    def test_goes_on_after_a_stop(self) -> None:
        process = self.start(SCRIPT, self.trial(epochs=100_000))
        last = self.stop_after(process, 2)[-1]["epoch"]
        self.assertEqual(process.returncode, 0)
        again = self.start(SCRIPT, self.trial(epochs=100_000, attempt=2, reported=last))
        (first, *_) = self.stop_after(again, last + 1)
        self.assertEqual(first["epoch"], last + 1)

    def test_saves_amid_an_epoch_and_reports_only_whole_ones(self) -> None:
        # The process stops itself after the fourth step, the first one of the second epoch of three steps.
        script = SCRIPT.replace(
            "reports = ReportCallback",
            """
import os, signal
from transformers import TrainerCallback
class Stop(TrainerCallback):
    def on_step_end(self, args, state, control, **kwargs):
        if t.attempt == 1 and state.global_step == 4:
            os.kill(os.getpid(), signal.SIGTERM)
reports = ReportCallback""",
        ).replace("callbacks=[reports]", "callbacks=[Stop(), reports]")
        stdout = self.run_script(script, self.trial(epochs=3))
        self.assertEqual([report["epoch"] for report in reports_in(stdout)], [1])
        self.assertIn("steps 4", stdout)
        self.assertTrue((self.checkpoint_dir / "checkpoint-4" / "trainer_state.json").exists())
        stdout = self.run_script(script, self.trial(epochs=3, attempt=2, reported=1))
        self.assertEqual([report["epoch"] for report in reports_in(stdout)], [2, 3])
        self.assertIn("steps 9", stdout)

    def test_runs_alone(self) -> None:
        self.assertIn("epoch 2  macro-F1 0.6556  N 0.80  V 0.50  F 0.67  loss", self.run_script(SCRIPT))

    def test_refuses_evaluations_that_are_not_of_epochs(self) -> None:
        process = self.start(SCRIPT.replace('eval_strategy="epoch"', 'eval_strategy="steps", eval_steps=1'), self.trial())
        _, stderr = process.communicate()
        self.assertRegex(stderr, 'ValueError: eval_strategy: steps must be "epoch" for ReportCallback')


@needs("torch", "transformers")
class LastCheckpoint(unittest.TestCase):
    def test_is_the_newest_one_that_is_complete(self) -> None:
        from macrosweep.transformers import last_checkpoint

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.assertIsNone(last_checkpoint(folder))
            for step in (9, 10, 11):
                (folder / f"checkpoint-{step}").mkdir()
                (folder / f"checkpoint-{step}" / "model.safetensors").touch()
            self.assertIsNone(last_checkpoint(folder))
            for step in (9, 10):
                (folder / f"checkpoint-{step}" / "trainer_state.json").touch()
            self.assertEqual(last_checkpoint(folder), str(folder / "checkpoint-10"))


if __name__ == "__main__":
    unittest.main()
