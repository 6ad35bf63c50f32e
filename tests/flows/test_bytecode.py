"""Where the environment forbids bytecode beside the sources, the command keeps it in the user's cache folder, and its processes have it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.bytecode import FOLDER, FORBIDDEN, SETTING, elsewhere


def run(cache: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Python with these words, on a machine that forbids bytecode."""
    given = {k: v for k, v in os.environ.items() if k not in {FOLDER, SETTING}} | {FORBIDDEN: "1", "XDG_CACHE_HOME": str(cache)} | more  # fmt: skip
    done = subprocess.run([sys.executable, *words], env=given, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done


def kept(cache: Path) -> set[str]:
    return {path.name.split(".")[0] for path in cache.rglob("*.pyc")}


@pytest.mark.parametrize(
    ("environ", "changes"),
    [
        ({FORBIDDEN: "1"}, True),
        ({FORBIDDEN: "1", SETTING: "1"}, True),
        ({}, False),
        ({FORBIDDEN: ""}, False),  # as Python reads it: not set
        ({FORBIDDEN: "1", FOLDER: "/somewhere"}, False),
        ({FORBIDDEN: "1", SETTING: "0"}, False),
    ],
)
def test_when_it_is_kept_elsewhere(environ: dict[str, str], changes: bool) -> None:
    before = dict(environ)
    assert elsewhere(environ) is changes
    if changes:
        assert FORBIDDEN not in environ and Path(environ[FOLDER]).parts[-2:] == ("pledgewatch", "bytecode")
    else:
        assert environ == before


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is set as on Linux")
def test_the_command_keeps_its_bytecode(tmp_path: Path) -> None:
    assert "work reports" in run(tmp_path, "-m", "flows", "--help").stdout
    assert {"app", "terminal"} <= kept(tmp_path)
    assert {path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*.pyc")} == {("pledgewatch", "bytecode")}


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is set as on Linux")
def test_it_can_be_switched_off_and_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    run(tmp_path / "off", "-m", "flows", "--help", **{SETTING: "0"})
    assert not kept(tmp_path / "off")
    (tmp_path / "file").write_text("no folder", "utf-8")
    assert "work reports" in run(tmp_path / "file", "-m", "flows", "--help").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is set as on Linux")
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_it_starts_keep_theirs(tmp_path: Path, method: str) -> None:
    """Those that read and those that make the site: multiprocessing would hand the ban on to them."""
    (tmp_path / "other.py").write_text("import sys\ndef flag():\n    return sys.flags.dont_write_bytecode\n", "utf-8")
    code = (
        "from flows import bytecode; bytecode.keep()\nimport multiprocessing, sys\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\nimport other\nassert other.__cached__\n"
        f"print(multiprocessing.get_context({method!r}).Pool(1).apply(other.flag))"
    )
    assert run(tmp_path / "cache", "-c", code).stdout == "0\n"
    assert "other" in kept(tmp_path / "cache")
