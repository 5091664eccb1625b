"""A Llama of plain PyTorch calls, as small programs write it, with fused attention."""

import torch
import torch.nn.functional as F
from torch import nn


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
