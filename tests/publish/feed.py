"""A rendered show under independent eyes: feedparser, podcastparser, webvtt-py, srt and the rules of the directories.

usage: feed.py FOLDER     (a folder that `natiq render --feed` filled)
"""

import email.utils
import json
import pathlib
import re
import sys
import unicodedata
import xml.etree.ElementTree as etree

import feedparser
import podcastparser
import srt
import webvtt

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"

folder = pathlib.Path(sys.argv[1])
feed_file = folder / (sys.argv[2] if len(sys.argv) > 2 else "feed.xml")
passed = 0


def check(what, holds):
    global passed
    if not holds:
        sys.exit(f"{feed_file}: {what}")
    passed += 1


def beside(url):
    return folder / url.rsplit("/", 1)[1]


# Well formed, in UTF-8, and what RSS 2.0 and Apple require.
root = etree.fromstring(feed_file.read_bytes())
channel = root.find("channel")
check("is RSS 2.0", root.tag == "rss" and root.get("version") == "2.0" and len(root) == 1)
for name in ("title", "link", "description", "language", f"{ITUNES}author", f"{ITUNES}explicit", f"{ITUNES}type",
             f"{PODCAST}guid", f"{PODCAST}locked"):
    check(f"channel has one {name}", [bool(found.text.strip()) for found in channel.findall(name)] == [True])
check("image has its three parts", all(channel.findtext(f"image/{name}") for name in ("url", "title", "link")))
check("image is the channel's", channel.findtext("image/title") == channel.findtext("title"))
check("artwork is named", channel.find(f"{ITUNES}image").get("href").endswith((".jpg", ".jpeg", ".png")))
check("category is named", channel.find(f"{ITUNES}category").get("text"))
check("owner can be reached", "@" in channel.findtext(f"{ITUNES}owner/{ITUNES}email"))
check("locked names its owner", channel.find(f"{PODCAST}locked").get("owner") ==
      channel.findtext(f"{ITUNES}owner/{ITUNES}email"))
self_link = channel.find(f"{ATOM}link")
check("links to itself", self_link.get("rel") == "self" and self_link.get("href").endswith(feed_file.name))
check("explicit is true or false", channel.findtext(f"{ITUNES}explicit") in ("true", "false"))

items = channel.findall("item")
check("has items", items)
guids, dates = [], []
for item in items:
    check("item has a title", item.findtext("title").strip())
    guid = item.find("guid")
    check("GUID is no link", guid.get("isPermaLink") == "false")
    guids.append(guid.text)
    date = email.utils.parsedate_to_datetime(item.findtext("pubDate"))
    # What email.utils forgives, directories may not.
    check(f"date {item.findtext('pubDate')} is one of RFC 2822", re.fullmatch(
        r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
        r"\d\d:\d\d:\d\d [+-]\d{4}", item.findtext("pubDate")) and date.strftime("%a") == item.findtext("pubDate")[:3])
    dates.append(date)
    enclosure = item.find("enclosure")
    check("enclosure has the length of its file", int(enclosure.get("length")) ==
          beside(enclosure.get("url")).stat().st_size)
    check("enclosure is audio", enclosure.get("type").startswith("audio/"))
    check("duration is whole seconds", item.findtext(f"{ITUNES}duration").isdigit())
    # What Apple asks of an item.
    for name in ("episode", "season"):
        for number in item.findall(f"{ITUNES}{name}"):
            check(f"{name} is a number from 1", number.text.isdigit() and int(number.text) > 0)
    check("kind of episode is known", item.findtext(f"{ITUNES}episodeType") in ("full", "trailer", "bonus"))
    check("item is explicit or not", item.findtext(f"{ITUNES}explicit") in ("true", "false"))
    for image in item.findall(f"{ITUNES}image"):
        # A PNG says at its beginning how large it is.
        head = beside(image.get("href")).read_bytes()[:24]
        width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
        check("picture is square and large", head[:4] != b"\x89PNG" or width == height and 1400 <= width <= 3000)
    for chapters in item.findall(f"{PODCAST}chapters"):
        check("chapters say what they are", chapters.get("type") == "application/json+chapters")
        chapters = json.loads(beside(chapters.get("url")).read_text())
        starts = [chapter["startTime"] for chapter in chapters["chapters"]]
        check("chapters are version 1.2 and in order", chapters["version"] == "1.2.0" and starts == sorted(starts))
    kinds = {found.get("type"): beside(found.get("url")) for found in item.findall(f"{PODCAST}transcript")}
    check("transcripts are of three kinds", set(kinds) == {"text/vtt", "application/x-subrip", "application/json"})
    marks = str.maketrans("", "", "\u200f")
    lines = lambda text: " ".join(text.translate(marks).split())
    vtt = [lines(caption.text) for caption in webvtt.read(str(kinds["text/vtt"]))]
    subrip = [lines(caption.content) for caption in srt.parse(kinds["application/x-subrip"].read_text())]
    segments = json.loads(kinds["application/json"].read_text())["segments"]
    check("transcripts say the same", vtt == subrip == [segment["body"] for segment in segments] and vtt)
    for caption in srt.parse(kinds["application/x-subrip"].read_text()):
        # Vowel marks and directional marks take no room in a line.
        width = lambda line: sum(unicodedata.category(c) not in ("Mn", "Cf") for c in line)
        rows = caption.content.split("\n")
        check(f"{rows} are at most two short lines", len(rows) <= 2 and all(
            width(row) <= 42 or " " not in row for row in rows))
    for before, after in zip(segments, segments[1:]):
        check("captions do not overlap", before["startTime"] < before["endTime"] <= after["startTime"])
check("GUIDs differ", len(set(guids)) == len(guids))
check("newest is first", dates == sorted(dates, reverse=True))

# As podcast apps read it.
parsed = feedparser.parse(feed_file.read_bytes())
check(f"feedparser has no complaint: {parsed.get('bozo_exception')}", not parsed.bozo)
check("feedparser finds the same", [entry.id for entry in parsed.entries] == guids and parsed.version == "rss20")
check("feedparser reads every date", all(entry.get("published_parsed") for entry in parsed.entries))
# It knows the podcast namespace by an address of old only; feed.mjs looks at those tags.
with open(feed_file, "rb") as stream:
    podcast = podcastparser.parse(parsed.feed.links[0].href, stream)
check("podcastparser finds the same", [episode["guid"] for episode in podcast["episodes"]] == guids)
for episode in podcast["episodes"]:
    check("podcastparser finds the audio and its length", episode["enclosures"][0]["file_size"] > 0 and
          episode["total_time"] > 0 and episode["published"] > 0)

print(f"feed (feedparser {feedparser.__version__}, podcastparser {podcastparser.__version__}): {passed} checks passed, "
      f"{len(items)} episodes")
