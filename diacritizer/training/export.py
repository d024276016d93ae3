"""Writes the networks as one ONNX file with 8-bit weights, the same packed, and the symbol table; the product reads these.

    python export.py CHECKPOINT.pt:SHARE[:LARGEST]... OUT_FOLDER [--classical CHECKPOINT.pt:SHARE[:LARGEST]] [--temperature T]

What each network says counts by SHARE. That of `--classical` answers too where the caller says that the text
is classical (`register.py`), and the others count by the rest: only such text pays for it.

Built node by node, no converter's leftovers. The LSTMs' weights have one scale for each gate and unit. They go from minus
LARGEST to LARGEST: 63 uses 7 of the 8 bits, because on processors without VNNI the sum of two products of bytes would
saturate, and less makes the packed file smaller.
"""

import argparse
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from model import SPACE, Diacritizer, load, part
from symbols import CLASSES, FIRST_VOWEL_HINT, NUMBER_OF, PAUSE_LONG, PAUSE_SHORT, UNKNOWN

MOST = 63


@dataclass
class Voter:
    """A network of one stack, what its answer counts by, and the largest number that stands for a weight of it."""

    model: Diacritizer
    share: float
    largest: int

    @classmethod
    def read(cls, text):
        """Returns one for each stack of a checkpoint."""
        path, share, *largest = text.split(":")
        model = load(path)
        parts = [part(model, number).eval().requires_grad_(False) for number in range(len(model.stacks))]
        return [cls(each, float(share) / len(parts), int(largest[0]) if largest else MOST) for each in parts]


def onnx_gates(matrix):
    """Torch keeps the gates as input, forget, cell, output; ONNX as input, output, forget, cell."""
    into, forget, cell, out = np.split(matrix, 4, axis=0)
    return np.concatenate([into, out, forget, cell])


def quantized(matrix, largest):
    """Returns a matrix of columns as bytes, and the scale of each column."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / largest
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


class Builder:
    def __init__(self):
        self.nodes, self.weights = [], []
        # Of the bytes that stand for weights.
        self.largest = MOST

    def weight(self, name, values):
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def node(self, kind, inputs, output, domain="", **attributes):
        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def product(self, name, read, matrix):
        """Multiplies by a matrix that is stored in bytes."""
        matrix, scale = quantized(matrix, self.largest)
        matrix = self.node("Cast", [self.weight(name, matrix)], f"{name}_cast", to=TensorProto.FLOAT)
        matrix = self.node("Mul", [matrix, self.weight(f"{name}_scale", scale)], f"{name}_weight")
        return self.node("MatMul", [read, matrix], f"{name}_product")

    def lstm(self, name, lstm, read):
        state = {key: value.numpy() for key, value in lstm.state_dict().items()}
        parts = {"w": [], "r": [], "w_scale": [], "r_scale": [], "bias": []}
        for suffix in ["", "_reverse"]:
            for name_in_file, key in (("w", "weight_ih_l0"), ("r", "weight_hh_l0")):
                matrix, scale = quantized(onnx_gates(state[key + suffix]).T, self.largest)
                parts[name_in_file].append(matrix)
                parts[name_in_file + "_scale"].append(scale)
            biases = [onnx_gates(state[key + suffix]) for key in ("bias_ih_l0", "bias_hh_l0")]
            parts["bias"].append(np.concatenate(biases))
        names = {each: self.weight(f"{name}.{each}", np.stack(values)) for each, values in parts.items()}
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
    letters, scale = quantized(stack.embedding.weight.numpy().T, MOST)
    # One scale for each letter.
    letters = graph.weight(f"{name}.embedding", letters.T.copy())
    scale = graph.weight(f"{name}.embedding_scale", scale[:, None])
    letters = graph.node("Gather", [letters, characters], f"{name}.letters")
    letters = graph.node("Cast", [letters], f"{name}.letters_cast", to=TensorProto.FLOAT)
    scale = graph.node("Gather", [scale, characters], f"{name}.scale")
    read = graph.node("Mul", [letters, scale], f"{name}.real")
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
    if words.third is not None:
        third = graph.lstm(f"{name}.third", words.third, deep)
        share = graph.weight(f"{name}.third_share", words.third_share.numpy())
        deep = graph.node("Add", [deep, graph.node("Mul", [third, share], f"{name}.third_counts")], f"{name}.deeper")
    told = graph.product(f"{name}.back", deep, words.back.weight.numpy().T)
    told = graph.node("Add", [told, graph.weight(f"{name}.back_bias", words.back.bias.numpy())], f"{name}.back_sum")
    return graph.node("Gather", [told, word], f"{name}.to_letters")


def vote(graph, name, voter, characters, hints):
    """Adds a network to the graph; returns the logarithms of its probabilities, multiplied by what they count by."""
    graph.largest = voter.largest
    read = read_stack(graph, name, voter.model.stacks[0], characters, hints)
    head = voter.model.head
    matrix = graph.weight(f"{name}.head.weight", head.weight.numpy().T)
    product = graph.node("MatMul", [read, matrix], f"{name}.head.product")
    answer = graph.node("Add", [product, graph.weight(f"{name}.head.bias", head.bias.numpy())], f"{name}.head.sum")
    return counted(graph, name, answer, voter.share)


def counted(graph, name, answer, share):
    answer = graph.node("LogSoftmax", [answer], f"{name}.logarithms", axis=-1)
    return graph.node("Mul", [answer, graph.weight(f"{name}.share", np.float32(share))], f"{name}.counted")


def with_classical(graph, answer, voter):
    """Adds a network that answers too where the input `classical` is not 0; returns the answer of all."""
    modern = Builder()
    modern.node("Identity", [answer], "modern.answer")
    classical = Builder()
    own = vote(classical, "classical", voter, "characters_turned", "hints_turned")
    classical.node("Add", [own, counted(classical, "others", answer, 1 - voter.share)], "classical.answer")

    def branch(part, name):
        output = helper.make_tensor_value_info(f"{name}.answer", TensorProto.FLOAT, None)
        return helper.make_graph(part.nodes, name, [], [output], part.weights)

    is_classical = graph.node("Cast", ["classical"], "is_classical", to=TensorProto.BOOL)
    branches = {"then_branch": branch(classical, "classical"), "else_branch": branch(modern, "modern")}
    return graph.node("If", [is_classical], "answer", **branches)


def build(voters, temperature, classical=None):
    graph = Builder()
    # The LSTMs want the length first.
    characters = graph.node("Transpose", ["characters"], "characters_turned", perm=[1, 0])
    hints = graph.node("Transpose", ["hints"], "hints_turned", perm=[1, 0])
    answers = [vote(graph, f"stack{number}", voter, characters, hints) for number, voter in enumerate(voters)]
    answer = answers[0] if len(answers) == 1 else graph.node("Sum", answers, "all_answers")
    if classical is not None:
        answer = with_classical(graph, answer, classical)
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


def pack(content):
    """Returns a file as gzip has it. Rounded weights never repeat but by chance, so that short codes for the commoner ones
    are worth more than matches, which deflate looks for otherwise: a tenth of the file."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits=16 + zlib.MAX_WBITS, strategy=zlib.Z_FILTERED)
    return packer.compress(content) + packer.flush()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("networks", type=Voter.read, nargs="+")
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--classical", type=Voter.read)
    arguments.add_argument("--temperature", type=float, default=1.0)
    options = arguments.parse_args()
    voters = [voter for stacks in options.networks for voter in stacks]
    classical, *more = options.classical or [None]
    if more:
        arguments.error("the network for classical text has several stacks")
    if abs(sum(voter.share for voter in voters) - 1) > 1e-6:
        arguments.error("the shares of the networks do not add up to 1")
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "model.onnx"
    onnx.save(build(voters, options.temperature, classical), path)
    packed = path.with_suffix(".onnx.gz")
    packed.write_bytes(pack(path.read_bytes()))
    symbols = {
        "characters": NUMBER_OF,
        "unknown": UNKNOWN,
        "pause_short": PAUSE_SHORT,
        "pause_long": PAUSE_LONG,
        "classes": CLASSES,
        "no_hint": 0,
        "first_hint": 1,
        "first_vowel_hint": FIRST_VOWEL_HINT,
    }
    (options.out / "symbols.json").write_text(json.dumps(symbols, ensure_ascii=False, indent=1) + "\n")

    text = "قال الرئيس في مؤتمر صحفي عقده في العاصمة، إن الاتفاق وقع أمس."
    characters = torch.tensor([[NUMBER_OF.get(each, UNKNOWN) for each in text]])
    hints = torch.zeros_like(characters)
    hints[0, 1] = 2
    session = onnxruntime.InferenceSession(path)

    def said(voter):
        return voter.share * torch.log_softmax(voter.model(characters, hints), -1)

    trained = sum(said(voter) for voter in voters)
    expected = [trained]
    if classical is not None:
        expected.append(said(classical) + (1 - classical.share) * torch.log_softmax(trained, -1))
    for is_classical, answer in enumerate(expected):
        inputs = {"characters": characters.numpy(), "hints": hints.numpy()}
        if classical is not None:
            inputs["classical"] = np.full((1, 1), is_classical)
        (found,) = session.run(None, inputs)
        expect = torch.softmax(answer / options.temperature, -1).numpy()
        size, packed_size = (each.stat().st_size / 1e6 for each in (path, packed))
        print(
            f"{size:.2f} MB, packed {packed_size:.2f}; {'classical' if is_classical else 'modern'} text: "
            f"{(found.argmax(-1) == expect.argmax(-1)).mean():.1%} of the classes as the trained stacks say in torch, "
            f"probabilities differ by at most {np.abs(found - expect).max():.3f}"
        )


if __name__ == "__main__":
    main()
