"""Keeping Python's bytecode where a command starts so often that compiling its libraries anew takes longer than its work."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def keep_bytecode() -> None:
    """Where Python was told to write no bytecode beside its sources, and none lies there, keep it in the user's folder of caches.

    PYTHONDONTWRITEBYTECODE, as many containers set it, keeps folders of packages clean. Then every start compiles two thousand
    modules, which is half of what adding a document takes. The folders stay clean; processes that are started do the same.
    PYTHONPYCACHEPREFIX, where it is set, says where bytecode goes, and nothing is changed.
    """
    if not sys.dont_write_bytecode or sys.pycache_prefix or Path(_cached()).exists():
        return
    from platformdirs import user_cache_path

    folder = str(user_cache_path("pledgewatch", appauthor=False) / "bytecode")
    sys.pycache_prefix, sys.dont_write_bytecode = folder, False
    os.environ["PYTHONPYCACHEPREFIX"] = folder
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _cached() -> str:
    """Where the bytecode of an installed library would lie."""
    spec = sys.modules["typer"].__spec__
    return (spec.cached if spec else None) or ""
