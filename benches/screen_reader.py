"""How soon a screen reader hears something, and how soon it is still: Natiq's module for Speech Dispatcher beside
espeak-ng's and beside Speech Dispatcher's generic module with `natiq speak`, over the same texts in the same run.

    cargo build --release
    python3 benches/screen_reader.py target/release/natiq [--rounds 3] [--log FILE]

Talks to each module over its pipes, as Speech Dispatcher does, and takes turns between them, message by message, so that
they meet the same load; stopping is measured before that, of each module while it alone runs. Prints a Markdown table (docs/screen-reader.md has one). Needs the packages speech-dispatcher and
speech-dispatcher-espeak-ng. What is measured:

- first sound: from the end of the message to the first block of samples. Of the generic module, whose command plays by
  itself: to the first sample that the command would have given to its player.
- processor time of that: what the module's threads have run until then. The generic module's cannot be told.
- stop: from `STOP`, sent when the first sound is there, to `703 STOP`. The generic module tells of nothing before its
  command has ended; when that is killed is what is taken.
"""

import argparse
import math
import os
import pathlib
import platform
import select
import statistics
import subprocess
import tempfile
import time

MODULES = pathlib.Path("/usr/lib/speech-dispatcher-modules")
ESPEAK_CONF = pathlib.Path("/etc/speech-dispatcher/modules/espeak-ng.conf")

# Ours, as screen readers say them: controls, lines, sentences.
TEXTS = {
    "control": [
        "سطح المكتب", "حفظ باسم", "زر إلغاء", "قائمة ملف", "مربع اختيار محدد", "المستندات مجلد", "بحث حقل تحرير",
        "رابط الصفحة التالية", "نافذة الإعدادات", "علامة تبويب جديدة",
    ],
    "line": [
        "وصلتك ثلاث رسائل جديدة منذ صباح اليوم.", "البريد الوارد، العنصر 2 من 14، غير مقروء.",
        "تم حفظ الملف في مجلد المستندات بنجاح.", "الساعة 10:30 صباحا، السبت 28 نوفمبر.",
        "تعذر الاتصال بالشبكة، تحقق من الإعدادات.", "اضغط مفتاح الإدخال لفتح القائمة.",
    ],
    "sentence": [
        "افتتحت البلدية صباح أمس حديقة عامة جديدة تضم ملاعب للأطفال ومسارات للمشي وأحواضا لنباتات نادرة جمعت من مختلف "
        "مناطق البلاد.",
        "وقالت مديرة المكتبة إن عدد الكتب المعارة هذا العام تجاوز 12500 كتاب، وإن أغلب القراء من طلاب المدارس الثانوية.",
        "ويرى الباحثون أن المياه الجوفية في الواحات تتراجع كل عام بسبب الحفر غير المنظم وقلة الأمطار في فصل الشتاء.",
    ],
    "character": ["ب", "ض", "ة", "،", "A", "7"],
}


SETTINGS = {
    "rate": 0, "pitch": 0, "pitch_range": 0, "volume": 100, "punctuation_mode": "none", "spelling_mode": "off",
    "cap_let_recogn": "none", "voice": "male1", "language": "ar", "synthesis_voice": "NULL",
}


class Module:
    """A module that runs, and its pipes."""

    def __init__(self, name, command, log=None, stamps=None, environment=None):
        self.name, self.log, self.stamps = name, log, stamps
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self.buffer = b""
        started = time.monotonic()
        self.send("INIT\n")
        self.answer("299")
        self.start_s = time.monotonic() - started
        # The generic module wants a device, though its command plays by itself.
        method = "alsa\naudio_alsa_device=null" if stamps else "server"
        self.send("AUDIO\n")
        self.answer("207")
        self.send(f"audio_output_method={method}\n.\n")
        self.answer("203")

    def note(self, side, text):
        if self.log:
            self.log.write(f"{time.monotonic():.3f} {side} {text}\n")

    def send(self, text):
        for line in text.splitlines():
            self.note(">", line)
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def line(self, timeout=60):
        """One line, without its end; a block of samples is one too."""
        deadline = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"{self.name} says nothing"
            more = os.read(self.process.stdout.fileno(), 1 << 16)
            assert more, f"{self.name} has ended"
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        if line.startswith(b"705-AUDIO\0"):
            self.note("<", f"705-AUDIO, {len(line) - 10} bytes as sent")
            return "705-AUDIO"
        text = line.decode(errors="replace")
        self.note("<", text)
        return text

    def answer(self, *codes):
        while True:
            line = self.line()
            if line[3:4] == " ":
                assert line[0] == "2" and line[:3] in codes, f"{self.name}: {line}"
                return line

    def set(self, **settings):
        self.send("SET\n")
        self.answer("203")
        self.send("".join(f"{name}={value}\n" for name, value in settings.items()) + ".\n")
        self.answer("203")

    def ran(self):
        """Seconds that the module's threads have run."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except (OSError, ValueError):
                pass
        return total / 1e9

    def stamp(self, sent):
        """Seconds from `sent` to the first sample that the generic module's command has made, if it has made one."""
        stamp = self.stamps.read_text().split()
        return int(stamp[0]) / 1e9 - time.time() + time.monotonic() - sent if stamp else None

    def say(self, kind, text, stop=False):
        """Says a message; returns seconds to the first sound, of running until then, and to the end after `STOP`."""
        if self.stamps:
            self.stamps.write_text("")
        command = "CHAR" if kind == "character" else "SPEAK"
        self.send(f"{command}\n")
        self.answer("202")
        body = text if command == "CHAR" else f"<speak>{text}</speak>"
        ran, sent = self.ran(), time.monotonic()
        self.send(f"{body}\n.\n")
        first = ran_first = asked = None
        while True:
            if self.stamps and first is None:
                # Looked for as often as the pipe is.
                ready, _, _ = select.select([self.process.stdout], [], [], 0.002)
                first = self.stamp(sent)
                if stop and first is not None:
                    asked = time.monotonic()
                    self.send("STOP\n")
                if not ready and b"\n" not in self.buffer:
                    if time.monotonic() - sent > 10:
                        # It is deaf after some of the messages that were stopped.
                        return None, None, None
                    continue
            line, now = self.line(), time.monotonic()
            if line == "705 AUDIO" and first is None:
                first, ran_first = now - sent, self.ran() - ran
                if stop:
                    asked = time.monotonic()
                    self.send("STOP\n")
            if line[:4] in ("702 ", "703 ", "704 "):
                if self.stamps and first is None:
                    first = self.stamp(sent)
                return first, ran_first, time.monotonic() - asked if asked and line.startswith("703") else None

    def quit(self):
        self.send("QUIT\n")
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            # The generic module, while its command is running.
            self.process.kill()
            self.process.wait()


def generic(natiq, folder, log):
    """Speech Dispatcher's generic module with our command line; the first sample's time is written to a file."""
    stamps, configuration = folder / "stamps", folder / "natiq-generic.conf"
    # The first 44 bytes are the WAV header.
    player = f"{{ head -c 46 >/dev/null; date +%s%N >> {stamps}; cat >/dev/null; }}"
    configuration.write_text(
        'GenericExecuteSynth "printf %s \\\'$DATA\\\' | '
        f'{natiq} speak --rate $RATE -o - 2>/dev/null | {player}"\n'
        'GenericLanguage "ar" "ar" "utf-8"\n'
        'AddVoice "ar" "MALE1" "ziad"\n'
        "GenericRateAdd 1\nGenericRateMultiply 1\n"
        'GenericMaxChunkLength 100000\nGenericDelimiters ""\n'
        "GenericStripPunctChars \"\"\n"
    )
    return Module("sd_generic", [MODULES / "sd_generic", configuration], log, stamps)


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, math.ceil(q * len(values)) - 1)]


def row(name, kind, found):
    first = [1000 * first for first, _, _ in found if first is not None]
    ran = [1000 * ran for _, ran, _ in found if ran is not None]
    stop = [1000 * stop for _, _, stop in found if stop is not None]
    two = lambda values: f"{statistics.median(values):.1f} / {quantile(values, 0.95):.1f}" if values else "–"
    print(f"| {kind} | {name} | {len(first)} | {two(first)} | {two(ran)} | {two(stop)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("natiq")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--log", help="write what Natiq's module was told and said to this file")
    arguments = parser.parse_args()
    natiq = pathlib.Path(arguments.natiq).resolve()
    with tempfile.TemporaryDirectory() as name:
        log = open(arguments.log, "w", encoding="utf-8") if arguments.log else None
        start = [
            lambda log: Module("Natiq", [natiq, "speechd"], log),
            lambda _: Module("espeak-ng", [MODULES / "sd_espeak-ng", ESPEAK_CONF]),
            lambda _: generic(natiq, pathlib.Path(name), None),
        ]
        load = os.getloadavg()
        found = {}
        # Each alone: what the generic module's command leaves running would be in the way of the others.
        for one in start:
            module = one(None)
            module.set(**SETTINGS)
            for text in 4 * TEXTS["sentence"]:
                figures = module.say("sentence", 3 * text, stop=True)
                if figures[0] is None:
                    break
                found.setdefault(("stopped", module.name), []).append(figures)
                time.sleep(0.2)
            module.quit()
        modules = [one(log) for one in start]
        for module in modules:
            module.set(**SETTINGS)
        for turn in range(arguments.rounds):
            for kind, texts in TEXTS.items():
                for text in texts:
                    for module in modules:
                        # A character is no message of the generic module's own: it is spoken as a text.
                        found.setdefault((kind, module.name), []).append(module.say(kind, text))
        print(f"{platform.machine()}, {os.cpu_count()} cores, load {load[0]:.1f} before and {os.getloadavg()[0]:.1f} after;")
        print("ready after " + ", ".join(f"{module.start_s:.2f} s ({module.name})" for module in modules))
        print()
        print("| message | module | n | first sound, ms (p50 / p95) | processor until then, ms | stop, ms |")
        print("| --- | --- | ---: | ---: | ---: | ---: |")
        for (kind, name), values in sorted(found.items(), key=lambda item: list(TEXTS).index(item[0][0]) if item[0][0] in TEXTS else 9):
            row(name, kind, values)
        if log:
            show(modules[0])
        for module in modules:
            module.quit()


def show(module):
    """For the log: marks, rates, a character, a key, all punctuation, a stop in the middle."""
    module.say("text", 'وصلت <mark name="a"/>الحافلة <mark name="b"/>أخيرا.')
    for rate in (-100, 50, 100):
        module.set(rate=rate)
        module.say("text", "وصلت الحافلة أخيرا.")
    module.set(rate=0, punctuation_mode="all")
    module.say("text", "نعم، (لا)؛ بلى!")
    module.say("character", "ض")
    module.say("text", "وصلت الحافلة إلى المحطة القديمة ونزل الركاب. " * 20, stop=True)


if __name__ == "__main__":
    main()
