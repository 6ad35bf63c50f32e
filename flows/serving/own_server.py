"""The server that Prefect starts for a night where no address of one is set: up before anything is done, with one more try."""

from __future__ import annotations

import os

from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS

_TRIES = 2
# Seconds that each try waits where the operator sets none: Prefect's own 20 are too few for a machine that does something else as well.
_PATIENCE = 60


class ServerError(Exception):
    """Prefect's server is not there; one line that says what is safe and what to do."""


def start_server() -> None:
    """Start it, and once more where it does not come up in time, as on a busy machine. Raises ServerError.

    Prefect takes the one that runs for its own, and ends it when the process ends.
    """
    if _has_server():
        return
    reason = ""
    for _ in range(_TRIES):
        server = SubprocessASGIServer()  # Prefect knows one for each process, and stop() forgets it
        try:
            server.start(_seconds())
            return
        except Exception as error:  # its own RuntimeError, and whatever its client says of a server half up
            server.stop()
            reason = str(error).partition(" stdout:")[0] or type(error).__name__
    raise ServerError(
        f"Prefect's own server did not come up within {_seconds()} s, in {_TRIES} tries ({reason.strip()}); "
        "the documents captured before are archived; run it again when the machine is less busy"
    )


def _seconds() -> int:
    given = PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS
    return given.value() if os.environ.get(given.name) else max(_PATIENCE, given.value())


def _has_server() -> bool:
    """Whether the environment, or a profile of Prefect's, names a server."""
    return bool(PREFECT_API_URL.value())


def lost_server(error: BaseException) -> ServerError | None:
    """The error as one line, where it came of a server that no longer answers; else None."""
    # Prefect speaks to it through httpx, whose errors, and its own kinds of them, come through.
    if not any(kind.__module__.partition(".")[0] == "httpx" for kind in type(error).__mro__):
        return None
    return ServerError(
        f"Prefect's server no longer answers ({type(error).__name__}: {' '.join(str(error).split())}); "
        "the documents are archived; run it again"
    )
