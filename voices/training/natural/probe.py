"""A cheap pair of ears: from the decoder's last hidden layer to the spectrum the recogniser would hear.

Kokoro's generator, which makes 24,000 samples a second of that layer, costs ten times what the rest does, and its
gradient more. The probe predicts the log-mel spectrum of its sound instead. A probe that stands still is soon fooled by
what it listens to, so this one goes on learning beside the converter, from sounds that the generator has just made of
the converter's own features.
"""
import random

import torch
import torch.nn.functional as F
from torch import nn

from features import speech
from kokoro82 import WIDTH
from native import VOICES

AROUND = 2  # hidden frames to each side
SEEN = WIDTH * (2 * AROUND + 1)
BANDS = 80
QUIET = 16.0  # of the natural logarithm: what lies further below the loudest does not matter
KEPT = 90  # sounds of the converter's that are learned from


def stack(hidden):
    """Hidden frames [1, 512, 2 T] at 80 Hz with their neighbours, at 100 Hz: [frames, SEEN]."""
    hidden = F.interpolate(hidden, scale_factor=1.25, mode='linear')
    padded = F.pad(hidden, (AROUND, AROUND), mode='replicate')
    return torch.cat([padded[0, :, at:at + hidden.shape[2]] for at in range(2 * AROUND + 1)], 0).T


class Probe(nn.Module):
    def __init__(self, width=384):
        super().__init__()
        self.straight = nn.Linear(SEEN, BANDS)
        self.bent = nn.Sequential(nn.Linear(SEEN, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, width), nn.GELU(),
                                  nn.Linear(width, BANDS))
        self.voice = nn.ModuleDict({name: nn.Linear(SEEN, BANDS) for name in VOICES})
        nn.init.zeros_(self.bent[-1].weight)
        for own in self.voice.values():
            nn.init.zeros_(own.weight)
            nn.init.zeros_(own.bias)
        for name, size, value in (('mean', SEEN, 0.), ('deviation', SEEN, 1.), ('middle', BANDS, 0.), ('scale', BANDS, 1.)):
            self.register_buffer(name, torch.full((size,), value))

    def forward(self, x, voice):
        x = (x - self.mean) / self.deviation
        return (self.straight(x) + self.bent(x) + self.voice[voice](x)) * self.scale + self.middle


class Memory:
    """Frames of the decoder and what they sounded like: Kokoro's own speech, and the converter's latest sounds."""

    def __init__(self, seed=0):
        self.native, self.own = {name: [] for name in VOICES}, {name: [] for name in VOICES}
        self.chance = random.Random(seed)

    def add(self, kind, voice, hidden, listened):
        seen = stack(hidden.float()).half()
        count = min(len(seen), len(listened))
        row = (seen[:count], listened[:count].float().clamp(min=listened.max().item() - QUIET).half())
        store = getattr(self, kind)[voice]
        store.append(row)
        if kind == 'own' and len(store) > KEPT:
            store.pop(0)

    def draw(self, voice, count):
        """Half of the frames from the latest ten sounds, a third from older ones, the rest native, while there are any."""
        own, native = self.own[voice], self.native[voice]
        sources = [own[-10:]] * 3 + [own] * 2 + [native] if own else [native]
        seen, goal = [], []
        for source in sources:
            one = self.chance.choice(source)
            at = torch.randint(len(one[0]), (count // len(sources),))
            seen.append(one[0][at])
            goal.append(one[1][at])
        return torch.cat(seen).float(), torch.cat(goal).float()


def learn(probe, optimizer, memory, voice, count=384):
    """One step of the probe; its error in decibels."""
    seen, goal = memory.draw(voice, count)
    probe.train().requires_grad_(True)
    seen = seen + 0.1 * torch.randn_like(seen) * probe.deviation
    loss = ((probe(seen, voice) - goal) / probe.scale).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    probe.eval().requires_grad_(False)
    return loss.item() * probe.scale.mean().item() * 4.34


def begin(memory):
    """A probe that begins with the best straight answer (ridge regression) on what is in the memory."""
    probe = Probe()
    rows = [row for store in (memory.native, memory.own) for voice in VOICES for row in store[voice]]
    seen, goal = torch.cat([row[0] for row in rows])[::2].float(), torch.cat([row[1] for row in rows])[::2].float()
    probe.mean, probe.deviation = seen.mean(0), seen.std(0) + 1e-3
    probe.middle, probe.scale = goal.mean(0), goal.std(0)
    x = (seen - probe.mean) / probe.deviation
    weight = torch.linalg.solve(x.T @ x + 0.02 * len(x) * torch.eye(SEEN), x.T @ ((goal - probe.middle) / probe.scale))
    probe.straight.weight.data = weight.T.contiguous()
    probe.straight.bias.data.zero_()
    return probe.eval()


def habits(memory):
    """For each voice, mean and deviation of each band over Kokoro's own speech."""
    found = {}
    for voice in VOICES:
        rows = torch.cat([one[speech(one, 7.0)] for one in (row[1].float() for row in memory.native[voice])])
        found[voice] = (rows.mean(0), rows.std(0) + 0.1)
    return found
