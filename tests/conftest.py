"""What several tests need: the way to the reference documents, and Prefect's test server, started once and only if asked for."""

from __future__ import annotations

import os
from collections.abc import Generator
from importlib import import_module
from pathlib import Path

import pytest

from flows import bytecode

# Before anything heavy is imported, and for the processes that tests start: some machines forbid bytecode beside the sources, and
# then each of these processes compiles prefect, pandas and great_expectations anew. Processes of xdist get it with the environment.
if bytecode.elsewhere(os.environ):
    bytecode.here()

# Read by the libraries when they are imported: nothing calls home from a test.
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "GX_ANALYTICS_ENABLED": "false",
}.items():
    os.environ.setdefault(_name, _value)

# Most tests look at what a first night finds; that it raises no alert by itself has tests of its own.
os.environ["PLEDGEWATCH_ROUTES"] = str(Path(__file__).parent / "data" / "routes_tell.yaml")

# Files that take longest, the longest first: they are begun first, so that no process is left alone with one at the end. The first one waits
# for a server most of the time, while the others compute.
LONG = (
    "flows/serving/test_server.py",
    "flows/test_crashes.py",
    "flows/test_stopping.py",
    "flows/test_nightly.py",
    "flows/capturing/test_sources.py",
    "checks/test_seeded_faults.py",
    "warehouse/test_portions.py",
    "extract/formats/test_scans.py",
    "test_accuracy_roles.py",
    "test_accuracy.py",
    "flows/capturing/test_paging.py",
    "flows/processing/test_budget.py",
    "flows/test_starting.py",
    "flows/test_faults.py",
    "flows/processing/test_died.py",
    "flows/cli/test_checks.py",
    "flows/alerting/test_lag.py",
    "extract/formats/test_growth.py",
    "flows/cli/test_errors.py",
    "flows/processing/test_renewal.py",
    "warehouse/test_judge.py",
    "warehouse/site/test_site.py",
    "warehouse/site/test_browser.py",
    "extract/test_budget.py",
    "warehouse/test_cookbook.py",
    "warehouse/test_readers.py",
    "warehouse/test_publish.py",
    "test_links.py",
    "checks/test_suites.py",
    "flows/alerting/test_alerts.py",
)


def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are cores: of a third of the time a process waits for a disk, a server or another process."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files of LONG first; within a file, and among the others, the order stays."""
    folder = Path(__file__).parent
    rank = {folder / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path, len(LONG)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The crash test's long form (tests/flows/test_crashes.py)."""
    parser.addoption("--crashes", default="20", help="How many kills the crash test does.")
    parser.addoption("--crash-seed", default="", help="Repeats the moments of one crash test.")


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """DuckDB with one thread in the processes of the tests: they share the cores among them, and of few rows several threads only wait for each
    other (a fifth of the time). The command in a process of its own has them."""
    from warehouse import connection

    connection._THREADS = 1


CORPUS_VARIABLE = "PLEDGEWATCH_CORPUS"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of reference documents, with `gold` beside it; tests that need it are skipped where it is missing."""
    value = os.environ.get(CORPUS_VARIABLE)
    if not value:
        pytest.skip(f"{CORPUS_VARIABLE} is not set: the reference documents are no part of the project")
    folder = Path(value).resolve()
    if not (folder / "manifest.csv").is_file():
        pytest.skip(f"{CORPUS_VARIABLE}={value} holds no manifest.csv")
    return folder


@pytest.fixture(scope="session")
def read_already(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which all processes of this session keep the documents that they read (helpers/read_once.py)."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "read_already"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sample_database(read_already: Path) -> Path:
    """The sample read and judged (helpers/sample_warehouse.py), made once for all processes of this session: to be copied, not changed."""
    import fcntl

    from sample_warehouse import build

    kept = read_already / "sample.duckdb"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            build(kept.with_suffix(".new")).replace(kept)  # whole, or not there
    return kept


@pytest.fixture(scope="module")
def plain_flows(request: pytest.FixtureRequest) -> Generator[None]:
    """Flows and tasks as plain functions for a module's tests, where Prefect is not what is tested: no server has to be started and kept.
    A module that looks at the pages of the checks says so: DATA_DOCS = True."""
    from without_prefect import undress

    with pytest.MonkeyPatch.context() as patch:
        undress(patch, pages=getattr(request.module, "DATA_DOCS", False))
        yield


@pytest.fixture(scope="session")
def prefect_server() -> Generator[None]:
    """A temporary Prefect with its own database: flows run for real, and nothing of it stays."""
    # Prefect's log goes to the stream that stands when this is imported: not to that of a single call of the command.
    import_module("prefect.main")
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=120),  # 20 s, its default, is too short on a slow machine
        temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),  # a second a flow, of no use here
    ):
        yield
