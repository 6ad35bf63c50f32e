"""What the benchmarks share: a command's processor time and memory with all processes that it starts, and a table."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


class Memory:
    """The most memory that a process and its children held together, in MiB, while it was watched; this process by default."""

    def __init__(self, pid: int | None = None) -> None:
        self.most, self._end = 0.0, threading.Event()
        self._root = psutil.Process(pid)
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._end.wait(0.2):
            held = 0
            for one in self._all():
                try:
                    held += one.memory_info().rss
                except psutil.Error:
                    continue  # it ended meanwhile
            self.most = max(self.most, held / 2**20)

    def _all(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return []


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended: seconds by the clock and of the processors, MiB at its peak, and what it printed."""

    wall: float
    cpu: float
    mebibytes: float
    said: str


def command(*words: str | Path, status: Sequence[int] = (0,)) -> Run:
    """Runs `pledgewatch` with these words. Raises SystemExit, with what it printed, where it ends otherwise than `status` allows."""
    program = Path(sys.executable).with_name("pledgewatch")
    with tempfile.TemporaryFile("w+") as out:
        begun = time.perf_counter()
        child = subprocess.Popen([program, *map(str, words)], stdout=out, stderr=subprocess.STDOUT)
        with Memory(child.pid) as memory:
            _, ended, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(ended)
        wall = time.perf_counter() - begun
        out.seek(0)
        said = out.read()
    if child.returncode not in status:
        raise SystemExit(f"pledgewatch {' '.join(map(str, words))}: {child.returncode}\n{said}")
    return Run(wall, used.ru_utime + used.ru_stime, memory.most, said)


def size_of(folder: Path) -> tuple[int, int]:
    """Files and bytes below a folder; a file with several names counts once."""
    seen = {(s.st_dev, s.st_ino): s.st_size for s in (path.stat() for path in folder.rglob("*") if path.is_file())}
    return len(seen), sum(seen.values())
