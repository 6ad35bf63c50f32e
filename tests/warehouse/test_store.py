"""The working database takes whole documents or nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.store import StoreError, delete_document, load_batch, open_store, replace_document, transaction, upsert


def document(document_id: str = "d1", **values: Any) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "place_code": "000000",
        "kind": "work_report",
        "year": 2024,
        "url": f"http://127.0.0.1/{document_id}",
        "sha256": "0" * 64,
        "text": "全文",
        **values,
    }


def row(kind: str, row_id: str, document_id: str = "d1", **values: Any) -> dict[str, Any]:
    return {f"{kind}_id": row_id, "document_id": document_id, "place_code": "000000", "indicator": "游客", **values}


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    return open_store(tmp_path / "work" / "warehouse.duckdb")


def ids(con: duckdb.DuckDBPyConnection, table: str, column: str) -> list[str]:
    return [r[0] for r in con.execute(f"select {column} from {table} order by all").fetchall()]


def test_every_table_and_nearly_every_column_is_described(con: duckdb.DuckDBPyConnection) -> None:
    tables = con.execute("select table_name from duckdb_tables() where comment is null").fetchall()
    assert tables == []
    silent = con.execute(
        "select table_name || '.' || column_name from duckdb_columns() where not internal and comment is null"
        " and table_name not in ('captures', 'column_state', 'discovered', 'expectations', 'reading_state', 'run_state', 'deliveries', 'events', 'watched_places', 'capture_pages')"
    ).fetchall()
    assert silent == []


def test_open_again_keeps_rows_and_adds_new_columns(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    con = open_store(path)
    replace_document(con, document(), [], [], [])
    con.execute("alter table documents drop column encoding")
    con.close()
    con = open_store(path)
    assert con.execute("select document_id, encoding from documents").fetchall() == [("d1", None)]


def test_open_refuses_a_column_of_another_type(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    con = open_store(path)
    con.execute("drop table rejections")
    con.execute("create table rejections (url integer)")
    con.close()
    with pytest.raises(StoreError, match=r"w\.duckdb: column rejections\.url is INTEGER"):
        open_store(path)


def test_open_names_a_locked_file(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    con = open_store(path)
    code = f"from pathlib import Path; from warehouse.store import open_store; open_store(Path({str(path)!r}))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    con.close()
    last = other.stderr.strip().splitlines()[-1]
    assert other.returncode == 1
    assert "StoreError" in last and str(path) in last and "another process has it open" in last


def test_open_names_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_text("no database " * 1000, "utf-8")
    with pytest.raises(StoreError, match=r"w\.duckdb: cannot be opened"):
        open_store(path)


def test_replace_takes_the_former_rows_and_their_verdicts_out(con: duckdb.DuckDBPyConnection) -> None:
    replace_document(
        con,
        document(),
        [row("commitment", "c1"), row("commitment", "c2")],
        [row("outcome", "o1")],
        [row("statement", "s1", verdict="met")],
    )
    replace_document(con, document("d2"), [row("commitment", "c9", "d2")], [], [])
    upsert(con, "verdicts", [{"commitment_id": c, "verdict": "met"} for c in ("c1", "c2", "c9")], "commitment_id")
    replace_document(con, document(title="新"), [row("commitment", "c2", rules=["a", "b"])], [], [])
    assert ids(con, "commitments", "commitment_id") == ["c2", "c9"]
    assert ids(con, "verdicts", "commitment_id") == ["c2", "c9"]
    assert ids(con, "outcomes", "outcome_id") == ids(con, "statements", "statement_id") == []
    assert con.execute("select rules from commitments where commitment_id = 'c2'").fetchall() == [(["a", "b"],)]


@pytest.mark.parametrize(
    ("batch", "says"),
    [
        ([(document(), [row("commitment", "c5", colour="red")], [], [])], "commitments has no column colour"),
        ([(document(), [row("commitment", "c5", value="five")], [], [])], r"commitments\.value wants DOUBLE: 'five'"),
        ([(document(), [row("commitment", "c5"), row("commitment", "c5")], [], [])], "commitments: .*c5"),
        ([(document(), [row("commitment", "c5", "d7")], [], [])], "document d7 under d1"),
        ([(document("d3"), [], [], []), (document("d3"), [], [], [])], "d3 stands twice"),
        ([(document(sha256=None), [], [], [])], "sha256"),
        ([(document(""), [], [], [])], "without document_id"),
        ([(document("d3"), [], [], []), (document(), [], [row("outcome", "o2", period="x")], [])], "outcomes.period"),
    ],
)
def test_faulty_batch_changes_nothing(con: duckdb.DuckDBPyConnection, batch: list[Any], says: str) -> None:
    replace_document(con, document(), [row("commitment", "c1")], [row("outcome", "o1")], [])
    with pytest.raises(StoreError, match=says):
        load_batch(con, batch)
    assert ids(con, "documents", "document_id") == ["d1"]
    assert ids(con, "commitments", "commitment_id") == ["c1"]
    assert ids(con, "outcomes", "outcome_id") == ["o1"]


def test_delete_document(con: duckdb.DuckDBPyConnection) -> None:
    replace_document(con, document(), [row("commitment", "c1")], [row("outcome", "o1")], [])
    upsert(con, "verdicts", [{"commitment_id": "c1", "verdict": "met"}], "commitment_id")
    delete_document(con, "d1")
    delete_document(con, "never there")
    counts = [
        con.execute(f"select count(*) from {t}").fetchall()[0][0] for t in ("documents", "commitments", "verdicts")
    ]
    assert counts == [0, 0, 0]


def test_times_are_held_in_utc(con: duckdb.DuckDBPyConnection) -> None:
    beijing = timezone(timedelta(hours=8))
    replace_document(con, document(captured_at=datetime(2024, 1, 1, 8, tzinfo=beijing)), [], [], [])
    replace_document(con, document("d2", captured_at=datetime(2024, 1, 1, tzinfo=UTC)), [], [], [])
    assert set(ids(con, "documents", "captured_at")) == {datetime(2024, 1, 1)}


def test_upsert_updates_named_columns_only(con: duckdb.DuckDBPyConnection) -> None:
    alert = {"alert_id": "a", "kind": "missed", "raised_at": datetime(2024, 1, 1), "message": "文"}
    upsert(con, "alerts", [alert], "alert_id")
    upsert(con, "alerts", [{"alert_id": "a", "kind": "missed", "raised_at": alert["raised_at"]}], ["alert_id"])
    assert con.execute("select message from alerts").fetchall() == [("文",)]


def test_upsert_takes_null_as_equal_and_the_last_of_two(con: duckdb.DuckDBPyConnection) -> None:
    key = ("place_code", "kind", "year", "period_end")
    due = {"place_code": "000000", "kind": "work_report", "year": 2024, "period_end": None, "state": "due"}
    bulletin = {**due, "kind": "statistical_bulletin", "period_end": date(2024, 9, 30)}
    upsert(con, "coverage", [due, bulletin], key)
    upsert(con, "coverage", [{**due, "state": "overdue"}, {**due, "state": "found"}], key)
    assert ids(con, "coverage", "state") == ["due", "found"]


def test_upsert_needs_its_key(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(StoreError, match="without its key url"):
        upsert(con, "captures", [{"status": 200}], "url")


def test_transaction_joins_the_one_around_it(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ZeroDivisionError), transaction(con):
        replace_document(con, document(), [], [], [])
        assert ids(con, "documents", "document_id") == ["d1"]
        raise ZeroDivisionError
    assert ids(con, "documents", "document_id") == []


def test_bulk_load_is_bulk(con: duckdb.DuckDBPyConnection) -> None:
    batch = [
        (document(f"d{i}"), [row("commitment", f"c{i}-{j}", f"d{i}", value=float(j)) for j in range(100)], [], [])
        for i in range(100)
    ]
    started = datetime.now()
    load_batch(con, batch)
    # 10,000 rows take about 0.3 s; row by row they would take ten or more.
    assert (datetime.now() - started).total_seconds() < 5
    assert con.execute("select count(*), sum(value) from commitments").fetchall() == [(10_000, 495_000.0)]


def test_upsert_of_one_row_leaves_what_another_row_does_not_name(con: duckdb.DuckDBPyConnection) -> None:
    upsert(con, "captures", [{"url": "a", "sha256": "1"}, {"url": "b", "sha256": "2"}], "url")
    upsert(con, "captures", [{"url": "a", "status": 304}, {"url": "b", "sha256": "3", "status": 200}], "url")
    assert con.execute("select url, sha256, status from captures order by url").fetchall() == [
        ("a", "1", 304),
        ("b", "3", 200),
    ]
