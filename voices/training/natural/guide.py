"""The guide: `ziad` says a sentence, and everything the converter is given of it is kept.

`ziad` pronounces, times and intones; Kokoro only lends its throat. What is made of a sentence is stored under
LAB/guide, so each is made once, when first asked for.
"""
import functools
import os

import torch

import features
import recogniser as whisper
import symbols
from converter import HALVES
from evaluate import to_ids, whisper_folder
from model import Acoustic, within
from voice import Voice

STRETCH = {'m': 1.0, 'f': 1.15}  # formants of a woman's voice over a man's


@functools.lru_cache
def listener():
    return whisper.Recogniser(whisper_folder(), torch.float32)


class Guide:
    def __init__(self, lab, name):
        """Sentences of LAB/name.txt with their phonemes LAB/name.ph, a line each."""
        read = lambda path: open(path, encoding='utf-8').read().splitlines()
        self.texts, self.lines = read(f'{lab}/{name}.txt'), read(f'{lab}/{name}.ph')
        assert len(self.texts) == len(self.lines), name
        self.folder = f'{lab}/guide/{name}'
        os.makedirs(self.folder, exist_ok=True)
        network = Acoustic(len(symbols.TABLE))
        network.load_state_dict(torch.load(f'{lab}/ziad.pt', weights_only=True)['network'])
        self.voice = Voice(network.eval()).eval()
        self.recogniser = listener()
        self.filters = {kind: None if by == 1 else features.stretched(by) for kind, by in STRETCH.items()}

    def __len__(self):
        return len(self.texts)

    def ids(self, at):
        return torch.from_numpy(to_ids(self.lines[at], symbols.IDS, '؟' in self.texts[at]))

    def speak(self, at, rate=1.0):
        """Symbol ids, their frames of 5 ms, mel-cepstra, log F0 and voicing of each frame, and the sound."""
        ids = self.ids(at)
        with torch.no_grad():
            mgc, lf0, voiced, frames = self.voice.parameters(ids, torch.tensor([rate]), torch.zeros(1))
            return ids, frames, mgc, lf0, voiced, self.voice.sound(mgc, lf0, voiced)

    def given(self, ids, frames, mgc, lf0, voiced, sound):
        """What the converter is given of such speech."""
        count = len(sound) // features.FRAME
        # Log F0 and voicing at 80 Hz.
        time = ((torch.arange(2 * count) * 12.5 + 6.25) / 5 - 0.5).clamp(min=0)
        low = time.floor().long()
        high, part = (low + 1).clamp(max=len(lf0) - 1), time - low
        blend = lambda x: x[low] * (1 - part) + x[high] * part
        # The phoneme of each half frame of 25 ms, and where in it that lies.
        ends = frames.cumsum(0)
        middle = (torch.arange(count * HALVES) + 0.5) * 5 / HALVES
        owner = torch.searchsorted(ends, middle, right=True).clamp(max=len(ids) - 1)
        inside = within(middle - (ends - frames)[owner], frames[owner].clamp(min=1))
        item = {
            'spectra': features.fine(sound).half(), 'heard': features.heard(self.recogniser, sound).half(),
            'lf0': blend(lf0), 'voiced': blend(voiced) > 0.5, 'ids': ids[owner].reshape(count, HALVES),
            'within': inside.reshape(count, HALVES, 3)}
        for kind, filters in self.filters.items():
            item['listened_' + kind] = features.listened(self.recogniser, sound, filters).half()
        return item

    def __getitem__(self, at):
        path = f'{self.folder}/{at:05}.pt'
        if os.path.exists(path):
            return torch.load(path, weights_only=True)
        item = self.given(*self.speak(at))
        torch.save(item, path + '.part')
        os.rename(path + '.part', path)
        return item


def f0_of(item, mean, target, wider=1.0):
    """F0 in hertz [1, 2 T]: the guide's intonation about another voice's mean of log F0; 3 where unvoiced."""
    return torch.where(item['voiced'], torch.exp((item['lf0'] - mean) * wider + target), torch.tensor(3.0))[None]
