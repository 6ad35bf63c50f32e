"""The published files: one DuckDB file, and the same rows as CSV and Parquet, each replaced at one stroke."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from warehouse import words
from warehouse.catalog import Columns, columns_of
from warehouse.connection import attach, give_back, quoted
from warehouse.copies import copy_derived, copy_tables
from warehouse.croissant import FILE as CROISSANT
from warehouse.croissant import croissant
from warehouse.describe import changes, datapackage, dictionary
from warehouse.flat import FLAT, promises_sql
from warehouse.last_good import attach_previous, keep_last_good
from warehouse.portions import PortionError, each_range
from warehouse.publication import PACKAGE, STAGING, flush, sealed, settle, swap
from warehouse.store import SCHEMA
from warehouse.withholding import FALL

VIEWS = Path(__file__).with_name("views.sql")
JUDGED = Path(__file__).with_name("judged.sql")
DATABASE = "pledges.duckdb"

# Rows that are sorted or joined at once; larger portions make fewer passes over the other tables.
AT_ONCE = 100_000

# DuckDB from 1.4 on and its browser build can open files of this format.
STORAGE_VERSION = "v1.4.0"

# Published table -> order of its rows, which makes two publications of the same rows the same CSV.
TABLES = {
    "places": "place_code",
    "documents": "place_code, kind, year, period_end, document_id",
    "indicators": "indicator_id",
    "commitments": "document_id, ordinal, char_start, commitment_id",
    "outcomes": "document_id, ordinal, char_start, outcome_id",
    "statements": "document_id, char_start, statement_id",
    "verdicts": "commitment_id",
    "links": "commitment_id, target",
    "verdict_changes": "changed_at, commitment_id",
    "alerts": "raised_at, alert_id",
    "rule_record": "rule, verdict",
    "revisions": "found_at, document_id, new_sha256",
    "first_wordings": "first_commitment_id",
    "coverage": "place_code, kind, year, period_end",
    "rejections": "found_at, url, stage, reason",
    "check_results": "run_at, suite, expectation",
    "check_failures": "suite, expectation, document_id, row_id, detail",
    "quarantine": "document_id, expectation",
    "withheld": "document_id, row_id, expectation",
    "corrections": "file, line",
    "publication": "publication_id",
}
# Large tables go over by ranges of the first column of their order, so that no more is sorted at once than fits in memory.
_RANGED = {"documents": "place_code", "commitments": "document_id", "outcomes": "document_id", "statements": "document_id", "verdicts": "commitment_id", "links": "commitment_id"}  # fmt: skip
# A document's row, with its text, counts for so many.
_WEIGHT = {"documents": 200}
INTERNAL = (
    "capture_pages",
    "captures",
    "column_state",
    "deliveries",
    "discovered",
    "events",
    "expectations",
    "fallen_verdicts",
    "known_facts",
    "reading_state",
    "run_state",
    "units",
    "unjudged_places",
    "watched_places",
)

# Claims, and the columns that name them.
_ROW_ID = {"commitments": "commitment_id", "outcomes": "outcome_id", "statements": "statement_id"}
_OF_DOCUMENT = "document_id not in (select document_id from withheld_documents)"
# A verdict rests on the promise, on its evidence, and on the next plan: on the words there or on their absence.
_WITHHELD_VERDICTS = """
create or replace temp table withheld_verdicts as
  select distinct v.commitment_id
  from {source}.verdicts v
  join {source}.commitments c using (commitment_id)
  join {source}.documents d on d.document_id = c.document_id
  left join {source}.outcomes o on o.outcome_id = v.outcome_id
  left join {source}.commitments n on n.commitment_id = v.next_commitment_id
  join withheld_documents w on w.document_id in (c.document_id, v.evidence_document_id, o.document_id, n.document_id)
    or ((v.verdict is distinct from 'pending' or v.continuity is distinct from 'pending')
      and w.kind = 'work_report' and d.kind = 'work_report' and w.place_code = d.place_code and w.year = d.year + 1)
"""


class PublishError(Exception):
    """The files could not be published; what was published before stands as it was."""


def view_sql() -> str:
    """The SQL of the published views, with the reader's list of units that tell a rate in it."""
    return VIEWS.read_text("utf-8").replace("{rates}", words.rates())


def publish(
    con: duckdb.DuckDBPyConnection, directory: Path, withheld: Collection[str] = (), at_once: int = AT_ONCE
) -> list[Path]:
    """Write pledges.duckdb, csv/TABLE.csv, parquet/TABLE.parquet and the pages that describe them; gives their paths.

    `con` is the writer's connection, outside a transaction. Documents in `withheld` (document_ids) are left out with
    their commitments, outcomes and statements and the verdicts that rest on them, but for their last good version as it
    was published before (warehouse/last_good.py); alerts stay. Of claims in the table `withheld` only these are left out, and verdicts that
    rest on them say that nothing can be said (warehouse/withholding.py). Everything is built
    beside the old files and put in their place only when all of it is there; a reader with the old file open goes on
    with it. `at_once`: rows of a portion (warehouse/portions.py). Raises PublishError.
    """
    staging = directory / STAGING
    try:
        # Only one process can hold the working database open, so what lies here is left from a run that died.
        settle(directory)
        for folder in ("csv", "parquet"):
            (staging / folder).mkdir(parents=True)
            (directory / folder).mkdir(parents=True, exist_ok=True)
        built = _build(con, staging, directory, withheld, at_once)
        (staging / DATABASE).chmod(0o444)  # a reader who opened it for writing would lock the others out
        for path in built:
            flush(path)
    except (duckdb.Error, OSError, PortionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        shutil.rmtree(staging, ignore_errors=True)
        raise PublishError(f"{directory}: not published ({first}); the files of the run before stand") from error
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    try:
        swap(directory, built)
    except OSError as error:
        raise PublishError(
            f"{directory}: published in part ({error.strerror or error}); the next run completes it"
        ) from error
    return [directory / path.relative_to(staging) for path in built]


def _describe(con: duckdb.DuckDBPyConnection, columns: Columns, staging: Path, published: Path) -> list[Path]:
    """The pages beside the data: the dictionary, what changed since the publication before, and what the panel holds, for programs."""
    pages = {
        "dictionary.md": dictionary(con, columns),
        "CHANGES.md": changes(con, published),
        CROISSANT: json.dumps(croissant(columns["panel"], staging), ensure_ascii=False, indent=1),
    }
    for name, text in pages.items():
        (staging / name).write_text(text, "utf-8")
    return [staging / name for name in pages]


def _build(
    con: duckdb.DuckDBPyConnection, staging: Path, published: Path, withheld: Collection[str], at_once: int
) -> list[Path]:
    source = str(con.execute("select current_database()").fetchall()[0][0])
    attach(con, staging / DATABASE, "published", f"storage_version '{STORAGE_VERSION}', recovery_mode 'no_wal_writes'")
    try:
        _hold_back(con, quoted(source), withheld)
        has_previous = bool(withheld) and attach_previous(con, published / DATABASE)
        con.execute("use published")
        # No transaction around it all: nobody reads this file yet, and what does not fit in memory is tried again by smaller portions.
        # Keys are held by the working tables; to build them again here takes most of the time, and nobody writes to this file.
        con.execute(re.sub(r" primary key\b(?! \()|,\s*primary key \([^)]*\)", "", SCHEMA.read_text("utf-8")))
        for table in INTERNAL:
            con.execute(f"drop table {table}")
        for table, order in TABLES.items():
            _take_over(con, table, order, quoted(source), bool(withheld), at_once)
        if has_previous:
            keep_last_good(con, quoted(source))
        con.execute(FALL.format(source=quoted(source)))
        _write_judged(con, at_once)
        con.execute(promises_sql())
        con.execute(view_sql())
        columns = columns_of(con)
        built = [staging / DATABASE, *_copies_and_pages(con, columns, staging, published, at_once)]
        package = datapackage(con, columns, staging)
        con.execute("checkpoint published")  # nothing may be left in a write-ahead log beside the file
    finally:
        con.execute(f"use {quoted(source)}")
        con.execute("detach published")
        con.execute("detach database if exists previous")
        con.execute("drop table if exists temp.withheld_documents")
        con.execute("drop table if exists temp.withheld_verdicts")
        con.execute("drop table if exists temp.good_document")
        give_back(con)
    (staging / PACKAGE).write_text(json.dumps(sealed(package, staging, built), ensure_ascii=False, indent=1), "utf-8")
    return [*built, staging / PACKAGE]


def _copies_and_pages(
    con: duckdb.DuckDBPyConnection, columns: Columns, staging: Path, published: Path, at_once: int
) -> list[Path]:
    def pages() -> list[Path]:
        return [*copy_derived(con, staging, FLAT, columns), *_describe(con, columns, staging, published)]

    try:
        # Parts of either work keep one core busy only, so they go side by side.
        with ThreadPoolExecutor(1) as other, con.cursor() as second:
            copies = other.submit(copy_tables, second, staging, TABLES, columns, at_once)
            made = pages()
            return [*copies.result(), *made]
    except duckdb.OutOfMemoryException:
        threads = con.execute("select current_setting('threads')").fetchall()[0][0]
        con.execute("set threads = 1")
        try:
            return [*copy_tables(con, staging, TABLES, columns, at_once), *pages()]
        finally:
            con.execute(f"set threads = {threads}")


def _hold_back(con: duckdb.DuckDBPyConnection, source: str, withheld: Collection[str]) -> None:
    con.execute(
        "create or replace temp table withheld_documents"
        " (document_id varchar, kind varchar, place_code varchar, year integer)"
    )
    if not withheld:
        return
    con.execute(
        "insert into withheld_documents select w.document_id, d.kind, d.place_code, d.year"
        f" from (select unnest(?::varchar[]) as document_id) w left join {source}.documents d using (document_id)",
        [sorted(withheld)],
    )
    con.execute(_WITHHELD_VERDICTS.format(source=source))


def _take_over(
    con: duckdb.DuckDBPyConnection, table: str, order: str, source: str, withheld: bool, at_once: int
) -> None:
    """Puts the rows of a working table that are published into the published one, in order."""

    def insert(within: str) -> None:
        wanted = _wanted_rows(table, source, withheld, within)
        con.execute(
            f"insert into {table} by name select * from {source}.{table} where {within} and {wanted} order by {order}"
        )

    if table in _RANGED:
        each_range(con, f"{source}.{table}", _RANGED[table], insert, at_once // _WEIGHT.get(table, 1))
    else:
        insert("true")


def _write_judged(con: duckdb.DuckDBPyConnection, at_once: int) -> None:
    rows = JUDGED.read_text("utf-8")
    con.execute(f"create table judged as {rows} limit 0")
    each_range(
        con,
        "verdicts v",
        "v.commitment_id",
        lambda within: con.execute(f"insert into judged {rows} where {within} order by v.commitment_id"),
        at_once,
    )


def _wanted_rows(table: str, source: str, withheld: bool, within: str) -> str:
    """SQL condition on the rows of a working table that are published; `withheld` says whether documents are kept back."""
    kept_out = f"(select row_id from {source}.withheld where released_at is null)"
    conditions: list[str] = []
    if table in _ROW_ID:
        conditions.append(f"{_ROW_ID[table]} not in {kept_out}")
        conditions += [_OF_DOCUMENT] if withheld else []
    elif table == "documents":
        conditions += [_OF_DOCUMENT] if withheld else []
    elif table in ("verdicts", "verdict_changes", "links"):
        whole = f"{_OF_DOCUMENT} and" if withheld else ""
        near = within if table != "verdict_changes" else "true"
        conditions.append(
            f"commitment_id in (select commitment_id from {source}.commitments where {whole} {near} and commitment_id not in {kept_out})"
        )
        fallen = f"(select commitment_id from {source}.fallen_verdicts)"
        if table == "links":
            conditions.append(f"coalesce(outcome_id, next_commitment_id, '') not in {kept_out}")
            conditions += [_OF_DOCUMENT] if withheld else []
        elif table == "verdict_changes":
            conditions.append(f"commitment_id not in {fallen}")  # what was said of it rests on what is not shown
        elif withheld:
            conditions.append("commitment_id not in (select commitment_id from withheld_verdicts)")
    elif table == "withheld":
        conditions.append("released_at is null")
        conditions += [_OF_DOCUMENT] if withheld else []
    return " and ".join(conditions) or "true"
