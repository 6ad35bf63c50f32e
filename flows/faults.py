"""The boundary around one unit of work: what one source, page or document does wrong costs that one, and is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager

import duckdb

from extract.archive.store import ArchiveError, UnwritableError
from extract.faults import unforeseen
from extract.model import ReadError, WorkersError
from flows.settings import SettingError
from warehouse.publish import PublishError
from warehouse.store import RowError, StoreError

# What every other unit would meet as well: the disk, the databases, the archive that cannot be written, readers that do not start, a setting.
_OF_ALL = (OSError, sqlite3.Error, duckdb.Error, StoreError, UnwritableError, PublishError, WorkersError, SettingError)
# Ours: their text is a reason with its remedy already.
_IN_WORDS = (ReadError, ArchiveError)


def reason_of(error: Exception) -> str:
    """Why one unit came to nothing, as `reason; remedy` in one line."""
    if isinstance(error, RowError):
        return f"its rows do not fit the tables ({str(error).replace('; ', ', ')}); please report this with the address"
    return str(error) if isinstance(error, _IN_WORDS) else unforeseen(error)


@contextmanager
def alone(failed: Callable[[str], object], *passing: type[Exception]) -> Generator[None]:
    """Runs one unit of work; an exception in it goes to `failed` as a line of words, and the others go on.

    Raised all the same is what is no fault of the unit: a full disk, a database that does not answer, an interruption, and
    what the caller names as `passing`.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, (*_OF_ALL, *passing)) and not isinstance(error, RowError):
            raise
        failed(reason_of(error))
