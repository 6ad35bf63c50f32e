"""An installed package has all that the command needs and points to, without the project beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import guides
from flows.cli.app import app

ROOT = Path(__file__).parents[1]
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
ROOMS = [ROOT / name for name in WHEEL["packages"]]


def test_every_guide_and_the_deployments_go_into_the_wheel() -> None:
    wanted = {written: f"flows/texts/{name}.md" for name, written in guides.GUIDES.items()} | {
        "prefect.yaml": "flows/texts/prefect.yaml"
    }
    assert WHEEL["force-include"] == wanted and all((ROOT / written).is_file() for written in wanted)


def test_without_the_project_the_guides_of_the_package_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    for name in ("sources.md", "prefect.yaml"):
        (tmp_path / "texts" / name).write_text(f"installed {name}", "utf-8")
    monkeypatch.setattr(guides, "ROOT", tmp_path / "site-packages")
    monkeypatch.setattr(guides, "_INSTALLED", tmp_path / "texts")
    done = CliRunner().invoke(app, ["guide", "sources"])
    assert done.exit_code == 0 and done.output == "installed sources.md\n"
    assert guides.deployments().read_text("utf-8") == "installed prefect.yaml"


def test_guides_are_listed_and_an_unknown_one_is_named() -> None:
    assert CliRunner().invoke(app, ["guide"]).output.split() == list(guides.GUIDES)
    done = CliRunner().invoke(app, ["guide", "cooking"])
    assert done.exit_code == 1 and "cooking" in done.stderr and "cookbook" in done.stderr


def test_no_message_points_to_a_file_that_is_not_installed() -> None:
    """Messages are strings of the code; docstrings and comments are for those who have the project."""
    pointing = re.compile(r"(?:see|in) (?:\w+/)*(?:README|\w+)\.md|\w+/README\.md")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in ROOMS
        for path in room.rglob("*.py")
        if path.name != "guides.py"
        for line in path.read_text("utf-8").splitlines()
        if pointing.search(line)
        and re.search(r"[fr]?\".*\.md.*\"", line)
        and not line.lstrip().startswith(('"""', "#"))
    ]
    assert found == []
