"""One document's text read whole: its parts, its claims in order, and whether its silence may be counted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from extract.model import Claim, DocumentKind, Reading, Role, Section, Statement
from extract.reading import outline
from extract.reading.claims import read_sentence, sentences
from extract.reading.context import Frame
from extract.reading.normalise import build
from extract.reading.outline import PLANS, Part
from extract.reading.projects.claims import read_projects
from extract.reading.statements import read_statements
from extract.reading.tables.claims import read_table
from extract.reading.tables.find import Table, blanked, find_tables
from extract.reading.ties import read_sync

# A work report shorter than this is a summary: the shortest whole one known to us has 8,600 characters, a collector's stub 880.
SHORTEST_REPORT = 1500
# It starts with the letter that stands in each: that is looked for many times as fast as the words before it.
_TARGETS = re.compile(
    r"标(?:(?:(?<=(?:预期|奋斗|主要|发展|总体|工作|计划)目标)|(?<=主要的目标))[^。；]{0,14}?(?:是|为|：|如下|建议|安排|确定|定为)|(?<=(?:主要|预期)指标)[^。；]{0,8}?(?:是|为|：)|(?<=目标)[是为])|按(?:照)?[^，。]{2,8}增长"
)
_TO_PLAN = re.compile(
    r"(?:今后|未来)[五三]年[^。]{0,20}(?:目标|任务|要求|思路)|今年[^。]{0,18}(?:预期目标|主要目标|目标任务|总体要求|工作的?总体)|做好今年的?[^。]{0,6}工作|^新的一年"
)
_AHEAD = ("今", "未来", "新的一年")  # one of them stands in whatever _TO_PLAN finds
_GOALS = re.compile(r"(?:预期|奋斗|主要)目标[是为：]")
_BACK = re.compile(r"^(?:回顾|过去|去年|一年来|五年来)")
_PLAN_NAME = re.compile(r"“(" + "|".join(PLANS) + r")”")
_PLAN_GOAL = re.compile(r"“(" + "|".join(PLANS) + r")”[^。]{0,20}(?:目标|总体要求|发展思路|主要任务)")
_LOOKS_BACK = re.compile(r"^(?:刚刚)?(?:过去的?一年|去年|上年)(?!相比)")
_YEARS_BACK = re.compile(r"^(?:这|过去的?|刚刚过去的)?[五三]年(?:来|间)|^(?:过去|刚刚过去)的?[五三]年")
_PAST_PLAN = re.compile(r"^.{0,8}“(" + "|".join(PLANS) + r")”(?:期间|时期|计划时期|五年)")
_BACK_STARTS = frozenset("刚过去上这五三1234567890")
_TURNS = re.compile(r"今年|今后|未来|力争|确保|目标|要(?!求|素|闻)|将(?!近)|必须|到20[2-9]\d年")
_LEAVES_LIST = re.compile(
    r"^(?:围绕|实现上述|为实现|为此|要实现|要|重点|我们|今年要|在实际|各地|做好|确定|提出|这些|上述|以上|按照)"
)


def read(text: str, *, kind: DocumentKind, year: int, period_end: date | None = None) -> Reading:
    """Reads a document's main text.

    `year` is the year a work report plans for, or the year a bulletin reports on; `period_end` the last day of a notice.
    The same text gives the same claims in the same order.
    """
    tabled = [] if kind == "work_report" else _read_tables(text, Frame(build(""), year, kind, period_end))
    canvas = build(blanked(text, [table for table, _ in tabled]))
    start, end = outline.body(canvas.text)
    whole = [Part("", "outcome", start, end)] if end > start else []
    parts = outline.parts(canvas.text, start, end, year) if kind == "work_report" else whole
    frame = Frame(canvas, year, kind, period_end)
    claims: list[Claim] = []
    statements: list[Statement] = []
    sections: list[Section] = []
    for part in parts:
        cut = sentences(canvas.text, part.start, part.end)
        claims += _read_part(frame, part, cut)
        if kind == "work_report":
            statements += read_statements(canvas, part, cut, year - 1)
        a, b = canvas.span(part.start, part.end)
        sections.append(Section(part.title, part.title, part.role, a, b))
    if tabled:
        claims += [claim for _, found in tabled for claim in found]
        claims.sort(key=lambda c: (c.char_end, c.char_start))
    reason = _incomplete(kind, end - start, parts, claims)
    return Reading(text, sections, claims, statements, reason is None, reason)


def _read_tables(text: str, frame: Frame) -> list[tuple[Table, list[Claim]]]:
    """The tables that state results, with what they state; the others are left to the rules for sentences."""
    read_out = [(table, read_table(table, frame)) for table in find_tables(text)]
    return [(table, claims) for table, claims in read_out if claims]


def _read_part(frame: Frame, part: Part, cut: list[tuple[int, int]]) -> list[Claim]:
    """The claims of a part that is cut into these sentences."""
    text = frame.canvas.text
    role: Role = part.role
    in_list = False
    claims: list[Claim] = []
    opened = False
    back: Part | None = None
    for start, end in cut:
        sentence = text[start:end]
        if not part.explicit or part.mixed:
            role = _turn(role, sentence, part, frame.year)
        section = part.title
        back = _looking_back(sentence, part, frame.year, back) if role == "commitment" else None
        spoken: Role = "outcome" if back else role
        at = back or (_ahead(part, frame.year) if part.mixed and role == "commitment" else part)
        found = read_sentence(frame, at, spoken, start, end, section)
        if spoken == "commitment":
            found += read_sync(frame.canvas, start, end, part.horizon or frame.year, section)
            found.sort(key=lambda c: (c.char_end, c.char_start))
            in_list = _in_target_list(sentence, start, found, in_list, frame)
            for claim in found:
                claim.headline = in_list and claim.role == "commitment"
            found += read_projects(frame.canvas, start, end, part.horizon or frame.year, section)
        elif not opened and sum(c.role == "outcome" for c in found) >= 3:
            opened = True
            for claim in found:
                claim.headline = claim.role == "outcome"
        if sentence.endswith("\n"):
            back = None
        if sentence.endswith("\n") and not sentence.rstrip("\n").endswith("："):
            in_list = False
        claims += found
    return claims


def _ahead(part: Part, year: int) -> Part:
    """The second half of a part whose heading announces both (“十二五”成就及“十三五”目标): the plan, with its last year."""
    ends = [PLANS[p] for p in _PLAN_NAME.findall(part.title) if PLANS[p] >= year]
    return replace(part, role="commitment", horizon=max(ends, default=None), span=None)


def _looking_back(sentence: str, part: Part, year: int, before: Part | None) -> Part | None:
    """The part as a review while a plan looks back (去年…, 五年来…, “十五”时期… when that is over), to the end of the paragraph
    or the first sentence that turns to what shall be."""
    if sentence[0] not in _BACK_STARTS and "“" not in sentence[:9]:  # nearly all: none of the three patterns can match
        return None if not before or _TURNS.search(sentence) else before
    if _LOOKS_BACK.match(sentence) or sentence.startswith(f"{year - 1}年"):
        return replace(part, role="outcome", horizon=None, span=None)
    ended = [PLANS[p] for p in _PAST_PLAN.findall(sentence) if PLANS[p] < year]
    if ended or _YEARS_BACK.match(sentence):
        return None if _TURNS.search(sentence) else replace(part, role="outcome", horizon=None, span=5)
    return None if _TURNS.search(sentence) else before


def _turn(role: Role, sentence: str, part: Part, year: int) -> Role:
    """Inside a part whose heading announces both, or no heading at all: a sentence may turn from the past to the plan."""
    named = [PLANS[p] for p in _PLAN_GOAL.findall(sentence)] if "“" in sentence else []
    if role == "outcome" and ((named and max(named) > year) or (part.mixed and _GOALS.search(sentence))):
        return "commitment"
    if role == "outcome" and (
        (any(word in sentence for word in _AHEAD) and _TO_PLAN.search(sentence))
        or (
            f"{year}年" in sentence[:16]
            and re.match(rf".{{0,6}}{year}年[^。]{{0,30}}(?:目标|总体要求|之年|一年)", sentence)
        )
    ):
        return "commitment"
    if part.mixed and role == "commitment" and _BACK.match(sentence):
        return "outcome"
    return role


def _in_target_list(sentence: str, start: int, found: list[Claim], in_list: bool, frame: Frame) -> bool:
    """Whether a sentence belongs to the list of main expected targets: it opens the list, or goes straight on with it."""
    if not found:
        return False if in_list and not re.search(r"[:：]\n?$", sentence) else in_list or _sets_targets(sentence)
    if _sets_targets(sentence):
        return True
    if not in_list or _LEAVES_LIST.match(sentence):
        return False
    first = min(c.char_end for c in found)
    return first - frame.canvas.offsets[start] <= 40


def _sets_targets(sentence: str) -> bool:
    """Whether a sentence opens a list of targets."""
    return bool(_TARGETS.search(sentence))


def _incomplete(kind: DocumentKind, length: int, parts: list[Part], claims: list[Claim]) -> str | None:
    """Why silence in this document proves nothing; None where it was read whole."""
    if kind != "work_report":
        return None if claims else "no figure could be read"
    if length < SHORTEST_REPORT:
        return f"only {length} characters of main text: a summary, not the whole report"
    if not any(p.role == "outcome" and p.explicit for p in parts) and not any(c.role == "outcome" for c in claims):
        return "no review of the past year was found"
    if not any(c.role == "commitment" for c in claims):
        return "no plan was found"
    if not any(c.headline and c.role == "commitment" for c in claims):
        return "the list of main expected targets was not found"
    return None
