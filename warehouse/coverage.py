"""The coverage ledger: for each place, kind and year that a source must yield, whether it is there, due or overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from warehouse.store import transaction

# Each expectation with the best document, what its addresses answered, and the column that failed.
_NOW = """
create or replace temp table coverage_now as
with held as (
  select e.place_code, e.kind, e.year, e.period_end, arg_max(d.document_id, d.complete::int) as document_id,
         bool_or(d.complete) as complete, any_value(d.incomplete_reason) as why
  from expectations e join documents d on d.place_code = e.place_code and d.kind = e.kind and d.year = e.year
    and case when e.period_end is null then d.period_end is null or (month(d.period_end) = 12 and day(d.period_end) = 31)
             else d.period_end is not distinct from e.period_end end
  group by all
), asked as (
  select e.place_code, e.kind, e.year, e.period_end, count(*) as addresses,
         count(*) filter (c.error is null and r.reason is null) as well,
         min(coalesce(c.error, c.url || ': ' || r.reason)) as error,
         bool_or(c.status in (401, 403, 405, 412, 418, 429, 451, 503, 521, 567) or c.error like '%robots.txt%'
                 or c.error like '%challenge page%' or r.reason like '%challenge page%') as shut
  from expectations e join captures c on c.place_code = e.place_code and c.kind = e.kind and c.year = e.year
    and (e.period_end is null or c.period_end is not distinct from e.period_end)
  left join (select url, min(reason) as reason from rejections where stage = 'read' group by url) r on r.url = c.url
  group by all
), columns as (
  select place_code, count(*) as columns, count(*) filter (error is null) as well, min(url || ': ' || error) as error
  from column_state group by place_code
)
select e.place_code, e.kind, e.year, e.period_end, h.document_id,
  case when h.complete then 'found'
       when h.document_id is not null then 'incomplete'
       when e.opens > $today then 'not_due'
       when a.well = 0 and a.shut then 'blocked'
       when a.addresses is null and c.columns > 0 and c.well = 0 then 'blocked'
       when e.due is null or e.due < $today then 'overdue'
       else 'due' end as state,
  case when h.complete then a_note.note
       when h.document_id is not null then h.why
       when e.opens > $today then 'can be there from ' || e.opens
       when a.well = 0 then a.error
       when a.addresses is null and c.columns > 0 and c.well = 0 then c.error
       when e.due is null then 'its address has given no document'
       when e.due < $today then 'was due by ' || e.due || coalesce('; ' || c.error, '; no address is known: look for it')
       else 'due by ' || e.due end as reason
from expectations e
left join held h on (h.place_code, h.kind, h.year) = (e.place_code, e.kind, e.year) and h.period_end is not distinct from e.period_end
left join asked a on (a.place_code, a.kind, a.year) = (e.place_code, e.kind, e.year) and a.period_end is not distinct from e.period_end
left join columns c on c.place_code = e.place_code
left join (
  select d.document_id, 'held, and its address now fails: ' || min(c.error) as note
  from documents d join captures c using (url) where c.error is not null group by all
) a_note on a_note.document_id = h.document_id
"""
_SAME = """
l.place_code = n.place_code and l.kind = n.kind and l.year is not distinct from n.year
and l.period_end is not distinct from n.period_end and l.state = n.state
and l.document_id is not distinct from n.document_id and l.reason is not distinct from n.reason
"""


def update_coverage(con: Any, today: date | None = None) -> dict[str, int]:
    """Bring `coverage` up to date with `expectations`, documents and captures; rows that say the same stay as they are.

    `today` is the day that due days are held against, by default this one (UTC). Gives the number of rows by state.
    """
    with transaction(con):
        con.execute(_NOW, {"today": today or datetime.now(UTC).date()})
        con.execute(f"delete from coverage l where not exists (select 1 from coverage_now n where {_SAME})")
        con.execute(
            "insert into coverage by name select n.*, $now::timestamp as checked_at from coverage_now n"
            f" where not exists (select 1 from coverage l where {_SAME})",
            {"now": datetime.now(UTC).replace(tzinfo=None)},
        )
        con.execute("drop table coverage_now")
        return dict(con.execute("select state, count(*) from coverage group by all order by all").fetchall())
