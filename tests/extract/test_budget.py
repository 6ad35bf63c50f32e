"""Each piece of work has a budget; what exceeds it, crashes or is ended from outside costs itself alone, and is named."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import hostile
import pytest

from extract.budget import Exceeded, Limits, Workers
from extract.model import WorkersError

SECONDS = 1.0


@pytest.fixture(scope="module")
def workers() -> Generator[Workers]:
    with Workers(Limits(SECONDS, 512), preload=("extract.model",)) as some:
        yield some


def reason(answer: object) -> str:
    assert isinstance(answer, Exceeded), answer
    said, _, remedy = answer.partition("; ")
    assert remedy, "the operator is told what to do"
    return said


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("loop", "took longer than 1 s to read"),
        ("loop in C", "took longer than 1 s to read"),
        ("memory", "needed more than 512 MiB of memory to read"),
        ("exit", "ended the process that read it, twice (exit status 3)"),
        ("crash", "ended the process that read it, twice (SIGSEGV)"),
        ("unpicklable", "the reader failed on it (UnpicklableError: one)"),
        ("unspeakable", "the reader failed on it (UnspeakableError)"),
        ("system exit", "the reader failed on it (SystemExit: 4)"),
    ],
)
def test_one_item_costs_itself_and_is_named(workers: Workers, what: str, said: str) -> None:
    answers = list(workers.map(hostile.work, [1, 2, what, 3, 4, 5]))
    assert reason(answers.pop(2)) == said
    assert answers == [2, 4, 6, 8, 10]


def test_a_result_that_cannot_be_handed_over_is_named(workers: Workers) -> None:
    assert reason(workers.run(hostile.work, "result")).startswith("the reader failed on it (AttributeError: ")


def test_many_small_things_are_memory_as_well() -> None:
    with Workers(Limits(60, 256), preload=("extract.model",)) as some:
        assert reason(some.run(hostile.work, "many small things")) == "needed more than 256 MiB of memory to read"
        assert some.run(hostile.work, 7) == 14


def test_all_at_once(workers: Workers) -> None:
    """More than the processes hold: each in order, whatever went before."""
    words = ["exit", "loop", "crash", "memory", "unpicklable"]
    items: list[int | str] = [words[i // 4] if i % 4 == 0 else i for i in range(20)]
    answers = list(workers.map(hostile.work, items))
    assert [i for i, answer in enumerate(answers) if isinstance(answer, Exceeded)] == [0, 4, 8, 12, 16]
    assert [answer for answer in answers if not isinstance(answer, Exceeded)] == [2 * i for i in range(20) if i % 4]


def test_what_was_ended_from_outside_is_tried_again(workers: Workers, tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    assert list(workers.map(hostile.dies_once, [mark, mark])) == ["done", "done"]


def test_an_idle_process_that_is_ended_costs_nothing(workers: Workers) -> None:
    for _ in range(3):
        pid = workers.run(hostile.pid_of, 0)
        assert isinstance(pid, int)
        os.kill(pid, 9)
        assert list(workers.map(hostile.work, [1, 2, 3, 4])) == [2, 4, 6, 8]


def test_time_counts_from_the_beginning_and_not_from_the_queue(workers: Workers) -> None:
    """Twelve items of half the limit each wait far longer than the limit for their turn."""
    assert list(workers.map(hostile.spend, [SECONDS / 2] * 12)) == [SECONDS / 2] * 12


def test_what_only_waits_is_ended_as_well() -> None:
    with Workers(Limits(0.3), preload=("extract.model",)) as some:
        assert reason(some.run(hostile.work, "sleep")) == "took longer than 0.3 s to read"


def test_processes_stay_and_are_few_for_little(workers: Workers) -> None:
    pids = {workers.run(hostile.pid_of, number) for number in range(6)}
    assert len(pids) <= (os.cpu_count() or 1)
    with Workers(preload=("extract.model",)) as some:
        assert len({some.run(hostile.pid_of, number) for number in range(6)}) == 1


def test_close_ends_what_runs_at_once() -> None:
    some = Workers(Limits(600), preload=("extract.model",))
    pid = some.run(hostile.pid_of, 0)
    running = some.map(hostile.work, [1, "loop in C", 2])
    assert next(running) == 2
    time.sleep(0.3)  # it has begun
    begun = time.monotonic()
    some.close()
    assert time.monotonic() - begun < 5
    assert isinstance(pid, int)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert some.run(hostile.work, 4) == 8, "the next work starts new processes"
    some.close()


def test_leaving_early_ends_what_still_runs() -> None:
    """Four sleepers of ten minutes, which their limit would leave alone for longer, do not stand in the way of the next work."""
    with Workers(Limits(600), preload=("extract.model",)) as some:
        for answer in some.map(hostile.work, [1, "sleep", "sleep", "sleep", "sleep"]):
            assert answer == 2
            break
        begun = time.monotonic()
        assert some.run(hostile.work, 2) == 4
        assert time.monotonic() - begun < 60


def test_processes_that_cannot_start_are_an_error_with_a_remedy() -> None:
    with (
        Workers(preload=("no_such_module_anywhere",)) as some,
        pytest.raises(WorkersError, match="PLEDGEWATCH_READ_MEMORY"),
    ):
        some.run(hostile.work, 1)


def test_a_process_watches_its_own_memory_where_the_system_does_not() -> None:
    code = (
        "import threading; from extract.worker import watch_memory\n"
        "threading.Thread(target=watch_memory, args=(200, 0.01), daemon=True).start()\n"
        "held = []\n"
        "while True: held.append(b'x' * 1_000_000)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 77
