"""Writes the network as one ONNX file with 8-bit weights, and the symbol table that the product reads.

    python export.py CHECKPOINT.pt... OUT_FOLDER [--temperature T]

Built node by node: six kinds of node, no converter's leftovers. The LSTMs' weights have one scale for each gate and
unit and use 7 of the 8 bits, because on processors without VNNI the sum of two products of bytes would saturate.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from model import HIDDEN, join, load
from symbols import CLASSES, NUMBER_OF, PAUSE_LONG, PAUSE_SHORT, UNKNOWN


LARGEST = 63


def onnx_gates(matrix):
    """Torch keeps the gates as input, forget, cell, output; ONNX as input, output, forget, cell."""
    into, forget, cell, out = np.split(matrix, 4, axis=0)
    return np.concatenate([into, out, forget, cell])


def quantized(matrix):
    """Returns a matrix of columns as bytes, and the scale of each column."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / LARGEST
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


class Builder:
    def __init__(self):
        self.nodes, self.weights = [], []

    def weight(self, name, values):
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def node(self, kind, inputs, output, domain="", **attributes):
        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def lstm(self, name, lstm, read):
        state = {key: value.numpy() for key, value in lstm.state_dict().items()}
        parts = {"w": [], "r": [], "w_scale": [], "r_scale": [], "bias": []}
        for suffix in ["", "_reverse"]:
            for part, key in (("w", "weight_ih_l0"), ("r", "weight_hh_l0")):
                matrix, scale = quantized(onnx_gates(state[key + suffix]).T)
                parts[part].append(matrix)
                parts[part + "_scale"].append(scale)
            biases = [onnx_gates(state[key + suffix]) for key in ("bias_ih_l0", "bias_hh_l0")]
            parts["bias"].append(np.concatenate(biases))
        names = {part: self.weight(f"{name}.{part}", np.stack(values)) for part, values in parts.items()}
        zero = self.weight(f"{name}.zero", np.zeros((2, 4 * HIDDEN), np.int8))
        inputs = [read, names["w"], names["r"], names["bias"], "", "", "", ""]
        inputs += [names["w_scale"], zero, names["r_scale"], zero]
        # Length, direction, batch, unit to length, batch, both directions' units.
        out = self.node(
            "DynamicQuantizeLSTM", inputs, f"{name}.out", "com.microsoft", direction="bidirectional", hidden_size=HIDDEN
        )
        turned = self.node("Transpose", [out], f"{name}.turned", perm=[0, 2, 1, 3])
        return self.node("Reshape", [turned, "both_directions"], f"{name}.read")


def build(model, temperature):
    graph = Builder()
    graph.weight("both_directions", np.array([0, 0, 2 * HIDDEN], np.int64))
    reads = []
    # The LSTMs want the length first.
    characters = graph.node("Transpose", ["characters"], "characters_turned", perm=[1, 0])
    hints = graph.node("Transpose", ["hints"], "hints_turned", perm=[1, 0])
    for number, stack in enumerate(model.stacks):
        name = f"stack{number}"
        letters = graph.weight(f"{name}.embedding", stack.embedding.weight.numpy())
        known = graph.weight(f"{name}.hint", stack.hint.weight.numpy())
        letters = graph.node("Gather", [letters, characters], f"{name}.letters")
        known = graph.node("Gather", [known, hints], f"{name}.known")
        read = graph.node("Add", [letters, known], f"{name}.both")
        read = graph.lstm(f"{name}.first", stack.first, read)
        reads.append(graph.lstm(f"{name}.second", stack.second, read))
    both = graph.node("Concat", reads, "read", axis=-1)
    matrix = graph.weight("head.weight", model.head.weight.numpy().T / np.float32(temperature))
    bias = graph.weight("head.bias", model.head.bias.numpy() / np.float32(temperature))
    answer = graph.node("MatMul", [both, matrix], "head.product")
    answer = graph.node("Add", [answer, bias], "head.sum")
    answer = graph.node("Softmax", [answer], "head.softmax", axis=-1)
    graph.node("Transpose", [answer], "probabilities", perm=[1, 0, 2])
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"]) for name in ("characters", "hints")]
    output = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, "length", len(CLASSES)])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "diacritizer", inputs, [output], graph.weights), opset_imports=opsets
    )
    made.ir_version = 8
    return made


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("checkpoints", type=Path, nargs="+", help="several are joined")
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--temperature", type=float, default=1.0)
    options = arguments.parse_args()
    model = join([load(path) for path in options.checkpoints]).eval()
    model.requires_grad_(False)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "model.onnx"
    onnx.save(build(model, options.temperature), path)
    symbols = {
        "characters": NUMBER_OF,
        "unknown": UNKNOWN,
        "pause_short": PAUSE_SHORT,
        "pause_long": PAUSE_LONG,
        "classes": CLASSES,
        "no_hint": 0,
        "first_hint": 1,
    }
    (options.out / "symbols.json").write_text(json.dumps(symbols, ensure_ascii=False, indent=1) + "\n")

    text = "قال الرئيس في مؤتمر صحفي عقده في العاصمة، إن الاتفاق وقع أمس."
    characters = torch.tensor([[NUMBER_OF.get(each, UNKNOWN) for each in text]])
    hints = torch.zeros_like(characters)
    hints[0, 1] = 2
    expect = torch.softmax(model(characters, hints) / options.temperature, -1).numpy()
    session = onnxruntime.InferenceSession(path)
    (found,) = session.run(None, {"characters": characters.numpy(), "hints": hints.numpy()})
    print(
        f"{path.stat().st_size / 1e6:.2f} MB; {(found.argmax(-1) == expect.argmax(-1)).mean():.1%} of the classes as in "
        f"torch, probabilities differ by at most {np.abs(found - expect).max():.3f}"
    )


if __name__ == "__main__":
    main()
