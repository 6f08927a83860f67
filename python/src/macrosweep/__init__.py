"""Lets a training script take part in a macrosweep sweep. Outside a sweep the same script runs alone.

    t = macrosweep.trial(defaults={"learning_rate": 1e-3}, epochs=27)
    for epoch in range(1, t.epochs + 1):
        ...
        macrosweep.report(epoch, y_true=y_true, y_pred=y_pred, classes=["N", "V"])

Needs nothing but the standard library. `macrosweep.lightning`, `macrosweep.keras` and `macrosweep.transformers` have a callback each
for the library of that name; they are imported by who uses them only.
"""

from ._report import report, report_test
from ._stop import should_stop
from ._trial import Trial, trial

__all__ = ["Trial", "report", "report_test", "should_stop", "trial"]
