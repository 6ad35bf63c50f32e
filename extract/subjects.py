"""What a number is about whose own clause names nothing: the thing named before, at its new stage, or an earlier subject."""

from __future__ import annotations

import re

from extract import naming, vocabulary
from extract.language import alternation, words

_STAGES = alternation(words("cues")["stages"])
_STAGE = re.compile(rf"({_STAGES})$")
_STAGE_OF = re.compile(rf"^(?:{_STAGES})|(?:{_STAGES})$")
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


def at_stage(name: str, phrase: str) -> str:
    """The name with the work's new stage: 新建卫生室56所、改扩建870所 gives 改扩建卫生室 for the second number."""
    stage, last = _STAGE.search(phrase), _STAGE_OF.search(name)
    if not stage or not last or stage[1] == last[0]:
        return ""
    return stage[1] + name[last.end() :] if not last.start() else name[: last.start()] + stage[1]
