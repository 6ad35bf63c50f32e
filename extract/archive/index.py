"""Where each capture lies in the WARC files: an SQLite table that can be built again from the files themselves."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

OPEN = ".open"  # ending of a file that is being written, or that a run which died has left
FETCH_FIELD = "X-Fetch-ID"  # the same on all records of one fetch, which lie side by side
_HEAD = 16_000  # bytes of a record in which its header ends; ours are a tenth of it
_PIECE = 1 << 16
_MOST_UNPACKED = 500_000_000  # bytes of one record; a body of ours is a tenth of it at most
_TABLE = """
create table if not exists captures (
  sha256 text primary key, file text not null, first integer not null, at integer not null, last integer not null,
  url text not null, date text not null
);
create table if not exists files (name text primary key, size integer not null)
"""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a capture lies: `at` is its record, `first` to `last` all records of its fetch, in bytes of the file."""

    sha256: str
    file: str
    first: int
    at: int
    last: int
    url: str
    date: str


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a file: where it lies and its WARC header, names in lower case."""

    start: int
    end: int
    header: dict[str, str]


def members(path: Path) -> Iterator[Member]:
    """The whole records of a .warc.gz, one gzip member each; what follows the last whole one is passed over.

    So is a record that unpacks to more than any of ours, with all behind it: the time that a file takes is bound by its size.
    Raises OSError for a file that cannot be read.
    """
    with path.open("rb") as file:
        start, rest = 0, b""
        while True:
            inflater, head, read, unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16), b"", 0, 0
            while not inflater.eof:
                piece = rest or file.read(_PIECE)
                rest = b""
                if not piece:
                    return
                try:
                    while piece and not inflater.eof:
                        found = inflater.decompress(piece, 1_000_000)
                        head += found[: max(0, _HEAD - len(head))]
                        read += len(piece) - len(inflater.unconsumed_tail) - len(inflater.unused_data)
                        piece = inflater.unconsumed_tail
                        unpacked += len(found)
                        if unpacked > _MOST_UNPACKED:
                            return
                except zlib.error:
                    return
            rest = inflater.unused_data
            yield Member(start, start + read, _header(head))
            start += read


def _header(head: bytes) -> dict[str, str]:
    lines = head.split(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def is_broken(error: Exception) -> bool:
    """Whether SQLite says that its file is damaged or none of its own, which no waiting and no room on the disk mends."""
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Index:
    """The table of one archive. Every read opens it anew, so that several processes may read at a time."""

    def __init__(self, root: Path) -> None:
        self.path = root / "index.sqlite"
        self.folder = root / "warc"

    def open(self) -> sqlite3.Connection:
        """A connection for writing; the table is made, and filled from the WARC files where it is missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        con = self._connect()
        known = {name for (name,) in con.execute("select name from files").fetchall()}
        for path in sorted(self.folder.glob("*.warc.gz")):
            if path.name not in known:
                with suppress(OSError):  # one that cannot be read hides no other; `archive check` names it
                    self.add_file(con, path)
        con.commit()
        return con

    def _connect(self) -> sqlite3.Connection:
        """An index that is broken is put aside: it holds nothing that the WARC files do not say."""
        con = sqlite3.connect(self.path, timeout=60)
        try:
            con.executescript(_TABLE)
            return con
        except sqlite3.DatabaseError as error:
            con.close()
            if not is_broken(error):
                raise
        self.path.replace(self.path.with_name(self.path.name + ".broken"))
        for ending in ("-journal", "-wal", "-shm"):  # of the broken file; they must not be taken for the new one's
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        con = sqlite3.connect(self.path, timeout=60)
        con.executescript(_TABLE)
        return con

    def find(self, sha256: str) -> Position | None:
        """Where a capture lies; None where it is in no WARC file."""
        if not self.path.is_file():
            return None
        con = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
        try:
            return find(con, sha256)
        except sqlite3.OperationalError:  # the file is there and its table is not yet
            return None
        finally:
            con.close()

    def add_file(self, con: sqlite3.Connection, path: Path) -> int:
        """Enter every capture of one file; gives the end of its last whole record, in bytes."""
        end, first, fetch = 0, 0, ""
        rows: list[tuple[str, int, str, str]] = []
        name = path.name.removesuffix(OPEN)

        def enter() -> None:
            for sha256, at, url, date in rows:
                save(con, Position(sha256, name, first, at, end, url, date))
            rows.clear()

        for member in members(path):
            header = member.header
            if header.get(FETCH_FIELD.lower(), "") != fetch or not fetch:
                enter()
                first, fetch = member.start, header.get(FETCH_FIELD.lower(), "")
            digest = header.get("warc-payload-digest", "")
            if header.get("warc-type") in ("response", "resource") and digest.startswith("sha256:"):
                sha256 = digest.removeprefix("sha256:")
                rows.append((sha256, member.start, header.get("warc-target-uri", ""), header.get("warc-date", "")))
            end = member.end
        enter()
        con.execute("insert or replace into files values (?, ?)", (name, end))
        return end


def find(con: sqlite3.Connection, sha256: str) -> Position | None:
    """Where a capture lies, by an open connection."""
    row = con.execute("select * from captures where sha256 = ?", (sha256,)).fetchone()
    return Position(*row) if row else None


def save(con: sqlite3.Connection, place: Position) -> None:
    """Enter a capture; the first place of the same bytes stays."""
    con.execute(
        "insert or ignore into captures values (?, ?, ?, ?, ?, ?, ?)",
        (place.sha256, place.file, place.first, place.at, place.last, place.url, place.date),
    )
