"""Many captures read at once, across processes where that pays; what cannot be read comes back as the reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from extract.archive import Archive, ArchiveError
from extract.document import DocumentRows, Filed, read_document
from extract.model import ReadError

# Below this many documents, starting the processes costs more than it saves.
PARALLEL_FROM = 24


@dataclass(frozen=True, slots=True)
class Work:
    """One capture to read: where its bytes lie and what is known of it."""

    filed: Filed
    sha256: str
    content_type: str
    captured_at: datetime
    archive: Path
    reader_version: str


def read_batch(works: Sequence[Work], step: Callable[[], None] = lambda: None) -> list[DocumentRows | str]:
    """The rows of each capture, in order, or the reason why it gave none. Never raises for one document's sake.

    `step` hears of each as it comes.
    """
    if len(works) < PARALLEL_FROM:
        return _heard(map(read_one, works), step)
    try:
        # Spawned, not forked: the caller runs threads, and a fork would copy their locks.
        with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=get_context("spawn")) as pool:
            return _heard(pool.map(read_one, works, chunksize=8), step)
    except BrokenProcessPool:  # a process was killed, by the system or by hand: slower, and nothing is lost
        return [read_one(work) for work in works]


def _heard(answers: Iterable[DocumentRows | str], step: Callable[[], None]) -> list[DocumentRows | str]:
    found: list[DocumentRows | str] = []
    for answer in answers:
        found.append(answer)
        step()
    return found


def read_one(work: Work) -> DocumentRows | str:
    """Reads one capture from the archive; a string is the reason why it can't be used."""
    try:
        archive = Archive(work.archive)
        body = archive.get(work.sha256)
        return read_document(
            body,
            work.filed,
            sha256=work.sha256,
            captured_at=work.captured_at,
            reader_version=work.reader_version,
            content_type=work.content_type,
            get=archive.get,
        )
    except (ReadError, ArchiveError) as error:
        return str(error).removeprefix(f"{work.filed.url}: ")
    except Exception as error:  # the night goes on; the operator is told which document broke the reader
        return f"the reader failed on it ({type(error).__name__}: {error}); please report this with the document"
