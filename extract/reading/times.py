"""The time that a passage speaks of, as it goes from sentence to sentence: a heading sets it, a word of time changes it.

过去五年, 这五年, 本届政府, “十四五”时期 against 刚刚过去的一年, 一年来, 去年, 全年, 2023年; in a plan 今后五年 against 今年. Only words
at the head of a clause set the time: 三年上、五年强 in a slogan, and 五年来最高 inside a clause, set nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.language import alternation
from extract.reading.context import Time
from extract.reading.outline import PLANS, Part, Role, reviews_years

_YEAR = re.compile(r"(?<![比较是为自从以与和\d])(?P<to>到|至)?(?P<year>(?:19|20)\d\d)年(?!的?[\d．.]|以来|的\d)")
_A_YEAR = re.compile(r"(?:19|20)\d\d年")
_HEADING_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PLAN = "“(?P<plan>" + alternation(list(PLANS)) + ")”"
# Of the text at the head of a clause; 这是… may follow a list mark.
_HEAD = r"(?:^|(?<=[，。；：！？\n—\s）]))"
# A sum of several years in the sentence tells that its 2023年 is the last of them, and no turn to that year alone.
_END_OF_YEARS = re.compile(r"年均|翻[一两二]?番|(?:是|比|较|由|从)(?:19|20)\d\d年|五年")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of time: in which part it counts, what it sets, and an invented example. `brief` ends with its paragraph."""

    name: str
    role: Role
    pattern: re.Pattern[str]
    sets: Callable[[re.Match[str], int], Time | None]
    example: str
    brief: bool = False


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


def _ahead(match: re.Match[str], year: int) -> Time | None:
    return Time(5, PLANS[match["plan"]]) if PLANS[match["plan"]] >= year else None


# All that match are looked at; of several in one sentence each holds from where it stands to the next.
WORDS = (
    Word("these are five years", "outcome", re.compile(_HEAD + r"这是[^，。；\n]{0,24}?的[五5]年"), _span(5), "——这是民生改善的五年。"),
    Word("the past five years", "outcome", re.compile(_HEAD + r"(?:回顾|回首)?(?:过去的?|这|刚刚过去的?|过去这)?[五5]年(?:来|间|中|里)?(?=[，：])"), _span(5), "过去五年，"),
    Word("five years in a clause", "outcome", re.compile(_HEAD + r"(?:过去的?|这|刚刚过去的?)[五5]年|" + _HEAD + "[五5]年(?:来|间)"), _span(5), "五年来全县"),
    Word("this government", "outcome", re.compile(_HEAD + r"本届政府(?:任期|任内|成立以来|组成以来|履职|五年)"), _span(5), "本届政府任期内"),
    Word("a plan of several years", "outcome", re.compile(_HEAD + _PLAN + "(?:(?P<since>以来)|时期|期间|五年|计划(?:时期|期间))"), _over, "“十八五”时期，"),
    Word("the past year", "outcome", re.compile(_HEAD + r"(?:(?:刚刚)?过去的?(?:这)?[一1]年|一年来|去年(?![底末]|相比|同期)|上年(?![底末]|相比|同期|结转))"), _span(1), "去年，"),
    Word("the whole year", "outcome", re.compile(_HEAD + r"全年(?!无休)"), _span(1), "全年完成", brief=True),
    Word("last year by its number", "outcome", re.compile(_HEAD + r"(?P<year>(?:19|20)\d\d)年(?![底末]|以来|的?\d)"), _last_year, "2023年，", brief=True),
    Word("the years ahead", "commitment", re.compile(_HEAD + r"(?:今后|未来)(?P<n>[五5三3])年"), _from_now, "今后五年，", brief=True),
    Word("a plan ahead", "commitment", re.compile(_HEAD + _PLAN + "(?:时期|期间)"), _ahead, "“十九五”时期，", brief=True),
    Word("this year", "commitment", re.compile(_HEAD + r"今年(?!起|开始|以来)"), _span(1), "今年，", brief=True),
)  # fmt: skip
_GOOD_PART = 0.25  # of the sentences: a paragraph on the last five years inside a review of one is less
_SIGNS = ("年", "期", "”", "府")  # one of them stands in whatever a word of time finds


def years_in(text: str) -> list[int]:
    """The years that a text speaks of, in order; most clauses name none, which the plain pattern sees sooner."""
    return [int(y["year"]) for y in _YEAR.finditer(text)] if _A_YEAR.search(text) else []


def of_heading(part: Part, year: int) -> Time:
    """The time that a part's heading sets."""
    if part.span or part.horizon:
        return Time(part.span or (5 if part.horizon else None), part.horizon)
    named = [int(y) for y in _HEADING_YEAR.findall(part.title)]
    if part.role == "outcome" and reviews_years(part.title):
        return Time()  # of both: the sentences have to say
    one = year - 1 in named or year in named or "一年" in part.title or "去年" in part.title or "今年" in part.title
    return Time(1 if one else None)


def _turns(text: str, role: Role, year: int) -> list[tuple[int, Time, Word]]:
    """Where the words of time stand in a stretch of text, in order, and what each sets."""
    if not any(sign in text for sign in _SIGNS):
        return []
    found: list[tuple[int, Time, Word]] = []
    for word in WORDS:
        if word.role == role:
            for match in word.pattern.finditer(text):
                time = word.sets(match, year)
                if time is not None:
                    found.append((match.end(), time, word))
    return sorted(found, key=lambda turn: turn[0])


def at(before: Time, text: str, role: Role, year: int) -> Time:
    """The time at the end of a stretch of one sentence that began in the time `before`."""
    turns = _turns(text, role, year)
    return turns[-1][1] if turns else before


def after(before: Time, heading: Time, sentence: str, role: Role, year: int) -> Time:
    """The time in which the next sentence begins.

    Under a heading that names one year, a word for several holds to the paragraph's end, and so do the words that are `brief`; all
    others hold until the next. A year named where a sum of several years is told (2023年…，年均增长…) turns nothing.
    """
    turns = [
        t
        for t in _turns(sentence, role, year)
        if not (t[2].brief and t[1].span == 1 and (before.span or 1) > 1 and _END_OF_YEARS.search(sentence))
    ]
    now = before
    if turns:
        _, now, word = turns[-1]
        if word.brief or heading.span == 1:
            now = replace(now, heading=heading)
    return now.heading if now.heading is not None and sentence.endswith("\n") and not sentence.endswith("：\n") else now


def review_years(text: str, parts: list[Part], year: int) -> int | None:
    """How many years the review looks back on: 5 where a heading says so or a good part of its sentences; None without a review."""
    back = [part for part in parts if part.role == "outcome" and (part.explicit or part.title or part.yielded)]
    back = back or [part for part in parts if part.role == "outcome" and len(part.cut) > 3]
    if not back:
        return None
    if any(reviews_years(part.title) for part in back):
        return 5
    several = sentences = 0
    for part in back:
        heading = time = of_heading(part, year)
        for start, end in part.cut:
            time = after(time, heading, text[start:end], part.role, year)
            several += (time.span or 1) == 5
            sentences += 1
    return 5 if several >= _GOOD_PART * sentences else 1
