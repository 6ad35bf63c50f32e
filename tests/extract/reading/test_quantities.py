"""Numbers as they stand: value, unit, range, and the comparing words on both sides."""

from __future__ import annotations

import pytest

from extract.reading.industries import three_parts
from extract.reading.quantities import find
from extract.reading.quantity import Quantity, comparator


def one(text: str) -> Quantity:
    found = [m for m in find(text, 0, len(text)) if m.unit is not None]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("达到3.2万亿元", 3.2e12, "元"), ("发电820百万千瓦时", 8.2e8, "千瓦时"), ("装机120万千瓦", 1.2e6, "千瓦"),
        ("粮食18.6亿斤", 1.86e9, "斤"), ("水产5.2万吨", 52_000, "吨"), ("造林3200公顷", 3200, "公顷"),
        ("蓄水1200万立方米", 1.2e7, "立方米"), ("浓度32μg/m³", 32, "μg/m³"), ("出生率9.1‰", 9.1, "‰"),
        ("提高1.2个百分点", 1.2, "个百分点"), ("游客389.7万人次", 3_897_000, "人次"), ("签约1,250件", 1250, "件"),
        ("资金一千万元", 1e7, "元"), ("两百万千瓦风电", 2e6, "千瓦"), ("百分之十三点五", 13.5, "%"),
        ("千分之三", 3, "‰"), ("三分之一", 33.33, "%"), ("翻一番", 100, "%"), ("翻两番", 300, "%"),
        ("九成以上", 90, "%"), ("占比过半", 50, "%"), ("实现零增长", 0, "%"), ("帮助120多万群众", 1_200_000, "人"), ("达到一亿一千四百多万吨", 114_000_000, "吨"),
    ],
)  # fmt: skip
def test_value_and_unit(text: str, value: float, unit: str) -> None:
    found = one(text)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("增长5%—6%", 5, 6), ("增长4.5-5%", 4.5, 5), ("提高5到6个百分点", 5, 6), ("增长8%至10%", 8, 10),
        ("增长10~12%", 10, 12), ("引资10亿到12亿美元", 1e9, 1.2e9), ("投资3至5亿元", 3e8, 5e8),
    ],
)  # fmt: skip
def test_ranges(text: str, low: float, high: float) -> None:
    found = one(text)
    assert (found.value, found.high) == (low, high)
    assert comparator(found, "commitment") == "range"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("新增60多个", ">="), ("签约500余亿元", ">="), ("新建三十多座", ">="), ("上亿斤", ">="), ("超80亿元", ">="),
        ("突破500亿元", ">="), ("不低于8000人", ">="), ("不少于8%", ">="), ("6%以上", ">="), ("至少5家", ">="),
        ("近900万人次", "~"), ("约300亿元", "~"), ("6%左右", "~"), ("4.5%以内", "<="), ("不超过3%", "<="),
        ("300亿元", "="), ("控制在3%左右", "~"), ("不低于5%左右", "~"), ("控制在3%以内", "<="), ("超过80亿元左右", "~"),
    ],
)  # fmt: skip
def test_comparing_words_and_which_of_two_wins(text: str, word: str) -> None:
    assert comparator(one(text), "commitment") == word


def test_a_cap_is_a_target_but_a_plain_value_once_it_is_reached() -> None:
    found = one("涨幅控制在2.1%")
    assert comparator(found, "commitment") == "<="
    assert comparator(found, "outcome") == "="


@pytest.mark.parametrize(
    "text", ["第18次会议", "2024年", "3月15日", "G357线", "60周岁", "第2位", "三大战役", "两区三园", "18届", "24小时"]
)
def test_what_only_dates_names_or_orders_is_no_measure(text: str) -> None:
    assert [m for m in find(text, 0, len(text)) if m.unit is not None] == []


def test_the_word_before_a_numeral_belongs_to_the_number() -> None:
    found = one("上亿斤粮食")
    assert (found.start, found.end) == (0, 3)


def test_ratios_of_three() -> None:
    text = "结构调整为12.3：41.2：46.5"
    assert [m.groups() for m in three_parts(text, 0, len(text))] == [("12.3", "41.2", "46.5")]
