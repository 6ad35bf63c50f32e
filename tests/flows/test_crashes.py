"""Kills at random moments: whatever was running, once a run comes to its end all is as if nobody had been killed.

`pytest -m endurance tests/flows/test_crashes.py --crashes 200` is the long form; `--crash-seed N` repeats one.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from crashing import Crasher
from local_site import Host, hosts
from pair_of_reports import report

from extract.archive.check import check
from extract.archive.history import captures
from extract.archive.store import Archive
from flows.settings import Home
from warehouse.publication import damaged, published_id
from warehouse.publish import TABLES

pytestmark = pytest.mark.endurance
PLACE = "411700"
PROMISED, RESULT = "接待游客360万人次以上。", "接待游客330万人次。"
BETWEEN = 10  # kills before a run may come to its end
# What says when, or what was looked at how often: it may differ between two runs that come to the same.
_TIMES = ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
_OF_RUNS = {"check_results", "publication"}
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?)?|urn:uuid:[-0-9a-f]+|[0-9a-f]{16}\b|[\d.]+ MB"
)


@pytest.fixture(scope="module")
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--crash-seed") or random.randrange(10**6))


@pytest.fixture(scope="module")
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--crashes"))


class Scene:
    """A prepared home, the pages that come next, and what an undisturbed run makes of them."""

    def __init__(self, folder: Path, host: Host) -> None:
        self.folder, self.host = folder, host
        self.log = folder / "log.txt"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_API")}
        paths = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "helpers")])
        self.crasher = Crasher(kept | {"CRASH_LOG": str(self.log), "PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": paths, "PLEDGEWATCH_WAIT": "20"})  # fmt: skip
        for year, done, promised in ((2025, "", PROMISED), (2026, RESULT, ""), (2027, "", PROMISED)):
            (folder / f"{year}.txt").write_text(report(year, done, promised), "utf-8")
        self.sources = folder / "sources"
        self.sources.mkdir()
        listed = "".join(f'  - {{kind: work_report, year: {y}, url: "{host.url(f"/{y}.html")}", verified: never}}\n' for y in (2025, 2026))  # fmt: skip
        (self.sources / "x.yaml").write_text(
            f'place: {{code: "999901", name: 示例县, level: county, parent: "999900"}}\nfictional: true\nallow_private: true\ndocuments:\n{listed}',
            "utf-8",
        )

    def add(self, home: Path, year: int) -> tuple[str, ...]:
        return ("add", str(self.folder / f"{year}.txt"), "--place", PLACE, "--kind", "work_report", "--year", str(year), "--home", str(home))  # fmt: skip

    def whole(self, *what: str) -> float:
        """Runs something to its end; gives the seconds."""
        ended = self.crasher.run(*what)
        assert ended["status"] == 0, (what, ended, self.log.read_text("utf-8", "replace")[-3000:])
        return float(ended["seconds"])

    def night(self, home: Path) -> list[float]:
        """A deployed night, as the events of each flow start the next; gives what each took."""
        took = [self.whole("flow", "capture", str(home), str(self.sources))]
        for _ in range(3):
            follows = self.next(home)
            if follows is None:
                break
            took.append(self.whole("flow", follows, str(home)))
        return took

    def next(self, home: Path) -> str | None:
        """The flow that the newest event starts; an event is taken once."""
        with duckdb.connect(str(Home(home).database)) as con:
            rows = con.execute("select event_id, follow from events where follow is not null and sent_at is null order by occurred_at desc").fetchall()  # fmt: skip
            con.execute("update events set sent_at = occurred_at where follow is not null")
        return rows[0][1] if rows else None


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Generator[Scene]:
    with hosts(1) as (host,):
        made = Scene(tmp_path_factory.mktemp("crashes"), host)
        yield made
        made.crasher.close()


def state(root: Path) -> dict[str, Any]:
    """All that a home holds, but for the times: tables, published files, site, archive."""
    home, found = Home(root), dict[str, Any]()
    for name, path in (("work", home.database), ("published", home.published_database)):
        with duckdb.connect(str(path), read_only=True) as con:
            for table in (*TABLES, "captures", "reading_state", "known_facts", "unjudged_places"):
                if table in _OF_RUNS or (name == "published" and table not in TABLES):
                    continue
                columns = [f'"{c}"' for c, kind in con.execute("select column_name, data_type from duckdb_columns() where table_name = ? and database_name = current_database()", [table]).fetchall() if kind not in _TIMES]  # fmt: skip
                found[f"{name}.{table}"] = sorted(repr(row).replace(str(root), "HOME") for row in con.execute(f"select {', '.join(columns)} from {table}").fetchall())  # fmt: skip
    found["site"] = {
        path.relative_to(home.site).as_posix(): _MOMENT.sub("", path.read_text("utf-8", "replace"))
        for path in sorted(home.site.rglob("*")) if path.suffix in (".html", ".xml", ".json", ".svg") and "data" not in path.relative_to(home.site).parts
        and "data_docs" not in path.parts
    }  # fmt: skip
    found["archived"] = sorted(
        {(one.url.replace(str(root), "HOME"), one.sha256) for one in captures(home.archive / "warc")}
    )
    found["faults"] = check(Archive(home.archive)).faults
    found["damaged"] = damaged(home.published)
    shown = (home.site / "publication.json").read_text("utf-8")
    found["one publication"] = published_id(home.published) in shown and not (home.published / ".staging").exists()
    return found


def compare(before: dict[str, Any], after: dict[str, Any], told: str) -> None:
    for name, wanted in before.items():
        assert after[name] == wanted, f"{name} differs after {told}: {_first_difference(wanted, after[name])}"


def _first_difference(wanted: Any, found: Any) -> str:
    """What a list of rows has otherwise, short enough to be read where pytest cuts."""
    if not isinstance(wanted, list):
        return ""
    for one, other in zip(wanted, found, strict=False):
        if one != other:
            at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
            return f"«…{one[max(0, at - 60) : at + 60]}…» is «…{other[max(0, at - 60) : at + 60]}…»"
    return f"{len(wanted)} rows are {len(found)}"


def disturbed(scene: Scene, chance: random.Random, kills: int, longest: float, what: tuple[str, ...]) -> list[float]:
    """Starts something and kills it, again and again; gives the moments."""
    moments = [chance.uniform(0, longest) for _ in range(kills)]
    for moment in moments:
        scene.crasher.run(*what, kill_after=moment)
    return moments


def test_a_command_that_is_killed_at_any_moment(scene: Scene, tmp_path: Path, kills: int, seed: int) -> None:
    chance, prepared, whole = random.Random(seed), tmp_path / "prepared", tmp_path / "whole"
    scene.whole(*scene.add(prepared, 2025))
    shutil.copytree(prepared, whole)
    longest = scene.whole(*scene.add(whole, 2026))
    wanted = state(whole)
    assert wanted["work.verdicts"] and wanted["faults"] == [] and wanted["one publication"]
    for number in range(-(-kills // 2 // BETWEEN)):
        home = tmp_path / str(number)
        shutil.copytree(prepared, home)
        moments = disturbed(scene, chance, BETWEEN, longest, scene.add(home, 2026))
        scene.whole(*scene.add(home, 2026))
        compare(wanted, state(home), f"kills at {moments} of {longest:.1f} s, --crash-seed {seed}")
        shutil.rmtree(home)


def test_deployed_flows_that_are_killed_and_events_that_are_lost(
    scene: Scene, tmp_path: Path, kills: int, seed: int
) -> None:
    """Each flow in a process of its own, as a worker runs it; of a flow that is killed the event it was to send may be lost for good."""
    for year, done, promised in ((2025, "", PROMISED), (2026, RESULT, "")):
        body = "".join(f"<p>{line}</p>" for line in report(year, done, promised).split("\n"))
        scene.host.pages[f"/{year}.html"] = f"<html><head><title>示例县{year}年政府工作报告</title></head><body><div class=TRS_Editor>{body}</div></body></html>"  # fmt: skip
    chance, whole = random.Random(seed + 1), tmp_path / "whole"
    took = scene.night(whole)
    assert len(took) == 3, "capture, process and alert"
    wanted = state(whole)
    assert wanted["work.verdicts"] and wanted["faults"] == [] and wanted["one publication"]
    for number in range(-(-kills // 2 // BETWEEN)):
        home, moments = tmp_path / str(number), list[float]()
        flows = [("capture", str(scene.sources)), ("process",), ("process",), ("alert",)]
        scene.crasher.run(
            "flow", "capture", str(home), str(scene.sources), kill_after=chance.uniform(0, took[0]) if number else None
        )
        if Home(home).database.is_file():
            scene.next(home)  # its event is lost
        for name, *rest in chance.choices(flows, k=BETWEEN - 1):
            longest = took[("capture", "process", "alert").index(name)]
            moments += disturbed(scene, chance, 1, longest, ("flow", name, str(home), *rest))
        scene.night(home)
        compare(wanted, state(home), f"kills at {moments} of {took}, --crash-seed {seed}")
        shutil.rmtree(home)
