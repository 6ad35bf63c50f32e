"""One document's text read whole: its parts, its claims in order, and whether its silence may be counted."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date

from extract.language import months
from extract.model import Claim, DocumentKind, Reading, Section, Statement
from extract.reading import claim_roles, outline, roles, times
from extract.reading.claims import read_sentence
from extract.reading.context import DocumentContext
from extract.reading.cutting import sentences
from extract.reading.evidence import Evidence
from extract.reading.normalise import NormalisedText, build
from extract.reading.outline import Part
from extract.reading.projects.claims import read_projects
from extract.reading.said_once import fold
from extract.reading.statements import read_statements
from extract.reading.tables.claims import read_table
from extract.reading.tables.find import Table, blanked, find_tables
from extract.reading.ties import read_sync

# A work report shorter than this is a summary: the shortest whole one known to us has 8,600 characters, a collector's stub 880.
SHORTEST_REPORT = 1500
# 没有提出全年经济增速具体目标: no list of targets is lost where the plan says that it sets none.
_SETS_NONE = re.compile(
    r"(?:没有|未|不再?)(?:提出|设定|设置|设|确定)[^。；，\n]{0,12}(?:增长|增速|生产总值|GDP)[^。；，\n]{0,10}(?:目标|指标)"
)
# It starts with the letter that stands in each: that is looked for many times as fast as the words before it.
_TARGETS = re.compile(
    r"标(?:(?:(?<=(?:预期|奋斗|主要|发展|总体|工作|计划)目标)|(?<=主要的目标))[^。；]{0,14}?(?:是|为|：|如下|建议|安排|确定|定为)|(?<=(?:主要|预期)指标)[^。；]{0,8}?(?:是|为|：)|(?<=目标)[是为])|按(?:照)?[^，。]{2,8}增长"
)
_ROLES = {"outcome": "review", "commitment": "plan"}
_PAUSE = re.compile("[，；。！？\n]")
_LEAVES_LIST = re.compile(
    r"^(?:围绕|实现上述|为实现|为此|要实现|要|重点|我们|今年要|在实际|各地|做好|确定|提出|这些|上述|以上|按照)"
)


def read(text: str, *, kind: DocumentKind, year: int, period_end: date | None = None) -> Reading:
    """Reads a document's main text.

    `year` is the year a work report plans for, or the year a bulletin reports on; `period_end` the last day of a notice.
    The same text gives the same claims in the same order.
    """
    tabled = _read_tables(text, DocumentContext(build(""), year, kind, period_end))
    canvas = build(blanked(text, [table for table, _ in tabled]))
    start, end = outline.body(canvas.text, year)
    frame = DocumentContext(canvas, year, kind, period_end, months.Months(canvas.text, kind, period_end))
    parts, evidence = _parts(frame, start, end)
    claims: list[Claim] = []
    statements: list[Statement] = []
    sections: list[Section] = []
    for part in parts:
        claims += _read_part(frame, part, evidence)
        if kind == "work_report":
            statements += read_statements(canvas, part, part.cut, year - 1)
        a, b = canvas.span(part.start, part.end)
        sections.append(Section(part.title, part.title, part.role, a, b, part.yielded))
    stated = [claim for _, found in tabled for claim in found]
    claims = fold([*claims, *stated])
    if tabled:
        claims.sort(key=lambda c: (c.char_end, c.char_start))
    sets_none = any(p.role == "commitment" and _SETS_NONE.search(canvas.text, p.start, p.end) for p in parts)
    reason = _incomplete(kind, end - start, parts, claims, sets_none)
    looks_back = times.review_years(parts, year) if kind == "work_report" else None
    warnings = _warnings(frame, parts) if kind == "work_report" else []
    return Reading(text, sections, claims, statements, reason is None, reason, looks_back, warnings)


def _warnings(frame: DocumentContext, parts: list[Part]) -> list[str]:
    """What the operator should look at: headings that their own words speak against, and a file with several reports."""
    found = [
        f"the part “{p.title[:20]}” is read as a {_ROLES[p.role]}: {p.yielded}" for p in parts if p.yielded and p.title
    ]
    several = outline.several_reports(frame.canvas.text)
    if several > 1:
        found.append(f"holds {several} reports; only the one of {frame.year} is read: file the others by themselves")
    return found


def _read_tables(text: str, frame: DocumentContext) -> list[tuple[Table, list[Claim]]]:
    """The tables that state results, with what they state; the others are left to the rules for sentences."""
    read_out = [(table, read_table(table, frame)) for table in find_tables(text)]
    return [(table, claims) for table, claims in read_out if claims]


def _parts(frame: DocumentContext, start: int, end: int) -> tuple[list[Part], Evidence | None]:
    """The parts of the body with their sentences; of a work report with their roles settled, and the evidence for that."""
    text = frame.canvas.text
    if frame.kind == "work_report":
        evidence = Evidence(text, start, end, frame.year)
        found = outline.parts(text, start, end, frame.year)
        return roles.settle(text, found, lambda a, b: sentences(text, a, b), evidence, frame.year), evidence
    return ([Part("", "outcome", start, end, cut=sentences(text, start, end))] if end > start else []), None


def _read_part(frame: DocumentContext, part: Part, evidence: Evidence | None) -> list[Claim]:
    """The claims of a part, sentence by sentence."""
    text = frame.canvas.text
    in_list = opened = False
    claims: list[Claim] = []
    back: Part | None = None
    clockwork = times.Clockwork(text, part, frame.year)
    for n, (start, end) in enumerate(part.cut):
        sentence = text[start:end]
        back = claim_roles.looking_back(sentence, part, frame.year, back) if part.role == "commitment" else None
        at = back or part
        at.clock = clockwork.wind(start, end, at.role)
        part.of_years += (at.clock.next.span or 1) > 1
        found = read_sentence(frame, at, at.role, start, end, part.title)
        if at.role == "commitment":
            in_list = _read_plan(frame, at, start, end, found, in_list)
        elif not opened and sum(c.role == "outcome" for c in found) >= 3:
            opened = True
            for claim in found:
                claim.headline = claim.role == "outcome"
        if sentence.endswith("\n"):
            back = None
            in_list = in_list and sentence.rstrip("\n").endswith("：")
        if evidence and found:
            _prove(frame.canvas, at, evidence, found, start, end)
            if at is part and claim_roles.surrounded(part, n):
                for claim in found:
                    claim.role_sure = claim.role_sure and claim.headline and claim.role == "commitment"
        claims += found
    return claims


def _read_plan(frame: DocumentContext, part: Part, start: int, end: int, found: list[Claim], in_list: bool) -> bool:
    """Adds to the quantities of a sentence of a plan what has no number, and marks the list of main targets; whether it goes on."""
    sentence = frame.canvas.text[start:end]
    due = part.horizon or (part.clock and part.clock.start.due) or frame.year
    found += read_sync(frame.canvas, start, end, due, part.title)
    found.sort(key=lambda c: (c.char_end, c.char_start))
    in_list = _in_target_list(sentence, start, found, in_list, frame)
    for claim in found:
        claim.headline = in_list and claim.role == "commitment"
    found += read_projects(frame.canvas, start, end, due, part.title)
    return in_list


def _prove(canvas: NormalisedText, part: Part, evidence: Evidence, found: list[Claim], start: int, end: int) -> None:
    """Says of each claim of a sentence whether its role is sure: by the words of its clause and of what the semicolons hold together."""
    text = canvas.text
    if part.role == "outcome" and evidence.sets_goals(start, end):
        for claim in found:  # 到2030年…: none of it is a result for sure
            claim.role_sure = False
        return
    if part.firm and not evidence.binds(part.role != "outcome", start, end):  # nearly all
        for claim in found:
            claim.role_sure = claim.role == part.role
        return
    for claim in found:
        last = bisect_right(canvas.offsets, claim.char_end - 1, start, end) - 1
        clause, passage = _PAUSE.search(text, last + 1, end), text.find("；", last + 1, end)
        span = (
            max(start, text.rfind("；", start, last) + 1),
            clause.end() if clause else end,
            passage if passage >= 0 else end,
        )
        claim.role_sure = claim_roles.is_sure(claim, part, evidence, *span)


def _in_target_list(sentence: str, start: int, found: list[Claim], in_list: bool, frame: DocumentContext) -> bool:
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


def _incomplete(
    kind: DocumentKind, length: int, parts: list[Part], claims: list[Claim], sets_none: bool = False
) -> str | None:
    """Why silence in this document proves nothing; None where it was read whole. `sets_none`: the plan says itself that it sets no target for growth, so that no list of them is missed."""
    if kind != "work_report":
        return None if claims else "no figure could be read"
    if length < SHORTEST_REPORT:
        return f"only {length} characters of main text: a summary, not the whole report"
    if not any(p.role == "outcome" and p.explicit for p in parts) and not any(c.role == "outcome" for c in claims):
        return "no review of the past year was found"
    if not any(c.role == "commitment" for c in claims):
        return "no plan was found"
    if not sets_none and not any(c.headline and c.role == "commitment" for c in claims):
        return "the list of main expected targets was not found"
    return None
