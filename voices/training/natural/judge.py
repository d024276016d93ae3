"""How well the teacher is understood, letter by letter, and how it is liked by DNSMOS.

    PYTHONPATH=.. python3 judge.py --lab LAB --packs PACKS (--weights FILE | --exported DIR | --guide) [--rate 1]
                                   [--voice am_michael] [--count 60]
                                   [--out DIR] [--harsh] [--wider 1.0]

Sentences of `../text/evaluation.txt` (LAB/eval.txt, LAB/eval.ph). --guide: `ziad` itself, for comparison;
--exported: a folder with a voice as it ships. The critic is
Whisper base too, so besides its usual decoding (beam of five, int8) --harsh adds a greedy one with white noise 10 dB
below the speech. Recall: of each letter of the text, how many are heard as such.
"""
import argparse
import collections
import os

import soundfile
import torch

import kokoro82
from converter import split
from evaluate import fold, load_asr, score, synthesize
from guide import Guide, f0_of
from native import VOICES
from throat import SPEAKERS
from tune import Stage

LETTERS = 'ءحعقصضطظخغهرلكسدتذثزشجفبمنوي'


def recall(references, heard):
    """For each letter: heard as such, all; and the commonest errors."""
    from rapidfuzz.distance import Levenshtein
    every, lost, errors = collections.Counter(), collections.Counter(), collections.Counter()
    for reference, one in zip(references, heard):
        every.update(reference)
        for change in Levenshtein.editops(reference, one):
            there = reference[change.src_pos] if change.tag != 'insert' else '+'
            here = one[change.dest_pos] if change.tag != 'delete' else '-'
            errors[there + '>' + here] += 1
            if there != '+':
                lost[there] += 1
    return {letter: (every[letter] - lost[letter], every[letter]) for letter in LETTERS if every[letter]}, errors


class Hearing:
    """An ear for `score` that keeps what it heard."""

    def __init__(self, asr):
        self.asr, self.said = asr, []

    def transcribe(self, *sound, **options):
        segments, about = self.asr.transcribe(*sound, **options)
        segments = list(segments)
        self.said.append(fold(' '.join(one.text for one in segments)))
        return segments, about


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--packs')
    arguments.add_argument('--weights')
    arguments.add_argument('--exported')
    arguments.add_argument('--rate', type=float, default=1.0)
    arguments.add_argument('--guide', action='store_true')
    arguments.add_argument('--voice', default='am_michael')
    arguments.add_argument('--count', type=int, default=60)
    arguments.add_argument('--out')
    arguments.add_argument('--harsh', action='store_true')
    arguments.add_argument('--no-mos', action='store_true')
    arguments.add_argument('--wider', type=float, default=1.0, help='intonation about its mean')
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    guide = Guide(options.lab, 'eval')
    step = len(guide) // options.count
    chosen = list(range(0, len(guide), max(step, 1)))[:options.count]
    texts, audio = [guide.texts[at] for at in chosen], []
    if options.guide:
        audio = [guide.speak(at)[-1].numpy() for at in chosen]
    elif options.exported:
        audio = synthesize(options.exported, [guide.lines[at] for at in chosen], texts, options.rate, measured=False,
                           speaker=SPEAKERS.index(options.voice))[0]
    else:
        from weights import read
        stage, network = Stage(options.lab, options.packs), read(options.weights).eval()
        for at in chosen:
            item = guide[at]
            with torch.no_grad():
                phonetic, energy = split(network(*stage.given(item))[0])
                f0 = f0_of(item, stage.guide_f0, VOICES[options.voice][0], options.wider)
                style = stage.styles[options.voice]
                audio.append(stage.kokoro.sound(stage.kokoro.hidden(phonetic, f0, energy, style), f0, style).numpy())
    if options.out:
        os.makedirs(options.out, exist_ok=True)
        for at, one in zip(chosen, audio):
            soundfile.write(f'{options.out}/{at:03}.wav', one / abs(one).max() * 0.8, kokoro82.RATE)
    for harsh in (False, True)[:1 + options.harsh]:
        ear = Hearing(load_asr(1))
        cer, wer, mos = score(audio, texts, ear, rate_mos=not harsh and not options.no_mos, harsh=harsh)
        print(f'{"harsh: " if harsh else ""}{len(chosen)} sentences CER {100 * cer:.1f} WER {100 * wer:.1f} '
              f'DNSMOS overall {mos[0]:.2f} signal {mos[1]:.2f} background {mos[2]:.2f} p808 {mos[3]:.2f}', flush=True)
        letters, errors = recall([fold(text) for text in texts], ear.said)
        print('  ' + ' '.join(f'{letter}:{good}/{every}' for letter, (good, every) in letters.items()))
        print('  ' + ' '.join(f'{error}:{count}' for error, count in errors.most_common(24)), flush=True)


if __name__ == '__main__':
    main()
