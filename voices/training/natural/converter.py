"""The converter: how an utterance sounds in the guide's voice, and what it says, to Kokoro's phonetic features.

Kokoro's decoder knows no letters, only 512 numbers for each 25 ms that do not depend on the speaker, and energy. The
converter makes both from the guide's spectra, from what a recogniser's encoder makes of them, and from the phonemes,
which it may not know (`UNKNOWN`: Kokoro's own speech, from which it first learned).
"""
import torch
import torch.nn.functional as F
from torch import nn

import symbols
from features import BANDS, SEEN
from kokoro82 import WIDTH

UNKNOWN = len(symbols.TABLE)
HALVES = 2  # phonemes seen in each frame of 25 ms: a short one would slip through
EMBEDDED = 64


class Block(nn.Module):
    def __init__(self, width, kernel=5):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.conv = nn.Conv1d(width, width, kernel, padding=kernel // 2)
        self.mix = nn.Linear(width, width)
        self.gain = nn.Parameter(torch.full((width,), 0.3))

    def forward(self, x):
        return x + self.mix(F.gelu(self.conv(self.norm(x).transpose(1, 2)).transpose(1, 2))) * self.gain


class Converter(nn.Module):
    def __init__(self, width=256, blocks=6):
        super().__init__()
        self.spectra = nn.Linear(3 * BANDS, width)
        self.heard = nn.Linear(SEEN, width)
        self.symbol = nn.Embedding(UNKNOWN + 1, EMBEDDED)
        self.said = nn.Sequential(nn.Linear(HALVES * (EMBEDDED + 3), width), nn.GELU(), nn.Linear(width, width))
        self.blocks = nn.ModuleList(Block(width) for _ in range(blocks))
        self.leave = nn.Linear(width, WIDTH + 2)
        self.drop = nn.Dropout(0.1)
        nn.init.zeros_(self.said[-1].weight)
        nn.init.zeros_(self.said[-1].bias)

    def forward(self, spectra, heard, ids=None, within=None):
        """spectra [B, T, 192] standardised, heard [B, T, SEEN], ids [B, T, HALVES], within [B, T, HALVES, 3].

        Returns [B, T, 514]: phonetic features, and energy at 80 Hz (two numbers a frame, a sixth of its size).
        """
        if ids is None:
            ids = torch.full((*spectra.shape[:2], HALVES), UNKNOWN)
            within = torch.zeros(*ids.shape, 3)
        said = torch.cat([self.symbol(ids), within], -1).flatten(2)
        x = self.spectra(spectra) + self.heard(self.drop(heard)) + self.said(said)
        for block in self.blocks:
            x = block(x)
        return self.leave(x)


def split(out):
    """Features [1, 512, T] and energy [1, 2 T] of one utterance's output [T, 514]."""
    return out[:, :WIDTH].T[None], (out[:, WIDTH:] * 6).reshape(1, -1)


def from_laboratory(path):
    """Weights of the laboratory's first converter (`ft3.pt`), which knew no phonemes, under today's names."""
    names = {'a': 'spectra', 'b': 'heard', 'o': 'leave', 'l': 'blocks', 'n': 'norm', 'c': 'conv', 'm': 'mix', 'g': 'gain'}
    old = torch.load(path, map_location='cpu', weights_only=True)['net']
    network = Converter()
    state = network.state_dict()
    for name, value in old.items():
        new = '.'.join(names.get(part, part) for part in name.split('.'))
        assert state[new].shape == value.shape, name
        state[new] = value.float()
    network.load_state_dict(state)
    return network
