"""What is asked of a report, with what it may answer; and what an answer is (Found)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warehouse.linking import names
from warehouse.linking.claim import unit_class
from warehouse.linking.review import At, Review
from warehouse.units import any_unit

# What a name says must be at least so long, or it says too little to be searched for: 投资, 道路.
TELLING = 3
# 抓好10个文明乡镇: how a plan asks for a thing is no part of what the thing is called.
_EFFORT = re.compile(r"^(?:抓好|抓实|搞好|做强|做优|壮大|支持|鼓励)")
# What a mention of less than the whole name is called.
ALIKE = "有相近的说法"
# What a figure of another thing of the same kind is called.
AKIN = "有同类的"
JOINED = re.compile(r"[、，和及与]")  # between the things that a name joins
_COUNTED = re.compile(rf"[0-9０-９][余多]?(?:万亿|[万亿千百])?(?P<unit>{any_unit()})")
OF_SEVERAL = re.compile(r"年均|累计|五年|5年|年来|[一二三四五六七八九十]五[”\"期规时]|规划|期间")


@dataclass(frozen=True, slots=True)
class Figure:
    document_id: str
    outcome_id: str
    name: str
    indicator_id: str | None
    key: str | None
    scope: str
    elsewhere: bool
    form: str
    period: int | None
    span: int
    role_sure: bool
    quote: str
    start: int
    end: int
    unit: str | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    commitment_id: str
    document_id: str
    report: str
    name: str
    indicator_id: str | None
    key: str | None
    scope: str
    form: str
    period: int
    quote: str
    start: int
    section: str
    other_names: list[str | None]
    headline: bool
    unit: str | None
    value: float | None
    of_years: bool
    project: bool = False


def has_name(one: Asked) -> bool:
    """Whether a promise is called anything that a report could be searched for."""
    return one.headline or any(names.tells(name) for name in (one.name, *one.other_names) if name)


def short_name(one: Asked) -> str | None:
    """The two characters that are all of a promise's name (电影, 海堤): they stand in many other names, and only that a report never has them says anything."""
    own = names.core(one.name)
    return own if not one.headline and not one.indicator_id and len(own) < TELLING and names.tells(own) else None


# kind, quote, outcome_id, what it says, and for a sentence its place and score
Found = tuple[str, str | None, str | None, str, int | None, int | None, float | None]


def figure(kind: str, quote: str, outcome_id: str, says: str) -> Found:
    return kind, quote, outcome_id, says, None, None, None


def sentence(kind: str, review: Review, at: At, says: str, score: float) -> Found:
    start, end = review.sentence(at)
    return kind, review.text[start:end], None, says, start, end, score


def whole_names(one: Asked) -> list[str]:
    """What a promise's own thing is called, the longest first: its name, and the other names of its indicator; two letters (M2) stand in other words (PM2.5)."""
    own = _EFFORT.sub("", names.core(one.name))
    wanted = {own} if len(own) >= TELLING and names.tells(own) else set[str]()
    others = [names.one_spelling(n) for n in one.other_names if n]
    wanted |= {n for n in others if len(n) >= 2 and (not n.isascii() or len(n) > 2)}
    return sorted(wanted, key=lambda w: (-len(w), w))


def joined_parts(name: str) -> list[str]:
    """The cores of the parts of a joint name (甲和乙); none of one that joins nothing."""
    return [names.core(part) for part in JOINED.split(name)] if JOINED.search(name) else []


def counts_in_unit(one: Asked, said: str) -> bool:
    """Whether a clause has a number in a unit of the promise's class."""
    return any(unit_class(m["unit"]) == unit_class(one.unit) for m in _COUNTED.finditer(said))


def is_anothers(one: Asked, name: str, at: tuple[int, int], figures: list[Figure]) -> bool:
    """Whether the words found are the name of another indicator's figure: 调查失业率 is no mention of 登记失业率, nor what
    全省 reached of a city."""
    inside = [f for f in figures if at[0] <= f.start < at[1] and name in names.one_spelling(f.name)]
    return any(
        f.elsewhere
        # A word that narrows the found name alone makes another thing of it; one that narrows the promise alone makes a part of it at most.
        or (
            f.indicator_id
            and f.indicator_id != one.indicator_id
            and names.narrowed(f.name) & set(names.vetoes(one.name, f.name))
        )
        for f in inside
    )
