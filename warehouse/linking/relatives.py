"""Figures and clauses of a report that share a word with a promise which report and plan seldom say: whatever else the two names say, the one may tell of the other."""

from __future__ import annotations

import re

from warehouse.linking import names
from warehouse.linking.asked import AKIN, ALIKE, Asked, Figure, Found, counts_in_unit, figure, sentence
from warehouse.linking.claim import unit_class
from warehouse.linking.review import At, Review
from warehouse.units import units

# A word that plan and report say so often together, or the review alone, is said of many things; beside a number in a unit in which little is counted (公顷, 套) it may be said
# more often than beside one in which everything is (个, 家, %).
_OFTEN, _RATHER_OFTEN, _OFTEN_IN_REVIEW = 10, 5, 2
_FIGURES_ALIKE = 2
_SAYS_SOMETHING, _NEAR = 300, 1.2
# How a report says that something was done altogether, without counting it.
_DONE = re.compile(r"超额|全面完成|(?<!目标)任务(?!艰巨|繁重|依然|仍)|全部(?:完成|实现|建成|解决)|符合.{0,8}要求")


def _seldom(one: Asked, plan: str, review: Review, words: frozenset[str], often: int) -> list[tuple[str, list[At]]]:
    """The promise's own words that plan and report say seldom, each with the clauses of the review that have it."""
    own = names.one_spelling(one.name)
    said = [word for word in sorted(words) if word in own and plan.count(word) + review.text.count(word) <= often]
    found = ((word, review.holding(word, broad=True)) for word in said)
    return [(word, held) for word, held in found if 0 < len(held) <= _OFTEN_IN_REVIEW]


def by_seldom_word(one: Asked, plan: str, review: Review, figures: list[Figure]) -> Found | None:
    """A figure, or else a clause, of the report that shares with the promise a word which is seldom said."""
    if f := _figure_alike(one, plan, review, figures):
        return figure("part", f.quote, f.outcome_id, f"{AKIN}“{f.name}”")
    at = _clause_alike(one, plan, review)
    return sentence("mention", review, at, ALIKE, 0.5) if at else None


def _figure_alike(one: Asked, plan: str, review: Review, figures: list[Figure]) -> Figure | None:
    """A figure of the year, in the promise's form and unit, of a thing that shares such a word with it."""
    own = names.telling_pairs(one.name)
    if one.indicator_id or not own:
        return None
    for f in figures:
        if f.period != one.period or f.form != one.form or f.elsewhere or unit_class(f.unit) != unit_class(one.unit):
            continue
        shared = {word for word in own & names.telling_pairs(f.name) if not _is_verb(word, one.name, f.name)}
        # 智慧医疗 and 智慧教育, 证券化率 and 城镇化率: beside a unit in which everything is counted one word is too little.
        often = _OFTEN if not _counts_anything(one) else _RATHER_OFTEN if len(shared) > 1 else 0
        if not shared:
            continue
        if (
            _is_near(one, f)
            or _is_alone(one, f, shared, figures)
            or _seldom(one, plan, review, frozenset(shared), often)
        ):
            return f
    return None


def _is_near(one: Asked, f: Figure) -> bool:
    """Whether a number that says something is about as much as was promised: 劳务输出537万人 of 480万人."""
    if one.unit == "元" or not one.value or not f.value or one.value < _SAYS_SOMETHING:
        return False
    return 1 <= f.value / one.value <= _NEAR


def _is_alone(one: Asked, f: Figure, shared: set[str], figures: list[Figure]) -> bool:
    """Whether hardly another figure of the report counts by one of the shared words in a unit in which little is counted."""
    if _counts_anything(one) or f.unit != one.unit:
        return False
    alike = [names.telling_pairs(g.name) for g in figures if g.unit == f.unit]
    return any(sum(word in its for its in alike) <= _FIGURES_ALIKE for word in shared)


def _is_verb(word: str, promised: str, reported: str) -> bool:
    """Whether both names begin with a word: 推广良种 and 推广新机具 have what is done in common, not what it is done to."""
    return names.one_spelling(promised).startswith(word) and names.one_spelling(reported).startswith(word)


def _clause_alike(one: Asked, plan: str, review: Review) -> At | None:
    """The clause that has such a word, and counts in the promise's unit or says that it was all done."""
    for word, held in _seldom(one, plan, review, names.telling_pairs(one.name), _OFTEN):
        for at in held:
            said = review.text[at[0] : at[1]]
            if not (review.is_surely_promised(at) or _is_verb(word, one.name, said)) and _tells(one, said):
                return at
    return None


def _tells(one: Asked, said: str) -> bool:
    return bool(_DONE.search(said)) or (
        counts_in_unit(one, said) and not _counts_anything(one) and not one.indicator_id
    )


def _counts_anything(one: Asked) -> bool:
    unit = units().get(one.unit or "")
    return unit is not None and unit.common
