"""Closed files as they were when they were closed: one line each in SHA256SUMS of the archive, for `sha256sum -c` and for each night's look.

A WARC file that is closed never changes. What a bad disk, a hand or an attacker did to one is told by the next night where its length
shows it, and within a week where only its bytes do: each night reads those files again that nobody looked at for longest.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

NAME = "SHA256SUMS"
NIGHTS = 7  # in so many all closed files are read again
_TABLE = "create table if not exists looks (name text primary key, size integer not null, looked_at text not null)"


def digest(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums(root: Path) -> dict[str, str]:
    """Name of a closed file, as warc/NAME -> its SHA-256 when it was closed. A line that is none is passed over. Raises OSError."""
    if not (root / NAME).is_file():
        return {}
    found: dict[str, str] = {}
    for line in (root / NAME).read_text("utf-8", "replace").splitlines():
        sha256, mark, name = line.partition("  ")
        if mark and len(sha256) == 64:
            found.setdefault(name, sha256)  # the first one stands: a file is closed once
    return found


def seal(root: Path, paths: Iterable[Path]) -> None:
    """Notes files as they are now, for good; those that are noted already stay. Raises OSError."""
    known = sums(root)
    lines = "".join(
        f"{digest(path)}  {name}\n" for path in paths if (name := path.relative_to(root).as_posix()) not in known
    )
    if not lines:
        return
    with (root / NAME).open("a", encoding="utf-8", newline="") as file:
        if file.tell() and not (root / NAME).read_bytes().endswith(b"\n"):  # a run died while it wrote a line
            lines = "\n" + lines
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def look(root: Path, index: sqlite3.Connection, now: datetime | None = None) -> list[str]:
    """Looks at the closed files as each night does; gives one line, `file: reason; remedy`, for each that is not as it was.

    All of them: are they there, and as long as they were? A part of them, each within `NIGHTS` nights: the same bytes? One that has no line
    yet, as a run died before it or the archive is older, gets it. `index` is the archive's, open for writing: it keeps when each was read.
    """
    now = now or datetime.now(UTC)
    index.execute(_TABLE)
    closed = {path.relative_to(root).as_posix(): path for path in sorted((root / "warc").glob("*.warc.gz"))}
    seal(root, [path for path in closed.values() if path.is_file()])
    known = sums(root)
    looked = {name: (size, at) for name, size, at in index.execute("select name, size, looked_at from looks")}
    faults = [
        f"{root / name}: is gone, a closed file of the archive; restore a backup, or take its line out of {root / NAME}"
        for name in sorted(set(known) - set(closed))
    ]
    for name in _tonight({name: path for name, path in closed.items() if name in known}, looked, now):
        if fault := _differs(closed[name], known[name]):
            faults.append(f"{closed[name]}: {fault}")
        else:
            row = (name, closed[name].stat().st_size, now.isoformat())
            index.execute("insert or replace into looks values (?, ?, ?)", row)
    for name in sorted(set(closed) - set(looked)):  # its length is known from tonight on, its bytes when its turn comes
        with suppress(OSError):
            row = (name, closed[name].stat().st_size, "")
            index.execute("insert or ignore into looks values (?, ?, ?)", row)
    index.commit()
    return faults


def _tonight(closed: dict[str, Path], looked: dict[str, tuple[int, str]], now: datetime) -> list[str]:
    """The files whose bytes are read tonight: those of another length, a seventh of all, and what nobody looked at for a week."""
    cut = {n for n, path in closed.items() if n in looked and path.is_file() and path.stat().st_size != looked[n][0]}
    old = (now - timedelta(days=NIGHTS)).isoformat()
    oldest = sorted(closed, key=lambda name: (looked.get(name, (0, ""))[1], name))
    overdue = {name for name in oldest if "" < looked.get(name, (0, ""))[1] < old}
    return sorted(cut | overdue | set(oldest[: -(-len(oldest) // NIGHTS)]))


def _differs(path: Path, sha256: str) -> str:
    """How a file is not as it was, with the remedy; empty where it is."""
    try:
        if digest(path) == sha256:
            return ""
    except OSError as error:
        return f"cannot be read ({error.strerror or error}); give us the right to read it, or restore a backup"
    return "is not as it was when it was closed; restore a backup (`pledgewatch archive check` tells what is damaged)"
