"""What the converter is given of a sound, and what it is compared by.

A frame of Kokoro's phonetic features lasts 25 ms, 600 samples. For each the converter sees three log-mel spectra of
8.3 ms and what Whisper base's encoder makes of the sound after its third and its sixth block.
"""
import librosa
import torch
import torch.nn.functional as F

import recogniser as whisper

RATE, FRAME = 24_000, 600
BANDS = 64
SEEN = 2 * 512  # numbers of the encoder for each frame
MEL = torch.tensor(librosa.filters.mel(sr=RATE, n_fft=1024, n_mels=BANDS, fmin=40, fmax=9000)).float()
WINDOW = torch.hann_window(600)


def fine(sound):
    """Log-mel spectra [3 T, BANDS] of a sound of T frames."""
    frames = len(sound) // FRAME
    padded = F.pad(sound[:frames * FRAME].float(), (200, 400))
    power = torch.fft.rfft(padded.unfold(0, 600, 200) * WINDOW, 1024).abs() ** 2
    return torch.log(torch.clamp(power[:3 * frames] @ MEL.T, min=1e-6))


def speech(spectra, below):
    """Which rows of natural-log spectra are less than `below` under the loudest."""
    level = spectra.mean(1)
    return level > level.max() - below


def spread(many, below=7.0):
    """Mean and deviation of each band over the speech of several sounds."""
    rows = torch.cat([one[speech(one, below)] for one in many])
    return rows.mean(0), rows.std(0) + 0.1


def standard(spectra, mean, deviation):
    return ((spectra - mean) / deviation).clamp(-4, 4)


def heard(recogniser, sound, after=(2, 5)):
    """The recogniser's encoder after some of its blocks, [T, SEEN]."""
    frames = len(sound) // FRAME
    sound = sound.float() / sound.abs().max() * 0.7
    length = len(sound) // whisper.HOP + 60
    w, layers = recogniser.weights, []
    with torch.no_grad():
        x = recogniser.spectrum([sound], length + length % 2).to(recogniser.dtype)
        x = F.gelu(F.conv1d(x, w['encoder/conv1/weight'], w['encoder/conv1/bias'], padding=1))
        x = F.gelu(F.conv1d(x, w['encoder/conv2/weight'], w['encoder/conv2/bias'], stride=2, padding=1)).transpose(1, 2)
        x = x + w['encoder/position_encodings/encodings'][:x.shape[1]]
        for at in range(max(after) + 1):
            x = recogniser.block_feed(recogniser.block_self(x, f'encoder/layer_{at}'), f'encoder/layer_{at}')
            if at in after:
                layers.append(F.layer_norm(x.float(), (whisper.WIDTH,)))
        rows = torch.cat(layers, -1)[0]
    at = torch.arange(frames) * 1.25 + 0.625
    low = at.floor().long()
    part = (at - low)[:, None]
    return rows[low] * (1 - part) + rows[(low + 1).clamp(max=len(rows) - 1)] * part


def listened(recogniser, sound, stretch=None):
    """The recogniser's own log-mel spectra [frames of 10 ms, 80], natural logarithm; `stretch`: other filters."""
    count = len(sound) // whisper.HOP
    power = torch.stft(sound, whisper.WINDOW, whisper.HOP, window=recogniser.window, return_complex=True)[:201, :count]
    power = power.real ** 2 + power.imag ** 2
    return torch.log(torch.clamp((recogniser.mel if stretch is None else stretch) @ power, min=1e-10)).T


def stretched(factor):
    """The recogniser's filters for a voice whose formants lie higher by `factor`, to read a male sound with."""
    filters = librosa.filters.mel(sr=16_000 * factor, n_fft=400, n_mels=80, fmin=0, fmax=8000)
    return torch.from_numpy(filters) * (400 / whisper.WINDOW) ** 2
