"""Source and filter as one small graph: mel-cepstra, log F0 and voicing to sound at 24 kHz.

Every 5 ms frame makes one grain: its spectrum is excitation times envelope, one inverse transform makes it sound, and
grains overlap at the fixed hop. A voiced frame's excitation is the pulses that fall into it (none, one or two), each a
shift in phase, so pitch is exact without any resampling; each pulse carries its own burst of noise, which makes breath
rise and fall with the glottis as in a real voice. Envelope and minimum phase are both linear in the cepstrum.
"""
import math

import numpy as np
import torch
from torch import nn

RATE = 24_000
HOP = 120
CEPSTRA = 35
WARP = 0.55  # the teacher's all-pass warping at its 48 kHz


def warped(omega):
    """Warped frequency of `omega`, in radians at 48 kHz."""
    return omega + 2 * np.arctan(WARP * np.sin(omega) / (1 - WARP * np.cos(omega)))


class Vocoder(nn.Module):
    def __init__(self, size=600, noise_frames=256, knee=4000.0, slope=1500.0, dispersion=0.0, dispersion_from=1500.0,
                 burst=200, burst_power=1.0, floor=0.0, seed=7, shimmer=0.0):
        super().__init__()
        self.size, self.noise_frames = size, noise_frames
        bins = size // 2 + 1
        self.bins = bins
        omega = np.arange(bins) * 2 * np.pi / size
        hertz = omega * RATE / (2 * np.pi)
        mel = warped(omega * RATE / 48_000)
        order = np.arange(CEPSTRA)[:, None]
        self.put('cosine', np.cos(order * mel))
        self.put('sine', np.sin(order * mel))
        self.put('omega', omega)
        inverse = np.full(bins, 2.0)
        inverse[0] = inverse[-1] = 1.0
        angle = 2 * np.pi * (np.outer(np.arange(bins), np.arange(size)) % size) / size
        self.put('to_wave', np.concatenate([inverse[:, None] * np.cos(angle), -inverse[:, None] * np.sin(angle)]) / size)
        # Power of the periodic part: one below the knee, falling smoothly above it.
        periodic = 1 / (1 + np.exp((hertz - knee) / slope * 2)) * (1 - floor)
        self.put('pulse_gain', np.sqrt(periodic))
        noise_gain = np.sqrt(1 - periodic)
        random = np.random.RandomState(seed)
        # All-pass dispersion: group delay wanders about zero by `dispersion` seconds above `dispersion_from`.
        wander = np.convolve(random.randn(bins + 40), np.hanning(11) / np.sqrt((np.hanning(11) ** 2).sum()), 'same')[20:20 + bins]
        delay = dispersion * wander * np.clip((hertz - dispersion_from) / 2000, 0, 1)
        psi = -np.cumsum(delay) * 2 * np.pi * RATE / size
        self.put('psi_cos', np.cos(psi))
        self.put('psi_sin', np.sin(psi))
        # Bursts of noise for pulses, and Hann windows of steady noise for unvoiced frames.
        length = np.arange(burst)
        shape = (np.sin(np.pi * (length + 0.5) / burst) ** burst_power) if burst_power else np.ones(burst)
        shape = shape / np.sqrt((shape ** 2).sum())
        voiced = np.fft.rfft(random.randn(noise_frames, burst) * shape, size) * noise_gain
        window = np.hanning(2 * HOP + 1)[:-1]
        steady = np.fft.rfft(random.randn(noise_frames, 2 * HOP) * np.sqrt(window), size)
        self.put('burst', np.concatenate([voiced.real, voiced.imag], 1))
        self.put('steady', np.concatenate([steady.real, steady.imag], 1))

    def put(self, name, values):
        self.register_buffer(name, torch.tensor(np.ascontiguousarray(values), dtype=torch.float32))

    def forward(self, mgc, lf0, voiced):
        """mgc [F, 35], lf0 [F] (every frame filled), voiced [F] in 0..1; returns [F * HOP]."""
        frames = mgc.shape[0]
        f0 = torch.exp(lf0)
        step = (f0 * (HOP / RATE)).double()
        end = torch.cumsum(step, 0)
        start = end - step
        is_voiced = (voiced > 0.5).to(mgc.dtype)
        first = torch.floor(start) + 1
        count = torch.floor(end) - torch.floor(start)
        amplitude = torch.exp(mgc @ self.cosine) * (1 / 32768)
        theta = -(mgc @ self.sine)
        loud = torch.sqrt(RATE / f0) * is_voiced
        pulse_re = pulse_im = 0
        for slot in range(2):
            offset = ((first + slot - start) / step * HOP).to(mgc.dtype)
            gain = loud * (count > slot).to(mgc.dtype)
            angle = self.omega[None] * -offset[:, None]
            pulse_re = pulse_re + gain[:, None] * torch.cos(angle)
            pulse_im = pulse_im + gain[:, None] * torch.sin(angle)
        at = torch.remainder(torch.arange(frames), self.noise_frames)
        burst, steady = self.burst[at], self.steady[at]
        shape_re = self.pulse_gain * self.psi_cos + burst[:, :self.bins]
        shape_im = self.pulse_gain * self.psi_sin + burst[:, self.bins:]
        unvoiced = (1 - is_voiced)[:, None]
        source_re = pulse_re * shape_re - pulse_im * shape_im + unvoiced * steady[:, :self.bins]
        source_im = pulse_re * shape_im + pulse_im * shape_re + unvoiced * steady[:, self.bins:]
        filter_re, filter_im = amplitude * torch.cos(theta), amplitude * torch.sin(theta)
        spectrum = torch.cat([source_re * filter_re - source_im * filter_im,
                              source_re * filter_im + source_im * filter_re], 1)
        grains = spectrum @ self.to_wave
        hops = self.size // HOP
        wave = 0
        for hop in range(hops):
            part = grains[:, hop * HOP:(hop + 1) * HOP].reshape(-1)
            wave = wave + nn.functional.pad(part, (hop * HOP, (hops - 1 - hop) * HOP))
        return wave[:frames * HOP]


def fill(lf0):
    """Log F0 drawn through unvoiced frames, and which frames are voiced."""
    voiced = lf0 > 0
    at = np.arange(len(lf0))
    if not voiced.any():
        return np.full(len(lf0), math.log(120.0), np.float32), voiced
    return np.interp(at, at[voiced], lf0[voiced]).astype(np.float32), voiced


def sharpen(mgc, cosine, factors):
    """Scales each cepstrum by its factor [CEPSTRA], each frame's energy kept."""
    sharp = mgc * factors
    energy = (torch.logsumexp(2 * (mgc @ cosine), 1) - torch.logsumexp(2 * (sharp @ cosine), 1)) / 2
    return torch.cat([sharp[:, :1] + energy[:, None], sharp[:, 1:]], 1)
