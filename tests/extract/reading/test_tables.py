"""Tables of bulletins become outcomes: heads, units, parts, growth columns, years and places; the rest stays prose."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import vocabulary
from extract.formats.backend import joined_row
from extract.formats.reader import read_page
from extract.model import Claim
from extract.reading.pipeline import read
from extract.reading.tables.find import blanked, find_tables
from extract.reading.tables.headers import split_unit, title_noun, unit_of, value_of


def claims(*lines: str, year: int = 2024, kind: str = "statistical_bulletin", end: date | None = None) -> list[Claim]:
    text = "\n".join(lines)
    found = read(text, kind=kind, year=year, period_end=end).claims  # type: ignore[arg-type]
    for claim in found:
        quote = text[claim.char_start : claim.char_end]
        assert quote and quote == quote.strip() and "\n" not in quote
    return [c for c in found if c.rules and c.rules[0].startswith("table")]


def said(*lines: str, **known: int) -> list[tuple[str, str | None, float | None, str | None]]:
    return [(c.indicator, c.measure, c.value, c.unit) for c in claims(*lines, **known)]  # type: ignore[arg-type]


def test_units_in_heads_and_growth_beside_them() -> None:
    assert said("指标\t绝对数（亿元）\t比上年增长（%）", "地区生产总值\t123.4\t5.6", "第一产业\t20.1\t-3.2") == [
        ("地区生产总值", "level", 123.4e8, "元"),
        ("地区生产总值", "growth", 5.6, "%"),
        ("第一产业", "level", 20.1e8, "元"),
        ("第一产业", "growth", -3.2, "%"),
    ]


def test_units_in_a_column_name_products() -> None:
    found = said(
        "产品名称\t单位\t产量\t比上年增长（%）",
        "水泥\t万吨\t88.0\t4.5",
        "发电量\t亿千瓦时\t—\t7.1",
        "锅炉\t蒸吨\t12\t…",
    )
    assert found == [
        ("水泥产量", "level", 880000, "吨"),
        ("水泥产量", "growth", 4.5, "%"),
        ("发电量", "growth", 7.1, "%"),
        ("锅炉产量", "level", 12, "蒸吨"),
    ]


@pytest.mark.parametrize("line", ["单位：亿元", "（单位:亿元、%）", "计量单位：亿元"])
def test_a_line_over_the_table_gives_the_unit(line: str) -> None:
    found = said(
        "表1 2024年财政收支",
        line,
        "指标\t完成额\t增速",
        "一般公共预算收入\t1,234.5\t4.5",
        "一般公共预算支出[2]\t2 000①\t+3.1%",
    )
    assert found == [
        ("一般公共预算收入", "level", 1234.5e8, "元"),
        ("一般公共预算收入", "growth", 4.5, "%"),
        ("一般公共预算支出", "level", 2000e8, "元"),
        ("一般公共预算支出", "growth", 3.1, "%"),
    ]


def test_a_row_may_give_its_own_unit() -> None:
    assert said("指标\t2024年", "社会消费品零售总额（万元）\t56789", "城镇化率（%）\t51.2") == [
        ("社会消费品零售总额", "level", 567890000, "元"),
        ("城镇化率", "share", 51.2, "%"),
    ]


def test_parts_take_the_name_of_the_whole() -> None:
    names = [c.indicator for c in claims(
        "指标\t单位\t2024年", "货物周转量\t亿吨公里\t50", "  #铁路\t亿吨公里\t20", "    公路\t亿吨公里\t30",
        "旅客周转量\t亿人公里\t9", "  其中：公路\t亿人公里\t8",
    )]  # fmt: skip
    assert names == ["货物周转量", "铁路货物周转量", "公路货物周转量", "旅客周转量", "公路旅客周转量"]


def test_parts_are_found_without_indentation() -> None:
    names = [c.indicator for c in claims(
        "指标\t单位\t2024年", "货物周转量\t亿吨公里\t50", "#铁路\t亿吨公里\t20", "公路\t亿吨公里\t30",
        "旅客周转量\t亿人公里\t9", "#公路\t亿人公里\t8", "水运\t亿人公里\t1",
    )]  # fmt: skip
    assert names == ["货物周转量", "铁路货物周转量", "公路货物周转量", "旅客周转量", "公路旅客周转量", "水运旅客周转量"]


def test_parts_of_parts_and_two_divisions_of_one_whole() -> None:
    names = [c.indicator for c in claims(
        "指标\t年末数（万人）", "常住人口\t90", "  其中：城镇\t50", "    乡村\t40", "  其中：男性\t46", "    女性\t44",
        "  其中：0—15岁\t20", "    60岁及以上\t18", "      其中：65岁及以上\t12",
    )]  # fmt: skip
    assert names[1:5] == ["城镇常住人口", "乡村常住人口", "男性常住人口", "女性常住人口"]
    assert names[-1] == "65岁及以上常住人口"


def test_a_title_names_what_its_rows_divide() -> None:
    found = claims(
        "表4 2024年云溪县规模以上工业增加值增速",
        "指标\t比上年增长（%）",
        "规模以上工业增加值\t5.0",
        "在总计中：轻工业\t0.2",
        "  重工业\t7.2",
        "国有企业\t-2.0",
    )
    assert [c.indicator for c in found] == [
        "规模以上工业增加值",
        "轻工业增加值",
        "重工业增加值",
        "国有企业规模以上工业增加值",
    ]
    assert {c.measure for c in found} == {"growth"} and found[0].section == "表4 2024年云溪县规模以上工业增加值增速"


def test_an_index_of_prices_is_the_change_from_a_hundred() -> None:
    found = claims(
        "表2 2024年居民消费价格指数",
        "类别\t指数（以上年为100）",
        "居民消费价格指数\t100.2",
        "一、食品烟酒\t98.9",
        "    #粮食\t101.0",
    )
    assert [(c.indicator, c.measure, c.value, c.unit) for c in found] == [
        ("居民消费价格指数", "growth", 0.2, "%"),
        ("食品烟酒价格", "growth", -1.1, "%"),
        ("粮食居民消费价格", "growth", 1.0, "%"),
    ]
    assert vocabulary.match("粮食居民消费价格") is None, "the price of grain is not its output"


def test_columns_may_be_years_and_rows_may_be_years() -> None:
    across = claims("指标\t单位\t2023年\t2024年", "常住人口\t万人\t45.9\t45.6")
    assert [(c.value, c.period, c.period_end) for c in across] == [
        (459000, 2023, date(2023, 12, 31)),
        (456000, 2024, date(2024, 12, 31)),
    ]
    down = claims("表7 2023—2024年水质", "年份\t优良水体比例（%）", "2023年\t92.9", "2024年\t100.0")
    assert [(c.indicator, c.value, c.period) for c in down] == [
        ("优良水体比例", 92.9, 2023),
        ("优良水体比例", 100.0, 2024),
    ]


def test_rows_may_be_places() -> None:
    found = claims("单位：万元", "地区\t财政收入\t地区\t财政收入", "全县\t9000\t东山镇\t4000", "西河乡\t5000\t\t")
    assert [(c.indicator, c.value, c.scope) for c in found] == [
        ("财政收入", 9e7, None), ("财政收入", 4e7, "东山镇"), ("财政收入", 5e7, "西河乡"),
    ]  # fmt: skip


def test_shares_and_points() -> None:
    found = said(
        "指标\t2024年（亿元）\t占比（%）\t比重比上年提高（个百分点）",
        "进出口总额\t30.0\t\t",
        "  其中：出口\t20.0\t66.7\t1.5",
    )
    assert ("出口", "level", 20e8, "元") in found
    assert [f[1:] for f in found if f[1] == "share"] == [("share", 66.7, "%")]


def test_months_ranks_and_plans_are_no_results() -> None:
    found = said(
        "指标名称\t计量单位\t12月\t1-12月累计\t同比±%\t位次\t年度目标", "固定资产投资\t亿元\t10.1\t99.5\t↓2.1\t3\t110"
    )
    assert found == [("固定资产投资", "level", 99.5e8, "元"), ("固定资产投资", "growth", -2.1, "%")]


def test_two_tables_that_touch_are_two() -> None:
    found = said(
        "指标\t2024年（亿元）",
        "财政收入\t9.0",
        "固定资产投资\t80.0",
        "产品名称\t产量（万吨）",
        "水泥\t88.0",
        "粮食\t12.3",
    )
    assert ("水泥产量", "level", 880000, "吨") in found and ("财政收入", "level", 9e8, "元") in found


def test_equal_names_under_two_heads_are_told_apart() -> None:
    names = [
        c.indicator
        for c in claims("指标\t亿元", "人民币存款余额\t90", "  #住户存款\t50", "本外币存款余额\t95", "  #住户存款\t52")
    ]
    assert len(set(names)) == 4


def test_what_gives_no_unit_gives_no_claim() -> None:
    assert said("指标\t2024年", "某项事物\t12", "另一事物\t13") == []
    assert said("甲\t1", "乙\t2") == []


def test_prose_laid_out_in_cells_stays_prose() -> None:
    text = "一\t全年全县生产总值123.4亿元，增长5.6%。\n二\t年末常住人口45.6万人。"
    found = read(text, kind="statistical_bulletin", year=2024).claims
    assert {c.value for c in found} >= {123.4e8, 45.6e4} and not any("table" in c.rules[0] for c in found if c.rules)


def test_a_table_is_not_read_a_second_time_as_prose() -> None:
    text = (
        "全年财政收入9.0亿元。\n指标\t单位\t2024年\n粮食产量\t万吨\t12.3\n水泥产量\t万吨\t88.0\n年末常住人口45.6万人。"
    )
    found = read(text, kind="statistical_bulletin", year=2024).claims
    assert [c.indicator for c in found] == ["财政收入", "粮食产量", "水泥产量", "常住人口"]


def test_the_rules_for_reports_leave_tables_to_prose() -> None:
    assert claims("指标\t2024年（亿元）", "财政收入\t9.0", "投资\t8.0", kind="work_report") == []


def test_a_notice_covers_its_own_period() -> None:
    found = claims(
        "指标\t1—9月（亿元）\t同比增长（%）",
        "财政收入\t9.0\t1.5",
        "财政支出\t19.0\t2.5",
        kind="progress_notice",
        end=date(2024, 9, 30),
    )
    assert {c.period_end for c in found} == {date(2024, 9, 30)} and len(found) == 4


def test_spanning_and_indented_cells_of_a_page() -> None:
    page = read_page(
        "<html><body><p>全年全县经济平稳运行，主要指标如下。</p><table><tr><td rowspan=2>指标</td><td colspan=2>全年</td></tr>"
        "<tr><td>总量（亿元）</td><td>比上年<br>增长（%）</td></tr><tr><td>财政收入</td><td>9.0</td><td>4.5</td></tr>"
        "<tr><td>&nbsp;&nbsp;其中：税收收入</td><td>8.0</td><td>－3.5</td></tr>"
        "<tr><td style='text-indent:2em'>非税收入</td><td>1.0</td><td></td></tr></table></body></html>".encode()
    )
    lines = page.text.split("\n")[1:]
    assert lines == [
        "指标\t全年",
        "\t总量（亿元）\t比上年增长（%）",
        "财政收入\t9.0\t4.5",
        "  其中：税收收入\t8.0\t－3.5",
        "    非税收入\t1.0",
    ]
    found = read(page.text, kind="statistical_bulletin", year=2024).claims
    assert [(c.indicator, c.value) for c in found] == [
        ("财政收入", 9e8), ("财政收入", 4.5), ("税收收入", 8e8), ("税收收入", -3.5), ("非税收入", 1e8),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit"),
    [("亿元", (1e8, "元")), ("万人次", (1e4, "人次")), ("%", (1.0, "%")), ("‰", (1.0, "‰")), ("个百分点", (1.0, "个百分点")),
     ("亿吨公里", (1e8, "吨公里")), ("千瓦时", (1.0, "千瓦时")), ("平方公里", (1.0, "平方公里")), ("指标", None), ("", None), ("以上年为100", None)],
)  # fmt: skip
def test_units(text: str, unit: tuple[float, str] | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.5", 1234.5), ("-2.6", -2.6), ("−3.2", -3.2), ("－3.2", -3.2), ("8.6%", 8.6), ("增长5.2", 5.2), ("下降3.1", -3.1), ("↓2", -2),
     ("100.5[1]", 100.5), ("12①", 12), ("12*", 12), ("0.0", 0.0), ("—", None), ("…", None), ("-", None), ("", None), ("持平", None), ("5.1-5.3", None)],
)  # fmt: skip
def test_values(text: str, value: float | None) -> None:
    found = value_of(text)
    assert (found[0] if found else None) == value


def test_heads_and_titles() -> None:
    assert split_unit("总量（亿元）") == ("总量", (1e8, "元")) and split_unit("增长%") == ("增长", (1.0, "%"))
    assert title_noun("表3 2024年云溪县居民消费价格指数（上年=100）") == "居民消费价格"
    assert title_noun("表2 2024年居民消费价格指数") == title_noun("表2：居民消费价格指数") == "居民消费价格"
    assert title_noun("表22024年居民消费价格指数") == "居民消费价格"
    assert title_noun("表9 各项主要指标") == ""


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "指标",
                    "单位",
                    "亿元",
                    "12.3",
                    "",
                    "—",
                    "其中：税收",
                    "#铁路",
                    "2024年",
                    "增长（%）",
                    "全县",
                    "甲。乙",
                ]
            ),
            max_size=5,
        ),
        max_size=8,
    ),
    st.text(max_size=30),
)
def test_any_cells_give_quotes_inside_the_text(rows: list[list[str]], around: str) -> None:
    text = around + "\n" + "\n".join(joined_row(row) for row in rows) + "\n" + around
    tables = find_tables(text)
    assert len(blanked(text, tables)) == len(text)
    for claim in read(text, kind="statistical_bulletin", year=2024).claims:
        assert 0 <= claim.char_start < claim.char_end <= len(text)
