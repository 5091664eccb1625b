"""Loads a checkpoint folder with transformers and prints the loss of each token it is to predict, one a line.

    python load_checkpoint.py FOLDER TOKEN TOKEN ...

Fails if a tensor is missing, left over or of another shape.
"""

import sys

import torch
from transformers import AutoModelForCausalLM


def main():
    model, report = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32, output_loading_info=True)
    problems = {name: found for name, found in report.items() if found}
    if problems:
        sys.exit(f"loading {sys.argv[1]}: {problems}")
    tokens = torch.tensor([int(word) for word in sys.argv[2:]])
    with torch.inference_mode():
        logits = model.eval()(tokens[None, :-1]).logits[0]
        losses = torch.nn.functional.cross_entropy(logits, tokens[1:], reduction="none")
    print("\n".join(repr(loss) for loss in losses.tolist()))


if __name__ == "__main__":
    main()
