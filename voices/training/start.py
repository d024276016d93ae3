"""Takes the weights out of the first `ziad` (18 MB, single precision), so that training need not begin from nothing.

    python3 start.py model.onnx start.pt

Its network has the same layers, without the distances to pauses (begun as zero here) and the symbols after `hː`
(begun near their likes).
"""
import sys

import onnx
import torch
from onnx import numpy_helper

import symbols
from model import Acoustic

NAMES = {'emb': 'embedding', 'e1': 'encoder', 'at': 'attention', 'du': 'timing', 'dul': 'duration', 'up': 'enter',
         'dec': 'decoder', 'out': 'leave', 'n': 'norm', 'dw': 'conv', 'b': 'mix', 'qkv': 'ask', 'o': 'answer', 'g': 'gain'}


def main():
    graph = onnx.load(sys.argv[1]).graph
    values = {one.name: torch.tensor(numpy_helper.to_array(one)) for one in graph.initializer}
    network = Acoustic(len(symbols.TABLE))
    state = network.state_dict()
    rename = lambda path: '.'.join(NAMES.get(part, part) for part in path.split('.'))
    for name, value in values.items():
        path = rename(name[2:]) if name.startswith('m.') else None
        if path in state and state[path].shape == value.shape:
            state[path] = value
    for node in graph.node:
        if node.op_type == 'MatMul' and not node.name.startswith(('/v/', '/MatMul')):
            weight = next(values[one] for one in node.input if one in values) if any(
                one in values for one in node.input) else None
            if weight is not None:
                path = rename(node.name[1:].rsplit('/', 1)[0].replace('/', '.')) + '.weight'
                assert state[path].shape == weight.T.shape, path
                state[path] = weight.T.contiguous()
    table = state['embedding.weight']
    table[:65] = values['m.emb.weight']
    table[symbols.IDS['v']], table[symbols.IDS['vː']] = table[symbols.IDS['f']], table[symbols.IDS['fː']]
    state['place.weight'].zero_()
    state['place.bias'].zero_()
    scalars = [float(value) for name, value in values.items() if value.ndim == 0 and name.startswith('onnx::')]
    state['mean'][:35], state['deviation'][:35] = values['m.mu'], values['m.sd']
    state['deviation'][35], state['mean'][35] = scalars[0], scalars[1]
    print('log F0 deviation and mean', scalars)
    torch.save({'network': state}, sys.argv[2])


if __name__ == '__main__':
    main()
