"""The controlled vocabulary: enough of it, no contradictions, and no name that is taken for another thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import vocabulary
from extract.vocabulary import VocabularyError, load, match, scope
from extract.vocabulary.entries import load_decorations


def _id(name: str) -> str | None:
    found = match(name)
    return found.id if found else None


def test_there_are_enough_indicators_in_many_domains() -> None:
    assert len(load()) >= 250
    assert len({indicator.domain for indicator in load()}) >= 15


def test_the_vocabulary_has_no_contradictions() -> None:
    assert vocabulary.check() == []


def test_every_name_and_alias_finds_its_own_indicator() -> None:
    wrong = [
        f"{name}: {_id(name)} instead of {indicator.id}"
        for indicator in load()
        for name in (indicator.name, *indicator.aliases)
        if _id(name) != indicator.id
    ]
    assert wrong == []


def test_names_kept_whole_are_names() -> None:
    assert [name for name in load_decorations().whole if match(name) is None] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("全市生产总值", "gdp"),
        ("国内生产总值", "gdp"),
        ("全县地区生产总值", "gdp"),
        ("经济增长", "gdp"),
        ("GDP", "gdp"),
        ("ＧＤＰ", "gdp"),
        ("力争全年实现地区生产总值", "gdp"),
        ("地区生产总值（GDP）增速", "gdp"),
        ("人均生产总值", "gdp_per_capita"),
        ("规模以上工业增加值", "industrial_value_added"),
        ("规上工业增加值增速", "industrial_value_added"),
        ("规模以上工业", "industrial_value_added"),
        ("工业增加值", "all_industrial_value_added"),
        ("居民消费价格涨幅", "cpi"),
        ("居民消费价格总水平涨幅", "cpi"),
        ("居民消费价格（CPI）", "cpi"),
        ("商品零售价格", "retail_price_index"),
        ("城镇登记失业率", "registered_unemployment"),
        ("城镇调查失业率", "surveyed_unemployment"),
        ("新增城镇就业", "urban_new_jobs"),
        ("城镇新增就业人数", "urban_new_jobs"),
        ("下岗失业人员再就业", "laid_off_reemployment"),
        ("失业人员再就业", "unemployed_reemployment"),
        ("新增农村劳动力转移就业", "rural_labour_transfer"),
        ("进出口", "trade"),
        ("外贸进出口总值", "trade"),
        ("其中出口", "exports"),
        ("进口总额", "imports"),
        ("社会消费品零售总额", "retail_sales"),
        ("全社会固定资产投资", "fixed_asset_investment"),
        ("固定资产投资（不含农户）", "fixed_asset_investment"),
        ("固定资产投资累计完成额", "fixed_asset_investment"),
        ("城镇固定资产投资总额", "urban_fixed_asset_investment"),
        ("工业固定资产投资", "industrial_investment"),
        ("地方财政一般预算收入", "budget_revenue"),
        ("公共财政预算收入", "budget_revenue"),
        ("地方公共财政预算收入", "budget_revenue"),
        ("财政总收入", "total_fiscal_revenue"),
        ("全部财政收入", "total_fiscal_revenue"),
        ("财政收入", "fiscal_revenue"),
        ("城镇居民收入", "urban_income"),
        ("农民人均纯收入", "rural_income"),
        ("农村居民人均可支配收入", "rural_income"),
        ("城乡居民收入", "resident_income"),
        ("城乡居民人均收入", "resident_income"),
        ("广义货币（M2）", "m2"),
        ("中央财政赤字", "central_deficit"),
        ("财政赤字", "deficit"),
        ("赤字率", "deficit_ratio"),
        ("“新三板”挂牌企业", "new_third_board"),
        ("单位国内生产总值能耗降低", "energy_intensity"),
        ("常住人口城镇化率", "urbanisation"),
        ("户籍人口城镇化率", "registered_urbanisation"),
        ("接待国内外游客", "tourist_visits"),
        ("旅游总人数", "tourist_visits"),
        ("旅游综合收入", "tourism_revenue"),
        ("新开工保障性住房", "affordable_housing"),
        ("基本建成保障性住房", "affordable_housing_completed"),
        ("造林面积", "afforestation"),
        ("PM2.5年平均浓度", "pm25"),
        ("★粮食总产量", "grain_output"),
        ("新增（恢复、改善）有效灌溉面积", "irrigation_area"),
    ],
)
def test_names_that_reports_use(name: str, expected: str) -> None:
    assert _id(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "产业集聚区规模以上工业增加值",
        "重点区域煤炭消费",
        "中心城区社会消费品零售总额",
        "市区居民消费价格",
        "市区城镇居民人均可支配收入",
        "绿色GDP",
        "园区地区生产总值",
        "驿城区生产总值",
        "县域生产总值",
        "全市生产总值增幅全省排名",
        "全市生产总值相当于2011年的倍数",
        "固定资产投资增速全省排名",
        "粮食连续增产年数",
        "融安金桔产量",
        "市本级一般公共预算收入",
        "贫困地区农民人均纯收入",
        "国有企业出口",
        "对东盟出口",
        "香杉产业产值",
        "大学生新增就业",
        "重点行业单位生产总值能耗",
        "完成投资",
        "总投资",
        "实现利税",
        "高新技术企业人数",
        "高新技术企业产品销售面积",
        "主要经济指标年均增速",
        "经济增长质量",
        "旅游收入占生产总值比重",
        "城镇化率与全国的差距",
        "桂惠贷支持贷款余额",
        "全国文明城市",
        "居民消费价格（食品）",
        "增长",
        "其中",
        "",
        "全市",
    ],
)
def test_another_thing_matches_nothing(name: str) -> None:
    assert match(name) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("生产总值", "人均生产总值"),
        ("国民生产总值", "国内生产总值"),
        ("接待游客", "旅游收入"),
        ("国内旅游收入", "旅游总收入"),
        ("规模以上工业增加值", "工业增加值"),
        ("规模以上工业增加值", "规模以上工业企业"),
        ("规模以上工业总产值", "规模以上工业增加值"),
        ("社会消费品零售总额", "限额以上社会消费品零售总额"),
        ("城镇居民人均可支配收入", "农村居民人均可支配收入"),
        ("城镇居民人均可支配收入", "城镇居民人均消费支出"),
        ("进口", "出口"),
        ("金融机构存款余额", "金融机构贷款余额"),
        ("贷款余额", "新增贷款"),
        ("合同利用外资", "实际利用外资"),
        ("实际到位省外资金", "实际利用市外资金"),
        ("实际利用市外资金", "实际利用境外资金"),
        ("固定资产投资", "城镇固定资产投资"),
        ("一般公共预算收入", "一般公共预算支出"),
        ("一般公共预算收入", "财政总收入"),
        ("中央财政赤字", "地方财政赤字"),
        ("高新技术企业", "新认定高新技术企业"),
        ("市场主体", "新增市场主体"),
        ("农村贫困人口", "农村贫困人口减少"),
        ("新建高标准农田", "高标准农田面积"),
        ("省重点项目投资", "市重点项目投资"),
        ("化学需氧量排放量", "二氧化硫排放量"),
        ("空气优良天数", "空气优良天数比例"),
        ("生猪存栏", "生猪出栏"),
        ("城乡居民养老保险参保人数", "城乡居民养老保险参保率"),
        ("城乡居民医保参保人数", "城镇职工基本医疗保险参保人数"),
        ("新建改建农村公路", "农村公路总里程"),
    ],
)
def test_two_things_are_two_indicators(one: str, other: str) -> None:
    assert _id(one) is not None
    assert _id(other) is not None
    assert _id(one) != _id(other)


def test_a_suffix_is_dropped_only_after_a_fitting_unit() -> None:
    assert _id("造林面积") == "afforestation"
    assert match("社会消费品零售总额面积") is None
    assert match("接待游客套数") is None


def test_scope_tells_the_place_wide_word() -> None:
    assert scope("全省财政收入") == "全省"
    assert scope("预计全年全市生产总值") == "全市"
    assert scope("生产总值") is None
    assert scope("市区生产总值") is None


def test_what_less_of_is_better_is_a_ceiling() -> None:
    lower = {
        "cpi",
        "registered_unemployment",
        "deficit_ratio",
        "energy_intensity",
        "so2_emissions",
        "accidents",
        "infant_mortality",
    }
    assert {indicator.id for indicator in load() if indicator.id in lower and indicator.direction == "ceiling"} == lower


def test_growth_at_constant_prices_is_not_computed_from_levels() -> None:
    real = {"gdp", "industrial_value_added", "services_value_added", "agriculture_output"}
    assert {indicator.id for indicator in load() if indicator.id in real and not indicator.nominal} == real


ENTRY = "- id: {id}\n  name: 某指标\n  aliases: []\n  direction: floor\n  nominal: true\n  flow: true\n  units: [元]\n"


def _fails(directory: Path, text: str) -> str:
    (directory / "some.yaml").write_text(text, "utf-8")
    with pytest.raises(VocabularyError) as error:
        load(directory)
    message = str(error.value)
    assert "\n" not in message
    return message


def test_an_unknown_direction_is_named_with_its_line(tmp_path: Path) -> None:
    message = _fails(tmp_path, ENTRY.format(id="one") + ENTRY.format(id="two").replace("floor", "up"))
    assert "some.yaml:11: direction" in message


def test_a_missing_field_and_an_unknown_one(tmp_path: Path) -> None:
    assert "some.yaml:1: flow" in _fails(tmp_path, ENTRY.format(id="one").replace("  flow: true\n", ""))
    load.cache_clear()
    assert "some.yaml:8: colour" in _fails(tmp_path, ENTRY.format(id="one") + "  colour: red\n")


def test_an_entry_without_a_unit_a_repeated_id_and_no_file(tmp_path: Path) -> None:
    assert "units" in _fails(tmp_path, ENTRY.format(id="one").replace("[元]", "[]"))
    assert "already used" in _fails(tmp_path, ENTRY.format(id="one") * 2)
    assert "not valid YAML" in _fails(tmp_path, "- id: [unclosed\n")
    assert "twice" in _fails(tmp_path, ENTRY.format(id="one") + "  flow: true\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(VocabularyError, match="no indicators"):
        load(empty)
