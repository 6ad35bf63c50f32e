"""A year of nights on a moved clock: 示例县 promises 5,000,000 visitors, reports half-yearly and quarterly, lags, and recovers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from local_site import hosts
from reading_here import read_here

PAGES = Path(__file__).parents[3] / "flows" / "capturing" / "sample" / "site" / "shili"
BEFORE = ["2024", "2025", "bulletin-2024", "notice-2024-q1", "notice-2024-h1", "notice-2024-q3"]
PERIODS = {"h1": "06-30", "q3": "09-30", "m10": "10-31"}


def notice(name: str, visitors: int) -> bytes:
    """A notice of the sample with another count of visitors; that of ten months is made from the one of nine."""
    text = (PAGES / f"notice-2025-{'q3' if name == 'm10' else name}.html").read_text("utf-8")
    text = re.sub(r"接待游客\d+万人次", f"接待游客{visitors}万人次", text)
    return (text.replace("前三季度", "1—10月").replace("2025-10-2", "2025-11-2") if name == "m10" else text).encode()


@pytest.fixture
def nights(plain_flows: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    read_here(monkeypatch)
    routes = tmp_path / "routes.yaml"
    routes.write_text("backfill: silent\nthresholds: {confidence: 0.5}\n", "utf-8")
    monkeypatch.setenv("PLEDGEWATCH_ROUTES", str(routes))
    sources = tmp_path / "sources"
    sources.mkdir()
    with hosts(1) as (host,):
        lines = []
        for page in BEFORE + [f"notice-2025-{name}" for name in PERIODS]:
            year = 2025 if "2025" in page else 2024
            kind = (
                "work_report" if page.isdigit() else "statistical_bulletin" if "bulletin" in page else "progress_notice"
            )
            end = {"q1": "03-31", **PERIODS}.get(page.rsplit("-", 1)[-1]) if kind == "progress_notice" else None
            more = f", period_end: {year}-{end}" if end else ""
            lines.append(
                f'  - {{kind: {kind}, year: {year}{more}, url: "{host.url(f"/{page}.html")}", verified: never}}'
            )
        (sources / "shili.yaml").write_text(
            'place: {code: "999901", name: 示例县, level: county, parent: "999900"}\nfictional: true\nallow_private: true\ndocuments:\n'
            + "\n".join(lines),
            "utf-8",
        )
        host.pages |= {f"/{page}.html": (PAGES / f"{page}.html").read_bytes() for page in BEFORE}

        def night(day: str, **published: int) -> Any:
            from flows.nightly import nightly
            from flows.settings import Home

            for name, visitors in published.items():
                host.pages[f"/notice-2025-{name}.html"] = notice(name, visitors)
            return nightly(
                Home(tmp_path / "home"), sources, datetime.fromisoformat(f"2025-{day}T18:00").replace(tzinfo=UTC)
            ).alerted

        night.home = tmp_path / "home"  # type: ignore[attr-defined]
        yield night


def about_visitors(messages: list[str]) -> list[str]:
    return [m for m in messages if "游客" in m.splitlines()[0]]


def test_the_right_night_raises_the_lag_the_next_is_silent_and_recovery_clears_it(nights: Any) -> None:
    first = nights("03-01")
    assert first.raised == [] and first.held >= 0
    assert about_visitors(nights("07-25", h1=260).raised) == []
    [message] = about_visitors(nights("10-26", q3=305).raised)
    for part in ("进度滞后", "500万人次", "305万人次", "61%", "74%", "65万人次", "解除"):
        assert part in message
    again = nights("10-27")
    assert about_visitors(again.raised) == [] and again.cleared == []
    recovered = nights("11-26", m10=470)
    assert about_visitors(recovered.raised) == []
    assert any("进度已跟上" in line for line in about_visitors(recovered.cleared))
    assert about_visitors(nights("11-27").cleared) == []
    with duckdb.connect(str(nights.home / "published" / "pledges.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select kind, cleared_at is not null, delivered_at is not null from alerts where message like '%游客%'"
        ).fetchall()
    assert rows == [("lagging", True, True)]
