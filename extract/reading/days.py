"""The days that a result covers: of a whole year, of a notice's months, or of the part of a year that the words before it name."""

from __future__ import annotations

from datetime import date

from extract.language import months
from extract.model import Claim
from extract.reading.context import DocumentContext


def set_days(claim: Claim, frame: DocumentContext, position: int, left: str, dated: bool) -> None:
    """Sets the first and the last day of a result whose year is set, and whether it is of a part of the year alone.

    Its number stands at `position` of the canvas behind `left`, the words of its clause; `dated` says whether its sentence names a year.
    """
    stretch = frame.months.before(position)
    if claim.measure in ("growth", "change") and months.ON_MONTH.search(left):
        claim.alone = True
        claim.rules.append("time:on-month")
    if stretch and (claim.span is None or frame.kind != "work_report"):
        _tell_stretch(claim, stretch, frame)
    if claim.period and claim.period_end and months.SAME_TIME_LAST_YEAR.search(left) and not dated:
        claim.period -= 1
        claim.period_end = months.last_day(claim.period, claim.period_end.month)
        claim.rules.append("time:year-before")
    end = claim.period_end
    if end and claim.period_start is None:  # of a holiday its days are not told: its end stands for it
        whole = date(end.year - (claim.span or 1) + 1, 1, 1)
        claim.period_start = (
            (end if stretch and stretch.kind == "holiday" else end.replace(day=1)) if claim.alone else whole
        )


def _tell_stretch(claim: Claim, stretch: months.Stretch, frame: DocumentContext) -> None:
    year = claim.period or frame.year
    if stretch.kind == "forecast":
        if frame.period_end and claim.period == frame.year:
            claim.estimate, claim.period_end = True, date(year, 12, 31)
            claim.rules.append("time:forecast")
        return
    if stretch.year:  # 2023年1—9月 in a notice of 2024: told beside this year's, or by an old page under a new title
        year = frame.year - 1 if stretch.year < 0 else stretch.year
        if year < (claim.period or frame.year):
            claim.period = year
            claim.rules.append("time:year-before")
    claim.period_end = months.last_day(year, stretch.last)
    if stretch.kind == "to date":
        if claim.period_end != frame.period_end:
            claim.rules.append("time:to-date")
        return
    claim.alone = True
    claim.period_start = date(year, stretch.first, 1) if stretch.first else None
    if stretch.first:
        claim.rules.append("time:alone")
    else:
        claim.rules.append("time:holiday")
