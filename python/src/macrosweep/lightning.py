"""Reports from PyTorch Lightning (2.x, as `lightning` or `pytorch_lightning`)."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import Any, Iterable, Mapping

import torch

from ._classes import named
from ._counts import MAX_CONFUSION_CLASSES, read_confusion
from ._predictions import predicted_classes, true_classes
from ._report import report
from ._scores import macro_f1



def _package() -> str:
    """Of the two names of one library the one that the user has imported, or else has."""
    if "lightning.pytorch" in sys.modules:
        return "lightning.pytorch"
    old_name_only = "pytorch_lightning" in sys.modules or importlib.util.find_spec("lightning") is None
    return "pytorch_lightning" if old_name_only else "lightning.pytorch"


Callback: Any = importlib.import_module(_package()).Callback


class ReportCallback(Callback):
    """Reports the validation counts once an epoch, and logs macro-F1 as `val_macro_f1` for schedulers and early stops.

    `validation_step` has to return {"preds": ..., "target": ...}: tensors of one batch, preds as class indices (samples,) or as scores
    (samples, classes), target as class indices (samples,). Of several validation loaders the samples are counted together, and of
    several validations in one epoch the last one counts. Lightning itself stops at the next batch on SIGTERM. Let it resume:

        checkpoint = ModelCheckpoint(dirpath=t.checkpoint_dir, save_last=True)
        trainer = Trainer(max_epochs=t.epochs, callbacks=[ReportCallback(classes), checkpoint])
        trainer.fit(model, ckpt_path="last")

    Args:
        classes: Names of all classes, at most 100, in the order of their indices.

    Raises:
        ValueError: More classes, another result of `validation_step`, or an epoch without a validation.
    """

    def __init__(self, classes: Iterable[Any]) -> None:
        self._classes = named(classes)
        if self._classes.count > MAX_CONFUSION_CLASSES:
            raise ValueError(f"classes: {self._classes.count} must be at most {MAX_CONFUSION_CLASSES} classes")
        # Flat confusion counts: index true class * classes + predicted class.
        self._counts = torch.zeros(self._classes.count**2, dtype=torch.long)
        self._validated = False

    def on_validation_epoch_start(self, trainer: Any, pl_module: Any) -> None:
        self._counts = torch.zeros(self._classes.count**2, dtype=torch.long, device=pl_module.device)

    def on_validation_batch_end(
        self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int, dataloader_idx: int = 0
    ) -> None:
        if not isinstance(outputs, Mapping) or not {"preds", "target"} <= set(outputs):
            raise ValueError('validation_step: must return {"preds": ..., "target": ...}')
        count = self._classes.count
        predicted, truth = predicted_classes(outputs["preds"]).long(), true_classes(outputs["target"]).long()
        if min(predicted.min(), truth.min()) < 0 or max(predicted.max(), truth.max()) >= count:
            raise ValueError(f"validation_step: preds and target must be classes from 0 to {count - 1}")
        self._counts += torch.bincount(truth * count + predicted, minlength=count**2).to(self._counts.device)

    def on_validation_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        if trainer.sanity_checking:
            return
        # Each process of a distributed training has validated its own samples.
        self._counts = trainer.strategy.reduce(self._counts, reduce_op="sum")
        self._validated = True
        pl_module.log("val_macro_f1", macro_f1(read_confusion(self._confusion())), prog_bar=True, sync_dist=True)

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        if not self._validated:
            raise ValueError("ReportCallback: must have a validation in every epoch (check_val_every_n_epoch=1)")
        self._validated = False
        if trainer.is_global_zero:
            logged = {name: value for name, value in trainer.callback_metrics.items() if name != "val_macro_f1"}
            report(trainer.current_epoch + 1, confusion=self._confusion(), classes=self._classes.names, metrics=logged)

    def _confusion(self) -> torch.Tensor:
        return self._counts.view(self._classes.count, self._classes.count)
