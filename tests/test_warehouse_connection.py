"""Every database is opened in one place, with settings each of which this version of DuckDB still needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import FAULTY, MEMORY, SettingError, connect, give_back, memory_limit
from warehouse.query import QueryError, open_published
from warehouse.store import StoreError, open_store

ROOT = Path(__file__).parents[1]
ROOMS = ("extract", "warehouse", "checks", "flows", "scripts")

# Optimizer -> a program that prints what its fault makes of a question, and what is right. In a process of its own: an internal error leaves a
# database that cannot be used.
_RIGHT = {
    "top_n_window_elimination": (
        """
con.execute("create table figure (document varchar, year integer, ordinal integer, unsure boolean)")
con.execute("insert into figure select 'd' || i // 100, 2000 + i % 20, i % 100, i % 50 = 0 from range(1000) t(i)")
con.execute("create table promise as select 'c' || i as id, 'd' || i as document, (2005 + i % 4)::integer as year from range(7) t(i)")
print(len(con.execute(
    "select f.document from promise p join figure f on f.document = p.document and f.year = p.year and not f.unsure"
    " qualify row_number() over (partition by p.id order by f.ordinal) = 1").fetchall()))
""",
        "7",
    ),
    "top_n": (
        """
con.execute("create table figure as select i::bigint as number from range(300000) t(i)")
print(con.execute(
    "select n from (select number::integer as n from figure union all select number::integer from figure) order by n desc limit 3").fetchall())
""",
        "[(299999,), (299999,), (299998,)]",
    ),
}


def answer(optimizer: str, opened: str) -> str:
    """What a process gives for the question, with the database opened so: what it prints, else what it says last."""
    code = f"import duckdb\nfrom warehouse.connection import connect\ncon = {opened}\n{_RIGHT[optimizer][0]}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    return done.stdout.strip() if done.returncode == 0 else done.stderr


def test_each_optimizer_that_is_off_has_its_fault_shown() -> None:
    assert set(FAULTY) == set(_RIGHT)
    assert all(fault.why and "duckdb" in fault.issue for fault in FAULTY.values())


@pytest.mark.parametrize("optimizer", FAULTY)
def test_an_optimizer_is_off_because_it_is_wrong(optimizer: str) -> None:
    right = _RIGHT[optimizer][1]
    others = ",".join(name for name in FAULTY if name != optimizer)
    without = answer(optimizer, f"duckdb.connect(config={{'disabled_optimizers': '{others}'}})")
    assert without != right, (
        f"DuckDB {duckdb.__version__} no longer has the fault for which {optimizer} is switched off"
        f" ({FAULTY[optimizer].issue}): take it out of FAULTY in warehouse/connection.py, and out of this test"
    )
    assert answer(optimizer, "connect()") == right


def test_the_internal_error_is_the_one_that_is_told() -> None:
    said = answer("top_n_window_elimination", "duckdb.connect()")
    assert "INTERNAL Error: Failed to cast expression to type" in said


def test_every_database_is_opened_in_one_place() -> None:
    modules = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert len(modules) > 100
    calls = {
        path.relative_to(ROOT).as_posix()
        for path in modules
        if "duckdb.connect(" in (text := path.read_text("utf-8")) or "from duckdb import" in text
    }
    assert calls == {"warehouse/connection.py"}


@pytest.mark.parametrize("kind", ["memory", "working", "published", "cursor"])
def test_every_connection_is_safe(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.duckdb"
    open_store(path).close()
    con = connect() if kind == "memory" else open_published(path) if kind == "published" else open_store(path)
    with con, con.cursor() as cursor:
        asked = cursor if kind == "cursor" else con
        settings = asked.execute(
            "select current_setting('disabled_optimizers'), current_setting('threads'), current_setting('temp_directory')"
        ).fetchall()
    ((disabled, threads, folder),) = settings
    assert set(disabled.split(",")) == set(FAULTY)
    assert 1 <= threads <= 4
    # Beside a file that is only read, and in the folder that a command happens to run in, nothing is written.
    assert Path(folder).parent == (tmp_path if kind in ("working", "cursor") else Path(folder).parent)
    assert (str(tmp_path) in folder) == (kind in ("working", "cursor"))


def test_what_does_not_fit_goes_to_disk_and_leaves_nothing_there(tmp_path: Path) -> None:
    with connect(tmp_path / "a.duckdb", memory=64) as con:
        con.execute("create temp table much as select md5(i::varchar) as word from range(1500000) t(i)")
        assert con.execute("select count(distinct word) from much").fetchall() == [(1_500_000,)]
        assert con.execute("select sum(size) > 0 from duckdb_temporary_files()").fetchall() == [(True,)]
    assert [path.name for path in tmp_path.iterdir()] == ["a.duckdb"]


def test_memory_that_is_given_back_can_be_had_again(tmp_path: Path) -> None:
    with connect(tmp_path / "a.duckdb", memory=100) as con:
        con.execute("create temp table much as select i from range(2000000) t(i)")
        before = con.execute("select current_setting('memory_limit')").fetchall()
        give_back(con)
        assert con.execute("select current_setting('memory_limit')").fetchall() == before
        assert con.execute("select sum(memory_usage_bytes) < 20_000_000 from duckdb_memory()").fetchall() == [(True,)]
        assert con.execute("select count(*) from much").fetchall() == [(2_000_000,)]


def test_memory_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PLEDGEWATCH_MEMORY", raising=False)
    assert 64 <= memory_limit() <= MEMORY
    for given, wanted in {"500": 500, "500MB": 500, "2 gb": 2000}.items():
        monkeypatch.setenv("PLEDGEWATCH_MEMORY", given)
        assert memory_limit() == wanted
    for given in ("much", "-3", "12", "1TB"):
        monkeypatch.setenv("PLEDGEWATCH_MEMORY", given)
        with pytest.raises(SettingError, match=f"PLEDGEWATCH_MEMORY={given}: write a size such as 500MB"):
            memory_limit()
        with pytest.raises(StoreError, match="PLEDGEWATCH_MEMORY"):
            open_store(tmp_path / "a.duckdb")
    monkeypatch.delenv("PLEDGEWATCH_MEMORY")
    open_store(tmp_path / "b.duckdb").close()
    monkeypatch.setenv("PLEDGEWATCH_MEMORY", "much")
    with pytest.raises(QueryError, match="PLEDGEWATCH_MEMORY"):
        open_published(tmp_path / "b.duckdb")
