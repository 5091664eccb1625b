#!/usr/bin/env python3
"""Makes fidelity.json: agreement of orders, calibrations and bounds as SciPy and scikit-learn give them.

With an argument, writes there instead.
"""
import json
import math
import os
import random
import sys

import numpy
import scipy
import sklearn
from scipy import optimize, stats
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import LeaveOneOut, cross_val_predict

random.seed(20241117)


def top_spearman(predicted, found):
    order = sorted(found)
    last = order[-(-len(order) // 4) - 1]
    top = [i for i in range(len(found)) if found[i] <= last]
    p, f = [predicted[i] for i in top], [found[i] for i in top]
    if len(top) < 3 or len(set(p)) == 1 or len(set(f)) == 1:
        return None
    return float(stats.spearmanr(p, f).statistic)


def regret(predicted, found):
    chosen = [f for p, f in zip(predicted, found) if p == min(predicted)]
    return float(numpy.mean(chosen) - min(found))


def spearman_interval(predicted, found):
    """Bonett and Wright's, and the same of the rho without its bias in few points, whichever reaches farther."""
    n, rho = len(found), float(stats.spearmanr(predicted, found).statistic)
    bound, step = stats.norm.ppf(0.975), 6 / (n * (n * n - 1))
    inner = min(max(rho, step - 1), 1 - step)

    def around(r):
        width = bound * math.sqrt((1 + r * r / 2) / (n - 3))
        return [math.tanh(math.atanh(r) - width), math.tanh(math.atanh(r) + width)]

    def mean(r):
        return 6 / (math.pi * (n + 1)) * (math.asin(r) + (n - 2) * math.asin(r / 2))

    plain = around(inner)
    mended = [6 / math.pi * math.asin(r / 2) for r in around(optimize.brentq(lambda r: mean(r) - inner, -1, 1, xtol=1e-15))]
    return [-1.0 if rho < step - 1 else min(plain[0], mended[0]), 1.0 if rho > 1 - step else max(plain[1], mended[1])]


def pearson_interval(predicted, found):
    return [float(v) for v in stats.pearsonr(predicted, found).confidence_interval(0.95)]


def order(name, predicted, found):
    return {
        "name": name, "predicted": predicted, "found": found,
        # Somers' D leaves out the pairs that tie in what was found: decision accuracy is (D + 1) / 2.
        "decisions": (float(stats.somersd(found, predicted).statistic) + 1) / 2,
        "top": top_spearman(predicted, found), "regret": regret(predicted, found),
        "pearson": pearson_interval(predicted, found),
        "spearman": spearman_interval(predicted, found),
    }


def left_out(model, columns, found):
    return [float(v) for v in cross_val_predict(model, numpy.array(columns).T, found, cv=LeaveOneOut())]


def level(name, columns, found, at):
    affine = LinearRegression().fit(numpy.array(columns).T, found)
    monotone = IsotonicRegression(out_of_bounds="clip").fit(columns[0], found)
    one_left_out = []
    for i in range(len(found)):
        rest = [j for j in range(len(found)) if j != i]
        model = IsotonicRegression(out_of_bounds="clip")
        model.fit([columns[0][j] for j in rest], [found[j] for j in rest])
        one_left_out.append(float(model.predict([columns[0][i]])[0]))
    return {
        "name": name, "columns": columns, "found": found, "at": at,
        "intercept": float(affine.intercept_), "slopes": [float(s) for s in affine.coef_],
        "affine": left_out(LinearRegression(), columns, found),
        "monotone": [float(v) for v in monotone.predict(at)], "monotoneLeftOut": one_left_out,
    }


def walk(count, spread):
    truth = [2 + random.random() for _ in range(count)]
    return truth, [1.1 * t + random.gauss(0, spread) for t in truth]


orders, levels = [], []
truth, guess = walk(8, 0.1)
orders.append(order("eight runs", guess, truth))
truth, guess = walk(35, 0.2)
orders.append(order("thirty-five runs", guess, truth))
orders.append(order("no agreement", [random.random() for _ in range(20)], [random.random() for _ in range(20)]))
orders.append(order("ties on both sides", [1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5], [2, 1, 1, 2, 3, 3, 3, 5, 4, 4, 6, 6]))
orders.append(order("a predictor of two values", [0, 1, 1, 0, 1, 0, 1, 1, 0, 0], [random.random() for _ in range(10)]))
truth, guess = walk(12, 0.1)
levels.append(level("one estimator", [guess], truth, [1.5, 2.2, 2.5, 2.61, 3, 4]))
second = [t + random.gauss(0, 0.1) for t in truth]
levels.append(level("two estimators", [guess, second], truth, [2.0, 2.7, 3.1]))
levels.append(level("equal estimates", [[1.0, 1.0, 2.0, 2.0, 3.0, 3.0]], [1.0, 3.0, 2.0, 1.5, 4.0, 5.0], [0.5, 1, 1.5, 2, 2.5, 3]))
levels.append(level("falling", [[1.0, 2.0, 3.0, 4.0]], [4.0, 3.0, 2.0, 1.0], [1.0, 2.5, 9.0]))
levels.append(level("two that tell the same", [[1.0, 2.0, 3.0, 4.0, 6.0], [2.0, 4.0, 6.0, 8.0, 12.0]], [1.0, 2.5, 2.0, 4.5, 6.0], [1.0, 5.0]))
bounds = [{"degrees": d, "share": s, "bound": float(stats.t.ppf((1 + s) / 2, d))}
          for d in (1, 2, 3, 4, 5, 6, 10, 33, 200) for s in (0.5, 0.95, 0.999)]

target = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "fidelity.json")
with open(target, "w") as file:
    json.dump({"scipy": scipy.__version__, "sklearn": sklearn.__version__, "orders": orders, "levels": levels,
               "bounds": bounds}, file, indent=1)
    file.write("\n")
