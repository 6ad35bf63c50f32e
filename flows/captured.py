"""What a capture found, and what every capture ends with: of a night, or of documents that an operator hands over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flows.events import Handover, note_event, send_events
from flows.keeping import keep_ledger
from flows.prefect_runs import cause, say
from flows.serving.health import end_night, most_failed, note_step
from flows.settings import Home
from flows.waiting import waiting


@dataclass(slots=True)
class Captured:
    """What one capture run found; `failed` holds one line for each source file, column or address that gave nothing."""

    listed: int = 0
    asked: int = 0  # columns, site maps, documents and further pages, and source files with a fault
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: list[str] = field(default_factory=list[str])
    damaged: list[str] = field(default_factory=list[str])  # closed files of the archive that are not as they were
    fresh: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])  # rows of captures that are new
    altered: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])  # and of those whose bytes changed


def finish_capture(con: Any, home: Home, done: Captured, handover: Handover, scheduled: bool = True) -> None:
    """What every capture ends with, whoever began it: its events, and where nothing is new, the end of the night.

    Not `scheduled` is what an operator handed over: it says nothing about the health of the nights.
    """
    now = datetime.now(UTC)
    root = str(home.root)
    for change, rows in (("captured", done.fresh), ("changed", done.altered)):
        for row in rows:
            about = {
                "home": root,
                "url": row["url"],
                "place_code": row.get("place_code") or "",
                "sha256": row["sha256"],
            }
            note_event(con, f"pledgewatch.document.{change}", row["sha256"][:16], about, now)
    places = sorted({row["place_code"] for row in (*done.fresh, *done.altered) if row.get("place_code")})
    steps = {one.step for one in waiting(con, now)}
    if scheduled:
        note_step(
            home, "capture", now, failed=len(done.failed), asked=done.asked or done.listed, why=most_failed(done.failed)
        )
    payload = {
        "home": root,
        "places": places,
        "new": done.new,
        "changed": done.changed,
        "failed": len(done.failed),
        "cause": cause(),
    }
    # By what waits in the database, not by what this run brought: the event of an earlier one may have been lost.
    follow = "process" if "process" in steps and handover == "event" else ""
    note_event(con, "pledgewatch.capture.finished", home.root.name, payload, now, follow)
    if "process" not in steps and handover == "event":
        if "alert" in steps:
            note_event(con, "pledgewatch.verdicts.changed", home.root.name, {"home": root, "places": places, "cause": cause()}, now, "alert")  # fmt: skip
        end_night(con, home, now)
    send_events(con)
    keep_ledger(con, home)
    say(f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged, {len(done.failed)} failed")
