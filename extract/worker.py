"""What runs in the processes that extract/budget.py starts: each sets its own limits, and hands back a result or what was raised.

The limits are the system's own, so that they hold inside libraries written in C as well: a timer of computing time that
ends the process (POSIX, ITIMER_PROF), and a limit of memory that makes an allocation fail (Linux, RLIMIT_DATA).
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeVar

R = TypeVar("R")

TIMER = hasattr(signal, "setitimer")
FULL = 77  # exit status of a process that had no memory left; no shell and no library of ours uses it


def prepare(mebibytes: int, modules: Sequence[str]) -> None:
    """A process before its first piece of work: its modules, its limit of memory, and the ways in which it may be ended."""
    for name in modules:
        import_module(name)
    # Pebble asks politely and waits three seconds; a process inside C code would not even hear it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if TIMER:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = mebibytes << 20
        resource.setrlimit(
            resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
        )
    else:  # other systems take the limit and do not keep it
        threading.Thread(target=watch_memory, args=(mebibytes,), daemon=True).start()


def watch_memory(mebibytes: int, pause: float = 0.1) -> None:
    """Ends this process when it holds more memory than that; looks every `pause` seconds."""
    import psutil

    own = psutil.Process()
    while own.memory_info().rss <= mebibytes << 20:
        time.sleep(pause)
    os._exit(FULL)


def measured(function: Callable[[Any], Any], item: Any, seconds: float) -> bytes:
    """The result, or what was raised, pickled here: what cannot be pickled must not reach the pool."""
    try:
        if TIMER:
            signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            return pickle.dumps(("done", function(item)), pickle.HIGHEST_PROTOCOL)
        finally:
            if TIMER:
                signal.setitimer(signal.ITIMER_PROF, 0)
    except MemoryError:
        # With whatever else it holds: a fresh process is cheap, a full one fails the next document, too.
        os._exit(FULL)
    except BaseException as error:
        return pickle.dumps(("failed", failed(error)))


def failed(error: BaseException) -> str:
    """What is said of a document that the reader broke on: reason and remedy."""
    try:
        said = " ".join(str(error).split())[:300].replace("; ", ", ")
    except Exception:  # its message is broken as well
        said = ""
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"the reader failed on it ({what}); please report this with the document"


def called(call: tuple[Callable[..., R], tuple[Any, ...], dict[str, Any]]) -> R:
    """The result of a function for positional and named arguments, handed over as one item."""
    function, arguments, named = call
    return function(*arguments, **named)


def alive() -> bool:
    """True: the answer of a process that could be started."""
    return True
