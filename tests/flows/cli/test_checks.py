"""Check, quarantine, release and corrections as an operator meets them, on the sample's own night."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
DOCUMENT = "411700-work_report-2014"
DATA_DOCS = True  # looked at in the home's


def call(*words: str | Path) -> tuple[int, str]:
    from flows.cli.app import app

    done = CliRunner().invoke(app, ["--lang", "zh", *(str(word) for word in words)], catch_exceptions=False)
    return done.exit_code, done.stdout + done.stderr


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def home(plain_flows: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after one good night of 驻马店's seven reports."""
    from flows.add import Filing, run_add
    from flows.settings import Home

    folder = tmp_path_factory.mktemp("home")
    pages = sorted((ROOT / "flows" / "capturing" / "sample" / "site" / "zhumadian").glob("*.html"))
    added = run_add(Home(folder), Filing([str(page) for page in pages], place="411700", kind="work_report"))
    assert added.rejected == [] and added.failed == []
    return folder


def value_in(home: Path) -> tuple[str, float]:
    """A result of the report that can be misread: the GDP of the year."""
    ((row_id, value),) = rows(
        home / "published" / "pledges.duckdb",
        f"select outcome_id, value from outcomes where document_id = '{DOCUMENT}' and indicator_id = 'gdp' and measure = 'level' and scope is null",
    )
    return row_id, value


def again(home: Path, corrections: Path) -> Any:
    from flows.alert import alert
    from flows.process import process

    done = process(str(home), corrections=corrections)
    return done, alert(str(home)).raised


def test_a_day_with_a_bad_correction(home: Path, tmp_path: Path) -> None:
    """A slip in a correction multiplies a GDP by 10,000: the figure is kept out, its document and everything else go on."""
    published, working = home / "published" / "pledges.duckdb", home / "work" / "warehouse.duckdb"
    row_id, value = value_in(home)
    assert call("check", "--home", home)[0] == 0 and call("check", published)[0] == 0
    overview = (home / "data_docs" / "index.html").read_text("utf-8")
    links = re.findall(r'href="([^"]+)"', overview)
    assert len(links) > 10 and all((home / "data_docs" / link).is_file() for link in links), "a page that is not there"
    assert "http" not in overview, "the overview needs nothing from the net"
    assert "没有文件或数据被留置" in call("quarantine", "--home", home)[1]
    entry = f"- {{document: {DOCUMENT}, row: {row_id}, field: value, expected: {value!r}, new: {value * 1e4!r}, reason: a slip, who: Li, date: 2026-03-01}}\n"
    (tmp_path / "a.yaml").write_text(entry, "utf-8")
    done, raised = again(home, tmp_path)
    assert done.published and done.rejected == []
    (said,) = [line for line in done.warnings if line.startswith(DOCUMENT)]
    assert "the rest is published" in said and "quarantine show" in said
    assert len(raised) == 1 and "未通过检查" in raised[0] and "quarantine show" in raised[0], (
        "a correction is no news but for this"
    )
    assert again(home, tmp_path)[1] == [] and not again(home, tmp_path)[0].published

    # What readers see is the document without that figure; the operator is told what, why and what to do.
    assert rows(published, f"select value from outcomes where outcome_id = '{row_id}'") == []
    assert rows(published, "select distinct document_id, row_id from withheld") == [(DOCUMENT, row_id)]
    assert rows(published, f"select * from verdicts where outcome_id = '{row_id}'") == []
    assert rows(published, "select document_id from documents where held_since is not null") == []
    assert rows(published, "select count(*) from documents") == [(7,)]
    ((reason, remedy),) = rows(published, "select reason, remedy from rejections where stage = 'checks'")
    assert "outcome_main_amount_fits_its_series" in reason and "quarantine show" in remedy
    status, output = call("check", "--home", home)
    assert status == 1 and output.index("outcome_main_amount_fits_its_series") < output.index("项通过")
    status, output = call("check", "--home", home, "--json")
    found = json.loads(output)
    assert status == 1 and found["ok"] is False and found["withheld"] == {}
    assert {(document, row) for document, row, *_ in found["claims"]} == {(DOCUMENT, row_id)}
    assert {r["success"] for r in found["results"]} == {True, False, None}
    assert call("check", published)[0] == 0, "what is published is sound"
    assert DOCUMENT in call("quarantine", "list", "--home", home)[1]
    status, output = call("quarantine", "show", DOCUMENT, "--home", home)
    assert status == 0 and "现有版本" in output and row_id in output and "办法" in output

    # Drift is a query: every run is kept.
    runs = rows(
        published,
        "select failed_rows from check_results where expectation = 'outcome_main_amount_fits_its_series' order by run_at",
    )
    assert runs[0] == (0,) and runs[-1] == (1,) and len(runs) >= 2

    # Released with a reason, it is published as it is, and the reason with it.
    assert call("quarantine", "release", DOCUMENT, "--reason", " ", "--home", home)[0] == 1
    status, output = call(
        "quarantine", "release", DOCUMENT, "--reason", "checked in the gazette", "--who", "Wang", "--home", home
    )
    assert status == 0 and "已重新发布" in output
    assert rows(published, f"select value, corrected is not null from outcomes where outcome_id = '{row_id}'") == [
        (value * 1e4, True)
    ]
    assert rows(working, "select released_by, release_reason from withheld where released_at is not null")[0] == (
        "Wang",
        "checked in the gazette",
    )
    assert call("check", "--home", home)[0] == 0
    assert "已放行" in call("quarantine", "--home", home)[1]

    # The correction goes, and everything is as it was read.
    (tmp_path / "a.yaml").unlink()
    done, raised = again(home, tmp_path)
    assert done.published and done.rejected == [] and raised == []
    assert rows(published, f"select value, corrected from outcomes where outcome_id = '{row_id}'") == [(value, None)]
    assert rows(working, "select * from corrections") == []


def test_a_correction_that_no_longer_fits_keeps_its_document_back(home: Path, tmp_path: Path) -> None:
    row_id, value = value_in(home)
    entry = f"- {{document: {DOCUMENT}, row: {row_id}, field: value, expected: {value * 2!r}, new: 5.0, reason: a slip, who: Li, date: 2026-03-01}}\n"
    (tmp_path / "a.yaml").write_text(entry, "utf-8")
    done, _ = again(home, tmp_path)
    assert any("a.yaml:1" in line and "expected was" in line for line in done.rejected)
    published = home / "published" / "pledges.duckdb"
    assert rows(published, "select url, stage from rejections where stage = 'corrections'") == [
        ("a.yaml:1", "corrections")
    ]
    assert (
        rows(published, f"select value from outcomes where outcome_id = '{row_id}'") == []
    )  # no version of it ever passed this
    (tmp_path / "a.yaml").unlink()
    again(home, tmp_path)
    assert rows(published, f"select value from outcomes where outcome_id = '{row_id}'") == [(value,)]


def test_check_says_what_it_cannot_check(tmp_path: Path) -> None:
    status, output = call("check", tmp_path / "nothing.duckdb")
    assert status == 2 and "no such file" in output
    (tmp_path / "text.duckdb").write_text("no database", "utf-8")
    assert call("check", tmp_path / "text.duckdb")[0] == 2
    with duckdb.connect(str(tmp_path / "other.duckdb")) as con:
        con.execute("create table documents (x integer)")
    status, output = call("check", tmp_path / "other.duckdb")
    assert status == 2 and "is no warehouse" in output


def test_an_older_file_is_checked_as_far_as_it_goes(home: Path, tmp_path: Path) -> None:
    """A file published before there were corrections and a quarantine: what it lacks is skipped, and is no pass."""
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as con:
        con.execute(f"attach '{home / 'published' / 'pledges.duckdb'}' as new (read_only)")
        for table in ("places", "documents", "indicators", "commitments", "outcomes", "statements", "verdicts"):
            con.execute(f"create table {table} as from new.{table}")
        con.execute("alter table documents drop column corrected; alter table documents drop column held_since")
    status, output = call("check", old, "--json")
    assert status == 0, output
    skipped = {r["suite"] for r in json.loads(output)["results"] if r["success"] is None}
    assert {"alerts", "coverage"} <= skipped


def test_one_document_has_no_history(plain_flows: None, tmp_path: Path) -> None:
    """The first night of a place: what needs earlier years is skipped, and not counted as passed."""
    from flows.add import Filing, run_add
    from flows.settings import Home

    run_add(
        Home(tmp_path),
        Filing(
            [str(ROOT / "flows" / "capturing" / "sample" / "site" / "zhumadian" / "2014.html")],
            place="411700",
            kind="work_report",
        ),
    )
    skipped = {
        name
        for (name,) in rows(
            tmp_path / "published" / "pledges.duckdb",
            "select expectation from check_results where success is null and skipped is not null",
        )
    }
    assert {"headline_list_lost_since_last_year", "claims_as_many_as_last_year", "whole_document_as_long_as_before",
            "report_years_unbroken", "claims_enough_for_the_length", "outcome_main_amount_fits_its_series"} <= skipped  # fmt: skip
