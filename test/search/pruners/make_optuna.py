"""Writes optuna.json beside it: verdicts of Optuna 5's own pruners, for the tests here. Needs optuna 5.0."""

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
    pruner = optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=2)
    return among_others(direction, count, pruner)


def percentile(direction, count, share):
    pruner = optuna.pruners.PercentilePruner(share, n_startup_trials=5, n_warmup_steps=2)
    return {"percentile": share, **among_others(direction, count, pruner)}


def among_others(direction, count, pruner):
    study = optuna.create_study(direction=direction, pruner=pruner)
    others = [[round(random.random(), 2) for _ in range(4)] for _ in range(count)]
    for curve in others:
        steps = dict(enumerate(curve, start=1))
        study.add_trial(optuna.trial.create_trial(value=curve[-1], intermediate_values=steps))
    worse = min if direction == "maximize" else max
    curve = [round(worse(random.random() for _ in range(3)), 2) for _ in range(3)]
    return {"direction": direction, "others": others, "curve": curve, "prunes": verdicts(study, curve)}


def patience(direction, patience):
    study = optuna.create_study(direction=direction, pruner=optuna.pruners.PatientPruner(None, patience))
    # All different: Optuna goes on where a value equals the best.
    curve = random.sample([value / 100 for value in range(100)], 12)
    return {"direction": direction, "patience": patience, "curve": curve, "prunes": verdicts(study, curve)}


def threshold(lower, upper):
    study = optuna.create_study(pruner=optuna.pruners.ThresholdPruner(lower, upper))
    curve = [round(random.random(), 1) for _ in range(12)]
    return {"lower": lower, "upper": upper, "curve": curve, "prunes": verdicts(study, curve)}


def verdicts(study, curve):
    trial = study.ask()
    prunes = []
    for step, value in enumerate(curve, start=1):
        trial.report(value, step)
        prunes.append(bool(trial.should_prune()))
    return prunes


def hyperband(minimum, maximum, factor):
    pruner = optuna.pruners.HyperbandPruner(minimum, maximum, factor)
    pruner._try_initialization(optuna.create_study(pruner=pruner))
    return {
        "minResource": minimum,
        "maxStep": maximum,
        "reductionFactor": factor,
        "sizes": pruner._trial_allocation_budgets,
    }


directions = ("maximize", "minimize")
document = {
    "source": f"Optuna {optuna.__version__}, by make_optuna.py",
    "asha": [asha(direction, factor) for direction in directions for factor in (2, 3, 4)],
    "median": [median(direction, count) for direction in directions for count in (4, 5, 6, 7, 8, 9)],
    "percentile": [
        percentile(direction, count, share) for direction in directions for count in (4, 5, 8, 9) for share in (10, 25, 60)
    ],
    "patience": [patience(direction, steps) for direction in directions for steps in (0, 1, 3)],
    "threshold": [threshold(*bounds) for bounds in ((0.2, None), (None, 0.6), (0.2, 0.8))],
    "hyperband": [hyperband(*setting) for setting in ((1, 27, 3), (1, 81, 3), (2, 64, 2), (1, 256, 4))],
}
Path(__file__).with_name("optuna.json").write_text(json.dumps(document) + "\n")
