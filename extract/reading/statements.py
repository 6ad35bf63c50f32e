"""What a government says of its own targets in words, with no figure: 预期增长目标未能实现, 超额完成全年任务."""

from __future__ import annotations

import re
from typing import Literal

from extract import vocabulary
from extract.model import Statement
from extract.reading import noun_phrases
from extract.reading.normalise import Canvas
from extract.reading.outline import Part
from extract.vocabulary import Indicator

_MISSED = re.compile(
    r"(?:没有|未能|未|尚未)(?:如期|全面|能)?(?:完成|实现|达到)(?P<object>[^，。；]{0,60}?(?:目标|任务|预期|计划))|(?:目标|任务|指标|计划)(?:没有|未能|未|尚未)(?:如期|全面|能)?(?:完成|实现|达到)|(?:低于|不及)(?:年初)?(?:预期目标|预期|目标)"
)
_MET = re.compile(
    r"(?:超额|提前|圆满|全面)(?:完成|实现)(?:了)?(?:年度|全年|年初)?[^，。；]{0,10}(?:目标|任务|计划)|(?:超过|高于|好于)(?:了)?(?:年初|全年|年度)?(?:确定的)?(?:预期目标|预期|目标任务|目标)|控制在预算范围内|符合调控要求|(?<!没有)(?<!未能)(?<!未)达到(?:了)?(?:年初|全年|年度)?(?:预期|确定的)?(?:目标|要求)"
)
_GOALS = re.compile("标|任务|计划|预期|预算|要求")  # one of them stands in whatever _MISSED and _MET find
_BACK = re.compile(r"去年|上年|过去的?一年|年初确定")
_SPLIT = re.compile(r"、|和|与|及")
_TOOLS = re.compile(
    r"(?:总水平)?(?:调控|控制|增长|降低|减少|下降|上涨)?(?:的)?(?:预期|年度|主要)?(?:增长|调控)?(?:目标|任务|指标)?$"
)


def read_statements(canvas: Canvas, part: Part, cut: list[tuple[int, int]], period: int) -> list[Statement]:
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
    return found


def _of(
    canvas: Canvas, at: int, sentence: str, m: re.Match[str], verdict: Literal["met", "missed"], period: int
) -> list[Statement]:
    clause_start = max(sentence.rfind(mark, 0, m.start()) for mark in "，；：") + 1
    before = sentence[clause_start : m.start()]
    named = (m.groupdict().get("object") or "") + "、" + before
    indicators = _indicators(named)
    begin = clause_start
    if not indicators and clause_start > 1:  # 进出口总额出现下降，预期增长目标未能实现
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
