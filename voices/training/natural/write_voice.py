"""Writes the voices that the student learned as one ONNX file, its symbol table and golden sentences.

    PYTHONPATH=.. python3 write_voice.py --lab LAB --checkpoint LAB/student.pt --out DIR [--golden]

The student's large layers are stored and computed in eight bits, `ziad`'s weights stored in half precision.
"""
import argparse
import os

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

import symbols
from evaluate import to_ids
from export import golden, half, trace
from graph import Natural
from model import Acoustic
from native import VOICES
from scales import fixed
from scan import in_blocks
from session import Session
from throat import SIZE, SPEAKERS, Throat
from voice import SEMITONE


MEASURED = 120  # sentences from which fixed scales are known
QUANTIZED = ('/widen/', '/narrow/', '/grains/leave/', '/product/')


def stored_in_eight_bits(model):
    """Stores the guide's convolutions in eight bits, a scale for each channel; they are computed whole all the same."""
    before = []
    for weight in list(model.graph.initializer):
        if weight.data_type == TensorProto.FLOAT and len(weight.dims) == 3 and np.prod(weight.dims) > 50_000:
            values, name = numpy_helper.to_array(weight), weight.name
            scale = (np.abs(values).max((1, 2), keepdims=True) / 127).astype(np.float32)
            small = np.round(values / scale).astype(np.int8)
            weight.CopyFrom(numpy_helper.from_array(small, name + '_small'))
            model.graph.initializer.append(numpy_helper.from_array(scale, name + '_scale'))
            before += [helper.make_node('Cast', [name + '_small'], [name + '_cast'], to=TensorProto.FLOAT),
                       helper.make_node('Mul', [name + '_cast', name + '_scale'], [name])]
    nodes = before + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def examples(lab):
    """Sentences that are trained on, at some rates and pitches, as the graph takes them."""
    for at, line in enumerate(open(f'{lab}/train.ph', encoding='utf-8').read().splitlines()[:MEASURED]):
        ids = to_ids(line, symbols.IDS, question=at % 8 == 0)
        yield {'phonemes': ids, 'rate': np.array([(1.0, 0.5, 2.0)[at % 3]], np.float32),
               'pitch': np.array([0.0], np.float32), 'speaker': np.array([at % len(SPEAKERS)]), 'until': np.array([len(ids)])}


def export(lab, checkpoint, folder, gains=(1.0, 1.0), spreads=(1.3, 1.3), moves=(0.0, 0.0),
           calms=(0.0, 0.0), paces=(1.0, 1.0), whole=False, mean=None):
    network = Acoustic(len(symbols.TABLE))
    network.load_state_dict(torch.load(f'{lab}/ziad.pt', weights_only=True)['network'])
    throat = Throat()
    throat.load_state_dict(torch.load(checkpoint, weights_only=True)['average'])
    mean = mean or torch.load(f'{lab}/rendered/{SPEAKERS[0]}/00000.pt', weights_only=True)['mean']
    natural = Natural(network.eval(), throat.eval(), [VOICES[one][0] - mean + move * SEMITONE for one, move in zip(SPEAKERS, moves)],
                      list(spreads), list(gains), list(calms), list(paces)).eval()
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'model.onnx')
    example, expect = trace(natural, path, speaker=0)
    if not whole:
        large = [node.name for node in onnx.load(path).graph.node if node.op_type == 'MatMul'
                 and any(part in node.name for part in QUANTIZED)]
        quantize_dynamic(path, path, nodes_to_quantize=large, per_channel=True, weight_type=QuantType.QInt8,
                         reduce_range=True)
        # Its F0 moves the pulses of all that comes after; the student's own products may differ by their noise.
        fixed(path, '/decoder.', examples(lab))
        columns = {'LayerNormalization': (throat.leave.in_features,), 'Mul': (SIZE,), 'Unsqueeze': ()}
        model = half(stored_in_eight_bits(onnx.load(path)))
        onnx.save(in_blocks(model, columns, SIZE), path)
    symbols.write(os.path.join(folder, 'symbols.json'))
    session = Session(folder)
    sound, durations = session.say(example['phonemes'].numpy())
    durations = durations - expect[1].numpy()
    wrong = sound - expect[0].numpy() if len(sound) == len(expect[0]) else None
    print(f'{os.path.getsize(path) / 1e6:.2f} MB, durations differ by {np.abs(durations).max()} samples'
          + (f', sound by {20 * np.log10(wrong.std() / sound.std()):.1f} dB' if wrong is not None else ''))
    return session


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--checkpoint', required=True)
    arguments.add_argument('--out', required=True)
    numbers = lambda text: [float(one) for one in text.split(',')]
    arguments.add_argument('--gains', type=numbers, default=[1.0, 1.0], help='of each voice')
    arguments.add_argument('--spreads', type=numbers, default=[1.3, 1.3], help='of each voice\'s intonation about its mean; `ziad` has 1.3')
    arguments.add_argument('--moves', type=numbers, default=[0.0, 0.0], help='of its F0, in semitones from that of `native.VOICES`')
    arguments.add_argument('--calms', type=numbers, default=[0.0, 0.0], help='decibels: hoarseness taken from its voiced sounds')
    arguments.add_argument('--paces', type=numbers, default=[1.0, 1.0], help='of its speech at rate 1, beside `ziad`\'s')
    arguments.add_argument('--mean', type=float, help='of the guide\'s log F0, where it is not that of LAB/rendered')
    arguments.add_argument('--whole', action='store_true', help='in single precision')
    arguments.add_argument('--golden', action='store_true')
    options = arguments.parse_args()
    session = export(options.lab, options.checkpoint, options.out, options.gains, options.spreads, options.moves,
                     options.calms, options.paces, options.whole, options.mean)
    if options.golden:
        read = lambda name: open(f'{options.lab}/eval.{name}', encoding='utf-8').read().splitlines()
        for session.speaker, voice in enumerate(SPEAKERS):
            golden(session, read('ph'), read('txt'), os.path.join(options.out, f'{voice}_golden.json'))


if __name__ == '__main__':
    main()
