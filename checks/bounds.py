"""What is plausible for an indicator, read from bounds.yaml: a table that the suites' SQL can join."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import duckdb
import yaml

from checks.suites import SuiteError
from warehouse import yaml_data

BOUNDS = Path(__file__).with_name("bounds.yaml")
_ENDINGS = ("nation", "province", "prefecture", "县", "市", "区")


def load_bounds(con: duckdb.DuckDBPyConnection, path: Path = BOUNDS) -> None:
    """Makes the temporary tables `plausible_growth` (indicator_id, low, high) and `plausible_level` (with `rank`: the level
    of the place, for a county the last character of its name). Raises SuiteError for a file that can't be used."""
    try:
        loaded = yaml_data.read(path)
        growth = [_pair(path, name, pair) for name, pair in cast(dict[str, Any], loaded["growth"]).items()]
        level = [
            (name, rank, *_pair(path, f"{name} {rank}", pair)[1:])
            for name, ranks in cast(dict[str, Any], loaded["level"]).items()
            for rank, pair in cast(dict[str, Any], ranks).items()
        ]
    except (yaml.YAMLError, KeyError, AttributeError, TypeError) as error:
        raise SuiteError(f"{path}: {' '.join(str(error).split())}; needs the keys growth and level") from error
    if unknown := {rank for _, rank, *_ in level} - set(_ENDINGS):
        raise SuiteError(f"{path}: level {', '.join(sorted(unknown))}; use {', '.join(_ENDINGS)}")
    con.execute("create or replace temp table plausible_growth (indicator_id varchar, low double, high double)")
    con.executemany("insert into plausible_growth values (?, ?, ?)", growth)
    con.execute(
        "create or replace temp table plausible_level (indicator_id varchar, rank varchar, low double, high double)"
    )
    con.executemany("insert into plausible_level values (?, ?, ?, ?)", level)


def _pair(path: Path, name: str, value: Any) -> tuple[str, float, float]:
    try:
        low, high = (float(end) for end in value)
    except (TypeError, ValueError):
        raise SuiteError(f"{path}: {name}: {value}; write [lowest, highest]") from None
    if low >= high:
        raise SuiteError(f"{path}: {name}: {value}; the lowest stands first")
    return name, low, high
