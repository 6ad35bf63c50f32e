"""The readings a disguised page carries: finding them, telling them from honest parentheses, cutting the page up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.repair.script import HAN, is_traditional, simple

LETTERS = "a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ", "aaaaeeeeiiiioooouuuuüüüünnnm")
_MARKED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
_SIGN = re.compile(rf"(?P<before>[{HAN}])\((?P<reading>[{LETTERS}]{{1,6}})\)|\?(?P<torn>[{LETTERS}]{{1,6}})\)")
_PIECE = re.compile(rf"\?(?:(?P<torn>[{LETTERS}]{{1,6}})\))?|\((?P<reading>[{LETTERS}]{{1,6}})\)")

FEWEST = 10
"""A simplified page with fewer readings than this is taken to explain rare characters (黟(yī)县)."""
RAREST = 0.005
"""Readings a character; the disguised pages seen carry 0.03 to 0.18, glosses in honest reports below 0.001."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a damaged page, with its stretch (start, end).

    `char` is a character, its readings cut off but inside its stretch; `torn` a `?` with the reading behind it in
    `reading`, of which the byte before the reading was lost; `mark` a bare `?`.
    """

    kind: Literal["char", "torn", "mark"]
    text: str
    start: int
    end: int
    reading: str = ""


def toneless(reading: str) -> str:
    """The reading without its tone mark: bào → bao."""
    return reading.translate(_TONES)


def is_marked(reading: str) -> bool:
    """True for a reading that shows its tone; some mirrors write them without."""
    return _MARKED.search(reading) is not None


@lru_cache(maxsize=1)
def _dictionary() -> dict[int, str]:
    """Code of a character -> its readings. Imported here: it brings a dictionary of phrases that takes longer to load than the
    rest of the reader, and few pages have readings in parentheses."""
    from pypinyin import constants

    return constants.PINYIN_DICT


@lru_cache(maxsize=16384)
def readings(mark: str) -> tuple[str, ...]:
    """The dictionary's readings of a character (pypinyin), the commonest first; the disguise uses the first."""
    found = _dictionary().get(ord(mark), "")
    return tuple(found.split(",")) if found else ()


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every reading of the dictionary, with and without tones."""
    every = {one for found in _dictionary().values() for one in found.split(",")}
    return frozenset(every | {toneless(one) for one in every})


def reads(mark: str, reading: str) -> bool:
    """True where the dictionary gives the character, or its simplified form, this reading, tones aside."""
    plain = toneless(reading)
    return any(toneless(one) == plain for form in {mark, simple(mark)} for one in readings(form))


def is_disguised(text: str) -> bool:
    """True where the page carries readings as a disguise, and not as the gloss of a few rare characters."""
    found = 0
    for sign in _SIGN.finditer(text):
        torn = sign["torn"]
        if torn is not None:
            if is_marked(torn) and torn in syllables():
                return True
        elif reads(sign["before"], sign["reading"]):
            found += 1
    least = 1 if found and is_traditional(text) else FEWEST
    return found >= least and found >= RAREST * len(text)


def cut(text: str) -> list[Token]:
    """The page as tokens that cover every character of it; honest parentheses stay characters of their own."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at) if text[at] in "?(" else None
        if piece is not None and text[at] == "?":
            torn = piece["torn"]
            if torn is not None and torn in syllables():
                tokens.append(Token("torn", "?", at, piece.end(), torn))
            else:
                tokens.append(Token("mark", "?", at, at + 1))
            at = tokens[-1].end
        elif piece is not None and tokens and _belongs(tokens[-1], piece["reading"]):
            last = tokens[-1]
            tokens[-1] = Token(last.kind, last.text, last.start, piece.end(), last.reading or piece["reading"])
            at = piece.end()
        else:
            tokens.append(Token("char", text[at], at, at + 1))
            at += 1
    return tokens


def _belongs(last: Token, reading: str) -> bool:
    """Whether a parenthesis is the reading of what stands before it.

    Where bytes have slipped, the character that was read is not the one that stands there: then a tone mark decides.
    """
    if reading not in syllables() or last.kind == "mark":
        return False
    if last.kind == "torn":
        return True
    return is_marked(reading) or reads(last.text, reading)


def annotated(tokens: list[Token]) -> dict[str, str]:
    """The characters that this page always annotates, with their readings; the set differs from page to page."""
    with_reading: dict[str, str] = {}
    times: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    for token in tokens:
        if token.kind == "char" and token.reading and reads(token.text, token.reading):
            with_reading.setdefault(token.text, token.reading)
            times[token.text] += 1
        elif token.kind == "char":
            bare[token.text] += 1
    # A few bare ones come from slipped bytes, where the pair on show is not the pair that was written.
    return {mark: reading for mark, reading in with_reading.items() if bare[mark] * 4 <= times[mark]}
