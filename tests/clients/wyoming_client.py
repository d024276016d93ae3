"""Natiq's Wyoming server, asked with the protocol's own package.

    pip install wyoming==1.10.2
    python3 tests/clients/wyoming_client.py target/debug/natiq

Starts `natiq serve` on free ports of this machine and stops it. The data folder is NATIQ_DATA_DIR, or the usual one.
"""

import asyncio
import re
import subprocess
import sys

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.info import Describe, Info
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)


async def event(client):
    found = await asyncio.wait_for(client.read_event(), 60)
    assert found is not None, "the connection was closed"
    return found


async def audio(client, last=AudioStop):
    """Reads audio up to the event `last`; returns its seconds."""
    seconds, rate = 0.0, None
    while True:
        found = await event(client)
        if AudioStart.is_type(found.type):
            assert rate is None, "audio starts twice"
            rate = AudioStart.from_event(found).rate
        elif AudioChunk.is_type(found.type):
            chunk = AudioChunk.from_event(found)
            assert chunk.rate == rate
            seconds += chunk.seconds
        elif Error.is_type(found.type):
            raise AssertionError(Error.from_event(found))
        if last.is_type(found.type):
            return seconds


async def check(uri):
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Describe().event())
        info = Info.from_event(await event(client))
        program = info.tts[0]
        assert program.supports_synthesize_streaming and program.installed
        assert any(voice.name == "ziad" and voice.languages == ["ar"] for voice in program.voices), program

        voice = SynthesizeVoice(name="ziad")
        await client.write_event(Synthesize(text="أشعلت ضوء المطبخ.", voice=voice).event())
        whole = await audio(client)
        assert 1 < whole < 5, whole

        # As Home Assistant does it: chunks of a language model's answer, the whole for old servers, and the end.
        chunks = ["درجة الحر", "ارة في الخارج 2", "5. وفي الداخل", " عشرون", "."]
        await client.write_event(SynthesizeStart(voice=voice).event())
        for chunk in chunks:
            await client.write_event(SynthesizeChunk(text=chunk).event())
        await client.write_event(Synthesize(text="".join(chunks), voice=voice).event())
        await client.write_event(SynthesizeStop().event())
        streamed = await audio(client, SynthesizeStopped)
        await client.write_event(Synthesize(text="".join(chunks), voice=voice).event())
        at_once = await audio(client)
        assert abs(streamed - at_once) < 0.8, (streamed, at_once)

        await client.write_event(Synthesize(text="نعم", voice=SynthesizeVoice(name="nobody")).event())
        assert Error.is_type((await event(client)).type)

        # Who leaves in the middle takes nothing with him.
        async with AsyncClient.from_uri(uri) as impatient:
            await impatient.write_event(Synthesize(text="هذا نص طويل. " * 200).event())
            await event(impatient)
        await client.write_event(Synthesize(text="نعم").event())
        assert await audio(client) > 0.2
        print(f"seconds of audio: {whole:.2f}; as it came {streamed:.2f}, at once {at_once:.2f}")


def main():
    natiq = sys.argv[1]
    command = [natiq, "serve", "--listen", "127.0.0.1:0", "--wyoming", "tcp://127.0.0.1:0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        uri = None
        for line in server.stderr:
            if found := re.search(r"Wyoming is at (tcp://\S+)", line):
                uri = found[1]
            # The last thing that is said before the first request.
            if "http://" in line:
                break
        assert uri, "the server does not start"
        asyncio.run(check(uri))
        print("the wyoming package is content")
    finally:
        server.terminate()
        server.stderr.close()
        server.wait(60)


if __name__ == "__main__":
    main()
