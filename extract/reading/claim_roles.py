"""Promise or result, claim by claim: its part's role, unless its own clause speaks of the other time; and whether that is sure.

What the parts are is settled before (extract/reading/roles.py). A claim's role is sure where two readings agree: the part that it stands in, and the
words of its own clause and of the sentences around it (extract/reading/evidence.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.language import alternation, words
from extract.model import Claim
from extract.reading.context import DocumentContext
from extract.reading.evidence import Evidence
from extract.reading.outline import PLANS, Part, Role
from extract.reading.times import years_in

_CUES = words("cues")
_DONE = re.compile(rf"(?<!比)(?<!较)(?:{alternation(_CUES['done'])})")
_HAS = re.compile(r"[国省市县区](?:现|共|拥)?有$")
_PROMISED = re.compile(r"力争|确保|目标是|计划|拟|今年将|争取|预期目标|今年(?!以来)")
_AIMS = re.compile(r"力争|预期目标|今年(?!以来)将?")
# A target that a result is held against is not promised again: 比预期目标高1.2个百分点, 比“十九五”计划2030年的目标多40亿元.
_HELD_AGAINST = re.compile(
    r"(?:比|较|超过|超|高于|高出|低于|好于|优于|快于|达到|完成|实现)(?:了|年初|全年|年度|确定的?)*[^，。；\d]{0,8}(?:(?:19|20)\d\d年)?的?[^，。；\d]{0,6}目标"
)

# With six neighbours on either side, 98 of 100 sentences of those plans say less than -3, and 3 of 100 of the reviews.
_SURROUNDED = 3.0
_PLAN_NAMES = r"“(" + "|".join(PLANS) + r")”"
_LOOKS_BACK = re.compile(r"^(?:特别是|尤其是)?(?:刚刚)?(?:过去的?一年|去年|上年)(?!相比)")
_YEARS_BACK = re.compile(r"^(?:这|过去的?|刚刚过去的)?[五三]年(?:来|间)|^(?:过去|刚刚过去)的?[五三]年")
_PAST_PLAN = re.compile(r"^.{0,8}" + _PLAN_NAMES + r"(?:期间|时期|计划时期|五年)")
_BACK_STARTS = frozenset("刚过去上这五三特尤1234567890")
# 全县46个村出列，今年将迎接验收: what is told stands before the turn to this year, and no word of a promise with it.
_TURNS_AT_ITS_END = re.compile(r"^(?P<told>[^。；\n]*\d[^。；\n]*)，今年(?:将|要)")
_LOOKS_AHEAD = re.compile(r"今年|今后|未来|力争|确保|目标|要(?!求|素|闻)|将(?!近)|必须|到20[2-9]\d年")


def looking_back(sentence: str, part: Part, year: int, before: Part | None) -> Part | None:
    """The part as a review while a plan looks back (去年…, 五年来…, “十五”时期… when that is over), to the end of the paragraph
    or the first sentence that turns to what shall be."""
    if sentence[0] not in _BACK_STARTS and "“" not in sentence[:9]:  # nearly all: none of the three patterns can match
        turned = _TURNS_AT_ITS_END.match(sentence) if before else None
        return None if not before or _LOOKS_AHEAD.search(turned["told"] if turned else sentence) else before
    back = replace(part, role="outcome", horizon=None, span=None, firm=False)
    if _LOOKS_BACK.match(sentence) or sentence.startswith(f"{year - 1}年"):
        return back
    turned = _TURNS_AT_ITS_END.match(sentence) if before else None
    if _LOOKS_AHEAD.search(turned["told"] if turned else sentence):
        return None
    ended = any(PLANS[p] < year for p in _PAST_PLAN.findall(sentence))
    return replace(back, span=5) if ended or _YEARS_BACK.match(sentence) else before


@dataclass(frozen=True, slots=True)
class Speaks:
    """A rule by which a number's own clause speaks of the other time than the part it stands in; the example is invented."""

    name: str
    inside: Role
    holds: Callable[
        [str, str, DocumentContext], bool
    ]  # the clause to the number; somewhat more of the sentence; the document
    example: str


def _done(left: str, _: str, __: DocumentContext) -> bool:
    return bool(_DONE.search(left) or _HAS.search(left)) and not _PROMISED.search(left)


def _due(_: str, before: str, frame: DocumentContext) -> bool:
    years = years_in(_HELD_AGAINST.sub("", before))
    return frame.kind == "work_report" and bool(years) and years[-1] >= frame.year


CLAUSES = (
    Speaks("role:done-in-plan", "commitment", _done, "已建成57个"),
    Speaks("role:promised-in-review", "outcome", _due, "到2027年建成40个"),
    Speaks("role:promised-in-review", "outcome", lambda left, _, f: f.kind == "work_report" and bool(_AIMS.search(_HELD_AGAINST.sub("", left))), "力争建成40个"),
)  # fmt: skip


def role_of(
    text: str, role: Role, frame: DocumentContext, left: str, left_start: int, start: int
) -> tuple[Role, list[str]]:
    """The role of a claim: its part's, unless the clause itself speaks of the other time; and the rule that said so."""
    before = text[max(start, left_start - 24) : left_start] + left
    for rule in CLAUSES:
        if rule.inside == role and rule.holds(left, before, frame):
            return ("outcome" if role == "commitment" else "commitment"), [rule.name]
    return role, []


def surrounded(part: Part, sentence: int) -> bool:
    """Whether what stands around a sentence of a part speaks of the other time: a vision inside a review, a look back inside a plan."""
    said = part.around[sentence]
    return part.disputed or (said <= -_SURROUNDED if part.role == "outcome" else said >= _SURROUNDED)


def is_sure(claim: Claim, part: Part, evidence: Evidence, start: int, clause_end: int, end: int) -> bool:
    """Whether both readings agree on a claim's role: the part it stands in, and the words around it, from `start` to `end`.

    What speaks against the part counts up to the end of the claim's own clause: 增长7.8%，为今年打下基础 promises nothing.
    """
    if claim.role != part.role:
        return False
    if claim.headline and claim.role == "commitment" and part.firm:  # 主要预期目标是： speaks for the whole list
        return True
    told = claim.role == "outcome"
    if evidence.binds(not told, start, clause_end) and not evidence.speaks(told, start, end):
        return False
    weight = evidence.weigh(start, end)
    return part.firm or (weight > 0 if told else weight < 0 or claim.headline)
