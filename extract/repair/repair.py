"""Repair of pages that were disguised by a machine or are written in traditional characters.

Some mirrors republish reports after a mechanical disguise: simplified characters become traditional ones, and over the
bytes of the GBK encoding a reading in parentheses is put behind listed characters, 報(bào), which destroys characters
wherever the bytes of two neighbours look like a listed one. Repair undoes all of it, keeps for each character the
stretch it came from, and says where bytes are lost for good, so that no number is trusted that touches such a place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from extract.repair.beam_search import Search, Written
from extract.repair.gbk import table
from extract.repair.language_model import model, normal
from extract.repair.pinyin import annotated, cut, is_disguised
from extract.repair.script import full_width, is_traditional, quotes, simplified

UNKNOWN_DIGIT = "▯"
"""Stands in the repaired text for a digit that cannot be known."""

FEW_SEARCHED, MOST_SEARCHED = 200, 1000
"""Tokens searched on a small page and on any page, beyond which damage is only marked: a search costs some 10 ms a
token, and a page that needs more (the worst seen: 140 of 14,700) is rubbish."""

_CIRCLED = [chr(0x2460 + number) for number in range(20)]


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text as it must have been written. Offsets count characters, end exclusive.

    `text` is in simplified characters; `offsets[i]` is the stretch (start, end) of the damaged text that character i of
    `text` comes from; `unreliable` lists stretches of `text` that lost bytes touch, in order: a number inside or beside
    one of them must not be trusted; `damaged` says that the page carried the disguise (a page that is only traditional
    does not).
    """

    text: str
    offsets: Sequence[tuple[int, int]]
    unreliable: list[tuple[int, int]]
    damaged: bool


class Unmoved(Sequence[tuple[int, int]]):
    """The offsets of a text that kept its length: character i comes from (i, i + 1)."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[int, int]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, int] | list[tuple[int, int]]:
        if isinstance(index, slice):
            return [(at, at + 1) for at in range(*index.indices(self._length))]
        at = index if index >= 0 else self._length + index
        if not 0 <= at < self._length:
            raise IndexError(f"character {index} of a text of {self._length}")
        return at, at + 1


def repair(text: str) -> Repaired:
    """The text as it was written before a mirror changed it; see Repaired.

    An undamaged simplified text comes back as the same object, and with it characters that only look like others (⻓⺠): they are read as these, and
    quoted as they stand. A page in plain traditional characters becomes simplified, with 「」 as “”, character for character. The same text gives
    the same result. Raises nothing.
    """
    if is_disguised(text):
        return _undisguised(text)
    if is_traditional(text):
        return Repaired(quotes(simplified(text)), Unmoved(len(text)), [], False)
    return Repaired(text, Unmoved(len(text)), [], False)


def moved(places: Sequence[int], repaired: Repaired) -> tuple[int, ...]:
    """Offsets of the damaged text as offsets of the repaired one: each that of the first character that comes from there."""
    found: list[int] = []
    at = 0
    for place in places:
        if isinstance(repaired.offsets, Unmoved):
            found.append(place)
            continue
        while at < len(repaired.offsets) and repaired.offsets[at][0] < place:
            at += 1
        found.append(at)
    return tuple(found)


def _undisguised(text: str) -> Repaired:
    written = _read(text)
    _circled(written)
    whole = full_width(simplified("".join(one.mark for one in written)))
    unreliable: list[tuple[int, int]] = []
    for at, one in enumerate(written):
        if one.touched and unreliable and unreliable[-1][1] == at:
            unreliable[-1] = (unreliable[-1][0], at + 1)
        elif one.touched:
            unreliable.append((at, at + 1))
    return Repaired(whole, [(one.start, one.end) for one in written], unreliable, True)


def _read(text: str) -> list[Written]:
    tokens = cut(text)
    search: Search | None = None
    written: list[Written] = []
    at = spent = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "char":
            written.append(Written(token.text, token.start, token.end, False))
            at += 1
            continue
        if search is None:
            search = Search(tokens, annotated(tokens), is_traditional(text), model(), table())
        if spent > min(FEW_SEARCHED + len(tokens) // 50, MOST_SEARCHED):
            written.append(Written("？", token.start, token.end, True))
            at += 1
            continue
        before = "".join(one.mark for one in written[-8:])
        context = ("¶¶" + normal(simplified(before)))[-2:]
        begun = at
        found, at = search.run(at, context, table().bytes.get(before[-1:], (0, 0))[1])
        written += found
        spent += at - begun
    return written


def _circled(written: list[Written]) -> None:
    """Circled numbers above ⑩, which GBK lacks and the disguise turned into question marks, in place.

    Only where ⑩ came before and the page explains the next number in a paragraph of its own (11.…), as reports do.
    """
    whole = "".join(one.mark for one in written)
    explained = {int(found) for found in re.findall(r"^\s*(\d{1,2})[.．、:：]", whole, re.MULTILINE)}
    count = 0
    for at, one in enumerate(written):
        if one.mark in _CIRCLED:
            count = max(count, _CIRCLED.index(one.mark) + 1)
        elif one.mark == "？" and one.touched and 10 <= count < 20 and count + 1 in explained:
            written[at] = Written(_CIRCLED[count], one.start, one.end, False)
            count += 1
