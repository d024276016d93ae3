"""The teacher speaks: what the voice that ships will learn from.

    PYTHONPATH=.. python3 render.py --lab LAB --packs PACKS --weights FILE --voice am_michael --seconds 7200

Sentences of LAB/train in turn, six in ten at rate 1, the others at 0.7 to 1.8: the guide's parameters at that rate and
Kokoro's sound of them, in step with each other. Writes LAB/rendered/VOICE/NNNNN.pt; goes on where it stopped.
"""
import argparse
import os
import random

import torch

from converter import split
from features import RATE
from guide import f0_of
from native import VOICES
from tune import Stage
from weights import read


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--packs', required=True)
    arguments.add_argument('--weights', required=True)
    arguments.add_argument('--voice', default='am_michael')
    arguments.add_argument('--seconds', type=float, default=7200)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    stage, network = Stage(options.lab, options.packs), read(options.weights).eval()
    folder = f'{options.lab}/rendered/{options.voice}'
    os.makedirs(folder, exist_ok=True)
    total, at = 0.0, 0
    while total < options.seconds:
        path = f'{folder}/{at:05}.pt'
        chance = random.Random(at)
        rate = 1.0 if chance.random() < 0.6 else chance.uniform(0.7, 1.8)
        if os.path.exists(path):
            total += len(torch.load(path, weights_only=True)['sound']) / RATE
        else:
            speech = stage.guide.speak(at % len(stage.guide), rate)
            item = stage.guide.given(*speech)
            with torch.no_grad():
                phonetic, energy = split(network(*stage.given(item))[0])
                f0 = f0_of(item, stage.guide_f0, VOICES[options.voice][0])
                hidden = stage.kokoro.hidden(phonetic, f0, energy, stage.styles[options.voice])
                sound, _ = stage.real(hidden, f0, options.voice)
            ids, frames, mgc, lf0, voiced, _ = speech
            torch.save({'ids': ids, 'frames': frames.short(), 'mgc': mgc.half(), 'lf0': lf0, 'voiced': voiced > 0.5,
                        'rate': rate, 'mean': stage.guide_f0, 'height': VOICES[options.voice][0],
                        'sound': sound.half()}, path + '.part')
            os.rename(path + '.part', path)
            total += len(sound) / RATE
            if at % 20 == 0:
                print(f'{at + 1} utterances, {total:.0f} s', flush=True)
        at += 1


if __name__ == '__main__':
    main()
