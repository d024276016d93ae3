"""The whole voice as one graph: symbol ids, rate and pitch to sound and durations.

What the network learned from the teacher is bent here by a few rules, each with its measured reason in README.md: the
envelope is sharpened, pitch moves wider, phrases end as their punctuation asks, and what carries the word (long
consonants and vowels) gives way last when the reader is in a hurry.
"""
import math

import torch
from torch import nn

import symbols
from model import CEPSTRA, place, within
from vocoder import HOP, Vocoder, sharpen

FRAME = 0.005  # seconds
SEMITONE = math.log(2) / 12
LOUDEST_HISS = 7.0  # of the zeroth cepstrum in unvoiced frames: the teacher's sibilants sting above it
MORE_HISS = 0.2  # added to it all the same: what stays below is a little weak
# By how much each cepstrum is sharpened: orders, factor. The broad shape of the spectrum (4 to 7) varies as much as in
# the recordings already and loses by more; what is finer gains.
SHARPENED = ((range(2, 4), 1.1), (range(8, CEPSTRA), 1.3))

# Semitones added at the very end of a phrase, over so many seconds. The teacher falls by five before every pause and by
# seven at the end, whatever the mark; a question is to rise, a phrase that goes on to stay up.
ENDS = {symbols.STOP: (0.0, 0.35), symbols.QUESTION: (11.5, 0.40), symbols.COMMA: (5.5, 0.30)}
# Seconds of silence of each mark at rate 1, where the teacher's own pause is shorter.
PAUSES = {symbols.COMMA: 0.22, symbols.STOP: 0.30, symbols.QUESTION: 0.30}


def class_table(default, choose):
    values = [default] * len(symbols.TABLE)
    for at, name in enumerate(symbols.TABLE):
        value = choose(name)
        if value is not None:
            values[at] = value
    return torch.tensor(values)


def is_long_vowel(name):
    return name in ('aː', 'iː', 'uː')


def is_vowel(name):
    return name in ('a', 'i', 'u') or is_long_vowel(name)


def hold(frames):
    """Where each symbol starts, and which symbol each frame belongs to, for symbols that last `frames` [T]."""
    ends = torch.cumsum(frames, 0)
    over = torch.zeros(ends[-1].long() + 1).scatter_add(0, ends.long(), torch.ones_like(ends))
    owner = torch.clamp(torch.cumsum(over, 0).long(), max=frames.shape[0] - 1)[:-1]
    return ends - frames, owner


def frames_until(frames, until):
    """How many frames the first `until` [1] symbols have, of symbols that last `frames` [T]."""
    return torch.cumsum(frames, 0)[until - 1][0].long()


class Voice(nn.Module):
    def __init__(self, network, sharpened=SHARPENED, spread=1.3, gain=0.35, vocoder=None, haste=True, melody=True):
        super().__init__()
        self.network, self.spread, self.gain, self.melody = network, spread, gain, melody
        self.seen = network.seen()
        factors = torch.ones(CEPSTRA)
        for orders, factor in sharpened:
            factors[list(orders)] = factor
        self.register_buffer('factors', factors)
        self.vocoder = vocoder or Vocoder(burst=280, knee=6000.0, slope=1500.0)
        marks = torch.tensor([float(name in (',', '.', '?', 'pau')) for name in symbols.TABLE])
        self.register_buffer('is_pause', marks)
        self.register_buffer('same', torch.tensor(
            [symbols.PAU if mark else at for at, mark in enumerate(marks.tolist())]))
        self.register_buffer('silent', torch.tensor([0.0 if at <= 1 else 1.0 for at in range(len(symbols.TABLE))]))
        # Exponent of the rate for each kind of symbol: above one gives way more than its share, below one less.
        exponent = class_table(1.0, lambda name: (
            1.25 if name in (',', '.', '?', 'pau') else 1.12 if is_long_vowel(name) else 1.0 if is_vowel(name)
            else 0.94)) if haste else torch.ones(len(symbols.TABLE))
        self.register_buffer('exponent', exponent)
        self.register_buffer('least', class_table(1.0, lambda name: PAUSES.get(symbols.IDS[name], 0.005) / FRAME))
        self.register_buffer('end_move', class_table(0.0, lambda name: ENDS.get(symbols.IDS[name], (0.0,))[0]))
        self.register_buffer('end_time', class_table(0.3, lambda name: ENDS.get(symbols.IDS[name], (0, 0.3))[1]))
        self.register_buffer('end_long', class_table(1.0, lambda name: {'.': 1.12, '?': 1.10, ',': 1.08}.get(name)))

    def forward(self, phonemes, rate, pitch):
        mgc, lf0, voiced, frames = self.parameters(phonemes, rate, pitch)
        return self.sound(mgc, lf0, voiced), (frames * HOP).long()

    def parameters(self, phonemes, rate, pitch, until=None, beyond=0):
        """Mel-cepstra, log F0 and voicing of each frame, and the frames of each symbol. With `until` [1] there are no more
        frames than the first so many symbols have, and `beyond` of those after them."""
        network = self.network
        pause = self.is_pause[phonemes]
        x, log_frames = network.encode(self.same[phonemes].unsqueeze(0), place(pause).unsqueeze(0))
        natural = torch.clamp(torch.exp(log_frames[0]) - 1, min=1.0)
        natural = torch.where(pause > 0, torch.maximum(natural, self.least[phonemes]), natural)

        # The pause that ends each symbol's phrase, and how far away it is.
        count = phonemes.shape[0]
        at = torch.arange(count, dtype=torch.float32)
        ahead = at.unsqueeze(0) - at.unsqueeze(1)
        gap = torch.where((ahead >= 0) & (pause.unsqueeze(0) > 0), ahead, torch.full_like(ahead, 1e6)).amin(1)
        end = torch.clamp(at + gap, max=count - 1.0).long()
        mark = phonemes[end]
        # The last syllable before a pause is drawn out.
        last = ((gap > 0) & (gap < 3.5)).float()
        natural = natural * (1 + last * (self.end_long[mark] - 1))

        # The network always speaks at its own rate: what it knows of movement from sound to sound holds there.
        spoken = self.silent[phonemes]
        natural = torch.clamp(torch.round(natural), min=1.0) * spoken
        # Another rate reads its parameters at another pace, symbol by symbol, so that every target is still reached.
        frames = torch.clamp(torch.round(natural / rate ** self.exponent[phonemes]), min=1.0) * spoken
        natural_starts, natural_owner = hold(natural)
        starts, owner = hold(frames)
        if until is not None:
            owner = owner[:frames_until(frames, until) + beyond]
        total = owner.shape[0]
        time = torch.arange(total, dtype=torch.float32)
        pace = natural[owner] / torch.clamp(frames[owner], min=1.0)
        source = natural_starts[owner] + (time - starts[owner] + 0.5) * pace - 0.5
        source = torch.clamp(source, min=0.0)
        low = torch.floor(source)
        part = (source - low).unsqueeze(1)
        low = low.long()
        high = torch.minimum(low + 1, natural.sum().long() - 1)

        if until is not None:
            natural_owner = natural_owner[:low[-1] + 2 + 2 * self.seen]
        half = natural_owner[::2]
        offset = torch.arange(half.shape[0], dtype=torch.float32) * 2 - natural_starts[half] + 0.5
        inside = within(offset, torch.clamp(natural[half], min=1.0))
        out = network.decode(x[0][half].unsqueeze(0), inside.unsqueeze(0))[0]
        out = out * network.deviation + network.mean
        out = out[low] * (1 - part) + out[high] * part
        mgc, lf0 = out[:, :CEPSTRA], out[:, CEPSTRA]
        voiced = (out[:, CEPSTRA + 1] > 0).to(mgc.dtype)

        mgc = sharpen(mgc, self.vocoder.cosine, self.factors)
        level = torch.where(voiced > 0, mgc[:, 0], torch.clamp(mgc[:, 0], max=LOUDEST_HISS) + MORE_HISS)
        mgc = torch.cat([level.unsqueeze(1), mgc[:, 1:]], 1)

        middle = network.mean[CEPSTRA]
        lf0 = middle + (lf0 - middle) * self.spread
        if self.melody:
            to_end = (starts[end][owner] - time) * FRAME * rate
            span = self.end_time[mark][owner]
            near = torch.clamp(1 - to_end / span, min=0.0, max=1.0)
            near = near * near * (3 - 2 * near)
            lf0 = lf0 + near * self.end_move[mark][owner] * SEMITONE
        lf0 = torch.clamp(lf0 + pitch * SEMITONE, min=math.log(55.0), max=math.log(420.0))
        return mgc, lf0, voiced, frames

    def sound(self, mgc, lf0, voiced):
        sound = self.vocoder(mgc, lf0, voiced) * self.gain
        # Nothing clips: beyond 0.7 the wave bends towards 0.98.
        loud = torch.abs(sound)
        bent = 0.7 + 0.28 * torch.tanh(torch.relu(loud - 0.7) / 0.28)
        return torch.where(loud > 0.7, torch.sign(sound) * bent, sound)
