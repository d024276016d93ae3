"""Writes the words of everyday English that the model says otherwise than the dictionary: those of SCOWL up to size 35.

    python exceptions.py aligned.jsonl SCOWL/english-words-{10,20,35}.json ../weights.bin ../../../data/english_words.tsv
"""

import json
import pathlib
import sys

import numpy as np

from train import N_PAGES, N_WEIGHTS, load, say, written

HEADER = """\
# Words of everyday English that the model of foreign/english says otherwise than the CMU pronouncing dictionary. Columns: the word;
# the phonemes of each letter, as in english_letters.tsv. Made by foreign/english/training/exceptions.py from that dictionary;
# its licence stands in foreign/english/LICENSE.
"""


def weights_of(path):
    data = np.frombuffer(pathlib.Path(path).read_bytes(), np.uint8)
    counts, places, values = data[:N_PAGES], *np.split(data[N_PAGES:], 2)
    weights = np.zeros(N_WEIGHTS, np.int8)
    weights[np.repeat(np.arange(N_PAGES), counts) * 256 + places] = values.view(np.int8)
    return weights


def main():
    words, candidates = load(sys.argv[1])
    common = set().union(*(json.loads(pathlib.Path(path).read_text()) for path in sys.argv[2:-2]))
    # Of a word and its genitive, which has lost its apostrophe, the word.
    words = [entry for entry in dict(words).items() if entry[0] in common]
    said = say([word for word, _ in words], weights_of(sys.argv[-2]), candidates)
    rows = [f"{word}\t{written(parts)}\n" for (word, parts), other in zip(words, said) if parts != other]
    pathlib.Path(sys.argv[-1]).write_text(HEADER + "".join(sorted(rows)))
    print(f"{len(rows)} of {len(words)} words are said otherwise")


if __name__ == "__main__":
    main()
