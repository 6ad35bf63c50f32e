"""What went wrong that nobody foresaw, in one line for the operator."""

from __future__ import annotations

_LONGEST = 200  # characters of an exception's own words; some carry the whole input


def one_line(text: object, longest: int = _LONGEST) -> str:
    """Any text as one line that every terminal and file takes: blanks evened, lone surrogates written out, cut where it is long."""
    said = " ".join(str(text).encode("utf-8", "backslashreplace").decode("utf-8").split())
    return said if len(said) <= longest else said[: longest - 1] + "…"


def named(error: BaseException) -> str:
    """An exception by its kind and its own words, in one line; many carry none."""
    said = one_line(error)
    return type(error).__name__ + (f": {said}" if said else "")


def unforeseen(error: BaseException, about: str = "address") -> str:
    """An exception in the handling of one source, page or document as the reason of its rejection; `about` is what to report it with."""
    return f"the reader failed on it ({named(error)}); please report this with the {about}"
