"""Handing alerts to their channels: at once or as a digest, each message to each address once, what fails again next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.alerting.channels import send
from flows.alerting.ledger import Alerted
from flows.alerting.routes import Address, How, Routes
from flows.alerting.wording import clearing, digest, subject
from flows.serving.health import Health
from warehouse.store import upsert

_FLOOD = 8  # more than this at a time to one address go as one message
_CONSOLE = "console"  # where no channel is set up, the run's own output is the channel

Send = Callable[[Address, str, str], str | None]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell: an alert raised, or its clearing."""

    alert_id: str
    what: str
    kind: str
    text: str
    place_code: str | None
    indicator_id: str | None


# Raised and not yet taken by all; not what is snoozed or dealt with. A clearing goes only where the alert went.
_DUE = """
select alert_id, 'raised', kind, message, place_code, indicator_id, null from alerts
where delivered_at is null and acked_at is null and cleared_at is null and coalesce(snoozed_until, timestamp '1970-01-01') <= $now
union all
select alert_id, 'cleared', kind, message, place_code, indicator_id, cleared_why from alerts
where cleared_why is not null and clearing_told_at is null and acked_at is null
  and (delivered_at is not null or alert_id in (select alert_id from deliveries where delivered_at is not null))
order by 2 desc, 1
"""


def due(con: Any, now: datetime) -> list[Message]:
    """What has to be told, by the ledger."""
    rows = con.execute(_DUE, {"now": now.replace(tzinfo=None)}).fetchall()
    return [
        Message(alert_id, what, kind, clearing(text, why) if what == "cleared" else text, place, indicator)
        for alert_id, what, kind, text, place, indicator, why in rows
    ]


def deliver(con: Any, routes: Routes, now: datetime, result: Alerted, sender: Send = send) -> None:
    """Send what is due and may go now. A failure leaves the rest to the next run and is named in `result.failures`."""
    messages = due(con, now)
    channels = routes.addresses()
    if not channels:
        for message in messages:
            _took(con, message, _CONSOLE, now)
            _settle(con, message, now)
        result.delivered += len(messages)
        return
    taken = set(con.execute("select alert_id, what, channel from deliveries where delivered_at is not null").fetchall())
    ways = {message: routes.ways(message.kind, message.place_code, message.indicator_id) for message in messages}
    day = routes.digest_day(now)
    last = con.execute("select value from run_state where name = 'digest'").fetchall()
    digest_due = day is not None and last != [(day,)]
    if not routes.is_quiet(now):
        for channel, addresses in channels.items():
            for address in addresses:
                open_ = [m for m in messages if (m.alert_id, m.what, address.key) not in taken]
                _send_to(con, address, _grouped(open_, ways, channel, digest_due), now, result, sender)
        if digest_due:
            upsert(con, "run_state", [{"name": "digest", "value": day}], "name")
    wanted = {m: {a.key for c in w for a in channels.get(c, [])} for m, w in ways.items()}
    taken = set(con.execute("select alert_id, what, channel from deliveries where delivered_at is not null").fetchall())
    for message in messages:
        if all((message.alert_id, message.what, key) in taken for key in wanted[message]):
            _settle(con, message, now)
        else:
            result.waiting += 1


def tell_late(con: Any, routes: Routes, state: Health, now: datetime, result: Alerted, sender: Send = send) -> None:
    """Tell the operator once that the nights stopped; once more only after a night has ended well in between."""
    last = con.execute("select value from run_state where name = 'late'").fetchall()
    told_before = last == [("told",)]
    if state.status != 1:
        if told_before:
            upsert(con, "run_state", [{"name": "late", "value": ""}], "name")
        return
    if told_before or routes.is_quiet(now):
        return
    what = (
        "【多数地址无法访问】" if state.failing
        else "【有工作滞留】" if state.stuck
        else "【时钟异常】" if state.clock
        else "【夜间运行缺失】超过26小时没有完整的一夜："
    )  # fmt: skip
    text = f"{what}{state.line}"
    took = not routes.addresses()
    for channel, addresses in routes.addresses().items():
        if channel in routes.ways("rejected", None, None):
            failures = [_sent(sender, address, lambda: (subject(text), text)) for address in addresses]
            result.failures += [failure for failure in failures if failure]
            took = took or not all(failures)
    if took:
        upsert(con, "run_state", [{"name": "late", "value": "told"}], "name")
        result.raised.append(text)


def _grouped(
    messages: list[Message], ways: dict[Message, dict[str, How]], channel: str, digest_due: bool
) -> list[list[Message]]:
    """The messages of one address as they go out: single ones, and the day's digest."""
    at_once = [m for m in messages if ways[m].get(channel) == "immediate"]
    daily = [m for m in messages if ways[m].get(channel) == "digest"] if digest_due else []
    if len(at_once) > _FLOOD:
        return [at_once + daily]
    return [[m] for m in at_once] + ([daily] if daily else [])


def _send_to(
    con: Any, address: Address, groups: list[list[Message]], now: datetime, result: Alerted, sender: Send
) -> None:
    for group in groups:
        failure = _sent(sender, address, lambda group=group: _worded(group, now))
        for message in group:
            _took(con, message, address.key, now, failure)
        if failure is not None:
            result.failures.append(failure)
            return  # an address that fails now is not asked again in this run
        result.delivered += len(group)


def _worded(group: list[Message], now: datetime) -> tuple[str, str]:
    if len(group) == 1:
        return subject(group[0].text), group[0].text
    return digest([(m.kind, m.text) for m in group], now.date().isoformat())


def _sent(sender: Send, address: Address, worded: Callable[[], tuple[str, str]]) -> str | None:
    """Why one message did not go to one address; None where it did. What breaks in a channel's library is that address's failure,
    told without the library's own words: they may hold the address, and with it a password."""
    try:
        return sender(address, *worded())
    except Exception as error:
        return f"{address.key}: sending broke ({type(error).__name__}); look at the address, and report this"


def _took(con: Any, message: Message, channel: str, now: datetime, failure: str | None = None) -> None:
    """Enter one attempt at once, so that a crash after it does not send the message again."""
    key = [message.alert_id, message.what, channel]
    before = con.execute(
        "select attempts from deliveries where alert_id = ? and what = ? and channel = ?", key
    ).fetchall()
    row = {"alert_id": message.alert_id, "what": message.what, "channel": channel, "tried_at": now, "error": failure,
           "attempts": (before[0][0] if before else 0) + 1, "delivered_at": None if failure else now}  # fmt: skip
    upsert(con, "deliveries", [row], ("alert_id", "what", "channel"))


def _settle(con: Any, message: Message, now: datetime) -> None:
    column = "delivered_at" if message.what == "raised" else "clearing_told_at"
    con.execute(f"update alerts set {column} = ? where alert_id = ?", [now.replace(tzinfo=None), message.alert_id])
