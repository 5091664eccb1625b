"""Measures how fast PyTorch trains a Llama with random parameters, for assay-bench.

    python train_torch.py CONFIG_JSON CONTEXT SEQUENCES_PER_STEP THREADS

Commands: "rate lean" answers tokens a second with a model of plain PyTorch calls, "rate hub" with transformers'
LlamaForCausalLM. Both use fused attention, and AdamW's fused step.
"""

import json
import sys
import time

import torch
import transformers

from lean_llama import Lean
from serving import serve

STEPS = 10


class Hub(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        known = {key: value for key, value in config.items() if key not in ("torch_dtype", "architectures")}
        self.model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**known))

    def forward(self, tokens):
        return self.model(tokens, use_cache=False).logits


class Trainings:
    def __init__(self, config, context, sequences):
        self.config, self.context, self.sequences, self.made = config, context, sequences, {}

    def training(self, kind):
        if kind not in self.made:
            model = (Lean(self.config, self.context) if kind == "lean" else Hub(self.config)).float()
            groups = [{"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": 0.1},
                      {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0.0}]
            self.made[kind] = model, torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), fused=True)
        return self.made[kind]

    def rate(self, kind):
        model, optimizer = self.training(kind)
        vocabulary = self.config["vocab_size"]
        tokens = torch.randint(0, vocabulary, (STEPS, self.sequences, self.context + 1))
        start = time.perf_counter()
        for batch in tokens:
            optimizer.zero_grad(set_to_none=True)
            logits = model(batch[:, :-1]).reshape(-1, vocabulary)
            loss = torch.nn.functional.cross_entropy(logits, batch[:, 1:].reshape(-1))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            loss.item()
        return STEPS * self.sequences * self.context / (time.perf_counter() - start)


def main():
    config, context, sequences, threads = json.loads(sys.argv[1]), *map(int, sys.argv[2:5])
    torch.set_num_threads(threads)
    trainings = Trainings(config, context, sequences)
    serve(f"torch {torch.__version__}, transformers {transformers.__version__}", {"rate": trainings.rate})


if __name__ == "__main__":
    main()
