"""A document that fails is kept out alone; its last good version stays, marked; a release is kept with its reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.asking import run_query
from warehouse.publish import publish
from warehouse.quarantine import QuarantineError, failures, keep, listed, release, releases, shown
from warehouse.store import load_batch, open_store, upsert

NOW = datetime(2026, 3, 1, 4, 0)


def rows_of(document_id: str, year: int, value: float, sha: str = "a") -> tuple[Any, ...]:
    text = f"今年生产总值增长{value:g}%。去年增长{value - 1:g}%。"
    claim = {
        "document_id": document_id, "place_code": "450224", "indicator_id": "gdp", "indicator": "生产总值", "measure": "growth",
        "comparator": "=", "unit": "%", "quote": text[2:12], "char_start": 2, "char_end": 12, "ordinal": 1,
    }  # fmt: skip
    return (
        {
            "document_id": document_id, "place_code": "450224", "kind": "work_report", "year": year, "url": f"http://127.0.0.1/{year}",
            "sha256": sha * 64, "text": text, "complete": True, "captured_at": datetime(2026, 1, 1),
        },
        [claim | {"commitment_id": f"{document_id}-{value:g}", "kind": "quantity", "value": value, "period": year}],
        [claim | {"outcome_id": f"{document_id}-o{value:g}", "value": value - 1, "period": year - 1}],
        [],
    )  # fmt: skip


def judged(con: duckdb.DuckDBPyConnection, commitment: str, **values: Any) -> None:
    row = {"commitment_id": commitment, "verdict": "pending", "continuity": "pending", "rule": "r", "reason": "。"}
    upsert(con, "verdicts", [row | values], "commitment_id")


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    con = open_store(tmp_path / "warehouse.duckdb")
    upsert(con, "places", [{"place_code": "450224", "name": "融安县", "level": "county"}], "place_code")
    load_batch(con, [rows_of("d2024", 2024, 8.0), rows_of("d2025", 2025, 7.0)])
    judged(
        con, "d2024-8", verdict="missed", outcome_id="d2025-o7", evidence_document_id="d2025", evidence_quote="生产总值增长7%",
        continuity="lowered", next_commitment_id="d2025-7", next_quote="生产总值增长7%",
    )  # fmt: skip
    judged(con, "d2025-7")
    return con


HELD = [{"document_id": "d2025", "expectation": "units", "reason": "单位有误", "remedy": "look"}]


def asked(directory: Path, sql: str) -> list[Any]:
    return run_query(directory / "pledges.duckdb", sql)[1]


def fails_anew(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A good night, then new bytes of the second report that fail, and verdicts that rest on them."""
    publish(con, tmp_path / "p")
    load_batch(con, [rows_of("d2025", 2025, 70000.0, "b")])
    judged(con, "d2025-70000")
    judged(con, "d2024-8", verdict="met", outcome_id="d2025-o70000", evidence_document_id="d2025", evidence_quote="x", continuity="raised",
           next_commitment_id="d2025-70000", next_quote="x")  # fmt: skip
    keep(con, HELD, NOW)
    publish(con, tmp_path / "p", {"d2025"})


def test_last_good_version_stays_published_and_is_marked(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    fails_anew(con, tmp_path)
    for _ in range(2):  # and the night after as well
        documents = asked(
            tmp_path / "p", "select document_id, left(sha256, 1), held_since, held_reason from documents order by 1"
        )
        assert documents == [("d2024", "a", None, None), ("d2025", "a", NOW, "单位有误")]
        assert asked(tmp_path / "p", "select commitment_id, value from commitments order by 1") == [
            ("d2024-8", 8.0),
            ("d2025-7", 7.0),
        ]
        assert asked(tmp_path / "p", "select outcome_id from outcomes order by 1") == [("d2024-o8",), ("d2025-o7",)]
        verdicts = asked(
            tmp_path / "p", "select commitment_id, verdict, continuity, last_good from verdicts order by 1"
        )
        assert verdicts == [("d2024-8", "missed", "lowered", True), ("d2025-7", "pending", "pending", True)]
        publish(con, tmp_path / "p", {"d2025"})
    # The working tables hold the new reading.
    assert con.execute("select count(*) from commitments where value = 70000").fetchall() == [(1,)]


def test_a_document_that_passes_again_is_published_as_it_is(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    fails_anew(con, tmp_path)
    keep(con, [], NOW)
    publish(con, tmp_path / "p")
    assert asked(tmp_path / "p", "select left(sha256, 1), held_since from documents order by year") == [
        ("a", None),
        ("b", None),
    ]
    assert asked(tmp_path / "p", "select verdict, last_good from verdicts order by commitment_id") == [
        ("met", None),
        ("pending", None),
    ]


def test_what_was_never_good_is_left_out(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish(con, tmp_path / "p", {"d2025"})
    assert asked(tmp_path / "p", "select document_id from documents") == [("d2024",)]
    assert asked(tmp_path / "p", "select * from verdicts") == []


def test_a_new_expectation_leaves_no_good_version(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """The version published before is the one that fails now: it must not stay as if it were good."""
    publish(con, tmp_path / "p")
    keep(con, HELD, NOW)
    publish(con, tmp_path / "p", {"d2025"})
    assert asked(tmp_path / "p", "select document_id from documents") == [("d2024",)]
    assert asked(tmp_path / "p", "select commitment_id from commitments") == [("d2024-8",)]
    # The verdict published before rests on the outcome and the plan that are gone.
    assert asked(tmp_path / "p", "select * from verdicts") == []


def test_a_published_file_that_is_broken_holds_no_good_version(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish(con, tmp_path / "p")
    (tmp_path / "p" / "pledges.duckdb").unlink()
    (tmp_path / "p" / "pledges.duckdb").write_bytes(b"no database at all" * 1000)
    publish(con, tmp_path / "p", {"d2025"})
    assert asked(tmp_path / "p", "select document_id from documents") == [("d2024",)]


def test_ledger_keeps_the_day_names_the_remedy_and_forgets_what_is_mended(con: duckdb.DuckDBPyConnection) -> None:
    keep(con, HELD, NOW)
    keep(con, HELD, datetime(2026, 4, 1))
    (row,) = listed(con)
    assert (row["since"], row["reason"], row["remedy"], row["released_at"]) == (NOW, "单位有误", "look", None)
    ((url, reason, remedy),) = con.execute(
        "select url, reason, remedy from rejections where stage = 'checks'"
    ).fetchall()
    assert url == "http://127.0.0.1/2025" and "units" in reason and "单位有误" in reason
    assert "look" in remedy and "quarantine show d2025" in remedy
    keep(con, [], NOW)
    assert listed(con) == [] and con.execute("select * from rejections").fetchall() == []


def test_release_needs_a_reason_and_lasts_until_the_bytes_change(con: duckdb.DuckDBPyConnection) -> None:
    keep(con, HELD, NOW)
    with pytest.raises(QuarantineError, match="reason"):
        release(con, "d2025", "  ", "Li")
    with pytest.raises(QuarantineError, match="d2024 is not in quarantine"):
        release(con, "d2024", "why not", "Li")
    assert release(con, "d2025", "the county really grew so", "Li") == ["units"]
    assert releases(con) == {("d2025", "units")}
    with pytest.raises(QuarantineError, match="released already"):
        release(con, "d2025", "again", "Li")
    keep(con, [], NOW)  # it is not held any more, and the release stays on record
    (row,) = shown(con, "d2025")
    assert (row["released_by"], row["release_reason"]) == ("Li", "the county really grew so") and row["released_at"]
    assert con.execute("select * from rejections").fetchall() == []
    load_batch(con, [rows_of("d2025", 2025, 9.0, "c")])
    assert releases(con) == set()
    keep(con, HELD, NOW)
    assert [row["released_at"] for row in listed(con)] == [None]


def test_rows_that_failed_are_shown_by_expectation(con: duckdb.DuckDBPyConnection) -> None:
    failure = {
        "run_at": NOW,
        "suite": "outcomes",
        "expectation": "units",
        "document_id": "d2025",
        "row_id": "o",
        "detail": "13240亿",
    }
    upsert(con, "check_failures", [failure], ("expectation", "row_id"))
    assert failures(con, "d2025") == {"units": [("o", "13240亿")]} and failures(con, "d2024") == {}
