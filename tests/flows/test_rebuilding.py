"""Starting anew: who advises it names the command, who speaks of a disk or a right does not; and what cannot be made anew is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.cli.errors import explain
from flows.keeping import KEPT, keep_ledger, ledger_of, ledger_rows
from flows.rebuilding import RebuildError, rebuild
from flows.settings import Home
from warehouse.store import StoreError, open_store, upsert

NAMED = "pledgewatch rebuild"


def broken(path: Path) -> None:
    path.write_bytes(b"garbage" * 3000)


def of_another_type(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("create table documents (document_id integer)")


@pytest.mark.parametrize("harm", [broken, of_another_type])
def test_a_database_that_cannot_be_used_is_told_with_the_command_that_makes_it_anew(tmp_path: Path, harm: Any) -> None:
    path = tmp_path / "warehouse.duckdb"
    harm(path)
    with pytest.raises(StoreError, match=NAMED):
        open_store(path)


@pytest.mark.parametrize("said", ["Cannot open file: Permission denied", "Could not write: Read-only file system", "write failed: No space left on device",
                                  "Trying to read a database file with version number 99, but we can only read versions between 64 and 67"])  # fmt: skip
def test_a_disk_a_right_or_a_newer_file_is_no_reason_to_start_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    def fail(*_: Any) -> None:
        raise duckdb.IOException(f"IO Error: {said}")

    monkeypatch.setattr("warehouse.store._connect", fail)
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "warehouse.duckdb")
    for line in (str(caught.value), explain(caught.value).line):
        assert NAMED not in line and "; " in line


def test_nothing_to_make_it_of_is_said_and_nothing_is_touched(tmp_path: Path) -> None:
    with pytest.raises(RebuildError, match="neither an archive nor a published file"):
        rebuild(Home(tmp_path / "home"))
    assert not (tmp_path / "home" / "work").exists()


def test_a_database_that_another_run_has_open_is_left_alone(tmp_path: Path) -> None:
    import subprocess
    import sys

    home = Home(tmp_path / "home")
    (home.archive / "warc").mkdir(parents=True)
    open_store(home.database).close()
    holder = subprocess.Popen([sys.executable, "-c", f"import duckdb, time; c = duckdb.connect({str(home.database)!r}); print('open', flush=True); time.sleep(100)"],
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match="another process has it open"):
            rebuild(home)
        assert home.database.is_file()
    finally:
        holder.kill()
        holder.wait()


def test_the_ledger_is_written_whole_and_one_that_is_broken_is_none(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with open_store(home.database) as con:
        upsert(con, "captures", [{"url": "http://x/1", "sha256": "a", "place_code": "450224"}], "url")
        keep_ledger(con, home)
        assert ledger_rows(home) == ledger_of(home)
        with duckdb.connect(str(ledger_of(home)), read_only=True) as ledger:
            tables = {name for (name,) in ledger.execute("select table_name from duckdb_tables()").fetchall()}
            assert tables == set(KEPT) and ledger.execute("select place_code from captures").fetchall() == [("450224",)]
        whole = ledger_of(home).read_bytes()
        ledger_of(home).write_bytes(whole[: len(whole) // 2])
        assert ledger_rows(home) is None
        keep_ledger(con, home)
        assert ledger_rows(home) is not None


def test_a_broken_block_is_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with open_store(path) as con:
        con.execute(
            "insert into places select i::varchar, repeat('x', 200) || i, null, null, false from range(5000) r(i)"
        )
    raw = path.read_bytes()
    path.write_bytes(raw[:12_288] + b"\xff" * (len(raw) - 12_288))
    with pytest.raises(StoreError, match=NAMED):
        open_store(path)
