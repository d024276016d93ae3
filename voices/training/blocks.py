"""Makes the exported vocoder work through its frames in blocks, so that memory does not grow with the utterance.

    python3 blocks.py MODEL.onnx OUT.onnx

Everything from a frame's cepstra and pulses to its grain of sound depends on that frame alone, but run for all frames
at once a dozen tensors of frames times bins are alive together: 42 MB for sixteen seconds. ONNX's `Scan` runs the same
nodes on one block after another, which also stay in the processor's cache.
"""
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

FRAMES = 64  # of a block: a third of a second
GRAINS = '/vocoder/MatMul_2_output_0'
# What a frame's grain is made from: cepstra, where its two pulses are, how loud each is, whether it is unvoiced.
COLUMNS = ['/Concat_7_output_0', '/vocoder/Neg_1_output_0', '/vocoder/Neg_2_output_0', '/vocoder/Unsqueeze_1_output_0',
           '/vocoder/Unsqueeze_3_output_0', '/vocoder/Unsqueeze_4_output_0']
WIDTHS = [35, 1, 1, 1, 1, 1]
NOISE = '/vocoder/Mod_output_0'  # which of the stored stretches of noise it takes


def in_blocks(model):
    """Returns the model with a `Scan` in place of the nodes between a frame's description and its grain."""
    nodes = list(model.graph.node)
    makers = {output: node for node in nodes for output in node.output}
    ancestors, waiting = set(), [GRAINS]
    while waiting:
        name = waiting.pop()
        if name in makers and name not in ancestors and name not in COLUMNS + [NOISE]:
            ancestors.add(name)
            waiting += makers[name].input
    # Of what leads to a grain, what depends on its frame. Constants and weights stay outside, where the body sees them.
    depend, inside = set(COLUMNS + [NOISE]), []
    for node in nodes:
        if ancestors.intersection(node.output) and depend.intersection(node.input):
            inside.append(node)
            depend.update(node.output)
    kept = [node for node in nodes if not any(node is other for other in inside)]
    taken = {output for node in inside for output in node.output} - {GRAINS}
    assert not any(name in taken for node in kept for name in node.input), 'used after the grains too'

    def constant(name, values):
        return helper.make_node('Constant', [], [name], value=numpy_helper.from_array(np.array(values, dtype=np.int64), name))

    float32, int64 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64
    scan_body = helper.make_graph(
        [helper.make_node('Split', ['block', 'blocks_widths'], COLUMNS, axis=1)] + inside, 'grains_of_a_block',
        [helper.make_tensor_value_info('block', float32, [FRAMES, sum(WIDTHS)]),
         helper.make_tensor_value_info(NOISE, int64, [FRAMES])],
        [helper.make_tensor_value_info(GRAINS, float32, [FRAMES, 600])])
    # Names inside must differ from those outside.
    rename = {name: name + '_block' for name in COLUMNS + [NOISE, GRAINS] + sorted(taken)}
    for node in scan_body.node:
        for names in (node.input, node.output):
            names[:] = [rename.get(name, name) for name in names]
    for value in list(scan_body.input) + list(scan_body.output):
        value.name = rename.get(value.name, value.name)
    blocks = [
        constant('blocks_widths', WIDTHS), constant('blocks_zero', [0]), constant('blocks_frames', [FRAMES]),
        constant('blocks_shape', [-1, FRAMES, sum(WIDTHS)]), constant('blocks_noise_shape', [-1, FRAMES]),
        constant('blocks_grains_shape', [-1, 600]),
        helper.make_node('Concat', COLUMNS, ['blocks_columns'], axis=1),
        # Filled up to whole blocks. What the added frames sound like comes after the end, and is cut off there.
        helper.make_node('Shape', [NOISE], ['blocks_n']),
        helper.make_node('Neg', ['blocks_n'], ['blocks_minus_n']),
        helper.make_node('Mod', ['blocks_minus_n', 'blocks_frames'], ['blocks_missing']),
        helper.make_node('Concat', ['blocks_zero', 'blocks_missing'], ['blocks_noise_pads'], axis=0),
        helper.make_node('Concat', ['blocks_zero', 'blocks_zero', 'blocks_missing', 'blocks_zero'], ['blocks_pads'], axis=0),
        helper.make_node('Pad', ['blocks_columns', 'blocks_pads'], ['blocks_filled']),
        helper.make_node('Pad', [NOISE, 'blocks_noise_pads'], ['blocks_noise_filled']),
        helper.make_node('Reshape', ['blocks_filled', 'blocks_shape'], ['blocks_described']),
        helper.make_node('Reshape', ['blocks_noise_filled', 'blocks_noise_shape'], ['blocks_noise']),
        helper.make_node('Scan', ['blocks_described', 'blocks_noise'], ['blocks_grains'], body=scan_body, num_scan_inputs=2),
        helper.make_node('Reshape', ['blocks_grains', 'blocks_grains_shape'], [GRAINS]),
    ]
    at = next(index for index, node in enumerate(kept) if GRAINS in node.input)
    before = kept[:at]
    made = {output for node in before for output in node.output} | {weight.name for weight in model.graph.initializer}
    assert all(name in made for name in COLUMNS + [NOISE]), 'a frame is described after its grain'
    del model.graph.node[:]
    model.graph.node.extend(before + blocks + kept[at:])
    onnx.checker.check_model(model)
    return model


if __name__ == '__main__':
    onnx.save(in_blocks(onnx.load(sys.argv[1])), sys.argv[2])
