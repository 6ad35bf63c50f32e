"""Verdicts: runs the rule files in order over the working tables and brings the table `verdicts` up to date."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse import record, ruleset, units
from warehouse.connection import MEMORY_VARIABLE, give_back, is_inside, memory_limit
from warehouse.first_wordings import AS_PROMISED, NOTE
from warehouse.linking import akin, link, plan, search
from warehouse.portions import AT_ONCE, each_portion, listed, main, only, place_portions
from warehouse.store import transaction, upsert

# Steps that are no SQL, by the file that they come after: when `promise` and `result` stand and no rule has compared them yet, links are made;
# when every rule has decided what it can, silence is searched for; then the next plan for what goes on in it.
_STEPS: dict[str, tuple[Callable[[duckdb.DuckDBPyConnection], int], ...]] = {
    "10_series.sql": (link.fill, akin.still_named),
    "68_untestable.sql": (search.fill,),
    "70_silence.sql": (plan.fill,),
}
RULES = Path(__file__).with_name("rules")
# Under this stage a place that could not be judged stands in `rejections`, its code as the address.
STAGE = "judge"
_COLUMNS = (
    "commitment_id, verdict, outcome_id, shortfall, near_miss, disputed, continuity, next_commitment_id, rule, reason, "
    "confidence, evidence_quote, evidence_document_id, next_quote"
)

# The history of each verdict; what is pending at first has none yet.
_HISTORY = """
insert or replace into verdict_changes by name
select n.commitment_id, (now() at time zone 'UTC')::timestamp as changed_at, v.verdict as verdict_before, n.verdict, v.continuity as continuity_before,
  n.continuity, n.rule, {recomputed} as recomputed, case when {recomputed} then 'recomputed' when d.document_id is null then 'vanished_document'
    when edited then 'changed_document' else 'new_document' end as cause,
  case when not {recomputed} then coalesce(d.document_id, w.document_id) end as because_of
from verdict_changed n left join verdicts v using (commitment_id)
join commitments c on c.commitment_id = n.commitment_id
left join commitments next on next.commitment_id = n.next_commitment_id
-- The document that the verdict says something else of than before: its evidence, else the next plan, else the promise's own.
cross join lateral (select case
    when v.commitment_id is not null and (n.outcome_id, n.evidence_quote, n.evidence_document_id) is distinct from (v.outcome_id, v.evidence_quote, v.evidence_document_id)
      then coalesce(n.evidence_document_id, v.evidence_document_id, c.document_id)
    when v.commitment_id is not null and n.verdict is not distinct from v.verdict then coalesce(next.document_id, c.document_id)
    else c.document_id end as document_id) w
left join documents d on d.document_id = w.document_id
-- An edit is the cause where it touched the promise, or, in another document, whatever that says now.
cross join lateral (select exists (from revisions r where r.document_id = w.document_id and r.new_sha256 = d.sha256 and r.kind is distinct from 'mirror'
    and (w.document_id <> c.document_id or list_contains(r.commitment_ids, n.commitment_id))) as edited)
where (n.verdict, n.continuity) is distinct from (coalesce(v.verdict, 'pending'), coalesce(v.continuity, 'pending'))
order by n.commitment_id;
"""


# Links that come out the same stay untouched, as verdicts do.
_LINKS = """
delete from links where commitment_id not in (select commitment_id from commitments)
   or (commitment_id, target) in (select commitment_id, target from link_changed)
   or (commitment_id, target) in (select commitment_id, target from link_gone);
insert into links by name select * from link_changed order by commitment_id, target;
"""


def rule_files() -> list[Path]:
    """The rule files in the order they run."""
    return sorted(RULES.glob("*.sql"))


# A promise may be tied to the place above (高于全省1个百分点): a changed report up there touches those places too.
_TO_JUDGE = """
select distinct d.place_code from documents d where $1 is null or list_contains($1, d.place_code)
union
select c.place_code from commitments c
where $1 is not null and c.unit = '个百分点' and c.relative_to is not null
  and (list_contains($1, left(c.place_code, 2) || '0000') or list_contains($1, left(c.place_code, 4) || '00') or list_contains($1, '000000'))
"""
# What the rules see of the working tables: all of the places that are judged, and the results of the places above them.
_SEEN = {
    "judged_place": "select unnest([{codes}]::varchar[]) as place_code",
    "place_above": "select distinct unnest([left(place_code, 4) || '00', left(place_code, 2) || '0000', '000000']) as place_code from judged_place",
    "commitments": AS_PROMISED.replace(
        "{commitments}",
        "select * exclude (rules) from {commitments} where place_code in (select place_code from judged_place)",
    ),
    "outcomes": """select * exclude (rules) from {outcomes}
where place_code in (select place_code from judged_place union select place_code from place_above)""",
    "documents": """select * from {documents} where document_id in (
  select document_id from {documents} where place_code in (select place_code from judged_place union select place_code from place_above)
  union select document_id from commitments union select document_id from outcomes)""",
    "statements": "select * from {statements} where place_code in (select place_code from judged_place)",
}
# Gathered over the portions: what comes out otherwise than it stands, and whose verdict goes without another.
_GATHERED = """
create or replace temp table verdict_changed as select {columns} from verdicts limit 0;
create or replace temp table verdict_gone (commitment_id varchar);
create or replace temp table link_changed as select * from links limit 0;
create or replace temp table link_gone (commitment_id varchar, target varchar)
"""
_GATHER = """
create or replace temp table portion_changed as
select {columns} from verdict_now except select {columns} from {verdicts} semi join verdict_now using (commitment_id);
create or replace temp table portion_gone as
select commitment_id from {verdicts} semi join commitments using (commitment_id) anti join verdict_now using (commitment_id);
create or replace temp table portion_link_changed as
select * from link_now except select * from {links} semi join link_now using (commitment_id);
create or replace temp table portion_link_gone as
select commitment_id, target from {links} semi join commitments using (commitment_id) anti join link_now using (commitment_id, target);
"""
_KEEP = """
insert into verdict_changed from portion_changed; insert into verdict_gone from portion_gone;
insert into link_changed by name from portion_link_changed; insert into link_gone from portion_link_gone
"""


def judge(
    con: duckdb.DuckDBPyConnection,
    changed: Collection[str] | None = None,
    *,
    recomputed: bool = False,
    version: str | None = None,
    then: Callable[[], object] | None = None,
    gather: str | None = None,
    at_once: int = AT_ONCE,
) -> dict[str, int]:
    """Judges the commitments of the working tables; returns how many commitments have each verdict.

    `changed` holds the codes of the places whose documents changed: only they are judged anew, and those whose promises are
    tied to them. None judges all. Rows of `verdicts` that come out the same are left untouched, so that a run over unchanged
    documents changes nothing. `recomputed` marks the rows that come out otherwise than before as the work of a new version of
    the code on documents known before; `version` is the code's, kept with them.

    The places are judged by portions of `at_once` rows (warehouse/portions.py); all that comes of it is written in one transaction, in which
    `then` is called as well. A place that does not fit in memory keeps the verdicts it had and becomes a row of `rejections` (see `refused_places`).
    Inside a transaction of the caller it becomes part of that one, and what does not fit is an error. `gather` is SQL that
    is run after each portion, while the tables of the rules stand.
    """
    units.put_into(con)
    record.put_into(con)
    places = [code for (code,) in con.execute(_TO_JUDGE, [None if changed is None else sorted(changed)]).fetchall()]
    con.execute(_GATHERED.format(columns=_COLUMNS))
    refusals: list[dict[str, Any]] = []
    # The memory of what was read before is worth more here.
    give_back(con)
    each_portion(
        con,
        place_portions(con, places, at_once),
        lambda codes: _weigh(con, codes, gather),
        lambda code, why: refusals.append(_refusal(con, code, why)),
    )
    with transaction(con):
        con.execute(
            f"""
            {_HISTORY.format(recomputed=recomputed)}
            delete from verdicts where commitment_id in (select commitment_id from verdict_changed)
               or commitment_id not in (select commitment_id from commitments)
               or commitment_id in (select commitment_id from verdict_gone);
            """
        )
        con.execute(
            f"insert into verdicts ({_COLUMNS}, recomputed, judged_by) select {_COLUMNS}, ?, ? from verdict_changed order by commitment_id",
            [recomputed, version],
        )
        con.execute(_LINKS)
        con.execute("delete from rejections where stage = ? and url in (select unnest(?::varchar[]))", [STAGE, places])
        upsert(con, "rejections", refusals, ("url", "stage"))
        if then is not None:
            then()
    con.execute(
        "drop table temp.verdict_changed; drop table temp.verdict_gone; drop table temp.link_changed; drop table temp.link_gone"
    )
    if not is_inside(con):
        con.execute("checkpoint")  # what is not yet in the file cannot be given back
    give_back(con)
    rows = con.execute("select verdict, count(*) from verdicts group by verdict order by verdict").fetchall()
    return {str(verdict): int(count) for verdict, count in rows}


def refused_places(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Code of each place that could not be judged -> why, with the remedy."""
    return dict(
        con.execute(
            "select url, reason || '; ' || remedy from rejections where stage = ? order by url", [STAGE]
        ).fetchall()
    )


def _weigh(con: duckdb.DuckDBPyConnection, codes: Sequence[str], gather: str | None) -> None:
    """Judges the places of one portion, and gathers what comes out otherwise than it stands."""
    names = {
        table: main(con, table)
        for table in ("documents", "commitments", "outcomes", "statements", "verdicts", "links", "first_wordings")
    }
    with only(con, {table: rows.format(codes=listed(codes), **names) for table, rows in _SEEN.items()}):
        ruleset.put_into(con)
        for path in rule_files():
            con.execute(path.read_text("utf-8"))
            for step in _STEPS.get(path.name, ()):
                step(con)
        con.execute(NOTE.format(**names))
        con.execute(_GATHER.format(columns=_COLUMNS, **names))
        with transaction(con):  # a portion that fails here leaves nothing, and is tried again
            con.execute(_KEEP)
            if gather is not None:
                con.execute(gather)


def _refusal(con: duckdb.DuckDBPyConnection, code: str, why: str) -> dict[str, Any]:
    names = con.execute("select name from places where place_code = ?", [code]).fetchall()
    return {
        "url": code, "stage": STAGE, "found_at": datetime.now(UTC),
        "reason": f"{names[0][0] if names else code}: its documents do not fit in memory to be judged, and its verdicts stay as they were ({why})",
        "remedy": f"give DuckDB more memory with {MEMORY_VARIABLE} (now {memory_limit()}MB)",
    }  # fmt: skip
