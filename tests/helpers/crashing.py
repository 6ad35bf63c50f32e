"""Runs commands of ours in processes of their own and kills them: a process that has everything imported forks one for each.

Started as a program it reads one JSON object a line: `run` names what to do, `kill_after` when to end it (seconds; null lets it end). It
answers with `status` (null where it was killed) and `seconds`. A kill is SIGKILL to the process and to all that it started.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Crasher:
    """The process that forks, with what its children see as environment."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip

    def run(self, *what: str, kill_after: float | None = None) -> dict[str, Any]:
        """Does one thing; gives how it ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps({"run": what, "kill_after": kill_after}), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


def _do(what: list[str]) -> None:
    """In the child: a command as a person gives it, or a flow as a worker runs it."""
    if what[0] != "flow":
        from flows.cli.app import main

        sys.argv = ["pledgewatch", *what]
        main()
        return
    from flows.alerting.run import raise_alerts
    from flows.capturing.run import capture_documents
    from flows.processing.run import process_documents

    name, home, *rest = what[1:]
    if name == "capture":
        capture_documents(home, rest[0], handover="event")
    elif name == "process":
        process_documents(home, handover="event", spare=True)
    else:
        raise_alerts(home, handover="event")


def _serve() -> None:
    import warehouse.site.build  # noqa: F401

    log = os.open(os.environ["CRASH_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for line in sys.stdin:
        asked = json.loads(line)
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            os.setsid()
            os.dup2(log, 1)
            os.dup2(log, 2)
            status = 0
            try:
                _do(asked["run"])
            except SystemExit as ended:
                status = int(ended.code or 0)
            except BaseException:
                import traceback

                traceback.print_exc()
                status = 70
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        print(
            json.dumps({"status": _wait(child, asked["kill_after"]), "seconds": time.monotonic() - begun}), flush=True
        )


def _wait(child: int, kill_after: float | None) -> int | None:
    end = None if kill_after is None else time.monotonic() + kill_after
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if end is not None and time.monotonic() >= end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.002)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _serve()
