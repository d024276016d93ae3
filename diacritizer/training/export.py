"""Writes the network as one ONNX file with 8-bit weights, and the symbol table that the product reads.

    python export.py CHECKPOINT.pt... OUT_FOLDER [--classical STACK.pt SHARE] [--published MODELS] [--temperature T]

With `--classical` another stack answers too where the caller says that the text is classical (`register.py`): its answer
counts by SHARE, that of the others by the rest. Only such text pays for it.
With `--published` the third version of rawi, unchanged, answers too, and the mean of both answers' logarithms counts:
what the trained stack has forgotten, the published one still knows.

Built node by node, no converter's leftovers. The LSTMs' weights have one scale for each gate and unit and use 7 of the 8
bits, because on processors without VNNI the sum of two products of bytes would saturate.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from model import SPACE, join, load
from start import HAMZAS, class_table, hamza_of, published
from symbols import CHARACTERS, CLASSES, NUMBER_OF, PAUSE_LONG, PAUSE_SHORT, SYMBOLS, UNKNOWN


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

    def product(self, name, read, matrix):
        """Multiplies by a matrix that is stored in bytes."""
        matrix, scale = quantized(matrix)
        matrix = self.node("Cast", [self.weight(name, matrix)], f"{name}_cast", to=TensorProto.FLOAT)
        matrix = self.node("Mul", [matrix, self.weight(f"{name}_scale", scale)], f"{name}_weight")
        return self.node("MatMul", [read, matrix], f"{name}_product")

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
        units = lstm.hidden_size
        zero = self.weight(f"{name}.zero", np.zeros((2, 4 * units), np.int8))
        inputs = [read, names["w"], names["r"], names["bias"], "", "", "", ""]
        inputs += [names["w_scale"], zero, names["r_scale"], zero]
        # Length, direction, batch, unit to length, batch, both directions' units.
        out = self.node(
            "DynamicQuantizeLSTM", inputs, f"{name}.out", "com.microsoft", direction="bidirectional", hidden_size=units
        )
        turned = self.node("Transpose", [out], f"{name}.turned", perm=[0, 2, 1, 3])
        shape = self.weight(f"{name}.shape", np.array([0, 0, 2 * units], np.int64))
        return self.node("Reshape", [turned, shape], f"{name}.read")


def read_stack(graph, name, stack, characters, hints):
    """Adds a stack to the graph; returns what it read of each character."""
    letters, scale = quantized(stack.embedding.weight.numpy().T)
    # One scale for each letter.
    letters = graph.weight(f"{name}.embedding", letters.T.copy())
    scale = graph.weight(f"{name}.embedding_scale", scale[:, None])
    letters = graph.node("Gather", [letters, characters], f"{name}.letters")
    letters = graph.node("Cast", [letters], f"{name}.letters_cast", to=TensorProto.FLOAT)
    scale = graph.node("Gather", [scale, characters], f"{name}.scale")
    read = graph.node("Mul", [letters, scale], f"{name}.real")
    if hints:
        known = graph.weight(f"{name}.hint", stack.hint.weight.numpy())
        known = graph.node("Gather", [known, hints], f"{name}.known")
        read = graph.node("Add", [read, known], f"{name}.both")
    read = graph.lstm(f"{name}.first", stack.first, read)
    if stack.words is not None:
        read = graph.node("Add", [read, read_words(graph, f"{name}.words", stack.words, characters, read)], f"{name}.told")
    return graph.lstm(f"{name}.second", stack.second, read)


def read_words(graph, name, words, characters, read):
    """Adds the layers that read words (`model.Words`); returns what they tell each character."""
    one = graph.weight(f"{name}.one", np.array([1], np.int64))
    flat = graph.weight(f"{name}.flat", np.array([-1], np.int64))
    space = graph.weight(f"{name}.space", np.array([SPACE], np.int64))
    spaces = graph.node("Equal", [graph.node("Reshape", [characters, flat], f"{name}.line"), space], f"{name}.spaces")
    counted = graph.node("Cast", [spaces], f"{name}.counted", to=TensorProto.INT64)
    word = graph.node("CumSum", [counted, graph.weight(f"{name}.axis", np.int64(0))], f"{name}.number")
    begins = graph.node("Reshape", [graph.node("NonZero", [spaces], f"{name}.found"), flat], f"{name}.begins")
    zero = graph.weight(f"{name}.zero", np.array([0], np.int64))
    starts = graph.node("Concat", [zero, begins], f"{name}.starts", axis=0)
    length = graph.node("Shape", [counted], f"{name}.length")
    after = graph.node("Concat", [begins, length], f"{name}.after", axis=0)
    ends = graph.node("Sub", [after, one], f"{name}.ends")
    graph.node("Split", [read], [f"{name}.forward", f"{name}.backward"], axis=-1)
    forward = graph.node("Gather", [f"{name}.forward", ends], f"{name}.at_ends")
    backward = graph.node("Gather", [f"{name}.backward", starts], f"{name}.at_starts")
    both = graph.node("Concat", [forward, backward], f"{name}.both", axis=-1)
    first = graph.lstm(f"{name}.first", words.first, both)
    second = graph.lstm(f"{name}.second", words.second, first)
    deep = graph.node("Add", [first, second], f"{name}.deep")
    told = graph.product(f"{name}.back", deep, words.back.weight.numpy().T)
    told = graph.node("Add", [told, graph.weight(f"{name}.back_bias", words.back.bias.numpy())], f"{name}.back_sum")
    return graph.node("Gather", [told, word], f"{name}.to_letters")


def linear(graph, name, read, matrix, bias):
    matrix = graph.weight(f"{name}.weight", matrix.astype(np.float32))
    product = graph.node("MatMul", [read, matrix], f"{name}.product")
    return graph.node("Add", [product, graph.weight(f"{name}.bias", bias.astype(np.float32))], f"{name}.sum")


def published_answer(graph, folder, characters):
    """Adds rawi version 3; returns the logarithms of its probabilities of our classes."""
    stack, (matrix, bias), (presence, presence_bias) = published(folder)
    read = read_stack(graph, "rawi", stack, characters, None)
    # One answer says whether there are marks at all, the other which.
    bias = bias.copy()
    bias[0] = -1e9
    values = graph.product("rawi.whole", read, matrix)
    values = graph.node("Add", [values, graph.weight("rawi.value_bias", bias.astype(np.float32))], "rawi.values")
    values = graph.node("Softmax", [values], "rawi.value", axis=-1)
    there = graph.node("Sigmoid", [linear(graph, "rawi.presence", read, presence, presence_bias)], "rawi.there")
    marked = graph.node("Mul", [values, there], "rawi.marked")
    one = graph.weight("rawi.one", np.float32(1))
    bare = graph.node("Mul", [graph.node("Sub", [one, there], "rawi.absent"),
                              graph.weight("rawi.no_marks", np.eye(1, matrix.shape[1], dtype=np.float32)[0])], "rawi.bare")
    all_classes = graph.node("Add", [marked, bare], "rawi.classes")
    # Its classes say which hamza the letter has as well: only those of the letter's own hamza count.
    table = graph.weight("rawi.table", np.concatenate([class_table(hamza) for hamza in HAMZAS], axis=1).astype(np.int8))
    table = graph.node("Cast", [table], "rawi.table_cast", to=TensorProto.FLOAT)
    by_hamza = graph.node("MatMul", [all_classes, table], "rawi.by_hamza")
    shape = graph.weight("rawi.shape", np.array([0, 0, len(HAMZAS), len(CLASSES)], np.int64))
    by_hamza = graph.node("Reshape", [by_hamza, shape], "rawi.by_hamza_shaped")
    own = np.zeros((SYMBOLS, len(HAMZAS), 1), np.float32)
    for number in range(SYMBOLS):
        character = CHARACTERS[number - 2] if number >= 2 else " "
        own[number, HAMZAS.index(hamza_of(character))] = 1
    own = graph.node("Gather", [graph.weight("rawi.own", own), characters], "rawi.own_hamza")
    kept = graph.node("Mul", [by_hamza, own], "rawi.kept")
    kept = graph.node("ReduceSum", [kept, graph.weight("rawi.axis", np.array([2], np.int64))], "rawi.ours", keepdims=0)
    total = graph.node("ReduceSum", [kept, graph.weight("rawi.last", np.array([-1], np.int64))], "rawi.total")
    total = graph.node("Max", [total, graph.weight("rawi.least", np.float32(1e-9))], "rawi.some")
    return logarithm(graph, "rawi", graph.node("Div", [kept, total], "rawi.probabilities"))


def logarithm(graph, name, probabilities):
    """What one answer rules out, the other must be sure of, but there is no veto."""
    floor = graph.weight(f"{name}.floor", np.float32(1e-4))
    return graph.node("Log", [graph.node("Add", [probabilities, floor], f"{name}.floored")], f"{name}.logarithm")


def with_classical(graph, answer, stack, share):
    """Adds a stack that answers too where the input `classical` is not 0; returns the answer of all."""
    modern = Builder()
    modern.node("Identity", [answer], "modern.answer")
    classical = Builder()
    read = read_stack(classical, "classical", stack.stacks[0], "characters_turned", "hints_turned")
    own = linear(classical, "classical.head", read, stack.head.weight.numpy().T, stack.head.bias.numpy())
    answers = []
    for name, each, counts in (("own", own, share), ("others", answer, 1 - share)):
        each = classical.node("LogSoftmax", [each], f"classical.{name}", axis=-1)
        counts = classical.weight(f"classical.{name}_share", np.float32(counts))
        answers.append(classical.node("Mul", [each, counts], f"classical.{name}_counts"))
    classical.node("Add", answers, "classical.answer")

    def branch(part, name):
        output = helper.make_tensor_value_info(f"{name}.answer", TensorProto.FLOAT, None)
        return helper.make_graph(part.nodes, name, [], [output], part.weights)

    is_classical = graph.node("Cast", ["classical"], "is_classical", to=TensorProto.BOOL)
    branches = {"then_branch": branch(classical, "classical"), "else_branch": branch(modern, "modern")}
    return graph.node("If", [is_classical], "answer", **branches)


def build(model, temperature, folder=None, classical=None):
    """`classical` has a stack and what its answer counts by."""
    graph = Builder()
    # The LSTMs want the length first.
    characters = graph.node("Transpose", ["characters"], "characters_turned", perm=[1, 0])
    hints = graph.node("Transpose", ["hints"], "hints_turned", perm=[1, 0])
    stacks = enumerate(model.stacks)
    reads = [read_stack(graph, f"stack{number}", stack, characters, hints) for number, stack in stacks]
    read = reads[0] if len(reads) == 1 else graph.node("Concat", reads, "read", axis=-1)
    answer = linear(graph, "head", read, model.head.weight.numpy().T, model.head.bias.numpy())
    if classical is not None:
        answer = with_classical(graph, answer, *classical)
    if folder is not None:
        answer = logarithm(graph, "ours", graph.node("Softmax", [answer], "head.softmax", axis=-1))
        both = graph.node("Add", [answer, published_answer(graph, folder, characters)], "both_answers")
        answer = graph.node("Mul", [both, graph.weight("half", np.float32(0.5))], "mean_answer")
    answer = graph.node("Mul", [answer, graph.weight("sharpness", np.float32(1 / temperature))], "sharpened")
    answer = graph.node("Softmax", [answer], "softmax", axis=-1)
    graph.node("Transpose", [answer], "probabilities", perm=[1, 0, 2])
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"]) for name in ("characters", "hints")]
    if classical is not None:
        inputs.append(helper.make_tensor_value_info("classical", TensorProto.INT64, [1, 1]))
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
    arguments.add_argument("--classical", nargs=2, help="a stack's checkpoint and what its answer counts by")
    arguments.add_argument("--published", type=Path, help="folder of the published models")
    arguments.add_argument("--temperature", type=float, default=1.0)
    options = arguments.parse_args()
    model = join([load(path) for path in options.checkpoints]).eval()
    model.requires_grad_(False)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "model.onnx"
    classical = None
    if options.classical is not None:
        stack, share = options.classical
        classical = load(stack).eval().requires_grad_(False), float(share)
    onnx.save(build(model, options.temperature, options.published, classical), path)
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
    session = onnxruntime.InferenceSession(path)
    trained = torch.log_softmax(model(characters, hints), -1)
    expected = [trained]
    if classical is not None:
        stack, share = classical
        expected.append(share * torch.log_softmax(stack(characters, hints), -1) + (1 - share) * trained)
    for is_classical, answer in enumerate(expected):
        inputs = {"characters": characters.numpy(), "hints": hints.numpy()}
        if classical is not None:
            inputs["classical"] = np.full((1, 1), is_classical)
        (found,) = session.run(None, inputs)
        expect = torch.softmax(answer / options.temperature, -1).numpy()
        print(
            f"{path.stat().st_size / 1e6:.2f} MB; {'classical' if is_classical else 'modern'} text: "
            f"{(found.argmax(-1) == expect.argmax(-1)).mean():.1%} of the classes as the trained stacks say in torch, "
            f"probabilities differ by at most {np.abs(found - expect).max():.3f}"
        )


if __name__ == "__main__":
    main()
