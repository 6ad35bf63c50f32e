"""What a page gives as an address: whether it is one, and where it leads from that page. Nothing is looked up."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urldefrag, urljoin, urlsplit

from extract.faults import one_line

LONGEST = 8000  # characters; what RFC 9110 (4.1) asks every server to take, and longer than any real link
SHOWN = 120  # characters of an address that is none, in a message


class AddressError(ValueError):
    """What a page gives as an address and is none; the message is the reason without the address, in one line."""


def check_form(url: str) -> None:
    """Raise AddressError for what no request can be made of, without looking anything up."""
    if len(url) > LONGEST:
        raise AddressError(f"it has {len(url)} characters")
    try:
        url.encode()
    except UnicodeEncodeError as error:
        raise AddressError("it holds a character that is none") from error
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise AddressError("it is neither http nor https")
        if not parts.hostname:
            raise AddressError("it names no host")
        if "@" in parts.netloc:  # addresses are published, with all that stands in them
            raise AddressError("it holds a user name or a password; leave them out")
        _ = parts.port
        parts.hostname.encode("idna")
    except AddressError:
        raise
    except ValueError as error:  # UnicodeError of IDNA is one
        raise AddressError(one_line(error)) from error


def resolve(base: str, reference: str) -> str:
    """The address that a link of a page leads to, without its fragment. Raises AddressError where it is none of the web."""
    reference = reference.strip()
    if len(reference) > LONGEST:
        raise AddressError(f"it has {len(reference)} characters")
    if is_placeholder(reference):  # joining would make it the page itself
        raise AddressError("it names no host")
    try:
        url = urldefrag(urljoin(base, reference))[0]
    except ValueError as error:
        raise AddressError(one_line(error)) from error
    check_form(url)
    return url


def is_placeholder(address: str) -> bool:
    """Whether a link was left as its author's editor made it: http:// and nothing behind."""
    return address.strip().lower().rstrip("/") in ("http:", "https:")


def shown(address: str) -> str:
    """An address that is none, as a message can show it."""
    return one_line(address, SHOWN)


def base_of(url: str, given: Sequence[str]) -> tuple[str, AddressError | None]:
    """What the links of a page at `url` are joined to, from the href of its <base> elements, of which the first counts.

    As in a browser, one that is no address is as if it were not there; the fault is handed back beside.
    """
    if not given:
        return url, None
    try:
        return resolve(url, given[0]), None
    except AddressError as error:
        return url, error
