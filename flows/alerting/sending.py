"""One message to one address, whatever its channel's library does."""

from __future__ import annotations

from collections.abc import Callable

from flows.alerting.channels import send
from flows.alerting.routes import Address

__all__ = ["Send", "hand_over", "send"]

Send = Callable[[Address, str, str], str | None]


def hand_over(sender: Send, address: Address, worded: Callable[[], tuple[str, str]]) -> str | None:
    """Why one message did not go to one address; None where it did. What breaks in a channel's library is that address's failure,
    told without the library's own words: they may hold the address, and with it a password."""
    try:
        return sender(address, *worded())
    except Exception as error:
        return f"{address.key}: sending broke ({type(error).__name__}); look at the address, and report this"
