"""The suites find planted faults by name, say whose document is held back, and leave a sound warehouse alone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from checks.run import CheckReport, run_checks
from checks.suites import SUITES, SuiteError, load_suites
from checks.validate import CheckError
from warehouse.store import load_batch, open_store, upsert

pytestmark = pytest.mark.slow

PROMISE = "今年的主要预期目标是：地区生产总值增长8%左右；接待游客500万人次以上。"
RESULT = "去年全县生产总值增长7.1%，接待游客389.7万人次。"
NEXT = "今年的主要预期目标是：地区生产总值增长7%左右。"


def slice_of(text: str, quote: str) -> dict[str, Any]:
    start = text.index(quote)
    return {"quote": quote, "char_start": start, "char_end": start + len(quote)}


def document(document_id: str, year: int, text: str) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "place_code": "450224",
        "kind": "work_report",
        "year": year,
        "title": f"{year}年政府工作报告",
        "url": f"http://127.0.0.1/{document_id}.html",
        "captured_at": datetime(2026, 1, 1),
        "published_on": date(year, 2, 1),
        "sha256": "ab" * 32,
        "text": text,
        "complete": True,
        "reader_version": "1",
    }


def claim(kind: str, row_id: str, document_id: str, text: str, quote: str, **values: Any) -> dict[str, Any]:
    return {
        f"{kind}_id": row_id,
        "document_id": document_id,
        "place_code": "450224",
        "headline": True,
        "indicator_id": "gdp",
        "indicator": "地区生产总值",
        "measure": "growth",
        "comparator": "~",
        "unit": "%",
        "ordinal": 1,
        **slice_of(text, quote),
        **({"kind": "quantity"} if kind == "commitment" else {}),
        **values,
    }


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A sound warehouse: a promise, what became of it, and the next plan."""
    con = open_store(tmp_path / "warehouse.duckdb")
    upsert(con, "places", [{"place_code": "450224", "name": "融安县", "level": "county"}], "place_code")
    upsert(
        con,
        "indicators",
        [{"indicator_id": i, "name": n} for i, n in (("gdp", "地区生产总值"), ("tourist_visits", "游客"))],
        "indicator_id",
    )
    filler = "各位代表，现在向大会报告融安县2024年的工作。" * 70
    first, second = filler + RESULT + PROMISE, filler + RESULT + NEXT
    visits = {"indicator_id": "tourist_visits", "indicator": "接待游客", "measure": "level", "unit": "人次"}
    load_batch(
        con,
        [
            (
                document("d2024", 2024, first),
                [
                    claim("commitment", "c1", "d2024", first, "地区生产总值增长8%左右", value=8.0, period=2024),
                    claim(
                        "commitment",
                        "c2",
                        "d2024",
                        first,
                        "接待游客500万人次以上",
                        **{**visits, "comparator": ">=", "value": 5e6, "period": 2024},
                    ),
                ],
                [claim("outcome", "o1", "d2024", first, "生产总值增长7.1%", value=7.1, period=2023, comparator="=")],
                [],
            ),
            (
                document("d2025", 2025, second),
                [claim("commitment", "c3", "d2025", second, "地区生产总值增长7%左右", value=7.0, period=2025)],
                [claim("outcome", "o2", "d2025", second, "生产总值增长7.1%", value=7.1, period=2024, comparator="=")],
                [],
            ),
        ],
    )
    verdict = {"rule": "floor_by_figure", "reason": "承诺8%左右，实际7.1%。", "confidence": 0.9}
    upsert(
        con,
        "verdicts",
        [
            {
                **verdict,
                "commitment_id": "c1",
                "verdict": "missed",
                "outcome_id": "o2",
                "shortfall": 0.9,
                "continuity": "lowered",
                "next_commitment_id": "c3",
                "evidence_quote": "生产总值增长7.1%",
                "evidence_document_id": "d2025",
                "next_quote": "地区生产总值增长7%左右",
            },
            {**verdict, "commitment_id": "c2", "verdict": "unreported", "continuity": "dropped", "next_quote": NEXT},
            {**verdict, "commitment_id": "c3", "verdict": "pending", "continuity": "pending"},
        ],
        "commitment_id",
    )
    upsert(
        con,
        "alerts",
        [
            {
                "alert_id": "a1",
                "commitment_id": "c1",
                "document_id": "d2024",
                "kind": "missed",
                "raised_at": datetime(2026, 1, 2),
                "message": "融安县未完成增长目标：“地区生产总值增长8%左右”。http://127.0.0.1/d2024.html",
            }
        ],
        "alert_id",
    )
    return con


def failed(report: CheckReport) -> set[str]:
    return {result.name for result in report.failed}


def test_sound_warehouse_gives_no_fault(con: duckdb.DuckDBPyConnection) -> None:
    report = run_checks(con)
    assert [(r.name, r.detail) for r in report.failed] == []
    assert len(report.results) >= 25
    assert report.withheld == {} and report.blocking == []
    assert {r["success"] for r in report.rows()} == {True, None}
    assert all(r["skipped"] and r["failed_rows"] is None for r in report.rows() if r["success"] is None)


def test_empty_warehouse_gives_no_fault(tmp_path: Path) -> None:
    report = run_checks(open_store(tmp_path / "warehouse.duckdb"))
    assert failed(report) == set() and report.blocking == []
    # Nothing to look at is no pass.
    assert {result.success for result in report.results} == {None} and len(report.skipped) == len(report.results)


# Each fault: what is done to the sound warehouse, the expectation that must fail, the document that is held back or holds the claim that is.
FAULTS = [
    ("update commitments set quote = '另一句话' where commitment_id = 'c1'", "commitment_quote_is_slice", "d2024"),
    ("update commitments set char_end = 99999 where commitment_id = 'c2'", "commitment_offsets_inside_text", "d2024"),
    ("update commitments set value = null where commitment_id = 'c3'", "commitment_value_given", "d2025"),
    ("update commitments set comparator = 'about' where commitment_id = 'c3'", "commitment_comparator_known", "d2025"),
    (
        "update commitments set comparator = 'range', value_high = 5 where commitment_id = 'c1'",
        "commitment_range_in_order",
        "d2024",
    ),
    ("update documents set place_code = '999999' where document_id = 'd2025'", "document_place_known", "d2025"),
    (
        "update outcomes set quote = chr(65533) || quote where outcome_id = 'o2'",
        "outcome_quote_undamaged",
        "d2025",
    ),
    ("update outcomes set measure = 'speed' where outcome_id = 'o1'", "outcome_measure_known", "d2024"),
    ("update verdicts set evidence_quote = null where commitment_id = 'c1'", "missed_has_two_quotes", "d2024"),
    ("update verdicts set next_quote = null where commitment_id = 'c2'", "dropped_has_two_quotes", "d2024"),
    ("update verdicts set next_quote = ' ' where commitment_id = 'c1'", "lowered_has_two_quotes", "d2024"),
    (
        "update verdicts set verdict = 'lagging' where commitment_id = 'c3'",
        "lagging_has_two_quotes",
        "d2025",
    ),
    ("update verdicts set verdict = 'guilty' where commitment_id = 'c2'", "verdict_known", "d2024"),
    (
        "update documents set complete = false, incomplete_reason = '缺尾' where document_id = 'd2025'",
        "unreported_only_in_whole_documents",
        "d2024",
    ),
    (
        "update verdicts set evidence_quote = '没有这句话', evidence_document_id = 'd2025' where commitment_id = 'c2'",
        "evidence_quote_is_in_its_document",
        "d2024",
    ),
    (
        "update documents set kind = 'statistical_bulletin', period_end = '2024-12-31' where document_id = 'd2025'",
        "document_period_end_in_its_year",
        "d2025",
    ),
    ("update documents set year = 24 where document_id = 'd2024'", "document_year_plausible", "d2024"),
    ("update outcomes set measure = 'share', value = 140 where outcome_id = 'o2'", "outcome_share_at_most_100", None),
    ("update commitments set value = 81 where commitment_id = 'c1'", "commitment_growth_plausible", "d2024"),
    ("update outcomes set period = 2031 where outcome_id = 'o1'", "outcome_not_after_its_document", None),
    (
        "insert into documents by name select * replace ('copy' as document_id, 'http://b/' as url, false as complete) from documents"
        " where document_id = 'd2024'",
        "document_under_two_addresses",
        None,
    ),
    (
        "insert into alerts by name select * replace ('a2' as alert_id, 'gossip' as kind) from alerts",
        "alert_kind_known",
        None,
    ),
    ("update alerts set kind = 'dropped' where alert_id = 'a1'", "undelivered_alert_still_true", None),
]


# A run takes two seconds, so faults that don't touch the same row's same columns are planted together.
CRITICAL = [fault for fault in FAULTS if fault[2] is not None]
GROUPS = [CRITICAL[0::3], CRITICAL[1::3], CRITICAL[2::3]]


@pytest.mark.parametrize("group", range(len(GROUPS)))
def test_planted_critical_fault_holds_back_what_it_is_in(con: duckdb.DuckDBPyConnection, group: int) -> None:
    for fault, _, _ in GROUPS[group]:
        con.execute(fault)
    report = run_checks(con)
    results = {result.name: result for result in report.results}
    for _, name, withheld in GROUPS[group]:
        result = results[name]
        assert not result.success and result.severity == "critical", name
        assert withheld in {row.document_id for row in result.rows}, name
        assert result.failed_rows == len(result.rows) >= 1 and result.detail, name
        held = {"document": report.held, "claim": report.claims}.get(
            result.withholds, [one for one, _ in report.verdicts]
        )
        (found,) = {(one.document_id, one.row_id) for one in held if one.expectation == name}
        # A fault of the document costs the document, one of a claim or a verdict that alone.
        assert found == (withheld, None if result.withholds == "document" else result.rows[0].row_id), name
    assert set(report.withheld) == {one.document_id for one in report.held}
    assert report.blocking == []


def test_planted_doubtful_fault_is_told_and_published(con: duckdb.DuckDBPyConnection) -> None:
    doubtful = [(fault, name) for fault, name, withheld in FAULTS if withheld is None]
    for fault, _ in doubtful:
        con.execute(fault)
    report = run_checks(con)
    assert {name for _, name in doubtful} <= failed(report)
    assert report.withheld == {} and report.blocking == []


def test_share_of_a_plan_may_exceed_100(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update outcomes set measure = 'share', value = 140, indicator = '占年度计划' where outcome_id = 'o1'")
    assert "outcome_share_at_most_100" not in failed(run_checks(con))


SOUND = "suite: s\nframe: select * from documents\nid: document_id\nexpectations:\n"
ENTRY = "  - {{name: {name}, type: {type}, severity: critical, reason: r, message: m, {rest}}}\n"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"name": "a", "type": "no_rows", "rest": "sql: select nothing from nowhere"}, "s, a: Catalog Error"),
        ({"name": "b", "type": "no_rows", "rest": "sql: select 1 as x"}, "column document_id"),
        ({"name": "c", "type": "expect_column_values_to_not_be_null", "rest": "kwargs: {column: nope}"}, "s, c: "),
        ({"name": "d", "type": "expect_the_unheard_of", "rest": "kwargs: {column: url}"}, "suite s"),
    ],
)
def test_a_check_that_cannot_be_made_is_no_pass(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, entry: dict[str, str], says: str
) -> None:
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "s.yaml").write_text(SOUND + ENTRY.format(**entry), "utf-8")
    with pytest.raises(CheckError, match=says):
        run_checks(con, suites=tmp_path / "suites")


def test_critical_failure_without_a_document_blocks(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sql = "sql: 'select null::varchar as document_id, 1 as detail'"
    (tmp_path / "s.yaml").write_text(SOUND + ENTRY.format(name="a", type="no_rows", rest=sql), "utf-8")
    report = run_checks(con, suites=tmp_path)
    assert report.withheld == {} and len(report.blocking) == 1 and "s.a" in report.blocking[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("suite: [", "s.yaml"),
        ("suite: s\nframe: f\nid: i\n", "misses expectations"),
        (SOUND + "  - {name: a, type: no_rows, severity: critical, reason: r, message: m}\n", "a: misses sql"),
        (SOUND + ENTRY.format(name="a", type="no_rows", rest="sql: q, sverity: x"), "unknown key sverity"),
        (SOUND + ENTRY.format(name="a", type="no_rows", rest="sql: q") * 2, "the name a"),
        (SOUND + "  - {name: a, type: no_rows, severity: grave, reason: r, message: m, sql: q}\n", "severity grave"),
    ],
)
def test_faulty_suite_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    with pytest.raises(SuiteError, match=says):
        load_suites(tmp_path)


def test_no_suites_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no suites"):
        load_suites(tmp_path)


def test_shipped_suites() -> None:
    suites = load_suites(SUITES)
    names = ["alerts", "commitments", "continuity", "coverage", "documents", "outcomes", "verdicts"]
    assert [suite.name for suite in suites] == names
    expectations = [expectation for suite in suites for expectation in suite.expectations]
    assert len(expectations) >= 60
    assert all(e.reason.strip() and "\n" not in e.reason.strip() and e.message and e.remedy for e in expectations)


def test_documentation_is_what_the_suites_say() -> None:
    from checks.describe import PAGE, page

    assert PAGE.read_text("utf-8") == page(), "run: python -m checks.describe"
