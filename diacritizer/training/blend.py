"""Goes part of the way back from trained weights to those that training began with, against forgetting.

    python blend.py TRAINED.pt... START.pt SHARE OUT.pt

Several trained stacks are joined first. SHARE of the way: 0 stays, 1 is START.
"""

import argparse
from pathlib import Path

import torch

from model import join, load


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("trained", type=Path, nargs="+")
    arguments.add_argument("start", type=Path)
    arguments.add_argument("share", type=float)
    arguments.add_argument("out", type=Path)
    options = arguments.parse_args()
    trained, start = join([load(path) for path in options.trained]).state_dict(), load(options.start).state_dict()
    blended = {name: torch.lerp(value, start[name], options.share) for name, value in trained.items()}
    torch.save({"model": blended}, options.out)


if __name__ == "__main__":
    main()
