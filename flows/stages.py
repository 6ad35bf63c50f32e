"""How the work of the flows calls its stages, so that it is written once and knows no Prefect.

The functions that do the work (flows/capturing/run.py, processing.py, alerting.py) take a `Stage` and call each of their stages
through it. `plainly` just calls; the flows pass `as_task` (flows/tasks.py), which makes each stage a task that Prefect shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flows.capturing.progress import running
from flows.stopping import check_stopped

T = TypeVar("T")


class Stage(Protocol):
    """Calls `work` with the arguments and gives what it gives; `name` is one of those in flows/progress.py."""

    def __call__(self, name: str, work: Callable[..., T], /, *arguments: Any) -> T: ...


def plainly(name: str, work: Callable[..., T], /, *arguments: Any) -> T:
    """A stage as a call like any other: shown on a terminal, and nowhere else."""
    check_stopped()
    with running(name):
        return work(*arguments)
