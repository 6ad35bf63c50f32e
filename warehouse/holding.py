"""What the checks keep back now, document by document (`quarantine`) or claim by claim (`withheld`): how these two tables are brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb

_OF_ALL = ("document_id", "expectation", "reason", "remedy")


def hold(
    con: duckdb.DuckDBPyConnection, table: str, key: str, held: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Makes `table` say what is kept back now. `key` names, beside `expectation`, its key: document_id or row_id.

    `held` has document_id, expectation, reason, remedy and, for claims, row_id. An entry that stood before keeps its day; what is released stays as long as
    its document has the same bytes; all other entries that no longer hold go. Inside a transaction of the caller's.
    """
    columns = tuple(dict.fromkeys((*_OF_ALL, key)))
    con.execute(f"create or replace temp table held_now ({', '.join(f'{name} varchar' for name in columns)})")
    rows = list({(row[key], row["expectation"]): [row[name] for name in columns] for row in held}.values())
    if rows:
        con.executemany(f"insert into held_now values ({', '.join('?' * len(columns))})", rows)
    same = f"(n.{key}, n.expectation) = (t.{key}, t.expectation)"
    con.execute(
        f"delete from {table} t where not exists (select 1 from documents d where d.document_id = t.document_id"
        " and d.sha256 is not distinct from t.sha256) or (released_at is null and not exists"
        f" (select 1 from held_now n where {same}))"
    )
    con.execute(
        f"update {table} t set reason = n.reason, remedy = n.remedy{', document_id = n.document_id' * (key != 'document_id')} from held_now n where {same}"
    )
    con.execute(
        f"insert into {table} by name select n.*, d.sha256, ?::timestamp as since from held_now n join documents d using (document_id)"
        f" where (n.{key}, n.expectation) not in (select ({key}, expectation) from {table})",
        [now],
    )
    con.execute("drop table held_now")


def reject(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Adds to `rejections` a row for each document that an entry of `table` keeps back, unless it has one from the checks already."""
    con.execute(
        "insert into rejections by name select d.url, any_value(t.sha256) as sha256, 'checks' as stage,"
        " string_agg(distinct t.expectation || ': ' || t.reason, '；' order by t.expectation || ': ' || t.reason) as reason,"
        " string_agg(distinct t.remedy, '; ' order by t.remedy) || ' (pledgewatch quarantine show ' || d.document_id || ')' as remedy,"
        f" min(t.since) as found_at from {table} t join documents d using (document_id)"
        " where t.released_at is null and d.url not in (select url from rejections where stage = 'checks') group by d.url, d.document_id"
    )
