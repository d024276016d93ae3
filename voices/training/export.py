"""Writes the voice as one ONNX file with half-precision weights, its symbol table and golden sentences.

    python3 export.py --checkpoint FILE.pt --out DIR [--phonemes FILE --text FILE]
"""
import argparse
import json
import os

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import symbols
from blocks import in_blocks
from evaluate import to_ids
from model import Acoustic
from session import Session
from voice import Voice

HALVED = 2000  # initializers with more numbers than this are stored in half precision
GOLDEN = (0, 46, 54)  # lines of the evaluation text: a statement, one with a comma, a question


def half(model):
    """Stores large weights in half precision; a cast gives them back at load, which ONNX Runtime folds away."""
    casts = []
    for weight in model.graph.initializer:
        if weight.data_type == TensorProto.FLOAT and np.prod(weight.dims) > HALVED:
            values = numpy_helper.to_array(weight).astype(np.float16)
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(values, name + '_half'))
            casts.append(helper.make_node('Cast', [name + '_half'], [name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)
    return model


def trace(voice, path, speaker=None):
    """Writes a network under the contract as a graph; returns an example of what it takes, and what it makes of it.
    `speaker`: of a network with several, which the example has; such a network is told too how many symbols to make."""
    ids = torch.tensor([2, 10, 4, 13, 15, 4, 5, 4, 7, 1, 24, 9, 3, 18, 20, 4, 7, 11, symbols.STOP])
    example = {'phonemes': ids, 'rate': torch.tensor([1.0]), 'pitch': torch.tensor([0.0])}
    if speaker is not None:
        example |= {'speaker': torch.tensor([speaker]), 'until': torch.tensor([len(ids)])}
    with torch.no_grad():
        expect = voice(*example.values())
        torch.onnx.export(voice, tuple(example.values()), path, input_names=list(example),
                          output_names=['audio', 'durations'], opset_version=17, dynamo=False,
                          dynamic_axes={'phonemes': {0: 'T'}, 'audio': {0: 'N'}, 'durations': {0: 'T'}})
    return example, expect


def export(checkpoint, folder, **options):
    network = Acoustic(len(symbols.TABLE))
    network.load_state_dict(torch.load(checkpoint, weights_only=True)['network'])
    voice = Voice(network.eval(), **options).eval()
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'model.onnx')
    example, expect = trace(voice, path)
    model = half(in_blocks(onnx.load(path)))
    onnx.save(model, path)
    symbols.write(os.path.join(folder, 'symbols.json'))
    session = Session(folder)
    sound, durations = session.say(example['phonemes'].numpy())
    same = len(sound) == len(expect[0])
    print(f'{os.path.getsize(path) / 1e6:.2f} MB, durations {"equal" if (durations == expect[1].numpy()).all() else "differ"}, '
          f'sound differs by {np.abs(sound - expect[0].numpy()).max() if same else "its length"}')
    return session


def golden(session, lines, texts, path):
    rows = []
    for at in GOLDEN:
        ids = to_ids(lines[at], symbols.IDS, '؟' in texts[at])
        sound, durations = session.say(ids)
        rows.append({'text': texts[at], 'phonemes': [symbols.TABLE[one] for one in ids], 'ids': ids.tolist(),
                     'durations': durations.tolist(), 'samples': len(sound),
                     'rms': round(float(np.sqrt((sound ** 2).mean())), 5), 'peak': round(float(np.abs(sound).max()), 4)})
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--checkpoint', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--phonemes')
    arguments.add_argument('--text')
    options = arguments.parse_args()
    session = export(options.checkpoint, options.out)
    if options.phonemes:
        read = lambda path: open(path, encoding='utf-8').read().splitlines()
        golden(session, read(options.phonemes), read(options.text), os.path.join(options.out, 'golden.json'))


if __name__ == '__main__':
    main()
