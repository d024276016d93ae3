"""Takes the weights out of the model as it ships, so that training can go on where no checkpoint is left.

    python restart.py ../model.onnx OUT.pt

What was stored in eight bits comes back to within half a step of its scale.
"""

import argparse
from pathlib import Path

import torch

from model import HIDDEN, Diacritizer
from start import initializers, torch_gates


def fill_lstm(lstm, weights, name):
    with torch.no_grad():
        for direction, suffix in enumerate(["", "_reverse"]):
            for part, key in (("w", "weight_ih_l0"), ("r", "weight_hh_l0")):
                matrix = weights[f"{name}.{part}"][direction] * weights[f"{name}.{part}_scale"][direction]
                getattr(lstm, key + suffix).copy_(torch_gates(matrix.T))
            for half, key in enumerate(["bias_ih_l0", "bias_hh_l0"]):
                part = weights[f"{name}.bias"][direction][half * 4 * HIDDEN : (half + 1) * 4 * HIDDEN]
                getattr(lstm, key + suffix).copy_(torch_gates(part))


def read(path):
    """Returns the network of an exported model in floating point."""
    weights = initializers(str(path))
    model = Diacritizer(sum(name.endswith(".hint") for name in weights))
    with torch.no_grad():
        for number, stack in enumerate(model.stacks):
            rows = weights[f"stack{number}.embedding"] * weights[f"stack{number}.embedding_scale"]
            stack.embedding.weight.copy_(torch.from_numpy(rows))
            stack.hint.weight.copy_(torch.from_numpy(weights[f"stack{number}.hint"]))
            fill_lstm(stack.first, weights, f"stack{number}.first")
            fill_lstm(stack.second, weights, f"stack{number}.second")
        model.head.weight.copy_(torch.from_numpy(weights["head.weight"].T))
        model.head.bias.copy_(torch.from_numpy(weights["head.bias"]))
    return model


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model", type=Path)
    arguments.add_argument("out", type=Path)
    options = arguments.parse_args()
    torch.save({"model": read(options.model).state_dict()}, options.out)


if __name__ == "__main__":
    main()
