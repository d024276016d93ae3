"""Kokoro's own speech with its phonetic features: what the converter stays true to, and what the probe begins with.

    PYTHONPATH=.. python3 native.py --lab LAB --packs PACKS --vectors vectors_am_michael.pt [--seconds 240]

English sentences of `text/english.txt` (phonemes by the package hibari-tts), and Arabic ones with the vectors that were
learned for Arabic sounds through the whole of Kokoro (`arabic.py`). Writes LAB/native.pt.
"""
import argparse
import math
import os
import random

import torch

import features
import kokoro82
import recogniser as whisper
import symbols
from arabic import Vectors
from converter import HALVES
from evaluate import whisper_folder
from model import within
from voice import SEMITONE

HERE = os.path.dirname(os.path.abspath(__file__))
# Voices that are grown: the mean of their log F0, kind of voice. That of Kokoro's own speech, but `af_heart` is a semitone
# lower: calmer, and of all heights the one that the student is judged best at.
VOICES = {'am_michael': (4.653, 'm'), 'af_heart': (5.212 - SEMITONE, 'f')}
MOVED = {'am_michael': 0.0, 'af_heart': -SEMITONE}


def spoken(frames, owner, phonemes):
    """The phoneme of each half frame [T, 2], and where in it that lies [T, 2, 3]; frames [L] of 25 ms of each symbol,
    owner [L] the phoneme it belongs to."""
    ids = [symbols.IDS.get(one, symbols.PAU) for one in phonemes]
    place = torch.where(owner < 0, len(ids) + (torch.arange(len(owner)) > 0).long(), owner)  # silence at both ends
    lengths = torch.zeros(len(ids) + 2).index_add(0, place, frames.float())
    of = torch.repeat_interleave(place, frames)  # of each frame
    begin = torch.full((len(ids) + 2,), len(of)).scatter_reduce(0, of, torch.arange(len(of)), 'amin')
    halves = torch.arange(len(of) * HALVES)
    of = of.repeat_interleave(HALVES)
    inside = within((halves + 0.5) * 5 / HALVES - begin[of] * 5, lengths[of] * 5)
    return torch.tensor(ids + [symbols.PAU] * 2)[of].reshape(-1, HALVES), inside.reshape(-1, HALVES, 3)


class Speaker:
    """Kokoro speaking for itself: English, and Arabic with the vectors of `arabic.py`."""

    def __init__(self, lab, packs, vectors, longest):
        """`longest`: characters of an Arabic sentence's phonemes."""
        from hibari.g2p import G2P
        english = G2P(british=False)
        self.english = [english(line) for line in open(f'{HERE}/text/english.txt', encoding='utf-8').read().splitlines()]
        self.arabic = [line for line in open(f'{lab}/train.ph', encoding='utf-8').read().splitlines() if len(line) < longest]
        self.model, self.table, self.packs = kokoro82.load(), kokoro82.vocabulary(), packs
        self.vectors = Vectors(vectors, self.model, self.table)

    def shuffle(self, chance):
        chance.shuffle(self.english), chance.shuffle(self.arabic)

    def say(self, voice, line, foreign, chance):
        """Phonetic features, energy, F0, last hidden layer and sound of a line, at 0.85 to 1.15 times the speed; and of an
        Arabic one what `spoken` wants."""
        model, vectors, about = self.model, self.vectors, None
        if foreign:
            ids = torch.tensor([[0] + [self.table[one] for one in line if one in self.table] + [0]])
        else:
            ids, rows, *about = vectors.read(line)
        style = kokoro82.style_of(self.packs, voice, ids.shape[1] - 3)
        with torch.no_grad():
            encoded, frames = model.prosody(ids, style)
            frames = torch.round(frames / chance.uniform(0.85, 1.15)).clamp(min=1).long()
            f0, energy = model.melody(encoded, frames, style)
            f0 = f0 * math.exp(MOVED[voice])
            if voice == list(VOICES)[0] and not foreign:
                style = style + vectors.shift
            phonetic = model.phonetic(ids) if foreign else vectors.phonetic(ids, rows)
            phonetic = torch.repeat_interleave(phonetic, frames, dim=2)
            hidden = model.hidden(phonetic, f0, energy, style)
            return phonetic, energy, f0, hidden, model.sound(hidden, f0, style), about and (frames, *about)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--packs', required=True)
    arguments.add_argument('--vectors', required=True)
    arguments.add_argument('--seconds', type=float, default=240)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    chance, speaker = random.Random(3), Speaker(options.lab, options.packs, options.vectors, 120)
    speaker.shuffle(chance)
    recogniser = whisper.Recogniser(whisper_folder(), torch.float32)
    made, total, at = [], 0.0, 0
    while total < options.seconds:
        foreign = at % 3 == 2  # in the male voice; every other of the Arabic ones is in the female
        voice = list(VOICES)[0 if foreign else at % 2]
        line = speaker.english[at // 3 % len(speaker.english)] if foreign else speaker.arabic[at]
        at += 1
        phonetic, energy, f0, hidden, sound, about = speaker.say(voice, line, foreign, chance)
        made.append({'voice': voice, 'phonetic': phonetic[0].T.half(), 'energy': energy[0], 'f0': f0[0],
                     'hidden': hidden[0].half(), 'spectra': features.fine(sound).half(),
                     'heard': features.heard(recogniser, sound).half(),
                     'listened': features.listened(recogniser, sound).half()})
        if about:
            made[-1]['ids'], made[-1]['within'] = spoken(*about)
        total += len(sound) / features.RATE
        if at % 10 == 0:
            print(f'{at} utterances, {total:.0f} s', flush=True)
    torch.save(made, f'{options.lab}/native.pt')


if __name__ == '__main__':
    main()
