"""Kokoro speaks for itself: what the student's discriminators take for real.

    PYTHONPATH=.. python3 own.py --lab LAB --packs PACKS --vectors vectors_am_michael.pt [--seconds 400]

With its own durations and intonation, in each of the voices that are grown; three sentences of four are Arabic (with the
vectors of `arabic.py`), one is English. Not every Arabic sound is right in them, and nothing is in step with the guide: so
no spectrum is learned from them, only what a voice sounds like. Writes LAB/own/VOICE.pt.
"""
import argparse
import os
import random

import torch

from kokoro82 import RATE
from native import VOICES, Speaker


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--packs', required=True)
    arguments.add_argument('--vectors', required=True)
    arguments.add_argument('--seconds', type=float, default=400)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    speaker = Speaker(options.lab, options.packs, options.vectors, 160)
    os.makedirs(f'{options.lab}/own', exist_ok=True)
    for voice in VOICES:
        chance = random.Random(voice)
        speaker.shuffle(chance)
        sounds, total, at = [], 0.0, 0
        while total < options.seconds:
            foreign = at % 4 == 3
            line = speaker.english[at // 4 % len(speaker.english)] if foreign else speaker.arabic[at]
            at += 1
            sound = speaker.say(voice, line, foreign, chance)[4]
            sounds.append(sound.half())
            total += len(sound) / RATE
            if at % 20 == 0:
                print(f'{voice}: {at} utterances, {total:.0f} s', flush=True)
        torch.save(sounds, f'{options.lab}/own/{voice}.pt')


if __name__ == '__main__':
    main()
