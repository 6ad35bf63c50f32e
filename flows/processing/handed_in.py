"""Documents that an operator hands over, as captures like those that were fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from extract.archive.store import Archive
from flows.faults import alone
from flows.settings import Home
from warehouse.store import upsert

_FILING = ("place_code", "kind", "year", "period_end")


def add_files(
    con: Any, home: Home, files: Sequence[tuple[str, bytes, dict[str, Any]]], lost: dict[str, str] | None = None
) -> dict[str, str | None]:
    """Archives documents that an operator hands over, as captures: (address, bytes, what is known of them).

    Returns the SHA-256 that each address had before; an address that is new isn't in it. One that breaks its archiving goes to
    `lost` with the reason, and is no capture.
    """
    now = datetime.now(UTC)
    captured = con.execute("select url, sha256, place_code, kind, year, period_end from captures").fetchall()
    known = {url: (sha256, tuple(filing)) for url, sha256, *filing in captured}
    rows: list[dict[str, Any]] = []
    filed_anew: list[str] = []
    kept: list[tuple[str, dict[str, Any], str]] = []
    reasons: dict[str, str] = {} if lost is None else lost
    with Archive(home.archive).writing() as recorder:
        for url, body, filed in files:
            with alone(partial(reasons.setdefault, url)):
                kept.append((url, filed, recorder.put(body, url, filed.get("content_type") or "")))
    for url, filed, sha256 in kept:
        row = {
            "url": url,
            "sha256": sha256,
            "checked_at": now,
            "error": None,
            **{k: filed.get(k) for k in (*_FILING, "content_type")},
        }
        if url not in known or known[url][0] != sha256:
            row["first_captured_at"] = now
        if url in known and known[url][1] != tuple(row[k] for k in _FILING):
            filed_anew.append(url)
        rows.append(row)
    upsert(con, "captures", rows, "url")
    # Filed anew under another place, kind or year: the same bytes have to be read again.
    con.execute("delete from reading_state where url in (select unnest(?))", [filed_anew])
    return {url: known[url][0] for url, _, _ in kept if url in known}
