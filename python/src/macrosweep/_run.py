"""Sweeps over a Python function on this machine."""

from __future__ import annotations

import json
import os
import pickle
import re
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Union

from ._carry import pack
from ._client import Client
from ._command import find_command
from ._errors import MacrosweepError
from ._process import Process
from ._progress import Progress
from ._record import Record, read_json
from ._result import Result
from ._space import Space, parameters_of
from ._text import document_body
from ._trial import in_sweep

# Each trains in a process of its own with libraries of its own: a machine with many cores has not as much memory.
_MOST_PARALLEL = 8
_PAUSE_S = 0.3


def run(
    space: Space,
    train: Callable[..., Any],
    *,
    budget: Union[int, Mapping[str, Any]],
    epochs: int = 1,
    parallel: Optional[int] = None,
    name: Optional[str] = None,
    objective: Union[str, Mapping[str, Any], None] = None,
    sampler: Union[str, Mapping[str, Any], None] = None,
    pruner: Union[str, Mapping[str, Any], None] = None,
    seed: Optional[int] = None,
    trainer: Optional[Mapping[str, Any]] = None,
    folder: Union[str, os.PathLike[str]] = ".macrosweep",
    fresh: bool = False,
    retry_failed: bool = False,
    progress: Optional[bool] = None,
    **spec: Any,
) -> Result:
    """Searches for the params with which `train` does best, in worker processes on this machine, and returns when the sweep has ended.

    It has all that a sweep of the command line has: the journal, pruning, budgets, confirmation. Called again with the same name it goes on where
    it was, also after Ctrl-C or a crash; an edited function is not noticed (fresh=True starts over). Everything that it starts ends with the call,
    also where this process is killed.

    Args:
        space: By name a list of choices, (low, high), or macrosweep.floats(1e-4, 1e-2, log=True), ints, choice; see macrosweep.floats for priors and
            conditions. Or `parameters` of a document.
        train: Called as train(params, trial) in a process of its own. It reports each epoch by trial.report(epoch, confusion=...), y_true=, y_pred= or
            value=; with epochs=1 it may just return a number. What it raises fails the trial, with the last lines of the traceback. A function that can
            be imported is; one of a notebook's cell or a script goes over with what it refers to.
        budget: How many trials, or the budget of a document: {"trials": 60, "totalEpochs": 540, "wallTime": "1h"}.
        epochs: Of one trial, unless the budget says epochsPerTrial.
        parallel: Trials at a time, unless the budget says it. None: one a core, at most 8. Of GPUs each trial gets one.
        name: Of the sweep. None: that of the function.
        objective: macroF1 (the default), mcc, recall:CLASS, metrics.loss, ..., or {"metric", "direction", "goal"}.
        sampler: Name, or name and settings; auto.
        pruner: Name, or name and settings; auto.
        seed: Of all chance in the search.
        trainer: More of a document's trainer: {"env": {...}, "passEnv": [...], "limits": {...}}.
        folder: State folder: journal, logs, checkpoints.
        fresh: Starts over, and removes what is known of the sweep of this name.
        retry_failed: Lets the trials run again that failed.
        progress: Whether a line says how it goes. None: on a terminal and in a notebook.
        **spec: All else that a document may say, in its words: confirm, baseline, constraints, enqueue, warmStart, requires.

    Raises:
        MacrosweepError: The document is refused, with path, value and rule; no trial completed and at least one failed; or the command line of
            macrosweep cannot be found (MACROSWEEP_BIN says where it is).
        ValueError: The space or the function cannot be used.
        KeyboardInterrupt: After Ctrl-C, when all has ended. The same call goes on.
    """
    if in_sweep():
        raise MacrosweepError("conflict", 'run: is called by a trainer of a sweep; put the call under if __name__ == "__main__":')
    sweep = name or _name_of(train)
    state = Path(folder).absolute()
    command = find_command()
    task = _write_task(state, sweep, train)
    search = {
        **_named("objective", "metric", objective),
        **_named("sampler", "name", sampler, {} if seed is None else {"seed": seed}),
        **_named("pruner", "name", pruner),
        **spec,
        "budget": _budget(budget, epochs, parallel),
        "parameters": parameters_of(space),
        "trainer": {**(trainer or {}), "command": [sys.executable, str(Path(__file__).with_name("_worker.py")), str(task)]},
    }
    document = task.with_suffix(".json")
    body = {"apiVersion": "macrosweep.dev/v1alpha1", "kind": "Sweep", "metadata": {"name": sweep}, "spec": search}
    document.write_bytes(document_body(body)[0])
    flags = [*(["--fresh"] if fresh else []), *(["--retry-failed"] if retry_failed else [])]
    said, seen = _follow_to_end(Process(command, ["run", str(document), "--state", str(state), "--json", *flags]), sweep, progress)
    trials = _trials(command, state, sweep)
    ended: Record = read_json(said)
    _check_any_completed(ended, trials)
    return Result(ended, trials, state, document, _checkpoint(state, ended, seen))


def _follow_to_end(process: Process, sweep: str, progress: Optional[bool]) -> Any:
    """What the process printed, and how the sweep stood when it was last seen."""
    seen: List[Record] = []
    line = Progress(progress)
    watcher = threading.Thread(target=_watch, args=(process, sweep, line, seen), daemon=True)
    watcher.start()
    try:
        said = process.wait()
        watcher.join(timeout=2)
    finally:
        process.close()
        line.close()
    for warning in process.warnings:
        warnings.warn(warning, stacklevel=3)
    return said, seen[-1] if seen else None


def _watch(process: Process, sweep: str, line: Progress, seen: List[Record]) -> None:
    process.located.wait()
    if process.url is not None:
        line.say(f"Sweep {sweep}: {process.url}")
    while process.url is not None and process.runs():
        try:
            for watched in Client(process.url, token="").watch(sweep, patience=0):
                seen[:] = [watched["sweep"]]
                line.show(watched["sweep"])
            return
        except MacrosweepError:
            # It goes on with a controller of its own where that of another process has ended.
            time.sleep(_PAUSE_S)


def _budget(budget: Union[int, Mapping[str, Any]], epochs: int, parallel: Optional[int]) -> Dict[str, Any]:
    given = dict(budget) if isinstance(budget, Mapping) else {"trials": budget}
    usual = min(os.cpu_count() or 1, _MOST_PARALLEL)
    return {"epochsPerTrial": epochs, "parallel": parallel or usual, **given}


def _named(part: str, key: str, given: Union[str, Mapping[str, Any], None], more: Optional[Dict[str, Any]] = None) -> Dict[str, Any]:
    if given is None and not more:
        return {}
    value = dict(given) if isinstance(given, Mapping) else {key: given or "auto"}
    return {part: {**value, **(more or {})}}


def _name_of(train: Callable[..., Any]) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", getattr(train, "__name__", "sweep").lower()).strip("-")[:63]
    return name.strip("-") or "sweep"


def _write_task(state: Path, sweep: str, train: Callable[..., Any]) -> Path:
    packed = pack(train)
    folder = state / "functions"
    folder.mkdir(parents=True, exist_ok=True)
    task = folder / f"{re.sub(r'[^A-Za-z0-9-]', '_', sweep)}.pickle"
    aside = task.with_suffix(f".{os.getpid()}")
    # Where this package is found must be found there too; an empty entry is this folder.
    aside.write_bytes(pickle.dumps(([entry or os.getcwd() for entry in sys.path], packed)))
    os.replace(aside, task)
    return task


def _trials(command: List[str], state: Path, sweep: str) -> List[Record]:
    process = Process(command, ["export", sweep, "--format", "jsonl", "--state", str(state)])
    try:
        return [read_json(line) for line in process.wait().splitlines()]
    finally:
        process.close()


def _check_any_completed(sweep: Record, trials: List[Record]) -> None:
    failed = [trial for trial in trials if trial["state"] == "failed"]
    if sweep["best"] is None and failed:
        first = failed[0]
        raise MacrosweepError("failed", f"no trial of sweep {sweep['sweep']!r} has completed; trial {first['trial']} failed: {first['reason']}")


def _checkpoint(state: Path, ended: Record, seen: Optional[Record]) -> Optional[Path]:
    if ended["best"] is None or seen is None:
        return None
    of = seen["origin"] or {"sweep": seen["sweep"], "id": seen["id"], "trial": ended["best"]["trial"]}
    return state.joinpath("trials", of["sweep"], of["id"], str(of["trial"]), "checkpoint")
