"""A work report's table of targets: columns of what was promised beside columns of what was done (2023年完成 | 2024年预期目标)."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.language import words
from extract.model import Comparator
from extract.reading.tables.comparing import without_word
from extract.reading.tables.find import Cell, Table
from extract.reading.tables.headers import YEAR, Column, column_heads, head_rows, split_unit

_TARGET = re.compile(words("tables")["targets"])


def sets_targets(table: Table, year: int) -> bool:
    """Whether one of a table's columns holds the targets of this year."""
    return any(target_year(head, year) == year for head in column_heads(table.rows[: head_rows(table)]))


def target_year(head: str, year: int) -> int | None:
    """The year whose target a column holds: the one that its plain head names, else the plan's own; None for a column of anything else."""
    named = YEAR.findall(head)
    if not _TARGET.search(YEAR.sub("", head)):
        return None
    return int(named[-1]) if named else year


def as_target(column: Column, year: int) -> Column:
    """The column as one of targets, where its head says so; any other as it is."""
    due = target_year(column.head, year)
    if due is None:
        return column
    growth = re.search("增长|增幅|增速|涨幅", column.head)
    unit = column.unit or split_unit(column.head)[1]  # a column that is else passed over has none
    return replace(column, role="growth" if growth else "value", period=due, target=True, unit=unit)


def compared(cell: Cell) -> tuple[Cell, Comparator]:
    """A target's cell without its comparing word, and what the word says: ≥95, 6%左右, 3%以内; the one behind wins, as in sentences."""
    bare, says = without_word(cell.text)
    return replace(cell, text=bare), says
