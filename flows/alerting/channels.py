"""Sending a message to one address, through Apprise. Retried where the world is flaky; a failure is a line of words."""

from __future__ import annotations

import logging
from typing import Any, cast

import stamina

from flows.alerting.routes import Address

_ATTEMPTS = 2
_SECONDS = 1.0  # before the second attempt; what fails twice waits for the next run


class _UnsentError(Exception):
    """The channel did not take it."""


def send(address: Address, title: str, body: str) -> str | None:
    """Send one message; None where the channel took it, else why not, without the address (it may hold a password)."""
    import apprise  # pyright: ignore[reportMissingTypeStubs]

    library: Any = cast(Any, apprise)
    channel = library.Apprise()
    if not channel.add(address.url):
        return f"{address.key}: Apprise does not understand this address; see the list of its services"

    @stamina.retry(on=_UnsentError, attempts=_ATTEMPTS, wait_initial=_SECONDS, wait_max=_SECONDS)
    def attempt() -> None:
        with library.LogCapture(level=logging.WARNING) as log:
            if not channel.notify(title=title, body=body, body_format=library.NotifyFormat.TEXT):
                said = " ".join(str(log.getvalue()).split())
                raise _UnsentError(said.replace(address.url, address.key) or "the channel did not take it")

    try:
        attempt()
    except _UnsentError as error:
        return f"{address.key}: {error}"
    return None
