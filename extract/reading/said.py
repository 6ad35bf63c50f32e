"""A number with all that is said before it, and what both results and promises read from that: bases, slogans, doublings."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.language import alternation
from extract.language.numerals import chinese_number
from extract.model import Claim
from extract.reading.context import DocumentContext, Time
from extract.reading.outline import PLANS, Part

PLAN_NAME = "“(" + alternation(list(PLANS)) + ")”"
# 年均浓度 and the like are means over one year, not rates over several.
YEARLY = re.compile(r"年均(?!浓度|气温|水温|降水|降雨|水位|值|日照|温度)|平均每年")
# 三年行动（2023—2025年）: the years of a programme, in its name.
YEARS_OF_PROGRAMME = r"（[^）]*\d{4}年?[—–\-~至][^）]*）"
# Behind 五年, the name of a programme whose years they are: 五年专项整治工作, 五年绿化行动.
PROGRAMME = r"[^，。；\d]{0,6}?(?:行动|专项整治|集中整治)"
_TITLE = rf"“[^“”]*年[^“”]*(?:计划|行动|规划|方案|工程)”|{YEARS_OF_PROGRAMME}"
SLOGAN = re.compile(
    rf"{_TITLE}|“[^“”]*年[^“”]*、[^“”]*年[^“”]*”|[一两二三四五六七八九十]年[^，。；、\d年]{{1,6}}、[一两二三四五六七八九十]年[^，。；\d年]{{1,6}}"
)
# The year that a change is counted from: 比2015年, 较“十八五”末, 与2015年相比, 比五年前.
BASE = re.compile(
    rf"(?:[比较与同]|在(?=[^，。；]{{0,12}}基础))(?:(?P<year>(?:19|20)\d\d)年|{PLAN_NAME}(?:期)?末|(?P<ago>[两二三四五六七八九十])年前)"
)
# 五年翻一番: the years that doubling takes.
_DOUBLES_IN = re.compile(r"(?P<n>[两二三四五六七八九十])年(?:时间)?(?:之?内)?(?:力争|实现|再)*$")


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


def year_in(base: re.Match[str], last: int) -> int:
    """The year that a base names, by its number, as the end of a plan, or as so many years ago."""
    if base["year"]:
        return int(base["year"])
    return last - int(chinese_number(base["ago"]) or 0) if base["ago"] else PLANS[base[2]]


def years_of_doubling(said: Said) -> int | None:
    """财政收入三年翻一番."""
    took = _DOUBLES_IN.search(said.left) if "measure:double" in said.claim.rules else None
    return int(chinese_number(took["n"]) or 0) or None if took else None
