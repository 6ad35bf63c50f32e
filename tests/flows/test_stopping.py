"""Ctrl-C ends a run wherever it is, says what is safe, and the next run completes."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from flows.stopping import SAID, STATUS
from warehouse.store import open_store

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "flows" / "capturing" / "sample" / "site" / "zhumadian"
PROGRAM = Path(sys.executable).with_name("pledgewatch")
# Five seconds are promised on a machine that is free; here only that nothing hangs is measured.
HANGS = 90.0
BEGINS = 300.0  # until a stage is reached


def environment(tmp_path: Path) -> dict[str, str]:
    wanted = {"TERM": "xterm", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    return {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_API")} | wanted


def interrupted(stage: str, words: list[str | Path], tmp_path: Path) -> tuple[int, str, float]:
    """Starts the command on a terminal and presses Ctrl-C when that says `stage`; gives status, what stood there, seconds to the end."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, start_new_session=True, env=environment(tmp_path)
    )  # fmt: skip
    os.close(theirs)
    said, pressed, until = b"", 0.0, time.monotonic() + BEGINS
    try:
        while time.monotonic() < until:
            if select.select([ours], [], [], 0.5)[0]:
                try:
                    more = os.read(ours, 65536)
                except OSError:  # the other end is closed
                    break
                if not more:
                    break
                said += more
            if not pressed and stage.encode() in said:
                pressed, until = time.monotonic(), time.monotonic() + HANGS
                os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to all that belong to the command
        status = child.wait(timeout=HANGS)  # a busy machine may take its time to end what has said its last
        assert pressed, f"the stage {stage!r} never came: {said.decode()[-2000:]}"
        return status, said.decode(errors="replace"), time.monotonic() - pressed
    except subprocess.TimeoutExpired:
        pytest.fail(f"still running {HANGS:.0f} s after Ctrl-C: {said.decode(errors='replace')[-2000:]}")
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        os.close(ours)


def command(*words: str | Path) -> str:
    """The command in this process: what comes before and after the interrupted one needs none of its own."""
    from flows.cli.app import app

    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert words[0] != "add" or done.stderr == "", "the progress is for a terminal only"
    return done.stdout


def verdicts(home: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published" / "pledges.duckdb"), read_only=True) as con:
        return con.execute(
            "select commitment_id, verdict, continuity, outcome_id from verdicts order by all"
        ).fetchall()


@pytest.fixture(scope="module")
def homes(plain_flows: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Any, ...]]]:
    """A home of two documents, and the verdicts where a third is added without being interrupted."""
    folder = tmp_path_factory.mktemp("homes")
    command("add", PAGES / "2012.html", PAGES / "2013.html", "--home", folder / "home")
    shutil.copytree(folder / "home", folder / "whole")
    command("add", PAGES / "2014.html", "--home", folder / "whole")
    return folder / "home", verdicts(folder / "whole")


@pytest.mark.parametrize("stage", ["reading", "judging", "checking", "building the site"])
def test_an_add_that_is_interrupted_is_completed_by_the_next(
    homes: tuple[Path, list[tuple[Any, ...]]], tmp_path: Path, stage: str
) -> None:
    home, whole = tmp_path / "home", homes[1]
    shutil.copytree(homes[0], home)
    status, said, seconds = interrupted(stage, ["add", PAGES / "2014.html", "--home", home], tmp_path)
    assert status == STATUS, said
    assert said.count(SAID) == 1 and "Traceback" not in said
    print(f"ended {seconds:.1f} s after Ctrl-C while {stage}")
    again = command("add", PAGES / "2014.html", "--verbose", "--home", home)
    assert verdicts(home) == whole
    took = dict(re.findall(r"^(\w[\w ]*?)\s+(\d+\.\d\d)\s+\d+\.\d\d$", again, re.M))
    assert {"archive", "the rest", "all"} <= set(took) and float(took["all"]) > 0
    assert (home / "site" / "index.html").is_file()


def test_a_night_that_is_interrupted_is_completed_by_the_next(plain_flows: None, tmp_path: Path) -> None:
    status, said, seconds = interrupted("fetching 0", ["nightly", "--home", tmp_path / "home"], tmp_path)
    assert status == STATUS, said
    assert said.count(SAID) == 1 and "Traceback" not in said and "ERROR" not in said
    assert re.search(r"fetching \d+ of 27 documents", said)
    print(f"ended {seconds:.1f} s after Ctrl-C")
    again = command("nightly", "--home", tmp_path / "home")
    assert re.search(r"held\s+27 documents", again) and "0 rejected" in again


def ended(code: str) -> subprocess.CompletedProcess[str]:
    """A process of ours that gets Ctrl-C as soon as it says that it is ready."""
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.5)  # into the call that follows
    child.send_signal(signal.SIGINT)
    try:
        out, errors = child.communicate(timeout=HANGS)
    except subprocess.TimeoutExpired:
        child.kill()
        pytest.fail("still running")
    return subprocess.CompletedProcess("", child.returncode, out, errors)


ENDLESS = "select count(*) from range(10000000) a, range(10000000) b where (a.range * b.range) % 7 = 3"


def test_a_long_query_is_broken_off_and_its_transaction_undone(tmp_path: Path) -> None:
    done = ended(f"""
        from pathlib import Path
        from flows.stopping import stoppable
        from warehouse.store import open_store, transaction
        with stoppable(), open_store(Path({str(tmp_path / "w.duckdb")!r})) as con:
            con.execute("insert into unjudged_places (place_code) values ('450224')")
            try:
                with transaction(con):
                    con.execute("delete from unjudged_places")
                    print("ready", flush=True)
                    con.execute("{ENDLESS}")
            finally:
                print(con.execute("select place_code from unjudged_places").fetchall(), flush=True)
    """)
    assert (done.returncode, done.stderr) == (STATUS, f"pledgewatch: {SAID}\n")
    # On a machine too busy to end in order within the time it is ended; the transaction is undone either way.
    assert done.stdout in ("[('450224',)]\n", "")
    with open_store(tmp_path / "w.duckdb") as con:
        assert con.execute("select place_code from unjudged_places").fetchall() == [("450224",)]


@pytest.mark.parametrize(
    "waits",
    [
        "while True:\n        try:\n            time.sleep(60)\n        except BaseException:\n            pass",
        "thread = threading.Thread(target=time.sleep, args=(600,)); thread.start(); thread.join()",
        "subprocess.run(['sleep', '600'])",
        "concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context('spawn')).submit(time.sleep, 600).result()",
    ],
    ids=["it takes it for a fault of its own", "a thread", "a process", "a process of a pool"],
)
def test_what_does_not_end_by_itself_is_ended(waits: str) -> None:
    code = f"""
import concurrent.futures, multiprocessing, subprocess, threading, time
from flows.stopping import stoppable
def main():
    with stoppable():
        print("ready", flush=True)
        {waits.replace(chr(10) + "    ", chr(10) + "        ")}
main()
"""
    done = ended(code)
    assert done.returncode == STATUS
    assert done.stderr.count(SAID) == 1


def test_processes_that_were_started_are_ended_and_say_nothing(tmp_path: Path) -> None:
    """A terminal sends Ctrl-C to them as well."""
    said = tmp_path / "said"
    done = ended(f"""
        import subprocess, sys
        from flows.stopping import stoppable
        with stoppable(), open({str(said)!r}, "w") as to:
            child = subprocess.Popen([sys.executable, "-c", "import time; print('begun', flush=True); time.sleep(600)"],
                                     stdout=subprocess.PIPE, stderr=to)
            child.stdout.readline()
            child.send_signal(2)
            print("ready", flush=True)
            child.wait()
    """)
    assert (done.returncode, said.read_text()) == (STATUS, "")


def test_an_import_is_not_broken_off_in_the_middle(tmp_path: Path) -> None:
    """Half a module would be left, and what imports from C prints a traceback between what is said."""
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(1.5)\n", "utf-8")
    done = ended(f"""
        import sys, time
        from flows.stopping import stoppable
        sys.path.insert(0, {str(tmp_path)!r})
        with stoppable():
            print("ready", flush=True)
            import slow_to_import
            print("imported", flush=True)
            time.sleep(600)
    """)
    assert (done.returncode, done.stdout) == (STATUS, "imported\n")
    assert done.stderr.count(SAID) == 1 and "Traceback" not in done.stderr


def test_a_stage_does_not_begin_after_it() -> None:
    done = ended("""
        import time
        from flows.stages import plainly
        from flows.stopping import stoppable
        with stoppable():
            try:
                print("ready", flush=True)
                time.sleep(600)
            except BaseException:
                pass  # a library that takes every error for its own
            plainly("judge", print, "judged")
    """)
    assert (done.returncode, done.stdout) == (STATUS, "")


def test_without_it_an_error_goes_its_way() -> None:
    from flows.stopping import stoppable

    def blocked() -> bool:
        return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, set())

    assert not blocked()
    with pytest.raises(ValueError, match="its own"), stoppable():
        assert blocked()
        raise ValueError("its own")
    assert not blocked()
