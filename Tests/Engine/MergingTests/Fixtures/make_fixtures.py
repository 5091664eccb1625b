"""Makes the fixtures beside this file: tiny Llama checkpoints and their linear merges by mergekit.

Run: python make_fixtures.py
Each merge folder holds mergekit's model.safetensors; weights and versions are in merges.json. The weights sum to 1, so
mergekit's own normalisation divides by 1.
"""

import json
import pathlib
import shutil
import tempfile

import safetensors.torch
import torch
import transformers
from mergekit.config import MergeConfiguration
from mergekit.merge import run_merge
from mergekit.options import MergeOptions

here = pathlib.Path(__file__).parent
transformers.utils.logging.set_verbosity_error()


def make(name, seed, dtype, tied=False):
    torch.manual_seed(seed)
    configuration = transformers.LlamaConfig(
        vocab_size=12, hidden_size=8, intermediate_size=12, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=16, tie_word_embeddings=tied, initializer_range=0.7,
        bos_token_id=1, eos_token_id=2, pad_token_id=None)
    model = transformers.LlamaForCausalLM(configuration)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape) * 0.7)
    folder = here / name
    shutil.rmtree(folder, ignore_errors=True)
    model.to(dtype).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)


def merge(name, weights, dtype):
    configuration = MergeConfiguration.model_validate({
        "merge_method": "linear", "dtype": dtype,
        "models": [{"model": str(here / member), "parameters": {"weight": weight}} for member, weight in weights],
    })
    with tempfile.TemporaryDirectory() as out:
        run_merge(configuration, out, MergeOptions(copy_tokenizer=False, write_model_card=False))
        # mergekit writes shards; one file is enough here.
        tensors = {}
        for shard in sorted(pathlib.Path(out).glob("*.safetensors")):
            tensors.update(safetensors.torch.load_file(shard))
        safetensors.torch.save_file(tensors, here / f"{name}.safetensors", metadata={"format": "pt"})
    return {"name": name, "weights": weights, "dtype": dtype}


make("one", 1, torch.float32)
make("two", 2, torch.float32)
make("three", 3, torch.float32)
make("half", 4, torch.float16)
make("half2", 6, torch.float16)
make("brain", 5, torch.bfloat16)
record = {
    "mergekit": __import__("importlib.metadata").metadata.version("mergekit"),
    "torch": torch.__version__,
    "transformers": transformers.__version__,
    "merges": [
        merge("uniform", [["one", 0.25], ["two", 0.25], ["three", 0.5]], "float32"),
        merge("odd", [["one", 0.1], ["two", 0.7], ["three", 0.2]], "float32"),
        merge("single", [["two", 1.0]], "float32"),
        merge("narrow", [["half", 0.3], ["half2", 0.7]], "float16"),
        merge("mixed", [["one", 0.5], ["half", 0.2], ["brain", 0.3]], "float32"),
    ],
}
(here / "merges.json").write_text(json.dumps(record, indent=1) + "\n")
