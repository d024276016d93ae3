"""Lets the student stay what it is and be understood better: its own sound is the goal, a recogniser the critic.

    PYTHONPATH=.. python3 settle.py --lab LAB --start LAB/shipped.pt --out LAB/settled.pt --hours H [--share 0.3,0.7]
                                    [--apart 0,0.15] [--sharp 1,1.15] [--alone] [--judges LAB/FILE.pt]

No teacher's sound is needed, only `ziad`'s parameters of the sentences in LAB/rendered. The goal is made by the network
that training began from, with its spectra and phases, where each voice may be bent a little: `--apart` moves its
embedding away from the other voice's by so much of the distance between them, `--sharp` widens the cepstra that it is
given about their mean. The student learns to sound so by itself; the critic (`student.Critic`) asks to be understood.
With --alone it begins bent, and nothing learns but the detours and the embedding of the voice that has them
(`throat.DETOURS`): the other voice stays what it is, to the sample. Then all is heard as the voice will ship: `--calm`
decibels calmer and at `--pace`. With --judges discriminators go on that `student.py --own --adversary` taught, with
Kokoro's own speech as what is real. The last --kept of the critic's sentences are never heard, for choosing by.
"""
import argparse
import copy
import math
import os
import random
import time

import numpy as np
import torch

import recogniser
from adversary import Adversary
from graph import CALM_TO
from model import CEPSTRA
from student import SIZES, WINDOWS, Critic, Data, Own, spectral
from throat import BINS, DETOURS, SIZE, SPEAKERS, Throat, noise
from vocoder import RATE

LONE = 8  # steps from one lone vowel to the next
PHASES = 0.5  # weight of the distance of whole spectra beside that of their sizes
SPREADS = (1.25, 1.55)  # of intonation
UNHURRIED = 0.6  # of the critic's sentences, said at about their own pace


def complete(made, goal):
    """Distance in spectra of sounds [B, N], phases and all."""
    loss = 0.0
    for size in SIZES:
        one, other = (torch.stft(x, size, size // 4, window=WINDOWS[size], return_complex=True) for x in (made, goal))
        loss = loss + (one - other).abs().mean() / other.abs().mean().clamp(min=1e-5) / len(SIZES)
    return loss


def hushed(decibels):
    """What `throat.Throat` is given to be calm by so much."""
    hertz = torch.arange(BINS) * (RATE / SIZE)
    part = torch.clamp((CALM_TO[1] - hertz) / (CALM_TO[1] - CALM_TO[0]), 0, 1)
    return part * (-math.log(10) / 20 * decibels)


class Goal:
    """The network that training began from, each of its voices bent."""

    def __init__(self, network, apart, sharp):
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        table = self.network.speaker.weight
        table.copy_(table + torch.tensor(apart)[:, None] * (table - table.flip(0)))
        self.network.wider[:, 1:CEPSTRA] *= torch.tensor(sharp)[:, None]

    def __call__(self, *given):
        with torch.no_grad():
            return self.network(*given)


class Ear:
    """The critic, hearing the voice as it will ship, mostly unhurried."""

    def __init__(self, critic, network, mean, calm, pace):
        self.critic, self.network, self.mean, self.calm, self.pace = critic, network, mean, calm, pace

    def __call__(self, chance, share):
        """Nats for each token of one sentence."""
        critic = self.critic
        ids, tokens = chance.choice(critic.hard if critic.hard and chance.random() < 0.5 else critic.sentences)
        rate = self.pace * (chance.uniform(0.95, 1.1) if chance.random() < UNHURRIED else chance.uniform(1.3, 2.3))
        speaker = chance.choices(range(len(SPEAKERS)), share)[0]
        made, _ = critic.say(self.network, ids, rate, self.mean, speaker, chance.uniform(*SPREADS), calm=self.calm)
        made = made * chance.uniform(1, 4)
        if chance.random() < 0.25:
            made = made + torch.randn_like(made) * made.detach().std() * 10 ** (-chance.uniform(10, 30) / 20)
        frames = len(made) // recogniser.HOP + chance.choice([40, 80, 160])
        spectrum = critic.recogniser.spectrum([made], frames + frames % 2)
        return critic.recogniser.loss(spectrum, [tokens], chance.random() < 0.7).sum() / len(tokens)


class Pull:
    """Adds gradients to the weights, none larger than asked."""

    def __init__(self, weights):
        self.weights = weights
        for one in weights:
            one.grad = torch.zeros_like(one)

    def __call__(self, loss, largest):
        """Returns the norm that the gradient had."""
        found = torch.autograd.grad(loss, self.weights, retain_graph=True, allow_unused=True)
        found = [torch.zeros_like(weight) if one is None else one for one, weight in zip(found, self.weights)]
        norm = torch.stack([one.norm() for one in found]).norm().item()
        for weight, one in zip(self.weights, found):
            weight.grad.add_(one, alpha=min(1.0, largest / max(norm, 1e-6)))
        return norm


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
    arguments.add_argument('--alone', action='store_true')
    arguments.add_argument('--calm', type=float, default=0.0)
    arguments.add_argument('--pace', type=float, default=1.0)
    arguments.add_argument('--letters', default='')
    arguments.add_argument('--sentences', type=int, default=1, help='that the critic hears in a step')
    arguments.add_argument('--kept', type=int, default=0)
    arguments.add_argument('--held', type=float, default=1.0, help='largest norm of the goal\'s gradient')
    arguments.add_argument('--heard', type=float, default=1.0, help='of the critic\'s')
    arguments.add_argument('--fooled', type=float, default=0.5, help='of the discriminators\'')
    arguments.add_argument('--judges')
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    data = Data(options.lab, options.crop)
    network = Throat()
    network.load_state_dict(torch.load(options.start, weights_only=True)['average'])
    goal, average, critic = Goal(network, options.apart, options.sharp), copy.deepcopy(network), Critic(options.lab, options.letters)
    if options.kept:
        critic.sentences, last = critic.sentences[:-options.kept], critic.sentences[-options.kept:]
        critic.hard = [one for one in critic.hard if not any(one is other for other in last)]
    if options.alone:
        options.share = [float(at == DETOURS) for at in range(len(SPEAKERS))]
        network.load_state_dict(goal.network.state_dict())
        average = copy.deepcopy(network)
        for name, one in network.named_parameters():
            one.requires_grad_('.detour.' in name or name == 'speaker.weight')
    learned = [name for name, one in network.named_parameters() if one.requires_grad]
    weights = [one for one in network.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, options.rate, betas=(0.8, 0.99), weight_decay=0.0)
    calm, pull = hushed(options.calm), Pull(weights)
    ear = Ear(critic, network, data.mean, calm, options.pace)
    adversary = None
    if options.judges:
        adversary, own = Adversary(4 * options.rate), Own(options.lab, data)
        known = torch.load(options.judges, weights_only=True)
        adversary.judges.load_state_dict(known['judges'])
        adversary.optimizer.load_state_dict(known['judging'])
    step, spent = 0, 0.0
    state = {'network': network, 'average': average, 'optimizer': optimizer}
    if adversary:
        state |= {'judges': adversary.judges, 'judging': adversary.optimizer}
    if os.path.exists(options.out):
        saved = torch.load(options.out, weights_only=True)
        for name, part in state.items():
            part.load_state_dict(saved[name])
        step, spent = saved['step'], saved['spent']

    def save():
        torch.save({name: part.state_dict() for name, part in state.items()} | {'step': step, 'spent': spent},
                   options.out + '.part')
        os.rename(options.out + '.part', options.out)

    chance, log, saved_at, clock = random.Random(step), [], time.time(), time.process_time()
    print(f'{sum(one.numel() for one in weights)} weights learn, {len(critic.sentences)} sentences, {len(critic.hard)} with the '
          f'letters, utterances {[len(one) for one in data.all]}', flush=True)
    while spent < options.hours * 3600:
        for group in optimizer.param_groups:
            group['lr'] = options.rate * min(1, (step + 1) / 50) * (0.03 + 0.97 * (1 - spent / options.hours / 3600))
        for one in weights:
            one.grad.zero_()
        parameters, ids, inside, _, f0, voiced, _ = data.batch(chance, options.batch, options.share)
        speaker = torch.tensor(chance.choices(range(len(SPEAKERS)), options.share, k=options.batch))
        given = (parameters, ids, inside, speaker, f0, voiced, noise(*ids.shape[:2]), calm)
        wanted, made = goal(*given), network(*given)
        loss = spectral(made, wanted) + PHASES * complete(made, wanted)
        row = [loss.item(), pull(loss, options.held)]
        if adversary:
            fooling, told = adversary(made, wanted, own.crops(speaker, made.shape[1], chance), 0.8 * options.rate)
            row += [*told, pull(fooling, options.fooled)]
        heard = [ear(chance, options.share) for _ in range(options.sentences)]
        row += [sum(heard).item() / len(heard), pull(sum(heard) / len(heard), options.heard)]
        if step % LONE == 0:
            pull(critic.alone(network, data.mean, chance, options.share), options.heard)
        optimizer.step()
        with torch.no_grad():
            keep = min(0.995, step / (step + 10))
            for name, now in zip(learned, weights):
                average.get_parameter(name).lerp_(now, 1 - keep)
        step += 1
        spent, clock = spent + time.process_time() - clock, time.process_time()
        log.append(row)
        if step % 50 == 0:
            print(f'{step} {spent / 60:.1f} min: ' + ' '.join(f'{one:.3f}' for one in np.mean(log[-50:], 0)), flush=True)
        if time.time() - saved_at > 120:
            save()
            saved_at = time.time()
    save()


if __name__ == '__main__':
    main()
