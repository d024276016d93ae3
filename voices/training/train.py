"""Trains the network on the teacher's parameters.

    python3 train.py --features DIR [DIR...] --out FILE.pt --hours H [--start FILE.pt] [--threads 2] [--batch 16] [--rate 1.5e-3]

The learning rate follows the hours given (warm-up, then cosine), which are hours of processor time over all threads, so
that a busy machine costs patience only. A checkpoint is written every three minutes; started again with the same --out,
training goes on from it, time spent included. With --critic (see critic.py) a recogniser listens along.
"""
import argparse
import glob
import math
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

import symbols
from model import CEPSTRA, OUT, Acoustic, place, within
from vocoder import fill

VALIDATION = 48
LONGEST = 2600  # frames of 5 ms
MOST_OF_CRITIC = 0.9  # norm of the critic's gradient; the teacher's is about 0.5
PAUSES = {',', '.', '?', 'pau'}


def load(folders):
    utterances = []
    for folder in folders:
        for path in sorted(glob.glob(f'{folder}/*.npz')):
            try:
                data = np.load(path)
                names, frames, mgc, lf0 = (data[k] for k in ('symbols', 'frames', 'mgc', 'lf0'))
            except (OSError, ValueError, KeyError, EOFError):
                continue
            if len(lf0) > LONGEST or frames.sum() != len(lf0) or len(lf0) < 20:
                continue
            ids = np.array([symbols.PAU if name in PAUSES else symbols.IDS[name] for name in names])
            filled, voiced = fill(lf0)
            where = place(torch.tensor(ids == symbols.PAU).float()).numpy()
            utterances.append((ids, frames, mgc, filled, voiced, where, path))
    return utterances


def collate(items, mean, deviation):
    size, length = len(items), max(len(item[0]) for item in items)
    count = max((len(item[3]) + 1) // 2 for item in items)
    ids = torch.zeros(size, length, dtype=torch.long)
    places = torch.zeros(size, length, 4)
    durations = torch.zeros(size, length)
    index = torch.zeros(size, count, dtype=torch.long)
    inside = torch.zeros(size, count, 3)
    target = torch.zeros(size, count * 2, OUT)
    mask = torch.zeros(size, count, 1)
    for b, (symbol, frames, mgc, lf0, voiced, where, _) in enumerate(items):
        ids[b, :len(symbol)] = torch.from_numpy(symbol)
        places[b, :len(symbol)] = torch.from_numpy(where)
        durations[b, :len(symbol)] = torch.from_numpy(frames.astype(np.float32))
        owner = np.repeat(np.arange(len(frames)), frames)
        offset = np.arange(len(owner)) - (np.cumsum(frames) - frames)[owner] + 0.5
        owner, offset = owner[::2], offset[::2]
        index[b, :len(owner)] = torch.from_numpy(owner)
        inside[b, :len(owner)] = within(torch.from_numpy(offset).float(), torch.from_numpy(frames[owner]).float())
        mask[b, :len(owner)] = 1
        n = len(lf0)
        target[b, :n, :CEPSTRA] = torch.from_numpy(mgc.astype(np.float32))
        target[b, :n, CEPSTRA] = torch.from_numpy(lf0.astype(np.float32))
        target[b, :n, CEPSTRA + 1] = torch.from_numpy(voiced.astype(np.float32))
        if n % 2:
            target[b, n] = target[b, n - 1]
    target = (target - mean) / deviation
    return ids, places, durations, index, inside, target, mask


WEIGHTS = torch.tensor([1.0 / (1 + 0.03 * k) for k in range(CEPSTRA)])


def losses(network, batch):
    ids, places, durations, index, inside, target, mask = batch
    symbol_mask = (ids > 0).float().unsqueeze(-1)
    with torch.autocast('cpu', dtype=torch.bfloat16):
        x, log_duration = network.encode(ids, places, symbol_mask)
        held = torch.gather(x, 1, index.unsqueeze(-1).expand(-1, -1, x.shape[-1]))
        out = network.decode(held, inside, mask)
    out, log_duration = out.float(), log_duration.float()
    frames = mask.repeat_interleave(2, 1)
    total = frames.sum()
    cepstra, goal = out[..., :CEPSTRA], target[..., :CEPSTRA]
    scale = WEIGHTS / WEIGHTS.sum()
    level = ((cepstra - goal).abs() * scale * frames).sum() / total
    movement = ((cepstra.diff(dim=1) - goal.diff(dim=1)).abs() * scale * frames[:, 1:]).sum() / total
    voiced = frames[..., 0] * target[..., CEPSTRA + 1]
    pitch = ((out[..., CEPSTRA] - target[..., CEPSTRA]).abs() * voiced).sum() / voiced.sum()
    voicing = (F.binary_cross_entropy_with_logits(out[..., CEPSTRA + 1], target[..., CEPSTRA + 1], reduction='none')
               * frames[..., 0]).sum() / total
    spoken = (ids > symbols.SPACE).float()
    timing = ((log_duration - torch.log1p(durations)) ** 2 * spoken).sum() / spoken.sum()
    return level, movement, pitch, voicing, timing


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--features', nargs='+', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--start')
    arguments.add_argument('--hours', type=float, required=True)
    arguments.add_argument('--threads', type=int, default=2)
    arguments.add_argument('--batch', type=int, default=16)
    arguments.add_argument('--rate', type=float, default=1.5e-3)
    arguments.add_argument('--seed', type=int, default=0)
    arguments.add_argument('--critic', nargs=3, metavar=('TEXT', 'PHONEMES', 'SENSE'))
    arguments.add_argument('--critic-weight', type=float, default=0.1)
    arguments.add_argument('--critic-batch', type=int, default=4)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)

    data = load(options.features)
    chance.shuffle(data)
    seconds = sum(len(item[3]) for item in data) * 0.005
    print(f'{len(data)} utterances, {seconds / 3600:.2f} hours', flush=True)
    validation, training = data[:VALIDATION], data[VALIDATION:]

    network = Acoustic(len(symbols.TABLE))
    every = np.concatenate([item[2][::7] for item in data]).astype(np.float32)
    pitch = np.concatenate([item[3][item[4]] for item in data[::3]])
    network.mean[:CEPSTRA] = torch.from_numpy(every.mean(0))
    network.deviation[:CEPSTRA] = torch.from_numpy(every.std(0))
    network.mean[CEPSTRA], network.deviation[CEPSTRA] = float(pitch.mean()), float(pitch.std())
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01)
    step, spent = 0, 0.0
    if options.start:
        network.load_state_dict(torch.load(options.start, weights_only=True)['network'])
    if os.path.exists(options.out):
        saved = torch.load(options.out, weights_only=True)
        network.load_state_dict(saved['network'])
        optimizer.load_state_dict(saved['optimizer'])
        step, spent = saved['step'], saved['spent']
        chance.seed(options.seed + step)
        print(f'goes on at step {step}, {spent / 60:.0f} min spent', flush=True)
    print(f'{sum(p.numel() for p in network.parameters()) / 1e6:.2f} million weights', flush=True)
    mean, deviation = network.mean, network.deviation
    critic = None
    if options.critic:
        from critic import Critic
        critic = Critic(network, *options.critic, options.critic_batch, options.seed + step)
        print(f'{len(critic.sentences)} sentences for the critic', flush=True)

    def save():
        torch.save({'network': network.state_dict(), 'optimizer': optimizer.state_dict(), 'step': step,
                    'spent': spent}, options.out + '.tmp')
        os.replace(options.out + '.tmp', options.out)

    limit = options.hours * 3600
    saved_at, clock, running = time.time(), time.process_time(), []
    while spent < limit:
        progress = spent / limit
        for group in optimizer.param_groups:
            group['lr'] = options.rate * min(1, (step + 1) / 300) * (
                0.5 * (1 + math.cos(math.pi * progress)) * 0.98 + 0.02)
        pool = chance.sample(training, min(options.batch * 4, len(training)))
        pool.sort(key=lambda item: len(item[3]))
        first = chance.randrange(4) * options.batch
        items = pool[first:first + options.batch]
        network.train()
        parts = losses(network, collate(items, mean, deviation))
        level, movement, pitch_loss, voicing, timing = parts
        loss = level + 0.5 * movement + 0.5 * pitch_loss + 0.3 * voicing
        loss = loss + 0.3 * timing
        optimizer.zero_grad()
        if critic:
            heard = critic.loss()
            (options.critic_weight * heard).backward()
            # A few sentences weigh much more than others: none may pull alone.
            torch.nn.utils.clip_grad_norm_(network.parameters(), MOST_OF_CRITIC)
            parts = (*parts, heard)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        step += 1
        running.append([float(part.detach()) for part in parts])
        spent += time.process_time() - clock
        clock = time.process_time()
        if step % 50 == 0:
            print(step, f'{spent / 60:.1f} min', np.mean(running, 0).round(4), flush=True)
            running = []
        if step % 250 == 1:
            network.eval()
            with torch.no_grad():
                rows = [[float(part) for part in losses(
                    network, collate(validation[at:at + 8], mean, deviation))]
                    for at in range(0, VALIDATION, 8)]
            print('validation: level, movement, pitch, voicing, timing', np.mean(rows, 0).round(4), flush=True)
        if time.time() - saved_at > 180:
            save()
            saved_at = time.time()
    save()
    print('done', step, flush=True)


if __name__ == '__main__':
    main()
