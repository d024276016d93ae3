"""Tells classical text from modern text by its words: how much likelier each is in old books than in today's print.

`forms.py` keeps the words that tell something beside the vowelled ones; `src/diacritize/register.rs` reads them.
"""

import math
from collections import Counter

# A word seen less often tells nothing.
SELDOM = 8
# The largest evidence of one word, as a logarithm.
MOST = 3
# What the evidence of all words of a sentence must exceed.
ENOUGH = 3


def words_of(line):
    return [token[0] for token in line if isinstance(token, list)]


def evidence(classical, modern):
    """Returns how much likelier a word is in the first lines than in the second, as a logarithm in whole numbers."""
    old, new = (Counter(word for line in lines for word in words_of(line)) for lines in (classical, modern))
    n_old, n_new = sum(old.values()), sum(new.values())

    def of(word):
        likelier = math.log((old[word] + 0.5) / n_old) - math.log((new[word] + 0.5) / n_new)
        return max(-MOST, min(MOST, round(likelier)))

    return {word: of(word) for word in sorted({*old, *new}) if old[word] + new[word] >= SELDOM and of(word)}


def keys(found):
    """Yields what the filter keeps of a word: `قوله@1`, `قوله@2` of the classical, `أمس@-1` of the modern."""
    for word, likelier in found.items():
        sign = 1 if likelier > 0 else -1
        yield from (f"{word}@{sign * much}" for much in range(1, abs(likelier) + 1))


def is_classical(words, has):
    """Tells whether a sentence is classical, as the program does. `has` tells what the filter keeps."""
    def of(word):
        for sign in (1, -1):
            much = next((much for much in range(MOST, 0, -1) if has(f"{word}@{sign * much}")), 0)
            if much:
                return sign * much
        return 0

    return sum(map(of, words)) > ENOUGH
