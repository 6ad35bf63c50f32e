"""The words that decide how a number is read, as data: units, cues and the way a report divides itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def words(name: str) -> dict[str, Any]:
    """The word lists of one file of this folder (`units`, `cues`, `outline`), as written there.

    Raises schema.LanguageError, one line with file, key and remedy, for a list out of order, a word given twice or a key that nobody knows.
    """
    from extract.language import schema

    path = Path(__file__).with_name(f"{name}.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(path.read_bytes(), Loader=loader)  # a safe loader, in C where libyaml is there
    schema.check(name, data)
    return data


def alternation(items: list[str]) -> str:
    """A regular expression that matches any of the words, the longest first.

    What words begin with alike is tried once: 加快|加快推进|加速 becomes 加(?:快(?:推进)?|速). Of the words that match at one
    place each begins with the shorter ones, so the order among them, and with it every match, is that of the plain list.
    """
    import re

    heads: dict[str, list[str]] = {}
    for item in sorted(set(items) - {""}):
        heads.setdefault(item[0], []).append(item[1:])
    branches = [re.escape(head) + _rest(tails) for head, tails in heads.items()]
    return "|".join([*branches, ""] if "" in items else branches)


def _rest(tails: list[str]) -> str:
    """What follows a letter that several words share; "" among the tails says that one of them ends there."""
    if tails == [""]:
        return ""
    inner = alternation([t for t in tails if t])
    return f"(?:{inner})?" if "" in tails else f"(?:{inner})"
