"""Work on many places by portions that fit in memory, so that memory does not grow with their number; a portion that is too large is halved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import duckdb

from warehouse.connection import MEMORY_VARIABLE, literal, memory_limit, quoted

Item = TypeVar("Item")

# Rows of claims that are worked on at once. Judging and linking take some 15 kB for each, and half a second of planning for each portion.
AT_ONCE = 20_000
# A document counts as so many rows more, for its text.
_DOCUMENT = 50

# Tables whose rows are of one place, as `place_code` says.
OF_A_PLACE = ("documents", "commitments", "outcomes", "statements")

_SIZES = f"""
select place_code, sum(size)::bigint from (
  select place_code, {_DOCUMENT} * count(*) as size from {{documents}} group by place_code
  union all select place_code, count(*) from {{commitments}} group by place_code
  union all select place_code, count(*) from {{outcomes}} group by place_code
  {{more}}
) where $places is null or list_contains($places, place_code) group by place_code order by place_code
"""


def place_portions(
    con: duckdb.DuckDBPyConnection,
    places: Collection[str] | None = None,
    at_once: int = AT_ONCE,
    also: Sequence[str] = (),
) -> list[list[str]]:
    """The codes of the places (None for all) that have rows in the working tables or in those of `also`, in portions of at most
    `at_once` rows; a place with more is a portion by itself."""
    more = "".join(f" union all select place_code, count(*) from {main(con, t)} group by place_code" for t in also)
    sizes = con.execute(
        _SIZES.format(**{table: main(con, table) for table in OF_A_PLACE}, more=more),
        {"places": None if places is None else sorted(places)},
    ).fetchall()
    portions: list[list[str]] = []
    room = 0
    for code, size in sizes:
        if size > room or not portions:
            portions.append([])
            room = at_once
        portions[-1].append(str(code))
        room -= size
    return portions


def each_portion(
    con: duckdb.DuckDBPyConnection,
    portions: Sequence[Sequence[Item]],
    work: Callable[[Sequence[Item]], object],
    refuse: Callable[[Item, str], None],
) -> None:
    """Does `work` on one portion after another. One that does not fit in memory is halved and tried again; for a single thing that does
    not fit `refuse` is called with DuckDB's words, and the others go on.

    `work` has to leave nothing of a try that failed. Inside a transaction of the caller nothing can be tried again, as the failure has ended it:
    there the error is raised.
    """
    waiting = list(reversed(portions))
    while waiting:
        portion = waiting.pop()
        try:
            work(portion)
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            if is_aborted(con):
                raise
            if len(portion) == 1:
                refuse(portion[0], str(error).splitlines()[0] if str(error) else "out of memory")
                continue
            middle = len(portion) // 2
            waiting += [portion[middle:], portion[:middle]]


# A range of a column: greater than the one (None: all before), up to the other.
Range = tuple[str | None, str]
_PARTS = 8


class PortionError(Exception):
    """The rows of one document or the like do not fit in memory; one line that names them and the remedy."""


def each_range(
    con: duckdb.DuckDBPyConnection, table: str, column: str, work: Callable[[str], object], at_once: int
) -> None:
    """Does `work` on one range of a column of the table after another, in order, each of some `at_once` rows; `work` is given the condition for it.

    A range that does not fit in memory is halved and tried again. Raises PortionError for one that can't be.
    """
    ends = con.execute(
        "select max(key) from (select key, (sum(size) over (order by key) - size)::bigint // ? as part from"
        f" (select {column} as key, count(*) as size from {table} group by all)) group by part order by 1",
        [max(1, at_once // _PARTS)],
    ).fetchall()
    parts: list[Range] = [(ends[i - 1][0] if i else None, end) for i, (end,) in enumerate(ends)]
    portions = [parts[i : i + _PARTS] for i in range(0, len(parts), _PARTS)]

    def refuse(part: Range, why: str) -> None:
        raise PortionError(
            f"{table}: the rows up to {column} {part[1]} do not fit in memory ({why}); give DuckDB more with {MEMORY_VARIABLE}"
            f" (now {memory_limit()}MB)"
        )

    each_portion(con, portions, lambda portion: work(_condition(column, portion[0][0], portion[-1][1])), refuse)


def _condition(column: str, after: str | None, end: str) -> str:
    upper = f"{column} <= {listed([end])}"
    return upper if after is None else f"{column} > {listed([after])} and {upper}"


@contextmanager
def only(con: duckdb.DuckDBPyConnection, tables: dict[str, str]) -> Generator[None]:
    """Inside, each of the tables (name -> SQL for its rows) has just these rows, as temporary tables that stand before those of the database.

    The SQL of one may name the tables before it. Those of the database itself are named by `main`. Temporary tables that are made inside go
    with them: what is to stay is made before.
    """
    before = _temporary(con)
    try:
        for table, rows in tables.items():
            con.execute(f"create or replace temp table {table} as {rows}")
        yield
    finally:
        if not is_aborted(con):  # else they go with the transaction that made them
            for table in _temporary(con) - before:
                con.execute(f'drop table temp."{table}"')


def _temporary(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {str(name) for (name,) in con.execute("select table_name from duckdb_tables() where temporary").fetchall()}


def main(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """A table of the current database by its full name, which no temporary table of the same name hides."""
    (database,) = con.execute("select current_database()").fetchall()[0]
    return f"{quoted(database)}.main.{table}"


def listed(codes: Sequence[str]) -> str:
    """Codes as the items of a list in SQL."""
    return ", ".join(literal(code) for code in codes)


def is_aborted(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a failure has ended the transaction that is open."""
    try:
        con.execute("select 1")
    except duckdb.TransactionException:
        return True
    return False
