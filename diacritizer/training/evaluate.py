"""Judges an exported model on marked text: diacritic error rate as heard, calibration, speed. No lexicon, no rules.

    python evaluate.py MODEL.onnx NATIQ REFERENCE.txt[=MULTIREF.txt]... [--cache DIR] [--show]

As heard: sukun is no mark, a short vowel before its own long letter is implied, the vowel of hamzat al-wasl, kasra
below hamza and what stands on madda are not counted. With a multiple reference (`form/form` for a word) the best counts.
"""

import argparse
import json
import re
import time
from pathlib import Path

import numpy as np
import onnxruntime

import register
from forms import reader
from prepare import said, speak
from symbols import CLASSES, classes, letters, strip
from texts import write

VOWELS = {"a": "َ", "u": "ُ", "i": "ِ"}
LETTER = re.compile("[\u0621-\u063a\u0641-\u064a\u0671]")


def heard(word):
    """Returns what can be heard of each letter's marks."""
    bases, found = classes("".join(c for c in word if LETTER.match(c) or c in "ًٌٍَُِّْ\u0670"))
    marks = [CLASSES[each].replace("ْ", "") if each is not None else "?" for each in found]
    for at, base in enumerate(bases):
        if base in "اٱ" and (at == 0 or marks[at] in VOWELS.values()):
            marks[at] = ""
    for at in range(len(bases) - 1):
        after = bases[at + 1]
        if marks[at + 1] == "":
            for vowel, long in (("a", "اى"), ("u", "و"), ("i", "يى")):
                if after in long and marks[at].endswith(VOWELS[vowel]):
                    marks[at] = marks[at][:-1]
                    break
    for at, base in enumerate(bases):
        if base == "آ":
            marks[at] = ""
        elif base == "إ":
            marks[at] = marks[at].replace(VOWELS["i"], "")
    return bases, marks


def tokens_of(answer):
    """Returns a line's tokens for the network, and for each word the place of its printed form, if it has one."""
    tokens, spans = [], []
    for token in said(answer):
        if isinstance(token, str):
            tokens.append(token)
            continue
        word = strip(token["normalized"])
        plain = token["rule"] == "plain"
        _, marked = classes(token["diacritized"])
        known = int(not plain and len(marked) == len(word))
        labels = [-1 if each is None else each for each in marked] if known else [-1] * len(word)
        tokens.append([word, labels, known])
        spans.append((token["source"]["start"], token["source"]["end"]) if plain else None)
    return tokens, spans


def decode(line, probabilities, span):
    """Returns the likeliest class of each letter of a word and the word's probability."""
    start, end = span
    best = probabilities[start:end].argmax(-1)
    return best, float(np.prod(probabilities[start:end].max(-1)))


def mark(plain, answer, session, has):
    """Returns the printed line with marks, and each marked word's probability in order."""
    tokens, spans = tokens_of(answer)
    line = write(tokens, lambda word: [True] * len(word[0]) if word[2] else None)
    if not line.characters:
        return plain, [], 0
    classical = np.array([[int(register.is_classical(register.words_of(tokens), has))]])
    inputs = {"characters": np.array([line.characters]), "hints": np.array([line.hints]), "classical": classical}
    probabilities = session.run(None, inputs)[0][0]
    raw, pieces, sure = plain.encode(), [], []
    at = 0
    words = [token for token in tokens if isinstance(token, list)]
    for token, place, span in zip(words, spans, line.words, strict=True):
        if place is None:
            continue
        best, probability = decode(line, probabilities, span)
        pieces.append(raw[at : place[0]].decode())
        pieces.append("".join(base + ("" if base == "آ" else CLASSES[each]) for base, each in zip(token[0], best)))
        sure.append((token[0], probability))
        at = place[1]
    pieces.append(raw[at:].decode())
    return "".join(pieces), sure, len(line.characters)


def judge(session, has, natiq, name, cache, show):
    reference, _, multiple = name.partition("=")
    lines = Path(reference).read_text().splitlines()
    wanted = Path(multiple).read_text().splitlines() if multiple else lines
    plain = [strip(line) for line in lines]
    cached = cache / (Path(reference).stem + ".spoken.json")
    if cached.exists():
        answers = json.loads(cached.read_text())
    else:
        answers = speak(natiq, plain)
        cached.write_text(json.dumps(answers, ensure_ascii=False))
    n_letters = wrong = last_wrong = n_words = wrong_words = n_characters = 0
    seconds, judged, hypothesis = 0.0, [], []
    for number, (text, answer, want) in enumerate(zip(plain, answers, wanted, strict=True), 1):
        begin = time.process_time()
        said, sure, n = mark(text, answer, session, has)
        seconds += time.process_time() - begin
        n_characters += n
        hypothesis.append(said)
        sure = iter(sure)
        pending = next(sure, None)
        for form, word in zip(want.split(), said.split(), strict=True):
            if not LETTER.search(form):
                continue
            forms = form.split("/") if multiple and "/" in form and LETTER.search(form) else [form]
            bases, found = heard(word)
            best = None
            for each in forms:
                wanted_bases, right = heard(each)
                if len(wanted_bases) == len(bases):
                    errors = [one != other for one, other in zip(right, found, strict=True)]
                    if best is None or sum(errors) < sum(best):
                        best = errors
            if best is None:
                best = [True] * len(heard(forms[0])[0])
            n_letters += len(best)
            wrong += sum(best)
            last_wrong += best[-1]
            n_words += 1
            wrong_words += any(best)
            if pending and pending[0] == "".join(base for base, _ in letters(word) if LETTER.match(base)):
                judged.append((pending[1], not any(best)))
                pending = next(sure, None)
            if show and any(best):
                print(f"{number}\t{form}\t{word}")
    print(
        f"{Path(reference).stem}: letters {100 * wrong / n_letters:.2f} % (all but the last of a word "
        f"{100 * (wrong - last_wrong) / (n_letters - n_words):.2f} %), words {100 * wrong_words / n_words:.2f} %; "
        f"{1e6 * seconds / n_characters:.0f} µs a character"
    )
    return judged, hypothesis


def calibration(judged):
    """Prints the expected calibration error over words and what the most doubted twentieth holds."""
    sure = np.array([each for each, _ in judged])
    right = np.array([each for _, each in judged], float)
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (sure > low) & (sure <= low + 0.1)
        if inside.any():
            gap = right[inside].mean() - sure[inside].mean()
            error += inside.mean() * abs(gap)
            print(f"  said {sure[inside].mean():.2f}: right {right[inside].mean():.2f} of {inside.sum()}")
    doubted = np.argsort(sure)[: len(sure) // 20]
    wrong = (1 - right).sum()
    print(
        f"  expected calibration error {100 * error:.1f} points; of the 5 % most doubted words "
        f"{100 * (1 - right[doubted]).mean():.0f} % are wrong, which are {100 * (1 - right[doubted]).sum() / wrong:.0f} % of "
        f"all wrong ones; {100 * wrong / len(right):.1f} % of all words are wrong"
    )


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model")
    arguments.add_argument("natiq")
    arguments.add_argument("references", nargs="+")
    arguments.add_argument("--cache", type=Path, default=Path("."))
    arguments.add_argument("--show", action="store_true")
    arguments.add_argument("--calibration", action="store_true")
    options = arguments.parse_args()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(options.model, settings)
    has = reader(Path(__file__).parent.parent / "forms.bin")
    judged = []
    for name in options.references:
        more, lines = judge(session, has, options.natiq, name, options.cache, options.show)
        judged += more
        (options.cache / (Path(name.partition("=")[0]).stem + ".marked.txt")).write_text("\n".join(lines) + "\n")
    if options.calibration:
        calibration(judged)


if __name__ == "__main__":
    main()
