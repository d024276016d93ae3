"""Trains the network, with one thread, and goes on from where it was stopped.

    python train.py --start START.pt --out DIR --gold FILE.jsonl... [--sometimes FILE.jsonl:SHARE...] [--stack N]

Of each file a twentieth is held out and watched. A file of `--sometimes` gives SHARE of its lines to each round, in turn.
With `--stack` one stack of the start is trained alone. Gold files are read again before each round, as they may grow.
The schedule follows the processor's time, so that a run that gets little of a busy machine ends its schedule too.
`DIR/state.pt` is written every few minutes and has everything that going on needs; `DIR/average.pt` has the moving
average of the weights, which is what is exported.
"""

import argparse
import math
import random
import time
from contextlib import contextmanager
from pathlib import Path

import torch
from torch.nn import functional

from model import load, part
from symbols import CLASS_OF, SUKUN
from texts import IGNORE, augment, collate, read, split, write


# Lines of a large file that are watched.
WATCHED = 200


def heard(classes):
    return torch.where(classes == CLASS_OF[SUKUN], 0, classes)


def validate(model, lines):
    """Returns the share of letters, and of words, that are heard wrongly, in per cent."""
    model.eval()
    letters = wrong = words = wrong_words = 0
    with torch.no_grad():
        for at in range(0, len(lines), 16):
            group = lines[at : at + 16]
            characters, hints, classes = collate(group)
            best = heard(model(characters, hints).argmax(-1))
            bad = (best != heard(classes)) & (classes != IGNORE)
            letters += int((classes != IGNORE).sum())
            wrong += int(bad.sum())
            for row, line in enumerate(group):
                for start, end in line.words:
                    if classes[row, start] != IGNORE:
                        words += 1
                        wrong_words += bool(bad[row, start:end].any())
    model.train()
    return 100 * wrong / max(1, letters), 100 * wrong_words / max(1, words)


def read_gold(options):
    gold, watched = [], {}
    for path in options.gold:
        learn, hold = split(read(path))
        gold += learn + (hold if options.all else [])
        watched[Path(path).stem] = [write(tokens) for tokens in hold]
    return gold, watched


def is_exported_in_bytes(name):
    """Tells whether `export.py` rounds a parameter as it is asked to."""
    return any(part in name for part in (".weight_ih", ".weight_hh", ".back.weight"))


@contextmanager
def rounded(model, largest):
    """Gives the network the weights of the exported file while it answers, so that it learns to do with these."""
    kept = {}
    with torch.no_grad():
        for name, value in model.named_parameters():
            if largest is not None and is_exported_in_bytes(name):
                kept[name] = value.clone()
                scale = value.abs().amax(1, keepdim=True).clamp(min=1e-8) / largest
                value.copy_((value / scale).round() * scale)
    yield
    with torch.no_grad():
        for name, value in model.named_parameters():
            if name in kept:
                value.copy_(kept[name])


def scale_of(name):
    """Returns how much faster a parameter learns than the rate says: those that no published weights began do."""
    if ".words." in name:
        return 3.0
    return 2.0 if "head" in name or "hint" in name else 1.0


def rate(progress, step, warm=100):
    """Returns the share of the highest rate: rises over the first steps, then falls as a half cosine."""
    return min(1.0, (step + 1) / warm) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress))))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--start", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--gold", nargs="+", required=True)
    arguments.add_argument("--sometimes", nargs="*", default=[])
    arguments.add_argument("--stack", type=int)
    arguments.add_argument("--words", type=int, default=0, help="layers that are to read words; the start may lack them")
    arguments.add_argument("--minutes", type=float, required=True, help="of processor time; the rate falls to nothing over them")
    arguments.add_argument("--batch", type=int, default=2400, help="characters")
    arguments.add_argument("--rate", type=float, default=6e-4)
    arguments.add_argument("--dropout", type=float, default=0.25)
    arguments.add_argument("--smoothing", type=float, default=0.02)
    arguments.add_argument("--sometimes-weight", type=float, default=1.0)
    arguments.add_argument("--average", type=float, default=0.997)
    arguments.add_argument("--largest", type=int, help="learn with weights rounded as `export.py` rounds them with this number")
    arguments.add_argument("--bfloat16", action="store_true")
    arguments.add_argument("--all", action="store_true", help="learn from the held-out lines too")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)

    gold, watched = read_gold(options)
    silver = []
    for each in options.sometimes:
        path, share = each.rsplit(":", 1)
        lines, hold = split(read(path))
        watched[Path(path).stem] = [write(tokens) for tokens in hold[:WATCHED]]
        random.Random(options.seed).shuffle(lines)
        silver.append((lines, float(share)))

    model = load(options.start, words=options.words, dropout=options.dropout)
    if options.stack is not None:
        model = part(model, options.stack, dropout=options.dropout)
    average = {name: value.clone() for name, value in model.state_dict().items()}
    scales = {name: scale_of(name) for name, _ in model.named_parameters()}
    groups = [
        {"params": [value for name, value in model.named_parameters() if scales[name] == scale], "scale": scale}
        for scale in sorted(set(scales.values()))
    ]
    optimizer = torch.optim.AdamW(groups, lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01)

    print(f"{len(gold)} gold lines, {sum(len(write(tokens).characters) for tokens in gold)} characters", flush=True)

    state = options.out / "state.pt"
    first_round, step, elapsed = 0, 0, 0.0
    if state.exists():
        saved = torch.load(state, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        average, first_round, step, elapsed = saved["average"], saved["round"], saved["step"], saved["elapsed"]
        print(f"going on at round {first_round}, step {step}", flush=True)
    begin = time.process_time() - elapsed

    def keep(number):
        torch.save(
            {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average, "round": number,
             "step": step, "elapsed": time.process_time() - begin},
            state,
        )
        torch.save({"model": average}, options.out / "average.pt")

    def watch(number, loss):
        current = {name: value.clone() for name, value in model.state_dict().items()}
        model.load_state_dict(average)
        results = {name: validate(model, lines) for name, lines in watched.items()}
        model.load_state_dict(current)
        said = ", ".join(f"{name} {letter:.2f} {word:.2f}" for name, (letter, word) in results.items())
        print(f"round {number} step {step} loss {loss:.4f}: {said}", flush=True)

    if step == 0:
        watch(0, float("nan"))
    last_kept, progress, number = time.time(), 0.0, first_round
    model.train()
    while progress < 1:
        chance = random.Random(options.seed * 1000 + number)
        gold, _ = read_gold(options)
        lines = [(augment(tokens, chance), 1.0) for tokens in gold]
        for silver_lines, share in silver:
            n = int(share * len(silver_lines))
            for at in range(number * n, (number + 1) * n):
                lines.append((augment(silver_lines[at % len(silver_lines)], chance), options.sometimes_weight))
        weight_of = {id(line): weight for line, weight in lines}
        total = n_seen = 0
        for group in groups_of(lines, options.batch, chance):
            progress = (time.process_time() - begin) / (60 * options.minutes)
            if progress >= 1:
                break
            characters, hints, classes = collate(group)
            for parameters in optimizer.param_groups:
                parameters["lr"] = options.rate * parameters["scale"] * rate(progress, step)
            weights = torch.tensor([weight_of[id(line)] for line in group])[:, None] * (classes != IGNORE)
            optimizer.zero_grad()
            with rounded(model, options.largest):
                with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bfloat16):
                    answer = model(characters, hints)
                losses = functional.cross_entropy(
                    answer.float().transpose(1, 2), classes, ignore_index=IGNORE, label_smoothing=options.smoothing,
                    reduction="none",
                )
                loss = (losses * weights).sum() / weights.sum().clamp(min=1)
                loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            decay = min(options.average, (step + 1) / (step + 10))
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    average[name].lerp_(value, 1 - decay)
            step += 1
            total += float(loss.detach())
            n_seen += 1
            if step % 50 == 0:
                print(f"  step {step} loss {total / n_seen:.4f} {time.process_time() - begin:.0f} s", flush=True)
            if time.time() - last_kept > 240:
                # Going on from here begins the round anew.
                keep(number)
                last_kept = time.time()
        number += 1
        keep(number)
        watch(number, total / max(1, n_seen))


def groups_of(lines, size, chance):
    """Yields groups of lines of like length, about `size` characters each."""
    order = sorted((line for line, _ in lines), key=lambda line: len(line.characters) + chance.uniform(0, 12))
    groups, group = [], []
    for line in order:
        if group and len(line.characters) * (len(group) + 1) > size:
            groups.append(group)
            group = []
        group.append(line)
    groups.append(group)
    chance.shuffle(groups)
    return groups


if __name__ == "__main__":
    main()
