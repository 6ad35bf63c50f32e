"""Repair of disguised and of traditional pages: what is undone, what is left alone, what is marked."""

from __future__ import annotations

import difflib
import json
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from disguise import disguise

from extract.repair.repair import Repaired, repair
from extract.repair.script import simple

LISTED = "來倉個價優創動務區協問國團堅報學實對導強復態應戰擔據擴數時書會業構標樹準滿濟現產當發監穩級結統經網續習聯聽萬號規觀計設評話認說調財費貿質轉農進運過達鄉鎮長開關項預領養點內側侖冊優則舊寧"
CLEAN = (
    "2024年青河县政府工作报告\n"
    "各位代表：现在，我代表县人民政府，向大会报告政府工作，请予审议。\n"
    "一、2023年工作回顾\n"
    "全县生产总值完成152.6亿元，增长6.3%；一般公共预算收入达到9.87亿元，增长4.5%，其中税收占比71%。"
    "固定资产投资增长12%，规模以上工业增加值增长8.1%。旅游总人数突破320万人次，旅游总收入增长15%。\n"
    "空气质量优良天数比例达到92.3%，新建学校6所，新增床位480张。农村居民人均可支配收入18650元。\n"
    "我们在困难面前没有退缩！标准厂房建成3.2万平方米（含二期），新增企业47家。\n"
    "二、2024年工作安排\n"
    "主要预期目标是：生产总值增长6%左右，城镇新增就业3500人，居民消费价格涨幅控制在3%以内。\n"
)
READING = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}\)")
NUMBER = re.compile(r"[\d▯.]*[\d▯]")


def corpus() -> Path:
    """The folder of real documents, or a skip that says what is missing."""
    folder = os.environ.get("PLEDGEWATCH_CORPUS")
    if not folder:
        pytest.skip("PLEDGEWATCH_CORPUS is not set: no real documents to measure on")
    return Path(folder)


def equal(one: str, other: str) -> float:
    """Share of characters that are equal in the alignment, white space aside."""
    left, right = "".join(one.split()), "".join(other.split())
    blocks = difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks) / (len(left) + len(right))


def check_offsets(repaired: Repaired, damaged: str) -> None:
    """One stretch a character, in order, inside the damaged text, and together they cover it."""
    assert len(repaired.offsets) == len(repaired.text)
    reached = 0
    previous = 0
    for start, end in repaired.offsets:
        assert previous <= start <= reached and start <= end <= len(damaged)
        previous, reached = start, max(reached, end)
    assert reached == len(damaged)


def marked(repaired: Repaired, at: int) -> bool:
    """Whether the character at `at` lies inside or beside an unreliable stretch."""
    return any(start - 1 <= at <= end for start, end in repaired.unreliable)


def test_a_disguised_report_comes_back() -> None:
    damaged = disguise(CLEAN, LISTED)
    assert damaged.count("?") >= 2 and len(READING.findall(damaged)) >= 30
    repaired = repair(damaged)
    assert repaired.damaged
    assert equal(repaired.text, CLEAN) >= 0.98
    assert not READING.search(repaired.text)
    check_offsets(repaired, damaged)


@pytest.mark.parametrize("listed", [LISTED, LISTED[::2], LISTED[1::2], "報縣內側侖冊會業數長"])
def test_every_number_is_equal_or_marked(listed: str) -> None:
    damaged = disguise(CLEAN, listed)
    repaired = repair(damaged)
    found = [(one.group(), one.start(), one.end()) for one in NUMBER.finditer(repaired.text)]
    trusted = [text for text, start, end in found if not any(marked(repaired, at) for at in range(start, end))]
    written: Sequence[str] = NUMBER.findall(CLEAN)
    rest = iter(written)
    assert all(number in rest for number in trusted), "a trusted number was not written, or not in this order"
    assert len(trusted) >= len(written) - 4


def test_the_annotated_set_is_taken_from_the_page() -> None:
    for listed in ("報業經", "會發數縣長"):
        repaired = repair(disguise(CLEAN, listed))
        assert equal(repaired.text, CLEAN) >= 0.98, listed


def test_a_reading_across_a_border_is_undone() -> None:
    assert repair("旅游總?cè)藬?shù)").text == "旅游总人数"
    assert repair("燃?xì)饧八a(chǎn)和供應(yīng)業(yè)").text == "燃气及水生产和供应业"
    assert repair("百?gòu)?qiáng)").text == "百强"


def test_a_swallowed_digit_is_shown_and_marked() -> None:
    damaged = "(遼寧?。?024年政府工作報(bào)告,全縣經(jīng)濟(jì)發(fā)展"
    repaired = repair(damaged)
    at = repaired.text.index("▯")
    assert repaired.text[at : at + 5] == "▯024年"
    assert marked(repaired, at) and marked(repaired, at + 1)
    assert repaired.text.startswith("（辽宁省）")


def test_plain_readings_leave_nothing_to_doubt() -> None:
    damaged = "全縣經(jīng)濟(jì)總量達(dá)到120億元,增長(zhǎng)6%。"
    repaired = repair(damaged)
    assert repaired.text == "全县经济总量达到120亿元，增长6%。"
    assert repaired.unreliable == []
    assert damaged[slice(*repaired.offsets[repaired.text.index("经")])] == "經(jīng)"
    check_offsets(repaired, damaged)


def test_doubled_and_toneless_readings() -> None:
    assert repair("廣東省(sheng)(sheng)國(guo)民經濟發展(zhan)統計公報(bao)").text == "广东省国民经济发展统计公报"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        CLEAN,
        "国内生产总值GDP (gross domestic product)增长5%，PM(2.5)浓度下降；是否完成?",
        "黟(yī)县、歙(shè)县和郯(tán)城的生产总值增长5%。",
        "县长刘寶慶作报告，经济实现增长。",
        "利润(rate)与环境(air)，网址 http://example.org/?a=b)",
    ],
)
def test_undamaged_text_passes_as_it_is(text: str) -> None:
    repaired = repair(text)
    assert repaired.text is text
    assert not repaired.damaged and repaired.unreliable == []
    assert list(repaired.offsets) == [(at, at + 1) for at in range(len(text))]


def test_latin_parentheses_stay_on_a_disguised_page() -> None:
    text = repair("經(jīng)濟(jì)發(fā)展,GDP (gross domestic product)增長(zhǎng)5%,PM(2.5)下降,(含二期)").text
    assert text == "经济发展，GDP (gross domestic product)增长5%，PM(2.5)下降，（含二期）"


def test_punctuation_inside_figures_stays() -> None:
    text = repair("三次產(chǎn)業(yè)結(jié)構(gòu)為5.1:39.3:55.6,人均12,345元").text
    assert text == "三次产业结构为5.1:39.3:55.6，人均12,345元"


def test_a_traditional_page_is_converted_one_for_one() -> None:
    text = "臺北市政府施政報告：「經濟成長」，著力推動建設，成果顯著。"
    repaired = repair(text)
    assert repaired.text == "台北市政府施政报告：“经济成长”，着力推动建设，成果显著。"
    assert not repaired.damaged and repaired.offsets[5] == (5, 6) and repaired.offsets[-1] == (len(text) - 1, len(text))


def test_circled_numbers_that_gbk_lacks() -> None:
    notes = "".join(f"{number}.名詞(cí)解釋(shì)。\n" for number in range(1, 13))
    text = repair("“強(qiáng)師計(jì)劃”⑩,“三新”改革?,共同(tóng)推進(jìn)?。\n" + notes).text
    assert text.startswith("“强师计划”⑩，“三新”改革⑪，共同推进⑫。")


def test_rubbish_takes_bounded_time() -> None:
    for text in ("會(huì)" * 2000 + "?" * 3000, "報(bào)" + "?nèi)" * 3000, "報(bào)誒?(" * 3000, "(" * 100_000):
        begun = time.perf_counter()
        first = repair(text)
        assert time.perf_counter() - begun < 20
        assert len(first.offsets) == len(first.text)


def test_the_same_text_gives_the_same_result() -> None:
    damaged = disguise(CLEAN, LISTED)
    assert repair(damaged) == repair(damaged)


def test_the_real_report() -> None:
    folder = corpus()
    damaged = (folder / "damaged" / "rongan-2024.txt").read_text(encoding="utf-8")
    right = (folder.parent / "gold" / "rongan-2024.repaired.txt").read_text(encoding="utf-8")
    begun = time.perf_counter()
    repaired = repair(damaged)
    seconds = time.perf_counter() - begun
    share = equal(repaired.text, right)
    print(f"equal characters {share:.4%}, {seconds:.1f} s")
    assert share >= 0.999
    assert NUMBER.findall(repaired.text) == NUMBER.findall(right)
    assert all(marked(repaired, at) for at, mark in enumerate(repaired.text) if mark == "▯")
    check_offsets(repaired, damaged.rstrip("\n") if not repaired.text.endswith("\n") else damaged)
    assert seconds < 10, "5 s on the machine of the measurements, with room for a slower one"


def test_the_real_excerpts() -> None:
    lines = (corpus() / "damaged" / "excerpts.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        entry = json.loads(line)
        repaired = repair(entry["damaged"])
        assert repaired.damaged, entry["url"]
        assert not READING.search(repaired.text), entry["url"]
        assert [mark for mark in repaired.text if simple(mark) != mark] == [], entry["url"]
        check_offsets(repaired, entry["damaged"])


def test_real_clean_reports_pass_as_they_are() -> None:
    paths = sorted((corpus() / "counties").glob("*.txt"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert repair(text).text is text, path.name


def test_characters_that_only_look_like_others_are_quoted_as_they_stand() -> None:
    text = "⼀、综合\n增⻓5.7%，⻓⺠乐道､⽐上年多3万⼈次｡"
    assert repair(text).text is text
