"""The one place where a DuckDB database is opened: with what this version of DuckDB needs to be right, and within the memory that a run may take.

Each optimizer that is switched off stands in `FAULTY` with its fault; tests/warehouse/test_connection.py shows the fault without the setting, and
fails when a newer DuckDB no longer has it: then its row goes.
"""

from __future__ import annotations

import itertools
import os
import re
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

MEMORY_VARIABLE = "PLEDGEWATCH_MEMORY"
# A run's process needs some 450 MB for Python, Prefect, pandas and Great Expectations; with this it stays below 1 GiB. What does not fit
# goes to disk, and work on many places goes by portions that fit (warehouse/portions.py).
MEMORY = 320
# Of the machine's memory DuckDB may hold at most this share, should that be less.
_SHARE = 4
# With less DuckDB cannot open a file and sort a portion of it.
_LEAST = 64
# Each thread takes memory of its own: more would not fit.
_THREADS = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """What an optimizer of DuckDB does wrong, and where it was reported."""

    why: str
    issue: str


# Optimizer that is switched off -> why.
FAULTY = {
    "top_n_window_elimination": Fault(
        "ends in an internal error (Failed to cast expression to type) where QUALIFY row_number() = 1 looks at a join on a number that one side has in a narrower range than the other",
        "not reported in this form on 1.5.6; its siblings are https://github.com/duckdb/duckdb/issues/22245 and /24710",
    ),
    "top_n": Fault(
        "gives wrong rows for ORDER BY … LIMIT over a BIGINT cast to a smaller integer in several branches",
        "https://github.com/duckdb/duckdb/issues/25158, mended after 1.5.6",
    ),
}

_LIMIT = "pledgewatch_memory"
_scratch = itertools.count()


class SettingError(ValueError):
    """PLEDGEWATCH_MEMORY is no size; one line that says how to write it."""


def connect(
    path: Path | None = None, *, read_only: bool = False, memory: int | None = None, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a database file, or one in memory for None, with settings that are safe.

    `memory` is how many megabytes DuckDB may hold (by default `memory_limit()`), `threads` how many threads it may use. What does not fit is
    written beside a file opened for writing, else into the folder for temporary files. Raises duckdb.Error where the file cannot be
    opened, and SettingError.
    """
    con = duckdb.connect(":memory:" if path is None else str(path), read_only=read_only)
    try:
        # Set, not given when connecting: DuckDB refuses a second connection to a file whose settings are otherwise.
        con.execute(f"set disabled_optimizers = '{','.join(FAULTY)}'")
        con.execute("set enable_progress_bar = false")
        limit = memory or memory_limit()
        con.execute(f"set memory_limit = '{limit}MB'")
        con.execute(f"set variable {_LIMIT} = {limit}")  # DuckDB itself tells it rounded
        con.execute(f"set threads = {threads or min(_THREADS, os.cpu_count() or 1)}")
        if path is None or read_only:
            _spill_elsewhere(con, path)
    except BaseException:
        con.close()
        raise
    return con


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str, options: str = "read_only") -> None:
    """Attaches another database file as `name`, with DuckDB's options, "" for none. Raises duckdb.Error where it cannot be opened."""
    con.execute(f"attach {literal(path)} as {name}" + f" ({options})" * bool(options))


def literal(value: object) -> str:
    """A value's text as a literal of SQL, where no parameter may stand."""
    return "'" + str(value).replace("'", "''") + "'"


def quoted(name: object) -> str:
    """A name as an identifier of SQL, whatever it holds."""
    return '"' + str(name).replace('"', '""') + '"'


def as_records(found: duckdb.DuckDBPyConnection, most: int | None = None) -> list[dict[str, Any]]:
    """The rows that an executed statement gives, at most `most` of them, as dicts by column name."""
    names = [str(column[0]) for column in found.description or []]
    rows: list[tuple[Any, ...]] = found.fetchall() if most is None else found.fetchmany(most)
    return [dict(zip(names, row, strict=True)) for row in rows]


def memory_limit() -> int:
    """How many megabytes DuckDB may hold in one connection: PLEDGEWATCH_MEMORY, else `MEMORY` or a quarter of a smaller machine's."""
    given = os.environ.get(MEMORY_VARIABLE, "").strip()
    if given:
        said = re.fullmatch(r"(\d+) ?(MB|GB)?", given, re.IGNORECASE)
        size = int(said[1]) * (1000 if (said[2] or "").upper() == "GB" else 1) if said else 0
        if size < _LEAST:
            raise SettingError(f"{MEMORY_VARIABLE}={given}: write a size such as 500MB or 2GB, at least {_LEAST}MB")
        return size
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
    except (ValueError, OSError, AttributeError):  # no such figure on this system
        return MEMORY
    return max(_LEAST, min(MEMORY, machine // _SHARE))


def give_back(con: duckdb.DuckDBPyConnection) -> None:
    """Lets go of the blocks that DuckDB keeps for reading again, so that what comes next in this process has their memory.

    Inside a transaction nothing is done: DuckDB says by an error that some are in use, and any error would end it.
    """
    (limit,) = con.execute(f"select getvariable('{_LIMIT}')").fetchall()[0]
    if limit is None or is_inside(
        con
    ):  # without a limit it was not opened here, or is a cursor, which knows no variable of its connection
        return
    try:
        con.execute("set memory_limit = '16MB'")
    except duckdb.OutOfMemoryException:
        pass  # some of it is in use; the rest is gone
    finally:
        con.execute(f"set memory_limit = '{limit}MB'")


def is_inside(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a transaction is open: outside one, each statement has a transaction id of its own.

    A second BEGIN would tell as well, but its error aborts the transaction that is open.
    """
    first, second = (con.execute("select txid_current()").fetchall() for _ in range(2))
    return first == second


def _spill_elsewhere(con: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    """Beside a file that is only read nothing may be written, and two processes must not share a folder: DuckDB names the files alike."""
    name = f"memory{next(_scratch)}" if path is None else f"{zlib.crc32(str(path.absolute()).encode()):08x}"
    folder = str(Path(tempfile.gettempdir()) / f"pledgewatch-{os.getpid()}-{name}")
    if con.execute("select current_setting('temp_directory')").fetchall() != [(folder,)]:
        con.execute(f"set temp_directory = {literal(folder)}")
