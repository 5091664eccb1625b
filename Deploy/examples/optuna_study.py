#!/usr/bin/env python3
"""Lets Optuna search the mixtures of a pool, while Assay evaluates them and keeps the study.

    optuna_study.py --server http://127.0.0.1:8484 --pool demo --set held-out --trials 20

Optuna proposes, Assay is told of each mixture and scores it on the selecting documents; the baselines stand beside, and the
answer's score and interval come from the reporting documents. Needs nothing but optuna.
"""

import argparse
import json
import math
import sys
import urllib.error
import urllib.request

import optuna


class Assay:
    """The few calls that an outside optimiser needs."""

    def __init__(self, server):
        self.server = server.rstrip("/")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(self.server + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=330) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")

    def finished(self, path, is_final):
        """Asks again and again, each time by a long poll."""
        while True:
            value = self.call("GET", path + "?wait=30s")
            if is_final(value):
                return value


def mixture(trial, names):
    """A point of the simplex: one exponential number a partition, divided by their sum."""
    draws = [-math.log(trial.suggest_float(name, 1e-6, 1)) for name in names]
    total = sum(draws)
    return {name: draw / total for name, draw in zip(names, draws)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="http://127.0.0.1:8484")
    parser.add_argument("--pool", required=True, help="id or name")
    parser.add_argument("--set", required=True, help="the evaluation set, by id or name")
    parser.add_argument("--name", default="optuna", help="of the study")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    assay = Assay(arguments.server)
    pool = assay.call("GET", f"/v1/pools/{arguments.pool}")
    names = [member["name"] for member in pool["partitions"] if "retired_at" not in member]
    study = assay.call("POST", "/v1/studies", {
        "name": arguments.name, "pool": pool["id"], "evaluation_set": arguments.set, "strategy": {"kind": "outside"},
        "seed": arguments.seed,
    })
    path = f"/v1/studies/{study['id']}"

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    search = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=arguments.seed))
    for _ in range(arguments.trials):
        trial = search.ask()
        told = assay.call("POST", path + ":tell", {"mixture": mixture(trial, names)})
        scored = assay.finished(f"{path}/trials/{told['number']}", lambda value: value["state"] != "waiting")
        if scored["state"] == "scored":
            search.tell(trial, scored["value"])
        else:
            search.tell(trial, state=optuna.trial.TrialState.FAIL)

    assay.call("POST", path + ":finish")
    ended = assay.finished(path, lambda value: value["state"] != "running")
    json.dump(ended, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
