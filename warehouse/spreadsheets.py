"""Text that a spreadsheet would take for a formula, kept text: in every CSV file, whoever writes it.

A cell that begins with = + - @, a tab or a line's end is a formula to spreadsheets, and so are the wide forms of these signs to those
set to Chinese or Japanese (OWASP, CSV Injection). An apostrophe before it keeps it text; one that stands there already gets another, so
that whoever takes one away from `'…=` has the text as it was. Numbers, days and truth values are no text and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from warehouse.catalog import Column
from warehouse.connection import literal, quoted

_STARTS = "'*[=+\\-@\\t\\r\\n＝＋－＠]"
_FORMULA = re.compile(_STARTS)


def harmless(value: Any) -> Any:
    """A value as a cell of CSV: text that begins like a formula with an apostrophe before it, all else as it is."""
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value


def harmless_columns(columns: Iterable[Column]) -> str:
    """The same in SQL: what to select of a table's columns."""
    return ", ".join(_harmless_column(c.name) if c.type == "VARCHAR" else quoted(c.name) for c in columns)


def _harmless_column(name: str) -> str:
    column = quoted(name)
    return f"case when regexp_matches({column}, {literal('^' + _STARTS)}) then '''' || {column} else {column} end as {column}"
