"""Measures how fast llama.cpp scores, for assay-bench.

    python score_llama.py F32_GGUF BF16_GGUF TOKENS CONTEXT THREADS

TOKENS is a file of int32: windows of CONTEXT + 1. Commands: "rate f32" answers tokens a second, "nll f32" the mean
negative log-likelihood of the first window's targets; or bf16. A rate is that of every token's logits: that a score
also needs their softmax, which llama.cpp leaves to Python, is not counted against it.
"""

import sys
import time

import llama_cpp
import numpy

from serving import serve


class Scoring:
    def __init__(self, paths, windows, threads):
        self.paths, self.windows, self.threads, self.models = paths, windows, threads, {}

    def model(self, kind):
        if kind not in self.models:
            length = self.windows.shape[1] - 1
            # Keys and values as exact as the weights: llama.cpp's default is f16.
            cache = {"f32": llama_cpp.GGML_TYPE_F32, "bf16": llama_cpp.GGML_TYPE_F16}[kind]
            self.models[kind] = llama_cpp.Llama(
                self.paths[kind], n_ctx=length, n_batch=length, n_ubatch=length, n_threads=self.threads,
                n_threads_batch=self.threads, logits_all=True, type_k=cache, type_v=cache, verbose=False)
        return self.models[kind]

    def logits(self, kind, window):
        model = self.model(kind)
        model.reset()
        model.eval(window[:-1].tolist())
        return model.scores[: model.n_tokens]

    def rate(self, kind):
        self.model(kind)
        start = time.perf_counter()
        count = sum(len(self.logits(kind, window)) for window in self.windows)
        return count / (time.perf_counter() - start)

    def nll(self, kind):
        window = self.windows[0]
        logits = self.logits(kind, window).astype("float64")
        largest = logits.max(axis=1)
        partition = largest + numpy.log(numpy.exp(logits - largest[:, None]).sum(axis=1))
        return (partition - logits[numpy.arange(len(logits)), window[1:]]).mean()


def main():
    paths = dict(zip(("f32", "bf16"), sys.argv[1:3]))
    tokens, context, threads = sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    scoring = Scoring(paths, numpy.fromfile(tokens, "<i4").reshape(-1, context + 1), threads)
    build = llama_cpp.llama_print_system_info().decode().strip()
    serve(f"llama-cpp-python {llama_cpp.__version__} ({build})", {"rate": scoring.rate, "nll": scoring.nll})


if __name__ == "__main__":
    main()
