"""Rows of `rejections` of one stage, as they stand now: what goes on failing keeps the day it was found, what is mended goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from warehouse.store import upsert


def rejection(url: str, stage: str, why: str, found_at: datetime) -> dict[str, Any]:
    """One row, from a line that says reason and remedy with a semicolon between."""
    reason, _, remedy = why.partition("; ")
    return {"url": url, "stage": stage, "reason": reason, "remedy": remedy or None, "found_at": found_at}


def rejection_of(line: str, stage: str, found_at: datetime) -> dict[str, Any]:
    """One row, from a line that names first what it is about, with a colon behind."""
    about, _, why = line.partition(": ")
    return rejection(about, stage, why, found_at)


def replace_stage(con: Any, stage: str, rows: Iterable[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Makes `rows` the rejections of a stage; gives those that are new."""
    now = {(row["url"], row["reason"]): row for row in rows}
    before = set(con.execute("select url, reason from rejections where stage = ?", [stage]).fetchall())
    for url, reason in before - set(now):
        con.execute("delete from rejections where stage = ? and url = ? and reason = ?", [stage, url, reason])
    fresh = [row for key, row in now.items() if key not in before]
    upsert(con, "rejections", fresh, ("url", "stage"))
    return fresh


def page_fault(why: str) -> str:
    """A part of the site that broke the making of its pages, as `reason; remedy`."""
    return f"its pages could not be made ({why}), and those of before stand; please report this"
