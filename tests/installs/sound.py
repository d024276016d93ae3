"""Says how long a WAV file is, and fails where it is not speech: too short, silent, or cut off.

python3 tests/installs/sound.py FILE [at least so many seconds]
"""

import array
import math
import sys
import wave

path, least = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
with wave.open(path, "rb") as file:
    assert file.getsampwidth() == 2 and file.getnchannels() == 1, file.getparams()
    rate = file.getframerate()
    # A stream does not know its length in advance, so the header may say more than there is.
    samples = array.array("h", file.readframes(rate * 3600))
seconds = len(samples) / rate
loudness = math.sqrt(sum(sample * sample for sample in samples) / max(len(samples), 1)) / 32768
assert seconds >= least, f"{seconds:.2f} s of sound, expected {least} s"
assert loudness > 0.01, f"the sound is silence (RMS {loudness:.4f})"
print(f"{seconds:.2f} s of sound at {rate} Hz, RMS {loudness:.3f}")
