"""Writes scipy.json beside it: points of SciPy's Sobol' sequence in 64 dimensions, for sequence.test.ts. Needs scipy 1.17."""

import json
from pathlib import Path

import scipy
from scipy.stats import qmc

DIMENSIONS = 64
INDICES = [0, 1, 2, 3, 4, 5, 6, 7, 100, 1_023, 65_535, 1_000_003]

points = []
for index in INDICES:
    sequence = qmc.Sobol(DIMENSIONS, scramble=False, bits=32)
    if index > 0:
        sequence.fast_forward(index)
    words = sequence.random(1)[0] * 2**32
    points.append({"index": index, "words": [int(word) for word in words]})
document = {"source": f"SciPy {scipy.__version__}, by make_scipy.py", "points": points}
Path(__file__).with_name("scipy.json").write_text(json.dumps(document) + "\n")
