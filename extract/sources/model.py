"""What a source file may say of itself beyond its place and documents: where lists stand, and what must come when."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from extract.formats.html.links import AddressError, check_form, shown
from extract.model import DocumentKind


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


Address = Annotated[str, BeforeValidator(web_address)]
_EXPECT = re.compile(r"(work_report|statistical_bulletin)\s+by\s+(\d{1,2})-(\d{1,2})(?:\s+since\s+(\d{4}))?", re.ASCII)


class Strict(BaseModel):
    """A part of a source file: no key but those named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceColumn(Strict):
    """A page that lists documents, with the pages after it. `least` is how many it must give, `pages` how many to follow."""

    url: Address
    least: Annotated[int, Field(strict=True, ge=0)] | None = None
    pages: Annotated[int, Field(strict=True, ge=1, le=500)] = 30

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"url": value} if isinstance(value, str) else value


class Expectation(Strict):
    """What must come every year: the kind, the last day (month, day), and the first year; written as one line."""

    kind: DocumentKind
    month: int
    day: int
    since: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _line(cls, value: Any) -> Any:
        found = _EXPECT.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f"{value!r} is not understood; write it as work_report by 04-30, or … by 04-30 since 2015")
        kind, month, day, since = found.groups()
        if not 1 <= int(month) <= 12 or not 1 <= int(day) <= monthrange(2023, int(month))[1]:
            raise ValueError(f"{month}-{day} is no day of the year; write month-day, as in 04-30")
        if since and not 1949 <= int(since) <= 2100:
            raise ValueError(f"since {since}: no year from 1949 to 2100; write the first year that must be there")
        return {"kind": kind, "month": int(month), "day": int(day), "since": int(since) if since else None}

    def due(self, year: int) -> date:
        """The last day for the document of a year: a report's own year, or the year after the one a bulletin reports on."""
        return date(year + (self.kind == "statistical_bulletin"), self.month, self.day)

    def opens(self, year: int) -> date:
        """The first day on which the document of a year can be there."""
        return date(year + (self.kind == "statistical_bulletin"), 1, 1)
