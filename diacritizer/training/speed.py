"""Compares the processor time of the exported model with the three published models that Natiq reads with: one thread,
batch 1, the same sentences, in turn.

    python speed.py MODEL.onnx RAWI_FOLDER LIBTASHKEEL.onnx SENTENCES.jsonl
"""

import argparse
import time

import numpy as np
import onnxruntime

from texts import read, write

ROUNDS = 3


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("model")
    arguments.add_argument("rawi")
    arguments.add_argument("libtashkeel")
    arguments.add_argument("sentences")
    options = arguments.parse_args()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    paths = [options.model, f"{options.rawi}/rawi_v2.int8.onnx", f"{options.rawi}/rawi_v3.int8.onnx", options.libtashkeel]
    ours, second, third, libtashkeel = (onnxruntime.InferenceSession(path, settings) for path in paths)
    lines = [write(tokens) for tokens in read(options.sentences)[:200]]
    lines = [line for line in lines if line.characters]
    # How fast a network is does not depend on which letters it reads.
    questions = [np.array([line.characters]) for line in lines]
    modern = np.zeros((1, 1), np.int64)

    def run_ours():
        for characters in questions:
            inputs = {"characters": characters, "hints": np.zeros_like(characters), "classical": modern}
            ours.run(None, inputs)

    def run_published():
        for characters in questions:
            second.run(None, {"input": characters})
            third.run(None, {"input": characters})
            length = np.array([characters.shape[1]])
            libtashkeel.run(
                None, {"char_inputs": characters, "diac_inputs": np.ones_like(characters), "input_lengths": length}
            )

    n_characters = sum(characters.shape[1] for characters in questions)
    best = {}
    for _ in range(ROUNDS):
        for name, run in (("three published models", run_published), ("ours", run_ours)):
            begin = time.process_time()
            run()
            best[name] = min(best.get(name, np.inf), time.process_time() - begin)
    for name, seconds in best.items():
        print(f"{name}: {1e6 * seconds / n_characters:.1f} µs a character")
    print(f"ours is {best['three published models'] / best['ours']:.2f} times as fast ({n_characters} characters)")


if __name__ == "__main__":
    main()
