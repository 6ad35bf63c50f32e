"""What a notice, a bulletin or a review says of a part of the year is that part's, and never the year's."""

from __future__ import annotations

from datetime import date

import pytest
from speech import done

from extract.model import Claim
from extract.reading.pipeline import read


def notice(text: str, month: int = 9, day: int = 30) -> list[Claim]:
    return read(text, kind="progress_notice", year=2025, period_end=date(2025, month, day)).claims


def told(claims: list[Claim]) -> list[tuple[str, float | None, tuple[int, int] | None, tuple[int, int], bool]]:
    """Of each claim its name, value, first and last day as (month, day), and whether it is of a part alone."""
    return [
        (
            c.indicator,
            c.value,
            (c.period_start.month, c.period_start.day) if c.period_start else None,
            (c.period_end.month, c.period_end.day) if c.period_end else (0, 0),
            c.alone,
        )
        for c in claims
    ]


WHOLE = ((1, 1), (9, 30), False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1—9月，接待游客610万人次。", [("接待游客", 6100000.0, *WHOLE)]),
        ("9月份，接待游客62万人次。1—9月，累计接待游客610万人次。", [("接待游客", 620000.0, (9, 1), (9, 30), True), ("接待游客", 6100000.0, *WHOLE)]),
        ("当月接待游客62万人次。", [("接待游客", 620000.0, (9, 1), (9, 30), True)]),
        ("三季度当季，工业投资8.1亿元；前三季度，工业投资21.4亿元。", [("工业投资", 810000000.0, (7, 1), (9, 30), True), ("工业投资", 2140000000.0, *WHOLE)]),
        ("二季度，工业投资8.1亿元。", [("工业投资", 810000000.0, (4, 1), (6, 30), True)]),
        ("一季度，工业投资5.2亿元。", [("工业投资", 520000000.0, (1, 1), (3, 31), False)]),
        ("1至8月，货运量4.1万吨。", [("货运量", 41000.0, (1, 1), (8, 31), False)]),
        ("元至八月货运量4.1万吨。", [("货运量", 41000.0, (1, 1), (8, 31), False)]),
        ("截至8月底，货运量4.1万吨。", [("货运量", 41000.0, (1, 1), (8, 31), False)]),
        ("上半年货运量3.2万吨。", [("货运量", 32000.0, (1, 1), (6, 30), False)]),
        ("国庆假期，接待游客31万人次。", [("接待游客", 310000.0, (9, 30), (9, 30), True)]),
        ("预计全年接待游客820万人次。", [("接待游客", 8200000.0, (1, 1), (12, 31), False)]),
        ("财政收入上年同期为7.1亿元。", [("财政收入", 710000000.0, (1, 1), (9, 30), False)]),
    ],
)  # fmt: skip
def test_each_figure_has_its_own_days(text: str, expected: list[tuple[object, ...]]) -> None:
    assert told(notice(text)) == expected


def test_what_was_a_year_before_is_of_the_year_before() -> None:
    (claim,) = notice("财政收入上年同期为7.1亿元。")
    assert claim.period == 2024 and claim.period_end == date(2024, 9, 30)


def test_a_forecast_is_an_estimate_and_a_month_holds_to_the_paragraphs_end() -> None:
    assert [c.estimate for c in notice("预计全年接待游客820万人次。1—9月，接待游客480万人次。")] == [True, False]
    months = notice("9月份，工业增加值增长8%。其中，采矿业增加值增长4%。\n规上工业增加值增长6%。")
    assert [c.alone for c in months] == [True, True, False]


@pytest.mark.parametrize(
    "text",
    ["9月份，居民消费价格环比上涨0.3%。", "居民消费价格比上月上涨0.3%。", "工业增加值增速比1—8月提高0.3个百分点。"],
)
def test_change_against_another_part_of_the_year_is_no_growth_of_it(text: str) -> None:
    (claim,) = notice(text)
    assert claim.alone and "time:on-month" in claim.rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对照全年接待游客800万人次的目标，1—9月接待游客480万人次，差距较大。", [("接待游客", 4800000.0)]),
        ("一般公共预算收入：全年目标12亿元，1—9月完成9.4亿元。", [("一般公共预算收入", 940000000.0)]),
        ("城镇新增就业：全年目标5000人，1—9月新增4300人。", [("城镇新增就业", 4300.0)]),
    ],
)
def test_the_target_quoted_beside_a_figure_is_no_result(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(c.indicator, c.value) for c in notice(text) if c.unit != "%"] == expected


def test_a_bulletin_of_a_year_tells_its_quarters_as_quarters() -> None:
    text = "全年生产总值92.4亿元，比上年增长5.2%。分季度看，一季度生产总值增长5.9%，四季度增长5.0%。"
    claims = read(text, kind="statistical_bulletin", year=2024, period_end=date(2024, 12, 31)).claims
    assert [(c.value, c.period_end, c.alone) for c in claims[1:]] == [
        (5.2, date(2024, 12, 31), False),
        (5.9, date(2024, 3, 31), False),
        (5.0, date(2024, 12, 31), True),
    ]


def test_a_review_keeps_eleven_months_apart_from_the_year() -> None:
    claims = done(
        "1—11月，接待游客640万人次；前三季度，生产总值增长4.6%，预计全年增长5.1%。9月，青石大桥通车，长3.2公里。"
    )
    assert [(c.value, c.period_end) for c in claims][:3] == [
        (6400000.0, date(2023, 11, 30)),
        (4.6, date(2023, 9, 30)),
        (5.1, date(2023, 12, 31)),
    ]
    assert all(c.period_end == date(2023, 12, 31) for c in claims[3:]), "a month says when the bridge was opened"


TABLE = """表1 主要指标
指标	本月	同比增减%	1-本月累计	同比增减%
接待游客（万人次）	62	30.0	480	6.0
财政收入（亿元）	0.9	-21.0	9.3	6.0"""


def test_in_a_table_the_growth_beside_a_month_is_the_months() -> None:
    claims = notice(TABLE)
    assert {(c.indicator, c.measure): c.value for c in claims if c.alone} == {
        ("接待游客", "level"): 620000.0,
        ("接待游客", "growth"): 30.0,
        ("财政收入", "level"): 90000000.0,
        ("财政收入", "growth"): -21.0,
    }
    assert {(c.period_start, c.period_end) for c in claims if c.alone} == {(date(2025, 9, 1), date(2025, 9, 30))}
    assert {(c.indicator, c.measure): c.value for c in claims if not c.alone} == {
        ("接待游客", "level"): 4800000.0,
        ("接待游客", "growth"): 6.0,
        ("财政收入", "level"): 930000000.0,
        ("财政收入", "growth"): 6.0,
    }


def test_a_quarter_beside_the_sum_and_a_stock_at_the_months_end_are_what_they_are() -> None:
    quarter = notice("表1 主要指标\n指标\t三季度\t1-3季度\n地区生产总值（亿元）\t50.1\t140.2")
    assert [(c.value, c.alone, c.period_start) for c in quarter] == [
        (5010000000.0, True, date(2025, 7, 1)),
        (14020000000.0, False, date(2025, 1, 1)),
    ]
    stock = notice("表2 存款\n指标\t单位\t9月末\t比年初增减\n存款余额\t亿元\t120.5\t3.2")
    assert [(c.measure, c.value, c.unit, c.alone) for c in stock] == [
        ("level", 12050000000.0, "元", False),
        ("change", 320000000.0, "元", False),
    ]


def test_parts_of_a_row_inherit_its_unit_and_points_are_no_growth() -> None:
    table = (
        "表1 主要指标\n指标\t9月\t1—9月累计\t累计增长%\n生产总值（亿元）\t——\t252.7\t11.5\n第二产业\t——\t128.4\t14.7"
    )
    assert ("第二产业", "level", 12840000000.0) in {(c.indicator, c.measure, c.value) for c in notice(table)}
    shares = "表2 构成\n指标\t9月\t1—9月累计\t累计增减百分点\n生产总值（%）\t——\t100.0\t——\n第二产业\t——\t50.8\t1.4"
    assert not [c for c in notice(shares) if c.measure == "growth"]


def test_beside_a_rank_the_growth_is_the_figures_own() -> None:
    table = "表1 主要指标\n指标\t总量\t位次\t增速（%）\t位次\n财政收入（亿元）\t9.3\t4\t6.0\t2\n工业投资（亿元）\t21.4\t3\t7.5\t5"
    assert {(c.indicator, c.measure, c.value) for c in notice(table)} >= {
        ("财政收入", "growth", 6.0),
        ("工业投资", "growth", 7.5),
    }
