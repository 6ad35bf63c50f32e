"""Reference documents read once for all tests of a session, in whichever of its processes: several tests of accuracy look at the same ones."""

from __future__ import annotations

import fcntl
import hashlib
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.document import DocumentRows, Filed, read_document
from extract.model import ReadError

CAPTURED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def read_once(folder: Path, path: Path, place_code: str | None, kind: Any, year: int | None) -> DocumentRows | None:
    """The rows of a document of the corpus; None where it is refused. What `folder` keeps of an earlier call with the same is not read again.

    `folder` belongs to one session (fixture `read_already`), in which the reader stays as it is. Another process that wants the document
    while it is being read waits for it.
    """
    body = path.read_bytes()
    filed = Filed(path.as_uri(), place_code, kind, year)
    kept = folder / hashlib.sha256(repr(filed).encode() + body).hexdigest()
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            return pickle.loads(kept.read_bytes())
        try:
            rows = read_document(
                body, filed, sha256=hashlib.sha256(body).hexdigest(), captured_at=CAPTURED_AT, reader_version="test"
            )
        except ReadError:
            rows = None
        new = kept.with_suffix(".new")
        new.write_bytes(pickle.dumps(rows))
        new.replace(kept)  # whole, or not there
        return rows
