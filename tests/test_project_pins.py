"""Versions are pinned by name and number only, once for uv and once for pip, and no file says where packages come from."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = PROJECT["tool"]["uv"]["constraint-dependencies"]
# Spelt in two parts so that this file does not name one itself.
HOSTS = [
    a + b
    for a, b in (("py" + "pi", ".org"), ("python", "hosted.org"), ("registry.npm", "js.org"), ("conda", ".anaconda"))
]


def of_constraints_file() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_pip_and_uv_hold_the_same_pins() -> None:
    assert of_constraints_file() == PINS, "run scripts/pin.py"


@pytest.mark.parametrize("pin", PINS)
def test_a_pin_is_a_name_and_a_number(pin: str) -> None:
    requirement = Requirement(pin)
    assert requirement.url is None and not requirement.extras
    assert [s.operator for s in requirement.specifier] == ["=="]


def test_every_dependency_is_pinned_within_its_range() -> None:
    pinned = [Requirement(pin) for pin in PINS]
    for text in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]:
        wanted = Requirement(text)
        found = [p for p in pinned if canonicalize_name(p.name) == canonicalize_name(wanted.name)]
        assert found, f"{wanted.name} is not pinned: run scripts/pin.py"
        for pin in found:
            assert all(wanted.specifier.contains(s.version, prereleases=True) for s in pin.specifier), (text, str(pin))


def test_installed_versions_are_the_pinned_ones() -> None:
    wrong: list[str] = []
    for pin in map(Requirement, PINS):
        if pin.marker is None or pin.marker.evaluate():
            try:
                if not pin.specifier.contains(version(pin.name), prereleases=True):
                    wrong.append(f"{pin}: {version(pin.name)} is installed")
            except PackageNotFoundError:  # a development tool, or a marker's package, that this installation left out
                continue
    assert not wrong, "run uv sync"


def files_of_the_project() -> list[Path]:
    """What git tracks or would track; all files where this is no checkout."""
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0:
        return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]
    return [p for p in ROOT.rglob("*") if p.is_file() and not {".venv", ".git"} & set(p.parts) and p.name != "uv.lock"]


def test_no_file_names_a_package_registry() -> None:
    files = files_of_the_project()
    assert len(files) > 50
    pattern = re.compile("|".join(map(re.escape, HOSTS)))
    assert pattern.search("https://" + HOSTS[0])
    named = [p.relative_to(ROOT).as_posix() for p in files if pattern.search(p.read_text("utf-8", errors="replace"))]
    assert named == []


def test_the_lock_file_stays_out_of_git() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
