import unittest

from running import ScriptTest, needs, reports_in

# The "model" predicts the first feature, so the counts are known; its weight is trained all the same.
SCRIPT = """
import sys, warnings
warnings.simplefilter("ignore")
import lightning.pytorch as L
import torch
from torch.utils.data import DataLoader, TensorDataset
import macrosweep
from macrosweep.lightning import ReportCallback

t = macrosweep.trial(epochs=2)
y = torch.tensor([0, 0, 0, 1, 1, 2])
predicted = torch.tensor([0, 0, 1, 1, 2, 2])

class Model(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)
    def training_step(self, batch, index):
        return self.layer(batch[0].float()[:, None]).square().mean()
    def validation_step(self, batch, index):
        scores = torch.nn.functional.one_hot(batch[0], 3).float()
        self.log("val_loss", 0.25)
        return {"preds": scores if index == 0 else batch[0], "target": batch[1]}
    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)

class Watch(L.Callback):
    def on_train_epoch_end(self, trainer, module):
        print("logged", round(float(trainer.callback_metrics["val_macro_f1"]), 4), flush=True)

batches = DataLoader(TensorDataset(predicted, y), batch_size=2)
checkpoint = L.callbacks.ModelCheckpoint(dirpath=t.checkpoint_dir, save_last=True)
trainer = L.Trainer(
    max_epochs=t.epochs, accelerator="cpu", logger=False, enable_progress_bar=False, enable_model_summary=False,
    callbacks=[ReportCallback(["N", "V", "F"]), Watch(), checkpoint],
)
trainer.fit(Model(), batches, batches, ckpt_path="last")
"""

CONFUSION = [[2, 1, 0], [0, 1, 1], [0, 0, 1]]



@needs("torch", "lightning")
class LightningCallback(ScriptTest):
    def test_reports_every_epoch_and_logs_macro_f1(self) -> None:
        self.check_reports(SCRIPT)

    def test_goes_on_after_a_stop(self) -> None:
        last = self.stop_after(self.start(SCRIPT, self.trial(epochs=100_000)), 2)[-1]["epoch"]
        again = self.start(SCRIPT, self.trial(epochs=100_000, attempt=2, reported=last))
        (first, *_) = self.stop_after(again, last + 1)
        self.assertIn(first["epoch"], (last, last + 1))

    def test_runs_alone(self) -> None:
        self.assertIn("epoch 2  macro-F1 0.6556  N 0.80  V 0.50  F 0.67  val_loss 0.25\n", self.run_script(SCRIPT))

    def test_refuses_a_validation_step_without_predictions(self) -> None:
        process = self.start(SCRIPT.replace('return {"preds"', 'return {"outputs"'), self.trial())
        _, stderr = process.communicate()
        self.assertIn('ValueError: validation_step: must return {"preds": ..., "target": ...}', stderr)

    @needs("pytorch_lightning")
    def test_does_the_same_under_the_old_name_of_the_library(self) -> None:
        self.check_reports(SCRIPT.replace("lightning.pytorch", "pytorch_lightning"))

    def check_reports(self, script: str) -> None:
        stdout = self.run_script(script, self.trial(epochs=3))
        names = ["N", "V", "F"]
        said = [{"epoch": epoch, "confusion": CONFUSION, "classes": names, "metrics": {"val_loss": 0.25}} for epoch in (1, 2, 3)]
        self.assertEqual(reports_in(stdout), said)
        # By hand: F1 of N is 4/5, of V 2/4, of F 2/3.
        self.assertEqual(stdout.count("logged 0.6556"), 3)


if __name__ == "__main__":
    unittest.main()
