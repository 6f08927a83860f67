"""Lets a training script take part in a macrosweep sweep, and a notebook or a program run sweeps.

    t = macrosweep.trial(defaults={"learning_rate": 1e-3}, epochs=27)
    for epoch in range(1, t.epochs + 1):
        ...
        macrosweep.report(epoch, y_true=y_true, y_pred=y_pred, classes=["N", "V"])

Outside a sweep the same script runs alone. `macrosweep.run(space, train, budget=60)` sweeps over a Python function on this machine, and
`macrosweep.Client()` asks a controller. Needs nothing but the standard library. `macrosweep.lightning`, `macrosweep.keras` and
`macrosweep.transformers` have a callback each for the library of that name; they are imported by who uses them only.
"""

import importlib
from typing import TYPE_CHECKING, Any

from ._report import report, report_test
from ._stop import should_stop
from ._trial import Trial, trial

if TYPE_CHECKING:
    from ._client import Client
    from ._errors import MacrosweepError, Mistake, Unreachable
    from ._record import Record
    from ._result import Result
    from ._run import run
    from ._space import choice, floats, ints
    from ._sweep import Sweep
    from ._training import Training

__all__ = [
    "Client",
    "MacrosweepError",
    "Mistake",
    "Record",
    "Result",
    "Sweep",
    "Trial",
    "Training",
    "Unreachable",
    "choice",
    "floats",
    "ints",
    "report",
    "report_test",
    "run",
    "should_stop",
    "trial",
]

# A training script has no use for HTTP: each of its processes starts without.
_LATER = {
    "Client": "_client",
    "MacrosweepError": "_errors",
    "Mistake": "_errors",
    "Record": "_record",
    "Result": "_result",
    "Sweep": "_sweep",
    "Training": "_training",
    "Unreachable": "_errors",
    "choice": "_space",
    "floats": "_space",
    "ints": "_space",
    "run": "_run",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
