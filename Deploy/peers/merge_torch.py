"""Measures how fast PyTorch merges checkpoints in memory, for assay-bench.

    python merge_torch.py THREADS FILE…

The files are mapped once. "seconds N" answers how long the mean of the first N takes, into memory that is kept from one
command to the next; nothing is written to disk.
"""

import sys
import time

import torch
from safetensors.torch import load_file

from serving import serve


class Merging:
    def __init__(self, paths):
        self.models = [load_file(path) for path in paths]
        self.merged = {name: torch.empty_like(tensor) for name, tensor in self.models[0].items()}

    def seconds(self, count):
        models, weight = self.models[: int(count)], 1 / int(count)
        start = time.perf_counter()
        for name, merged in self.merged.items():
            torch.mul(models[0][name], weight, out=merged)
            for model in models[1:]:
                merged.add_(model[name], alpha=weight)
        return time.perf_counter() - start


def main():
    torch.set_num_threads(int(sys.argv[1]))
    merging = Merging(sys.argv[2:])
    serve(f"torch {torch.__version__}", {"seconds": merging.seconds})


if __name__ == "__main__":
    main()
