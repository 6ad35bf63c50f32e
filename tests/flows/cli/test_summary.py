"""The summary of a run: what is new stands first, what was told before is not told again; examples in the documents name both units."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.app import app
from flows.cli.language import choose, language
from flows.cli.summary import Summary, print_summary
from flows.settings import Home

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
