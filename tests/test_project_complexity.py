"""No function is more tangled than a reader can follow. What still is stands in tests/data/complexity.yaml, a list that only shrinks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from radon.complexity import cc_visit

ROOT = Path(__file__).parents[1]
ROOMS = ("extract", "flows", "warehouse", "checks")
LISTED: dict[str, dict[str, int]] = yaml.safe_load((ROOT / "tests/data/complexity.yaml").read_text("utf-8"))
# As radon counts: branches, loops, handlers, comprehensions, and each `and` and `or`.
MOST_PATHS = 20
# As ruff's C901 counts: branches, loops and handlers.
MOST_BRANCHES = 10


def paths_above(most: int, source: str) -> dict[str, int]:
    """The functions and methods of a module with more paths through them: dotted name -> paths."""
    found: dict[str, int] = {}
    for block in cc_visit(source):
        for one in getattr(block, "methods", [block]):
            if one.complexity > most:
                owner = f"{one.classname}." if getattr(one, "classname", None) else ""
                found[owner + one.name] = one.complexity
    return found


def by_radon() -> dict[str, int]:
    return {
        f"{path.relative_to(ROOT).as_posix()}:{name}": paths
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for name, paths in paths_above(MOST_PATHS, path.read_text("utf-8")).items()
    }


def by_ruff(rooms: tuple[str, ...] = ROOMS, most: int = MOST_BRANCHES) -> dict[str, int]:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--select", "C901"]
    settings = ["--output-format", "json", "--config", f"lint.mccabe.max-complexity={most}"]
    done = subprocess.run([*command, *settings, *rooms], cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, int] = {}
    for one in json.loads(done.stdout):
        said = re.search(r"`(?P<name>[^`]+)` is too complex \((?P<branches>\d+) ", one["message"])
        assert said, one["message"]
        file = Path(one["filename"]).resolve().relative_to(ROOT).as_posix()
        found[f"{file}:{said['name']}"] = int(said["branches"])
    return found


@pytest.mark.parametrize(("counter", "count"), [("radon", by_radon), ("ruff", by_ruff)])
def test_no_function_is_too_complex_but_the_listed(counter: str, count: Callable[[], dict[str, int]]) -> None:
    listed, found = LISTED[counter], count()
    grown = {name: number for name, number in found.items() if number > listed.get(name, 0)}
    assert grown == {}, "take them apart; tests/data/complexity.yaml takes no new entry and no higher number"
    assert listed == found, (
        "simpler than tests/data/complexity.yaml says: lower the number there, or take the entry out"
    )


def test_operators_count_as_paths() -> None:
    source = "class A:\n    def f(self, a, b, c):\n        return a and b or c\n"
    assert paths_above(2, source) == {"A.f": 3}
    assert paths_above(3, source) == {}


def test_the_counts_are_of_the_whole_project() -> None:
    assert len(by_ruff(most=5)) > 100
    assert {name.split("/")[0] for name in by_ruff(most=3)} == set(ROOMS)
