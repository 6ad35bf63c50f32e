"""Many captures read, each within its budget of time and memory; what cannot be read comes back as the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extract.budget import Workers
from extract.model import DocumentRows, Filed
from extract.worker import failed


@dataclass(frozen=True, slots=True)
class Work:
    """One capture to read: where its bytes lie and what is known of it."""

    filed: Filed
    sha256: str
    content_type: str
    captured_at: datetime
    archive: Path
    reader_version: str


def read_batch(
    works: Sequence[Work], workers: Workers, step: Callable[[], None] = lambda: None
) -> list[DocumentRows | str]:
    """The rows of each capture, in order, or the reason why it gave none: an `Exceeded` where it went over its budget.

    `step` hears of each as it comes. Never raises for one document's sake; WorkersError where no process can be started.
    """
    answers: list[DocumentRows | str] = []
    for answer in workers.map(read_one, works):
        answers.append(answer)
        step()
    return answers


def read_one(work: Work) -> DocumentRows | str:
    """Reads one capture from the archive; a string is the reason why it can't be used. Runs in a process of its own."""
    # Imported here: who hands out the work needs neither the reader nor its words.
    from extract.archive.store import Archive, ArchiveError
    from extract.document import read_document
    from extract.model import ReadError

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
    except MemoryError:  # told by the budget
        raise
    except Exception as error:  # the night goes on; the operator is told which document broke the reader
        return failed(error)
