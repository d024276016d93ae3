"""Discriminators of spectra: do they hear whether the teacher or the student speaks, the student has something to learn.

Three small networks, one for each resolution, see real and imaginary part of a spectrum whose sizes are compressed.
"""
import torch
import torch.nn.functional as F
from torch import nn

SIZES = (512, 1024, 2048)
CHANNELS = 16
FEATURES, FOOLED = 2.0, 0.6  # weights of the two losses beside the spectral one
FOOLED_ABOUT_OTHERS = 1.0  # of the second, where what is real is not what is to be made
WINDOWS = {size: torch.hann_window(size) for size in SIZES}


class Judge(nn.Module):
    def __init__(self, size, channels=CHANNELS):
        super().__init__()
        self.size = size
        norm = nn.utils.parametrizations.weight_norm
        layer = lambda given, made, wide, stride: norm(nn.Conv2d(given, made, (3, wide), (1, stride), (1, wide // 2)))
        self.layers = nn.ModuleList([layer(2, channels, 9, 2), layer(channels, channels, 9, 2), layer(channels, channels, 9, 2),
                                     layer(channels, channels, 5, 2), layer(channels, channels, 3, 1)])
        self.leave = norm(nn.Conv2d(channels, 1, (3, 3), 1, (1, 1)))

    def forward(self, sound):
        """What each layer makes of sounds [B, N], the verdict last."""
        spectrum = torch.stft(sound * 10, self.size, self.size // 4, window=WINDOWS[self.size], return_complex=True)
        size = torch.sqrt(spectrum.real ** 2 + spectrum.imag ** 2 + 1e-4)
        x = (torch.stack([spectrum.real, spectrum.imag], 1) / size[:, None] ** 0.6).transpose(2, 3)
        found = []
        with torch.autocast('cpu', torch.bfloat16):
            for layer in self.layers:
                x = F.leaky_relu(layer(x), 0.1)
                found.append(x)
            found.append(self.leave(x))
        return found


class Adversary:
    def __init__(self, rate):
        self.judges = nn.ModuleList(Judge(size) for size in SIZES)
        self.optimizer = torch.optim.AdamW(self.judges.parameters(), rate, betas=(0.8, 0.99))

    def learn(self, made, real, rate):
        """Teaches the judges one step; returns their loss."""
        for group in self.optimizer.param_groups:
            group['lr'] = rate
        told = 0.0
        for judge in self.judges:
            both = judge(torch.cat([real, made.detach()]))[-1].float()
            true, false = both.chunk(2)
            told = told + (F.relu(1 - true).mean() + F.relu(1 + false).mean()) / len(self.judges)
        self.optimizer.zero_grad()
        told.backward()
        torch.nn.utils.clip_grad_norm_(self.judges.parameters(), 5.0)
        self.optimizer.step()
        return told.item()

    def __call__(self, made, sound, real, rate):
        """Teaches the judges one step, and returns the student's loss and figures for the log. `sound`: what is to be
        made; `real`: what the judges take for real, the same or other speech of the voice."""
        told = self.learn(made, real, rate)
        self.judges.requires_grad_(False)
        fooled = alike = 0.0
        for judge in self.judges:
            with torch.no_grad():
                goal = judge(sound)
            ours = judge(made)
            fooled = fooled + F.relu(1 - ours[-1].float()).mean() / len(self.judges)
            for one, other in zip(ours[:-1], goal[:-1]):
                alike = alike + (one.float() - other.float()).abs().mean() / other.float().abs().mean() / len(ours) / len(self.judges)
        self.judges.requires_grad_(True)
        weight = FOOLED if real is sound else FOOLED_ABOUT_OTHERS
        return weight * fooled + FEATURES * alike, [told, fooled.item(), alike.item()]
