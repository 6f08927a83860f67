"""What numpy and scipy say of confirmations.

python3 make_scipy.py > scipy.json     the cases below, with versions and date
"""

import json
from datetime import date

import numpy
import scipy
from scipy import stats

RACE = [[0.52, 0.55, 0.49, 0.53], [0.50, 0.54, 0.50, 0.52], [0.44, 0.47, None, None], [0.47, 0.50, 0.44, 0.49]]
TABLES = {
    "balanced": [[0.5, 0.6, 0.4], [0.45, 0.61, 0.42]],
    "a race": RACE,
    "one row": [[0.5, 0.6, 0.4]],
    "one seed that nobody has had": [[0.5, None, 0.4], [0.45, None, 0.3]],
}
# The priors of the model: standard deviations of means and of seeds' effects in units of the noise, all as likely.
MEAN_SPREADS = [0, 0.25, 0.5, 1, 2, 4, 8, 16]
SEED_SPREADS = [0, 0.25, 0.5, 1, 2, 4]


def additive(table):
    """Least squares with dummies; effects add up to 0 over the seeds that occur."""
    cells = [(i, k, v) for i, row in enumerate(table) for k, v in enumerate(row) if v is not None]
    used = sorted({k for _, k, _ in cells})
    rows, seeds = len(table), len(used) if len(table) > 1 else 1
    design = numpy.zeros((len(cells), rows + seeds - 1))
    for n, (i, k, _) in enumerate(cells):
        design[n, i] = 1
        at = used.index(k) if len(table) > 1 else 0
        if at < seeds - 1:
            design[n, rows + at] = 1
        else:
            design[n, rows:] = -1
    y = numpy.array([v for _, _, v in cells])
    found = numpy.linalg.lstsq(design, y, rcond=None)[0]
    effects = [*found[rows:], -sum(found[rows:])] if seeds > 1 else [0.0] * len(used)
    residual = float(((y - design @ found) ** 2).sum())
    return {"means": list(found[:rows]), "effects": effects, "residual": residual, "degrees": len(y) - design.shape[1]}


def hierarchy(table):
    """The posterior by brute force: the joint normal of all values, on a grid of spreads and of the noise, and draws of the means from it."""
    rows, seeds = len(table), len(table[0])
    y = numpy.array(table).ravel()
    of_row = numpy.kron(numpy.eye(rows), numpy.ones((seeds, 1)))
    of_seed = numpy.kron(numpy.ones((rows, 1)), numpy.eye(seeds))
    flat = 1e4  # variance of the centre: no prior to speak of
    states, logs = [], []
    for a in MEAN_SPREADS:
        for r in SEED_SPREADS:
            for noise in numpy.geomspace(1e-3, 1, 120):
                v = noise**2
                cov = v * (numpy.eye(len(y)) + a**2 * of_row @ of_row.T + r**2 * of_seed @ of_seed.T) + flat
                states.append((a, v, cov))
                logs.append(stats.multivariate_normal(numpy.zeros(len(y)), cov, allow_singular=True).logpdf(y))
    weights = numpy.exp(numpy.array(logs) - max(logs))
    random = numpy.random.default_rng(1)
    counts = random.multinomial(400_000, weights / weights.sum())
    draws, equal = [], []
    for (a, v, cov), count in zip(states, counts):
        if count == 0:
            continue
        cross = v * a**2 * of_row.T + flat
        prior = v * a**2 * numpy.eye(rows) + flat
        solved = numpy.linalg.solve(cov, cross.T).T
        mean, left = solved @ y, prior - solved @ cross.T
        equal.append(numpy.full(count, a == 0))
        draws.append(random.multivariate_normal(mean, left, size=count, check_valid="ignore"))
    drawn = numpy.concatenate(draws)
    best = numpy.bincount(drawn.argmax(axis=1), minlength=rows) / len(drawn)
    # Where the spread of the means is 0 they are equal but for rounding: equals count half.
    equal = numpy.concatenate(equal)
    above = [
        [0.5 if i == j else float(numpy.where(equal, 0.5, drawn[:, i] > drawn[:, j]).mean()) for j in range(rows)]
        for i in range(rows)
    ]
    return {
        "mean": list(drawn.mean(axis=0)),
        "interval": numpy.quantile(drawn, [0.025, 0.975], axis=0).T.tolist(),
        "best": list(best),
        "above": above,
    }


def single(values):
    n = len(values)
    mean, error = numpy.mean(values), stats.sem(values)
    return {"values": values, "interval": list(stats.t.interval(0.95, n - 1, mean, error))}


HIERARCHIES = {
    "three near each other": [[0.52, 0.55, 0.49, 0.53], [0.50, 0.56, 0.48, 0.50], [0.49, 0.50, 0.47, 0.51]],
    "one clearly ahead": [[0.62, 0.65, 0.60, 0.63], [0.50, 0.56, 0.48, 0.51], [0.49, 0.52, 0.47, 0.50]],
    "seeds that matter to all": [[0.52, 0.60, 0.43], [0.50, 0.585, 0.42]],
}

print(
    json.dumps(
        {
            "provenance": {"numpy": numpy.__version__, "scipy": scipy.__version__, "date": str(date.today())},
            "additive": {name: {"table": table, **additive(table)} for name, table in TABLES.items()},
            "hierarchy": {name: {"table": table, **hierarchy(table)} for name, table in HIERARCHIES.items()},
            "single": [single([0.5, 0.6]), single([0.5, 0.55, 0.58]), single([0.5, 0.52, 0.51, 0.55, 0.47])],
            "chiSquare": {str(df): list(stats.chi2.ppf([0.025, 0.25, 0.5, 0.75, 0.975], df)) for df in [1, 2, 5, 20, 60]},
        },
        indent=1,
    )
)
