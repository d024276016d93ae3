"""A DAISY 2.02 book under independent eyes: the W3C's document types, another reader, and the specification's own rules.

usage: daisy.py BOOK.zip     (with xmllint and the W3C's DTDs, Debian's libxml2-utils and w3c-sgml-lib, where they are)

The rules are those of https://daisy.org/activities/standards/daisy/daisy-2/daisy-format-2-02-specification/.
"""

import datetime
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import typing
import xml.etree.ElementTree as etree
import zipfile

XHTML = "{http://www.w3.org/1999/xhtml}"
book = pathlib.Path(sys.argv[1])
passed = 0


def check(what, holds):
    global passed
    if not holds:
        sys.exit(f"{book.name}: {what}")
    passed += 1


def seconds(clock):
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def metadata(root, prefix=""):
    return {meta.get("name"): meta.get("content") for meta in root.iter(f"{prefix}meta") if meta.get("name")}


folder = pathlib.Path(tempfile.mkdtemp(prefix="natiq-daisy-"))
archive = zipfile.ZipFile(book)
check("archive is sound", archive.testzip() is None)
archive.extractall(folder)
names = archive.namelist()
check("names are plain", all(re.fullmatch(r"[a-zA-Z0-9_.-]+", name) for name in names))
check("there is a navigation control centre and a master", {"ncc.html", "master.smil"} <= set(names))
check("everything is of a kind that players know", {name.rsplit(".", 1)[1] for name in names} <= {"html", "smil", "mp3"})

# The document types that the W3C has written down.
if shutil.which("xmllint") and pathlib.Path("/usr/share/xml/w3c-sgml-lib").is_dir():
    documents = [folder / name for name in names if name.endswith((".html", ".smil"))]
    subprocess.run(["xmllint", "--noout", "--nonet", "--valid", *documents], check=True)
    passed += len(documents)
else:
    print("SKIPPED: no xmllint or no DTDs (apt-get install libxml2-utils w3c-sgml-lib)")

ncc = etree.parse(folder / "ncc.html").getroot()
told = metadata(ncc, XHTML)
for name in ("dc:title", "dc:creator", "dc:publisher", "dc:date", "dc:identifier", "dc:language", "ncc:charset",
             "ncc:pageFront", "ncc:pageNormal", "ncc:pageSpecial", "ncc:setInfo", "ncc:tocItems", "ncc:totalTime"):
    check(f"{name} is told", told.get(name))
check("is of the format", told["dc:format"] == "Daisy 2.02")
datetime.date.fromisoformat(told["dc:date"])
check("total time is a clock", re.fullmatch(r"\d\d:\d\d:\d\d", told["ncc:totalTime"]))
check("files are counted", int(told["ncc:files"]) == len(names))
size = sum(info.file_size for info in archive.infolist())
check("size is told", abs(int(told["ncc:kByteSize"]) - size / 1000) <= 2 + size / 100_000)

headings = [element for element in ncc.find(f"{XHTML}body")]
check("navigation has headings only", all(re.fullmatch(rf"{re.escape(XHTML)}h[1-6]", item.tag) for item in headings))
check("first is the title", headings[0].tag == f"{XHTML}h1" and headings[0].get("class") == "title")
check("headings are counted", int(told["ncc:tocItems"]) == len(headings))
levels = [int(item.tag[-1]) for item in headings]
check("no level is skipped", all(below <= above + 1 for above, below in zip(levels, levels[1:])))
check("depth is that of the headings", int(told["ncc:depth"]) == max(levels))
check("ids differ", len({item.get("id") for item in headings}) == len(headings))
for item in headings:
    check("heading is one link", len(item) == 1 and item[0].tag == f"{XHTML}a" and not (item.text or "").strip())

# The way through the book: every heading leads to a place, all places are in order, no sound is left out or said twice.
master = etree.parse(folder / "master.smil").getroot()
order = [item.get("src") for item in master.iter("ref")]
check("master names every SMIL file", sorted(order) == sorted(n for n in names if n.endswith(".smil") and n != "master.smil"))
targets = [item[0].get("href") for item in headings]
check("headings lead through all of them in order", [target.split("#")[0] for target in targets] == order)
elapsed, heard, shown = 0.0, {}, []
for target, name in zip(targets, order):
    smil = etree.parse(folder / name).getroot()
    about = metadata(smil)
    ids = [element.get("id") for element in smil.iter() if element.get("id")]
    check("ids of a SMIL file differ", len(set(ids)) == len(ids))
    check("heading leads to a place", target.split("#")[1] in {par.get("id") for par in smil.iter("par")})
    check("is of the same book", about["dc:identifier"] == told["dc:identifier"] and about["dc:format"] == "Daisy 2.02")
    check("time before it is told", abs(seconds(about["ncc:totalElapsedTime"]) - elapsed) < 0.002)
    length = 0.0
    for par in smil.iter("par"):
        check("a place has one text and one sound", [child.tag for child in par] == ["text", "seq"] and len(par[1]) == 1)
        document, anchor = par.find("text").get("src").split("#")
        shown.append((document, anchor))
        audio = par.find("seq/audio")
        begin, end = (float(re.fullmatch(r"npt=(\d+\.\d{3})s", audio.get(f"clip-{side}"))[1]) for side in ("begin", "end"))
        check("sound goes on where it ended", begin == heard.get(audio.get("src"), 0.0) and begin < end)
        heard[audio.get("src")] = end
        length += end - begin
    check("its time is told", abs(seconds(about["ncc:timeInThisSmil"]) - length) < 0.002)
    check("its sequence lasts as long", abs(float(smil.find("body/seq").get("dur")[:-1]) - length) < 0.002)
    elapsed += length
check("total time is that of all", abs(seconds(told["ncc:totalTime"]) - elapsed) <= 0.5)
check("all sound is heard", set(heard) == {name for name in names if name.endswith(".mp3")})
for name in {document for document, _ in shown}:
    anchors = [element.get("id") for element in etree.parse(folder / name).iter() if element.get("id")]
    wanted = [anchor for document, anchor in shown if document == name]
    check("every place is in the text, in its order", [anchor for anchor in anchors if anchor in set(wanted)] == wanted)

# As a program of somebody else reads it, which is written for Python 3.12 for one decorator.
if not hasattr(typing, "override"):
    typing.override = lambda method: method
from daisy_dtb.book import DaisyBook
from daisy_dtb.sources import ZipDtbSource
from loguru import logger

logger.remove()
other = DaisyBook(ZipDtbSource(str(book)))
check("the other reader finds the title", other.title == told["dc:title"])
check("the other reader finds the headings", len(other.smils) == len(headings))
n_places = sum(len(smil.sections) for smil in other.smils)
check("the other reader finds every place", n_places == len(shown))
for smil in other.smils:
    for place in smil.sections:
        check("the other reader finds its text", place.text.content.strip())
        check("the other reader finds its sound", all(clip.duration > 0 for clip in place.clips) and place.clips)
shutil.rmtree(folder)
print(f"{book.name} (DAISY 2.02): {passed} checks passed, {len(headings)} headings, {len(shown)} places")
