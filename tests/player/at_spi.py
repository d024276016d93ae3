#!/usr/bin/python3
"""The player as assistive technology of a Linux desktop finds it: the tree of AT-SPI, its events, and real keys.

Called by `at-spi.test.mjs` within a D-Bus session of its own, with the address of an article's page that is written in Arabic.
Exit 77: something that it needs is not on this machine, which it says.
"""

import sys
import time

import desktop
from desktop import key

URL = sys.argv[1]

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    desktop.skip(f"{error} (Debian: python3-gi, gir1.2-atspi-2.0)")


def until(what, condition):
    return desktop.until(what, condition, timeout=40, wait=settle)


def settle(seconds):
    """Takes what the bus tells meanwhile."""
    loop = GLib.MainLoop()
    GLib.timeout_add(int(seconds * 1000), loop.quit)
    loop.run()


def below(node):
    """The node and all below it, in order; what is gone meanwhile is left out."""
    yield node
    try:
        children_here = [node.get_child_at_index(index) for index in range(node.get_child_count())]
    except GLib.Error:
        return
    for child in children_here:
        if child is not None:
            yield from below(child)


def find_page():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is None or "hrom" not in (application.get_name() or ""):
            continue
        for node in below(application):
            if node.get_role_name() == "document web" and any(one.get_role_name() == "slider" for one in below(node)):
                return node
    return None


def is_in_page(node):
    while node is not None:
        if node.get_role_name() == "document web":
            return True
        node = node.get_parent()
    return False


class Player:
    """The page, and the parts of it that are looked at again and again."""

    def __init__(self, page):
        self.page = page
        self.slider = self.find("slider", "الموضع في المقال")

    def find(self, role, name):
        for node in below(self.page):
            if node.get_role_name() == role and node.get_name() == name:
                return node
        raise AssertionError(f"no {role} “{name}”")

    def has(self, role, name):
        return any(node.get_role_name() == role and node.get_name() == name for node in below(self.page))

    def position(self):
        return Atspi.Value.get_current_value(self.slider)

    def position_text(self):
        return self.slider.get_attributes().get("valuetext", "")


SAID = {"link", "heading", "push button", "slider", "combo box", "article", "landmark"}


def check_tree(player):
    outline = [(node.get_role_name(), node.get_name() or "") for node in below(player.page)]
    unnamed = [role for role, name in outline if role in SAID - {"landmark"} and name == ""]
    assert unnamed == [], f"without a name: {unnamed}"
    wanted = [
        ("link", "إلى المحتوى"),
        ("link", "إلى المشغل"),
        ("push button", "الإعدادات"),
        ("article", "نص المقال"),
        ("heading", "حديقة على سطح المدرسة"),
        ("heading", "ماذا زرعوا"),
        ("push button", "هذه الكلمة خطأ"),
        ("landmark", "المشغل"),
        ("slider", "الموضع في المقال"),
        ("combo box", "السرعة"),
        ("push button", "١٥ ثانية إلى الوراء"),
        ("push button", "تشغيل"),
        ("push button", "١٥ ثانية إلى الأمام"),
        ("push button", "كل أدوات التحكم"),
    ]
    rest = iter(outline)
    for one in wanted:
        assert one in rest, f"{one} is missing, or not where it belongs, in {outline}"
    print(f"tree: {len(outline)} nodes, each of {len(wanted)} in its place")


def check_speech(player):
    """What the tree tells while the article is spoken: nothing of its own accord, and the truth when it is asked."""
    told = []

    def take(event):
        # The browser's own buttons tell things too.
        if is_in_page(event.source):
            told.append((event.type, event.source.get_role_name(), event.any_data))

    hear = Atspi.EventListener.new(take)
    for kind in ["object:text-changed:insert", "object:announcement", "object:property-change:accessible-name"]:
        hear.register(kind)
    key("k")
    until("the button pauses", lambda: player.has("push button", "إيقاف مؤقت"))
    until("the slider goes with the voice", lambda: player.position() >= 1)
    settle(1)
    told.clear()
    moments = []
    for _ in range(5):
        moments.append((time.time(), player.position(), player.position_text()))
        settle(1)
    begun, first, _ = moments[0]
    for at, value, text in moments:
        # The slider's step is a second, and a busy machine may hold the voice up.
        assert -2.5 < value - first - (at - begun) <= 1.6, f"{moments}"
        assert " من " in text, text
    assert moments[-1][1] > first, f"the value stands still: {moments}"
    # The clock that the eye sees is no part of the tree.
    assert told == [], f"told while the article is spoken: {told}"
    # A screen reader's gesture: one step, without the focus.
    before = player.position()
    Atspi.Value.set_current_value(player.slider, before + 1)
    until("15 seconds on", lambda: player.position() >= before + 13)
    key("k")
    until("the button plays", lambda: player.has("push button", "تشغيل"))
    still = player.position()
    settle(1.5)
    assert player.position() == still, "the slider moves in silence"
    print(f"speech: the slider read at {len(moments)} moments, {first:.0f} to {moments[-1][1]:.0f} s; nothing told")


def main():
    desktop.needs("Xvfb", "xdotool", "chromium")
    desktop.start_display()
    desktop.start_browser(URL)
    player = Player(until("the page in the tree", find_page))
    check_tree(player)
    check_speech(player)
    return 0


desktop.exit_with(main, seconds=200)
