"""Writes optuna.json beside it: what Optuna's fANOVA says of functions whose shares are known. Needs optuna 5.0 and scikit-learn 1.9.

Trial i has the coordinates frac((i + 1) * sqrt(prime)), so that only the shares need to be kept.
"""

import json
import math
from pathlib import Path

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.importance import FanovaImportanceEvaluator
from optuna.trial import create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)

PRIMES = [2, 3, 5, 7]


def unit(trial, parameter):
    return math.modf((trial + 1) * math.sqrt(PRIMES[parameter]))[0]


def number(name, low, high):
    return name, FloatDistribution(low, high), lambda u: low + u * (high - low)


def choice(name, values):
    return name, CategoricalDistribution(values), lambda u: values[int(u * len(values))]


def ishigami(p):
    return math.sin(p["a"]) + 7 * math.sin(p["b"]) ** 2 + 0.1 * p["c"] ** 4 * math.sin(p["a"])


def additive(p):
    return 4 * p["a"] + 2 * p["b"] + p["c"]


def mixed(p):
    return {"x": 0, "y": 1, "z": 0.5}[p["kind"]] + p["a"] * (p["a"] + p["b"])


def conditional(p):
    return (4 * (p["r"] - 0.5) if "r" in p else 0) + 2 * (p["s"] - 0.5)


ANGLES = [number(name, -math.pi, math.pi) for name in "abc"]
CASES = {
    "ishigami": (800, [*ANGLES, number("noise", 0, 1)], ishigami),
    "additive": (400, [number(name, 0, 1) for name in ["a", "b", "c", "noise"]], additive),
    "mixed": (400, [choice("kind", ["x", "y", "z"]), *[number(name, 0, 1) for name in ["a", "b", "noise"]]], mixed),
    "conditional": (400, [choice("kind", ["x", "y"]), number("r", 0, 1), number("s", 0, 1)], conditional),
}


def params_of(space, trial):
    params = {name: at(unit(trial, i)) for i, (name, _, at) in enumerate(space)}
    if params.get("kind") == "y" and "r" in params:
        del params["r"]
    return params


def shares(count, space, evaluate):
    study = optuna.create_study()
    distributions = {name: distribution for name, distribution, _ in space}
    for trial in range(count):
        params = params_of(space, trial)
        own = {name: distributions[name] for name in params}
        study.add_trial(create_trial(value=evaluate(params), params=params, distributions=own))
    return FanovaImportanceEvaluator(seed=0).evaluate(study)


results = [
    {"name": name, "trials": count, "shares": {key: round(value, 4) for key, value in shares(count, space, evaluate).items()}}
    for name, (count, space, evaluate) in CASES.items()
]
(Path(__file__).parent / "optuna.json").write_text(json.dumps(results, indent=2) + "\n")
