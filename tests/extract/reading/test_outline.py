"""The outline: where the speech stands, what it reviews and what it plans."""

from __future__ import annotations

from itertools import pairwise

import pytest
from speech import OPENING, whole

from extract.reading import outline
from extract.reading.outline import Part

YEAR = 2024


def parts(text: str, year: int = YEAR) -> list[Part]:
    start, end = outline.body(text)
    return outline.parts(text, start, end, year)


def roles(text: str, year: int = YEAR) -> list[tuple[str, str]]:
    return [(p.title, p.role) for p in parts(text, year) if p.title]


def test_review_and_plan_by_their_headings() -> None:
    text = OPENING + "一、2023年工作回顾\n有序。\n二、2024年工作安排\n抓好落实。\n三、加强自身建设\n廉洁。\n"
    assert roles(text) == [
        ("2023年工作回顾", "outcome"),
        ("2024年工作安排", "commitment"),
        ("加强自身建设", "commitment"),
    ]


def test_after_a_named_review_the_next_part_of_its_rank_looks_ahead() -> None:
    text = OPENING + "一、2023年工作回顾\n有序。\n二、奋力谱写新篇\n抓好落实。\n"
    assert roles(text)[1] == ("奋力谱写新篇", "commitment")


@pytest.mark.parametrize("title", ["过去五年的工作", "2023年主要成就", "“十三五”时期发展情况"])
def test_headings_of_reviews(title: str) -> None:
    assert roles(f"{OPENING}一、{title}\n有序。\n") == [(title, "outcome")]


@pytest.mark.parametrize("title", ["今后五年的奋斗目标", "2024年重点任务", "总体要求和主要目标"])
def test_headings_of_plans(title: str) -> None:
    assert roles(f"{OPENING}一、2023年工作回顾\n有序。\n二、{title}\n落实。\n")[1] == (title, "commitment")


def test_numbered_parts_in_words() -> None:
    text = OPENING + "第一部分：2023年工作回顾\n有序。\n第二部分：2024年工作安排\n落实。\n"
    assert [role for _, role in roles(text)] == ["outcome", "commitment"]


def test_what_several_years_cover() -> None:
    text = OPENING + "一、过去五年工作回顾\n有序。\n二、今后五年的奋斗目标\n落实。\n三、2024年重点工作\n落实。\n"
    found = [p for p in parts(text) if p.title]
    assert [(p.span, p.horizon) for p in found] == [(5, None), (None, 2028), (None, None)]


def test_the_end_of_a_plan_named_by_its_number() -> None:
    text = OPENING + "一、2025年工作回顾\n有序。\n二、“十五五”时期的奋斗目标\n落实。\n"
    assert [p.horizon for p in parts(text, 2026) if p.title] == [None, 2030]


def test_the_body_starts_at_the_opening_and_ends_before_the_glossary() -> None:
    speech = OPENING + "一、2023年工作回顾\n" + "有序推进。" * 50 + "\n"
    text = "首页 导航\n" + speech + "名词解释\n略。"
    start, end = outline.body(text)
    assert "导航" not in text[start:end]
    assert "名词解释" not in text[start:end]
    assert "有序推进" in text[start:end]


def test_of_a_text_given_twice_one_copy_is_the_body() -> None:
    speech = OPENING + "一、2023年工作回顾\n" + "有序推进。" * 300 + "\n"
    start, end = outline.body(speech + speech)
    assert end - start <= len(speech)
    assert end - start > 1000


def test_a_copy_without_its_title_is_a_copy() -> None:
    text = whole()
    body = text.split("\n", 2)[2]
    start, end = outline.body(f"{text}\n{body}", YEAR)
    assert (start, end) == (outline.body(text, YEAR)[0], len(text) + 1 + len("各位"))


def test_two_reports_of_two_years_are_two_however_alike_they_are() -> None:
    both = f"{whole(year=YEAR - 1)}\n{whole()}"
    assert outline.several_reports(both) == 2
    assert outline.years_of_reports(both) == [YEAR - 1, YEAR]
    start, end = outline.body(both, YEAR)
    assert f"{YEAR}年工作安排" in both[start:end] and f"{YEAR - 1}年工作安排" not in both[start:end]
    assert outline.years_of_reports(whole()) == []


def test_parts_follow_each_other_without_a_gap() -> None:
    text = OPENING + "一、2023年工作回顾\n有序。\n二、2024年工作安排\n落实。\n"
    found = parts(text)
    assert all(a.end == b.start for a, b in pairwise(found))
    assert found[-1].end == len(text)


def test_a_text_without_headings_is_one_part() -> None:
    found = parts("今天天气很好。")
    assert [(p.title, p.start, p.end) for p in found] == [("", 0, 7)]


def test_subsection_above_a_position() -> None:
    text = OPENING + "一、2024年工作安排\n（一）稳住增长\n抓工业。\n（二）改善民生\n抓就业。\n"
    part = next(p for p in parts(text) if p.title)
    assert outline.subsection(text, part, text.index("抓就业")) == "（二）改善民生"
    assert outline.subsection(text, part, text.index("抓工业")) == "（一）稳住增长"
    assert outline.subsection(text, part, part.start) == ""


def test_an_annex_of_promises_is_read_with_the_plan_and_a_glossary_is_not() -> None:
    filler = "抓好落实，久久为功。" * 80
    text = (
        f"{OPENING}一、2023年工作回顾\n{filler}\n二、2024年工作安排\n{filler}\n"
        "附件1\n2024年县十件民生实事\n一、修缮村级卫生室\n修缮村级卫生室20间。\n附件2\n名词解释\n1.“三馆”：指三座场馆。\n"
    )
    _, end = outline.body(text)
    assert "修缮村级卫生室20间" in text[:end] and "名词解释" not in text[:end]
    where = text.index("修缮村级卫生室20间")
    assert next(p for p in parts(text) if p.start <= where < p.end).role == "commitment"
