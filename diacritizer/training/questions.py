"""Asks a grammarian about the words that the program is unsure of, and reads the answers as text to learn from.

    python questions.py ask NATIQ FOLDER LINES.txt [--against FILE...]
    python questions.py read OUT.jsonl FOLDER...
    python questions.py sure NATIQ OUT.jsonl LINES.txt [--against FILE...]

A careful reader marks a sentence slowly, and four words of five need no reader: of the words that the program takes for
surer than [`SURE`] one in fifty is wrong. So only the others are asked for, with the readings that the program itself
has for them, in random order. `ask` writes `FOLDER/01.txt` and so on: sentences and questions, as `questions.md` tells
the reader, and beside each file its key. The answers are expected in `01.ans`. `read` writes the lines as `prepare.py`
does: what was answered, what was not asked as the program reads it; a word whose answer is none of its readings is not learned.
`sure` writes lines, which should be others than those that were asked for, without their unsure words: they keep what the
program knows while it learns.
"""

import argparse
import json
import random
from pathlib import Path

from prepare import NOT_LEARNED, as_said, grams, judged_grams, read_lines, said, speak
from symbols import DAMMA, DAMMATAN, FATHA, FATHATAN, KASRA, KASRATAN, SHADDA, SUKUN, letters

SURE = 0.92
SENTENCES = 100
# A sentence with one question costs a reader as much as one with three; one with more than eleven is hardly a sentence.
LEAST_QUESTIONS, MOST_QUESTIONS = 2, 11
# A line with more unsure words is not what the program knows.
MOST_UNSURE = 3
ENDINGS = {FATHA: "a", DAMMA: "u", KASRA: "i", FATHATAN: "an", DAMMATAN: "un", KASRATAN: "in", SUKUN: "o"}


def tokens_of(answer):
    """Returns a line's tokens as `prepare.py` writes them, and for each unsure word its place and its readings."""
    tokens, unsure = [], []
    for token in said(answer):
        if isinstance(token, str):
            tokens.append(token)
            continue
        others = token.get("diacritized_alternatives", [])
        is_plain = token["rule"] == "plain"
        if is_plain and others and token["probability"] < SURE:
            unsure.append((len(tokens), [token["diacritized"], *others]))
        tokens.append(as_said(token["diacritized"], known=int(not is_plain)))
    return tokens, unsure


def question(readings):
    """Writes a question, and what each answer to it means: of endings where nothing else differs, else of whole words."""
    readings = random.sample(readings, len(readings))
    split = [letters(reading) for reading in readings]
    stems = {"".join(base + marks for base, marks in word[:-1]) + word[-1][0] + doubled(word) for word in split}
    endings = [ENDINGS.get(word[-1][1].replace(SHADDA, "")) for word in split]
    if len(stems) == 1 and all(endings):
        return f"{stems.pop()}: {' '.join(endings)}", dict(zip(endings, readings, strict=True))
    numbered = {str(number): reading for number, reading in enumerate(readings, 1)}
    return f"[{' '.join(f'{number}={reading}' for number, reading in numbered.items())}]", numbered


def doubled(word):
    return SHADDA if SHADDA in word[-1][1] else ""


def lines_with_doubts(options):
    """Yields each line that shares nothing with the judged sets, its tokens and its unsure words."""
    judged = judged_grams(options.against)
    lines = [line for line in dict.fromkeys(read_lines([options.lines])) if not grams(line) & judged]
    for line, answer in zip(lines, speak(options.natiq, lines), strict=True):
        yield line, *tokens_of(answer)


def ask(options):
    asked = [
        (line, tokens, unsure)
        for line, tokens, unsure in lines_with_doubts(options)
        if LEAST_QUESTIONS <= len(unsure) <= MOST_QUESTIONS
    ]
    options.folder.mkdir(parents=True, exist_ok=True)
    for part, start in enumerate(range(0, len(asked), SENTENCES), 1):
        texts, keys = [], []
        for number, (line, tokens, unsure) in enumerate(asked[start : start + SENTENCES], 1):
            questions = [question(readings) for _, readings in unsure]
            texts.append(f"{number} {line}\n   {'  |  '.join(text for text, _ in questions)}")
            places = [place for place, _ in unsure]
            keys.append({"number": number, "tokens": tokens, "places": places, "meanings": [key for _, key in questions]})
        file = options.folder / f"{part:02d}.txt"
        file.write_text("\n".join(texts) + "\n")
        file.with_suffix(".key").write_text("".join(json.dumps(key, ensure_ascii=False) + "\n" for key in keys))


def read_answers(file):
    """Returns the answers of a part by the number of their sentence."""
    rows = [row.split() for row in file.read_text().splitlines() if row.strip()]
    return {int(number): answers for number, *answers in rows}


def not_learned(bases):
    return [bases, [NOT_LEARNED] * len(bases), 0]


def sure(options):
    n_lines = 0
    with options.out.open("w") as out:
        for _, tokens, unsure in lines_with_doubts(options):
            if len(unsure) <= MOST_UNSURE:
                for place, _ in unsure:
                    tokens[place] = not_learned(tokens[place][0])
                out.write(json.dumps(tokens, ensure_ascii=False) + "\n")
                n_lines += 1
    print(f"{n_lines} lines")


def read(options):
    n_lines = n_words = n_asked = n_none = 0
    with options.out.open("w") as out:
        for answered in sorted(file for folder in options.folders for file in folder.glob("*.ans")):
            answers = read_answers(answered)
            for key in map(json.loads, answered.with_suffix(".key").read_text().splitlines()):
                given, tokens = answers.get(key["number"], []), key["tokens"]
                if len(given) != len(key["places"]):
                    print(f"{answered}: {len(given)} answers for {len(key['places'])} questions of {key['number']}")
                    continue
                for place, meanings, answer in zip(key["places"], key["meanings"], given, strict=True):
                    bases, n_asked = tokens[place][0], n_asked + 1
                    if answer in meanings:
                        tokens[place] = as_said(meanings[answer])
                    else:
                        tokens[place], n_none = not_learned(bases), n_none + 1
                out.write(json.dumps(tokens, ensure_ascii=False) + "\n")
                n_lines, n_words = n_lines + 1, n_words + sum(isinstance(token, list) for token in tokens)
    print(f"{n_lines} lines, {n_words} words, {n_asked} questions, {n_none} with none of the readings")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    commands = arguments.add_subparsers(dest="command", required=True)
    for name, out, run in (("ask", "folder", ask), ("sure", "out", sure)):
        command = commands.add_parser(name)
        command.add_argument("natiq")
        command.add_argument(out, type=Path)
        command.add_argument("lines", type=Path)
        command.add_argument("--against", nargs="*", default=[])
        command.set_defaults(run=run)
    reading = commands.add_parser("read")
    reading.add_argument("out", type=Path)
    reading.add_argument("folders", nargs="+", type=Path)
    reading.set_defaults(run=read)
    options = arguments.parse_args()
    random.seed(1)
    options.run(options)


if __name__ == "__main__":
    main()
