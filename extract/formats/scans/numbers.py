"""The numbers that were read off pictures, and which of them can be relied on.

Every number is read twice, of two renderings of its page at different scales. What the two do not agree on is unreliable, as is what the engine
itself doubts; and a number of the text that no reading gave as a whole, since lines or cells were put together wrongly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extract.model import ReadNumber

LEAST_SURE = 0.5  # the engine's own confidence in the least sure character of a number
# A number with what would change it if it were misread: its sign before it, the percent and the Chinese scale behind it.
NUMERALS = "〇一二三四五六七八九十百千万亿"
_TOKEN = re.compile(r"[-−–]?\d[\d.,]*[%‰]?[十百千万亿]*")
_CORE = re.compile(r"\d(?:[\d.,]*\d)?")
_ALIKE = str.maketrans("−–—％﹪", "---%%")
_ABOUT_TIME = re.compile(r"\s*[年月季]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A number as it was read on a page: its digits, the engine's confidence, and whether both readings agree on it."""

    digits: str
    confidence: float
    reliable: bool


def plain(text: str) -> str:
    """The text with full-width forms and the kinds of minus and percent signs as one, character by character."""
    return "".join(_plain(char) for char in text).translate(_ALIKE)


def _plain(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def tokens(text: str) -> list[re.Match[str]]:
    """The numbers of a line, each with its sign, percent and scale."""
    return list(_TOKEN.finditer(plain(text)))


def alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two readings gave the same numbers in the same order."""
    return [token.rstrip(".,") for token in one] == [token.rstrip(".,") for token in other]


def confirmed(expected: Sequence[Sequence[str]], said: Sequence[str]) -> list[bool]:
    """Which of several pieces, read in one go, said all that was expected of them; others have to be read by themselves.

    Two may run together, and the rest is still in its order. What stands there more often than here, or less, could be another one of the same.
    """
    wanted = [token.rstrip(".,") for piece in expected for token in piece]
    given = [token.rstrip(".,") for token in said]
    good = [False] * len(wanted)
    for a, b, size in SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks():
        for at in range(size):
            good[a + at] = wanted.count(wanted[a + at]) == given.count(given[b + at])
    found: list[bool] = []
    for piece in expected:
        found.append(all(good[: len(piece)]))
        good = good[len(piece) :]
    return found


def digits_of(token: str) -> str:
    """The digits of a number without its sign, percent and scale."""
    found = _CORE.search(token)
    return found[0] if found else ""


def joined(rows: Sequence[Sequence[Seen]], ends: Sequence[tuple[bool, bool]]) -> list[Seen]:
    """The numbers that two rows make where one breaks off in a number and the next begins with one; `ends` says of each row whether it
    begins and ends so."""
    found: list[Seen] = []
    for at in range(len(rows) - 1):
        if rows[at] and rows[at + 1] and ends[at][1] and ends[at + 1][0]:
            a, b = rows[at][-1], rows[at + 1][0]
            both = Seen(a.digits + b.digits, min(a.confidence, b.confidence), a.reliable and b.reliable)
            found.append(both)
    return found


def numbers_in(text: str, seen: Sequence[Seen], offset: int) -> list[ReadNumber]:
    """The numbers of a page's text, which begins at `offset` of the document's, with what is known of each by its digits.

    Where a page has the same digits several times the least sure of them counts for all. Where a year or a month cannot be relied on, nothing in
    its sentence can.
    """
    known: dict[str, Seen] = {}
    for one in seen:
        before = known.get(one.digits, one)
        known[one.digits] = Seen(one.digits, min(one.confidence, before.confidence), one.reliable and before.reliable)
    folded = plain(text)
    found: list[ReadNumber] = []
    for match in _CORE.finditer(folded):
        one = known.get(match[0], Seen(match[0], 0.0, False))
        start, end = match.span()
        if not one.reliable and _ABOUT_TIME.match(folded, end):
            start, end = _sentence(folded, start, end)
        found.append(ReadNumber(offset + start, offset + end, one.confidence, one.reliable))
    return found


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence, or the line, around a stretch of text."""
    begins = max(text.rfind(mark, 0, start) for mark in "。\n") + 1
    ends = [at for mark in "。\n" if (at := text.find(mark, end)) >= 0]
    return begins, min(ends, default=len(text))
