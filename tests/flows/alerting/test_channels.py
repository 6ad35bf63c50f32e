"""Channels by their own answers: local servers that answer as 企业微信, 钉钉, 飞书 and webhooks do, and what arrives there."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Generator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alert_nights import ALL, NOON, column, night, plan, watched
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner
from werkzeug import Request, Response

from flows.alerting.answers import Unanswered
from flows.alerting.channels import send
from flows.alerting.fitting import Room, parts, room_of
from flows.alerting.ledger import Alerted
from flows.alerting.reach import why_waiting
from flows.alerting.routes import Address, Routes
from flows.alerting.wording import clearing
from flows.cli.app import app
from flows.settings import Home
from warehouse.store import open_store, upsert

# Scheme -> (address, module and class of the service in Apprise, the setting with its URL, a good answer, a refusal with HTTP 200).
SERVICES: dict[str, tuple[str, str, str, dict[str, Any], dict[str, Any]]] = {
    "wecombot": ("wecombot://robotkey-1", "wecombot.NotifyWeComBot", "?key={key}", {"errcode": 0, "errmsg": "ok"},
                 {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1700000000]"}),
    "dingtalk": ("dingtalk://robottoken1", "dingtalk.NotifyDingTalk", "?access_token={token}", {"errcode": 0, "errmsg": "ok"},
                 {"errcode": 310000, "errmsg": "keywords not in content"}),
    "feishu": ("feishu://robottoken1", "feishu.NotifyFeishu", "/{token}", {"code": 0, "msg": "success", "data": {}},
               {"code": 19024, "msg": "Key Words Not Found", "data": {}}),
    "lark": ("lark://robottoken1", "lark.NotifyLark", "/", {"StatusCode": 0, "StatusMessage": "success"},
             {"code": 11232, "msg": "frequency limited", "data": {}}),
}  # fmt: skip


class Service:
    """A local server that stands for one service; `answer` is what it says next, `got` the texts that came."""

    def __init__(self, scheme: str, url: str) -> None:
        self.scheme, self.url, self.got = scheme, url, list[str]()
        self.answer: Callable[[], Response] = lambda: Response("")

    def says(self, body: Any, status: int = 200) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.answer = lambda: Response(text, status)

    def take(self, request: Request) -> Response:
        sent = json.loads(request.get_data(as_text=True))
        self.got.append(
            (sent.get("text") or sent.get("content") or {"content": ""}).get("content") or sent["content"]["text"]
        )
        return self.answer()


@pytest.fixture
def served(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Generator[Callable[[str], Service]]:
    def start(scheme: str) -> Service:
        url, name, rest, well, _ = SERVICES[scheme]
        module, cls = name.split(".")
        kind = getattr(import_module(f"apprise.plugins.{module}"), cls)
        monkeypatch.setattr(kind, "notify_url", f"http://127.0.0.1:{httpserver.port}/{scheme}{rest}")
        found = Service(scheme, url)
        found.says(well)
        for path in (f"/{scheme}", f"/{scheme}/robottoken1"):
            httpserver.expect_request(path).respond_with_handler(found.take)
        return found

    yield start


def one(url: str) -> dict[str, Any]:
    return {"channels": {"desk": [url]}, "routes": [{"to": "desk"}]}


@pytest.mark.parametrize("scheme", SERVICES)
def test_a_channel_that_refuses_with_http_200_did_not_take_it(served: Any, scheme: str) -> None:
    service = served(scheme)
    address = Address("desk", service.url)
    assert send(address, "题目", "正文") is None and "正文" in service.got[0]
    refused = SERVICES[scheme][4]
    service.says(refused)
    failure = send(address, "题目", "正文")
    number = str(refused.get("errcode") or refused.get("code"))
    assert failure is not None and number in failure and "; " in failure  # the number, and what to do
    assert "robot" not in failure.replace("the robot", "") and len(service.got) == 2  # no key, and not asked again


@pytest.mark.parametrize("scheme", SERVICES)
@pytest.mark.parametrize("body", ["<!DOCTYPE html><html><body>login</body></html>", "", "[]", '{"status": "fine"}'])
def test_what_is_no_answer_of_the_service_is_no_delivery(served: Any, scheme: str, body: str) -> None:
    service = served(scheme)
    service.says(body)
    failure = send(Address("desk", service.url), "题目", "正文")
    assert failure is not None and not isinstance(failure, Unanswered)


@pytest.mark.parametrize(
    ("body", "well"),
    [
        ("", True), ("ok", True), ('{"ok": true}', True), ('{"code": 200, "msg": "success"}', True), ('{"code": "0"}', True), ("[1]", True),
        ('{"errcode": 40001, "errmsg": "no"}', False), ('{"code": 9499}', False), ('{"StatusCode": 1}', False), ('{"success": false}', False),
        ("<html><title>502</title></html>", False), ('\ufeff\n <?xml version="1.0"?><html/>', False),
    ],
)  # fmt: skip
def test_a_webhook_of_no_known_service_is_believed_in_its_own_words(
    httpserver: HTTPServer, body: str, well: bool
) -> None:
    httpserver.expect_request("/hook").respond_with_data(body, 200)
    failure = send(Address("desk", f"json://127.0.0.1:{httpserver.port}/hook"), "题目", "正文")
    assert (failure is None) is well, failure


def test_a_channel_that_hangs_may_have_taken_it_and_is_not_asked_again(con: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the line, and never answers
        url = f"json://127.0.0.1:{silent.getsockname()[1]}/hook?rto=0.2"
        failure = send(Address("desk", url), "题目", "正文")
        assert isinstance(failure, Unanswered)
        silent.settimeout(0.5)
        silent.accept()[0].close()
        with pytest.raises(TimeoutError):  # one line only: it was not tried a second time
            silent.accept()


def test_a_message_without_an_answer_is_not_sent_twice_but_asked_after(con: Any) -> None:
    watched(con)
    plan(con, 1)
    arrived: list[tuple[str, str]] = []
    mute = True

    def slow(_: Address, title: str, body: str) -> str | None:
        arrived.append((title, body))
        return Unanswered("desk: no answer") if mute else None

    done, _ = night(con, ALL, sender=slow)
    assert done.waiting == 1 and column(con, "select unanswered from deliveries") == [1]
    night(con, ALL, NOON + timedelta(hours=1), sender=slow)
    night(con, ALL, NOON + timedelta(hours=2), sender=slow)  # asked after once, and then no more
    assert len(arrived) == 2 and arrived[1][0].startswith("【请核对】") and "指标1增长10%" not in arrived[1][1]
    mute = False
    plan(con, 2)
    done, _ = night(con, ALL, NOON + timedelta(hours=3), sender=slow)
    assert [title[:5] for title, _ in arrived[2:]] == ["【未达目标", "【请核对】"] and done.waiting == 0
    assert night(con, ALL, NOON + timedelta(hours=4), sender=slow)[1] == [] and len(arrived) == 4


@pytest.mark.parametrize("scheme", SERVICES)
def test_a_digest_fits_every_channel_whole_and_in_order(con: Any, served: Any, scheme: str) -> None:
    watched(con)
    for number in range(40):
        plan(con, number, "lagging" if number == 39 else "missed", shortfall=float(number))
    service = served(scheme)
    done, _ = night(con, one(service.url), sender=send)
    room = room_of(Address("desk", service.url))
    assert done.delivered == 40 and all(room.size(text) <= room.most for text in service.got)
    assert scheme != "wecombot" or len(service.got) > 3
    told = "\n".join(service.got)
    order = [told.index(f"2025年 指标{n}\n") for n in (39, 38, 37, 1)]
    assert order == sorted(order) and all(told.count(f"2025年 指标{n}\n") == 1 for n in range(40))
    assert f"（1/{len(service.got)}）" in service.got[0] or len(service.got) == 1


def test_a_digest_that_breaks_in_the_middle_goes_on_where_it_broke(con: Any, served: Any) -> None:
    watched(con)
    for number in range(40):
        plan(con, number)
    service = served("wecombot")
    taken = 0

    def limited() -> Response:
        nonlocal taken
        taken += 1
        said = {"errcode": 45009, "errmsg": "api freq out of limit"} if taken == 3 else {"errcode": 0}
        return Response(json.dumps(said))

    service.answer = limited
    done, _ = night(con, one(service.url), sender=send)
    assert 0 < done.delivered < 40 and done.delivered + done.waiting == 40 and "45009" in done.failures[0]
    refused = service.got.pop()
    done, _ = night(con, one(service.url), sender=send)
    told = "\n".join(service.got)
    assert done.waiting == 0 and all(told.count(f"2025年 指标{n}\n") == 1 for n in range(40)) and refused


@pytest.mark.parametrize(
    "room", [Room(2048, "bytes"), Room(700, "escaped"), Room(160, "characters"), Room(40, "bytes"), Room(3, "bytes")]
)
def test_no_message_is_ever_longer_than_its_channel_takes(room: Room) -> None:
    quote = "𰻝" + "甲" * 5000
    blocks = [(f"【未达目标】第{n}项\n承诺原文：“{quote}”\n承诺出处：http://x/{n}", [n]) for n in range(5)]
    found = parts("标题", blocks, room)
    assert [n for part in found for n in part.numbers] == [0, 1, 2, 3, 4]
    assert all(room.fits(part.title, part.text) or part.text == "" for part in found)
    if room.most > 600:
        assert all(f"http://x/{n}" in "".join(part.text for part in found) for n in range(5))


def test_an_address_that_refuses_for_a_day_is_told_through_another_once(con: Any) -> None:
    watched(con)
    plan(con, 1)
    two = {"channels": {"desk": ["json://away"], "ops": ["json://well"]},
           "routes": [{"to": "desk", "kinds": ["missed"]}, {"to": "ops", "kinds": ["rejected"]}]}  # fmt: skip

    def away(address: Address, *_: str) -> str | None:
        return f"{address.key}: 500" if address.channel == "desk" else None

    assert night(con, two, sender=away)[1] == []
    assert night(con, two, NOON + timedelta(hours=23), sender=away)[1] == []
    _, [(title, body)] = night(con, two, NOON + timedelta(hours=25), sender=away)
    assert title.startswith("【渠道不通】desk:json:") and "10月27日12:00" in title  # in the routes' own zone
    assert "500" in body and "【未达目标】示例县" in body and "json://away" not in title + body
    assert night(con, two, NOON + timedelta(hours=50), sender=away)[1] == []
    night(con, two, NOON + timedelta(hours=51))  # it takes it again
    plan(con, 2)
    night(con, two, NOON + timedelta(hours=60), sender=away)
    assert len(night(con, two, NOON + timedelta(hours=90), sender=away)[1]) == 1


def test_a_route_that_reaches_nobody_is_told_and_what_goes_there_waits(
    con: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_ADDRESS", raising=False)
    watched(con)
    plan(con, 1)
    routes = {"channels": {"desk": ["env:NO_SUCH_ADDRESS"], "ops": ["json://well"]},
              "routes": [{"to": "desk", "kinds": ["missed"]}, {"to": "ops", "kinds": ["rejected"]}]}  # fmt: skip
    done, [(title, body)] = night(con, routes)
    assert "路由无人接收" in title and "desk" in body and "env:NO_SUCH_ADDRESS" in body
    assert done.waiting == 1 and column(con, "select delivered_at from alerts") == [None]
    assert "NO_SUCH_ADDRESS" in done.failures[0]
    assert night(con, routes)[1] == []  # told once
    [why] = why_waiting(con, Routes.model_validate(routes), NOON).values()
    assert "desk" in why and "没有地址" in why
    monkeypatch.setenv("NO_SUCH_ADDRESS", "json://desk")
    assert len(night(con, routes)[1]) == 1 and column(con, "select delivered_at is not null from alerts") == [True]


def test_why_an_alert_waits_is_said(con: Any) -> None:
    watched(con)
    plan(con, 1)
    quiet = ALL | {"quiet_hours": ["11:00", "14:00"]}
    daily = {"channels": ALL["channels"], "routes": [{"to": "desk", "how": "digest"}], "digest_at": "18:30"}
    night(con, quiet)

    def why(routes: Any) -> str:
        [found] = why_waiting(con, Routes.model_validate(routes), NOON).values()
        return found

    assert "安静时段" in why(quiet) and "14:00" in why(quiet)
    assert "每日汇总" in why(daily) and "18:30" in why(daily)
    assert "没有路由" in why({"channels": ALL["channels"], "routes": []})
    night(con, ALL, sender=lambda address, _title, _body: f"{address.key}: refused it: errcode 93000")
    assert "93000" in why(ALL)
    con.execute("update alerts set snoozed_until = ?", [NOON.replace(tzinfo=None) + timedelta(days=1)])
    assert "10-28 12:00" in why(ALL)


@pytest.mark.parametrize(
    ("message", "why", "about", "gone"),
    [
        ("【未达目标】示例县2025年 指标1\n承诺原文：“增长10%”\n差1个百分点。\n承诺出处：http://x/1", "最新文件显示目标已达到。", "示例县2025年 指标1", "差1个百分点"),
        ("【来源异常】示例县：栏目返回的是验证页面，请检查来源文件。http://x/2", "该来源已恢复正常。", "示例县", "请检查"),
        ("【存档异常】存档文件无法读取，请恢复备份。http://x/3", "存档文件现已完好。", "存档文件", "请恢复"),
        ("【未通过检查】示例县2024年《报告》有3项数据暂不发布，其余照常：数字不合。处理：看一看。http://x/4", "现已通过检查，或已由人放行。", "《报告》", "暂不发布"),
    ],
)  # fmt: skip
def test_a_clearing_says_what_stood_and_does_not_repeat_what_no_longer_does(
    message: str, why: str, about: str, gone: str
) -> None:
    said = clearing(message, why)
    head, body, *rest = said.splitlines()
    assert head.startswith("【解除】") and head.count("【") == 1 and about in head
    assert body.endswith(why) and message[1:5] in body and gone not in said
    assert rest and "http://x/" in rest[-1]


def test_a_run_says_its_clearings_as_such(con: Any) -> None:
    watched(con)
    plan(con, 1)
    night(con, ALL)
    plan(con, 1, "met")
    done: Alerted = night(con, ALL)[0]
    assert done.cleared == ["【解除】示例县（虚构示例）2025年 指标1：先前提醒“未达目标”。最新文件显示目标已达到。"]


def test_preview_and_list_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    routes = tmp_path / "routes.yaml"
    routes.write_text(
        'channels: {desk: ["wecombot://robotkey-1"]}\nroutes: [{to: desk}]\nquiet_hours: ["00:00", "23:59"]\n', "utf-8"
    )
    monkeypatch.setenv("PLEDGEWATCH_ROUTES", str(routes))
    home = str(tmp_path / "home")
    run = CliRunner().invoke
    with open_store(Home(tmp_path / "home").database) as store:
        upsert(
            store,
            "places",
            [{"place_code": "999901", "name": "示例县", "level": "county", "fictional": True}],
            "place_code",
        )
        watched(store)
    assert "No alert stands" in run(app, ["--lang", "en", "alert", "list", "--home", home]).output
    with open_store(Home(tmp_path / "home").database) as store:
        plan(store, 1)
        night(store, yaml_of(routes))
        [alert] = column(store, "select alert_id from alerts")
    listed = run(app, ["--lang", "zh", "alert", "list", "--home", home]).output
    assert alert in listed and "安静时段" in listed and "23:59" in listed and "quiet" not in listed
    assert "quiet hours" in run(app, ["--lang", "en", "alert", "list", "--home", home]).output
    shown = run(app, ["--lang", "zh", "alert", "preview", "--home", home]).output
    for part in ("desk:wecombot:", "【未达目标】示例县", "“指标1增长10%”", "上限2048", "安静时段"):
        assert part in shown
    assert "robotkey" not in shown
    with open_store(Home(tmp_path / "home").database) as store:
        assert column(store, "select count(*) from deliveries") == [0]
    assert "no such alert" in run(app, ["alert", "preview", "nothing", "--home", home]).output


def yaml_of(path: Path) -> Any:
    import yaml

    return yaml.safe_load(path.read_text("utf-8"))
