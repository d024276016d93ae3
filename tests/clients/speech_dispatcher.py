"""Natiq in Debian's Speech Dispatcher: installed by its one command, asked by Speech Dispatcher's own Python client.

    python3 tests/clients/speech_dispatcher.py target/debug/natiq [--log FILE]

Needs the packages speech-dispatcher, speech-dispatcher-audio-plugins and python3-speechd; says so and leaves with code 77
where they are missing. The sound goes to a file. That sink is not real time: stopping in the middle is tested on the
module's own pipes (tests/integration/speechd.rs). The data folder is NATIQ_DATA_DIR, or the usual one.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave as waves

# The package is installed for the system's Python, whichever one this is.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import speechd
except ImportError:
    speechd = None

SKIPPED = 77
ALSA = """pcm.natiqfile { type file slave.pcm "null" file "%s" format "wav" }
pcm.!default { type plug slave.pcm "natiqfile" }
"""


class Messages:
    """Says messages and waits for their events.

    The client drops an event that comes before the caller's callback is noted (its source says so), as the first does on a
    busy machine. So its place is taken, and every event is kept.
    """

    def __init__(self, client):
        self.client = client
        self.events = {}
        self.told = threading.Condition()
        client._conn.set_callback(self._tell)

    def _tell(self, message, _client, kind, index_mark=None):
        with self.told:
            event = index_mark if kind == speechd.CallbackType.INDEX_MARK else kind
            self.events.setdefault(message, []).append(event)
            self.told.notify_all()

    def text(self, text):
        message = int(self.client.speak(text)[2][0])
        events = lambda: self.events.get(message, [])
        with self.told:
            is_over = lambda: not {speechd.CallbackType.END, speechd.CallbackType.CANCEL}.isdisjoint(events())
            assert self.told.wait_for(is_over, 60), f"no end was told, only {events()}"
            return events()

    def character(self, character):
        # Of it the client tells no number; the next message comes after it.
        self.client.char(character)
        return self.text("نعم")

    def key(self, key):
        self.client.key(key)
        return self.text("نعم")

    def icon(self, name):
        self.client.sound_icon(name)
        return self.text("نعم")


def check(natiq, log):
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        data = os.environ.get("NATIQ_DATA_DIR") or pathlib.Path.home() / ".local/share/natiq"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "NATIQ_DATA_DIR": str(data),
            "NATIQ_LOG": "debug,ort=warn",
        }
        configuration = home / ".config/speech-dispatcher/speechd.conf"
        wave = home / "out.wav"
        (home / ".asoundrc").write_text(ALSA % wave)

        def install():
            subprocess.run([natiq, "speechd", "--install"], env=environment, check=True)
            return configuration.read_text()

        installed = install()
        assert install() == installed, "installing again changed something"
        # The test's own: what a user may have set.
        configuration.write_text('AudioOutputMethod "alsa"\nAudioALSADevice "default"\nLogLevel 5\n' + installed)
        before = configuration.read_text()
        assert install() == before, "what the user had was changed"

        icons = home / "icons"
        icons.mkdir()
        # Two seconds, 32,000 bytes, in the form that those of the package sound-icons have.
        with waves.open(str(icons / "start"), "wb") as icon:
            icon.setparams((1, 2, 8000, 0, "NONE", None))
            icon.writeframes(b"\x00\x10\x00\xf0" * 8000)
        with open(home / ".config/speech-dispatcher/modules/natiq.conf", "a", encoding="utf-8") as preferences:
            preferences.write(f'\nsound_icons = "{icons}"\n')

        logs = home / "logs"
        logs.mkdir()
        socket = home / "speechd.sock"
        server = subprocess.Popen(
            ["speech-dispatcher", "-s", "-L", str(logs), "-c", "unix_socket", "-S", str(socket), "-P", str(home / "pid")],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            talk(socket, wave)
        except BaseException:
            for name in ("speech-dispatcher.log", "natiq.log"):
                if (logs / name).exists():
                    lines = (logs / name).read_text(errors="replace").splitlines()
                    told = [line for line in lines if "LINE here" not in line or "natiq" in line]
                    print("\n".join(told[-60:]), file=sys.stderr)
            raise
        finally:
            server.terminate()
            server.wait(30)
        if log:
            shutil.copy(logs / "speech-dispatcher.log", log)
        subprocess.run([natiq, "speechd", "--uninstall"], env=environment, check=True)
        left = configuration.read_text()
        assert "natiq" not in left and 'Include "/etc/speech-dispatcher/speechd.conf"' in left and "LogLevel 5" in left, left
        assert not (home / ".local/libexec/speech-dispatcher-modules/sd_natiq").exists()


def talk(socket, wave):
    deadline = time.monotonic() + 120
    while not socket.exists():
        assert time.monotonic() < deadline, "Speech Dispatcher does not start"
        time.sleep(0.1)
    client = speechd.SSIPClient("test", address=f"unix_socket:{socket}")
    try:
        modules = client.list_output_modules()
        assert "natiq" in modules, modules
        assert len(modules) > 1, f"the other modules are gone: {modules}"
        # By its language alone: `LanguageDefaultModule`.
        client.set_language("ar")
        assert client.get_output_module() == "natiq", client.get_output_module()
        voices = client.list_synthesis_voices()
        assert ("ziad", "ar", "none") in [tuple(voice) for voice in voices], voices
        messages = Messages(client)

        begin, end = speechd.CallbackType.BEGIN, speechd.CallbackType.END
        assert messages.text("وصلت الحافلة إلى المحطة القديمة.") == [begin, end]
        first = wave.stat().st_size
        # More than a second of 16-bit samples; the null device may resample.
        assert first > 30_000, f"{first} bytes of sound"

        client.set_data_mode(speechd.DataMode.SSML)
        marked = '<speak>وصلت <mark name="a"/>الحافلة <mark name="b"/>أخيرا</speak>'
        assert messages.text(marked) == [begin, "a", "b", end]
        client.set_data_mode(speechd.DataMode.TEXT)

        for character in ("ب", "ة", ".", " ", "A", "7"):
            assert messages.character(character) == [begin, end]
        for key in ("control_a", "shift_f5", "kp-enter"):
            assert messages.key(key) == [begin, end]

        # The second is not installed, so that its name is said.
        lengths = {}
        for icon in ("", "start", "empty-line"):
            size = wave.stat().st_size
            assert (messages.icon(icon) if icon else messages.text("نعم")) == [begin, end]
            lengths[icon] = wave.stat().st_size - size
        # Each in its own sample rate, as it was sent.
        assert 31_000 < lengths["start"] - lengths[""] < 33_000, lengths
        assert 35_000 < lengths["empty-line"] - lengths[""] < 60_000, lengths
        print(f"bytes of sound with an icon's sound and with its name {lengths}")

        lengths = {}
        for rate in (-100, 0, 50, 100):
            client.set_rate(rate)
            size = wave.stat().st_size
            assert messages.text("وصلت الحافلة إلى المحطة القديمة بعد ساعتين") == [begin, end]
            lengths[rate] = wave.stat().st_size - size
        assert lengths[-100] > 1.5 * lengths[0] and lengths[0] > 2 * lengths[100], lengths
        assert lengths[0] > 1.3 * lengths[50] > 1.3 * 1.2 * lengths[100], lengths
        client.set_rate(0)

        sizes = []
        for mode in (speechd.PunctuationMode.NONE, speechd.PunctuationMode.ALL):
            client.set_punctuation(mode)
            size = wave.stat().st_size
            messages.text("نعم، (لا)؛ بلى!")
            sizes.append(wave.stat().st_size - size)
        assert sizes[1] > 1.5 * sizes[0], f"punctuation is not heard: {sizes}"
        print(f"bytes of sound at each rate {lengths}, without and with punctuation {sizes}")
    finally:
        client.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("natiq")
    parser.add_argument("--log", help="keep Speech Dispatcher's log of the run here")
    arguments = parser.parse_args()
    if speechd is None or not shutil.which("speech-dispatcher"):
        print("SKIPPED: needs speech-dispatcher, speech-dispatcher-audio-plugins and python3-speechd", file=sys.stderr)
        sys.exit(SKIPPED)
    check(str(pathlib.Path(arguments.natiq).resolve()), arguments.log)
    print("Speech Dispatcher speaks with Natiq")


if __name__ == "__main__":
    main()
