"""The teacher speaks: phonemes to durations and acoustic parameters.

    python3 teacher.py --voice FILE.htsvoice --phonemes FILE --out DIR [--workers 2]

FILE has one utterance on each line, as `natiq text --stage phonemes --lines` prints them: phonemes separated by a
space, words by ` | `, a pause inside or at the end as ` , ` or ` . `. Line N becomes DIR/NNNNN.npz with `symbols` (IPA,
a space between words, `pau` where the teacher pauses), `frames` (5 ms frames for each symbol), `mgc` (35 mel-cepstra,
warping 0.55 at 48 kHz), `lf0` (natural log of Hz, -1e10 where unvoiced). Lines that are done are skipped, so a broken
run goes on where it stopped. The library of
Debian's package `libhtsengine1` does the work.
"""
import argparse
import ctypes
import multiprocessing
import os
import tempfile

import numpy as np

import labels

FRAME = 50_000  # 5 ms in the 100 ns units of labels


def read_line(line):
    """Returns phrases of words of phonemes."""
    phrases = [[]]
    for part in line.strip().replace(' , ', ' | , | ').replace(' . ', ' | . | ').split('|'):
        word = part.split()
        if word in ([','], ['.']) or not word:
            if phrases[-1]:
                phrases.append([])
            continue
        ends = word[-1] in ',.'
        word = [phoneme for phoneme in word if phoneme not in ',.']
        if word:
            phrases[-1].append(word)
        if ends and phrases[-1]:
            phrases.append([])
    return [phrase for phrase in phrases if phrase]


class Teacher:
    """The library behind the command `hts_engine`, asked for parameters only: its slow vocoder never runs."""

    def __init__(self, voice):
        self.library = ctypes.CDLL('libHTSEngine.so.1')
        self.libc = ctypes.CDLL(None)
        self.libc.fopen.restype = ctypes.c_void_p
        self.libc.fclose.argtypes = [ctypes.c_void_p]
        self.engine = ctypes.create_string_buffer(1 << 16)  # HTS_Engine, with room to spare
        self.library.HTS_Engine_initialize(self.engine)
        voices = (ctypes.c_char_p * 1)(voice.encode())
        if not self.library.HTS_Engine_load(self.engine, voices, 1):
            raise ValueError(f'cannot load {voice}')
        self.folder = tempfile.mkdtemp()

    def save(self, function, *arguments):
        path = os.path.join(self.folder, 'x')
        file = self.libc.fopen(path.encode(), b'wb')
        getattr(self.library, function)(self.engine, *arguments, ctypes.c_void_p(file))
        self.libc.fclose(file)
        return path

    def parameters(self, lines):
        """Returns the ends of all labels in units of 100 ns, mgc and lf0."""
        strings = (ctypes.c_char_p * len(lines))(*[line.encode() for line in lines])
        if not (self.library.HTS_Engine_generate_state_sequence_from_strings(
                self.engine, strings, ctypes.c_size_t(len(lines)))
                and self.library.HTS_Engine_generate_parameter_sequence(self.engine)):
            raise ValueError('the teacher refuses these labels')
        # The parameters are handed out by the step that also runs the vocoder: told to stop, it runs for no frame.
        self.library.HTS_Engine_set_stop_flag(self.engine, ctypes.c_char(1))
        self.library.HTS_Engine_generate_sample_sequence(self.engine)
        with open(self.save('HTS_Engine_save_label'), encoding='utf-8') as file:
            ends = [int(line.split()[1]) for line in file]
        mgc = np.fromfile(self.save('HTS_Engine_save_generated_parameter', ctypes.c_size_t(0)), np.float32)
        lf0 = np.fromfile(self.save('HTS_Engine_save_generated_parameter', ctypes.c_size_t(1)), np.float32)
        self.library.HTS_Engine_refresh(self.engine)
        return ends, mgc.reshape(-1, 35), lf0


def speak(teacher, phrases):
    """Returns symbols, frames, mgc and lf0 of one utterance."""
    symbols, spoken = ['pau'], [0]  # `spoken`: index of each teacher phone in `symbols`
    for phrase in phrases:
        for at, word in enumerate(phrase):
            if at:
                symbols.append(' ')
            for phoneme in word:
                spoken.append(len(symbols))
                symbols.append(phoneme)
        spoken.append(len(symbols))
        symbols.append('pau')
    ends, mgc, lf0 = teacher.parameters(
        labels.labels([[labels.phones_of_word(word) for word in phrase] for phrase in phrases]))
    if len(ends) != len(spoken):
        raise ValueError(f'{len(ends)} phones of {len(spoken)}')
    frames = np.zeros(len(symbols), np.int32)
    frames[spoken] = np.diff([0] + [round(end / FRAME) for end in ends])
    count = min(len(mgc), len(lf0))
    frames[-1] += count - frames.sum()
    if frames.min() < 0:
        raise ValueError('durations longer than the parameters')
    voice_v(symbols, frames, mgc, lf0)
    return symbols, frames, mgc[:count], lf0[:count]


def voice_v(symbols, frames, mgc, lf0):
    """Makes v of the teacher's f: voiced, with the weight moved from the hiss to the low band."""
    ends = np.cumsum(frames)
    for symbol, end, count in zip(symbols, ends, frames):
        if not symbol.startswith('v') or not count:
            continue
        start = end - count
        near = np.nonzero(lf0 > 0)[0]
        if len(near):
            lf0[start:end] = np.interp(np.arange(start, end), near, lf0[near])
        # Between the spectra at both edges, which are a vowel's or a voiced neighbour's as a rule, and f's own.
        left, right = mgc[max(start - 2, 0)], mgc[min(end + 1, len(mgc) - 1)]
        bridge = left + (right - left) * np.linspace(0, 1, count)[:, None]
        weight = 0.45 * np.sin(np.pi * (np.arange(count) + 0.5) / count)[:, None] ** 0.5
        mixed = 0.55 * mgc[start:end] + 0.45 * bridge
        mixed[:, 0] = np.minimum(mgc[start:end, 0] + 0.4, bridge[:, 0] - 0.9)
        mgc[start:end] += (mixed - mgc[start:end]) * (weight / 0.45)


TEACHER = None  # of each worker process


def begin(voice):
    global TEACHER
    TEACHER = Teacher(voice)


def work(task):
    line, path = task
    if os.path.exists(path):
        return True
    try:
        phrases = read_line(line)
        if not phrases:
            return False
        symbols, frames, mgc, lf0 = speak(TEACHER, phrases)
        np.savez(path + '.tmp.npz', symbols=np.array(symbols), frames=frames, mgc=mgc.astype(np.float16), lf0=lf0)
        os.rename(path + '.tmp.npz', path)
        return True
    except (ValueError, KeyError) as error:
        print(path, repr(error), flush=True)
        return False


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--voice', required=True)
    arguments.add_argument('--phonemes', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--workers', type=int, default=2)
    options = arguments.parse_args()
    os.makedirs(options.out, exist_ok=True)
    tasks = [(line, os.path.join(options.out, f'{at:05}.npz'))
             for at, line in enumerate(open(options.phonemes, encoding='utf-8'))]
    with multiprocessing.Pool(options.workers, begin, (options.voice,)) as pool:
        done = sum(pool.imap_unordered(work, tasks, 4))
    print(f'{done} of {len(tasks)} utterances')


if __name__ == '__main__':
    main()
