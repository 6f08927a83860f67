"""Reports from Hugging Face's Trainer (transformers 4.57 and 5.x)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Dict, Iterable, Optional, Union

from transformers import TrainerCallback

from ._classes import named
from ._labels import count_labels, label_pairs
from ._predictions import predicted_classes, true_classes
from ._report import report
from ._scores import macro_f1
from ._stop import should_stop


class ReportCallback(TrainerCallback):
    """Reports the counts of every epoch's evaluation. It is also the Trainer's `compute_metrics`, which alone sees the predictions.

    The metric is called `macro_f1` (`eval_macro_f1` in logs, `metric_for_best_model="macro_f1"`). When the sweep stops the trial, the
    Trainer saves a checkpoint, unless its save_strategy is "no", and returns. Let it resume:

        args = TrainingArguments(t.checkpoint_dir, num_train_epochs=t.epochs, eval_strategy="epoch", save_strategy="epoch", ...)
        reports = ReportCallback(classes)
        trainer = Trainer(model, args, ..., compute_metrics=reports.compute_metrics, callbacks=[reports])
        trainer.train(resume_from_checkpoint=last_checkpoint(t.checkpoint_dir))

    Args:
        classes: Names of all classes, in the order of their indices.

    Raises:
        ValueError: The Trainer's eval_strategy is not "epoch", or `compute_metrics` was not given to it.
    """

    def __init__(self, classes: Iterable[Any]) -> None:
        self._classes = named(classes)
        self._evaluated: Optional[Dict[str, Any]] = None
        self._training = False

    def compute_metrics(self, evaluation: Any) -> Dict[str, float]:
        """Macro-F1 of an evaluation with predictions of shape (samples, classes), alone or first in a tuple of the model's outputs."""
        predictions = evaluation.predictions
        scores = predictions[0] if isinstance(predictions, tuple) else predictions
        self._evaluated = {"y_true": true_classes(evaluation.label_ids), "y_pred": predicted_classes(scores)}
        return {"macro_f1": macro_f1(count_labels(label_pairs(**self._evaluated), self._classes))}

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if args.eval_strategy != "epoch":
            raise ValueError(f'eval_strategy: {args.eval_strategy.value} must be "epoch" for ReportCallback')
        self._training = True

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._training = False

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if should_stop():
            control.should_training_stop = True
            # At the end of an epoch comes its evaluation first, and then the checkpoint.
            if _is_amid_epoch(state):
                control.should_save = args.save_strategy != "no"

    def on_epoch_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if not should_stop():
            return
        # The Trainer ends the epoch also when training stops amid it. That is no result of this epoch, and it is saved already.
        if _is_amid_epoch(state):
            control.should_evaluate = control.should_save = False
        else:
            control.should_save = args.save_strategy != "no"

    def on_evaluate(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        # An evaluation before the first step, or one that the user asks for after the training, is of no epoch.
        if not self._training or state.global_step == 0:
            return
        if self._evaluated is None:
            raise ValueError("compute_metrics: must be the one of this ReportCallback")
        # Training by max_steps may end amid its last epoch.
        if state.is_world_process_zero:
            metrics = kwargs["metrics"]
            loss = {"loss": metrics["eval_loss"]} if "eval_loss" in metrics else {}
            report(math.ceil(state.epoch), classes=self._classes.names, metrics=loss, **self._evaluated)
        self._evaluated = None


def last_checkpoint(folder: Union[str, Path]) -> Optional[str]:
    """Newest complete checkpoint that the Trainer has saved in this folder, None when there is none.

    Unlike transformers' own `get_last_checkpoint` it passes over one whose writing was cut off: the Trainer's state is written last.
    """
    complete = [state.parent for state in Path(folder).glob("checkpoint-*/trainer_state.json")]
    newest = max(complete, key=lambda checkpoint: int(checkpoint.name.rpartition("-")[2]), default=None)
    return None if newest is None else str(newest)


def _is_amid_epoch(state: Any) -> bool:
    return bool(state.epoch % 1 != 0)
