"""Judges how far the program's own probability of a word can be trusted, and draws it.

    python calibrate.py NATIQ REFERENCE.txt... [--plot FILE.svg]

Nothing is fitted: a word's probability is its share among the readings that were weighed (`src/diacritize/decode.rs`).
Words that are spelt out from digits have no part in it.
"""

import argparse
from pathlib import Path

import numpy as np

from evaluate import LETTER, heard
from prepare import by_byte, said, speak
from symbols import strip

EDGES = np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1])


def judged(natiq, lines):
    """Returns what was said of each word, and whether it was right as heard."""
    sure, right = [], []
    for line, answer in zip(lines, speak(natiq, [strip(line) for line in lines]), strict=True):
        pieces = by_byte(line)
        for token in said(answer):
            if isinstance(token, str) or token["rule"] != "plain":
                continue
            span = range(token["source"]["start"], token["source"]["end"])
            wanted = "".join(pieces[at] for at in span if at in pieces)
            if LETTER.search(wanted):
                sure.append(token["probability"])
                right.append(heard(wanted) == heard(token["diacritized"]))
    return np.array(sure), np.array(right, float)


def error(sure, right):
    """Returns the expected calibration error and, for each bin, what was said, what was right, and how many."""
    bins = []
    for low, high in zip(EDGES, EDGES[1:]):
        inside = (sure > low) & (sure <= high)
        if inside.any():
            bins.append((sure[inside].mean(), right[inside].mean(), inside.sum()))
    return sum(n * abs(said - was) for said, was, n in bins) / len(sure), bins


def draw(path, bins):
    """Writes what was right beside what was said as a picture."""
    place = lambda said, was: (40 + 320 * said, 360 - 320 * was)
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" font-size="11">',
             '<rect width="400" height="400" fill="white"/><path d="M40 360 360 40" stroke="#999" stroke-dasharray="4"/>',
             '<path d="M40 40V360H360" fill="none" stroke="black"/>']
    for tenth in range(0, 11, 2):
        x, y = place(tenth / 10, tenth / 10)
        parts.append(f'<text x="{x:.0f}" y="374" text-anchor="middle">{tenth / 10}</text><text x="34" y="{y + 4:.0f}" text-anchor="end">{tenth / 10}</text>')
    parts.append('<text x="200" y="392" text-anchor="middle">probability said</text><text x="12" y="200" transform="rotate(-90 12 200)" text-anchor="middle">share of words right</text>')
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(said, was) for said, was, _ in bins))
    parts.append(f'<polyline points="{points}" fill="none" stroke="#06c" stroke-width="2"/>')
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("natiq")
    arguments.add_argument("references", nargs="+", type=Path)
    arguments.add_argument("--plot", type=Path)
    options = arguments.parse_args()
    lines = [line for file in options.references for line in file.read_text().splitlines() if line.strip()]
    sure, right = judged(options.natiq, lines)
    gap, bins = error(sure, right)
    print(f"{len(sure)} words, expected calibration error {100 * gap:.1f} points")
    for said, was, n in bins:
        print(f"  said {said:.3f}: right {was:.3f} of {n}")
    doubted = np.argsort(sure)[: len(sure) // 20]
    wrong = 1 - right
    print(
        f"of the 5 % most doubted {100 * wrong[doubted].mean():.0f} % are wrong, which are "
        f"{100 * wrong[doubted].sum() / wrong.sum():.0f} % of all wrong ones; {100 * wrong.mean():.1f} % of all are wrong"
    )
    if options.plot:
        draw(options.plot, bins)


if __name__ == "__main__":
    main()
