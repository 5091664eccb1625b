"""Makes the fixtures of LanguageModelsTests: tiny random Llamas, and what PyTorch computes with them.

    python make_fixtures.py [FOLDER]

needs torch and transformers; FOLDER defaults to this script's. Each case is a folder:

    config.json         as transformers writes it
    model.safetensors   its parameters, f32
    expected.safetensors
        tokens          [T] i32: the inputs and, one further, the targets
        hidden.N        [T-1, H]: N = 0 after the embedding, then after each layer
        logits          [T-1, V]
        nll             [T-1]
        gradient.NAME   the gradient of the mean of nll, of each parameter

Weights are drawn large enough that every constant shows: with the usual initialisation a wrong epsilon or rotary base
changes a loss by less than rounding does. optimizer.safetensors holds three steps of torch.optim.AdamW, and rope.json
the inverse frequencies of each kind of scaling.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

BASE = dict(
    vocab_size=61, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=4, rms_norm_eps=0.01, max_position_embeddings=64, bos_token_id=0, eos_token_id=0,
    rope_theta=500.0)

CASES = {
    "untied": {},
    "tied": dict(tie_word_embeddings=True),
    "grouped": dict(num_attention_heads=6, num_key_value_heads=2, head_dim=10, rope_theta=100.0),
    "biased": dict(attention_bias=True, mlp_bias=True, num_key_value_heads=2),
}

ROPES = {
    "default": dict(rope_type="default", rope_theta=10000.0),
    "linear": dict(rope_type="linear", rope_theta=10000.0, factor=4.0),
    "llama3": dict(
        rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=8192),
    "yarn": dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=2048),
    "yarn-mscale": dict(
        rope_type="yarn", rope_theta=50000.0, factor=16.0, original_max_position_embeddings=4096, beta_fast=16.0,
        beta_slow=2.0, mscale=0.7, mscale_all_dim=1.2),
}


def sensitive_(model, generator):
    """Embeddings small beside epsilon, sharp attention, wide norms, biases of the size of what they are added to."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        with torch.no_grad():
            if name.endswith("norm.weight"):
                parameter.copy_(1 + 0.3 * noise)
            elif name.endswith(".bias"):
                parameter.copy_(0.3 * noise)
            elif "embed_tokens" in name:
                parameter.copy_(0.3 * noise)
            else:
                parameter.copy_(1.2 * noise / parameter.shape[1] ** 0.5)


def make_case(folder, changes, seed):
    generator = torch.Generator().manual_seed(seed)
    config = LlamaConfig(**{**BASE, **changes})
    config._attn_implementation = "eager"
    model = LlamaForCausalLM(config).float().eval()
    sensitive_(model, generator)
    tokens = torch.randint(0, config.vocab_size, (38,), generator=generator)
    hidden = {}
    model.model.embed_tokens.register_forward_hook(lambda m, i, o: hidden.__setitem__(0, o))
    for number, layer in enumerate(model.model.layers):
        layer.register_forward_hook(
            lambda m, i, o, n=number + 1: hidden.__setitem__(n, o[0] if isinstance(o, tuple) else o))
    logits = model(tokens[None, :-1]).logits[0]
    nll = torch.nn.functional.cross_entropy(logits, tokens[1:], reduction="none")
    nll.mean().backward()
    expected = {"tokens": tokens.int(), "logits": logits, "nll": nll}
    expected |= {f"hidden.{n}": h.reshape(-1, config.hidden_size) for n, h in hidden.items()}
    expected |= {f"gradient.{n}": p.grad for n, p in model.named_parameters()}
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    save_file({n: t.detach().clone().contiguous() for n, t in expected.items()}, folder / "expected.safetensors")


def make_optimizer(path):
    """Three steps; the matrix is decayed, the vector is not."""
    generator = torch.Generator().manual_seed(5)
    matrix = torch.nn.Parameter(torch.randn(6, 5, generator=generator))
    vector = torch.nn.Parameter(torch.randn(7, generator=generator))
    groups = [{"params": [matrix], "weight_decay": 0.1}, {"params": [vector], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=0.01, betas=(0.9, 0.95), eps=1e-8)
    tensors = {"matrix.0": matrix.detach().clone(), "vector.0": vector.detach().clone()}
    for step in (1, 2, 3):
        for name, parameter in (("matrix", matrix), ("vector", vector)):
            parameter.grad = torch.randn(parameter.shape, generator=generator)
            tensors[f"{name}.gradient.{step}"] = parameter.grad.clone()
        optimizer.step()
        tensors[f"matrix.{step}"] = matrix.detach().clone()
        tensors[f"vector.{step}"] = vector.detach().clone()
    save_file(tensors, path)


def make_ropes(path):
    cases = []
    for name, parameters in ROPES.items():
        config = LlamaConfig(
            hidden_size=64, num_attention_heads=2, max_position_embeddings=16384, rope_parameters=dict(parameters))
        if parameters["rope_type"] == "default":
            from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

            frequencies, factor = LlamaRotaryEmbedding(config).inv_freq, 1.0
        else:
            frequencies, factor = ROPE_INIT_FUNCTIONS[parameters["rope_type"]](config, "cpu")
        cases.append({
            "name": name, "parameters": parameters, "head_dim": 32, "max_position_embeddings": 16384,
            "inverse_frequencies": frequencies.tolist(), "attention_factor": float(factor)})
    path.write_text(json.dumps(cases, indent=1) + "\n")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    folder = folder if folder.is_dir() else folder.parent
    torch.set_num_threads(1)
    for seed, (name, changes) in enumerate(CASES.items(), start=1):
        (folder / name).mkdir(parents=True, exist_ok=True)
        make_case(folder / name, changes, seed)
    make_optimizer(folder / "optimizer.safetensors")
    make_ropes(folder / "rope.json")


if __name__ == "__main__":
    main()
