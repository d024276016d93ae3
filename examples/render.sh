#!/bin/sh
# Renders the example articles to audio files, each with its word timings.
set -eu
cd "$(dirname "$0")"
for article in articles/water.txt articles/library.html articles/bees.md; do
    name=$(basename "${article%.*}")
    cargo run --quiet --release -- speak "$article" -o "$name.mp3" --timeline "$name.vtt"
    echo "$name.mp3"
done
