"""Addresses of channels may hold keys and passwords: what Apprise says of one is logged and told without its parts."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

from extract.faults import masked, parts_of
from flows.alerting.routes import Address


class Mask(logging.Filter):
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


@contextmanager
def masking(address: Address) -> Generator[Mask]:
    """Inside, whatever Apprise logs is masked."""
    mask, log = Mask(address), logging.getLogger("apprise")
    log.addFilter(mask)
    try:
        yield mask
    finally:
        log.removeFilter(mask)


def service_of(address: Address) -> Any:
    """What Apprise makes of an address, None where it does not understand it; it prints nothing."""
    import apprise  # pyright: ignore[reportMissingTypeStubs]

    library = cast(Any, apprise)
    with masking(address), library.LogCapture(level=logging.WARNING):  # else it prints a line of its own
        return library.Apprise.instantiate(address.url) or None
