"""What waits to be done, as the database has it: found by the next run of anything, whoever was to be told and was not.

An event, or the step that follows in a night, only makes it quick. What a step owes to the next is a row: captures that nobody read, places
that nobody judged, and the marks that the steps below leave in `run_state` in the same transaction as their work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from warehouse.store import upsert

Step = Literal["process", "alert"]
UNPUBLISHED = "unpublished"  # rows that were loaded or judged, and not checked and published since
UNTOLD = "untold"  # verdicts that were judged, and not looked at by `alert` since
SITE = "site"  # published, and the pages are older: `wait TIME`, or `stand`

# What waits, how many, since when (UTC), and whose work it is.
_WAITS = """
select 'documents captured and not read' as what, count(*) as n, min(c.first_captured_at) as since, 'process' as step
from captures c left join reading_state s using (url) where c.sha256 is not null and s.sha256 is distinct from c.sha256
union all
select 'places not judged', count(*), min(since), 'process' from unjudged_places
union all
select 'verdicts judged and not published', count(*), min(try_cast(value as timestamp)), 'process' from run_state where name = 'unpublished'
union all
select 'publications without pages', count(*), min(try_cast(substr(value, 6) as timestamp)), 'process'
from run_state where name = 'site' and value <> 'stand'
union all
select 'verdicts nobody looked at for alerts', count(*), min(try_cast(value as timestamp)), 'alert' from run_state where name = 'untold'
union all
select 'alerts for their channel or hour', count(*), min(since), 'alert' from (
  select greatest(raised_at, coalesce(snoozed_until, raised_at)) as since from alerts
  where delivered_at is null and acked_at is null and cleared_at is null and coalesce(snoozed_until, timestamp '1970-01-01') <= $now
  union all
  select cleared_at from alerts where cleared_why is not null and clearing_told_at is null and acked_at is null
    and (delivered_at is not null or alert_id in (select alert_id from deliveries where delivered_at is not null)))
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: what, how many of it, since when at the earliest (UTC; None where nobody knows), and which flow does it."""

    what: str
    count: int
    since: datetime | None
    step: Step


def waiting(con: Any, now: datetime | None = None) -> list[Waiting]:
    """All that waits, in the order of the way of a document."""
    at = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    return [
        Waiting(what, n, since.replace(tzinfo=UTC) if since else None, step)
        for what, n, since, step in con.execute(_WAITS, {"now": at}).fetchall()
        if n
    ]


def mark(con: Any, *names: str) -> None:
    """Notes, with the work that owes it, that something waits; what waits already keeps its time."""
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
    for name in names:
        con.execute("insert or ignore into run_state values (?, ?)", [name, at])


def strike(con: Any, name: str) -> None:
    """Notes that it is done."""
    con.execute("delete from run_state where name = ?", [name])


def await_site(con: Any) -> None:
    """Notes, before anything is published, that the pages are older: a run that dies after this leaves the next one to make them."""
    if con.execute("select 1 from run_state where name = 'site' and starts_with(value, 'wait')").fetchall():
        return
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
    upsert(con, "run_state", [{"name": SITE, "value": f"wait {at}"}], "name")


def is_checked(con: Any) -> bool:
    """Whether what the tables say was judged and checked as it stands, so that it may be shown and told. What could not be judged for want
    of memory keeps the verdicts that it had."""
    return not con.execute(
        "select 1 from run_state where name = 'unpublished' union all"
        " select 1 from unjudged_places where place_code not in (select url from rejections where stage = 'judge')"
    ).fetchall()
