"""Writes down which vowelled words the texts have, so that the program can tell a word from a mixture of two.

    python forms.py FORMS.bin FILE.jsonl...

The network names the marks of each letter by itself, so a word that it is torn about can come out as one that does not
exist: between `نَهَبَتْ` and `نُهِبَتْ` lies `نَهِبَتْ`. Each word of the texts is kept as it stands and without what may be
joined to it, with its last vowel left open ([`keys`], which `src/diacritize/forms.rs` does again). What is kept are
hashes in a Bloom filter: of a thousand words that no text has it takes one for known. Beside the words it has the pairs
of a word and one beside it, without marks, that were seen three times, where the word has several readings in the texts
([`pairs`]). Lines that are held out in training are left out here too.
"""

import sys
from collections import Counter
from pathlib import Path

from symbols import CLASSES, FATHA, FATHATAN, MARKS, SHADDA, SUKUN
from texts import read, split

# Those of `src/arabic/clitics.rs`, and the particle of the future.
PROCLITICS = "وَ فَ بِ لِ كَ ال وَبِ وَلِ وَكَ فَبِ فَلِ وَال فَال بِال كَال لِل وَبِال وَكَال فَبِال وَلِل فَلِل سَ وَسَ فَسَ".split()
PRONOUNS = "هما هم هن ها نا ه ي".split()
SUN_LETTERS = "تثدذرزسشصضطظلن"
BITS_A_KEY, HASHES = 14, 8
# How often a pair must have been seen.
SEEN_TIMES = 3


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


def pairs(tokens):
    """Yields each word of a line with what it would be taken for beside its neighbours: its vowelled form, the pair."""
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None]):
        if isinstance(token, list) and is_whole(token):
            word = loose(list(zip(token[0], (CLASSES[label] for label in token[1]))))
            if isinstance(before, list):
                yield word, f"{before[0]} {word}"
            if isinstance(after, list):
                yield word, f"{word} {after[0]}"


def often(seen):
    """Returns the pairs that were seen more than once, of words that have several readings."""
    readings = {}
    for word, _ in seen:
        readings.setdefault("".join(letter for letter in word if letter not in MARKS and letter != "*"), set()).add(word)
    several = {word for words in readings.values() if len(words) > 1 for word in words}
    return {pair for (word, pair), times in seen.items() if times >= SEEN_TIMES and word in several}


def places(key, n_bits):
    """Returns the bits of a key: FNV-1a over 64 bits, its halves added up."""
    value = 0xCBF29CE484222325
    for byte in key.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    low, high = value & 0xFFFFFFFF, value >> 32 | 1
    return [(low + number * high) % n_bits for number in range(HASHES)]


def main():
    out, *files = map(Path, sys.argv[1:])
    words, beside = set(), Counter()
    for file in files:
        learn, _ = split(read(file))
        for line in learn:
            words.update((token[0], tuple(token[1])) for token in line if isinstance(token, list) and is_whole(token))
            beside.update(pairs(line))
    known = {key for bases, labels in words for key in keys(bases, [CLASSES[label] for label in labels])}
    n_words = len(known)
    known |= often(beside)
    n_bits = -(-len(known) * BITS_A_KEY // 8) * 8
    bits = bytearray(n_bits // 8)
    for key in known:
        for place in places(key, n_bits):
            bits[place // 8] |= 1 << place % 8
    out.write_bytes(bits)
    print(f"{len(words)} words, {n_words} keys, {len(known) - n_words} pairs, {len(bits)} bytes")


if __name__ == "__main__":
    main()
