"""Targets that follow another indicator or place instead of a number: 居民收入增长与经济增长基本同步."""

from __future__ import annotations

import re

from extract import vocabulary
from extract.model import Claim
from extract.reading import noun_phrases
from extract.reading.normalise import NormalisedText
from extract.reading.quantity import NEGATION

_LIST = re.compile("、|以及|和|与|及")
_WITH = re.compile(r"与|和|同")
_SUBJECT = re.compile(r"收入|工资|报酬|支出|投入|养老金|消费")
_HELPERS = re.compile(r"(?:增长速度|增长|增速|增幅)?(?:力争|保持|要|努力|基本)*$")
_TO_END = re.compile(r"(?:保持|基本|大体)+$")
# The average of a place above is a target with no number of its own.
_AVERAGE = re.compile(
    rf"(?:达到或超过|达到或高于|{NEGATION}(?:低于|慢于)|高于|快于|优于|达到|超过)(?P<to>(?:{noun_phrases.WHOLE_PLACES})平均(?:水平|增速)?)(?!\d|[^，。；]{{0,3}}\d)"
)
# 增速高于经济增长速度: ahead of another indicator, by no number of its own.
_AHEAD = re.compile(
    rf"(?:略|明显|适度|继续)?(?:高于|快于|大于|{NEGATION}(?:低于|慢于))(?P<to>[^，。；：、\d]{{2,16}}?)(?:增长)?(?:速度|增速|增幅|水平)?(?=[，。；\n]|$)"
)
_ECONOMY = re.compile("(?:国民)?经济(?:增长|发展)?")
_OWN_GROWTH = re.compile(r"(?:增长速度|增长幅度|增速|增幅|增长)?(?:要|应|力争|保持|努力)*$")
# 与经济增长相适应: a tie that no two figures settle to the point; the judge leaves it open (warehouse/rules/60_tied.sql).
_IN_STEP = re.compile("同步|相适应|相匹配|相协调")
_PAUSE = "，。；：\n"


def read_sync(canvas: NormalisedText, start: int, end: int, period: int, section: str) -> list[Claim]:
    """The sync targets of one sentence of a plan; value and unit are None, what they follow is in relative_to."""
    text = canvas.text
    claims: list[Claim] = []
    for m in _IN_STEP.finditer(text, start, end):
        claims += _with_indicator(canvas, start, m, period, section)
    for m in _AVERAGE.finditer(text, start, end) if text.find("平均", start, end) >= 0 else ():
        clause = _clause(text, max(start, m.start() - 24), m.start())
        name = noun_phrases.core(text[clause : m.start()])
        if len(name) < 3 or noun_phrases.is_verb_only(name):
            continue
        a, b = canvas.span(text.find(name, clause), m.end())
        claims.append(_claim(name, m["to"], a, b, period, section))
    for m in _AHEAD.finditer(text, start, end) if "于" in text[start:end] else ():
        claims += _ahead_of(canvas, start, m, period, section)
    return claims


def _ahead_of(canvas: NormalisedText, start: int, m: re.Match[str], period: int, section: str) -> list[Claim]:
    """The target that lies ahead of another indicator's growth: X增速高于Y, where Y is one we know."""
    text = canvas.text
    to = "经济增长" if _ECONOMY.fullmatch(m["to"]) else m["to"]
    clause = _clause(text, max(start, m.start() - 46), m.start())
    name = noun_phrases.core(_OWN_GROWTH.sub("", text[clause : m.start()]))
    if not 2 <= len(name) <= 30 or not _SUBJECT.search(name) or (to != "经济增长" and not vocabulary.match(to)):
        return []
    a, b = canvas.span(text.find(name, clause), m.end())
    return [_claim(n, to, a, b, period, section, "ahead") for n in _each(name)]


def _each(name: str) -> list[str]:
    """城镇、农村居民收入 are two that keep step, 城乡居民收入 is one."""
    if len(parts := [p for p in _LIST.split(name) if p]) < 2:
        return [name]
    names = noun_phrases.split_heads(name, len(parts))
    return names if names and all(vocabulary.match(n) for n in names) else [name]


def _with_indicator(canvas: NormalisedText, start: int, tie: re.Match[str], period: int, section: str) -> list[Claim]:
    """The target that ends in a word of keeping step: X与Y同步, X and Y in one clause, neither longer than 30 characters."""
    text, position = canvas.text, tie.start()
    clause = _clause(text, max(start, position - 46), position)
    # 甲收入和乙收入与经济增长同步: 与 ties where both stand.
    joints = sorted(_WITH.finditer(text, clause, position), key=lambda joint: joint[0] == "和")
    for joint in joints:
        to = _TO_END.sub("", text[joint.end() : position])
        before = _HELPERS.sub("", text[clause : joint.start()])
        name = noun_phrases.core(before)
        if not 2 <= len(to) <= 16 or "、" in to or len(name) < 3 or len(name) > 30 or not _SUBJECT.search(name):
            continue
        if tie[0] != "同步" and not (_ECONOMY.fullmatch(to) or vocabulary.match(to)):
            continue  # 与高质量发展相适应 ties to no figure
        a, b = canvas.span(text.find(name, clause), tie.end())
        return [_claim(n, to, a, b, period, section) for n in _each(name)]
    return []


def _clause(text: str, start: int, stop: int) -> int:
    return max(max(text.rfind(mark, start, stop) for mark in _PAUSE) + 1, start)


def _claim(name: str, to: str, start: int, end: int, period: int, section: str, rule: str = "sync") -> Claim:
    return Claim(
        "commitment", name, start, end, measure="growth", comparator="sync", relative_to=to, period=period,
        section=section, rules=[rule],
    )  # fmt: skip
