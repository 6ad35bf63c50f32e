"""No secret stands in a home, in an output or in a log: one is planted in each place that may hold one, and looked for in all that comes out."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extract.faults import masked, one_line
from flows.alerting.channels import send
from flows.alerting.delivery import deliver
from flows.alerting.ledger import Alerted
from flows.alerting.routes import Address, Routes
from flows.cli.errors import explain, run
from flows.events import note_event, send_events
from flows.settings import Home
from flows.stamping import stamp_night
from warehouse.store import open_store, upsert

ROOT = Path(__file__).parents[2]
SECRET = "Xq7secretZ9"
NOW = datetime(2026, 3, 3, 4, tzinfo=UTC)
# Addresses as people write them: right, of an unknown service, with what no parser takes, and to a port that nobody listens at.
ADDRESSES = [
    f"json://user:{SECRET}@127.0.0.1:9/hook/{SECRET}?token={SECRET}", f"nosuch://{SECRET}@example.cn/{SECRET}", f"mailto://{SECRET}",
    f"mailtos://user:{SECRET}@[::bad/?smtp={SECRET}", f"lark://{SECRET}", f"tgram://{SECRET}/12345", f"slack://{SECRET}/{SECRET}/{SECRET}/#x",
    f"{SECRET}", f"json://127.0.0.1:9/?-X-Token={SECRET}%20",
]  # fmt: skip


def texts_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def clean(what: dict[str, bytes] | str) -> bool:
    if isinstance(what, str):
        return SECRET not in what
    return not [name for name, body in what.items() if SECRET.encode() in body]


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_channel_tells_nothing_of_its_address(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("flows.alerting.channels._SECONDS", 0.01)
    caplog.set_level(logging.DEBUG)
    address = Address("desk", url)
    failure = send(address, "题", "文")
    assert failure is not None and address.key in failure and clean(failure)
    said = capfd.readouterr()
    assert clean(said.out + said.err) and clean(caplog.text)
    assert all(clean(str(vars(record))) for record in caplog.records)


def test_the_ledger_and_the_files_of_a_home_hold_no_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("flows.alerting.channels._SECONDS", 0.01)
    monkeypatch.setenv("PLEDGEWATCH_ALERT_URLS", " ".join(ADDRESSES))
    monkeypatch.setenv("PLEDGEWATCH_TSA", f"http://u:{SECRET}@127.0.0.1:9/{SECRET}")
    monkeypatch.setenv("PREFECT_API_URL", f"http://u:{SECRET}@127.0.0.1:9/api")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://u:{SECRET}@127.0.0.1:9")
    from extract.archive.store import Archive
    from extract.fetching.fetcher import Fetcher, Request

    home, answers = Home(tmp_path / "home"), list[str]()
    with Archive(home.archive).writing() as recorder:
        recorder.put(b"x", "http://x/1")

        def take(_: int, answer: Any) -> None:
            answers.append(f"{answer.error}")
            recorder.record(answer.exchanges)

        with Fetcher() as fetcher:
            fetcher.fetch_all([Request("http://example.invalid/report.html")], take)
    routes = Routes.model_validate({"channels": {"desk": ["env:PLEDGEWATCH_ALERT_URLS"]}, "routes": [{"to": "desk"}]})
    result = Alerted()
    with open_store(home.database) as con:
        upsert(con, "alerts", [{"alert_id": "a", "kind": "missed", "raised_at": NOW, "message": "m"}], "alert_id")
        deliver(con, routes, NOW, result)
        faults = stamp_night(con, home)
        note_event(con, "pledgewatch.night.finished", "home", {"home": str(home.root)})
        send_events(con)
        assert con.execute("select count(*) from deliveries where error is not null").fetchall()[0][0] == len(ADDRESSES)
    assert answers and clean(" ".join(answers)) and result.failures and clean(" ".join(result.failures))
    assert faults and clean(" ".join(faults))
    assert clean(texts_of(tmp_path)) and clean(caplog.text)


def test_an_error_and_its_traceback_hold_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"http://u:{SECRET}@127.0.0.1:4200/api")
    monkeypatch.setenv("PREFECT_API_KEY", SECRET)
    (tmp_path / "home").mkdir()

    def fail() -> None:
        raise RuntimeError(f"401 for http://u:{SECRET}@host/x, key {SECRET}")

    for shows in ("", "1"):
        monkeypatch.setenv("PLEDGEWATCH_TRACEBACK", shows)
        with pytest.raises(SystemExit):
            run(fail, lambda: tmp_path / "home")
        assert clean(capsys.readouterr().err)
    assert clean(texts_of(tmp_path)) and "***" in (tmp_path / "home" / "run" / "last-error.txt").read_text("utf-8")
    assert clean(explain(OSError(f"http://u:{SECRET}@host")).line)
    assert masked("https://a.cn/x") == "https://a.cn/x" and one_line(f"ftp://me:{SECRET}@h/x y") == "ftp://***@h/x y"


def test_prefects_deployments_and_variables_get_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `up` writes and hands to the server is the definition alone; secrets stay in the environment of the worker."""
    from flows.serving.up import _definition

    for name in (
        "PLEDGEWATCH_ALERT_URLS",
        "PLEDGEWATCH_TSA",
        "PREFECT_API_KEY",
        "HTTPS_PROXY",
        "PREFECT_API_AUTH_STRING",
    ):
        monkeypatch.setenv(name, f"json://u:{SECRET}@h/{SECRET}")
    assert clean(str(_definition(ROOT / "prefect.yaml")))
    # What is told of a command of Prefect's that failed, and the file that it is kept in.
    from flows.serving.up import ServingError, _run

    with pytest.raises(ServingError) as caught:
        _run(
            tmp_path,
            dict(os.environ),
            [sys.executable, "-c", "import os, sys; sys.exit(os.environ['PREFECT_API_KEY'])"],
        )
    assert clean(str(caught.value)) and clean(texts_of(tmp_path))


def test_the_command_tells_no_secret_of_its_environment(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "PLEDGEWATCH_ROUTES"}
    environment = kept | {
        "PLEDGEWATCH_ALERT_URLS": " ".join(ADDRESSES),
        "PLEDGEWATCH_HOME": str(tmp_path / "home"),
        "PREFECT_HOME": str(tmp_path / "p"),
    }
    done = subprocess.run([sys.executable, "-m", "flows", "alert", "test"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 1 and "NOT delivered" in done.stdout and clean(done.stdout + done.stderr)
    assert clean(texts_of(tmp_path))
