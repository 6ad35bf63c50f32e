"""What the machine says when it gives no more: a full disk and the like, which are no fault of the file at hand."""

from __future__ import annotations

import errno
import re

# By the system's number, and by the words of DuckDB and SQLite; and what to do.
_SAYS: tuple[tuple[tuple[int, ...], tuple[str, ...], str], ...] = (
    ((errno.ENOSPC, errno.EDQUOT), ("no space left", "disk is full", "disk quota"), "the disk is full: free some space, then run it again"),
    ((errno.EFBIG,), ("file too large",), "a limit of file size was reached: raise it (ulimit -f unlimited), then run it again"),
    ((errno.EROFS, errno.EACCES, errno.EPERM), ("read-only file system", "readonly database", "permission denied"),
     "the folder cannot be written: give this user the right to, or choose another --home, then run it again"),
    ((errno.EMFILE, errno.ENFILE), ("too many open files",), "raise the limit of open files (ulimit -n 4096), then run it again"),
    ((errno.EIO,), ("input/output error",), "the disk fails: check it, or restore a backup"),
)  # fmt: skip


_LOCKED = re.compile(r"\block", re.IGNORECASE)  # and not the blocks of a file that is broken


def is_locked(said: object) -> bool:
    """Whether an error's words say that another process has the file open."""
    return _LOCKED.search(str(said)) is not None


def remedy_for(said: object, number: int | None = None) -> str:
    """What to do where an error's words, or its number (errno), are the machine's; empty where they are not."""
    words = str(said).lower()
    return next(
        (remedy for numbers, phrases, remedy in _SAYS if number in numbers or any(phrase in words for phrase in phrases)), ""
    )  # fmt: skip
