"""Promises that no report could settle, by the words of their clause: marks for the judge (warehouse/rules/68_untestable.sql).

Each rule looks at a clause and at the name that was read for its number; the first that holds gives the mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.language import alternation, words
from extract.language.units import MONEY
from extract.reading import noun_phrases
from extract.reading.clause import PAUSES, Clause
from extract.reading.run_words import Names

_CUES = words("cues")
_CIRCUMSTANCE = re.compile(rf"(?:{alternation(_CUES['circumstances'])})$")
_APPROPRIATES = re.compile(r"拟?安排|预算|拨付|下达|筹措|统筹|投入")
_PUBLIC_MONEY = re.compile(r"财政|专项|资金|预算|国债|债券|补助|转移支付|赤字")
_COMES_IN = ("收入", "税收", "收入总量", "收入总额")
_STAGE_OF = re.compile(rf"{alternation(_CUES['stages'])}|完成|引进|签约|新增|办好|办成")


def circumstance(clause: Clause, named: Names) -> bool:
    """今年高校毕业生1179万人，要…: how many there are is a fact that a plan reckons with."""
    m = clause.first
    return (
        m.unit == "人" and m.after in (None, ">=") and bool(_CIRCUMSTANCE.search(named.names[0]))
        and not noun_phrases.leading_verb(noun_phrases.strip_lead(clause.left)) and clause.text[m.end : m.end + 1] in "，、"
    )  # fmt: skip


def appropriation(clause: Clause, named: Names) -> bool:
    """拟安排财政资金3.2亿元: what the plan itself sets aside."""
    if clause.first.unit not in MONEY or not _APPROPRIATES.search(clause.left):
        return False
    if named.names[0].endswith(_COMES_IN):  # 一般公共预算收入26亿元: what comes in is no gift of the plan
        return False
    return bool(_PUBLIC_MONEY.search(clause.left + named.names[0]))


def list_size(clause: Clause, named: Names) -> bool:
    """总投资137亿元的92个重点项目: how long a list of projects is, and what all of it costs."""
    if named.rule == "name:cost":
        return True
    m, name = clause.first, named.names[0]
    listed = m.unit in ("个", "项") and m.before is None and m.after is None and name.endswith(("项目", "工程"))
    if not listed or _STAGE_OF.search(name + clause.left):
        return False
    begin = max(clause.text.rfind(mark, clause.sentence.start, m.start) for mark in PAUSES) + 1
    return not _STAGE_OF.search(clause.text, max(begin, clause.sentence.start), m.start)  # 引进10亿元以上项目6个


RULES: tuple[tuple[str, Callable[[Clause, Names], bool]], ...] = (
    ("untestable:circumstance", circumstance),
    ("untestable:appropriation", appropriation),
    ("untestable:list-size", list_size),
)


def marks(clause: Clause, named: Names) -> list[str]:
    """The mark of the first rule that holds, as a list of one; an empty list where a later report could settle the promise."""
    return [mark for mark, holds in RULES if holds(clause, named)][:1]
