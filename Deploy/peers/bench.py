"""Measures PyTorch on a Llama with random parameters, for assay-bench.

    python bench.py CONFIG_JSON CONTEXT SEQUENCES_PER_STEP THREADS SCORED_TOKENS

reads lines "train lean", "train hub", "score lean", "score hub" and answers each with tokens a second. "lean" is a model
of plain PyTorch calls, as small programs write it; "hub" is transformers' LlamaForCausalLM. Both use fused attention,
and AdamW's fused step.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

STEPS = 10
BATCH_TOKENS = 4096


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, inner = c["hidden_size"], c["intermediate_size"]
        self.heads, self.groups, self.depth = c["num_attention_heads"], c["num_key_value_heads"], c["head_dim"]
        self.epsilon = c["rms_norm_eps"]
        self.norm1, self.norm2 = nn.Parameter(torch.ones(width)), nn.Parameter(torch.ones(width))
        self.qkv = nn.Linear(width, (self.heads + 2 * self.groups) * self.depth, bias=False)
        self.out = nn.Linear(self.heads * self.depth, width, bias=False)
        self.gate_up = nn.Linear(width, 2 * inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)

    def forward(self, h, cosine, sine):
        b, t, width = h.shape
        qkv = self.qkv(F.rms_norm(h, (width,), self.norm1, self.epsilon)).view(b, t, -1, self.depth).transpose(1, 2)
        q, k, v = qkv.split([self.heads, self.groups, self.groups], dim=1)
        q, k = (x * cosine + torch.cat((-x[..., self.depth // 2:], x[..., :self.depth // 2]), -1) * sine for x in (q, k))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=self.heads != self.groups)
        h = h + self.out(a.transpose(1, 2).reshape(b, t, -1))
        gate, up = self.gate_up(F.rms_norm(h, (width,), self.norm2, self.epsilon)).chunk(2, dim=-1)
        return h + self.down(F.silu(gate) * up)


class Lean(nn.Module):
    def __init__(self, c, context):
        super().__init__()
        self.epsilon, self.width = c["rms_norm_eps"], c["hidden_size"]
        self.embed = nn.Embedding(c["vocab_size"], self.width)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c["num_hidden_layers"]))
        self.norm = nn.Parameter(torch.ones(self.width))
        self.head = nn.Linear(self.width, c["vocab_size"], bias=False)
        frequency = c["rope_theta"] ** (-torch.arange(0, c["head_dim"], 2) / c["head_dim"])
        angle = torch.outer(torch.arange(context), frequency).repeat(1, 2)
        self.register_buffer("cosine", angle.cos())
        self.register_buffer("sine", angle.sin())
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.normal_(p, std=0.02)

    def forward(self, tokens):
        h = self.embed(tokens)
        for block in self.blocks:
            h = block(h, self.cosine[:tokens.shape[1]], self.sine[:tokens.shape[1]])
        return self.head(F.rms_norm(h, (self.width,), self.norm, self.epsilon))


class Hub(nn.Module):
    def __init__(self, c, context):
        super().__init__()
        from transformers import LlamaConfig, LlamaForCausalLM

        self.model = LlamaForCausalLM(LlamaConfig(**{k: v for k, v in c.items() if k not in ("torch_dtype", "architectures")}))

    def forward(self, tokens):
        return self.model(tokens, use_cache=False).logits


def main():
    config, context, sequences = json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    threads, scored = int(sys.argv[4]), int(sys.argv[5])
    torch.set_num_threads(threads)
    vocabulary = config["vocab_size"]
    models = {}

    def model(kind):
        if kind not in models:
            made = {"lean": Lean, "hub": Hub}[kind](config, context).float()
            groups = [{"params": [p for p in made.parameters() if p.dim() > 1], "weight_decay": 0.1},
                      {"params": [p for p in made.parameters() if p.dim() == 1], "weight_decay": 0.0}]
            models[kind] = made, torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), fused=True)
        return models[kind]

    def train(kind):
        made, optimizer = model(kind)
        tokens = torch.randint(0, vocabulary, (STEPS, sequences, context + 1))
        start = time.perf_counter()
        for batch in tokens:
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(made(batch[:, :-1]).reshape(-1, vocabulary), batch[:, 1:].reshape(-1))
            loss.backward()
            nn.utils.clip_grad_norm_(made.parameters(), 1.0)
            optimizer.step()
            loss.item()
        return STEPS * sequences * context / (time.perf_counter() - start)

    def score(kind):
        made, _ = model(kind)
        tokens = torch.randint(0, vocabulary, (scored // context, context + 1))
        start = time.perf_counter()
        with torch.inference_mode():
            for batch in tokens.split(max(BATCH_TOKENS // context, 1)):
                F.cross_entropy(made(batch[:, :-1]).reshape(-1, vocabulary), batch[:, 1:].reshape(-1), reduction="none")
        return scored / (time.perf_counter() - start)

    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    for line in sys.stdin:
        task, kind = line.split()
        print({"train": train, "score": score}[task](kind), flush=True)


if __name__ == "__main__":
    main()
