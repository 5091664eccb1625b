"""Groups the samples of `perf report --sort dso,symbol --field-separator '|'` by what they were spent on."""

import re
import sys

GROUPS = [
    ("kernel: page faults", r"\[k\].*(fault|clear_page|anonymous|uptodate|filemap|handle_mm)"),
    ("kernel: reading and writing files, and the rest", r"\[k\]"),
    ("matrix products in f32 (sgemm)", r"sgemm_kernel|sgemm_(?!.*copy)|gemm_beta"),
    ("packing for sgemm", r"gemm_.*copy"),
    ("matrix products in bf16 (oneDNN)", r"dnnl|brgemm|\[JIT\]|jit_|perf-\d+\.map|//anon"),
    ("attention", r"attention|attend"),
    ("log-sum-exp of the head", r"assay_head|exponential|absorb"),
    ("rounding and packing of weights and rows in bf16", r"round|pack|bf16"),
    ("weighted sums, reading and converting parameters", r"accumulate|convert|merge|finite|add_f32|assign_f32|f32_from"),
    ("gradients of norms, activations and rotations; AdamW", r"backward|adamw|optimizer"),
    ("norms, activations, rotations", r"norm|silu|gelu|swiglu|turn|gate|activation|rope|rotat|bias|gather"),
    ("copying memory", r"memcpy|memmove|memset"),
    ("Swift: dictionaries, arrays, reference counts", r"libswiftCore|\$s"),
]


def main():
    totals, symbols = {}, {}
    for line in sys.stdin:
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 3 or not cells[0].endswith("%"):
            continue
        share, place = float(cells[0][:-1]), " ".join(cells[1:3])
        # oneDNN's kernels are written when it runs and have no names, only addresses.
        place = re.sub(r"\[JIT\].*", "[JIT] oneDNN", place)
        group = next((name for name, pattern in GROUPS if re.search(pattern, place)), "everything else")
        totals[group] = totals.get(group, 0) + share
        symbols[place] = symbols.get(place, 0) + share
    if not symbols:
        sys.exit("profile: perf recorded no samples")
    print(f"{'share':>7}  spent on")
    for group, share in sorted(totals.items(), key=lambda item: -item[1]):
        print(f"{share:6.1f}%  {group}")
    print(f"\n{'share':>7}  symbol")
    for place, share in sorted(symbols.items(), key=lambda item: -item[1])[:15]:
        print(f"{share:6.1f}%  {place}")


if __name__ == "__main__":
    main()
