"""What the reading rooms hand to each other: pages, identities, claims and readings."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

DocumentKind = Literal["work_report", "statistical_bulletin", "progress_notice"]
Role = Literal["commitment", "outcome"]
Comparator = Literal[">=", "<=", "~", "=", "range", "sync"]
Measure = Literal["growth", "share", "increment", "level", "change", "rank"]
# Who else shows a document, in the order in which they are asked and go before each other; the official address goes before all of them.
Tier = Literal["portal", "congress", "gazette", "department", "lower government", "state media"]


def rank_of(tier: str | None) -> int:
    """0 for the official address (no tier), then the tiers in their order."""
    return 0 if tier is None else 1 + get_args(Tier).index(tier)


class ReadError(Exception):
    """A document that cannot be read; the message says why, in one line, for the operator."""


class WorkersError(RuntimeError):
    """The processes that read do not start at all; one line with the remedy."""


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number that was read off a picture: its place in the text, end exclusive, the engine's confidence from 0 to 1, and whether it can be relied on.

    Where it tells a year or a month that cannot be relied on, the place is all of its sentence.
    """

    start: int
    end: int
    confidence: float
    reliable: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The main text of one captured page.

    `page_starts` holds the offset in `text` at which each page after the first starts, where the document has pages
    (Excel: sheets); `gap` says what of the document the text lacks, and is empty where it is whole. `source` is whom the page names as its
    source (来源), "" where it names nobody.
    """

    text: str
    title: str = ""
    published_on: date | None = None
    encoding: str = ""
    page_starts: tuple[int, ...] = ()
    gap: str = ""
    source: str = ""
    numbers: tuple[ReadNumber, ...] = ()  # of pages that are pictures, their numbers in the order of the text

    def number_at(self, offset: int) -> int | None:
        """The number, from 1, of the page (Excel: sheet) on which a character stands; None where there are no pages."""
        return bisect_right(self.page_starts, offset) + 1 if self.page_starts else None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose document it is and what it covers, as far as its own text says; None where the text does not say."""

    place_code: str | None = None
    place_name: str | None = None
    kind: DocumentKind | None = None
    year: int | None = None
    period_end: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One stretch of the text under one heading; offsets count characters of the document's text, end exclusive."""

    title: str
    path: str
    role: Role | Literal["none"]
    start: int
    end: int
    note: str = ""  # why the role is not what the heading says


@dataclass(slots=True)
class Claim:
    """One measured statement: an indicator and its value, or a named project and its milestone.

    Values have 万 and 亿 multiplied out, percent stays percent, and a fall is negative. Offsets count characters of the
    document's text from 0, end exclusive. `span` is the number of years a value covers where that is more than one.
    """

    role: Role
    indicator: str
    char_start: int
    char_end: int
    kind: Literal["quantity", "project"] = "quantity"
    headline: bool = False
    indicator_id: str | None = None
    scope: str | None = None
    measure: Measure | None = None
    comparator: Comparator | None = None
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    stretch: float | None = None  # 力争达到7%: how far the same target reaches at best
    basis: str | None = (
        None  # 扣除房地产开发投资后, 同口径: another basis than the plain figure's; no two bases are compared
    )
    relative_to: str | None = None
    milestone: str | None = None
    period: int | None = None
    period_start: date | None = None  # results: the first and the last day that they cover
    period_end: date | None = None
    alone: bool = (
        False  # of a month, a quarter or a holiday alone, or against the month before: another series than the year's
    )
    span: int | None = None
    estimate: bool = False
    role_sure: bool = True  # the part it stands in and its own words agree on its role; else nothing is judged by it
    unreliable: bool = False  # it touches bytes that were lost, or a number that two readings of a picture differ on: kept, shown as such, and never judged
    confidence: float | None = (
        None  # of what was read off a picture: the engine's in the least sure number of the quote
    )
    restated: list[tuple[int, int]] = field(
        default_factory=list[tuple[int, int]]
    )  # where else the text says the same target
    section: str = ""
    rules: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Statement:
    """The government's own words that a target was met or missed, with no figure: 预期增长目标未能实现."""

    indicator: str
    indicator_id: str | None
    verdict: Literal["met", "missed"]
    period: int
    char_start: int
    char_end: int


@dataclass(slots=True)
class Reading:
    """All that one document says. `complete` tells whether silence in it may be counted; `incomplete_reason` why not.

    `review_years` is how many years the review looks back on: 1, or 5 at the end of a term or of a five-year plan; None where there
    is no review.
    """

    text: str
    sections: list[Section]
    claims: list[Claim]
    statements: list[Statement]
    complete: bool
    incomplete_reason: str | None = None
    review_years: int | None = None
    warnings: list[str] = field(default_factory=list[str])  # one line each, for the operator


@dataclass(frozen=True, slots=True)
class Filed:
    """What is known of a capture before it is read: from the source file, the manifest or the command line."""

    url: str
    place_code: str | None = None
    kind: DocumentKind | None = None
    year: int | None = None
    period_end: date | None = None
    fictional: bool = False
    tier: Tier | None = None  # of a mirror: whose site it is; None for the official address
    mirror_of: str | None = None  # the official address in whose place it is asked

    @property
    def rank(self) -> int:
        """0 for the official address, then the mirrors by their tiers."""
        return rank_of(self.tier)


@dataclass(slots=True)
class DocumentRows:
    """The rows of one document as the warehouse takes them, and what the operator should know about them."""

    document: dict[str, Any]
    commitments: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    warnings: list[str] = field(default_factory=list[str])
