"""Sending a message to one address, through Apprise. Retried where the world is flaky; a failure is a line of words."""

from __future__ import annotations

import logging
from typing import Any, cast

import stamina

from extract.faults import masked, parts_of
from flows.alerting.answers import Unanswered, listening, refusal
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
    """The channel did not take it, and asking again may help."""


def send(address: Address, title: str, body: str) -> str | None:
    """Send one message; None where the channel took it, else why not, without the address (it may hold a password).

    What broke before the message went out, and an error of the server, is tried once more. What the channel refused by its own
    answer would be refused again. What was sent and not answered may have arrived: an `Unanswered`, which nobody may send again as it was.
    """
    import apprise  # pyright: ignore[reportMissingTypeStubs]

    mask, log = _Masked(address), logging.getLogger("apprise")
    log.addFilter(mask)
    try:
        return _send(cast(Any, apprise), address, title, body, mask)
    finally:
        log.removeFilter(mask)


def _send(library: Any, address: Address, title: str, body: str, mask: _Masked) -> str | None:
    with library.LogCapture(level=logging.WARNING):  # else it prints its own line, with the address
        service = library.Apprise.instantiate(address.url)
    if service is None or not service:
        write = (
            f"write it as {address.scheme}://KEY"
            if address.url.startswith("https:")
            else "see the list of its services"
        )
        return f"{address.key}: Apprise does not understand this address; {write}"
    service.request_rate_per_sec = 0.0  # some wait seconds before the first message; how many go out we decide
    channel = library.Apprise()
    channel.add(service)

    @stamina.retry(on=_UnsentError, attempts=_ATTEMPTS, wait_initial=_SECONDS, wait_max=_SECONDS)
    def attempt() -> str | None:
        with listening() as heard, library.LogCapture(level=logging.WARNING) as log:
            taken = channel.notify(title=title, body=body, body_format=library.NotifyFormat.TEXT)
            said = " ".join(str(log.getvalue()).split())
        if heard.unanswered:
            return Unanswered("no answer came in time; the message may have arrived and is not sent again as it was")
        refused = refusal(address.scheme, heard)
        if not taken and not (refused and all(answer.ok for answer in heard.answers)):
            raise _UnsentError(said or "the channel did not take it")
        return refused

    try:
        failure = attempt()
    except _UnsentError as error:
        failure = str(error)
    if failure is None:
        return None
    line = f"{address.key}: {mask.of(failure)}"
    return Unanswered(line) if isinstance(failure, Unanswered) else line
