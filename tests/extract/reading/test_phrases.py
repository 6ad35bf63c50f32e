"""Claims: what stands around a number and decides whether, and what, it measures; in invented sentences."""

from __future__ import annotations

import pytest
from speech import brief, done, promised


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("公交与地铁60米内换乘比例达88%。", "公交与地铁60米内换乘比例"),
        ("公园绿地500米范围内居民覆盖率达到88%。", "公园绿地500米范围内居民覆盖率"),
        ("群众步行5公里以内就医比例88%。", "群众步行5公里以内就医比例"),
    ],
)
def test_a_distance_says_which_things_are_meant(sentence: str, name: str) -> None:
    assert [(c.indicator, c.value, c.unit) for c in done(sentence)] == [(name, 88, "%")]


def test_a_distance_that_is_the_target() -> None:
    (claim,) = promised("平均换乘距离控制在80米以内。")
    assert (claim.comparator, claim.value, claim.unit) == ("<=", 80, "米")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全员劳动生产率达到26万元/人左右。", ("全员劳动生产率", "level", "~", 260_000, "元/人")),
        ("安全事故死亡率控制在0.4人/百亿元以下。", ("安全事故死亡率", "level", "<=", 0.4, "人/百亿元")),
        ("细颗粒物浓度降到30微克/立方米。", ("细颗粒物浓度", "level", "=", 30, "微克/立方米")),
    ],
)
def test_an_amount_for_each_of_something(sentence: str, expected: tuple[str, str, str, float, str]) -> None:
    assert brief(promised(sentence)) == [expected]


def test_the_verb_of_a_cut_holds_for_its_list() -> None:
    assert brief(done("平均压减时间45%、材料38%。")) == [
        ("平均压减时间", "growth", "=", -45, "%"),
        ("平均压减材料", "growth", "=", -38, "%"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "出台数字政务3.0方案。",
        "推出智慧城市2.0版。",
        "从5个维度设置了指标。",
        "围绕4个方面、聚焦6个领域开展工作。",
        "释放十几亿人口的消费潜力。",
        "经济总量迈上千亿台阶、3000亿台阶。",
        "为65岁以上老人免费体检。",
    ],
)
def test_numbers_that_measure_nothing(sentence: str) -> None:
    assert promised(sentence) == []


def test_years_of_life_are_a_level() -> None:
    (claim,) = done("人均预期寿命从2015年的76.2岁提升至78.1岁。")
    assert brief([claim]) == [("人均预期寿命", "level", "=", 78.1, "岁")]
    assert claim.period == 2023


def test_goods_counted_in_kinds() -> None:
    assert brief(done("上市创新药12款。")) == [("上市创新药", "level", "=", 12, "款")]


def test_a_comparing_word_after_each_holds_for_all() -> None:
    assert [c.comparator for c in done("食品、药品抽检合格率分别超97.5%和98%。")] == [">=", ">="]
    assert [c.comparator for c in promised("城乡居民收入分别增长6%、7%以上。")] == [">=", ">="]


def test_what_a_share_is_spent_on_names_it() -> None:
    assert brief(done("财政支出七成以上投向民生领域。")) == [("财政支出投向民生领域", "share", ">=", 70, "%")]


@pytest.mark.parametrize("years", ["3年", "连续3年", "提前3年", "三年"])
def test_how_long_it_took_is_no_part_of_the_name(years: str) -> None:
    (claim,) = done(f"科技企业数{years}翻一番。")
    assert claim.indicator == "科技企业数"


def test_what_was_solved_for_whom() -> None:
    (claim,) = done("新解决农村40多万人饮水安全问题。")
    assert (claim.indicator, claim.comparator, claim.value) == ("新解决农村饮水安全问题", ">=", 400_000)


def test_a_multiple_of_an_earlier_year_is_not_the_level() -> None:
    level, times = done("教育支出达到36亿元，是2012年的3.1倍。")
    assert (level.indicator, level.unit) == ("教育支出", "元")
    assert (times.indicator, times.relative_to) == ("教育支出相当于2012年的倍数", "2012年")


def test_parts_of_a_whole_leave_it_the_subject() -> None:
    found = done("45个计划项目中有30个项目开工，完成投资20亿元。")
    assert [c.indicator for c in found] == ["计划项目", "项目开工", "计划项目投资"]


def test_a_rate_of_completion_keeps_its_name() -> None:
    assert [c.indicator for c in done("完成户厕改造200户，任务完成率100%。")] == ["户厕改造", "户厕改造任务完成率"]


def test_an_addition_and_the_level_it_leads_to() -> None:
    added, level = done("高速公路里程新增300公里、突破7000公里。")
    assert (added.indicator, added.measure) == ("高速公路里程新增", "increment")
    assert (level.indicator, level.measure, level.comparator) == ("高速公路里程", "level", ">=")


def test_steps_climbed_count_nothing_but_their_height_does() -> None:
    found = done("地区生产总值连续迈上4个百亿元台阶、达512亿元，存款余额跨上700亿元台阶。")
    assert [(c.indicator, c.value) for c in found] == [("地区生产总值", 5.12e10), ("存款余额", 7e10)]


def test_a_level_is_not_carried_over_to_firms() -> None:
    names = [c.indicator for c in promised("创建省级达标村5个、示范村2个，新增省级技术中心3家、高新技术企业2家。")]
    assert names == ["创建省级达标村", "创建省级示范村", "新增省级技术中心", "新增高新技术企业"]


def test_a_cost_before_what_is_counted() -> None:
    found = promised("总投资160亿元的28个省、市重点项目提速建设。")
    assert [(c.indicator, c.unit) for c in found] == [("省、市重点项目总投资", "元"), ("省、市重点项目", "个")]
    found = promised("总投资160亿元、年度投资55亿元的28个重点项目有序推进。")
    assert [c.indicator for c in found] == ["重点项目总投资", "重点项目年度投资", "重点项目"]


def test_a_quote_that_opens_a_name_belongs_to_it() -> None:
    (claim,) = done("“新三样”出口规模达36亿元。")
    assert claim.indicator == "“新三样”出口规模"


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("建成过江通道4座、在建3座。", ["建成过江通道", "在建过江通道"]),
        ("考核断面达到或优于Ⅲ类水体比例达92%。", ["考核断面达到或优于Ⅲ类水体比例"]),
        ("改造提升道路13条，改造提升12条街巷。", ["改造提升道路", "改造提升街巷"]),
        ("全国文明城市、国家历史文化名城分别增至7座、4座。", ["全国文明城市", "国家历史文化名城"]),
        ("企业登记4个小时内办结，网办率达99%。", ["网办率"]),
        ("筹集保障性住房2万套（间）。", ["筹集保障性住房"]),
        (
            "新能源汽车、集成电路、工业机器人产量分别增长4%、5%、6%。",
            ["新能源汽车产量", "集成电路产量", "工业机器人产量"],
        ),
        ("宜居宜业和美乡村占比达51%，和美庭院覆盖率达73%。", ["宜居宜业和美乡村占比", "和美庭院覆盖率"]),
        ("30万吨级航道建成，通航里程420公里。", ["通航里程"]),
        ("85个重点项目完成投资42亿元。", ["重点项目", "重点项目完成投资"]),
    ],
)
def test_names_whole_and_no_longer(sentence: str, names: list[str]) -> None:
    assert [c.indicator for c in done(sentence)] == names


def test_counts_inside_a_description() -> None:
    assert promised("建立包括26项综合指标和29个专项指标在内的评价体系。") == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("低保标准不低于当地最低工资的1.2倍。", [("低保标准相当于当地最低工资的倍数", ">=", 1.2, "倍")]),
        ("学生每天户外活动时间不低于3小时。", [("学生每天户外活动时间", ">=", 3.0, "小时")]),
        ("茶叶抽检超3万批次。", [("茶叶抽检", ">=", 30_000.0, "批次")]),
        (
            "山羊、肉鸭年出栏量分别稳定在30万头、50万只以上。",
            [("山羊年出栏量", ">=", 300_000.0, "头"), ("肉鸭年出栏量", ">=", 500_000.0, "只")],
        ),
        (
            "小麦播种面积33万亩、产量12万吨以上。",
            [("小麦播种面积", "=", 330_000.0, "亩"), ("小麦产量", ">=", 120_000.0, "吨")],
        ),
        (
            "城乡居民基本养老、医疗保险参保人数分别达到19万人、31万人。",
            [
                ("城乡居民基本养老保险参保人数", "=", 190_000.0, "人"),
                ("城乡居民基本医疗保险参保人数", "=", 310_000.0, "人"),
            ],
        ),
        (
            "安排重点建设项目15个，总投资32亿元。",
            [("重点建设项目", "=", 15.0, "个"), ("重点建设项目总投资", "=", 3.2e9, "元")],
        ),
        (
            "以年度投资27亿元的57个城市更新项目为抓手。",
            [("城市更新项目年度投资", "=", 2.7e9, "元"), ("城市更新项目", "=", 57.0, "个")],
        ),
        ("加快推进青石湾园区建设，完成投资3亿元。", [("青石湾园区投资", "=", 3e8, "元")]),
        ("油菜生产再获丰收，总产达到3万吨。", [("油菜总产", "=", 30_000.0, "吨")]),
        (
            "完成国道46公里、村道297公里建设任务。",
            [("国道", "=", 46.0, "公里"), ("村道", "=", 297.0, "公里")],
        ),
        (
            "新生儿访视率、产妇建档率达到90%以上。",
            [("新生儿访视率", ">=", 90.0, "%"), ("产妇建档率", ">=", 90.0, "%")],
        ),
        ("解决农村3万多人口饮水安全问题。", [("解决农村人口饮水安全问题", ">=", 30_000.0, "人")]),
    ],
)
def test_heads_that_stand_elsewhere(sentence: str, wanted: list[tuple[str, str, float, str]]) -> None:
    found = [(c.indicator, c.comparator, c.value, c.unit) for c in promised(sentence)]
    assert found == wanted


def test_a_sum_of_the_year_is_not_one_of_five_years() -> None:
    assert {c.span for c in done("累计投入资金3亿元，完成19个村整治、9万人搬迁。")} == {None}
