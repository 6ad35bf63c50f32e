"""What goes wrong, as one line with its remedy and an exit status. The command's only way out of an exception.

| status | means |
| --- | --- |
| 0 | done |
| 1 | done, and something needs a person; or what was asked for is not there |
| 2 | the command was called wrongly |
| 3 | it could not be done to its end: disk, memory, a broken file, another run, a server that does not answer, a fault of ours |
| 130 | ended by Ctrl-C |
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from extract.faults import masked, named, one_line
from warehouse.machine import is_locked, remedy_for

TRACEBACK_VARIABLE = "PLEDGEWATCH_TRACEBACK"
ATTENTION, UNFINISHED = 1, 3
_LINE = 600  # characters of a message; ours stay far below
_OURS = ("flows", "extract", "warehouse", "checks")
_REMEDY = re.compile(r"; (?:free|choose|move|wait|raise|delete|restore|run)\b")
_SAFE = "what was archived and published before stands"


class UserError(Exception):
    """Something the person at the terminal can mend; the message says how. Exit status 1."""


@dataclass(frozen=True, slots=True)
class Told:
    """An exception as the operator gets it. `traced` is for what an engineer may want to see: its traceback is kept in a file."""

    line: str
    status: int
    traced: bool = True


def explain(error: BaseException) -> Told:
    """One line with the remedy, and the exit status, for any exception that a command ends with."""
    error = _first(error)
    said, machine = one_line(error, _LINE), _machine_says(error)
    if isinstance(error, UserError):
        return Told(said, ATTENTION, False)
    if _is_ours(error):  # its text names the remedy by custom; what the machine lacks goes before
        return Told(
            f"{said}; {machine}" if machine and not _REMEDY.search(said) else said,
            UNFINISHED if _ends_a_run(error) or machine else ATTENTION,
            bool(machine),
        )
    if machine:
        return Told(f"{_where(error)}: {machine}; {_SAFE}", UNFINISHED)
    if isinstance(error, MemoryError) or type(error).__name__ in ("OutOfMemoryException", "BrokenProcessPool"):
        return Told(
            f"the memory does not suffice ({named(error)}): end other programs, then run it again; {_SAFE}", UNFINISHED
        )
    if _is_of(error, "duckdb"):
        return Told(_of_duckdb(error), UNFINISHED)
    if isinstance(error, sqlite3.Error):
        return Told(
            f"the archive's index does not answer ({named(error)}): see `pledgewatch archive check`; {_SAFE}",
            UNFINISHED,
        )
    if _is_prefects(error):
        return Told(_of_prefect(error), UNFINISHED)
    if isinstance(error, OSError):
        where = f"{_where(error)}: " if error.filename is not None else ""
        return Told(
            f"{where}{error.strerror or named(error)}; look at the file or folder, then run it again; {_SAFE}",
            UNFINISHED,
        )
    return Told(f"this was not foreseen ({named(error)}); {_SAFE}; please report it", UNFINISHED)


def run(command: Callable[[], object], home: Callable[[], Path | None]) -> None:
    """Run the command; what it raises ends as one line on stderr with an exit status. `home` gives the home folder, for the file that
    keeps the traceback. Raises SystemExit."""
    shows = bool(os.environ.get(TRACEBACK_VARIABLE, "").strip())
    if not shows:
        _hush_prefect()
    try:
        command()
    except Exception as error:
        told = explain(error)
        line = f"pledgewatch: {told.line}"
        if told.traced and (kept := _keep(error, home())) is not None:
            line += f" (details: {kept})"
        if shows:
            print(masked("".join(traceback.format_exception(error))), file=sys.stderr, end="")
        print(line, file=sys.stderr)
        raise SystemExit(told.status) from None


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = cast(Any, error).exceptions[0]
    return error


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _machine_says(error: BaseException) -> str:
    """The remedy where the machine gives no more, by the exception or by what it came from."""
    for one in _chain(error):
        words = one if _is_of(one, "duckdb") or isinstance(one, sqlite3.Error) else ""
        if remedy := remedy_for(words, one.errno if isinstance(one, OSError) else None):
            return remedy
    return ""


def _where(error: BaseException) -> str:
    for one in _chain(error):
        if isinstance(one, OSError) and one.filename is not None:
            return one_line(os.fsdecode(one.filename) if isinstance(one.filename, bytes) else one.filename)
    return "a file could not be written"


def _is_of(error: BaseException, package: str) -> bool:
    return any(kind.__module__.partition(".")[0].lstrip("_") == package for kind in type(error).__mro__)


def _is_ours(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in _OURS


def _ends_a_run(error: BaseException) -> bool:
    """Whether it is what keeps a run from its end, and no wrong question: ours by name, so that no room is loaded for it."""
    return any(
        kind.__name__
        in (
            "StoreError",
            "PublishError",
            "UnwritableError",
            "SiteError",
            "CheckError",
            "UnreadableError",
            "ServerError",
        )
        for kind in type(error).__mro__
    )


def _of_duckdb(error: BaseException) -> str:
    said = one_line(str(error).partition("\n\n")[0].partition("\nLINE")[0], 300)
    if is_locked(said):
        return f"{said}; wait until the other run has ended, then run it again"
    if type(error).__name__ in ("InternalException", "FatalException"):
        return f"DuckDB failed ({said}); run it again, and report this where it fails again; {_SAFE}"
    return f"a database could not be used ({said}); where the working database is broken, run `pledgewatch rebuild`; {_SAFE}"


def _is_prefects(error: BaseException) -> bool:
    """Whether it was raised inside Prefect and no code of ours ran below: its server, its client, its own database."""
    if _is_of(error, "prefect"):
        return True
    places: list[str] = []
    frame: TracebackType | None = error.__traceback__
    while frame is not None:
        places.append(str(frame.tb_frame.f_globals.get("__name__", "")).partition(".")[0])
        frame = frame.tb_next
    below = next((i for i in range(len(places), 0, -1) if places[i - 1] in _OURS), 0)
    return "prefect" in places[below:]


def _of_prefect(error: BaseException) -> str:
    if address := os.environ.get("PREFECT_API_URL", "").strip():
        remedy = "start that server, correct PREFECT_API_URL, or unset it to run without one"
        return (
            f"the Prefect server at {masked(address)} does not answer as it should ({named(error)}); {remedy}; {_SAFE}"
        )
    return f"Prefect's own server did not answer ({named(error)}); {_SAFE}; run it again"


def _keep(error: BaseException, home: Path | None) -> Path | None:
    """Write the traceback to a file in the home; None where there is no home or it takes no file."""
    if home is None or not home.is_dir():
        return None
    path = home / "run" / "last-error.txt"
    try:
        path.parent.mkdir(exist_ok=True)
        text = masked("".join(traceback.format_exception(error)))
        path.write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{text}", "utf-8", "backslashreplace")
    except OSError:
        return None
    return path


class _NoFailures(logging.Filter):
    """Drops what Prefect logs of a run that failed: the command says it in its own line."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None and not str(record.msg).startswith(
            ("Finished in state", "Failed to write result")
        )


def _hush_prefect() -> None:
    # Not by its settings: those reach the servers and workers that are started from here, whose logs are read.
    for name in ("prefect.flow_runs", "prefect.task_runs", "prefect.flow_engine", "prefect.task_engine"):
        logging.getLogger(name).addFilter(_NoFailures())
