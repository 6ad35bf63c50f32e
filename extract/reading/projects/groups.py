"""The named undertakings of one list that shares a verb, and their milestone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.language import words
from extract.reading.projects.frames import OF_STATE, PENDING
from extract.reading.projects.lists import ProjectName, divide
from extract.reading.projects.named_rules import COUNT
from extract.reading.projects.places import begins_with_place
from extract.reading.projects.proper_names import (
    goes_along,
    is_definite,
    is_institution,
    is_named,
    is_named_among_counted,
    is_named_institution,
    is_weakly_named,
    may_name,
)
from extract.reading.projects.stages import MILESTONE_OF_VERB, cut_tail, verbs_before
from extract.reading.projects.titles import is_exemplary, is_title

_WORDS = words("projects")
_WEAK = frozenset(_WORDS["weak_verbs"])
# 争创 and the like ask for a title that another gives; 创建 may also be what a place does by itself.
_APPLIES = frozenset({"争创", "申创", "申报", "申建", "争取创建"})
_GROUP_OF_MANY = re.compile("(?:新一批|更多|一大?批|一系列|若干)")
_MANY = re.compile(r"等\d{2,}[\d.]*万?(?:余|多)?(?:个|所|家|处)")
_SHAPING = frozenset({"打造", "谋划打造"})
_TITLE_VERBS = frozenset(_WORDS["verbs"]["创建"])


@dataclass(slots=True)
class ProjectsFound:
    """Items that share a milestone, and where on the canvas the words for it start and end."""

    items: list[ProjectName]
    milestone: str
    start: int
    end: int
    verbless: bool


def read_group(text: str, start: int, unsaid: str) -> ProjectsFound | None:
    """The named undertakings of a list; `unsaid` is the milestone where no word tells one: 以A、B等通道建设为重点."""
    body_start, verb_start, verb = verbs_before(text)
    body, told = cut_tail(text[body_start:])
    if verb in _WEAK and len(body) == len(text) - body_start:
        return None
    milestone = MILESTONE_OF_VERB.get(verb, "")
    if told and not (milestone == "开工" and told == "推进"):
        milestone = told
    body, milestone = _pending(body, milestone or unsaid)
    if not milestone or len(body) < 3 or _GROUP_OF_MANY.match(body):
        return None
    if milestone != "创建" and not may_name(body):
        return None
    items, shared = divide(body, start + body_start)
    if "等" in body and _MANY.search(body):  # 博物馆、图书馆等1900个场馆
        items = [i for i in items if is_named_among_counted(i.name) or is_title(i.name)]
    kept = _named_of(items, shared, milestone, verb)
    first = start + (verb_start if verb else body_start)
    return ProjectsFound(kept, milestone, first, start + len(text), not verb) if kept else None


def _pending(body: str, milestone: str) -> tuple[str, str]:
    """A list that ends with the state of its projects, with a plain end, and its milestone: A、B等在建项目."""
    state = PENDING.search(body) if body.endswith(("项目", "工程")) else None
    if not state:
        return body, milestone
    return body[: state.start()].removesuffix("等") + "等项目", milestone or OF_STATE.get(state["state"], "推进")


def _named_of(items: list[ProjectName], shared: str, milestone: str, verb: str) -> list[ProjectName]:
    """The items of a list that are named undertakings; beside a named thing the others are as definite.

    `shared` is the word after 等. A list of projects, or a step of building that is told, makes its sites definite.
    """
    creating = milestone == "创建"
    kept = [i for i in items if _kept(i.name, creating, verb)]
    if items and COUNT.match(items[0].name):
        return [i for i in kept if is_named_among_counted(i.name)]
    if verb in _WEAK or creating or len(items) == len(kept):
        return kept
    if shared.endswith("项目") or milestone != "推进":
        kept = [i for i in items if i in kept or is_definite(i.name)]
    return _with_company(items, kept, shared)


def _with_company(items: list[ProjectName], kept: list[ProjectName], shared: str) -> list[ProjectName]:
    """The named items and those that stand beside them as definitely; none where the list is one of kinds."""
    if not kept or _among_kinds(items, kept):
        return []
    institutions = any(is_institution(i.name) for i in kept)
    return [i for i in items if i in kept or goes_along(i.name, shared, institutions)]


def _among_kinds(items: list[ProjectName], kept: list[ProjectName]) -> bool:
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
