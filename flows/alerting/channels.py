"""Sending a message to one address, through Apprise. Retried where the world is flaky; a failure is a line of words."""

from __future__ import annotations

import logging
from typing import Any, cast

import stamina

from extract.faults import masked, parts_of
from flows.alerting.routes import Address

_ATTEMPTS = 2
_SECONDS = 1.0  # before the second attempt; what fails twice waits for the next run


class _Masked(logging.Filter):
    """Takes the parts of an address out of what Apprise logs: it names the address that it does not understand, and what it asked."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self._address = address

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args, record.exc_info, record.exc_text = self.of(record.getMessage()), (), None, None
        return True

    def of(self, text: str) -> str:
        """The text without the address or any part of it."""
        said = text.replace(self._address.url, self._address.key)
        for part in parts_of(self._address.url):
            said = said.replace(part, "***")
        return masked(said)


class _UnsentError(Exception):
    """The channel did not take it."""


def send(address: Address, title: str, body: str) -> str | None:
    """Send one message; None where the channel took it, else why not, without the address (it may hold a password)."""
    import apprise  # pyright: ignore[reportMissingTypeStubs]

    mask, log = _Masked(address), logging.getLogger("apprise")
    log.addFilter(mask)
    try:
        return _send(cast(Any, apprise), address, title, body, mask)
    finally:
        log.removeFilter(mask)


def _send(library: Any, address: Address, title: str, body: str, mask: _Masked) -> str | None:
    channel = library.Apprise()
    if not channel.add(address.url):
        return f"{address.key}: Apprise does not understand this address; see the list of its services"

    @stamina.retry(on=_UnsentError, attempts=_ATTEMPTS, wait_initial=_SECONDS, wait_max=_SECONDS)
    def attempt() -> None:
        with library.LogCapture(level=logging.WARNING) as log:
            if not channel.notify(title=title, body=body, body_format=library.NotifyFormat.TEXT):
                said = " ".join(str(log.getvalue()).split())
                raise _UnsentError(mask.of(said) or "the channel did not take it")

    try:
        attempt()
    except _UnsentError as error:
        return f"{address.key}: {error}"
    return None
