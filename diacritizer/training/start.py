"""Builds the first weights from two published models: rawi version 2 and 3 (Apache-2.0, package text2tashkeel 0.1.0).

    python start.py MODELS OUT.pt

MODELS is the folder `text2tashkeel/models` of the wheel. The published files are int8: they are turned back into
floating point, their gates put into torch's order, and the stack of each is checked against the published file.
"""

import argparse
import json
import unicodedata
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

from model import HIDDEN, Diacritizer
from symbols import CHARACTERS, CLASSES, NUMBER_OF

# Rawi's number of each of our classes on a letter without hamza (`diac_to_idx` of its vocabulary).
RAWI_CLASS = [0, 24, 39, 47, 10, 14, 18, 63, 59, 31, 42, 51, 12, 15, 19]


def initializers(path):
    """Returns the weights of a model by name, those of its branches too."""
    graph = onnx.load(path).graph
    branches = [attribute.g for node in graph.node if node.op_type == "If" for attribute in node.attribute]
    return {each.name: numpy_helper.to_array(each) for part in [graph, *branches] for each in part.initializer}


def torch_gates(matrix):
    """ONNX keeps the gates as input, output, forget, cell; torch as input, forget, cell, output."""
    into, out, forget, cell = np.split(matrix, 4, axis=0)
    return torch.from_numpy(np.concatenate([into, forget, cell, out]).astype(np.float32))


def load_lstm(lstm, weights, prefix_w, prefix_r, bias):
    def real(prefix):
        scale, zero = weights[f"{prefix}_scale"], weights[f"{prefix}_zero_point"]
        return (weights[f"{prefix}_quantized"].astype(np.float32) - zero[:, None, None]) * scale[:, None, None]

    inputs, hidden, biases = real(prefix_w), real(prefix_r), weights[bias]
    with torch.no_grad():
        for direction, suffix in enumerate(["", "_reverse"]):
            getattr(lstm, f"weight_ih_l0{suffix}").copy_(torch_gates(inputs[direction].T))
            getattr(lstm, f"weight_hh_l0{suffix}").copy_(torch_gates(hidden[direction].T))
            for half, name in enumerate(["bias_ih", "bias_hh"]):
                part = biases[direction][half * 4 * HIDDEN : (half + 1) * 4 * HIDDEN]
                getattr(lstm, f"{name}_l0{suffix}").copy_(torch_gates(part))


def load_stack(stack, weights, vocabulary, numbers):
    """Fills a stack. `numbers` are the numbers in the names of the published file's LSTM weights."""
    rows = (weights["embedding.weight_quantized"].astype(np.float32) - weights["embedding.weight_zero_point"]) * weights[
        "embedding.weight_scale"
    ]
    with torch.no_grad():
        stack.embedding.weight[:2] = torch.from_numpy(rows[:2])
        for character in CHARACTERS:
            # Rawi reads letters without their hamza; ours starts there and learns the difference.
            bare = unicodedata.normalize("NFD", character)[0]
            stack.embedding.weight[NUMBER_OF[character]] = torch.from_numpy(rows[vocabulary.get(bare, 1)])
    first, second = numbers
    for lstm, number in ((stack.first, first), (stack.second, second)):
        load_lstm(lstm, weights, f"onnx::LSTM_{number + 1}", f"onnx::LSTM_{number + 2}", f"onnx::LSTM_{number}")


def head(weights, matrix, bias):
    real = (weights[f"{matrix}_quantized"].astype(np.float32) - weights[f"{matrix}_zero_point"]) * weights[
        f"{matrix}_scale"
    ]
    return real, weights[bias]


def check(stack, path, output, matrix, bias, vocabulary):
    """Compares what the stack says with what the published file says, on one sentence."""
    text = "قال الرئيس في مؤتمر صحفي، عقده في العاصمة."
    bare = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in bare if unicodedata.category(character) != "Mn")
    session = onnxruntime.InferenceSession(path)
    published = session.run([output], {"input": np.array([[vocabulary.get(each, 1) for each in bare]])})[0]
    characters = torch.tensor([[NUMBER_OF[each] for each in bare]])
    with torch.no_grad():
        ours = stack(characters, torch.zeros_like(characters)).numpy() @ matrix + bias
    agree = (ours.argmax(-1) == published.argmax(-1)).mean()
    print(f"{Path(path).name}: {agree:.1%} of the classes agree, largest difference {abs(ours - published).max():.2f}")
    if agree < 0.95:
        raise SystemExit("the weights were not understood")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("models", type=Path)
    arguments.add_argument("out", type=Path)
    options = arguments.parse_args()
    vocabulary = json.loads((options.models / "rawi_v2.vocab.json").read_text())["char_to_idx"]
    model = Diacritizer(2).eval()
    heads = []
    published = [
        ("rawi_v2.int8.onnx", (352, 395), "onnx::MatMul_398", "fc.bias", "output"),
        ("rawi_v3.int8.onnx", (359, 402), "onnx::MatMul_406", "value_head.bias", "value"),
    ]
    for stack, (name, numbers, matrix, bias, output) in zip(model.stacks, published, strict=True):
        path = str(options.models / name)
        weights = initializers(path)
        load_stack(stack, weights, vocabulary, numbers)
        heads.append(head(weights, matrix, bias))
        check(stack, path, output, *heads[-1], vocabulary)
    # The mean of both opinions, in logarithms. Version 3 says "none" elsewhere; training finds the balance.
    with torch.no_grad():
        halves = [torch.from_numpy(matrix[:, RAWI_CLASS].T / 2) for matrix, _ in heads]
        model.head.weight.copy_(torch.cat(halves, dim=1))
        model.head.bias.copy_(torch.from_numpy(sum(bias[RAWI_CLASS] / 2 for _, bias in heads)))
    torch.save({"model": model.state_dict(), "classes": CLASSES}, options.out)


if __name__ == "__main__":
    main()
