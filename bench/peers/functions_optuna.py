"""The peer's side of `npm run bench -- functions`: Optuna's default samplers, of version 5 and of version 4, on the analytic functions.

usage: functions_optuna.py TASKS_FOLDER [SEEDS]   prints the JSON that is kept as functions.json; TASKS_FOLDER has functions.py

For each function, sampler and number of open trials: a row a seed with the best value after 25, 50, 100 and 150 trials. With 8 open trials they
finish in the order of their start, and each that ends makes room for the next. Nothing in it depends on the machine's speed.
"""

import datetime
import json
import platform
import sys
import warnings
from collections import deque

import numpy
import optuna

sys.path.insert(0, sys.argv[1])
from functions import FUNCS  # noqa: E402

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

NAMES = ["branin", "hartmann6", "ackley5", "rosenbrock4", "imb", "branches"]
MARKS = [25, 50, 100, 150]
SAMPLERS = {"optuna 5": {}, "optuna 4": {"multivariate": False, "constant_liar": False}}


def suggest(trial, space):
    params = {}
    for name, kind, *rest in space:
        condition = rest.pop() if len(rest) > (1 if kind == "cat" else 2) else None
        if condition is not None and params.get(condition[0]) not in condition[1]:
            continue
        if kind == "cat":
            params[name] = trial.suggest_categorical(name, rest[0])
        elif kind == "int":
            params[name] = trial.suggest_int(name, *rest)
        else:
            params[name] = trial.suggest_float(name, *rest, log=kind == "log")
    return params


def bests(function, options, seed, parallel):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, **options))
    running, best, found = deque(), float("inf"), []
    for ended in range(1, MARKS[-1] + 1):
        while len(running) < parallel:
            trial = study.ask()
            running.append((trial, suggest(trial, function["space"])))
        trial, params = running.popleft()
        value = function["f"](params)
        study.tell(trial, value)
        best = min(best, value)
        if ended in MARKS:
            found.append(round(best, 6))
    return found


def main():
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    results = []
    for parallel in (1, 8):
        for name in NAMES:
            for sampler, options in SAMPLERS.items():
                rows = [bests(FUNCS[name], options, seed, parallel) for seed in range(seeds)]
                results.append({"function": name, "sampler": sampler, "parallel": parallel, "bests": rows})
                print(parallel, name, sampler, file=sys.stderr, flush=True)
    provenance = {
        "command": f"functions_optuna.py TASKS_FOLDER {seeds}",
        "date": datetime.date.today().isoformat(),
        "optuna": optuna.__version__,
        "numpy": numpy.__version__,
        "python": platform.python_version(),
        "samplers": {"optuna 5": "TPESampler()", "optuna 4": "TPESampler(multivariate=False, constant_liar=False)"},
    }
    rows = ",\n".join("    " + json.dumps(result) for result in results)
    print(f'{{\n  "provenance": {json.dumps(provenance)},\n  "marks": {MARKS},\n  "results": [\n{rows}\n  ]\n}}')


if __name__ == "__main__":
    main()
