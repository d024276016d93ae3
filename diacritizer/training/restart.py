"""Takes the weights out of the model as it ships, so that training can go on where no checkpoint is left.

    gunzip -k ../model.onnx.gz
    python restart.py ../model.onnx OUT_FOLDER

Each stack comes out as a network of its own: `stack0.pt`…, `classical.pt`. What was stored in bytes comes back to within
half a step of its scale.
"""

import argparse
from pathlib import Path

import torch

from model import Diacritizer
from start import initializers, torch_gates


# Those that read words.
LAYERS = ["first", "second", "third"]


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


def read(weights, name):
    """Returns the network of a stack and its head in floating point."""
    words = f"{name}.words"
    layers = sum(f"{words}.{layer}.w" in weights for layer in LAYERS)
    model = Diacritizer(1, words=layers)
    (stack,) = model.stacks
    with torch.no_grad():
        rows = weights[f"{name}.embedding"] * weights[f"{name}.embedding_scale"]
        stack.embedding.weight.copy_(torch.from_numpy(rows))
        stack.hint.weight.copy_(torch.from_numpy(weights[f"{name}.hint"]))
        fill_lstm(stack.first, weights, f"{name}.first")
        fill_lstm(stack.second, weights, f"{name}.second")
        if stack.words is not None:
            for layer in LAYERS[:layers]:
                fill_lstm(getattr(stack.words, layer), weights, f"{words}.{layer}")
            if stack.words.third is not None:
                stack.words.third_share.copy_(torch.from_numpy(weights[f"{words}.third_share"]))
            matrix = weights[f"{words}.back"] * weights[f"{words}.back_scale"]
            stack.words.back.weight.copy_(torch.from_numpy(matrix.T))
            stack.words.back.bias.copy_(torch.from_numpy(weights[f"{words}.back_bias"]))
        model.head.weight.copy_(torch.from_numpy(weights[f"{name}.head.weight"].T))
        model.head.bias.copy_(torch.from_numpy(weights[f"{name}.head.bias"]))
    return model


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model", type=Path)
    arguments.add_argument("out", type=Path)
    options = arguments.parse_args()
    weights = initializers(str(options.model))
    options.out.mkdir(parents=True, exist_ok=True)
    for name in [name.removesuffix(".hint") for name in weights if name.endswith(".hint")]:
        torch.save({"model": read(weights, name).state_dict()}, options.out / f"{name}.pt")


if __name__ == "__main__":
    main()
