"""Importing Great Expectations, which takes most of the time of a single `add`: without what no check of ours uses.

Half of its import is two libraries. SQLAlchemy serves its SQL sources, of which we use none (they do not work on DuckDB); it is
optional there, and while it looks for it there is none, unless somebody has imported it before. scipy.stats serves a few
expectations about distributions; it is loaded when one of them first asks for it. Nothing is replaced: who imports either
of them later gets the real one.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

_OPTIONAL = "sqlalchemy"
_LATER = "scipy.stats"


def great_expectations() -> Any:
    """The package, imported the cheap way the first time."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # read when the package is imported
    if "great_expectations" not in sys.modules:
        _import_when_used(_LATER)
        with _not_found(_OPTIONAL):
            return importlib.import_module("great_expectations")
    return importlib.import_module("great_expectations")


def _import_when_used(name: str) -> None:
    """Python's own lazy import: the module is there, and runs at the first look at one of its names."""
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    loader = spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    parent, _, own = name.rpartition(".")
    setattr(sys.modules[parent], own, module)  # else `from parent import own` would look into the module, and load it


@contextmanager
def _not_found(name: str) -> Generator[None]:
    """While the block runs, importing `name` raises ImportError, as where it is not installed; nothing changes where it is imported already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # the documented way to say so
    try:
        yield
    finally:
        del sys.modules[name]
