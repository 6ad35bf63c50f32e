"""What kind of quantity a run of numbers is, and each of its names: a rate among growths, a gap after a gap, a growth said again."""

from __future__ import annotations

import re

from extract.language.units import PERCENT
from extract.model import Measure
from extract.reading.clause import Clause
from extract.reading.measures import MOVES, NOT_GROWTH, RATE_NAME, Told, measure_of
from extract.reading.run_words import Names

_AND_ONE_MORE = re.compile(r"(?:和|与|、)[^，。]{1,5}")
# 增幅居全市第一，达12.6%: the clause before says that it is the growth.
_RATE_BEFORE = re.compile(r"(?:增[幅速长率]+|涨幅)[^，。；\d]{0,14}，")
A_RATE = re.compile(r"(?:(?<!增长)率|比重|占比|比例)$")


def measure_of_run(clause: Clause, named: Names) -> Told:
    """The measure of a run, which one more gap takes from the gap before: 低于全国16.5个和全省7.6个百分点."""
    place, m, name = clause.place, clause.first, named.names[0]
    measure, sign, relative, more = measure_of(clause.left, name, m, clause.text)
    if measure != "change" and place.gap and _AND_ONE_MORE.fullmatch(clause.left) and m.unit == "个百分点":
        measure, sign, relative = "change", place.gap, clause.left.lstrip("和与、")
    place.gap = sign if "measure:gap" in more else 0
    if measure == "share" and m.unit in PERCENT and named.rule == "name:inherited" and _goes_on_growing(clause, name):
        measure, more = "growth", ["measure:goes-on"]
    return measure, sign, relative, more


def _goes_on_growing(clause: Clause, name: str) -> bool:
    """增长7%以上、确保完成7%; 增幅居全市第一，达12.6%: a bare rate behind a growth of the same thing is its growth."""
    if A_RATE.search(name) or NOT_GROWTH.search(name):
        return False
    if _RATE_BEFORE.search(clause.text, clause.previous_end, clause.left_start):
        return True
    last = clause.place.last
    if last is None or clause.place.last_index != clause.index - 1:
        return False
    return last.indicator == name and last.measure == "growth"


def own_measure(name: str, measure: Measure, clause: Clause) -> Measure:
    """失业率、物价涨幅分别控制在5%和3%以内: of several names the rate is a share and the 涨幅 a growth, whatever the others are."""
    if measure not in ("growth", "share") or clause.first.unit not in PERCENT or MOVES.search(clause.left):
        return measure
    if A_RATE.search(name) or NOT_GROWTH.search(name):
        return "share"
    return "growth" if RATE_NAME.search(name) else measure
