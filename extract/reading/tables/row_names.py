"""What a table's value measures: the heads of its row and column, its title, and the row that it is part of, put together."""

from __future__ import annotations

import re

from extract import vocabulary
from extract.language import alternation, words
from extract.model import Claim
from extract.reading.tables.headers import Column
from extract.reading.tables.rows import MEASURED, TOTALS, Row

_WORDS = words("tables")
_SCOPE_WORD = re.compile(rf"^(?:{alternation(sorted(TOTALS))}|全年|年末)")
_LAST_WORD = re.compile(r"(?:增加值|总产值|产值|投资|零售额|消费支出|可支配收入|收入|支出|价格|存款|贷款|人口|产量)$")


def named(row: Row, column: Column, noun: str, index: bool) -> str:
    """What a value measures, heads restored: of the readings that the heads allow the first that is an indicator."""
    if row.period or row.scope or row.name in TOTALS:  # a year, a district or the whole: the column says what
        return column.noun or noun
    if index:
        return _of_index(row.name, noun)
    parent = _SCOPE_WORD.sub("", row.parent)
    last = _LAST_WORD.search(noun)
    for form in _forms(row.name, parent, column.noun, noun, last[0] if last else ""):
        if vocabulary.match(form):
            return form
    return _own_name(row.name, parent, column.noun, noun, last is not None)


def _forms(name: str, parent: str, column: str, noun: str, last: str) -> list[str]:
    """The readings that the heads allow, the likeliest first: of a row, of what it is part of, of a column and a title."""
    forms = [name] if MEASURED.search(name) else []
    if column:
        return [*forms, name + column, column + name]
    forms += [name + noun, name + last] if noun else [name]
    return [*forms, name + parent] if parent else forms


def _own_name(name: str, parent: str, column: str, noun: str, measured: bool) -> str:
    """The name where no reading is an indicator; `measured` says whether the title ends in what is measured."""
    if MEASURED.search(name):
        return name if not column or MEASURED.search(column) else column + name
    if column:
        return name + column
    if parent and not measured:
        return name + parent
    return name + noun if noun and noun not in name else name


def _of_index(name: str, noun: str) -> str:
    """The name of a row in a table of price indices, where a bare 粮食 means the price of grain and not its output."""
    noun = noun or "价格"
    if "价格" in name:
        return name
    for form in (name + noun, name + "价格", name):
        found = vocabulary.match(form)
        if found and found.domain == "prices":
            return form
    return name + noun


def told_apart(found: list[tuple[Row, Claim]]) -> list[Claim]:
    """The claims; rows of one name with different values under different heads take their head's name as well."""
    groups: dict[tuple[object, ...], list[tuple[Row, Claim]]] = {}
    for row, claim in found:
        key = (
            claim.indicator,
            claim.measure,
            claim.unit,
            claim.period,
            claim.period_start,
            claim.period_end,
            claim.scope,
        )
        groups.setdefault(key, []).append((row, claim))
    for members in groups.values():
        if len({claim.value for _, claim in members}) > 1 and len({row.parent for row, _ in members}) > 1:
            for row, claim in members:
                if row.parent and row.parent not in claim.indicator:
                    claim.indicator = f"{row.parent}其中{claim.indicator}"
    return [claim for _, claim in found]
