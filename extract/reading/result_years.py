"""The year of a result, and over how many years it was reached. In each list the first rule that speaks decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from extract.language.numerals import number_of
from extract.reading.said import BASE, PLAN_NAME, PROGRAMME, SLOGAN, YEARLY, Said, year_in, years_of_doubling

_YEARLY_OF = re.compile(r"(?<![一二三四五六七八九十\d])([两二三四六七八2346789])年(?:来|间)?(?:年均|平均)")
# 五年来 holds to the end of the sentence; 累计 and 年均 for their own clause.
_SOME = r"(?<![十\d])(?P<n>[两二三四五3-9])年(?:来|间|累计)(?!的?[最新首])|(?:近|过去|这)的?(?P<last>[两二三四])年(?!来?的?[最新首]|行动)"
_FIVE = rf"[五5]年(?:共|内|全)|(?:过去|这|近|今后|未来)的?五年|五年(?!前|以[上内]|[^，。；\d]{{0,6}}?(?:攻坚|提升|计划|规划|方案|工程)|{PROGRAMME})"
_MULTI = re.compile(rf"{_SOME}|{_FIVE}|“[一二三四五六七八九十]+五”(?:期间|时期|以来)|(?P<since>(?:19|20)\d\d)年以来")
# In whatever _MULTI finds.
_MANY_YEARS = re.compile(r"[五5]年|五”|年[来间累以]|[近去这]的?[两二三四]年")
_ONE_YEAR = re.compile(r"同比|比上年|比去年|较上年|去年|全年|当年|上年")
_VALUE_OF_BASE = re.compile(
    rf"(?:[比较与同由从])(?:(?P<year>(?:19|20)\d\d)年(?:[底末])?|{PLAN_NAME}(?:期)?末|(?P<ago>[两二三四五六七八九十])年前)的$"
)
# 与2018年相比，A增长72%，B增长50%: what is compared stands in a clause of its own.
_COMPARED = re.compile(rf"[与同](?:(?:19|20)\d\d年|{PLAN_NAME}(?:期)?末|[两二三四五六七八九十]年前)相比，")
_BARE_MOVE = re.compile(
    r"[，、]?(?:累计|净|共|实际)?(?:增长|增加|增|提高|上升|提升|下降|减少|降低|翻)(?:了|近|约|[一两]?番)?"
)
_UNBROKEN = re.compile(r"连续(?P<years>\d{1,2}|[两二三四五六七八九十]{1,2})年[^，。；\d]{0,12}$")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for a year or for a count of years: its name, what it makes of a claim (None: it says nothing), an invented example."""

    name: str
    of: Callable[[Said], int | None]
    example: str


def _year_of_base(said: Said) -> int | None:
    match = _VALUE_OF_BASE.search(said.left)
    if not match:
        return None
    return year_in(match, said.last)


def _year_named(said: Said) -> int | None:
    past = [y for y in said.years if y <= said.last]
    return past[-1] if past else None


YEARS = (
    Rule("the value that a change is counted from", _year_of_base, "财政收入86亿元，较“十三五”末的62亿元增加24亿元"),
    Rule("a year that the sentence names", _year_named, "2021年财政收入达到62亿元"),
    Rule("the last year that is over", lambda said: said.last, "财政收入达到86亿元"),
)


def _span_of_mean(said: Said) -> int | None:
    if not YEARLY.search(said.near) and not _YEARLY_OF.search(said.near):
        return None
    named = _YEARLY_OF.search(said.before[-12:] + said.near) if "年" in said.near else None
    return int(number_of(named[1]) or 5) if named else 5


def _span_from_base(said: Said) -> int | None:
    """Growth since a year or the end of a plan: its own clause names it, or the clause only goes on (增加24亿元，增长39%)."""
    if said.claim.measure not in ("growth", "change"):
        return None
    text = said.left
    compared = "相比，" in said.before and _COMPARED.search(said.before)
    if not BASE.search(text) and (_BARE_MOVE.fullmatch(text) or compared):
        text = said.before.rpartition("；")[2]
        turned = [m.end() for m in _ONE_YEAR.finditer(text)]
        text = text[turned[-1] :] if turned else text
    bases = list(BASE.finditer(text))
    if not bases:
        return None
    span = said.last - year_in(bases[-1], said.last)
    return span if span > 0 else None


def _span_unbroken(said: Said) -> int | None:
    match = _UNBROKEN.search(said.left)
    if not match:
        return None
    count = int(number_of(match["years"]) or 0)
    return count if count > 1 else None


def _span_of_sentence(said: Said) -> int | None:
    """五年来 to the end of its sentence, 累计 for its clause, unless the clause turns to one year; a share is reached, not summed."""
    if said.claim.measure == "share" or "measure:moves-to" in said.claim.rules:  # 增加到9.8亿元
        return None
    # 累计 is the sum of its own clause, and in the review of one year that year's.
    clause = re.split("[，；：]", said.before)[-1]  # a list goes on with it: 累计造林36万亩、治沙21万亩
    summed = "累计" in clause and ((said.time.span or 1) > 1 or said.part.span is not None or "以来" in said.before)
    span = (said.time.span if (said.time.span or 1) > 1 else 5) if summed else None
    if _MANY_YEARS.search(said.before):
        text = SLOGAN.sub("", said.before)
        several = list(_MULTI.finditer(text))
        one = [m.end() for m in _ONE_YEAR.finditer(text)]
        if several and (not one or one[-1] < several[-1].end()):
            span = _count(several[-1], said.last)
    if span is None or _ONE_YEAR.search(said.near) or (said.years and said.years[-1] == said.last):
        return None
    return span


def _count(several: re.Match[str], last: int) -> int:
    """How many years a word for several means: 三年来, 2019年以来, 五年间."""
    if several["since"]:
        return last - int(several["since"]) + 1
    return int(number_of(several["n"] or several["last"] or "五") or 5)


def _span_of_passage(said: Said) -> int | None:
    if said.years or _ONE_YEAR.search(said.before) or said.claim.measure not in ("increment", "growth", "change"):
        return None
    return said.time.span if (said.time.span or 1) > 1 else None


SPANS = (
    Rule("a mean over years", _span_of_mean, "财政收入年均增长6%"),
    Rule("a change since a year before the last", _span_from_base, "财政收入较“十三五”末增长39%"),
    Rule("the years that doubling took", years_of_doubling, "财政收入三年翻一番"),
    Rule("held for years on end", _span_unbroken, "优良天数连续4年稳定在320天以上"),
    Rule("a sum of years in its sentence", _span_of_sentence, "五年来累计新增就业2.1万人"),
    Rule("the years that its passage speaks of", _span_of_passage, "——这是民生改善的五年。新增就业2.1万人"),
)
