"""What no WARC says and nobody publishes, kept beside the archive, so that the working database can be made anew row for row.

`archive/ledger.duckdb` holds the internal tables as the last step left them: the addresses and how each is filed, what is known before, who
was told. It is written whole, beside the old one, and takes its place at one stroke.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from extract.faults import one_line
from flows.prefect_runs import say
from flows.settings import Home
from warehouse.connection import attach, connect
from warehouse.publication import flush
from warehouse.publish import INTERNAL

# Made anew by whoever needs it.
_MADE = ("fallen_verdicts", "unjudged_places")
# Published as well, but without what was released or kept back, or later than it was done.
_ALSO = ("alerts", "first_wordings", "quarantine", "revisions", "verdict_changes", "withheld")
KEPT = (*(table for table in INTERNAL if table not in _MADE), *_ALSO)


def ledger_of(home: Home) -> Path:
    """Where it lies."""
    return home.archive / "ledger.duckdb"


def keep_ledger(con: Any, home: Home) -> None:
    """Writes the ledger as the working database stands; where that fails the one before stands, and the next step tries again.

    `con` is outside a transaction.
    """
    try:
        _write(con, home)
    except (duckdb.Error, OSError) as error:
        say(f"{ledger_of(home)}: not written ({one_line(error)}); the one before stands")


def _write(con: Any, home: Home) -> None:
    path = ledger_of(home)
    fresh = path.with_name("ledger.new.duckdb")
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in (fresh, Path(f"{fresh}.wal")):  # of a run that died
        left.unlink(missing_ok=True)
    attach(con, fresh, "ledger", "recovery_mode 'no_wal_writes'")  # a file half written is none
    try:
        con.execute("; ".join(f"create table ledger.{table} as from {table}" for table in KEPT))
        con.execute("checkpoint ledger")
    finally:
        con.execute("detach ledger")
    flush(fresh)
    fresh.replace(path)
    flush(path.parent)


def ledger_rows(home: Home) -> Path | None:
    """The ledger where it is there and can be read; else None: what it would say is then worked out, as far as it can be."""
    path = ledger_of(home)
    if not path.is_file():
        return None
    try:
        with connect(path, read_only=True) as con:
            for (table,) in con.execute("select table_name from duckdb_tables()").fetchall():
                con.execute(f"select bit_xor(hash(t)) from {table} t").fetchall()
    except Exception:  # whatever is wrong with it
        return None
    return path
