"""The canvas: even characters, whole sentences, and the way back to the document's own characters."""

from __future__ import annotations

import pytest

from extract.reading.normalise import build


@pytest.mark.parametrize(
    ("written", "even"),
    [
        ("增长５．６％", "增长5.6%"),
        ("增长 6 . 5 %", "增长6.5%"),
        ("增\u200b长6%", "增长6%"),
        ("总额1,200万元,增长3%", "总额1,200万元，增长3%"),
        ("增长1O％", "增长10%"),
        ("增长lO.5％", "增长10.5%"),
        ("达到l2亿元", "达到12亿元"),
        ("Open OPEC 5G 基站", "Open OPEC5G基站"),
    ],
)
def test_what_hands_write_differently_becomes_one(written: str, even: str) -> None:
    assert build(written).text == even


@pytest.mark.parametrize("word", ["IOI计划", "CO2排放", "lOl大厦", "PM10浓度", "I型产品"])
def test_letters_that_stand_for_letters_stay(word: str) -> None:
    assert build(word).text == word


def test_every_character_knows_where_it_came_from() -> None:
    text = "全年　增长\u200b５．６％，\n其中 出口1,200万元。"
    canvas = build(text)
    assert len(canvas.text) == len(canvas.offsets)
    at = canvas.text.index("5.6%")
    a, b = canvas.span(at, at + 4)
    assert text[a:b] == "５．６％"
    assert list(canvas.offsets) == sorted(set(canvas.offsets))


def test_a_line_broken_inside_a_sentence_is_joined() -> None:
    assert build("城镇新增就业\n5000人，完成造\n林2万亩。").text == "城镇新增就业5000人，完成造林2万亩。"


@pytest.mark.parametrize("heading", ["二、重点工作", "（一）稳定增长", "1、抓好农业", "第二部分、安排"])
def test_a_numbered_heading_stands_on_its_own_line(heading: str) -> None:
    assert build(f"各项工作持续推进\n{heading}\n要抓紧抓实。").text.split("\n")[1] == heading


def test_a_paragraph_ends_at_its_full_stop_and_at_an_empty_line() -> None:
    assert build("第一段。\n第二段").text == "第一段。\n第二段"
    assert build("前一段\n\n后一段").text.count("\n") == 1


def test_an_empty_text_is_an_empty_canvas() -> None:
    assert build("").text == ""


def test_characters_that_look_alike_are_read_as_the_ones_they_look_like() -> None:
    """Radicals and compatibility forms of PDF fonts; offsets stay, and with them the quote as it stands."""
    text = "⼀、综合\n⽣产总值134.9亿元，增⻓5.7%，接待游客3万⼈次，⻓⺠乐道。"
    canvas = build(text)
    assert canvas.text == "一、综合\n生产总值134.9亿元，增长5.7%，接待游客3万人次，长民乐道。"
    assert list(canvas.offsets) == list(range(len(text)))
