#!/usr/bin/env python3
"""Makes correlations.json: lists of numbers with SciPy's Pearson's r, Spearman's rho and average ranks."""
import json
import os
import random

import scipy
from scipy import stats

random.seed(20241015)
cases = []


def add(name, predicted, found):
    cases.append({
        "name": name,
        "predicted": predicted,
        "found": found,
        "pearson": float(stats.pearsonr(predicted, found).statistic),
        "spearman": float(stats.spearmanr(predicted, found).statistic),
        "ranks": [float(rank) for rank in stats.rankdata(predicted)],
    })


x = [random.gauss(0, 1) for _ in range(35)]
add("close agreement", x, [v + random.gauss(0, 0.2) for v in x])
add("no agreement", x, [random.gauss(0, 1) for _ in x])
add("opposite", x, [-v for v in x])
add("monotone, not linear", x, [v ** 3 for v in x])
add("ties on one side", [0, 1, 1, 0, 1, 0, 1, 1, 0, 0], [random.random() for _ in range(10)])
add("ties on both sides", [1, 2, 2, 3, 3, 3, 4, 5], [2, 2, 1, 5, 5, 3, 7, 7])
add("three points", [1.0, 2.0, 4.0], [1.5, 1.25, 9.0])
add("large mean, small spread", [1e6 + v * 1e-3 for v in x], [1e6 + v * 1e-3 + random.gauss(0, 1e-4) for v in x])
add("tiny values", [v * 1e-200 for v in x], [v * 1e-180 + random.gauss(0, 1e-180) for v in x])
add("an outlier", x[:9] + [100.0], x[1:10] + [100.0])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "correlations.json"), "w") as file:
    json.dump({"scipy": scipy.__version__, "cases": cases}, file, indent=1)
    file.write("\n")
