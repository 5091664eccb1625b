"""Measures how fast transformers scores, for assay-bench.

    python score_transformers.py CHECKPOINT TOKENS CONTEXT THREADS

TOKENS is a file of int32: windows of CONTEXT + 1. Commands: "rate f32" answers tokens a second, "nll f32" the mean
negative log-likelihood of the first window's targets, "scored f32" the mean of all; or bf16.
"""

import sys
import time

import numpy
import torch
import transformers

from serving import serve

# Windows that go at once. More would not be faster on two cores: logits of 4 × 512 rows already take 262 MB.
BATCH = 4


class Scoring:
    def __init__(self, checkpoint, windows):
        self.checkpoint, self.windows, self.models = checkpoint, windows, {}

    def model(self, kind):
        if kind not in self.models:
            dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[kind]
            self.models[kind] = transformers.LlamaForCausalLM.from_pretrained(self.checkpoint, dtype=dtype).eval()
        return self.models[kind]

    def losses(self, kind, windows):
        model = self.model(kind)
        with torch.inference_mode():
            return torch.cat([
                torch.nn.functional.cross_entropy(
                    model(batch[:, :-1], use_cache=False).logits.flatten(0, 1), batch[:, 1:].flatten(), reduction="none")
                for batch in windows.split(BATCH)])

    def rate(self, kind):
        self.model(kind)
        start = time.perf_counter()
        count = self.losses(kind, self.windows).numel()
        return count / (time.perf_counter() - start)

    def nll(self, kind):
        return self.losses(kind, self.windows[:1]).double().mean().item()

    def scored(self, kind):
        return self.losses(kind, self.windows).double().mean().item()


def main():
    checkpoint, tokens, context, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    windows = torch.from_numpy(numpy.fromfile(tokens, "<i4").reshape(-1, context + 1).astype("int64"))
    scoring = Scoring(checkpoint, windows)
    serve(
        f"transformers {transformers.__version__} on torch {torch.__version__}",
        {"rate": scoring.rate, "nll": scoring.nll, "scored": scoring.scored})


if __name__ == "__main__":
    main()
