#!/usr/bin/env python3
"""Makes the show's cover, 1400 by 1400 pixels as podcast directories want it: a voice going out over a valley.

Nothing but Python's own library. The picture is in the public domain (CC0 1.0), as is this script.
"""

import math
import struct
import zlib
from pathlib import Path

SIZE = 1_400
NIGHT, HILL, SUN, RING = 0, 1, 2, 3
PALETTE = bytes([0x14, 0x3D, 0x4C, 0x0C, 0x26, 0x2E, 0xF2, 0xB1, 0x4A, 0xE8, 0xDC, 0xC4])


def color(x, y):
    if y > 1_000 + 120 * math.sin(x / 260) + 50 * math.sin(x / 97):
        return HILL
    distance = math.hypot(x - SIZE / 2, y - 760)
    if distance < 170:
        return SUN
    return RING if any(abs(distance - ring) < 14 for ring in (270, 370, 470, 570)) else NIGHT


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


rows = b"".join(b"\0" + bytes(color(x, y) for x in range(SIZE)) for y in range(SIZE))
Path(__file__).with_name("cover.png").write_bytes(
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 3, 0, 0, 0))
    + chunk(b"PLTE", PALETTE)
    + chunk(b"IDAT", zlib.compress(rows, 9))
    + chunk(b"IEND", b"")
)
