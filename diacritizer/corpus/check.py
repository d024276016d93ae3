#!/usr/bin/env python3
"""Checks the corpus, or measures how far two hands agree.

    python3 check.py                       every file of this folder: marks in order, none twice, every consonant marked
    python3 check.py agree ONE OTHER       letters and words of two files, line by line, that carry the same marks

Exit status 1 where a check fails.
"""

import re
import sys
from pathlib import Path

MARKS = "\u064b-\u0652"
VOWELS = "\u064b-\u0650\u0652"
SUN = "تثدذرزسشصضطظلن"
CONSONANTS = "بتثجحخدذرزسشصضطظعغفقكلمنهءأؤئة"
FILES = ["news.txt", "encyclopedia.txt", "paragraphs.txt", "written.txt", "reports.txt", "articles.txt", "heritage.txt"]
LEAST_WORDS = 280_000
# Letters that stand alone (`النقطة أ`), abbreviations (`هـ`, `كم`) and names spelt out carry no marks: few words do.
MOST_UNMARKED_SHARE = 0.01


def words(line):
    return [word for word in line.split() if re.search("[\u0621-\u064aپچڤگژٱ]", word)]


def unmarked_letters(word):
    """Counts consonants without a mark, the lam of the article before a sun letter aside."""
    bare = re.findall(f"[{CONSONANTS}](?![{MARKS}ـ])", word)
    lams = re.findall(f"ل(?=[{SUN}]\u0651)", word)
    return len(bare) - len(lams)


def faults(word):
    if re.search(f"[{VOWELS}]\u0651", word):
        yield "a vowel stands before its shadda"
    if re.search(f"[{VOWELS}][{VOWELS}]", word) or "\u0651\u0651" in word:
        yield "a letter has two marks"
    if re.search(f"(?:^|[^\u0621-\u064aپچڤگژٱ{MARKS}])[{MARKS}]", word):
        yield "a mark stands on no letter"


def check():
    folder = Path(__file__).parent
    n_words = n_unmarked = 0
    failed = False
    seen = {}
    for name in FILES:
        n_lines, n_of_file = 0, 0
        for number, line in enumerate((folder / name).read_text(encoding="utf-8").splitlines(), 1):
            n_lines += 1
            if line in seen:
                print(f"{name}:{number}: the line stands in {seen[line]} too")
                failed = True
            seen[line] = f"{name}:{number}"
            for word in words(line):
                n_of_file += 1
                n_unmarked += unmarked_letters(word) > 0
                for fault in faults(word):
                    print(f"{name}:{number}: {word}: {fault}")
                    failed = True
        print(f"{name}: {n_lines} lines, {n_of_file} words")
        n_words += n_of_file
    share = n_unmarked / max(1, n_words)
    print(f"{n_words} words; {100 * share:.2f} % with a consonant unmarked")
    if n_words < LEAST_WORDS or share > MOST_UNMARKED_SHARE:
        print("too few words, or too many unmarked")
        failed = True
    return failed


def letters(word):
    return re.findall(f"([\u0621-\u064aپچڤگژٱ])([{MARKS}]*)", word)


def agree(one, other):
    lines = [Path(path).read_text(encoding="utf-8").splitlines() for path in (one, other)]
    n_letters = n_same_letters = n_words = n_same_words = n_same_stems = 0
    for first, second in zip(*lines, strict=True):
        if re.sub(f"[{MARKS}]", "", first) != re.sub(f"[{MARKS}]", "", second):
            continue
        for this, that in zip(words(first), words(second), strict=True):
            pairs = list(zip(letters(this), letters(that), strict=True))
            same = [a == b for a, b in pairs]
            n_letters += len(same)
            n_same_letters += sum(same)
            n_words += 1
            n_same_words += all(same)
            n_same_stems += all(same[:-1])
    print(
        f"{n_words} words: {100 * n_same_letters / n_letters:.2f} % of the letters, {100 * n_same_words / n_words:.1f} % of "
        f"the words carry the same marks; {100 * n_same_stems / n_words:.1f} % of the words but for the last letter"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["agree"]:
        agree(*sys.argv[2:4])
    else:
        sys.exit(check())
