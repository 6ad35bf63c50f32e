"""The units as the rules read them: the rows of `units` in extract/language/units.yaml as a table of the working database.

The reader and the judge share the file, not code: whoever adds a unit writes one line, and both know it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from warehouse import yaml_data
from warehouse.store import keep_equal

FILE = Path(__file__).resolve().parent.parent / "extract" / "language" / "units.yaml"


class Unit(NamedTuple):
    """A bare unit as written and the columns of the table `units`; the head of units.yaml says what each means."""

    unit: str
    kind: str
    size: float | None
    countable: bool
    alike: bool
    common: bool


@cache
def units() -> dict[str, Unit]:
    """Bare unit -> its row. A row without a kind raises KeyError; extract/language/schema.py says which line is wrong."""
    rows: dict[str, dict[str, Any]] = yaml_data.read(FILE)["units"]
    return {
        name: Unit(
            name,
            row["kind"],
            row.get("size"),
            bool(row.get("countable")),
            bool(row.get("alike")),
            bool(row.get("common")),
        )
        for name, row in rows.items()
    }


def is_rate(unit: str | None) -> bool:
    """Whether a unit tells a rate: %, ‰, 个百分点."""
    row = units().get(unit or "")
    return row is not None and row.kind == "percent"


@cache
def any_unit() -> str:
    """A regular expression for any unit of the list, the longest first."""
    return "|".join(re.escape(unit) for unit in sorted(units(), key=len, reverse=True))


def put_into(con: duckdb.DuckDBPyConnection) -> None:
    """Brings the table `units` up to date; where it says what the file says, nothing is written."""
    keep_equal(con, "units", sorted(units().values()))
