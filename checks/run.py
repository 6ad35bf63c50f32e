"""Runs the suites over the working tables and says which documents may not be published, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from checks.bounds import load_bounds
from checks.overview import write_overview
from checks.place_names import load_names
from checks.quotes import find_misquoted
from checks.report import CheckReport, CheckResult, FailedRow
from checks.sampling import WHOLE, against, named, narrowed
from checks.suites import NO_ROWS, SUITES, Expectation, Suite, load_suites
from checks.validate import Batch, CheckError, validate
from warehouse.quarantine import releases

# The SQL rules of a suite are looked at as one frame of one row: a column a rule, holding the number of rows against it.
RULES = "rules"
# What DuckDB may hold while it looks; beyond it spills to disk. Great Expectations takes some 400 MB beside it.
_MEMORY = "1GB"
FACTS = Path(__file__).with_name("facts.sql")
KEPT = 1_000  # rows kept of those against one expectation; of documents each is kept
NOTHING = "表中没有可检查的行，跳过"
NO_HISTORY = "没有可比的历史，跳过"


def run_checks(
    con: duckdb.DuckDBPyConnection,
    data_docs: Path | None = None,
    suites: Path = SUITES,
    only: Collection[str] | None = None,
) -> CheckReport:
    """Check the working tables, or those of a published file; changes nothing in them.

    `data_docs`: folder for Great Expectations' Data Docs, or None for none. `only`: names of the suites to run, or None for
    all. A document with a critical failure stands
    in `withheld`, unless somebody released it; a verdict's failure counts against the document that made the promise.
    An expectation that has nothing to look at is skipped, and is no pass. Raises CheckError where a check could not be
    made and SuiteError for a faulty suite file: neither is ever a pass.
    """
    loaded = [suite for suite in load_suites(suites) if only is None or suite.name in only]
    _prepare(con)
    found: dict[str, CheckResult] = {}
    batches: list[Batch] = []
    for suite in loaded:
        count = _count(con, suite)
        for expectation in suite.expectations:
            found[expectation.name] = _look(con, suite, expectation, count)
        batches += _batches(con, suite, count, found)
    con.execute("reset memory_limit")
    failures = validate(batches, data_docs)
    report, released = CheckReport(datetime.now(UTC).replace(tzinfo=None)), releases(con)
    for suite in loaded:
        for expectation in suite.expectations:
            result, failure = found[expectation.name], failures.get(expectation.name)
            if result.success is None:
                failure = None
            elif failure is not None and not result.failed_rows:  # of a type that DuckDB can't look for by itself
                looked_at = str(expectation.kwargs.get("column", ""))
                rows = tuple(_failed(row, suite.id, looked_at) for row in failure.rows)
                documents = tuple({row.document_id: row for row in reversed(rows)}.values())
                result = replace(result, rows=rows[:KEPT], documents=documents, failed_rows=failure.count)
            if result.success is not None:
                result = replace(result, success=failure is None)
            report.take(result, released)
    if data_docs is not None:
        write_overview(report, data_docs)
    return report


def _prepare(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"set memory_limit = '{_MEMORY}'")
    con.execute("set enable_progress_bar = false")
    load_bounds(con)
    load_names(con)
    try:
        find_misquoted(con)
        con.execute(FACTS.read_text("utf-8"))
    except duckdb.Error as error:
        raise CheckError(f"{FACTS}: {_line(error)}") from error


def _count(con: duckdb.DuckDBPyConnection, suite: Suite) -> int:
    try:
        return int(con.execute(f"select count(*) from ({suite.frame})").fetchall()[0][0])
    except duckdb.Error as error:
        raise CheckError(f"suite {suite.name}, frame: {_line(error)}") from error


def _look(con: duckdb.DuckDBPyConnection, suite: Suite, expectation: Expectation, count: int) -> CheckResult:
    """What DuckDB finds by itself; whether it held is said later, by Great Expectations."""
    result = CheckResult(
        suite.name, expectation.name, expectation.severity, True, expectation.reason, expectation.message,
        expectation.remedy, looked_at=count,
    )  # fmt: skip
    where = f"suite {suite.name}, {expectation.name}"
    try:
        if expectation.needs and not con.execute(expectation.needs).fetchall()[0][0]:
            return replace(result, success=None, skipped=NO_HISTORY)
        sql = expectation.sql
        if expectation.type != NO_ROWS:
            condition = against(expectation, suite.frame)
            column = expectation.kwargs.get("column")
            sql = condition and (
                f'select document_id, "{suite.id}"::varchar as row_id, "{column}"::varchar as detail'
                f" from ({suite.frame}) where {condition}"
            )
        if sql:
            result = _broken(con, sql, where, result)
    except duckdb.Error as error:
        raise CheckError(f"{where}: {_line(error)}") from error
    return replace(result, success=None, skipped=NOTHING) if not count and not result.failed_rows else result


def _broken(con: duckdb.DuckDBPyConnection, sql: str, where: str, result: CheckResult) -> CheckResult:
    con.execute(f"create or replace temp table broken as {sql}")
    columns = [str(name) for name, *_ in con.execute("describe broken").fetchall()]
    if "document_id" not in columns:
        raise CheckError(f"{where}: the SQL must return a column document_id")
    total = int(con.execute("select count(*) from broken").fetchall()[0][0])
    if not total:
        return result
    wanted = [c if c in columns else f"null as {c}" for c in ("document_id", "row_id", "detail")]
    first = con.execute(f"select {', '.join(wanted)} from broken order by all limit {KEPT}").fetchall()
    each = con.execute(
        f"select {', '.join(wanted)} from broken qualify row_number() over (partition by document_id order by row_id, detail) = 1"
        " order by document_id"
    ).fetchall()
    named = ("document_id", "row_id", "detail")
    rows, documents = (
        tuple(_failed(dict(zip(named, row, strict=True)), "row_id", "detail") for row in found)
        for found in (first, each)
    )
    return replace(result, rows=rows, documents=documents, failed_rows=total)


def _batches(con: duckdb.DuckDBPyConnection, suite: Suite, count: int, found: Mapping[str, CheckResult]) -> list[Batch]:
    """What Great Expectations looks at for a suite: a frame of its rows, and one with the counts of its rules."""
    made = [e for e in suite.expectations if found[e.name].success is not None]
    own = [e for e in made if e.type != NO_ROWS]
    batches: list[Batch] = []
    if own:
        index = tuple(dict.fromkeys((suite.id, "document_id")))
        columns = list(dict.fromkeys([*index, *(str(e.kwargs["column"]) for e in own if "column" in e.kwargs)]))
        try:
            rows = f"select {', '.join(named(column) for column in columns)} from ({suite.frame})"
            if count > WHOLE:  # looked through once for each expectation: only then it pays to have it by itself
                con.execute(f"create or replace temp table looked_at as {rows}")
                rows = "select * from looked_at"
            frame = con.execute(narrowed(rows, suite.id, own, count)).df()
            con.execute("drop table if exists temp.looked_at")
        except duckdb.Error as error:
            raise CheckError(f"suite {suite.name}, frame: {_line(error)}") from error
        batches.append(Batch(suite.name, frame, index, own))
    rules = [e for e in made if e.type == NO_ROWS]
    if rules:
        batches.append(_rules(suite.name, rules, found))
    return batches


def _rules(suite: str, rules: Sequence[Expectation], found: Mapping[str, CheckResult]) -> Batch:
    import pandas as pd

    frame = pd.DataFrame({e.name: [found[e.name].failed_rows] for e in rules})
    counted = [
        replace(
            e,
            type="expect_column_max_to_be_between",
            kwargs={"column": e.name, "max_value": 0},
            sql=None,
            reason=f"{e.reason} {found[e.name].detail if found[e.name].failed_rows else ''}".strip(),
        )
        for e in rules
    ]
    return Batch(f"{suite}.{RULES}", frame, (), counted)


def _failed(row: Mapping[str, Any], id_column: str, detail: str) -> FailedRow:
    document_id = _text(row.get("document_id"))
    row_id = _text(row.get(id_column))
    return FailedRow(document_id, None if row_id == document_id else row_id, _text(row.get(detail)))


def _text(value: Any) -> str | None:
    # A frame gives NaN or NaT for null, which are the values that differ from themselves.
    return None if value is None or value != value else str(value)


def _line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]
