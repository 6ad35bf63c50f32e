"""A question in SQL sees the published file and nothing else of the machine, has its time and its memory, and its answer does no harm."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import duckdb
import pandas
import pytest

from flows.cli.answers import print_csv, print_table
from warehouse.asking import asking, run_query
from warehouse.query import QueryError

REFUSED = [
    ("select 1; drop table places", "read-only"),
    ("insert into places values ('x')", "read-only"),
    ("update places set name = 'x'", "read-only"),
    ("create temp table t as select 1", "read-only"),
    ("create view v as select 1", "read-only"),
    ("create secret (type s3)", "read-only"),
    ("copy places to '{other}'", "read-only"),
    ("copy places from '{other}'", "read-only"),
    ("export database '{other}'", "read-only"),
    ("import database '{other}'", "disabled"),
    ("attach '{other}'", "read-only"),
    ("attach ':memory:' as m", "read-only"),
    ("detach x", "read-only"),
    ("use memory", "read-only"),
    ("install httpfs", "read-only"),
    ("load httpfs", "read-only"),
    ("set enable_external_access = true", "read-only"),
    ("set memory_limit = '90GB'", "read-only"),
    ("reset lock_configuration", "read-only"),
    ("set variable a = 1", "read-only"),
    ("pragma enable_profiling = 'json'", "read-only"),
    ("prepare p as select 1", "read-only"),
    ("call pragma_version()", "read-only"),
    ("checkpoint", "read-only"),
    ("vacuum", "read-only"),
    ("begin", "read-only"),
    ("explain analyze copy places to '{other}'", "disabled"),
    ("explain analyze delete from places", "read-only"),
    ("select * from read_text('/etc/passwd')", "disabled"),
    ("select * from read_blob('/proc/self/environ')", "disabled"),
    ("select * from read_csv('{other}')", "disabled"),
    ("select * from parquet_scan('{other}')", "disabled"),
    ("select * from sniff_csv('{other}')", "disabled"),
    ("select * from glob('/etc/*')", "disabled"),
    ("from '/etc/passwd'", "does not exist"),
    ("from '{second}'", "does not exist|disabled"),
    ("from 'http://127.0.0.1:9/x.parquet'", "does not exist|disabled"),
    ("from duckdb_secrets()", "disabled"),
    ("from secret_of_this_program", "does not exist"),
    ("from query('select * from read_text(''/etc/passwd'')')", "disabled"),
    ("select getenv('HOME')", "does not exist"),
]
HOSTILE = "=cmd|' /C calc'!A0 [red]no[/red] \x1b]0;owned\x07\u202e"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asked") / "pledges.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create table places as select '450224' as place_code, '融安县' as name")
        con.execute('create table values_of_all_kinds ("=h" varchar, n integer, d decimal(4, 1))')
        con.execute("insert into values_of_all_kinds values (?, -5, -2.5)", [HOSTILE])
        con.executemany(
            "insert into values_of_all_kinds values (?, 1, 1)", [["-x"], ["\t=1"], ["@a"], ["＝1"], ["'=1"], ["安"]]
        )
    return path


@pytest.mark.parametrize(("sql", "says"), REFUSED, ids=[sql for sql, _ in REFUSED])
def test_what_does_more_than_ask_is_refused(db: Path, sql: str, says: str) -> None:
    secret_of_this_program = pandas.DataFrame({"a": [1]})  # DuckDB would find it by its name
    other, second, before = db.parent / "other", db.parent / "second.duckdb", db.read_bytes()
    with duckdb.connect(str(second)) as con:
        con.execute("create or replace table one as select 1")
    with pytest.raises(QueryError, match=says) as caught:
        run_query(db, sql.format(other=other, second=second))
    assert "\n" not in str(caught.value)
    assert not other.exists() and len(secret_of_this_program) == 1 and db.read_bytes() == before


@pytest.mark.parametrize("sql", ["from places", "with a as (from places) from a", "show tables", "describe places", "summarize places",
                                 "explain from places", "pivot places on name using count(*)", "select 1; from places"])  # fmt: skip
def test_every_way_of_asking_is_answered(db: Path, sql: str) -> None:
    assert run_query(db, sql)[1]


def test_a_question_has_its_time(db: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryError, match=r"more than 0\.3 seconds; ask for less"):
        run_query(db, "select count(*) from range(10000000000)", seconds=0.3)
    with pytest.raises(QueryError, match=r"0\.3 seconds"), asking(db, "from range(10000000000)", seconds=0.3) as answer:
        for _ in answer.rows:  # the time runs while rows are read as well
            pass
    assert time.monotonic() - begun < 10


def test_a_question_has_its_memory_and_its_part_of_the_disk(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.asking._SPILL", "10MB")
    monkeypatch.setenv("PLEDGEWATCH_MEMORY", "64MB")
    with pytest.raises(QueryError, match="does not fit in memory"):
        run_query(db, "select count(*) from (select distinct hash(range) from range(10000000))")


def test_a_terminal_shows_what_values_hold_and_how_many_rows_there_are(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = 'select "=h" as "\x1b[2Jname" from values_of_all_kinds, range(12) where n = -5'
    with asking(db, sql) as answer:
        print_table(answer, 5)
    said = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    flat = "".join(said.split()).replace("│", "")
    assert "[red]no[/red]\\x1b]0;owned\\x07\\u202e" in flat and "\\x1b[2Jname" in flat
    assert said.count("cmd|") == 5 and said.splitlines()[-1].startswith("12 rows, the first 5 shown")
    with asking(db, "from range(3)") as answer:
        print_table(answer, 5)
    assert capsys.readouterr().out.splitlines()[-1] == "3 rows"


def test_a_pipe_gets_no_formulas_and_numbers_that_are_numbers(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with asking(db, "from values_of_all_kinds") as answer:
        print_csv(answer)
    names, first, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert names == ["'=h", "n", "d"] and first == [f"'{HOSTILE}", "-5", "-2.5"]
    assert [row[0] for row in rows] == ["'-x", "'\t=1", "'@a", "'＝1", "''=1", "安"]
