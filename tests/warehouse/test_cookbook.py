"""The published sample as people use it: every example of the cookbook runs, and the pages beside the tables say what is there."""

from __future__ import annotations

import json
import multiprocessing
import re
import sqlite3
import time
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from reader_in_a_loop import read_in_a_loop
from typer.testing import CliRunner

from flows.cli.app import app
from warehouse.export import ExportError, _number_format, find_place, sheets, write_csv, write_xlsx
from warehouse.publish import publish
from warehouse.store import load_batch, open_store, upsert

pytestmark = pytest.mark.slow

COOKBOOK = (Path(__file__).parents[2] / "docs" / "cookbook.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sql\n(.*?)```", COOKBOOK, re.DOTALL)
ODD = "=1+1 <script>𠮷"


def document(year: int) -> dict[str, Any]:
    return {"document_id": f"d{year}", "place_code": "450224", "kind": "work_report", "year": year, "url": f"http://x/{year}", "sha256": "0" * 64, "text": "文", "title": ODD,
            "complete": True}  # fmt: skip


def claim(kind: str, number: int, year: int) -> dict[str, Any]:
    return {f"{kind}_id": f"{kind}{number}", "document_id": f"d{year}", "place_code": "450224", "indicator": "生产总值", "indicator_id": "gdp", "measure": "growth", "unit": "%",
            "value": 6.0, "quote": f"={number}", "period": year, "char_start": 0, "char_end": 1, "ordinal": number} | ({"kind": "quantity", "headline": True, "comparator": ">="} if kind == "commitment" else {})  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    with open_store(folder / "w.duckdb") as con:
        fill(con)
        publish(con, folder / "published")
    return folder / "published"


def fill(con: Any) -> None:
    upsert(
        con,
        "places",
        [
            {"place_code": c, "name": n, "level": "county"}
            for c, n in (("450224", "融安县"), ("999901", "同名县"), ("999902", "同名县"))
        ],
        "place_code",
    )
    upsert(con, "indicators", [{"indicator_id": "gdp", "name": "地区生产总值", "aliases": []}], "indicator_id")
    load_batch(
        con,
        [
            (
                document(2024),
                [claim("commitment", 1, 2024), claim("commitment", 2, 2024)],
                [claim("outcome", 1, 2024)],
                [],
            )
        ],
    )
    verdict = {
        "verdict": "missed",
        "continuity": "dropped",
        "shortfall": 1.0,
        "reason": "差1个百分点。",
        "rule": "floor",
        "confidence": 0.9,
        "evidence_quote": "增长5%",
    }
    upsert(con, "verdicts", [{"commitment_id": "commitment1"} | verdict], "commitment_id")
    con.execute(
        "insert into verdict_changes by name select commitment_id, timestamp '2026-01-01' as changed_at, verdict, continuity, rule, false as recomputed from verdicts"
    )


@pytest.mark.parametrize("sql", EXAMPLES, ids=[e.split("from ")[1].split()[0] for e in EXAMPLES])
def test_every_example_of_the_cookbook_runs(published: Path, sql: str) -> None:
    with duckdb.connect(str(published / "pledges.duckdb"), read_only=True) as con:
        con.execute(sql).fetchall()


def test_every_view_has_a_comment_and_an_example(published: Path) -> None:
    with duckdb.connect(str(published / "pledges.duckdb"), read_only=True) as con:
        views = con.execute("select view_name, comment from duckdb_views() where not internal").fetchall()
    assert all(comment for _, comment in views)
    missing = {
        name
        for name, _ in views
        if name != "yearly_targets" and not any(f"from {name}" in e.replace(chr(10), " ") for e in EXAMPLES)
    }
    assert not missing


def test_views_for_questions_answer_them(published: Path) -> None:
    with duckdb.connect(str(published / "pledges.duckdb"), read_only=True) as con:
        assert con.execute(
            "select year, commitments, missed, dropped, headline_share_met from scorecard"
        ).fetchall() == [(2024, 1, 1, 1, 0.0)]
        assert con.execute("select verdict_before, verdict, indicator from newest").fetchall() == [
            (None, "missed", "生产总值")
        ]
        assert con.execute("select year, promised, verdict from promise_history").fetchall() == [(2024, 6.0, "missed")]


def test_the_dictionary_names_every_table_view_and_column(published: Path) -> None:
    text = (published / "dictionary.md").read_text("utf-8")
    with duckdb.connect(str(published / "pledges.duckdb"), read_only=True) as con:
        tables = con.execute("select distinct table_name from duckdb_columns() where not internal").fetchall()
        columns = con.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert len(tables) > 15 and all(f"## {name}" in text for (name,) in tables)
    assert all(
        f"| `{column}` |" in text and (comment or "") in text.replace("\\|", "|") for _, column, comment in columns
    )


def test_the_data_package_describes_the_files_as_they_are(published: Path) -> None:
    import csv
    import hashlib

    package = json.loads((published / "datapackage.json").read_text("utf-8"))
    assert {r["name"] for r in package["resources"]} == {p.stem for p in (published / "csv").glob("*.csv")}
    for resource in package["resources"]:
        path = published / resource["path"]
        assert (
            resource["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
            and resource["bytes"] == path.stat().st_size
        )
        with path.open(encoding="utf-8", newline="") as lines:
            assert next(csv.reader(lines)) == [field["name"] for field in resource["schema"]["fields"]]
        assert {f["type"] for f in resource["schema"]["fields"]} <= {
            "string",
            "number",
            "integer",
            "boolean",
            "date",
            "datetime",
        }


def test_changes_tell_what_differs_and_stay_where_nothing_does(tmp_path: Path) -> None:
    page = tmp_path / "published" / "CHANGES.md"
    with open_store(tmp_path / "w.duckdb") as con:
        fill(con)
        publish(con, page.parent)
        assert "首次公布" in page.read_text("utf-8")
        con.execute("update verdicts set verdict = 'met'")
        publish(con, page.parent)
        told = page.read_text("utf-8")
        assert "未达目标 → 完成" in told and "首次公布" in told
        publish(con, page.parent)
        assert page.read_text("utf-8") == told


def test_eight_readers_see_no_error_while_nights_publish(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    errors = context.Queue()
    path = tmp_path / "published" / "pledges.duckdb"
    with open_store(tmp_path / "w.duckdb") as con:
        fill(con)
        publish(con, path.parent)
        over = context.Event()
        readers = [context.Process(target=read_in_a_loop, args=(str(path), over, errors)) for _ in range(8)]
        for reader in readers:
            reader.start()
        for night in range(8):
            con.execute("update verdicts set rule = ?", [f"rule{night}"])
            publish(con, path.parent)
            time.sleep(0.2)
        over.set()
        for reader in readers:
            reader.join()
    assert errors.empty(), errors.get()
    assert all(reader.exitcode == 0 for reader in readers)


# The export.


def test_the_workbook_has_quotes_sources_and_no_formula(published: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    done = CliRunner().invoke(app, ["export", "--place", "融安县", "--out", str(path), "--home", str(published.parent)])
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["承诺", "报告数字", "文件", "说明"]
    heads = [cell.value for cell in book["承诺"][1]]
    row = {h: book["承诺"].cell(2, n + 1) for n, h in enumerate(heads)}
    assert row["结论"].value == "未达目标" and row["承诺原文"].value == "=1" and row["承诺原文"].data_type == "s"
    assert row["承诺出处"].hyperlink.target == "http://x/2024"
    assert book["文件"].cell(2, 3).value == ODD and book["承诺"].freeze_panes == "A2"


def exported(published: Path, *options: str) -> Any:
    return CliRunner().invoke(app, ["export", *options, "--home", str(published.parent)])


def test_the_workbook_says_things_in_chinese_and_shows_numbers_as_numbers(published: Path, tmp_path: Path) -> None:
    done = exported(
        published, "--place", "融安县", "--out", str(tmp_path)
    )  # a folder: the file is named after the place
    assert done.exit_code == 0 and str(tmp_path / "融安县.xlsx") in done.output
    book = openpyxl.load_workbook(tmp_path / "融安县.xlsx")
    row = {heading.value: cell for heading, cell in zip(book["承诺"][1], book["承诺"][2], strict=True)}
    assert row["承诺"].value == "增长6%以上" and row["承诺值"].value == 6 and row["可信度"].number_format == "0%"
    assert not any(str(heading).startswith("_") for heading in row)
    words = [cell.value for sheet in ("报告数字", "文件") for cell in book[sheet][2]]
    assert (
        "增速" in words
        and "政府工作报告" in words
        and not {"growth", "work_report", True} & {w for w in words if isinstance(w, str | bool)}
    )


@pytest.mark.parametrize(
    ("heading", "value", "shown"),
    [("年份", 2024, "General"), ("承诺值", 6.5, "General"), ("承诺值", 5e6, "#,##0"), ("报告值", 12345.67, "#,##0.00"), ("存档时间", datetime(2026, 1, 2, 3, 4), "yyyy-mm-dd hh:mm"),
     ("发布日期", date(2026, 1, 2), "yyyy-mm-dd"), ("指标", "5000", "General")],
)  # fmt: skip
def test_a_cell_shows_its_number_as_people_write_it(heading: str, value: Any, shown: str) -> None:
    assert _number_format(heading, value) == shown


def test_everything_goes_into_one_sqlite_file_that_finds_chinese_words(published: Path, tmp_path: Path) -> None:
    done = exported(published, "--format", "sqlite", "--out", str(tmp_path / "new" / "all.sqlite"))
    assert done.exit_code == 0 and str(tmp_path / "new" / "all.sqlite") in done.output and "promises 1" in done.output
    with closing(sqlite3.connect(tmp_path / "new" / "all.sqlite")) as con:
        found = con.execute(
            "select p.promise_quote from promises_fts f join promises p on p.rowid = f.rowid where promises_fts match '\"生产总值\"'"
        )
        assert found.fetchall() == [("=1",)]
        assert con.execute("select title from documents").fetchall() == [(ODD,)]
    described = json.loads((tmp_path / "new" / "all.metadata.json").read_text("utf-8"))["databases"]["all"]
    assert described["tables"]["promises"]["columns"]["reported_unit"]
    again = exported(published, "--format", "sqlite", "--out", str(tmp_path / "new"))
    assert again.exit_code == 0 and (tmp_path / "new" / "pledges.sqlite").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--format", "sqlite", "--place", "融安县"], "leave --place out"), ([], "--place is missing"), (["--format", "ods", "--place", "融安县"], "xlsx, csv or sqlite"),
     (["--format", "sqlite", "--out", "/proc/x/y.sqlite"], "choose another --out"), (["--place", "融安县", "--out", "/proc/x/y.xlsx"], "choose another --out")],
)  # fmt: skip
def test_an_export_that_cannot_be_says_why(published: Path, options: list[str], said: str) -> None:
    done = exported(published, *options)
    assert done.exit_code == 1 and said in done.output


def test_csv_cannot_be_taken_for_a_formula(published: Path, tmp_path: Path) -> None:
    _, tables = sheets(published / "pledges.duckdb", "450224")
    folder = write_csv(tmp_path / "out", tables)
    assert "'=1" in (folder / "承诺.csv").read_text("utf-8-sig")


def test_a_place_without_promises_says_so(published: Path, tmp_path: Path) -> None:
    _, tables = sheets(published / "pledges.duckdb", "999901")
    write_xlsx(tmp_path / "x.xlsx", tables)
    assert "尚无" in tables[-1].rows[1][0]


@pytest.mark.parametrize(
    ("asked", "said"), [("同名县", "999901, 999902"), ("融安", "融安县"), ("火星", "no such place")]
)
def test_a_place_that_is_not_clear_is_asked_for(published: Path, asked: str, said: str) -> None:
    with (
        duckdb.connect(str(published / "pledges.duckdb"), read_only=True) as con,
        pytest.raises(ExportError, match=said),
    ):
        find_place(con, asked)


def test_nothing_published_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", "--place", "融安县", "--home", str(tmp_path)])
    assert done.exit_code == 1 and "nightly" in done.output
