"""Scores documents with lm-evaluation-harness, as `rolling-1` must; also what PeerTests compares with live.

    python score_documents.py CHECKPOINT CONTEXT DOCUMENTS.jsonl     # prints a JSON object
    python score_documents.py                                        # makes NAME-rolling and rolling.json beside this file

The fixtures are Llamas of two layers with random weights, drawn large enough that every part matters, under tokenizers of
`TokenizersTests`: byte-level (gpt2), byte fallback with a space before the text (llama2).
"""

import importlib.metadata
import json
import pathlib
import re
import shutil
import sys

import torch
import transformers
from lm_eval.api.instance import Instance
from lm_eval.api.metrics import bits_per_byte, weighted_perplexity
from lm_eval.models.huggingface import HFLM

here = pathlib.Path(__file__).parent
transformers.utils.logging.set_verbosity_error()
SPECIAL = {"gpt2": ("<|endoftext|>", "<|endoftext|>"), "llama2": ("<s>", "</s>")}


def score(folder, context, texts):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(folder)
    harness = HFLM(pretrained=model, tokenizer=tokenizer, max_length=context, batch_size=1, add_bos_token=False)
    found = []
    for text in texts:
        request = Instance("loglikelihood_rolling", {}, (text,), 0)
        found += harness.loglikelihood_rolling([request], disable_tqdm=True)
    words = [(l, len(re.split(r"\s+", t))) for l, t in zip(found, texts)]
    lengths = [(l, len(t.encode())) for l, t in zip(found, texts)]
    return {"context": context, "prefix": harness.prefix_token_id, "nll": [-l for l in found],
            "tokens": [len(harness.tok_encode(t)) for t in texts], "words": [w for _, w in words],
            "bytes": [b for _, b in lengths], "word_perplexity": weighted_perplexity(words),
            "byte_perplexity": weighted_perplexity(lengths), "bits_per_byte": bits_per_byte(lengths),
            "versions": {p: importlib.metadata.version(p) for p in ["torch", "transformers", "lm_eval", "tokenizers"]}}


def make_model(name, seed):
    folder = here / f"{name}-rolling"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(here.parents[1] / "TokenizersTests/Fixtures" / f"{name}.json", folder / "tokenizer.json")
    first, last = SPECIAL[name]
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"bos_token": first, "eos_token": last}) + "\n")
    tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(folder)
    torch.manual_seed(seed)
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(
        vocab_size=len(tokenizer) + 3, hidden_size=12, intermediate_size=20, num_hidden_layers=2,
        num_attention_heads=3, num_key_value_heads=1, head_dim=6, max_position_embeddings=40, rms_norm_eps=1e-3,
        rope_theta=100.0, bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id))
    with torch.no_grad():
        for parameter in model.parameters():
            scale = 0.5 if parameter.dim() == 2 else 0.3
            parameter.copy_(torch.randn(parameter.shape) * scale + (1.0 if parameter.dim() == 1 else 0.0))
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    return folder


def main():
    documents = [
        "The mix of training data decides how good a language model gets.",
        "x",
        "",
        " a document that begins with a space,\r\n\tand goes on\x1cover\x85lines\u2028of   every kind \n\n",
        "Na\u00efve caf\u00e9s \u2014 \u4e2d\u6587 and \U0001f468\u200d\U0001f469\u200d\U0001f467, e\u0301, \u0928\u092e\u0938\u094d\u0924\u0947: " * 6,
        "for (size_t i = 0; i < count; i++) {\r\n\tsum += values[i];\r\n}\n" * 5,
        "    \n",
        "<|endoftext|> and <s> stand in the text itself.",
    ]
    (here / "rolling-documents.json").write_text(json.dumps(documents) + "\n")
    scores = []
    for seed, name in enumerate(SPECIAL):
        folder = make_model(name, seed)
        scores += [{"model": folder.name, **score(folder, context, documents)} for context in [40, 9, 1]]
    (here / "rolling.json").write_text(json.dumps(scores) + "\n")


if len(sys.argv) > 1:
    lines = pathlib.Path(sys.argv[3]).read_text().splitlines()
    print(json.dumps(score(sys.argv[1], int(sys.argv[2]), [json.loads(line)["text"] for line in lines])))
else:
    main()
