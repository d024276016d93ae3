#!/usr/bin/env python3
"""Every installed voice over the same sentences: intelligibility, predicted opinion, speed, memory; and espeak-ng as the floor.

  python3 -m pip install numpy jiwer faster-whisper soundfile soxr speechmos librosa onnxruntime
  python3 benches/voices.py --asr MODEL [--natiq target/release/natiq] [--sentences 24] [--voices DIR] [--only ID …]

MODEL is a folder with Whisper base for CTranslate2. The sentences are fully vowelled, so that a voice is judged and no
diacritizer. CER: the share of letters that it hears otherwise than they are written, marks and spellings of alif apart; it
is a weak listener of Arabic, so figures of one run are compared with each other. DNSMOS: predicted by speechmos, overall
and P.808; made to judge noise, not voices. Work: seconds of processor time for one of speech, text to WAV on one thread,
what the program takes for the first sentence alone set aside; memory: the most that the program held. Both are true on a busy
machine. The first utterance, by `natiq bench`, is by the clock. Prints a table in Markdown.
"""
import argparse, json, pathlib, re, shutil, subprocess, sys, tempfile, unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
SENTENCES = ROOT / 'voices/training/text/evaluation.txt'


def fold(text):
    text = re.sub('[\u064b-\u0652\u0670ـ]', '', unicodedata.normalize('NFKC', text))
    text = re.sub('[إأآٱ]', 'ا', text).replace('ى', 'ي').replace('ة', 'ه').replace('ؤ', 'و').replace('ئ', 'ي')
    return ' '.join(re.sub(r'[^\u0621-\u064a0-9 ]', ' ', text).split())


# A child begins with its parent's peak of memory, so that it must be a small program that starts it.
LAUNCHER = """
import resource, subprocess, sys
quiet = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
subprocess.run(sys.argv[1:], check=True, **quiet)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
"""


def run(command):
    """Runs a program; returns its processor time in seconds and the most memory it held, in bytes."""
    command = [sys.executable, '-I', '-c', LAUNCHER, *map(str, command)]
    seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), int(memory)


def read(path):
    import soundfile
    return soundfile.read(path, dtype='float32')


def at_16_khz(samples, rate):
    import numpy as np, soxr
    return soxr.resample(samples, rate, 16000).astype(np.float32)


def ours(natiq, voice, sentences, folder):
    """One file of all sentences, cut where the timeline says that each begins and ends."""
    text, wav, timeline = folder / 'text.txt', folder / f'{voice}.wav', folder / f'{voice}.json'
    speak = [*natiq, '--workers', '1', 'speak', text, '-o', wav, '--force', '--voice', voice, '--timeline', timeline]
    text.write_text(sentences[0])
    alone, _ = run(speak)
    samples, rate = read(wav)
    shortest = len(samples) / rate
    text.write_text('\n\n'.join(sentences) + '\n')
    all_of_them, memory = run(speak)
    samples, rate = read(wav)
    cues = json.loads(timeline.read_text())['cues']
    cut = []
    for index in range(len(sentences)):
        own = [cue for cue in cues if cue['paragraph'] == index]
        start, end = own[0]['start'] - 0.1, own[-1]['end'] + 0.2
        cut.append(at_16_khz(samples[max(0, int(start * rate)):int(end * rate)], rate))
    work = (all_of_them - alone) / (len(samples) / rate - shortest)
    return cut, ', '.join(sorted({cue['timings'] for cue in cues})), work, memory


def espeak(sentences, folder):
    """A file for each sentence, at espeak-ng's own rate."""
    wav, cut, work, seconds, memory = folder / 'espeak.wav', [], 0, 0, 0
    for sentence in sentences:
        used, held = run(['espeak-ng', '-v', 'ar', '-w', wav, sentence])
        samples, rate = read(wav)
        work, seconds, memory = work + used, seconds + len(samples) / rate, max(memory, held)
        cut.append(at_16_khz(samples, rate))
    return cut, '–', work / seconds, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--natiq', default=str(ROOT / 'target/release/natiq'))
    parser.add_argument('--asr', required=True)
    parser.add_argument('--sentences', type=int, default=24)
    parser.add_argument('--runs', type=int, default=1, help='of `natiq bench`, for the first utterance')
    parser.add_argument('--voices', help='a folder of voices beside those that are installed')
    parser.add_argument('--only', nargs='+', help='these voices alone; espeak-ng is one')
    arguments = parser.parse_args()
    import jiwer, numpy as np
    from faster_whisper import WhisperModel
    from speechmos import dnsmos
    natiq = [arguments.natiq, *(['--voices', arguments.voices] if arguments.voices else [])]
    sentences = [line.strip() for line in SENTENCES.read_text().splitlines() if line.strip()][:arguments.sentences]
    listener = WhisperModel(arguments.asr, device='cpu', compute_type='int8', cpu_threads=1)
    listed = subprocess.run([*natiq, 'voices', 'list'], check=True, capture_output=True, text=True).stdout
    voices = [(line.split('\t')[0], line.split('\t')[-2]) for line in listed.splitlines()]
    if shutil.which('espeak-ng'):
        voices.append(('espeak-ng', '–'))
    print('| voice | contract | word timings | CER | DNSMOS overall, P.808 | work | first utterance | memory |')
    print('| --- | --- | --- | --- | --- | --- | --- | --- |')
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for voice, contract in voices:
            if arguments.only and voice not in arguments.only:
                continue
            is_ours = voice != 'espeak-ng'
            cut, timings, work, memory = ours(natiq, voice, sentences, folder) if is_ours else espeak(sentences, folder)
            heard, opinions = [], []
            for clip in cut:
                segments, _ = listener.transcribe(clip, language='ar', beam_size=5, condition_on_previous_text=False)
                heard.append(fold(' '.join(segment.text for segment in segments)))
                opinion = dnsmos.run(clip / max(np.abs(clip).max(), 1e-6) * 0.7, 16000)
                opinions.append((opinion['ovrl_mos'], opinion['p808_mos']))
            error = jiwer.cer([fold(sentence) for sentence in sentences], heard)
            overall, p808 = np.mean(opinions, 0)
            first = '–'
            if is_ours:
                command = [*natiq, 'bench', '--voice', voice, '--runs', str(arguments.runs), '--json']
                figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                first = f'{figures["first_utterance_ms"]:.0f} ms'
            print(f'| `{voice}` | {contract} | {timings} | {100 * error:.1f} % | {overall:.2f}, {p808:.2f} '
                  f'| {work:.4f} s | {first} | {memory / 1e6:.0f} MB |', flush=True)


if __name__ == '__main__':
    main()
