"""Gives products in eight bits scales that do not depend on what they are given.

`quantize_dynamic` measures each product's input anew in every call, so that what the network says of a moment changes a
little with what stands around it. Where a part of an utterance has to be as in the whole, the scales are measured once, on
sentences, and stored.
"""
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

ROOM = 1.2  # what is beyond the measured range by more than a fifth is cut off
LEVELS = 255


def fixed(path, prefix, examples):
    """Stores the scales of the products whose inputs' names begin with `prefix`; `examples`: inputs to measure them on."""
    model = onnx.load(path)
    nodes = [node for node in model.graph.node if node.op_type == 'DynamicQuantizeLinear' and node.input[0].startswith(prefix)]
    watched = onnx.ModelProto.FromString(model.SerializeToString())
    names = [node.input[0] for node in nodes]
    watched.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=['CPUExecutionProvider'])
    least, most = np.zeros(len(names)), np.zeros(len(names))
    for example in examples:
        for at, values in enumerate(session.run(names, example)):
            least[at], most[at] = min(least[at], values.min()), max(most[at], values.max())
    for node, low, high in zip(nodes, least * ROOM, most * ROOM):
        scale = np.float32((high - low) / LEVELS)
        quantized, scale_name, zero_name = node.output
        model.graph.initializer.extend([
            numpy_helper.from_array(np.array(scale, np.float32), scale_name),
            numpy_helper.from_array(np.array(np.clip(np.round(-low / scale), 0, LEVELS), np.uint8), zero_name)])
        node.op_type = 'QuantizeLinear'
        node.input.extend([scale_name, zero_name])
        del node.output[1:]
    onnx.save(model, path)
