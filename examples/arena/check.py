#!/usr/bin/env python3
"""Runs each class of an arena as the arena would, with stand-ins for its own modules: check.py NATIQ

  python3 -m pip install numpy soundfile && python3 examples/arena/check.py target/debug/natiq
"""
import base64, io, pathlib, sys, types

import soundfile


class Image:
    """Takes every step of building an image, and does nothing."""

    def __getattr__(self, step):
        return lambda *arguments, **options: self


def unchanged(*arguments, **options):
    return lambda thing: thing


class Base:
    """What the arena's base class gives its models."""

    def audio_to_base64(self, samples, sample_rate):
        wav = io.BytesIO()
        soundfile.write(wav, samples, sample_rate, format='WAV')
        return base64.b64encode(wav.getvalue()).decode()

    def success_response(self, audio, sample_rate):
        return {'success': True, 'audio_base64': audio, 'sample_rate': sample_rate, 'model_id': self.model_id}

    def error_response(self, error):
        return {'success': False, 'error': str(error), 'model_id': self.model_id}


sys.modules['modal'] = types.SimpleNamespace(Image=Image(), enter=unchanged, method=unchanged)
sys.modules['app'] = types.SimpleNamespace(app=types.SimpleNamespace(cls=unchanged), LOCAL_MODULES=[])
sys.modules['models'] = types.SimpleNamespace(BaseTTSModel=Base, register_model=lambda model: model)
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from natiq import NatiqLaylaModel, NatiqNadimModel, NatiqZiadModel

heard = set()
for kind in (NatiqNadimModel, NatiqLaylaModel, NatiqZiadModel):
    kind.command = sys.argv[1]
    model = kind()
    model.load_model()
    answer = model.synthesize('وصل 12 قطارا عام 2024.')
    assert answer['success'], answer
    assert answer['model_id'] == f'natiq_{model.voice}' and model.display_name == f'Natiq ({model.voice.capitalize()})'
    samples, rate = soundfile.read(io.BytesIO(base64.b64decode(answer['audio_base64'])))
    assert rate == answer['sample_rate'] == 24000 and 2 < len(samples) / rate < 8, len(samples) / rate
    heard.add(samples.tobytes())
    assert not model.synthesize(' ')['success']
    voice, model.voice = model.voice, 'nobody'
    refused = model.synthesize('نعم')
    assert not refused['success'] and 'nobody' in refused['error'], refused
    print(f'{voice}: {len(samples) / rate:.1f} s of speech, and refusals that say why')
assert len(heard) == 3, 'two voices sound the same'
