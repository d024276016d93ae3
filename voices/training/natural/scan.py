"""Makes grains of sound block after block, so that memory does not grow with the utterance; as `../blocks.py` does.

Whatever lies in the module `grains` of the graph depends on one frame alone, and moves into ONNX's `Scan`.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FRAMES = 64  # of a block: 0.8 seconds
PREFIX = '/grains/'


def in_blocks(model, columns, made):
    """The model with a `Scan` in place of the module's nodes. `columns`: for each thing that it is given of a
    frame, the operation that reads it, and its shape. What it gathers by is each frame's place in the noise. `made`:
    samples of a grain."""
    graph = model.graph
    nodes = list(graph.node)
    maker = {output: node for node in nodes for output in node.output}
    fixed = {weight.name for weight in graph.initializer}
    for node in nodes:  # what comes from weights alone
        if all(name in fixed or not name for name in node.input):
            fixed.update(node.output)
    within = [node for node in nodes if node.name.startswith(PREFIX) and not set(node.output) <= fixed]
    names = {output for node in within for output in node.output}
    given = list(dict.fromkeys(name for node in within for name in node.input if name and name not in fixed and name not in names))
    kept = [node for node in nodes if not any(node is other for other in within)]
    used = {name for node in kept for name in node.input}
    grains = [name for name in names if name in used]
    readers = {name: {node.op_type for node in within if name in node.input} for name in given}
    columns = {'Gather': (), **columns}
    shapes = {name: next(one for kind, one in columns.items() if kind in kinds) for name, kinds in readers.items()}
    assert len(grains) == 1 and sorted(shapes.values()) == sorted(columns.values()), (readers, grains)
    rename = {name: name + '_block' for name in [*names, *given]}
    shape = lambda name: [FRAMES, *shapes[name]]
    kind = lambda name: TensorProto.INT64 if 'Gather' in readers[name] else TensorProto.FLOAT
    body = helper.make_graph(within, 'grains_of_a_block',
                             [helper.make_tensor_value_info(rename[name], kind(name), shape(name)) for name in given],
                             [helper.make_tensor_value_info(rename[grains[0]], TensorProto.FLOAT, [FRAMES, made])])
    for node in body.node:
        for side in (node.input, node.output):
            side[:] = [rename.get(name, name) for name in side]
    constant = lambda name, values: helper.make_node(
        'Constant', [], [name], value=numpy_helper.from_array(np.array(values, np.int64), name))
    first = next(name for name in given if 'Gather' in readers[name])
    around = [constant('blocks_frames', [FRAMES]), constant('blocks_zero', [0]), constant('blocks_grains_shape', [-1, made]),
              helper.make_node('Shape', [first], ['blocks_count']), helper.make_node('Neg', ['blocks_count'], ['blocks_minus']),
              helper.make_node('Mod', ['blocks_minus', 'blocks_frames'], ['blocks_missing']),
              helper.make_node('Concat', ['blocks_zero', 'blocks_missing'], ['blocks_pads_1'], axis=0),
              helper.make_node('Concat', ['blocks_zero', 'blocks_zero', 'blocks_missing', 'blocks_zero'], ['blocks_pads_2'], axis=0)]
    for at, name in enumerate(given):
        rank = len(shape(name))
        around += [constant(f'blocks_shape_{at}', [-1, *shape(name)]),
                   # Filled up to whole blocks; what the added frames sound like is cut off.
                   helper.make_node('Pad', [name, f'blocks_pads_{rank}'], [f'blocks_filled_{at}']),
                   helper.make_node('Reshape', [f'blocks_filled_{at}', f'blocks_shape_{at}'], [f'blocks_{at}'])]
    around += [helper.make_node('Scan', [f'blocks_{at}' for at in range(len(given))], ['blocks_grains'], body=body,
                                num_scan_inputs=len(given)),
               helper.make_node('Reshape', ['blocks_grains', 'blocks_grains_shape'], ['blocks_whole']),
               constant('blocks_axis', [0]),
               helper.make_node('Slice', ['blocks_whole', 'blocks_zero', 'blocks_count', 'blocks_axis'], [grains[0]])]
    at = min(index for index, node in enumerate(kept) if grains[0] in node.input)
    made_before = {output for node in kept[:at] for output in node.output}
    assert all(name in made_before for name in given), 'a frame is described after its grain'
    del graph.node[:]
    graph.node.extend(kept[:at] + around + kept[at:])
    onnx.checker.check_model(model)
    return model
