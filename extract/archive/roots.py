"""What a night brought, as one number that somebody else can stamp with the time: a Merkle tree over the records of its WARC files.

Everything is text that `sha256sum` takes, so that a stranger needs no program of ours: a record is named by the SHA-256 of its bytes as they
lie in the file; a leaf is the SHA-256 of the line `leaf RECORD`, a node that of `node LEFT RIGHT`, each with its newline; what has no partner
goes up as it is (as in RFC 9162, 2.1). The root stands in a file of its own, which also names the root before; that file is what is stamped
(`NAME.tsr`, RFC 3161). `NAME.leaves` lists the records.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from extract.archive.members import members

_TITLE = "pledgewatch: root of all records of these WARC files"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One record: its SHA-256, the file that it lies in, and where, in bytes."""

    sha256: str
    file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step up the tree: the other number, and whether it stands to the left."""

    other: str
    left: bool


def folder_of(root: Path) -> Path:
    """Where the roots of an archive lie."""
    return root / "roots"


def leaf(record: str) -> str:
    """The number of a record in the tree."""
    return _sha256(f"leaf {record}\n")


def node(left: str, right: str) -> str:
    """The number of two that stand side by side."""
    return _sha256(f"node {left} {right}\n")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def tree(leaves: Sequence[str]) -> list[list[str]]:
    """All levels of the tree over numbers of leaves, from the leaves up to the root. There is at least one."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(above + below[len(above) * 2 :])
    return levels


def way_up(levels: Sequence[Sequence[str]], index: int) -> list[Step]:
    """What a leaf has to be put together with to come to the root."""
    found: list[Step] = []
    for level in levels[:-1]:
        beside = index ^ 1
        if beside < len(level):
            found.append(Step(level[beside], beside < index))
        index //= 2
    return found


def records(path: Path) -> Iterator[Leaf]:
    """The records of a closed file. Raises OSError."""
    with path.open("rb") as file:
        for member in members(path):
            file.seek(member.start)
            digest = hashlib.sha256(file.read(member.end - member.start)).hexdigest()
            yield Leaf(digest, path.name, member.start, member.end)


def root_files(root: Path) -> list[Path]:
    """The roots there are, the oldest first."""
    return sorted(folder_of(root).glob("*.root"))


def leaves_of(path: Path) -> list[Leaf]:
    """The records under a root, in their order. Raises OSError, and ValueError where a line is none."""
    found: list[Leaf] = []
    for line in path.with_suffix(".leaves").read_text("utf-8").splitlines():
        sha256, file, start, end = line.split("  ")
        found.append(Leaf(sha256, file, int(start), int(end)))
    return found


def root_said(path: Path) -> str:
    """The number that a root's file says. Raises OSError, ValueError."""
    for line in path.read_text("utf-8").splitlines():
        name, _, value = line.partition(" ")
        if name == "root":
            return value
    raise ValueError(f"{path}: names no root")


def add_root(root: Path, now: datetime | None = None) -> Path | None:
    """Makes the root of all closed files that are under none yet; None where there are none. Raises OSError.

    The list of leaves is durable before the root is there: a run that dies between leaves a list that the next one writes anew.
    """
    covered: set[str] = set()
    for path in root_files(root):
        with suppress(OSError, ValueError):  # its files go under the next root once more
            covered |= {one.file for one in leaves_of(path)}
    fresh = [path for path in sorted((root / "warc").glob("*.warc.gz")) if path.name not in covered and path.is_file()]
    leaves = [one for path in fresh for one in records(path)]
    if not leaves:
        return None
    folder, at = folder_of(root), (now or datetime.now(UTC)).astimezone(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    before = root_files(root)
    target = folder / f"{at:%Y%m%dT%H%M%S%f}Z.root"
    top = tree([leaf(one.sha256) for one in leaves])[-1][0]
    last = hashlib.sha256(before[-1].read_bytes()).hexdigest() if before else "none"
    said = f"{_TITLE}\nmade {at:%Y-%m-%dT%H:%M:%SZ}\nrecords {len(leaves)}\nroot {top}\nbefore {last}\n"
    _write(
        target.with_suffix(".leaves"),
        "".join(f"{one.sha256}  {one.file}  {one.start}  {one.end}\n" for one in leaves).encode(),
    )
    _write(target, said.encode())
    return target


def keep_token(path: Path, query: bytes, answer: bytes) -> None:
    """Keeps what an authority was asked about a root, and what it said. Raises OSError."""
    _write(path.with_suffix(".tsq"), query)
    _write(path.with_suffix(".tsr"), answer)


def unstamped(root: Path) -> list[Path]:
    """The roots that no authority has stamped yet, the oldest first."""
    return [path for path in root_files(root) if not path.with_suffix(".tsr").is_file()]


def _write(path: Path, body: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
