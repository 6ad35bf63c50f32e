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
from flows.waiting import Waiting, waiting

_FAILING = 0.5  # share of the addresses asked; more that fail in one night are no accident of single sites
_WHERE = re.compile(r"\S+://\S*|/\S+:\d+:?")
LATE_AFTER = timedelta(hours=26)  # a night, and two hours of grace for a slow one
_CLOCK = timedelta(minutes=10)  # what two clocks of one machine, before and after it was set right, may differ by


@dataclass(frozen=True, slots=True)
class Health:
    """One line for cron, systemd or a monitor; `status` is the exit status: 0 well, 1 late, failing, stuck or a wrong clock, 2 never ran."""

    status: int
    line: str
    failing: bool = False  # the nights come to their end, and most addresses gave nothing in the last
    stuck: bool = False  # something waits longer than a night
    clock: bool = False  # this machine's clock is behind what was noted before


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


def health(home: Home, now: datetime | None = None, con: Any = None) -> Health:
    """Whether a night ended well within the last 26 hours, and whether anything waits for longer, by the database; a night is over when
    all that was captured is published. `con` is the working database where the caller has it open."""
    now = now or datetime.now(UTC)
    state = _read(home)
    waits, unseen = _waits(home, now, con)
    done = {step: datetime.fromisoformat(found["at"]) for step, found in state.items()}
    if "night" not in done:
        began = (
            f"; a capture ended {_ago(now - done['capture'])} ago, look for a failed run of process"
            if "capture" in done
            else ""
        )
        return Health(2, f"NEVER: no night has ended well in {home.root} yet{began}; run: pledgewatch nightly")
    age = _ago(now - done["night"])
    failed, asked = (state.get("capture", {}).get(name) or 0 for name in ("failed", "asked"))
    extras = [f"{failed} addresses failed"] if failed else []
    extras += [f"waiting: {_said(one)}" for one in waits] + ([unseen] if unseen else [])
    more = "".join(f", {extra}" for extra in extras)
    if wrong := _wrong_clock(done, now):
        return Health(1, wrong, clock=True)
    if now - done["night"] > LATE_AFTER:
        stuck = "capture" in done and done["capture"] > done["night"]
        why = "captured since, but not processed" if stuck else "nothing was captured since"
        return Health(1, f"LATE: the last night that ended well was {age} ago ({why}){more}")
    if failed and asked and failed > _FAILING * asked:
        return Health(
            1,
            f"FAILING: the last night ended {age} ago, and most addresses failed in it: {failed} of {asked}{_commonest(state)};"
            f' look at the connection and the sources: pledgewatch query "from rejections"',
            failing=True,
        )
    if late := _too_long(waits, now):
        return Health(1, late, stuck=True)
    return Health(0, f"ok: the last night ended well {age} ago{more}")


def _wrong_clock(done: dict[str, datetime], now: datetime) -> str:
    """What is wrong with the machine's clock; empty where nothing was noted later than it says."""
    ahead = {at: step for step, at in done.items() if at - now > _CLOCK}
    if not ahead:
        return ""
    at = max(ahead)
    return (
        f"CLOCK: {ahead[at]} was noted at {at:%Y-%m-%d %H:%M} UTC, which is later than this machine's {now:%Y-%m-%d %H:%M} UTC;"
        " set the clock, then run: pledgewatch nightly"
    )


def _too_long(waits: Sequence[Waiting], now: datetime) -> str:
    """What waits longer than a night; empty where nothing does."""
    late = [one for one in waits if one.since and now - one.since > LATE_AFTER]
    if not late:
        return ""
    remedy = "pledgewatch nightly" if any(one.step == "process" for one in late) else "pledgewatch alert send"
    what = ", ".join(_said(one) for one in late)
    return f"WAITING: for longer than a night: {what}; look for a failed run, then run: {remedy}"


def _said(one: Waiting) -> str:
    return f"{one.count} {one.what}" + (f" since {one.since:%Y-%m-%d %H:%M} UTC" if one.since else "")


def _waits(home: Home, now: datetime, con: Any) -> tuple[list[Waiting], str]:
    """What waits, and why that cannot be said where it cannot: a run has the database open, or it is broken."""
    if con is not None:
        return waiting(con, now), ""
    if not home.database.is_file():
        return [], ""
    from warehouse.opening import OpenError, open_any

    try:
        with open_any(home.database) as own:
            return waiting(own, now), ""
    except OpenError as error:
        if "that run has ended" in str(error):
            return [], "a run is under way"
        return [], f"what waits is not known ({error})"


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
    if begun is None or (
        ended is not None and begun <= ended <= now
    ):  # one that is noted later than now was noted by a wrong clock
        return
    note_step(home, "night", now)
    note_event(con, "pledgewatch.night.finished", home.root.name, {"home": str(home.root)}, now)


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} h" if hours >= 1 else f"{hours * 60:.0f} min"
