"""The flow `alert`: who has to know? Its work is flows/alerting/run.py's."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.alerting.run import Alerted, raise_alerts
from flows.events import Handover
from flows.prefect_runs import run_name
from flows.settings import Home
from flows.tasks import as_task


@flow(name="alert", flow_run_name=run_name("alert"), validate_parameters=False, timeout_seconds=3600)
def alert(
    home: Home | str | None = None,
    places: list[str] | None = None,
    cause: str | None = None,
    handover: Handover = "event",
    now: datetime | None = None,
) -> Alerted:
    """Raises the alerts that have not been raised and sends what is due; see raise_alerts."""
    return raise_alerts(home, places, cause, handover, now, as_task)
