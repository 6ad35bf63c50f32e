"""What a review of several years says: whether it is said of all of them together, or of the last."""

from __future__ import annotations

import re

from warehouse.linking import names
from warehouse.linking.asked import AKIN, OF_SEVERAL, Asked, Figure, Found
from warehouse.linking.doubts import SUM
from warehouse.linking.review import Review

# The level at the end of some years is that of the last one.
_END_OF_YEARS = re.compile(r"(?:[提增扩上减下降][高加大升少降]|增|降|升)(?:到|至)(?:了)?[0-9]")
_FROM_TO = re.compile(r"[由从].*(?:到|至)")
# So far behind a sentence a figure may still be of the thing that it names.
_BEHIND = 40


def is_of_several(one: Asked, got: Found, review: Review, figures: list[Figure]) -> bool:
    """Whether what a review of several years says is said of them all: a figure of another thing of the kind, an amount many times the promise, a sentence that counts years together, or one without a
    figure of the last year in a paragraph that does not speak of it."""
    kind, quote, outcome, says, start, end, _ = got
    if kind == "years":
        return True
    if kind == "part" and says.startswith(AKIN):
        # About as much as was promised of another thing of the kind may be the year's own, an amount as well as a share (市区绿化覆盖率36% and 城市绿化覆盖率36.5%).
        return one.form == "growth" or not _about_as_much(one, outcome, figures)
    if kind == "form":
        # 由96亿元增加到141亿元 says nothing of the last year's growth.
        return one.form == "growth" and bool(_FROM_TO.search(quote or ""))
    if kind in ("unsure", "nearly"):
        return one.form == "amount" and _many_times(one, outcome, figures)
    if kind != "mention" or start is None or end is None:
        return False
    return _told_of_several(one, review, start, end, figures)


def _about_as_much(one: Asked, outcome: str | None, figures: list[Figure]) -> bool:
    found = next((f for f in figures if f.outcome_id == outcome), None)
    return bool(found and found.value and one.value and 1 / SUM < abs(found.value / one.value) < SUM)


def _many_times(one: Asked, outcome: str | None, figures: list[Figure]) -> bool:
    found = next((f for f in figures if f.outcome_id == outcome), None)
    return bool(found and found.value and one.value and found.value >= SUM * abs(one.value))


def _told_of_several(one: Asked, review: Review, start: int, end: int, figures: list[Figure]) -> bool:
    """Whether a sentence counts years together, or has no figure of the last year and stands in a paragraph that does not speak of it."""
    told = review.text[start:end]
    if _are_sums(one, start, end, figures):
        return True
    if one.form != "growth" and _END_OF_YEARS.search(told):
        return False
    if OF_SEVERAL.search(told):
        return True
    last = re.compile(rf"{one.period}年(?!的|以来|比)|去年|过去的?一年|一年来|全年|当年")
    paragraph = review.text[review.text.rfind("\n", 0, start) + 1 : end]
    return not (_has_last(one, review, start, end, figures) or last.search(paragraph))


def _are_sums(one: Asked, start: int, end: int, figures: list[Figure]) -> bool:
    """完成造林2509万亩 of a promise of 500: what stands there in the promise's unit is many times as much, and no stock."""
    here = [f for f in figures if start <= f.start < end and f.unit == one.unit and f.form == "amount" and f.value]
    sums = [f.value for f in here if f.value and not names.words().stock.search(f.quote)]
    if one.form != "amount" or not one.value or not here or len(sums) < len(here):
        return False
    return min(sums) >= SUM * abs(one.value)


def _has_last(one: Asked, review: Review, start: int, end: int, figures: list[Figure]) -> bool:
    """Whether a figure of the last year stands in the sentence, or, in the promise's unit, close behind it: 加大保障房建设力度。新开工4.1万套."""
    for f in figures:
        until = end + _BEHIND if f.unit == one.unit else end
        if (
            f.span == 1
            and f.period == one.period
            and start <= f.start < until
            and "\n" not in review.text[end : f.start]
        ):
            return True
    return False
