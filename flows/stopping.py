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
_AGAIN = 0.05  # seconds after which a thread that was importing is woken again
# Wakes the main thread, whatever call it waits in. SIGINT itself is kept from that thread, and so from all processes that are started:
# workers and Prefect's server, to which a terminal sends it as well, do not break off in disorder but are ended with the rest. A thread
# of ours hears it, even while a library lets no Python code run in the main thread.
_WAKE = signal.SIGUSR1


class _Stop:
    """The state of one stoppable run."""

    def __init__(self) -> None:
        self.asked = False
        self._ending = threading.RLock()

    def press(self) -> None:
        """Ctrl-C was pressed."""
        if self.asked:  # twice: somebody is in a hurry
            self.end()
        self.asked = True
        logging.disable(logging.CRITICAL)  # the flows would log as errors that they were ended
        timer = threading.Timer(_GRACE, self.end)
        timer.daemon = True
        timer.start()
        # A query that only the handler's exception breaks off would block the connection's next one, the rollback.
        interrupt_all()
        signal.pthread_kill(_main(), _WAKE)

    def end(self) -> None:
        """Says so, ends the processes that were started, and this one with them, whatever they are doing."""
        self._ending.acquire()  # one thread ends it; another that would waits here for that, and no longer
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
    # Python writes the number of each signal there, from whichever thread the system chose to interrupt.
    awake = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    before = {number: signal.signal(number, handler) for number, handler in ((signal.SIGINT, _heard), (_WAKE, _wake))}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # threads and processes begin with their maker's
    threading.Thread(target=_listen, args=(ear, stop), daemon=True, name="ctrl-c").start()
    _current.append(stop)
    try:
        yield
    except BaseException:
        if stop.asked:  # whatever it became on the way up; everything that had to be closed is closed
            stop.end()
        raise
    finally:
        _current.remove(stop)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(awake)
        mouth.close()


def _listen(ear: socket.socket, stop: _Stop) -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with ear:
        while number := ear.recv(1):
            if number[0] == signal.SIGINT:
                stop.press()


def _heard(_number: int, _frame: FrameType | None) -> None:
    """Nothing: the thread that listens does what is to be done."""


def _wake(_number: int, frame: FrameType | None) -> None:
    interrupt_all()  # again, for a query that began in between
    if _imports(frame):
        # Broken off in the middle it leaves half a module, and libraries in C print a traceback of it: it ends first, or the time is over.
        later = threading.Timer(_AGAIN, signal.pthread_kill, (_main(), _WAKE))
        later.daemon = True
        later.start()
        return
    raise KeyboardInterrupt


def _imports(frame: FrameType | None) -> bool:
    """Whether a module is being imported where the signal came."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _main() -> int:
    return threading.main_thread().ident or 0
