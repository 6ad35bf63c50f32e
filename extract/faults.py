"""What went wrong that nobody foresaw, in one line for the operator."""

from __future__ import annotations

import os
import re
import unicodedata

_LONGEST = 200  # characters of an exception's own words; some carry the whole input


# Marks that turn the direction of what follows: with them a line shows another order of words than it has.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# Variables of the environment whose values are secrets, or addresses that hold one.
_SECRETS = (
    "PLEDGEWATCH_ALERT_URLS", "PLEDGEWATCH_TSA", "PREFECT_API_KEY", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING",
    "PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL",
)  # fmt: skip
_USER = re.compile(r"(?<=://)[^/\s@]+@")  # user and password of an address
_SHORTEST = 6  # characters; what is shorter is no secret, and its words may stand anywhere


def masked(text: str) -> str:
    """A text without passwords: what stands before the host of an address, and what the environment holds of secrets, becomes ***."""
    said = text
    for name in _SECRETS:
        for value in os.environ.get(name, "").split():
            for secret in (value, value.partition("://")[2]):
                if len(secret) >= _SHORTEST:
                    said = said.replace(secret, "***")
    return _USER.sub("***@", said)


def parts_of(address: str) -> list[str]:
    """All parts of an address that may be a secret, the longest first: itself, what follows its scheme, and each piece of that."""
    from urllib.parse import unquote

    rest = address.partition("://")[2] or address
    pieces = re.split(r"[/?&=@:#\s]+", rest)
    found = {address, rest, *pieces, *(unquote(piece).strip() for piece in pieces), unquote(rest)}
    return sorted((one for one in found if len(one) >= _SHORTEST), key=len, reverse=True)


def visible(text: object) -> str:
    """Any text as a terminal may have it: escape sequences and other control characters are written out (\\x1b), so that they are seen and
    not obeyed; lines and tabs stay."""
    said = str(text)
    if said.isprintable():
        return said
    return "".join(
        c if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in _TURNING) else ascii(c)[1:-1] for c in said
    )


def one_line(text: object, longest: int = _LONGEST) -> str:
    """Any text as one line that every terminal and file takes: blanks evened, lone surrogates written out, cut where it is long."""
    said = visible(" ".join(masked(str(text)).encode("utf-8", "backslashreplace").decode("utf-8").split()))
    return said if len(said) <= longest else said[: longest - 1] + "…"


def named(error: BaseException) -> str:
    """An exception by its kind and its own words, in one line; many carry none."""
    said = one_line(error)
    return type(error).__name__ + (f": {said}" if said else "")


def unforeseen(error: BaseException, about: str = "address") -> str:
    """An exception in the handling of one source, page or document as the reason of its rejection; `about` is what to report it with."""
    return f"the reader failed on it ({named(error)}); please report this with the {about}"
