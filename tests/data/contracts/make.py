#!/usr/bin/env python3
"""Models with the inputs and outputs of published voices and next to no weights, for tests of the contracts: make.py

  python3 -m pip install onnx==1.23.2 && python3 tests/data/contracts/make.py

What they answer is a function of what they are given, so that a wrong input is a wrong answer.
"""
import pathlib

import numpy as np
from onnx import TensorProto as T, checker, helper as h, numpy_helper, save

here = pathlib.Path(__file__).parent


def constant(name, value, kind):
    return numpy_helper.from_array(np.array(value, kind), name)


def make(name, inputs, outputs, nodes, constants=(), opset=17):
    value = lambda row: h.make_tensor_value_info(*row)
    graph = h.make_graph(nodes, name, [value(i) for i in inputs], [value(o) for o in outputs], list(constants))
    model = h.make_model(graph, opset_imports=[h.make_opsetid('', opset)], ir_version=8, producer_name='natiq tests')
    checker.check_model(model)
    save(model, here / f'{name}.onnx')


n = h.make_node
# Kokoro: four frames of 600 samples for every symbol; a tone at 200 Hz, and the noise that the published graphs draw.
make('kokoro', [('input_ids', T.INT64, [1, 'T']), ('ref_s', T.FLOAT, [1, 256]), ('speed', T.FLOAT, [1])],
     [('waveform', T.FLOAT, ['N'])], [
    n('Cast', ['input_ids'], ['ids'], to=T.FLOAT), n('Mul', ['ids', 'zero'], ['none']), n('Add', ['none', 'four'], ['frames']),
    n('Div', ['frames', 'speed'], ['scaled']), n('Round', ['scaled'], ['rounded']), n('Clip', ['rounded', 'one'], ['durations']),
    n('ReduceSum', ['durations'], ['total'], keepdims=0), n('Mul', ['total', 'hop'], ['length']),
    n('Range', ['zero', 'length', 'one'], ['steps']),
    n('ReduceMean', ['ref_s'], ['style'], keepdims=0), n('Mul', ['style', 'zero'], ['own']),
    n('Add', ['own', 'pitch'], ['f0'], name='/predictor/F0_proj/Conv'), n('Identity', ['f0'], ['curve']),
    n('Mul', ['steps', 'curve'], ['angle']), n('Mul', ['angle', 'turn'], ['phase']), n('Sin', ['phase'], ['sine']),
    n('Mul', ['sine', 'loud'], ['tone']), n('RandomNormalLike', ['tone'], ['noise'], scale=0.01),
    n('RandomUniformLike', ['tone'], ['hiss'], low=-0.01, high=0.01),
    n('Add', ['tone', 'noise'], ['noisy']), n('Add', ['noisy', 'hiss'], ['waveform'])],
    [constant('zero', 0, 'f4'), constant('one', 1, 'f4'), constant('four', 4, 'f4'), constant('hop', 600, 'f4'),
     constant('pitch', 200, 'f4'), constant('turn', 2 * np.pi / 24000, 'f4'), constant('loud', 0.3, 'f4')])

# Piper: 600 samples for every symbol, as loud as its number says.
make('piper', [('input', T.INT64, [1, 'T']), ('input_lengths', T.INT64, [1]), ('scales', T.FLOAT, [3])],
     [('output', T.FLOAT, [1, 1, 1, 'N'])], [
    n('Cast', ['input'], ['ids'], to=T.FLOAT), n('ReduceMean', ['scales'], ['scale'], keepdims=0),
    n('Cast', ['input_lengths'], ['count'], to=T.FLOAT), n('Mul', ['count', 'zero'], ['none']),
    n('Mul', ['scale', 'loud'], ['level']), n('Mul', ['ids', 'level'], ['levels']), n('Add', ['levels', 'none'], ['own']),
    n('Unsqueeze', ['own', 'last'], ['wide']), n('Expand', ['wide', 'hop'], ['frames']), n('Reshape', ['frames', 'flat'], ['output'])],
    [constant('zero', 0, 'f4'), constant('loud', 0.003, 'f4'), constant('last', [2], 'i8'), constant('hop', [1, 1, 600], 'i8'),
     constant('flat', [1, 1, 1, -1], 'i8')])

# tts_arabic: eight frames for every symbol, in each the symbol's number over 44.
make('tts_arabic_mel', [('token_ids', T.INT64, [1, 'T']), ('pace', T.FLOAT, [1]), ('speaker', T.INT32, [1]),
                        ('pitch_mul', T.FLOAT, [1]), ('pitch_add', T.FLOAT, [1])],
     [('mel_spec', T.FLOAT, [1, 80, 'M'])], [
    n('Cast', ['token_ids'], ['ids'], to=T.FLOAT), n('Div', ['ids', 'count'], ['values']),
    n('Cast', ['speaker'], ['who'], to=T.FLOAT), n('Mul', ['values', 'pitch_mul'], ['sung']),
    n('Add', ['sung', 'pitch_add'], ['higher']), n('Add', ['higher', 'who'], ['own']),
    n('Unsqueeze', ['own', 'axes'], ['wide']), n('Div', ['eight', 'pace'], ['per']), n('Cast', ['per'], ['repeat'], to=T.INT64),
    n('Concat', ['ones', 'repeat'], ['shape'], axis=0), n('Expand', ['wide', 'shape'], ['frames']),
    n('Reshape', ['frames', 'flat'], ['mel_spec'])],
    [constant('count', 44, 'f4'), constant('axes', [1, 3], 'i8'), constant('eight', [8], 'f4'),
     constant('ones', [1, 80, 1], 'i8'), constant('flat', [1, 80, -1], 'i8')])
make('tts_arabic_hifigan', [('input', T.FLOAT, [1, 80, 'M'])], [('wave', T.FLOAT, [1, 1, 'N'])], [
    n('ReduceMean', ['input'], ['mean'], axes=[1], keepdims=0), n('Unsqueeze', ['mean', 'last'], ['wide']),
    n('Expand', ['wide', 'hop'], ['frames']), n('Reshape', ['frames', 'flat'], ['wave'])],
    [constant('last', [2], 'i8'), constant('hop', [1, 1, 256], 'i8'), constant('flat', [1, 1, -1], 'i8')])
make('tts_arabic_vocos', [('mel_spec', T.FLOAT, [1, 80, 'M']), ('denoise', T.FLOAT, [1])], [('wave', T.FLOAT, [1, 'N'])], [
    n('ReduceMean', ['mel_spec'], ['mean'], axes=[1], keepdims=0), n('Unsqueeze', ['mean', 'last'], ['wide']),
    n('Expand', ['wide', 'hop'], ['frames']), n('Reshape', ['frames', 'flat'], ['loud']), n('Sub', ['loud', 'denoise'], ['wave'])],
    [constant('last', [2], 'i8'), constant('hop', [1, 1, 256], 'i8'), constant('flat', [1, -1], 'i8')])

# Supertonic: 0.06 s for every letter; what is left of the noise after the steps, and the style.
make('supertonic_duration', [('text_ids', T.INT64, [1, 'T']), ('style_dp', T.FLOAT, [1, 8, 16]), ('text_mask', T.FLOAT, [1, 1, 'T'])],
     [('duration', T.FLOAT, [1])], [
    n('ReduceSum', ['text_mask', 'axes'], ['letters'], keepdims=0), n('Mul', ['letters', 'each'], ['long']),
    n('ReduceMean', ['style_dp'], ['style'], keepdims=0), n('Cast', ['text_ids'], ['ids'], to=T.FLOAT),
    n('ReduceMean', ['ids'], ['mean'], keepdims=0), n('Mul', ['mean', 'zero'], ['none']),
    n('Add', ['long', 'style'], ['longer']), n('Add', ['longer', 'none'], ['duration'])],
    [constant('axes', [1, 2], 'i8'), constant('each', 0.06, 'f4'), constant('zero', 0, 'f4')])
make('supertonic_text', [('text_ids', T.INT64, [1, 'T']), ('style_ttl', T.FLOAT, [1, 50, 256]), ('text_mask', T.FLOAT, [1, 1, 'T'])],
     [('text_emb', T.FLOAT, [1, 1, 'T'])], [
    n('Cast', ['text_ids'], ['ids'], to=T.FLOAT), n('Unsqueeze', ['ids', 'one'], ['wide']), n('Mul', ['wide', 'text_mask'], ['masked']),
    n('ReduceMean', ['style_ttl'], ['style'], keepdims=0), n('Add', ['masked', 'style'], ['text_emb'])], [constant('one', [1], 'i8')])
make('supertonic_vector', [('noisy_latent', T.FLOAT, [1, 144, 'L']), ('text_emb', T.FLOAT, [1, 1, 'T']),
                           ('style_ttl', T.FLOAT, [1, 50, 256]), ('text_mask', T.FLOAT, [1, 1, 'T']),
                           ('latent_mask', T.FLOAT, [1, 1, 'L']), ('current_step', T.FLOAT, [1]), ('total_step', T.FLOAT, [1])],
     [('denoised_latent', T.FLOAT, [1, 144, 'L'])], [
    n('Sub', ['total_step', 'current_step'], ['left']), n('Div', ['left', 'total_step'], ['share']),
    n('Mul', ['noisy_latent', 'share'], ['less']), n('Mul', ['less', 'latent_mask'], ['masked']),
    n('ReduceMean', ['style_ttl'], ['style'], keepdims=0), n('ReduceMean', ['text_emb'], ['text'], keepdims=0),
    n('ReduceMean', ['text_mask'], ['mask'], keepdims=0), n('Mul', ['text', 'tiny'], ['said']), n('Mul', ['said', 'mask'], ['heard']),
    n('Add', ['masked', 'style'], ['styled']), n('Add', ['styled', 'heard'], ['denoised_latent'])], [constant('tiny', 1e-4, 'f4')])
make('supertonic_vocoder', [('latent', T.FLOAT, [1, 144, 'L'])], [('wav_tts', T.FLOAT, [1, 'N'])], [
    n('ReduceMean', ['latent'], ['mean'], axes=[1], keepdims=0), n('Unsqueeze', ['mean', 'last'], ['wide']),
    n('Expand', ['wide', 'hop'], ['frames']), n('Reshape', ['frames', 'flat'], ['wav_tts'])],
    [constant('last', [2], 'i8'), constant('hop', [1, 1, 3072], 'i8'), constant('flat', [1, -1], 'i8')])
