"""Tells whether captions match the audio: the share of recognised words that are heard while their caption is shown.

usage: captions.py FOLDER     (with *.vtt beside *.mp3; needs what voices/training/requirements.txt lists)

The recogniser hears words with their times and knows nothing of the captions; its words are aligned with the printed
ones by likeness, and of those that are the same, the share is counted whose middle falls within their caption.
"""

import difflib
import pathlib
import re
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "voices/training"))
from evaluate import whisper_folder  # noqa: E402
from faster_whisper import WhisperModel  # noqa: E402


def plain(word):
    """A word without marks and signs, its alefs and the like folded: recognisers do not spell like authors."""
    word = "".join(c for c in unicodedata.normalize("NFKC", word) if unicodedata.category(c)[0] in "LN")
    return word.translate(str.maketrans("أإآٱىة", "ااااي" + "ه"))


def captions(path):
    """The captions' words with the times of their captions."""
    words = []
    for block in re.split(r"\n\n+", path.read_text().strip())[1:]:
        lines = block.split("\n")
        start, end = (sum(float(part) * 60 ** at for at, part in enumerate(reversed(time.split(":"))))
                      for time in lines[1].split(" --> "))
        words += [(plain(word), start, end) for word in " ".join(lines[2:]).split() if plain(word)]
    return words


model = WhisperModel(whisper_folder(), device="cpu", compute_type="int8", cpu_threads=2)
all_same = all_within = all_heard = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.vtt")):
    segments, _ = model.transcribe(str(path.with_suffix(".mp3")), language="ar", word_timestamps=True, beam_size=5)
    heard = [(plain(word.word), word.start, word.end) for segment in segments for word in segment.words if plain(word.word)]
    shown = captions(path)
    matcher = difflib.SequenceMatcher(None, [word[0] for word in heard], [word[0] for word in shown], autojunk=False)
    same = within = 0
    for block in matcher.get_matching_blocks():
        for at in range(block.size):
            _, start, end = heard[block.a + at]
            _, caption_start, caption_end = shown[block.b + at]
            same += 1
            inside = caption_start <= (start + end) / 2 <= caption_end
            within += inside
            if not inside:
                print(f"  {shown[block.b + at][0]} is heard at {start:.2f}-{end:.2f}, shown {caption_start:.2f}-{caption_end:.2f}")
    print(f"{path.name}: {len(heard)} words heard, {same} of them as printed ({len(shown)}), {within} within their captions "
          f"({within / max(same, 1):.1%})")
    all_heard, all_same, all_within = all_heard + len(heard), all_same + same, all_within + within
print(f"all: {all_heard} words heard, {all_same} as printed, {all_within} within their captions ({all_within / max(all_same, 1):.1%})")
sys.exit(0 if all_same and all_within / all_same > 0.95 else 1)
