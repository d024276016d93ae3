"""What a voice does with length, emphasis and melody, measured on its own sound.

    python3 measure.py --voice DIR --phonemes FILE --text FILE [--count 60] [--rate 1] [--speaker 0]

DIR holds model.onnx and symbols.json, FILE lines of `natiq text --stage phonemes` and their text. Printed:

- length: long vowels over short ones and long consonants over single ones (of the same kind, neither beside a pause), and
  vowels in the last syllable before a pause over those elsewhere;
- emphasis: the second formant in the middle of /a/ and /aː/ after an emphatic consonant and after its plain sister;
- melody: F0 from the 5th to the 95th hundredth in semitones, how it falls within a phrase, and its last quarter of a
  second before each mark beside the rest of the phrase.
"""
import argparse

import librosa
import numpy as np

from evaluate import to_ids
from session import Session

RATE = 24_000
PAUSES = {'pau', ',', '.', '?'}
SHORT = {'a', 'i', 'u'}
PLAIN = {'sˤ': 's', 'dˤ': 'd', 'tˤ': 't', 'ðˤ': 'ð'}
FORMANTS_TO = 11_000  # samples a second that formants are sought at
WINDOW = 0.03  # seconds


def formants(sound):
    """Formants in hertz of a short piece of a vowel, by linear prediction."""
    sound = np.append(sound[0], sound[1:] - 0.97 * sound[:-1]) * np.hamming(len(sound))
    roots = np.roots(librosa.lpc(sound, order=12))
    roots = roots[roots.imag > 0.01]
    hertz = np.angle(roots) * FORMANTS_TO / (2 * np.pi)
    width = -np.log(np.abs(roots)) * FORMANTS_TO / np.pi
    return np.sort(hertz[(hertz > 150) & (width < 500)])


def ratio(numbers, others):
    return f'{np.mean(numbers) / np.mean(others):.2f} ({np.mean(numbers):.0f} and {np.mean(others):.0f} ms, {len(numbers)} and {len(others)})'


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--voice', required=True)
    arguments.add_argument('--phonemes', required=True)
    arguments.add_argument('--text', required=True)
    arguments.add_argument('--count', type=int, default=60)
    arguments.add_argument('--rate', type=float, default=1.0)
    arguments.add_argument('--speaker', type=int, default=0)
    options = arguments.parse_args()
    session = Session(options.voice, speaker=options.speaker)
    table = session.symbols
    names = {at: name for name, at in table.items()}
    lines, texts = (open(path, encoding='utf-8').read().splitlines()[:options.count]
                    for path in (options.phonemes, options.text))
    vowels = {'short': [], 'long': [], 'final': [], 'inner': []}
    consonants = {'single': [], 'long': []}
    second = {'emphatic': [], 'plain': []}
    pitch, falls, ends = [], [], {mark: [] for mark in PAUSES}
    for line, text in zip(lines, texts):
        ids = to_ids(line, table, '؟' in text)
        sound, durations = session.say(ids, options.rate)
        said = [names[int(at)] for at in ids]
        edges = np.concatenate([[0], np.cumsum(durations)])
        f0 = librosa.yin(sound.astype(np.float64), fmin=60, fmax=420, sr=RATE, frame_length=1024 * 2, hop_length=120)
        low = librosa.resample(sound, orig_sr=RATE, target_sr=FORMANTS_TO)
        voiced = []
        begin = 0
        for at, name in enumerate(said):
            length = durations[at] / RATE * 1000
            near = said[max(at - 1, 0):at] + said[at + 1:at + 2]
            base, is_long = name.removesuffix('ː'), name.endswith('ː')
            if base in SHORT:
                middle = (edges[at] + edges[at + 1]) // 2
                span = durations[at] // 4
                voiced += [(middle + step) // 120 for step in range(-span, span + 1, 120)]
                if PAUSES.isdisjoint(said[at + 1:at + 3]):
                    vowels['long' if is_long else 'short'].append(length)
                    if not is_long:
                        vowels['inner'].append(length)
                elif not is_long:
                    vowels['final'].append(length)
                before = said[at - 1].removesuffix('ː') if at else ''
                if base == 'a' and length > 40:
                    kind = 'emphatic' if before in PLAIN else 'plain' if before in PLAIN.values() else None
                    if kind:
                        centre, half = int(middle / RATE * FORMANTS_TO), int(WINDOW / 2 * FORMANTS_TO)
                        found = formants(low[max(centre - half, 0):centre + half])
                        if len(found) > 1:
                            second[kind].append(found[1])
            elif name in PAUSES:
                frames = np.array([one for one in voiced if one < len(f0)], int)
                if len(frames) > 8:
                    height = 12 * np.log2(f0[frames] / 100)
                    pitch += list(height)
                    time = frames * 120 / RATE
                    falls.append(np.polyfit(time, height, 1)[0])
                    last = time > edges[at] / RATE - 0.25
                    if last.any() and not last.all():
                        ends[name].append(height[last].mean() - height[~last].mean())
                voiced = []
            elif name != ' ' and PAUSES.isdisjoint(near):
                consonants['long' if is_long else 'single'].append(length)
    print('long vowels over short', ratio(vowels['long'], vowels['short']))
    print('long consonants over single', ratio(consonants['long'], consonants['single']))
    print('short vowels in the last syllable over others', ratio(vowels['final'], vowels['inner']))
    print('second formant of a after an emphatic %.0f Hz, after its plain sister %.0f Hz (medians of %d and %d)' % (
        np.median(second['emphatic']), np.median(second['plain']), len(second['emphatic']), len(second['plain'])))
    bottom, top = np.percentile(pitch, [5, 95])
    print(f'F0 from {100 * 2 ** (bottom / 12):.0f} to {100 * 2 ** (top / 12):.0f} Hz, {top - bottom:.1f} semitones; '
          f'falls {-np.mean(falls):.1f} semitones a second in a phrase')
    print('before a mark, beside the rest of its phrase: ' + ', '.join(
        f'{mark} {np.mean(rows):+.1f} semitones ({len(rows)})' for mark, rows in sorted(ends.items()) if rows))


if __name__ == '__main__':
    main()
