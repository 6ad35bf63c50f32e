"""Work that does what no reader should; it stands here, in a module, because processes of their own must find it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any


class UnpicklableError(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(one)
        self.held = lambda: other


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def work(item: Any) -> Any:
    """Doubles a number; a word says what goes wrong instead."""
    match item:
        case int():
            return 2 * item
        case "loop":
            while True:
                pass
        case "loop in C":
            import re

            return re.match(r"(a+)+$", "a" * 64 + "b")
        case "sleep":
            time.sleep(600)
        case "memory":
            return len(bytearray(2 << 30))
        case "many small things":
            held: list[str] = []
            while True:
                held.append("x" * 1000 + str(len(held)))
        case "exit":
            os._exit(3)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
            time.sleep(5)
        case "unpicklable":
            raise UnpicklableError("one", "other")
        case "unspeakable":
            raise UnspeakableError
        case "result":
            return lambda: None
        case "system exit":
            raise SystemExit(4)
    return item


def dies_once(mark: str) -> str:
    """Is ended from outside the first time, as by a system without memory; the file remembers."""
    if not Path(mark).exists():
        Path(mark).write_text("seen", "utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(5)
    return "done"


def pid_of(_: int) -> int:
    return os.getpid()


def parent_dies_too(mark: str) -> int:
    """Ends a neighbour that may be idle, then answers."""
    os.kill(int(mark), signal.SIGKILL)
    time.sleep(1)
    return 1


def spend(seconds: float) -> float:
    """Waits without computing, then answers."""
    time.sleep(seconds)
    return seconds
