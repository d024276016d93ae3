#!/usr/bin/env python3
"""Plays an article while it is being spoken: play_stream.py FILE [SERVER]

Posts the file to a running `natiq serve`, asks for its audio, and hands the bytes to ffplay (from ffmpeg) as they
arrive. Without ffplay it writes them to stream.mp3 and says when the first byte came. Standard library only.
"""
import json, pathlib, shutil, subprocess, sys, time, urllib.request

path = pathlib.Path(sys.argv[1])
server = sys.argv[2] if len(sys.argv) > 2 else 'http://127.0.0.1:8080'
kind = 'text/html' if path.suffix in ('.html', '.htm') else 'text/plain'
request = urllib.request.Request(f'{server}/v1/articles', path.read_bytes(), {'Content-Type': f'{kind}; charset=utf-8'})
article = json.load(urllib.request.urlopen(request))
print(article['title'])

started = time.monotonic()
audio = urllib.request.urlopen(f"{server}/v1/articles/{article['id']}/audio?format=mp3")
player = None
if shutil.which('ffplay'):
    player = subprocess.Popen(['ffplay', '-nodisp', '-autoexit', '-loglevel', 'error', '-'], stdin=subprocess.PIPE)
sink = player.stdin if player else open('stream.mp3', 'wb')
first = True
while block := audio.read1(4096):
    if first:
        print(f'first byte after {1000 * (time.monotonic() - started):.0f} ms')
        first = False
    try:
        sink.write(block)
    except BrokenPipeError:
        sys.exit('the player stopped (has this machine a sound card?)')
sink.close()
if player:
    player.wait()
