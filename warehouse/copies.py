"""The published tables as CSV and Parquet beside the published file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import duckdb

from warehouse.catalog import Columns
from warehouse.connection import literal
from warehouse.portions import each_range
from warehouse.publication import id_of
from warehouse.spreadsheets import harmless_columns

# DuckDB's writer of Parquet keeps a whole group of rows in memory for each thread.
_GROUP = 40_960
# A document's row, with its text, counts for so many: hundreds of texts at once are some 30 MB.
_DOCUMENT = 200
# The table that holds the publication's id, which comes of all others.
_OWN = "publication"


def copy_tables(
    con: duckdb.DuckDBPyConnection, staging: Path, tables: Iterable[str], columns: Columns, at_once: int
) -> list[Path]:
    """Writes csv/TABLE.csv and parquet/TABLE.parquet of the tables of the database `published`, in the order of their insertion; gives their paths.

    The publication's id, which comes of the rows, goes into the table `publication`, and into the metadata of each Parquet file.
    """
    names = list(tables)
    built = [_as_csv(con, staging, table, columns, at_once) for table in names if table != _OWN]
    publication = id_of(built)
    con.execute(f"delete from published.{_OWN}")
    con.execute(f"insert into published.{_OWN} values (?)", [publication])
    built.append(_as_csv(con, staging, _OWN, columns, at_once))
    return built + [_as_parquet(con, staging, table, publication, at_once) for table in names]


def copy_derived(con: duckdb.DuckDBPyConnection, staging: Path, views: Iterable[str], columns: Columns) -> list[Path]:
    """Writes csv/VIEW.csv of views that say again, flat, what the tables say: the publication's id need not wait for them; gives their paths."""
    return [_as_csv(con, staging, view, columns, 0) for view in views]


def _as_csv(con: duckdb.DuckDBPyConnection, staging: Path, table: str, columns: Columns, at_once: int) -> Path:
    path = staging / "csv" / f"{table}.csv"
    cells = harmless_columns(columns[table])
    if table == "documents":
        _texts_as_csv(con, path, cells, at_once // _DOCUMENT)
    else:
        con.execute(f"copy (select {cells} from published.{table}) to {literal(path)} (format csv, header)")
    return path


def _as_parquet(con: duckdb.DuckDBPyConnection, staging: Path, table: str, publication: str, at_once: int) -> Path:
    path = staging / "parquet" / f"{table}.parquet"
    if table == "documents":
        _texts_as_parquet(con, path, publication, at_once // _DOCUMENT)
    else:
        options = f"format parquet, compression zstd, row_group_size {_GROUP}, kv_metadata {{publication_id: '{publication}'}}"
        con.execute(f"copy published.{table} to {literal(path)} ({options})")
    return path


def _texts_as_csv(con: duckdb.DuckDBPyConnection, path: Path, cells: str, at_once: int) -> None:
    """The documents, some at a time: DuckDB would hold as many of their texts as it has threads and buffers for."""
    part = path.with_suffix(".part")
    con.execute(f"copy (from published.documents limit 0) to {literal(path)} (format csv, header)")

    def add(within: str) -> None:
        con.execute(
            f"copy (select {cells} from published.documents where {within}) to {literal(part)} (format csv, header false)"
        )
        with part.open("rb") as rows, path.open("ab") as whole:
            shutil.copyfileobj(rows, whole)

    each_range(con, "published.documents", "place_code", add, at_once)
    part.unlink(missing_ok=True)


def _texts_as_parquet(con: duckdb.DuckDBPyConnection, path: Path, publication: str, at_once: int) -> None:
    """As above: DuckDB would hold whole groups of rows, and can add none to a file."""
    from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs]

    arrow = cast(Any, con)  # the package gives no type for its tables
    schema = arrow.execute("from published.documents limit 0").to_arrow_table().schema
    with cast(Any, parquet).ParquetWriter(path, schema, compression="zstd") as writer:
        writer.add_key_value_metadata({"publication_id": publication})

        def add(within: str) -> None:
            writer.write_table(arrow.execute(f"from published.documents where {within}").to_arrow_table())

        each_range(con, "published.documents", "place_code", add, at_once)
