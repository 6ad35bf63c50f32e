"""Claims: every turn of phrase that the genre knows, in invented sentences."""

from __future__ import annotations

import pytest
from speech import OPENING, brief, done, plan, promised, quantities, review


def test_two_values_share_a_head_and_the_growth_list_follows() -> None:
    found = done("城乡居民人均可支配收入分别达到41208元、20516元，分别增长5.1%、7.3%。")
    assert [(c.indicator, c.measure, c.value) for c in found] == [
        ("城镇居民人均可支配收入", "level", 41208),
        ("农村居民人均可支配收入", "level", 20516),
        ("城镇居民人均可支配收入", "growth", 5.1),
        ("农村居民人均可支配收入", "growth", 7.3),
    ]


def test_growth_list_without_a_second_word_of_its_own() -> None:
    found = done("城镇和农村居民人均可支配收入分别为41208元和20516元，增长5.1%和7.3%。")
    assert [(c.indicator, c.value) for c in found[2:]] == [
        ("城镇居民人均可支配收入", 5.1),
        ("农村居民人均可支配收入", 7.3),
    ]


def test_three_industries_share_a_head() -> None:
    found = done("第一、二、三产业增加值分别为31.2亿元、88.6亿元、102.4亿元，分别增长4.1%、6.2%、7%。")
    names = ["第一产业增加值", "第二产业增加值", "第三产业增加值"]
    assert [c.indicator for c in found] == names * 2
    assert [c.value for c in found] == [3.12e9, 8.86e9, 1.024e10, 4.1, 6.2, 7]


def test_three_whole_names_with_one_list_of_values() -> None:
    found = done("地区生产总值、规模以上工业增加值、固定资产投资分别增长6.1%、7.2%、8.3%。")
    assert [(c.indicator, c.value) for c in found] == [
        ("地区生产总值", 6.1),
        ("规模以上工业增加值", 7.2),
        ("固定资产投资", 8.3),
    ]


def test_one_value_for_each_of_two_names() -> None:
    found = promised("社会消费品零售总额、进出口总额均增长6%。")
    assert [(c.indicator, c.value) for c in found] == [("社会消费品零售总额", 6), ("进出口总额", 6)]


def test_a_value_takes_its_unit_from_the_next_of_the_list() -> None:
    found = promised("油料、蔬菜产量分别达到3万吨、45万吨，苹果、梨产量分别达到600、800吨。")
    assert [(c.value, c.unit) for c in found] == [(30_000, "吨"), (450_000, "吨"), (600, "吨"), (800, "吨")]


def test_things_of_one_verb_in_a_list() -> None:
    found = promised("新建公办幼儿园3所、养老服务中心2个、口袋公园5处。")
    assert [(c.indicator, c.measure, c.unit) for c in found] == [
        ("新建公办幼儿园", "increment", "所"),
        ("新建养老服务中心", "increment", "个"),
        ("新建口袋公园", "increment", "处"),
    ]


@pytest.mark.parametrize(
    ("sentence", "measure", "low", "high", "unit"),
    [
        ("地区生产总值增长5%—6%。", "growth", 5, 6, "%"),
        ("规模以上工业增加值增长4.5-5%。", "growth", 4.5, 5, "%"),
        ("高新技术产业占比提高5到6个百分点。", "change", 5, 6, "个百分点"),
        ("固定资产投资增长8%至10%。", "growth", 8, 10, "%"),
        ("力争引进外资10亿到12亿美元。", "increment", 1e9, 1.2e9, "美元"),
    ],
)
def test_ranges(sentence: str, measure: str, low: float, high: float, unit: str) -> None:
    (claim,) = promised(sentence)
    assert (claim.measure, claim.comparator) == (measure, "range")
    assert (claim.value, claim.value_high, claim.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("新能源汽车产量翻一番。", ("新能源汽车产量", "growth", "=", 100, "%")),
        ("电商交易额翻两番。", ("电商交易额", "growth", "=", 300, "%")),
        ("出口额增长1倍。", ("出口额", "growth", "=", 100, "%")),
        ("出口额增长1.5倍以上。", ("出口额", "growth", ">=", 150, "%")),
        ("快递业务量是三年前的3倍。", ("快递业务量相当于三年前的倍数", "share", "=", 3, "倍")),
        ("良种覆盖率达到九成以上。", ("良种覆盖率", "share", ">=", 90, "%")),
        ("设施农业占比过半。", ("设施农业占比", "share", ">=", 50, "%")),
        ("民营经济贡献了三分之一的税收。", ("民营经济贡献", "share", "=", 33.33, "%")),
        ("重大安全事故实现零增长。", ("重大安全事故", "growth", "=", 0, "%")),
        ("外贸进出口实现正增长。", ("外贸进出口", "growth", ">=", 0, "%")),
        ("粮食播种面积的百分之十三点五用于轮作。", ("粮食播种面积用于轮作", "share", "=", 13.5, "%")),
    ],
)
def test_values_in_words(sentence: str, expected: tuple[object, ...]) -> None:
    assert brief(promised(sentence)) == [expected]


@pytest.mark.parametrize(
    ("sentence", "indicator", "value", "unit"),
    [
        ("全省生产总值达到3.2万亿元。", "全省生产总值", 3.2e12, "元"),
        ("固定资产投资1.2万亿，同比持平。", "固定资产投资", 1.2e12, "元"),
        ("发电量达到820百万千瓦时。", "发电量", 8.2e8, "千瓦时"),
        ("粮食总产18.6亿斤。", "粮食总产", 1.86e9, "斤"),
        ("水产品产量5.2万吨。", "水产品产量", 52_000, "吨"),
        ("造林面积3200公顷。", "造林面积", 3200, "公顷"),
        ("水库库容1200万立方米。", "水库库容", 1.2e7, "立方米"),
        ("细颗粒物年均浓度32μg/m³。", "细颗粒物年均浓度", 32, "μg/m³"),
        ("人口自然增长率2.1‰。", "人口自然增长率", 2.1, "‰"),
        ("公路货运周转量320亿吨公里。", "公路货运周转量", 3.2e10, "吨公里"),
        ("旅游接待人数389.7万人次。", "旅游接待人数", 3_897_000, "人次"),
        ("投入资金一千万元改善校舍条件。", "投入资金", 1e7, "元"),
        ("并网装机两百万千瓦。", "并网装机", 2e6, "千瓦"),
    ],
)
def test_units_and_multipliers(sentence: str, indicator: str, value: float, unit: str) -> None:
    (claim,) = done(sentence)
    assert (claim.indicator, claim.value, claim.unit) == (indicator, value, unit)


def test_a_mean_over_the_year_has_no_span_of_years() -> None:
    (claim,) = promised("细颗粒物年均浓度控制在32μg/m³以内。")
    assert (claim.comparator, claim.span) == ("<=", None)


@pytest.mark.parametrize(
    ("sentence", "comparator", "value"),
    [
        ("新建标准化车间三十多座。", ">=", 30),
        ("引进项目60多个。", ">=", 60),
        ("签约500余亿元。", ">=", 5e10),
        ("建成粮仓，收储粮食上亿斤。", ">=", 1e8),
        ("游客接待量近900万人次。", "~", 9e6),
        ("社会消费品零售总额约300亿元。", "~", 3e10),
        ("旅游总收入超80亿元。", ">=", 8e9),
        ("存款余额突破500亿元。", ">=", 5e10),
        ("居民消费价格涨幅控制在2.1%。", "=", 2.1),
        ("全市120多万群众喝上放心水。", ">=", 1_200_000),
    ],
)
def test_comparing_words_of_results(sentence: str, comparator: str, value: float) -> None:
    (claim,) = done(sentence)
    assert (claim.comparator, claim.value) == (comparator, value)


@pytest.mark.parametrize(
    ("sentence", "comparator", "value"),
    [
        ("城镇新增就业不低于8000人。", ">=", 8000),
        ("城镇登记失业率控制在4.5%以内。", "<=", 4.5),
        ("居民消费价格涨幅控制在3%左右。", "~", 3),
        ("居民消费价格涨幅控制在3%。", "<=", 3),
        ("固定资产投资增长不少于8%。", ">=", 8),
        ("单位生产总值能耗下降3.5%以上。", ">=", -3.5),
        ("地区生产总值力争突破200亿元。", ">=", 2e10),
    ],
)
def test_comparing_words_of_targets(sentence: str, comparator: str, value: float) -> None:
    (claim,) = promised(sentence)
    assert (claim.comparator, claim.value) == (comparator, value)


def test_above_after_a_plain_list_binds_the_last_and_after_fenbie_all() -> None:
    after_each = promised("地区生产总值、固定资产投资分别增长6%、8%以上。")
    assert [c.comparator for c in after_each] == [">=", ">="]
    plain = promised("新建学校3所、改造医院2家以上。")
    assert [c.comparator for c in plain] == ["=", ">="]


def test_falls_are_negative_growth() -> None:
    found = done("规模以上工业利润下降8.4%，税收由降转升、增长3.2%。")
    assert [(c.indicator, c.measure, c.value) for c in found] == [
        ("规模以上工业利润", "growth", -8.4),
        ("税收", "growth", 3.2),
    ]


def test_a_narrowing_fall_speaks_of_what_was_named_before() -> None:
    found = done("一般公共预算收入下降2.1%，降幅收窄3.4个百分点。")
    assert brief(found)[1] == ("一般公共预算收入", "change", "=", -3.4, "个百分点")


def test_of_from_a_to_b_only_b_is_claimed() -> None:
    (claim,) = done("常住人口城镇化率由52.3%提高到54.1%。")
    assert (claim.indicator, claim.measure, claim.value) == ("常住人口城镇化率", "share", 54.1)


def test_growth_after_a_level_and_the_gap_to_last_year() -> None:
    found = done("地区生产总值132.4亿元，增长4%；规模以上工业增加值增长6.3%，比上年提高0.4个百分点。")
    assert brief(found) == [
        ("地区生产总值", "level", "=", 1.324e10, "元"),
        ("地区生产总值", "growth", "=", 4, "%"),
        ("规模以上工业增加值", "growth", "=", 6.3, "%"),
        ("规模以上工业增加值", "change", "=", 0.4, "个百分点"),
    ]


def test_a_share_of_what_was_named_before() -> None:
    found = done("高标准农田面积达到12.6万亩，占耕地面积的38%。")
    assert brief(found)[1] == ("高标准农田面积占耕地面积比重", "share", "=", 38, "%")


@pytest.mark.parametrize(
    ("sentence", "period", "span"),
    [
        ("五年来，地区生产总值年均增长6.8%。", 2023, 5),
        ("五年累计新建农村公路1200公里。", 2023, 5),
        ("去年新建农村公路120公里。", 2023, None),
    ],
)
def test_years_of_results(sentence: str, period: int, span: int | None) -> None:
    (claim,) = done(sentence)
    assert (claim.period, claim.span) == (period, span)


@pytest.mark.parametrize(
    ("sentence", "period", "span"),
    [
        ("到2030年，森林覆盖率达到58%。", 2030, None),
        ("到“十四五”末，高速公路通车里程达到300公里。", 2025, None),
        ("三年内培育专精特新企业50家。", 2026, 3),
        ("“十五五”期间，地区生产总值年均增长5.5%左右。", 2030, 5),
        ("今后五年，新增城镇就业累计4万人。", 2028, 5),
        ("年内开工项目30个。", 2024, None),
        ("上半年建成泵站10座。", 2024, None),
    ],
)
def test_years_of_targets(sentence: str, period: int, span: int | None) -> None:
    (claim,) = promised(sentence)
    assert (claim.role, claim.period, claim.span) == ("commitment", period, span)


@pytest.mark.parametrize(
    ("sentence", "name", "follows"),
    [
        ("居民收入增长与经济增长基本同步。", "居民收入", "经济增长"),
        ("力争居民人均可支配收入和经济增长同步。", "居民人均可支配收入", "经济增长"),
        ("地区生产总值增速不低于全国平均水平。", "地区生产总值增速", "全国平均水平"),
    ],
)
def test_targets_that_follow_something_else(sentence: str, name: str, follows: str) -> None:
    (claim,) = promised(sentence)
    assert (claim.indicator, claim.comparator, claim.relative_to) == (name, "sync", follows)
    assert claim.value is None and claim.unit is None


@pytest.mark.parametrize(
    ("sentence", "value", "against"),
    [
        ("规模以上工业增加值增速高于全省1个百分点。", 1, "全省"),
        ("地区生产总值增速比全国高0.8个百分点。", 0.8, "全国"),
        ("城镇登记失业率低于全省0.5个百分点。", -0.5, "全省"),
    ],
)
def test_gaps_to_another_place(sentence: str, value: float, against: str) -> None:
    (claim,) = promised(sentence)
    assert (claim.measure, claim.value, claim.unit, claim.relative_to) == ("change", value, "个百分点", against)


@pytest.mark.parametrize(
    "sentence",
    [
        "实施“百千万”工程，深化“123”机制。",
        "扩建国道G357线，改造S208线。",
        "落实《行动方案（2023—2025年）》，开展三大行动。",
        "召开第18次常务会议，传达三中全会精神。",
        "2024年3月15日起施行。",
    ],
)
def test_names_and_dates_are_no_quantities(sentence: str) -> None:
    assert done(sentence) == []


def test_an_amount_that_only_says_which_things_are_meant() -> None:
    found = promised("新引进亿元以上项目25个，其中10亿元以上项目3个。")
    assert [(c.indicator, c.value) for c in found] == [("新引进亿元以上项目", 25), ("新引进10亿元以上项目", 3)]


@pytest.mark.parametrize(("written", "value"), [("1O％", 10), ("lO.5％", 10.5), ("６．５％", 6.5), ("6 .5 %", 6.5)])
def test_letters_and_spaces_in_numbers(written: str, value: float) -> None:
    (claim,) = promised(f"财政收入增长{written}。")
    assert claim.value == value


def test_a_line_broken_inside_a_number_and_a_name() -> None:
    text = plan("全年新增城镇就业\n5000人，完成造林面\n积2万亩。")
    found = quantities(text)
    assert [(c.indicator, c.value) for c in found] == [("新增城镇就业", 5000), ("造林面积", 20_000)]
    assert text[found[0].char_start : found[0].char_end] == "新增城镇就业\n5000人"


def test_quotes_are_slices_of_the_document() -> None:
    text = review("实现地区生产总值１３２．４亿元，增长４％。")
    found = quantities(text)
    assert [text[c.char_start : c.char_end] for c in found] == [
        "地区生产总值１３２．４亿元",
        "地区生产总值１３２．４亿元，增长４％",
    ]


def test_a_heading_that_runs_into_the_text() -> None:
    text = f"{OPENING}一、2023年工作回顾过去一年，地区生产总值增长5%。\n二、2024年重点工作今年地区生产总值增长6%。"
    assert [(c.role, c.value) for c in quantities(text)] == [("outcome", 5), ("commitment", 6)]


def test_a_promise_inside_the_review_and_a_result_inside_the_plan() -> None:
    (promise,) = done("今年力争旅游收入达到60亿元。")
    assert promise.role == "commitment"
    found = promised("去年已建成充电桩320个，今年再建成200个。")
    assert [(c.role, c.value) for c in found] == [("outcome", 320), ("commitment", 200)]


@pytest.mark.parametrize("opening", ["预计全年", "初步核算，"])
def test_estimates_are_told(opening: str) -> None:
    (claim,) = done(f"{opening}地区生产总值达到210亿元。")
    assert claim.estimate


def test_a_text_given_twice_is_read_once() -> None:
    speech = review("地区生产总值增长5%。" + "各项工作稳步推进。" * 150)
    assert len(quantities(speech + "\n" + speech)) == 1


def test_a_collectors_summary_before_the_speech_is_left_out() -> None:
    summary = "本文摘要：上年地区生产总值增长9%，今年预计增长8%。\n"
    assert [c.value for c in quantities(summary + review("地区生产总值增长5%。" + "工作有序推进。" * 200))] == [5]


def test_glossaries_hold_no_claims() -> None:
    speech = plan("固定资产投资增长8%。" + "全力抓好落实。" * 60)
    assert [
        c.value for c in quantities(speech + "\n名词解释\n1.小微企业：从业人员300人以下、营业收入2000万元以下。")
    ] == [8]


def test_a_review_and_a_plan_of_five_years() -> None:
    text = (
        f"{OPENING}一、过去五年工作回顾\n新建农村公路600公里。\n"
        "二、“十五五”时期的奋斗目标\n森林覆盖率达到60%。\n三、2026年重点工作\n造林面积2万亩。"
    )
    found = quantities(text, 2026)
    assert [(c.role, c.value, c.period, c.span) for c in found] == [
        ("outcome", 600, 2025, 5),
        ("commitment", 60, 2030, None),
        ("commitment", 20_000, 2026, None),
    ]


def test_a_second_verb_replaces_the_first() -> None:
    assert [c.indicator for c in promised("年内开工项目30个，上半年建成10个。")] == ["开工项目", "建成项目"]


def test_a_noun_after_the_number_ends_before_its_predicate() -> None:
    assert [c.indicator for c in done("我们确保上亿斤粮食颗粒归仓。")] == ["粮食"]
