"""What the words before a clause are about: the subject of a number whose own clause names none."""

from __future__ import annotations

import re

from extract import naming, vocabulary

_PAUSES = re.compile(r"[，。；：、]")
_CLAUSE_ENDS = re.compile("[，；：\n]")


def clause_before(text: str, position: int, start: int) -> str:
    """The noun phrase of the clause before a pause: 退耕还林还草，今年拟安排500万亩."""
    if position <= start or text[position - 1] != "，":
        return ""
    clause = _PAUSES.split(text[start : position - 1])[-1]
    phrase = naming.strip_lead(clause)
    return phrase if 2 <= len(phrase) <= 20 else ""


def subject_before(text: str, start: int) -> str:
    """The indicator that opens the sentence before: 全省生产总值提前实现目标。2005年，初步核算达到10116.6亿元."""
    before = max(text.rfind(mark, max(0, start - 120), max(0, start - 1)) for mark in "。\n") + 1
    if not before or text[start - 1] != "。":
        return ""
    opening = naming.strip_lead(_CLAUSE_ENDS.split(text[before:start])[0])
    return next((opening[:n] for n in range(min(14, len(opening)), 2, -1) if vocabulary.match(opening[:n])), "")
