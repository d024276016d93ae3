"""Takes the student's weights out of the voices as they ship, so that training can go on where no checkpoint is left.

    PYTHONPATH=.. python3 restart.py ../../natural/model.onnx LAB/student.pt

What was stored in eight bits comes back to within half a step of its scale. Gains, spreads of intonation and the mean of
the guide's log F0 that went into the file are printed: `write_voice.py` wants them again.
"""
import sys

import onnx
import torch
from onnx import numpy_helper

from graph import order
from native import VOICES
from throat import BINS, SPEAKERS, Throat


def products(graph):
    """The nodes that multiply matrices, those within blocks too."""
    for node in graph.node:
        if node.op_type in ('MatMul', 'MatMulInteger'):
            yield node
        for attribute in node.attribute:
            if attribute.HasField('g'):
                yield from products(attribute.g)


def read(path):
    """The student's weights by the names of `Throat`, and all tensors of the file."""
    graph = onnx.load(path).graph
    values = {one.name.removesuffix('_half'): torch.tensor(numpy_helper.to_array(one)).float() for one in graph.initializer}
    state = Throat().state_dict()
    # Files from before there were detours have none: those then add nothing.
    found = {'window', 'wider'} | {name for name in state if '.detour.' in name}

    def put(name, value):
        assert state[name].shape == value.shape, name
        state[name] = value
        found.add(name)

    for name, value in values.items():
        if name.removeprefix('throat.') in state:
            put(name.removeprefix('throat.'), value)
    put('enter.bias', values['throat.enter.product.bias'])
    for node in products(graph):
        stem = node.name.removesuffix('_quant').removesuffix('/MatMul').strip('/').replace('/', '.').removeprefix('throat.')
        if node.input[1].endswith('_quantized'):
            weight = node.input[1].removesuffix('_quantized')
            factor = (values[node.input[1]] - values[weight + '_zero_point']) * values[weight + '_scale']
        else:
            factor = values.get(node.input[1])  # none where two results are multiplied
        if stem.endswith('.detour'):  # its second product, which needs no layer of its own
            stem += '.leave'
        if stem == 'enter.product':
            width = len(state['enter.bias'])
            put('enter.weight', factor.T.reshape(width, -1, width).transpose(1, 2).contiguous())
        elif stem == 'grains.leave':
            # A frequency's slot, or its mirror's: both have the same weights.
            bins, _ = order()
            slots = torch.tensor([bins.tolist().index(at) for at in range(BINS)])
            rows = (torch.arange(5)[:, None] * len(bins) + slots).reshape(-1)
            put('leave.weight', factor.T[rows].contiguous())
            put('leave.bias', values['grains.leave.bias'][rows])
        elif stem == 'see' or stem.startswith('blocks.'):  # `ziad`'s own layers have other names, or the same as `Throat`'s
            put(stem + '.weight', factor.T.contiguous())
    missing = state.keys() - found
    if missing:
        raise SystemExit(f'no weights for {", ".join(sorted(missing))}')
    return state, values


def main():
    state, values = read(sys.argv[1])
    torch.save({'average': state}, sys.argv[2])
    mean = VOICES[SPEAKERS[0]][0] - values['shifts'][0].item()
    print(f'gains {values["gains"].tolist()}, spreads {values["spreads"].tolist()}, mean of the guide\'s log F0 {mean:.10f} if '
          f'{SPEAKERS[0]} was not moved, shifts {values["shifts"].tolist()}')


if __name__ == '__main__':
    main()
