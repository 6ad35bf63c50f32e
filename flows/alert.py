"""The flow `alert`: who has to know? Writes each new fact to the ledger once and hands it to the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from prefect import flow

from flows.facts import STANDING, fact_id, forget_gone, told
from flows.process import withheld_documents
from flows.settings import Home, as_home
from warehouse.publish import publish
from warehouse.store import open_store, upsert

_WORDS = {"missed": "未达目标", "lagging": "进度滞后", "dropped": "目标消失", "lowered": "目标下调"}


@dataclass(slots=True)
class Alerted:
    """The alerts that this run raised, newest fact last."""

    raised: list[str] = field(default_factory=list[str])


@flow(name="alert", flow_run_name="alert", validate_parameters=False)
def alert(home: Home | str | None = None) -> Alerted:
    """Writes an alert for each missed, lagging, dropped or lowered target that has none yet; delivers it to the console.

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
        upsert(con, "alerts", rows, "alert_id")
        if rows:
            publish(con, home.published, withheld)
    return result


def _short(quote: str | None, limit: int = 120) -> str:
    text = " ".join((quote or "").split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
