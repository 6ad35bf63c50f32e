"""The published files in other people's hands: a remote reader's DuckDB, and a validator of data packages, each in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import duckdb
import pytest

from warehouse.publish import publish
from warehouse.sqlite import write_sqlite
from warehouse.store import open_store

pytestmark = pytest.mark.slow  # each makes an environment

HANG = 300  # seconds
# httpfs comes as a package for this version only; that it is not ours shows that others can open what we write.
READER = ("duckdb==1.5.5", "duckdb-extension-httpfs==1.5.5")
VALIDATOR = ("frictionless==5.21.0",)
PROGRAMS = ("mlcroissant==1.1.1", "datasette==0.65.5")
REMOTE = """
import pathlib, sys, duckdb, duckdb_extension_httpfs as package
con = duckdb.connect()
extension, = pathlib.Path(package.__file__).parent.rglob("httpfs.duckdb_extension")
con.execute(f"load '{extension}'")
con.execute(f"attach '{sys.argv[1]}' as pledges (read_only)")
print(con.execute("select count(*), min(verdict), max(verdict) from pledges.missed").fetchall()[0])
try:
    con.execute("delete from pledges.verdicts")
except duckdb.Error as error:
    print(type(error).__name__)
"""
CHECKED = """
import sys, frictionless
report = frictionless.validate(sys.argv[1])
for line in report.flatten(["name", "rowNumber", "fieldName", "message"])[:20]:
    print(line)
print("valid" if report.valid else "invalid", len(report.tasks))
"""

CROISSANT = """
import sys, mlcroissant
panel = mlcroissant.Dataset(jsonld=sys.argv[1])
rows = list(panel.records("panel"))
print(len(panel.metadata.issues.errors), len(rows), sorted({row["panel/verdict"].decode() for row in rows}), {type(row["panel/promised"]).__name__ for row in rows})
"""
DATASETTE = """
import asyncio, json, sys
from datasette.app import Datasette

async def ask():
    served = Datasette([sys.argv[1]], metadata=json.load(open(sys.argv[1].replace(".sqlite", ".metadata.json"))))
    await served.invoke_startup()
    for question in ("promises.json?_search=生产总值", "promises.json?_search=无此一物", "find.json?q=游客", "promises.json?_facet=verdict_said"):
        answer = await served.client.get(f"/pledges/{question}&_shape=array&_size=500&_nl=on")
        print(answer.status_code, sum("生产总值" in line or "游客" in line for line in map(str, map(json.loads, answer.text.splitlines()))), len(answer.text.splitlines()))
    page = (await served.client.get("/pledges/promises")).text
    print("政府工作报告的承诺" in (await served.client.get("/")).text, 'name="_search"' in page, "promise_quote" in page)

asyncio.run(ask())
"""


@pytest.fixture(scope="module")
def published(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readers")
    with open_store(Path(shutil.copy(sample_database, folder / "w.duckdb"))) as con:
        publish(con, folder / "published")
    return folder / "published"


def environment(folder: Path, packages: tuple[str, ...]) -> Path:
    """A folder with these packages; the test is skipped where they cannot be had."""
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not on the path: no environment for readers")
    made = subprocess.run(
        [uv, "pip", "install", "--quiet", "--no-config", "--python", sys.executable, "--target", os.fspath(folder), *packages],
        capture_output=True, text=True, timeout=HANG, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"{' '.join(packages)}: cannot be installed here ({made.stderr.strip().splitlines()[-1:]})")
    return folder


def run(folder: Path, script: str, argument: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-S", "-c", script, argument],
        capture_output=True, text=True, timeout=HANG, check=False, env={**os.environ, "PYTHONPATH": os.fspath(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.fixture
def web(published: Path) -> Generator[tuple[str, list[str]]]:
    """A web server as any, which answers for parts of a file; its address, and the parts that it was asked for."""
    from werkzeug.utils import send_file

    asked: list[str] = []

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        asked.append(environ.get("HTTP_RANGE", ""))
        sent = send_file(published / environ["PATH_INFO"].strip("/"), environ, conditional=True)
        return sent(environ, start)

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None: ...

    with make_server("127.0.0.1", 0, answer, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/pledges.duckdb", asked
        server.shutdown()
        thread.join()


def test_a_remote_reader_asks_the_file_on_a_web_server(web: tuple[str, list[str]], published: Path, tmp_path: Path) -> None:  # fmt: skip
    address, asked = web
    with duckdb.connect(str(published / "pledges.duckdb"), read_only=True) as con:
        there = con.execute("select count(*), min(verdict), max(verdict) from missed").fetchall()[0]
    answer, refused = run(environment(tmp_path / "packages", READER), REMOTE, address)
    assert answer == str(there) and there[0] > 0
    assert refused == "InvalidInputException"
    assert any(part.startswith("bytes=") for part in asked), "the whole file was fetched"


def test_the_data_package_holds_before_its_standards_validator(published: Path, tmp_path: Path) -> None:
    said = run(environment(tmp_path / "packages", VALIDATOR), CHECKED, os.fspath(published / "datapackage.json"))
    assert said[-1] == f"valid {len(list((published / 'csv').glob('*.csv')))}", said


def test_programs_open_the_panel_by_its_metadata_and_datasette_searches_the_sqlite_file(published: Path, tmp_path: Path) -> None:  # fmt: skip
    packages = environment(tmp_path / "packages", PROGRAMS)
    con = duckdb.connect(str(published / "pledges.duckdb"), read_only=True)
    with con:
        rows = con.execute("select count(*) from panel").fetchall()[0][0]
        verdicts = sorted(name for (name,) in con.execute("select distinct verdict from panel").fetchall())
        (promises,) = con.execute("select count(*) from promises").fetchall()[0]
        (of_gdp,) = con.execute("select count(*) from promises where concat_ws(' ', indicator, promise_quote, evidence_quote, next_quote, reason) like '%生产总值%'").fetchall()[0]  # fmt: skip
    assert run(packages, CROISSANT, os.fspath(published / "croissant.json")) == [f"0 {rows} {verdicts} {{'float'}}"]
    write_sqlite(published / "pledges.duckdb", tmp_path / "pledges.sqlite")
    gdp, nothing, visitors, all_rows, page = run(packages, DATASETTE, os.fspath(tmp_path / "pledges.sqlite"))
    assert gdp == f"200 {of_gdp} {of_gdp}" and nothing == "200 0 0"
    assert visitors.startswith("200 ") and int(visitors.split()[2]) > 1 and visitors.split()[1] == visitors.split()[2]
    assert all_rows.split()[2] == str(min(promises, 500)) and page == "True True True"
