"""The published tables as CSV and Parquet beside the published file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import duckdb

from warehouse.portions import each_range
from warehouse.spreadsheets import harmless_columns

# DuckDB's writer of Parquet keeps a whole group of rows in memory for each thread.
_GROUP = 40_960
# A document's row, with its text, counts for so many: hundreds of texts at once are some 30 MB.
_DOCUMENT = 200


def copy_tables(con: duckdb.DuckDBPyConnection, staging: Path, tables: Iterable[str], at_once: int) -> list[Path]:
    """Writes csv/TABLE.csv and parquet/TABLE.parquet of the tables of the database `published`, in the order of their insertion; gives their paths."""
    built: list[Path] = []
    for kind, options in (
        ("csv", "format csv, header"),
        ("parquet", f"format parquet, compression zstd, row_group_size {_GROUP}"),
    ):
        for table in tables:
            path = staging / kind / f"{table}.{kind}"
            built.append(path)
            if table != "documents":
                rows = (
                    f"(select {_cells(con, table)} from published.{table})" if kind == "csv" else f"published.{table}"
                )
                con.execute(f"copy {rows} to {_text(path)} ({options})")
            elif kind == "csv":
                _texts_as_csv(con, path, at_once // _DOCUMENT)
            else:
                _texts_as_parquet(con, path, at_once // _DOCUMENT)
    return built


def _texts_as_csv(con: duckdb.DuckDBPyConnection, path: Path, at_once: int) -> None:
    """The documents, some at a time: DuckDB would hold as many of their texts as it has threads and buffers for."""
    part = path.with_suffix(".part")
    con.execute(f"copy (from published.documents limit 0) to {_text(path)} (format csv, header)")
    cells = _cells(con, "documents")

    def add(within: str) -> None:
        con.execute(
            f"copy (select {cells} from published.documents where {within}) to {_text(part)} (format csv, header false)"
        )
        with part.open("rb") as rows, path.open("ab") as whole:
            shutil.copyfileobj(rows, whole)

    each_range(con, "published.documents", "place_code", add, at_once)
    part.unlink(missing_ok=True)


def _texts_as_parquet(con: duckdb.DuckDBPyConnection, path: Path, at_once: int) -> None:
    """As above: DuckDB would hold whole groups of rows, and can add none to a file."""
    from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs]

    arrow = cast(Any, con)  # the package gives no type for its tables
    schema = arrow.execute("from published.documents limit 0").to_arrow_table().schema
    with cast(Any, parquet).ParquetWriter(path, schema, compression="zstd") as writer:

        def add(within: str) -> None:
            writer.write_table(arrow.execute(f"from published.documents where {within}").to_arrow_table())

        each_range(con, "published.documents", "place_code", add, at_once)


def _cells(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """The columns of a published table as a spreadsheet may have them."""
    return harmless_columns(
        con.execute(
            "select column_name, data_type from duckdb_columns() where database_name = 'published' and table_name = ? order by column_index",
            [table],
        ).fetchall()
    )


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
