"""What the rules share while one document is read, and while the numbers of one sentence are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from extract.language.months import NONE, Months
from extract.model import Claim, Role
from extract.reading.normalise import NormalisedText


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What holds for every number of one document."""

    canvas: NormalisedText
    year: int
    kind: str
    period_end: date | None
    months: Months = NONE  # the words for parts of a year


@dataclass(frozen=True, slots=True)
class Time:
    """What a passage speaks of: one year (span 1), several (span above 1), or what nothing has said (span None).

    `due` is the last year of a plan of several years. `heading` is the time to go back to at the paragraph's end, where a word holds
    no longer than that.
    """

    span: int | None = None
    due: int | None = None
    heading: Time | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in which a sentence begins and the next one will, and where a word sets another: position on the canvas and time."""

    start: Time
    next: Time
    turns: tuple[tuple[int, Time], ...] = ()

    def at(self, position: int) -> Time:
        """The time that a number at a position of the sentence is told in."""
        return next((time for where, time in reversed(self.turns) if where <= position), self.start)


@dataclass(slots=True)
class SentenceState:
    """What stays known while the numbers of one sentence are read from left to right."""

    names: list[str] = field(default_factory=list[str])
    entity: str = ""
    start: int = 0
    verb: str = ""
    right_end: int = 0  # where the noun after the last number ends, if its name stood there
    role: Role | None = None  # of the last number
    counted: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # by unit what was last counted in it
    history: list[str] = field(default_factory=list[str])  # the names of the numbers so far, each once
    outside: tuple[str, int] | None = None  # the subject before 在…的情况下, and where it starts
    last: Claim | None = None  # the last claim, and at which of the sentence's numbers it was made
    last_index: int = -1
    whole: Claim | None = None  # what the parts behind 其中 are of
    each: str = ""  # 每户, 每个乡镇: whose number the last one was
    moved: bool = False  # the number before was the value that the next one has moved from
    gap: int = 0  # sign of the gap to another place that the number before stated
