"""Handing alerts to their channels: at once or as a digest, each message to each address once, what fails again next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.alerting import reach
from flows.alerting.answers import Unanswered
from flows.alerting.fitting import Part, parts, room_of
from flows.alerting.ledger import Alerted
from flows.alerting.routes import Address, How, Routes
from flows.alerting.sending import Send, hand_over, send
from flows.alerting.wording import ORDER, clearing, digest_blocks, subject
from flows.serving.health import Health
from warehouse.store import upsert

_FLOOD = 8  # more than this at a time to one address go as one message
_CONSOLE = "console"  # where no channel is set up, the run's own output is the channel


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
# The most telling first: what was raised, by its kind, the newest year, the main targets, the widest gap for its size.
_DUE = """
select q.* exclude (commitment_id) from (
  select alert_id, 'raised' as what, kind, message, place_code, indicator_id, null as cleared_why, commitment_id from alerts
  where delivered_at is null and acked_at is null and cleared_at is null and coalesce(snoozed_until, timestamp '1970-01-01') <= $now
  union all
  select alert_id, 'cleared', kind, message, place_code, indicator_id, cleared_why, commitment_id from alerts
  where cleared_why is not null and clearing_told_at is null and acked_at is null
    and (delivered_at is not null or alert_id in (select alert_id from deliveries where delivered_at is not null))
) q left join commitments c using (commitment_id) left join documents d on d.document_id = c.document_id left join verdicts v using (commitment_id)
order by q.what desc, list_position($kinds, q.kind), d.year desc nulls last, c.headline desc nulls last,
         abs(v.shortfall) / nullif(abs(c.value), 0) desc nulls last, q.alert_id
"""


def due(con: Any, now: datetime) -> list[Message]:
    """What has to be told, by the ledger, the most telling first."""
    rows = con.execute(_DUE, {"now": now.replace(tzinfo=None), "kinds": list(ORDER)}).fetchall()
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
    ways = {message: routes.ways(message.kind, message.place_code, message.indicator_id) for message in messages}
    day = routes.digest_day(now)
    last = con.execute("select value from run_state where name = 'digest'").fetchall()
    digest_due = day is not None and last != [(day,)]
    if not routes.is_quiet(now):
        for addresses in channels.values():
            for address in addresses:
                _to_address(con, address, messages, ways, digest_due, now, result, sender)
        if digest_due:
            upsert(con, "run_state", [{"name": "digest", "value": day}], "name")
        reach.tell_operator(con, routes, _not_taken(con, messages, ways, channels), now, result, sender)
    taken = _taken(con)
    for message in messages:
        wanted = {a.key for way in ways[message] for a in channels.get(way, [])}
        if not ways[message]:
            _took(con, message, reach.NOBODY, now)
        # A channel without an address takes nothing: what has no other waits, and the operator is told.
        if (wanted or not ways[message]) and all((message.alert_id, message.what, key) in taken for key in wanted):
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
            failures = [hand_over(sender, address, lambda: (subject(text), text)) for address in addresses]
            result.failures += [failure for failure in failures if failure]
            # One that may have arrived is not repeated with every run.
            took = took or any(failure is None or isinstance(failure, Unanswered) for failure in failures)
    if took:
        upsert(con, "run_state", [{"name": "late", "value": "told"}], "name")
        result.raised.append(text)


def _not_taken(
    con: Any, messages: list[Message], ways: dict[Message, dict[str, How]], channels: dict[str, list[Address]]
) -> dict[str, list[str]]:
    """For each address, by its key, the texts that go there and that it did not take."""
    taken = _taken(con)
    return {
        a.key: [m.text for m in messages if channel in ways[m] and (m.alert_id, m.what, a.key) not in taken]
        for channel, addresses in channels.items()
        for a in addresses
    }


def _taken(con: Any) -> set[tuple[str, str, str]]:
    return set(con.execute("select alert_id, what, channel from deliveries where delivered_at is not null").fetchall())


def _to_address(
    con: Any, address: Address, messages: list[Message], ways: dict[Message, dict[str, How]], digest_due: bool,
    now: datetime, result: Alerted, sender: Send,
) -> None:  # fmt: skip
    """All that one address has to be told now; where it does not take one message it is not asked again in this run."""
    rows = con.execute(
        "select alert_id, what, delivered_at is not null, coalesce(unanswered, 0) from deliveries where channel = ?",
        [address.key],
    ).fetchall()
    had = {(alert_id, what): (taken, unanswered) for alert_id, what, taken, unanswered in rows}
    state = {m: had.get((m.alert_id, m.what), (False, 0)) for m in messages}
    own = [m for m in messages if address.channel in ways[m]]
    again = [m for m in own if state[m] == (False, 1)]
    groups = [again, *grouped([m for m in own if state[m] == (False, 0)], ways, address.channel, digest_due)]
    # What was asked for twice without an answer is asked for once more only after the address has taken something else.
    late = [m for m in own if not state[m][0] and state[m][1] > 1]
    groups += [late] if any(groups) else []
    for group in groups:
        for part in worded(group, address, now, group is again or group is late) if group else []:
            failure = hand_over(sender, address, lambda part=part: (part.title, part.text))
            for number in part.numbers:
                _took(con, group[number], address.key, now, failure)
            reach.note(con, address, now, failure)
            if failure is not None:
                result.failures.append(failure)
                return
            result.delivered += len(part.numbers)


def grouped(
    messages: list[Message], ways: dict[Message, dict[str, How]], channel: str, digest_due: bool
) -> list[list[Message]]:
    """The messages of one address as they go out: single ones, and the day's digest."""
    at_once = [m for m in messages if ways[m].get(channel) == "immediate"]
    daily = [m for m in messages if ways[m].get(channel) == "digest"] if digest_due else []
    if len(at_once) > _FLOOD:
        return [at_once + daily]
    return [[m] for m in at_once] + ([daily] if daily else [])


def worded(group: list[Message], address: Address, now: datetime, asked_again: bool = False) -> list[Part]:
    """A group as the messages that go out to an address: as many as its service needs. `asked_again`: the group went out before and nobody
    knows whether it arrived; only what it was about is told."""
    if asked_again:
        title = f"【请核对】有{len(group)}项提醒发出后没有收到回执，可能已经收到过"
        return parts(title, [("· " + subject(m.text), [n]) for n, m in enumerate(group)], room_of(address))
    if len(group) == 1:
        return parts(subject(group[0].text), [(group[0].text, [0])], room_of(address))
    raised = [n for n, m in enumerate(group) if m.what == "raised"]
    order = [*raised, *(n for n in range(len(group)) if group[n].what != "raised")]
    title, blocks = digest_blocks([(group[n].kind, group[n].text) for n in order], now.date().isoformat())
    return parts(title, [(block, [order[n] for n in numbers]) for block, numbers in blocks], room_of(address))


def _took(con: Any, message: Message, channel: str, now: datetime, failure: str | None = None) -> None:
    """Enter one attempt at once, so that a crash after it does not send the message again."""
    key = [message.alert_id, message.what, channel]
    before = con.execute(
        "select attempts, coalesce(unanswered, 0) from deliveries where alert_id = ? and what = ? and channel = ?", key
    ).fetchall()
    attempts, unanswered = before[0] if before else (0, 0)
    row = {"alert_id": message.alert_id, "what": message.what, "channel": channel, "tried_at": now, "error": failure,
           "attempts": attempts + 1, "unanswered": unanswered + isinstance(failure, Unanswered),
           "delivered_at": None if failure else now}  # fmt: skip
    upsert(con, "deliveries", [row], ("alert_id", "what", "channel"))


def _settle(con: Any, message: Message, now: datetime) -> None:
    column = "delivered_at" if message.what == "raised" else "clearing_told_at"
    con.execute(f"update alerts set {column} = ? where alert_id = ?", [now.replace(tzinfo=None), message.alert_id])
