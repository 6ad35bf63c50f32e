"""The flow `process`: what do we now know? Its work is flows/processing/run.py's."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows.events import Handover
from flows.prefect_runs import run_name
from flows.processing.run import Processed, process_documents
from flows.settings import Home
from flows.tasks import as_task


@flow(name="process", flow_run_name=run_name("process"), validate_parameters=False, timeout_seconds=6 * 3600)
def process(
    home: Home | str | None = None,
    places: list[str] | None = None,
    cause: str | None = None,
    handover: Handover = "event",
    corrections: Path | str | None = None,
) -> Processed:
    """Reads what was captured and not yet read; judges, checks and publishes if anything changed; see process_documents."""
    return process_documents(home, places, cause, handover, corrections, as_task)
