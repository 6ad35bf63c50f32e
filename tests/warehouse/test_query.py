"""Questions to the published file: answers, and one clear line where there is none."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from warehouse.asking import run_query
from warehouse.publish import publish
from warehouse.query import QueryError, story
from warehouse.store import load_batch, open_store, upsert


def claim(kind: str, row_id: str, document_id: str, quote: str) -> dict[str, Any]:
    return {
        f"{kind}_id": row_id,
        "document_id": document_id,
        "place_code": "450224",
        "indicator": "游客",
        "quote": quote,
    }


@pytest.fixture
def db(tmp_path: Path) -> Path:
    con = open_store(tmp_path / "w.duckdb")
    upsert(con, "places", [{"place_code": "450224", "name": "融安县"}], "place_code")
    common = {"place_code": "450224", "kind": "work_report", "sha256": "0" * 64, "text": "很长的正文"}
    first = {**common, "document_id": "d1", "year": 2024, "url": "http://127.0.0.1/2024", "title": "二〇二四年报告"}
    second = {**common, "document_id": "d2", "year": 2025, "url": "http://127.0.0.1/2025", "title": "二〇二五年报告"}
    commitments = [claim("commitment", c, "d1", f"承诺{c}") for c in ("c-one", "c-two", "pending-3")]
    load_batch(
        con,
        [
            (first, commitments, [], []),
            (second, [claim("commitment", "n1", "d2", "下年")], [claim("outcome", "o1", "d2", "结果")], []),
        ],
    )
    upsert(
        con,
        "verdicts",
        [
            {
                "commitment_id": "c-one",
                "verdict": "missed",
                "outcome_id": "o1",
                "continuity": "lowered",
                "next_commitment_id": "n1",
            },
            {"commitment_id": "c-two", "verdict": "unreported", "continuity": "dropped", "next_quote": "目标一节"},
        ],
        "commitment_id",
    )
    raised = datetime(2026, 1, 1)
    upsert(
        con, "alerts", [{"alert_id": "a", "commitment_id": "c-one", "kind": "missed", "raised_at": raised}], "alert_id"
    )
    published = publish(con, tmp_path / "published")[0]
    con.close()
    return published


def test_answer_has_names_and_rows(db: Path) -> None:
    assert run_query(db, "select place_code as code, name from places;") == (["code", "name"], [("450224", "融安县")])


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (" ; ", "nothing to ask"),
        ("select * from comitments", 'comitments does not exist! Did you mean "commitments"'),
        ("selec 1", "syntax error"),
        ("delete from places", "read-only"),
        ("drop table places", "read-only"),
    ],
)
def test_refused_question_is_one_line(db: Path, sql: str, says: str) -> None:
    with pytest.raises(QueryError, match=says) as caught:
        run_query(db, sql)
    assert "\n" not in str(caught.value)


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    missing = tmp_path / "pledges.duckdb"
    with pytest.raises(QueryError) as caught:
        run_query(missing, "select 1")
    assert str(caught.value) == f"no published file at {missing}: run `pledgewatch nightly` first"
    with pytest.raises(QueryError, match="no published file"):
        story(missing, "c1")


def test_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "pledges.duckdb").write_text("x" * 9000, "utf-8")
    with pytest.raises(QueryError, match="cannot be read"):
        run_query(tmp_path / "pledges.duckdb", "select 1")


def test_story_of_a_missed_and_lowered_promise(db: Path) -> None:
    told = story(db, "c-one")
    assert (told.promise_quote, told.evidence_quote, told.next_quote) == ("承诺c-one", "结果", "下年")
    assert told.place is not None and told.place["name"] == "融安县"
    assert told.document["title"] == "二〇二四年报告" and "text" not in told.document
    assert told.evidence_document is not None and told.evidence_document["url"] == "http://127.0.0.1/2025"
    assert told.next_commitment is not None and told.next_commitment["commitment_id"] == "n1"
    assert [alert["alert_id"] for alert in told.alerts] == ["a"]


def test_story_of_a_dropped_promise_names_the_plan_searched(db: Path) -> None:
    told = story(db, "c-two")
    assert told.next_commitment is None and told.next_quote == "目标一节" and told.evidence_quote is None
    assert told.next_document is not None and told.next_document["document_id"] == "d2"


def test_story_of_a_promise_not_judged_by_the_beginning_of_its_id(db: Path) -> None:
    told = story(db, "pend")
    assert told.commitment["commitment_id"] == "pending-3" and told.verdict is None and told.alerts == []


@pytest.mark.parametrize(
    ("given", "says"), [("zzz", "no commitment zzz"), ("c-", "more than one"), ("", "no commitment")]
)
def test_story_of_an_unknown_promise(db: Path, given: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        story(db, given)


def test_reading_needs_no_heavy_import() -> None:
    code = (
        "import sys, warehouse.query;"
        "heavy = {'pyarrow', 'pandas', 'great_expectations', 'prefect'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
