"""Writes down which vowelled words the texts have, so that the program can tell a word from a mixture of two.

    python forms.py FORMS.bin FILE.jsonl... --classical FILE.jsonl...

The network names the marks of each letter by itself, so a word that it is torn about can come out as one that does not
exist: between `نَهَبَتْ` and `نُهِبَتْ` lies `نَهِبَتْ`. What is kept are hashes in a binary fuse filter (Graf and Lemire, Binary Fuse
Filters, 2022), which `src/diacritize/forms.rs` asks: of a thousand keys that no text has it takes four for known, at nine
bits for each that is kept. There are four kinds.

- Words: each as it stands and without what may be joined to it, with its last vowel left open ([`keys`]).
- Forms: each word with its last vowel, and how often it was seen: `نَهَبَتْ=1`, `نَهَبَتْ=8` ([`TIERS`]).
- Pairs: a form and the bare word before it or after it that were seen twice, of words whose other forms are no rarity
  ([`several`]).
- Words of the register: bare words that are commoner in the files of `--classical` than in the others (`register.py`).

Lines that are held out in training are left out here too.
"""

import argparse
import math
from collections import Counter
from pathlib import Path

import numpy as np

import register
from symbols import CLASSES, FATHA, FATHATAN, SHADDA, SUKUN
from texts import read, split

# Those of `src/arabic/clitics.rs`, and the particle of the future.
PROCLITICS = "وَ فَ بِ لِ كَ ال وَبِ وَلِ وَكَ فَبِ فَلِ وَال فَال بِال كَال لِل وَبِال وَكَال فَبِال وَلِل فَلِل سَ وَسَ فَسَ".split()
PRONOUNS = "هما هم هن ها نا ه ي".split()
SUN_LETTERS = "تثدذرزسشصضطظلن"
# How often a form must have been seen to be kept with this number.
TIERS = (1, 8, 64, 512)
MASK = 0xFFFFFFFFFFFFFFFF
# What share of a word's places must have another form than its commonest for its pairs to be kept: 2 %.
OTHERWISE = 0.02


def keys(bases, marks):
    """Yields a word's own key and those of the words that it may be made of."""
    letters = list(zip(bases, marks))
    yield from with_pronoun(letters)
    word = "".join(base + mark for base, mark in letters)
    for proclitic in PROCLITICS:
        if word.startswith(proclitic):
            rest = letters[sum("ء" <= character <= "ي" for character in proclitic) :]
            if proclitic.endswith("ل"):
                rest = after_article(rest, word[len(proclitic) :])
            elif word[len(proclitic) :][:1] != rest[0][0] if rest else True:
                continue
            if rest and len(rest) > 1:
                yield from with_pronoun(rest)


def after_article(rest, text):
    """Returns the word that follows an article: its first letter is doubled where that is a sun letter."""
    if text.startswith(SUKUN):
        return rest
    if rest and text.startswith(rest[0][0] + SHADDA) and rest[0][0] in SUN_LETTERS:
        return [(rest[0][0], rest[0][1][1:]), *rest[1:]]
    return None


def with_pronoun(letters):
    yield loose(letters)
    for pronoun in PRONOUNS:
        stem = letters[: -len(pronoun)]
        if len(stem) > 1 and "".join(base for base, _ in letters).endswith(pronoun):
            yield loose(stem) + "+"


def loose(letters):
    """Writes a word with its last vowel open."""
    *before, (last, mark) = letters
    if last in "اى" and mark == "" and before and before[-1][1].endswith(FATHATAN):
        before[-1] = (before[-1][0], before[-1][1].replace(FATHATAN, FATHA))
    open_mark = (SHADDA if SHADDA in mark else "") + ("*" if mark.strip(SHADDA + SUKUN) else mark.strip(SHADDA))
    return "".join(base + each for base, each in [*before, (last, open_mark)])


def is_whole(token):
    bases, labels, known = token
    return not known and -1 not in labels and len(bases) > 1


def written(token):
    """Writes a word with all its marks."""
    return "".join(base + CLASSES[label] for base, label in zip(*token[:2]))


def pairs(tokens):
    """Yields each word of a line without and with its marks, and the pairs that it makes with its neighbours."""
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None]):
        if isinstance(token, list) and is_whole(token):
            form = written(token)
            beside = [f"{before[0]} {form}"] if isinstance(before, list) else []
            beside += [f"{form} {after[0]}"] if isinstance(after, list) else []
            yield token[0], form, beside


def several(forms):
    """Returns the bare words whose forms other than the commonest are no rarity."""
    total, most = Counter(), Counter()
    for (word, _), times in forms.items():
        total[word] += times
        most[word] = max(most[word], times)
    return {word for word, times in total.items() if times - most[word] >= OTHERWISE * times}


def hash_of(key, seed):
    """Returns 64 bits of a key: FNV-1a, and the end of MurmurHash3 over it and the filter's seed."""
    value = 0xCBF29CE484222325
    for byte in key.encode():
        value = (value ^ byte) * 0x100000001B3 & MASK
    value = value + seed & MASK
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = (value ^ value >> 33) * factor & MASK
    return value ^ value >> 33


def places(value, segment, n_starts):
    """Returns the three places of a hash, each in the segment after that of the one before."""
    first = value * n_starts >> 64
    return first, first + segment ^ value >> 18 & segment - 1, first + 2 * segment ^ value & segment - 1


def fingerprint(value):
    return (value ^ value >> 32) & 0xFF


def fill(keys, seed):
    """Returns the segment's length and one byte for each place, so that those of a key's places add up (by exclusive or) to
    its fingerprint; None where that cannot be with this seed."""
    values = list({hash_of(key, seed) for key in keys})
    size = len(values)
    segment = 1 << int(math.log(size) / math.log(3.33) + 2.25)
    n_places = int(size * max(1.125, 0.875 + 0.25 * math.log(1e6) / math.log(size)))
    n_starts = max(1, -(-n_places // segment) - 2) * segment
    n_places = n_starts + 2 * segment
    all_places = [places(value, segment, n_starts) for value in values]
    flat = np.array(all_places).ravel()
    count = np.bincount(flat, minlength=n_places).tolist()
    # Which keys have a place, added up: where one is left, that is its number.
    numbers = np.zeros(n_places, np.int64)
    np.bitwise_xor.at(numbers, flat, np.repeat(np.arange(size), 3))
    numbers = numbers.tolist()
    alone = [place for place in range(n_places) if count[place] == 1]
    order = []
    while alone:
        place = alone.pop()
        if count[place] != 1:
            continue
        number = numbers[place]
        order.append((number, place))
        for each in all_places[number]:
            count[each] -= 1
            numbers[each] ^= number
            if count[each] == 1:
                alone.append(each)
    if len(order) < size:
        return None
    table = bytearray(n_places)
    for number, place in reversed(order):
        one, two, three = all_places[number]
        # The place itself is empty still.
        table[place] = fingerprint(values[number]) ^ table[one] ^ table[two] ^ table[three]
    return segment, table


def pack(keys):
    """Returns the filter of keys as bytes: seed and length of a segment, of four bytes each, and the table."""
    for seed in range(100):
        filled = fill(keys, seed)
        if filled is not None:
            segment, table = filled
            return seed.to_bytes(4, "little") + segment.to_bytes(4, "little") + table
    raise ValueError("no seed fits these keys")


def reader(path):
    """Returns what tells whether a filter keeps a key."""
    content = Path(path).read_bytes()
    seed, segment = (int.from_bytes(content[at : at + 4], "little") for at in (0, 4))
    table = content[8:]
    n_starts = len(table) - 2 * segment

    def has(key):
        value = hash_of(key, seed)
        one, two, three = places(value, segment, n_starts)
        return table[one] ^ table[two] ^ table[three] == fingerprint(value)

    return has


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("modern", nargs="+", type=Path)
    arguments.add_argument("--classical", nargs="+", type=Path, required=True)
    options = arguments.parse_args()
    words, forms, beside, registers = set(), Counter(), Counter(), []
    for files in (options.classical, options.modern):
        registers.append([line for file in files for line in split(read(file))[0]])
        for line in registers[-1]:
            words.update((token[0], tuple(token[1])) for token in line if isinstance(token, list) and is_whole(token))
            for word, form, with_neighbours in pairs(line):
                forms[word, form] += 1
                beside.update((word, pair) for pair in with_neighbours)
    known = {key for bases, labels in words for key in keys(bases, [CLASSES[label] for label in labels])}
    n_words = len(known)
    known |= {f"{form}={tier}" for (_, form), times in forms.items() for tier in TIERS if times >= tier}
    n_forms = len(known) - n_words
    torn = several(forms)
    known |= {pair for (word, pair), times in beside.items() if times > 1 and word in torn}
    n_pairs = len(known) - n_words - n_forms
    known |= set(register.keys(register.evidence(*registers)))
    packed = pack(known)
    options.out.write_bytes(packed)
    print(
        f"{len(words)} words: {n_words} keys of words, {n_forms} of forms, {n_pairs} pairs, "
        f"{len(known) - n_words - n_forms - n_pairs} of the register, {len(packed)} bytes"
    )


if __name__ == "__main__":
    main()
