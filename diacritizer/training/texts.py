"""Lines of prepared text as the network reads them, with what training does to them."""

import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import torch

from symbols import (
    CLASS_OF,
    DAMMA,
    FATHATAN,
    FIRST_VOWEL_HINT,
    LONE_SHADDA,
    NO_HINT,
    NUMBER_OF,
    PADDING,
    PAUSE_LONG,
    PAUSE_SHORT,
    UNKNOWN,
    vowel_of,
)

IGNORE = -1
DOUBLED, VOWEL = "doubled", "vowel"


@dataclass
class Line:
    """One text for the network: a number, a class to learn (or IGNORE) and a hint for each character."""

    characters: list = field(default_factory=list)
    classes: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    # Where each word begins and ends.
    words: list = field(default_factory=list)

    def push(self, character, label=IGNORE, hint=NO_HINT):
        self.characters.append(NUMBER_OF.get(character, UNKNOWN))
        self.classes.append(label)
        self.hints.append(hint)


def read(path):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def write(tokens, hint_of=lambda word: None, stop=True, commas=True):
    """Writes tokens as the product does: marks attached to the word before, a full stop at the end.

    `hint_of` returns, for a word's token, whether each letter's class is told (or only `DOUBLED` or its `VOWEL`), or None.
    """
    line, after_word = Line(), False
    for token in tokens:
        if isinstance(token, str):
            if after_word and (commas or token != PAUSE_SHORT):
                line.push(token)
                after_word = False
            continue
        bases, labels, known = token
        if line.characters:
            line.push(" ")
        start = len(line.characters)
        told = hint_of(token)
        for at, (base, label) in enumerate(zip(bases, labels, strict=True)):
            hint, learned = NO_HINT, not known
            if told is not None and told[at] == DOUBLED and label > LONE_SHADDA:
                # Whoever writes nothing but a shadda says nothing of the vowel: that is still to learn.
                hint = LONE_SHADDA + 1
            elif told is not None and told[at] == VOWEL and vowel_of(label) is not None:
                # Whoever writes a vowel may leave out the shadda: that is still to learn.
                hint = FIRST_VOWEL_HINT + vowel_of(label)
            elif told is not None and told[at] is True and label >= 0:
                hint, learned = label + 1, False
            line.push(base, label if learned else IGNORE, hint)
        line.words.append((start, len(line.characters)))
        after_word = True
    if after_word and stop:
        line.push(PAUSE_LONG)
    return line


def as_authors(token):
    """Tells what authors write where a word could be misread: the first damma (a passive), else fathatan, else the shaddas.
    The vowel of a doubled letter they mostly write without its shadda, but the first letter of a word has none."""
    bases, labels, _ = token
    for wanted in (DAMMA, FATHATAN):
        for at, label in enumerate(labels):
            # A damma at the end is a case, which nobody writes.
            if vowel_of(label) == CLASS_OF[wanted] and (wanted != DAMMA or at + 1 < len(bases)):
                told = True if set(bases[:at]) <= set("وفس") else VOWEL
                return [told if other == at else False for other in range(len(bases))]
    return [DOUBLED] * len(bases)


def augment(tokens, chance):
    """Returns a line as it may also be met: a fragment, without its stops, with some marks by its author."""
    n_words = sum(isinstance(token, list) for token in tokens)
    if n_words > 12 and chance.random() < 0.15:
        start = chance.randrange(len(tokens) // 2) if chance.random() < 0.5 else 0
        tokens = tokens[start : start + chance.randrange(5, len(tokens))]
    kind = chance.random()
    share = chance.uniform(0.05, 0.4)

    def hint_of(token):
        bases, _, known = token
        if known:
            return [chance.random() < 0.9] * len(bases) if chance.random() < 0.8 else None
        if kind > 0.35 or chance.random() > share:
            return None
        if kind < 0.1:
            return [True] * len(bases)
        told = [False] * len(bases)
        if kind < 0.14:
            return [DOUBLED] * len(bases)
        if kind < 0.22:
            return as_authors(token)
        if kind < 0.29:
            told[chance.randrange(len(bases))] = VOWEL if chance.random() < 0.7 else True
            return told
        return [chance.random() < 0.4 for _ in bases]

    return write(tokens, hint_of, stop=chance.random() < 0.85, commas=chance.random() < 0.85)


def collate(lines):
    longest = max(len(line.characters) for line in lines)

    def rows(name, fill):
        return torch.tensor([getattr(line, name) + [fill] * (longest - len(line.characters)) for line in lines])

    return rows("characters", PADDING), rows("hints", NO_HINT), rows("classes", IGNORE)


def split(tokens, share=20):
    """Parts lines into those to learn from and one in `share` to watch; a line is always on the same side."""
    learn, hold = [], []
    for line in tokens:
        text = "".join(token if isinstance(token, str) else token[0] for token in line)
        (hold if zlib.crc32(text.encode()) % share == 0 else learn).append(line)
    return learn, hold
