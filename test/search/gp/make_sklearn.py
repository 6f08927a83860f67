"""Writes sklearn.json beside it: a Gaussian process of scikit-learn with fixed hyperparameters, for posterior.test.ts and likelihood.test.ts,
and the log of expected improvements by SciPy's quadrature, for logExpectedImprovement.test.ts. Needs scikit-learn 1.9."""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.integrate import quad
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

LENGTH_SCALES = [0.3, 0.7, 2.0]
AMPLITUDE = 1.3
NOISE = 0.05
# The prior variance of the unknown constant mean.
MEAN_VARIANCE = 1.0

random = np.random.default_rng(7)
rows = random.random((25, 3))
targets = np.sin(6 * rows[:, 0]) + rows[:, 1] ** 2 + 0.2 * random.normal(size=25)
targets = (targets - targets.mean()) / targets.std()
queries = random.random((8, 3))

signal = ConstantKernel(MEAN_VARIANCE, "fixed") + ConstantKernel(AMPLITUDE, "fixed") * Matern(LENGTH_SCALES, "fixed", nu=2.5)
process = GaussianProcessRegressor(signal + WhiteKernel(NOISE, "fixed"), alpha=0, optimizer=None).fit(rows, targets)
means, deviations = process.predict(queries, return_std=True)


def log_expected_improvement(mean, deviation, best):
    """With the largest value of the integrand taken out, so that it is right far down the tail as well."""
    z = (best - mean) / deviation
    # E[max(z - X, 0)] for a standard normal X, with X = z - t: the integral of t φ(z - t) over t > 0.
    peak = (z + np.sqrt(z * z + 4)) / 2
    log_integrand = lambda t: np.log(t) - (z - t) ** 2 / 2 - np.log(2 * np.pi) / 2
    top = log_integrand(peak)
    width = 1 / np.sqrt(1 + 1 / peak**2)
    area, _ = quad(lambda t: np.exp(log_integrand(t) - top) if t > 0 else 0.0, 0, peak + 40 * width, points=[peak], epsabs=0, epsrel=1e-11, limit=500)
    return float(np.log(deviation) + top + np.log(area))


improvements = [
    {"mean": mean, "deviation": deviation, "best": best, "log": log_expected_improvement(mean, deviation, best)}
    for mean, deviation, best in [(0, 1, 4), (0, 1, 1), (0.3, 0.5, 0.3), (0, 1, -0.99), (0, 1, -1.01), (1, 0.4, 0), (2, 0.25, -1), (0, 0.01, -0.5)]
]
document = {
    "source": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, by make_sklearn.py",
    "lengthScales": LENGTH_SCALES,
    "amplitude": AMPLITUDE,
    "noise": NOISE,
    "rows": rows.tolist(),
    "targets": targets.tolist(),
    "logLikelihood": float(process.log_marginal_likelihood_value_),
    "queries": queries.tolist(),
    "means": means.tolist(),
    # WhiteKernel is part of the prediction in scikit-learn; here the function without noise is asked for.
    "deviations": np.sqrt(deviations**2 - NOISE).tolist(),
    "improvements": improvements,
}
Path(__file__).with_name("sklearn.json").write_text(json.dumps(document) + "\n")
