#!/usr/bin/env python3
"""Makes overlap.json: documents and training texts, and how they overlap, counted with sets of tuples and nothing clever.

    python3 overlap.py >overlap.json

Written from the definition alone, apart from the Swift code, so that the two can be held against each other.
"""
import json
import random
import unicodedata

LENGTH = 13
ALONE = [(0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
         (0x20000, 0x3FFFF)]


def words(text):
    spaced = []
    for character in text:
        if unicodedata.category(character)[0] not in "LMN":
            spaced.append(" ")
        elif any(first <= ord(character) <= last for first, last in ALONE):
            spaced.append(" " + character.lower() + " ")
        else:
            spaced.append(character.lower())
    return "".join(spaced).split(" ")


def ngrams(text, length):
    kept = [word for word in words(text) if word]
    return [tuple(kept[start:start + length]) for start in range(len(kept) - length + 1)]


def counted(documents, texts, length):
    known = {ngram for text in texts for ngram in ngrams(text, length)}
    rows = []
    for document in documents:
        own = ngrams(document["text"], length)
        rows.append([len(own), sum(ngram in known for ngram in own)])
    return rows


def main():
    draw = random.Random(13)
    lexicon = ["the", "of", "Model", "WEIGHT", "naïve", "Straße", "ÉCOLE", "I\u0307stanbul", "İzmir", "ΣΊΣΥΦΟΣ", "данные",
               "ДАННЫЕ", "x1", "42", "½", "e\u0301te", "été", "東京", "かな", "カナ", "漢字かな", "don't", "foo_bar", "a-b",
               "𝒳𝓎", "عربي", "हिन्दी", "ไทย", "Ⅷ", "…", "—", "😀", "10,000.5"]
    spaces = [" ", "  ", "\n", "\t", ", ", "; ", " (", ") ", "\u00a0", "\u2028", " — "]

    def prose(count, few=None):
        chosen = lexicon if few is None else lexicon[:few]
        return "".join(draw.choice(chosen) + draw.choice(spaces) for _ in range(count))

    texts = [[prose(draw.randrange(0, 80)) for _ in range(12)] for _ in range(3)] + [[prose(400, few=2)]]
    documents = []
    for number in range(60):
        own = prose(draw.randrange(0, 40))
        source = draw.choice(draw.choice(texts))
        start = draw.randrange(0, len(source) + 1)
        piece = source[start:start + draw.randrange(0, 200)]
        text = own + (piece.upper() if number % 3 == 0 else piece) + prose(draw.randrange(0, 20))
        documents.append({"text": text + ".", "domain": draw.choice("abc")})
    documents.append({"text": prose(60, few=2), "domain": "c"})
    parts = [{"texts": group, "documents": counted(documents, group, LENGTH)} for group in texts]
    every = [text for group in texts for text in group]
    print(json.dumps({
        "length": LENGTH, "documents": documents, "parts": parts, "all": counted(documents, every, LENGTH),
        "pairs": counted(documents, every, 2),
        "words": [{"text": text, "words": [word for word in words(text) if word]}
                  for text in [" ".join(lexicon), "", "...", "don't re-read foo_bar(x)"]],
    }, ensure_ascii=True, indent=1))


main()
