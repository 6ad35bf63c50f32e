"""Opening any warehouse, working or published, of this version or an older one, for reading only."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.catalog import columns_of
from warehouse.connection import SettingError, attach, connect
from warehouse.machine import is_locked
from warehouse.store import SCHEMA

_NEEDED = {"documents", "commitments", "outcomes", "verdicts"}


class OpenError(Exception):
    """The file is no warehouse, or cannot be opened; one line that says what to do."""


@contextmanager
def open_any(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection in which all tables of schema.sql can be asked, as they stand in the file; what an older file lacks is empty.

    Nothing is written to the file. Raises OpenError where it is missing, held by a writer, or no warehouse.
    """
    if not path.is_file():
        raise OpenError(
            f"{path}: no such file; give a warehouse.duckdb or pledges.duckdb, or run `pledgewatch nightly` first"
        )
    try:
        opened = connect()
    except SettingError as error:
        raise OpenError(str(error)) from error
    with opened as con:
        try:
            attach(con, path, "file")
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            remedy = "wait until that run has ended" if is_locked(said) else "is it a DuckDB file?"
            raise OpenError(f"{path}: cannot be opened ({said}); {remedy}") from error
        found: dict[str, set[str]] = {}
        for table, column in con.execute(
            "select table_name, column_name from duckdb_columns() where database_name = 'file' and not internal"
        ).fetchall():
            found.setdefault(table, set()).add(column)
        if lacking := _NEEDED - set(found):
            raise OpenError(f"{path}: is no warehouse: it has no table {', '.join(sorted(lacking))}")
        with connect() as scratch:
            scratch.execute(SCHEMA.read_text("utf-8"))
            wanted = columns_of(scratch)
        for table, own in wanted.items():
            listed = ", ".join(
                f'"{one.name}"' if one.name in found.get(table, ()) else f'null::{one.type} as "{one.name}"'
                for one in own
            )
            rows = f"from file.{table}" if table in found else "where false"
            con.execute(f"create view {table} as select {listed} {rows}")
        yield con
