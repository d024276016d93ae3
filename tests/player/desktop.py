"""A desktop for tests: a display that nobody sees, a browser with the page, and keys that are really pressed.

Each program gets folders of its own; all of them end with the script.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="natiq-desktop-"))

children = []


def needs(*programs):
    """Says what is missing, and ends."""
    for program in programs:
        if not shutil.which(program):
            skip(f"{program} is missing")


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(77)


def run(*command, env=None):
    log = (FOLDER / f"{command[0]}.log").open("ab")
    child = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **(env or {})})
    children.append(child)
    return child


def until(what, condition, timeout=60, wait=time.sleep):
    end = time.time() + timeout
    while time.time() < end:
        found = condition()
        if found:
            return found
        wait(0.1)
    raise AssertionError(f"timed out: {what}")


def start_display():
    """Starts the display, and returns the folder of everything else."""
    display = f":{100 + os.getpid() % 700}"
    folders = {f"XDG_{name.upper()}_HOME": str(FOLDER / name) for name in ["config", "data", "cache"]}
    os.environ.update(DISPLAY=display, ACCESSIBILITY_ENABLED="1", HOME=str(FOLDER), **folders)
    run("Xvfb", display, "-screen", "0", "1280x900x24", "-nolisten", "tcp")
    until("the display", lambda: Path(f"/tmp/.X11-unix/X{display[1:]}").exists())
    return FOLDER


def start_browser(url):
    """Opens the page in a browser, and gives its window the keys."""
    command = [
        "chromium",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--accept-lang=ar",
        "--force-renderer-accessibility",
        f"--user-data-dir={FOLDER / 'chromium'}",
        url,
    ]
    search = ["xdotool", "search", "--onlyvisible", "--class", "chromium"]
    # Now and then it starts and shows no window; what is tested is the page, so it is started again.
    for last in [False, False, True]:
        browser = run(*command)
        try:
            found = until("the window", lambda: subprocess.run(search, capture_output=True, text=True).stdout.split(), 40)
            break
        except AssertionError:
            if last:
                raise
            browser.kill()
            browser.wait()
    window = found[-1]
    # From nobody, so that the window sees that it gets them.
    for one in ["1", window]:
        subprocess.run(["xdotool", "windowfocus", one], check=True)
        time.sleep(0.5)


def key(*names):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *names], check=True)


def exit_with(main, seconds):
    """Ends with what `main` returns, after so many seconds in any case, and with everything that was started."""

    def too_long(*_):
        raise AssertionError(f"not done after {seconds} seconds")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    try:
        code = main()
    finally:
        signal.alarm(0)
        for child in reversed(children):
            child.terminate()
        for child in children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(code)
