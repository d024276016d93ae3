"""The student: `ziad`'s parameters to the sound of another voice, by a learned source and filter.

`ziad`'s network times, intones and articulates. A network of the shape of `hibari`'s decoder reads what it says of each
12.5 ms (mel-cepstra, log F0, voicing, the phoneme and where in it the frame lies) and gives for each frequency: size and
phase of the filter on the pulses, size of the noise, and size and phase of a part that is neither. One inverse transform
makes them sound. Pulses follow F0 exactly.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

import symbols
from model import CEPSTRA, within
from vocoder import RATE

HOP, SIZE = 300, 1200  # 12.5 ms, 50 ms
BINS = SIZE // 2 + 1
HALVES = 2  # looks at the parameters in each frame: they have one each 5 ms
EMBEDDED = 32
NARROW = 32  # numbers of a detour
SPEAKERS = ('am_michael', 'af_heart')
DETOURS = SPEAKERS.index('af_heart')  # the voice with weights of its own
SEEN = HALVES * (CEPSTRA + 2 + EMBEDDED + 3) + 16
HIGHEST = 11_000.0  # hertz, of the pulses


class Detour(nn.Module):
    """What a block adds for one voice alone: the others, and the weights that all share, stay as they are."""

    def __init__(self, width):
        super().__init__()
        self.enter, self.leave = nn.Linear(width, NARROW), nn.Linear(NARROW, width)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, x, own):
        """`own`: one for the voice that takes the detour, nothing for the others, [B, 1, 1]."""
        return F.linear(F.gelu(self.enter(x)) * own, self.leave.weight) + self.leave.bias * own


class Block(nn.Module):
    def __init__(self, width, inner, kernel=7):
        super().__init__()
        self.around = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.norm = nn.LayerNorm(width)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.gain = nn.Parameter(torch.full((width,), 0.2))
        self.detour = Detour(width)

    def forward(self, x, own):
        y = self.norm(self.around(x.transpose(1, 2)).transpose(1, 2))
        return x + self.narrow(F.gelu(self.widen(y))) * self.gain + self.detour(y, own)


def looks(mgc, lf0, voiced, ids, frames, count):
    """What the network is given of one utterance, for `count` frames of 12.5 ms.

    mgc [F, 35], lf0 [F], voiced [F] at 5 ms; ids [T] and frames [T]: symbols, and how many frames of 5 ms they last.
    Returns parameters [count, HALVES * 37], ids [count, HALVES], where in it [count, HALVES, 3].
    """
    every = torch.cat([mgc, lf0[:, None], voiced[:, None]], 1)
    time = (torch.arange(count * HALVES, dtype=torch.float32) + 0.5) * (5 / 2 / HALVES)
    last = every.shape[0] - 1
    source = torch.clamp(time - 0.5, min=0.0)
    low = torch.clamp(torch.floor(source).long(), max=last)
    high = torch.clamp(low + 1, max=last)
    part = torch.clamp(source - low, max=1.0)[:, None]
    parameters = every[low] * (1 - part) + every[high] * part
    ends = torch.cumsum(frames, 0)
    owner = torch.clamp((time[:, None] >= ends[None]).long().sum(1), max=ids.shape[0] - 1)
    length = torch.clamp(frames[owner], min=1.0)
    inside = within(torch.minimum(time - (ends - frames)[owner], length), length)
    return parameters.reshape(count, -1), ids[owner].reshape(count, HALVES), inside.reshape(count, HALVES, 3)


def melody(lf0, voiced, count):
    """F0 in hertz (drawn through what is unvoiced) and voicing in the middle of each of `count` frames of 12.5 ms."""
    every = torch.stack([lf0, voiced], 1)
    source = torch.clamp((torch.arange(count, dtype=torch.float32) + 0.5) * 2.5 - 0.5, min=0.0)
    low = torch.clamp(torch.floor(source).long(), max=every.shape[0] - 1)
    high = torch.clamp(low + 1, max=every.shape[0] - 1)
    part = torch.clamp(source - low, max=1.0)[:, None]
    both = every[low] * (1 - part) + every[high] * part
    return torch.exp(both[:, 0]), (both[:, 1] > 0.5).to(lf0.dtype)


def pulses(f0, voiced):
    """A train of pulses [B, T * HOP], every harmonic below HIGHEST as a cosine of size one, for f0 and voicing [B, T]."""
    u = (torch.arange(HOP, dtype=torch.float32) + 0.5) / HOP - 0.5
    before, after = torch.clamp(-u, min=0.0), torch.clamp(u, min=0.0)

    def drawn(x):
        padded = torch.cat([x[:, :1], x, x[:, -1:]], 1)
        here = x[:, :, None]
        return (here + (padded[:, :-2, None] - here) * before + (padded[:, 2:, None] - here) * after).reshape(x.shape[0], -1)

    hertz, on = drawn(f0), drawn(voiced)
    turns = torch.cumsum(hertz.double(), 1) / RATE
    angle = ((turns - torch.floor(turns)) * (2 * math.pi)).float()
    count = torch.floor(HIGHEST / hertz) + 0.5
    low = 2 * torch.sin(angle * 0.5)
    near = torch.abs(low) <= 2e-3
    train = torch.where(near, count, torch.sin(count * angle) / torch.where(near, torch.ones_like(low), low)) - 0.5
    return torch.where(on > 0.5, train, torch.zeros_like(train))


class Throat(nn.Module):
    def __init__(self, width=256, inner=768, blocks=8, speakers=len(SPEAKERS)):
        super().__init__()
        self.symbol = nn.Embedding(len(symbols.TABLE), EMBEDDED)
        self.speaker = nn.Embedding(speakers, 16)
        self.see = nn.Linear(SEEN, width)
        self.enter = nn.Conv1d(width, width, 7, padding=3)
        self.blocks = nn.ModuleList(Block(width, inner) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)
        self.leave = nn.Linear(width, 5 * BINS)
        self.register_buffer('mean', torch.zeros(CEPSTRA + 2))
        self.register_buffer('deviation', torch.ones(CEPSTRA + 2))
        self.register_buffer('wider', torch.ones(speakers, CEPSTRA + 2))  # each voice's parameters about their mean
        self.register_buffer('window', torch.hann_window(SIZE))

    def seen(self):
        """How many frames on either side it looks at for one."""
        return self.enter.kernel_size[0] // 2 + sum(block.around.kernel_size[0] // 2 for block in self.blocks)

    def load_state_dict(self, state, strict=True):
        """Weights from before there were detours are those of a network whose detours add nothing."""
        new = {name: one for name, one in self.state_dict().items() if '.detour.' in name or name == 'wider'}
        return super().load_state_dict(new | dict(state), strict)

    def hidden(self, parameters, ids, inside, speaker):
        """The last hidden layer [B, T, W]; see `looks` for what is given."""
        x = (parameters.unflatten(-1, (HALVES, -1)) - self.mean) / self.deviation * self.wider[speaker][:, None, None]
        own = (speaker == DETOURS).to(x.dtype)[:, None, None]
        x = torch.cat([x.clamp(-5, 5), self.symbol(ids), inside], -1).flatten(-2)
        x = torch.cat([x, self.speaker(speaker)[:, None].expand(-1, x.shape[1], -1)], -1)
        with torch.autocast('cpu', torch.bfloat16, enabled=self.training):
            x = self.enter(F.gelu(self.see(x)).transpose(1, 2)).transpose(1, 2)
            for block in self.blocks:
                x = block(x, own)
        return x.float()

    def spectra(self, parameters, ids, inside, speaker):
        """Five numbers for each frequency of each frame, [B, T, 5 * BINS]."""
        return self.leave(self.norm(self.hidden(parameters, ids, inside, speaker)))

    def forward(self, parameters, ids, inside, speaker, f0, voiced, noise, calm=None):
        """Sound [B, T * HOP]; f0 and voicing [B, T], noise [B, T, BINS] complex, calm [BINS]: added to the logarithm of
        what is neither pulses nor noise while there are pulses."""
        loud, turn, hiss, rest, angle = self.spectra(parameters, ids, inside, speaker).chunk(5, -1)
        if calm is not None:
            rest = rest + voiced[..., None] * calm
        size = lambda one: torch.exp(one.clamp(max=7.0))
        train = F.pad(pulses(f0, voiced), (SIZE // 2, SIZE // 2))
        source = torch.fft.rfft(train.unfold(1, SIZE, HOP)[:, :ids.shape[1]] * (self.window * (4 / SIZE)))
        spectrum = (torch.polar(size(loud), math.pi * torch.tanh(turn)) * source + size(hiss) * noise
                    + torch.polar(size(rest), angle))
        grains = torch.fft.irfft(spectrum, SIZE) * (self.window / 1.5)
        wave = 0
        for part in range(SIZE // HOP):
            one = grains[..., part * HOP:(part + 1) * HOP].reshape(grains.shape[0], -1)
            wave = wave + F.pad(one, (part * HOP, SIZE - HOP - part * HOP))
        return wave[:, SIZE // 2:][:, :ids.shape[1] * HOP]


def noise(*shape):
    return torch.complex(torch.randn(*shape, BINS), torch.randn(*shape, BINS))
