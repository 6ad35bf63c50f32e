"""Checking an archive: every record against its digests, every entry of the index against its record."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator  # pyright: ignore[reportMissingTypeStubs]
from warcio.exceptions import ArchiveLoadFailed  # pyright: ignore[reportMissingTypeStubs]

from extract.archive.index import OPEN
from extract.archive.members import Member, members, scan
from extract.archive.store import Archive
from extract.archive.sums import NAME, digest, sums

_PIECE = 1 << 20


@dataclass(slots=True)
class Checked:
    """What was looked at, and one line for each fault, with the file and the remedy."""

    files: int = 0
    records: int = 0
    revisits: int = 0
    captures: int = 0
    plain: int = 0
    faults: list[str] = field(default_factory=list[str])


def check(archive: Archive, tell: Callable[[str], None] = lambda _: None) -> Checked:
    """Read the whole archive; `tell` hears the name of each file as it comes. Nothing is changed."""
    result = Checked()
    folder = archive.index.folder
    for path in sorted([*folder.glob("*.warc.gz"), *folder.glob("*.warc.gz" + OPEN)]) if folder.is_dir() else []:
        tell(path.name)
        try:
            _check_file(path, result)
        except OSError as error:
            result.faults.append(
                f"{path}: cannot be read ({error.strerror or error}); give us the right to read it, or restore a backup"
            )
    _check_sums(archive, result)
    if archive.index.path.is_file():
        _check_index(archive, result)
    for path in sorted(archive.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
        if len(path.name) == 64:
            result.plain += 1
            try:
                damaged = digest(path) != path.name
            except OSError as error:
                result.faults.append(f"{path}: cannot be read ({error.strerror or error}); restore a backup")
                continue
            if damaged:
                result.faults.append(f"{path}: damaged, its content has another SHA-256; restore a backup")
    return result


def _check_file(path: Path, result: Checked) -> None:
    result.files += 1
    with path.open("rb") as file:
        for found in scan(path):
            if isinstance(found, Member):
                _check_record(path, file, found, result)
                continue
            mends = found.torn and path.name.endswith(OPEN)
            remedy = "the next night mends it" if mends else "restore a backup"
            result.faults.append(
                f"{path}: {found.end - found.start} bytes after byte {found.start} are no whole record; {remedy}"
            )


def _check_record(path: Path, file: BinaryIO, member: Member, result: Checked) -> None:
    file.seek(member.start)
    records: Any = cast(Any, ArchiveIterator)(file, check_digests=True)
    try:
        record = next(records)
        while record.raw_stream.read(_PIECE):  # a body of any size passes through little memory
            pass
    except (ArchiveLoadFailed, EOFError, ValueError, StopIteration) as error:
        said = " ".join(str(error).split()) or "is none"
        result.faults.append(f"{path}: record at byte {member.start}: {said}; restore a backup")
        return
    result.records += 1
    result.revisits += record.rec_type == "revisit"
    if record.digest_checker.passed is False:
        problems = ", ".join(record.digest_checker.problems)
        result.faults.append(f"{path}: record at byte {member.start}: {problems}; restore a backup")


def _check_sums(archive: Archive, result: Checked) -> None:
    """Each closed file against its line in SHA256SUMS: one that was changed so that its records are sound is found here alone."""
    for name, sha256 in sums(archive.root).items():
        path = archive.root / name
        try:
            if not path.is_file():
                result.faults.append(f"{path}: is gone, and {NAME} names it; restore a backup")
            elif digest(path) != sha256:
                result.faults.append(f"{path}: is not as it was when it was closed ({NAME}); restore a backup")
        except OSError:
            continue  # told above


def _check_index(archive: Archive, result: Checked) -> None:
    con = sqlite3.connect(f"{archive.index.path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
    try:
        rows = con.execute("select sha256, file, at, last from captures order by file, at").fetchall()
    except sqlite3.Error as error:
        result.faults.append(
            f"{archive.index.path}: {error}; delete the file, the next night builds it from the WARC files"
        )
        return
    finally:
        con.close()
    result.captures = len(rows)
    known: dict[str, set[int]] = {}
    for sha256, name, at, _last in rows:
        path = archive.index.folder / name
        path = path if path.is_file() else path.with_name(name + OPEN)
        if name not in known:
            known[name] = set()
            with suppress(OSError):  # told above
                known[name] = {member.start for member in members(path)} if path.is_file() else set()
        if at not in known[name]:
            result.faults.append(f"{path}: capture {sha256} is not at byte {at}; restore a backup of the file")
