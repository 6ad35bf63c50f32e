"""The published rows as one SQLite file with full-text search, and the metadata that Datasette shows it with (`pledgewatch export --format sqlite`)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.catalog import columns_of
from warehouse.connection import quoted
from warehouse.query import open_published

# Table -> what it holds; views of the published file among them. Text of documents stays there: what is quoted is in `promises`.
_TABLES = {
    "promises": "from promises",
    "vanished": "from vanished",
    "panel": "from panel",
    "outcomes": "select o.*, d.title, d.url from outcomes o join documents d using (document_id)",
    "documents": "select * exclude (text) from documents",
    "places": "from places",
    "indicators": "from indicators",
}
_KEYS = {
    "promises": "commitment_id", "outcomes": "outcome_id", "documents": "document_id", "places": "place_code", "indicators": "indicator_id",
}  # fmt: skip
# Trigrams find any three characters or more anywhere, in Chinese as well; the tokenizers for words take a Chinese sentence for one.
_SEARCH = """
create virtual table promises_fts using fts5(place, indicator, promise_quote, evidence_quote, next_quote, reason, content='promises', tokenize='trigram');
insert into promises_fts (promises_fts) values ('rebuild');
"""
_TYPES = {"INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "integer", "DOUBLE": "real"}
_AT_ONCE = 5_000  # rows
# Two characters are too few for trigrams, and many words have two: this question looks at all rows.
_FIND = """select place, year, indicator, promised, unit, reported, reported_unit, verdict_said, continuity_said, promise_quote, promise_url, evidence_quote, evidence_url
from promises where promise_quote || ' ' || coalesce(evidence_quote, '') || ' ' || place || ' ' || coalesce(indicator, '') like '%' || :q || '%'
order by year desc, headline desc"""


class SqliteError(ValueError):
    """The file cannot be written; one line that says what to do."""


def write_sqlite(published: Path, path: Path) -> tuple[Path, dict[str, int]]:
    """Write the SQLite file at `path`, replacing it at one stroke, and its metadata beside it; gives that file's path and the rows of each table.

    Times are UTC as ISO text, truth values 0 and 1, lists JSON. Raises SqliteError; QueryError where nothing is published.
    """
    described = path.with_name(path.stem + ".metadata.json")
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with open_published(published) as con, closing(sqlite3.connect(fresh)) as out:
            out.execute("pragma journal_mode = off")  # nobody reads it yet
            counts = {name: _copy(con, out, name, sql) for name, sql in _TABLES.items()}
            out.executescript(_SEARCH)
            out.executescript(
                "create index promises_of on promises (place_code, year); create index panel_of on panel (indicator_id, year);"
            )
            out.commit()
            described.write_text(json.dumps(metadata(con, path.stem), ensure_ascii=False, indent=1), "utf-8")
        fresh.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise SqliteError(f"{path}: cannot be written ({error}); choose another --out") from error
    finally:
        fresh.unlink(missing_ok=True)
    return described, counts


def metadata(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """What Datasette shows of the database called `name`: titles in Chinese, what each column means, and a question for words of any length."""
    tables: dict[str, Any] = {}
    known = columns_of(con)
    for table in _TABLES:
        comments = con.execute(
            "select comment from (select table_name, comment from duckdb_tables() union all select view_name, comment from duckdb_views()) where table_name = ?",
            [table],
        ).fetchall()
        meant = {one.name: one.comment for one in known.get(table, ()) if one.comment and one.name != "text"}
        tables[table] = {"description": comments[0][0] if comments else "", "columns": meant}
    tables["promises"] |= {
        "sort_desc": "year",
        "facets": ["place", "year", "verdict_said", "continuity_said"],
        "fts_table": "promises_fts",
    }
    find = {
        "title": "查找任意词",
        "description": "在地名、指标、承诺原文和依据原文中查找，两个字也可以。",
        "sql": _FIND,
    }
    return {
        "title": "承诺追踪",
        "description": "政府工作报告的承诺与后来的结果，每行附原文与出处。",
        "databases": {name: {"tables": tables, "queries": {"find": find}}},
    }


def _copy(con: duckdb.DuckDBPyConnection, out: sqlite3.Connection, table: str, sql: str) -> int:
    """Makes a table of a query's rows; gives their number."""
    found = con.execute(sql)
    kinds = [(str(column[0]), _TYPES.get(str(column[1]), "text")) for column in found.description or []]
    columns = ", ".join(
        f"{quoted(name)} {kind}{' primary key' if _KEYS.get(table) == name else ''}" for name, kind in kinds
    )
    out.execute(f"create table {table} ({columns})")
    count, into = 0, f"insert into {table} values ({', '.join('?' * len(kinds))})"
    while rows := found.fetchmany(_AT_ONCE):
        out.executemany(into, ([_cell(value) for value in row] for row in rows))
        count += len(rows)
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    # Half a character of a damaged page is no UTF-8.
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
