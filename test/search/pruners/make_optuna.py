"""Writes optuna.json beside it: verdicts of Optuna 5's own pruners, for asha.test.ts and median.test.ts. Needs optuna 5.0."""

import json
import random
from pathlib import Path

import optuna
from optuna.pruners._successive_halving import _is_trial_promotable_to_next_rung
from optuna.study import StudyDirection

optuna.logging.set_verbosity(optuna.logging.ERROR)
random.seed(3)


def asha(direction, factor):
    values = [round(random.random(), 1) for _ in range(24)]
    survives = [
        bool(_is_trial_promotable_to_next_rung(values[i], values[: i + 1], factor, StudyDirection[direction.upper()]))
        for i in range(len(values))
    ]
    return {"direction": direction, "reductionFactor": factor, "values": values, "survives": survives}


def median(direction, count):
    study = optuna.create_study(
        direction=direction, pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=2)
    )
    others = [[round(random.random(), 2) for _ in range(4)] for _ in range(count)]
    for curve in others:
        steps = dict(enumerate(curve, start=1))
        study.add_trial(optuna.trial.create_trial(value=curve[-1], intermediate_values=steps))
    trial = study.ask()
    curve, prunes = [], []
    for step in (1, 2, 3):
        worse = min if direction == "maximize" else max
        curve.append(round(worse(random.random() for _ in range(3)), 2))
        trial.report(curve[-1], step)
        prunes.append(bool(trial.should_prune()))
    return {"direction": direction, "others": others, "curve": curve, "prunes": prunes}


directions = ("maximize", "minimize")
document = {
    "source": f"Optuna {optuna.__version__}, by make_optuna.py",
    "asha": [asha(direction, factor) for direction in directions for factor in (2, 3, 4)],
    "median": [median(direction, count) for direction in directions for count in (4, 5, 6, 7, 8, 9)],
}
Path(__file__).with_name("optuna.json").write_text(json.dumps(document) + "\n")
