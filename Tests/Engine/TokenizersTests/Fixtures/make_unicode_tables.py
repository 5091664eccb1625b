"""Writes the Unicode tables of Sources/Engine/Tokenizers/Unicode/Tables out of the `tokenizers` package.

    python make_unicode_tables.py ../../../../Sources/Engine/Tokenizers/Unicode/Tables

Every table is asked from the package itself, for it links several libraries, each of another version of Unicode: its
regular expressions (Oniguruma), those of added tokens (Rust's `regex`), Rust's own `char`, and the two crates for
normal forms and punctuation. The package's version stands in each file that is written.
"""

import functools
import sys

import tokenizers
from tokenizers import Regex, normalizers, pre_tokenizers

SCALARS = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
ALL = "".join(map(chr, SCALARS))
CATEGORIES = (
    "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn".split()
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcd"
HANGUL = range(0xAC00, 0xD7A4)


def matching(pattern):
    """The scalars that one of Oniguruma's classes holds."""
    rest = set(map(ord, normalizers.Replace(Regex(pattern), "").normalize_str(ALL)))
    return {code for code in SCALARS if code not in rest}


def runs(codes):
    """Maximal runs of scalars as gaps and lengths, from 0."""
    found, end = [], 0
    codes = sorted(codes)
    index = 0
    while index < len(codes):
        first = codes[index]
        while index + 1 < len(codes) and codes[index + 1] == codes[index] + 1:
            index += 1
        found += [first - end, codes[index] + 1 - first]
        end = codes[index] + 1
        index += 1
    return " ".join(map(str, found))


def literal(name, text, summary):
    """A Swift constant of that text, in lines that fit."""
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) > 108:
            lines.append(line)
            line = ""
        line += word + " "
    lines.append(line.rstrip(" "))
    body = "".join(f"        {line}\\\n" for line in lines[:-1]) + f"        {lines[-1]}\n"
    return f'    /// {summary}\n    static let {name}: StaticString = """\n{body}        """\n'


def write(folder, file, constants):
    with open(f"{folder}/{file}", "w") as output:
        output.write(
            f"// Written by Tests/Engine/TokenizersTests/Fixtures/make_unicode_tables.py from tokenizers {tokenizers.__version__}.\n\n"
        )
        output.write("extension UnicodeTables {\n" + "\n".join(constants) + "}\n")


def categories():
    sets = {name: matching(r"\p{%s}" % name) for name in CATEGORIES}
    of = {}
    for letter, name in zip(LETTERS, CATEGORIES):
        for code in sets[name]:
            assert code not in of, "categories overlap"
            of[code] = letter
    assert len(of) == len(SCALARS), "categories leave a scalar out"
    for group in "LMNPSZ":
        assert matching(r"\p{%s}" % group) == set().union(*(sets[n] for n in CATEGORIES if n[0] == group))
    words, code = [], 0
    while code < 0x110000:
        letter = of.get(code, "b")
        end = code
        while end < 0x110000 and of.get(end, "b") == letter:
            end += 1
        words.append(letter + (str(end - code) if end - code > 1 else ""))
        code = end
    return " ".join(words)


def rust_classes():
    """`\\w` and `\\s` of Rust's regular expressions, and what Rust's `char` calls white space and numeric."""
    words, spaces, whites, numbers = set(), set(), set(), set()
    whitespace, split = pre_tokenizers.Whitespace(), pre_tokenizers.WhitespaceSplit()
    digits = pre_tokenizers.Digits(individual_digits=True)
    for code in SCALARS:
        text = "a" + chr(code)
        found = whitespace.pre_tokenize_str(text)
        if len(found) == 1:
            (words if found[0][0] == text else spaces).add(code)
        if len(split.pre_tokenize_str(text)) == 1 and split.pre_tokenize_str(text)[0][0] == "a":
            whites.add(code)
        if len(digits.pre_tokenize_str(text)) == 2:
            numbers.add(code)
    return words, spaces, whites, numbers


def normal_forms():
    nfd, nfc, nfkd = normalizers.NFD(), normalizers.NFC(), normalizers.NFKD()
    canonical, compatible, stable = {}, {}, []
    for code in SCALARS:
        if code in HANGUL:
            continue
        character = chr(code)
        d, k = nfd.normalize_str(character), nfkd.normalize_str(character)
        if d != character:
            canonical[code] = d
            if nfc.normalize_str(character) == character:
                stable.append(code)
        if k != d:
            compatible[code] = k
    marks = [
        code
        for code in SCALARS
        if code not in canonical
        and (
            nfd.normalize_str("a\u0345" + chr(code)) == "a" + chr(code) + "\u0345"
            and code != 0x345
            or nfd.normalize_str("a" + chr(code) + "\u0301") == "a\u0301" + chr(code)
        )
    ]

    def compare(one, other):
        if nfd.normalize_str("a" + chr(one) + chr(other)) == "a" + chr(other) + chr(one) and one != other:
            return 1
        if nfd.normalize_str("a" + chr(other) + chr(one)) == "a" + chr(one) + chr(other) and one != other:
            return -1
        return 0

    marks.sort(key=functools.cmp_to_key(compare))
    classes, number = {}, 0
    for index, code in enumerate(marks):
        if index == 0 or compare(marks[index - 1], code) < 0:
            number += 1
        classes.setdefault(number, []).append(code)
    pairs = []
    for code in stable:
        d = canonical[code]
        for last in range(len(d) - 1, 0, -1):
            head = nfc.normalize_str(d[:last] + d[last + 1 :])
            if len(head) == 1 and nfc.normalize_str(head + d[last]) == chr(code):
                pairs.append((ord(head), ord(d[last]), code))
                break
        else:
            raise SystemExit(f"no pair composes to U+{code:04X}")
    return canonical, compatible, classes, pairs


def mapping(table):
    """Each scalar as a gap, and what it becomes, in hexadecimal: gap=a.b.c"""
    words, end = [], 0
    for code in sorted(table):
        words.append(f"{code - end:x}=" + ".".join(f"{ord(c):x}" for c in table[code]))
        end = code
    return " ".join(words)


def lowercase():
    lower = normalizers.Lowercase()
    return {code: lower.normalize_str(chr(code)) for code in SCALARS if lower.normalize_str(chr(code)) != chr(code)}


def main(folder):
    write(folder, "GeneralCategories.swift", [
        literal("generalCategories", categories(),
                "Runs from U+0000 on: the letter of a general category (order of `GeneralCategory`), and a length if not 1."),
    ])
    words, spaces, whites, numbers = rust_classes()
    assert spaces == whites, "Rust's regular expressions and char differ on white space"
    assert matching(r"\d") == matching(r"\p{Nd}") == matching(r"[\d]")
    assert matching(r"\s") == matching(r"[\s]")
    punctuation = {code for code in SCALARS if code != 0x61
                   and len(pre_tokenizers.Punctuation().pre_tokenize_str("a" + chr(code))) == 2}
    accents = {code for code in SCALARS if normalizers.StripAccents().normalize_str("a" + chr(code)) == "a"}
    write(folder, "Classes.swift", [
        literal("space", runs(matching(r"\s")), "`\\s` of patterns, as gaps and lengths."),
        literal("word", runs(matching(r"\w")), "`\\w` of patterns, as gaps and lengths."),
        literal("wordInSets", runs(matching(r"[\w]")), "`\\w` within `[…]`, where a few fractions and powers are left out."),
        literal("addedTokenWord", runs(words), "`\\w` round added tokens and of `Whitespace`, as gaps and lengths."),
        literal("whiteSpace", runs(whites), "White space round added tokens, and of `WhitespaceSplit` and `Strip`."),
        literal("numeric", runs(numbers), "What `Digits` calls a digit."),
        literal("punctuation", runs(punctuation), "What `Punctuation` calls punctuation."),
        literal("combiningMarks", runs(accents), "What `StripAccents` leaves out."),
    ] + [
        literal("script" + name, runs(matching(r"\p{%s}" % name)), f"The script {name}.")
        for name in ("Han", "Hiragana", "Katakana", "Hangul", "Thai")
    ])
    canonical, compatible, classes, pairs = normal_forms()
    write(folder, "CanonicalForms.swift", [
        literal("canonicalDecompositions", mapping(canonical), "Whole canonical decompositions: gap=scalars, hexadecimal."),
        literal("combiningClasses", " ; ".join(runs(codes) for _, codes in sorted(classes.items())),
                "Scalars of each combining class that is not 0, in the classes' order, as gaps and lengths."),
    ])
    write(folder, "Compositions.swift", [
        literal("compositions", " ".join(f"{a:x}.{b:x}={c:x}" for a, b, c in sorted(pairs)),
                "Pairs that compose: first.second=composite, hexadecimal."),
    ])
    write(folder, "CompatibilityForms.swift", [
        literal("compatibilityDecompositions", mapping(compatible),
                "Whole compatibility decompositions where they differ from the canonical ones: gap=scalars, hexadecimal."),
    ])
    write(folder, "LowercaseForms.swift", [
        literal("lowercase", mapping(lowercase()), "What `Lowercase` makes of a scalar: gap=scalars, hexadecimal."),
    ])


if __name__ == "__main__":
    main(sys.argv[1])
