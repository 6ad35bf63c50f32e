"""Quarantine: which documents the checks keep back, why, and which of them somebody released, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from warehouse.connection import as_records
from warehouse.holding import hold, reject
from warehouse.store import transaction, upsert
from warehouse.withholding import listed_claims, release_claims, released_claims


class QuarantineError(Exception):
    """Nothing to show or release; one line that says what to do."""


def releases(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(document, expectation) released by somebody, while the bytes of the document are those that were released."""
    rows = con.execute(
        "select q.document_id, q.expectation from quarantine q join documents d using (document_id, sha256)"
        " where q.released_at is not null"
    ).fetchall()
    return {(str(document), str(expectation)) for document, expectation in rows} | released_claims(con)


def keep(con: duckdb.DuckDBPyConnection, held: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Brings `quarantine` and the rejections of the checks up to date with what is kept back now.

    `held` has document_id, expectation, reason and remedy. An entry that stood before keeps its day; what is released
    stays as long as its document has the same bytes; all other entries that no longer hold go.
    """
    with transaction(con):
        hold(con, "quarantine", "document_id", held, now)
        con.execute("delete from rejections where stage = 'checks'")
        reject(con, "quarantine")


def listed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """All entries, those kept back first, with the document's title and address."""
    return as_records(
        con.execute(
            "select q.*, d.title, d.url from quarantine q left join documents d using (document_id)"
            " order by released_at is not null, since desc, document_id, expectation"
        )
    )


def shown(con: duckdb.DuckDBPyConnection, document_id: str) -> list[dict[str, Any]]:
    """The entries of one document and of its claims that are kept out; raises QuarantineError where there is none."""
    found = [row for row in (*listed(con), *listed_claims(con)) if row["document_id"] == document_id]
    if not found:
        raise QuarantineError(f"{document_id} is not in quarantine; `pledgewatch quarantine list` shows what is")
    return found


def failures(con: duckdb.DuckDBPyConnection, document_id: str) -> dict[str, list[tuple[str | None, str | None]]]:
    """The rows of a document that failed in the last run: expectation -> (row, what is wrong with it)."""
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for name, row_id, detail in con.execute(
        "select expectation, row_id, detail from check_failures where document_id = ? order by all", [document_id]
    ).fetchall():
        found.setdefault(str(name), []).append((row_id, detail))
    return found


def release(con: duckdb.DuckDBPyConnection, document_id: str, reason: str, who: str) -> list[str]:
    """Releases a document, and its claims, from all that keeps it back now, until its bytes change; gives the expectations' names.

    An expectation that it fails for the first time later keeps it back again. Raises QuarantineError where there is
    nothing to release, or no reason.
    """
    if not reason.strip():
        raise QuarantineError("a release needs a reason, which is kept and published: --reason '…'")
    waiting = [row for row in shown(con, document_id) if row["released_at"] is None]
    names = [str(row["expectation"]) for row in waiting if "claims" not in row]
    if not waiting:
        raise QuarantineError(f"{document_id} is released already")
    now = datetime.now(UTC)
    upsert(
        con,
        "quarantine",
        [
            {"document_id": document_id, "expectation": name, "released_at": now, "released_by": who, "release_reason": reason.strip()}
            for name in names
        ],
        ("document_id", "expectation"),
    )  # fmt: skip
    names += release_claims(con, document_id, reason.strip(), who, now)
    con.execute("delete from run_state where name = 'judged'")  # so that the next run publishes it
    return names
