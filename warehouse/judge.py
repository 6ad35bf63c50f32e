"""Verdicts: runs the rule files in order over the working tables and brings the table `verdicts` up to date."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import duckdb

from warehouse import ruleset
from warehouse.linking import akin, link, plan, search
from warehouse.store import transaction

# Steps that are no SQL, by the file that they come after: when `promise` and `result` stand and no rule has compared them yet, links are made;
# when every rule has decided what it can, silence is searched for; then the next plan for what goes on in it.
_STEPS: dict[str, tuple[Callable[[duckdb.DuckDBPyConnection], int], ...]] = {
    "10_series.sql": (link.fill, akin.still_named),
    "65_projects.sql": (search.fill,),
    "70_silence.sql": (plan.fill,),
}
# What DuckDB may hold while judging; beyond it spills to disk. Costs no time up to some 100,000 commitments.
_MEMORY = "640MB"
# DuckDB's rewriting of `row_number() … = 1` fails on some of the rules, depending on the data ("Failed to cast expression to type"); without it they run as fast.
_NOT_BY = "top_n_window_elimination"
RULES = Path(__file__).with_name("rules")
_COLUMNS = (
    "commitment_id, verdict, outcome_id, shortfall, near_miss, disputed, continuity, next_commitment_id, rule, reason, "
    "confidence, evidence_quote, evidence_document_id, next_quote"
)

# The history of each verdict; what is pending at first has none yet.
_HISTORY = """
insert or replace into verdict_changes
select n.commitment_id, (now() at time zone 'UTC')::timestamp, v.verdict, n.verdict, v.continuity, n.continuity, n.rule, {recomputed}
from verdict_changed n left join verdicts v using (commitment_id)
where (n.verdict, n.continuity) is distinct from (coalesce(v.verdict, 'pending'), coalesce(v.continuity, 'pending'))
order by n.commitment_id;
"""


# Links that come out the same stay untouched, as verdicts do.
_LINKS = """
create or replace temp table link_changed as select * from link_now except select * from links;
delete from links where commitment_id not in (select commitment_id from commitments)
   or (commitment_id, target) in (select commitment_id, target from link_changed)
   or (commitment_id in (select commitment_id from commitments join judged_place using (place_code))
     and (commitment_id, target) not in (select commitment_id, target from link_now));
insert into links select * from link_changed order by commitment_id, target;
"""


def rule_files() -> list[Path]:
    """The rule files in the order they run."""
    return sorted(RULES.glob("*.sql"))


# A promise may be tied to the place above (高于全省1个百分点): a changed report up there touches those places too.
_JUDGED = """
create or replace temp table judged_place as
select distinct d.place_code from documents d where $1 is null or list_contains($1, d.place_code)
union
select c.place_code from commitments c
where $1 is not null and c.unit = '个百分点' and c.relative_to is not null
  and (list_contains($1, left(c.place_code, 2) || '0000') or list_contains($1, left(c.place_code, 4) || '00') or list_contains($1, '000000'));
"""
_ABOVE = """
create or replace temp table place_above as
select distinct unnest([left(place_code, 4) || '00', left(place_code, 2) || '0000', '000000']) as place_code from judged_place
"""


def judge(
    con: duckdb.DuckDBPyConnection,
    changed: Collection[str] | None = None,
    *,
    recomputed: bool = False,
    version: str | None = None,
) -> dict[str, int]:
    """Judges the commitments of the working tables; returns how many commitments have each verdict.

    `changed` holds the codes of the places whose documents changed: only they are judged anew, and those whose promises are
    tied to them. None judges all. Rows of `verdicts` that come out the same are left untouched, so that a run over unchanged
    documents changes nothing. `recomputed` marks the rows that come out otherwise than before as the work of a new version of
    the code on documents known before; `version` is the code's, kept with them. Inside a transaction it becomes part of that one.
    """
    con.execute(f"set memory_limit = '{_MEMORY}'")
    con.execute(f"set disabled_optimizers = '{_NOT_BY}'")
    con.execute(_JUDGED, [None if changed is None else sorted(changed)])
    con.execute(_ABOVE)
    ruleset.put_into(con)
    for path in rule_files():
        con.execute(path.read_text("utf-8"))
        for step in _STEPS.get(path.name, ()):
            step(con)
    with transaction(con):
        con.execute(
            f"""
            create or replace temp table verdict_changed as select {_COLUMNS} from verdict_now except select {_COLUMNS} from verdicts;
            {_HISTORY.format(recomputed=recomputed)}
            delete from verdicts where commitment_id in (select commitment_id from verdict_changed)
               or commitment_id not in (select commitment_id from commitments)
               or commitment_id in (
                 select c.commitment_id from commitments c join judged_place using (place_code) anti join verdict_now using (commitment_id));
            """
        )
        con.execute(
            f"insert into verdicts ({_COLUMNS}, recomputed, judged_by) select {_COLUMNS}, ?, ? from verdict_changed order by commitment_id",
            [recomputed, version],
        )
        con.execute(_LINKS)
    con.execute("reset memory_limit")
    con.execute("reset disabled_optimizers")
    rows = con.execute("select verdict, count(*) from verdicts group by verdict order by verdict").fetchall()
    return {str(verdict): int(count) for verdict, count in rows}
