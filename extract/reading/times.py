"""The time that a passage speaks of, as it goes from sentence to sentence: a heading sets it, a word of time changes it.

过去五年, 这五年, 本届政府, “十四五”时期 against 刚刚过去的一年, 一年来, 去年, 全年, 2023年; in a plan 今后五年 against 今年. Only words
at the head of a clause set the time: 三年上、五年强 in a slogan, and 五年来最高 inside a clause, set nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from extract.language import alternation
from extract.language.numerals import chinese_number
from extract.reading.context import Clock, Time
from extract.reading.outline import PLANS, Part, Role, reviews_years

_YEAR = re.compile(
    r"(?<![比较是为自从以与和同\d])(?P<to>到|至)?(?P<year>(?:19|20)\d\d)年(?!的?[\d．.]|以来|的\d|(?:新?开工|启动|立项|签约|获批|续建|实施|引进|确定|下达)的)"
)
_A_YEAR = re.compile(r"(?:19|20)\d\d年")
_HEADING_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# The years of the next government begin with the one that the report is given in.
_NEXT_GOVERNMENT = re.compile(
    "(?:下一?|新一)届(?:[省市县区州旗]|自治区|人民)*政府(?:任期|任内|的?工作|的?(?:奋斗|主要|发展)*目标)"
)
_PLAN = "“(?P<plan>" + alternation(list(PLANS)) + ")”"
# A word counts at the head of a clause; 这是… may follow a list mark.
_PAUSES = r"，。；：！？\n—\s）"
# A sum of several years in the sentence tells that its 2023年 is the last of them, and no turn to that year alone.
_END_OF_YEARS = re.compile(r"年均|翻[一两二]?番|(?:是|比|较|由|从)(?:19|20)\d\d年|五年")


Holds = Literal["sentence", "paragraph", "on"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of time: in which parts it counts, what it sets, how long that holds, and an invented example."""

    name: str
    role: Role
    pattern: re.Pattern[str]
    sets: Callable[[re.Match[str], int], Time | None]
    holds: Holds
    example: str


def _span(years: int) -> Callable[[re.Match[str], int], Time]:
    """What a word sets that always speaks of so many years."""
    return lambda _, __: Time(years)


def _from_now(match: re.Match[str], year: int) -> Time:
    years = 3 if match["n"] in "三3" else 5
    return Time(years, year + years - 1)


def _over(match: re.Match[str], year: int) -> Time | None:
    """A plan of several years that is over, or that has run for some years (以来)."""
    end = PLANS[match["plan"]]
    if end < year:
        return Time(5)
    ran = year - 1 - (end - 5)
    return Time(ran) if match["since"] and ran > 1 else None


def _last_year(match: re.Match[str], year: int) -> Time | None:
    return Time(1) if int(match["year"]) == year - 1 else None


def _this_year(match: re.Match[str], year: int) -> Time | None:
    return Time(1) if int(match["year"]) == year else None


def _some(match: re.Match[str], _: int) -> Time:
    return Time(int(chinese_number(match["n"] or match["since"]) or 2))


def _ahead(match: re.Match[str], year: int) -> Time | None:
    return Time(5, PLANS[match["plan"]]) if PLANS[match["plan"]] >= year else None


# The first that matches at the head of a clause counts. What holds for a sentence alone does so inside the review of several years;
# elsewhere it holds on.
WORDS = (
    Word("these are five years", "outcome", re.compile(r"这是[^，。；\n]{0,24}?的[五5]年"), _span(5), "on", "——这是民生改善的五年。"),
    Word("the past five years", "outcome", re.compile(r"(?:回顾|回首)?(?:过去的?|刚刚过去的?|过去|近)?这?[五5]年(?:来|间|中|里)?(?![规计行目工倍]|制|期|前|以[上内])"), _span(5), "on", "过去五年，"),
    Word("some past years", "outcome", re.compile(r"(?:(?:过去的?|近|这)(?P<n>[两二三四])年(?:来|间)?|(?P<since>[两二三四])年(?:来|间))(?!行动)"), _some, "sentence", "近三年，"),
    Word("this government", "outcome", re.compile(r"(?:本届政府(?:任期|任内|成立以来|组成以来|履职|五年)|本?届?任期(?:内|以来))"), _span(5), "on", "本届政府任期内"),
    Word("a plan of several years", "outcome", re.compile(_PLAN + "(?:(?P<since>以来)|时期|期间|五年|计划(?:时期|期间))"), _over, "on", "“十三五”时期，"),
    Word("the past year", "outcome", re.compile(r"(?:(?:刚刚)?过去的?(?:这)?[一1]年|一年来|去年(?=[，：])|上年(?=[，：]))"), _span(1), "on", "去年，"),
    Word("the year just past", "outcome", re.compile(r"(?:刚刚)?过去的(?P<year>(?:19|20)\d\d)年"), _last_year, "on", "刚刚过去的2023年，"),
    Word("last year's", "outcome", re.compile(r"(?:去年|上年)(?![底末]|相比|同期|结转)"), _span(1), "sentence", "去年全县生产总值"),
    Word("the whole year", "outcome", re.compile(r"全年(?!无休)"), _span(1), "sentence", "全年完成"),
    Word("last year by its number", "outcome", re.compile(r"(?P<year>(?:19|20)\d\d)年(?![底末]|以来|的?\d)"), _last_year, "paragraph", "2023年，"),
    Word("the years ahead", "commitment", re.compile(r"(?:今后|未来)(?P<n>[五5三3])年"), _from_now, "paragraph", "今后五年，"),
    Word("the next government", "commitment", _NEXT_GOVERNMENT, lambda _, year: Time(5, year + 4), "paragraph", "下届政府的奋斗目标是"),
    Word("this year and the next", "commitment", re.compile(r"今明两年"), lambda _, year: Time(2, year + 1), "sentence", "今明两年，"),
    Word("a few years ahead", "commitment", re.compile(r"(?:用|经过|力争|再用)?(?:三五|[三3][至到—][五5])年(?:之?内|时间)"), lambda _, year: Time(5, year + 4), "sentence", "三五年内，"),
    Word("a plan ahead", "commitment", re.compile(_PLAN + "(?:时期|期间)"), _ahead, "paragraph", "“十四五”时期，"),
    Word("this year", "commitment", re.compile(r"(?:今年(?!起|开始|以来)|年内)"), _span(1), "paragraph", "今年，"),
    Word("this year by its number", "commitment", re.compile(r"(?P<year>(?:19|20)\d\d)年(?![底末前起]|[至到—–\-~]|以[前来]|开始|的?\d)"), _this_year, "paragraph", "2024年，"),
)  # fmt: skip
# With one of these each of them begins.
_FIRST = frozenset("这回过刚本“一去上全今未五5近任年两二三四下新") | frozenset("0123456789")
_CLAUSE = re.compile(f"[{_PAUSES}][{''.join(sorted(_FIRST))}]")
_SUBHEADING = re.compile(r"（[一二三四五六七八九十]{1,3}）[^。，；\n]{2,30}[。：]?\n")
_OPENING = 3  # sentences: 各位代表， and what follows it
_GOOD_PART = 0.25  # of the sentences: a paragraph on the last five years inside a review of one is less


def years_in(text: str) -> list[int]:
    """The years that a text speaks of, in order; most clauses name none, which the plain pattern sees sooner."""
    return [int(y["year"]) for y in _YEAR.finditer(text)] if _A_YEAR.search(text) else []


def of_heading(part: Part, year: int) -> Time:
    """The time that a part's heading sets."""
    if part.span or part.horizon:
        return Time(part.span or (5 if part.horizon else None), part.horizon)
    named = [int(y) for y in _HEADING_YEAR.findall(part.title)]
    if part.role == "outcome" and reviews_years(part.title, year):
        return Time()  # of both: the sentences have to say
    one = year - 1 in named or year in named or "一年" in part.title or "去年" in part.title or "今年" in part.title
    return Time(1 if one else None)


class Clockwork:
    """Goes through the sentences of a part in order and says of each what time it speaks of."""

    def __init__(self, text: str, part: Part, year: int) -> None:
        self._text, self._year = text, year
        self._heading = of_heading(part, year)
        # What a heading suggests to the next government holds until the text comes to this year, and not again behind it.
        suggests = part.role == "commitment" and _NEXT_GOVERNMENT.search(part.title)
        first = Time(5, year + 4) if suggests and self._heading.span is None else self._heading
        self._clock = Clock(first, first)
        heads = [m.start() + 1 for m in _CLAUSE.finditer(text, part.start, part.end)]
        self._heads = [part.start, *heads] if text[part.start] in _FIRST else heads

    def wind(self, start: int, end: int, role: Role) -> Clock:
        """The clock of the next sentence, read as of this role.

        Under a heading that names one year, a word for several holds to the paragraph's end. A year named where a sum of several
        years is told (2023年…，年均增长…) holds for its sentence.
        """
        turns = self._turns(start, end, role)
        now = self._clock.next
        if not turns and now.heading is None:
            if self._clock.turns or now is not self._clock.start:
                self._clock = Clock(now, now)
            return self._clock
        before, now = now, self._turned(now, turns, start, end)
        if now.heading is not None and self._text[end - 1] == "\n" and self._text[end - 2] != "：":
            headed = turns and _SUBHEADING.fullmatch(
                self._text, start, end
            )  # （一）今后五年的目标: holds for what stands under it
            now = replace(now, heading=None) if headed else now.heading
        self._clock = Clock(before, now, tuple((where, time) for where, time, _ in turns))
        return self._clock

    def _turned(self, now: Time, turns: list[tuple[int, Time, Word]], start: int, end: int) -> Time:
        """The time behind a sentence that begins in `now`, as its words of time leave it."""
        for _, time, word in turns:
            holds = word.holds
            if time.span == 1 and (now.span or 1) > 1:
                ends = holds != "on" and _END_OF_YEARS.search(self._text, start, end)
                holds = "sentence" if ends else holds
            elif holds == "sentence" and time.span == 1:
                holds = "on"
            if holds != "sentence":
                brief = holds == "paragraph" or self._heading.span == 1
                now = replace(time, heading=self._heading) if brief else time
        return now

    def _turns(self, start: int, end: int, role: Role) -> list[tuple[int, Time, Word]]:
        """Where the words of time stand at the heads of a sentence's clauses, in order, and what each sets."""
        first = bisect_left(self._heads, start)
        if first == len(self._heads) or self._heads[first] >= end:
            return []
        found: list[tuple[int, Time, Word]] = []
        for head in self._heads[first : bisect_left(self._heads, end, first)]:
            for word in WORDS:
                match = word.pattern.match(self._text, head, end) if word.role == role else None
                time = word.sets(match, self._year) if match else None
                if match and time:
                    found.append((match.end(), time, word))
                    break
        return found


def review_years(parts: list[Part], year: int) -> int | None:
    """How many years the review looks back on: 5 where a heading says so or a good part of its sentences; None without a review."""
    back = [part for part in parts if part.role == "outcome" and (part.explicit or part.title or part.yielded)]
    back = back or [part for part in parts if part.role == "outcome" and len(part.cut) > _OPENING]
    if not back:
        return None
    named = any(reviews_years(part.title, year) for part in back)
    several = sum(part.of_years for part in back) >= _GOOD_PART * sum(len(part.cut) for part in back)
    return 5 if named or several else 1
