"""Natiq with each of its own voices as a model of the Arabic TTS Arena: put this file into its `models/`.

The whole of Natiq runs in the container, on a CPU: text goes in as it is written, numbers and dates included, and is
normalized, vowelled and spoken there. Nothing is fetched at run time. What makes any other voice of Natiq a model is
`natiq voices add ID --accept` in the image and another `voice`.
"""
import subprocess

import modal

from app import LOCAL_MODULES, app
from models import BaseTTSModel, register_model

# The wheel carries the program; `natiq setup` brings the runtime that it needs into the image.
image = (
    modal.Image.debian_slim(python_version="3.12")
    .uv_pip_install("natiq==0.1.0", "numpy", "soundfile")
    .run_commands("natiq setup")
    .add_local_python_source(*LOCAL_MODULES)
)
container = dict(image=image, scaledown_window=60, retries=0, timeout=120)


class NatiqModel(BaseTTSModel):
    """What the models share; each names its voice."""

    gpu = "CPU"
    command = "natiq"

    @modal.enter()
    def load_model(self):
        # The first sentence opens the models and shows that they are whole.
        self.speak("مرحبا بكم.")

    @modal.method()
    def synthesize(self, text: str) -> dict:
        text = (text or "").strip()
        if not text:
            return self.error_response("the text is empty")
        try:
            samples, sample_rate = self.speak(text)
        except subprocess.CalledProcessError as error:
            return self.error_response(error.stderr.decode(errors="replace").strip())
        return self.success_response(self.audio_to_base64(samples, sample_rate), sample_rate)

    def speak(self, text):
        """Returns the samples of a text and how many of them make a second."""
        import io

        import soundfile

        command = [self.command, "speak", "-", "-o", "-", "--format", "wav", "--voice", self.voice]
        spoken = subprocess.run(command, input=text.encode(), check=True, capture_output=True, timeout=100)
        return soundfile.read(io.BytesIO(spoken.stdout), dtype="float32")


@register_model
@app.cls(**container)
class NatiqNadimModel(NatiqModel):
    """Natiq (ناطق): a natural male voice for articles, the default (Apache-2.0 and CC BY 4.0)."""

    model_id = "natiq_nadim"
    display_name = "Natiq (Nadim)"
    voice = "nadim"


@register_model
@app.cls(**container)
class NatiqLaylaModel(NatiqModel):
    """Natiq (ناطق): a natural female voice for articles (Apache-2.0 and CC BY 4.0)."""

    model_id = "natiq_layla"
    display_name = "Natiq (Layla)"
    voice = "layla"


@register_model
@app.cls(**container)
class NatiqZiadModel(NatiqModel):
    """Natiq (ناطق): an article reader's voice, grown from the Arabic Speech Corpus (CC BY 4.0)."""

    model_id = "natiq_ziad"
    display_name = "Natiq (Ziad)"
    voice = "ziad"
