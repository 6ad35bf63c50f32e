"""Events: what happened, kept in an outbox with the data and handed to the Prefect server where one runs.

Prefect loses what is emitted while its server is down, without a word; so an event is first a row of `events`, written with the
facts it speaks of, and sent after that. What could not be sent is sent by a later run. An event may arrive twice (same id) and
late; the flows that it starts find nothing to do then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml

from extract.faults import named
from warehouse.store import upsert

CATALOGUE = Path(__file__).with_name("events.yaml")
# What a flow does when it ends with something for the next one: emit an event that starts it, or leave that to its caller.
Handover = Literal["event", "caller"]

_KEPT = timedelta(days=7)  # an event that nobody could take for so long tells no news any more
_BATCH = 200


@dataclass(frozen=True, slots=True)
class EventKind:
    """One entry of the catalogue: when it is emitted, what its resource names, and its payload (key -> meaning)."""

    name: str
    when: str
    about: str
    payload: dict[str, str]


@cache
def catalogue() -> dict[str, EventKind]:
    """All events by name, as events.yaml has them."""
    entries = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    return {name: EventKind(name, e["when"], e["about"], e["payload"]) for name, e in entries.items()}


def note_event(
    con: Any, name: str, about: str, payload: Mapping[str, Any], now: datetime | None = None, follow: str = ""
) -> None:
    """Write an event to the outbox; `follow` names the flow that it starts.

    Raises ValueError for a name or a payload that the catalogue does not have: others rely on what it says.
    """
    kind = catalogue().get(name)
    if kind is None or set(payload) != set(kind.payload):
        raise ValueError(f"event {name} with the payload {sorted(payload)} is not what {CATALOGUE.name} says")
    at = (now or datetime.now(UTC)).astimezone(UTC)
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str)
    row = {"event_id": str(uuid5(NAMESPACE_URL, f"{name}|{about}|{at.isoformat()}|{text}")), "name": name, "occurred_at": at,
           "resource": f"pledgewatch.{kind.about}.{about}", "follow": follow or None, "payload": text}  # fmt: skip
    upsert(con, "events", [row], "event_id")


def server_address() -> str:
    """The Prefect server that events go to, as PREFECT_API_URL says; empty where there is none."""
    return os.environ.get("PREFECT_API_URL", "").strip()


def send_events(con: Any) -> int:
    """Send what waits in the outbox, oldest first; the number sent. A server that is not there leaves them for the next run."""
    con.execute("delete from events where occurred_at < ?", [(datetime.now(UTC) - _KEPT).replace(tzinfo=None)])
    if not server_address():
        return 0
    rows = con.execute(
        "select event_id, name, resource, follow, payload, occurred_at from events where sent_at is null order by occurred_at, event_id"
    ).fetchall()
    sent = 0
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        if not _post([_as_event(*row) for row in batch]):
            break
        con.execute("update events set sent_at = ? where event_id in (select unnest(?))",
                    [datetime.now(UTC).replace(tzinfo=None), [row[0] for row in batch]])  # fmt: skip
        sent += len(batch)
    return sent


def _as_event(
    event_id: str, name: str, resource: str, follow: str | None, payload: str, at: datetime
) -> dict[str, Any]:
    from prefect.events import Event, Resource

    labels = {"prefect.resource.id": resource, "pledgewatch.next": follow or "none"}
    event = Event(id=UUID(event_id), event=name, resource=Resource(labels), payload=json.loads(payload))
    return event.model_dump(mode="json") | {"occurred": at.replace(tzinfo=UTC).isoformat()}


def _post(events: list[dict[str, Any]]) -> bool:
    from prefect.client.orchestration import get_client

    from flows.prefect_runs import say

    try:
        with get_client(sync_client=True) as client:
            client.request("POST", "/events", json=events)
    except Exception as error:  # whatever keeps the server from taking them: they stay in the outbox
        say(f"{len(events)} events not sent ({named(error)}); they wait for the next run")
        return False
    return True
