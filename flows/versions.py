"""Which code made what stands in the home: digests of the folders that decide it. What was made by the same digest need not be made again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from extract.formats.scans.switch import engine_version, reads_pictures

# What decides which rows come out of a document's bytes. Fetching, archive and source files are none of it: a change there reads nothing again.
READER = (
    "extract/formats", "extract/repair", "extract/identity", "extract/reading", "extract/language", "extract/vocabulary", "extract/document.py",
    "extract/model.py",
)  # fmt: skip
# What decides which documents a column or a site map lists, and which pages an article has.
LISTER = ("extract/sources", "extract/formats", "extract/identity", "extract/language")
PAGER = ("extract/formats",)
# What decides a verdict, and whether it may be published.
JUDGE = ("warehouse", "checks")
_ROOT = Path(__file__).resolve().parent.parent


@cache
def digest_of_code(*parts: str) -> str:
    """A short digest of the code and data in some folders or files, given as paths from the project's root."""
    import hashlib

    digest = hashlib.sha256()
    for part in parts:
        path = _ROOT / part
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            # How pages look decides no verdict.
            if file.suffix in (".py", ".yaml", ".sql") and _ROOT / "warehouse" / "site" not in file.parents:
                digest.update(file.relative_to(_ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def pager_version() -> str:
    """Of the code that says which pages an article has; where pictures are read, they are pages as well."""
    digest = digest_of_code(*PAGER)
    return f"{digest}+ocr" if reads_pictures() else digest


def reader_version() -> str:
    """Of the code that reads documents, and of the engine that reads pictures where one does: another one reads every document again."""
    digest = digest_of_code(*READER)
    return f"{digest}+ocr-{engine_version()}" if reads_pictures() else digest


def code_version() -> str:
    """Of the code that reads and judges: the version of the package, and a digest of the folders that decide what comes out."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        package = version("pledgewatch")
    except PackageNotFoundError:  # run from a folder that was never installed
        package = "0"
    return f"{package}+{digest_of_code(*READER, *JUDGE)}"
