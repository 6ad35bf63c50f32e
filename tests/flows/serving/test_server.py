"""With a real Prefect server: deployed by one command, linked by events, and alive again after its worker was killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
import pytest
from local_site import Answer, Host, hosts
from pytest_httpserver import HTTPServer
from speech import whole
from werkzeug import Request, Response

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 150  # seconds until a run that does not come is taken for lost; a hang, not a speed
pytestmark = pytest.mark.server


def page(year: int, growth: str) -> str:
    text = whole("示例县", year).replace("地区生产总值达到182.6亿元，增长5.4%", f"地区生产总值增长{growth}%")
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<html><head><title>示例县{year}年政府工作报告</title></head><body><div class=TRS_Editor>{body}</div></body></html>"


@dataclass
class Running:
    """A machine on which `pledgewatch up` has run."""

    home: Path
    host: Host
    environment: dict[str, str]
    port: int
    got: list[str]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flows", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=400,
        )

    def runs(self, deployment: str, state: str | None = "COMPLETED") -> list[Any]:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
        from prefect.settings import PREFECT_API_URL, temporary_settings

        with temporary_settings(updates={PREFECT_API_URL: self.api}), get_client(sync_client=True) as client:
            found = client.read_flow_runs(
                deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[deployment]))
            )
        return [run for run in found if state is None or (run.state and run.state.type.value == state)]

    def start(self, deployment: str) -> None:
        from prefect.client.orchestration import get_client
        from prefect.settings import PREFECT_API_URL, temporary_settings

        with temporary_settings(updates={PREFECT_API_URL: self.api}), get_client(sync_client=True) as client:
            found = client.read_deployment_by_name(f"{deployment}/{deployment}")
            client.create_flow_run_from_deployment(found.id)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"


def until(what: str, look: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    folder = tmp_path_factory.mktemp("machine")
    got: list[str] = []

    def take(request: Request) -> Response:
        got.append(request.get_json()["message"])
        return Response("")

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])
    receiver = HTTPServer(host="127.0.0.1", port=0)
    receiver.expect_request("/hook").respond_with_handler(take)
    receiver.start()
    with hosts(1) as (host,):
        (folder / "sources").mkdir()
        listed = "".join(
            f'  - {{kind: work_report, year: {y}, url: "{host.url(f"/{y}.html")}", verified: never}}\n'
            for y in (2024, 2025)
        )
        (folder / "sources" / "x.yaml").write_text(
            f'place: {{code: "999901", name: 示例县, level: county, parent: "999900"}}\nfictional: true\nallow_private: true\ndocuments:\n{listed}',
            "utf-8",
        )
        (folder / "routes.yaml").write_text(
            "backfill: tell\nthresholds: {confidence: 0}\nchannels: {desk: ['env:PLEDGEWATCH_ALERT_URLS']}\nroutes: [{to: desk}]\n",
            "utf-8",
        )
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {
            "PLEDGEWATCH_HOME": str(folder / "home"), "PLEDGEWATCH_SOURCES": str(folder / "sources"), "PLEDGEWATCH_ROUTES": str(folder / "routes.yaml"),
            "PLEDGEWATCH_ALERT_URLS": f"json://127.0.0.1:{receiver.port}/hook", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
        }  # fmt: skip
        found = Running(folder / "home", host, environment, port, got)
        try:
            up = found.command("up", "--port", str(port))
            assert up.returncode == 0, up.stdout + up.stderr
            assert f"http://127.0.0.1:{port}" in up.stdout
            found.environment["PREFECT_API_URL"] = found.api
            yield found
        finally:
            found.command("down")
            receiver.stop()


def test_the_ui_asks_the_port_that_the_server_listens_at(machine: Running) -> None:
    with urlopen(f"http://127.0.0.1:{machine.port}/ui-settings", timeout=60) as answer:
        assert json.load(answer)["api_url"] == machine.api


def test_a_capture_starts_process_and_process_starts_alert(machine: Running) -> None:
    machine.host.pages["/2024.html"] = page(2024, "5.4")
    machine.host.pages["/2025.html"] = page(2025, "4.1")  # 6 % were promised
    began = time.monotonic()
    machine.start("capture")
    until("capture", lambda: machine.runs("capture"))
    captured = time.monotonic()
    [processed] = until("process", lambda: machine.runs("process"))
    [alerted] = until("alert", lambda: machine.runs("alert"))
    assert processed.parameters["home"] == alerted.parameters["home"] == str(machine.home)
    assert processed.parameters["places"] == alerted.parameters["places"] == ["999901"]
    assert processed.parameters["cause"] == str(machine.runs("capture")[0].id)
    assert processed.name.startswith("process ") and str(time.localtime().tm_year) in processed.name
    assert any("地区生产总值" in message and "4.1%" in message for message in until("the message", lambda: machine.got))
    print(
        f"\ncapture {captured - began:.1f} s, from its end to the delivered alert {time.monotonic() - captured:.1f} s"
    )
    well = machine.command("health")
    assert well.returncode == 0 and well.stdout.startswith("ok"), well.stdout


def test_add_hands_over_to_the_server(machine: Running, tmp_path: Path) -> None:
    before = len(machine.runs("process"))
    file = tmp_path / "2026.html"
    file.write_text(page(2026, "6.3"), "utf-8")
    added = machine.command("add", str(file), "--place", "999901", "--kind", "work_report", "--year", "2026")
    assert added.returncode == 0 and "handed over" in added.stdout, added.stdout + added.stderr
    until("process after add", lambda: len(machine.runs("process")) > before)
    told = machine.command("query", "select count(*) as n from documents")
    assert told.stdout.split() == ["n", "3"], told.stdout + told.stderr


def test_a_killed_worker_comes_back_and_the_night_ends_well(machine: Running) -> None:
    machine.host.pages["/2024.html"] = Answer(page(2024, "5.5"), pause=30)
    before = len(machine.runs("capture"))
    asked = len(machine.host.asked)
    machine.start("capture")
    until("the capture asks the host", lambda: "/2024.html" in machine.host.paths()[asked:])
    worker = psutil.Process(json.loads((machine.home / "run" / "up.json").read_text("utf-8"))["worker"]["pid"])
    for process in [*worker.children(recursive=True), worker]:
        process.send_signal(signal.SIGKILL)
    machine.host.pages["/2024.html"] = page(2024, "5.5")
    up = machine.command("up", "--port", str(machine.port))
    assert up.returncode == 0 and "begun anew" in up.stdout, up.stdout + up.stderr
    assert "server    runs already" in up.stdout
    until("the capture begun anew", lambda: len(machine.runs("capture")) > before)
    assert len(machine.runs("capture", "CRASHED")) == 1
    assert machine.runs("capture", "RUNNING") == []


def test_a_port_that_is_taken_is_named(machine: Running, tmp_path: Path) -> None:
    taken = subprocess.run(
        [sys.executable, "-m", "flows", "up", "--port", str(machine.port), "--home", str(tmp_path / "other")],
        cwd=ROOT, env=machine.environment, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert taken.returncode == 1 and "--port" in taken.stderr


def test_down_ends_what_up_started_and_nothing_else(machine: Running) -> None:
    state = json.loads((machine.home / "run" / "up.json").read_text("utf-8"))
    assert machine.command("down").returncode == 0
    assert not any(
        psutil.pid_exists(state[name]["pid"]) and psutil.Process(state[name]["pid"]).status() != "zombie"
        for name in ("server", "worker")
    )
    assert "nothing" in machine.command("down").stdout
