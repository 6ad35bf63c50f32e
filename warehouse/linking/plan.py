"""From plan to plan: the target of the next plan that a promise goes on as, and what that plan says of it without a number. The same linker as from plan to review."""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.linking import names
from warehouse.linking.claim import Claim
from warehouse.linking.ending import WITHIN, Ending
from warehouse.linking.evidence import Link, best
from warehouse.linking.link import PROMISES, Index, claims_of, document_pairs, insert, mutual, rarity_of
from warehouse.linking.review import Review

# A target of the next plan in the same form whose name is so much alike may be the same one: nothing is called dropped beside it. Nor where the one name, at some
# length, stands whole in the other: what was read into a name (主要预期目标是国内生产总值) makes no other target of it.
_NEAR, _NEAR_BY_NAME = 0.8, 0.65
# A target that goes on may be called lower: names must be more alike than those by which a figure acquits.
_CARRIES = 0.85

_ENDING = """
select p.commitment_id, p.indicator, p.indicator_id, f.next_document_id, list_append(coalesce(i.aliases, []), i.name),
       (select flatten(list(list_append(coalesce(w.aliases, []), w.name))) from held_in h join indicators w on w.indicator_id = h.whole where h.part = p.indicator_id),
       p.headline,
       (select flatten(list(list_append(coalesce(w.aliases, []), w.name))) from wider h join indicators w on w.indicator_id = h.whole
        where h.part = p.indicator_id and h.whole = 'affordable_housing')
from promise p join following f using (document_id) left join indicators i on i.indicator_id = p.indicator_id
where f.complete and p.kind = 'quantity' and p.span is null and p.period = p.year and p.role_sure and p.comparator <> 'sync'
  and (p.indicator_id is not null or p.headline)
  and not exists (select 1 from promise n where n.document_id = f.next_document_id and n.key = p.key and n.scope = p.scope and n.kind = 'quantity' and n.span is null
                    and n.period = n.year and n.comparator <> 'sync')
order by p.document_id, p.ordinal, p.commitment_id
"""
# The plan begins where the list of the year's targets does; without a list, behind the last result.
_PLANS = """
select d.document_id, d.text, case when t.starts > length(d.text) / 5 then t.starts else coalesce(r.ends, length(d.text)) end
from documents d
left join (select c.document_id, min(c.char_start) as starts from commitments c join documents e using (document_id)
           where c.headline and c.period = e.year and c.span is null group by 1) t using (document_id)
left join (select document_id, max(char_end) as ends from outcomes where coalesce(role_sure, true) group by 1) r using (document_id)
where d.document_id in (select next_document_id from following)
"""
_TABLES = """
create or replace temp table carried (commitment_id varchar, next_commitment_id varchar, score double, named boolean, why varchar);
create or replace temp table plan_says (commitment_id varchar, kind varchar, quote varchar);
"""


def fill(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary tables `carried` (commitment_id, next_commitment_id, score, named, why: sure links to a target of the next plan) and `plan_says`
    (commitment_id, kind, quote: promises without such a target that the next plan still speaks of; kind `words` without a number, `number` with one that was not
    read as a target of it, `mention` otherwise). Returns how many were linked."""
    con.execute(_TABLES)
    promises = claims_of(con, PROMISES)
    rarity = rarity_of(promises)
    carried: list[tuple[Any, ...]] = []
    near: list[tuple[str, str, str]] = []
    for document, following in document_pairs(con):
        mine, index = promises.get(document, []), Index(promises.get(following, ()))
        made: list[Link] = []
        for p in mine:
            others = index.near(p)
            if link := best(p, others, rarity[p.place_code], frozenset()):
                made.append(link)
            near += [(p.id, "number", o.quote) for o in others if _may_be(p, o)]
        near += [
            (link.promise.id, "number", link.other.quote)
            for link in made
            if not _carries(link)
            and link.promise.form == link.other.form
            and link.score >= (_NEAR if link.promise.indicator_id else _NEAR_BY_NAME)
        ]
        carried += [
            (link.promise.id, link.other.id, link.score, link.named, link.why)
            for link in mutual(made)
            if _carries(link)
        ]
    insert(con, "carried", carried)
    linked = {row[0] for row in carried}
    beside = {row[0]: row for row in near if row[0] not in linked}
    insert(con, "plan_says", [*beside.values(), *_spoken_of(con, linked | set(beside))])
    return len(carried)


def _carries(link: Link) -> bool:
    """Whether a target of the next plan is surely the same one, be it in another form."""
    return link.score >= _CARRIES and (link.decides or link.recast)


def _may_be(p: Claim, o: Claim) -> bool:
    """Whether a target of the next plan may be the same one under a longer or a shorter name: 水耗 after 万元生产总值水耗."""
    if not p.indicator_id:
        return _within(p.name, o.name) or _ends_so(p, o)
    return not o.indicator_id and _ends_so(p, o)


def _ends_so(p: Claim, o: Claim) -> bool:
    own, other = names.core(p.name), names.core(o.name)
    return p.unit == o.unit and p.form == o.form and len(other) >= 2 and own.endswith(other) and names.tells(other)


def _within(one: str, other: str) -> bool:
    shorter, longer = sorted((names.core(one), names.core(other)), key=len)
    return len(shorter) >= WITHIN and shorter in longer and not names.vetoes(one, other)


def _spoken_of(con: duckdb.DuckDBPyConnection, carried: set[str]) -> list[tuple[str, str, str]]:
    texts = {row[0]: (row[1], row[2]) for row in con.execute(_PLANS).fetchall()}
    found: list[tuple[str, str, str]] = []
    plans: dict[str, Review] = {}
    for commitment, name, indicator, following, others, wholes, headline, wider in con.execute(_ENDING).fetchall():
        if commitment in carried:
            continue
        text, begins = texts[following]
        if following not in plans:
            # The first of a list may have no number: 主要预期目标是：进出口促稳提质，失业率4%以内.
            begins = max(text.rfind(mark, 0, begins) for mark in "。\n") + 1
            plans = {following: Review(text, len(text), begins)}
        plan = plans[following]
        if said := Ending(name, indicator, others, wholes or [], wider or [], headline).said_in(plan):
            found.append((commitment, *said))
    return found
