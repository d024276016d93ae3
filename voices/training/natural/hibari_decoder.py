"""The decoder of `hibari-tts` (Apache-2.0), which learned in English how Kokoro sounds: our student begins from it.

Its ONNX file has the weights in eight bits; here they are put into torch's names and made whole again.
"""
import importlib.util
import os

import onnx
import torch
from onnx import numpy_helper

BLOCKS = 8


def model_path():
    folder = list(importlib.util.find_spec('hibari').submodule_search_locations)[0]
    return os.path.join(folder, 'assets', 'hibari.onnx')


def decoder(path=None):
    """Weights of the blocks, the norm behind them and the head, by the names of `student.Throat`."""
    values = {one.name: numpy_helper.to_array(one) for one in onnx.load(path or model_path()).graph.initializer}

    def whole(stem):
        scale, zero = (values[f'{stem}/Transpose_output_0_{part}'].astype('float32') for part in ('scale', 'zero_point'))
        return torch.tensor((values[f'{stem}/Transpose_output_0_quantized'].astype('float32') - zero) * scale).T.contiguous()

    def plain(name):
        return torch.tensor(values[name].copy())

    state = {'norm.weight': plain('m.dec_norm.weight'), 'norm.bias': plain('m.dec_norm.bias'),
             'leave.weight': whole('/head'), 'leave.bias': plain('m.head.bias')}
    for at in range(BLOCKS):
        theirs, ours = f'm.dec.{at}', f'blocks.{at}'
        state[f'{ours}.gain'] = plain(f'{theirs}.gamma')
        for old, new in (('dw', 'around'), ('norm', 'norm')):
            for part in ('weight', 'bias'):
                state[f'{ours}.{new}.{part}'] = plain(f'{theirs}.{old}.{part}')
        for old, new in (('pw1', 'widen'), ('pw2', 'narrow')):
            state[f'{ours}.{new}.weight'] = whole(f'/dec.{at}/{old}')
            state[f'{ours}.{new}.bias'] = plain(f'{theirs}.{old}.bias')
    return state
