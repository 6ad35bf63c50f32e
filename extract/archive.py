"""The archive of captures: files named by the SHA-256 of their content, so that every quote can be traced to bytes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")


class ArchiveError(Exception):
    """A capture that is missing, damaged or cannot be written; the one-line message names file and remedy."""


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows cannot open a folder, and needs no such step."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Archive:
    """Content-addressed files under `root`: root/ab/cd/abcd….

    The two levels of folders keep each folder small: 65,536 of them for millions of captures. Files are written once
    and never changed, so a reader needs no lock.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the capture of this hash lies, whether or not it is there. Raises ArchiveError for what is no hash."""
        if not _SHA256.fullmatch(sha256):
            raise ArchiveError(f"{sha256!r}: not a SHA-256 in 64 lower-case hexadecimal digits; take it from documents")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, body: bytes) -> str:
        """Keep these bytes and return their SHA-256 in hexadecimal. The same bytes again change nothing.

        The file appears whole or not at all (temporary file, fsync, rename); a damaged copy already there is replaced.
        Raises ArchiveError where the folder cannot be written.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        target = self.path(sha256)
        try:
            if target.is_file() and target.stat().st_size == len(body) and target.read_bytes() == body:
                return sha256
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(target, body)
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"{target}: cannot be written ({reason}); free the disk or choose another home"
            raise ArchiveError(message) from error
        return sha256

    def _write(self, target: Path, body: bytes) -> None:
        handle, name = tempfile.mkstemp(prefix=".put-", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)

    def get(self, sha256: str) -> bytes:
        """The bytes of a capture. Raises ArchiveError where the file is missing or no longer has its hash."""
        target = self.path(sha256)
        try:
            body = target.read_bytes()
        except FileNotFoundError as error:
            message = f"{target}: not in the archive; capture the address again or restore a backup"
            raise ArchiveError(message) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise ArchiveError(f"{target}: cannot be read ({reason}); check the disk or restore a backup") from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise ArchiveError(f"{target}: damaged, its content has another SHA-256; delete it and restore a backup")
        return body

    def has(self, sha256: str) -> bool:
        """Whether a capture of this hash is there; does not read it. Raises ArchiveError for what is no hash."""
        return self.path(sha256).is_file()
