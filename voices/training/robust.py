"""Asks a voice for what no sentence asks, and fails where it answers with less than speech.

    python3 robust.py --voice DIR [--speaker 0]

One symbol, 1,500 phonemes, every phoneme beside every other, rates from 0.5 to 3, pitch from -6 to 6 semitones, the
same twice, the first symbols alone: no error, no NaN, no clipping, durations that sum to the sound, no silence where a
vowel should be.
"""
import argparse
import itertools
import random

import numpy as np

from session import Session

AUDIBLE = 0.01  # root mean square of the middle of a vowel


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--voice', required=True)
    arguments.add_argument('--speaker', type=int, default=0)
    options = arguments.parse_args()
    session = Session(options.voice, speaker=options.speaker)
    table = session.symbols
    names = {at: name for name, at in table.items()}
    phonemes = [name for name in table if name not in ('<pad>', ' ', 'pau', ',', '.', '?')]
    faults, runs, peaks = [], 0, []

    ids_of = lambda spoken: np.array([table[name] for name in spoken], np.int64)

    def speak(spoken, rate=1.0, pitch=0.0, what=''):
        nonlocal runs
        ids = ids_of(spoken)
        sound, durations = session.say(ids, rate, pitch)
        runs += 1
        peaks.append(float(np.abs(sound).max()) if len(sound) else 0.0)
        if not np.isfinite(sound).all():
            faults.append(f'{what}: not a number')
        if peaks[-1] >= 1:
            faults.append(f'{what}: clips at {peaks[-1]:.2f}')
        if durations.sum() != len(sound) or len(durations) != len(ids) or durations.min() < 0:
            faults.append(f'{what}: durations {durations.sum()} of {len(sound)}')
        end = 0
        for at, count in zip(ids, durations):
            start, end = end, end + count
            if names[int(at)] in ('a', 'aː', 'i', 'iː', 'u', 'uː') and count >= 240:
                level = float(np.sqrt((sound[start:end] ** 2).mean()))
                if level < AUDIBLE:
                    faults.append(f'{what}: {names[int(at)]} has level {level:.4f}')
        return sound

    for one in phonemes:
        for end in ('pau', '.', '?', ','):
            if end in table:
                speak(['pau', one, end], what=f'alone {one}{end}')
        speak([one], what=f'bare {one}')
    for first, second in itertools.product(phonemes, phonemes):
        speak(['pau', 'k', 'a', first, second, 'a', 'pau'], what=f'{first} {second}')
    chance = random.Random(5)
    for count in (1500, 3000):
        long = ['pau']
        while len(long) < count:
            long += [chance.choice(phonemes[2:]), chance.choice(['a', 'i', 'u', 'aː'])]
            if chance.random() < 0.25:
                long.append(' ')
        sound = speak(long + ['pau'], what=f'{count} phonemes')
        print(f'{count} phonemes: {len(sound) / 24_000:.0f} s')
    sentence = ['pau', *'h a l'.split(), ' ', *'k a t a b a'.split(), ' ', *'ʔ a lː u ɣ a'.split(), 'pau']
    for rate in (0.5, 0.75, 1, 1.5, 2, 2.5, 3):
        print(f'rate {rate}: {len(speak(sentence, rate, what=f"rate {rate}")) / 24_000:.3f} s')
    for pitch in (-6, -3, 3, 6):
        speak(sentence, 1.0, pitch, what=f'pitch {pitch}')
    if not np.array_equal(speak(sentence), speak(sentence)):
        faults.append('the same ids, other samples')
    if 'until' in session.takes:
        for rate in (0.5, 1, 3):
            whole, told = session.say(ids_of(sentence), rate)
            for until in range(1, len(sentence)):
                sound, durations = session.say(ids_of(sentence), rate, until=until)
                runs += 1
                if not np.array_equal(durations, told) or len(sound) != told[:until].sum():
                    faults.append(f'the first {until} symbols at rate {rate}: {len(sound)} samples')
                elif ((sound - whole[:len(sound)]) ** 2).mean() > (whole ** 2).mean() / 50:
                    faults.append(f'the first {until} symbols at rate {rate}: other than in the whole')
    print(f'{runs} runs, highest peak {max(peaks):.2f}, {len(faults)} faults')
    for fault in faults[:40]:
        print(' ', fault)
    raise SystemExit(bool(faults))


if __name__ == '__main__':
    main()
