"""Which part of a year a result is of: the months, quarters and holidays that a notice, a bulletin or a review tells beside the year.

A figure of January to September is one of a year on its way; one of September alone, of a quarter or a holiday is another series, and never
the year's. The word of time before a figure says which it is: to the end of its paragraph in a notice, of its sentence elsewhere.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from extract.language.numerals import number_of

Kind = Literal["to date", "alone", "holiday", "year", "forecast"]

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_TO_MARK = "[-—–―~～─至到]"
_TO = f"{_TO_MARK}+"
# A year before it, or none: 2025年1—9月.
RANGE = rf"(?<![\d.])(?:0?1|一|元)月?份?{_TO}(?P<to>{_NUMBER})月份?|前(?P<first>{_NUMBER})个月"
QUARTERS = rf"前(?P<quarters>[一二三四两1-4])个?季度?|(?<![\d第])(?:[一1]季?度?{_TO})(?P<last>[二三四2-4])季度"
UNTIL = rf"截[至止]到?(?:(?:19|20)\d\d年|今年|去年)?(?P<until>{_NUMBER})月(?:底|末|份|{_NUMBER}日)?"
# The same for patterns of other modules, without the names of the groups.
PART_OF_A_YEAR, UNTIL_PLAIN = (re.sub(r"\?P<\w+>", "?:", words) for words in (f"{RANGE}|{QUARTERS}", UNTIL))
_TO_DATE = rf"{RANGE}|{QUARTERS}|{UNTIL}|(?P<half>上半年)|(?<![\d第])(?P<one>(?:第?一|(?<!\d)1)季度)"
_ALONE = r"(?P<quarter>第?[二三四2-4]季度)|(?P<second>下半年)|(?P<current>(?:当|本|单)(?:月|季度?))"
_MONTH = r"(?:1[0-2]|[1-9])月份?(?![\d底末初中上下])"
_MONTHS = rf"(?<![\d.\-—–~至到年初上下个这])(?P<month>{_MONTH})|(?<=年)(?P<named>{_MONTH})"
_FESTIVALS = "国庆|春节|“?五一”?|中秋|端午|元旦|清明|“?十一”?"
_HOLIDAY = rf"(?P<holiday>(?:{_FESTIVALS})[^，。；\d]{{0,4}}(?:假期|长假|小长假|黄金周|期间)|黄金周)"
_EXPECTED = r"(?:预计|有望|可望|预测|力争|确保)[^，。；\d]{0,4}(?:全年|今年|年末|年底|到年底)"
_EXPECTED_BEHIND = r"(?:全年|年底|年末)[^，。；\d]{0,12}?(?:预计|有望|可望)"
_WHOLE_YEAR = r"(?P<year>全年(?!目标|计划|任务|预算|预期)|[今本]年以来|年初以来|一年来|累计)"
# With one of these each of them begins: where it is missing, which is nearly everywhere, all fail in one step.
_MARK = re.compile(
    rf"(?=[\d一二三四两元前第截上下当本单国春“五中端清十黄预有可力确全年底今累])(?:{_TO_DATE}|{_ALONE}|{_MONTHS}|{_HOLIDAY}|(?P<forecast>{_EXPECTED}|{_EXPECTED_BEHIND})|{_WHOLE_YEAR})"
)
# A month's growth against the month before, or the change of a rate against another part of the year.
ON_MONTH = re.compile(
    rf"环比|[比较](?:上个?月|上季度?|上个季度|前[一二三四两]?个?季度|[一二三四]季度|上半年|(?:1|一)?{_TO_MARK}?(?:{_NUMBER}{_TO})?{_NUMBER}月份?|前{_NUMBER}个月)"
)
_AT_THE_END = re.compile(r"(?P<month>\d{1,2})月[末底止]")
# What may stand before such a word: of which year it is, and that a change is counted from it (比1—8月), which says nothing of the figures behind.
_BEFORE = re.compile(r"(?P<base>[比较与])?(?:(?P<year>(?:19|20)\d\d)年|(?P<ago>去年|上年))?$")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年|(?P<ago>去年)")
SAME_TIME_LAST_YEAR = re.compile(r"(?<![与和同较比])(?:上年|去年)同期(?:的|为|是|仅为|完成|实现|数为?|基数为?)?$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a year as words give it: from one month to another (0: not known), what kind of part it is, and of which year.

    `year` is the one that stands beside the months, -1 for 去年1—9月, None where they name none.
    """

    kind: Kind
    first: int = 1
    last: int = 12
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Months:
    """The words of a canvas for parts of a year. A paragraph is looked through when first asked for: no word reaches beyond its own.

    In work reports a bare month (9月，大桥通车) is when something was done, and counts for nothing.
    """

    text: str
    kind: str
    period_end: date | None
    found: dict[int, tuple[list[int], list[Stretch]]] = field(
        default_factory=dict[int, tuple[list[int], list[Stretch]]]
    )  # by where the paragraph starts: where each word ends, and what it says

    def before(self, position: int) -> Stretch | None:
        """What part of the year a figure at a position is of, as the last word before it says; None where none reaches it."""
        begin = self.text.rfind("\n", 0, position) + 1
        if begin not in self.found:
            self.found[begin] = self._paragraph(begin)
        at, said = self.found[begin]
        i = bisect_right(at, position) - 1
        if i < 0:
            return None
        stretch = said[i]
        lasts = self.kind == "progress_notice" and stretch.kind in ("to date", "alone", "holiday")
        if not lasts and self.text.find("。", at[i], position) >= 0:
            return None
        return None if stretch.kind == "year" else stretch

    def _paragraph(self, begin: int) -> tuple[list[int], list[Stretch]]:
        stop = self.text.find("\n", begin)
        at: list[int] = []
        said: list[Stretch] = []
        for match in _MARK.finditer(self.text, begin, stop if stop >= 0 else len(self.text)):
            stretch = _stretch(match, self.period_end)
            before = _BEFORE.search(self.text, max(begin, match.start() - 7), match.start())
            if stretch is None or (self.kind == "work_report" and _is_an_event(match)) or (before and before["base"]):
                continue
            named = before if before and before[0] else _YEAR.search(match[0])
            if named and self.kind != "statistical_bulletin":
                stretch = replace(stretch, year=int(named["year"]) if named["year"] else -1)
            if (
                stretch.kind == "forecast" and self.period_end is None
            ):  # 预计全年增长5.1%, at the year's end: of the year
                stretch = Stretch("year")
            at.append(match.end())
            said.append(stretch)
        return at, said


NONE = Months("", "", None)


def _is_an_event(match: re.Match[str]) -> bool:
    """Whether a report's word only says when something happened: a month by itself, a holiday."""
    word = match["month"] or match["named"]
    return bool(match["holiday"]) or (word is not None and not word.endswith("份"))


def _stretch(match: re.Match[str], period_end: date | None) -> Stretch | None:
    last = period_end.month if period_end else 12
    if match["forecast"]:
        return Stretch("forecast")
    if match["year"]:
        return Stretch("year")
    if match["holiday"]:
        return Stretch("holiday", 0, last)
    if match["current"]:
        return Stretch("alone", last - 2 if "季" in match["current"] else last, last)
    if match["second"]:
        return Stretch("alone", 7, 12)
    if match["quarter"]:
        n = _count(match["quarter"].removeprefix("第")[0])
        return Stretch("alone", 3 * n - 2, 3 * n)
    if word := match["month"] or match["named"]:
        n = _count(word.rstrip("月份"))
        return Stretch("to date" if n == 1 else "alone", n, n) if 1 <= n <= 12 else None
    month = _last_month(match)
    return Stretch("to date", 1, month) if month else None


def _last_month(match: re.Match[str]) -> int | None:
    """The last month of what RANGE, QUARTERS or UNTIL found, or of a half or first quarter; None for what is no month."""
    if match["half"]:
        return 6
    if match["one"]:
        return 3
    quarters = match["quarters"] or match["last"]
    if quarters:
        return 3 * _count(quarters)
    n = _count(match["to"] or match["first"] or match["until"])
    return n if 1 <= n <= 12 else None


def month_to_date(words: str) -> int | None:
    """The last month of words for what runs since January (1—9月, 前三季度, 上半年); None for 1-本月, and for others."""
    part = part_of_year(words, None)
    return part.last if part and part.kind == "to date" else None


def part_of_year(words: str, period_end: date | None) -> Stretch | None:
    """The months that a head names by themselves or since January: 本月, 9月, 三季度; a stock at their end (9月末) is of the year to date."""
    stock = _AT_THE_END.match(words)
    if stock and 1 <= int(stock["month"]) <= 12:
        return Stretch("to date", 1, int(stock["month"]))
    match = _MARK.search(words)
    stretch = _stretch(match, period_end) if match else None
    return stretch if stretch and stretch.kind in ("to date", "alone") else None


def month_named(words: str) -> int | None:
    """The last month of the first part of a year that a title names, a month or quarter by itself included; None where it names none."""
    for match in _MARK.finditer(words):
        stretch = _stretch(match, None)
        if stretch and not match["current"] and stretch.kind in ("to date", "alone"):
            return stretch.last
    return None


def _count(word: str) -> int:
    return int(number_of(word) or 0)


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])
