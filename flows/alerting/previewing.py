"""What would be sent to each address, as it would arrive: nothing is sent and nothing is entered."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any

from flows.alerting.delivery import Message, due, grouped, worded
from flows.alerting.fitting import room_of
from flows.alerting.reach import why_waiting
from flows.alerting.routes import Address, Routes
from warehouse.labels import Labels

_ONE = "select alert_id, 'raised', kind, message, place_code, indicator_id from alerts where alert_id = ?"


def preview(con: Any, routes: Routes, now: datetime, alert_id: str | None = None, lang: str = "zh") -> Generator[str]:
    """Lines to print: each message with its address, its size and the most that its service takes, and why it waits. `alert_id`: that alert
    alone, whether or not it was sent; else all that is due, the daily digest as it would go out now."""
    say = Labels(lang)
    messages = [Message(*row) for row in con.execute(_ONE, [alert_id]).fetchall()] if alert_id else due(con, now)
    if not messages:
        yield say("preview_none")
        return
    why = why_waiting(con, routes, now, lang)
    ways = {m: routes.ways(m.kind, m.place_code, m.indicator_id) for m in messages}
    channels = routes.addresses()
    for channel, addresses in channels.items():
        for address in addresses:
            own = [m for m in messages if channel in ways[m] and not _took(con, m, address, alert_id)]
            for group in grouped(own, ways, channel, True):
                yield from _shown(group, address, now, say)
    for message in messages:
        reached = any(channels.get(channel) for channel in ways[message])
        if not reached:
            yield say("preview_nobody", why=why.get(message.alert_id, say("wait_no_route")))
            yield from message.text.splitlines()
        elif message.alert_id in why:
            yield f"{message.alert_id}  {why[message.alert_id]}"


def _shown(group: list[Message], address: Address, now: datetime, say: Labels) -> Generator[str]:
    room = room_of(address)
    for part in worded(group, address, now):
        size = say(f"unit_{room.unit}", n=room.size(f"{part.title}\r\n{part.text}"))
        yield say("preview_part", address=address.key, size=size, most=room.most)
        yield part.title
        yield from part.text.splitlines()
        yield ""


def _took(con: Any, message: Message, address: Address, alert_id: str | None) -> bool:
    if alert_id is not None:
        return False
    return bool(
        con.execute(
            "select 1 from deliveries where alert_id = ? and what = ? and channel = ? and delivered_at is not null",
            [message.alert_id, message.what, address.key],
        ).fetchall()
    )
