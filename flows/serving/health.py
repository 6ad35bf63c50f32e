"""The dead-man's switch that needs no server: when each step last ended well, in a file beside the data."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flows.events import note_event
from flows.settings import Home

_FAILING = 0.5  # share of the addresses asked; more that fail in one night are no accident of single sites
_WHERE = re.compile(r"\S+://\S*|/\S+:\d+:?")
LATE_AFTER = timedelta(hours=26)  # a night, and two hours of grace for a slow one


@dataclass(frozen=True, slots=True)
class Health:
    """One line for cron, systemd or a monitor; `status` is the exit status: 0 well, 1 late or failing, 2 never ran."""

    status: int
    line: str
    failing: bool = False  # the nights come to their end, and most addresses gave nothing in the last


def note_step(home: Home, step: str, now: datetime, **facts: Any) -> None:
    """Keep that a step (capture, process, alert, night) ended well at `now`, with what else is worth knowing."""
    state = _read(home)
    state[step] = {"at": now.astimezone(UTC).isoformat(timespec="seconds"), **facts}
    home.root.mkdir(parents=True, exist_ok=True)
    fresh = home.health.with_suffix(".new")
    fresh.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(home.health)


def _read(home: Home) -> dict[str, Any]:
    try:
        found = json.loads(home.health.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def health(home: Home, now: datetime | None = None) -> Health:
    """Whether a night ended well within the last 26 hours; a night is over when all that was captured is published."""
    now = now or datetime.now(UTC)
    state = _read(home)
    done = {step: datetime.fromisoformat(found["at"]) for step, found in state.items()}
    if "night" not in done:
        began = (
            f"; a capture ended {_ago(now - done['capture'])} ago, look for a failed run of process"
            if "capture" in done
            else ""
        )
        return Health(2, f"NEVER: no night has ended well in {home.root} yet{began}; run: pledgewatch nightly")
    age = now - done["night"]
    extras: list[str] = []
    failed = state.get("capture", {}).get("failed") or 0
    if failed:
        extras.append(f"{failed} addresses failed")
    if waiting := state.get("alert", {}).get("waiting"):
        extras.append(f"{waiting} alerts wait for their channel or hour")
    more = "".join(f", {extra}" for extra in extras)
    if age > LATE_AFTER:
        stuck = "capture" in done and done["capture"] > done["night"]
        why = "captured since, but not processed" if stuck else "nothing was captured since"
        return Health(1, f"LATE: the last night that ended well was {_ago(age)} ago ({why}){more}")
    asked = state.get("capture", {}).get("asked") or 0
    if failed and asked and failed > _FAILING * asked:
        return Health(
            1,
            f"FAILING: the last night ended {_ago(age)} ago, and most addresses failed in it: {failed} of {asked}{_commonest(state)};"
            f' look at the connection and the sources: pledgewatch query "from rejections"',
            failing=True,
        )
    return Health(0, f"ok: the last night ended well {_ago(age)} ago{more}")


def most_failed(reasons: Sequence[str]) -> str:
    """What most failures have in common, for `note_step`: the reason without the addresses, the commonest first."""
    counted = Counter(_WHERE.sub("", reason).partition(";")[0].strip() for reason in reasons)
    return next((reason for reason, _ in counted.most_common(1)), "")


def _commonest(state: dict[str, Any]) -> str:
    why = state.get("capture", {}).get("why")
    return f", mostly: {why}" if why else ""


def end_night(con: Any, home: Home, now: datetime) -> None:
    """Note that a night is over: in the file, and as the event whose absence Prefect notices. Without a capture since, none began."""
    state = _read(home)
    begun, ended = (datetime.fromisoformat(state[s]["at"]) if s in state else None for s in ("capture", "night"))
    if begun is None or (ended is not None and ended >= begun):
        return
    note_step(home, "night", now)
    note_event(con, "pledgewatch.night.finished", home.root.name, {"home": str(home.root)}, now)


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} h" if hours >= 1 else f"{hours * 60:.0f} min"
