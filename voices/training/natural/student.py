"""Trains the student (`throat.py`) on what the teacher said in one or several voices.

    PYTHONPATH=.. python3 student.py --lab LAB --out LAB/student.pt --hours H [--rate 8e-4] [--adversary]
                                     [--critic] [--own] [--start FILE.pt] [--share 0.7,0.3]
                                     [--letters LETTERS] [--heard 0.8] [--listen 200]

Reads LAB/rendered/VOICE of every voice of `throat.SPEAKERS`. Begins from `hibari`'s decoder, or from --start. Losses:
logarithms and sizes of spectra at three resolutions, and of a mel spectrum; with --adversary also what discriminators of
spectra say (`adversary.py`). Hours are hours of processor time; the rate falls over them. A checkpoint every three
minutes; started again with the same --out, it goes on. What is kept is a moving average of the weights.
"""
import argparse
import copy
import glob
import os
import random
import re
import time

import librosa
import torch
import torch.nn.functional as F

import hibari_decoder
import recogniser
import symbols
from evaluate import to_ids, whisper_folder
from model import Acoustic
from native import VOICES
from throat import HALVES, HOP, SPEAKERS, Throat, looks, melody, noise
from vocoder import RATE
from voice import Voice

SIZES = (512, 1024, 2048)
MEL = torch.tensor(librosa.filters.mel(sr=RATE, n_fft=1024, n_mels=100, fmin=0, fmax=12_000)).float()
WINDOWS = {size: torch.hann_window(size) for size in SIZES}
LONGEST = 85  # symbols of a sentence for the critic
ASKED = 3  # steps from one sentence of the critic to the next
QUIETEST = 0.012  # root mean square of a vowel
SPREADS = (1.3, 1.6)  # of intonation, that whole sentences are said with
AT_ITS_OWN_RATE = 0.45  # of the critic's sentences, the others in a hurry
MARKS = re.compile('[\u064b-\u0652\u0670ـ]')
QUIET = 1e-3  # of a magnitude: what is below is not heard


def magnitudes(sound, size):
    spectrum = torch.stft(sound, size, size // 4, window=WINDOWS[size], return_complex=True)
    return torch.sqrt(spectrum.real ** 2 + spectrum.imag ** 2 + 1e-9)


def spectral(made, goal):
    """Distance in spectra of sounds [B, N]."""
    loss = 0.0
    for size in SIZES:
        one, other = magnitudes(made, size), magnitudes(goal, size)
        loss = loss + (torch.log(one + QUIET) - torch.log(other + QUIET)).abs().mean() / len(SIZES) + (
            (one - other).norm() / other.norm().clamp(min=1e-3)) / len(SIZES)
        if size == 1024:
            loss = loss + (torch.log(MEL @ one + QUIET) - torch.log(MEL @ other + QUIET)).abs().mean()
    return loss


def read(path, voice):
    """One utterance: parameters, ids, place in them, F0, voicing, sound, number of the speaker."""
    one = torch.load(path, weights_only=True)
    count = len(one['sound']) // HOP
    lf0, voiced = one['lf0'], one['voiced'].float()
    seen = looks(one['mgc'].float(), lf0, voiced, one['ids'], one['frames'].float(), count)
    f0, on = melody(lf0 - one['mean'] + one['height'], voiced, count)
    parameters, ids, inside = seen
    return parameters.half(), ids, inside.half(), f0, on, one['sound'][:count * HOP], SPEAKERS.index(voice)


class Data:
    """The utterances of every voice, read again now and then, for the teacher may still be speaking."""

    def __init__(self, lab, crop):
        self.lab, self.crop, self.known, self.mean = lab, crop, set(), None  # mean of the guide's log F0
        self.all = [[] for _ in SPEAKERS]
        self.held = [[] for _ in SPEAKERS]
        self.refresh()

    def refresh(self):
        for at, voice in enumerate(SPEAKERS):
            for path in sorted(glob.glob(f'{self.lab}/rendered/{voice}/*.pt')):
                if path not in self.known:
                    self.known.add(path)
                    self.mean = self.mean or torch.load(path, weights_only=True)['mean']
                    one = read(path, voice)
                    if len(one[1]) > self.crop:
                        (self.held if len(self.held[at]) < 4 else self.all)[at].append(one)

    def batch(self, chance, size, share):
        parts = []
        for _ in range(size):
            at = chance.choices(range(len(SPEAKERS)), share)[0]
            parameters, ids, inside, f0, voiced, sound, speaker = chance.choice(self.all[at])
            first = chance.randrange(len(ids) - self.crop + 1)
            cut = slice(first, first + self.crop)
            parts.append((parameters[cut].float(), ids[cut], inside[cut].float(), torch.tensor(speaker), f0[cut], voiced[cut],
                          sound[first * HOP:(first + self.crop) * HOP].float()))
        return list(map(torch.stack, zip(*parts)))


class Own:
    """Kokoro's own speech in each voice, as loud as the teacher's."""

    def __init__(self, lab, data):
        level = lambda sounds: torch.cat([one.float() for one in sounds]).std()
        self.all = []
        for voice, many in zip(SPEAKERS, data.all):
            sounds = torch.load(f'{lab}/own/{voice}.pt', weights_only=True)
            factor = level([one[5] for one in many]) / level(sounds)
            self.all.append([one.float() * factor for one in sounds])

    def crops(self, speakers, length, chance):
        parts = []
        for at in speakers.tolist():
            sound = chance.choice([one for one in self.all[at] if len(one) > length])
            first = chance.randrange(len(sound) - length)
            parts.append(sound[first:first + length])
        return torch.stack(parts)


class Critic:
    """How hard Whisper base finds it to write down what the student says: whole sentences, most of them in a hurry, of
    which no sound of the teacher is needed."""

    def __init__(self, lab, letters):
        self.letters = re.compile(f'[{letters}]') if letters else None
        self.recogniser = recogniser.Recogniser(whisper_folder())
        network = Acoustic(len(symbols.TABLE))
        network.load_state_dict(torch.load(f'{lab}/ziad.pt', weights_only=True)['network'])
        self.guide = Voice(network.eval()).eval()
        lines = lambda kind: open(f'{lab}/train.{kind}', encoding='utf-8').read().splitlines()
        self.sentences, self.hard = [], []
        for text, line in zip(lines('txt'), lines('ph')):
            ids = to_ids(line, symbols.IDS, '؟' in text)
            if 25 <= len(ids) <= LONGEST:
                # Whisper writes no marks: asked for them it would mostly be asked what it never says.
                self.sentences.append((torch.from_numpy(ids), self.recogniser.tokens(MARKS.sub('', text))))
                if self.letters and self.letters.search(text):
                    self.hard.append(self.sentences[-1])

    def say(self, network, ids, rate, mean, speaker, spread=SPREADS[0], **options):
        """The sound of symbols at a rate, and the samples of each; `mean`: of the guide's log F0."""
        self.guide.spread = spread
        with torch.no_grad():
            mgc, lf0, voiced, frames = self.guide.parameters(ids, torch.tensor([rate]), torch.zeros(1))
            count = len(lf0) * 2 // 5 + 2
            parameters, said, inside = looks(mgc, lf0, voiced, ids, frames, count)
            f0, on = melody(lf0 - mean + VOICES[SPEAKERS[speaker]][0], voiced, count)
        made = network(parameters[None], said[None], inside[None], torch.tensor([speaker]), f0[None], on[None],
                       noise(1, count), **options)[0]
        return made, (frames * 120).long()

    def alone(self, network, mean, chance, share):
        """How much too quiet a vowel is that stands alone or where no sentence has it."""
        vowels = [at for name, at in symbols.IDS.items() if name.removesuffix('ː') in ('a', 'i', 'u')]
        others = list(range(symbols.PAU + 1, len(symbols.TABLE)))
        inner = [chance.choice(vowels)] if chance.random() < 0.5 else [
            chance.choice(others), chance.choice(vowels), chance.choice(others), chance.choice(vowels)]
        ids = torch.tensor([symbols.PAU, *inner, chance.choice([symbols.PAU, symbols.STOP, symbols.COMMA, symbols.QUESTION])])
        sound, counts = self.say(network, ids, 1.0, mean, chance.choices(range(len(SPEAKERS)), share)[0])
        loss, end = 0.0, 0
        for one, count in zip(ids.tolist(), counts.tolist()):
            begin, end = end, end + count
            if one in vowels:
                level = torch.sqrt((sound[begin:end] ** 2).mean() + 1e-10)
                loss = loss + F.relu(torch.log(QUIETEST / level))
        return loss

    def __call__(self, network, mean, chance, share):
        """Nats for each token of one sentence."""
        ids, tokens = chance.choice(self.hard if self.hard and chance.random() < 0.5 else self.sentences)
        rate = 1.0 if chance.random() < AT_ITS_OWN_RATE else chance.uniform(1.2, 2.4)
        made, _ = self.say(network, ids, rate, mean, chance.choices(range(len(SPEAKERS)), share)[0], chance.uniform(*SPREADS))
        made = made * chance.uniform(1, 4)
        if chance.random() < 0.35:
            made = made + torch.randn_like(made) * made.detach().std() * 10 ** (-chance.uniform(10, 30) / 20)
        frames = len(made) // recogniser.HOP + 80
        loss = self.recogniser.loss(self.recogniser.spectrum([made], frames + frames % 2), [tokens], chance.random() < 0.7)
        return loss.sum() / len(tokens)


def apart(network, data):
    """Distance on utterances that are not trained on, of each voice."""
    found = []
    with torch.no_grad():
        for held in data.held:
            rows = []
            for parameters, ids, inside, f0, voiced, sound, speaker in held:
                made = network(parameters.float()[None], ids[None], inside.float()[None], torch.tensor([speaker]), f0[None],
                               voiced[None], noise(1, len(ids)))
                rows.append(spectral(made, sound.float()[None]).item())
            found.append(sum(rows) / max(len(rows), 1))
    return found


def fresh(data):
    """A network with `hibari`'s weights behind an entrance of its own."""
    network = Throat()
    missing, unexpected = network.load_state_dict(hibari_decoder.decoder(), strict=False)
    assert not unexpected and not any(name.startswith(('blocks', 'norm', 'leave')) for name in missing)
    rows = torch.cat([one[0].float().unflatten(-1, (HALVES, -1)).flatten(0, 1) for many in data.all for one in many[:200]])
    network.mean, network.deviation = rows.mean(0), rows.std(0) + 1e-3
    return network


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--hours', type=float, required=True)
    arguments.add_argument('--rate', type=float, default=8e-4)
    arguments.add_argument('--batch', type=int, default=6)
    arguments.add_argument('--crop', type=int, default=64, help='frames of 12.5 ms')
    arguments.add_argument('--share', default='0.65,0.35', help='of each voice in a batch')
    arguments.add_argument('--start')
    arguments.add_argument('--adversary', action='store_true')
    arguments.add_argument('--critic', action='store_true')
    arguments.add_argument('--own', action='store_true')
    arguments.add_argument('--heard', type=float, default=0.8,
                           help='largest norm of the critic\'s gradient; that of the other losses is 1.3')
    arguments.add_argument('--letters', default='', help='half of the critic\'s sentences have one of these')
    arguments.add_argument('--listen', type=int, default=0, help='steps in which the discriminators alone learn, at first')
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    share = [float(one) for one in options.share.split(',')]
    data = Data(options.lab, options.crop)
    network = fresh(data)
    if options.start:
        network.load_state_dict(torch.load(options.start, weights_only=True)['average'])
    average = copy.deepcopy(network)
    # What is new learns faster than what `hibari` knows.
    known = [one for name, one in network.named_parameters() if name.startswith(('blocks', 'norm', 'leave'))]
    new = [one for name, one in network.named_parameters() if not name.startswith(('blocks', 'norm', 'leave'))]
    optimizer = torch.optim.AdamW([{'params': new, 'scale': 1.0}, {'params': known, 'scale': 0.5}], options.rate,
                                  betas=(0.8, 0.99), weight_decay=0.01)
    state = {'network': network, 'average': average, 'optimizer': optimizer}
    if options.adversary:
        from adversary import Adversary
        adversary = Adversary(options.rate)
        state |= {'judges': adversary.judges, 'judging': adversary.optimizer}
    critic = Critic(options.lab, options.letters) if options.critic else None
    own = Own(options.lab, data) if options.own else None
    step, spent = 0, 0.0
    if os.path.exists(options.out):
        saved = torch.load(options.out, weights_only=True)
        for name, part in state.items():
            part.load_state_dict(saved[name])
        step, spent = saved['step'], saved['spent']
    chance, saved_at, clock, log = random.Random(step), time.time(), time.process_time(), []

    def save():
        torch.save({name: part.state_dict() for name, part in state.items()} | {'step': step, 'spent': spent},
                   options.out + '.part')
        os.rename(options.out + '.part', options.out)

    print(f'{sum(p.numel() for p in network.parameters()) / 1e6:.2f} million weights, utterances '
          f'{[len(one) for one in data.all]}', flush=True)
    if options.adversary and not step:  # discriminators that know nothing yet would teach the student nothing
        for _ in range(options.listen):
            parameters, ids, inside, speaker, f0, voiced, sound = data.batch(chance, options.batch, share)
            with torch.no_grad():
                made = network(parameters, ids, inside, speaker, f0, voiced, noise(*ids.shape[:2]))
            told = adversary.learn(made, own.crops(speaker, sound.shape[1], chance) if own else sound, 4 * options.rate)
        if options.listen:
            print(f'discriminators at {told:.3f}', flush=True)
    while spent < options.hours * 3600:
        done = spent / options.hours / 3600
        for group in optimizer.param_groups:
            group['lr'] = options.rate * group['scale'] * min(1, (step + 1) / 100) * (0.03 + 0.97 * (1 - done))
        parameters, ids, inside, speaker, f0, voiced, sound = data.batch(chance, options.batch, share)
        parameters = parameters + 0.05 * torch.randn_like(parameters) * network.deviation.repeat(HALVES)
        made = network(parameters, ids, inside, speaker, f0, voiced, noise(*ids.shape[:2]))
        loss = spectral(made, sound)
        row = [loss.item()]
        if options.adversary:
            real = own.crops(speaker, sound.shape[1], chance) if own else sound
            more, told = adversary(made, sound, real, 4 * group['lr'])
            loss = loss + more
            row += told
        optimizer.zero_grad()
        loss.backward()
        if options.critic and step % ASKED < 2:
            heard = (critic if step % ASKED == 0 else critic.alone)(network, data.mean, chance, share)
            weights = list(network.parameters())
            found = torch.autograd.grad(heard, weights)
            size = options.heard / max(torch.stack([one.norm() for one in found]).norm().item(), 1e-6)
            for weight, one in zip(weights, found):
                weight.grad.add_(one, alpha=min(1.0, size))
        if options.critic:
            row.append(heard.item() if step % ASKED == 0 else float('nan'))
        row.append(torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0).item())
        optimizer.step()
        with torch.no_grad():
            keep = min(0.998, step / (step + 10))
            for old, now in zip(average.parameters(), network.parameters()):
                old.lerp_(now, 1 - keep)
        step += 1
        spent, clock = spent + time.process_time() - clock, time.process_time()
        log.append(row)
        if step % 100 == 0:
            means = ' '.join(f'{one:.3f}' for one in torch.tensor(log[-100:]).nanmean(0).tolist())
            held = ' '.join(f'{one:.3f}' for one in apart(average, data)) if step % 500 == 0 else ''
            print(f'{step} {spent / 60:.1f} min: {means}' + (f' held out {held}' if held else ''), flush=True)
        if time.time() - saved_at > 180:
            save()
            data.refresh()
            saved_at = time.time()
    save()


if __name__ == '__main__':
    main()
