"""What a listed document is, by its title and day: of which kind, of which year, and whether of the place at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

from extract.formats.limits import LONGEST_TITLE
from extract.identity.period import year_of_months
from extract.identity.places_in_text import resolve, squeeze
from extract.language import gazetteer, months, words
from extract.model import DocumentKind
from extract.sources.listings import ListedAddress, Listing

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)年?(?:度)?")
_SPAN = re.compile(r"(?:19|20)\d\d\s*[—–~至到-]\s*(?:19|20)\d\d")  # 2021-2025: a plan's years, not the document's
_EDGES = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_PREFIX = re.compile(r"^(?:\([^)]*\)|【[^】]*】|\[[^\]]*\]|关于|印发|公布|转发|发布|全文|最新|《|“|[:：、-])+")
_OFFICE = re.compile(r"^.{1,14}(?:统计|财政|商务|文旅|文广旅|文化和旅游|人社|农业农村|乡村振兴|税务)局(?:关于|发布)?")
_LAST_MONTH_OF_SESSION = 10  # a report published in November or December plans for the year after


@dataclass(frozen=True, slots=True)
class Recognised:
    """A document that a column lists. `rank` 0 is the document itself, higher a lesser form of it."""

    url: str
    title: str
    day: date | None
    kind: DocumentKind
    year: int | None
    rank: int


def recognise(item: ListedAddress, place_code: str, place_name: str) -> Recognised | None:
    """The report or bulletin of this place that a link leads to, or None. The year is None where neither title nor day says."""
    rules = _rules()
    title = squeeze(item.title[:LONGEST_TITLE])
    for kind, pattern in rules["kinds"]:
        match = pattern.search(title)
        if match is None:
            continue
        if any(word in title for word in rules["not"]) or _SPAN.search(title):
            return None
        if not _is_of(title[: match.start()], place_code, place_name):
            return None
        return Recognised(
            item.url, item.title, item.day, kind, _year(title, match, kind, item.day), _rank(title, rules)
        )
    return None


def documents_of(listing: Listing, place_code: str, place_name: str) -> list[Recognised]:
    """The documents of this place that a page lists; a link that is called like a column, with no day beside it, is one."""
    columns = {item.url for item in listing.columns}
    found = (recognise(item, place_code, place_name) for item in listing.items)
    return [f for f in found if f is not None and not (f.year is None and f.url in columns)]


def _rank(title: str, rules: dict[str, Any]) -> int:
    return 2 * any(word in title for word in rules["lesser"]) + title.endswith("通知")


def _year(title: str, genre: re.Match[str], kind: DocumentKind, day: date | None) -> int | None:
    before = _YEAR.findall(title[: genre.start()])
    after = _YEAR.findall(title[genre.end() :])
    # 2024年1月15日在…会议上 is the day of a session, and so is a day behind the title
    held = re.search(r"((?:19|20)\d\d)年(\d{1,2})月", title)
    if kind == "work_report" and held is not None:
        return int(held[1]) + (int(held[2]) > _LAST_MONTH_OF_SESSION)
    if before or after:
        return int((before or after)[0])
    if day is None:
        return None
    if kind == "progress_notice":
        month = months.month_named(title)
        return year_of_months(day, month) if month else None
    if kind == "statistical_bulletin":
        return day.year - 1
    return day.year + (day.month > _LAST_MONTH_OF_SESSION)


def _is_of(before: str, code: str, name: str) -> bool:
    """Whether the words before the genre's name are of this place, or of none."""
    rules = _rules()
    for frame in rules["frames"]:
        if match := frame.search(before):
            before = match["place"]
            break
    said = _YEAR.sub("", before)
    said = re.sub(r"\d{1,2}月(?:\d{1,2}日)?", "", said)
    said = _OFFICE.sub("", _PREFIX.sub("", said))
    said = _EDGES.sub("", re.sub(r"(?:全[省市县区]|年度?|的|份)$", "", said)).removesuffix("人民")
    if not said or said in ("省", "市", "县", "区", "我市", "我县", "我省", "我区"):
        return True
    if name in said or gazetteer.stem(name) == said:
        return not said.removeprefix(name).endswith(rules["smaller"])
    if code == gazetteer.NATION_CODE:
        return said in ("国务院", "中国", "全国", "中华人民共和国", "国家")
    return any(p.code == code or (p.name == name and p.parent_code == _parent(code)) for p in resolve(said))


def _parent(code: str) -> str | None:
    known = gazetteer.place(code)
    return known.parent_code if known else None


@cache
def leads() -> tuple[str, ...]:
    """What may stand before a place's name in a page's own words and is no part of it: 欢迎访问."""
    return tuple(words("discovery")["leads"])


@cache
def _rules() -> dict[str, Any]:
    data = words("discovery")
    kinds = [(cast(DocumentKind, name), re.compile(kind["pattern"])) for name, kind in data["kinds"].items()]
    return {
        "kinds": kinds,
        "not": tuple(data["not"]),
        "lesser": tuple(data["lesser"]),
        "frames": [re.compile(pattern) for pattern in data["frames"]],
        "smaller": tuple(data["smaller"]),
    }
