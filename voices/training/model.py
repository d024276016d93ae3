"""The network: symbols to durations, and symbols held for those durations to acoustic parameters.

Convolutions, two layers of attention that see REACH symbols to each side, and each symbol's distance to the pauses
around it: nothing depends on the whole of an utterance, so one of any length is read alike.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

CEPSTRA = 35
OUT = CEPSTRA + 2  # and log F0, voicing
REACH = 120  # symbols


class Block(nn.Module):
    def __init__(self, width, kernel=5):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.conv = nn.Conv1d(width, width, kernel, padding=kernel // 2)
        self.mix = nn.Linear(width, width)
        self.gain = nn.Parameter(torch.full((width,), 0.3))

    def forward(self, x, mask=None):
        y = F.gelu(self.conv(self.norm(x).transpose(1, 2))).transpose(1, 2)
        x = x + self.mix(y) * self.gain
        return x if mask is None else x * mask


class Attention(nn.Module):
    def __init__(self, width, heads=4):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.ask = nn.Linear(width, 3 * width)
        self.answer = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x, mask=None):
        batch, count, width = x.shape
        size = width // self.heads
        query, key, value = self.ask(self.norm(x)).view(batch, count, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        weights = query @ key.transpose(-1, -2) / math.sqrt(size)
        at = torch.arange(count, dtype=torch.float32)
        far = (torch.abs(at.unsqueeze(1) - at.unsqueeze(0)) > REACH).to(weights.dtype) * -1e4
        weights = weights + far
        if mask is not None:
            weights = weights.masked_fill(mask[:, None, None, :, 0] == 0, -1e4)
        mixed = (weights.softmax(-1) @ value).transpose(1, 2).reshape(batch, count, width)
        return x + self.answer(mixed)


class Acoustic(nn.Module):
    def __init__(self, symbols, width=192, encoder=5, decoder=6):
        super().__init__()
        self.embedding = nn.Embedding(symbols, width)
        self.place = nn.Linear(4, width)
        self.encoder = nn.ModuleList(Block(width) for _ in range(encoder))
        self.attention = nn.ModuleList(Attention(width) for _ in range(2))
        self.timing = nn.ModuleList(Block(width, 3) for _ in range(2))
        self.duration = nn.Linear(width, 1)
        self.enter = nn.Linear(width + 3, width)
        self.decoder = nn.ModuleList(Block(width) for _ in range(decoder))
        self.leave = nn.Linear(width, 2 * OUT)
        self.register_buffer('mean', torch.zeros(OUT))
        self.register_buffer('deviation', torch.ones(OUT))

    def encode(self, ids, place, mask=None):
        """ids [B, T], place [B, T, 4] (see `place`): encodings [B, T, W] and log(1 + frames of 5 ms) [B, T]."""
        x = self.embedding(ids) + self.place(place)
        if mask is not None:
            x = x * mask
        for at, block in enumerate(self.encoder):
            x = block(x, mask)
            if at in (1, 3):
                x = self.attention[at // 2](x, mask)
        y = x.detach() if self.training else x
        for block in self.timing:
            y = block(y, mask)
        return x, self.duration(y)[..., 0]

    def seen(self):
        """How many frames of 10 ms on either side `decode` looks at for one."""
        return sum(block.conv.weight.shape[2] // 2 for block in self.decoder)

    def decode(self, held, within, mask=None):
        """held [B, F, W]: encodings held for frames of 10 ms; within [B, F, 3]. Returns [B, 2 F, OUT], standardised."""
        x = self.enter(torch.cat([held, within], -1))
        if mask is not None:
            x = x * mask
        for block in self.decoder:
            x = block(x, mask)
        return self.leave(x).reshape(x.shape[0], -1, OUT)


def place(pause):
    """Distances in symbols to the pause before and the pause after, for pause [T] (1 where a symbol is a pause)."""
    count = pause.shape[0]
    at = torch.arange(count, dtype=torch.float32)
    gap = at.unsqueeze(1) - at.unsqueeze(0)  # row: symbol, column: other
    far = (1 - pause.unsqueeze(0)) * 1e6
    before = torch.clamp((gap + (gap < 0).float() * 1e6 + far).amin(1), max=60.0)
    after = torch.clamp((-gap + (gap > 0).float() * 1e6 + far).amin(1), max=60.0)
    return torch.stack([before / 30, after / 30, torch.log1p(before) / 3, torch.log1p(after) / 3], 1)


def within(offset, length):
    """A frame's place in its symbol, from its offset and the symbol's length, both in frames of 5 ms."""
    return torch.stack([offset / length, torch.log(length) / 3, torch.minimum(offset, length - offset) / 10], -1)
