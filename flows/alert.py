"""The flow `alert`: who has to know? Writes each new fact to the ledger once and hands it to the console."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from prefect import flow

from flows.process import withheld_documents
from flows.settings import Home, as_home
from warehouse.publish import publish
from warehouse.store import open_store, upsert

# Only what stands in the list of main targets, or lags inside the year, is worth waking somebody for.
_NEW = """
select v.kind, v.commitment_id, c.document_id, p.name, p.fictional, d.year, c.quote, v.evidence_quote, v.next_quote, v.reason, d.url
from (
  select *, unnest(list_filter([case when verdict in ('missed', 'lagging') then verdict end,
                                case when continuity in ('dropped', 'lowered') then continuity end], lambda k: k is not null)) as kind
  from verdicts
) v
join commitments c using (commitment_id) join documents d using (document_id) join places p on p.place_code = d.place_code
where c.headline or v.kind = 'lagging'
order by d.year, d.place_code, c.ordinal, v.kind
"""
_WORDS = {"missed": "未达目标", "lagging": "进度滞后", "dropped": "目标消失", "lowered": "目标下调"}


@dataclass(slots=True)
class Alerted:
    """The alerts that this run raised, newest fact last."""

    raised: list[str] = field(default_factory=list[str])


@flow(name="alert", flow_run_name="alert", validate_parameters=False)
def alert(home: Home | str | None = None) -> Alerted:
    """Writes an alert for each missed, lagging, dropped or lowered target that has none yet; delivers it to the console."""
    home = as_home(home)
    result = Alerted()
    with open_store(home.database) as con:
        known = {i for (i,) in con.execute("select alert_id from alerts").fetchall()}
        withheld = withheld_documents(con)
        now = datetime.now(UTC)
        rows: list[dict[str, Any]] = []
        for kind, commitment, document, place, fictional, year, quote, evidence, following, reason, url in con.execute(
            _NEW
        ).fetchall():
            alert_id = hashlib.sha256(f"{kind}|{commitment}".encode()).hexdigest()[:16]
            if alert_id in known or document in withheld:
                continue
            name = f"{place}（虚构示例）" if fictional else place
            shown = following if kind in ("dropped", "lowered") else evidence
            message = f"【{_WORDS[kind]}】{name}{year}年：{reason} 承诺原文：“{_short(quote)}”。依据：“{_short(shown)}”。{url}"
            rows.append({"alert_id": alert_id, "commitment_id": commitment, "document_id": document, "kind": kind, "raised_at": now,
                         "delivered_at": now, "message": message})  # fmt: skip
            result.raised.append(message)
        upsert(con, "alerts", rows, "alert_id")
        if rows:
            publish(con, home.published, withheld)
    return result


def _short(quote: str | None, limit: int = 120) -> str:
    text = " ".join((quote or "").split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
