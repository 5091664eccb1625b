"""Makes a tiny random checkpoint of each family, and what `transformers` computes with it.

    python make_family_fixtures.py [FOLDER [SEED]]

needs torch and transformers; FOLDER defaults to `families` beside this script, SEED to 1. Each case is a folder:

    config.json         as transformers writes it, but for what the case changes
    model.safetensors   its parameters, in the types and under the names that the case says
    expected.safetensors
        tokens          [T] i32: the inputs and, one further, the targets
        hidden.N        [T-1, H]: N = 0 after the embedding, then after each layer
        columns         [C] i32: a sample of the vocabulary
        logits          [T-1, C]
        nll             [T-1]

Shapes are unequal and awkward, the text is longer than a sliding window and than the length before positions were
stretched, and weights are drawn so large that every constant shows.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

LENGTH = 38
COMMON = dict(vocab_size=1003, bos_token_id=0, eos_token_id=0)
LLAMA = dict(
    COMMON, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=6, num_key_value_heads=2,
    rms_norm_eps=0.01, max_position_embeddings=64, rope_theta=500.0, tie_word_embeddings=True)
NEOX = dict(
    COMMON, hidden_size=30, intermediate_size=44, num_hidden_layers=2, num_attention_heads=3, layer_norm_eps=0.01,
    max_position_embeddings=64, rotary_emb_base=500)
GPT2 = dict(COMMON, n_embd=30, n_layer=2, n_head=3, n_positions=40, layer_norm_epsilon=0.01)
LLAMA3 = dict(
    rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16)
YARN = dict(
    rope_type="yarn", factor=4.0, original_max_position_embeddings=16, beta_fast=1.0, beta_slow=0.1, mscale=0.7,
    mscale_all_dim=1.2)

CASES = {
    "llama-llama3": dict(
        config=dict(LLAMA, model_type="llama", head_dim=10, rope_scaling=LLAMA3, tie_word_embeddings=False),
        types=["bfloat16"]),
    "mistral": dict(
        config=dict(LLAMA, model_type="mistral", head_dim=10, sliding_window=7), types=["bfloat16"],
        name_of_tied="lm_head.weight"),
    "mistral-full": dict(config=dict(LLAMA, model_type="mistral", sliding_window=None), types=["float16"]),
    "qwen2": dict(
        config=dict(
            LLAMA, model_type="qwen2", num_hidden_layers=3, use_sliding_window=True, sliding_window=5,
            max_window_layers=1, rope_scaling=dict(type="linear", factor=3.0)),
        types=["float16"], removes=["layer_types"]),
    "qwen3": dict(
        config=dict(
            LLAMA, model_type="qwen3", head_dim=10, use_sliding_window=True, sliding_window=9,
            layer_types=["sliding_attention", "full_attention"]),
        types=["bfloat16", "float32"]),
    "olmo": dict(
        config=dict(LLAMA, model_type="olmo", clip_qkv=0.75), types=["float16"], embedding=0.01,
        removes=["rms_norm_eps"]),
    "olmo2": dict(config=dict(LLAMA, model_type="olmo2", head_dim=16, rope_scaling=YARN), types=["float16", "float64"]),
    "gpt2": dict(
        config=dict(GPT2, model_type="gpt2", scale_attn_by_inverse_layer_idx=True), types=["float16"],
        removes=["tie_word_embeddings"], strips="transformer.", mask="attn.bias", mask_type=torch.float32),
    "gpt2-unscaled": dict(
        config=dict(
            GPT2, model_type="gpt2", n_inner=44, scale_attn_weights=False, activation_function="gelu",
            tie_word_embeddings=False, reorder_and_upcast_attn=True),
        types=["float16"]),
    "gpt_neox": dict(
        config=dict(NEOX, model_type="gpt_neox", rotary_pct=0.3), types=["float16"], mask="attention.bias",
        mask_type=torch.bool),
    "gpt_neox-sequential": dict(
        config=dict(
            NEOX, model_type="gpt_neox", rotary_pct=0.8, use_parallel_residual=False, attention_bias=False,
            hidden_act="gelu_fast", rope_scaling=dict(YARN, attention_factor=1.3, truncate=False)),
        types=["bfloat16"]),
}


def sensitive_(model, embedding, generator):
    """Embeddings small beside epsilon, sharp attention, wide norms, biases of the size of what they are added to."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        with torch.no_grad():
            if name.endswith(".bias"):
                parameter.copy_(0.3 * noise)
            elif parameter.dim() == 1:
                parameter.copy_(1 + 0.3 * noise)
            elif any(part in name for part in ("embed_", "wte", "wpe")):
                parameter.copy_(embedding * noise)
            else:
                inputs = parameter.shape[0] if "c_" in name else parameter.shape[1]
                parameter.copy_(1.2 * noise / inputs**0.5)


def round_(model, types):
    """Rounds parameters to the types in which they will be stored, by turns."""
    chosen = {}
    for number, (name, parameter) in enumerate(model.named_parameters()):
        chosen[name] = getattr(torch, types[number % len(types)])
        with torch.no_grad():
            parameter.copy_(parameter.to(chosen[name]).to(torch.float32))
    return chosen


def store(model, folder, case):
    """Writes the checkpoint, then stores it in the types and under the names of the case."""
    chosen = round_(model, case["types"])
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    written = load_file(folder / "model.safetensors")
    tensors = {}
    for number, (name, tensor) in enumerate(written.items()):
        kind = chosen.get(name, getattr(torch, case["types"][0]))
        if not torch.equal(tensor.to(kind).to(torch.float32), tensor):
            kind = torch.float32
        tensors[name.removeprefix(case.get("strips", ""))] = tensor.to(kind).contiguous()
    if "name_of_tied" in case:
        tensors[case["name_of_tied"]] = tensors.pop("model.embed_tokens.weight")
    if "mask" in case:
        end = case["mask"].removesuffix("bias") + ("c_attn.weight" if "attn" in case["mask"] else "dense.weight")
        for name in [name for name in tensors if name.endswith(end)]:
            stem = name.removesuffix(end) + case["mask"].removesuffix("bias")
            tensors[stem + "bias"] = torch.ones(1, 1, 40, 40).tril().to(case["mask_type"])
            tensors[stem + "masked_bias"] = torch.tensor(-1e9)
            if "attention" in stem:
                tensors[stem + "rotary_emb.inv_freq"] = torch.ones(2)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    for key in case.get("removes", []):
        del config[key]
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")


def make_case(folder, case, seed):
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(seed)
    (folder / "config.json").write_text(json.dumps(case["config"]))
    config = AutoConfig.from_pretrained(folder)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    sensitive_(model, case.get("embedding", 0.3), generator)
    store(model, folder, case)
    tokens = torch.randint(0, config.vocab_size, (LENGTH + 1,), generator=generator)
    hidden = {}

    def keep(number):
        return lambda module, inputs, output: hidden.__setitem__(
            number, output[0] if isinstance(output, tuple) else output)

    base = model.base_model
    layers = base.h if hasattr(base, "h") else base.layers
    layers[0].register_forward_pre_hook(
        lambda module, inputs, keywords: hidden.__setitem__(0, inputs[0] if inputs else keywords["hidden_states"]),
        with_kwargs=True)
    for number, layer in enumerate(layers):
        layer.register_forward_hook(keep(number + 1))
    with torch.inference_mode():
        logits = model(tokens[None, :-1]).logits[0]
        nll = torch.nn.functional.cross_entropy(logits, tokens[1:], reduction="none")
    columns = torch.arange(0, config.vocab_size, 41)
    expected = {
        "tokens": tokens.int(), "columns": columns.int(), "logits": logits[:, columns], "nll": nll,
        **{f"hidden.{number}": states.reshape(LENGTH, -1) for number, states in hidden.items()}}
    save_file({n: t.detach().clone().contiguous() for n, t in expected.items()}, folder / "expected.safetensors")


def main():
    beside = pathlib.Path(__file__).resolve().parent / "families"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    torch.set_num_threads(1)
    for number, (name, case) in enumerate(CASES.items()):
        make_case(folder / name, case, 100 * seed + number)


if __name__ == "__main__":
    main()
