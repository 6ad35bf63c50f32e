"""What the pages of some places are made of, out of the published file, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from warehouse.connection import as_records

Row = dict[str, Any]

_PROMISES = """
select j.*, c.char_start, c.ordinal, c.milestone, c.corrected, o.estimate, o.period_end as measured_to, v.last_good
from judged j join commitments c using (commitment_id) left join outcomes o using (outcome_id) join verdicts v using (commitment_id)
where c.place_code in (select unnest(?)) order by j.plan_year desc, j.headline desc, c.ordinal, j.commitment_id
"""
_DOCUMENTS = """
select document_id, place_code, kind, year, period_end, title, url, published_on, captured_at, sha256, text, complete, incomplete_reason,
       corrected, held_since, held_reason, tier, mirror_of
from documents where place_code in (select unnest(?)) order by year desc, kind, period_end
"""
_SCORES = "select * from scorecard where place_code in (select unnest(?)) order by year desc"
_CHANGES = """
select h.* from verdict_changes h join commitments c using (commitment_id) where c.place_code in (select unnest(?)) order by h.changed_at
"""
_COVERAGE = """
select place_code, kind, year, period_end, state, document_id, reason from coverage where place_code in (select unnest(?)) order by year desc, kind
"""
_REVISIONS = """
select r.document_id, r.found_at, r.removed, r.added, r.kind, r.url from revisions r join documents d using (document_id)
where d.place_code in (select unnest(?)) order by r.found_at desc
"""
_CHILDREN = """
select p.parent_code, p.place_code, p.name, p.fictional, sum(s.met)::integer as met, sum(s.missed)::integer as missed,
       sum(s.dropped)::integer as dropped
from places p left join scorecard s using (place_code) where p.parent_code in (select unnest(?)) group by all order by p.place_code
"""


@dataclass(slots=True)
class PlaceRows:
    """All that the pages of one place show."""

    place: Row
    above: list[Row] = field(default_factory=list[Row])  # the places above, the nation first
    promises: list[Row] = field(default_factory=list[Row])
    documents: list[Row] = field(default_factory=list[Row])
    scores: list[Row] = field(default_factory=list[Row])
    coverage: list[Row] = field(default_factory=list[Row])
    revisions: list[Row] = field(default_factory=list[Row])
    children: list[Row] = field(default_factory=list[Row])
    changes: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    names: dict[str, str] = field(default_factory=dict[str, str])  # of indicators, by their ids


def rows(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> list[Row]:
    """The rows of a query as dicts by column name."""
    return as_records(con.execute(sql, list(values)))


def load_places(con: duckdb.DuckDBPyConnection, codes: Sequence[str]) -> list[PlaceRows]:
    """The rows of several places at once, in the order of `codes`."""
    all_places = {row["place_code"]: row for row in rows(con, "select * from places")}
    given = [list(codes)]
    promises, documents, scores, coverage, revisions, children = (
        _by(rows(con, sql, given), key)
        for sql, key in (
            (_PROMISES, "place_code"), (_DOCUMENTS, "place_code"), (_SCORES, "place_code"), (_COVERAGE, "place_code"),
            (_REVISIONS, "document_id"), (_CHILDREN, "parent_code"),
        )
    )  # fmt: skip
    changes = _by(rows(con, _CHANGES, given), "commitment_id")
    names = {row["indicator_id"]: row["name"] for row in rows(con, "select indicator_id, name from indicators")}
    found: list[PlaceRows] = []
    for code in codes:
        own = documents[code]
        found.append(
            PlaceRows(
                all_places[code],
                _above(all_places, code),
                promises[code],
                own,
                scores[code],
                coverage[code],
                [r for d in own for r in revisions[d["document_id"]]],
                children[code],
                {
                    p["commitment_id"]: changes[p["commitment_id"]]
                    for p in promises[code]
                    if p["commitment_id"] in changes
                },
                names,
            )
        )
    return found


def _above(all_places: dict[str, Row], code: str) -> list[Row]:
    chain: list[Row] = []
    parent = all_places[code]["parent_code"]
    while parent in all_places and all_places[parent] not in chain:
        chain.insert(0, all_places[parent])
        parent = all_places[parent]["parent_code"]
    return chain


def _by(found: Iterable[Row], key: str) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row[key]].append(row)
    return grouped
