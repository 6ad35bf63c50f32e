"""Named projects and their milestones in a plan: 开工建设A, 加快B、C等项目建设进度，力争早日投产, 争创国家卫生县."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.language import alternation, words
from extract.model import Claim
from extract.reading.normalise import Canvas
from extract.reading.projects.frames import CARRIES_ON, DATE, DONE, IDLE, OF_STATE, PENDING, applicants, owned, unframed
from extract.reading.projects.lists import Item, divide
from extract.reading.projects.named_rules import COUNT
from extract.reading.projects.places import begins_with_place, is_place
from extract.reading.projects.proper_names import (
    goes_along,
    is_applicant,
    is_definite,
    is_institution,
    is_named,
    is_named_among_counted,
    is_named_institution,
    is_weakly_named,
    may_name,
)
from extract.reading.projects.titles import is_exemplary, is_title
from extract.reading.projects.words import unusual

# A clause longer than this is a table or a page without punctuation; the longest real list known to us has 210 characters.
LONGEST_CLAUSE = 400
_WORDS = words("projects")
_MILESTONE_OF_VERB = {
    verb: milestone for milestone, verbs in _WORDS["verbs"].items() for verb in verbs
} | dict.fromkeys(_WORDS["weak_verbs"], "推进")
_MILESTONE_OF_TAIL = {tail: milestone for milestone, tails in _WORDS["tails"].items() for tail in tails}
_VERB = alternation(list(_MILESTONE_OF_VERB))
_FIRST = r"(?:[一二三四五六七八九十]+是|一方面|另一方面|——|[—\-•●]|（[一二三四五六七八九十\d]+）|[①-⑳]|\d+[.、．]|[一二三四五六七八九十]+、)"
_LEAD = re.compile(rf"(?:{_FIRST}|{alternation(_WORDS['adverbs'])}|{DATE}|新(?=布局|启动|组建|设立))")
_HEAD_VERB = re.compile(rf"(?:{_VERB})(?:好|起|、(?=(?:{_VERB})))?")
# A state that is reached short of use: 具备通车条件.
_READY = re.compile("(?:基本)?具备[^，。、]{1,4}条件$")
# What a plant in use brings: 投产达效, 建成见效. It tells the milestone only where no other word does.
_EFFECT = "[达见增][产效标益]"
_TAIL = re.compile(rf"(?:{alternation(list(_MILESTONE_OF_TAIL))}|{_EFFECT})$")
_TAIL_ENDS = frozenset(tail[-1] for tail in _MILESTONE_OF_TAIL) | frozenset("产效标益")
_LONGEST_TAIL = max(map(len, _MILESTONE_OF_TAIL))
# What _LEAD matches begins with one of these characters, a digit, or the first two letters of a word; _HEAD_VERB with the latter.
_LEAD_STARTS = frozenset("新春国汛冬供年开暑第上下一二三四五六七八九十另—-•●（到于在①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳") | {
    word[:2] for word in _WORDS["adverbs"]
}
_VERB_STARTS = frozenset(verb[:2] for verb in _MILESTONE_OF_VERB)
_TAIL_ADVERB = re.compile(rf"(?:{alternation(_WORDS['tail_adverbs'])}|全(?:容量|[线幅部面程])|尽[快早速]|{DATE})$")
_INNER = re.compile(
    rf"(?:{alternation(_WORDS['adverbs'])})*(?P<verb>{alternation([v for m in ('开工', '前期', '完工', '创建') for v in _WORDS['verbs'][m] if v not in ('贯通', '打通', '规划', '开放', '前期')] + ['加快推进', '加快', '推进', '实施', '推动'])})"
)
_WEAK = frozenset(_WORDS["weak_verbs"])
# 争创 and the like ask for a title that another gives; 创建 may also be what a place does by itself.
_APPLIES = frozenset({"争创", "申创", "申报", "申建", "争取创建"})
_GROUP_OF_MANY = re.compile("(?:新一批|更多|一大?批|一系列|若干)")
_MANY = re.compile(r"等\d{2,}[\d.]*万?(?:余|多)?(?:个|所|家|处)")
_SHAPING = frozenset({"打造", "谋划打造"})
_TITLE_VERBS = frozenset(v for m in ("创建",) for v in _WORDS["verbs"][m])


# The last letter of every head, where a name can end before what follows it: wider than the heads themselves, and many
# times as fast.
_LAST = "".join(sorted({w[-1] for w in _WORDS["heads"] + _WORDS["works"] + _WORDS["titles"]["head"]}))
_AFTER = "".join(
    sorted(
        {w[0] for w in [*_MILESTONE_OF_TAIL, *_WORDS["tail_adverbs"], *_WORDS["classes"]]}
        | set("、和及与以等”（[〔【①②③④⑤⑥⑦⑧⑨⑩东西南北中区侧为计拟")
    )
).replace("[", "\\[")
_MAY_NAME = re.compile(rf"[{_LAST}“](?:(?<=“)|(?=[{_AFTER}\d]|$))")
_MAY_BE_ROAD = re.compile(r"[GSXYC国省县](?:(?<=[GSXYC])\d|(?<=[国省县])道)")
_BRACKET = re.compile("[（“《）”》]")
_CUT = re.compile(rf"[、和及](?=(?P<inner>{_INNER.pattern}))")
_MARKS = re.compile("[（“《）”》，；：。！？\n]")
_PLAIN_CLAUSE = re.compile(r"[^，；：。！？\n]+")


@dataclass(slots=True)
class Clause:
    """A clause of a sentence, and where on the canvas it starts."""

    text: str
    start: int


@dataclass(slots=True)
class _Found:
    items: list[Item]
    milestone: str
    start: int
    end: int
    verbless: bool


def read_projects(canvas: Canvas, start: int, end: int, period: int, section: str) -> list[Claim]:
    """The named projects of one sentence of a plan, each with its milestone; `period` is the year of the plan.

    Values, units and comparators are None. A quote runs from the verb, or from the first name where no verb stands
    before it, to the last word that the milestone needs.
    """
    claims: list[Claim] = []
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
                claim.milestone = _milestone_of(carried["milestone"], claim.milestone or "推进")
                claim.char_end = canvas.span(clause.start, clause.start + len(clause.text))[1]
            continue
        read = _read_clause(clause) if promising else []
        if short and (last or read) and IDLE.match(clause.text):
            continue
        last = []
        for found in read:
            for item in found.items:
                if item.name in seen:
                    continue
                seen.add(item.name)
                a, b = canvas.span(min(item.start, found.start) if not found.verbless else item.start, found.end)
                last.append(
                    Claim(
                        "commitment",
                        item.name,
                        a,
                        b,
                        kind="project",
                        milestone=found.milestone,
                        period=period,
                        section=section,
                        rules=["project"],
                    )
                )
        claims += last
    return claims


def _milestone_of(word: str, before: str) -> str:
    if word == "实施":
        return before
    return _MILESTONE_OF_TAIL.get(word) or _MILESTONE_OF_VERB.get(word) or before


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


def named_in(clause: Clause) -> list[Item]:
    """The names of the projects of one clause, whether promised or reported."""
    return [item for found in _read_clause(clause) for item in found.items] if _may_name(clause.text) else []


def _read_clause(clause: Clause) -> list[_Found]:
    """The projects of one clause, in groups that share a verb: 加快A建设、启动B gives two groups."""
    own = owned(clause.text)
    if own and unusual(own[0]) >= 1.5 and not DONE.search(clause.text):
        name, milestone, at = own
        return [
            _Found([Item(name, clause.start + at)], milestone, clause.start, clause.start + len(clause.text), False)
        ]
    applied = _applied(clause)
    if applied:
        return [applied]
    text, start = unframed(clause.text, clause.start)
    found: list[_Found] = []
    for piece, offset in _groups(text):
        group = _read_group(
            piece, start + offset, "推进" if piece and text is not clause.text and text.endswith("建设") else ""
        )
        if group:
            found.append(group)
    return [] if found and DONE.search(clause.text) else found


def _applied(clause: Clause) -> _Found | None:
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
    elif who and all(is_place(i.name) for i in who):
        items = [Item(i.name + parts.what, i.start) for i in who]
    else:
        return None
    milestone = "推进" if quoted else "创建"
    return _Found(items, milestone, clause.start, clause.start + len(clause.text), False)


def _groups(text: str) -> list[tuple[str, int]]:
    """A clause cut where a later part of its list starts with a verb of its own."""
    if not ("、" in text or "和" in text or "及" in text):
        return [(text, 0)]
    cuts = [0]
    for match in _CUT.finditer(text, 5):
        before = text[: match.start()]
        if before.count("“") != before.count("”") or before.count("（") != before.count("）"):
            continue
        if (
            len(before) - cuts[-1] >= 5
            and len(text) - match.end("inner") >= 4
            and not _TAIL.fullmatch(text[match.end() :])
        ):
            cuts.append(match.end())
    stops = [*(c - 1 for c in cuts[1:]), len(text)]
    return [(text[a:b], a) for a, b in zip(cuts, stops, strict=True)]


def _read_group(text: str, start: int, unsaid: str) -> _Found | None:
    """`unsaid` is the milestone where no word tells one: 以A、B等通道建设为重点."""
    body_start, verb_start, verb = _verbs(text)
    body, tail = _cut_tail(text[body_start:])
    if verb in _WEAK and len(body) == len(text) - body_start:
        return None
    milestone = _MILESTONE_OF_VERB.get(verb, "")
    if tail and not (milestone == "开工" and tail == "推进"):
        milestone = _MILESTONE_OF_TAIL.get(tail, tail)
    milestone = milestone or unsaid
    pending = PENDING.search(body) if body.endswith(("项目", "工程")) else None
    if pending:
        body = re.sub(r"(?:等)?$", "", body[: pending.start()]) + "等项目"
        milestone = milestone or OF_STATE.get(pending["state"], "推进")
    if not milestone or len(body) < 3 or _GROUP_OF_MANY.match(body):
        return None
    creating = milestone == "创建"
    if not creating and not may_name(body):
        return None
    items, shared = divide(body, start + body_start)
    if _MANY.search(body):  # 博物馆、图书馆等1900个场馆
        items = [i for i in items if is_named_among_counted(i.name) or is_title(i.name)]
    definite = shared.endswith("项目") or milestone not in ("推进", "创建")
    kept = _named_of(items, shared, definite, creating, verb)
    if not kept:
        return None
    first = start + (verb_start if verb else body_start)
    return _Found(kept, milestone, first, start + len(text), not verb)


def _named_of(items: list[Item], shared: str, definite: bool, creating: bool, verb: str) -> list[Item]:
    """The items of a list that are named undertakings; beside a named thing the others are as definite.

    `shared` is the word after 等; `definite` says that the list is one of projects, or that a step of building is told.
    """
    kept = [i for i in items if _kept(i.name, creating, verb)]
    if items and COUNT.match(items[0].name):
        return [i for i in kept if is_named_among_counted(i.name)]
    if verb in _WEAK or creating or len(items) == len(kept):
        return kept
    if definite:
        kept = [i for i in items if i in kept or is_definite(i.name)]
    if not kept or _among_kinds(items, kept):
        return []
    institutions = any(is_institution(i.name) for i in kept)
    return [i for i in items if i in kept or goes_along(i.name, shared, institutions)]


def _among_kinds(items: list[Item], kept: list[Item]) -> bool:
    """Whether a list names kinds of things, so that what could be a name in it is one more: 改造夜市、老街、美食广场."""
    return len(items) >= 3 * len(kept) and all(is_weakly_named(i.name) for i in kept)


def _kept(name: str, creating: bool, verb: str) -> bool:
    if creating and (is_title(name) or (verb in _APPLIES and is_exemplary(name))):
        return True
    if verb in _TITLE_VERBS and verb != "组建":
        return False
    if verb in _SHAPING and name.endswith(("平台", "街", "商圈", "城", "”")) and not begins_with_place(name):
        return False  # 打造对外开放新平台: a hope, not a building
    return is_named_institution(name) if verb in _WEAK else is_named(name)


def _verbs(text: str) -> tuple[int, int, str]:
    """Where the names start, where the first verb starts, and the last verb before the names."""
    position, first, verb = 0, 0, ""
    while True:
        two, letter = text[position : position + 2], text[position : position + 1]
        leads = two in _LEAD_STARTS or letter in _LEAD_STARTS or letter.isdecimal()
        found = _HEAD_VERB.match(text, position) if two in _VERB_STARTS or letter in _VERB_STARTS else None
        lead = _LEAD.match(text, position) if leads else None
        if found and (not lead or len(found[0]) >= len(lead[0])):
            word = found[0].rstrip("好起、")
            word = word if word in _MILESTONE_OF_VERB else found[0].rstrip("、")
            # 谋划实施A: what is still being weighed is not under way.
            if not (
                verb and _MILESTONE_OF_VERB.get(verb) in ("前期", "开工") and _MILESTONE_OF_VERB.get(word) == "推进"
            ):
                if not verb:
                    first = position
                verb = word
            position = found.end()
        elif lead and lead.end() > position:
            position = lead.end()
        else:
            break
    return position, first, verb


def _cut_tail(body: str) -> tuple[str, str]:
    """The names without the words after them, and the word of those that tells the milestone, if one does."""
    telling, unsaid = "", ""
    ready = _READY.search(body) if body.endswith("条件") else None
    if ready:
        body, telling = body[: ready.start()], "完工"
    while True:
        found = _TAIL.search(body, max(0, len(body) - _LONGEST_TAIL)) if body[-1:] in _TAIL_ENDS else None
        if found and found.start() >= 2 and not _part_of_name(body, found):
            milestone = _MILESTONE_OF_TAIL.get(found[0])
            unsaid = unsaid or ("投产" if milestone is None else "")
            telling = telling or (found[0] if milestone else "")
            body = body[: found.start()]
            continue
        adverb = _TAIL_ADVERB.search(body) if telling or unsaid or body.endswith(("项目建设", "工程建设")) else None
        if adverb and adverb[0] and adverb.start() >= 2 and adverb[0] not in ("项目", "工程"):
            body = body[: adverb.start()]
            continue
        return body, telling or unsaid


def _part_of_name(body: str, tail: re.Match[str]) -> bool:
    """Whether what looks like a word after the names belongs to the last of them: 发电 in 光伏发电."""
    if tail[0] == "发电":
        return not body.endswith(("并网发电", "实现发电"))
    return False
