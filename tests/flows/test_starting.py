"""What a command imports when it runs for real: an `add` needs no Prefect, and what only reads needs nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "flows" / "capturing" / "sample" / "site" / "zhumadian"
# Runs the command and prints, after what it printed, which of the libraries it imported. A module that waits to be used does not count.
_PROBE = """
import gc, sys
from importlib.util import _LazyModule
from flows.cli.app import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
loaded = {name.split(".")[0] if name != "scipy.stats" else name for name, m in sys.modules.items() if m and type(m) is not _LazyModule}
print("imported", *sorted(loaded & set(LIBRARIES)))
"""
LIBRARIES = (
    "prefect",
    "great_expectations",
    "sqlalchemy",
    "scipy.stats",
    "pandas",
    "httpx",
    "fastapi",
    "uvicorn",
    "bs4",
)


def imported(*words: str | Path) -> set[str]:
    code = _PROBE.replace("LIBRARIES", repr(LIBRARIES))
    environment = {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, timeout=600, env=environment
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """A home to which two documents were added, and what that imported."""
    folder = tmp_path_factory.mktemp("home")
    return folder, imported("add", PAGES / "2012.html", PAGES / "2013.html", "--home", folder)


def test_an_add_needs_no_prefect(home: tuple[Path, set[str]]) -> None:
    assert home[1] & {"prefect", "fastapi", "uvicorn", "httpx"} == set()


def test_an_add_is_checked_by_great_expectations_without_what_it_does_not_use(home: tuple[Path, set[str]]) -> None:
    assert "great_expectations" in home[1]
    assert home[1] & {"sqlalchemy", "scipy.stats"} == set()
    with duckdb.connect(str(home[0] / "published" / "pledges.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from check_results where success").fetchall()[0][0] > 50


def test_what_only_reads_imports_nothing_heavy(home: tuple[Path, set[str]]) -> None:
    with duckdb.connect(str(home[0] / "published" / "pledges.duckdb"), read_only=True) as con:
        ((identifier,),) = con.execute("select min(commitment_id) from commitments").fetchall()
    assert imported("show", identifier, "--home", home[0]) == set()
    assert imported("query", "from commitments limit 3", "--home", home[0]) == set()
    assert imported("sources", "--sources", ROOT / "sources") == set()
    assert imported("--help") == set()


def test_a_lazy_module_is_the_real_one() -> None:
    """What Great Expectations does not load at once is there for whoever asks for it, SQLAlchemy too."""
    code = (
        "from checks.great import great_expectations; great_expectations();"
        "from scipy import stats; import sqlalchemy, scipy.stats;"
        "assert stats is scipy.stats; print(round(stats.norm.cdf(0), 3), sqlalchemy.literal(1).type)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout.split() == ["0.5", "INTEGER"], done.stderr


def test_the_flows_stay_where_the_deployments_look_for_them() -> None:
    from importlib import import_module

    from prefect import Flow

    for deployment in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]:
        path, _, name = deployment["entrypoint"].partition(":")
        found = getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
        assert isinstance(found, Flow) and found.name == deployment["name"]


def test_stages_of_a_night_are_tasks_of_prefect(prefect_server: None) -> None:
    from prefect import flow
    from prefect.context import TaskRunContext

    from flows.tasks import as_task

    @flow
    def night() -> list[str]:
        def seen(*_: object) -> str:
            context = TaskRunContext.get()
            assert context is not None
            return f"{context.task.name}: {context.task_run.name}"

        return [as_task("read", seen, [1, 2, 3]), as_task("judge", seen), as_task("site", seen)]

    assert night() == ["read: read 3 documents", "judge: judge", "site: site"]


@pytest.mark.parametrize(("times", "right"), [(1, True), (2, False)])
def test_prefects_own_server_is_tried_once_more(monkeypatch: pytest.MonkeyPatch, times: int, right: bool) -> None:
    from flows.serving import own_server

    tried: list[bool] = []

    def start(self: object, timeout: int | None = None) -> None:
        tried.append(True)
        if len(tried) <= times:
            raise RuntimeError("Timed out while attempting to connect to ephemeral Prefect API server.")

    def stop(self: object) -> None:
        """Nothing."""

    # Prefect knows one server a process, which may be the one that other tests use: neither started nor stopped here.
    monkeypatch.setattr(own_server.SubprocessASGIServer, "start", start)
    monkeypatch.setattr(own_server.SubprocessASGIServer, "stop", stop)
    monkeypatch.setattr(own_server, "_has_server", lambda: False)
    if right:
        own_server.start_server()
    else:
        with pytest.raises(own_server.ServerError) as raised:
            own_server.start_server()
        assert "archived; run it again" in str(raised.value) and "\n" not in str(raised.value)
    assert len(tried) == 2


def test_a_server_that_does_not_come_up_is_one_line(tmp_path: Path) -> None:
    """For real: the night waits a second for it, twice."""
    program = Path(sys.executable).with_name("pledgewatch")
    environment = {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"}
    environment |= {"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "1", "PREFECT_HOME": str(tmp_path / "prefect")}
    # A second is too short for any machine; that it may be quick enough one day is no fault of ours.
    done = subprocess.run(
        [program, "nightly", "--home", tmp_path / "home"], capture_output=True, text=True, timeout=300, env=environment
    )  # fmt: skip
    if done.returncode == 0:
        pytest.skip("the server was up within a second")
    assert done.returncode == 3
    line = done.stderr.splitlines()[-1]
    assert "did not come up" in line and "archived; run it again" in line


def test_a_server_that_is_lost_is_one_line() -> None:
    import importlib

    httpx = importlib.import_module("httpx")
    from flows.serving.own_server import lost_server

    said = lost_server(httpx.ConnectError("All connection attempts failed"))
    assert said is not None and "archived; run it again" in str(said)
    assert lost_server(ValueError("another")) is None
