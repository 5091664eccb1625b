"""Makes the fixtures beside this file with transformers and lm-evaluation-harness (versions are in expected.json).

Run: python make_fixtures.py

- windows.json: the harness's rolling windows for many lengths.
- counts.json: words, characters and bytes as Python counts them.
- llama, tied-llama: tiny byte Llamas whose weights are drawn large enough that every part of the model matters.
- documents.jsonl: texts shorter and much longer than the context.
- expected.json: what the harness says of those documents under those models, and each token's NLL in f64.
"""

import importlib.metadata
import json
import math
import pathlib
import random
import re
import shutil

import torch
import transformers
from lm_eval.api.instance import Instance
from lm_eval.api.metrics import bits_per_byte, weighted_perplexity
from lm_eval.models.huggingface import HFLM
from lm_eval.utils import get_rolling_token_windows, make_disjoint_window
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

here = pathlib.Path(__file__).parent
transformers.utils.logging.set_verbosity_error()
PREFIX = 256


def write(name, value):
    (here / name).write_text(json.dumps(value, ensure_ascii=True) + "\n")


def windows(tokens, length):
    """What the model reads and what it predicts, window by window."""
    pairs = get_rolling_token_windows(token_list=tokens, prefix_token=PREFIX, max_seq_len=length, context_len=1)
    return [[(context + target)[:-1], target] for context, target in map(make_disjoint_window, pairs)]


def make_windows():
    cases = []
    for length in [1, 2, 3, 7, 16]:
        for count in [0, 1, 2, 3, length - 1, length, length + 1, 2 * length, 2 * length + 1, 5 * length - 1, 23]:
            tokens = [(7 * i + 3) % 256 for i in range(count)]
            cases.append({"tokens": tokens, "context": length, "windows": windows(tokens, length)})
    write("windows.json", {"prefix": PREFIX, "cases": cases})


def make_counts():
    spaces = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and re.match(r"\s", chr(c))]
    near = ["\u200b", "\u2060", "\ufeff", "\u180e", "\u0084", "\u009f", "\u00a1", "\u1681", "\u200c", "\u2030", "\u3001"]
    texts = ["", " ", "a", " a", "a ", " a  b ", "a\r\nb", "\r\n", "a\u0301b", "\U0001f600 \U0001f468\u200d\U0001f469",
             "na\u00efve caf\u00e9\n\n\tx", "\x00 \x1c\x1d"]
    texts += [f"a{c}b" for c in spaces + near] + [f"{c}" for c in spaces] + ["a" + "".join(spaces) + "b"]
    generator = random.Random(5)
    for _ in range(40):
        texts.append("".join(generator.choice(spaces + near + list("abc\u00e9\u4e2d\U0001f600")) for _ in range(30)))
    write("counts.json", [{"text": t, "words": len(re.split(r"\s+", t)), "characters": len(t),
                           "bytes": len(t.encode())} for t in texts])


def make_model(name, seed, **changes):
    torch.manual_seed(seed)
    values = dict(
        vocab_size=257, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=48, rms_norm_eps=1e-3, rope_theta=100.0,
        bos_token_id=256, eos_token_id=256, pad_token_id=None)
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**(values | changes)))
    with torch.no_grad():
        for parameter in model.parameters():
            scale = 0.4 if parameter.dim() == 2 else 0.3
            parameter.copy_(torch.randn(parameter.shape) * scale + (1.0 if parameter.dim() == 1 else 0.0))
    folder = here / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    return model.eval()


def byte_tokenizer():
    """Ids 0-255 are bytes, 256 begins and ends a document."""
    kept = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    names, extra = {}, 0
    for byte in range(256):
        if byte in kept:
            names[byte] = chr(byte)
        else:
            names[byte] = chr(0x100 + extra)
            extra += 1
    tokenizer = Tokenizer(models.BPE(vocab={names[b]: b for b in range(256)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken("<|document|>", special=True)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|document|>", eos_token="<|document|>")


def token_losses(model, text, length):
    """Each token's NLL in f64, by the same windows."""
    model = model.double()
    losses = []
    for inputs, targets in windows(list(text.encode()), length):
        logits = model(torch.tensor([inputs])).logits[0, -len(targets):]
        losses += torch.nn.functional.cross_entropy(logits, torch.tensor(targets), reduction="none").tolist()
    model.float()
    return losses


def score(model, tokenizer, documents, length):
    harness = HFLM(pretrained=model, tokenizer=tokenizer, max_length=length, batch_size=1, add_bos_token=False)
    assert harness.prefix_token_id == PREFIX
    requests = [Instance("loglikelihood_rolling", {}, (d["text"],), 0) for d in documents]
    likelihoods = harness.loglikelihood_rolling(requests, disable_tqdm=True)
    by_words = [(l, len(re.split(r"\s+", d["text"]))) for l, d in zip(likelihoods, documents)]
    by_bytes = [(l, len(d["text"].encode())) for l, d in zip(likelihoods, documents)]
    with torch.no_grad():
        exact = [token_losses(model, d["text"], length) for d in documents]
    assert all(math.isclose(-l, sum(e), rel_tol=1e-5) for l, e in zip(likelihoods, exact))
    return {"context": length, "nll": [-l for l in likelihoods], "token_nll": exact,
            "word_perplexity": weighted_perplexity(by_words), "byte_perplexity": weighted_perplexity(by_bytes),
            "bits_per_byte": bits_per_byte(by_bytes)}


def main():
    make_windows()
    make_counts()
    documents = [
        {"text": "The rolling windows of a short document.", "domain": "prose"},
        {"text": "x", "domain": "code"},
        {"text": "for (size_t i = 0; i < count; i++) {\r\n\tsum += values[i];\r\n}\n" * 3, "domain": "code"},
        {"text": "Na\u00efve caf\u00e9s \u2014 \u4e2d\u6587 and \U0001f600, twice: " * 5, "domain": "prose"},
        {"text": "exactly forty-eight bytes make one full window!!", "domain": "prose"},
        {"text": "forty-nine bytes need one more window than that!!", "domain": "prose", "cluster": "a"},
    ]
    assert len(documents[4]["text"]) == 48 and len(documents[5]["text"]) == 49
    (here / "documents.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents))
    tokenizer = byte_tokenizer()
    for document in documents:
        assert tokenizer.encode(document["text"], add_special_tokens=False) == list(document["text"].encode())
    scores = []
    for name, seed, changes in [("llama", 1, {}), ("tied-llama", 2, {"tie_word_embeddings": True, "attention_bias": True})]:
        model = make_model(name, seed, **changes)
        scores += [{"model": name, **score(model, tokenizer, documents, length)} for length in [48, 20]]
    versions = {p: importlib.metadata.version(p) for p in ["torch", "transformers", "lm_eval", "tokenizers"]}
    write("expected.json", {"versions": versions, "scores": scores})


main()
