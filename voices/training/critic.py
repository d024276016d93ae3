"""A recogniser as a critic: how hard is it for Whisper base to write down what the voice says?

Its cross-entropy on the text that was to be said, given the sound of the whole voice (sharpening and vocoder included),
is a loss beside the teacher's in train.py. Only the spectral envelope may answer it: pitch, voicing and durations stay
what the teacher taught. Rates, levels and noise are drawn by chance, so that a faint trick that pleases one spectrum
does not pay.
"""
import random
import re

import numpy as np
import torch

import symbols
from evaluate import to_ids, whisper_folder
from recogniser import HOP, Recogniser
from voice import Voice

MARKS = re.compile('[\u064b-\u0652\u0670ـ]')
LONGEST = 90  # symbols of a sentence
PADDING = 80  # frames of 10 ms of silence behind the longest sound


class Critic:
    def __init__(self, network, text, phonemes, sense, batch, seed=0):
        read = lambda path: open(path, encoding='utf-8').read().splitlines()
        self.voice = Voice(network)
        self.recogniser = Recogniser(whisper_folder())
        self.chance, self.batch = random.Random(seed), batch
        texts, lines = read(text), read(phonemes)
        self.sentences = []
        for at in map(int, read(sense)):
            plain = ' '.join(re.sub(r'\s+([،.؟!:؛])', r'\1', MARKS.sub('', texts[at])).split())
            ids = to_ids(lines[at], symbols.IDS, '؟' in plain)
            if 25 <= len(ids) <= LONGEST:
                self.sentences.append((torch.from_numpy(ids), self.recogniser.tokens(plain)))
        self.random = np.random.RandomState(seed)

    def disturb(self, sound):
        """Another level, and every third time noise of a random colour below the speech by 10 to 35 dB."""
        sound = sound * self.chance.uniform(0.5, 1.5)
        if self.chance.random() < 0.33:
            count = len(sound)
            spectrum = np.fft.rfft(self.random.randn(count))
            colour = (np.arange(len(spectrum)) + 1.0) ** -self.chance.uniform(0, 0.8)
            noise = torch.from_numpy(np.fft.irfft(spectrum * colour, count).astype(np.float32))
            below = 10 ** (-self.chance.uniform(10, 35) / 20)
            sound = sound + noise * (below * sound.detach().pow(2).mean().sqrt() / noise.pow(2).mean().sqrt())
        return sound

    def loss(self):
        """Mean cross-entropy in nats for each token of a batch."""
        nothing = torch.zeros(1)
        pool = sorted(self.chance.sample(self.sentences, self.batch * 4), key=lambda one: len(one[0]))
        first = self.chance.randrange(4) * self.batch
        sounds, texts = [], []
        for ids, tokens in pool[first:first + self.batch]:
            rate = 1.0 if self.chance.random() < 0.6 else self.chance.uniform(1.2, 2.3)
            mgc, lf0, voiced, _ = self.voice.parameters(ids, torch.tensor([rate]), nothing)
            sounds.append(self.disturb(self.voice.sound(mgc, lf0.detach(), voiced)))
            texts.append(tokens)
        frames = max(map(len, sounds)) // HOP + PADDING
        loss = self.recogniser.loss(self.recogniser.spectrum(sounds, frames + frames % 2), texts,
                                    self.chance.random() < 0.7)
        return loss.sum() / sum(map(len, texts))
