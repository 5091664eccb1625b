"""Makes the fixtures beside this file with torch and safetensors (versions are written into mixed.json).

Run: python make_fixtures.py
"""

import json
import pathlib

import safetensors
import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
generator = torch.Generator().manual_seed(20241021)


def draw(*shape):
    return torch.randn(*shape, generator=generator)


# One tensor of each stored type, with subnormals, the largest values, and ties of rounding; odd element counts; an empty
# one; a scalar; names beyond ASCII, two of them canonically equal.
mixed = {
    "f64": torch.cat([draw(7).double(), torch.tensor([1e-310, 3.4028234e38, 1 + 2.0**-24, 1 + 3 * 2.0**-24], dtype=torch.float64)]),
    "f32": torch.cat([draw(4), torch.tensor([1e-45, 3.4028235e38, -0.0])]).reshape(7, 1),
    "f16": torch.cat([draw(6).half(), torch.tensor([6e-8, 65504.0, -6.1e-5], dtype=torch.float16)]).reshape(3, 3),
    "bf16": torch.cat([draw(3).bfloat16(), torch.tensor([1e-40, 3.38e38], dtype=torch.bfloat16)]),
    "empty": torch.zeros(0, 4),
    "scalar": torch.tensor(2.5),
    "caf\u00e9": draw(2),
    "cafe\u0301": draw(3),
    'quote"back\\slash\nline': draw(1),
}
save_file(mixed, here / "mixed.safetensors", metadata={"format": "pt", "made by": "make_fixtures.py"})

# What f32 values become in narrower types: torch's rounding is the reference for the writer.
values = torch.cat(
    [
        draw(40) * 10.0 ** torch.randint(-8, 4, (40,), generator=generator),
        torch.tensor([1 + 2.0**-9, 1 + 3 * 2.0**-9, 1 + 2.0**-8, 1 + 2.0**-11, 1 + 3 * 2.0**-11, 2.0**-24, 2.0**-25]),
        torch.tensor([2.0**-25 * 1.0001, 65504.0, 65519.0, -65519.9, 6.1e-5, 1e-40, -0.0, 0.0]),
    ]
)
# Types of one size stand in another order in the crate than in Assay: two files, equal to the byte.
kinds = [("a.f32", torch.float32), ("b.bf16", torch.bfloat16), ("c.f64", torch.float64)]
save_file({n: values.to(kind).clone() for n, kind in kinds}, here / "rounded.safetensors", metadata={"format": "pt"})
save_file({"half": values.to(torch.float16)}, here / "half.safetensors", metadata={"format": "pt"})

record = {
    "torch": torch.__version__,
    "safetensors": safetensors.__version__,
    "tensors": [
        {"name": name, "shape": list(tensor.shape),
         # f32 bit patterns: no decimal spelling in between.
         "bits": [b & 0xFFFFFFFF for b in tensor.float().contiguous().reshape(-1).view(torch.int32).tolist()]}
        for name, tensor in mixed.items()
    ],
}
(here / "mixed.json").write_text(json.dumps(record) + "\n")
