"""Turns vowelled books into the lines that `train.py` reads.

    python books.py OUT.jsonl [--last-letters | --fragments [--share SHARE]] --against FILE... -- BOOK...

Sentences that are marked nearly whole are taken. The books are not read by the program (that takes hours for millions of
words), so sentences with digits, Latin letters or other signs are left out, and punctuation becomes the pauses that the
program makes of it. A letter whose mark is missing is not learned from. Lines that share eight words in a row with a file
of `--against` are left out. With `--last-letters` the books are copies that have the last letter of each word marked and no
punctuation: pieces of 8 to 30 words are learned from for their endings. With `--fragments` the books are cut at their commas, a
piece on a line, and their lines are in no order: those of ten words or more are taken, of which SHARE by chance, and none
that shares even six words in a row with a judged set, as a line of that may lie there in pieces.
"""

import argparse
import json
import random
import re

from prepare import NOT_LEARNED, SHARED_WORDS, grams, judged_grams
from symbols import CLASSES, DAMMA, KASRA, LETTERS, LONE_SHADDA, MARKS, SHADDA, SUKUN, classes

SUN_LETTERS = "تثدذرزسشصضطظلن"
ARTICLE_BEFORE_LAM = re.compile("[وف]?[بك]?ا|[وف]?ل|")
TOKEN = re.compile("[ء-غف-ي\u064b-\u0652\u0670ٱ]+|[،؛:()\\[\\]{}\\-–]|\\S")
# References to pages and verses, drawn letters, quotation marks, direction marks.
NOISE = re.compile("\\[ ?ص: ?\\d+ ?\\]|\\(\\d+/\\d+\\)|\u0640|[\u200b-\u200f\ufeff\"“”«»'*]")
SENTENCE_END = re.compile("[\n.؟?!…]+")
LEAST_WORDS, LEAST_MARKED = 4, 0.85
# A sentence without stops is cut at a pause after so many words, and anywhere after more.
CUT_AT_PAUSE, CUT = 35, 70
# Words in a piece of a book without punctuation, and the fewest.
PIECE_WORDS, LEAST_PIECE_WORDS = 30, 8
# The fewest words of a line that was cut at its commas and of a sentence in it, and how many in a row no judged set may share.
LEAST_LINE_WORDS, LEAST_SENTENCE_WORDS, FRAGMENT_SHARED_WORDS = 10, 8, 6


def learnable(word):
    """Returns the letters of a marked word and their classes; a letter that wants a mark and has none is not learned."""
    bases, found = classes(word)
    answer = []
    for at, (base, label) in enumerate(zip(bases, found)):
        if label is None or label == LONE_SHADDA:
            label = NOT_LEARNED
        elif label == 0 and not is_rightly_bare(bases, found, at):
            label = NOT_LEARNED
        answer.append(label)
    return "".join(bases), answer


def is_rightly_bare(bases, found, at):
    base = bases[at]
    if base in "اآٱى":
        return True
    if base in "وي" and at and found[at - 1] is not None:
        return CLASSES[found[at - 1]][-1:] == (DAMMA if base == "و" else KASRA)
    if base == "ل" and at + 1 < len(bases) and bases[at + 1] in SUN_LETTERS and found[at + 1] is not None:
        return CLASSES[found[at + 1]][:1] == SHADDA and ARTICLE_BEFORE_LAM.fullmatch("".join(bases[:at])) is not None
    return False


def sentence(text):
    """Returns the tokens of a sentence, or None where it is not to be learned from."""
    tokens, n_words, n_letters, n_marked = [], 0, 0, 0
    for token in TOKEN.findall(text):
        if token in "،؛:()[]{}-–":
            if tokens and tokens[-1] != "،":
                tokens.append("،")
        elif is_word(token):
            bases, labels = learnable(token)
            tokens.append([bases, labels, 0])
            n_words += 1
            for base, label in zip(bases, labels):
                if base not in "اىويآ":
                    n_letters += 1
                    n_marked += label != NOT_LEARNED
        else:
            return None
    return tokens if n_words >= LEAST_WORDS and n_marked >= LEAST_MARKED * n_letters else None


def cut(tokens):
    piece, n_words = [], 0
    for token in tokens:
        piece.append(token)
        n_words += isinstance(token, list)
        if (token == "،" and n_words >= CUT_AT_PAUSE) or n_words >= CUT:
            yield piece
            piece, n_words = [], 0
    if n_words >= LEAST_WORDS:
        yield piece


def pieces_of_sentences(text):
    """Yields the sentences of a book that are marked nearly whole, long ones in pieces."""
    for tokens in filter(None, map(sentence, SENTENCE_END.split(text))):
        yield from cut(tokens)


def pieces_with_last_letters(text):
    """Yields pieces of a book whose words have their last letter marked only. A rest of few words is left out."""
    piece = []
    for token in [*TOKEN.findall(text), "."]:
        goes_on = is_word(token)
        if goes_on:
            piece.append(word_with_last_letter(token))
        if not goes_on or len(piece) == PIECE_WORDS:
            if len(piece) >= LEAST_PIECE_WORDS:
                yield piece
            piece = []


def fragments(text, share):
    """Yields some of the long lines of books that were cut at their commas."""
    chance = random.Random(5)
    for line in text.splitlines():
        if len(line.split()) < LEAST_LINE_WORDS or chance.random() > share:
            continue
        for tokens in filter(None, map(sentence, SENTENCE_END.split(line.rstrip(" ،:؛")))):
            if sum(isinstance(token, list) for token in tokens) >= LEAST_SENTENCE_WORDS:
                yield tokens


def word_with_last_letter(token):
    """Returns a word of which only the ending is learned."""
    bases, found = classes(token)
    labels = [NOT_LEARNED] * len(bases)
    # A bare last letter may be long, or unmarked, and a long one may have a sukun. Tanwin before alif is not in the copies.
    is_long = bases[-1] in "وي" and found[-1] and CLASSES[found[-1]] == SUKUN
    if found[-1] and found[-1] != LONE_SHADDA and not is_long:
        labels[-1] = found[-1]
    return ["".join(bases), labels, 0]


def is_word(token):
    return token[0] in LETTERS and all(character in LETTERS or character in MARKS for character in token)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out")
    arguments.add_argument("books", nargs="+")
    kind = arguments.add_mutually_exclusive_group()
    kind.add_argument("--last-letters", action="store_true")
    kind.add_argument("--fragments", action="store_true")
    arguments.add_argument("--share", type=float, default=1.0)
    arguments.add_argument("--against", nargs="+", required=True)
    options = arguments.parse_args()
    shared = FRAGMENT_SHARED_WORDS if options.fragments else SHARED_WORDS
    judged, seen, n_lines, n_words = judged_grams(options.against, shared), set(), 0, 0
    with open(options.out, "w", encoding="utf-8") as out:
        for path in options.books:
            text = NOISE.sub("", open(path, encoding="utf-8", errors="ignore").read())
            if options.last_letters:
                pieces = pieces_with_last_letters(text)
            else:
                pieces = fragments(text, options.share) if options.fragments else pieces_of_sentences(text)
            for piece in pieces:
                plain = " ".join(token[0] for token in piece if isinstance(token, list))
                if plain in seen or grams(plain, shared) & judged:
                    continue
                seen.add(plain)
                out.write(json.dumps(piece, ensure_ascii=False, separators=(",", ":")) + "\n")
                n_lines += 1
                n_words += len(plain.split())
    print(f"{options.out}: {n_lines} lines, {n_words} words")


if __name__ == "__main__":
    main()
