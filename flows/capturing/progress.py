"""Which stage of a run runs now, and what each took: one line on a terminal, nothing in a pipe or a log."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any

# What the terminal says while a stage runs.
_WORDS = {
    "prefect": "starting Prefect's server", "load-sources": "reading sources", "discover": "following columns", "fetch": "fetching",
    "archive": "archiving", "read": "reading", "load": "loading", "judge": "judging", "check": "checking", "publish": "publishing",
    "site": "building the site", "deliver": "sending alerts",
}  # fmt: skip


@dataclass(slots=True)
class Took:
    """One stage, summed over its runs: seconds by the clock, and of the processors, ended child processes with them."""

    stage: str
    seconds: float = 0.0
    cpu: float = 0.0


@dataclass(slots=True)
class Watch:
    """What is known of the stages of one run; `bar` is the terminal's line, None where there is no terminal."""

    bar: Any = None
    line: Any = None
    took: dict[str, Took] = field(default_factory=dict[str, Took])
    begun: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        """By the clock, since the run began."""
        return time.perf_counter() - self.begun


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def cpu_seconds() -> float:
    """Seconds of the processors that this process and its ended children have used."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


@contextmanager
def watching(first: str = "starting") -> Generator[Watch]:
    """While the block runs, a terminal shows the stage that runs; gives what each took. `first` is said until one begins."""
    watch = Watch()
    before = _watch.set(watch)
    try:
        if not sys.stderr.isatty():
            yield watch
            return
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        with _progress(
            SpinnerColumn(), TextColumn("{task.description}{task.fields[said]}"), TimeElapsedColumn()
        ) as bar:
            watch.bar, watch.line = bar, bar.add_task(first, total=None, said="")
            yield watch
    finally:
        _watch.reset(before)


@contextmanager
def running(stage: str) -> Generator[None]:
    """One stage: shown while the block runs, its seconds added to those of the run."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    if watch.bar is not None:
        watch.bar.reset(watch.line, description=_WORDS.get(stage, stage), said="")
    took = watch.took.setdefault(stage, Took(stage))
    clock, cpu = time.perf_counter(), cpu_seconds()
    try:
        yield
    finally:
        took.seconds += time.perf_counter() - clock
        took.cpu += cpu_seconds() - cpu


@contextmanager
def counting(label: str, total: int) -> Generator[Callable[[], None]]:
    """Gives a function to call at each step; while the block runs, a terminal shows how many of `total` are done."""
    watch = _watch.get()
    if watch is not None:
        tell, done = saying(label), count(1)
        tell(0, total)
        yield lambda: tell(next(done), total)
        return
    if not total or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    with _progress(TextColumn(f"{label:<14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def saying(label: str) -> Callable[[int, int], None]:
    """Gives a function that takes how many of how many are done, for work that counts by itself."""
    watch = _watch.get()

    def tell(done: int, total: int) -> None:
        if watch is not None and watch.bar is not None and total:
            watch.bar.update(watch.line, said=f" {done} of {total} {label}")

    return tell


def _progress(*columns: Any) -> Any:
    from rich.progress import Progress

    from flows.cli.terminal import console

    return Progress(*columns, console=console(stderr=True), transient=True)
