"""One who reads the published file again and again while it is published. A module of its own: its processes import nothing else."""

from __future__ import annotations

import time
from typing import Any

import duckdb

PAUSE = 0.02  # seconds between two readings: eight that never pause leave the writer no core


def read_in_a_loop(path: str, over: Any, errors: Any) -> None:
    reads = 0
    while not over.is_set() or not reads:
        try:
            with duckdb.connect(path, read_only=True) as con:
                found = con.execute("select count(distinct rule), count(*) from verdicts").fetchall()
            if found != [(1, 1)]:
                errors.put(f"half: {found}")
            reads += 1
            time.sleep(PAUSE)
        except Exception as error:
            errors.put(str(error))
            return
