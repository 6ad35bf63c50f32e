"""Reading the published file: opening it, and the story of one commitment (questions in SQL: asking.py)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import SettingError, as_records, connect, literal

Record = dict[str, Any]


# The same place's yearly targets for the same thing, one a year, whatever became of each.
_YEARS = """
select j.period as year, j.promise_quote, j.evidence_quote, j.verdict, j.continuity, j.commitment_id
from commitments own
join commitments c on c.place_code = own.place_code and c.indicator_id = own.indicator_id and c.scope is not distinct from own.scope
  and (c.measure = 'growth') = (own.measure = 'growth') and c.unit is not distinct from own.unit and c.span is null
join judged j on j.commitment_id = c.commitment_id
join documents d on d.document_id = c.document_id and d.year = c.period and d.kind = 'work_report'
where own.commitment_id = ? and own.kind = 'quantity' and own.span is null
qualify row_number() over (partition by j.period order by j.commitment_id = own.commitment_id desc, j.headline desc, c.ordinal) = 1
order by j.period
"""


class QueryError(Exception):
    """A question that cannot be answered; one line that says why and what to do."""


class SqlError(QueryError):
    """SQL that DuckDB does not understand. `drawing` is its line with a mark under the place, two lines; empty where DuckDB gives none."""

    def __init__(self, said: str, drawing: str = "") -> None:
        super().__init__(said)
        self.drawing = drawing


class UnreadableError(QueryError):
    """The published file is broken, or cannot be opened: no fault of the question."""


@dataclass(frozen=True, slots=True)
class Story:
    """One commitment and what became of it. The records are rows of the published tables, column -> value;
    documents come without their text. None where there is no such row."""

    commitment: Record
    document: Record
    place: Record | None
    verdict: Record | None
    outcome: Record | None
    evidence_document: Record | None
    next_commitment: Record | None
    next_document: Record | None
    alerts: list[Record]
    years: list[Record]
    first: Record | None = (
        None  # what it said at first, where its source rewrote it since (warehouse/first_wordings.py)
    )

    @property
    def promise_quote(self) -> str | None:
        """The promise in the document's words."""
        return self.commitment["quote"]

    @property
    def evidence_quote(self) -> str | None:
        """The words that the verdict rests on."""
        kept: str | None = self.verdict["evidence_quote"] if self.verdict else None
        return kept or (self.outcome["quote"] if self.outcome else None)

    @property
    def next_quote(self) -> str | None:
        """The words of the next plan that continuity rests on."""
        kept: str | None = self.verdict["next_quote"] if self.verdict else None
        return kept or (self.next_commitment["quote"] if self.next_commitment else None)


def open_published(db: Path, *, memory: int | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open the published file for reading, with so many megabytes and threads (warehouse/connection.py). Raises QueryError where it is not there
    or is no DuckDB file."""
    if not db.is_file():
        raise QueryError(f"no published file at {db}: run `pledgewatch nightly` first")
    try:
        return connect(db, read_only=True, memory=memory, threads=threads)
    except SettingError as error:
        raise QueryError(str(error)) from error
    except duckdb.Error as error:
        raise UnreadableError(
            f"{db}: cannot be read ({first_lines(error)}); run `pledgewatch nightly` again"
        ) from error


def can_be_read(db: Path) -> bool:
    """Whether the published file is there and whole enough to be asked."""
    try:
        with open_published(db) as con:
            con.execute("select count(*) from documents where document_id is null").fetchall()
            return True
    except (QueryError, duckdb.Error):
        return False


def story(db: Path, commitment_id: str) -> Story:
    """All that the published file knows about one commitment; the beginning of an id will do where it is unique.

    Raises QueryError for a missing file, an id that is not there, or a beginning that several ids share.
    """
    with open_published(db) as con:
        found = _records(con, "select * from commitments where commitment_id = ?", commitment_id)
        if not found and commitment_id:
            found = _records(
                con, "select * from commitments where starts_with(commitment_id, ?) limit 2", commitment_id
            )
        if not found:
            raise QueryError(
                f"no commitment {commitment_id} in {db}: find ids with"
                ' `pledgewatch query "select commitment_id, quote from commitments"`'
            )
        if len(found) > 1:
            raise QueryError(f"more than one commitment begins with {commitment_id}: give more of the id")
        return _tell(con, found[0])


def holds(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a published file has a table: one that an older version published lacks what came later."""
    return bool(con.execute(f"select 1 from duckdb_tables() where table_name = '{table}'").fetchall())


def _tell(con: duckdb.DuckDBPyConnection, commitment: Record) -> Story:
    verdict = _row(con, "verdicts", "commitment_id", commitment["commitment_id"])
    joined = _row(con, "judged", "commitment_id", commitment["commitment_id"]) or {}
    outcome = _row(con, "outcomes", "outcome_id", joined.get("outcome_id"))
    return Story(
        commitment=commitment,
        document=_row(con, "documents", "document_id", commitment["document_id"]) or {},
        place=_row(con, "places", "place_code", commitment["place_code"]),
        verdict=verdict,
        outcome=outcome,
        evidence_document=_row(
            con,
            "documents",
            "document_id",
            joined.get("evidence_document_id") or (outcome["document_id"] if outcome else None),
        ),
        next_commitment=_row(con, "commitments", "commitment_id", joined.get("next_commitment_id")),
        next_document=_row(con, "documents", "document_id", joined.get("next_document_id")),
        alerts=_records(
            con, "select * from alerts where commitment_id = ? order by raised_at", commitment["commitment_id"]
        ),
        years=_records(con, _YEARS, commitment["commitment_id"]),
        first=_row(con, "first_wordings", "commitment_id", commitment["commitment_id"])
        if holds(con, "first_wordings")
        else None,
    )


def _row(con: duckdb.DuckDBPyConnection, table: str, key: str, value: str | None) -> Record | None:
    if value is None:
        return None
    columns = "* exclude (text)" if table == "documents" else "*"
    found = _records(con, f"select {columns} from {table} where {key} = ?", value)
    return found[0] if found else None


def _records(con: duckdb.DuckDBPyConnection, sql: str, value: str) -> list[Record]:
    # Written into the statement, as text: DuckDB imports pandas to look at a parameter, which takes longer than all of `show`.
    return as_records(con.execute(sql.replace("?", literal(value))))


def first_lines(error: duckdb.Error) -> str:
    """DuckDB's message without the drawing of the place: the error, and its guess at what was meant."""
    lines = [line.strip() for line in str(error).splitlines()]
    return " ".join(line for line in lines[: lines.index("")] if line) if "" in lines else lines[0]


def drawing(error: duckdb.Error) -> str:
    """DuckDB's drawing of the place in the question: `LINE n: …` and a caret under it; empty where there is none."""
    lines = str(error).splitlines()
    at = next((n for n, line in enumerate(lines) if line.startswith("LINE ")), None)
    return "" if at is None else "\n".join(lines[at : at + 2])
