"""Pages that a site sends in place of what was asked for: a puzzle for a browser, or the word that there is no such page."""

from __future__ import annotations

import re

from extract.formats.html.selectors import selectors
from extract.formats.html.tree import chinese_count

_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
_FIGURE = re.compile(r"\d\s*(?:%|％|[万亿])")  # a notice of few words tells of some
_FEW = 200  # Chinese characters; such a page carries a sentence
_LONGEST = 200_000  # characters looked at


def system_of(raw: str) -> str:
    """The system whose puzzle a page carries, by its own words and those of the answer's headers; "" where none is known."""
    raw = raw[:_LONGEST]
    return next((name for name, pattern in selectors().challenge_systems if pattern.search(raw)), "")


def usual_system(status: int) -> str:
    """The system that is known to answer programs with a status of its own (412, 521); "" for any other."""
    return selectors().challenge_statuses.get(status, "")


def named_challenge(raw: str) -> str:
    """A challenge page in words, with its system where that is known."""
    system = system_of(raw)
    return f"a challenge page of {system}" if system else "a challenge page (JavaScript)"


def says_gone(text: str) -> str:
    """The words with which a page of few words says that there is none; "" for any other page."""
    plain = " ".join(_TAG.sub(" ", text[:_LONGEST]).split())
    if chinese_count(plain) >= _FEW or _FIGURE.search(plain):
        return ""
    found = selectors().gone.search(plain)
    return found[0] if found else ""
