"""What a number measures: heads restored, subjects inherited, ranks, and what is no name."""

from __future__ import annotations

import pytest
from speech import done, promised


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("新增2户独角兽企业、9个重点实验室。", ["新增独角兽企业", "新增重点实验室"]),
        ("绿色铝、光伏、电池合计产值年均增长30%。", ["绿色铝、光伏、电池合计产值"]),
        ("一般公共预算收入增长2%、支出首次超过70亿元。", ["一般公共预算收入", "一般公共预算支出"]),
        ("新建卫生室56所、改扩建87所。", ["新建卫生室", "改扩建卫生室"]),
        ("建成省级卫生乡2个、卫生村15个。", ["建成省级卫生乡", "建成省级卫生村"]),
        ("高速公路、农村公路分别完成投资3亿元、2亿元。", ["高速公路完成投资", "农村公路完成投资"]),
        ("二氧化硫、化学需氧量排放分别下降3%、2%。", ["二氧化硫排放", "化学需氧量排放"]),
        ("城乡居民医保、养老保险参保率分别达到94%、99%。", ["城乡居民医保参保率", "养老保险参保率"]),
        ("办理建议、提案54件。", ["办理建议、提案"]),
        ("优化审批事项42项，11项许可事项实现通办。", ["优化审批事项", "许可事项"]),
        ("铺设3条高品质、高标准景观大道。", ["铺设高品质、高标准景观大道"]),
        ("花卉产量全省第一、优质品种占比60%。", ["优质品种占比"]),
        ("中央财政安排150亿元，增加对产粮大县的转移支付。", ["对产粮大县的转移支付"]),
        ("启动投资2350万元的中医院扩建项目。", ["中医院扩建项目投资"]),
        ("城区面积由6.7平方公里拓展到8.5平方公里。", ["城区面积"]),
        ("所有乡镇和90%的行政村通了油路。", ["行政村"]),
        ("城镇化率提高1.2个百分点，更新改造惠及390万人。", ["城镇化率", "更新改造惠及"]),
        ("交通项目投资30亿元，完成全年计划的120%。", ["交通项目投资", "交通项目投资完成全年计划比例"]),
        ("粮油总产量分别达到8.2万吨、1.4万吨。", ["粮总产量", "油总产量"]),
        ("在引进名企上实现突破、全县接待游客增长9%。", ["全县接待游客"]),
        (
            "城乡居民基本养老、基本医疗保险参保分别达到21万人、32万人。",
            ["城乡居民基本养老保险参保", "城乡居民基本医疗保险参保"],
        ),
        ("生产总值提前实现目标。2023年，初步核算达到101亿元。", ["生产总值"]),
    ],
)
def test_names(sentence: str, names: list[str]) -> None:
    assert [c.indicator for c in done(sentence)] == names


@pytest.mark.parametrize(
    ("sentence", "name", "comparator", "value", "unit"),
    [
        ("工业投资增速居全市第2位。", "工业投资增速全市排名", "=", 2, "位"),
        ("消费品零售总额增长13%，居全省第一。", "消费品零售总额增速全省排名", "=", 1, "位"),
        ("在全省目标考核中位居第三名，生猪饲养量居全省首位。", "生猪饲养量全省排名", "=", 1, "位"),
        ("综合实力进入全国前十名。", "综合实力全国排名", "<=", 10, "名"),
    ],
)
def test_ranks(sentence: str, name: str, comparator: str, value: float, unit: str) -> None:
    (claim,) = [c for c in done(sentence) if c.measure == "rank"]
    assert (claim.indicator, claim.comparator, claim.value, claim.unit) == (name, comparator, value, unit)


@pytest.mark.parametrize(
    "sentence",
    ["20万以上人口县实现医院全覆盖。", "全面建设“四个方面”体系，包括6个方面。", '实现"翻两番、三步走"的目标。'],
)
def test_what_only_describes_is_no_claim(sentence: str) -> None:
    assert done(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("资助2400多万贫困家庭学生。", 24_000_000, "人"),
        ("帮扶89万监测对象。", 890_000, "人"),
        ("裁减队伍员额20万的任务完成。", 200_000, "人"),
        ("技能人才总量超696万。", 6_960_000, "人"),
    ],
)
def test_people_without_a_classifier(sentence: str, value: float, unit: str) -> None:
    (claim,) = done(sentence)
    assert (claim.value, claim.unit) == (value, unit)


def test_a_bracket_behind_an_amount_is_no_name() -> None:
    (growth, level) = promised("生产总值年均增长11%左右，2030年达到170亿元（2025年价）。")
    assert (growth.indicator, level.indicator, level.period) == ("生产总值", "生产总值", 2030)
