"""Time that others can check: a root over the night's new records, and the token of an authority for it; what is away is asked again."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.archive.roots import add_root, keep_token, root_files, unstamped
from extract.faults import one_line
from flows.rejections import rejection_of, replace_stage
from flows.settings import Home

AUTHORITY_VARIABLE = "PLEDGEWATCH_TSA"
OPENTIMESTAMPS_VARIABLE = "PLEDGEWATCH_OPENTIMESTAMPS"
_AT_ONCE = 30  # roots asked about in one night, where an authority was away for long
_SECONDS = 60


def authority() -> str:
    """Address of the time-stamping authority: PLEDGEWATCH_TSA; empty where roots are made and not stamped."""
    return os.environ.get(AUTHORITY_VARIABLE, "").strip()


def stamp_night(con: Any, home: Home) -> list[str]:
    """Makes the root of what is new in the archive, and has roots stamped that are not yet; gives a line for each fault, which is a row of
    `rejections` as long as it stands. Nothing of a night depends on it."""
    faults: list[str] = []
    where = str(home.archive / "roots")
    try:
        add_root(home.archive)
        waiting = unstamped(home.archive) if authority() else []
        for number, path in enumerate(waiting[:_AT_ONCE]):
            if why := _stamp(path):
                faults.append(f"{where}: {why}, {len(waiting) - number} roots wait since {_day(waiting[number])}; look at {AUTHORITY_VARIABLE}; the next night asks again")  # fmt: skip
                break
        if os.environ.get(OPENTIMESTAMPS_VARIABLE, "").strip():
            faults += [f"{where}: {why}" for why in _open_timestamps(home)]
    except (OSError, ValueError) as error:
        faults.append(f"{where}: the night's root could not be made ({one_line(error)}); the next night makes it")
    now = datetime.now(UTC)
    replace_stage(con, "stamp", [rejection_of(line, "stamp", now) for line in faults])
    return faults


def _day(path: Path) -> str:
    return f"{path.name[:4]}-{path.name[4:6]}-{path.name[6:8]}"


def _stamp(path: Path) -> str:
    """Why a root was not stamped; empty where it was."""
    from extract.fetching.timestamps import TimestampError, stamp

    try:
        keep_token(path, *stamp(path.read_bytes(), authority()))
    except TimestampError as error:
        return str(error)
    return ""


def _open_timestamps(home: Home) -> list[str]:
    """Has the calendars of OpenTimestamps note the roots that they have not, by its own command (extra `evidence`)."""
    command = Path(sys.executable).with_name("ots")
    if not command.is_file():
        return [f"there is no OpenTimestamps beside {sys.executable}; install the extra: uv sync --extra evidence"]
    new = [p for p in root_files(home.archive) if not p.with_name(p.name + ".ots").is_file()][:_AT_ONCE]
    if not new:
        return []
    try:
        done = subprocess.run([str(command), "stamp", *map(str, new)], capture_output=True, text=True, timeout=_SECONDS, check=False)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return [f"OpenTimestamps gave nothing ({type(error).__name__}); the next night asks again"]
    return [] if done.returncode == 0 else [f"OpenTimestamps gave nothing (status {done.returncode}); the next night asks again"]  # fmt: skip
