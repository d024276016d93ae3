"""The official `openai` package, unchanged, against a running service, by base URL alone.

usage: openai_sdk.py BASE_URL     (such as http://127.0.0.1:8080/v1)
"""

import base64
import json
import shutil
import sys

import openai

TEXT = "مرحبا بكم في المكتبة. نفتح أبوابنا كل يوم من الساعة 9 صباحا."
client = openai.OpenAI(base_url=sys.argv[1], api_key="unused", max_retries=0)
passed = 0


def check(what, holds):
    global passed
    if not holds:
        sys.exit(f"openai (Python): {what}")
    passed += 1


formats = {"mp3": b"", "opus": b"OggS", "flac": b"fLaC", "wav": b"RIFF", "pcm": b""}
if shutil.which("ffmpeg"):
    # The service is on this machine.
    formats["aac"] = b"\xff\xf1"
for name, beginning in formats.items():
    speech = client.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format=name)
    audio = speech.read()
    check(f"{name} has audio", len(audio) > 1000 and audio.startswith(beginning))

check("mp3 is what is given to who does not say", client.audio.speech.create(
    model="gpt-4o-mini-tts", voice="nova", input=TEXT).response.headers["content-type"] == "audio/mpeg")

slow = len(client.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format="pcm").read())
fast = len(client.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format="pcm", speed=2).read())
check("twice the speed is about half the length", 1.6 < slow / fast < 2.4)

with client.audio.speech.with_streaming_response.create(
    model="tts-1", voice="alloy", input=TEXT * 10, response_format="pcm"
) as streamed:
    chunks = list(streamed.iter_bytes())
check("a stream comes in pieces", len(chunks) > 5)

with client.audio.speech.with_streaming_response.create(
    model="gpt-4o-mini-tts", voice="alloy", input=TEXT, response_format="pcm", stream_format="sse"
) as streamed:
    lines = [line.removeprefix("data: ") for line in streamed.iter_lines() if line.startswith("data: ")]
events = [json.loads(line) for line in lines if line != "[DONE]"]
check("events end with their end", events[-1]["type"] == "speech.audio.done" and lines[-1] == "[DONE]")
audio = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
check("events carry the same audio", len(audio) == slow)

check("models", [model.id for model in client.models.list()] == ["natiq"])
check("model", client.models.retrieve("natiq").owned_by == "natiq")

for error, more in [
    (openai.BadRequestError, {"response_format": "m4a"}),
    (openai.BadRequestError, {"speed": 9}),
    (openai.BadRequestError, {"voice": "nobody"}),
    (openai.BadRequestError, {"input": ""}),
    (openai.NotFoundError, {"model": "whisper-1"}),
]:
    try:
        client.audio.speech.create(**({"model": "tts-1", "voice": "alloy", "input": TEXT} | more))
    except error as refused:
        check(f"{more} has a message and a code", refused.code and refused.body["message"])
    else:
        sys.exit(f"openai (Python): {more} was not refused")

print(f"{passed} passed, 0 failed")
