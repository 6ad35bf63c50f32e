"""The units of units.yaml as rows: what each measures, and what follows from it for reading. The rules read the same rows (warehouse/units.py)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extract.language import words


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of `units` in units.yaml, whose head says what each field means."""

    kind: str
    size: float | None = None
    countable: bool = False
    alike: bool = False
    common: bool = False
    complete: bool = False
    measures: tuple[str, ...] = ()


@cache
def units() -> dict[str, Unit]:
    """Bare unit -> its row, in the order of the file."""
    rows = words("units")["units"].items()
    return {unit: Unit(**row | {"measures": tuple(row.get("measures", ()))}) for unit, row in rows}


def of_kind(*kinds: str) -> frozenset[str]:
    """The units that measure one of these kinds: money, mass, length."""
    return frozenset(unit for unit, row in units().items() if row.kind in kinds)


PERCENT = of_kind("percent")
MONEY = of_kind("money")
# Units that say by themselves what is counted: 10元, 10人, 10%, not 10个.
COMPLETE = PERCENT | {unit for unit, row in units().items() if row.complete}
