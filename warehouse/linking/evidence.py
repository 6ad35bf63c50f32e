"""How much a figure of the next report looks like what was promised, and by what: one score, and the evidence in words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from warehouse.linking import names
from warehouse.units import units

# A link that may decide. Chosen on the reference links with each place left out in turn (tests/score_links.py prints the curve).
SURE = 0.78
# Below it two names have nothing to do with each other.
LEAST = 0.55
# The second best must be this much worse, unless it bears the same name, or nobody knows which was meant.
APART = 0.08
# An amount that is somewhat more than promised speaks for its being the same thing: two things seldom come so close.
_CLOSE = 1.3
# In a review of five years an amount of so many times what was promised may be the sum of them.
SUM = 2.5
_DWELLINGS, _FINISHED = ("套", "户", "平方米"), re.compile("建成|竣工|完工|交付|入住|投用|分配")
# What is seen but cannot decide: another form, another part, an earlier stage, a stock for what is added.
_SEEN = 0.60
# The class of the units that count things: names decide whether they are the same.
COUNTED = "counted"
# A promise that begins so is of what a year adds.
_ADDS = ("新增", "新建", "净增", "新发展", "发展", "新开")
# 全省 in the report of a city speaks of another place.
_ABOVE = ("全省", "全国")


@dataclass(frozen=True, slots=True)
class Claim:
    """A promise, or a figure or target that may tell of it: columns of `commitments` and `outcomes`, `form` and `key` of the rules. `summed`: 累计 stands before it.

    `follows`: a comma and no more stands before it. `beside`: the part of the place that the growth just before it is for, where this one's own words name neither
    that part nor the whole: 开发区营业收入增长65.8%，税收收入增长29%. `folded`: the indicator that it has, or that its name is another way of writing (农村人口实现脱贫).
    """

    id: str
    document_id: str
    place_code: str
    name: str
    indicator_id: str | None
    key: str | None
    scope: str
    form: str
    measure: str
    comparator: str
    value: float | None
    unit: str | None
    quote: str
    start: int
    end: int
    headline: bool
    ordinal: int
    basis: str
    role_sure: bool
    span: int | None
    review_years: int
    follows: bool
    summed: bool
    beside: str = ""
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A promise and its best candidate. Only a `sure` one that `decides` (one form, part, basis and year, a thing done) acquits; one of the same
    indicator or folded name (`named`) accuses, too."""

    promise: Claim
    other: Claim
    score: float
    why: str
    decides: bool
    named: bool
    seen: bool = False
    """Whether more than the form keeps it from deciding: another part, another basis, several years."""

    @property
    def sure(self) -> bool:
        return self.score >= SURE

    @property
    def recast(self) -> bool:
        """The same thing, sure and by its very name, in another form: a level for a growth."""
        return self.sure and self.named and not self.seen and self.promise.form != self.other.form


class Rarity:
    """Weights of character pairs: rare in the names of a place's own documents, heavy."""

    def __init__(self, said: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        self._number = 0
        for name in said:
            self._number += 1
            self._seen.update(names.pairs(name))

    def weight(self, pair: str) -> float:
        return math.log(2 + self._number / (1 + self._seen[pair]))

    def shared(self, one: str, other: str) -> tuple[float, float]:
        """Weighted share of common pairs: of both names together, and of the shorter one."""
        ours, theirs = names.pairs(one), names.pairs(other)
        common = sum(self.weight(p) for p in ours & theirs)
        a, b = sum(map(self.weight, ours)), sum(map(self.weight, theirs))
        return (2 * common / (a + b), common / min(a, b)) if a and b else (0.0, 0.0)


@cache
def unit_class(unit: str | None) -> str:
    """What all units of a class share: what they measure, where amounts convert, or that they count things (COUNTED); a unit of no class is its own."""
    row = units().get(unit or "")
    if row is None:
        return unit or ""
    return COUNTED if row.countable else row.kind if row.size is not None else row.unit


def same_units(p: Claim, o: Claim) -> bool:
    return p.unit == o.unit or unit_class(p.unit) == unit_class(o.unit)


def same_thing(p: Claim, o: Claim) -> bool:
    """The same indicator of the vocabulary, or the same name where it has none."""
    if p.indicator_id and o.indicator_id:
        return p.indicator_id == o.indicator_id or names.words().answers.get(p.indicator_id) == o.indicator_id
    return bool(p.key) and p.key == o.key


def not_above(p: Claim, o: Claim) -> bool:
    """Whether the figure is not for a place above the promise's own."""
    return o.scope not in _ABOVE or o.scope == p.scope


def _folded(p: Claim, o: Claim) -> bool:
    """The same folded name: one spelling of both is equal, or what they say is, at some length, and nothing narrows one of them alone."""
    if names.one_spelling(p.name) == names.one_spelling(o.name):
        return True
    ours = names.core(p.name)
    enough = len(ours) >= 4 or min(len(names.one_spelling(p.name)), len(names.one_spelling(o.name))) >= 4
    return ours == names.core(o.name) and len(ours) >= 2 and enough and not names.vetoes(p.name, o.name)


def _likeness(p: Claim, o: Claim, rarity: Rarity) -> tuple[float, str]:
    ours, theirs = names.core(p.name), names.core(o.name)
    if ours == theirs:
        return (0.97 if len(ours) >= 3 or _folded(p, o) else 0.7), "名称相同"
    both, shorter = rarity.shared(ours, theirs)
    order = fuzz.ratio(ours, theirs) / 100
    score = 0.45 * both + 0.35 * order + 0.2 * shorter
    return score, f"名称相近（{ours}／{theirs}）"


def compare(p: Claim, o: Claim, rarity: Rarity, earlier: frozenset[tuple[str, str]]) -> Link | None:
    """The two as a link, or None where they have nothing to do with each other.

    `earlier` holds pairs of cores that were linked in earlier years of the same place.
    """
    if (p.indicator_id and o.indicator_id and not same_thing(p, o)) or not not_above(p, o):
        return None
    like = _alike(p, o, rarity, earlier)
    if like is None:
        return None
    score, why = like
    seen = only_seen(p, o)
    why += seen
    if seen:
        score = min(score, _SEEN)
    if p.form != o.form:
        why.append("形式不同")
    if score < LEAST:
        return None
    decides = not seen and p.form == o.form
    named = same_thing(p, o) or _folded(p, o)
    return Link(p, o, min(score, 1.0), "，".join(why), decides, named, bool(seen))


def _alike(p: Claim, o: Claim, rarity: Rarity, earlier: frozenset[tuple[str, str]]) -> tuple[float, list[str]] | None:
    """How much the two look like one thing, and by what; None where they do not at all."""
    if same_thing(p, o):
        return 0.99, ["同一指标" if p.indicator_id else "名称相同"]
    of_a_kind = p.form == o.form and same_units(p, o)
    if of_a_kind and p.folded and p.folded == o.folded:
        return 0.97, ["同一指标的另一种说法"]
    if not of_a_kind and names.core(p.name) != names.core(o.name):
        return None
    score, said = _likeness(p, o, rarity)
    why = [said]
    if not of_a_kind:
        return score, why
    if score < LEAST:
        return None
    for more, said in _signs(p, o, earlier):
        score += more
        why.append(said)
    return score, why


def _telling(p: Claim) -> bool:
    """Whether a number is such that two things seldom share it: three digits that count, or more than a dozen of something."""
    digits = f"{abs(p.value or 0):g}".replace(".", "").split("e")[0].strip("0")
    return len(digits) >= 3 or (len(digits) == 2 and p.unit not in ("%", "‰", "个百分点"))


def _signs(p: Claim, o: Claim, earlier: frozenset[tuple[str, str]]) -> Iterator[tuple[float, str]]:
    """What else speaks for or against two names that look alike: what it adds to the score, and its words."""
    against = names.vetoes(p.name, o.name)
    if against:
        yield -(0.25 + 0.05 * len(against)), f"只有一方有“{'、'.join(against)}”"
    if p.value is not None and p.value == o.value and p.unit == o.unit:
        # A number that says something (628个) is seldom told again of another thing; 5个 is.
        yield (0.3 if not against and _telling(p) else 0.12), "数字相等"
    elif (
        not against
        and p.form == "amount"
        and p.unit == o.unit
        and p.value
        and o.value
        and _telling(p)
        and 1 <= o.value / p.value <= _CLOSE
    ):
        yield 0.18, "数字相近"
    if (names.core(p.name), names.core(o.name)) in earlier:
        yield 0.1, "往年已有同样的对应"
    if unit_class(p.unit) == COUNTED and p.unit != o.unit:
        yield -0.05, f"单位为{p.unit}／{o.unit}"


def _basis(claim: Claim) -> str:
    """The basis of a figure; 同口径 of a growth only says that both years were counted alike."""
    return "" if "口径" in claim.basis and claim.form == "growth" else claim.basis


def _not_yet(p: Claim, o: Claim) -> bool:
    """Whether the figure counts what is under way, where the promise is of what is done. Dwellings that a plan builds in its year are begun in it: 建设保障房 is kept by
    开工, 建成 is not."""
    not_yet = names.words().not_yet.search(o.quote)
    if not not_yet or names.words().not_yet.search(p.quote):
        return False
    return not (p.unit in _DWELLINGS and not_yet[0] == "开工" and not _FINISHED.search(p.quote))


def only_seen(p: Claim, o: Claim) -> list[str]:
    """What keeps a figure from deciding, in words."""
    found: list[str] = []
    if p.scope != o.scope:
        found.append(f"范围不同（{p.scope or '全域'}／{o.scope or '全域'}）")
    if o.beside and not p.scope:
        found.append(f"紧接着“{o.beside}”的数字，可能只指该处")
    if _basis(p) != _basis(o):
        found.append("口径不同")
    if o.span is not None:
        found.append("为多年合计或平均")
    if not o.role_sure:
        found.append("不确定是结果还是计划")
    if p.form == "amount" and _not_yet(p, o):
        found.append("尚在进行，不是完成")
    if p.form == o.form == "amount" and p.value and o.value and same_units(p, o):
        found += _only_seen_of_amounts(p, o, o.value / p.value)
    return found


def _only_seen_of_amounts(p: Claim, o: Claim, times: float) -> list[str]:
    """What keeps an amount, so many times what was promised, from deciding."""
    found: list[str] = []
    added = (p.measure == "increment" or p.name.startswith(_ADDS)) and o.measure != "increment"
    if added and not o.indicator_id and names.words().stock.search(o.quote):
        found.append("总数，不是当年新增")
    elif o.summed and p.measure == "increment" and times >= SUM:
        found.append("累计数，不是当年新增")
    # A report that looks back on five years gives sums without saying so each time.
    one_unit = p.unit == o.unit
    if o.review_years > 1 and one_unit and times >= SUM and "年" not in o.quote[:6]:
        found.append("次年报告回顾五年，疑为五年合计")
    # Of the very indicator it is shown by a rule of its own (out_of_scale).
    comparable = not same_thing(p, o) if one_unit else unit_class(p.unit) == COUNTED
    if comparable and not 0.1 <= abs(times) <= 10:
        found.append("相差十倍以上")
    return found


def best(p: Claim, others: Iterable[Claim], rarity: Rarity, earlier: frozenset[tuple[str, str]]) -> Link | None:
    """The best candidate, weakened where a second one of another name is as good."""
    links = sorted(
        (link for o in others if (link := compare(p, o, rarity, earlier))),
        key=lambda link: (
            -link.score,
            link.promise.form != link.other.form,
            not link.other.headline,
            link.other.ordinal,
        ),
    )
    if not links:
        return None
    first = links[0]
    named = names.core(first.other.name)
    second = next(
        (one for one in links[1:] if names.core(one.other.name) != named and not same_thing(first.other, one.other)),
        None,
    )
    if second and first.score - second.score < APART and first.score < 0.97:
        return Link(
            p, first.other, min(first.score, _SEEN), f"{first.why}，另有同样相近的“{second.other.name}”", False, False
        )
    return first
