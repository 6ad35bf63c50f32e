"""Measures how the time of a reading grows with its input.

Each input is read at a size and at eight times that size. A reader that compares each piece with each takes 64 times as long for
it, one that does its work once a byte 8 times; more than 16 fails. What is measured is the time of this process alone, the least
of several runs, so that a busy machine changes nothing.
"""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from typing import TypeVar

TIMES = 8
MOST = 2 * TIMES
LEAST_SECONDS = 0.004  # below it the clock and whatever is done once a document tell more than the input
MORE = 4  # times that a reading above the limit is measured again: a neighbour that empties the caches slows each for a while
PATIENCE = 15  # seconds of this process, after which a reading counts as endless
LONG_ENOUGH = 0.05  # seconds of a measurement: some systems count a process's time in ticks of 0.004
_ROWS: list[str] = []

T = TypeVar("T", bound=Sized)


@contextmanager
def patience() -> Iterator[None]:
    """Ends what goes on for PATIENCE seconds: a fault of this kind must fail its test and not hold all others."""

    def stop(*_: object) -> None:
        raise AssertionError(f"still at it after {PATIENCE} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(read: Callable[[T], object], given: T, runs: int) -> float:
    """The least of several measurements, each of so many readings that the ticks of the processor's clock do not tell."""
    best = float("inf")
    gc.disable()  # as timeit does: it goes through all that the tests before have left
    try:
        with patience():
            for _ in range(runs):
                begin, times, spent = time.process_time(), 0, 0.0
                while spent < LONG_ENOUGH:
                    read(given)
                    times, spent = times + 1, time.process_time() - begin
                best = min(best, spent / times)
    finally:
        gc.enable()
    return best


def grows_in_proportion(name: str, make: Callable[[int], T], read: Callable[[T], object], size: int) -> None:
    small, large = make(size), make(TIMES * size)
    seconds(read, small, 1)  # whatever is loaded once
    short = max(LEAST_SECONDS, seconds(read, small, 3))
    long = seconds(read, large, 1)
    for _ in range(
        MORE
    ):  # the least of several is what counts; below the limit another is not needed, as it can only be less
        if long <= MOST * short:
            break
        long = min(long, seconds(read, large, 1))
    ratio = long / short
    sizes = f"{len(small):,} → {len(large):,}"
    _ROWS.append(f"{name:<44} {sizes:>22} {short:>7.3f} → {long:>7.3f} {ratio:>6.1f}×")
    assert ratio <= MOST, f"{name}: {long:.3f} s for {TIMES} times what takes {short:.3f} s"


def table() -> list[str]:
    """What has been measured since the last call, as the lines of a table with a head."""
    lines = [f"{'input':<44} {'sizes':>22} {'seconds':>17} {'ratio':>7}", *_ROWS]
    _ROWS.clear()
    return lines
