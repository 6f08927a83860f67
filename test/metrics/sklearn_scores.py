"""Scores of confusion matrices by scikit-learn alone.

python3 sklearn_scores.py > sklearn.json     the fixture: the cases below, with versions and date
python3 sklearn_scores.py - < matrices.json  the scores of a JSON list of matrices (rows: true class, columns: predicted)
"""

import json
import sys
import warnings
from datetime import date

import numpy
import sklearn
from sklearn import metrics

CASES = {
    "two classes, perfect": [[7, 0], [0, 5]],
    "two classes, all wrong": [[0, 7], [5, 0]],
    "two classes, imbalanced": [[950, 10], [25, 15]],
    "two classes, the rare one collapsed": [[95, 0], [5, 0]],
    "two classes, one sample": [[1, 0], [0, 0]],
    "two classes, one sample, wrong": [[0, 1], [0, 0]],
    "two classes, only one true and both predicted": [[30, 12], [0, 0]],
    "three classes": [[50, 3, 2], [8, 20, 4], [1, 2, 10]],
    "three classes, one declared and absent": [[50, 3, 0], [8, 20, 0], [0, 0, 0]],
    "three classes, one without samples but predicted": [[50, 3, 4], [8, 20, 1], [0, 0, 0]],
    "three classes, one never predicted": [[50, 5, 0], [8, 24, 0], [6, 3, 0]],
    "three classes, two collapsed": [[80, 0, 0], [15, 0, 0], [5, 0, 0]],
    "three classes, one predicted but never right": [[50, 3, 2], [8, 20, 4], [5, 1, 0]],
    "four classes, worse than chance": [[1, 20, 3, 5], [18, 0, 4, 2], [6, 7, 2, 9], [3, 3, 8, 1]],
    "five classes, as rare as heart beats": [
        [8900, 40, 30, 12, 8],
        [120, 130, 9, 1, 0],
        [45, 6, 640, 8, 3],
        [14, 0, 11, 31, 0],
        [3, 1, 2, 0, 1],
    ],
    "six classes, absent, collapsed and never right at once": [
        [400, 20, 0, 5, 0, 3],
        [35, 90, 0, 8, 0, 2],
        [12, 4, 0, 3, 0, 0],
        [9, 6, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
        [2, 1, 0, 4, 0, 25],
    ],
}


def random_cases():
    """Seven to ten classes whose supports fall by half from class to class."""
    chance = numpy.random.default_rng(20260101)
    for classes in range(7, 11):
        weights = 0.5 ** numpy.arange(classes)[:, None] * (0.15 + 3 * numpy.eye(classes))
        cells = chance.multinomial(3000, (weights / weights.sum()).ravel())
        yield f"{classes} classes, each half as frequent as the one before", cells.reshape(classes, classes).tolist()


def scores(confusion):
    cells = numpy.array(confusion)
    classes = range(len(cells))
    true = numpy.repeat(numpy.repeat(classes, len(cells)), cells.ravel())
    predicted = numpy.repeat(numpy.tile(classes, len(cells)), cells.ravel())
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        true, predicted, labels=classes, zero_division=0
    )
    kappa = metrics.cohen_kappa_score(true, predicted)
    return {
        "macroF1": metrics.f1_score(true, predicted, average="macro", zero_division=0),
        "microF1": metrics.f1_score(true, predicted, average="micro", zero_division=0),
        "weightedF1": metrics.f1_score(true, predicted, average="weighted", zero_division=0),
        "accuracy": metrics.accuracy_score(true, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(true, predicted),
        "specificity": numpy.mean(
            [
                metrics.recall_score(true != label, predicted != label, zero_division=0)
                for label in numpy.union1d(true, predicted)
            ]
        ),
        "mcc": metrics.matthews_corrcoef(true, predicted),
        "kappa": None if numpy.isnan(kappa) else kappa,
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
    }


def fixture():
    return {
        "source": "made by sklearn_scores.py, not to be edited",
        "date": date.today().isoformat(),
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
        "python": sys.version.split()[0],
        "cases": [
            {"name": name, "confusion": confusion, "scores": scores(confusion)}
            for name, confusion in [*CASES.items(), *random_cases()]
        ],
    }


# scikit-learn warns of every class without samples or predictions, which is what these cases are about.
warnings.simplefilter("ignore")
live = sys.argv[1:] == ["-"]
print(json.dumps([scores(confusion) for confusion in json.load(sys.stdin)] if live else fixture()))
