"""The voices that ship as one graph under the `natiq` contract: symbol ids, rate, pitch, which of the voices and of how many
symbols to sound and durations.

`ziad`'s network and rules give parameters and durations (`../voice.py`), the student makes them sound. All in real
numbers, for ONNX; both transforms are split into two small ones (1200 = 30 * 40), ten times cheaper than one. For that
the frequencies lie in an order of their own, in which the last layer gives them.
"""
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from model import CEPSTRA
from throat import BINS, HALVES, HOP, SIZE, looks, melody, pulses
from voice import Voice, frames_until
from vocoder import HOP as SMALL
from vocoder import RATE

FIRST, SECOND = 30, 40  # SIZE in two factors
ROWS = FIRST // 2 + 1
SLOTS = ROWS * SECOND
NOISE = 128  # frames of the stored noise
COARSE = 4  # of how many frequencies the guide's energy is measured at one
CALM_TO = (3500.0, 4500.0)  # hertz: below, a voiced sound may be calmed; between, less and less


def order():
    """For each slot, its frequency, and -1 where that is a mirrored one."""
    at = (np.arange(ROWS)[:, None] + FIRST * np.arange(SECOND)[None]).reshape(-1)
    return np.where(at < BINS, at, SIZE - at), np.where(at < BINS, 1.0, -1.0)


def matrix(count, rows):
    return np.exp(2j * np.pi * np.outer(np.arange(rows), np.arange(count)) / count)


class Unfolded(nn.Module):
    """A convolution [B, C, T] as one product of matrices, which can be computed in eight bits."""

    def __init__(self, conv):
        super().__init__()
        made, given, self.kernel = conv.weight.shape
        self.product = nn.Linear(given * self.kernel, made)
        with torch.no_grad():
            self.product.weight.copy_(conv.weight.transpose(1, 2).reshape(made, -1))
            self.product.bias.copy_(conv.bias)

    def forward(self, x):
        count = x.shape[2]
        x = F.pad(x.transpose(1, 2), (0, 0, self.kernel // 2, self.kernel // 2))
        x = torch.cat([x[:, at:at + count] for at in range(self.kernel)], 2)
        return self.product(x).transpose(1, 2)


class Mixed(nn.Module):
    """A product of matrices under the name by which those in eight bits are found."""

    def __init__(self, linear):
        super().__init__()
        self.product = linear

    def forward(self, x):
        return self.product(x)


class Grains(nn.Module):
    """What belongs to one frame alone: from the network's last layer and the pulses around it to a grain of sound."""

    def __init__(self, throat, seed=7):
        super().__init__()
        bins, sign = order()
        self.norm = throat.norm
        self.leave = nn.Linear(throat.leave.in_features, 5 * SLOTS)
        rows = torch.from_numpy((np.arange(5)[:, None] * BINS + bins).reshape(-1))
        with torch.no_grad():
            self.leave.weight.copy_(throat.leave.weight[rows])
            self.leave.bias.copy_(throat.leave.bias[rows])
        put = lambda name, x: self.register_buffer(name, torch.tensor(np.ascontiguousarray(x), dtype=torch.float32))
        put('sign', sign)
        put('window', np.hanning(SIZE + 1)[:-1])
        # Forth: sums over the first factor, a turn, sums over the second. Back: the same the other way round.
        one = matrix(FIRST, ROWS).conj()  # [k1, n1]
        put('first', np.concatenate([one.real, one.imag], 0).T)  # [n1, 2 k1]
        turn = np.exp(-2j * np.pi * np.outer(np.arange(ROWS), np.arange(SECOND)) / SIZE)  # [k1, n2]
        put('turn_re', turn.real)
        put('turn_im', turn.imag)
        two = matrix(SECOND, SECOND).conj()  # [k2, n2]
        put('second_re', two.real.T)
        put('second_im', two.imag.T)
        weight = np.full((ROWS, 1), 2.0)
        weight[0] = weight[-1] = 1.0
        put('weight', weight / SIZE)
        back = matrix(FIRST, ROWS)
        put('back', np.concatenate([back.real, -back.imag], 0))  # [2 k1, n1]
        put('calmed', np.clip((CALM_TO[1] - bins * (RATE / SIZE)) / (CALM_TO[1] - CALM_TO[0]), 0, 1))
        random = np.random.RandomState(seed).randn(NOISE, 2, BINS)[..., bins]  # a frequency and its mirror hear the same
        random[:, 1] *= sign
        # In eight bits, a thirty-second each.
        self.register_buffer('noise', torch.tensor(np.clip(np.round(random * 32), -127, 127).reshape(NOISE, -1)).to(torch.int8))

    def forward(self, hidden, train, place, calm):
        """hidden [T, W], train [T, SIZE] of pulses, place [T]: frames of the noise, calm [T]: added to the logarithm of
        what is neither pulses nor noise; returns [T, SIZE]."""
        count = hidden.shape[0]
        x = self.leave(self.norm(hidden)[None])[0]
        loud, turn, hiss, rest, angle = x.split(SLOTS, 1)
        size = lambda one: torch.exp(torch.clamp(one, max=7.0))
        # The pulses' spectrum.
        y = (train * (self.window * (4 / SIZE))).reshape(count, FIRST, SECOND).transpose(1, 2) @ self.first
        y = y.transpose(1, 2)  # [T, 2 k1, n2]
        re, im = y[:, :ROWS], y[:, ROWS:]
        re, im = re * self.turn_re - im * self.turn_im, re * self.turn_im + im * self.turn_re
        source_re = (re @ self.second_re - im @ self.second_im).reshape(count, SLOTS)
        source_im = (re @ self.second_im + im @ self.second_re).reshape(count, SLOTS)
        # Mirrored frequencies turn the other way.
        turn, angle = math.pi * torch.tanh(turn) * self.sign, angle * self.sign
        loud, rest, hiss = size(loud), size(rest + calm[:, None] * self.calmed), size(hiss)
        filter_re, filter_im = loud * torch.cos(turn), loud * torch.sin(turn)
        random = self.noise[place].to(hidden.dtype) / 32
        re = source_re * filter_re - source_im * filter_im + hiss * random[:, :SLOTS] + rest * torch.cos(angle)
        im = source_re * filter_im + source_im * filter_re + hiss * random[:, SLOTS:] + rest * torch.sin(angle)
        re, im = re.reshape(count, ROWS, SECOND) * self.weight, im.reshape(count, ROWS, SECOND) * self.weight
        re, im = re @ self.second_re + im @ self.second_im, im @ self.second_re - re @ self.second_im
        re, im = re * self.turn_re + im * self.turn_im, im * self.turn_re - re * self.turn_im
        y = torch.cat([re, im], 1).transpose(1, 2) @ self.back  # [T, n2, n1]
        return y.transpose(1, 2).reshape(count, SIZE) * (self.window / 1.5)


class Natural(nn.Module):
    def __init__(self, network, throat, shifts, spreads, gains, calms, paces, **options):
        """`network`: `ziad`'s. For each voice: `shifts`, added to its log F0, `spreads` of it about its mean, `gains` of its
        sound, `calms`, decibels by which what is not the pulses' is lowered while they sound, and `paces`, of its speech at
        rate 1 beside `ziad`'s."""
        super().__init__()
        self.guide = Voice(network, **options)
        # Nothing of the guide's own sound is needed but its energy.
        self.guide.vocoder.cosine = self.guide.vocoder.cosine[:, ::COARSE].clone()
        for block in network.decoder:
            block.conv, block.mix = Unfolded(block.conv), Mixed(block.mix)
        self.throat_sees = throat.seen()
        throat.enter = Unfolded(throat.enter)
        self.throat, self.grains = throat, Grains(throat)
        self.register_buffer('gains', torch.tensor(gains))
        self.register_buffer('shifts', torch.tensor(shifts))
        self.register_buffer('spreads', torch.tensor(spreads))
        self.register_buffer('paces', torch.tensor(paces))
        self.register_buffer('calms', torch.tensor(calms) * (-math.log(10) / 20))

    def forward(self, phonemes, rate, pitch, speaker, until):
        """`until` [1]: sound is made of the first so many symbols, and sounds as if the others were still to come. How long
        a symbol lasts is told of all."""
        self.guide.spread = self.spreads[speaker]
        look = self.throat_sees * HOP // SMALL + 1
        mgc, lf0, voiced, frames = self.guide.parameters(phonemes, rate * self.paces[speaker], pitch, until, look)
        total = frames_until(frames, until) * SMALL
        heard = total // HOP + 2  # frames of 12.5 ms that are heard
        count = torch.minimum(heard + self.throat_sees, torch.tensor(lf0.shape[0] * SMALL // HOP + 2))
        parameters, ids, inside = looks(mgc, lf0, voiced, phonemes, frames, count)
        f0, on = melody(lf0 + self.shifts[speaker], voiced, count)
        hidden = self.throat.hidden(parameters[None], ids[None], inside[None], speaker)[0][:heard]
        train = F.pad(pulses(f0[None], on[None])[0], (SIZE // 2, SIZE // 2))
        parts = SIZE // HOP
        rows = train.reshape(-1, HOP)
        train = torch.cat([rows[at:at + heard] for at in range(parts)], 1)
        place = torch.remainder(torch.arange(heard), NOISE)
        grains = self.grains(hidden, train, place, on[:heard] * self.calms[speaker])
        wave = 0
        for part in range(parts):
            one = grains[:, part * HOP:(part + 1) * HOP].reshape(-1)
            wave = wave + F.pad(one, (part * HOP, SIZE - HOP - part * HOP))
        sound = wave[SIZE // 2:][:total] * self.gains[speaker]
        # Nothing clips: beyond 0.7 the wave bends towards 0.98.
        loud = torch.abs(sound)
        bent = 0.7 + 0.28 * torch.tanh(torch.relu(loud - 0.7) / 0.28)
        return torch.where(loud > 0.7, torch.sign(sound) * bent, sound), (frames * SMALL).long()
