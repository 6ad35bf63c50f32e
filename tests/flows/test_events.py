"""Events: what the catalogue says is what is emitted, documented and matched; and nothing is lost while the server is away."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import flows.events
from flows.events import catalogue, note_event, send_events
from warehouse.store import open_store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def con(tmp_path: Path) -> Any:
    with open_store(tmp_path / "w.duckdb") as found:
        yield found


def note(con: Any, **more: Any) -> None:
    note_event(con, "pledgewatch.night.finished", "home", {"home": "/somewhere"}, **more)


def test_the_page_about_events_is_what_the_catalogue_says() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from write_events import document
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs" / "events.md").read_text("utf-8") == document(), "run scripts/write_events.py"


def test_every_event_of_the_catalogue_is_emitted_somewhere_and_no_other() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "flows").rglob("*.py"))
    said = set(re.findall(r'note_event\(\s*con,\s*f?"(pledgewatch[\w.{}]+)"', code))
    patterns = [re.compile(re.sub(r"\{[^}]*\}", r"\\w+", name) + "$") for name in said]
    assert said and all(any(p.match(name) for p in patterns) for name in catalogue())
    assert all(any(p.match(name) for name in catalogue()) for p in patterns)


def test_the_triggers_expect_events_and_payloads_that_exist() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    triggers = [t for d in deployments for t in d.get("triggers", [])]
    assert {d["name"] for d in deployments} == {"capture", "process", "alert"} and len(triggers) == 3
    for trigger in triggers:
        (name,) = trigger["expect"]
        used = re.findall(r"event\.payload\.(\w+)", json.dumps(trigger.get("parameters", {})))
        assert set(used) <= set(catalogue()[name].payload)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("pledgewatch.night.ended", {"home": "x"}),
        ("pledgewatch.night.finished", {}),
        ("pledgewatch.night.finished", {"home": "x", "more": 1}),
    ],
)
def test_what_the_catalogue_does_not_have_is_refused(con: Any, name: str, payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"events\.yaml"):
        note_event(con, name, "home", payload)


def test_without_a_server_events_wait_and_go_out_once_it_is_there(con: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[list[dict[str, Any]]] = []
    answers = iter([False, True])

    def post(events: list[dict[str, Any]]) -> bool:
        posted.append(events)
        return next(answers)

    monkeypatch.setattr(flows.events, "_post", post)
    note(con, follow="alert")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert send_events(con) == 0 and posted == []
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert send_events(con) == 0  # the server is away
    assert send_events(con) == 1 and send_events(con) == 0
    assert posted[0] == posted[1] and posted[1][0]["resource"]["pledgewatch.next"] == "alert"


def test_the_same_event_noted_twice_is_one(con: Any) -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    note(con, now=at)
    note(con, now=at)
    assert con.execute("select count(*) from events").fetchall() == [(1,)]


def test_an_event_that_nobody_took_for_a_week_is_forgotten(con: Any) -> None:
    note(con, now=datetime.now(UTC) - timedelta(days=8))
    note(con)
    send_events(con)
    assert con.execute("select count(*) from events").fetchall() == [(1,)]


def test_a_server_that_does_not_answer_loses_nothing(
    con: Any, monkeypatch: pytest.MonkeyPatch, unused_tcp: int
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{unused_tcp}/api")
    from prefect.settings import PREFECT_API_URL, temporary_settings

    note(con)
    with temporary_settings(updates={PREFECT_API_URL: f"http://127.0.0.1:{unused_tcp}/api"}):
        assert send_events(con) == 0
    assert con.execute("select count(*) from events where sent_at is null").fetchall() == [(1,)]


@pytest.fixture
def unused_tcp() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
