"""One word a verdict, in one file, for everything that people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.labels import (
    CONTINUITY,
    LANGUAGES,
    VERDICTS,
    LabelError,
    Labels,
    as_sql,
    continuity_word,
    fact_word,
    place_said,
    verdict_word,
)

ROOT = Path(__file__).parents[2]
CODE = [
    path for room in ("flows", "warehouse", "checks", "extract") for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".sql", ".html")
    and "sample" not in path.parts
]  # fmt: skip
# A word that a verdict had in one place only; and the mark of a fictional place.
STRAY = (
    "未完成”",
    '"未完成"',
    "'未完成'",
    "（虚构示例）",
    "'进度滞后'",
    '"进度滞后"',
    '"未达目标"',
    "'未达目标'",
    '"未见报告"',
    '"无法判断"',
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verdict_and_continuity_has_its_own_word(lang: str) -> None:
    words = [verdict_word(v, lang) for v in VERDICTS] + [continuity_word(c, lang) for c in CONTINUITY]
    assert all(word != "—" for word in words)
    assert len(set(words)) == len(words), "two of them are told alike"


def test_the_words_stand_in_one_file() -> None:
    assert len(CODE) > 100
    stray = [f"{path.relative_to(ROOT)}: {word}" for path in CODE for word in STRAY if word in path.read_text("utf-8")]
    assert not stray, "say it through warehouse/labels.py"


def test_an_alert_tells_of_a_promise_or_a_source_in_the_same_words() -> None:
    assert fact_word("missed") == verdict_word("missed")
    assert fact_word("dropped") == "目标" + continuity_word("dropped")
    assert fact_word("edited") == "原文改动"
    with pytest.raises(LabelError):
        fact_word("nothing of the kind")


def test_what_is_unknown_is_said_as_such() -> None:
    assert verdict_word(None) == continuity_word(None) == "—"
    assert place_said("某县", True).startswith("某县（虚构") and place_said(None, False) == ""
    assert as_sql("v", {"met": "完成"}) == "case v when 'met' then '完成' else v end"
    with pytest.raises(LabelError):
        Labels("fr")
