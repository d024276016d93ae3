"""Reads marked text as the product reads it, and keeps what the model is to learn: letters, classes, what is known.

    python prepare.py NATIQ OUT.jsonl FILE... [--against FILE...]

NATIQ is the program, built; FILE has one marked sentence on a line. A line that shares eight words in a row with a file of
`--against` is dropped: those are the sets that the model is judged by. Where `NAME.doubt` lies beside `NAME.marked.txt`, the lines whose numbers it
names are dropped too.
"""

import argparse
import json
import re
import subprocess
from pathlib import Path

from symbols import MARKS, PAUSE_LONG, PAUSE_SHORT, classes, strip

SHARED_WORDS = 8
# The program takes a million characters at a time.
LINES_AT_ONCE = 2000
NOT_LEARNED = -1


def words_of(text):
    return ["".join(letter for letter in word if letter.isalpha()) for word in strip(text).split()]


def grams(text, length=SHARED_WORDS):
    words = [word for word in words_of(text) if word]
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def judged_grams(files, length=SHARED_WORDS):
    """Returns what the judged sets have: a line that shares any of it is not learned from."""
    return {gram for line in read_lines(files) for gram in grams(line, length)}


def read_lines(files):
    lines = []
    for file in map(Path, files):
        doubt = file.with_name(file.name.replace(".marked.txt", ".doubt"))
        doubted = doubtful(doubt.read_text()) if doubt != file and doubt.exists() else set()
        numbered = enumerate(file.read_text().splitlines(), 1)
        lines += [line.strip() for number, line in numbered if line.strip() and number not in doubted]
    return lines


def doubtful(text):
    """Returns the line numbers of a list such as `28 garbled; 108-112 quotation`."""
    numbers = set()
    for first, last in re.findall(r"(?:^|[;\n]|and)\s*(\d+)(?:-(\d+))?\b", text):
        numbers |= set(range(int(first), int(last or first) + 1))
    return numbers


def speak(natiq, lines):
    """Returns what the program makes of each line."""
    parts = [lines[at : at + LINES_AT_ONCE] for at in range(0, len(lines), LINES_AT_ONCE)]
    return [answer for part in parts for answer in speak_part(natiq, part)]


def speak_part(natiq, lines):
    done = subprocess.run(
        [natiq, "text", "--lines", "--json"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    )
    answers = done.stdout.splitlines()
    if len(answers) != len(lines):
        raise SystemExit(f"{len(lines)} lines, {len(answers)} answers")
    return [json.loads(answer) if answer.strip() else {"utterances": []} for answer in answers]


def said(answer):
    """Yields what the program says of a line: words, as it tells of them, and a mark for each pause."""
    for utterance in answer["utterances"]:
        for token in utterance["tokens"]:
            yield token if token["kind"] == "word" else PAUSE_SHORT if token["length"] == "short" else PAUSE_LONG


def as_said(word, known=0):
    """Returns the token of a word with the program's marks."""
    bases, labels = classes(word)
    return ["".join(bases), [NOT_LEARNED if label is None else label for label in labels], known]


def by_byte(marked):
    """Returns the marked text's pieces by the byte that each letter has in the text without marks."""
    pieces, at, last = {}, 0, None
    for character in marked:
        if character in MARKS:
            if last is not None:
                pieces[last] += character
        else:
            last = at
            pieces[at] = character
            at += len(character.encode())
    return pieces


def learn(marked, answer):
    """Returns the tokens of a line: `[bases, classes, known]` for a word, a mark for a pause."""
    pieces = by_byte(marked)
    tokens = []
    for token in said(answer):
        if isinstance(token, str):
            tokens.append(token)
        elif token["rule"] == "plain":
            # Bytes are counted from the paragraph's beginning.
            span = range(token["source"]["start"], token["source"]["end"])
            printed, wanted = classes("".join(pieces[at] for at in span if at in pieces))
            same = "".join(printed) == token["normalized"]
            labels = [NOT_LEARNED if each is None else each for each in wanted]
            if not same:
                printed = list(strip(token["normalized"]))
                labels = [NOT_LEARNED] * len(printed)
            tokens.append(["".join(printed), labels, 0])
        else:
            # What a number or a Latin name is read as: known, and not to be learned here.
            tokens.append(as_said(token["diacritized"], known=1))
    return tokens


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("natiq")
    arguments.add_argument("out", type=Path)
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--against", nargs="*", default=[])
    options = arguments.parse_args()
    judged = judged_grams(options.against)
    lines, seen, overlapping = [], set(), 0
    for line in read_lines(options.files):
        plain = strip(line)
        if plain in seen:
            continue
        seen.add(plain)
        if grams(line) & judged:
            overlapping += 1
            continue
        lines.append(line)
    answers = speak(options.natiq, [strip(line) for line in lines])
    n_words = n_letters = n_learned = 0
    with options.out.open("w") as out:
        for line, answer in zip(lines, answers, strict=True):
            tokens = learn(line, answer)
            if not tokens:
                continue
            out.write(json.dumps(tokens, ensure_ascii=False) + "\n")
            for token in tokens:
                if isinstance(token, list):
                    n_words += 1
                    n_letters += len(token[0])
                    n_learned += 0 if token[2] else sum(each != NOT_LEARNED for each in token[1])
    print(
        f"{options.out.name}: {len(lines)} lines, {n_words} words, {n_letters} letters, {n_learned} of them to learn; "
        f"{overlapping} lines dropped because the judged sets have them"
    )


if __name__ == "__main__":
    main()
