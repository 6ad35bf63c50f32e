"""A new version of the code is no news; a verdict can be replayed from the archive; two published files can be compared."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pair_of_reports import report
from reading_here import read_here
from typer.testing import CliRunner

from flows.settings import Home

# A rule that a later version might bring: it accuses where nobody was accused.
_NEW_RULE = """
insert into decision select commitment_id, 'new_rule', 'missed', null, 1.0, false, false, '新规则。', 0.9, quote, document_id
from promise where headline and year = 2023 and indicator_id = 'gdp';
"""


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.database), read_only=True) as con:
        return con.execute(sql).fetchall()


def call(*words: str | Path) -> Any:
    from flows.cli.app import app

    return CliRunner().invoke(app, ["--lang", "zh", *(str(word) for word in words)], catch_exceptions=False)


def add(home: Home, folder: Path, year: int, done: str) -> list[str]:
    from flows.add import Filing, run_add

    page = folder / f"{year}.txt"
    page.write_text(report(year, done, ""), "utf-8")
    added = run_add(home, Filing([str(page)], None, "411700", "work_report", year))
    assert not added.failed and not added.rejected
    return added.alerts


@pytest.fixture(scope="module")
def years(plain_flows: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Home, Path, list[Any]]]:
    """Two reports; then a version of the code with one more rule; then a report that is really new."""
    import flows.processing.run
    import warehouse.judge
    import warehouse.ruleset

    folder = tmp_path_factory.mktemp("renewal")
    home = Home(folder / "home")
    told: list[Any] = [add(home, folder, 2023, "") + add(home, folder, 2024, "")]
    shutil.copy(home.published_database, folder / "first.duckdb")
    rules = folder / "rules"
    shutil.copytree(warehouse.judge.RULES, rules)
    (rules / "85_new.sql").write_text(_NEW_RULE, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        read_here(patch)
        patch.setattr(warehouse.judge, "RULES", rules)
        every = (warehouse.ruleset.Rule("new_rule", 0, ("missed",), "accuses", ()), *warehouse.ruleset.rules())
        patch.setattr(warehouse.ruleset, "rules", lambda: every)
        patch.setattr(flows.processing.run, "code_version", lambda: "9.9+later")
        from flows.alert import alert
        from flows.process import process

        process(home)
        told.append(alert(home).raised)
        shutil.copy(home.published_database, folder / "second.duckdb")
        told.append(rows(home, "select verdict, recomputed, judged_by from verdicts where rule = 'new_rule'"))
        # The reports of 2025 and 2026: the growth of 2025 falls short of its target.
        later = report(2026, "", "").replace("地区生产总值增长6.2%", "地区生产总值增长4.1%")
        told.append(add(home, folder, 2025, ""))
        (folder / "2026.txt").write_text(later, "utf-8")
        from flows.add import Filing, run_add

        told.append(run_add(home, Filing([str(folder / "2026.txt")], None, "411700", "work_report", 2026)).alerts)
        told.append(
            rows(home, "select distinct recomputed from verdicts where verdict = 'missed' and rule <> 'new_rule'")
        )
    yield home, folder, told


def test_new_code_marks_what_it_changes_and_raises_no_alert(years: tuple[Home, Path, list[Any]]) -> None:
    _, _, told = years
    assert told[0] == []
    assert told[1] == [], "new code on old documents is no news"
    assert told[2] == [("missed", True, "9.9+later")]


def test_a_new_document_under_the_new_code_is_news(years: tuple[Home, Path, list[Any]]) -> None:
    _, _, told = years
    assert told[3] == []
    assert len(told[4]) == 1 and "4.1%" in told[4][0]
    assert told[5] == [(False,)]


def test_difference_names_new_code_and_new_documents(years: tuple[Home, Path, list[Any]]) -> None:
    home, folder, _ = years
    by_code = json.loads(call("diff", folder / "first.duckdb", folder / "second.duckdb", "--json").stdout)
    assert [(c["kind"], c["old_verdict"], c["new_verdict"], c["cause"]) for c in by_code] == [
        ("changed", "met", "missed", "recomputed")
    ]
    by_documents = json.loads(call("diff", folder / "second.duckdb", home.published_database, "--json").stdout)
    assert {c["cause"] for c in by_documents} == {"new_document"}
    assert {c["kind"] for c in by_documents} == {"appeared", "changed"}
    said = call("diff", folder / "first.duckdb", folder / "second.duckdb").stdout
    assert "结论：完成 → 未达目标" in said and "程序更新后重新计算" in said
    assert "没有差别" in call("diff", folder / "first.duckdb", folder / "first.duckdb").stdout


def promise(home: Home, rule: str, year: int) -> str:
    return rows(
        home,
        "select commitment_id from verdicts join commitments using (commitment_id) join documents using (document_id)"
        f" where rule = '{rule}' and documents.year = {year} order by 1",
    )[0][0]


def test_a_verdict_is_replayed_from_the_archive(years: tuple[Home, Path, list[Any]]) -> None:
    home, _, _ = years
    sound = call("verify", promise(home, "floor_by_figure", 2025), "--home", home.root)
    assert sound.exit_code == 0 and sound.stdout.startswith("成立"), sound.stdout
    # The rule of the later version is no part of this one: its verdict does not hold.
    fallen = call("verify", promise(home, "new_rule", 2023), "--home", home.root)
    assert fallen.exit_code == 1 and "不再成立" in fallen.stdout and "公布为未达目标，重算为完成" in fallen.stdout


def test_missing_and_damaged_bytes_are_said(years: tuple[Home, Path, list[Any]], tmp_path: Path) -> None:
    home, _, _ = years
    copy = Home(tmp_path / "copy")
    shutil.copytree(home.root, copy.root, ignore=shutil.ignore_patterns("prefect"))
    wanted = promise(home, "floor_by_figure", 2025)
    kept = [path for path in copy.archive.rglob("*.warc*") if path.is_file()]
    for path in kept:
        path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))
    damaged = call("verify", wanted, "--home", copy.root)
    assert damaged.exit_code == 2 and damaged.stdout.startswith("证据缺失"), damaged.stdout
    assert kept
    shutil.rmtree(copy.archive)
    missing = call("verify", wanted, "--home", copy.root)
    assert missing.exit_code == 2 and "缺失    411700-work_report-2026" in missing.stdout


def test_an_unknown_id_brings_suggestions(years: tuple[Home, Path, list[Any]], tmp_path: Path) -> None:
    home, _, _ = years
    wanted = promise(home, "floor_by_figure", 2025)
    slip = call("verify", wanted[:-1] + "x", "--home", home.root)
    assert slip.exit_code == 3 and f"did you mean {wanted}" in slip.stderr.replace("\n", "")
    nothing = call("verify", wanted, "--home", tmp_path)
    assert nothing.exit_code == 3 and "pledgewatch nightly" in nothing.stderr
