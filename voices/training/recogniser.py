"""Whisper base in plain torch, for gradients: sound at 24 kHz to the likelihood of a text.

The weights are those that evaluate.py listens with (a CTranslate2 file in half precision). The spectrum is taken at
24 kHz with the same window of 25 ms and the same bins of 40 Hz as Whisper's at 16 kHz, so nothing has to be resampled.
"""
import json
import math
import os
import struct

import librosa
import numpy as np
import torch
import torch.nn.functional as F

HEADS, LAYERS, WIDTH = 8, 6, 512
START, ARABIC, TRANSCRIBE, NO_TIMES, TIME_ZERO, END = 50258, 50272, 50359, 50363, 50364, 50257
HOP, WINDOW = 240, 600  # at 24 kHz


def read_weights(path):
    """Reads the variables of a CTranslate2 model file."""
    with open(path, 'rb') as file:
        data = file.read()
    at = 0

    def number(kind):
        nonlocal at
        value = struct.unpack_from('<' + kind, data, at)[0]
        at += struct.calcsize('<' + kind)
        return value

    def string():
        nonlocal at
        size = number('H')
        at += size
        return data[at - size:at].rstrip(b'\0').decode()

    number('I'), string(), number('I')
    found = {}
    for _ in range(number('I')):
        name, rank = string(), number('B')
        shape = [number('I') for _ in range(rank)]
        kind, size = number('B'), number('I')
        if kind == 4:
            found[name] = torch.from_numpy(np.frombuffer(data, np.float16, size // 2, at).reshape(shape).copy()).float()
        at += size
    return found


class Recogniser:
    def __init__(self, folder, dtype=torch.bfloat16):
        self.weights = {name: value.to(dtype) for name, value in read_weights(os.path.join(folder, 'model.bin')).items()}
        self.dtype = dtype
        mel = librosa.filters.mel(sr=16_000, n_fft=400, n_mels=80) * (400 / WINDOW) ** 2
        self.mel = torch.from_numpy(mel.astype(np.float32))
        self.window = torch.hann_window(WINDOW)
        from tokenizers import Tokenizer
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, 'tokenizer.json'))

    def tokens(self, text):
        return self.tokenizer.encode(' ' + text, add_special_tokens=False).ids

    def spectrum(self, sounds, frames):
        """Log-mel spectra [B, 80, frames] of sounds at 24 kHz, silence after each."""
        rows = []
        for sound in sounds:
            sound = F.pad(sound, (0, frames * HOP - len(sound)))
            power = torch.stft(sound, WINDOW, HOP, window=self.window, return_complex=True)[:201, :frames]
            power = power.real ** 2 + power.imag ** 2
            level = torch.log10(torch.clamp(self.mel @ power, min=1e-10))
            rows.append((torch.maximum(level, level.detach().max() - 8.0) + 4.0) / 4.0)
        return torch.stack(rows)

    def norm(self, x, name):
        w = self.weights
        return F.layer_norm(x, (WIDTH,), w[f'{name}/layer_norm/gamma'], w[f'{name}/layer_norm/beta'])

    def linear(self, x, name):
        return F.linear(x, self.weights[f'{name}/weight'], self.weights[f'{name}/bias'])

    def attend(self, query, key, value, causal=False):
        split = lambda x: x.view(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)
        mixed = F.scaled_dot_product_attention(split(query), split(key), split(value), is_causal=causal)
        return mixed.transpose(1, 2).reshape(query.shape)

    def block_self(self, x, name, causal=False):
        y = self.linear(self.norm(x, f'{name}/self_attention'), f'{name}/self_attention/linear_0')
        return x + self.linear(self.attend(*y.chunk(3, -1), causal), f'{name}/self_attention/linear_1')

    def block_feed(self, x, name):
        y = F.gelu(self.linear(self.norm(x, f'{name}/ffn'), f'{name}/ffn/linear_0'))
        return x + self.linear(y, f'{name}/ffn/linear_1')

    def encode(self, spectra):
        w, x = self.weights, spectra.to(self.dtype)
        x = F.gelu(F.conv1d(x, w['encoder/conv1/weight'], w['encoder/conv1/bias'], padding=1))
        x = F.gelu(F.conv1d(x, w['encoder/conv2/weight'], w['encoder/conv2/bias'], stride=2, padding=1)).transpose(1, 2)
        x = x + w['encoder/position_encodings/encodings'][:x.shape[1]]
        for at in range(LAYERS):
            x = self.block_feed(self.block_self(x, f'encoder/layer_{at}'), f'encoder/layer_{at}')
        return self.norm(x, 'encoder')

    def loss(self, spectra, texts, times=True):
        """Cross-entropy in nats of each text's tokens given its spectrum, [B]."""
        heard = self.encode(spectra)
        prompt = [START, ARABIC, TRANSCRIBE, TIME_ZERO if times else NO_TIMES]
        length = max(map(len, texts)) + len(prompt)
        ids = torch.full((len(texts), length), END)
        goal = torch.full((len(texts), length), -100)
        for at, text in enumerate(texts):
            ids[at, :len(prompt) + len(text)] = torch.tensor(prompt + text)
            goal[at, len(prompt) - 1:len(prompt) - 1 + len(text)] = torch.tensor(text)
        w = self.weights
        x = w['decoder/embeddings/weight'][ids] + w['decoder/position_encodings/encodings'][:length]
        for at in range(LAYERS):
            name = f'decoder/layer_{at}'
            x = self.block_self(x, name, causal=True)
            query = self.linear(self.norm(x, f'{name}/attention'), f'{name}/attention/linear_0')
            key, value = self.linear(heard, f'{name}/attention/linear_1').chunk(2, -1)
            x = x + self.linear(self.attend(query, key, value), f'{name}/attention/linear_2')
            x = self.block_feed(x, name)
        x = self.norm(x, 'decoder')
        keep = goal >= 0
        logits = F.linear(x[keep], w['decoder/embeddings/weight']).float()
        each = F.cross_entropy(logits, goal[keep], reduction='none')
        owner = torch.arange(len(texts))[:, None].expand_as(goal)[keep]
        return torch.zeros(len(texts)).index_add(0, owner, each)
