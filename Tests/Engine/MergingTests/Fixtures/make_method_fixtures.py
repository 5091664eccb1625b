"""Makes the fixtures of merge methods beside this file: a tiny base, models near it, and their merges by mergekit.

Run: python make_method_fixtures.py
Models stand in methods/<name>, mergekit's files in methods/<merge>.yaml with paths relative to that folder, and what mergekit
makes of them in methods/<merge>.safetensors.
"""

import importlib.metadata
import json
import os
import pathlib
import shutil
import tempfile

import safetensors.torch
import torch
import transformers
import yaml
from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.options import MergeOptions

here = pathlib.Path(__file__).parent / "methods"
transformers.utils.logging.set_verbosity_error()


def save(name, state):
    configuration = transformers.LlamaConfig(
        vocab_size=11, hidden_size=8, intermediate_size=10, num_hidden_layers=3, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=16, tie_word_embeddings=False, bos_token_id=1, eos_token_id=2,
        pad_token_id=None)
    model = transformers.LlamaForCausalLM(configuration)
    if state is None:
        state = {key: torch.randn(value.shape) * 0.7 for key, value in model.state_dict().items()}
    model.load_state_dict(state)
    model.save_pretrained(here / name)
    (here / name / "generation_config.json").unlink(missing_ok=True)
    return state


def moved(state, distance):
    return {key: value + torch.randn(value.shape) * distance for key, value in state.items()}


def weighted(*weights, **others):
    return [
        {"model": name, "parameters": {"weight": weight, **{key: values[index] for key, values in others.items()}}}
        for index, (name, weight) in enumerate(zip(["law", "code", "news"], weights))]


def differences(method, models, **parameters):
    return {"merge_method": method, "base_model": "base", "models": models, "parameters": parameters}


def sliced(*weights):
    return [
        {"sources": [
            {"model": name, "layer_range": [layer, layer + 1], "parameters": {"weight": weight}}
            for name, weight in zip(["law", "code"], pair)]}
        for layer, pair in enumerate(weights)]


merges = {
    "linear": {"merge_method": "linear", "models": weighted(1, 2, 0.7)},
    "linear_gradient": {"merge_method": "linear", "models": weighted([0.2, 0.9], [0.8, 0.1], 0.4)},
    "linear_filters": {"merge_method": "linear", "models": weighted(
        [{"filter": "layers.1.", "value": 0.9}, {"value": 0.4}], [{"filter": "layers.1.", "value": 0.1}, {"value": 0.6}])},
    "linear_slices": {"merge_method": "linear", "slices": sliced((0.2, 0.8), (0.7, 0.3), (0.2, 0.8))},
    "task_arithmetic": differences("task_arithmetic", weighted(0.3, 0.5, 0.4), **{"lambda": 0.7}),
    "task_arithmetic_normalized": differences("task_arithmetic", weighted(0.3, 0.5, 0.4), normalize=True),
    "ties": differences("ties", weighted(0.3, 0.5, 0.4), density=0.4, **{"lambda": 1.3}),
    "ties_unnormalized": differences(
        "ties", weighted(0.3, 0.5, 0.4, density=[0.6, 0.6, 0.6]), normalize=False, int8_mask=True),
    "ties_whole": differences("ties", weighted(1.0, 0.5, 0.25)),
    "dare_linear_whole": differences("dare_linear", weighted(0.3, 0.5, 0.4), density=1.0),
    "dare_ties_whole": differences("dare_ties", weighted(0.3, 0.5, 0.4)),
    "dare_ties_normalized": differences("dare_ties", weighted(0.3, 0.5, 0.4), normalize=True, **{"lambda": 0.5}),
    "breadcrumbs": differences("breadcrumbs", weighted(0.3, 0.5, 0.4), density=0.7, gamma=0.1),
    "breadcrumbs_light": differences("breadcrumbs", weighted(0.3, 0.3, 0.4), density=0.9, **{"lambda": 2.0}),
    "della_whole": differences("della", weighted(0.3, 0.5, 0.4), density=1.0),
    "slerp": {"merge_method": "slerp", "base_model": "far", "models": [{"model": "law"}, {"model": "far"}],
              "parameters": {"t": 0.3}},
    "slerp_near": {"merge_method": "slerp", "base_model": "law", "models": [{"model": "law"}, {"model": "near"}],
                   "parameters": {"t": 0.6}},
    "multislerp": {"merge_method": "multislerp", "models": weighted(0.3, 0.5, 0.4)},
    "multislerp_far": {"merge_method": "multislerp", "models": [
        {"model": "law", "parameters": {"weight": 0.25}}, {"model": "far", "parameters": {"weight": 0.75}}]},
    "model_stock": {"merge_method": "model_stock", "base_model": "base", "models": [
        {"model": "law"}, {"model": "code"}, {"model": "news"}]},
    # Settings that differ between tensors and models, as files of mergekit's have them.
    "linear_parts": {"merge_method": "linear", "models": weighted(
        [{"filter": "self_attn", "value": [0.2, 0.9]}, {"filter": "mlp", "value": 0.7}, {"value": 0.4}],
        [{"filter": "embed_tokens", "value": 0.1}, {"filter": "*", "value": 0.6}])},
    "linear_below_zero": {"merge_method": "linear", "models": weighted(1.5, -0.3, 0.1)},
    "linear_unnormalized": {
        "merge_method": "linear", "models": weighted(0.5, -0.2, 0.4), "parameters": {"normalize": False}},
    "linear_base": {"merge_method": "linear", "base_model": "base", "models": weighted(0.5, 0.25),
                    "parameters": {"weight": 1, "int8_mask": True, "density": 0.1}},
    "slerp_parts": {"merge_method": "slerp", "base_model": "law", "models": [{"model": "far"}], "parameters": {"t": [
        {"filter": "self_attn", "value": [0, 0.5, 0.3, 0.7, 1]}, {"filter": "mlp", "value": [1, 0.5, 0.7, 0.3, 0]},
        {"value": 0.5}]}},
    "slerp_slices": {"merge_method": "slerp", "base_model": "law", "slices": [
        {"sources": [{"model": name, "layer_range": layers} for name in ["law", "far"]], "parameters": {"t": share}}
        for layers, share in [([0, 1], [0.2, 0.8]), ([1, 3], [{"filter": "norm", "value": 0.9}, {"value": [0.1, 0.6]}])]]},
    "slerp_start": {"merge_method": "slerp", "base_model": "law", "models": [{"model": "law"}, {"model": "far"}],
                    "parameters": {"t": 0}},
    "slerp_end": {"merge_method": "slerp", "base_model": "law", "models": [{"model": "law"}, {"model": "far"}],
                  "parameters": {"t": 1}},
    "ties_gradients": differences("ties", [
        {"model": "law", "parameters": {"density": [1, 0.7, 0.1], "weight": 1.0}},
        {"model": "code", "parameters": {"density": 0.5, "weight": [0, 0.3, 0.7, 1]}},
        {"model": "news", "parameters": {
            "density": 0.33, "weight": [{"filter": "mlp", "value": 0.5}, {"value": 0}]}}],
        normalize=True, int8_mask=True),
    "ties_below_zero": differences("ties", weighted(1.0, -0.5, 0.3), density=0.6),
    "ties_below_zero_unnormalized": differences(
        "ties", [{"model": "base", "parameters": {"weight": 3}}] + weighted(1.0, -0.5, 0.3, density=[0.6, 0, 1]),
        normalize=False),
    "task_arithmetic_parts": differences("task_arithmetic", weighted(
        [{"filter": "lm_head", "value": 0.5}, {"filter": "model.norm", "value": -1}, {"value": 0.3}], -0.4, 0), **{"lambda": -0.7}),
    "task_arithmetic_below_zero": differences("task_arithmetic", weighted(-0.3, 0.5, -0.4), normalize=True),
    "dare_linear_below_zero": differences("dare_linear", weighted(-0.3, 0.5, [0.1, -0.6])),
    "breadcrumbs_densities": differences(
        "breadcrumbs", weighted(0.3, -0.5, 0.4, density=[0.7, [0.9, 0.2], 0], gamma=[0.1, 0.2, 0]), normalize=True),
    "breadcrumbs_overlapping": differences("breadcrumbs", weighted(0.3, 0.5, 0.4), density=0.9, gamma=0.3),
    "breadcrumbs_ties": differences("breadcrumbs_ties", weighted(0.3, 0.5, 0.4), density=0.7, gamma=0.1),
    "della_linear_whole": differences("della_linear", weighted(0.3, 0.5, -0.4), density=1.0),
    "multislerp_base": {"merge_method": "multislerp", "base_model": "base", "models": weighted(0.3, [0.5, 1], 0.4)},
    "multislerp_unnormalized": {"merge_method": "multislerp", "models": weighted(0.9, 0.5, -0.2),
                                "parameters": {"normalize_weights": False}},
}

if __name__ == "__main__":
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    torch.manual_seed(7)
    base = save("base", None)
    # The models share a part of their way, so that their directions have an angle that says something.
    start = moved(base, 0.05)
    law = save("law", moved(start, 0.08))
    save("code", moved(start, 0.05))
    save("news", moved(start, 0.1))
    save("near", moved(law, 0.001))
    save("far", None)
    os.chdir(here)
    for name, merge in merges.items():
        merge["dtype"] = "float32"
        (here / f"{name}.yaml").write_text(yaml.safe_dump(merge, sort_keys=False))
        with tempfile.TemporaryDirectory() as out:
            run_merge(
                MergeConfiguration.model_validate(merge), out, MergeOptions(copy_tokenizer=False, write_model_card=False))
            tensors = {}
            for shard in sorted(pathlib.Path(out).glob("*.safetensors")):
                tensors.update(safetensors.torch.load_file(shard))
            safetensors.torch.save_file(tensors, here / f"{name}.safetensors", metadata={"format": "pt"})
    versions = {name: importlib.metadata.version(name) for name in ["mergekit", "torch", "transformers"]}
    # numpy's answer for how far the models have moved, in f64 over all parameters.
    flat = {}
    for name in ["base", "law", "code", "news"]:
        state = safetensors.torch.load_file(here / name / "model.safetensors")
        flat[name] = torch.cat([state[key].flatten() for key in sorted(state)]).numpy().astype("float64")
    norm = lambda vector: float((vector * vector).sum() ** 0.5)
    steps = {name: flat[name] - flat["base"] for name in ["law", "code", "news"]}
    displacement = {
        "names": list(steps),
        "distances": [norm(step) / (norm(flat[name]) + norm(flat["base"])) for name, step in steps.items()],
        "cosines": [[float((a * b).sum()) / (norm(a) * norm(b)) for b in steps.values()] for a in steps.values()],
    }
    (here / "methods.json").write_text(
        json.dumps({**versions, "merges": list(merges), "displacement": displacement}, indent=1) + "\n")
