"""The published files change at one stroke, leave out what was withheld, and never disturb a reader."""

from __future__ import annotations

import csv
import os
import re
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import publish as publishing
from warehouse.asking import run_query
from warehouse.flat import FLAT
from warehouse.publish import INTERNAL, TABLES, PublishError, publish
from warehouse.store import load_batch, open_store, upsert


def document(document_id: str, year: int, place: str = "000000") -> dict[str, Any]:
    return {
        "document_id": document_id,
        "place_code": place,
        "kind": "work_report",
        "year": year,
        "title": f"{year}年报告",
        "url": f"http://127.0.0.1/{document_id}",
        "sha256": "0" * 64,
        "text": "全文，\n“引号”" * 5,
    }


def row(kind: str, row_id: str, document_id: str, place: str = "000000") -> dict[str, Any]:
    return {
        f"{kind}_id": row_id,
        "document_id": document_id,
        "place_code": place,
        "indicator": "进出口总额",
        "quote": f"引文{row_id}",
        "value": 6.0,
        "period": 2015,
    }


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    con = open_store(tmp_path / "it's" / "warehouse.duckdb")
    upsert(
        con,
        "places",
        [{"place_code": "000000", "name": "全国"}, {"place_code": "411700", "name": "驻马店市"}],
        "place_code",
    )
    load_batch(
        con,
        [
            (document("d2016", 2016), [row("commitment", "c3", "d2016")], [row("outcome", "o1", "d2016")], []),
            (
                document("d2015", 2015),
                [row("commitment", c, "d2015") for c in ("c2", "c1")],
                [],
                [{"statement_id": "s1", "document_id": "d2015", "place_code": "000000", "verdict": "met"}],
            ),
            (document("z2015", 2015, "411700"), [row("commitment", "z1", "z2015", "411700")], [], []),
        ],
    )
    upsert(
        con,
        "verdicts",
        [
            {
                "commitment_id": "c1",
                "verdict": "missed",
                "continuity": "dropped",
                "outcome_id": "o1",
                "evidence_quote": "引文o1",
                "evidence_document_id": "d2016",
                "next_quote": "目标一节",
            },
            {"commitment_id": "c2", "verdict": "unreported", "continuity": "lowered", "next_commitment_id": "c3"},
            {"commitment_id": "c3", "verdict": "pending", "continuity": "pending"},
            {"commitment_id": "z1", "verdict": "lagging"},
        ],
        "commitment_id",
    )
    upsert(
        con,
        "alerts",
        [{"alert_id": "a", "document_id": "d2016", "kind": "rejected", "raised_at": datetime(2026, 1, 1)}],
        "alert_id",
    )
    upsert(con, "captures", [{"url": "http://127.0.0.1/d2016", "status": 200}], "url")
    return con


def column(db: Path, sql: str) -> list[Any]:
    return [r[0] for r in run_query(db, sql)[1]]


def test_all_files_are_there_and_agree(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    out = tmp_path / "publi'shed"
    files = publish(con, out)
    assert len(files) == 5 + 2 * len(TABLES) + len(FLAT) and all(f.is_file() for f in files)
    assert sorted(p.name for p in out.iterdir()) == [
        "CHANGES.md",
        "croissant.json",
        "csv",
        "datapackage.json",
        "dictionary.md",
        "parquet",
        "pledges.duckdb",
    ]
    db = out / "pledges.duckdb"
    names = column(db, "select table_name from duckdb_tables() order by all")
    assert names == sorted([*TABLES, "judged", "yearly_targets"]) and not set(names) & set(INTERNAL)
    for table in TABLES:
        rows = column(db, f"select count(*) from {table}")[0]
        assert rows == len(duckdb.read_parquet(str(out / "parquet" / f"{table}.parquet")).fetchall())
        if rows:
            assert rows == len(duckdb.read_csv(str(out / "csv" / f"{table}.csv")).fetchall())
    for view in FLAT:
        assert column(db, f"select count(*) from {view}")[0] == len(
            duckdb.read_csv(str(out / "csv" / f"{view}.csv"), header=True).fetchall()
        )
    assert column(db, "select comment from duckdb_tables() where table_name = 'verdicts'")[0]
    assert column(
        db, "select comment from duckdb_columns() where column_name = 'shortfall' and table_name = 'verdicts'"
    )[0]
    assert con.execute("select current_database()").fetchall() == [("warehouse",)]


def test_every_table_is_either_published_or_internal(con: duckdb.DuckDBPyConnection) -> None:
    tables = con.execute("select table_name from duckdb_tables() where not internal").fetchall()
    assert sorted(name for (name,) in tables) == sorted([*TABLES, *INTERNAL])


STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=")
NUMBER = re.compile(r"-\d+(\.\d+)?")


def test_no_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Formulas in all text columns: none is one in the CSV, and each is the text of the published file again without its apostrophe."""
    planted = 0
    keys = "select unnest(constraint_column_names) from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
    names = con.execute(
        "select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' and not internal"
        f" and column_name not in ({keys}) and column_name not in ('kind', 'verdict', 'continuity') and not ends_with(column_name, '_id')"
    ).fetchall()
    for number, (table, name) in enumerate(names):
        con.execute(f'update {table} set "{name}" = ?', [STARTS[number % len(STARTS)] + "cmd"])
        planted += con.execute(f"select count(*) from {table}").fetchall()[0][0] if table in TABLES else 0
    con.execute("update commitments set value = -6.5")
    assert planted > 50
    db, found = publish(con, tmp_path / "p")[0], 0
    for table in TABLES:
        with (tmp_path / "p" / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        assert not [c for row in rows for c in row if c.startswith(STARTS[:-1]) and not NUMBER.fullmatch(c)]
        with duckdb.connect(str(db), read_only=True) as published:
            kinds = dict(published.execute("select column_name, data_type from duckdb_columns() where table_name = ?", [table]).fetchall())  # fmt: skip
            kept = published.execute(f"from {table}").fetchall()
        for row, whole in zip(rows, kept, strict=True):
            for name, cell, value in zip(header, row, whole, strict=True):
                if kinds[name] == "VARCHAR" and value:
                    assert re.sub(r"^'('*[=+\-@\t\r\n＝＋－＠])", r"\1", cell) == value
                    found += cell != value
    assert found >= planted
    with (tmp_path / "p" / "csv" / "commitments.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["value"] for row in csv.DictReader(lines)} == {"-6.5"}


def test_same_rows_give_the_same_csv(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = {p.name: p.read_bytes() for p in publish(con, tmp_path / "p") if p.suffix == ".csv"}
    con.execute("create table other as from commitments order by commitment_id desc")
    con.execute("delete from commitments")
    con.execute("insert into commitments from other")
    second = {p.name: p.read_bytes() for p in publish(con, tmp_path / "p") if p.suffix == ".csv"}
    assert first == second


def test_views_show_both_quotes_and_addresses(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    db = publish(con, tmp_path / "p")[0]
    wanted = "place, promise_quote, promise_url, evidence_quote, evidence_url"
    told = ("全国", "引文c1", "http://127.0.0.1/d2015", "引文o1", "http://127.0.0.1/d2016")
    assert run_query(db, f"select {wanted} from missed")[1] == [told]
    assert run_query(db, "select commitment_id, next_quote, next_url from dropped")[1] == [
        ("c1", "目标一节", "http://127.0.0.1/d2016")
    ]
    assert run_query(db, "select commitment_id, next_promised, next_url from lowered")[1] == [
        ("c2", 6.0, "http://127.0.0.1/d2016")
    ]
    assert column(db, "select place from lagging") == ["驻马店市"]


def test_withheld_document_is_left_out_with_all_that_rests_on_it(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    db = publish(con, tmp_path / "p", {"d2016"})[0]
    assert column(db, "select document_id from documents") == ["d2015", "z2015"]
    assert column(db, "select commitment_id from commitments order by all") == ["c1", "c2", "z1"]
    assert column(db, "select count(*) from outcomes") == [0]
    # c1 rests on an outcome of the withheld report, c2 on its silence and its plan; z1 on neither.
    assert column(db, "select commitment_id from verdicts") == ["z1"]
    assert column(db, "select alert_id from alerts") == ["a"]
    assert con.execute("select count(*) from verdicts").fetchall() == [(4,)]


def test_failure_leaves_the_old_files(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "p"
    before = {p: p.stat().st_mtime_ns for p in publish(con, out)}
    broken = tmp_path / "views.sql"
    broken.write_text("create view missed as select * from nowhere;", "utf-8")
    monkeypatch.setattr(publishing, "VIEWS", broken)
    with pytest.raises(PublishError, match=r"nowhere.*the files of the run before stand"):
        publish(con, out)
    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert not (out / ".staging").exists()
    monkeypatch.undo()
    publish(con, out)  # the connection is as good as before
    assert con.execute("select count(*) from commitments").fetchall() == [(4,)]


def test_what_a_dead_run_left_behind_is_cleared(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "p" / ".staging").mkdir(parents=True)
    (tmp_path / "p" / ".staging" / "pledges.duckdb").write_bytes(b"half")
    publish(con, tmp_path / "p")
    assert not (tmp_path / "p" / ".staging").exists()


def test_reader_goes_on_while_publishing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    db = publish(con, tmp_path / "p")[0]
    faults: list[str] = []
    reads: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                # Each run changes both tables in step: a half-published file would show them apart.
                _, rows = run_query(db, "select (select count(*) from places), (select count(*) from indicators)")
                places, indicators = rows[0]
                reads.append(places)
                if places != indicators + 2:
                    faults.append(f"{places} places, {indicators} indicators")
            except Exception as error:
                faults.append(repr(error))
            time.sleep(0.01)  # one that never pauses leaves the writer half a core

    reader = threading.Thread(target=read)
    # Connections of one process to one path share a database; under another name this one keeps to the old file.
    os.link(db, tmp_path / "old.duckdb")
    held = duckdb.connect(str(tmp_path / "old.duckdb"), read_only=True)
    reader.start()
    for i in range(8):
        upsert(con, "places", [{"place_code": f"{i:06}1", "name": "某地"}], "place_code")
        upsert(con, "indicators", [{"indicator_id": f"i{i}", "name": "某指标"}], "indicator_id")
        publish(con, tmp_path / "p")
    done.set()
    reader.join()
    assert faults == []
    assert len(set(reads)) > 1, "the reader saw no change"
    assert held.execute("select count(*) from places").fetchall() == [(2,)]
    held.close()
