"""Silence is proven: before a report is said to keep quiet about a promise, its whole review is searched for it, under every name and in any form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial

import duckdb

from warehouse.linking import kept, names, reached, relatives, several, ways
from warehouse.linking.asked import ALIKE, Asked, Figure, Found, has_name
from warehouse.linking.evidence import Rarity
from warehouse.linking.link import insert
from warehouse.linking.review import At, Review

# Promises that no rule has decided, each with the report that has to tell of it: the next one, or for a promise of several years the one on the last of them.
_ANSWERING = """
create or replace temp table answering as
select p.commitment_id, f.next_document_id as report, f.complete from promise p join following f using (document_id) where p.yearly
union all
select p.commitment_id, p.next_document_id, p.complete from project p where p.unsaid
union all
select l.commitment_id, l.due_document_id, d.complete from long_promise l join documents d on d.document_id = l.due_document_id
where l.kind = 'quantity' and l.role_sure and l.value is not null and l.comparator <> 'sync' and l.relative_to is null
"""
_ASKED = """
select p.commitment_id, p.document_id, f.report, p.indicator, p.indicator_id, p.key, p.scope, p.form, p.period, p.quote, c.char_start, coalesce(c.section, ''),
       coalesce(i.called, []), p.headline, p.unit, p.value, p.period > p.year, p.kind = 'project'
from promise p join answering f using (commitment_id) join commitments c using (commitment_id)
-- The price target of a plan is called by its own names and by those of consumer prices.
left join (
  select plain_indicator(indicator_id) as indicator_id, list(called order by indicator_id, called)
    filter (indicator_id = plain_indicator(indicator_id) or length(called) > 2) as called
  from (select indicator_id, unnest(list_append(aliases, name)) as called from indicators) group by 1
) i on i.indicator_id = p.indicator_id
where f.complete and not exists (select 1 from decision d where d.commitment_id = p.commitment_id)
order by f.report, p.document_id, p.ordinal, p.commitment_id
"""
_CLAIMS = """
select o.document_id, o.outcome_id, o.indicator, o.indicator_id, series_key(o.indicator_id, o.indicator), coalesce(o.scope, ''),
       wider_place(o.indicator, o.place_code) is not null, plain_form(o.indicator_id, o.measure, o.value, o.unit), o.period, coalesce(o.span, 1), coalesce(o.role_sure, true),
       o.quote, o.char_start, o.char_end, o.unit, o.value
from outcomes o where o.document_id in (select report from answering) order by o.document_id, o.ordinal, o.outcome_id
"""
# The review ends where results stand before and promises behind as clearly as can be, at the first promise; without such a place, with the text.
TEXTS = """
with said as (
  select document_id, char_start, char_end, 1 as way from outcomes
  union all select document_id, char_start, char_end, -1 from commitments
), running as (
  select document_id, char_end, sum(way) over (partition by document_id order by char_start, char_end, way desc rows unbounded preceding) as told from said
), turned as (
  select document_id, arg_max(char_end, told) as ends, max(told) as told from running group by 1
)
select d.document_id, d.text, coalesce(d.review_years, 1),
       coalesce((select min(c.char_start) from commitments c where c.document_id = d.document_id and c.char_start >= t.ends and t.told > 0), length(d.text))
from documents d left join turned t using (document_id)
where d.document_id in (select next_document_id from following union select due_document_id from long_promise)
"""
_PROMISES = "select document_id, char_start, char_end, coalesce(role_sure, true) and period >= year from commitments join documents using (document_id) where document_id in (select report from answering) order by all"
_CALLED = "select document_id, list(distinct indicator) from promise where kind = 'quantity' group by 1"
_FOUND = """
create or replace temp table found_again (commitment_id varchar, kind varchar, quote varchar, outcome_id varchar, says varchar, char_start integer, char_end integer, score double, report varchar);
"""
_LINKED = "select commitment_id, outcome_id, quote, why, other_name from linked"
_DOUBTED = "select q.commitment_id, q.outcome_id, o.quote, q.why, o.indicator from doubted q join outcomes o using (outcome_id)"
_RELATED = "select whole, part from joint union select whole, part from wider union select whole, part from holds"
_PLANS = "select document_id, text from documents where document_id in (select document_id from promise)"


def fill(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary table `found_again` (commitment_id, kind, quote, outcome_id, says, …, report) for promises that no rule has decided: what the report that had to
    tell of them says after all, and where. kind: kept (in its own words), same (the promised number, told in a sentence that no figure was read from), reached (a part alone is as
    much as was promised), list (the whole list is done); or why it decides nothing: nearly, form, part, years, unsure, mention; or nameless where the promise has no name to search for. Returns how many were found."""
    con.execute(_FOUND)
    con.execute(_ANSWERING)
    held = _Held(con)
    asked = [Asked(*row) for row in con.execute(_ASKED).fetchall()]
    rows = [(one.commitment_id, *got, one.report) for one in asked if (got := _search(one, held))]
    insert(con, "found_again", rows)
    return len(rows)


class _Held:
    """What the search looks through: plans, reports with their figures, links; one report's review is held at a time, as promises come by report."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.figures: dict[str, list[Figure]] = defaultdict(list)
        for row in con.execute(_CLAIMS).fetchall():
            self.figures[row[0]].append(Figure(*row))
        # The link of a promise, or else the doubt about one.
        self.links = {row[0]: row[1:] for asking in (_DOUBTED, _LINKED) for row in con.execute(asking).fetchall()}
        self._texts = {row[0]: row[1:] for row in con.execute(TEXTS).fetchall()}
        self.related = _related(con)
        self.promised: dict[str, frozenset[str]] = {
            document: frozenset(map(names.core, called)) for document, called in con.execute(_CALLED).fetchall()
        }
        self.plans: dict[str, str] = dict(con.execute(_PLANS).fetchall())
        self._promised: dict[str, list[At]] = defaultdict(list)
        self._surely: dict[str, list[At]] = defaultdict(list)
        for report, start, end, surely in con.execute(_PROMISES).fetchall():
            self._promised[report].append((start, end))
            if surely:
                self._surely[report].append((start, end))
        self._report = ""

    def turn_to(self, report: str) -> None:
        """Makes `review`, `rarity` and `years` those of a report."""
        if report == self._report:
            return
        text, self.years, ends = self._texts[report]
        self._report = report
        self.review = Review(text, ends, promised=self._promised[report], surely=self._surely[report])
        self.rarity = Rarity(names.core(f.name) for f in self.figures[report])


def _search(one: Asked, held: _Held) -> Found | None:
    """What the report says after all of a promise, by the first way of looking that finds it; nameless where there is nothing to look for."""
    held.turn_to(one.report)
    review, said = held.review, held.figures[one.report]
    if one.project:
        if not has_name(one):
            return _nameless(one)
        return ways.by_words(one, review, said, 1) or ways.by_words(one, review, said, 1, broad=True)
    of_several: Found | None = None
    for look in _looks(one, held):
        got = look()
        if got and held.years > 1 and not one.of_years and several.is_of_several(one, got, review, said):
            of_several = of_several or ("review", *got[1:])
        elif got and not (of_several and _weaker(got, of_several)):
            return got
    return of_several or _nameless(one)


def _looks(one: Asked, held: _Held) -> list[Callable[[], Found | None]]:
    """The ways of looking for a promise, the surest first. What else is called 投资 or 项目 is not the thing that was promised."""
    review, rarity, said = held.review, held.rarity, held.figures[one.report]
    looks: list[Callable[[], Found | None]] = [
        partial(kept.by_own_words, one, review),
        partial(kept.by_all_gone, one, review),
        partial(kept.by_same_number, one, review, rarity, said),
    ]
    plan = held.plans[one.document_id]
    by_list = partial(kept.by_list, one, plan, review)
    by_short_name = partial(ways.by_short_name, one, review)
    if not has_name(one):
        return [*looks, by_list, by_short_name]
    if not one.of_years and held.years == 1:
        looks.append(partial(reached.by_part, one, said))
    looks.append(partial(reached.by_like_name, one, said, held.promised[one.document_id], held.years))
    looks += [
        partial(ways.by_figures, one, said, held.related, review, rarity),
        partial(ways.by_link, held.links.get(one.commitment_id)),
        partial(ways.by_words, one, review, said, held.years),
        by_list,
        partial(ways.by_words, one, review, said, held.years, broad=True),
    ]
    if not one.of_years:
        looks.append(partial(ways.by_programme, one, plan, review))
    # Of several years a report tells so much that any word is found in it.
    if not one.of_years and held.years == 1:
        looks.append(partial(relatives.by_seldom_word, one, plan, review, said))
    return [*looks, by_short_name]


def _weaker(got: Found, of_several: Found) -> bool:
    """Whether what was found tells no more than the sum of years that was found before: the same figure once more, or like words."""
    return (got[0] == "mention" and got[3] == ALIKE) or (got[2] is not None and got[2] == of_several[2])


def _nameless(one: Asked) -> Found | None:
    return None if has_name(one) else ("nameless", None, None, "", None, None, None)


def _related(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The indicators that are a part of each indicator, or that it is a part of."""
    related: dict[str, set[str]] = defaultdict(set)
    for whole, part in con.execute(_RELATED).fetchall():
        related[whole].add(part)
        related[part].add(whole)
    return related
