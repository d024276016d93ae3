#!/usr/bin/env python3
"""Makes the show's music: a chime that opens and closes an episode, and a bell between sections.

Plain additive synthesis in a pentatonic scale; nothing but Python's own library, the same bytes every time.
What it makes is in the public domain (CC0 1.0), as is this script.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
# A plucked string or bell: its partials, as multiples of the pitch, with their strength and how fast they die (1/s).
PARTIALS = [(1.0, 1.0, 2.2), (2.0, 0.45, 3.4), (3.01, 0.22, 5.0), (4.2, 0.12, 7.5), (5.4, 0.06, 10.0)]
D4, E4, G4, A4, B4, D5, E5, G5 = 293.66, 329.63, 392.0, 440.0, 493.88, 587.33, 659.26, 783.99


def strike(sound, start, pitch, strength):
    """Adds one note, `start` seconds in."""
    first = int(start * RATE)
    for index in range(first, len(sound)):
        time = (index - first) / RATE
        rise = min(1.0, time / 0.004)
        value = sum(a * math.exp(-d * time) * math.sin(math.tau * pitch * m * time) for m, a, d in PARTIALS)
        sound[index] += strength * rise * value


def write(path, seconds, notes):
    sound = [0.0] * int(seconds * RATE)
    for start, pitch, strength in notes:
        strike(sound, start, pitch, strength)
    # The last half second fades, so that nothing is cut off.
    fade = RATE // 2
    for index in range(fade):
        sound[-1 - index] *= index / fade
    loudest = max(abs(value) for value in sound)
    samples = [round(value / loudest * 0.7 * 32_767) for value in sound]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))


here = Path(__file__).parent
write(here / "chime.wav", 5.5, [
    (0.0, D4, 0.7), (0.0, A4, 0.4), (0.35, G4, 0.6), (0.7, A4, 0.6), (1.05, D5, 0.8), (1.75, B4, 0.5),
    (2.1, A4, 0.5), (2.45, G4, 0.5), (2.8, D5, 0.6), (2.8, D4, 0.5),
])
write(here / "bell.wav", 2.0, [(0.0, A4, 0.6), (0.3, D5, 0.8)])
