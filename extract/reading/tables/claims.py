"""The outcomes that a bulletin's tables state, and the targets of a work report's: a claim a value, named by its row's and its column's heads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from extract.language.months import last_day, part_of_year
from extract.model import Claim, Comparator, Measure
from extract.reading.context import DocumentContext
from extract.reading.measures import GROWTH_NAME
from extract.reading.tables.find import Cell, Table, is_data
from extract.reading.tables.headers import (
    INDEX_BASE,
    Column,
    column_heads,
    columns_of,
    head_rows,
    plain,
    side_by_side,
    split_unit,
    stacked,
    title_noun,
    units_of_line,
    value_of,
)
from extract.reading.tables.row_names import named, told_apart
from extract.reading.tables.rows import Row, rows_of, unit_of_row
from extract.reading.tables.targets import as_target, compared, sets_targets

_ADDED = re.compile(r"^(?:新增|净增|新建|新开工|新登记)")
_ESTIMATE = re.compile(r"初步核算|预计|初步统计|快报")
_RATE = ("%", "‰")
# Measure, value with multiples worked out, bare unit and rules.
_Reading = tuple[Measure, float, str, list[str]]


def read_table(table: Table, frame: DocumentContext) -> list[Claim]:
    """The claims of one table in the order of its cells; none for a table that holds no results.

    A claim's quote runs from its row's head to its value, so that it holds both and whatever cells stand between.
    """
    if not is_data(table) or (frame.kind == "work_report" and not sets_targets(table, frame.year)):
        return []
    claims: list[Claim] = []
    for part in stacked(table):
        claims += _read_one(part, frame)
    return sorted(claims, key=lambda c: (c.char_end, c.char_start))


def _read_one(table: Table, frame: DocumentContext) -> list[Claim]:
    count = head_rows(table)
    heads, body = column_heads(table.rows[:count]), table.rows[count:]
    if not heads:
        heads = [""] * (len(table.rows[0]) if table.rows else 0)
    claims: list[Claim] = []
    for columns in side_by_side(heads):
        part = [[row[i] for i in columns] for row in body]
        claims += _read(table, frame, [heads[i] for i in columns], part, count > 0)
    return claims


def _read(table: Table, frame: DocumentContext, heads: list[str], body: list[list[Cell]], headed: bool) -> list[Claim]:
    columns = _columns(heads, body, frame)
    if not headed and not any(unit_of_row(row, columns) for row in body) and not table.unit_line:
        return []  # nothing says what its numbers are
    names = [i for i, column in enumerate(columns) if column.role == "name"]
    rows = rows_of(body, names, columns)
    noun = title_noun(table.title)
    shared = units_of_line(table.unit_line) or [u for u in (split_unit(plain(table.title))[1],) if u]
    index = bool(INDEX_BASE.search(plain(table.title))) or "价格指数" in table.title
    found: list[tuple[Row, Claim]] = []
    for row, cells in zip(rows, body, strict=True):
        if row is None:
            continue
        unit = row.unit or unit_of_row(cells, columns)
        for column, cell in zip(columns, cells, strict=True):
            bare, comparator = compared(cell) if column.target else (cell, "=")
            read = _value(column, row, bare, unit, shared, index)
            claim = read and _claim(table, frame, row, column, noun, cell, read, index or "table:index-100" in read[3])
            if claim:
                found.append((row, _as_promised(claim, column, comparator)))
    return told_apart(found)


def _columns(heads: list[str], body: list[list[Cell]], frame: DocumentContext) -> list[Column]:
    columns = columns_of(heads, body)
    return [as_target(column, frame.year) for column in columns] if frame.kind == "work_report" else columns


def _value(
    column: Column, row: Row, cell: Cell, unit: tuple[float, str] | None, shared: list[tuple[float, str]], index: bool
) -> _Reading | None:
    """What a cell says; None for one that holds no value, or a value that nothing gives a unit. `unit` is the row's."""
    if column.role in ("name", "unit", "skip"):
        return None
    value = value_of(cell.text)
    if value is None:
        return None
    given = value[1] or (row.unit or column.unit or unit if column.role == "value" else column.unit)
    if column.role == "growth" and given is None and "年初" in column.head:
        given = row.unit or unit  # 比年初增减 without a % is an amount
    return _measure(column, row, value[0], given, shared, index)


def _measure(
    column: Column, row: Row, value: float, given: tuple[float, str] | None,
    shared: list[tuple[float, str]], index: bool,
) -> _Reading | None:  # fmt: skip
    """What a number measures; None where nothing says what it counts."""
    if column.role == "growth":
        factor, bare = given or (1.0, "%")
        if bare in _RATE:
            return "growth", _clean(column.sign * value), bare, ["table:growth"]
        return "change", _clean(column.sign * value * factor), bare, ["table:change"]
    if column.role == "share":
        return "share", value, (given or (1.0, "%"))[1], ["table:share"]
    if (column.index or index) and given is None and 20 < value < 500:
        return "growth", _clean(round(value - 100, 6)), "%", ["table:index-100"]
    if given is None:
        levels = [u for u in shared if u[1] not in _RATE] or shared
        if not levels:
            return None
        given = levels[0]
    factor, bare = given
    number = _clean(value * factor)
    if bare == "个百分点":
        return "change", number, bare, ["table:change"]
    if bare in _RATE:
        return ("growth" if GROWTH_NAME.search(row.name) else "share"), number, bare, ["table:share"]
    return ("increment" if _ADDED.match(row.name) else "level"), number, bare, ["table:level"]


def _clean(value: float) -> float:
    """Without the dust of binary fractions: 1697.9 × 10⁸ is a whole number."""
    return round(value, 6) if abs(value) < 1e9 else float(round(value, 2))


def _claim(
    table: Table, frame: DocumentContext, row: Row, column: Column, noun: str, cell: Cell,
    read: _Reading, index: bool,
) -> Claim | None:  # fmt: skip
    measure, value, unit, rules = read
    name = named(row, column, noun, index)
    if not name:
        return None
    if measure == "share" and column.role == "share" and "比重" not in name and "率" not in name:
        name += "比重"
    last = frame.year - 1 if frame.kind == "work_report" and not column.target else frame.year
    period = row.period or column.period or (frame.year - 1 if column.last_year else last)
    if period > last:
        return None
    end = frame.period_end if period == frame.year and frame.period_end else date(period, 12, 31)
    if column.until:
        end = last_day(period, column.until)
    start, alone = date(period, 1, 1), False
    if column.month:  # of a month by itself: another series than what is summed since January
        part = part_of_year(column.month, frame.period_end)
        if part is None or (
            part.kind == "alone" and frame.kind != "progress_notice"
        ):  # a bulletin's results are the year's
            return None
        start, end, alone = date(period, part.first, 1), last_day(period, part.last), part.kind == "alone"
        rules = [*rules, "time:alone"] if alone else rules
    return Claim(
        role="outcome", indicator=name, char_start=min(row.start, cell.start), char_end=cell.end, scope=row.scope,
        measure=measure, comparator="=", value=value, unit=unit, period=period,
        period_start=start, period_end=end, alone=alone,
        estimate=bool(_ESTIMATE.search(table.title + column.head)), section=table.title, rules=rules,
    )  # fmt: skip


def _as_promised(claim: Claim, column: Column, comparator: Comparator) -> Claim:
    """The claim as a promise, where its column is one of targets."""
    if not column.target:
        return claim
    return replace(
        claim, role="commitment", comparator=comparator, headline=True, period_start=None, period_end=None, estimate=False
    )  # fmt: skip
