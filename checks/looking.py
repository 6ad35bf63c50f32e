"""What DuckDB finds against the expectations by itself; whether each of them held is said later, by Great Expectations.

Rules in SQL are run over one portion of places after another, so that memory does not grow with the number of places; those that must see all
places at once, and what is asked of single columns, run over the whole tables, as statements that DuckDB streams or sorts on disk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from checks.bounds import load_bounds
from checks.place_names import load_names
from checks.quotes import find_misquoted
from checks.report import CheckResult, FailedRow
from checks.sampling import against
from checks.suites import NO_ROWS, Expectation, Suite
from checks.validate import CheckError
from warehouse.connection import MEMORY_VARIABLE, memory_limit
from warehouse.portions import each_portion, listed, main, only, place_portions
from warehouse.store import transaction

FACTS = Path(__file__).with_name("facts")
KEPT = 1_000  # rows kept of those against one expectation; of documents each is kept
# A document is unsound where so many of its claims are, at least, and more than this share of them.
_LEAST_UNSOUND = 5
_UNSOUND = 0.2
NOTHING = "表中没有可检查的行，跳过"
NO_HISTORY = "没有可比的历史，跳过"

_NAMED = ("document_id", "row_id", "detail")
# The SQL of a rule -> which of these columns it gives, as a list to select: to ask takes as long as to run it over few rows.
_selected: dict[str, str] = {}
# What is seen of the tables inside a portion: the rows of its places.
_SEEN = {
    table: f"select * from {{{table}}} where place_code in (select place_code from checked_place)"
    for table in ("documents", "commitments", "outcomes", "statements", "coverage")
} | {"verdicts": "select * from {verdicts} semi join commitments using (commitment_id)"}


@dataclass(slots=True)
class _Run:
    """One look at the tables: which expectations had something to be held against, and the places that did not fit in memory."""

    con: duckdb.DuckDBPyConnection
    suites: Sequence[Suite]
    had: set[str] = field(default_factory=set[str])
    too_large: dict[str, str] = field(default_factory=dict[str, str])

    def rules(self, across: bool) -> Iterable[tuple[Suite, Expectation]]:
        for suite in self.suites:
            for expectation in suite.expectations:
                if expectation.type == NO_ROWS and expectation.across == across:
                    yield suite, expectation


def look(con: duckdb.DuckDBPyConnection, suites: Sequence[Suite], at_once: int) -> dict[str, CheckResult]:
    """Expectation name -> what was found against it; `success` is True where that has yet to be said, None where it was skipped.

    The places are looked at by portions of `at_once` rows. The documents of a place that does not fit in memory fail the result
    `place_could_not_be_checked`, which is there only then: unchecked is no pass. Raises CheckError where a check could not be made.
    """
    run = _Run(con, suites)
    load_bounds(con)
    load_names(con)
    con.execute(
        "create or replace temp table found_against (expectation varchar, document_id varchar, row_id varchar, detail varchar)"
    )
    try:
        for name in ("places", "documents", "across"):
            _facts(con, name)
        for suite, expectation in run.rules(across=True):
            _apply(run, suite, expectation)
        portions = place_portions(con, at_once=at_once, also=("statements", "coverage"))
        each_portion(con, portions or [[]], lambda codes: _look_at(run, codes), run.too_large.__setitem__)
        counts = {suite.name: _count(con, suite) for suite in suites}
        found = {
            expectation.name: _result(run, suite, expectation, counts[suite.name])
            for suite in suites
            for expectation in suite.expectations
        }
        _name_the_broken(con, found, counts)
    finally:
        for table in ("found_against", "document_size", "twin"):
            con.execute(f"drop table if exists temp.{table}")
    if run.too_large:
        unchecked = _unchecked(run)
        found[unchecked.name] = unchecked
    return found


def _look_at(run: _Run, codes: Sequence[str]) -> None:
    con = run.con
    seen = {"checked_place": f"select unnest([{listed(codes)}]::varchar[]) as place_code"}
    seen |= {table: rows.format(**{table: main(con, table)}) for table, rows in _SEEN.items()}
    had = set(run.had)
    with transaction(con), only(con, seen):
        try:
            find_misquoted(con)
            _facts(con, "documents")
            _facts(con, "portion")
            for suite, expectation in run.rules(across=False):
                _apply(run, suite, expectation)
        except BaseException:
            run.had = had
            raise


def _facts(con: duckdb.DuckDBPyConnection, name: str) -> None:
    path = FACTS / f"{name}.sql"
    try:
        con.execute(path.read_text("utf-8"))
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise CheckError(f"{path}: {line(error)}") from error


def _apply(run: _Run, suite: Suite, expectation: Expectation) -> None:
    """Runs one rule over the tables as they are seen now, and gathers the rows against it."""
    try:
        if expectation.needs and not run.con.execute(expectation.needs).fetchall()[0][0]:
            return
        run.had.add(expectation.name)
        assert expectation.sql is not None
        if expectation.sql not in _selected:
            columns = {str(name) for name, *_ in run.con.execute(f"describe {expectation.sql}").fetchall()}
            if "document_id" not in columns:
                raise CheckError(f"suite {suite.name}, {expectation.name}: the SQL must return a column document_id")
            _selected[expectation.sql] = ", ".join(c if c in columns else f"null as {c}" for c in _NAMED)
        _gather(run.con, expectation.name, f"select {_selected[expectation.sql]} from ({expectation.sql})")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise CheckError(f"suite {suite.name}, {expectation.name}: {line(error)}") from error


def _gather(con: duckdb.DuckDBPyConnection, name: str, rows: str) -> None:
    con.execute(f"insert into found_against select ?, document_id, row_id, detail from ({rows})", [name])


def _count(con: duckdb.DuckDBPyConnection, suite: Suite) -> int:
    try:
        return int(con.execute(f"select count(*) from ({suite.frame})").fetchall()[0][0])
    except duckdb.Error as error:
        raise CheckError(f"suite {suite.name}, frame: {line(error)}") from error


def _result(run: _Run, suite: Suite, expectation: Expectation, count: int) -> CheckResult:
    result = CheckResult(
        suite.name, expectation.name, expectation.severity, True, expectation.reason, expectation.message,
        expectation.remedy, looked_at=count, withholds=expectation.withholds,
    )  # fmt: skip
    where = f"suite {suite.name}, {expectation.name}"
    try:
        if expectation.type != NO_ROWS:
            if expectation.needs and not run.con.execute(expectation.needs).fetchall()[0][0]:
                return replace(result, success=None, skipped=NO_HISTORY)
            condition = against(expectation, suite.frame)
            column = expectation.kwargs.get("column")
            if condition:
                _gather(
                    run.con,
                    expectation.name,
                    f'select document_id, "{suite.id}"::varchar as row_id, "{column}"::varchar as detail'
                    f" from ({suite.frame}) where {condition}",
                )
        elif expectation.name not in run.had:
            return replace(result, success=None, skipped=NO_HISTORY)
    except duckdb.Error as error:
        raise CheckError(f"{where}: {line(error)}") from error
    return result


def _name_the_broken(con: duckdb.DuckDBPyConnection, found: dict[str, CheckResult], counts: Mapping[str, int]) -> None:
    """Puts the rows against them into the results of those expectations that have any; without rows to look at the others were skipped."""
    against = dict(con.execute("select expectation, count(*) from found_against group by all").fetchall())
    for name, result in found.items():
        if result.success is None:
            continue
        if name in against:
            try:
                found[name] = _broken(con, result, int(against[name]))
            except duckdb.Error as error:
                raise CheckError(f"suite {result.suite}, {name}: {line(error)}") from error
        elif not counts[result.suite]:
            found[name] = replace(result, success=None, skipped=NOTHING)


def _broken(con: duckdb.DuckDBPyConnection, result: CheckResult, total: int) -> CheckResult:
    own = "from found_against where expectation = ?"
    wanted = ", ".join(_NAMED)
    first = con.execute(f"select {wanted} {own} order by all limit {KEPT}", [result.name]).fetchall()
    each = con.execute(
        f"select {wanted} {own} qualify row_number() over (partition by document_id order by row_id, detail) = 1 order by document_id",
        [result.name],
    ).fetchall()
    rows, documents = (
        tuple(failed_row(dict(zip(_NAMED, row, strict=True)), "row_id", "detail") for row in found)
        for found in (first, each)
    )
    claims: tuple[FailedRow, ...] = ()
    if result.severity == "critical" and result.withholds != "document":
        every = f"select {wanted} {own} qualify row_number() over (partition by document_id, row_id order by detail) = 1 order by document_id, row_id"
        claims = tuple(
            failed_row(dict(zip(_NAMED, row, strict=True)), "row_id", "detail")
            for row in con.execute(every, [result.name]).fetchall()
        )
    return replace(result, rows=rows, documents=documents, claims=claims, failed_rows=total)


def unsound_all_over(con: duckdb.DuckDBPyConnection, claims: Mapping[str, Collection[str]]) -> CheckResult | None:
    """The documents of which so many claims (document -> ids of those withheld) are unsound that no other can be trusted; None where there is none.

    It stands among the results only then, as it is no expectation of a single row.
    """
    many = {document: len(ids) for document, ids in claims.items() if len(ids) >= _LEAST_UNSOUND}
    counted = con.execute(
        "select document_id, count(*) from (select document_id from commitments union all select document_id from outcomes)"
        " where document_id in (select unnest(?::varchar[])) group by all order by all",
        [sorted(many)],
    ).fetchall()
    found = tuple(
        FailedRow(document, None, f"{many[document]} / {count}")
        for document, count in counted
        if many[document] > _UNSOUND * count
    )
    if not found:
        return None
    return CheckResult(
        "documents", "claims_unsound_all_over", "critical", False, "Where every fifth claim is unsound, no other can be trusted.",
        "多处数据未通过检查，整份文件不可信", "look at the page: it is damaged, or the reader has to be mended", found[:KEPT], found, len(found), len(found),
    )  # fmt: skip


def _unchecked(run: _Run) -> CheckResult:
    rows = run.con.execute(
        "select d.document_id, coalesce(p.name, d.place_code), d.place_code from documents d left join places p using (place_code)"
        " where list_contains(?, d.place_code) order by all",
        [sorted(run.too_large)],
    ).fetchall()
    failed = tuple(FailedRow(document, None, f"{name}（{run.too_large[code]}）") for document, name, code in rows)
    return CheckResult(
        "places", "place_could_not_be_checked", "critical", False, "What was not checked is not published.",
        "该地的文件过大，内存不足，未能检查", f"give DuckDB more memory with {MEMORY_VARIABLE} (now {memory_limit()}MB)",
        failed[:KEPT], failed, len(failed), len(failed),
    )  # fmt: skip


def failed_row(row: Mapping[str, Any], id_column: str, detail: str) -> FailedRow:
    """A row of a frame or a query as one against an expectation; `id_column` names it, unless that is its document."""
    document_id = _text(row.get("document_id"))
    row_id = _text(row.get(id_column))
    return FailedRow(document_id, None if row_id == document_id else row_id, _text(row.get(detail)))


def _text(value: Any) -> str | None:
    # A frame gives NaN or NaT for null, which are the values that differ from themselves.
    return None if value is None or value != value else str(value)


def line(error: duckdb.Error) -> str:
    """The first line of what DuckDB says."""
    return str(error).splitlines()[0]
