"""The voice that ships: `ziad`'s network times, intones and articulates; a learned source and filter makes it sound.

In place of `ziad`'s envelope and its fixed mixture of pulses and noise, a small network reads the parameters of each
10 ms (mel-cepstra, log F0, voicing, the phoneme and where in it the frame lies) and gives, for each frequency: size and
phase of the filter on the pulses, size of the noise, and size and phase of a part that is neither. One inverse transform
makes them sound. Pulses are placed in the frequency domain by their phase, as in `../vocoder.py`, so pitch is exact.

    PYTHONPATH=.. python3 student.py --rendered LAB/rendered/am_michael --out LAB/student.pt --hours H

Losses: log and linear spectra at three resolutions. A checkpoint every four minutes, resumable. What comes after this
stage (discriminators, the critic on the student's own sound) is not written yet.
"""
import argparse
import glob
import math
import os
import random
import time

import torch
import torch.nn.functional as F
from torch import nn

import symbols
from model import CEPSTRA, within
from vocoder import RATE

HOP, SIZE = 240, 960  # 10 ms, 40 ms
BINS = SIZE // 2 + 1
EMBEDDED = 48
SEEN = 2 * (CEPSTRA + 2) + EMBEDDED + 3
CROP = 80  # frames


class Block(nn.Module):
    def __init__(self, width, inner, kernel=7):
        super().__init__()
        self.around = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.norm = nn.LayerNorm(width)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x):
        y = self.around(x.transpose(1, 2)).transpose(1, 2)
        return x + self.narrow(F.gelu(self.widen(self.norm(y))))


class Throat(nn.Module):
    def __init__(self, width=192, inner=512, blocks=6):
        super().__init__()
        self.symbol = nn.Embedding(len(symbols.TABLE), EMBEDDED)
        self.enter = nn.Conv1d(SEEN, width, 5, padding=2)
        self.blocks = nn.ModuleList(Block(width, inner) for _ in range(blocks))
        self.norm = nn.LayerNorm(width)
        self.leave = nn.Linear(width, 5 * BINS)
        self.register_buffer('mean', torch.zeros(CEPSTRA + 2))
        self.register_buffer('deviation', torch.ones(CEPSTRA + 2))
        self.register_buffer('omega', torch.arange(BINS) * 2 * math.pi / SIZE)
        self.register_buffer('window', torch.hann_window(SIZE))

    def forward(self, parameters, ids, inside, f0, noise):
        """parameters [B, 2 T, 37] at 5 ms, ids [B, T], inside [B, T, 3], f0 [B, 2 T] in hertz (0: unvoiced), noise
        [B, T, BINS] complex. Sound [B, T * HOP]."""
        x = ((parameters - self.mean) / self.deviation).reshape(parameters.shape[0], ids.shape[1], -1)
        x = torch.cat([x, self.symbol(ids), inside], -1)
        x = self.enter(x.transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        loud, turn, hiss, rest, angle = self.leave(self.norm(x)).chunk(5, -1)
        size = lambda one: torch.exp(one.clamp(max=7) - 3)
        pulses = self.pulses(f0)
        spectrum = (torch.polar(size(loud), math.pi * torch.tanh(turn)) * pulses + size(hiss) * noise
                    + torch.polar(size(rest - 2), angle))
        grains = torch.fft.irfft(spectrum, SIZE) * self.window / 2
        wave = 0
        for part in range(SIZE // HOP):
            one = grains[..., part * HOP:(part + 1) * HOP].reshape(grains.shape[0], -1)
            wave = wave + F.pad(one, (part * HOP, SIZE - HOP - part * HOP))
        return wave[:, (SIZE - HOP) // 2:][:, :ids.shape[1] * HOP]

    def pulses(self, f0):
        """Spectrum [B, T, BINS] of the pulses in the window around each frame of 10 ms, weighted by it."""
        step = (f0.double() * (HOP / 2 / RATE))
        end = torch.cumsum(step, 1)
        phase = torch.cat([end - step, end[:, -1:]], 1)
        count = f0.shape[1] // 2
        # Samples of the phase at every 5 ms; a pulse lies where it passes a whole number.
        edges = F.pad(phase, (3, 4), mode='replicate')  # the window reaches 15 ms to each side of its frame's middle
        found = torch.zeros(f0.shape[0], count, BINS, dtype=torch.complex64)
        begin = edges[:, :-1].unfold(1, 8, 2)[:, :count]
        finish = edges[:, 1:].unfold(1, 8, 2)[:, :count]
        hertz = F.pad(f0, (3, 3)).unfold(1, 8, 2)[:, :count]
        first = torch.floor(begin) + 1
        for slot in range(3):
            whole = first + slot
            there = (whole <= finish) & (hertz > 0)
            offset = (whole - begin) / (finish - begin).clamp(min=1e-6) + torch.arange(8) - 0.0
            sample = (offset * HOP / 2).float()
            gain = torch.where(there, torch.sqrt(RATE / hertz.clamp(min=1)), torch.zeros(())) * torch.sin(
                math.pi * (sample.clamp(0, SIZE - 1) + 0.5) / SIZE) ** 2 * 2
            turn = -sample.unsqueeze(-1) * self.omega
            found = found + torch.polar(gain.unsqueeze(-1).expand_as(turn).contiguous(), turn).sum(2)
        return found


def spectral(made, goal):
    loss = 0.0
    for size in (512, 1024, 2048):
        window = torch.hann_window(size)
        one, other = (torch.stft(x, size, size // 4, window=window, return_complex=True).abs() for x in (made, goal))
        loss = loss + (torch.log(one + 1e-4) - torch.log(other + 1e-4)).abs().mean() + (
            (one - other).norm() / other.norm().clamp(min=1e-3))
    return loss / 3


def read(path, target):
    one = torch.load(path, weights_only=True)
    count = len(one['sound']) // HOP
    lf0, voiced = one['lf0'][:2 * count], one['voiced'][:2 * count]
    frames = one['frames'].float()
    ends = frames.cumsum(0)
    middle = torch.arange(count) * 2 + 1.0
    owner = torch.searchsorted(ends, middle, right=True).clamp(max=len(frames) - 1)
    inside = within(middle - (ends - frames)[owner], frames[owner].clamp(min=1))
    lf0 = lf0 - one['mean'] + target
    parameters = torch.cat([one['mgc'][:2 * count].float(), lf0[:, None], voiced[:, None].float()], 1)
    return parameters, one['ids'][owner], inside, torch.where(voiced, lf0.exp(), 0.0), one['sound'][:count * HOP].float()


def main():
    from native import VOICES
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--rendered', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--hours', type=float, required=True)
    arguments.add_argument('--rate', type=float, default=1e-3)
    arguments.add_argument('--batch', type=int, default=6)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    target = VOICES[os.path.basename(options.rendered.rstrip('/'))][0]
    data = [read(path, target) for path in sorted(glob.glob(f'{options.rendered}/*.pt'))]
    data = [one for one in data if len(one[1]) > CROP]
    held, data = data[:3], data[3:]
    print(f'{len(data)} utterances, {sum(len(one[1]) for one in data) / 100:.0f} s', flush=True)
    network = Throat()
    rows = torch.cat([one[0] for one in data])
    network.mean, network.deviation = rows.mean(0), rows.std(0) + 1e-3
    print(f'{sum(p.numel() for p in network.parameters()) / 1e6:.2f} million weights', flush=True)
    optimizer = torch.optim.AdamW(network.parameters(), options.rate, betas=(0.8, 0.99), weight_decay=0.01)
    step, spent = 0, 0.0
    if os.path.exists(options.out):
        saved = torch.load(options.out, weights_only=True)
        network.load_state_dict(saved['network'])
        optimizer.load_state_dict(saved['optimizer'])
        step, spent = saved['step'], saved['spent']
    chance, saved_at, clock, log = random.Random(step), time.time(), time.process_time(), []

    def noise(*shape):
        return torch.complex(torch.randn(*shape, BINS), torch.randn(*shape, BINS)) * math.sqrt(SIZE / 8)

    def save():
        torch.save({'network': network.state_dict(), 'optimizer': optimizer.state_dict(), 'step': step, 'spent': spent},
                   options.out + '.part')
        os.rename(options.out + '.part', options.out)

    while spent < options.hours * 3600:
        done = spent / options.hours / 3600
        for group in optimizer.param_groups:
            group['lr'] = options.rate * min(1, (step + 1) / 50) * (0.05 + 0.95 * math.cos(done * math.pi / 2) ** 2)
        parts = []
        for parameters, ids, inside, f0, sound in chance.choices(data, k=options.batch):
            at = chance.randrange(len(ids) - CROP + 1)
            parts.append((parameters[2 * at:2 * (at + CROP)], ids[at:at + CROP], inside[at:at + CROP],
                          f0[2 * at:2 * (at + CROP)], sound[at * HOP:(at + CROP) * HOP]))
        parameters, ids, inside, f0, sound = map(torch.stack, zip(*parts))
        loss = spectral(network(parameters, ids, inside, f0, noise(*ids.shape)), sound)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        step += 1
        spent, clock = spent + time.process_time() - clock, time.process_time()
        log.append(loss.item())
        if step % 50 == 0:
            with torch.no_grad():
                apart = [spectral(network(*(x[None] for x in one[:4]), noise(1, len(one[1]))), one[4][None]).item()
                         for one in held]
            print(f'{step} {spent / 60:.1f} min loss {sum(log[-50:]) / 50:.4f} held out {sum(apart) / 3:.4f}', flush=True)
        if time.time() - saved_at > 240:
            save()
            saved_at = time.time()
    save()


if __name__ == '__main__':
    main()
