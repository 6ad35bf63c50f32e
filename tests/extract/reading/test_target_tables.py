"""Tables of a work report that set its targets: promises and results by their columns, and no table of anything else."""

from __future__ import annotations

from typing import Any

from speech import OPENING

from extract.reading.pipeline import read

FILLER = "干部群众同心协力，城乡面貌焕然一新，各项事业稳步向前，百姓日子越过越踏实。" * 25
TABLE = """附表 主要经济社会发展目标
指标名称	单位	2023年完成	2024年预期目标	2024年预期增长%
地区生产总值	亿元	252.7		6左右
城镇新增就业	人	5230	≥5000
居民消费价格涨幅	%	0.3	3以内
接待游客	万人次	466.1	500"""


def claims(table: str, plan: str = "地区生产总值增长6%左右，") -> list[Any]:
    text = (
        f"{OPENING}一、2023年工作回顾\n地区生产总值增长6.2%。{FILLER}\n"
        f"二、2024年工作安排\n今年经济社会发展的主要预期目标是：{plan}固定资产投资增长8%。\n{FILLER}\n{table}\n{FILLER}"
    )
    return read(text, kind="work_report", year=2024).claims


def test_targets_and_results_stand_in_columns_of_their_own() -> None:
    found = {
        (c.role, c.indicator, c.comparator, c.value, c.unit, c.period)
        for c in claims(TABLE)
        if "table" in "".join(c.rules)
    }
    assert found == {
        ("commitment", "城镇新增就业", ">=", 5000.0, "人", 2024),
        ("commitment", "居民消费价格涨幅", "<=", 3.0, "%", 2024),
        ("commitment", "接待游客", "=", 5_000_000.0, "人次", 2024),
        ("outcome", "地区生产总值", "=", 25_270_000_000.0, "元", 2023),
        ("outcome", "城镇新增就业", "=", 5230.0, "人", 2023),
        ("outcome", "居民消费价格涨幅", "=", 0.3, "%", 2023),
        ("outcome", "接待游客", "=", 4_661_000.0, "人次", 2023),
    }  # the growth of the output is said in the list already


def test_what_the_list_says_too_is_one_promise_with_two_places() -> None:
    said = [c for c in claims(TABLE) if c.role == "commitment" and c.indicator == "地区生产总值"]
    assert [(c.value, c.comparator, len(c.restated)) for c in said] == [(6.0, "~", 1)]


def test_a_unit_in_the_head_is_the_columns_and_the_word_behind_a_number_wins() -> None:
    table = "附表\n指标\t2024年预期目标（亿元）\n固定资产投资\t99.5\n进出口总额\t3.1\n财政收入\t约12以上"
    found = {(c.indicator, c.comparator, c.value, c.unit) for c in claims(table) if "table" in "".join(c.rules)}
    assert found == {
        ("财政收入", ">=", 1.2e9, "元"),
        ("固定资产投资", "=", 9.95e9, "元"),
        ("进出口总额", "=", 3.1e8, "元"),
    }


def test_a_first_row_whose_only_number_is_compared_is_no_head() -> None:
    table = "附表\n指标\t2024年预期目标\n地区生产总值增速\t7%左右\n城镇调查失业率\t5.5%以内\n粮食产量（万吨）\t≥48"
    found = {(c.indicator, c.comparator, c.value, c.unit) for c in claims(table) if "table" in "".join(c.rules)}
    assert found == {
        ("地区生产总值增速", "~", 7.0, "%"),
        ("城镇调查失业率", "<=", 5.5, "%"),
        ("粮食产量", ">=", 480_000.0, "吨"),
    }


def test_without_a_column_of_targets_a_table_is_left_to_the_sentences() -> None:
    table = TABLE.replace("2024年预期目标", "2022年完成").replace("2024年预期增长%", "增长%")
    assert not [c for c in claims(table) if "table" in "".join(c.rules)]
