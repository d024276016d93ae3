"""Lets the student stay what it is and be understood better: its own sound is the goal, a recogniser the critic.

    PYTHONPATH=.. python3 settle.py --lab LAB --start LAB/shipped.pt --out LAB/settled.pt --hours H [--share 0.3,0.7]
                                    [--apart 0,0.15] [--sharp 1,1.15]

No teacher's sound is needed, only `ziad`'s parameters of the sentences in LAB/rendered. The goal is made by the network
that training began from, with its spectra and phases, where each voice may be bent a little: `--apart` moves its
embedding away from the other voice's by so much of the distance between them, `--sharp` widens the cepstra that it is
given about their mean. The student learns to sound so by itself; the critic (`student.Critic`) asks to be understood.
"""
import argparse
import copy
import os
import random
import time

import torch

from student import SIZES, WINDOWS, Critic, Data, spectral
from model import CEPSTRA
from throat import HALVES, SPEAKERS, Throat, noise

PHASES = 0.5  # weight of the distance of whole spectra beside that of their sizes


def complete(made, goal):
    """Distance in spectra of sounds [B, N], phases and all."""
    loss = 0.0
    for size in SIZES:
        one, other = (torch.stft(x, size, size // 4, window=WINDOWS[size], return_complex=True) for x in (made, goal))
        loss = loss + (one - other).abs().mean() / other.abs().mean().clamp(min=1e-5) / len(SIZES)
    return loss


class Goal:
    """The network that training began from, each of its voices bent."""

    def __init__(self, network, apart, sharp):
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        table = self.network.speaker.weight
        table.copy_(table + torch.tensor(apart)[:, None] * (table - table.flip(0)))
        self.factors = torch.ones(len(SPEAKERS), CEPSTRA + 2)
        self.factors[:, 1:CEPSTRA] = torch.tensor(sharp)[:, None]

    def __call__(self, parameters, ids, inside, speaker, *rest):
        mean, factors = self.network.mean, self.factors[speaker][:, None, None]
        wider = mean + (parameters.unflatten(-1, (HALVES, -1)) - mean) * factors
        with torch.no_grad():
            return self.network(wider.flatten(-2), ids, inside, speaker, *rest)


def main():
    numbers = lambda text: [float(one) for one in text.split(',')]
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--start', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--hours', type=float, required=True)
    arguments.add_argument('--rate', type=float, default=2e-4)
    arguments.add_argument('--batch', type=int, default=4)
    arguments.add_argument('--crop', type=int, default=44)
    arguments.add_argument('--share', type=numbers, default=[0.3, 0.7])
    arguments.add_argument('--apart', type=numbers, default=[0.0, 0.0])
    arguments.add_argument('--sharp', type=numbers, default=[1.0, 1.0])
    arguments.add_argument('--letters', default='')
    arguments.add_argument('--heard', type=float, default=1.0, help='largest norm of the critic\'s gradient')
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    data, chance = Data(options.lab, options.crop), random.Random(0)
    network = Throat()
    network.load_state_dict(torch.load(options.start, weights_only=True)['average'])
    goal, average, critic = Goal(network, options.apart, options.sharp), copy.deepcopy(network), Critic(options.lab, options.letters)
    weights = list(network.parameters())
    optimizer = torch.optim.AdamW(weights, options.rate, betas=(0.8, 0.99), weight_decay=0.0)
    step, spent, log, saved_at, clock = 0, 0.0, [], time.time(), time.process_time()

    def save():
        torch.save({'average': average.state_dict(), 'step': step}, options.out + '.part')
        os.rename(options.out + '.part', options.out)

    while spent < options.hours * 3600:
        for group in optimizer.param_groups:
            group['lr'] = options.rate * min(1, (step + 1) / 50) * (0.03 + 0.97 * (1 - spent / options.hours / 3600))
        parameters, ids, inside, _, f0, voiced, _ = data.batch(chance, options.batch, options.share)
        speaker = torch.tensor(chance.choices(range(len(SPEAKERS)), options.share, k=options.batch))
        given = (parameters, ids, inside, speaker, f0, voiced, noise(*ids.shape[:2]))
        wanted, made = goal(*given), network(*given)
        loss = spectral(made, wanted) + PHASES * complete(made, wanted)
        optimizer.zero_grad()
        loss.backward()
        heard = critic(network, data.mean, chance, options.share) if step % 2 == 0 else critic.alone(network, data.mean, chance, options.share)
        found = torch.autograd.grad(heard, weights)
        size = options.heard / max(torch.stack([one.norm() for one in found]).norm().item(), 1e-6)
        for weight, one in zip(weights, found):
            weight.grad.add_(one, alpha=min(1.0, size))
        norm = torch.nn.utils.clip_grad_norm_(weights, 2.0).item()
        optimizer.step()
        with torch.no_grad():
            keep = min(0.99, step / (step + 10))
            for old, now in zip(average.parameters(), weights):
                old.lerp_(now, 1 - keep)
        step += 1
        spent, clock = spent + time.process_time() - clock, time.process_time()
        log.append([loss.item(), heard.item() if step % 2 else float('nan'), norm])
        if step % 50 == 0:
            print(f'{step} {spent / 60:.1f} min: ' + ' '.join(f'{one:.3f}' for one in torch.tensor(log[-50:]).nanmean(0).tolist()), flush=True)
        if time.time() - saved_at > 120:
            save()
            saved_at = time.time()
    save()


if __name__ == '__main__':
    main()
