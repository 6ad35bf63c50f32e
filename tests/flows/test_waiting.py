"""What one step owes to the next is found in the database, whoever was to be told and was not; health says what waits and since when."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.alerting.run import raise_alerts
from flows.captured import Captured, finish_capture
from flows.serving.health import end_night, health, note_step
from flows.settings import Home
from flows.waiting import UNPUBLISHED, UNTOLD, await_site, is_checked, mark, strike, waiting
from warehouse.query import can_be_read
from warehouse.store import open_store, upsert

NOW = datetime(2026, 3, 3, 4, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=30)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return Home(tmp_path / "home")


def well(home: Home, con: Any) -> None:
    note_step(home, "capture", NOW - timedelta(hours=2), failed=0, asked=9)
    end_night(con, home, NOW - timedelta(hours=1))


def unread(con: Any, at: datetime = LONG_AGO) -> None:
    upsert(con, "captures", [{"url": "http://x/1", "sha256": "a" * 64, "first_captured_at": at}], "url")


def unsent(con: Any) -> None:
    upsert(con, "alerts", [{"alert_id": "a", "kind": "missed", "raised_at": LONG_AGO, "message": "m"}], "alert_id")


def untold(con: Any) -> None:
    upsert(con, "run_state", [{"name": UNTOLD, "value": str(LONG_AGO.replace(tzinfo=None))}], "name")


def unpublished(con: Any) -> None:
    upsert(con, "run_state", [{"name": UNPUBLISHED, "value": str(LONG_AGO.replace(tzinfo=None))}], "name")


def no_pages(con: Any) -> None:
    upsert(con, "run_state", [{"name": "site", "value": f"wait {LONG_AGO.replace(tzinfo=None)}"}], "name")


def unjudged(con: Any) -> None:
    con.execute("insert into unjudged_places values ('450224', ?)", [LONG_AGO.replace(tzinfo=None)])


KINDS = {
    "documents captured and not read": unread, "places not judged": unjudged, "verdicts judged and not published": unpublished,
    "publications without pages": no_pages, "verdicts nobody looked at for alerts": untold, "alerts for their channel or hour": unsent,
}  # fmt: skip


@pytest.mark.parametrize("what", KINDS)
def test_health_says_what_waits_and_since_when_and_is_not_ok_after_a_night(home: Home, what: str) -> None:
    with open_store(home.database) as con:
        well(home, con)
        assert health(home, NOW, con).status == 0
        KINDS[what](con)
    state = health(home, NOW)
    assert state.status == 1 and state.stuck
    assert f"WAITING: for longer than a night: 1 {what} since 2026-03-01 22:00 UTC" in state.line
    soon = health(home, LONG_AGO + timedelta(hours=29))
    assert soon.status == 1, "the night itself was noted then: only what waits counts"
    with open_store(home.database) as con:
        con.execute("update captures set first_captured_at = $1", [NOW.replace(tzinfo=None)])
        con.execute("update alerts set raised_at = $1", [NOW.replace(tzinfo=None)])
        con.execute("update unjudged_places set since = $1", [NOW.replace(tzinfo=None)])
        con.execute("update run_state set value = replace(value, '2026-03-01 22:00:00', '2026-03-03 04:00:00')")
    state = health(home, NOW)
    assert state.status == 0 and f"waiting: 1 {what} since 2026-03-03 04:00 UTC" in state.line


def test_health_sees_a_clock_that_went_wrong_and_a_night_after_it_is_noted(home: Home) -> None:
    with open_store(home.database) as con:
        well(home, con)
        state = health(home, NOW - timedelta(days=400), con)
        assert state.status == 1 and state.clock and "set the clock" in state.line
        note_step(home, "capture", NOW + timedelta(days=900))  # the clock was years ahead for one night
        end_night(con, home, NOW + timedelta(days=900))
        assert health(home, NOW, con).clock
        note_step(home, "capture", NOW)
        end_night(con, home, NOW)
        assert health(home, NOW, con).status == 0


def test_health_while_a_run_has_the_database_and_where_it_is_broken(home: Home) -> None:
    with open_store(home.database) as con:
        well(home, con)
    home.database.write_bytes(b"garbage" * 2000)
    state = health(home, NOW)
    assert "what waits is not known" in state.line


@pytest.mark.parametrize(("owes", "follows"), [(unread, "process"), (unpublished, "process"), (no_pages, "process"), (unjudged, "process"),
                                               (unsent, "alert"), (untold, "alert"), (None, None)])  # fmt: skip
def test_the_deployed_capture_starts_what_waits_though_nothing_is_new(
    home: Home, owes: Any, follows: str | None
) -> None:
    """The event of an earlier night was lost: no server, no worker, a run that was killed."""
    with open_store(home.database) as con:
        if owes is not None:
            owes(con)
        finish_capture(con, home, Captured(listed=3, asked=3, unchanged=3), "event")
        flows = {follow for (follow,) in con.execute("select follow from events where follow is not null").fetchall()}
        ended = con.execute("select count(*) from events where name = 'pledgewatch.night.finished'").fetchall()[0][0]
    assert flows == ({follows} if follows else set())
    assert ended == (follows != "process"), "a night is not over while something captured is not published"


def test_what_is_judged_and_not_checked_raises_and_publishes_nothing(home: Home) -> None:
    with open_store(home.database) as con:
        unpublished(con)
        unsent(con)
        assert not is_checked(con)
    raise_alerts(home, handover="event")
    assert not home.published_database.exists()
    with open_store(home.database) as con:
        assert con.execute("select follow from events where follow is not null").fetchall() == [("process",)]
        strike(con, UNPUBLISHED)
    raise_alerts(home, handover="caller", now=NOW)
    assert can_be_read(home.published_database), "what was sent before is published, though nothing new is raised"


def test_marks_keep_the_time_of_the_first(home: Home) -> None:
    with open_store(home.database) as con:
        mark(con, UNPUBLISHED)
        await_site(con)
        before = con.execute("from run_state order by name").fetchall()
        mark(con, UNPUBLISHED)
        await_site(con)
        assert con.execute("from run_state order by name").fetchall() == before and len(before) == 2
        assert {one.what for one in waiting(con, NOW)} == {
            "verdicts judged and not published",
            "publications without pages",
        }
        strike(con, UNPUBLISHED)
        assert is_checked(con)


def test_the_file_of_health_is_written_at_one_stroke(home: Home) -> None:
    note_step(home, "capture", NOW)
    assert json.loads(home.health.read_text("utf-8"))["capture"]["at"] == NOW.isoformat(timespec="seconds")
    home.health.write_text("{", "utf-8")  # an older version of ours wrote it in place, and the machine died
    assert health(home, NOW).status == 2
