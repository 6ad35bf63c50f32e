"""What a project's name is made of: the head that says what is built, and how much of the rest general words make up."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extract.language import alternation, words

_WORDS = words("projects")
_GENERAL = frozenset(_WORDS["general"]) | frozenset(_WORDS["heads"]) | frozenset(_WORDS["works"])
_LONGEST = max(len(w) for w in _GENERAL)
_HEADS: list[str] = _WORDS["heads"] + _WORDS["works"]
_HEAD = re.compile(rf"(?:{alternation(_HEADS)})(?:（[^（）]*）)?(?:东|西|南|北|中)?[区侧]?$")
_HEAD_ENDS = frozenset("）东西南北中区侧") | {word[-1] for word in _HEADS}
_LONGEST_HEAD = max(map(len, _HEADS)) + 2


@lru_cache(maxsize=8192)
def head_at(name: str) -> int:
    """Where the head at the end of a name begins, −1 where it has none; only a note in brackets can make it long."""
    if name[-1:] not in _HEAD_ENDS:
        return -1
    found = _HEAD.search(name, 0 if "）" in name else max(0, len(name) - _LONGEST_HEAD))
    return found.start() if found else -1


@cache
def unusual(name: str) -> float:
    """How far a name goes beyond general words: letters that none covers count 1, words of one letter 0.5.

    0 where general words, heads and works cover it all: 农村饮水安全工程.
    """
    best = [(0, 0.0)] * (len(name) + 1)
    for end in range(1, len(name) + 1):
        bare, half = best[end - 1]
        best[end] = (bare + name[end - 1].isalnum(), half)
        for size in range(1, min(_LONGEST, end) + 1):
            if name[end - size : end] in _GENERAL:
                bare, half = best[end - size]
                best[end] = min(
                    best[end], (bare, half + (0.5 if size == 1 and name[end - 1] not in "的和及与等" else 0))
                )
    bare, half = best[-1]
    return bare + half if bare else 0.0
