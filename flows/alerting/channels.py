"""Sending a message to one address, through Apprise. Retried where the world is flaky; a failure is a line of words."""

from __future__ import annotations

import logging
from typing import Any, cast

import stamina

from flows.alerting.answers import Unanswered, listening, refusal
from flows.alerting.masking import Mask, masking, service_of
from flows.alerting.routes import Address

_ATTEMPTS = 2
_SECONDS = 1.0  # before the second attempt; what fails twice waits for the next run


class _UnsentError(Exception):
    """The channel did not take it, and asking again may help."""


def send(address: Address, title: str, body: str) -> str | None:
    """Send one message; None where the channel took it, else why not, without the address (it may hold a password).

    What broke before the message went out, and an error of the server, is tried once more. What the channel refused by its own
    answer would be refused again. What was sent and not answered may have arrived: an `Unanswered`, which nobody may send again as it was.
    """
    import apprise  # pyright: ignore[reportMissingTypeStubs]

    with masking(address) as mask:
        return _send(cast(Any, apprise), address, title, body, mask)


def _send(library: Any, address: Address, title: str, body: str, mask: Mask) -> str | None:
    service = service_of(address)
    if service is None:
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
