"""Runs the suites over the working tables and says which documents may not be published, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from checks.suites import NO_ROWS, SUITES, Expectation, Severity, Suite, load_suites
from checks.validate import Batch, CheckError, Failure, validate

# All SQL rules are looked at as one frame of one row: a column a rule, holding the number of rows against it.
RULES = "rules"
SHOWN = 3


@dataclass(frozen=True, slots=True)
class FailedRow:
    """One row against an expectation; None where the table has no such column or the row no such value."""

    document_id: str | None
    row_id: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one expectation found."""

    suite: str
    name: str
    severity: Severity
    success: bool
    reason: str
    message: str
    rows: tuple[FailedRow, ...] = ()
    failed_rows: int = 0

    @property
    def detail(self) -> str:
        """One line: what is wrong, and the first rows against it; empty where the expectation held."""
        if self.success:
            return ""
        shown = "；".join(" ".join(p for p in (r.document_id, r.row_id, r.detail) if p) for r in self.rows[:SHOWN])
        more = f" 等{self.failed_rows}处" if self.failed_rows > SHOWN else ""
        return f"{self.message}：{shown}{more}" if shown else self.message


@dataclass(slots=True)
class CheckReport:
    """What the run found. `withheld`: document_id -> why it may not be published. `blocking`: critical failures that no
    document can be named for; while there is one, nothing may be published."""

    run_at: datetime
    results: list[CheckResult] = field(default_factory=list[CheckResult])
    withheld: dict[str, str] = field(default_factory=dict[str, str])
    blocking: list[str] = field(default_factory=list[str])

    @property
    def failed(self) -> list[CheckResult]:
        """The expectations that did not hold."""
        return [result for result in self.results if not result.success]

    def rows(self) -> list[dict[str, Any]]:
        """The report as rows of the table check_results."""
        return [
            {
                "run_at": self.run_at,
                "suite": result.suite,
                "expectation": result.name,
                "severity": result.severity,
                "success": result.success,
                "failed_rows": result.failed_rows,
                "detail": result.detail or None,
            }
            for result in self.results
        ]


def run_checks(con: duckdb.DuckDBPyConnection, data_docs: Path | None = None, suites: Path = SUITES) -> CheckReport:
    """Check the working tables; changes nothing in them.

    `data_docs`: folder for Great Expectations' Data Docs, or None for none. A document with a critical failure stands
    in `withheld`; a verdict's failure counts against the document that made the promise. Raises CheckError where a
    check could not be made and SuiteError for a faulty suite file: neither is ever a pass.
    """
    loaded = load_suites(suites)
    broken: dict[str, list[FailedRow]] = {}
    for suite in loaded:
        for expectation in suite.expectations:
            if expectation.type == NO_ROWS:
                broken[expectation.name] = _rule(con, suite, expectation)
    batches = [_table(con, suite) for suite in loaded if any(e.type != NO_ROWS for e in suite.expectations)]
    found = validate([*batches, *_rules(loaded, broken)], data_docs)
    report = CheckReport(datetime.now(UTC).replace(tzinfo=None))
    for suite in loaded:
        for expectation in suite.expectations:
            failure = found[expectation.name]
            rows = broken.get(expectation.name)
            result = _result(suite, expectation, failure, rows)
            report.results.append(result)
            if not result.success and result.severity == "critical":
                _withhold(report, result)
    return report


def _table(con: duckdb.DuckDBPyConnection, suite: Suite) -> Batch:
    try:
        frame = con.execute(suite.frame).df()
    except duckdb.Error as error:
        raise CheckError(f"suite {suite.name}, frame: {_line(error)}") from error
    own = [e for e in suite.expectations if e.type != NO_ROWS]
    index = tuple(dict.fromkeys((suite.id, "document_id")))
    absent = [column for column in index if column not in frame.columns]
    if absent:
        raise CheckError(f"suite {suite.name}: the frame has no column {', '.join(absent)}")
    return Batch(suite.name, frame, index, own)


def _rule(con: duckdb.DuckDBPyConnection, suite: Suite, expectation: Expectation) -> list[FailedRow]:
    try:
        con.execute(expectation.sql or "")
        columns = [str(column[0]) for column in con.description or []]
        rows = con.fetchall()
    except duckdb.Error as error:
        raise CheckError(f"suite {suite.name}, {expectation.name}: {_line(error)}") from error
    if "document_id" not in columns:
        raise CheckError(f"suite {suite.name}, {expectation.name}: the SQL must return a column document_id")
    return [_failed(dict(zip(columns, row, strict=True)), "row_id", "detail") for row in rows]


def _rules(suites: Sequence[Suite], broken: Mapping[str, Sequence[FailedRow]]) -> list[Batch]:
    if not broken:
        return []
    import pandas as pd

    frame = pd.DataFrame({name: [len(rows)] for name, rows in broken.items()})
    own = [
        Expectation(
            name=e.name,
            type="expect_column_max_to_be_between",
            severity=e.severity,
            reason=e.reason,
            message=e.message,
            kwargs={"column": e.name, "max_value": 0},
            sql=None,
        )
        for suite in suites
        for e in suite.expectations
        if e.type == NO_ROWS
    ]
    return [Batch(RULES, frame, (), own)]


def _result(
    suite: Suite, expectation: Expectation, failure: Failure | None, broken: list[FailedRow] | None
) -> CheckResult:
    if failure is None:
        rows, count = (), 0
    elif broken is not None:
        rows, count = tuple(broken), len(broken)
    else:
        looked_at = str(expectation.kwargs.get("column", ""))
        rows = tuple(_failed(row, suite.id, looked_at) for row in failure.rows)
        count = failure.count
    return CheckResult(
        suite=suite.name,
        name=expectation.name,
        severity=expectation.severity,
        success=failure is None,
        reason=expectation.reason,
        message=expectation.message,
        rows=rows,
        failed_rows=count,
    )


def _failed(row: Mapping[str, Any], id_column: str, detail: str) -> FailedRow:
    document_id = _text(row.get("document_id"))
    row_id = _text(row.get(id_column))
    return FailedRow(document_id, None if row_id == document_id else row_id, _text(row.get(detail)))


def _withhold(report: CheckReport, result: CheckResult) -> None:
    named = [row for row in result.rows if row.document_id is not None]
    for row in named:
        assert row.document_id is not None
        where = " ".join(part for part in (row.row_id, row.detail) if part)
        why = f"{result.message}（{result.suite}.{result.name}{'：' + where if where else ''}）"
        report.withheld.setdefault(row.document_id, why)
    if len(named) < len(result.rows) or not named:
        report.blocking.append(f"{result.suite}.{result.name}: {result.detail}")


def _text(value: Any) -> str | None:
    # A frame gives NaN or NaT for null, which are the values that differ from themselves.
    return None if value is None or value != value else str(value)


def _line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]
