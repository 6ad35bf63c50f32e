"""The archive of captures: WARC files, and each body found by its SHA-256, so that every quote can be traced to bytes."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from extract.archive.index import OPEN, Index, Position, is_broken
from extract.archive.members import members
from extract.fetching.model import Exchange

_SHA256 = re.compile(r"[0-9a-f]{64}")


class ArchiveError(Exception):
    """A capture that is missing, damaged or cannot be written; the one-line message names file and remedy."""


class UnwritableError(ArchiveError):
    """The archive takes nothing more: no fault of the capture at hand."""


@contextmanager
def _told(
    where: Path, doing: str, remedy: str, index: Path | None = None, kind: type[ArchiveError] = ArchiveError
) -> Generator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        if index is not None and is_broken(error):
            where, remedy = index, "delete the file: the next run builds it anew from the WARC files"
        raise kind(f"{where}: cannot be {doing} ({reason}); {remedy}") from error


class Recorder:
    """Writes captures into an archive; made by `Archive.writing`. Raises ArchiveError."""

    def __init__(self, archive: Archive) -> None:
        from extract.archive.writer import Writer

        self._archive = archive
        with self._telling():
            self._writer = Writer(archive.index)

    def _telling(self) -> Any:
        remedy = "free the disk or choose another home; what was kept before stands"
        return _told(self._archive.root, "written", remedy, self._archive.index.path, UnwritableError)

    def record(self, exchanges: Sequence[Exchange], unchanged: str | None = None) -> None:
        """Keep all answers of one fetch with their requests. Bytes that are there already cost a `revisit` record.

        A 304 at the end is a revisit of the capture named `unchanged`.
        """
        with self._telling():
            self._writer.record(exchanges, unchanged)

    def put(self, body: bytes, url: str, content_type: str = "") -> str:
        """Keep a body that somebody handed over; gives its SHA-256. The same bytes again change nothing.

        A damaged copy that is there already is replaced.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        with self._telling():
            if self._archive.has(sha256):
                try:
                    self._archive.get(sha256)
                    return sha256
                except ArchiveError:
                    self._archive.plain(sha256).unlink(missing_ok=True)
                    self._writer.forget(sha256)
            self._writer.put(body, url, content_type)
        return sha256

    def commit(self) -> None:
        """Make all that was recorded durable: call it before a database speaks of it."""
        with self._telling():
            self._writer.commit()

    def look(self) -> list[str]:
        """One line, `file: reason; remedy`, for each closed file that is not as it was, as far as this night looked; all are read within a
        week."""
        with self._telling():
            return self._writer.look()

    def close(self) -> None:
        """Commit and close."""
        with self._telling():
            self._writer.close()


class Archive:
    """WARC files in root/warc, an index of them in root/index.sqlite, which is built again where it is lost.

    Archives of before hold each capture as a plain file root/ab/cd/abcd…; those are read as they are. Records are
    written once and never changed, so a reader needs no lock.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.index = Index(root)

    @contextmanager
    def writing(self) -> Generator[Recorder]:
        """Opens the archive for writing while the block runs; what a run that died left half written is mended first."""
        recorder = Recorder(self)
        try:
            yield recorder
        finally:
            recorder.close()

    def put(self, body: bytes, url: str = "urn:pledgewatch:put") -> str:
        """Keep these bytes and return their SHA-256; as Recorder.put, for one."""
        with self.writing() as recorder:
            return recorder.put(body, url)

    def plain(self, sha256: str) -> Path:
        """Where an archive of before has this capture. Raises ArchiveError for what is no hash."""
        if not _SHA256.fullmatch(sha256):
            raise ArchiveError(f"{sha256!r}: not a SHA-256 in 64 lower-case hexadecimal digits; take it from documents")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Whether a capture of this hash is there; does not read it. Raises ArchiveError for what is no hash."""
        return self.plain(sha256).is_file() or self._find(sha256) is not None

    def get(self, sha256: str) -> bytes:
        """The bytes of a capture. Raises ArchiveError where it is missing or no longer has its hash."""
        plain = self.plain(sha256)
        place = self._find(sha256)
        if place is None and not plain.is_file():
            raise ArchiveError(
                f"{self.root}: {sha256}: not in the archive; capture the address again or restore a backup"
            )
        where = self.file_of(place) if place else plain
        with _told(where, "read", "check the disk or restore a backup"):
            body = _body_at(where, place.at) if place else plain.read_bytes()
        if body is None or hashlib.sha256(body).hexdigest() != sha256:
            at = f" at byte {place.at}" if place else ""
            raise ArchiveError(f"{where}{at}: {sha256}: damaged, its content has another SHA-256; restore a backup")
        return body

    def _find(self, sha256: str) -> Position | None:
        with _told(self.index.path, "read", "check the disk", self.index.path):
            return self.index.find(sha256)

    def file_of(self, place: Position) -> Path:
        """The WARC file that holds a capture."""
        closed = self.index.folder / place.file
        return closed if closed.is_file() else closed.with_name(place.file + OPEN)

    def records(self, place: Position) -> list[tuple[int, bytes]]:
        """The records of the fetch that a capture came with, as they lie in the file: where each begins, and its bytes. Raises ArchiveError."""
        path = self.file_of(place)
        with _told(path, "read", "check the disk or restore a backup"), path.open("rb") as file:
            found: list[tuple[int, bytes]] = []
            for member in members(path, place.first):
                if member.start >= place.last:
                    break
                file.seek(member.start)
                found.append((member.start, file.read(member.end - member.start)))
            return found

    def export(self, captures: Sequence[tuple[str, str, datetime | None]], target: Path, about: str) -> int:
        """Write the captures, (SHA-256, address, time of capture in UTC), into a .warc.gz of its own.

        Each comes with all records of its fetch: requests, redirects, robots.txt. Returns its size in bytes. Raises
        ArchiveError where one is missing or damaged, or the file exists or cannot be written.
        """
        from extract.archive.records import begin, iso, resource

        bodies = {sha256: self.get(sha256) for sha256, _, _ in captures}
        staging = target.with_name(target.name + ".part")
        if target.exists():
            raise ArchiveError(f"{target}: is there already; name another file")
        with _told(target, "written", "choose another file"):
            try:
                with staging.open("wb") as file:
                    writer = begin(file, target.name, {"isPartOf": about})
                    for sha256, url, at in captures:
                        place = self._find(sha256)
                        if place is None:
                            day = iso((at or datetime.now(UTC)).replace(tzinfo=UTC))
                            resource(writer, url, bodies[sha256], day, "", f"<urn:sha256:{sha256}>")
                            continue
                        with self.file_of(place).open("rb") as source:
                            source.seek(place.first)
                            file.write(source.read(place.last - place.first))
                staging.replace(target)
            finally:
                staging.unlink(missing_ok=True)
        return target.stat().st_size


def _body_at(path: Path, offset: int) -> bytes | None:
    from warcio.archiveiterator import ArchiveIterator  # pyright: ignore[reportMissingTypeStubs]
    from warcio.exceptions import ArchiveLoadFailed  # pyright: ignore[reportMissingTypeStubs]

    with path.open("rb") as file:
        file.seek(offset)
        try:
            record: Any = next(iter(cast(Any, ArchiveIterator)(file)), None)
            return cast(bytes, record.raw_stream.read()) if record is not None else None
        except (ArchiveLoadFailed, EOFError, ValueError):
            return None
