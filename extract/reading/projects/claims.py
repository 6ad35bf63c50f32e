"""Named projects and their milestones in a plan: 开工建设A, 加快B、C等项目建设进度，力争早日投产, 争创国家卫生县."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.language import words
from extract.model import Claim
from extract.reading.normalise import NormalisedText
from extract.reading.projects.frames import CARRIES_ON, DONE, IDLE, JOINS_IN, applicants, owned, unframed
from extract.reading.projects.groups import ProjectsFound, read_group
from extract.reading.projects.lists import ProjectName, divide
from extract.reading.projects.named_rules import PLANT_ENDS
from extract.reading.projects.places import is_place
from extract.reading.projects.proper_names import is_applicant
from extract.reading.projects.stages import INNER, MILESTONE_OF_TAIL, MILESTONE_OF_VERB, is_stage
from extract.reading.projects.titles import is_exemplary, is_title
from extract.reading.projects.words import unusual

_LIKE_PLACE = re.compile("(?![全各本我多两三])[\u4e00-\u9fff]{2,3}[市县区旗镇]")
# A clause longer than this is a table or a page without punctuation; the longest real list known to us has 210 characters.
LONGEST_CLAUSE = 400
_WORDS = words("projects")
# The last letter of every head, where a name can end before what follows it: wider than the heads themselves, and many
# times as fast.
_LAST = "".join(
    sorted({w[-1] for w in _WORDS["heads"] + _WORDS["works"] + _WORDS["titles"]["head"]} | {w[-1] for w in PLANT_ENDS})
)
_AFTER = "".join(
    sorted(
        {w[0] for w in [*MILESTONE_OF_TAIL, *_WORDS["tail_adverbs"], *_WORDS["classes"]]}
        | set("、和及与以等”（[〔【①②③④⑤⑥⑦⑧⑨⑩东西南北中区侧为计拟具全尽达见增春国汛年")
    )
).replace("[", "\\[")
_MAY_NAME = re.compile(rf"[{_LAST}“](?:(?<=“)|(?=[{_AFTER}\d]|$))")
# The same of a whole sentence: what ends a clause may follow, too.
_MAY_NAME_IN = re.compile(rf"[{_LAST}“](?:(?<=“)|(?=[{_AFTER}\d，；：。！？\n]|$))")
_MAY_BE_ROAD = re.compile(r"[GSXYC国省县](?:(?<=[GSXYC])\d|(?<=[国省县])道)")
_BRACKET = re.compile("[（“《）”》]")
_CUT = re.compile(rf"[、和及](?=(?P<inner>{INNER.pattern}))")
_MARKS = re.compile("[（“《）”》，；：。！？\n]")
_PLAIN_CLAUSE = re.compile(r"[^，；：。！？\n]+")


_ENDLESS = frozenset({"推进", "前期"})  # stages that are never over, so that no report could settle them


@dataclass(slots=True)
class Clause:
    """A clause of a sentence, and where on the canvas it starts."""

    text: str
    start: int


def read_projects(canvas: NormalisedText, start: int, end: int, period: int, section: str) -> list[Claim]:
    """The named projects of one sentence of a plan, each with its milestone; `period` is the year of the plan.

    Values, units and comparators are None. A quote runs from the verb, or from the first name where no verb stands
    before it, to the last word that the milestone needs.
    """
    claims: list[Claim] = []
    if not (_MAY_NAME_IN.search(canvas.text, start, end) or _MAY_BE_ROAD.search(canvas.text, start, end)):
        return claims
    seen: set[str] = set()
    last: list[Claim] = []
    for clause in clauses(canvas.text, start, end):
        promising = _may_name(clause.text)
        if not last and not promising:  # most clauses: nothing to carry on and nothing to name
            continue
        short = len(clause.text) <= 30
        carried = CARRIES_ON.match(clause.text) if last and short else None
        if carried:
            for claim in last:
                _set_stage(claim, _milestone_of(carried["milestone"], claim.milestone or "推进"))
                claim.char_end = canvas.span(clause.start, clause.start + len(clause.text))[1]
            continue
        read = _read_clause(clause) if promising else []
        if short and (last or read) and IDLE.match(clause.text):
            continue
        last = []
        for found in read:
            for item in found.items:
                if item.name not in seen:
                    seen.add(item.name)
                    last.append(_claim(canvas, found, item, period, section))
        claims += last
    return claims


def _claim(canvas: NormalisedText, found: ProjectsFound, item: ProjectName, period: int, section: str) -> Claim:
    a, b = canvas.span(item.start if found.verbless else min(item.start, found.start), found.end)
    claim = Claim(
        "commitment", item.name, a, b, kind="project", period=period, section=section, rules=["project"]
    )  # fmt: skip
    _set_stage(claim, found.milestone)
    return claim


def _set_stage(claim: Claim, milestone: str) -> None:
    claim.milestone, claim.rules = milestone, ["project"]
    if milestone in _ENDLESS:
        claim.rules.append("untestable:stage")


def _milestone_of(word: str, before: str) -> str:
    if word == "实施":
        return before
    return MILESTONE_OF_TAIL.get(word) or MILESTONE_OF_VERB.get(word) or before


def clauses(text: str, start: int, end: int) -> list[Clause]:
    """The clauses of a sentence; commas inside brackets and quotes divide nothing."""
    if not _BRACKET.search(text, start, end):  # the common case, at the speed of one pattern
        return [Clause(m[0], m.start()) for m in _PLAIN_CLAUSE.finditer(text, start, end)]
    found: list[Clause] = []
    begun, depth = start, 0
    for mark in _MARKS.finditer(text, start, end):
        char, i = mark[0], mark.start()
        if char in "（“《":
            depth += 1
        elif char in "）”》":
            depth = max(0, depth - 1)
        elif depth == 0 or char in "。！？\n":
            if i > begun:
                found.append(Clause(text[begun:i], begun))
            begun = i + 1
            depth = 0
    if begun < end:
        found.append(Clause(text[begun:end], begun))
    return found


def _may_name(clause: str) -> bool:
    """Whether a clause can name an undertaking at all: a cheap look before the costly one."""
    return 5 <= len(clause) <= LONGEST_CLAUSE and bool(_MAY_NAME.search(clause) or _MAY_BE_ROAD.search(clause))


def named_in(clause: Clause) -> list[ProjectName]:
    """The names of the projects of one clause, whether promised or reported."""
    return [item for found in _read_clause(clause) for item in found.items] if _may_name(clause.text) else []


def _read_clause(clause: Clause) -> list[ProjectsFound]:
    """The projects of one clause, in groups that share a verb: 加快A建设、启动B gives two groups."""
    own = owned(clause.text)
    if own and unusual(own[0]) >= 1.5 and not DONE.search(clause.text):
        name, milestone, at = own
        return [
            ProjectsFound(
                [ProjectName(name, clause.start + at)], milestone, clause.start, clause.start + len(clause.text), False
            )
        ]
    if JOINS_IN.match(clause.text):
        return []
    applied = _applied(clause)
    if applied:
        return [applied]
    text, start = unframed(clause.text, clause.start)
    found: list[ProjectsFound] = []
    for piece, offset in _groups(text):
        group = read_group(
            piece, start + offset, "推进" if piece and text is not clause.text and text.endswith("建设") else ""
        )
        if group:
            found.append(group)
    return [] if found and DONE.search(clause.text) else found


def _applied(clause: Clause) -> ProjectsFound | None:
    """The zones or places that are to win a title: 支持东林产业园、西桥开发区创建国家级经开区.

    A zone is named by itself: it stays what it is. A place is named with the title, of which it gets one among many.
    """
    parts = applicants(clause.text)
    if not parts or DONE.search(clause.text):
        return None
    quoted = re.fullmatch("“[^“”]{2,12}”", parts.what)
    if not (quoted or is_title(parts.what) or is_exemplary(parts.what)):
        return None
    who, _ = divide(parts.who, clause.start + parts.who_at)
    if who and not quoted and all(is_applicant(i.name) for i in who):
        items = who
    elif who and all(is_place(i.name) or _LIKE_PLACE.fullmatch(i.name) for i in who):
        items = [ProjectName(i.name + parts.what, i.start) for i in who]
    else:
        return None
    milestone = "推进" if quoted else "创建"
    return ProjectsFound(items, milestone, clause.start, clause.start + len(clause.text), False)


def _groups(text: str) -> list[tuple[str, int]]:
    """A clause cut where a later part of its list starts with a verb of its own."""
    if not ("、" in text or "和" in text or "及" in text):
        return [(text, 0)]
    cuts = [0]
    for match in _CUT.finditer(text, 5):
        before = text[: match.start()]
        if before.count("“") != before.count("”") or before.count("（") != before.count("）"):
            continue
        if len(before) - cuts[-1] >= 5 and len(text) - match.end("inner") >= 4 and not is_stage(text[match.end() :]):
            cuts.append(match.end())
    stops = [*(c - 1 for c in cuts[1:]), len(text)]
    return [(text[a:b], a) for a, b in zip(cuts, stops, strict=True)]
