"""Kokoro's own speech with its phonetic features: what the converter stays true to, and what the probe begins with.

    PYTHONPATH=.. python3 native.py --lab LAB --packs PACKS [--seconds 240]

English sentences of `text/english.txt` (phonemes by the package hibari-tts), and Arabic ones whose sounds are replaced
by near ones that Kokoro knows, another for each sentence by chance. Writes LAB/native.pt.
"""
import argparse
import os
import random

import torch

import features
import kokoro82
import recogniser as whisper
from evaluate import whisper_folder

HERE = os.path.dirname(os.path.abspath(__file__))
# Voices that are grown: the mean of their log F0 in Kokoro's own speech, kind of voice.
VOICES = {'am_michael': (4.653, 'm'), 'af_heart': (5.212, 'f')}
NEAR = {'ʔ': ['', 'ʔ', 't'], 'ʕ': ['ɑ', 'ʁ', 'ʔ', 'ɑː'], 'ħ': ['h', 'x', 'χ'], 'x': ['x', 'χ'], 'ɣ': ['ɣ', 'ʁ', 'ɡ'],
        'q': ['q', 'k'], 'r': ['ɾ', 'r', 'ɹ'], 'tˤ': ['t', 'ʈ'], 'dˤ': ['d', 'ɖ'], 'sˤ': ['s', 'ʂ'], 'ðˤ': ['ð', 'z'],
        'dʒ': ['ʤ'], 'a': ['a', 'æ', 'ɐ', 'ɛ'], 'i': ['i', 'ɪ'], 'u': ['u', 'ʊ', 'o']}
BACKED = {'a': ['ɑ', 'ɔ', 'ʌ'], 'i': ['ɪ', 'ɨ'], 'u': ['ʊ', 'o']}
BACKING = ('sˤ', 'dˤ', 'tˤ', 'ðˤ', 'q')


def arabic(line, chance):
    """Kokoro's symbols for a line of the product's phonemes."""
    near = {sound: chance.choice(ways) for sound, ways in NEAR.items()}
    backed = {sound: chance.choice(ways) for sound, ways in BACKED.items()}
    words = []
    for word in line.strip().removesuffix(' .').split(' | '):
        sounds, made = word.split(), ''
        vowels = [at for at, sound in enumerate(sounds) if sound.rstrip('ː') in BACKED]
        stressed = next((at for at in reversed(vowels) if sounds[at].endswith('ː')), vowels[-2] if vowels[1:] else -1)
        for at, sound in enumerate(sounds):
            plain, long = sound.removesuffix('ː'), 'ː' if sound.endswith('ː') else ''
            beside = {one.removesuffix('ː') for one in sounds[max(at - 1, 0):at + 2]}
            if plain in backed and beside & set(BACKING):
                plain = backed[plain]
            else:
                plain = near.get(plain, plain)
            made += ('ˈ' if at == stressed else '') + plain + long
        words.append(made)
    return ' '.join(words) + '.'


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--packs', required=True)
    arguments.add_argument('--seconds', type=float, default=240)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    from hibari.g2p import G2P
    chance, speaker = random.Random(3), G2P(british=False)
    english = [speaker(line) for line in open(f'{HERE}/text/english.txt', encoding='utf-8').read().splitlines()]
    lines = [line for line in open(f'{options.lab}/train.ph', encoding='utf-8').read().splitlines() if len(line) < 120]
    chance.shuffle(english), chance.shuffle(lines)
    model, table = kokoro82.load(), kokoro82.vocabulary()
    recogniser = whisper.Recogniser(whisper_folder(), torch.float32)
    made, total, at = [], 0.0, 0
    while total < options.seconds:
        voice = list(VOICES)[at % 3 % 2]
        symbols = english[at // 2 % len(english)] if at % 2 else arabic(lines[at], chance)
        ids = torch.tensor([[0] + [table[one] for one in symbols if one in table] + [0]])
        at += 1
        style = kokoro82.style_of(options.packs, voice, ids.shape[1] - 3)
        with torch.no_grad():
            encoded, frames = model.prosody(ids, style)
            frames = torch.round(frames / chance.uniform(0.85, 1.15)).clamp(min=1).long()
            f0, energy = model.melody(encoded, frames, style)
            phonetic = torch.repeat_interleave(model.phonetic(ids), frames, dim=2)
            hidden = model.hidden(phonetic, f0, energy, style)
            sound = model.sound(hidden, f0, style)
        made.append({'voice': voice, 'phonetic': phonetic[0].T.half(), 'energy': energy[0], 'f0': f0[0],
                     'hidden': hidden[0].half(), 'spectra': features.fine(sound).half(),
                     'heard': features.heard(recogniser, sound).half(),
                     'listened': features.listened(recogniser, sound).half()})
        total += len(sound) / features.RATE
        if at % 10 == 0:
            print(f'{at} utterances, {total:.0f} s', flush=True)
    torch.save(made, f'{options.lab}/native.pt')


if __name__ == '__main__':
    main()
