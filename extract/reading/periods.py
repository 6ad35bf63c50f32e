"""Which time a claim belongs to: the year it is for, the years it covers, and whether it is an estimate.

The part's heading and the words of time before (extract/reading/times.py) say of what time the passage speaks; the rules of
extract/reading/result_years.py and extract/reading/due_years.py say what the claim's own sentence and clause make of that.
"""

from __future__ import annotations

import re
from datetime import date

from extract.language import alternation, words
from extract.model import Claim
from extract.reading import due_years, result_years, times
from extract.reading.context import Clock, DocumentContext
from extract.reading.days import set_days
from extract.reading.due_years import Due
from extract.reading.outline import Part
from extract.reading.quantity import Quantity
from extract.reading.said import BASE, YEARLY, YEARS_OF_PROGRAMME, Said, year_in
from extract.reading.times import years_in

_CUES = words("cues")
_ESTIMATE = re.compile(alternation(_CUES["estimate"]))
_IN_BRACKETS = re.compile(YEARS_OF_PROGRAMME)
_GOAL = 16  # characters: what is called a goal behind its number
_FAR = 600  # characters: no list of targets goes on longer after one of its numbers


def set_date(
    claim: Claim, text: str, part: Part, frame: DocumentContext, left_start: int, start: int, m: Quantity
) -> None:
    """Sets the period, the span of years and whether the figure is an estimate.

    The number `m` stands in a sentence of the canvas that begins at `start`, in a clause that begins at `left_start`.
    """
    before = text[start : m.before_start]
    clock = part.clock or Clock(heading := times.of_heading(part, frame.year), heading)
    end = text.find("。", m.end, m.end + _FAR) if part.horizon else m.end + _GOAL
    timed = (
        "年" in before or "末" in before or "累" in before or "”" in before
    )  # in whatever the rules look for before a number
    said = Said(
        claim, before, text[left_start : m.before_start], text[left_start : m.end], text[m.end : end],
        years_in(_IN_BRACKETS.sub("", before)) if timed else [], clock.at(m.before_start), part, frame, timed,
    )  # fmt: skip
    if claim.role == "commitment":
        _promise(said)
    else:
        _result(said)
        set_days(claim, frame, m.before_start, said.left, bool(said.years))


def _promise(said: Said) -> None:
    claim, year = said.claim, said.frame.year
    rules = due_years.RULES if said.timed or said.part.horizon else due_years.RULES[-1:]
    due = next((due for _, of, _ in rules if (due := of(said)) is not None), Due(said.part.horizon or year))
    claim.period, claim.span = due
    if not said.timed or claim.span is not None:
        return
    base = BASE.search(said.left) if claim.measure in ("growth", "change") else None
    if YEARLY.search(said.near):
        claim.span = max(2, claim.period - year + 1) if claim.period > year else 5
    elif base:  # 比2010年翻一番 is no target of this year
        span = claim.period - year_in(base, year - 1)
        claim.span = span if span > 1 else None


def _result(said: Said) -> None:
    claim = said.claim
    years, spans = (
        (result_years.YEARS, result_years.SPANS) if said.timed else (result_years.YEARS[-1:], result_years.SPANS[-1:])
    )
    claim.period = next(year for rule in years if (year := rule.of(said)) is not None)
    claim.period_end = said.frame.period_end or date(claim.period, 12, 31)
    claim.estimate = bool(_ESTIMATE.search(said.before))
    span = next((span for rule in spans if (span := rule.of(said)) is not None), 1)
    claim.span = span if span > 1 else None
