"""Pages and files that come packed with gzip though nothing says so: a server that left the header out, or packed twice, or a saved body."""

from __future__ import annotations

import zlib

from extract.formats.limits import MOST_UNPACKED_BYTES

GZIP = b"\x1f\x8b\x08"
_TWICE = 2  # times that bytes are unpacked


def unpacked(body: bytes, most: int = MOST_UNPACKED_BYTES) -> bytes:
    """The bytes, without a packing of gzip around them, cut at `most` and a byte; those whose packing is broken as they are."""
    for _ in range(_TWICE):
        if not body.startswith(GZIP):
            break
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, most + 1)
        except zlib.error:
            break
    return body
