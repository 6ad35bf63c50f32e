"""The work of the flow `alert`: who has to know? Writes each new fact to the ledger once and hands it to the channels."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flows.alerting.delivery import deliver, tell_late
from flows.alerting.ledger import Alerted, raise_new
from flows.alerting.routes import load_routes
from flows.events import Handover, note_event, send_events
from flows.keeping import keep_ledger
from flows.prefect_runs import places_said, say, show_table
from flows.processing.site import bring_up_to_date
from flows.processing.state import withheld_documents
from flows.serving.health import health, note_step
from flows.settings import Home, as_home, writer_wait
from flows.stages import Stage, plainly
from flows.waiting import UNTOLD, await_site, is_checked, strike
from warehouse.publish import publish
from warehouse.store import open_store, transaction, upsert

__all__ = ["Alerted", "raise_alerts"]


def raise_alerts(
    home: Home | str | None = None,
    places: list[str] | None = None,
    cause: str | None = None,
    handover: Handover = "event",
    now: datetime | None = None,
    stage: Stage = plainly,
) -> Alerted:
    """Writes an alert for each missed, lagging, dropped or lowered target, edited page and failing source that has none yet, and
    sends what is due.

    Where `process` left something judged and unchecked, as it died, nothing new is raised or published before it has run again.
    What a new version of the code found in documents known before is no news and raises none. `places` and `cause` come from the
    event that started the run and name it; all places are looked at. `now` (aware, default the clock) decides on quiet hours,
    digests and snoozed alerts. Raises RoutesError.
    """
    home, now = as_home(home), now or datetime.now(UTC)
    routes = load_routes()
    result = Alerted()
    with open_store(home.database, writer_wait()) as con:
        withheld = withheld_documents(con)
        # What was judged and not checked since is no fact yet, and what is published stays: the flow `process` has to run first.
        checked = is_checked(con)
        with transaction(con):
            if checked:
                raise_new(con, str(home.root), now, routes, withheld, result)
                strike(con, UNTOLD)
        stage("deliver", deliver, con, routes, now, result)
        if handover == "event":
            tell_late(con, routes, health(home, now, con), now, result)
            if not checked:
                about: dict[str, Any] = {
                    "home": str(home.root),
                    "places": [],
                    "new": 0,
                    "changed": 0,
                    "failed": 0,
                    "cause": cause or "alert",
                }
                note_event(con, "pledgewatch.capture.finished", home.root.name, about, now, "process")
        # By the rows, not by what this run did: one that died after it had sent left its alerts unpublished.
        if (standing := _digest(con)) != _published(con) and checked:
            await_site(con)
            publish(con, home.published, withheld)
            upsert(con, "run_state", [{"name": "alerts", "value": standing}], "name")
            result.faults += bring_up_to_date(home, con, stage)
        send_events(con)
        keep_ledger(con, home)
    note_step(home, "alert", now, waiting=result.waiting)
    show_table("new-verdicts", result.table, "新提醒：结论、说明与出处")
    say(
        f"{len(result.raised)} alerts raised, {len(result.cleared)} cleared, {result.held} held back as known before, "
        f"{result.delivered} delivered, {result.waiting} waiting"
        + (f" (started by {cause} for {places_said(places or [])})" if cause else "")
    )
    for failure in result.failures:
        say(f"not delivered: {failure}")
    for fault in result.faults:
        say(f"not told: {fault}")
    return result


def _digest(con: Any) -> str:
    """Of all alerts as they stand; empty where there are none."""
    return con.execute(
        "select coalesce(md5(string_agg(a::varchar, ';' order by alert_id)), '') from alerts a"
    ).fetchall()[0][0]


def _published(con: Any) -> str:
    """The digest of the alerts that the last run published."""
    rows = con.execute("select value from run_state where name = 'alerts'").fetchall()
    return rows[0][0] if rows else ""
