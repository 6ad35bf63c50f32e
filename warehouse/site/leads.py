"""What the front page leads with: by news value, each item once, and an accusation of silence only on two sure readings."""

from __future__ import annotations

from typing import Any

import duckdb

from warehouse.site.queries import Row, rows

LEADS = 8
_SURE = 0.8  # below this confidence nothing leads
_MOST_OF_PLACE = 2  # so that one place's bad year does not fill the page
_ENOUGH = 8  # results of an indicator from which on their spread says something

# News value: a real place's before an invented one's, the newest year, the main targets before what else the text promises, how far off in
# the indicator's own spread (the middle half of all its gaps: 2 points are much for growth and nothing for investment; where few
# are known, in the size of the promise itself), and how sure it is. What two documents dispute, or rounding may explain, does not lead.
# A target that is gone leads only on two sure readings: that of the promise, in a list of main targets, and that of the next plan, whose
# searched section is quoted; both documents whole, neither mended by hand nor held back. One that was reached and then left out is no news.
_LEADS = f"""
with spread as (
  select indicator_id, measure, unit, quantile_cont(shortfall, 0.75) - quantile_cont(shortfall, 0.25) as width
  from judged where shortfall is not null and indicator_id is not null and verdict in ('met', 'missed') group by all having count(*) >= {_ENOUGH}
), sized as (
  select j.*, null as milestone, coalesce(o.estimate, false) as estimated,
         least(abs(j.shortfall) / coalesce(nullif(s.width, 0), nullif(abs(j.promised), 0)), 5) as size
  from judged j left join spread s using (indicator_id, measure, unit) left join outcomes o using (outcome_id)
), news as (
  select z.*, z.verdict in ('missed', 'lagging') as fell_short
  from sized z join documents d on d.document_id = z.document_id left join documents n on n.document_id = z.next_document_id
  where z.confidence >= {_SURE} and not coalesce(z.disputed, false) and not coalesce(z.near_miss, false) and (
    (z.verdict in ('missed', 'lagging') and z.evidence_quote is not null and not z.estimated)
    or (z.continuity = 'dropped' and z.verdict <> 'met' and z.headline and z.next_quote is not null and d.complete and n.complete
        and d.corrected is null and n.corrected is null and d.held_since is null and n.held_since is null))
), ranked as (
  select *, row_number() over (
    order by fictional, plan_year desc, headline desc, coalesce(size, 0) desc, fell_short desc, confidence desc, commitment_id) as rank
  from news
)
select * exclude (rank) from ranked qualify row_number() over (partition by place_code order by rank) <= {_MOST_OF_PLACE} order by rank limit {LEADS}
"""
_FIGURES = """
select (select count(*) from documents) as documents, (select count(distinct place_code) from documents) as places,
       (select min(year) from documents) as first, (select max(year) from documents) as last, count(*) as promises,
       count(*) filter (where verdict not in ('pending', 'not_due', 'on_track', 'lagging')) as due,
       count(*) filter (where verdict in ('met', 'missed')) as decided, count(*) filter (where verdict = 'met') as met,
       count(*) filter (where verdict = 'missed') as missed from judged
"""
_LATEST = """
select d.document_id, d.place_code, p.name, p.fictional, d.kind, d.year, d.period_end, d.captured_at, d.published_on
from documents d join places p using (place_code) order by d.captured_at::date desc, d.year desc, d.published_on desc nulls last, d.document_id limit 3
"""


def leads(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """The promises that lead, the most telling first; each of them once, undressed."""
    return rows(con, _LEADS)


def figures(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What is held: documents, places, first and last year, promises, how many are due and how many of these could be decided; and the
    shares in whole percent, None where there is nothing to divide by."""
    (found,) = rows(con, _FIGURES)
    found["decided_share"] = _percent(found["decided"], found["due"])
    found["kept_share"] = _percent(found["met"], found["decided"])
    return found


def latest(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """The documents that came last."""
    return rows(con, _LATEST)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
