"""What a project's name is made of: the head that says what is built, and how much of the rest general words make up."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.language import alternation, words

_WORDS = words("projects")
GENERAL = frozenset(_WORDS["general"]) | frozenset(_WORDS["heads"]) | frozenset(_WORDS["works"])
_LONGEST = max(len(w) for w in GENERAL)
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


@lru_cache(maxsize=16384)
def unusual(name: str) -> float:
    """How far a name goes beyond general words: letters that none covers count 1, words of one letter 0.5.

    0 where general words, heads and works cover it all: 农村饮水安全工程.
    """
    best = [(0, 0.0)] * (len(name) + 1)
    for end in range(1, len(name) + 1):
        bare, half = best[end - 1]
        best[end] = (bare + name[end - 1].isalnum(), half)
        for size in range(1, min(_LONGEST, end) + 1):
            if name[end - size : end] in GENERAL:
                bare, half = best[end - size]
                best[end] = min(
                    best[end], (bare, half + (0.5 if size == 1 and name[end - 1] not in "的和及与等" else 0))
                )
    bare, half = best[-1]
    return bare + half if bare else 0.0


@lru_cache(maxsize=8192)
def general_tail(last: str) -> str:
    """The longest end of a name that general words, heads and works make up: 泌阳文化艺术中心 gives 文化艺术中心."""
    best = ""
    for begin in range(len(last) - 1, 0, -1):
        tail = last[begin:]
        if unusual(tail) == 0 and last[begin - 1] not in "市县区省州镇" + "第":
            best = tail
        elif unusual(tail) == 0:
            best = tail
            break
        elif unusual(tail) > 2:
            break
    if (len(best) == len(last) - 1 or len(best) > 8) and last.endswith(("项目", "工程")):
        return last[-2:]
    return best
