"""Takes the weights out of a `ziad` that was exported, so that training need not begin from nothing.

    python3 start.py model.onnx start.pt

Either the voice as `export.py` writes it, or the first one (18 MB, single precision), whose network has the same layers
under other names, without the distances to pauses (begun as zero here) and the symbols after `hː` (begun near their
likes).
"""
import sys

import onnx
import torch
from onnx import numpy_helper

import symbols
from model import CEPSTRA, Acoustic

NAMES = {'emb': 'embedding', 'e1': 'encoder', 'at': 'attention', 'du': 'timing', 'dul': 'duration', 'up': 'enter',
         'dec': 'decoder', 'out': 'leave', 'n': 'norm', 'dw': 'conv', 'b': 'mix', 'qkv': 'ask', 'o': 'answer', 'g': 'gain'}


def read(graph, prefix, rename, state):
    """Puts the tensors whose names begin with `prefix`, and the factors of matrix products, into `state`."""
    values = {one.name.removesuffix('_half'): torch.tensor(numpy_helper.to_array(one)).float()
              for one in graph.initializer}
    found = set()

    def put(path, value):
        if path in state:
            assert state[path].shape == value.shape, path
            state[path] = value
            found.add(path)

    for name, value in values.items():
        if name.startswith(prefix) and not name.endswith('embedding.weight') and name != 'm.emb.weight':
            put(rename(name.removeprefix(prefix)), value)
    for node in graph.node:
        factor = [values[one] for one in node.input if one in values]
        if node.op_type == 'MatMul' and factor:
            put(rename(node.name[1:].rsplit('/', 1)[0].replace('/', '.')) + '.weight', factor[0].T.contiguous())
    return values, found


def main():
    graph = onnx.load(sys.argv[1]).graph
    network = Acoustic(len(symbols.TABLE))
    state = network.state_dict()
    if any(one.name == 'm.emb.weight' for one in graph.initializer):
        rename = lambda path: '.'.join(NAMES.get(part, part) for part in path.split('.'))
        values, found = read(graph, 'm.', rename, state)
        table = state['embedding.weight']
        table[:65] = values['m.emb.weight']
        table[symbols.IDS['v']], table[symbols.IDS['vː']] = table[symbols.IDS['f']], table[symbols.IDS['fː']]
        state['place.weight'].zero_()
        state['place.bias'].zero_()
        scalars = [float(value) for name, value in values.items() if value.ndim == 0 and name.startswith('onnx::')]
        state['mean'][:CEPSTRA], state['deviation'][:CEPSTRA] = values['m.mu'], values['m.sd']
        state['deviation'][CEPSTRA], state['mean'][CEPSTRA] = scalars[0], scalars[1]
        found |= {'embedding.weight', 'place.weight', 'place.bias', 'mean', 'deviation'}
    else:
        values, found = read(graph, 'network.', lambda path: path, state)
        state['embedding.weight'] = values['network.embedding.weight']
        found.add('embedding.weight')
    missing = state.keys() - found
    if missing:
        raise SystemExit(f'no weights for {", ".join(sorted(missing))}')
    torch.save({'network': state}, sys.argv[2])


if __name__ == '__main__':
    main()
