"""The flow `capture`: what changed out there? Its work is flows/capturing/run.py's."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows.capturing.run import Captured, capture_documents
from flows.capturing.sample import SampleSite
from flows.events import Handover
from flows.prefect_runs import run_name
from flows.settings import Home
from flows.tasks import as_task


@flow(name="capture", flow_run_name=run_name("capture"), validate_parameters=False, timeout_seconds=12 * 3600)
def capture(
    home: Home | str | None = None,
    directory: Path | str | None = None,
    sample: SampleSite | None = None,
    handover: Handover = "event",
) -> Captured:
    """Fetches what the sources list and archives what came; see capture_documents."""
    return capture_documents(home, directory, sample, handover, as_task)
