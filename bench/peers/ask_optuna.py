"""Median CPU, in ms, of one ask, suggest and tell of Optuna's default sampler over the same 8 parameters as ask.ts.

usage: ask_optuna.py SIZE...   prints [[size, ms], ...]
"""

import json
import random
import statistics
import sys
import time
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACE = {
    "loss": CategoricalDistribution(["ce", "weighted_ce", "focal", "ldam"]),
    "focal_gamma": FloatDistribution(0.5, 5),
    "label_smoothing": FloatDistribution(0, 0.3),
    "augmentation": FloatDistribution(0, 1),
    "sampler": CategoricalDistribution(["shuffle", "weighted_random", "balanced_batch"]),
    "lr": FloatDistribution(1e-4, 3e-2, log=True),
    "dropout": FloatDistribution(0, 0.6),
    "batch_size": CategoricalDistribution([16, 32, 64, 128, 256]),
}


def ask_and_tell(study):
    trial = study.ask()
    loss = trial._suggest("loss", SPACE["loss"])
    for name, distribution in SPACE.items():
        if name != "loss" and (name != "focal_gamma" or loss == "focal"):
            trial._suggest(name, distribution)
    study.tell(trial, random.random())


def cpu_ms(size):
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    for _ in range(size):
        ask_and_tell(study)
    study.sampler = optuna.samplers.TPESampler(seed=1)
    times = []
    for _ in range(15):
        start = time.process_time()
        ask_and_tell(study)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


print(json.dumps([[size, cpu_ms(size)] for size in map(int, sys.argv[1:])]))
