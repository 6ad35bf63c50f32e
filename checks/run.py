"""Runs the suites over the working tables and says which documents may not be published, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from checks.looking import KEPT, failed_row, line, look, unsound_all_over
from checks.overview import write_overview
from checks.report import CheckReport, CheckResult
from checks.sampling import WHOLE, narrowed
from checks.suites import NO_ROWS, SUITES, Expectation, Suite, load_suites
from checks.validate import Batch, CheckError, Failure, validate
from warehouse.connection import MEMORY_VARIABLE, give_back, memory_limit, quoted
from warehouse.portions import AT_ONCE
from warehouse.quarantine import releases

# The SQL rules of a suite are looked at as one frame of one row: a column a rule, holding the number of rows against it.
RULES = "rules"


def run_checks(
    con: duckdb.DuckDBPyConnection,
    data_docs: Path | None = None,
    suites: Path = SUITES,
    only: Collection[str] | None = None,
    at_once: int = AT_ONCE,
) -> CheckReport:
    """Check the working tables, or those of a published file; changes nothing in them.

    `data_docs`: folder for Great Expectations' Data Docs, or None for none. `only`: names of the suites to run, or None for
    all. `at_once`: rows of a portion of places (warehouse/portions.py). A document with a critical failure stands
    in `withheld`, a claim in `claims`, what is said of a promise in `verdicts`, unless somebody released it.
    An expectation that has nothing to look at is skipped, and is no pass. Raises CheckError where a check could not be
    made and SuiteError for a faulty suite file: neither is ever a pass.
    """
    loaded = [suite for suite in load_suites(suites) if only is None or suite.name in only]
    try:
        found = look(con, loaded, at_once)
    except duckdb.OutOfMemoryException as error:
        raise CheckError(
            f"the checks across all places do not fit in memory ({line(error)}); give DuckDB more with {MEMORY_VARIABLE} (now {memory_limit()}MB)"
        ) from error
    batches = [batch for suite in loaded for batch in _batches(con, suite, found)]
    give_back(con)
    failures = validate(batches, data_docs)
    report, released = CheckReport(datetime.now(UTC).replace(tzinfo=None)), releases(con)
    for suite in loaded:
        for expectation in suite.expectations:
            result = found.pop(expectation.name)
            if result.success is not None:
                looked_at = str(expectation.kwargs.get("column", ""))
                result = _decided(result, failures.get(expectation.name), suite, looked_at)
            report.take(result, released)
    for unchecked in found.values():
        report.take(unchecked, released)
    _hold_unsound(con, report, released)
    if data_docs is not None:
        write_overview(report, data_docs)
    return report


def _hold_unsound(con: duckdb.DuckDBPyConnection, report: CheckReport, released: set[tuple[str, str]]) -> None:
    """Withholds the documents of which too many claims are withheld."""
    unsound: dict[str, set[str]] = {}
    for one in report.claims:
        unsound.setdefault(one.document_id, set()).add(str(one.row_id))
    if (all_over := unsound_all_over(con, unsound)) is not None:
        report.take(all_over, released)


def _decided(result: CheckResult, failure: Failure | None, suite: Suite, looked_at: str) -> CheckResult:
    """A result as Great Expectations decided it, with the rows that failed where DuckDB can't look for them by itself."""
    if failure is not None and not result.failed_rows:
        rows = tuple(failed_row(row, suite.id, looked_at) for row in failure.rows)
        documents = tuple({row.document_id: row for row in reversed(rows)}.values())
        claims = rows if result.withholds != "document" else ()
        result = replace(result, rows=rows[:KEPT], documents=documents, claims=claims, failed_rows=failure.count)
    return replace(result, success=failure is None)


def _batches(con: duckdb.DuckDBPyConnection, suite: Suite, found: Mapping[str, CheckResult]) -> list[Batch]:
    """What Great Expectations looks at for a suite: a frame of its rows, and one with the counts of its rules."""
    made = [e for e in suite.expectations if found[e.name].success is not None]
    own = [e for e in made if e.type != NO_ROWS]
    count = max((found[e.name].looked_at for e in suite.expectations), default=0)
    batches: list[Batch] = []
    if own:
        index = tuple(dict.fromkeys((suite.id, "document_id")))
        columns = list(dict.fromkeys([*index, *(str(e.kwargs["column"]) for e in own if "column" in e.kwargs)]))
        try:
            rows = f"select {', '.join(quoted(column) for column in columns)} from ({suite.frame})"
            if count > WHOLE:  # looked through once for each expectation: only then it pays to have it by itself
                con.execute(f"create or replace temp table looked_at as {rows}")
                rows = "select * from looked_at"
            frame = con.execute(narrowed(rows, suite.id, own, count)).df()
            con.execute("drop table if exists temp.looked_at")
        except duckdb.Error as error:
            raise CheckError(f"suite {suite.name}, frame: {line(error)}") from error
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
