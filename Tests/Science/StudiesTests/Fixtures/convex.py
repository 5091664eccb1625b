"""Least mean negative log-likelihoods of mixtures of models, as scipy's SLSQP finds them.

Writes convex.json beside this file, or to the path given. Probabilities come from a small congruential generator, so that a reader
needs no library to make them again, but they are written out all the same.
"""

import json
import pathlib
import sys

import numpy as np
from scipy.optimize import minimize


def uniforms(seed, count):
    state, values = seed, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        values.append((state >> 40) / 2**24)
    return np.array(values)


def table(seed, models, tokens, sharpness):
    """Probabilities, one row a model; every model knows some tokens better than others."""
    u = uniforms(seed, models * tokens).reshape(models, tokens)
    return np.round(np.exp(-sharpness * u), 6)


def solve(p, lower, upper, groups):
    n = len(p)

    def value(w):
        mixed = w @ p
        return -np.log(mixed).mean(), -(p / mixed).mean(axis=1)

    constraints = [{"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(n)}]
    for members, least, most in groups:
        mask = np.isin(np.arange(n), members).astype(float)
        constraints.append({"type": "ineq", "fun": lambda w, m=mask, b=least: m @ w - b, "jac": lambda w, m=mask: m})
        constraints.append({"type": "ineq", "fun": lambda w, m=mask, b=most: b - m @ w, "jac": lambda w, m=mask: -m})
    best = minimize(
        value, np.clip(np.full(n, 1 / n), lower, upper), jac=True, method="SLSQP", bounds=list(zip(lower, upper)),
        constraints=constraints, options={"ftol": 1e-15, "maxiter": 1000})
    return {"weights": best.x.tolist(), "value": float(best.fun)}


def case(name, p, lower=None, upper=None, groups=()):
    n = len(p)
    lower, upper = lower or [0.0] * n, upper or [1.0] * n
    return {
        "name": name, "probabilities": p.tolist(), "lower": lower, "upper": upper,
        "groups": [{"members": list(m), "least": a, "most": b} for m, a, b in groups],
        "scipy": solve(p, lower, upper, groups)}


def main():
    disjoint = np.full((3, 10), 1e-30)
    for model, part in enumerate([range(0, 5), range(5, 8), range(8, 10)]):
        disjoint[model, list(part)] = 0.5
    useless = np.vstack([table(5, 3, 40, 3), np.full((2, 40), 1e-3)])
    cases = [
        case("interior", table(1, 4, 60, 4)),
        case("boundary", table(2, 6, 40, 1)),
        case("disjoint support", disjoint),
        case("models of no use", useless),
        case("twins", np.vstack([table(7, 2, 50, 3), table(7, 2, 50, 3)])),
        case("box", table(3, 5, 50, 3), lower=[0.1, 0, 0, 0, 0], upper=[1, 0.15, 0.3, 0.2, 1]),
        case("groups", table(4, 6, 50, 3), upper=[0.5] * 6, groups=[([0, 1, 2], 0.0, 0.3), ([2, 3], 0.25, 1.0)]),
    ]
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps({"cases": cases}, separators=(",", ":")) + "\n")


main()
