"""One publication as a whole: its id, the list of its files, and the change from one to the next, which a run that dies leaves to be completed.

All files of a publication say the same id: the table `publication`, csv/publication.csv, the metadata of each Parquet file (`publication_id`),
`datapackage.json`, which lists every file with its SHA-256, and the site and its feeds. It is a digest of the rows, so the same rows have
the same id whenever they are published.

The files are built in `.staging`. Once all of them are durable there, `READY` lists them; from then on the change is decided, and whoever comes
next completes it. Before that, what lies in `.staging` is nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

PACKAGE = "datapackage.json"
STAGING = ".staging"
_READY = "READY"


def id_of(files: Sequence[Path]) -> str:
    """The id of a publication with these rows, given as the CSV files of all tables."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{sha256_of(path)}  {path.name}\n".encode())
    return digest.hexdigest()[:16]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sealed(package: dict[str, Any], folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """A package with the list of all files, each with its size and SHA-256, and with these on its resources too. Raises OSError."""
    listed = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "hash": f"sha256:{sha256_of(path)}"}
        for path in files
    }
    resources = [resource | listed[resource["path"]] for resource in package["resources"]]
    return package | {"resources": resources, "files": [{"path": path} | seal for path, seal in listed.items()]}


def published_id(folder: Path) -> str:
    """The id of what is published in a folder; empty where nothing is, or its list cannot be read."""
    return str(_package(folder).get("id") or "")


def damaged(folder: Path) -> list[str]:
    """The published files that are not as their list says, as paths in the folder; the list itself where it cannot be read."""
    files = _package(folder).get("files")
    if not isinstance(files, list):
        return [PACKAGE]
    return [str(one["path"]) for one in cast(list[dict[str, Any]], files) if not _is_whole(folder, one)]


def _is_whole(folder: Path, one: dict[str, Any]) -> bool:
    path = folder / str(one["path"])
    try:
        return path.stat().st_size == one["bytes"] and f"sha256:{sha256_of(path)}" == one["hash"]
    except OSError:
        return False


def _package(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / PACKAGE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def swap(folder: Path, built: Sequence[Path]) -> None:
    """Puts what was built in `.staging`, and is durable, in the place of the files before. Raises OSError; what was begun is completed
    by `settle`."""
    staging = folder / STAGING
    for inside in (staging, *(path for path in staging.iterdir() if path.is_dir())):
        flush(inside)
    fresh = staging / (_READY + ".new")
    fresh.write_text("\n".join(path.relative_to(staging).as_posix() for path in built), "utf-8")
    flush(fresh)
    fresh.replace(staging / _READY)
    flush(staging)
    settle(folder)


def settle(folder: Path) -> None:
    """Completes the change that a run which died had decided, and throws away what it had only begun. Raises OSError.

    To be called by whoever has the working database open: of such there is one at a time.
    """
    staging = folder / STAGING
    if not staging.is_dir():
        return
    if (staging / _READY).is_file():
        for name in (staging / _READY).read_text("utf-8").splitlines():
            if (staging / name).is_file():  # else the run that died had put it in its place
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (staging / name).replace(folder / name)
        for inside in (folder, folder / "csv", folder / "parquet"):
            if inside.is_dir():
                flush(inside)
    shutil.rmtree(staging, ignore_errors=True)


def flush(path: Path) -> None:
    """Makes a file's bytes, or a folder's names, durable; Windows cannot open a folder, and needs no such step. Raises OSError."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
