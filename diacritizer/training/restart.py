"""Takes the weights out of the model as it ships, so that training can go on where no checkpoint is left.

    python restart.py ../model.onnx OUT.pt CLASSICAL.pt

The stack for classical text comes out as a network of its own. What was stored in eight bits comes back to within half a
step of its scale.
"""

import argparse
from pathlib import Path

import torch

from model import Diacritizer
from start import initializers, torch_gates


def fill_lstm(lstm, weights, name):
    gates = 4 * lstm.hidden_size
    with torch.no_grad():
        for direction, suffix in enumerate(["", "_reverse"]):
            for part, key in (("w", "weight_ih_l0"), ("r", "weight_hh_l0")):
                matrix = weights[f"{name}.{part}"][direction] * weights[f"{name}.{part}_scale"][direction]
                getattr(lstm, key + suffix).copy_(torch_gates(matrix.T))
            for half, key in enumerate(["bias_ih_l0", "bias_hh_l0"]):
                part = weights[f"{name}.bias"][direction][half * gates : (half + 1) * gates]
                getattr(lstm, key + suffix).copy_(torch_gates(part))


def read(weights, stacks, head):
    """Returns the network of these stacks and this head in floating point."""
    has_words = any(f"{stack}.words.back" in weights for stack in stacks)
    model = Diacritizer(len(stacks), words=has_words)
    with torch.no_grad():
        for name, stack in zip(stacks, model.stacks, strict=True):
            rows = weights[f"{name}.embedding"] * weights[f"{name}.embedding_scale"]
            stack.embedding.weight.copy_(torch.from_numpy(rows))
            stack.hint.weight.copy_(torch.from_numpy(weights[f"{name}.hint"]))
            fill_lstm(stack.first, weights, f"{name}.first")
            fill_lstm(stack.second, weights, f"{name}.second")
            if has_words:
                words = f"{name}.words"
                fill_lstm(stack.words.first, weights, f"{words}.first")
                fill_lstm(stack.words.second, weights, f"{words}.second")
                matrix = weights[f"{words}.back"] * weights[f"{words}.back_scale"]
                stack.words.back.weight.copy_(torch.from_numpy(matrix.T))
                stack.words.back.bias.copy_(torch.from_numpy(weights[f"{words}.back_bias"]))
        model.head.weight.copy_(torch.from_numpy(weights[f"{head}.weight"].T))
        model.head.bias.copy_(torch.from_numpy(weights[f"{head}.bias"]))
    return model


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("classical", type=Path)
    options = arguments.parse_args()
    weights = initializers(str(options.model))
    stacks = sorted(name.removesuffix(".hint") for name in weights if name.startswith("stack") and name.endswith(".hint"))
    torch.save({"model": read(weights, stacks, "head").state_dict()}, options.out)
    torch.save({"model": read(weights, ["classical"], "classical.head").state_dict()}, options.classical)


if __name__ == "__main__":
    main()
