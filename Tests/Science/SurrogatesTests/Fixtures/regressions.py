#!/usr/bin/env python3
"""Makes regressions.json: ridge regressions and Gaussian processes with fixed kernels by scikit-learn, and what they predict.

usage: regressions.py [SEED]   prints JSON to standard output
"""
import json
import sys

import numpy as np
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, Matern, WhiteKernel
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures, StandardScaler

random = np.random.default_rng(int(sys.argv[1]) if len(sys.argv) > 1 else 20251121)
maps = {
    "weights": FunctionTransformer(),
    "roots": FunctionTransformer(np.sqrt),
    "logarithms": FunctionTransformer(lambda weights: np.log(weights + 1e-3)),
    "roots_and_logarithms": FunctionTransformer(
        lambda weights: np.hstack([np.sqrt(weights), np.log(weights + 1e-3)])),
}
weights = random.dirichlet(np.full(4, 0.7), 24)
new = random.dirichlet(np.full(4, 0.7), 6)
losses = 4 - np.sqrt(weights[:, 0]) - 0.3 * np.log(weights[:, 1] + 0.05) + 0.02 * random.standard_normal(24)
ridge = []
for name, transform in maps.items():
    for degree in (1, 2):
        if degree == 2 and name == "roots_and_logarithms":
            continue
        for penalty in (1e-3, 2.5):
            steps = [transform, StandardScaler()]
            if degree == 2:
                steps += [PolynomialFeatures(2, include_bias=False), StandardScaler()]
            model = make_pipeline(*steps, Ridge(alpha=penalty)).fit(weights, losses)
            ridge.append({
                "features": name, "degree": degree, "penalty": penalty, "means": model.predict(new).tolist()})

processes = []
for _ in range(4):
    count, width = 20, 3
    features = random.standard_normal((count, width))
    targets = np.sin(features[:, 0]) + 0.5 * features[:, 1] + 0.05 * random.standard_normal(count)
    rows = random.standard_normal((5, width))
    logarithms = np.r_[random.normal(0.5, 0.4, width), random.normal(0, 0.3), random.normal(-2, 0.5),
                       random.normal(-0.5, 0.3), random.normal(-0.5, 0.3)]
    squares = np.exp(2 * logarithms[width:])
    kernel = (ConstantKernel(squares[0]) * Matern(np.exp(logarithms[:width]), nu=2.5)
              + ConstantKernel(squares[2] / width) * DotProduct(0.0) + ConstantKernel(squares[3])
              + WhiteKernel(squares[1] + 1e-6))
    model = GaussianProcessRegressor(kernel, alpha=0, optimizer=None).fit(features, targets)
    means, deviations = model.predict(rows, return_std=True)
    processes.append({
        "logarithms": logarithms.tolist(), "features": features.tolist(), "targets": targets.tolist(),
        "rows": rows.tolist(), "means": means.tolist(), "deviations": deviations.tolist(),
        "log_marginal_likelihood": float(model.log_marginal_likelihood_value_)})

print(json.dumps({
    "scikit_learn": sklearn.__version__, "weights": weights.tolist(), "losses": losses.tolist(), "new": new.tolist(),
    "ridge": ridge, "processes": processes}, indent=1))
