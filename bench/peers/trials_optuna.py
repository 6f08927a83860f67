#!/usr/bin/env python3
"""The peer's side of `npm run bench -- search --trials 60`: Optuna with `n_trials`, on the tasks' train.py.

  python3 trials_optuna.py TASKS_FOLDER --data yeast --mode tpe+median --seeds 16 --trials 60 > optuna.jsonl

As TASKS_FOLDER/optuna_search.py, whose modes, spaces, training seeds and output these are, but for the end: after so many trials, whatever they
cost. `tpe+median` is what a study does that is told nothing else.
"""

import argparse
import json
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import optuna  # noqa: E402
import optuna_search as peer  # noqa: E402
import train  # noqa: E402

EPOCHS, REFITS = 27, 5


def search(data, space, mode, seed, trials):
    sampler, pruner = peer.MODES[mode]
    study = optuna.create_study(direction="maximize", sampler=sampler(seed), pruner=pruner())
    used, best, chosen, trace = 0, -1.0, None, []
    for number in range(trials):
        trial = study.ask()
        params, pruned = peer.SPACES[space](trial), []

        def on_epoch(epoch, counts):
            trial.report(train.macro_f1(counts), epoch)
            pruned[:] = [epoch] if epoch < EPOCHS and trial.should_prune() else []
            return bool(pruned)

        counts, _, ran = train.run(data, params, 100 + 1000 * seed + number, EPOCHS, on_epoch)
        used += ran
        if pruned:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        else:
            value = train.macro_f1(counts)
            study.tell(trial, value)
            if value > best:
                best, chosen = value, params
        trace.append([used, best])
    refits = [train.macro_f1(train.run(data, chosen, 900_000 + k, EPOCHS)[1]) for k in range(REFITS)]
    return {"seed": seed, "value": best, "refit": sum(refits) / REFITS, "trials": trials, "epochs": used, "trace": trace}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks")
    parser.add_argument("--data", required=True)
    parser.add_argument("--mode", choices=peer.MODES, default="tpe+median")
    parser.add_argument("--space", choices=peer.SPACES, default="narrow")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--trials", type=int, default=60)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    data = train.load(f"{options.tasks}/data/{options.data}.csv")
    for seed in range(options.seeds):
        print(json.dumps(search(data, options.space, options.mode, seed, options.trials)), flush=True)


if __name__ == "__main__":
    main()
