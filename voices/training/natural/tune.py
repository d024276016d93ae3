"""Grows the converter through Kokoro's frozen decoder.

    PYTHONPATH=.. python3 tune.py --lab LAB --packs PACKS --out LAB/converter.pt --hours H [--start FILE]

Each step: three sentences, each in a voice drawn by chance, go through converter and decoder to the probe (probe.py).
Losses: the broad shape of the spectrum against the guide's, both relative to their speaker; a recogniser's
cross-entropy on the text (the critic); and on Kokoro's own speech its true features. Every fourth step one of the three
is made to sound by the real generator: the probe learns from it, and its true spectrum takes the place of the probe's
(with the probe's gradient), so that the losses are the real ones there. To the others' spectra, which a probe makes too
smooth, what the probe missed in one of the latest true ones is added before the critic listens.

The rate falls over the hours given (processor time). A checkpoint every four minutes, the whole state in it: started
again with the same --out, training goes on. The averaged weights are judged by the real generator's sound on
LAB/dev.txt, and the best are kept as OUT.best. --start: weights of an earlier converter (.pt of the laboratory or
.safetensors of `weights.py`).
"""
import argparse
import copy
import math
import os
import random
import re
import time

import torch
import torch.nn.functional as F

import features
import kokoro82
import probe as ears
import recogniser as whisper
import symbols
from converter import BANDS, HALVES, UNKNOWN, WIDTH, Converter, split
from evaluate import whisper_folder
from guide import Guide, f0_of
from native import VOICES

MARKS = re.compile('[\u064b-\u0652\u0670ـ]')
ORDERS = 24  # of the spectrum's shape that are compared: formants, not harmonics
SHAPE = torch.cos(math.pi * torch.outer(torch.arange(ORDERS), torch.arange(ears.BANDS) + 0.5) / ears.BANDS) * math.sqrt(
    2 / ears.BANDS)
WEIGHT = torch.ones(ORDERS)
WEIGHT[0] = 0.3  # loudness
# Sounds that the vectors for Arabic got wrong (ʕ: 11 of 16 heard as such; this road alone had 38 of 41).
UNLEARNED = (symbols.IDS['ʕ'], symbols.IDS['ʕː'])
CROP = 100  # frames of Kokoro's own speech in a crop
ROUGH = 0.3  # of what the probe missed elsewhere: it belongs to other sounds, and all of it is worse than any real sound
PADDING = 60  # frames of 10 ms of silence behind the longest sound


def plain(text):
    return ' '.join(re.sub(r'\s+([،.؟!:؛])', r'\1', MARKS.sub('', text)).split())


def shaped(spectra, habit):
    return ((spectra - habit[0]) / habit[1]) @ SHAPE.T


def apart(made, goal, weight):
    """Distance of two sounds' shapes, and half that of their movement."""
    size = weight.sum() * ORDERS
    moved, wanted = made[2:] - made[:-2], goal[2:] - goal[:-2]
    return (((made - goal).abs() * WEIGHT * weight[:, None]).sum()
            + 0.5 * ((moved - wanted).abs() * WEIGHT * weight[1:-1, None]).sum()) / size


def from_truth(made, truth, counts=None):
    """Distance of a converter's output [.., T, 514] to Kokoro's own features; counts [.., T]: the frames that count."""
    made_it, truth_it = made[..., :WIDTH], truth[..., :WIDTH]
    each = (2 * (made_it - truth_it).abs().mean(-1) + 1 - F.cosine_similarity(made_it, truth_it, dim=-1)
            + 0.1 * (made[..., WIDTH:] - truth[..., WIDTH:]).abs().mean(-1))
    return each.mean() if counts is None else (each * counts).sum() / counts.sum()


def disguised(spectra, chance):
    """Spectra [3 T, 64] as another throat, room or machine would have made them."""
    if chance.random() < 0.7:  # warped
        at = (torch.arange(BANDS) * math.exp(chance.uniform(-0.13, 0.13)) + chance.uniform(-1, 1)).clamp(0, BANDS - 1.001)
        low = at.long()
        spectra = spectra[:, low] * (1 - (at - low)) + spectra[:, low + 1] * (at - low)
    for chosen, turn in ((chance.random() < 0.6, True), (chance.random() < 0.5, False)):  # smoothed in time, in frequency
        if chosen:
            width = chance.uniform(0.6, 4) if turn else chance.uniform(0.4, 1.6)
            kernel = torch.exp(-0.5 * (torch.arange(-8, 9) / width) ** 2)
            kernel = (kernel / kernel.sum())[None, None]
            rows = spectra.T if turn else spectra
            rows = F.conv1d(F.pad(rows[:, None], (8, 8), mode='replicate'), kernel)[:, 0]
            spectra = rows.T if turn else rows
    if chance.random() < 0.5:  # noise
        spectra = torch.logaddexp(spectra, spectra.max() - chance.uniform(7, 13) + 0.02 * torch.randn(BANDS))
    middle = spectra.mean(0)
    return middle + (spectra - middle) * chance.uniform(0.85, 1.2) + 0.1 * chance.random() * torch.randn_like(spectra)


def native_batch(native, chance, size=3):
    spectra, heard, truth, ids, inside, whose = [], [], [], [], [], []
    for item in chance.sample(native, size):
        count = len(item['phonetic'])
        shape = disguised(item['spectra'].float(), chance)
        shape = features.standard(shape, *features.spread([shape]))
        shape = shape + 0.25 * torch.randn(1, BANDS).cumsum(1) / 6 * chance.random()
        first = chance.randrange(count - CROP + 1)
        part = slice(first, first + CROP)
        shape, seen = shape[3 * first:3 * (first + CROP)].reshape(CROP, -1), item['heard'][part].float()
        known = 'ids' in item and chance.random() < 0.85
        deaf = 0.0 if known and chance.random() < 0.2 else 1.0  # what is said must do then
        spectra.append(shape * deaf)
        heard.append((seen + 0.2 * chance.random() * torch.randn_like(seen)) * deaf)
        unknown = torch.full((CROP, HALVES), UNKNOWN)
        whose.append(item['ids'][part] if 'ids' in item else unknown)
        ids.append(whose[-1] if known else unknown)
        inside.append(item['within'][part] if known else torch.zeros(CROP, HALVES, 3))
        truth.append(torch.cat([item['phonetic'][part].float(),
                                item['energy'][2 * first:2 * (first + CROP)].reshape(CROP, 2) / 6], 1))
    counts = 1 - torch.isin(torch.stack(whose), torch.tensor(UNLEARNED)).any(-1).float()
    counts = -F.max_pool1d(-counts, 3, 1, 1)  # nor do the frames beside
    return [torch.stack(one) for one in (spectra, heard, ids, inside)], torch.stack(truth), counts


class Stage:
    """Everything but the converter: guide, decoder, critic, probe."""

    def __init__(self, lab, packs):
        self.kokoro = kokoro82.load()
        self.guide, self.dev = Guide(lab, 'train'), Guide(lab, 'dev')
        self.critic = whisper.Recogniser(whisper_folder(), torch.bfloat16)
        self.styles = {voice: kokoro82.style_of(packs, voice) for voice in VOICES}
        self.native = torch.load(f'{lab}/native.pt', weights_only=True)
        self.memory = ears.Memory()
        for item in self.native:
            self.memory.add('native', item['voice'], item['hidden'][None], item['listened'])
        self.habits = ears.habits(self.memory)
        self.native = [item for item in self.native if len(item['phonetic']) > CROP]
        first = [self.guide[at] for at in range(40)]
        self.guide_habit = {kind: features.spread([one['listened_' + kind].float() for one in first])
                            for kind in ('m', 'f')}
        self.guide_fine = features.spread([one['spectra'].float() for one in first])
        self.guide_f0 = torch.cat([one['lf0'][one['voiced']] for one in first]).mean().item()

    def given(self, item):
        """The converter's inputs for a sentence of the guide's."""
        count = len(item['heard'])
        spectra = features.standard(item['spectra'].float(), *self.guide_fine)[:3 * count].reshape(1, count, -1)
        return spectra, item['heard'].float()[None], item['ids'][None], item['within'][None]

    def decoded(self, out, item, voice):
        """The decoder's last hidden layer for an output [T, 514], and F0."""
        f0 = f0_of(item, self.guide_f0, VOICES[voice][0])
        phonetic, energy = split(out)
        return self.kokoro.hidden(phonetic, f0, energy, self.styles[voice]), f0

    def goal(self, item, voice):
        kind = VOICES[voice][1]
        spectra = item['listened_' + kind].float()
        level = spectra.mean(1)
        return shaped(spectra, self.guide_habit[kind]), torch.where(level > level.max() - 6, 1.0, 0.2)

    def real(self, hidden, f0, voice):
        """What the generator makes of a hidden layer, as a sound and as a spectrum."""
        sound = self.kokoro.sound(hidden.detach(), f0, self.styles[voice])
        return sound, features.listened(self.critic, sound)

    def understood(self, spectra, texts, chance=None):
        """The critic's cross-entropy for each token, given natural-log spectra [frames, 80] of each sound."""
        rows = []
        for one in spectra:
            one = one.T / math.log(10)
            if chance:
                one = one + chance.uniform(-0.5, 0.5) + 0.15 * torch.randn_like(one)
                if chance.random() < 0.2:
                    floor = one.detach().max() - chance.uniform(1.5, 3.5) - chance.uniform(0, 1) * torch.linspace(0, 1, 80)
                    one = torch.logaddexp(one * 2.3, (floor[:, None] + 0.2 * torch.randn_like(one)) * 2.3) / 2.3
            rows.append((torch.maximum(one, one.detach().max() - 8.0) + 4.0) / 4.0)
        length = max(one.shape[1] for one in rows) + PADDING
        length += length % 2
        rows = torch.stack([F.pad(one, (0, length - one.shape[1]), value=one.detach().min().item()) for one in rows])
        tokens = [self.critic.tokens(plain(text)) for text in texts]
        loss = self.critic.loss(rows, tokens, chance.random() < 0.7 if chance else True)
        return loss.sum() / sum(map(len, tokens))

    def judged(self, network, voice, count):
        """Cross-entropy and shape's distance of the real sound, sentences of the development set."""
        network.eval()
        spectra, distance = [], 0.0
        with torch.no_grad():
            for at in range(count):
                item = self.dev[at]
                hidden, f0 = self.decoded(network(*self.given(item))[0], item, voice)
                _, one = self.real(hidden, f0, voice)
                one = one.clamp(min=one.max().item() - ears.QUIET)
                spectra.append(one)
                goal, weight = self.goal(item, voice)
                size = min(len(goal), len(one))
                distance += apart(shaped(one[:size], self.habits[voice]), goal[:size], weight[:size]).item() / count
            heard = sum(self.understood([one], [self.dev.texts[at]]).item() for at, one in enumerate(spectra)) / count
        return heard, distance


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--lab', required=True)
    arguments.add_argument('--packs', required=True)
    arguments.add_argument('--out', required=True)
    arguments.add_argument('--hours', type=float, required=True)
    arguments.add_argument('--start')
    arguments.add_argument('--rate', type=float, default=4e-4)
    arguments.add_argument('--batch', type=int, default=3)
    arguments.add_argument('--critic', type=float, default=0.3)
    arguments.add_argument('--anchor', type=float, default=0.04)
    arguments.add_argument('--every', type=int, default=4, help='steps between sounds of the real generator')
    arguments.add_argument('--male', type=float, default=0.85, help='part of the sentences in the male voice')
    arguments.add_argument('--threads', type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    stage = Stage(options.lab, options.packs)

    from weights import read
    network = read(options.start) if options.start else Converter()
    reference, mean = copy.deepcopy(network).eval().requires_grad_(False), copy.deepcopy(network).requires_grad_(False)
    slow, fast = [], []
    for name, parameter in network.named_parameters():
        (fast if name.startswith(('said', 'symbol')) else slow).append(parameter)
    optimizer = torch.optim.AdamW([{'params': slow, 'at': 1.0}, {'params': fast, 'at': 2.5}], lr=options.rate,
                                  betas=(0.9, 0.98), weight_decay=0.01)
    step, spent, best, probe = 0, 0.0, math.inf, None
    chance = random.Random(step)
    names = list(VOICES)

    def sounded(count, voice):
        """Lets the probe hear fresh sounds of the averaged converter."""
        mean.eval()
        with torch.no_grad():
            for at in chance.sample(range(len(stage.guide)), count):
                item = stage.guide[at]
                hidden, f0 = stage.decoded(mean(*stage.given(item))[0], item, voice)
                stage.memory.add('own', voice, hidden, stage.real(hidden, f0, voice)[1])

    if os.path.exists(options.out):
        saved = torch.load(options.out, weights_only=True)
        network.load_state_dict(saved['network'])
        mean.load_state_dict(saved['mean'])
        reference.load_state_dict(saved['reference'])
        optimizer.load_state_dict(saved['optimizer'])
        probe = ears.Probe()
        probe.load_state_dict(saved['probe'])
        step, spent, best = saved['step'], saved['spent'], saved['best']
        chance.seed(step)
        print(f'goes on at step {step}, {spent / 60:.0f} min spent', flush=True)
    fresh = probe is None
    for voice, count in zip(names, (10, 6) if fresh else (4, 2)):
        sounded(count, voice)
    probe = probe or ears.begin(stage.memory)
    tuner = torch.optim.AdamW(probe.parameters(), 7e-4, weight_decay=0.05)
    for at in range(240 if fresh else 30):
        error = ears.learn(probe, tuner, stage.memory, names[at % 3 % 2], 768)
        if at % 60 == 0 or at == 239:
            print(f'probe {at}: {error:.2f} dB', flush=True)
    for group in tuner.param_groups:
        group['lr'] = 3e-4

    def save():
        torch.save({'network': network.state_dict(), 'mean': mean.state_dict(), 'reference': reference.state_dict(),
                    'optimizer': optimizer.state_dict(), 'probe': probe.state_dict(), 'step': step, 'spent': spent,
                    'best': best}, options.out + '.part')
        os.rename(options.out + '.part', options.out)

    if fresh:
        heard, distance = stage.judged(mean, names[0], 10)
        print(f'step {step}: real sound {heard:.3f} nats, shape {distance:.4f}', flush=True)
    log, rough, saved_at, clock = [], [], time.time(), time.process_time()
    while spent < options.hours * 3600:
        done = spent / (options.hours * 3600)
        for group in optimizer.param_groups:
            group['lr'] = options.rate * group['at'] * min(1, (step + 1) / 20) * (
                0.06 + 0.94 * math.cos(min(done, 1) * math.pi / 2) ** 2)
        network.train()
        optimizer.zero_grad()
        given, truth, counts = native_batch(stage.native, chance)
        native = from_truth(network(*given), truth, counts)
        native.backward()

        listened, texts, shape, moved, gap = [], [], 0.0, 0.0, None
        for place, at in enumerate(chance.sample(range(len(stage.guide)), options.batch)):
            item = stage.guide[at]
            voice = names[0] if chance.random() < options.male else names[1]
            spectra, seen, ids, within = stage.given(item)
            with torch.no_grad():
                before = reference(spectra, seen, ids, within)
            seen = seen + 0.15 * chance.random() * torch.randn_like(seen)
            spectra = spectra + 0.1 * chance.random() * torch.randn_like(spectra)
            out = network(spectra, seen, ids, within)
            hidden, f0 = stage.decoded(out[0], item, voice)
            guess = probe(ears.stack(hidden), voice)
            if place == 0 and step % options.every == 0:
                _, true = stage.real(hidden, f0, voice)
                stage.memory.add('own', voice, hidden.detach(), true)
                size = min(len(guess), len(true))
                with torch.no_grad():
                    gap = None if step % (2 * options.every) else [stage.understood([one[:size]], [stage.guide.texts[at]]).item() for one in (guess, true)]
                true = true.clamp(min=true.max().item() - ears.QUIET)
                rough = rough[-40:] + [(true[:size] - guess[:size]).detach()]
                guess = guess[:size] + rough[-1]
                texture = 0.0
            elif rough:
                texture = chance.choice(rough)
                texture = ROUGH * texture.repeat(-(-len(guess) // len(texture)), 1).roll(chance.randrange(1000), 0)[:len(guess)]
            else:
                texture = 0.0
            goal, weight = stage.goal(item, voice)
            size = min(len(goal), len(guess))
            shape = shape + apart(shaped(guess[:size], stage.habits[voice]), goal[:size], weight[:size]) / options.batch
            moved = moved + from_truth(out, before) / options.batch
            listened.append(guess + texture)
            texts.append(stage.guide.texts[at])
        heard = stage.understood(listened, texts, chance)
        (shape + options.anchor * moved + options.critic * heard).backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            keep = min(0.985, step / (step + 10))
            for old, new in zip(mean.parameters(), network.parameters()):
                old.lerp_(new, 1 - keep)
        error = ears.learn(probe, tuner, stage.memory, names[0] if chance.random() < options.male else names[1])
        step += 1
        spent, clock = spent + time.process_time() - clock, time.process_time()
        log.append((native.item(), shape.item(), moved.item(), heard.item(), error, norm.item(),
                    *(gap or (math.nan, math.nan))))
        if step % 25 == 0:
            rows = torch.tensor(log[-25:])
            print('%5d %4.0f min: native %.3f shape %.4f moved %.3f critic %.3f probe %.2f dB norm %.2f guess %.3f true %.3f'
                  % (step, spent / 60, *rows.nanmean(0).tolist()), flush=True)
        if step % 150 == 0:
            heard, distance = stage.judged(mean, names[0], 10)
            other = stage.judged(mean, names[1], 3) if step % 300 == 0 else None
            print(f'step {step}: real sound {heard:.3f} nats, shape {distance:.4f}'
                  + (f'; female {other[0]:.3f}, {other[1]:.4f}' if other else ''), flush=True)
            if heard < best:
                best = heard
                torch.save({'network': mean.state_dict(), 'step': step, 'heard': heard}, options.out + '.best')
        if time.time() - saved_at > 240:
            save()
            saved_at = time.time()
    save()


if __name__ == '__main__':
    main()
