"""Which part of a year a notice covers, from its title, its first lines, its file name or the words of the column that lists it.

The day of publication is no period: 1—12月 published in January are of the year before. Words for parts of a year are those of
extract/language/months.py, so that a title and a sentence are read alike.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from urllib.parse import unquote

from extract.language import words
from extract.language.months import last_day, month_named

_HEAD_LINES, _HEAD_CHARACTERS = 6, 60
_TEXT = 400  # characters of the text in which a notice says of what time it speaks
DAY = r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?"
# When it was published, fetched or held: no time that its figures are of.
_PUBLISHED = re.compile(
    rf"(?:发布|发文|成文|更新|公布|来源|日期|时间)(?:时间|日期|机构|单位|部门)?\s*[:：][^\n]*|{DAY}(?:\s*\d{{1,2}}:\d\d(?::\d\d)?)?"
)
_ECONOMY = re.compile(r"经济运行|主要(?:经济)?指标|国民经济|经济形势")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")


def find_period_end(
    text: str, title: str, *, year: int | None, published_on: date | None, name: str = ""
) -> date | None:
    """The last day of the period that a notice covers; None where neither title, first lines, name nor opening say it.

    `year` is the year that it was filed under or says itself; where there is none it is the year in the words, else the one in which the
    period had ended when the notice was published. `name` is its address or file name.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    heads = [line for line in lines[:_HEAD_LINES] if len(line) <= _HEAD_CHARACTERS]
    places = (title, *heads, unquote(name).rpartition("/")[2], "".join(lines)[:_TEXT])
    for said in places:
        clean = _PUBLISHED.sub(" ", said)
        month = month_named(clean)
        if month is None:
            continue
        named = _YEAR.search(clean)
        of = (
            year
            or (int(named[1]) if named else None)
            or (year_of_months(published_on, month) if published_on else None)
        )
        return last_day(of, month) if of else None
    return None


def year_of_months(published_on: date, month: int) -> int:
    """The year of the last such month that was over on the day of publication."""
    return published_on.year if last_day(published_on.year, month) < published_on else published_on.year - 1


def field_of(title: str) -> str | None:
    """The department's field that a notice's title names (旅游, 财政, as in discovery.yaml); None for one of the whole economy, or of several."""
    named = [field for field, pattern in _fields() if pattern.search(title)]
    return named[0] if len(named) == 1 and not _ECONOMY.search(title) else None


@cache
def _fields() -> list[tuple[str, re.Pattern[str]]]:
    return [(field, re.compile(pattern)) for field, pattern in words("discovery")["fields"].items()]
