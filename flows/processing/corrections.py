"""Corrections made by hand, applied after reading and before judging; what does not apply becomes a rejection."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.yaml_files import read_yaml
from warehouse.corrections import apply_corrections, faults_of, load_corrections, recorded
from warehouse.store import transaction

_KNOWN = "select url, reason, remedy from rejections where stage = 'corrections'"


def correct(con: Any, directory: Path | None) -> tuple[set[str], list[str]]:
    """Applies the corrections of a folder, or, for None, those that the warehouse has.

    Gives the places whose rows changed by it, and one line for each correction that does not apply.
    """
    entries, faults = (None, []) if directory is None else load_corrections(directory, read_yaml)
    with transaction(con):
        places = apply_corrections(con, entries, [fault.file for fault in faults])
        now = recorded(con)
        wrong = set(faults_of(now, faults))
        known = set(con.execute(_KNOWN).fetchall())
        if directory is None:  # nobody looked into the files: what was wrong in them is still on record
            wrong |= {row for row in known if row[0] not in {f"{entry.file}:{entry.line}" for entry in now}}
        for row in known - wrong:
            con.execute("delete from rejections where stage = 'corrections' and url = ? and reason = ?", row[:2])
        found = datetime.now(UTC).replace(tzinfo=None)
        for row in sorted(wrong - known):
            con.execute(
                "insert into rejections (url, stage, reason, remedy, found_at) values (?, 'corrections', ?, ?, ?)",
                [*row, found],
            )
    return places, [f"{where}: {reason}; {remedy}" for where, reason, remedy in sorted(wrong)]
