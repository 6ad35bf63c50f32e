"""The summary of a run: what is new stands first, what was told before is not told again; examples in the documents name both units."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli.answers import print_table
from flows.cli.app import app
from flows.cli.language import choose, language
from flows.cli.summary import Summary, print_summary
from flows.settings import Home
from warehouse.asking import Answer
from warehouse.labels import _load

ROOT = Path(__file__).parents[3]
MISSED = "【未达目标】示例县2025年 指标1\n承诺原文：“增长10%”\n依据：“增长9%”\n差1个百分点。\n后续文件更正时解除\n承诺出处：http://x/1"
EDITED = "【原文改动】示例县2025年《报告》发布后被修改：删去“增长10%”，新增“增长9%”；不涉及已读出的承诺。http://x/2"


class Paper:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def print(self, text: str = "", **_: object) -> None:
        self.lines += text.splitlines()


def printed(home: Path, summary: Summary) -> list[str]:
    paper = Paper()
    print_summary(paper, Home(home), summary)
    return [line for line in paper.lines if line]


def test_what_is_new_stands_first_with_quotes_and_words_removed_and_added(tmp_path: Path) -> None:
    lines = printed(tmp_path, Summary("night", new=1, alerts=[MISSED, EDITED], cleared=["【解除】乙县：已恢复"]))
    assert lines[0] == "night" and lines[1].startswith("alerts        2 new")
    news = lines[2 : next(n for n, line in enumerate(lines) if line.startswith("documents"))]
    assert news[0].strip() == MISSED.splitlines()[0] and any("差1个百分点" in line for line in news)
    assert any("删去“增长10%”，新增“增长9%”" in line for line in news) and any("【解除】乙县" in line for line in news)
    assert not any(line.strip().startswith("承诺出处") or line.endswith("解除") for line in news)


def test_many_news_are_cut_with_their_number(tmp_path: Path) -> None:
    lines = printed(tmp_path, Summary("night", alerts=[f"【未达目标】第{n}项" for n in range(30)]))
    assert sum("【未达目标】" in line for line in lines) == 12 and any(
        "and 18 more: pledgewatch alert list" in line for line in lines
    )


@pytest.mark.parametrize("summary", [Summary("idle", unchanged=9)])
def test_an_idle_night_says_nothing_is_new(tmp_path: Path, summary: Summary) -> None:
    assert not any(line.startswith("alerts") or "【" in line for line in printed(tmp_path, summary))


def test_the_version_and_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert done.exit_code == 0 and re.fullmatch(r"pledgewatch \d+\.\d+\.\d+\S*\n", done.output)
    for name in ("PLEDGEWATCH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    choose(None)
    assert language() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language() == "zh"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert language() == "en"
    monkeypatch.setenv("PLEDGEWATCH_LANG", "zh")
    assert language() == "zh"
    try:
        choose("en")
        assert language() == "en"
    finally:
        choose(None)


@pytest.mark.parametrize("file", ["README.md", "docs/cookbook.md"])
def test_an_example_that_shows_what_was_reported_shows_its_unit(file: str) -> None:
    """A growth may be judged by an amount: 5311000000 beside the promise's % would be nonsense."""
    text = (ROOT / file).read_text("utf-8")
    for select in re.findall(r"select (?!\*)(.*?) from", text, re.S):
        if re.search(r"\breported\b", select):
            assert "reported_unit" in select, select


def test_the_summary_of_a_healed_run_says_what_it_read_of_earlier_ones(tmp_path: Path) -> None:
    healed = printed(tmp_path, Summary("night", new=1, unchanged=26, read=4))
    assert "caught up     3 documents that earlier runs had captured were read in this one" in healed
    assert not any(line.startswith("caught up") for line in printed(tmp_path, Summary("night", new=4, read=4)))


LATIN = re.compile(r"[A-Za-z]{3,}")


def test_one_language_for_all_that_a_summary_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGEWATCH_LANG", "zh")
    full = Summary(
        "每夜", 1, 2, 3, failed=["甲"], warnings=["乙"], alerts=[MISSED] * 20, cleared=["丙"], held=4, undelivered=["丁"], unfinished=["戊"], handed_over=True, read=9
    )  # fmt: skip
    lines = printed(tmp_path, full)
    assert [
        line
        for line in lines
        if LATIN.search(
            line.replace("pledgewatch alert list", "")
            .replace("alerts", "")
            .replace("Prefect", "")
            .replace('pledgewatch query "from rejections"', "")
        )
    ] == []
    assert "文件          新增1份，改动2份，未变3份，拒收1份" in lines and any(
        line.startswith("补读") for line in lines
    )


def test_every_label_of_the_command_has_the_places_to_fill_in_both_languages() -> None:
    for key, words in _load().items():
        assert set(re.findall(r"\{(\w+)\}", words["zh"])) == set(re.findall(r"\{(\w+)\}", words["en"])), key


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有结果。"), ("en", "No rows.")])
def test_an_empty_answer_says_so(
    lang: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLEDGEWATCH_LANG", lang)
    print_table(Answer(["place"], iter([])), 5)
    assert capsys.readouterr().out.splitlines()[-1] == said


def test_a_question_that_duckdb_does_not_understand_shows_line_and_place(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.published.mkdir()
    with duckdb.connect(str(home.published_database)) as con:
        con.execute("create table missed as select 1 as place")
    done = CliRunner().invoke(app, ["query", "select\n  plase from missed", "--home", str(tmp_path)])
    told, line, mark = done.stderr.splitlines()
    assert done.exit_code == 1 and told.startswith("pledgewatch: Binder Error") and '"place"' in told
    assert line == "LINE 2:   plase from missed" and mark.index("^") == line.index("plase")


def test_the_shell_completes_commands() -> None:
    asked = {"_PLEDGEWATCH_COMPLETE": "complete_bash", "COMP_WORDS": "pledgewatch ex", "COMP_CWORD": "1"}
    done = CliRunner().invoke(app, [], env=asked, prog_name="pledgewatch")
    assert done.output.split() == ["export"]
