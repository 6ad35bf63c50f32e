"""The main job: the flow `nightly` runs capture, process and alert in order, in one process."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from flows import sample
from flows.alert import Alerted, alert
from flows.capture import Captured, capture
from flows.process import Processed, process
from flows.settings import Home, as_home, find_corrections, find_sources


@dataclass(slots=True)
class Night:
    """What the three flows of one night did."""

    captured: Captured
    processed: Processed
    alerted: Alerted
    is_sample: bool


@flow(name="nightly", flow_run_name="nightly", validate_parameters=False)
def nightly(home: Home | str | None = None, sources: Path | None = None, corrections: Path | None = None) -> Night:
    """Captures what the sources list, processes what is new, and raises alerts; without sources, on the sample that ships."""
    home, sources = as_home(home), sources or find_sources(None)
    corrections = find_corrections(corrections, sources)
    serving = sample.serve() if sources is None else nullcontext()
    with serving as site:
        captured = capture(home, sources or sample.SOURCES, site)
    return Night(captured, process(home, corrections), alert(home), sources is None)
