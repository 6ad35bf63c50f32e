"""A run that dies in its last steps: the next one finds nothing changed in the tables, and completes what was left all the same."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pair_of_reports import report

from flows.add import Filing, run_add
from flows.alerting.run import raise_alerts
from flows.processing.run import process_documents
from flows.settings import Home
from warehouse.site import build as building
from warehouse.site.build import build_site

# Another process, so that it can be killed as the system kills: nothing is closed, no handler runs.
_KILLED = """
import os, signal, sys
import warehouse.site.build as building
from flows.processing.run import process_documents
building._across = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
process_documents(sys.argv[1])
"""


class Killed(BaseException):
    """What no handler of ours takes for a fault."""


def add(home: Home, folder: Path, year: int, done: str = "") -> Any:
    page = folder / f"{year}.txt"
    page.write_text(report(year, done, ""), "utf-8")
    return run_add(home, Filing([str(page)], None, "411700", "work_report", year))


@pytest.fixture(scope="module")
def shown(plain_flows: None, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose site shows two reports: to be copied."""
    folder = tmp_path_factory.mktemp("shown")
    home = Home(folder / "home")
    for year in (2023, 2024):
        added = add(home, folder, year)
        assert not added.failed and not added.rejected and not added.unfinished
    return home


@pytest.fixture
def home(shown: Home, tmp_path: Path) -> Home:
    shutil.copytree(shown.root, tmp_path / "home")
    return Home(tmp_path / "home")


def capture(home: Home, folder: Path) -> None:
    """The next report is captured and not yet read; growth missed its target in it."""
    page = folder / "2025.txt"
    page.write_text(report(2025, "", "").replace("地区生产总值增长6.2%", "地区生产总值增长4.1%"), "utf-8")
    run_add(home, Filing([str(page)], None, "411700", "work_report", 2025), hand_over=True)


def pages(folder: Path) -> dict[str, str]:
    """All pages, without the minute up to which they tell: on one that was not made anew it is an earlier one's."""
    return {
        path.relative_to(folder).as_posix(): re.sub(r"数据截至 [^<]*", "", path.read_text("utf-8"))
        for path in folder.rglob("*.html")
    }


def whole(home: Home, folder: Path) -> dict[str, str]:
    """The pages of the site that the published file makes where nothing was before."""
    build_site(home.published_database, folder / "whole", folder / "whole.duckdb", data_docs=home.data_docs)
    return pages(folder / "whole")


def killed(home: Home, patch: pytest.MonkeyPatch) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(home.root)], capture_output=True, text=True, timeout=600)
    assert done.returncode == -9, done.stderr


def thrown(error: BaseException) -> Callable[[Home, pytest.MonkeyPatch], None]:
    def die(home: Home, patch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise error

        with patch.context() as inner:
            inner.setattr(building, "_across", fail)
            with suppress(Killed):
                assert process_documents(home).unfinished, "a full disk is told"

    return die


@pytest.mark.parametrize(
    "die", [killed, thrown(Killed()), thrown(OSError(errno.ENOSPC, "No space left on device"))], ids=["killed", "thrown", "disk full"]
)  # fmt: skip
def test_the_next_run_completes_the_site(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, die: Callable[[Home, pytest.MonkeyPatch], None]
) -> None:
    capture(home, tmp_path)
    die(home, monkeypatch)
    next_run = process_documents(home)
    assert next_run.read == 0 and not next_run.published and not next_run.unfinished, "the tables say: nothing changed"
    left, should = pages(home.site), whole(home, tmp_path)
    assert {name: left.get(name) == text for name, text in should.items()} == dict.fromkeys(should, True)
    assert any("4.1%" in text for text in left.values())


def test_pages_half_made_are_made_anew_though_their_rows_came_back(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = home.published_database.read_bytes()
    capture(home, tmp_path)
    thrown(Killed())(home, monkeypatch)
    assert any("4.1%" in text for name, text in pages(home.site).items() if name.startswith("p/"))
    home.published_database.chmod(0o644)
    home.published_database.write_bytes(before)
    build_site(home.published_database, home.site, home.site_state, data_docs=home.data_docs)
    assert not any("4.1%" in text for name, text in pages(home.site).items() if name.startswith("p/"))


def test_alerts_that_were_raised_by_a_run_that_died_are_published_by_the_next(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.alerting.run

    def die(*_: object) -> None:
        raise Killed

    capture(home, tmp_path)
    process_documents(home)
    with monkeypatch.context() as patch:
        patch.setattr(flows.alerting.run, "publish", die)
        with pytest.raises(Killed):
            raise_alerts(home, handover="caller")
    assert raise_alerts(home, handover="caller").raised == []

    def held(path: Path) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(path), read_only=True) as con:
            return con.execute("select alert_id, delivered_at from alerts order by 1").fetchall()

    assert held(home.published_database) == held(home.database) != []


def test_a_first_run_that_died_before_it_judged_was_not_one_of_another_version(
    plain_flows: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the next run finds is news: marked as our own doing it would raise no alert."""
    import flows.processing.run as processing

    def die(*_: object, **__: object) -> None:
        raise Killed

    home, texts = Home(tmp_path / "home"), [tmp_path / "2024.txt", tmp_path / "2025.txt"]
    for text in texts:
        text.write_text(report(int(text.stem), "", ""), "utf-8")
    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr(processing, "judge", die)
        run_add(home, Filing([str(text) for text in texts], None, "411700", "work_report"))
    assert process_documents(home).published
    with duckdb.connect(str(home.database), read_only=True) as con:
        assert con.execute("select distinct recomputed from verdicts").fetchall() == [(False,)]
        assert con.execute("select distinct recomputed from verdict_changes").fetchall() == [(False,)]
