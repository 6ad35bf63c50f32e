"""The ledger of alerts: raising a fact once and for ever, holding back what is no news, clearing what stands no longer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from flows.alerting.facts import Fact, fact_id, forget_gone, standing, told, unpublished
from flows.alerting.quarantine import held_back
from flows.alerting.routes import Routes
from flows.alerting.wording import CLEARS, about_edit, about_source, about_target, clearing
from flows.events import note_event
from flows.faults import alone
from flows.rejections import rejection, replace_stage
from warehouse.labels import place_said
from warehouse.store import upsert

# A page that changed after it was read (what a mirror shows otherwise is no edit); the newest change first, so that of many to one document the last is told.
_EDITED = """
select r.document_id, r.old_sha256, r.new_sha256, r.removed, r.added, r.commitment_ids, p.name, p.fictional, d.year, d.title, d.url, d.place_code
from revisions r join documents d using (document_id) join places p using (place_code)
where r.kind is distinct from 'mirror' order by r.found_at, r.document_id
"""
# A page that no longer gives what it gave, and a column that yields nothing or less: the operator has to look.
_LOST = """
select r.url, r.stage, r.reason, d.document_id, p.name, p.fictional, p.place_code
from rejections r
left join documents d on d.url = r.url and r.stage = 'read'
left join column_state c on c.url = r.url and r.stage = 'discovery'
left join places p on p.place_code = coalesce(d.place_code, c.place_code)
where r.stage in ('discovery', 'archive') or (r.stage = 'read' and d.document_id is not null) order by r.url, r.stage
"""


@dataclass(slots=True)
class Alerted:
    """What one run did: messages raised, clearings, facts held back as known before, and what became of the sending."""

    raised: list[str] = field(default_factory=list[str])
    cleared: list[str] = field(default_factory=list[str])
    held: int = 0
    delivered: int = 0
    waiting: int = 0
    failures: list[str] = field(default_factory=list[str])
    faults: list[str] = field(
        default_factory=list[str]
    )  # one line for each fact that broke its wording: the next run tries again
    table: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def raise_new(con: Any, home: str, now: datetime, routes: Routes, withheld: set[str], result: Alerted) -> None:
    """Write a row for each fact that has none, and mark those that stand no longer as cleared.

    A place's first night raises nothing: what is found then was so before anybody watched. Nor does a plan older than last
    year's: its story ended before. Both are counted in `held`.
    """
    forget_gone(con)
    known = told(con)
    watched = {code for (code,) in con.execute("select place_code from watched_places").fetchall()}
    rows: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    facts = standing(con)
    faults: list[tuple[str, str]] = []
    kept = unpublished(con)
    for fact in facts:
        if fact.alert_id in known or fact.document_id in withheld or (fact.commitment_id, fact.about_next) in kept:
            continue
        if routes.backfill == "silent" and (fact.place_code not in watched or fact.year < now.year - 1):
            held.append({"alert_id": fact.alert_id})
            continue
        if fact.confidence < routes.thresholds.confidence or (
            fact.kind not in ("dropped", "words_only") and fact.gap < routes.thresholds.gap_percent
        ):
            continue
        with alone(partial(_note_fault, faults, fact.url, f"the alert {fact.kind} of {fact.commitment_id}")):
            row = _row(fact.alert_id, fact.kind, about_target(fact), now, routes, fact)
            note_event(con, f"pledgewatch.target.{fact.kind}", fact.commitment_id, _payload(fact, home), now)
            rows.append(row)
            result.table.append(
                {"结论": fact.kind, "地方": fact.place, "年": fact.year, "指标": fact.indicator, "说明": fact.reason,
                 "页面": f"[{fact.commitment_id}]({fact.url})"}
            )  # fmt: skip
    standing_ids = {fact.alert_id for fact in facts}
    sources = _about_sources(con, now, routes, standing_ids, faults)
    rows += [
        r
        for i, r in sources.items()
        if i not in known and (r["kind"] == "rejected" or r["document_id"] not in withheld)
    ]
    _clear(con, standing_ids, now, result, faults)
    replace_stage(con, "alerts", [rejection(url, "alerts", why, now) for url, why in faults])
    result.faults += [f"{url}: {why}" for url, why in faults]
    upsert(con, "alerts", rows, "alert_id")
    upsert(con, "known_facts", held, "alert_id")
    con.execute(
        "insert or ignore into watched_places select distinct place_code, ?::timestamp from documents",
        [now.replace(tzinfo=None)],
    )
    result.raised += [row["message"] for row in rows]
    result.held = len(held)


def _note_fault(faults: list[tuple[str, str]], url: str, what: str, why: str) -> None:
    faults.append((url, f"{what} could not be made: {why}"))


def _row(
    alert_id: str, kind: str, message: str, now: datetime, routes: Routes, fact: Fact | None = None
) -> dict[str, Any]:
    row: dict[str, Any] = {"alert_id": alert_id, "kind": kind, "raised_at": now, "delivered_at": None, "message": message,
                           "severity": routes.severity_of(kind), "clears_when": CLEARS.get(kind)}  # fmt: skip
    if fact is not None:
        row |= {"commitment_id": fact.commitment_id, "document_id": fact.document_id, "place_code": fact.place_code,
                "indicator_id": fact.indicator_id}  # fmt: skip
    return row


def _payload(fact: Fact, home: str) -> dict[str, Any]:
    return {
        "home": home, "alert_id": fact.alert_id, "commitment_id": fact.commitment_id, "place_code": fact.place_code, "place": fact.place,
        "year": fact.year, "indicator": fact.indicator, "promised": fact.promised, "reported": fact.shown or "", "reason": fact.reason,
        "url": fact.url,
    }  # fmt: skip


def _about_sources(
    con: Any, now: datetime, routes: Routes, standing_ids: set[str], faults: list[tuple[str, str]]
) -> dict[str, dict[str, Any]]:
    """Alerts of kind `edited` and `rejected` by their ids, whether or not they were raised before; all ids go to `standing_ids`."""
    found: dict[str, dict[str, Any]] = {}
    changed: dict[tuple[str, frozenset[str]], str] = {}
    for document, old, new, removed, added, touched, place, fictional, year, title, url, code in con.execute(
        _EDITED
    ).fetchall():
        # A page that goes to and fro between two wordings says nothing new after the first time.
        between = (document, frozenset(("".join((removed or "").split()), "".join((added or "").split()))))
        alert_id = changed.setdefault(between, fact_id("edited", f"{document}|{old}|{new}"))
        if alert_id in found:
            continue
        standing_ids.add(alert_id)
        with alone(partial(_note_fault, faults, url, "the alert of its edit")):
            message = about_edit(place_said(place, fictional), year, title or document, url, removed, added, touched)
            about = {"document_id": document, "commitment_id": touched[0] if touched else None, "place_code": code}
            found[alert_id] = _row(alert_id, "edited", message, now, routes) | about
    for url, stage, reason, document, place, fictional, code in con.execute(_LOST).fetchall():
        alert_id = fact_id("rejected", f"{url}|{stage}|{reason}")
        standing_ids.add(alert_id)
        with alone(partial(_note_fault, faults, url, "the alert of its failing")):
            message = about_source(place_said(place, fictional) if place else "", url, stage, reason)
            found[alert_id] = _row(alert_id, "rejected", message, now, routes) | {"document_id": document, "place_code": code, "commitment_id": None}  # fmt: skip
    for fact, document, message in held_back(con):
        alert_id = fact_id("rejected", fact)
        standing_ids.add(alert_id)
        found[alert_id] = _row(alert_id, "rejected", message, now, routes) | {
            "document_id": document,
            "commitment_id": None,
        }
    return found


# Why an alert holds no longer. A target whose year has ended otherwise than it lagged is told by the alert of its end.
_ENDED = """
select a.alert_id, a.kind, a.message, v.verdict, v.continuity, v.recomputed, c.commitment_id is not null or a.commitment_id is null
from alerts a left join verdicts v using (commitment_id) left join commitments c using (commitment_id)
where a.cleared_at is null and a.kind <> 'edited' order by a.raised_at, a.alert_id
"""


# What else than a source may be well again, by how its alert begins.
_WELL_AGAIN = {"【未通过检查】": "现已通过检查，或已由人放行。", "【存档异常】": "存档文件现已完好。"}


def _clear(con: Any, now_standing: set[str], now: datetime, result: Alerted, faults: list[tuple[str, str]]) -> None:
    for alert_id, kind, message, verdict, continuity, recomputed, exists in con.execute(_ENDED).fetchall():
        if alert_id in now_standing:
            continue
        with alone(partial(_note_fault, faults, f"alert {alert_id}", "its clearing")):
            why = _why_cleared(kind, verdict, continuity, recomputed, exists, message)
            told_as = "：".join(clearing(message, why).splitlines()[:2]) if why is not None else None
            con.execute(
                "update alerts set cleared_at = ?, cleared_why = ? where alert_id = ?",
                [now.replace(tzinfo=None), why, alert_id],
            )
            result.cleared += [told_as] if told_as else []


def _why_cleared(
    kind: str, verdict: str | None, continuity: str | None, recomputed: bool | None, exists: bool, message: str
) -> str | None:
    """In words for the reader; None where another alert tells the end, so that nobody is told twice."""
    if kind == "rejected":
        return next((why for begin, why in _WELL_AGAIN.items() if message.startswith(begin)), "该来源已恢复正常。")
    if not exists:
        return "该承诺已不在现有文本中。"
    if kind == "lagging" and verdict == "missed":
        return None
    if recomputed:
        return "本系统重新核算后，该提醒不再成立。"
    return {
        "met": "最新文件显示目标已达到。", "on_track": "最新数字显示进度已跟上。",
    }.get(verdict or "", "依据现有文件，该提醒不再成立。") if kind in ("missed", "lagging") else {
        "kept": "下一年计划中已找到该目标。", "raised": "下一年计划中已找到更高的目标。",
    }.get(continuity or "", "依据现有文件，该提醒不再成立。")  # fmt: skip
