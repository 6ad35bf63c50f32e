"""Words and units that the reader has as rows (extract/language) and the rules need as well: as macros of a connection, so that each list stands once.

The reader and the judge share the files, not code.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import duckdb

from warehouse import yaml_data
from warehouse.units import FILE as UNITS
from warehouse.units import is_rate, units

CUES = UNITS.with_name("cues.yaml")
# What the scope of a figure is called that is of the nation, or of the province, in the report of a place below.
NATION, PROVINCE = "全国", "全省"

_MACROS = """
-- Whether a unit tells a rate: %, ‰, 个百分点.
create or replace temp macro is_rate(u) as coalesce(u in ({rates}), false);
-- Whether it counts things one by one, and no people; firms are counted in 户.
create or replace temp macro counts_things(u) as coalesce(u in ({things}), false);
-- Words for a place as a whole, as alternatives of a regular expression: all of them, and those that stand for the nation and for a province.
create or replace temp macro place_words() as '{places}';
create or replace temp macro nation_words() as '{nation}';
create or replace temp macro province_words() as '{province}';
"""


@cache
def place_words() -> tuple[str, ...]:
    """Words for a place as a whole (全省, 我市): `place_words` of extract/language/cues.yaml. Raises KeyError where the file has none."""
    return tuple(yaml_data.read(CUES)["place_words"])


def put_into(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the temporary macros by which rules/*.sql ask for units and place words: is_rate, counts_things, place_words, nation_words, province_words."""
    rows = units().values()
    words = place_words()
    con.execute(
        _MACROS.format(
            rates=_listed(row.unit for row in rows if is_rate(row.unit)),
            things=_listed(row.unit for row in rows if row.countable and (row.kind != "people" or row.unit == "户")),
            places="|".join(words),
            nation="|".join(word for word in words if word.endswith("国")),
            province="|".join(word for word in words if word.endswith(("省", "自治区"))),
        )
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
