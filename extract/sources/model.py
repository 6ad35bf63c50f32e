"""What a source file may say of itself beyond its place and documents: where lists stand, and what must come when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from extract.formats.html.links import AddressError, check_form, shown
from extract.language.months import last_day
from extract.model import DocumentKind, Tier, rank_of


def web_address(value: object) -> object:
    """The value, if it is an http or https address in full; raises ValueError with the remedy."""
    if not isinstance(value, str):
        raise ValueError("an address must be text")
    try:
        check_form(value)
        if re.search(r"\s", value):
            raise AddressError("it has a blank in it")
    except AddressError as fault:
        raise ValueError(
            f"{shown(value)!r} is no web address; write it in full, from http:// or https:// ({fault})"
        ) from fault
    return value


def private_hosts(value: object) -> object:
    """What `allow_private` says, if it is true, false or a list of hosts; raises ValueError with the remedy."""
    if isinstance(value, bool):
        return value
    hosts = cast("list[object]", value if isinstance(value, list) else [])
    named = [one.lower() for one in hosts if isinstance(one, str) and _HOST.fullmatch(one)]
    if not named or len(named) < len(hosts):
        raise ValueError(
            f"{shown(repr(cast(object, value)))} names no hosts; write a list of hosts without http://, as in [10.0.0.8, intranet.example:8080]"
        )
    return tuple(named)


Address = Annotated[str, BeforeValidator(web_address)]
PrivateHosts = Annotated[bool | tuple[str, ...], BeforeValidator(private_hosts)]
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?")
_SINCE = r"(?:\s+since\s+(?P<since>\d{4}))?"
_YEARLY = re.compile(
    rf"(?P<kind>work_report|statistical_bulletin)\s+by\s+(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_SINCE}", re.ASCII
)
_NOTICES = re.compile(
    rf"progress_notice\s+(?P<cadence>monthly|quarterly)(?:\s+within\s+(?P<within>\d{{1,3}})\s+days)?{_SINCE}", re.ASCII
)
# The months that a notice ends with. January is told with February, as the spring festival falls in either; the whole year is the bulletin's.
_ENDS = {"monthly": tuple(range(2, 12)), "quarterly": (3, 6, 9)}
_WITHIN, _MOST_DAYS = 30, 200


class Strict(BaseModel):
    """A part of a source file: no key but those named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _spaced(value: object) -> object:
    return value.replace("_", " ") if isinstance(value, str) else value


class Mirror(Strict):
    """Another address of the same document or column, and whose site that is."""

    url: Address
    tier: Annotated[Tier, BeforeValidator(_spaced)]


def in_order(mirrors: list[Mirror]) -> list[Mirror]:
    """Mirrors as they are tried: by their tiers, those of one tier as they are listed. Raises ValueError where an address stands twice."""
    urls = [one.url for one in mirrors]
    if twice := next((url for url in urls if urls.count(url) > 1), None):
        raise ValueError(f"the mirror {shown(twice)} stands twice; remove one of the two")
    return sorted(mirrors, key=lambda one: rank_of(one.tier))


Mirrors = Annotated[list[Mirror], AfterValidator(in_order)]


class SourceColumn(Strict):
    """A page that lists documents, with the pages after it. `least` is how many it must give, `pages` how many to follow."""

    url: Address
    least: Annotated[int, Field(strict=True, ge=0)] | None = None
    pages: Annotated[int, Field(strict=True, ge=1, le=500)] = 30
    mirrors: Mirrors = Field(default_factory=list[Mirror])

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"url": value} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Term:
    """One document that must come: of which year, up to which day for a notice, the first day on which it can be there, and the last."""

    year: int
    period_end: date | None
    opens: date
    due: date


class Expectation(Strict):
    """What must come: every year by a day (`month`, `day`), or every month or quarter within so many days after its end (`within`).

    It is written as one line, which may end with the first year.
    """

    kind: DocumentKind
    month: int = 0
    day: int = 0
    ends: tuple[int, ...] = ()
    within: int = 0
    since: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _line(cls, value: Any) -> Any:
        line = value.strip() if isinstance(value, str) else ""
        yearly, notices = _YEARLY.fullmatch(line), _NOTICES.fullmatch(line)
        found = yearly or notices
        if found is None:
            raise ValueError(
                f"{value!r} is not understood; write it as work_report by 04-30, … by 04-30 since 2015, or progress_notice monthly within 30 days"
            )
        since = int(found["since"]) if found["since"] else None
        if since is not None and not 1949 <= since <= 2100:
            raise ValueError(
                f"since {found['since']}: no year from 1949 to 2100; write the first year that must be there"
            )
        if notices:
            within = int(notices["within"] or _WITHIN)
            if not 1 <= within <= _MOST_DAYS:
                raise ValueError(f"within {within} days: write 1 to {_MOST_DAYS}")
            return {
                "kind": "progress_notice",
                "ends": _ENDS[notices["cadence"]],
                "within": within,
                "since": since,
            }
        assert yearly is not None
        month, day = int(yearly["month"]), int(yearly["day"])
        if not 1 <= month <= 12 or not 1 <= day <= last_day(2023, month).day:
            raise ValueError(f"{yearly['month']}-{yearly['day']} is no day of the year; write month-day, as in 04-30")
        return {"kind": yearly["kind"], "month": month, "day": day, "since": since}

    def terms(self, first: int, today: date) -> Iterator[Term]:
        """The documents that must come from the year `first` on, up to the next that cannot be there yet on the day `today`."""
        for year in count(first):
            for term in self._of_year(year):
                yield term
                if term.opens > today:
                    return

    def _of_year(self, year: int) -> Iterator[Term]:
        if not self.ends:  # a report comes in its own year, a bulletin in the year after the one it reports on
            comes = year + (self.kind == "statistical_bulletin")
            yield Term(year, None, date(comes, 1, 1), date(comes, self.month, self.day))
        for month in self.ends:
            end = last_day(year, month)
            yield Term(year, end, end + timedelta(days=1), end + timedelta(days=self.within))
