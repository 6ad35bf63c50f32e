"""What a passage's own words say of its time: that they tell what was done, or say what shall be done.

The reading knows nothing of headings. It is one of the two that must agree before a claim's role is sure; the other is the
part that the sentence stands in (extract/reading/outline.py). extract/reading/roles.py brings the two together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from extract.language import alternation, words
from extract.reading.outline import PLANS

_WORDS = words("roles")


@dataclass(frozen=True, slots=True)
class Sign:
    """One family of words: what each occurrence weighs, how many count at most, and an invented sentence that bears it."""

    name: str
    pattern: re.Pattern[str]
    weight: int  # above 0: it tells; below 0: it promises
    most: int
    example: str


def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_WORDS[name]))


# An exact number (1456项, 33.6亿元) is counted, not set: as a rule a plan's are round. In 234 reports with a border set by hand exact ones of four
# digits, or of three with a decimal, stand thirty times as often in the review, shorter ones eight times.
_ROUNDS_OFF = r"(?![\d.．年％%]*(?:年|[^，。；、\d\n]{0,6}?(?:以上|以内|以下|左右|目标)))"
# Each begins with a set of characters and looks back behind it: so a text is gone through in one fast pass.
_EXACT = re.compile(r"[1-9](?<![\d.．][1-9])(?:\d+[.．]\d*[1-9]|\d+[1-9](?<=\d{4}))(?![\d.．])" + _ROUNDS_OFF)
_RATHER_EXACT = re.compile(r"[1-9](?<![\d.．][1-9])(?:[.．]\d*[1-9]|\d[1-9])(?![\d.．])" + _ROUNDS_OFF)
# 到2030年, 2030年达到, “十九五”期间: what is still to come where it lies behind the year that is planned for, or is that year's end.
_YEAR_AHEAD = re.compile(
    r"[2“](?:(?<=2)(?P<to>(?<=[到至]2))?(?P<year>0\d\d)年(?!\d{1,2}月|\d{1,2}$|的\d)|(?<=“)(?P<plan>"
    + "|".join(PLANS)
    + r")”(?:期间|时期|期?末|[^“”。；，\n]{0,8}目标[是为：]))"
)
_JUST_BEGUN = 4  # years: a plan that ends so much later has hardly begun, and nothing has been done in it


def _is_ahead(match: re.Match[str], year: int) -> bool:
    if match["plan"]:
        return PLANS[match["plan"]] >= year + _JUST_BEGUN
    return int("2" + match["year"]) >= year + (0 if match["to"] is not None else 1)


_OLD = re.compile(r"年初|去年|上年|审议通过|上次|上一?届|原定|当时")


def _is_old_aim(text: str, start: int, year: int) -> bool:
    """年初确定的主要目标是…, in a review: the targets that what follows is held against."""
    clause = text[max(text.rfind(mark, 0, start) for mark in "，。；\n") + 1 : start]
    return bool(_OLD.search(clause)) or f"{year - 1}年" in clause


# The strongest first. The weights follow how much oftener each family stands on the one side of the marks that people set by hand
# in reports of provinces: the sure signs thirty times and more, the light ones three to eight times.
SIGNS = (
    Sign("told", _any("told"), 3, 2, "一年来，城乡面貌发生了变化"),
    Sign("promised", _any("promised"), -3, 2, "力争新增就业4000人"),
    Sign("reported", _any("reported"), 3, 2, "收入3.1亿元，增长5.2%"),
    Sign("undertaken", _any("undertaken"), -3, 2, "做好就业工作"),
    Sign("told lightly", _any("told_lightly"), 1, 3, "产业集群初步成型"),
    Sign("ended", re.compile(rf"(?:{alternation(_WORDS['ended'])})(?=[，。；])(?<=[^，。；：、\n]{{5}})"), 1, 3, "市场主体步伐加快"),
    Sign("promised lightly", _any("promised_lightly"), -1, 3, "固定资产投资增长8%左右"),
    Sign("exact", _EXACT, 3, 1, "新增就业41386人"),
    Sign("rather exact", _RATHER_EXACT, 1, 2, "修建道路137公里"),
    Sign("aims", _any("aims"), -6, 1, "主要预期目标是：投资增长8%"),
    Sign("ahead", _YEAR_AHEAD, -3, 1, "到2030年建成文化强县"),
    Sign("called for", re.compile(rf"[，。；：\n ](?:{alternation(_WORDS['calls'])})"), -1, 3, "加快产业升级，完善服务体系"),
)  # fmt: skip
_NAMES = [sign.name for sign in SIGNS]
_TOLD, _PROMISED, _REPORTED, _UNDERTAKEN, _COUNTED, _AIMS, _AHEAD = (
    _NAMES.index(name) for name in ("told", "promised", "reported", "undertaken", "exact", "aims", "ahead")
)
_QUOTED = re.compile("“[^“”\n]{1,40}”")


class Evidence:
    """The signs of one stretch of text, found in one pass and weighed for any part of it; `year` is the one that is planned for."""

    def __init__(self, text: str, start: int, end: int, year: int) -> None:
        text = _QUOTED.sub(lambda m: "“" + "·" * (len(m[0]) - 2) + "”", text)  # slogans: “疫情要防住”
        # A sign is kept by its last character: the pause before a clause's head belongs to the clause.
        found = [
            (m.end() - 1, n)
            for n, s in enumerate(SIGNS)
            for m in s.pattern.finditer(text, start, end)
            if (n != _AHEAD or _is_ahead(m, year)) and (n != _AIMS or not _is_old_aim(text, m.start(), year))
        ]
        found.sort()
        self._where = [where for where, _ in found]
        self._which = [which for _, which in found]
        self._binding = {
            told: [where for where, which in found if which == sign]
            for told, sign in ((True, _TOLD), (False, _PROMISED))
        }

    def _signs(self, start: int, end: int) -> list[int]:
        """The numbers of the signs that stand from start to end, in order."""
        first = bisect_left(self._where, start)
        return self._which[first : bisect_left(self._where, end, first)]

    def weigh(self, start: int, end: int) -> int:
        """What the words from start to end weigh: above 0 where they tell, below 0 where they promise, 0 where neither."""
        return _weight(self._signs(start, end))

    def vote(self, start: int, end: int) -> int:
        """What a sentence says: 3 that it tells, by sure words; 2 that it tells, by an exact number; 1 that it tells, by light signs alone;
        -1 that it promises; -2 that it sets the targets of a plan; 0 neither."""
        signs = self._signs(start, end)
        if _AIMS in signs:
            return -2
        weight = _weight(signs) if signs else 0
        if weight <= 0:
            return -1 if weight else 0
        if _PROMISED in signs:
            return 1
        return 3 if _TOLD in signs or _REPORTED in signs else 2 if _COUNTED in signs else 1

    def sets_goals(self, start: int, end: int) -> bool:
        """Whether a sentence opens a list of targets, or names a year that is still to come: none of its figures has been reached for sure."""
        signs = self._signs(start, end)
        return _AIMS in signs or _AHEAD in signs

    def opens_goals(self, start: int, end: int) -> bool:
        """Whether a list of targets is opened there."""
        return _AIMS in self._signs(start, end)

    def binds(self, told: bool, start: int, end: int) -> bool:
        """Whether a word stands there that makes what follows a result (or, if not `told`, a promise) whatever part it stands in."""
        found = self._binding[told]
        first = bisect_left(found, start)
        return first < len(found) and found[first] < end

    def speaks(self, told: bool, start: int, end: int) -> bool:
        """Whether any sure sign stands there that the words tell (or, if not `told`, that they promise)."""
        signs = self._signs(start, end)
        return (_TOLD in signs or _REPORTED in signs) if told else (_PROMISED in signs or _UNDERTAKEN in signs)


def _weight(signs: list[int]) -> int:
    total = 0
    for which in set(signs):
        sign = SIGNS[which]
        total += sign.weight * min(sign.most, signs.count(which))
    return total
