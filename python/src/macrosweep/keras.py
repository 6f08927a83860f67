"""Reports from Keras (3.x, on any backend)."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Optional

import keras

from ._classes import named
from ._predictions import predicted_classes, true_classes
from ._report import report
from ._stop import should_stop


class ReportCallback(keras.callbacks.Callback):
    """Predicts the validation data and reports its counts after every epoch; adds macro-F1 to the logs as `val_macro_f1`.

    Stand it before callbacks that look at `val_macro_f1` (ReduceLROnPlateau, EarlyStopping; with mode="max") and before the one
    that saves. When the sweep stops the trial, the process exits (code 143) between two batches. Let Keras resume:

        backup = keras.callbacks.BackupAndRestore(t.checkpoint_dir / "backup", delete_checkpoint=False)
        model.fit(x, y, epochs=t.epochs, callbacks=[ReportCallback((x_val, y_val), classes), backup])

    Args:
        validation_data: (x, y), or batches (x, y) that can be read again each epoch: a PyDataset, a tf.data.Dataset, a DataLoader. y as
            class indices (samples,) or one-hot. The model's output is class scores (samples, classes), or of two classes the
            probability of class 1 (samples, 1).
        classes: Names of all classes, in the order of their indices.
    """

    def __init__(self, validation_data: Any, classes: Iterable[Any]) -> None:
        super().__init__()
        self._batches = validation_data
        self._classes = named(classes).names

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        # Not `stop_training`: Keras would end the epoch as if it were whole, and save it.
        if should_stop():
            raise SystemExit(143)

    def on_epoch_end(self, epoch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        y_true: List[int] = []
        y_pred: List[int] = []
        for truth, predicted in self._predictions():
            y_true += true_classes(keras.ops.convert_to_numpy(truth)).tolist()
            y_pred += predicted_classes(keras.ops.convert_to_numpy(predicted)).tolist()
        macro_f1 = report(epoch + 1, y_true=y_true, y_pred=y_pred, classes=self._classes, metrics=logs)
        if logs is not None:
            logs["val_macro_f1"] = macro_f1

    def _predictions(self) -> Iterable[Any]:
        if isinstance(self._batches, tuple):
            x, y = self._batches
            return [(y, self.model.predict(x, verbose=0))]
        if isinstance(self._batches, keras.utils.PyDataset):
            batches: Iterable[Any] = (self._batches[index] for index in range(len(self._batches)))
        else:
            batches = self._batches
        return ((y, self.model.predict_on_batch(x)) for x, y, *_ in batches)
