"""The year that a promise falls due, and the count of years that it covers. The first rule that speaks decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from extract.language.numerals import chinese_number
from extract.reading.outline import PLANS
from extract.reading.said import PLAN_NAME, PROGRAMME, SLOGAN, Said, years_of_doubling

_PLAN_END = re.compile(rf"{PLAN_NAME}末|到{PLAN_NAME}")
_SEVERAL = re.compile(
    rf"(?:今后|未来)五年|(?<![一二三四五六七八九十“])五年(?!来|计划|规划|间|攻坚|提升|方案|{PROGRAMME})|{PLAN_NAME}(?:期间|时期|的)"
)
_OF_THE_PLAN = re.compile(rf"(?:完成|实现|兑现|达到|达成)[^，。；]{{0,6}}?{PLAN_NAME}(?!末|期末)")
_A_GOAL = re.compile(r"(?:以上|左右|以内)?[^，。；\d]{0,10}?的(?:规划)?(?:目标|任务)")
_WITHIN = re.compile(
    r"(?:用|力争|在|经过|通过|，|^)(?P<years>[两二三四五])(?:到[三四五])?年(?:左右)?(?:的?时间|之?内|的?努力)"
)
_HOW_LONG = re.compile("时间|内|努力")
_THIS_YEAR = re.compile(r"今年(?!起|开始|以来)|(?<![一二三四五六七八九十两])年内")
_LISTS = re.compile(r"目标[是为：]")
_GROWS = re.compile(r"增长(?:约|预期)?\d")
_OF_YEARS = re.compile(r"年均|平均每年|累计|翻|[比较](?:19|20)\d\d年|到(?:19|20)\d\d年|五年|[比较]“|期末")
_THIS_AND_NEXT = re.compile("今明两年")


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
    text = SLOGAN.sub("", said.before)
    several = _SEVERAL.search(text) if "五年" in text or "”" in text else None
    if not several or _THIS_YEAR.search(text):
        return None
    return Due(PLANS[several[1]] if several[1] else said.frame.year + 4, 5)


def _due_by_goal(said: Said) -> Due | None:
    """完成“十四五”能耗下降22%的目标: what the whole plan of several years was to reach."""
    plan = _OF_THE_PLAN.search(said.left) if "”" in said.left and _A_GOAL.match(said.after) else None
    return Due(PLANS[plan[1]], 5) if plan and PLANS[plan[1]] >= said.frame.year else None


def _due_within(said: Said) -> Due | None:
    if _THIS_AND_NEXT.search(said.left):
        return Due(said.frame.year + 1, 2)
    if count := years_of_doubling(said):
        return Due(said.frame.year + count - 1, count)
    within = _WITHIN.search(said.before) if _HOW_LONG.search(said.before) else None
    if not within or _THIS_YEAR.search(said.before, within.end()):
        return None
    count = int(chinese_number(within["years"]) or 1)
    return Due(said.frame.year + count - 1, count if said.claim.measure == "increment" else None)


def _due_by_plan(said: Said) -> Due | None:
    ends = [PLANS[a or b] for a, b in _PLAN_END.findall(said.before)] if "“" in said.before else []
    return Due(max(ends)) if ends and max(ends) >= said.frame.year else None


def _due_in_passage(said: Said) -> Due | None:
    if said.part.horizon:
        return Due(said.frame.year) if said.time.span == 1 else None
    if _THIS_YEAR.search(said.before):
        return Due(said.frame.year)
    return Due(said.time.due, said.time.span) if said.time.due else None


RULES: tuple[tuple[str, Callable[[Said], Due | None], str], ...] = (
    ("a list of rates with no word of years", _due_by_list, "目标是：地区生产总值增长6%，投资增长8%"),
    ("a year that the sentence names", _due_in_year, "到2027年建成40个"),
    ("several years that the sentence names", _due_over_years, "今后五年新增就业2万人"),
    ("the goal of a plan of several years", _due_by_goal, "确保完成“十四五”单位能耗下降22%的目标"),
    ("so many years from now", _due_within, "用三年时间改造老旧小区40个"),
    ("the end of a plan of several years", _due_by_plan, "城镇化率到“十四五”末达到60%"),
    ("the years that its passage speaks of", _due_in_passage, "今后五年的目标是再上台阶。新增就业2万人"),
)
