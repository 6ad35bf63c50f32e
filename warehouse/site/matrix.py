"""The picture of the front page: places by years, coloured by the share of promises kept, as strong as the share that could be decided."""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.site.queries import Row, rows

MOST_PLACES = 60
LEAST_DECIDED = 3  # of fewer a share says nothing: the cell has no colour
_STEPS = (50, 65, 80, 95)  # percent kept, from worse to better
_STRENGTHS = (15, 30, 50)  # percent decided of what was due

_CELLS = """
select j.place_code, p.name, p.fictional, p.level, j.plan_year as year, count(*) as promises,
       count(*) filter (where j.verdict in ('met', 'missed'))::integer as decided, count(*) filter (where j.verdict = 'met')::integer as met,
       count(*) filter (where j.verdict not in ('pending', 'not_due', 'on_track', 'lagging'))::integer as due
from judged j join places p using (place_code) group by all
order by p.fictional, list_position(['nation', 'province', 'prefecture', 'county'], any_value(p.level)) nulls last, j.place_code, year desc
"""


def matrix(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """`years`, the newest first; `lines`, one a place with a cell a year (None without a plan); `more`, how many places are left out."""
    by_place: dict[str, list[Row]] = {}
    for cell in rows(con, _CELLS):
        by_place.setdefault(cell["place_code"], []).append(cell)
    shown = dict(list(by_place.items())[:MOST_PLACES])
    years = sorted({cell["year"] for own in shown.values() for cell in own}, reverse=True)
    lines: list[dict[str, Any]] = []
    for code, own in shown.items():
        cells = {cell["year"]: _coloured(cell) for cell in own}
        lines.append(
            {
                "place_code": code,
                "name": own[0]["name"],
                "fictional": own[0]["fictional"],
                "cells": [cells.get(y) for y in years],
            }
        )
    return {"years": years, "lines": lines, "more": len(by_place) - len(shown)}


def _coloured(cell: Row) -> Row:
    """The cell with its share in percent, and the steps of colour and strength; no colour where too little was decided."""
    if cell["decided"] < LEAST_DECIDED:
        return {**cell, "share": None, "colour": "none", "strength": 0}
    share = round(100 * cell["met"] / cell["decided"])
    decided = 100 * cell["decided"] / cell["due"]
    return {
        **cell,
        "share": share,
        "colour": f"k{sum(share >= step for step in _STEPS)}",
        "strength": sum(decided >= step for step in _STRENGTHS),
    }
