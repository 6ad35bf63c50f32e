"""Main targets through the years, a plan's groups, two plans side by side, and charts on a true axis of time."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree

from warehouse.labels import Labels
from warehouse.site.charts import through_years
from warehouse.site.grouping import grouped, undecided
from warehouse.site.series import across, headline_charts, headline_table, side_by_side, titled

NAMES = {"gdp": "地区生产总值", "cpi": "居民消费价格涨幅"}
WORDS = ("承诺", "报告")


def row(year: int, name: str = "生产总值", **more: Any) -> dict[str, Any]:
    return {"commitment_id": f"{name}-{year}-{more.get('measure', 'growth')}", "indicator": name, "indicator_id": "gdp", "what": name, "measure": "growth", "unit": "%",
            "kind": "quantity", "headline": True, "plan_year": year, "period": year, "promised": 6.0, "compared": 5.0, "verdict": "missed",
            "continuity": "kept", "rule": "floor", "telling": False, "next_commitment_id": None, "place_code": "1", "place": "甲", "fictional": False} | more  # fmt: skip


def test_one_row_an_indicator_whatever_it_was_called_the_newest_year_first() -> None:
    plans = [
        row(2020, "国内生产总值"),
        row(2021, "全市生产总值"),
        row(2022, "GDP"),
        row(2022, "GDP", measure="level", unit="元", headline=False),
    ]
    table, years = headline_table(plans, NAMES)
    assert [line["name"] for line in table] == ["地区生产总值"] and years == [2022, 2021, 2020]
    assert [cell["unit"] for cell in table[0]["cells"][2022]] == ["%", "元"]  # the main target first, each in its unit


def test_what_no_recent_plan_names_folds_away() -> None:
    old = [row(year, "粮食产量", indicator_id="grain") for year in range(2001, 2008)]
    table, _ = headline_table([*old, *(row(year) for year in range(2010, 2020))], NAMES)
    assert [(line["name"], line["seldom"]) for line in table] == [("地区生产总值", False), ("粮食产量", True)]
    alone, years = headline_table([row(2024)], NAMES)
    assert not alone[0]["seldom"] and years == [2024]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("居民消费价格涨幅", "居民消费价格涨幅"),
        ("财政收入", "财政收入增速"),
        ("人口自然增长率", "人口自然增长率"),
        ("能耗降幅", "能耗降幅"),
    ],
)
def test_no_word_is_doubled_in_a_title(name: str, title: str) -> None:
    assert titled(row(2024, name, indicator_id=None), NAMES, "增速") == title


def points(svg: str) -> list[float]:
    """Where the marks of the years stand, from left to right."""
    found = etree.fromstring(svg.encode()).iter("{http://www.w3.org/2000/svg}path")
    marks = [p.get("transform") or "" for p in found if "point" in (p.get("aria-roledescription") or "")]
    return sorted(float(match[1]) for mark in marks if (match := re.match(r"translate\(([\d.]+)", mark)))


def test_years_stand_as_far_apart_as_they_are_and_no_line_bridges_a_gap() -> None:
    plans = [row(year) for year in (1980, 2012, 2013, 2014)]
    [(_, values)] = headline_charts(plans, NAMES, WORDS, "增速")
    one = [value for value in values if value["kind"] == "承诺"]
    svg = through_years(one, *WORDS).svg
    first, second, third, last = points(svg)
    assert (second - first) / (third - second) == pytest.approx(32, rel=0.02) and last - third == pytest.approx(
        third - second, rel=0.02
    )
    lines = [p.get("d") or "" for p in etree.fromstring(svg.encode()).iter("{http://www.w3.org/2000/svg}path")
             if p.get("aria-roledescription") == "line mark"]  # fmt: skip
    assert sorted(line.count("L") for line in lines) == [0, 2]  # 1980 alone; 2012 to 2014 in one stroke


def test_a_chart_for_a_phone_is_as_narrow_as_one() -> None:
    values = [
        value
        for n in range(4)
        for _, drawn in headline_charts([row(y, f"指标{n}", indicator_id=None) for y in (2020, 2021)], {}, WORDS, "")
        for value in drawn
    ]
    assert through_years(values, *WORDS, columns=1).width < 370 < through_years(values, *WORDS).width


def test_a_plan_is_grouped_by_what_can_be_said() -> None:
    plan = [row(2024, "a"), row(2024, "b", headline=False), row(2024, "c", headline=False, verdict="unreported"), row(2024, "d", headline=False, verdict="pending"),
            row(2024, "e", headline=False, verdict="untestable"), row(2024, "f", headline=False, verdict="met", telling=True)]  # fmt: skip
    found = [(group, [r["what"] for r in own]) for group, own in grouped(plan)]
    assert found == [
        ("headline", ["a"]),
        ("decided", ["f", "b"]),
        ("silent", ["c"]),
        ("not_due", ["d"]),
        ("untestable", ["e"]),
    ]


def test_what_cannot_be_judged_is_counted_by_its_reason() -> None:
    plan = [
        row(2024),
        *(row(2024, verdict="unclear", rule="seen_otherwise") for _ in range(3)),
        row(2024, verdict="unclear", rule="a_rule_of_tomorrow"),
    ]
    [(verdict, reasons)] = undecided(Labels("zh"), plan)
    assert verdict == "unclear" and [n for _, n in reasons] == [3, 1] and "名称相近" in reasons[0][0]
    assert all(not re.search("[a-z_]", why) for why, _ in reasons)


def test_two_plans_side_by_side_pair_like_with_like() -> None:
    old = [
        row(2023, "甲", indicator_id=None, next_commitment_id="乙-2024-growth"),
        row(2023, "丙", indicator_id=None),
        row(2023, "丁", indicator_id=None, unit="元", measure="level"),
    ]
    new = [
        row(2024, "乙", indicator_id=None),
        row(2024, "丁", indicator_id=None, unit="亩", measure="level"),
        row(2024, "戊", indicator_id=None),
    ]
    pairs = [((line["old"] or {}).get("what"), (line["new"] or {}).get("what")) for line in side_by_side(old, new, {})]
    assert pairs == [("甲", "乙"), ("丙", None), ("丁", None), (None, "丁"), (None, "戊")]  # 元 is not 亩


def test_an_indicator_over_places_and_years() -> None:
    years, lines = across([row(2024), row(2023, place_code="2", place="乙"), row(2023)])
    assert years == [2024, 2023] and [(line["name"], sorted(line["cells"])) for line in lines] == [
        ("甲", [2023, 2024]),
        ("乙", [2023]),
    ]
