"""Ctrl-C: a run ends within five seconds wherever it is, says what is safe, and exits with 130."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from warehouse.interrupting import interrupt_all

STATUS = 130  # of a program that SIGINT ended: 128 and the number of the signal
SAID = "interrupted; what was captured is archived; run it again to go on"
# Seconds in which a run may end by itself, with its transactions rolled back and its files closed; then it is ended. Nothing is lost
# by that: archive, database and published files bear a kill at any moment.
_GRACE = 3.5


class _Stop:
    """The state of one stoppable run."""

    def __init__(self) -> None:
        self.asked = False
        self._ending = threading.Lock()

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:  # asked twice: somebody is in a hurry
            self.end()
        self.ask()
        raise KeyboardInterrupt

    def ask(self) -> None:
        if not self.asked:
            self.asked = True
            logging.disable(logging.CRITICAL)  # the flows would log as errors that they were ended
            timer = threading.Timer(_GRACE, self.end)
            timer.daemon = True
            timer.start()
        # A query that Python's own handling of the signal breaks off would block the connection's next one, the rollback.
        interrupt_all()

    def listen(self, ear: socket.socket) -> None:
        """Hears of the signal even while the main thread is in a library that lets no Python code run there."""
        while number := ear.recv(1):
            if number[0] == signal.SIGINT:
                self.ask()

    def end(self) -> None:
        """Says so, ends the processes that were started, and this one with them, whatever they are doing."""
        if not self._ending.acquire(blocking=False):
            return
        shown = "\x1b[?25h" if sys.stderr.isatty() else ""  # the line of the progress hides the cursor
        print(f"{shown}pledgewatch: {SAID}", file=sys.stderr, flush=True)
        sys.stdout.flush()
        import psutil

        for child in psutil.Process().children(recursive=True):
            try:
                child.kill()
            except psutil.NoSuchProcess:
                continue
        os._exit(STATUS)


_current: list[_Stop] = []


def check_stopped() -> None:
    """Raises KeyboardInterrupt where Ctrl-C was pressed and something on the way took it for a fault of its own."""
    if _current and _current[-1].asked:
        raise KeyboardInterrupt


@contextmanager
def stoppable() -> Generator[None]:
    """While the block runs Ctrl-C ends the process, orderly where that takes no longer than it may. Main thread only;
    elsewhere nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = _Stop()
    ear, mouth = socket.socketpair()
    mouth.setblocking(False)
    before = signal.signal(signal.SIGINT, stop.on_signal)
    awake = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=stop.listen, args=(ear,), daemon=True).start()
    _current.append(stop)
    try:
        yield
    except BaseException:
        if stop.asked:  # whatever it became on the way up; everything that had to be closed is closed
            stop.end()
        raise
    finally:
        _current.remove(stop)
        signal.set_wakeup_fd(awake)
        signal.signal(signal.SIGINT, before)
        mouth.close()
