"""The claims of a stretch of text: each number with what it measures, how it compares, and for which year."""

from __future__ import annotations

import re

from extract import vocabulary
from extract.model import Claim, Measure, Role
from extract.reading import bases, noun_phrases, scope, untestable
from extract.reading import quantities as mm
from extract.reading.antecedents import moved_before, subject_between
from extract.reading.asides import without_asides
from extract.reading.claim_roles import role_of
from extract.reading.clause import PAUSES, Clause, Sentence
from extract.reading.context import DocumentContext, SentenceState
from extract.reading.industries import structure
from extract.reading.lists import group_at, with_units
from extract.reading.measures import RATE_NAME
from extract.reading.names import names_of
from extract.reading.outline import Part
from extract.reading.periods import set_date
from extract.reading.quantity import Quantity, comparator
from extract.reading.ranks import read_ranks
from extract.reading.run_measures import A_RATE, measure_of_run, own_measure
from extract.reading.run_words import FROM_ON, TIMES_OF, Names
from extract.reading.stretches import is_stretch

_LIKE_LAST_YEAR = re.compile(r"[与和同较][^，。；]{0,8}$")
_ON_THE_WAY = re.compile(r"(?:先后|连续|相继|接连)[^，。；]*$")
_PLANNED = re.compile(r"(?:全年|年度|年初|对照)?(?:任务|计划|预算|目标)(?:任务|指标)?(?:数|值)?(?:为|是)?$")
_JOINT = ("name:shared-head", "name:each")


def read_sentence(frame: DocumentContext, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
    """The quantity claims of one sentence of a part, in the order of their numbers."""
    text = frame.canvas.text
    numbers = mm.find(text, start, end)
    if not numbers:
        return read_ranks(frame, part, role, start, end, [], section)
    found = with_units(text, without_asides(text, numbers, start, end))
    sentence = Sentence(frame, part, role, start, end, section, found)
    areas = scope.areas(text, start, end, found)
    claims: list[Claim] = []
    place = SentenceState(start=start)
    i = 0
    while i < len(found):
        group = group_at(text, found, i)
        claims += _read_clause(Clause(sentence, place, i, group), areas)
        i += len(group)
    claims += structure(frame, part, role, start, end, section)
    claims += read_ranks(frame, part, role, start, end, claims, section)
    return sorted(claims, key=lambda c: (c.char_end, c.char_start))


def _read_clause(clause: Clause, areas: dict[int, str]) -> list[Claim]:
    """The claims of one run of numbers; `areas` gives the part of the place that a number is for, by where the number starts."""
    place, first = clause.place, clause.first
    if _belongs_to_another(clause):
        return []
    named = names_of(clause)
    place.moved = False
    place.right_end = named.end
    if not named.names or not named.names[0]:
        return []
    measure, sign, relative, more = measure_of_run(clause, named)
    role, why = _role(clause)
    if first.worded == "flat" and not (clause.sentence.role == role == "outcome" and _stays_flat(clause, named)):
        return []
    more += untestable.marks(clause, named) if role == "commitment" else []
    basis = _basis(clause)
    times = TIMES_OF.search(clause.left) if first.unit == "倍" and measure == "share" else None
    names = named.names
    if times:  # 是2011年的2.1倍
        names, relative = [f"{name}相当于{times['base']}的倍数" for name in names], times["base"]
    claims: list[Claim] = []
    least = times is not None and bool(times["least"])  # 不低于当地低保标准的1.6倍
    for name, m in _pairs(clause, names):
        own = own_measure(name, measure, clause) if len(names) > 1 else measure
        claim = _claim(clause, named, name, m, role, own, sign)
        claim.relative_to, claim.basis, claim.rules = relative, basis, [named.rule, *more, *why]
        set_date(
            claim, clause.text, clause.sentence.part, clause.sentence.frame, clause.left_start, clause.sentence.start, m
        )
        claim.scope = _scope(named, names, name, areas.get(m.start))
        claim.comparator = ">=" if least else claim.comparator
        claims.append(claim)
    place.last, place.last_index = claims[-1], clause.index + len(clause.group) - 1
    place.counted[first.unit or ""] = [names[0]]
    if not times:
        place.history += [n for n in dict.fromkeys(names) if n not in place.history]
    return claims


def _belongs_to_another(clause: Clause) -> bool:
    """Whether a run only serves another number: as the value it moved from, a target quoted, a size in a name, how far it reaches at best."""
    old = clause.is_old_value()
    if old or clause.quotes_target():
        _remember_subject(clause)
        clause.place.moved = old
        return True
    return clause.is_attribute(clause.index) or is_stretch(clause)


def _stays_flat(clause: Clause, named: Names) -> bool:
    """Whether 持平 tells a growth of nothing: of an indicator that its own clause names, and that is no rate itself.

    涨幅与上年持平 is as fast as in the year before.
    """
    name = named.names[0]
    if RATE_NAME.search(name) and _LIKE_LAST_YEAR.search(clause.left):
        return False
    return named.rule == "name:left" and vocabulary.match(name) is not None and not A_RATE.search(name)


def _scope(named: Names, names: list[str], name: str, area: str | None) -> str | None:
    """The part of the place by the clause's grammar; by the name where that was put together from words elsewhere.

    Of owners that share a figure each has its own: 翠屿集团、岚江钢铁分别实现产值.
    """
    if area and named.rule in _JOINT and area not in name:
        sibling = next((n for n in names if area in n), "")
        own = name.removesuffix(sibling.partition(area)[2])
        if own != name:
            return own
    if named.rule == "name:head" or (area and named.rule in _JOINT):  # 加快园区建设，完成投资: 园区投资
        return scope.of_name(name) or area
    return area


def _basis(clause: Clause) -> str | None:
    """扣除…后, 同口径: what the figure leaves out or is counted by, said in its own clause or in the one before."""
    if not clause.sentence.has_bases:
        return None
    at = clause.text.rfind("，", clause.previous_end, clause.left_start - 1) + 1
    return bases.basis(clause.text, max(at, clause.previous_end), clause.first.before_start)


def _remember_subject(clause: Clause) -> None:
    """由A提高到B: what the A is of is what the B will be of."""
    place = clause.place
    subject = noun_phrases.core(_PLANNED.sub("", FROM_ON.sub("", _ON_THE_WAY.sub("", clause.left))))
    between = subject_between(clause.text, clause.previous_end, clause.left_start)
    if not subject and clause.text[clause.left_start - 1 : clause.left_start] == "：":  # 城镇新增就业：全年目标5000人
        begin = max(clause.text.rfind(mark, clause.previous_end, clause.left_start - 1) for mark in PAUSES) + 1
        subject = noun_phrases.core(clause.text[max(begin, clause.previous_end) : clause.left_start - 1])
    if noun_phrases.is_verb_only(subject):
        subject = between or moved_before(clause.text, clause.left_start, clause.previous_end)
    if subject and not noun_phrases.is_verb_only(subject):
        place.names, place.start = [subject], clause.left_start + max(0, clause.left.find(subject))
        if subject not in noun_phrases.GENERIC:
            place.entity = subject


def _role(clause: Clause) -> tuple[Role, list[str]]:
    at = clause.sentence
    role, why = role_of(clause.text, at.role, at.frame, clause.left, clause.left_start, at.start)
    if not why and clause.index and clause.left.startswith(("、", "和", "及", "与")):
        role = clause.place.role or role  # one list, one role: 我国有13亿人口、9亿劳动力
    clause.place.role = role
    return role, why


def _pairs(clause: Clause, names: list[str]) -> list[tuple[str, Quantity]]:
    """Each number with its name: the last name holds for the numbers left over, an only number for all names."""
    group = clause.group
    if len(group) > 1 and "分别" in clause.left:
        _share_words(group)
    values = group if len(group) > 1 else group * max(1, len(names))
    names = names + [names[-1]] * (len(values) - len(names))
    return list(zip(names, values, strict=False))


def _claim(clause: Clause, named: Names, name: str, m: Quantity, role: Role, measure: Measure, sign: int) -> Claim:
    a, b = clause.sentence.frame.canvas.span(min(named.start, m.start), max(m.end, named.end))
    claim = Claim(
        role=role, indicator=name, char_start=a, char_end=b, measure="change" if m.unit == "个百分点" else measure,
        comparator=comparator(m, role), value=_signed(m.value, sign),
        value_high=None if m.high is None else _signed(m.high, sign), unit=m.unit, section=clause.sentence.section,
    )  # fmt: skip
    if claim.unit == "倍" and claim.measure == "growth":  # 增长1倍 is growth of 100 %
        claim.value, claim.unit = round(100 * _signed(m.value, sign), 6), "%"
        claim.value_high = None if m.high is None else round(100 * _signed(m.high, sign), 6)
    return claim


def _share_words(group: list[Quantity]) -> None:
    """After 分别 the comparing words of one number hold for all: 分别超98%和99%, 分别增长5%、6%以上."""
    first, last = group[0], group[-1]
    for m in group:
        m.after = m.after or (None if m.high is not None else last.after)
        if m.before is None and m.after is None:
            m.before, m.capped = first.before, first.capped


def _signed(value: float, sign: int) -> float:
    return sign * value if value else 0.0
