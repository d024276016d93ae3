"""Melody and modulation of a voice's speech beside that of Kokoro's own in the same throat.

    PYTHONPATH=.. python3 texture.py --lab LAB --voice DIR [--count 30] [--guide DIR] [--pictures FOLDER]

For Kokoro's own speech (LAB/own, see `own.py`), each voice of the model in DIR and --guide (`ziad`): F0 from the 5th to
the 95th hundredth and its deviation within an utterance, in semitones; the share of each band of the modulation spectrum
(how fast the loudness of 24 bands of the ear moves, in hertz); and the level of the spectrum above 4 kHz beside that
below 1 kHz. --pictures draws a sentence of each.
"""
import argparse
import os

import librosa
import numpy as np
import torch

from evaluate import to_ids
from session import Session
from throat import SPEAKERS

RATE, HOP = 24_000, 120
BANDS = ((1, 2), (2, 4), (4, 8), (8, 16), (16, 32), (32, 64))


def described(sounds):
    """Semitones of F0 and its deviation, shares of modulation, decibels of the high frequencies beside the low ones."""
    ranges, deviations, modulation, tilts = [], [], np.zeros(len(BANDS)), []
    for sound in sounds:
        f0, voiced, _ = librosa.pyin(sound, fmin=60, fmax=420, sr=RATE, frame_length=2048, hop_length=4 * HOP)
        height = 12 * np.log2(f0[voiced & np.isfinite(f0)] / 100)
        if len(height) > 20:
            ranges.append(np.percentile(height, 95) - np.percentile(height, 5))
            deviations.append(height.std())
        mel = librosa.feature.melspectrogram(y=sound, sr=RATE, n_fft=1024, hop_length=HOP, n_mels=24, fmax=8000)
        loudness = mel ** 0.3
        moves = np.abs(np.fft.rfft((loudness - loudness.mean(1, keepdims=True)) * np.hanning(loudness.shape[1]), axis=1)) ** 2
        hertz = np.fft.rfftfreq(loudness.shape[1], HOP / RATE)
        modulation += [moves[:, (hertz >= low) & (hertz < high)].sum() for low, high in BANDS] / moves[:, hertz >= 1].sum()
        power = np.abs(librosa.stft(sound, n_fft=1024)) ** 2
        at = librosa.fft_frequencies(sr=RATE, n_fft=1024)
        tilts.append(10 * np.log10(power[(at > 4000) & (at < 10_000)].sum() / power[at < 1000].sum()))
    return np.mean(ranges), np.mean(deviations), modulation / len(sounds), np.mean(tilts)


def picture(sound, path):
    import matplotlib
    matplotlib.use('Agg')
    from matplotlib import pyplot
    decibels = librosa.amplitude_to_db(np.abs(librosa.stft(sound[:3 * RATE], n_fft=1024, hop_length=HOP)), ref=np.max, top_db=70)
    figure, axis = pyplot.subplots(figsize=(12, 4))
    axis.imshow(decibels[:428], origin='lower', aspect='auto', cmap='magma', extent=(0, 3, 0, 10))
    axis.set_xlabel('seconds'), axis.set_ylabel('kilohertz'), axis.set_title(os.path.basename(path))
    figure.tight_layout()
    figure.savefig(path, dpi=70)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--voice', required=True)
    arguments.add_argument('--guide')
    arguments.add_argument('--count', type=int, default=30)
    arguments.add_argument('--pictures')
    options = arguments.parse_args()
    lines, texts = (open(f'{options.lab}/eval.{kind}', encoding='utf-8').read().splitlines()[:options.count] for kind in ('ph', 'txt'))
    said = lambda session: [session.say(to_ids(line, session.symbols, '؟' in text))[0] for line, text in zip(lines, texts)]
    every = {f'Kokoro {voice}': [one.float().numpy() for one in torch.load(f'{options.lab}/own/{voice}.pt', weights_only=True)[:options.count]]
             for voice in SPEAKERS}
    every |= {f'student {voice}': said(Session(options.voice, speaker=at)) for at, voice in enumerate(SPEAKERS)}
    if options.guide:
        every['guide'] = said(Session(options.guide))
    print(f'{"":20} F0 range, deviation; modulation ' + ' '.join(f'{low}-{high}' for low, high in BANDS) + ' Hz; tilt')
    for name, sounds in every.items():
        wide, deviation, modulation, tilt = described(sounds)
        print(f'{name:20} {wide:.1f} {deviation:.1f} st; ' + ' '.join(f'{100 * one:.0f}' for one in modulation) + f' %; {tilt:.1f} dB', flush=True)
        if options.pictures:
            os.makedirs(options.pictures, exist_ok=True)
            picture(sounds[0], f'{options.pictures}/{name.replace(" ", "_")}.png')


if __name__ == '__main__':
    main()
