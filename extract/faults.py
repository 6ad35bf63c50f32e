"""What went wrong that nobody foresaw, in one line for the operator."""

from __future__ import annotations

import unicodedata

_LONGEST = 200  # characters of an exception's own words; some carry the whole input


# Marks that turn the direction of what follows: with them a line shows another order of words than it has.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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
    said = visible(" ".join(str(text).encode("utf-8", "backslashreplace").decode("utf-8").split()))
    return said if len(said) <= longest else said[: longest - 1] + "…"


def named(error: BaseException) -> str:
    """An exception by its kind and its own words, in one line; many carry none."""
    said = one_line(error)
    return type(error).__name__ + (f": {said}" if said else "")


def unforeseen(error: BaseException, about: str = "address") -> str:
    """An exception in the handling of one source, page or document as the reason of its rejection; `about` is what to report it with."""
    return f"the reader failed on it ({named(error)}); please report this with the {about}"
