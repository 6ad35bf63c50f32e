"""Chinese or English, by --lang, PLEDGEWATCH_LANG or the locale: the help, and what the commands say."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer import rich_utils
from typer.testing import CliRunner

from flows.cli import translated
from flows.cli.app import app
from flows.cli.language import asked_for, choose
from warehouse.labels import VERDICTS, verdict_word

_CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def nothing_chosen() -> Generator[None]:
    yield
    choose(None)


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command with its help in Chinese, while the test lasts."""
    for name, value in list(vars(rich_utils).items()):
        if name.endswith(("_TITLE", "_STRING", "_TEXT", "_HELP", "_make_rich_text")):
            monkeypatch.setattr(rich_utils, name, value)  # put back afterwards
    return translated.in_chinese(typer.main.get_command(app))


def shown(command: Any, *words: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit):
        command([*words, "--help"], prog_name="pledgewatch")
    return out.getvalue()


def test_every_text_of_the_help_is_said_in_chinese_and_no_other() -> None:
    said = translated.translations()
    english = translated.texts(typer.main.get_command(app)) | {"Show this message and exit."}
    assert english - set(said) == set(), "say these in flows/cli/help.zh.yaml"
    assert set(said) - english == set(), "these the command no longer says"
    assert [text for text in said.values() if not _CHINESE.search(text)] == []


def test_the_help_is_chinese_and_loses_no_character_at_the_end_of_a_line(chinese: Any) -> None:
    said = {re.sub(r"\s", "", text) for text in translated.translations().values()}
    pages = [("export",), ("alert", "ack"), ("sources", "new"), ("archive", "export"), ("add",), ("quarantine", "release")]  # fmt: skip
    for words in pages:
        flat = re.sub(r"[\s│╭╮╰╯─]", "", shown(chinese, *words))
        assert "显示这段说明后结束" in flat and "…" not in flat, flat
        command = chinese
        for word in words:
            command = command.commands[word]
        for one in (command, *command.params):
            text = re.sub(r"\s", "", one.help or "")
            assert text in said, text
            # A text in a column has others beside it on its lines; its end must stand there as well as its beginning.
            assert text[:6] in flat and text[-2:] in flat, text


@pytest.mark.parametrize(
    ("words", "environment", "wanted"),
    [
        (["--lang", "zh", "query"], {}, "zh"),
        (["--lang=zh", "--help"], {}, "zh"),
        (["--lang", "en", "add"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["site", "--lang", "zh"], {"LANG": "C"}, "en"),  # the site's own option
        (["add"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["add"], {"PLEDGEWATCH_LANG": "zh", "LANG": "en_GB.UTF-8"}, "zh"),
        (["add"], {"PLEDGEWATCH_LANG": "fr"}, "en"),  # refused when the command runs
        ([], {}, "en"),
    ],
)
def test_the_language_of_a_command_line(
    words: list[str], environment: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PLEDGEWATCH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert asked_for(words) == wanted


def test_commands_say_the_same_in_either_language(sample_database: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    shutil.copy(sample_database, tmp_path / "work" / "warehouse.duckdb")
    home = str(tmp_path)

    def run(lang: str, *words: str) -> str:
        return CliRunner().invoke(app, ["--lang", lang, *words]).output

    for words, chinese, english in (
        (("sources",), "核实", "verified"),
        (("quarantine", "--home", home), "没有文件或数据被留置", "Nothing is kept back"),
        (("vocabulary", "check", "--home", home), "尚未公布任何内容", "nothing published yet"),
        (("down", "--home", home), "没有由 pledgewatch up 启动的进程", "nothing that `pledgewatch up` started"),
        (("archive", "check", "--home", home), "0处差错", "0 faults"),
        (("check", str(sample_database)), "项通过", "held"),
        (("backtest", "--home", home), "召回率", "recall"),
    ):
        assert chinese in run("zh", *words), words
        assert english in run("en", *words), words


def test_a_document_is_read_aloud_in_either_language(tmp_path: Path) -> None:
    from pair_of_reports import report

    path = tmp_path / "r.txt"
    path.write_text(report(2025, "", "接待游客360万人次以上。"), "utf-8")
    words = ["read", str(path), "--kind", "work_report", "--year", "2025"]
    zh, en = (CliRunner().invoke(app, ["--lang", lang, *words]).output for lang in ("zh", "en"))
    assert "承诺 接待游客" in zh and "commitment" not in zh
    assert "commitment 接待游客" in en
    assert all(verdict_word(verdict) not in en for verdict in VERDICTS)
