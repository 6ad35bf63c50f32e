"""One machine, one command: Prefect's server, the work pool, the deployments and a worker; and ending just what was started."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
import yaml

from extract.faults import masked
from flows.guides import ROOT, deployments
from flows.settings import HOME_VARIABLE, SOURCES_VARIABLE, Home

POOL = "pledgewatch"
CRON_VARIABLE, ZONE_VARIABLE = "PLEDGEWATCH_CRON", "PLEDGEWATCH_TIMEZONE"
_START_SECONDS = 180  # the server needs about 20 s on an empty database, more on a slow machine
_END_SECONDS = 15

Say = Callable[[str], None]


class ServingError(Exception):
    """Something that has to run does not; one line that says what to do."""


def up(home: Home, sources: Path | None, port: int, say: Say) -> str:
    """Start what does not run yet; returns the address of the UI. Runs that ended with a dead worker are begun anew.

    Raises ServingError.
    """
    definition = deployments()
    folder = home.root / "run"
    folder.mkdir(parents=True, exist_ok=True)
    state: dict[str, Any] = _read(folder)
    if "server" in state and _alive(state["server"]):
        port = int(state["port"])
        say(f"server    runs already (process {state['server']['pid']})")
    else:
        if _answers(port):
            raise ServingError(f"port {port} is taken by another program; choose one with --port")
        say("server    starting (about 20 s)")
        arguments = ["server", "start", "--host", "127.0.0.1", "--port", str(port)]
        environment = _environment(home, sources, None)
        # Else the pages of the UI ask for their data at Prefect's usual port, 4200, wherever the server listens.
        environment.setdefault("PREFECT_UI_API_URL", f"http://127.0.0.1:{port}/api")
        state["port"], state["server"] = port, _start(folder, "server", arguments, environment)
        _write(folder, state)
    address = f"http://127.0.0.1:{port}/api"
    environment = _environment(home, sources, address)
    _await_server(folder, state["server"], port)
    say("pool      " + POOL)
    _prefect(folder, environment, "work-pool", "create", POOL, "--type", "process", "--overwrite")
    say("deploying capture, process, alert")
    (folder / "prefect.yaml").write_text(
        yaml.safe_dump(_definition(definition), allow_unicode=True, sort_keys=False), "utf-8"
    )
    _prefect(folder, environment, "--no-prompt", "deploy", "--all", "--prefect-file", str(folder / "prefect.yaml"))
    if "worker" in state and _alive(state["worker"]):
        say(f"worker    runs already (process {state['worker']['pid']})")
    else:
        for line in _run(folder, environment, [sys.executable, "-m", "flows.serving.recover"]).splitlines():
            say("recovered " + line)
        state["worker"] = _start(
            folder, "worker", ["worker", "start", "--pool", POOL, "--type", "process"], environment
        )
        _write(folder, state)
        say(f"worker    started (process {state['worker']['pid']})")
    return f"http://127.0.0.1:{port}"


def down(home: Home, say: Say) -> bool:
    """End the processes that `up` started, and no others; false where none of them runs."""
    folder = home.root / "run"
    state = _read(folder)
    ended = False
    for name in ("worker", "server"):
        found = state.get(name)
        if found and _alive(found):
            _end(found["pid"])
            say(f"{name:<9} ended")
            ended = True
    (folder / "up.json").unlink(missing_ok=True)
    return ended


def _environment(home: Home, sources: Path | None, address: str | None) -> dict[str, str]:
    found = {**os.environ, HOME_VARIABLE: str(home.root), "PLEDGEWATCH_CODE": str(ROOT), "PREFECT_HOME": str(home.root / "prefect"),
             "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
             "PREFECT_LOGGING_LEVEL": "INFO", "PREFECT_LOGGING_TO_API_ENABLED": "true", "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
             "DO_NOT_TRACK": "1"}  # fmt: skip
    found.setdefault("PREFECT_WORKER_QUERY_SECONDS", "2")
    found.pop("PREFECT_API_URL", None)
    if address:
        found["PREFECT_API_URL"] = address
    if sources:
        found[SOURCES_VARIABLE] = str(sources)
    (home.root / "prefect").mkdir(parents=True, exist_ok=True)
    return found


def _definition(path: Path) -> dict[str, Any]:
    """prefect.yaml with this machine's folder, and the schedule that the settings ask for."""
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    found["pull"] = [{"prefect.deployments.steps.set_working_directory": {"directory": str(ROOT)}}]
    schedule = next(d for d in found["deployments"] if d["name"] == "capture")["schedules"][0]
    schedule["cron"] = os.environ.get(CRON_VARIABLE) or schedule["cron"]
    schedule["timezone"] = os.environ.get(ZONE_VARIABLE) or schedule["timezone"]
    return found


def _start(folder: Path, name: str, arguments: list[str], environment: Mapping[str, str]) -> dict[str, Any]:
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments], cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    return {"pid": process.pid, "born": psutil.Process(process.pid).create_time()}


def _run(folder: Path, environment: Mapping[str, str], command: list[str]) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        out, err = masked(done.stdout), masked(done.stderr)
        (folder / "failed.log").write_text(out + err, "utf-8")
        last = (err or out).strip().splitlines()[-1:] or ["no output"]
        raise ServingError(f"{' '.join(command[2:])}: {last[0]}; all of it: {folder / 'failed.log'}")
    return done.stdout


def _prefect(folder: Path, environment: Mapping[str, str], *arguments: str) -> None:
    _run(folder, environment, [sys.executable, "-m", "prefect", *arguments])


def _await_server(folder: Path, server: Mapping[str, Any], port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while not _answers(port):
        if not _alive(server):
            raise ServingError(f"the Prefect server ended at once; see {folder / 'server.log'}")
        if time.monotonic() > until:
            raise ServingError(f"the Prefect server does not answer on port {port}; see {folder / 'server.log'}")
        time.sleep(0.5)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _alive(process: Mapping[str, Any]) -> bool:
    """Whether it is still the process that was started: numbers are used again after a restart of the machine."""
    try:
        found = psutil.Process(int(process["pid"]))
        return abs(found.create_time() - float(process["born"])) < 1 and found.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _end(pid: int) -> None:
    parent = psutil.Process(pid)
    family = [*parent.children(recursive=True), parent]
    for process in family:
        try:
            process.terminate()
        except psutil.NoSuchProcess:
            continue
    _, left = psutil.wait_procs(family, timeout=_END_SECONDS)
    for process in left:
        process.kill()
    psutil.wait_procs(left, timeout=_END_SECONDS)


def _read(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "up.json").read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _write(folder: Path, state: Mapping[str, Any]) -> None:
    (folder / "up.json").write_text(json.dumps(state), "utf-8")
