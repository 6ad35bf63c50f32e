"""What a project's name is made of: the head that says what is built, and how much of the rest general words make up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from extract.language import alternation, words

_WORDS = words("projects")
GENERAL = frozenset(_WORDS["general"]) | frozenset(_WORDS["heads"]) | frozenset(_WORDS["works"])


def _sizes(listed: Iterable[str]) -> dict[str, set[int]]:
    """The lengths of the words that end with a letter: most letters end few, many none."""
    found: dict[str, set[int]] = {}
    for word in listed:
        found.setdefault(word[-1], set()).add(len(word))
    return found


_SIZES = {letter: sorted(sizes) for letter, sizes in _sizes(GENERAL).items()}
_HEADS: list[str] = _WORDS["heads"] + _WORDS["works"]
_HEAD = re.compile(rf"(?:{alternation(_HEADS)})(?:（[^（）]*）)?(?:东|西|南|北|中)?[区侧]?$")
_HEAD_ENDS = frozenset("）东西南北中区侧") | {word[-1] for word in _HEADS}
_HEAD_SET = frozenset(_HEADS)
_HEAD_SIZES = {letter: sorted(sizes, reverse=True) for letter, sizes in _sizes(_HEADS).items()}


@lru_cache(maxsize=32768)
def head_at(name: str) -> int:
    """Where the head at the end of a name begins, −1 where it has none."""
    if name[-1:] not in _HEAD_ENDS:
        return -1
    if "）" in name:  # a note in brackets may stand behind the head
        found = _HEAD.search(name)
        return found.start() if found else -1
    # What _HEAD would find, looked up: the head that begins first, before at most a direction and 区 or 侧.
    end = len(name)
    starts = [_head_before(name, end)]
    if name[end - 1] in "区侧":
        end -= 1
        starts.append(_head_before(name, end))
    if end and name[end - 1] in "东西南北中":
        starts.append(_head_before(name, end - 1))
    return min((s for s in starts if s >= 0), default=-1)


def _head_before(name: str, end: int) -> int:
    """Where the longest head that ends at a place begins, −1 where none ends there."""
    for size in _HEAD_SIZES.get(name[end - 1], ()) if end else ():
        if size <= end and name[end - size : end] in _HEAD_SET:
            return end - size
    return -1


@lru_cache(maxsize=32768)
def unusual(name: str) -> float:
    """How far a name goes beyond general words: letters that none covers count 1, words of one letter 0.5.

    0 where general words, heads and works cover it all: 农村饮水安全工程.
    """
    best = [0]  # up to each letter: 1024 for each that none covers, and the words of one letter
    for end, letter in enumerate(name, 1):
        least = best[-1] + (1024 if letter.isalnum() else 0)
        for size in _SIZES.get(letter, ()):
            if size <= end and name[end - size : end] in GENERAL:
                cost = best[end - size] + (size == 1 and letter not in "的和及与等")
                if cost < least:
                    least = cost
        best.append(least)
    bare, half = divmod(best[-1], 1024)
    return bare + 0.5 * half if bare else 0.0


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
