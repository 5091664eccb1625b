"""Trains the small tokenizers of this folder and writes the ids that they give, with the `tokenizers` package (0.23.3).

    python make_fixtures.py            # writes NAME.json and expected.json beside this file
    python make_fixtures.py train NAME SIZE OUT.json TEXT…
    python make_fixtures.py encode TOKENIZER.json DOCUMENTS OUT   # as the peer tests ask

DOCUMENTS and OUT are binary: every document a length (32 bits, little-endian) and its UTF-8, and for each a count and as
many ids, all 32 bits. The same seed gives the same files but for the order of equal pairs in training.
"""

import hashlib
import json
import pathlib
import random
import struct
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[3]

TAIL = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + TAIL
QWEN2 = LLAMA3.replace("{1,3}", "")
CL100K = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
ENDING = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
O200K = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{ENDING}|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{ENDING}"
    + r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
DEEPSEEK = [
    r"\p{N}{1,3}",
    "[一-龥぀-ゟ゠-ヿ]+",
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
    "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
]
CLIP = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
BLOOM = " ?[^(\\s|[.,!?…。，、।۔،])]+"


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(Regex(pattern), behavior, invert)


def byte_level(*steps, norm=None, special=("<|endoftext|>",), added=(), last=None, **model):
    last = last or pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    return dict(pre=pre_tokenizers.Sequence([*steps, last]), norm=norm, special=special, added=added, model=model,
                alphabet=pre_tokenizers.ByteLevel.alphabet(), dec=decoders.ByteLevel())


def sentence_piece(pre, norm, special=("<unk>", "<s>", "</s>"), added=()):
    spelt = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return dict(pre=pre, norm=norm, special=special, added=added, dec=spelt, bytes=True, alphabet=[],
                train=pre_tokenizers.Metaspace(), model=dict(unk_token="<unk>", fuse_unk=True, byte_fallback=True))


def characters(pre, norm, prefix=None, **model):
    added = [AddedToken("tok", single_word=True, lstrip=True), AddedToken("ab", rstrip=True, normalized=False),
             AddedToken("Zz", lstrip=True, rstrip=True, normalized=True)]
    return dict(pre=pre, norm=norm, special=("[UNK]",), added=added, dec=None, alphabet=[], limit=60, prefix=prefix,
                model=dict(unk_token="[UNK]", **model))


def styles():
    space = normalizers.Replace(" ", "▁")
    spaces = [AddedToken(" " * count, normalized=True) for count in range(24, 1, -1)]
    lines = [AddedToken("\n" * count, normalized=False) for count in range(2, 8)]
    whole = pre_tokenizers.ByteLevel
    return {
        "gpt2": byte_level(last=whole(add_prefix_space=False)),
        "neox": byte_level(last=whole(add_prefix_space=False), norm=normalizers.NFC(), added=spaces,
                           special=("<|endoftext|>", "<|padding|>")),
        "llama3": byte_level(split(LLAMA3), special=("<|begin_of_text|>", "<|end_of_text|>"), ignore_merges=True),
        "qwen2": byte_level(split(QWEN2), norm=normalizers.NFC(),
                            special=("<|endoftext|>", "<|im_start|>", "<|im_end|>")),
        "llama2": sentence_piece(None, normalizers.Sequence([normalizers.Prepend("▁"), space])),
        "mistral": sentence_piece(pre_tokenizers.Metaspace("▁", "first", False), None),
        "gemma": sentence_piece(pre_tokenizers.Split(" ", "merged_with_previous"), space,
                                ("<pad>", "<eos>", "<bos>", "<unk>"), lines),
        "roberta": byte_level(last=whole(add_prefix_space=True)),
        "o200k": byte_level(split(O200K)),
        "cl100k": byte_level(split(CL100K, "removed", True)),
        "deepseek": byte_level(*map(split, DEEPSEEK)),
        "falcon": byte_level(pre_tokenizers.Punctuation("contiguous"), whole(add_prefix_space=False),
                             pre_tokenizers.Digits(False), last=split("[0-9][0-9][0-9]")),
        "starcoder": byte_level(pre_tokenizers.Digits(True), last=whole(add_prefix_space=False)),
        "bloom": byte_level(split(BLOOM)),
        "clip": byte_level(
            split(CLIP, "removed", True), last=whole(add_prefix_space=False), special=("<|startoftext|>", "<|endoftext|>"),
            norm=normalizers.Sequence(
                [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]),
            unk_token="<|endoftext|>", end_of_word_suffix="</w>"),
        "words": characters(
            pre_tokenizers.Whitespace(),
            normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])),
        "pieces": characters(pre_tokenizers.BertPreTokenizer(), normalizers.NFKD(), prefix="##", fuse_unk=True),
        "compatible": sentence_piece(pre_tokenizers.Metaspace("▁", "always", True), normalizers.NFKC()),
    }


def train(name, texts, size):
    style = styles()[name]
    affixes = ("continuing_subword_prefix", "end_of_word_suffix")
    tokenizer = Tokenizer(models.BPE(**{key: value for key, value in style["model"].items() if key not in affixes}))
    if style["norm"]:
        tokenizer.normalizer = style["norm"]
    pre = style.get("train") or style["pre"]
    tokenizer.pre_tokenizer = pre
    options = {}
    if style.get("limit"):
        options["limit_alphabet"] = style["limit"]
    if style["model"].get("end_of_word_suffix"):
        options["end_of_word_suffix"] = style["model"]["end_of_word_suffix"]
    if style.get("prefix"):
        options["continuing_subword_prefix"] = style["prefix"]
    byte_tokens = [f"<0x{byte:02X}>" for byte in range(256)] if style.get("bytes") else []
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=size, special_tokens=[*style["special"], *byte_tokens], initial_alphabet=style["alphabet"],
        show_progress=False, **options))
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = [token for token in file["added_tokens"] if token["content"] not in byte_tokens]
    file["pre_tokenizer"] = None
    tokenizer = Tokenizer.from_str(json.dumps(file))
    if style["pre"] is not None:
        tokenizer.pre_tokenizer = style["pre"]
    if style["added"]:
        tokenizer.add_tokens(list(style["added"]))
    if style["dec"]:
        tokenizer.decoder = style["dec"]
    first = style["special"][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A", pair=f"{first} $A {first} $B", special_tokens=[(first, tokenizer.token_to_id(first))])
    return tokenizer


def corpus():
    text = "".join(path.read_text() for path in sorted((ROOT / "Deploy/corpus").rglob("*.txt")))
    return [text] if text else [(ROOT / "README.md").read_text()]


FOREIGN = [
    "Größe, naïve café; ÅNGSTRÖM; İstanbul ıspanak; ŒUVRE ﬁﬂ ſharp ß ẞ.", "漢字かな交じり文。カタカナ、ﾊﾝｶｸ１２３",
    "русский текст, Ελληνικά, עברית שָׁלוֹם, العربية مرحبا", "हिन्दी मर्ज़ी, ไทย ภาษา, 한국어 텍스트 각",
    "🎉👩‍👩‍👧 🇫🇷🏳️‍🌈 é ḍ̇ Å ½ ² Ⅷ ٣٤",
]


def strings():
    """Texts by hand, then texts by chance."""
    fixed = [
        "", " ", "\n", "Hello, world!", "don't WE'LL I'm 'S'T they'RE x'ſ", "a\r\nb\r\n\r\nc\n\n\n  d\t\te", "   a    b     ",
        "x" * 300, " " * 200 + "x", "12345678901 3.14159 1,000,000", "<|endoftext|>a<s>b</s> <unk> tok _tok_ tok. Zz  abab  x",
        "\ufeffBOM\u200b\u00a0\u3000\u2028\u0085end", "▁▁a▁b Ġx <0x41>", "\x00\x01\x7f", "aaaabbbbaaaa" * 30, *FOREIGN,
        "e\u0301\u0316\u0345 \u0344 \u1100\u1161\u11a8 \u0958 \ufb1d \u212b \u00e9\u0327", "  <|endoftext|>  \n x",
    ]
    chance = random.Random(3)
    alphabet = "".join(FOREIGN) + " \n\t\r'.,-_/0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" * 3
    for _ in range(150):
        fixed.append("".join(chance.choice(alphabet) * chance.choice([1, 1, 1, 2, 5]) for _ in range(chance.randrange(1, 80))))
    for _ in range(20):
        fixed.append(bytes(chance.randrange(256) for _ in range(300)).decode("utf-8", "replace"))
    for _ in range(30):
        points = [chance.randrange(0x110000) for _ in range(100)]
        fixed.append("".join(chr(point) for point in points if not 0xD800 <= point < 0xE000))
    return fixed


def digest(tokenizer, texts):
    """SHA-256 over each text's count and ids, 32 bits each."""
    state = hashlib.sha256()
    for text in texts:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        state.update(struct.pack(f"<{len(ids) + 1}I", len(ids), *ids))
    return state.hexdigest()


def plane(number):
    """Every scalar of a plane between letters, in documents of 1,024."""
    scalars = [code for code in range(number << 16, (number + 1) << 16) if not 0xD800 <= code < 0xE000]
    return ["".join(f"a'{chr(code)} {chr(code)}" for code in scalars[start : start + 1024])
            for start in range(0, len(scalars), 1024)]


ALL, ASSIGNED = range(17), [0, 1, 2]
PLANES = {"gpt2": ALL, "neox": ALL, "llama3": ALL, "qwen2": ALL, "llama2": ALL,
          "o200k": ASSIGNED, "deepseek": ASSIGNED, "words": ASSIGNED, "pieces": ASSIGNED, "compatible": ASSIGNED}


def write_fixtures():
    texts, expected = strings(), {}
    for name in styles():
        tokenizer = train(name, corpus() + FOREIGN * 20, 700)
        file = json.loads(tokenizer.to_str())
        (HERE / f"{name}.json").write_text(json.dumps(file, ensure_ascii=False, separators=(",", ":")) + "\n")
        tokenizer = Tokenizer.from_file(str(HERE / f"{name}.json"))
        vocabulary = tokenizer.get_vocab()
        expected[name] = {
            "ids": [tokenizer.encode(text, add_special_tokens=False).ids for text in texts[:24]],
            "digest": digest(tokenizer, texts),
            "planes": [digest(tokenizer, plane(number)) for number in PLANES.get(name, [])],
            "tokens": max(vocabulary.values()) + 1,
        }
    (HERE / "expected.json").write_text(json.dumps({"texts": texts, "tokenizers": expected}, separators=(",", ":")) + "\n")


def encode(path, documents, output):
    tokenizer = Tokenizer.from_file(path)
    data, position = pathlib.Path(documents).read_bytes(), 0
    with open(output, "wb") as file:
        while position < len(data):
            (length,) = struct.unpack_from("<I", data, position)
            text = data[position + 4 : position + 4 + length].decode()
            position += 4 + length
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            file.write(struct.pack(f"<{len(ids) + 1}I", len(ids), *ids))


if __name__ == "__main__":
    if sys.argv[1:2] == ["train"]:
        texts = [pathlib.Path(path).read_text(errors="replace") for path in sys.argv[5:]]
        train(sys.argv[2], texts + FOREIGN * 20, int(sys.argv[3])).save(sys.argv[4])
    elif sys.argv[1:2] == ["encode"]:
        encode(*sys.argv[2:5])
    else:
        write_fixtures()
