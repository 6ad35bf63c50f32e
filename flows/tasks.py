"""Stages as tasks of Prefect: each has a run in the UI, with a name, a limit of time and a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.stages import plainly

T = TypeVar("T")

# Names of the runs in the UI, and hours after which a stage is given up, where it is not one.
_TITLES = {
    "load-sources": "load sources", "discover": "follow columns", "fetch": "fetch pages", "read": "read {} documents",
    "deliver": "send alerts",
}  # fmt: skip
_HOURS = {"discover": 3.0, "fetch": 6.0, "read": 4.0, "publish": 0.5, "deliver": 0.25}


def as_task(name: str, work: Callable[..., T], /, *arguments: Any) -> T:
    """A stage as a task of the flow run that this happens in."""

    # What it works on is held by the closure: Prefect looks for futures in parameters, and would hash and store them.
    def run() -> T:
        return plainly(name, work, *arguments)

    count = len(arguments[0]) if name == "read" else ""
    title = _TITLES.get(name, name).format(count)
    limit = _HOURS.get(name, 1.0) * 3600
    return task(name=name, task_run_name=title, cache_policy=NO_CACHE, timeout_seconds=limit)(run)()
