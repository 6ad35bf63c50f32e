"""One publication is whole: its files say one id, a reader can tell, and a kill between two of them is completed or undone by the next run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest
from sample_warehouse import build

from warehouse.asking import run_query
from warehouse.publication import damaged, published_id, settle
from warehouse.publish import TABLES, publish
from warehouse.store import open_store, upsert

# Publishes once more with other rows and dies at the change number argv[3] of a file's place.
KILLED = """
import os, sys
from pathlib import Path
from warehouse.publish import publish
from warehouse.store import open_store, upsert
left, replace = int(sys.argv[3]), Path.replace
def dying(self, target):
    global left
    if ".staging" in str(self):
        left -= 1
        if left < 0:
            os._exit(9)
    return replace(self, target)
with open_store(Path(sys.argv[1])) as con:
    upsert(con, "indicators", [{"indicator_id": "new", "name": "新指标"}], "indicator_id")
    Path.replace = dying
    publish(con, Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a working database and its publication."""
    folder = tmp_path_factory.mktemp("publication")
    with open_store(build(folder / "w.duckdb")) as con:
        publish(con, folder / "published")
    return folder


def ids(folder: Path) -> set[str]:
    """The ids that all files of a publication say, with what datapackage.json says of each CSV in place of the id that it cannot hold."""
    found = {
        published_id(folder),
        *(str(row[0]) for row in run_query(folder / "pledges.duckdb", "from publication")[1]),
    }
    found.add((folder / "csv" / "publication.csv").read_text("utf-8").split()[1])
    for table in TABLES:
        metadata: Any = pyarrow.parquet.read_metadata(folder / "parquet" / f"{table}.parquet").metadata
        found.add(metadata[b"publication_id"].decode())
    return found | {f"damaged {name}" for name in damaged(folder)}


def test_all_files_say_one_id_that_comes_of_the_rows(first: Path) -> None:
    (one,) = ids(first / "published")
    assert len(one) == 16
    with open_store(first / "w.duckdb") as con:
        publish(con, first / "again")
        upsert(con, "places", [{"place_code": "999999", "name": "又一地"}], "place_code")
        publish(con, first / "other")
    assert ids(first / "again") == {one} and ids(first / "other") != {one} and len(ids(first / "other")) == 1
    files = {f["path"] for f in json.loads((first / "published" / "datapackage.json").read_text("utf-8"))["files"]}
    assert files | {"datapackage.json"} == {p.relative_to(first / "published").as_posix() for p in (first / "published").rglob("*") if p.is_file()}  # fmt: skip


@pytest.mark.parametrize("name", ["pledges.duckdb", "csv/verdicts.csv", "parquet/alerts.parquet", "datapackage.json"])
def test_a_file_that_is_not_what_it_was_is_told(first: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "p"
    subprocess.run(["cp", "-r", str(first / "published"), str(folder)], check=True)
    assert damaged(folder) == []
    path = folder / name
    path.chmod(0o644)
    raw = path.read_bytes()
    path.write_bytes(raw[:-9] + bytes([raw[-9] ^ 255]) + raw[-8:] if name != "datapackage.json" else b"{")
    assert damaged(folder) == [name]
    path.unlink()
    assert damaged(folder) == [name]


@pytest.mark.parametrize("dies_at", [0, 1, 2, 25, 43])
def test_a_kill_between_two_files_is_undone_or_completed(first: Path, tmp_path: Path, dies_at: int) -> None:
    """At 0 the list of what is to be changed is not in its place yet: then nothing was. From 1 on the change is decided."""
    subprocess.run(["cp", "-r", *(str(first / name) for name in ("w.duckdb", "published")), str(tmp_path)], check=True)
    folder = tmp_path / "published"
    (before,) = ids(folder)
    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "w.duckdb"), str(folder), str(dies_at)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert died.returncode == 9
    if dies_at >= 2:
        assert len(ids(folder)) > 1, "a reader can tell that the files are of two publications"
    settle(folder)
    (after,) = ids(folder)
    assert (after == before) == (dies_at == 0)
    assert not (folder / ".staging").exists()
    with duckdb.connect(str(folder / "pledges.duckdb"), read_only=True) as con:
        new = con.execute("select count(*) from indicators where indicator_id = 'new'").fetchall()[0][0]
    assert new == (dies_at > 0)
