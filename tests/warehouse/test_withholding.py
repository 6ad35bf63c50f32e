"""A claim that fails is kept out alone: its document stays, and whatever rests on it says that nothing can be said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.alerting.facts import standing, unpublished, untold
from warehouse.asking import run_query
from warehouse.publish import publish
from warehouse.quarantine import keep, release, releases, shown
from warehouse.store import load_batch, open_store, upsert
from warehouse.withholding import FALLEN_RULE, find_fallen, keep_claims, listed_claims

NOW = datetime(2026, 3, 1, 4, 0)
NEXT = "下一年目标调低为增长7%。"


def claim(kind: str, row_id: str, document: str, period: int, value: float, quote: str, **more: Any) -> dict[str, Any]:
    return {
        f"{kind}_id": row_id, "document_id": document, "place_code": "450224", "indicator_id": "gdp", "indicator": "生产总值", "measure": "growth",
        "comparator": "=", "unit": "%", "quote": quote, "period": period, "value": value, "char_start": 0, "char_end": len(quote), "ordinal": 1,
    } | ({"kind": "quantity", "headline": True} if kind == "commitment" else {}) | more  # fmt: skip


def report(document: str, year: int, claims: list[dict[str, Any]], results: list[dict[str, Any]]) -> tuple[Any, ...]:
    text = "。".join(str(one["quote"]) for one in (*claims, *results))
    row = {"document_id": document, "place_code": "450224", "kind": "work_report", "year": year, "url": f"http://127.0.0.1/{year}",
           "sha256": "a" * 64, "text": text, "complete": True, "captured_at": datetime(2026, 1, 1)}  # fmt: skip
    return row, claims, results, []


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A plan of 2024 with three promises: one missed and lowered, one reached from two levels, one met on its own figure."""
    con = open_store(tmp_path / "warehouse.duckdb")
    upsert(con, "places", [{"place_code": "450224", "name": "甲县", "level": "county"}], "place_code")
    load_batch(con, [
        report("d2024", 2024, [
            claim("commitment", "gdp", "d2024", 2024, 8, "生产总值增长8%"),
            claim("commitment", "levels", "d2024", 2024, 9, "出口增长9%", indicator_id="exports"),
            claim("commitment", "other", "d2024", 2024, 5, "造林5万亩", indicator_id="forest"),
        ], [claim("outcome", "before", "d2024", 2023, 100, "出口100万元", indicator_id="exports", measure="level")]),
        report("d2025", 2025, [claim("commitment", "next", "d2025", 2025, 7, "生产总值增长7%")], [
            claim("outcome", "grew", "d2025", 2024, 3, "生产总值增长3%"),
            claim("outcome", "after", "d2025", 2024, 120, "出口120万元", indicator_id="exports", measure="level"),
            claim("outcome", "woods", "d2025", 2024, 6, "造林6万亩", indicator_id="forest"),
        ]),
    ])  # fmt: skip
    about = {"evidence_document_id": "d2025", "confidence": 0.9}
    upsert(con, "verdicts", [
        about | {"commitment_id": "gdp", "verdict": "missed", "outcome_id": "grew", "shortfall": 5.0, "evidence_quote": "生产总值增长3%", "rule": "floor_by_figure",
                 "continuity": "lowered", "next_commitment_id": "next", "next_quote": "生产总值增长7%", "reason": f"差5个百分点，未达到目标。{NEXT}"},
        about | {"commitment_id": "levels", "verdict": "met", "outcome_id": "after", "evidence_quote": "出口120万元", "rule": "growth_from_levels", "reason": "增长20%。",
                 "continuity": "pending"},
        about | {"commitment_id": "other", "verdict": "met", "outcome_id": "woods", "evidence_quote": "造林6万亩", "rule": "floor_by_figure", "reason": "已完成。",
                 "continuity": "dropped"},
        {"commitment_id": "next", "verdict": "pending", "continuity": "pending", "rule": "pending", "reason": "待报告。"},
    ], "commitment_id")  # fmt: skip
    upsert(con, "links", [{"commitment_id": "gdp", "target": "figure", "outcome_id": "grew", "document_id": "d2025"},
                          {"commitment_id": "other", "target": "figure", "outcome_id": "woods", "document_id": "d2025"}], ("commitment_id", "target"))  # fmt: skip
    return con


def held(*row_ids: str) -> list[dict[str, str]]:
    return [
        {"document_id": "d2024" if row_id == "before" else "d2025", "row_id": row_id, "expectation": "units", "reason": "单位有误", "remedy": "look"}
        for row_id in row_ids
    ]  # fmt: skip


def published(con: duckdb.DuckDBPyConnection, tmp_path: Path, sql: str) -> list[Any]:
    publish(con, tmp_path / "p")
    return run_query(tmp_path / "p" / "pledges.duckdb", sql)[1]


VERDICT = "select verdict, outcome_id, shortfall, rule, reason, evidence_quote, continuity, next_commitment_id from verdicts where commitment_id = '{}'"


def test_a_withheld_outcome_costs_itself_and_the_verdict_that_rests_on_it(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    keep_claims(con, held("grew"), NOW)
    find_fallen(con)
    assert published(con, tmp_path, "select outcome_id from outcomes order by 1") == [
        ("after",),
        ("before",),
        ("woods",),
    ]
    ask = run_query
    file = tmp_path / "p" / "pledges.duckdb"
    assert ask(file, "select count(*) from documents")[1] == [(2,)] and ask(file, "select count(*) from commitments")[
        1
    ] == [(4,)]
    assert ask(file, "select document_id, row_id, expectation, reason from withheld")[1] == [
        ("d2025", "grew", "units", "单位有误")
    ]
    reason = f"所依据的数据未通过检查，不作判断（单位有误）。{NEXT}"
    assert ask(file, VERDICT.format("gdp"))[1] == [
        ("unclear", None, None, FALLEN_RULE, reason, None, "lowered", "next")
    ]
    assert ask(file, VERDICT.format("other"))[1][0][:2] == ("met", "woods"), "the others stay"
    assert ask(file, "select outcome_id from links")[1] == [("woods",)]
    assert ask(file, "select * from missed")[1] == []
    # What is not published raises no alert, and is told when it is.
    assert {fact.kind for fact in standing(con) if fact.commitment_id == "gdp"} == {"missed", "lowered"}
    assert unpublished(con) == {("gdp", False), ("grew", False), ("grew", True)}
    assert len(untold(con)) == 2  # lowered, and what was dropped


def test_a_withheld_promise_costs_itself_and_what_is_said_to_continue_as_it(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    keep_claims(con, held("next"), NOW)
    find_fallen(con)
    assert published(con, tmp_path, "select commitment_id from verdicts order by 1") == [
        ("gdp",),
        ("levels",),
        ("other",),
    ]
    ((verdict, outcome, _, rule, reason, _, continuity, follows),) = run_query(
        tmp_path / "p" / "pledges.duckdb", VERDICT.format("gdp")
    )[1]
    assert (verdict, outcome, rule, continuity, follows) == ("missed", "grew", "floor_by_figure", None, None)
    assert reason == "差5个百分点，未达到目标。下一年计划的对应内容未通过检查，不作比较（单位有误）。", (
        "nothing is left of the number"
    )


def test_a_verdict_from_two_levels_rests_on_both(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    keep_claims(con, held("before"), NOW)
    find_fallen(con)
    assert published(con, tmp_path, "select commitment_id from verdicts where verdict = 'unclear'") == [("levels",)]


def test_a_verdict_that_fails_itself_is_unclear_and_its_promise_stays(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    find_fallen(con, [("other", "continuity", "没有引文"), ("levels", "verdict", "没有证据")])
    found = published(con, tmp_path, "select commitment_id, verdict, continuity from verdicts order by 1")
    assert found == [
        ("gdp", "missed", "lowered"),
        ("levels", "unclear", "pending"),
        ("next", "pending", "pending"),
        ("other", "met", None),
    ]


def test_what_passes_again_is_published_again(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    keep_claims(con, held("grew"), NOW)
    keep_claims(con, [], NOW)
    find_fallen(con)
    assert published(con, tmp_path, VERDICT.format("gdp"))[0][0] == "missed"


def test_a_release_of_claims_is_kept_until_the_bytes_change(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    keep(con, [], NOW)
    keep_claims(con, held("grew", "after"), NOW)
    (entry,) = shown(con, "d2025")
    assert (entry["claims"], entry["rows"], entry["since"]) == (2, ["after", "grew"], NOW)
    assert release(con, "d2025", "the gazette has it", "Li") == ["units"]
    assert releases(con) == {("d2025", "units")}
    keep_claims(con, [], NOW)
    find_fallen(con)
    assert published(con, tmp_path, "select count(*) from outcomes") == [(4,)]
    assert published(con, tmp_path, "select * from withheld") == []
    assert listed_claims(con)[0]["released_by"] == "Li"
    con.execute("update documents set sha256 = 'b' where document_id = 'd2025'")
    assert releases(con) == set()
