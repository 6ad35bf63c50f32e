"""A number as it stands, and the comparing words on both sides of it: 不低于, 以上, 左右, 控制在."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.language import alternation, words
from extract.model import Comparator

_CUES = words("cues")["comparators"]
_AFTER = re.compile(
    "(?:"
    + "|".join(f"(?P<{n}>{alternation(_CUES['after'][c])})" for n, c in (("ge", ">="), ("le", "<="), ("ap", "~")))
    + ")"
)
# 不得超过, 不能低于: the negated word says the opposite, whichever words of denying and comparing meet.
NEGATION = rf"(?:{alternation(_CUES['negations'])})"
_BEFORE = re.compile(
    rf"(?:(?<![签合预公契节])(?=约)|(?<![通经超越])(?=过)|(?![约过]))(?P<negated>{NEGATION})?(?:" + "|".join(f"(?P<{n}>{alternation(_CUES['before'][c])})" for n, c in (("ge", ">="), ("le", "<="), ("ap", "~")))
    + r")(?:了|到|达到?|为|在|约|近)*$"
)  # fmt: skip
# 内环路, 强村: the letter begins the thing counted, and limits nothing.
_BEGINS_A_NOUN = re.compile(rf"(?:{alternation(_CUES['begins_a_noun'])})")
# The last letters of what _BEFORE finds: few numbers have one of them before.
_BEFORE_ENDS = frozenset("了到达为在约近") | {w[-1] for c in (">=", "<=", "~") for w in _CUES["before"][c]}
_SPEED = re.compile("的(?:增长)?速度")


@dataclass(slots=True)
class Quantity:
    """One number as it stands: offsets on the canvas from the first comparing word after it to the last, value read out."""

    start: int
    end: int
    value: float
    unit: str | None
    high: float | None = None
    many: bool = False  # 多, 余: more than the number says
    after: Comparator | None = None
    before: Comparator | None = None
    before_start: int = 0
    capped: bool = False  # 控制在 stands before it
    worded: str = ""  # 翻番, 一半, 零增长 …: a value that words give
    noun_unit: bool = False  # the unit is read from the noun that follows


def compare(text: str, mention: Quantity, start: int, end: int) -> None:
    """Reads the comparing words on both sides of the number; 左右 outranks what stands before."""
    after = _AFTER.match(text, mention.end, end)
    if after and not _BEGINS_A_NOUN.match(text, mention.end, end):
        mention.after = ">=" if after["ge"] else "<=" if after["le"] else "~"
        mention.end = after.end()
    if mention.unit == "%" and (speed := _SPEED.match(text, mention.end, end)):
        mention.end = speed.end()
    stands = mention.start > start and text[mention.start - 1] in _BEFORE_ENDS
    before = _BEFORE.search(text, max(start, mention.start - 8), mention.start) if stands else None
    mention.before_start = mention.start
    if before:
        mention.before_start = before.start()
        mention.capped = before[0].startswith(("控制在", "限制在", "压缩在", "调控在"))
        if mention.before is None:
            at_least = bool(before["ge"]) != bool(before["negated"])
            mention.before = "~" if before["ap"] else ">=" if at_least else "<="
    if mention.before is None and mention.many:
        mention.before = ">="


def comparator(mention: Quantity, role: str) -> Comparator:
    """The comparator of a claim: words after the number first, then those before it, else a plain value."""
    if mention.high is not None:
        return "range"
    if mention.after is not None:
        return mention.after
    if mention.capped:
        return "<=" if role == "commitment" else "="
    return mention.before or "="
