"""A promise, a figure or a target as the linker sees it, and what two of them have in common: the thing, the units, the place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from warehouse.linking import names
from warehouse.units import units
from warehouse.words import NATION, PROVINCE

# The class of the units that count things: names decide whether they are the same.
COUNTED = "counted"
# 全省 in the report of a city speaks of another place.
_ABOVE = (PROVINCE, NATION)


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
