"""Learns which phonemes each letter of an English word stands for, and writes what `../model.rs` reads.

For every letter the candidates are those that it has in the dictionary. Each candidate is scored by a sum of weights, one for
each of its features: what letters stand around it, and what the letters before it were taken for. Weights lie where the hash of
feature and candidate says; those that fall on one place share it. The sum is fitted as logistic regression with AdaGrad; a
threshold on every step (as FOBOS has it) leaves most weights zero, and the last rounds fit those that are left without it.

    python train.py aligned.jsonl ../../../data/english_letters.tsv ../weights.bin
"""

import collections
import json
import pathlib
import sys

import numpy as np

from align import is_held_out

# What a letter stands for fewer times in the dictionary is a slip, or a word of another language.
RAREST = 15
N_PAGES = 1 << 14
N_WEIGHTS = N_PAGES * 256
N_ROUNDS = 8
N_LAST_ROUNDS = 2
BATCH = 8192
RATE = 0.25
THRESHOLD = 0.5
AROUND = 5

# Places of letters around the letter, and how many of the candidates chosen before it. As in `../model.rs`.
FEATURES = [
    ((), 0), ((-1,), 0), ((1,), 0), ((-1, 1), 0), ((1, 2), 0), ((-2, -1), 0), ((-2, -1, 1), 0), ((-1, 1, 2), 0),
    ((-2, -1, 1, 2), 0), ((1, 2, 3), 0), ((-3, -2, -1), 0), ((-1, 1, 2, 3), 0), ((-3, -2, -1, 1), 0),
    ((1, 2, 3, 4), 0), ((-4, -3, -2, -1), 0), ((-2, -1, 1, 2, 3), 0), ((-3, -2, -1, 1, 2), 0),
    ((-3, -2, -1, 1, 2, 3), 0), ((1, 2, 3, 4, 5), 0), ((-4, -3, -2, -1, 1, 2), 0), ((-2, -1, 1, 2, 3, 4), 0),
    ((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5), 0),
    ((), 1), ((1,), 1), ((1, 2), 1), ((), 2), ((1,), 2), ((-1, 1, 2), 2), ((-1, 1, 2, 3), 1), ((), 3), ((1, 2), 3),
]  # fmt: skip


def hashes(letters, before):
    """Hash of each feature: `letters` has AROUND places on both sides of the letter, `before` the last choice first."""
    found = []
    for number, (places, n_before) in enumerate(FEATURES, 1):
        value = np.full(len(letters), number, np.uint32)
        parts = [letters[:, AROUND + place] for place in (0, *places)] + [before[:, n] for n in range(n_before)]
        for part in parts:
            value = (value ^ part.astype(np.uint32)) * np.uint32(0x01000193)
        found.append(value)
    return np.stack(found, 1)


def places_of(hashed, n_candidates):
    """Where the weights lie: of each sample, feature and candidate."""
    candidates = np.arange(n_candidates, dtype=np.uint32) * np.uint32(0x9E3779B1)
    value = hashed[:, :, None] + candidates[None, None, :]
    value = (value ^ (value >> np.uint32(15))) * np.uint32(0x85EBCA6B)
    return (value ^ (value >> np.uint32(13))) % np.uint32(N_WEIGHTS)


def load(path):
    """All words with the phonemes of their letters, and the candidates of each letter, the commonest first."""
    words = [json.loads(line) for line in pathlib.Path(path).open()]
    count = collections.Counter(pair for word, parts in words for pair in zip(word, parts))
    candidates = {letter: [] for letter in "abcdefghijklmnopqrstuvwxyz"}
    for (letter, part), n in sorted(count.items(), key=lambda entry: (-entry[1], entry[0])):
        if n >= RAREST:
            candidates[letter].append(part)
    return words, candidates


def is_known(entry, candidates):
    return all(part in candidates[letter] for letter, part in zip(*entry))


def number_of(letter):
    """Letters from 1; 0 stands around the word."""
    return ord(letter) - 96


def padded(word):
    return [0] * AROUND + [number_of(letter) for letter in word] + [0] * AROUND


def choices_before(choices, at):
    return [choices[at - n] if at >= n else 0 for n in (1, 2, 3)]


def samples(words, candidates):
    letters, before, labels = [], [], []
    for word, parts in words:
        row = padded(word)
        right = [candidates[letter].index(part) for letter, part in zip(word, parts)]
        choices = [64 * number_of(letter) + label for letter, label in zip(word, right)]
        for at, label in enumerate(right):
            letters.append(row[at : at + 2 * AROUND + 1])
            before.append(choices_before(choices, at))
            labels.append(label)
    return np.array(letters, np.uint8), np.array(before, np.uint16), np.array(labels, np.uint8)


def train(words, candidates, report):
    random = np.random.default_rng(0)
    letters, before, labels = samples(words, candidates)
    weights = np.zeros(N_WEIGHTS, np.float32)
    squares = np.full(N_WEIGHTS, 1e-3, np.float32)
    by_letter = {letter: np.flatnonzero(letters[:, AROUND] == number_of(letter)) for letter in candidates}
    for round_number in range(N_ROUNDS):
        is_last = round_number >= N_ROUNDS - N_LAST_ROUNDS
        rate = RATE * (1 - round_number / N_ROUNDS)
        batches = []
        for letter, rows in by_letter.items():
            rows = random.permutation(rows)
            batches += [(letter, rows[at : at + BATCH]) for at in range(0, len(rows), BATCH)]
        random.shuffle(batches)
        loss = 0.0
        for letter, rows in batches:
            where = places_of(hashes(letters[rows], before[rows]), len(candidates[letter]))
            scores = weights[where].sum(1)
            chance = np.exp(scores - scores.max(1, keepdims=True))
            chance /= chance.sum(1, keepdims=True)
            right = (np.arange(len(rows)), labels[rows])
            loss -= np.log(chance[right] + 1e-9).sum()
            chance[right] -= 1
            slope = np.broadcast_to(chance[:, None, :], where.shape).ravel()
            slope = np.bincount(where.ravel(), slope, N_WEIGHTS).astype(np.float32)
            touched = np.flatnonzero(slope)
            squares[touched] += slope[touched] ** 2
            size = rate / np.sqrt(squares[touched])
            moved = weights[touched] - size * slope[touched]
            if is_last:
                moved *= weights[touched] != 0
            else:
                moved = np.sign(moved) * np.maximum(np.abs(moved) - size * THRESHOLD, 0)
            weights[touched] = moved
        report(round_number, loss / len(labels), weights)
    return weights


def quantized(weights):
    """One byte each; which candidate has most does not hang on the scale."""
    scale = 127 / np.quantile(np.abs(weights[weights != 0]), 0.999)
    return np.clip(np.rint(weights * scale), -127, 127).astype(np.int8)


def say(words, weights, candidates):
    """Says words letter by letter from the left, all at once."""
    weights = weights.astype(np.int32) if weights.dtype == np.int8 else weights
    rows = [padded(word) for word in words]
    choices = [[] for _ in words]
    for at in range(max(map(len, words))):
        here = collections.defaultdict(list)
        for n, word in enumerate(words):
            if at < len(word):
                here[word[at]].append(n)
        for letter, group in here.items():
            letters = np.array([rows[n][at : at + 2 * AROUND + 1] for n in group], np.uint8)
            before = np.array([choices_before(choices[n], at) for n in group], np.uint16)
            scores = weights[places_of(hashes(letters, before), len(candidates[letter]))].sum(1)
            for n, label in zip(group, scores.argmax(1)):
                choices[n].append(64 * number_of(letter) + int(label))
    return [[candidates[letter][choice % 64] for letter, choice in zip(*pair)] for pair in zip(words, choices)]


def accuracy(words, weights, candidates):
    """Of how many words all phonemes are right, whichever letters they are of."""
    sounds = lambda parts: " ".join(filter(None, parts))
    said = say([word for word, _ in words], weights, candidates)
    return sum(sounds(a) == sounds(b) for a, (_, b) in zip(said, words)) / len(words)


def written(parts):
    """Phonemes of letters as the tables have them: `K_S` for one letter, `-` for a silent one."""
    return " ".join(part.replace(" ", "_") or "-" for part in parts)


def save(weights, path):
    pages = weights.reshape(N_PAGES, 256)
    counts = (pages != 0).sum(1)
    assert counts.max() < 256
    where = np.flatnonzero(weights)
    data = counts.astype(np.uint8).tobytes() + (where % 256).astype(np.uint8).tobytes() + weights[where].tobytes()
    pathlib.Path(path).write_bytes(data)


LETTERS_HEADER = """\
# What each letter of an English word can stand for, the commonest first. Columns: the letter; phonemes as the CMU pronouncing
# dictionary names them, those of one letter joined by _, and - where it is silent. Made by foreign/english/training/train.py.
"""


def main():
    words, candidates = load(sys.argv[1])
    # Without arguments for the files: how good it is on words that it has not seen.
    is_trial = len(sys.argv) < 4
    known = [entry for entry in words if is_known(entry, candidates)]
    learned = [entry for entry in known if not is_trial or not is_held_out(entry[0])]
    held_out = [entry for entry in words if is_held_out(entry[0])]
    print(f"{len(words)} words, {len(learned)} learned, {len(held_out)} held out")

    def report(round_number, loss, weights):
        print(f"round {round_number}: loss {loss:.4f}, weights {np.count_nonzero(weights)}", flush=True)

    small = quantized(train(learned, candidates, report))
    print(f"weights: {np.count_nonzero(small)}; right of those held out: {accuracy(held_out, small, candidates):.4f}")
    if not is_trial:
        rows = [f"{letter}\t{written(parts)}\n" for letter, parts in candidates.items()]
        pathlib.Path(sys.argv[2]).write_text(LETTERS_HEADER + "".join(rows))
        save(small, sys.argv[3])


if __name__ == "__main__":
    main()
