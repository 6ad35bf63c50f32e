"""Reading in processes of its own, each piece of work with a limit of time and memory: what exceeds it costs itself alone.

Pebble's pool starts the processes, hands out the work and names the one piece that a process died of. What runs in them,
and how the limits hold there, is extract/worker.py.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.forkserver import ensure_running
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extract.model import WorkersError
from extract.worker import FULL, TIMER, alive, called, measured, prepare

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")

_AHEAD = 8  # pieces of work handed out for each process: enough to keep all busy while one takes long
_STANDING = 3  # times the limit, on the wall's clock: a process that does not compute and does not end either
_STARTING = 90.0  # seconds that a process may take to start on a busy machine
_TRIES = 2  # a process may be ended by the system for another one's hunger; twice in a row is the document's own doing


class Exceeded(str):
    """Why a piece of work gave no result: `reason; remedy`, in one line for the operator."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take: `seconds` of computing time, `mebibytes` (MiB) of memory, the process itself included."""

    seconds: float = 20.0
    mebibytes: int = 1024

    def __str__(self) -> str:
        return f"{self.seconds:g}s/{self.mebibytes}M"


class _Task:
    """One piece of work on its way."""

    def __init__(self, function: Callable[[Any], Any], item: Any) -> None:
        self.function, self.item = function, item
        self.future: ProcessFuture[bytes] | None = None
        self.tries = 0


def _start_server() -> None:
    """Starts the process that the others are forked from, deaf to Ctrl-C: a terminal sends it to all, and one that is still importing
    would answer with a traceback. Whoever started it ends it, and those forked from it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Workers:
    """Processes that stay for as long as this object does, so that their start is paid for once. Not for several threads at a time.

    They are forked from one that has imported the reader and nothing else, where the system can (`forkserver`): one that
    was ended is replaced within milliseconds. Elsewhere each is started anew.
    """

    def __init__(self, limits: Limits | None = None, preload: Sequence[str] = ("extract.document",)) -> None:
        """`preload`: modules that every process imports before its first piece of work, outside the limits."""
        self.limits = limits or Limits()
        self._preload = list(preload)
        self._context: Any = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
        if self._context.get_start_method() == "forkserver":
            self._context.set_forkserver_preload(self._preload)
        self._pool: ProcessPool | None = None
        self._count = 0

    def run(self, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R | Exceeded:
        """One piece of work; see `map`."""
        return next(self.map(called, [(function, arguments, named)]))

    def map(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R | Exceeded]:
        """The result for each item, in order, as they come; or why there is none. One item's fault never reaches another's.

        `function` is of a module's top level and, like items and results, can be pickled. An item whose process was ended
        from outside, or crashed, is tried once more. The time counts from when an item is begun, not from when it is handed
        in. Leaving the iterator early ends what still runs. Raises WorkersError where no process can be started.
        """
        if not items:
            return
        count = min(os.cpu_count() or 1, max(1, len(items) // 2))
        waiting = deque(_Task(function, item) for item in items)
        running: deque[_Task] = deque()
        try:
            while waiting or running:
                if not running:
                    self._ready(count)
                # After a break those that ran are gone through one by one, and nothing new is begun beside them.
                while waiting and len(running) < _AHEAD * count and (not running or running[-1].future is not None):
                    running.append(waiting.popleft())
                    with suppress(BrokenProcessPool):  # looked after when its turn comes
                        self._begin(running[-1])
                yield self._result(running)
                running.popleft()
        finally:
            for task in running:
                if task.future is not None:
                    task.future.cancel()

    def close(self) -> None:
        """End all processes at once, whatever they are doing; the next work starts new ones."""
        pool, self._pool, self._count = self._pool, None, 0
        if pool is not None:
            pool.stop()
            pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _ready(self, count: int) -> None:
        """At least `count` processes. They are few where little is asked for: a start costs more than a page."""
        if self._pool is None or not self._pool.active or self._count < count:
            count = max(count, self._count)
            self.close()
            if self._context.get_start_method() == "forkserver":
                _start_server()
            limits = (self.limits.mebibytes, self._preload)
            self._pool = ProcessPool(count, initializer=prepare, initargs=limits, context=self._context)
            self._count = count

    def _begin(self, task: _Task) -> None:
        if self._pool is None or not self._pool.active:
            raise BrokenProcessPool
        standing = self.limits.seconds * (_STANDING if TIMER else 1)
        arguments = (task.function, task.item, self.limits.seconds)
        task.future = self._pool.schedule(measured, args=arguments, timeout=standing)

    def _result(self, running: deque[_Task]) -> Any:
        """What became of the first of those that run."""
        task = running[0]
        while True:
            try:
                if task.future is None:
                    self._begin(task)
                return self._answer(running)
            except TimeoutError:  # on the wall's clock, which runs on while a machine sleeps: hence once more
                why, task.future = self._too_long(), None
            except ProcessExpired as end:
                if TIMER and end.exitcode == -signal.SIGPROF:
                    return self._too_long()
                if end.exitcode == FULL:
                    return self._too_large()
                why, task.future = _crashed(end.exitcode), None
            except BrokenProcessPool:  # a process died where pebble cannot tell of what; all that ran is lost with it
                why = _crashed(None)
                self._start_again(running)
            task.tries += 1
            if task.tries >= _TRIES:
                return why

    def _answer(self, running: deque[_Task]) -> Any:
        future = running[0].future
        assert future is not None
        while not future.done():
            waiting = [one.future for one in running if one.future is not None and not one.future.done()]
            done, _ = wait(waiting, self.limits.seconds * _STANDING + _STARTING, FIRST_COMPLETED)
            if not done:  # nothing came for longer than any piece of work may take: one went missing on its way
                raise BrokenProcessPool
        kind, value = pickle.loads(future.result())
        return Exceeded(value) if kind == "failed" else value

    def _start_again(self, running: deque[_Task]) -> None:
        """New processes. What ran begins anew when its turn comes, alone: what breaks the pool then has only itself to blame."""
        for task in running:
            if task.future is not None and (not task.future.done() or task.future.exception() is not None):
                task.future = None
        self.close()
        self._ready(1)
        assert self._pool is not None
        try:
            self._pool.schedule(alive).result(_STARTING)
        except (OSError, TimeoutError, BrokenProcessPool) as error:
            self.close()
            raise WorkersError(
                "the processes that read documents cannot be started, or are ended at once; free memory, look at the system's limits"
                " (ulimit -a), or allow more (PLEDGEWATCH_READ_MEMORY)"
            ) from error

    def _too_long(self) -> Exceeded:
        return Exceeded(
            f"took longer than {self.limits.seconds:g} s to read; look at it: if it is a true document, add it saved as plain text,"
            " or allow more (PLEDGEWATCH_READ_SECONDS)"
        )

    def _too_large(self) -> Exceeded:
        return Exceeded(
            f"needed more than {self.limits.mebibytes:,} MiB of memory to read; look at it: if it is a true document, add it saved as"
            " plain text, or allow more (PLEDGEWATCH_READ_MEMORY)"
        )


def _crashed(status: int | None) -> Exceeded:
    how = "unknown" if status is None else f"exit status {status}"
    if status is not None and status < 0:
        try:
            how = signal.Signals(-status).name
        except ValueError:
            how = f"signal {-status}"
    return Exceeded(f"ended the process that read it, twice ({how}); please report this with the document")
