"""Writing WARC files: every answer with its request, and an unchanged page as a `revisit` that costs a line."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import uuid
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders  # pyright: ignore[reportMissingTypeStubs]

from extract.archive.index import FETCH_FIELD, OPEN, Index, Position, find, save
from extract.archive.records import begin, digest, headers_of, iso, resource
from extract.archive.sums import look, seal
from extract.fetching.model import Exchange

_FILE_BYTES = 1_000_000_000  # a file of this size is closed and the next one begun
_FETCHES = 500  # made durable at the latest after so many


class Writer:
    """One run's writing. Records are durable after `commit`, which `close` calls; what a dead run left is taken over.

    Raises OSError and what SQLite raises, with all that was not committed taken back.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._con = index.open()
        self._file: BinaryIO | None = None
        self._writer: Any = None
        self._path = Path()
        self._durable = 0
        self._pending = 0
        self._recover()

    def _recover(self) -> None:
        """Close the files that a run which died left open: cut after the last whole record, enter what they hold."""
        for path in sorted(self._index.folder.glob("*" + OPEN)):
            with suppress(OSError):  # one that cannot be read or cut stays as it is; `archive check` names it
                self._close_left(path)
        self._con.commit()

    def look(self) -> list[str]:
        """What happened to the closed files (extract/archive/sums.py); call it when nothing is being written."""
        self.commit()
        return look(self._index.path.parent, self._con)

    def _close_left(self, path: Path) -> None:
        with path.open("r+b") as file:
            if not _lock(file):
                return  # another process is writing it
            end = self._index.add_file(self._con, path)
            file.truncate(end)
            os.fsync(file.fileno())
        if end:
            self._close_as(path)
        else:
            path.unlink()

    def _close_as(self, path: Path) -> None:
        """Gives a file that is whole and durable its name for good, and notes what it is."""
        closed = path.with_name(path.name.removesuffix(OPEN))
        path.replace(closed)
        _sync_folder(closed.parent)
        with suppress(OSError):  # the next night's look does it
            seal(self._index.path.parent, [closed])

    def record(self, exchanges: Sequence[Exchange], unchanged: str | None = None) -> None:
        """Keep all answers of one fetch; a 304 at its end stands for the bytes named `unchanged`, if any."""
        if not exchanges:
            return
        self._ready()
        fetch = f"<urn:uuid:{uuid.uuid4()}>"
        assert self._file is not None
        first, found = self._file.tell(), list[tuple[str, int, str, str]]()
        with self._all_or_nothing(first):
            for exchange in exchanges:
                self._exchange(exchange, fetch, unchanged if exchange is exchanges[-1] else None, found)
            self._enter(first, found)
        self._count()

    def put(self, body: bytes, url: str, content_type: str = "") -> None:
        """Keep a body that was not fetched. The same bytes again change nothing."""
        sha256 = hashlib.sha256(body).hexdigest()
        if find(self._con, sha256):
            return
        self._ready()
        assert self._file is not None
        first, at = self._file.tell(), iso(datetime.now(UTC))
        with self._all_or_nothing(first):
            resource(self._writer, url, body, at, content_type, f"<urn:uuid:{uuid.uuid4()}>")
            self._enter(first, [(sha256, first, url, at)])
        self._count()

    def forget(self, sha256: str) -> None:
        """Drop a capture from the index, so that its bytes are kept anew; for one that was found damaged."""
        self._con.execute("delete from captures where sha256 = ?", (sha256,))

    def commit(self) -> None:
        """Make all that was recorded durable."""
        if self._file is None:
            self._con.commit()
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._con.commit()
        except BaseException:
            self._take_back()
            raise
        self._durable, self._pending = self._file.tell(), 0

    def close(self) -> None:
        """Commit and close the file; the writer is of no use afterwards."""
        try:
            self._finish()
        finally:
            self._con.close()

    def _finish(self) -> None:
        if self._file is not None:
            name = self._path.name.removesuffix(OPEN)
            self._con.execute("insert or replace into files values (?, ?)", (name, self._file.tell()))
        self.commit()
        if self._file is not None:
            self._file.close()
            self._file = self._writer = None
            self._close_as(self._path)

    def _ready(self) -> None:
        if self._file is not None and self._file.tell() > _FILE_BYTES:
            self._finish()
        if self._file is None:
            name = f"pledgewatch-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}.warc.gz"
            self._path = self._index.folder / (name + OPEN)
            self._file = self._path.open("xb")
            _lock(self._file)
            self._durable = 0
            self._writer = begin(self._file, name)

    def _count(self) -> None:
        self._pending += 1
        if self._pending >= _FETCHES:
            self.commit()

    @contextmanager
    def _all_or_nothing(self, first: int) -> Generator[None]:
        """Writes the records of one fetch, which begin at `first`. What cannot be put into records is taken back alone; where the
        disk or the index fails, or the run is interrupted, so is all that was not made durable."""
        try:
            yield
        except (OSError, sqlite3.Error):
            self._take_back()
            raise
        except Exception:
            try:
                self._drop(first)
            except BaseException:
                self._take_back()
                raise
            raise
        except BaseException:
            self._take_back()
            raise

    def _drop(self, first: int) -> None:
        assert self._file is not None
        self._file.flush()
        self._file.seek(first)
        self._file.truncate()
        name = self._path.name.removesuffix(OPEN)
        self._con.execute("delete from captures where file = ? and first = ?", (name, first))

    def _take_back(self) -> None:
        """Undo what was not made durable, as far as the disk lets us."""
        self._con.rollback()
        file, self._file, self._writer = self._file, None, None
        if file is None:
            return
        with suppress(OSError):  # what it still held in memory is lost, and was not durable
            file.close()
        if self._durable:
            os.truncate(self._path, self._durable)
        else:
            self._path.unlink(missing_ok=True)

    def _enter(self, first: int, found: list[tuple[str, int, str, str]]) -> None:
        assert self._file is not None
        last, name = self._file.tell(), self._path.name.removesuffix(OPEN)
        for sha256, at, url, date in found:
            save(self._con, Position(sha256, name, first, at, last, url, date))

    def _exchange(
        self, exchange: Exchange, fetch: str, unchanged: str | None, found: list[tuple[str, int, str, str]]
    ) -> None:
        assert self._file is not None
        writer, at = self._writer, iso(exchange.at)
        is_body = bool(exchange.body) or 200 <= exchange.status < 300
        sha256 = hashlib.sha256(exchange.body).hexdigest() if is_body else None
        same = find(self._con, unchanged if exchange.status == 304 and unchanged else sha256 or "")
        common = {"WARC-Date": at, FETCH_FIELD: fetch}
        if exchange.peer:
            common["WARC-IP-Address"] = exchange.peer
        headers = StatusAndHeaders(
            f"{exchange.status} {exchange.reason}".strip(), headers_of(exchange, same is not None), protocol="HTTP/1.1"
        )
        if exchange.protocol == "HTTP/2":
            common["WARC-Protocol"] = "h2"
        if exchange.truncated:
            common["WARC-Truncated"] = exchange.truncated
        if same is not None:
            answer = writer.create_revisit_record(
                exchange.url,
                f"sha256:{same.sha256}",
                same.url,
                same.date,
                http_headers=headers,
                warc_headers_dict=common,
            )
            if exchange.status == 304:
                profile = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
                answer.rec_headers.replace_header("WARC-Profile", profile)
        else:
            common["WARC-Payload-Digest"] = digest(exchange.body)
            answer = writer.create_warc_record(
                exchange.url, "response", payload=BytesIO(exchange.body), length=len(exchange.body),
                http_headers=headers, warc_headers_dict=common,
            )  # fmt: skip
            if sha256 is not None:
                found.append((sha256, self._file.tell(), exchange.url, at))
        writer.write_record(answer)
        parts = urlsplit(exchange.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = StatusAndHeaders(
            f"{'GET' if exchange.form is None else 'POST'} {target} HTTP/1.1",
            list(exchange.request_headers),
            is_http_request=True,
        )
        form = (exchange.form or "").encode()
        request = writer.create_warc_record(
            exchange.url, "request", payload=BytesIO(form), length=len(form), http_headers=asked,
            warc_headers_dict={"WARC-Date": at, FETCH_FIELD: fetch, "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")},
        )  # fmt: skip
        writer.write_record(request)


def _lock(file: BinaryIO) -> bool:
    """Mark a file as being written, for as long as it is open; False where another process has marked it."""
    if os.name == "nt":
        return True  # there a file that another process has open can be neither renamed nor cut
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows cannot open a folder, and needs no such step."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
