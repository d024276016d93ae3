#!/usr/bin/python3
"""What Orca says of the player, driven with real keys: the page opened, headings, the slider, the play button.

Called by `at-spi.test.mjs` within a D-Bus session of its own, with the address of an article's page that is written in Arabic.
Orca speaks through Speech Dispatcher; here a server of our own stands in its place, which speaks nothing and writes down
what it is told to say. Exit 77: something that it needs is not on this machine, which it says.
"""

import re
import socket
import sys
import threading
import time
from html import unescape

import desktop

URL = sys.argv[1]
# A busy machine may take long to answer a key. What is waited for ends the waiting, so that this costs a failing run alone.
PATIENCE = 60
# Orca says what it has to say of a key in several messages: they are over when none has come for so long.
QUIET = 1.5


class Speech:
    """A server for SSIP, Speech Dispatcher's protocol, that keeps what it is told to say."""

    def __init__(self, path):
        self.said = []
        self.last = time.time()
        self.n_messages = 0
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
        threading.Thread(target=self.accept, args=[server], daemon=True).start()

    def accept(self, server):
        while True:
            threading.Thread(target=self.serve, args=[server.accept()[0]], daemon=True).start()

    def serve(self, connection):
        lines = connection.makefile("r", encoding="utf-8", newline="\r\n")

        def answer(*replies):
            connection.sendall("".join(f"{reply}\r\n" for reply in replies).encode())

        for line in lines:
            command = line.strip().upper()
            if command == "SPEAK":
                answer("230 OK RECEIVING DATA")
                data = []
                for text in lines:
                    if text.rstrip("\r\n") == ".":
                        break
                    data.append(text)
                self.say(answer, "".join(data))
            elif command.startswith(("CHAR ", "KEY ")):
                self.say(answer, line.split(None, 1)[1])
            elif command.startswith("HISTORY GET CLIENT_ID"):
                answer("245-1", "245 OK CLIENT ID SENT")
            elif command.startswith("LIST OUTPUT_MODULES"):
                answer("250-ear", "250 OK MODULE LIST SENT")
            elif command.startswith("LIST"):
                answer("249-ear\tar\tnone", "249 OK VOICE LIST SENT")
            elif command.startswith("GET"):
                answer("251-0", "251 OK GET RETURNED")
            elif command == "QUIT":
                answer("231 HAPPY HACKING")
                return
            else:
                answer("200 OK")

    def say(self, answer, data):
        text = " ".join(unescape(re.sub(r"<[^>]*>", " ", data)).split())
        self.n_messages += 1
        number = self.n_messages
        # It is said at once, and is over.
        events = [line for code, name in [(701, "BEGIN"), (702, "END")] for line in [f"{code}-{number}", f"{code}-1", f"{code} {name}"]]
        answer(f"225-{number}", "225 OK MESSAGE QUEUED", *events)
        if text:
            self.said.append(text)
            self.last = time.time()

    def take(self, what, wanted="."):
        """Waits until something is said that matches, and nothing more comes; returns all of it."""
        end = time.time() + PATIENCE
        while not re.search(wanted, " | ".join(self.said)):
            assert time.time() < end, f"timed out: Orca said “{' | '.join(self.said)}” of {what}, not “{wanted}”"
            time.sleep(0.05)
        while time.time() - self.last < QUIET and time.time() < end:
            time.sleep(0.05)
        said, self.said = self.said, []
        print(f"{what}: {' | '.join(said)}", flush=True)
        return " | ".join(said)

    def after(self, key, wanted="."):
        """Presses a key and returns what is said of it."""
        self.said.clear()
        desktop.key(key)
        return self.take(key, wanted)

    def nothing_after(self, key, seconds):
        """Presses a key of which nothing is to be said."""
        self.said.clear()
        desktop.key(key)
        time.sleep(seconds)
        assert self.said == [], f"said after {key}: {' | '.join(self.said)}"
        print(f"{key}: nothing for {seconds} s", flush=True)


SETTINGS = """import orca.settings
orca.settings.enableBraille = False
orca.settings.enableBrailleMonitor = False
orca.settings.sayAllOnLoad = False
orca.settings.enableEchoByWord = False
orca.settings.enableKeyEcho = False
"""


def seconds_of(found):
    """The seconds that a time in words stands for, of which the article is less than a minute long."""
    assert found, "no time is said"
    return int(re.search(r"\d+", found[1])[0])


def main():
    desktop.needs("Xvfb", "xdotool", "chromium", "orca")
    folder = desktop.start_display()
    speech = Speech(folder / "ssip")
    settings = folder / "data" / "orca"
    settings.mkdir(parents=True)
    (settings / "orca-customizations.py").write_text(SETTINGS)
    # Its own words are to be in English, whatever this machine's language is.
    environment = {"SPEECHD_ADDRESS": f"unix_socket:{folder / 'ssip'}", "LC_ALL": "C.UTF-8"}
    desktop.run("orca", "--replace", "--disable", "braille", env=environment)
    speech.take("its start", "Screen reader on")
    desktop.start_browser(URL)

    opened = speech.take("the page that opens", "Finished loading حديقة على سطح المدرسة – ناطق")
    assert "middle dot" not in opened, "a sign of the title is read out"

    # By heading, in the text; where the page's own places are first, the first press is for its title.
    if "ماذا زرعوا" not in speech.after("h", "heading level"):
        speech.after("h", "^ماذا زرعوا heading level 2.$")
    speech.after("h", "^ماذا تعلموا heading level 2.$")
    speech.after("shift+h", "^ماذا زرعوا heading level 2.$")

    # To the player, by the link at the page's beginning. Orca may read the line that both links are on at once, so what says
    # where the focus is comes after Tab alone.
    speech.after("ctrl+Home", "إلى المحتوى link")
    for _ in range(3):
        if re.search(r"^إلى المشغل link", speech.after("Tab", "link")):
            break
    speech.after("Return", "region المشغل.*تشغيل (push )?button")

    # While the article is spoken, Orca says nothing.
    speech.nothing_after("space", seconds=8)
    speech.nothing_after("space", seconds=3)

    # The slider says where the voice is by now, and where a key brings it.
    for _ in range(6):
        said = speech.after("shift+Tab")
        if "slider" in said:
            break
    spoken = seconds_of(re.search(r"الموضع في المقال (?:horizontal )?slider (.*?) من ", said))
    assert 1 <= spoken < 30, f"after some seconds of speech: {said}"
    moved = seconds_of(re.search(r"^(.*?) من ", speech.after("Right", "^[^|]* من [^|]*$")))
    assert moved == spoken + 15, f"from {spoken} s to {moved} s"
    moved = seconds_of(re.search(r"^(.*?) من ", speech.after("Left", "^[^|]* من [^|]*$")))
    assert moved == spoken, f"back from {spoken + 15} s to {moved} s"

    # The player's own command for headings, which screen readers hand on.
    speech.after("alt+bracketleft", "حديقة على سطح المدرسة|ماذا زرعوا|ماذا تعلموا")
    return 0


desktop.exit_with(main, seconds=200)
