"""The archive keeps bytes under their hash, whole, once, and says so when they are gone or damaged."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from extract.archive import Archive, ArchiveError


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_put_and_get_return_the_same_bytes(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    body = "地区生产总值增长6%".encode("gb18030")
    sha256 = archive.put(body)
    assert sha256 == hashlib.sha256(body).hexdigest()
    assert archive.get(sha256) == body
    assert archive.has(sha256)
    assert files(archive.root) == [archive.root / sha256[:2] / sha256[2:4] / sha256]


def test_put_again_touches_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(b"once")
    path = archive.path(sha256)
    before = (path.stat().st_ino, path.stat().st_mtime_ns)
    assert archive.put(b"once") == sha256
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before
    assert len(files(tmp_path)) == 1


def test_missing_capture_names_file_and_remedy(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    absent = "0" * 64
    assert not archive.has(absent)
    with pytest.raises(ArchiveError, match=f"{absent}: not in the archive; capture"):
        archive.get(absent)


def test_damaged_capture_is_refused_and_put_mends_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(b"whole")
    archive.path(sha256).write_bytes(b"whale")
    with pytest.raises(ArchiveError, match=f"{sha256}: damaged"):
        archive.get(sha256)
    assert archive.put(b"whole") == sha256
    assert archive.get(sha256) == b"whole"


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "A" * 64, "0" * 63 + "\n"])
def test_only_hashes_name_captures(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="not a SHA-256"):
        Archive(tmp_path).get(name)


def test_failed_write_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveError, match=r"cannot be written \(No space left on device\)"):
        Archive(tmp_path).put(b"bytes")
    assert files(tmp_path) == []
