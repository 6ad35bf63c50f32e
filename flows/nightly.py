"""The main job: the flow `nightly` runs capture, process and alert in order, in one process."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow

from flows.alert import alert
from flows.alerting.run import Alerted
from flows.capture import capture
from flows.capturing import sample
from flows.capturing.progress import running
from flows.capturing.run import Captured
from flows.events import send_events
from flows.prefect_runs import run_name
from flows.process import process
from flows.processing.run import Processed
from flows.serving.health import end_night
from flows.serving.own_server import lost_server, start_server
from flows.settings import Home, as_home, find_corrections, find_sources, writer_wait
from warehouse.store import open_store


@dataclass(slots=True)
class Night:
    """What the three flows of one night did."""

    captured: Captured
    processed: Processed
    alerted: Alerted
    is_sample: bool


@flow(name="nightly", flow_run_name=run_name("nightly"), validate_parameters=False, timeout_seconds=23 * 3600)
def nightly(
    home: Home | str | None = None,
    sources: Path | None = None,
    now: datetime | None = None,
    corrections: Path | None = None,
) -> Night:
    """Captures what the sources list, processes what is new, and raises alerts; without sources, on the sample
    that ships. `now` is the alerts' clock."""
    home, sources = as_home(home), sources or find_sources(None)
    corrections = find_corrections(corrections, sources)
    serving = sample.serve() if sources is None else nullcontext()
    with serving as site:
        captured = capture(home, sources or sample.SOURCES, site, "caller")
    processed = process(home, handover="caller", corrections=corrections)
    alerted = alert(home, handover="caller", now=now)
    if not processed.blocked:
        with open_store(home.database, writer_wait()) as con:
            end_night(con, home, now or datetime.now(UTC))
            send_events(con)
    return Night(captured, processed, alerted, sources is None)


def run_night(home: Home, sources: Path | None = None, corrections: Path | None = None) -> Night:
    """The flow `nightly` as the command runs it: with a server of Prefect's own where no other is set.

    Raises ServerError where that does not come up, or no longer answers.
    """
    with running("prefect"):
        start_server()
    try:
        return nightly(home, sources, corrections=corrections)
    except Exception as error:
        if (lost := lost_server(error)) is not None:
            raise lost from error
        raise
