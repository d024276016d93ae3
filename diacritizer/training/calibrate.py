"""Fits how far the model's own count of a word can be trusted, and draws it.

    python calibrate.py MODEL.onnx NATIQ --fit REFERENCE.txt[=MULTIREF.txt]... --judge REFERENCE.txt... [--cache DIR] [--plot FILE.svg]

The product of the letters' probabilities says too little of words that are right: the network was trained with
smoothed labels, and two stacks are averaged. Beta calibration (Kull and others, 2017) keeps the order of words and lets
the upper end, where most words are, bend by itself. It is fitted on some sets and judged on others.
"""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime

from evaluate import judge

EDGE = 1e-4


def features(sure):
    sure = np.clip(sure, EDGE, 1 - EDGE)
    return np.stack([np.log(sure), -np.log(1 - sure), np.ones(len(sure))])


def fit(sure, right):
    """Returns the most likely weights of log(p), -log(1 - p) and one, by Newton's method."""
    x = features(sure)
    weights = np.array([1.0, 1.0, 0.0])
    for _ in range(50):
        said = 1 / (1 + np.exp(-weights @ x))
        spread = np.maximum(said * (1 - said), 1e-9)
        weights += np.linalg.solve((x * spread) @ x.T, x @ (right - said))
    return weights


def scaled(sure, weights):
    return 1 / (1 + np.exp(-weights @ features(sure)))


def error(sure, right, edges):
    """Returns the expected calibration error and, for each bin, what was said, what was right, and how many."""
    bins = []
    for low, high in zip(edges, edges[1:]):
        inside = (sure > low) & (sure <= high)
        if inside.any():
            bins.append((sure[inside].mean(), right[inside].mean(), inside.sum()))
    return sum(n * abs(said - was) for said, was, n in bins) / len(sure), bins


def draw(path, curves):
    """Writes what was right beside what was said as a picture."""
    place = lambda said, was: (40 + 320 * said, 360 - 320 * was)
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" font-size="11">',
             '<rect width="400" height="400" fill="white"/><path d="M40 360 360 40" stroke="#999" stroke-dasharray="4"/>',
             '<path d="M40 40V360H360" fill="none" stroke="black"/>']
    for tenth in range(0, 11, 2):
        x, y = place(tenth / 10, tenth / 10)
        parts.append(f'<text x="{x:.0f}" y="374" text-anchor="middle">{tenth / 10}</text><text x="34" y="{y + 4:.0f}" text-anchor="end">{tenth / 10}</text>')
    parts.append('<text x="200" y="392" text-anchor="middle">probability said</text><text x="12" y="200" transform="rotate(-90 12 200)" text-anchor="middle">share of words right</text>')
    for index, (name, color, bins) in enumerate(curves):
        points = ' '.join(f'{x:.1f},{y:.1f}' for x, y in (place(said, was) for said, was, _ in bins))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/><text x="60" y="{56 + 16 * index}" fill="{color}">{name}</text>')
    path.write_text('\n'.join(parts + ['</svg>']) + '\n')


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model")
    arguments.add_argument("natiq")
    arguments.add_argument("--fit", nargs="+", required=True)
    arguments.add_argument("--judge", nargs="+", required=True)
    arguments.add_argument("--cache", type=Path, default=Path("."))
    arguments.add_argument("--plot", type=Path)
    options = arguments.parse_args()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(options.model, settings)

    def judged(names):
        pairs = [pair for name in names for pair in judge(session, options.natiq, name, options.cache, False)[0]]
        sure, right = zip(*pairs)
        return np.array(sure), np.array(right, float)

    weights = fit(*judged(options.fit))
    print("weights of log(p), -log(1 - p), one:", " ".join(f"{each:.3f}" for each in weights))
    edges = np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1])
    sure, right = judged(options.judge)
    before, bins_before = error(sure, right, edges)
    after, bins_after = error(scaled(sure, weights), right, edges)
    print(f"{len(sure)} words of the judged sets, expected calibration error: {100 * before:.2f} points as counted, {100 * after:.2f} scaled")
    for said, was, n in bins_after:
        print(f"  said {said:.3f}: right {was:.3f} of {n}")
    if options.plot:
        draw(options.plot, [("as the network counts", "#c60", bins_before), ("scaled", "#06c", bins_after)])


if __name__ == "__main__":
    main()
