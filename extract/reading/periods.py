"""Which time a claim belongs to: the year it is for, the years it covers, and whether it is an estimate.

The part's heading and the words of time before (extract/reading/times.py) say of what time the passage speaks; the rules here
say what the claim's own sentence and clause make of that. In each list the first rule that speaks decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from extract.language import alternation, words
from extract.language.numerals import chinese_number
from extract.model import Claim
from extract.reading import times
from extract.reading.context import Clock, DocumentContext, Time
from extract.reading.days import set_days
from extract.reading.outline import PLANS, Part
from extract.reading.quantities import Quantity
from extract.reading.times import years_in

_CUES = words("cues")
_ESTIMATE = re.compile(alternation(_CUES["estimate"]))
_PLAN_NAME = "“(" + alternation(list(PLANS)) + ")”"
_PLAN_END = re.compile(rf"{_PLAN_NAME}末|到{_PLAN_NAME}")
# 年均浓度 and the like are means over one year, not rates over several.
_YEARLY = re.compile(r"年均(?!浓度|气温|水温|降水|降雨|水位|值|日照|温度)|平均每年")
_YEARLY_OF = re.compile(r"(?<![一二三四五六七八九十\d])([两二三四六七八2346789])年(?:来|间)?(?:年均|平均)")
# 五年来 holds to the end of the sentence; 累计 and 年均 for their own clause.
_MULTI = re.compile(
    r"[五5]年(?:来|间|共|内|累计|全)|(?:过去|这|今后|未来)的?五年|五年(?!行动|攻坚|提升)|“[一二三四五六七八九十]+五”(?:期间|时期|以来)"
)
_SLOGAN = re.compile(
    r"“[^“”]*年[^“”]*、[^“”]*年[^“”]*”|[一两二三四五六七八九十]年[^，。；、\d年]{1,6}、[一两二三四五六七八九十]年[^，。；\d年]{1,6}"
)
_SEVERAL = re.compile(
    rf"(?:今后|未来)五年|(?<![一二三四五六七八九十“])五年(?!来|计划|规划|间|行动|攻坚|提升|方案)|{_PLAN_NAME}(?:期间|时期|的)"
)
_WITHIN = re.compile(r"(?:用|力争|在|，|^)(?P<years>[两二三四五])(?:到[三四五])?年(?:左右)?(?:时间|之?内)")
_ONE_YEAR = re.compile(r"同比|比上年|比去年|较上年|去年|全年|当年|上年")
_THIS_YEAR = re.compile(r"今年(?!起|开始|以来)|年内")
_LISTS = re.compile(r"目标[是为：]")
_FAR = 600  # characters: no list of targets goes on longer after one of its numbers
_GROWS = re.compile(r"增长(?:约|预期)?\d")
_OF_YEARS = re.compile(r"年均|平均每年|累计|翻|[比较](?:19|20)\d\d年|到(?:19|20)\d\d年|五年|[比较]“|期末")
# The year that a change is counted from: 比2015年, 较“十八五”末, 与2015年相比.
_BASE = re.compile(rf"[比较与同](?:(?P<year>(?:19|20)\d\d)年|{_PLAN_NAME}(?:期)?末)")
_VALUE_OF_BASE = re.compile(rf"(?:[比较与同由从])(?:(?P<year>(?:19|20)\d\d)年(?:[底末])?|{_PLAN_NAME}(?:期)?末)的$")
_BARE_MOVE = re.compile(
    r"[，、]?(?:累计|净|共|实际)?(?:增长|增加|增|提高|上升|提升|下降|减少|降低|翻)(?:了|近|约|[一两]?番)?"
)
_UNBROKEN = re.compile(r"连续(?P<years>\d{1,2}|[两二三四五六七八九十]{1,2})年[^，。；\d]{0,12}$")


class Said(NamedTuple):
    """A claim's number with all that is said before it."""

    claim: Claim
    before: str  # of its sentence
    left: str  # of its clause
    near: str  # its clause, to the number's end
    after: str  # of its sentence, from the number's end
    years: list[int]  # that the sentence names before it
    time: Time  # of the passage, at the number
    part: Part
    frame: DocumentContext
    timed: bool  # whether any word of time stands before the number

    @property
    def last(self) -> int:
        """The last year that results can be of."""
        return self.frame.year - 1 if self.frame.kind == "work_report" else self.frame.year


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for a year or for a count of years: its name, what it makes of a claim (None: it says nothing), an invented example."""

    name: str
    of: Callable[[Said], int | None]
    example: str


# results: the year


def _year_of_base(said: Said) -> int | None:
    match = _VALUE_OF_BASE.search(said.left)
    if not match:
        return None
    return int(match["year"]) if match["year"] else PLANS[match[2]]


def _year_named(said: Said) -> int | None:
    past = [y for y in said.years if y <= said.last]
    return past[-1] if past else None


RESULT_YEARS = (
    Rule("the value that a change is counted from", _year_of_base, "较“十八五”末的62亿元"),
    Rule("a year that the sentence names", _year_named, "2021年达到62亿元"),
    Rule("the last year that is over", lambda said: said.last, "达到86亿元"),
)


# results: the span


def _span_of_mean(said: Said) -> int | None:
    if not _YEARLY.search(said.near) and not _YEARLY_OF.search(said.near):
        return None
    named = _YEARLY_OF.search(said.before[-12:] + said.near) if "年" in said.near else None
    return int(chinese_number(named[1]) or 5) if named else 5


def _span_from_base(said: Said) -> int | None:
    """Growth since a year or the end of a plan: its own clause names it, or the clause only goes on (增加24亿元，增长39%)."""
    if said.claim.measure not in ("growth", "change"):
        return None
    text = said.left
    if not _BASE.search(text) and _BARE_MOVE.fullmatch(text):
        text = said.before.rpartition("；")[2]
        turned = [m.end() for m in _ONE_YEAR.finditer(text)]
        text = text[turned[-1] :] if turned else text
    bases = list(_BASE.finditer(text))
    if not bases:
        return None
    span = said.last - (int(bases[-1]["year"]) if bases[-1]["year"] else PLANS[bases[-1][2]])
    return span if span > 0 else None


def _span_unbroken(said: Said) -> int | None:
    match = _UNBROKEN.search(said.left)
    if not match:
        return None
    count = int(match["years"]) if match["years"].isdigit() else int(chinese_number(match["years"]) or 0)
    return count if count > 1 else None


def _span_of_sentence(said: Said) -> int | None:
    """五年来 to the end of its sentence, 累计 for its clause, unless the clause turns to one year; a share is reached, not summed."""
    if said.claim.measure == "share":
        return None
    named = "五" in said.before or "5年" in said.before  # in whatever _MULTI finds
    # 累计 is the sum of its own clause, and in the review of one year that year's.
    clause = re.split("[，；：]", said.before)[-1]  # a list goes on with it: 累计造林36万亩、治沙21万亩
    summed = "累计" in clause and ((said.time.span or 1) > 1 or said.part.span is not None or "以来" in said.before)
    many = summed
    if named:
        text = _SLOGAN.sub("", said.before)
        several = [m.end() for m in _MULTI.finditer(text)]
        one = [m.end() for m in _ONE_YEAR.finditer(text)]
        many = many or bool(several and (not one or one[-1] < several[-1]))
    if not many or _ONE_YEAR.search(said.near) or (said.years and said.years[-1] == said.last):
        return None
    return 5


def _span_of_passage(said: Said) -> int | None:
    if said.years or _ONE_YEAR.search(said.before) or said.claim.measure not in ("increment", "growth", "change"):
        return None
    return said.time.span if (said.time.span or 1) > 1 else None


RESULT_SPANS = (
    Rule("a mean over years", _span_of_mean, "年均增长6%"),
    Rule("a change since a year before the last", _span_from_base, "较“十八五”末增长39%"),
    Rule("held for years on end", _span_unbroken, "连续4年稳定在320天以上"),
    Rule("a sum of years in its sentence", _span_of_sentence, "五年来累计新增就业2.1万人"),
    Rule("the years that its passage speaks of", _span_of_passage, "——这是民生改善的五年。新增就业2.1万人"),
)


# promises: the year and the span together, since the one follows from the other


class Due(NamedTuple):
    """The year that a promise falls due, and the count of years that it covers, None for one."""

    period: int
    span: int | None = None


def _due_by_list(said: Said) -> Due | None:
    """A list of growth rates under the heading of several years, with no word for any of them: the targets of the first, this year."""
    if not said.part.horizon or said.claim.measure != "growth":
        return None
    sentence = said.near.join((said.before.removesuffix(said.left), said.after))
    if not _LISTS.search(sentence) or len(_GROWS.findall(sentence)) < 2 or _OF_YEARS.search(sentence):
        return None
    return Due(said.frame.year)


def _due_in_year(said: Said) -> Due | None:
    later = [y for y in said.years if y >= said.frame.year]
    if not said.part.horizon and _THIS_YEAR.search(said.before):
        later = [y for y in later if y == said.frame.year]
    return Due(later[-1]) if later else None


def _due_over_years(said: Said) -> Due | None:
    text = _SLOGAN.sub("", said.before)
    several = _SEVERAL.search(text) if "五年" in text or "”" in text else None
    if not several or _THIS_YEAR.search(text):
        return None
    return Due(PLANS[several[1]] if several[1] else said.frame.year + 4, 5)


def _due_within(said: Said) -> Due | None:
    within = _WITHIN.search(said.before) if "时间" in said.before or "内" in said.before else None
    if not within:
        return None
    count = int(chinese_number(within["years"]) or 1)
    return Due(said.frame.year + count - 1, count if said.claim.measure == "increment" else None)


def _due_by_plan(said: Said) -> Due | None:
    ends = [PLANS[a or b] for a, b in _PLAN_END.findall(said.before)] if "“" in said.before else []
    return Due(max(ends)) if ends and max(ends) >= said.frame.year else None


def _due_in_passage(said: Said) -> Due | None:
    if said.time.span == 1 and (said.part.horizon or _THIS_YEAR.search(said.before)):
        return Due(said.frame.year)
    return Due(said.time.due, said.time.span) if said.time.due and not said.part.horizon else None


PROMISES: tuple[tuple[str, Callable[[Said], Due | None], str], ...] = (
    ("a list of rates with no word of years", _due_by_list, "目标是：地区生产总值增长6%，投资增长8%"),
    ("a year that the sentence names", _due_in_year, "到2027年建成40个"),
    ("several years that the sentence names", _due_over_years, "今后五年新增就业2万人"),
    ("so many years from now", _due_within, "用三年时间改造老旧小区40个"),
    ("the end of a plan of several years", _due_by_plan, "到“十九五”末达到60%"),
    ("the years that its passage speaks of", _due_in_passage, "今后五年的目标是再上台阶。新增就业2万人"),
)


def set_date(
    claim: Claim, text: str, part: Part, frame: DocumentContext, left_start: int, start: int, m: Quantity
) -> None:
    """Sets the period, the span of years and whether the figure is an estimate.

    The number `m` stands in a sentence of the canvas that begins at `start`, in a clause that begins at `left_start`.
    """
    before = text[start : m.before_start]
    clock = part.clock or Clock(heading := times.of_heading(part, frame.year), heading)
    end = text.find("。", m.end, m.end + _FAR) if part.horizon else m.end
    timed = (
        "年" in before or "末" in before or "累" in before or "”" in before
    )  # in whatever the rules look for before a number
    said = Said(
        claim, before, text[left_start : m.before_start], text[left_start : m.end], text[m.end : end],
        years_in(before) if timed else [], clock.at(m.before_start), part, frame, timed,
    )  # fmt: skip
    if claim.role == "commitment":
        _promise(said)
    else:
        _result(said)
        set_days(claim, frame, m.before_start, said.left, bool(said.years))


def _promise(said: Said) -> None:
    claim, year = said.claim, said.frame.year
    rules = PROMISES if said.timed or said.part.horizon else PROMISES[-1:]
    due = next((due for _, of, _ in rules if (due := of(said)) is not None), Due(said.part.horizon or year))
    claim.period, claim.span = due
    if not said.timed or claim.span is not None:
        return
    base = _BASE.search(said.left) if claim.measure in ("growth", "change") else None
    if _YEARLY.search(said.near):
        claim.span = max(2, claim.period - year + 1) if claim.period > year else 5
    elif base:  # 比2010年翻一番 is no target of this year
        span = claim.period - (int(base["year"]) if base["year"] else PLANS[base[2]])
        claim.span = span if span > 1 else None


def _result(said: Said) -> None:
    claim = said.claim
    years, spans = (RESULT_YEARS, RESULT_SPANS) if said.timed else (RESULT_YEARS[-1:], RESULT_SPANS[-1:])
    claim.period = next(year for rule in years if (year := rule.of(said)) is not None)
    claim.period_end = said.frame.period_end or date(claim.period, 12, 31)
    claim.estimate = bool(_ESTIMATE.search(said.before))
    span = next((span for rule in spans if (span := rule.of(said)) is not None), 1)
    claim.span = span if span > 1 else None
