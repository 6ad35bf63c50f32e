"""The flow `alert`: who has to know? Writes each new fact to the ledger once and hands it to the console."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from prefect import flow

from flows.facts import STANDING, fact_id, forget_gone, told
from flows.holding import held_back
from flows.process import withheld_documents
from flows.settings import Home, as_home
from warehouse.publish import publish
from warehouse.store import open_store, upsert

# A page that changed after it was read; the newest change first, so that of many to one document the last is told.
_EDITED = """
select r.document_id, r.old_sha256, r.new_sha256, r.removed, r.added, r.commitment_ids, p.name, p.fictional, d.year, d.title, d.url
from revisions r join documents d using (document_id) join places p using (place_code) order by r.found_at, r.document_id
"""
# A page that no longer gives what it gave, and a column that yields nothing or less: the operator has to look.
_LOST = """
select r.url, r.stage, r.reason, d.document_id, p.name, p.fictional
from rejections r
left join documents d on d.url = r.url and r.stage = 'read'
left join column_state c on c.url = r.url and r.stage = 'discovery'
left join places p on p.place_code = coalesce(d.place_code, c.place_code)
where r.stage = 'discovery' or (r.stage = 'read' and d.document_id is not null) order by r.url, r.stage
"""
# The operator's English reasons in the words of an alert; the first pattern that fits counts.
_REASONS = (
    (r"challenge page", "返回的是验证页面"),
    (r"lists no report or bulletin \(it gave (\d+) before\)", r"未列出任何报告或公报（此前有\1份）"),
    (r"lists (\d+) documents, (\d+) before", r"列出的文件由\2份减为\1份"),
    (r"robots\.txt", "robots.txt 不允许访问"),
    (r"gives less than it did", "内容不再完整"),
    (r"shows another text", "显示的是另一份文件"),
    (r"so the capture of", "现有内容无法作为文件读取"),
    (r": ?(\d{3}) |^(\d{3}) ", r"无法访问（HTTP \1\2）"),
)
_WORDS = {"missed": "未达目标", "lagging": "进度滞后", "dropped": "目标消失", "lowered": "目标下调"}


@dataclass(slots=True)
class Alerted:
    """The alerts that this run raised, newest fact last."""

    raised: list[str] = field(default_factory=list[str])


@flow(name="alert", flow_run_name="alert", validate_parameters=False)
def alert(home: Home | str | None = None) -> Alerted:
    """Writes an alert for each missed, lagging, dropped or lowered target, edited page and failing source that has none yet.

    What a new version of the code found in documents known before is no news and raises none.
    """
    home = as_home(home)
    result = Alerted()
    with open_store(home.database) as con:
        forget_gone(con)
        known = told(con)
        withheld = withheld_documents(con)
        now = datetime.now(UTC)
        rows: list[dict[str, Any]] = []
        for (
            kind,
            commitment,
            document,
            place,
            fictional,
            year,
            quote,
            evidence,
            following,
            reason,
            url,
            _,
        ) in con.execute(STANDING).fetchall():
            alert_id = fact_id(kind, commitment)
            if alert_id in known or document in withheld:
                continue
            name = f"{place}（虚构示例）" if fictional else place
            shown = following if kind in ("dropped", "lowered") else evidence
            message = f"【{_WORDS[kind]}】{name}{year}年：{reason} 承诺原文：“{_short(quote)}”。依据：“{_short(shown)}”。{url}"
            rows.append({"alert_id": alert_id, "commitment_id": commitment, "document_id": document, "kind": kind, "raised_at": now,
                         "delivered_at": now, "message": message})  # fmt: skip
            result.raised.append(message)
        for alert_id, row in _about_sources(con, now).items():
            if alert_id not in known and (row["kind"] == "rejected" or row["document_id"] not in withheld):
                rows.append(row)
                result.raised.append(row["message"])
        upsert(con, "alerts", rows, "alert_id")
        if rows:
            publish(con, home.published, withheld)
    return result


def _about_sources(con: Any, now: datetime) -> dict[str, dict[str, Any]]:
    """Alerts of kind `edited` and `rejected` by their ids, whether or not they were raised before."""
    found: dict[str, dict[str, Any]] = {}

    def take(kind: str, fact: str, document: str | None, message: str, commitment: str | None = None) -> None:
        alert_id = hashlib.sha256(f"{kind}|{fact}".encode()).hexdigest()[:16]
        found[alert_id] = {"alert_id": alert_id, "commitment_id": commitment, "document_id": document, "kind": kind,
                           "raised_at": now, "delivered_at": now, "message": message}  # fmt: skip

    for document, old, new, removed, added, touched, place, fictional, year, title, url in con.execute(
        _EDITED
    ).fetchall():
        name = f"{place}（虚构示例）" if fictional else place
        what = "，".join(
            f"{label}“{_short(text)}”" for label, text in (("删去", removed), ("新增", added)) if (text or "").strip()
        )
        about = f"涉及承诺{len(touched)}项" if touched else "不涉及已读出的承诺"
        message = f"【原文改动】{name}{year}年《{title or document}》发布后被修改：{what}；{about}。{url}"
        take("edited", f"{document}|{old}|{new}", document, message, touched[0] if touched else None)
    for url, stage, reason, document, place, fictional in con.execute(_LOST).fetchall():
        name = (f"{place}（虚构示例）" if fictional else place) or ""
        said = next((match.expand(words) for p, words in _REASONS if (match := re.search(p, reason))), reason)
        what = (
            "栏目" + said + "，请检查来源文件"
            if stage == "discovery"
            else "页面" + said + "，原先存档的文本与结论不变，请查看页面"
        )
        take("rejected", f"{url}|{stage}|{reason}", document, f"【来源异常】{name}：{what}。{url}")
    for fact, document, message in held_back(con):
        take("rejected", fact, document, message)
    return found


def _short(quote: str | None, limit: int = 120) -> str:
    text = " ".join((quote or "").split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
