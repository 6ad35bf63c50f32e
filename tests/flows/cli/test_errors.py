"""Whatever goes wrong is one line with the remedy and an exit status, never a traceback; values are no markup."""

from __future__ import annotations

import errno
import os
import re
import resource
import sqlite3
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import duckdb
import pytest
from test_faults import home, published  # noqa: F401  (fixtures)
from without_prefect import undress

from extract.archive.store import Archive, UnwritableError
from extract.yaml_files import read_yaml
from flows.cli import errors
from flows.cli.app import main
from flows.cli.errors import explain
from flows.settings import Home
from warehouse.publish import PublishError
from warehouse.query import QueryError
from warehouse.site.build import SiteError
from warehouse.store import StoreError, open_store, upsert

ROOT = Path(__file__).parents[3]


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FULL = OSError(errno.ENOSPC, "No space left on device", "/home/x/published/csv")
FAULTS: list[tuple[Exception, int, str]] = [
    (FULL, 3, "/home/x/published/csv: the disk is full: free some space, then run it again"),
    (OSError(errno.EFBIG, "File too large", "/a"), 3, "/a: a limit of file size was reached: raise it (ulimit -f unlimited)"),
    (PermissionError(errno.EACCES, "Permission denied", "/a"), 3, "/a: the folder cannot be written: give this user the right to, or choose another --home"),
    (OSError(errno.EROFS, "Read-only file system", "/a"), 3, "/a: the folder cannot be written"),
    (OSError(errno.EMFILE, "Too many open files", "/a"), 3, "ulimit -n"),
    (FileNotFoundError(errno.ENOENT, "No such file or directory", "/a/b"), 3, "/a/b: No such file or directory; look at the file or folder"),
    (caused(PublishError("/p: not published (No space left on device); the files of the run before stand"), FULL), 3,
     "the files of the run before stand; the disk is full: free some space"),
    (caused(UnwritableError("/archive: cannot be written (No space left); free the disk or choose another home"), FULL), 3,
     "/archive: cannot be written (No space left); free the disk or choose another home"),
    (caused(SiteError("/site: the site was not built"), OSError(errno.EFBIG, "File too large")), 3, "ulimit -f"),
    (StoreError("/w: another process has it open; wait until that run has ended, or choose another --home"), 3, "/w: another process has it open"),
    (QueryError("no commitment x"), 1, "no commitment x"),
    (duckdb.IOException("IO Error: Could not write file \"/t\": No space left on device"), 3, "the disk is full"),
    (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate 3 MB"), 3, "the memory does not suffice"),
    (duckdb.InternalException("INTERNAL Error: Failed to cast expression to type\n\nStack Trace:\n  0x1"), 3, "DuckDB failed (INTERNAL Error: Failed to cast expression to type); run it again"),
    (duckdb.BinderException("Binder Error: no column x\n\nLINE 1: select x"), 3, "a database could not be used (Binder Error: no column x)"),
    (sqlite3.OperationalError("database or disk is full"), 3, "the disk is full"),
    (sqlite3.DatabaseError("database disk image is malformed"), 3, "pledgewatch archive check"),
    (MemoryError(), 3, "the memory does not suffice (MemoryError)"),
    (BrokenProcessPool("a worker died"), 3, "the memory does not suffice"),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), 3, "this was not foreseen (UnicodeDecodeError"),
    (ValueError("two\nlines \ud800"), 3, "this was not foreseen (ValueError: two lines \\ud800)"),
    (ExceptionGroup("several", [FULL]), 3, "the disk is full"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "status", "said"), FAULTS, ids=lambda v: type(v).__name__ if isinstance(v, Exception) else "")  # fmt: skip
def test_each_fault_is_a_line_with_its_remedy_and_status(error: Exception, status: int, said: str) -> None:
    told = explain(error)
    assert (told.status, said in told.line) == (status, True), told.line
    assert "\n" not in told.line and "Stack Trace" not in told.line and len(told.line) < 700
    told.line.encode()


def test_prefects_faults_are_told_apart_by_where_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(module: str) -> Exception:
        space: dict[str, Any] = {"__name__": module}
        exec("def fail():\n raise RuntimeError('Failed to reach API')", space)  # a frame of that module
        try:
            space["fail"]()
        except RuntimeError as error:
            return error
        raise AssertionError

    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    line = explain(raised("prefect.client.orchestration")).line
    assert (
        "the Prefect server at http://127.0.0.1:9/api does not answer" in line and "unset it to run without one" in line
    )
    monkeypatch.delenv("PREFECT_API_URL")
    assert "Prefect's own server did not answer" in explain(raised("prefect.flow_engine")).line
    assert "this was not foreseen" in explain(raised("flows.process")).line


def call(monkeypatch: pytest.MonkeyPatch, *words: Any) -> int:
    monkeypatch.setattr(sys, "argv", ["pledgewatch", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    (line,) = said.err.splitlines()
    assert line.startswith("pledgewatch: ")
    return line


def test_the_traceback_is_kept_in_a_file_that_the_line_names(
    home: Home,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: Any) -> None:
        raise KeyError("boom")

    monkeypatch.setattr("warehouse.asking.asking", fail)
    assert call(monkeypatch, "query", "select 1", "--home", home.root) == 3
    line, kept = one_line(capsys), home.root / "run" / "last-error.txt"
    assert "this was not foreseen (KeyError: 'boom')" in line and line.endswith(f"please report it (details: {kept})")
    assert "raise KeyError" in kept.read_text("utf-8")

    monkeypatch.setenv("PLEDGEWATCH_TRACEBACK", "1")
    assert call(monkeypatch, "query", "select 1", "--home", home.root) == 3
    said = capsys.readouterr().err
    assert "Traceback" in said and said.splitlines()[-1].startswith("pledgewatch: ")


@pytest.mark.parametrize("part", [None, 20_000, 0], ids=["garbage", "cut", "empty"])
@pytest.mark.parametrize(
    "words",
    [["query", "select count(distinct text) from documents"], ["show", "999901"], ["export", "--place", "示例县"]],
)
def test_a_broken_published_file_is_a_line(
    home: Home, words: list[str], part: int | None, monkeypatch: pytest.MonkeyPatch,  # noqa: F811
    capsys: pytest.CaptureFixture[str], tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    file = home.published_database
    body = file.read_bytes()
    file.unlink()
    file.write_bytes(b"garbage" * 2000 if part is None else body[:part])
    assert call(monkeypatch, *words, "--home", home.root) in (1, 3)
    one_line(capsys)


def test_a_broken_published_file_is_published_anew(home: Home) -> None:  # noqa: F811
    from warehouse.publish import publish
    from warehouse.query import can_be_read

    assert can_be_read(home.published_database)
    for spoilt in (b"garbage" * 2000, b""):
        home.published_database.unlink()
        home.published_database.write_bytes(spoilt)
        assert not can_be_read(home.published_database)
        with open_store(home.database) as con:
            publish(con, home.published)
        assert can_be_read(home.published_database)
    home.published_database.unlink()
    assert not can_be_read(home.published_database)


def test_a_folder_without_sources_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    undress(monkeypatch)
    (tmp_path / "sources").mkdir()
    assert call(monkeypatch, "nightly", "--sources", tmp_path / "sources", "--home", tmp_path / "home") == 1
    assert f"{tmp_path / 'sources'}: no *.yaml file in this folder; see `pledgewatch guide sources`" in one_line(capsys)


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("routes.yaml", "channels: {甲: []}".encode("gbk"), "is not UTF-8 text (byte 11); save the file as UTF-8"),
        ("routes.yaml", b"digest_at: 2026-02-30\n", "is no YAML (day is out of range for month)"),
        ("manifest.csv", "path,place_code,kind,year\n报告.txt,,,\n".encode("gbk"), "is not UTF-8; save the manifest as UTF-8 CSV"),
        ("manifest.csv", b"path,place_code,kind,year\n\"a" + b"x" * 200_000 + b"\n", "is no CSV (field larger than field limit"),
        ("manifest.csv", "path,place_code,kind,year\na.txt,,,²\n".encode(), "manifest.csv:2: year '²' is no year"),
    ],
)  # fmt: skip
def test_a_file_in_another_encoding_is_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, body: bytes, said: str
) -> None:  # fmt: skip
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    file = tmp_path / name
    file.write_bytes(body)
    if name == "routes.yaml":
        monkeypatch.setenv("PLEDGEWATCH_ROUTES", str(file))
        assert call(monkeypatch, "alert", "test") == 1
    else:
        assert call(monkeypatch, "add", "--manifest", file, "--home", tmp_path / "home") == 1
    line = one_line(capsys)
    assert str(file) in line and said in line


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("- {document: 甲}".encode("gbk"), "is not UTF-8 text (byte 13); save the file as UTF-8"),
        (b"- {date: 2026-02-30}", "is no YAML (day is out of range for month)"),
    ],
)
def test_corrections_that_cannot_be_read_are_faults_of_their_file(tmp_path: Path, body: bytes, said: str) -> None:
    from warehouse.corrections import load_corrections

    (tmp_path / "a.yaml").write_bytes(body)
    entries, (fault,) = load_corrections(tmp_path, read_yaml)
    assert entries == [] and fault.file == "a.yaml" and said in fault.message


# --- A disk that takes no more, for real: a limit of file size makes every write fail behind it.


def limited(command: list[str], size: int, folder: Path) -> subprocess.CompletedProcess[str]:
    def lower() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "TMPDIR": str(folder)}
    return subprocess.run(
        command, preexec_fn=lower, capture_output=True, text=True, timeout=120, env=environment, cwd=ROOT
    )


_STEPS = """
import resource
import sys
from pathlib import Path
from extract.archive.store import Archive
from flows.cli.errors import explain
from warehouse.publish import publish
from warehouse.site.build import build_site
from warehouse.store import open_store, upsert
root = Path(sys.argv[1])
def archive():
    import os
    with Archive(root / "new").writing() as recorder:
        for n in range(9):
            recorder.put(os.urandom(100_000), f"urn:{n}")
def database():
    with open_store(root / "new.duckdb") as con:
        upsert(con, "rejections", [{"url": "x" * 9_000_000, "stage": "read", "reason": "x"}], ("url", "stage"))
def publishing():
    with open_store(root / "work" / "warehouse.duckdb") as con:
        publish(con, root / "published")
def site():
    build_site(root / "published" / "pledges.duckdb", root / "site", root / "work" / "site.duckdb")
for step, size in ((archive, 300_000), (database, 300_000), (publishing, 300_000), (site, 2_000)):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        step()
        print(step.__name__, 0, "went through")
    except Exception as error:
        told = explain(error)
        print(step.__name__, told.status, told.line)
"""


def test_a_limit_of_file_size_is_named_at_each_step_and_loses_nothing(home: Home) -> None:  # noqa: F811
    before = {p: p.read_bytes() for p in home.published.rglob("*") if p.is_file()}
    done = limited([sys.executable, "-c", _STEPS, str(home.root)], resource.RLIM_INFINITY, home.root)
    assert done.returncode == 0, done.stderr
    lines = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert set(lines) == {"archive", "database", "publishing", "site"}, done.stdout
    for step, line in lines.items():
        assert line.startswith("3 ") and re.search("File too large|limit of file size", line), (step, line)
        assert re.search(r"; (free|choose|raise)|ulimit -f", line), (step, line)
    assert {p: p.read_bytes() for p in home.published.rglob("*") if p.is_file()} == before
    archive = Archive(home.root / "new")
    assert archive.get(archive.put(b"room again")) == b"room again"


def test_the_command_says_so(home: Home) -> None:  # noqa: F811
    program = Path(sys.executable).with_name("pledgewatch")
    done = limited([str(program), "site", "--home", str(home.root)], 2_000, home.root)
    assert done.returncode == 3 and len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("pledgewatch: ") and "ulimit -f" in done.stderr


# --- What is printed


ODD = "[/red]县[bold]:smile:"


def test_values_are_no_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = tmp_path / "[bold]:smile:"
    sources.mkdir()
    text = (
        f'place: {{code: "999901", name: "{ODD}", level: county, parent: "999900"}}\nfictional: true\ndocuments: []\n'
    )
    (sources / "a.yaml").write_text(text, "utf-8")
    assert call(monkeypatch, "sources", "--sources", sources) == 0
    assert ODD[:7] in capsys.readouterr().out

    place = Home(tmp_path / "home")
    with open_store(place.database) as con:
        upsert(con, "places", [{"place_code": "999901", "name": ODD, "level": "county"}], "place_code")
        from warehouse.publish import publish

        publish(con, place.published)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert call(monkeypatch, "query", 'select name as "[/x]" from places', "--home", place.root) == 0
    said = capsys.readouterr().out
    assert ODD in said and "[/x]" in said

    from flows.cli.summary import Summary, print_summary
    from flows.cli.terminal import console

    print_summary(console(soft_wrap=True), place, Summary(f"pledgewatch {ODD}", failed=[ODD], warnings=["[/red]"], alerts=["x"]))  # fmt: skip
    assert capsys.readouterr().out.count("[/red]") == 3


def test_all_consoles_print_values_as_they_are() -> None:
    others = [
        path.name
        for path in (ROOT / "flows").rglob("*.py")
        if re.search(r"rich\.console import", path.read_text("utf-8"))
    ]
    assert others == ["terminal.py"]


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "latin-1:strict"},
    ],
    ids=["C", "C without coercion", "ascii", "latin-1"],
)
def test_chinese_goes_out_under_any_locale(home: Home, environment: dict[str, str]) -> None:  # noqa: F811
    program = Path(sys.executable).with_name("pledgewatch")
    done = subprocess.run(
        [program, "query", "select name, chr(55296 - 1) from places where place_code = '999901'", "--home", str(home.root)],
        capture_output=True, timeout=60, env=os.environ | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout.decode("utf-8")
    assert ("示例县" in said) == ("PYTHONIOENCODING" not in environment) and ("\\u793a" in said) == (
        "PYTHONIOENCODING" in environment
    )


def test_the_table_of_statuses_is_documented() -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    for line in re.findall(r"^\| \d+ \|.*$", str(errors.__doc__), re.M):
        assert line in text
