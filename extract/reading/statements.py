"""What a government says of its own targets in words, with no figure: 预期增长目标未能实现, 超额完成全年任务."""

from __future__ import annotations

import re
from typing import Literal

from extract import vocabulary
from extract.model import Statement
from extract.reading import noun_phrases
from extract.reading.normalise import NormalisedText
from extract.reading.outline import Part
from extract.vocabulary import Indicator

_NOT_DONE = "(?:没有|未能|未|尚未)(?:如期|全面|能)?(?:完成|实现|达到)"
_SHORT_OF = "(?:低于|不及)(?:年初)?(?:预期目标|预期|目标)"
# 甲、乙、丙增速未达年初预期
_NOT_UP_TO = "(?:没有|未能|未)达到?(?:成)?(?:年初|全年|年度|既定)?(?:的)?(?:预期|目标|计划|进度)"
_MISSED = re.compile(
    rf"{_NOT_DONE}(?P<object>[^，。；]{{0,60}}?(?:目标|任务|预期|计划))|(?:目标|任务|指标|计划){_NOT_DONE}|{_SHORT_OF}|{_NOT_UP_TO}"
)
_DID = "(?:超额|提前|圆满|全面)(?:完成|实现)(?:了)?(?:年度|全年|年初)?[^，。；]{0,10}(?:目标|任务|计划)"
_WENT_PAST = "(?:超过|高于|好于)(?:了)?(?:年初|全年|年度)?(?:确定的)?(?:预期目标|预期|目标任务|目标)"
_WAS_DONE = "(?:目标|任务|计划|指标)(?:已|均|都|全部){0,2}(?:圆满|超额|提前|如期|全面|全部)(?:完成|实现|兑现)"
_IN_TIME = "(?:已|均|都|全部)?如期(?:完成|兑现|实现)|全部(?:退出|脱贫|摘帽|出列|兑现)"
_CAME_UP_TO = "(?<!没有)(?<!未能)(?<!未)达到(?:了)?(?:年初|全年|年度)?(?:预期|确定的)?(?:目标|要求)"
_MET = re.compile(f"{_DID}|{_WENT_PAST}|控制在预算范围内|符合调控要求|{_WAS_DONE}|{_IN_TIME}|{_CAME_UP_TO}")
# 完成年度任务的135%, 占全年计划的96.2%: how much of it was reached decides.
_PORTION = re.compile(
    r"(?:完成|达到|占|为)(?:了)?(?:全年|年度|年初|当年)?(?:的)?(?:目标任务|计划任务|目标|任务|计划)(?:数)?的?(?P<portion>\d+(?:\.\d+)?)[%％]"
)
# 超额完成市核目标任务, 圆满完成“十二五”目标: a task that somebody else set, or of other years, is not the plan's own.
_ANOTHERS = re.compile(
    r"[省市县区国](?:家|里)?(?:核定|核|定|下达|考核|级)|(?:国家|[省市])(?:的)?任务|上级|下达|五年|5年|“?[一二三四五六七八九十]{1,2}五(?:”|\x22)|十[一二三四五六七八九]五|规划|累计|提前.{0,4}年"
)
_GOALS = re.compile("标|任务|计划|预期|预算|要求|如期|全部")  # one of them stands in whatever _MISSED and _MET find
_BACK = re.compile(r"去年|上年|过去的?一年|年初确定")
_SPLIT = re.compile(r"、|和|与|及")
_TOOLS = re.compile(
    r"(?:等(?:部分|个别|少数|几项|[两二三四五六七八九]项|\d项)?(?:主要|经济|预期|约束性)*(?:指标)?)?(?:总水平)?(?:调控|控制|增长|降低|减少|下降|上涨)?(?:的)?(?:预期|年度|主要)?(?:增长|调控|增速|增幅|涨幅)?(?:等)?(?:目标|任务|指标|计划)?(?:已|均|都)*$"
)

# What may stand before the words of fulfilment without naming another thing: 年度预期增长目标未能实现.
_FILLERS = re.compile(
    r"预期|年度|全年|年初|确定|既定|增长|增速|增幅|的|均|都|已|也|各项|主要|完成|实现|但|仍|[^，；：]{0,4}率先"
)


def read_statements(canvas: NormalisedText, part: Part, cut: list[tuple[int, int]], period: int) -> list[Statement]:
    """The statements of one part, cut into sentences, about the targets of `period`; only of indicators that are known.

    In a plan only sentences that look back (去年…) speak of what was reached; 全面完成…任务 there is a task.
    """
    found: list[Statement] = []
    for a, b in cut:
        if part.role == "commitment" and not _BACK.search(canvas.text, a, b):
            continue
        if not _GOALS.search(canvas.text, a, b):
            continue
        sentence = canvas.text[a:b]
        for m in _MISSED.finditer(sentence):
            found += _of(canvas, a, sentence, m, "missed", period)
        for m in _MET.finditer(sentence):
            found += _of(canvas, a, sentence, m, "met", period)
        for m in _PORTION.finditer(sentence):
            found += _of(canvas, a, sentence, m, "met" if float(m["portion"]) >= 100 else "missed", period)
    return found


def _of(
    canvas: NormalisedText, at: int, sentence: str, m: re.Match[str], verdict: Literal["met", "missed"], period: int
) -> list[Statement]:
    clause_start = max(sentence.rfind(mark, 0, m.start()) for mark in "，；：") + 1
    before = sentence[clause_start : m.start()]
    if verdict == "met" and _ANOTHERS.search(before + m[0]):
        return []
    named = (m.groupdict().get("object") or "") + "、" + before
    indicators = _indicators(named)
    begin = clause_start
    if (
        not indicators and clause_start > 1 and len(_TOOLS.sub("", _FILLERS.sub("", before))) <= 1
    ):  # 进出口总额出现下降，预期增长目标未能实现
        earlier = max(sentence.rfind(mark, 0, clause_start - 1) for mark in "，；：") + 1
        indicators, begin = _indicators(re.sub(r"\d.*$", "", sentence[earlier : clause_start - 1])), earlier
    a, b = canvas.span(at + begin, at + m.end())
    return [Statement(i.name, i.id, verdict, period, a, b) for i in indicators]


def _indicators(phrase: str) -> list[Indicator]:
    """The indicators that a phrase names, each once, in order."""
    found: dict[str, Indicator] = {}
    for item in _SPLIT.split(phrase):
        bare = re.sub(r"^.*(?:确定|提出|预期|制定|下达)的", "", item)
        bare = re.sub(r"(?:降低|增长|减少|下降|上涨)?\d.*$", "", bare)
        bare = re.sub(r"(?:出现|有所|持续|继续)?(?:下降|减少|回落|下滑|增长)$", "", bare)
        for candidate in (noun_phrases.core(bare), _TOOLS.sub("", noun_phrases.core(bare))):
            indicator = vocabulary.match(candidate) if len(candidate) >= 2 else None
            if indicator:
                found.setdefault(indicator.id, indicator)
                break
    return list(found.values())
