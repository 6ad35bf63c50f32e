"""The connections whose queries Ctrl-C breaks off."""

from __future__ import annotations

from weakref import WeakSet

import duckdb

_open: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()


def interruptible(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Enters a connection, for as long as it lives; gives it back."""
    _open.add(con)
    return con


def interrupt_all() -> None:
    """Breaks off what the connections run, from whatever thread; those that run nothing, or are closed, stay as they are."""
    for con in list(_open):
        try:
            con.interrupt()
        except duckdb.Error:
            continue  # closed
