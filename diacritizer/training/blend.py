"""Goes part of the way back from trained weights to those that training began with, against forgetting.

    python blend.py TRAINED.pt... START.pt SHARE[,SHARE] OUT.pt [--upper FACTOR]

Several trained stacks are joined first. SHARE of the way: 0 stays, 1 is START; several are one for each stack, and what
the stacks have in common goes their mean. The second LSTM of each stack goes FACTOR of its share. Layers that START lacks stay.
"""

import argparse
from pathlib import Path

import torch

from model import join, load


def shares(text):
    return [float(share) for share in text.split(",")]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("trained", type=Path, nargs="+")
    arguments.add_argument("start", type=Path)
    arguments.add_argument("shares", type=shares)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--upper", type=float, default=1.0)
    options = arguments.parse_args()
    trained, start = join([load(path) for path in options.trained]).state_dict(), load(options.start).state_dict()

    def share(name):
        kind, stack, *rest = name.split(".")
        if kind != "stacks":
            return sum(options.shares) / len(options.shares)
        own = options.shares[int(stack) % len(options.shares)]
        return own * options.upper if rest[0] == "second" else own

    blended = {
        name: torch.lerp(value, start[name], share(name)) if name in start else value for name, value in trained.items()
    }
    torch.save({"model": blended}, options.out)


if __name__ == "__main__":
    main()
