"""The working database: opening it, and putting whole documents in or taking them out."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from warehouse import arrow
from warehouse.arrow import pa
from warehouse.catalog import columns_of
from warehouse.connection import SettingError, connect, is_inside
from warehouse.interrupting import interruptible
from warehouse.machine import is_locked, remedy_for

_LOOK_AGAIN = 0.5  # seconds between two looks whether another writer has ended
_REBUILD = (
    "run `pledgewatch rebuild`, which makes it anew from the archive and what is published, and puts this file aside"
)
_NEWER = "a newer version of DuckDB wrote it: update pledgewatch, or restore a backup"
SCHEMA = Path(__file__).with_name("schema.sql")

Row: TypeAlias = Mapping[str, Any]
DocumentRows: TypeAlias = tuple[Row, Sequence[Row], Sequence[Row], Sequence[Row]]

# The tables whose rows stand or fall with a document, in the order of DocumentRows after the document itself.
CLAIM_TABLES = ("commitments", "outcomes", "statements")


class StoreError(Exception):
    """The working database cannot be opened or does not take a row; one line that says what to do."""


class RowError(StoreError):
    """Rows that the tables do not take: the fault of whoever they are of, not of the database."""


def open_store(path: Path, wait: float = 0.0) -> duckdb.DuckDBPyConnection:
    """Open the working database for writing, making the folder, the tables and columns that are missing.

    DuckDB lets one process write; `wait` is for how many seconds to wait for another one to end. Raises StoreError where another process has the file open, where it is no DuckDB file, or where a column of an older
    database has another type than schema.sql gives it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        con = _connect(path, time.monotonic() + wait)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        if is_locked(error):
            raise StoreError(
                f"{path}: another process has it open; wait until that run has ended, or choose another --home"
            ) from error
        remedy = remedy_for(first) or (_NEWER if "version number" in first else _REBUILD)
        raise StoreError(f"{path}: cannot be opened ({first}); {remedy}") from error
    except SettingError as error:
        raise StoreError(str(error)) from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; choose another --home") from error
    try:
        _bring_up_to_date(con, path)
    except BaseException:
        con.close()
        raise
    return con


def _connect(path: Path, until: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            return interruptible(connect(path))
        except duckdb.Error as error:
            if not is_locked(error) or time.monotonic() >= until:
                raise
        time.sleep(_LOOK_AGAIN)


@cache
def _schema() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """What schema.sql says: table -> column -> type, and table -> the statement that makes it, as DuckDB puts it."""
    with connect() as scratch:
        scratch.execute(SCHEMA.read_text("utf-8"))
        return _columns(scratch), _statements(scratch)


def _wanted() -> dict[str, dict[str, str]]:
    return _schema()[0]


def _statements(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """To ask for these takes a sixth of the time that the columns take: for them DuckDB binds all views that it has."""
    return dict(
        con.execute(
            "select table_name, sql from duckdb_tables() where not internal and database_name = current_database()"
        ).fetchall()
    )


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    return {table: {one.name: one.type for one in own} for table, own in columns_of(con).items()}


def _bring_up_to_date(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    wanted, statements = _schema()
    if _statements(con) == statements:
        return
    found = _columns(con)
    if found == wanted:
        return
    for table, columns in wanted.items():
        for column, kind in columns.items():
            have = found.get(table, {}).get(column)
            if table in found and have is None:
                con.execute(f'alter table {table} add column "{column}" {kind}')
            elif have not in (None, kind):
                raise StoreError(
                    f"{path}: column {table}.{column} is {have} where this version wants {kind}; {_REBUILD}"
                )
    with transaction(con):  # one, as each waits for the disk: of a new file a quarter of the time
        con.execute(SCHEMA.read_text("utf-8"))


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Generator[None]:
    """All or nothing for what happens inside; inside another transaction it becomes part of that one."""
    if is_inside(con):
        yield
        return
    con.execute("begin transaction")
    try:
        yield
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _frame(table: str, rows: Sequence[Row]) -> Any:
    """Rows as an Arrow table with the types of the schema; only the columns that some row names."""
    known = _wanted().get(table)
    if known is None:
        raise StoreError(f"no table {table} in {SCHEMA.name}; tables: {', '.join(_wanted())}")
    named = dict.fromkeys(column for row in rows for column in row)
    unknown = [column for column in named if column not in known]
    if unknown:
        raise RowError(f"{table} has no column {', '.join(unknown)}; add it to {SCHEMA.name} or leave it out")
    arrays: list[Any] = []
    for column in named:
        values = [row.get(column) for row in rows]
        try:
            arrays.append(arrow.column(values, known[column]))
        except arrow.UNFIT as error:
            raise RowError(f"{table}.{column} wants {known[column]}: {arrow.culprit(values, known[column])}") from error
    return pa.Table.from_arrays(arrays, names=list(named))


@contextmanager
def _registered(con: duckdb.DuckDBPyConnection, name: str, frame: Any) -> Generator[None]:
    con.register(name, frame)
    try:
        yield
    finally:
        con.unregister(name)


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    frame = _frame(table, rows)
    with _registered(con, "incoming_rows", frame):
        try:
            con.execute(f"insert into {table} by name select * from incoming_rows")
        except duckdb.ConstraintException as error:
            raise RowError(f"{table}: {str(error).splitlines()[0]}") from error


def load_batch(con: duckdb.DuckDBPyConnection, documents: Sequence[DocumentRows]) -> None:
    """Put many documents in with all their rows, replacing what their document_id had before, in one transaction.

    Takes (document, commitments, outcomes, statements) for each. Verdicts on commitments that are gone go as well;
    judging anew is the caller's. Raises StoreError, with nothing changed, for an unknown column, a value of a wrong
    type, an id that stands twice, or a claim that names another document than its own.
    """
    if not documents:
        return
    ids: list[str] = []
    for document, *claims in documents:
        document_id = document.get("document_id")
        if not document_id:
            raise RowError(f"documents: a row without document_id (url {document.get('url')})")
        ids.append(str(document_id))
        for table, of_one in zip(CLAIM_TABLES, claims, strict=True):
            for row in of_one:
                if row.get("document_id") != document_id:
                    raise RowError(f"{table}: a row of document {row.get('document_id')} under {document_id}")
    twice = {i for i in ids if ids.count(i) > 1} if len(set(ids)) < len(ids) else set[str]()
    if twice:
        raise RowError(f"documents: {', '.join(sorted(twice))} stands twice in one batch; load one of them")
    with transaction(con):
        _delete(con, ids)
        _insert(con, "documents", [rows[0] for rows in documents])
        for table, claims in zip(CLAIM_TABLES, zip(*(rows[1:] for rows in documents), strict=True), strict=True):
            _insert(con, table, [row for of_one in claims for row in of_one])
        con.execute("delete from verdicts where commitment_id not in (select commitment_id from commitments)")


def replace_document(
    con: duckdb.DuckDBPyConnection,
    document: Row,
    commitments: Sequence[Row],
    outcomes: Sequence[Row],
    statements: Sequence[Row],
) -> None:
    """Put one document in with all its rows; as load_batch."""
    load_batch(con, [(document, commitments, outcomes, statements)])


def delete_document(con: duckdb.DuckDBPyConnection, document_id: str) -> None:
    """Take a document out with its claims and the verdicts on them; one that is not there is no error."""
    with transaction(con):
        _delete(con, [document_id])
        con.execute("delete from verdicts where commitment_id not in (select commitment_id from commitments)")


def _delete(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
    with _registered(con, "ids_to_delete", pa.table({"document_id": pa.array(ids, type=pa.string())})):
        for table in ("documents", *CLAIM_TABLES):
            con.execute(f"delete from {table} where document_id in (select document_id from ids_to_delete)")


def upsert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], key: str | Sequence[str]) -> None:
    """Insert rows, or update those whose key columns are there already; a column that a row does not name keeps its value.

    Of two rows with the same key the later counts; null equals null in a key. Raises StoreError as load_batch does.
    """
    keys = (key,) if isinstance(key, str) else tuple(key)
    for row in rows:
        missing = [name for name in keys if name not in row]
        if missing:
            raise RowError(f"{table}: a row without its key {', '.join(missing)}")
    latest = list({tuple(row[name] for name in keys): row for row in rows}.values())
    if not latest:
        return
    alike: dict[frozenset[str], list[Row]] = {}
    for row in latest:
        alike.setdefault(frozenset(row), []).append(row)
    with transaction(con):
        for same in alike.values():
            _merge(con, table, same, keys)


def keep_equal(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Makes a table hold just these rows, with a value for each column in the schema's order; where it does already, nothing is written."""
    if set(con.execute(f"from {table}").fetchall()) == set(rows):
        return
    with transaction(con):
        con.execute(f"delete from {table}")
        if rows:
            con.executemany(
                f"insert into {table} values ({', '.join('?' * len(rows[0]))})", [list(row) for row in rows]
            )


def _merge(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], keys: tuple[str, ...]) -> None:
    """Upsert rows that all name the same columns."""
    frame = _frame(table, rows)
    matching = " and ".join(f'old."{name}" is not distinct from new."{name}"' for name in keys)
    others = [name for name in dict.fromkeys(column for row in rows for column in row) if name not in keys]
    changes = ", ".join(f'"{name}" = new."{name}"' for name in others)
    update = f"when matched then update set {changes}" if others else ""
    with _registered(con, "incoming_rows", frame), transaction(con):
        try:
            con.execute(
                f"merge into {table} as old using incoming_rows as new on ({matching})"
                f" {update} when not matched then insert by name"
            )
        except duckdb.ConstraintException as error:
            raise RowError(f"{table}: {str(error).splitlines()[0]}") from error
