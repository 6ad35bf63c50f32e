"""The records of a .warc.gz by their own lengths: each is a gzip member, whatever it unpacks to; and what lies between whole ones."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_HEAD = 16_000  # bytes of a record in which its header ends; ours are a tenth of it
_PIECE = 1 << 16
_UNPACKED_AT_ONCE = 1 << 20
_MOST_UNPACKED = 500_000_000  # bytes of one record; a body of ours is a tenth of it at most
_MAGIC = b"\x1f\x8b\x08"  # a gzip member begins so
_RECORD = b"WARC/"  # and a record so


@dataclass(frozen=True, slots=True)
class Member:
    """One whole record of a file: where it lies and its WARC header, names in lower case."""

    start: int
    end: int
    header: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that are no whole record. `torn`: the file ends inside of them; `huge`: they unpack
    to more than any record of ours, and nobody looked how far they go."""

    start: int
    end: int
    torn: bool
    huge: bool


def scan(path: Path, start: int = 0) -> Iterator[Member | Gap]:
    """All of a file from byte `start` on, in order: its whole records, and the gaps where there is none. Raises OSError for a file that cannot be read.

    Behind a gap the next record is looked for by its first bytes, so that one that is damaged hides no other. What unpacks without end
    is given up after `_MOST_UNPACKED`: the time that a file takes is bound by its size.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        while start < size:
            found = _measure(file, start)
            if found.end is not None:
                yield Member(start, found.end, _header(found.head))
                start = found.end
                continue
            # What the file's end cuts off goes to that end: a page that was being written may hold what looks like a record.
            behind = size if found.torn else _next_record(file, start + 1) or size
            yield Gap(start, behind, found.torn, found.huge)
            start = behind


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The whole records of a file from byte `start` on; what is none is passed over. Raises OSError for a file that cannot be read."""
    return (found for found in scan(path, start) if isinstance(found, Member))


@dataclass(frozen=True, slots=True)
class _Measured:
    """A gzip member: where it ends (None where it is not whole), the first bytes that it unpacks to, and why it is not whole."""

    end: int | None
    head: bytes
    torn: bool = False
    huge: bool = False


def _measure(file: BinaryIO, start: int, enough: int = 0) -> _Measured:
    """The member that begins at `start`. With `enough`, so many of its first bytes will do."""
    file.seek(start)
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    head, unpacked, left = b"", 0, b""
    while not inflater.eof:
        piece = left or file.read(_PIECE)
        try:
            # At the file's end there may still be output that an earlier piece gave no room for.
            found = inflater.decompress(piece, _UNPACKED_AT_ONCE)
        except zlib.error:
            return _Measured(None, head)
        left = inflater.unconsumed_tail
        head += found[: max(0, _HEAD - len(head))]
        unpacked += len(found)
        if not piece and not found and not inflater.eof:
            return _Measured(None, head, torn=True)
        if unpacked > _MOST_UNPACKED:
            return _Measured(None, head, huge=True)
        if enough and len(head) >= enough:
            return _Measured(None, head)
    return _Measured(file.tell() - len(inflater.unused_data), head)


def _next_record(file: BinaryIO, start: int) -> int | None:
    """Where the next record begins, from `start` on; None where there is none."""
    at, kept = start, b""
    while True:
        file.seek(at)
        piece = kept + file.read(_PIECE)
        begin = at - len(kept)
        found = piece.find(_MAGIC)
        while found >= 0:
            if _measure(file, begin + found, len(_RECORD)).head.startswith(_RECORD):
                return begin + found
            found = piece.find(_MAGIC, found + 1)
        at = begin + len(piece)
        if len(piece) - len(kept) < _PIECE:
            return None
        kept = piece[-(len(_MAGIC) - 1) :]


def _header(head: bytes) -> dict[str, str]:
    lines = head.split(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
