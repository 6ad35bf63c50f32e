"""Silent edits: a changed sentence is told, a changed counter is not."""

from __future__ import annotations

import pytest

from extract.changes import changes

TEXT = """云溪县2025年政府工作报告
发布时间：2025-01-20 来源：政府办
浏览次数：1,203次
各位代表：现在，我代表县人民政府报告工作。
地区生产总值增长6%左右；接待游客500万人次。
指标\t单位\t数量
粮食产量\t万吨\t12
让我们一起奋斗！
上一篇：县长调研防汛工作
我县召开春耕动员会
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("浏览次数：1,203次", "浏览次数：88,120次"),
        ("发布时间：2025-01-20 来源：政府办", "发布时间：2025-03-02 来源：县政府办公室"),
        ("上一篇：县长调研防汛工作\n我县召开春耕动员会", "上一篇：第三届柚子节开幕\n我县举行篮球赛\n全县林长会议召开"),
        ("各位代表：现在，", "各位代表： 现在，\n"),
        ("6%左右；接待", "6%左右；\n\n接待"),
    ],
)
def test_furniture_and_layout_are_no_change(old: str, new: str) -> None:
    assert old in TEXT
    assert changes(TEXT, TEXT.replace(old, new)) is None


def test_an_edited_figure_is_told_with_its_sentence() -> None:
    after = TEXT.replace("500万", "450万")
    found = changes(TEXT, after)
    assert found is not None
    assert found.removed == "接待游客500万人次。"
    assert found.added == "接待游客450万人次。"
    at = TEXT.index("接待游客")
    assert found.touches(at, at + 4, found.old_spans)
    at = TEXT.index("地区生产总值")
    assert not found.touches(at, at + 10, found.old_spans)


def test_a_sentence_that_went_and_a_row_that_changed_are_told() -> None:
    found = changes(TEXT, TEXT.replace("地区生产总值增长6%左右；", "").replace("万吨\t12", "万吨\t11"))
    assert found is not None
    assert found.removed.split("\n") == ["地区生产总值增长6%左右；", "粮食产量 万吨 12"]
    assert found.added == "粮食产量 万吨 11"


def test_the_same_text_is_no_change() -> None:
    assert changes(TEXT, TEXT) is None
    assert changes("", "") is None
