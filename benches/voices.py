#!/usr/bin/env python3
"""Every installed voice over the same sentences: intelligibility, predicted opinion, speed, memory.

  python3 -m pip install numpy jiwer faster-whisper soundfile soxr speechmos librosa
  python3 benches/voices.py --asr MODEL [--natiq target/release/natiq] [--sentences 20] [--voices DIR]

MODEL is a folder with Whisper base for CTranslate2. CER: the share of letters that it hears otherwise than they are
written, marks and spellings of alif apart; it is a weak listener of Arabic, so figures of one run are compared with each
other. DNSMOS: predicted by speechmos, overall and P.808; made to judge noise, not voices. The real-time factor (seconds of
work for one of speech, one thread, text to WAV), the first utterance and the memory are those of `natiq bench`. Prints a
table in Markdown.
"""
import argparse, json, pathlib, re, subprocess, tempfile, unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
SENTENCES = ROOT / 'voices/training/text/evaluation.txt'


def fold(text):
    text = re.sub('[\u064b-\u0652\u0670ـ]', '', unicodedata.normalize('NFKC', text))
    text = re.sub('[إأآٱ]', 'ا', text).replace('ى', 'ي').replace('ة', 'ه').replace('ؤ', 'و').replace('ئ', 'ي')
    return ' '.join(re.sub(r'[^\u0621-\u064a0-9 ]', ' ', text).split())


def clips(natiq, voice, sentences, folder):
    """One file of all sentences, cut where the timeline says that each begins and ends; at 16 kHz."""
    import numpy as np, soundfile, soxr
    text, wav, timeline = folder / 'text.txt', folder / f'{voice}.wav', folder / f'{voice}.json'
    text.write_text('\n\n'.join(sentences) + '\n')
    subprocess.run([*natiq, 'speak', text, '-o', wav, '--voice', voice, '--timeline', timeline], check=True,
                   capture_output=True)
    cues = json.loads(timeline.read_text())['cues']
    samples, rate = soundfile.read(wav, dtype='float32')
    cut = []
    for index in range(len(sentences)):
        own = [cue for cue in cues if cue['paragraph'] == index]
        start, end = own[0]['start'] - 0.1, own[-1]['end'] + 0.2
        clip = samples[max(0, int(start * rate)):int(end * rate)]
        cut.append(soxr.resample(clip, rate, 16000).astype(np.float32))
    return cut, {cue['timings'] for cue in cues}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--natiq', default=str(ROOT / 'target/release/natiq'))
    parser.add_argument('--asr', required=True)
    parser.add_argument('--sentences', type=int, default=20)
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--voices', help='a folder of voices beside those that are installed')
    arguments = parser.parse_args()
    import jiwer, numpy as np
    from faster_whisper import WhisperModel
    from speechmos import dnsmos
    natiq = [arguments.natiq, *(['--voices', arguments.voices] if arguments.voices else [])]
    sentences = [line.strip() for line in SENTENCES.read_text().splitlines() if line.strip()][:arguments.sentences]
    listener = WhisperModel(arguments.asr, device='cpu', compute_type='int8', cpu_threads=1)
    listed = subprocess.run([*natiq, 'voices', 'list'], check=True, capture_output=True, text=True).stdout
    print('| voice | contract | word timings | CER | DNSMOS overall, P.808 | real-time factor | first utterance | memory |')
    print('| --- | --- | --- | --- | --- | --- | --- | --- |')
    with tempfile.TemporaryDirectory() as folder:
        for line in listed.splitlines():
            voice, *_, contract, _ = line.split('\t')
            cut, timings = clips(natiq, voice, sentences, pathlib.Path(folder))
            heard, opinions = [], []
            for clip in cut:
                segments, _ = listener.transcribe(clip, language='ar', beam_size=5, condition_on_previous_text=False)
                heard.append(fold(' '.join(segment.text for segment in segments)))
                opinion = dnsmos.run(clip / max(np.abs(clip).max(), 1e-6) * 0.7, 16000)
                opinions.append((opinion['ovrl_mos'], opinion['p808_mos']))
            error = jiwer.cer([fold(sentence) for sentence in sentences], heard)
            overall, p808 = np.mean(opinions, 0)
            command = [*natiq, 'bench', '--voice', voice, '--runs', str(arguments.runs), '--json']
            figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            print(f'| `{voice}` | {contract} | {", ".join(sorted(timings))} | {100 * error:.1f} % | {overall:.2f}, {p808:.2f} '
                  f'| {figures["pipeline_real_time_factor"]:.4f} | {figures["first_utterance_ms"]:.0f} ms '
                  f'| {figures["peak_memory_bytes"] / 1e6:.0f} MB |', flush=True)


if __name__ == '__main__':
    main()
