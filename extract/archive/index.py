"""Where each capture lies in the WARC files: an SQLite table that can be built again from the files themselves."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from extract.archive.members import Gap, scan

OPEN = ".open"  # ending of a file that is being written, or that a run which died has left
FETCH_FIELD = "X-Fetch-ID"  # the same on all records of one fetch, which lie side by side
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
            # A page that is damaged in the middle is met only by who looks there: it is looked for before anything is written.
            if con.execute("pragma quick_check(1)").fetchone() == ("ok",):
                return con
            con.close()
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
        """Where a capture lies; None where it is in no WARC file. An index that is found broken is built anew first, where that can be."""
        try:
            return self._find(sha256)
        except sqlite3.DatabaseError as error:
            if not is_broken(error):
                raise
            with _one_at_a_time(self.path.with_name("index.lock")):
                try:
                    self.open().close()  # looks again: another process may have mended it
                except (OSError, sqlite3.OperationalError) as reason:  # a disk that is only read
                    raise error from reason
            return self._find(sha256)

    def _find(self, sha256: str) -> Position | None:
        if not self.path.is_file():
            if not any(self.folder.glob("*.warc.gz*")):
                return None
            with _one_at_a_time(self.path.with_name("index.lock")):
                self.open().close()
        con = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
        try:
            return find(con, sha256)
        except sqlite3.OperationalError:  # the file is there and its table is not yet
            return None
        finally:
            con.close()

    def add_file(self, con: sqlite3.Connection, path: Path) -> int:
        """Enter every capture of one file; gives the end, in bytes, of all of it that may be a record: behind it there is none."""
        end, first, fetch = 0, 0, ""
        rows: list[tuple[str, int, str, str]] = []
        name = path.name.removesuffix(OPEN)

        def enter() -> None:
            for sha256, at, url, date in rows:
                save(con, Position(sha256, name, first, at, end, url, date))
            rows.clear()

        for member in scan(path):
            if isinstance(member, Gap):
                enter()
                fetch, end = "", member.end if member.huge else end
                continue
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
        # What was entered when it was written stands: whatever became of the bytes, a record lay there.
        (known,) = con.execute("select coalesce(max(last), 0) from captures where file = ?", (name,)).fetchone()
        end = max(end, min(known, path.stat().st_size))
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


@contextmanager
def _one_at_a_time(lock: Path) -> Generator[None]:
    """Lets the processes that find the same file broken mend it one after the other."""
    if os.name == "nt":  # there a file that another process has open cannot be put aside anyway
        yield
        return
    import fcntl

    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
