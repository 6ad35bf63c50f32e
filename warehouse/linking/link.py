"""The linker: for each pair of a plan and the next report, the figure, the statement and the next plan's target that each promise is told by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import duckdb

from warehouse.arrow import pa
from warehouse.linking import names
from warehouse.linking.claim import Claim, not_above, same_thing
from warehouse.linking.doubts import only_seen
from warehouse.linking.evidence import Link, Rarity, best

_CLAIM = (
    "{id}, {t}.document_id, {t}.place_code, {t}.indicator, {t}.indicator_id, series_key({t}.indicator_id, {t}.indicator),"
    " coalesce({t}.scope, wider_place({t}.indicator, {t}.place_code), ''), plain_form({t}.indicator_id, {t}.measure, {t}.value, {t}.unit), coalesce(plain_measure({t}.indicator_id, {t}.measure, {t}.value), ''),"
    " coalesce({t}.comparator, ''), {t}.value, {t}.unit, {t}.quote, {t}.char_start, {t}.char_end, coalesce({t}.headline, false), coalesce({t}.ordinal, 0),"
    " coalesce({t}.basis, ''), coalesce({t}.role_sure, true), {t}.span, coalesce(d.review_years, 1),"
    " substr(d.text, {t}.char_start, 1) in ('，', ','), regexp_matches(substr(d.text, greatest({t}.char_start - 7, 1), 8) || {t}.quote, '累计|总共')"
)
_OF_PLACES = "{t}.place_code in (select place_code from judged_place)"
PROMISES = f"""
select {_CLAIM.format(id="c.commitment_id", t="c")} from commitments c join documents d using (document_id)
where d.kind = 'work_report' and c.kind = 'quantity' and c.period = d.year and c.span is null and c.comparator <> 'sync' and c.value is not null
  and not coalesce(c.unreliable, false) and {_OF_PLACES.format(t="c")} order by c.document_id, c.ordinal, c.commitment_id
"""
_FIGURES = f"""
select {_CLAIM.format(id="o.outcome_id", t="o")} from outcomes o join documents d using (document_id)
where d.kind = 'work_report' and o.period = d.year - 1 and o.value is not null and o.relative_to is null and not coalesce(o.unreliable, false)
  and {_OF_PLACES.format(t="o")} order by o.document_id, o.ordinal, o.outcome_id
"""


def _ways_of_writing(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the names of each indicator say without empty words, where they say something and no other indicator's name says the same."""
    found: dict[str, str] = {}
    for indicator, called in con.execute(
        "select indicator_id, unnest(list_append(aliases, name)) from indicators"
    ).fetchall():
        core = names.core(called)
        found[core] = (
            indicator if found.get(core, indicator) == indicator and len(core) >= 4 and names.tells(core) else ""
        )
    return found


def claims_of(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, list[Claim]]:
    """The claims that a query over the columns of Claim gives, by document."""
    found: dict[str, list[Claim]] = defaultdict(list)
    before: Claim | None = None
    written = _ways_of_writing(con)
    for row in con.execute(sql).fetchall():
        _, _, _, name, indicator_id, *_ = row
        claim = Claim(*row, folded=indicator_id or written.get(names.core(name), ""))
        if (
            before
            and claim.follows
            and claim.document_id == before.document_id
            and claim.start - before.end <= 1
            and claim.form == before.form == "growth"
            and not claim.scope
            and not claim.name.startswith(("全", "我"))
        ):
            claim = replace(claim, beside=before.scope or before.beside)
        before = claim
        found[claim.document_id].append(claim)
    return found


def rarity_of(*by_document: dict[str, list[Claim]]) -> dict[str, Rarity]:
    """The weights of each place's own documents."""
    said: dict[str, list[str]] = defaultdict(list)
    for claims in by_document:
        for claim in (one for several in claims.values() for one in several):
            said[claim.place_code].append(names.core(claim.name))
    return {place: Rarity(cores) for place, cores in said.items()}


def document_pairs(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Each plan and the next report of its place, the oldest first."""
    rows: list[tuple[Any, ...]] = con.execute(
        "select document_id, next_document_id from following order by next_year, document_id"
    ).fetchall()
    return [(str(one), str(other)) for one, other in rows]


class Index:
    """The claims of a document by the pairs of their names and by their keys, so that only what shares something is compared."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._claims = list(claims)
        self._by: dict[str, set[int]] = defaultdict(set)
        for number, claim in enumerate(self._claims):
            for sign in (*names.pairs(names.core(claim.name)), claim.key or "", claim.indicator_id or ""):
                self._by[sign].add(number)

    def near(self, p: Claim) -> list[Claim]:
        """The claims that share a character pair, the key or the indicator with a promise."""
        signs = [
            *names.pairs(names.core(p.name)),
            p.key or "",
            p.indicator_id or "",
            names.words().answers.get(p.indicator_id or "", ""),
        ]
        return [self._claims[n] for n in sorted({n for sign in signs if sign for n in self._by.get(sign, ())})]


def links(con: duckdb.DuckDBPyConnection) -> tuple[list[Link], list[tuple[str, str, str]]]:
    """The best link of each promise to a figure of the next report, where there is any; and figures of the promise's own indicator that must not
    decide (commitment_id, outcome_id, why). Needs the tables of 10_series.sql."""
    promises, figures = claims_of(con, PROMISES), claims_of(con, _FIGURES)
    rarity = rarity_of(promises, figures)
    earlier: dict[str, set[tuple[str, str]]] = defaultdict(set)
    found: list[Link] = []
    doubts: list[tuple[str, str, str]] = []
    for document, following in document_pairs(con):
        index = Index(figures.get(following, ()))
        mine = promises.get(document, [])
        if not mine:
            continue
        place = mine[0].place_code
        known = frozenset(earlier[place])
        made: list[Link] = []
        for p in mine:
            near = index.near(p)
            if link := best(p, near, rarity[place], known):
                made.append(link)
            doubts += [
                (p.id, o.id, "，".join(why))
                for o in near
                if same_thing(p, o) and not_above(p, o) and (why := only_seen(p, o))
            ]
        made = mutual(made)
        found += made
        earlier[place] |= {
            (names.core(link.promise.name), names.core(link.other.name)) for link in made if link.sure and link.decides
        }
    return found, doubts


def mutual(made: list[Link]) -> list[Link]:
    """A figure answers the promise that it is most like; what answers another promise better is no link of this one, unless by its very name."""
    top: dict[str, float] = defaultdict(float)
    for link in made:
        top[link.other.id] = max(top[link.other.id], link.score)
    return [link for link in made if link.score >= 0.97 or link.score >= top[link.other.id] - 1e-9]


def fill(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary tables `linked` (commitment_id, outcome_id, document_id, char_start, char_end, score, sure, decides, named, why, other_name, quote) and
    `doubted` (commitment_id, outcome_id, why: figures of the promise's own indicator that must not decide). Returns how many links there are."""
    con.execute(_LINKED)
    made, doubts = links(con)
    insert(con, "linked", [_row(link) for link in made])
    insert(con, "doubted", doubts)
    return len(made)


_LINKED = """
create or replace temp table linked (commitment_id varchar, outcome_id varchar, document_id varchar, char_start integer, char_end integer, score double, sure boolean,
  decides boolean, named boolean, why varchar, other_name varchar, quote varchar);
create or replace temp table doubted (commitment_id varchar, outcome_id varchar, why varchar);
"""


def _row(link: Link) -> tuple[Any, ...]:
    p, o = link.promise, link.other
    return (
        p.id,
        o.id,
        o.document_id,
        o.start,
        o.end,
        round(link.score, 3),
        link.sure,
        link.decides,
        link.named,
        link.why,
        o.name,
        o.quote,
    )


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Puts rows, in the order of the table's columns, into a temporary table.

    They go by way of an Arrow table: one by one they take seconds.
    """
    if not rows:
        return
    names_of = [str(column[0]) for column in con.execute(f"from {table} limit 0").description or ()]
    frame = pa.table({name: [row[n] for row in rows] for n, name in enumerate(names_of)})
    con.register("rows_to_insert", frame)
    con.execute(f"insert into {table} by name select * from rows_to_insert")
    con.unregister("rows_to_insert")
