"""Who is not reached: addresses that refuse, routes that lead to nobody, and why an alert waits. The operator is told through what works."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from flows.alerting.answers import Unanswered
from flows.alerting.fitting import parts, room_of
from flows.alerting.ledger import Alerted
from flows.alerting.routes import Address, Routes
from flows.alerting.sending import Send, hand_over
from flows.alerting.wording import subject
from warehouse.labels import Labels
from warehouse.store import upsert

NOBODY = "nobody"  # in the ledger of deliveries, where no route names an alert
_PATIENCE = timedelta(days=1)  # that an address may refuse before another one is told
_REFUSING, _TOLD, _UNREACHED = "refusing ", "refusal told ", "unreached"


def note(con: Any, address: Address, now: datetime, failure: str | None) -> None:
    """Keeps since when an address takes nothing; one that takes a message is well again."""
    if failure is None:
        con.execute("delete from run_state where name in (?, ?)", [_REFUSING + address.key, _TOLD + address.key])
    else:
        con.execute("insert or ignore into run_state values (?, ?)", [_REFUSING + address.key, now.isoformat()])


def refusing(con: Any) -> dict[str, datetime]:
    """Addresses, by their keys, that took nothing when last asked, and since when."""
    rows = con.execute("select name, value from run_state where starts_with(name, ?)", [_REFUSING]).fetchall()
    return {name.removeprefix(_REFUSING): datetime.fromisoformat(value) for name, value in rows}


def tell_operator(
    con: Any, routes: Routes, waits: dict[str, list[str]], now: datetime, result: Alerted, sender: Send
) -> None:
    """Tells, each once, through an address that works: an address that took nothing for a day, with what waits for it, and a route that
    reaches nobody. `waits` has for each address, by its key, the texts that are due and that it did not take."""
    since = refusing(con)
    everyone = [address for several in routes.addresses().values() for address in several]
    for address in everyone:
        begun = since.get(address.key)
        if begun is None or now - begun < _PATIENCE or _once(con, _TOLD + address.key, "told"):
            continue
        title, blocks = _about_refusal(address, begun, routes, waits.get(address.key, []), _last_error(con, address))
        if _told(con, routes, title, blocks, {*since}, now, result, sender):
            upsert(con, "run_state", [{"name": _TOLD + address.key, "value": "told"}], "name")
            result.raised.append(title)
    lines = unreached(routes)
    result.failures += lines
    mark = sha256("\n".join(lines).encode()).hexdigest()[:16]
    if lines and not _once(con, _UNREACHED, mark):
        title = f"【路由无人接收】{len(lines)}条路由没有可用的地址，经它们的提醒在等待"
        if _told(con, routes, title, [(line, []) for line in _unreached_zh(routes)], {*since}, now, result, sender):
            upsert(con, "run_state", [{"name": _UNREACHED, "value": mark}], "name")
            result.raised.append(title)


def unreached(routes: Routes) -> list[str]:
    """One line for each route whose channel has no address while others have, with the remedy."""
    return [
        f"routes[{number}]: its channel {channel!r} has no address ({entries}); set it, or take the route out: what goes only there waits"
        for number, channel, entries in _empty(routes)
    ]


def _unreached_zh(routes: Routes) -> list[str]:
    return [f"· 第{number}条路由：渠道 {channel} 没有地址（{entries}）" for number, channel, entries in _empty(routes)]


def _empty(routes: Routes) -> list[tuple[int, str, str]]:
    full = routes.addresses()
    return [
        (
            number,
            route.to,
            ", ".join(e if e.startswith(("env:", "block:")) else "…" for e in routes.channels[route.to]) or "—",
        )
        for number, route in enumerate(routes.routes, 1)
        if full and route.to not in full
    ]


def _once(con: Any, name: str, value: str) -> bool:
    return con.execute("select value from run_state where name = ?", [name]).fetchall() == [(value,)]


def _last_error(con: Any, address: Address) -> str:
    rows = con.execute(
        "select error from deliveries where channel = ? and error is not null order by tried_at desc limit 1",
        [address.key],
    ).fetchall()
    return str(rows[0][0]).removeprefix(address.key).lstrip(": ") if rows else ""


def _about_refusal(
    address: Address, begun: datetime, routes: Routes, waits: list[str], error: str
) -> tuple[str, list[tuple[str, list[int]]]]:
    local = begun.astimezone(ZoneInfo(routes.timezone))
    title = f"【渠道不通】{address.key} 自{local:%m月%d日%H:%M}起没有收下任何消息"
    head = f"对方的答复：{error or '没有'}\n有{len(waits)}项提醒在等它："
    return title, [(head, []), *(("· " + subject(text), []) for text in waits)]


def _told(
    con: Any, routes: Routes, title: str, blocks: list[tuple[str, list[int]]], broken: set[str], now: datetime,
    result: Alerted, sender: Send,
) -> bool:  # fmt: skip
    """Whether one address that works took it: those that hear of failing sources first."""
    operators = routes.ways("rejected", None, None)
    channels = sorted(routes.addresses().items(), key=lambda pair: pair[0] not in operators)
    for address in (a for _, several in channels for a in several if a.key not in broken):
        failures: list[str | None] = []
        for part in parts(title, blocks, room_of(address)):
            failures.append(hand_over(sender, address, lambda part=part: (part.title, part.text)))
            note(con, address, now, failures[-1])
            if failures[-1] is not None:
                break
        result.failures += [failure for failure in failures if failure]
        if all(failure is None or isinstance(failure, Unanswered) for failure in failures):
            return True
    return False


# For each alert that waits: what it is, until when it is snoozed, and what became of it at each address.
_WAITS = """
select a.alert_id, a.kind, a.place_code, a.indicator_id, case when a.snoozed_until > $now then a.snoozed_until end,
       map_from_entries(list((d.channel, d.error)) filter (d.channel is not null and d.delivered_at is null)),
       list(d.channel) filter (d.delivered_at is not null)
from alerts a left join deliveries d on d.alert_id = a.alert_id and d.what = 'raised'
where a.delivered_at is null and a.acked_at is null and a.cleared_at is null group by all
"""


def why_waiting(con: Any, routes: Routes, now: datetime, lang: str = "zh") -> dict[str, str]:
    """For each alert that waits, why: alert -> words in the language given."""
    say, channels, quiet = Labels(lang), routes.addresses(), routes.is_quiet(now)
    zone = ZoneInfo(routes.timezone)
    found: dict[str, str] = {}
    values = {"now": now.replace(tzinfo=None)}
    for alert_id, kind, place, indicator, snoozed, errors, taken in con.execute(_WAITS, values).fetchall():
        ways = routes.ways(kind, place, indicator)
        open_ = [(a, how) for c, how in ways.items() for a in channels.get(c, []) if a.key not in (taken or [])]
        failed = [errors[a.key] for a, _ in open_ if errors and a.key in errors]
        if snoozed is not None:
            why = say("wait_snoozed", time=f"{snoozed.replace(tzinfo=now.tzinfo).astimezone(zone):%Y-%m-%d %H:%M}")
        elif not channels:
            why = say("wait_console")
        elif not ways:
            why = say("wait_no_route")
        elif not open_:
            why = say("wait_no_address", channel=", ".join(ways))
        elif failed:
            why = say("wait_failed", error=failed[0])
        elif quiet and routes.quiet_hours is not None:
            why = say("wait_quiet", time=f"{routes.quiet_hours[1]:%H:%M}")
        elif all(how == "digest" for _, how in open_):
            why = say("wait_digest", time=f"{routes.digest_at:%H:%M}")
        else:
            why = say("wait_next_run")
        found[alert_id] = why
    return found
