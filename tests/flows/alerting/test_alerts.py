"""Alerts: one fact, one alert; who is told, when, and through what; what happens when a channel does not take it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alert_nights import ALL, NOON, column, night, plan, watched
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner
from werkzeug import Request, Response

from flows.alerting.channels import send
from flows.alerting.delivery import tell_late
from flows.alerting.ledger import Alerted
from flows.alerting.routes import Address, Routes, RoutesError, load_routes
from flows.alerting.wording import digest
from flows.cli.app import app
from flows.serving.health import Health, end_night, health, note_step
from flows.settings import Home
from warehouse.store import open_store, upsert


def test_the_first_night_raises_nothing_and_says_how_many_it_held_back(con: Any) -> None:
    for number in range(3):
        plan(con, number)
    first, sent = night(con, ALL)
    assert (first.raised, first.held, sent) == ([], 3, []) and column(con, "select alert_id from alerts") == []
    plan(con, 9)
    second, sent = night(con, ALL)
    assert len(second.raised) == len(sent) == 1 and second.held == 0
    assert night(con, ALL)[1] == []


def test_a_ceiling_that_comes_down_is_tightened_and_accuses_nobody(con: Any) -> None:
    watched(con)
    upsert(con, "indicators", [{"indicator_id": "cpi", "name": "居民消费价格", "direction": "ceiling"}], "indicator_id")
    for number in (1, 2):
        plan(con, number, "met", "lowered")
    con.execute("update commitments set indicator_id = 'cpi', comparator = '~' where commitment_id = 'c1'")
    raised = night(con, ALL)[0].raised
    assert len(raised) == 1 and "指标2" in raised[0]


def test_a_new_county_is_silent_while_the_others_speak(con: Any) -> None:
    watched(con)
    plan(con, 1)
    upsert(
        con, "places", [{"place_code": "999902", "name": "新县", "level": "county", "fictional": True}], "place_code"
    )
    plan(con, 2)
    con.execute(
        "insert into documents by name (select * replace ('dn' as document_id, '999902' as place_code) from documents)"
    )
    con.execute("update commitments set document_id = 'dn', place_code = '999902' where commitment_id = 'c2'")
    done, _ = night(con, ALL)
    assert len(done.raised) == 1 and done.held == 1


def test_a_plan_older_than_last_years_is_history_and_no_news(con: Any) -> None:
    watched(con)
    plan(con, 1, year=2020)
    done, sent = night(con, ALL)
    assert (done.held, sent) == (1, [])


def test_the_message_shows_both_quotes_the_arithmetic_and_what_clears_it(con: Any) -> None:
    watched(con)
    plan(con, 1)
    _, [(title, body)] = night(con, ALL)
    assert title == "【未达目标】示例县（虚构示例）2025年 指标1"
    for part in ("“指标1增长10%”", "“增长9%”", "差1个百分点", "解除", "http://x/2025"):
        assert part in body
    assert len(body.splitlines()) <= 12


@pytest.mark.parametrize("fault", ["uncertain", "small"])
def test_thresholds_keep_what_is_not_worth_telling(con: Any, fault: str) -> None:
    watched(con)
    plan(con, 1, confidence=0.5 if fault == "uncertain" else 0.95, shortfall=0.1 if fault == "small" else 5)
    routes = ALL | {"thresholds": {"confidence": 0.8, "gap_percent": 2}}
    assert night(con, routes)[1] == []
    assert len(night(con, routes | {"thresholds": {"confidence": 0, "gap_percent": 0}})[1]) == 1


def test_quiet_hours_hold_and_the_next_run_tells(con: Any) -> None:
    watched(con)
    plan(con, 1)
    routes = ALL | {"quiet_hours": ["22:00", "07:00"]}
    late = datetime(2025, 10, 27, 18, 0, tzinfo=UTC)  # two in the morning in China
    held, sent = night(con, routes, late)
    assert sent == [] and held.waiting == 1 and len(held.raised) == 1
    assert len(night(con, routes, late + timedelta(hours=6))[1]) == 1


def test_a_digest_goes_out_once_a_day_with_the_most_telling_first(con: Any) -> None:
    watched(con)
    plan(con, 1, "met", "lowered")
    plan(con, 2)
    routes = {"channels": ALL["channels"], "routes": [{"to": "desk", "how": "digest"}], "digest_at": "07:30"}
    assert night(con, routes, datetime(2025, 10, 26, 22, 0, tzinfo=UTC))[1] == []  # six in the morning
    _, [(title, body)] = night(con, routes)
    assert "未达目标1项，目标调低1项" in title and body.index("未达目标") < body.index("目标调低")
    plan(con, 3)
    assert night(con, routes, NOON + timedelta(hours=3))[1] == []
    assert len(night(con, routes, NOON + timedelta(days=1))[1]) == 1


def test_many_at_once_become_one_message(con: Any) -> None:
    watched(con)
    for number in range(20):
        plan(con, number)
    done, sent = night(con, ALL)
    assert len(done.raised) == 20 and len(sent) == 1 and "未达目标（20项）" in sent[0][1]


def test_a_long_digest_says_how_many_it_leaves_out() -> None:
    _, body = digest([("missed", f"【未达目标】第{n}项") for n in range(100)], "2025-10-27")
    assert "另有60项" in body and len(body.splitlines()) < 60


def test_routes_choose_by_place_indicator_kind_and_severity(con: Any) -> None:
    routes = Routes.model_validate(
        {"channels": {"a": [], "b": [], "c": []}, "severity": {"lowered": "low", "missed": "high"},
         "routes": [{"to": "a", "places": ["45*"]}, {"to": "b", "kinds": ["missed"], "how": "digest"}, {"to": "b", "indicators": ["gdp"], "severity": "high"}]}
    )  # fmt: skip
    assert routes.ways("missed", "450224", "gdp") == {"a": "immediate", "b": "immediate"}
    assert routes.ways("missed", "110000", "cpi") == {"b": "digest"}
    assert routes.ways("lowered", "110000", "gdp") == {}


def test_a_fact_that_goes_is_cleared_and_told_once_and_never_comes_back(con: Any) -> None:
    watched(con)
    plan(con, 1, "lagging")
    assert len(night(con, ALL)[1]) == 1
    plan(con, 1, "on_track")
    cleared, [(title, body)] = night(con, ALL)
    assert title.startswith("【解除】") and "进度已跟上" in body and len(cleared.cleared) == 1
    assert night(con, ALL)[1] == []
    plan(con, 1, "lagging")
    assert night(con, ALL)[1] == [] and len(column(con, "select 1 from alerts")) == 1


def test_a_lag_that_ends_in_a_miss_is_told_by_the_miss_alone(con: Any) -> None:
    watched(con)
    plan(con, 1, "lagging")
    night(con, ALL)
    plan(con, 1, "missed")
    _, sent = night(con, ALL)
    assert [title[:6] for title, _ in sent] == ["【未达目标】"]


def test_what_nobody_was_told_needs_no_clearing(con: Any) -> None:
    watched(con)
    plan(con, 1)
    night(con, ALL, sender=lambda *_: "away")
    plan(con, 1, "met")
    assert night(con, ALL)[1] == []


def test_a_failing_address_is_tried_again_and_the_others_get_it_once(con: Any) -> None:
    watched(con)
    plan(con, 1)
    two = {"channels": {"desk": ["json://well", "json://away"]}, "routes": [{"to": "desk"}]}
    done, sent = night(con, two, sender=lambda a, *_: "500" if "away" in a.url else None)
    assert len(sent) == 1 and done.failures == ["500"] and done.waiting == 1
    assert column(con, "select delivered_at from alerts") == [None]
    _, sent = night(con, two)
    assert len(sent) == 1 and column(con, "select delivered_at is not null from alerts") == [True]
    assert night(con, two)[1] == []
    assert column(con, "select attempts from deliveries order by 1") == [1, 2]


def test_a_crash_after_a_message_sends_the_rest_and_not_that_one_again(con: Any) -> None:
    watched(con)
    plan(con, 1)
    plan(con, 2)
    told: list[str] = []

    def crash(address: Address, title: str, body: str) -> str | None:
        if told:
            raise KeyboardInterrupt
        told.append(title)
        return None

    with pytest.raises(KeyboardInterrupt):
        night(con, ALL, sender=crash)
    _, sent = night(con, ALL)
    assert len(sent) == 1 and sent[0][0] not in told


def test_without_channels_the_console_takes_it(con: Any) -> None:
    watched(con)
    plan(con, 1)
    done, _ = night(con, {"backfill": "tell"})
    assert done.delivered == 1 and column(con, "select channel from deliveries") == ["console"]


def test_late_nights_are_told_once_until_one_ends_well(con: Any) -> None:
    sent: list[str] = []
    routes = Routes.model_validate(ALL)

    def look(status: int) -> None:
        tell_late(
            con, routes, Health(status, "LATE: 31 h"), NOON, Alerted(), lambda _address, _title, body: sent.append(body)
        )

    for status in (0, 1, 1, 0, 1):
        look(status)
    assert len(sent) == 2 and "夜间运行缺失" in sent[0]


def test_health_knows_never_well_and_late(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert health(home, NOON).status == 2
    note_step(home, "capture", NOON, failed=3)
    assert health(home, NOON).status == 2 and "process" in health(home, NOON).line
    with open_store(home.database) as con:
        end_night(con, home, NOON)
        assert health(home, NOON + timedelta(hours=25)).status == 0
        late = health(home, NOON + timedelta(hours=27))
        assert late.status == 1 and "nothing was captured since" in late.line and "3 addresses failed" in late.line
        # What an operator hands over is no night.
        end_night(con, home, NOON + timedelta(hours=27))
        assert health(home, NOON + timedelta(hours=27)).status == 1
        note_step(home, "capture", NOON + timedelta(hours=27))
        assert "not processed" in health(home, NOON + timedelta(hours=28)).line
        end_night(con, home, NOON + timedelta(hours=28))
        assert health(home, NOON + timedelta(hours=28)).status == 0


def test_snooze_and_ack_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    home = tmp_path / "home"
    with open_store(Home(home).database) as con:
        upsert(
            con,
            "places",
            [{"place_code": "999901", "name": "示例县", "level": "county", "fictional": True}],
            "place_code",
        )
        watched(con)
        plan(con, 1)
        plan(con, 2)
        night(con, ALL, sender=lambda *_: "away")
        first, second = column(con, "select alert_id from alerts order by alert_id")
    run = CliRunner().invoke
    assert run(app, ["alert", "snooze", first[:8], "--days", "3", "--home", str(home)]).exit_code == 0
    assert run(app, ["alert", "ack", second, "--wrong", "--who", "李", "--home", str(home)]).exit_code == 0
    unknown = run(app, ["alert", "ack", "nothing", "--home", str(home)])
    assert unknown.exit_code == 1 and "no such alert" in unknown.output
    listed = run(app, ["alert", "list", "--home", str(home)]).output
    assert "snoozed" in listed and second not in listed
    with open_store(Home(home).database) as con:
        assert night(con, ALL, datetime.now(UTC))[1] == []
        assert len(night(con, ALL, datetime.now(UTC) + timedelta(days=4))[1]) == 1
    from warehouse.asking import run_query

    _, rows = run_query(Home(home).published_database, "select kind, acked, useful, precision from alert_precision")
    assert rows == [("missed", 1, 0, 0.0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("routes: [{to: nowhere}]", "nowhere"),
        ("quiet_hours: [1", "is no YAML"),
        ("digest_at: soon", "digest_at"),
        ("timezone: Mars/Base", "time zone"),
        ("chanels: {}", "chanels"),
    ],
)
def test_a_wrong_file_of_routes_is_named_with_its_fault(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "routes.yaml").write_text(text, "utf-8")
    with pytest.raises(RoutesError) as raised:
        load_routes(tmp_path / "routes.yaml")
    assert str(tmp_path) in str(raised.value) and said in str(raised.value)


def test_the_routes_that_ship_are_well() -> None:
    routes = load_routes(Path(__file__).parents[3] / "flows" / "alerting" / "routes.yaml")
    assert routes.backfill == "silent" and routes.ways("lagging", "450224", None) == {"all": "immediate"}


# A real receiver on the loopback.


def receiver(server: HTTPServer, status: int) -> list[str]:
    got: list[str] = []

    def take(request: Request) -> Response:
        got.append(request.get_data(as_text=True))
        return Response("", status)

    server.expect_request("/hook").respond_with_handler(take)
    return got


def test_a_message_arrives_at_a_real_receiver(httpserver: HTTPServer) -> None:
    got = receiver(httpserver, 200)
    assert send(Address("desk", f"json://127.0.0.1:{httpserver.port}/hook"), "题目", "正文") is None
    assert len(got) == 1 and "\\u6b63\\u6587" in got[0]


def test_a_receiver_that_fails_is_asked_twice_and_named_without_its_secret(httpserver: HTTPServer) -> None:
    got = receiver(httpserver, 500)
    failure = send(Address("desk", f"json://user:secret@127.0.0.1:{httpserver.port}/hook"), "题目", "正文")
    assert failure is not None and failure.startswith("desk:json:") and "secret" not in failure and len(got) == 2


@pytest.mark.parametrize("url", ["nonsense", "slack://", "json://127.0.0.1:9/hook"])
def test_a_wrong_address_is_a_line_of_words(url: str) -> None:
    failure = send(Address("desk", url), "题目", "正文")
    assert failure is not None and failure.startswith("desk:")
