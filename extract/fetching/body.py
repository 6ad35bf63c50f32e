"""Taking a body off the wire: unpacked piece by piece, and never more of it than the limit."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable

ACCEPT_ENCODING = "gzip, deflate"  # what `Unpacker` reads; nothing else is asked for
_PACKED = b"\x1f\x78"  # how gzip and zlib begin
_STEP = 256_000  # bytes unpacked at a time, so that a small piece cannot become a gigabyte


class BodyError(Exception):
    """A body that cannot be unpacked; the message is the reason in one line."""


class Unpacker:
    """Undoes one Content-Encoding. Raises BodyError for an encoding that was not asked for, or several on top."""

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise BodyError(f"it is packed as {name!r}, which was not asked for; look at the address in a browser")
        self._packed = name not in ("", "identity")
        self._deflate = name == "deflate"
        # gzip or zlib, whichever it is: some servers take one word for the other
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 32) if self._packed else None
        self._begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        """The next bytes of the body, at most `room` and a step more. Raises BodyError for broken packing."""
        if self._inflater is None:
            return data
        if data and not self._begun and data[0] not in _PACKED and not self._deflate:
            self._inflater = None  # sent plain, whatever the header says; no text begins with gzip's first byte
            return data
        found = bytearray()
        try:
            found += self._inflate(data)
            while self._inflater.unconsumed_tail and len(found) <= room:
                found += self._inflater.decompress(self._inflater.unconsumed_tail, _STEP)
        except zlib.error as error:
            raise BodyError(f"the answer is broken ({error}); try again later") from error
        return bytes(found)

    def _inflate(self, data: bytes) -> bytes:
        assert self._inflater is not None
        first, self._begun = not self._begun, True
        try:
            return self._inflater.decompress(data, _STEP)
        except zlib.error:
            if not (self._deflate and first):
                raise
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send deflate without its zlib header
        return self._inflater.decompress(data, _STEP)

    @property
    def is_whole(self) -> bool:
        """Whether the packing came to its end; true for an empty or unpacked body."""
        return self._inflater is None or not self._begun or self._inflater.eof


async def collect(pieces: AsyncIterable[bytes], unpacker: Unpacker, limit: int, into: bytearray) -> bool:
    """Gather a body into `into`, at most `limit` bytes; False where there was more. Raises BodyError.

    What came before an error stays in `into`.
    """
    async for piece in pieces:
        into += unpacker.feed(piece, limit - len(into))
        if len(into) > limit:
            del into[limit:]
            return False
    if not unpacker.is_whole:
        raise BodyError("the answer broke off (its packing has no end); try again later")
    return True
