"""What a database says of its own tables and views, asked once: DuckDB binds every view anew each time that its list of columns is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

_COLUMNS = """
select table_name, column_name, data_type, comment from duckdb_columns()
where not internal and database_name = current_database() order by table_name, column_index
"""


class Column(NamedTuple):
    """A column, its type in DuckDB's words, and its comment, "" for none."""

    name: str
    type: str
    comment: str


Columns: TypeAlias = Mapping[str, Sequence[Column]]  # by the table's or the view's name


def columns_of(con: Any) -> Columns:
    """The columns of each table and view of the current database, in their order."""
    found: dict[str, list[Column]] = {}
    for table, name, kind, comment in con.execute(_COLUMNS).fetchall():
        found.setdefault(table, []).append(Column(name, kind, comment or ""))
    return found
