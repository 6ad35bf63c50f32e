"""What tests of alerts need: promises with verdicts, and a night's two steps with a channel that is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flows.alerting.delivery import deliver
from flows.alerting.ledger import Alerted, raise_new
from flows.alerting.routes import Address, Routes
from warehouse.store import upsert

NOON = datetime(2025, 10, 27, 4, 0, tzinfo=UTC)  # noon in China
ALL = {"channels": {"desk": ["json://desk"]}, "routes": [{"to": "desk"}]}


def plan(
    con: Any,
    number: int,
    verdict: str = "missed",
    continuity: str = "kept",
    year: int = 2025,
    confidence: float = 0.95,
    shortfall: float = 1.0,
) -> str:
    """A promise in the list of main targets and what became of it; gives its id."""
    document, own = f"d{year}", f"c{number}"
    upsert(
        con,
        "documents",
        [
            {
                "document_id": document,
                "place_code": "999901",
                "kind": "work_report",
                "year": year,
                "url": f"http://x/{year}",
                "sha256": "0",
                "text": "",
            }
        ],
        "document_id",
    )
    upsert(
        con,
        "commitments",
        [
            {
                "commitment_id": own,
                "document_id": document,
                "place_code": "999901",
                "kind": "quantity",
                "headline": True,
                "indicator": f"指标{number}",
                "indicator_id": "gdp",
                "value": 10.0,
                "quote": f"指标{number}增长10%",
                "ordinal": number,
                "period": year,
                "char_start": 0,
                "char_end": 1,
            }
        ],
        "commitment_id",
    )
    upsert(
        con,
        "verdicts",
        [
            {
                "commitment_id": own,
                "verdict": verdict,
                "continuity": continuity,
                "shortfall": shortfall,
                "reason": "差1个百分点。",
                "confidence": confidence,
                "evidence_quote": "增长9%",
                "next_quote": "主要预期目标",
                "rule": "floor",
            }
        ],
        "commitment_id",
    )
    return own


def watched(con: Any) -> None:
    upsert(con, "watched_places", [{"place_code": "999901", "since": datetime(2025, 1, 1)}], "place_code")


def night(
    con: Any, routes: Any, now: datetime = NOON, sender: Callable[[Address, str, str], str | None] | None = None
) -> tuple[Alerted, list[tuple[str, str]]]:
    """One run of the flow's two steps with a channel that takes everything, or the one given."""
    sent: list[tuple[str, str]] = []

    def take(address: Address, title: str, body: str) -> str | None:
        failure = sender(address, title, body) if sender else None
        if failure is None:
            sent.append((title, body))
        return failure

    result, found = Alerted(), Routes.model_validate(routes)
    raise_new(con, "/home", now, found, set(), result)
    deliver(con, found, now, result, take)
    return result, sent


def column(con: Any, sql: str) -> list[Any]:
    return [value for (value,) in con.execute(sql).fetchall()]
