"""How much of a project's name general words make up: what is left over is what makes it a name."""

from __future__ import annotations

from functools import cache

from extract.language import words

_WORDS = words("projects")
_GENERAL = frozenset(_WORDS["general"]) | frozenset(_WORDS["heads"]) | frozenset(_WORDS["works"])
# Last letter -> the lengths of the general words that end in it: only those are looked up.
_SIZES = {letter: sorted({len(w) for w in _GENERAL if w[-1] == letter}) for letter in {w[-1] for w in _GENERAL}}


@cache
def unusual(name: str) -> float:
    """How far a name goes beyond general words: letters that none covers count 1, words of one letter 0.5.

    0 where general words, heads and works cover it all: 农村饮水安全工程.
    """
    best = [(0, 0.0)] * (len(name) + 1)
    for end in range(1, len(name) + 1):
        bare, half = best[end - 1]
        best[end] = (bare + name[end - 1].isalnum(), half)
        for size in _SIZES.get(name[end - 1], ()):
            if size <= end and name[end - size : end] in _GENERAL:
                bare, half = best[end - size]
                best[end] = min(
                    best[end], (bare, half + (0.5 if size == 1 and name[end - 1] not in "的和及与等" else 0))
                )
    bare, half = best[-1]
    return bare + half if bare else 0.0
