"""Named projects of a plan: who is named, which milestone, and what is left out. All sentences are invented."""

from __future__ import annotations

import time

import pytest

from extract.model import Claim
from extract.reading.normalise import build
from extract.reading.projects.claims import read_projects
from extract.reading.projects.named_rules import RULES, Rule, deciding
from extract.reading.projects.spans import name_spans


def found(text: str) -> list[Claim]:
    return read_projects(build(text), 0, len(build(text).text), 2031, "工作安排")


def pairs(text: str) -> list[tuple[str, str | None]]:
    return [(c.indicator, c.milestone) for c in found(text)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("开工建设翠屿大桥。", [("翠屿大桥", "开工")]),
        (
            "加快飞澜电缆、云栖谷产业园、G977槐州段等重点项目建设。",
            [("飞澜电缆项目", "推进"), ("云栖谷产业园", "推进"), ("G977槐州段", "推进")],
        ),
        (
            "启动云栖山国家5A、翠屿湖国家4A景区创建工作。",
            [("云栖山国家5A景区", "创建"), ("翠屿湖国家4A景区", "创建")],
        ),
        ("争创“全国信访工作示范县”“自治区平安县”。", [("全国信访工作示范县", "创建"), ("自治区平安县", "创建")]),
        (
            "完成翠屿大道、云栖大道、槐荫路下穿铁路工程。",
            [(f"{road}下穿铁路工程", "完工") for road in ("翠屿大道", "云栖大道", "槐荫路")],
        ),
        (
            "槐州翠岭风电场三期、四期工程全容量并网。",
            [("槐州翠岭风电场三期工程", "并网"), ("槐州翠岭风电场四期工程", "并网")],
        ),
        ("做好翠屿农产品加工园二期前期准备工作。", [("翠屿农产品加工园二期", "前期")]),
        ("谋划实施翠屿湖引水工程。", [("翠屿湖引水工程", "前期")]),
        ("确保翠屿快速路年底前建成通车。", [("翠屿快速路", "通车")]),
        ("加快市妇女儿童医院建设进度。", [("市妇女儿童医院", "推进")]),
        ("建设国家海藻育种创新港。", [("国家海藻育种创新港", "推进")]),
        ("深化国家古琴文化传承实验区建设。", [("国家古琴文化传承实验区", "推进")]),
        ("加快澜川科创金融改革试验区建设。", [("澜川科创金融改革试验区", "推进")]),
        ("加快第七使馆区、澜川博物馆群建设。", [("第七使馆区", "推进"), ("澜川博物馆群", "推进")]),
        ("建成翠屿路“玉兰花环”。", [("翠屿路“玉兰花环”", "完工")]),
        ("轨道交通47号线澜川段基本具备开通条件。", [("轨道交通47号线澜川段", "完工")]),
        ("加快翠屿医院选址建设。", [("翠屿医院", "推进")]),
        (
            "以翠屿大道、槐荫路等快速通道建设为重点。",
            [("翠屿大道", "推进"), ("槐荫路", "推进")],
        ),
        ("推进翠屿西外环建设。", [("翠屿西外环", "推进")]),
        ("加快澜河两岸绿化带建设。", [("澜河两岸绿化带", "推进")]),
        ("高品位建设植物园。", [("植物园", "推进")]),
        ("推进澜川遗址申遗。", [("澜川遗址申遗", "推进")]),
        ("飞澜纸业建立省级研究中心。", [("飞澜纸业省级研究中心", "推进")]),
        ("力争翠屿理工大学进入“攀峰”建设行列。", [("翠屿理工大学进入“攀峰”建设行列", "创建")]),
    ],
)
def test_names_have_their_heads_and_milestones(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(sentence) == expected


def test_a_later_clause_carries_the_milestone_on() -> None:
    text = "加快飞澜电缆、云栖谷产业园等项目建设进度，力争早日建成投产；完善服务。"
    claims = found(text)
    assert [c.milestone for c in claims] == ["投产", "投产"]
    assert text[claims[0].char_start : claims[0].char_end].startswith("加快飞澜电缆")
    assert text[claims[0].char_start : claims[0].char_end].endswith("力争早日建成投产")


def test_states_of_a_list_tell_the_milestone() -> None:
    assert pairs("对飞澜电缆、翠屿制药二期等在建项目，加快建设进度，确保项目按期竣工投产。") == [
        ("飞澜电缆项目", "投产"),
        ("翠屿制药二期", "投产"),
    ]


def test_verbs_inside_a_list_open_a_new_group() -> None:
    assert pairs("加快翠屿科技馆建设和启动云栖谷产业园。") == [("翠屿科技馆", "推进"), ("云栖谷产业园", "开工")]


@pytest.mark.parametrize(
    "sentence",
    [
        "加快农村基础设施建设。",
        "实施城市更新行动。",
        "推进农村饮水安全工程建设。",
        "启动一批重大水利项目。",
        "完成42条主次干道维修任务。",
        "加快推进“放管服”改革。",
        "推进供应链协作平台建设。",
        "建设幸福槐州。",
        "建成农村公路1125公里。",
        "翠屿大桥已建成通车。",
        "充分发挥云栖谷产业园的作用。",
        "深化国际航贸中心建设。",
        "打造一批澜川中试基地。",
        "实施古琴薪火激活工程。",
        "推进云慧赋能城市治理。",
        "加强市场监管。",
    ],
)
def test_programmes_counts_and_slogans_are_no_projects(sentence: str) -> None:
    assert found(sentence) == []


def test_a_claim_carries_no_number_and_quotes_the_document() -> None:
    text = "一是 开工建设翠 屿大桥，改善出行。"
    (claim,) = found(text)
    assert (claim.kind, claim.role, claim.period, claim.section) == ("project", "commitment", 2031, "工作安排")
    assert claim.value is claim.unit is claim.measure is claim.comparator is None
    assert text[claim.char_start : claim.char_end] == "开工建设翠 屿大桥"


def test_long_text_without_pauses_takes_no_time() -> None:
    begun = time.perf_counter()
    assert found("加快" + "建设中心" * 3000 + "。") == []
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_decides_its_own_examples(rule: Rule) -> None:
    assert [(example, deciding(example)) for example in rule.examples] == [(e, rule) for e in rule.examples]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("力争翠屿炼化80万吨聚丙烯扩能项目开工。", ["翠屿炼化80万吨聚丙烯扩能项目"]),
        ("促进云汽20万辆重卡、翠马70万辆整车项目加快建设。", ["云汽20万辆重卡", "翠马70万辆整车项目"]),
        ("开工建设G977槐州段。", ["G977槐州段"]),
        ("新建50公里内环快速路。", []),
        ("建成总投资3亿元的翠屿大桥。", []),
    ],
)
def test_a_number_inside_a_name_is_told_by_its_stretch(sentence: str, names: list[str]) -> None:
    assert [sentence[a:b] for a, b in name_spans(sentence, 0, len(sentence))] == names
