"""A part of a report (its review, or its plan) as clauses that can be searched for a name, in one spelling, each with its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import accumulate

from warehouse.linking import names
from warehouse.linking.evidence import Rarity

# A clause that holds so much of a name, by the weight of its character pairs, may speak of the same thing; two clauses that stand side by side must hold more.
MENTION, MENTION_OF_TWO, MENTION_IN_GENERAL = 0.55, 0.65, 0.8
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")
_SENTENCE_ENDS = "。；;！!？?\n"
_LONGEST_QUOTE = 160

At = tuple[int, int]


class Review:
    """Searches the text from `begins` to `ends`; `promised` holds the places of the report's own promises. Places are offsets into the text, end exclusive."""

    def __init__(self, text: str, ends: int, begins: int = 0, promised: Sequence[At] = ()) -> None:
        self.text = text
        self.ends = ends
        self._promised = promised
        self._at = [(m.start(), m.end()) for m in _CLAUSE.finditer(text, begins, ends)]
        self._plain = [names.one_spelling(text[s:e]) for s, e in self._at]
        self._all = "\n".join(self._plain)
        self._starts = list(accumulate((len(plain) + 1 for plain in self._plain), initial=0))
        self._by: dict[str, set[int]] = {}

    def holding(self, name: str) -> list[At]:
        """The places of the clauses that hold the name, whole."""
        found: list[At] = []
        at = self._all.find(name) if name else -1
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            found.append(self._at[number])
            at = self._all.find(name, self._starts[number + 1])
        return found

    def _index(self) -> dict[str, set[int]]:
        if not self._by:
            by: dict[str, set[int]] = defaultdict(set)
            for number, plain in enumerate(self._plain):
                for pair in names.pairs(plain):
                    by[pair].add(number)
            self._by = by
        return self._by

    def like(self, name: str, rarity: Rarity, says: Callable[[At], bool]) -> tuple[At, float] | None:
        """The place of the clause that holds most of a name, and how much of it, where that is enough to be a mention of it: more of it where the clause `says` nothing but general words."""
        weights = {pair: rarity.weight(pair) for pair in names.pairs(name)}
        held: dict[int, set[str]] = defaultdict(set)
        for pair in weights:
            for number in self._index().get(pair, ()):
                held[number].add(pair)
        if not held:
            return None
        total = sum(weights.values())
        found: list[tuple[float, int, int]] = []
        for number, own in held.items():
            alone = sum(weights[pair] for pair in own)
            if alone >= (MENTION if says(self._at[number]) else MENTION_IN_GENERAL) * total:
                found.append((-alone, number, number))
            elif number + 1 in held and self._side_by_side(number):
                both = sum(weights[pair] for pair in own | held[number + 1])
                if both >= MENTION_OF_TWO * total:
                    found.append((-both, number, number + 1))
        if not found:
            return None
        held_most, first, last = min(found)
        return (self._at[first][0], self._at[last][1]), -held_most / total

    def _side_by_side(self, number: int) -> bool:
        """Whether a clause and the next one stand in one sentence."""
        between = self.text[self._at[number][1] : self._at[number + 1][0]]
        return not any(mark in between for mark in _SENTENCE_ENDS)

    def is_promised(self, at: At) -> bool:
        """Whether a promise of the report itself stands in a clause."""
        return any(start < at[1] and at[0] < end for start, end in self._promised)

    def sentence(self, at: At) -> At:
        """The place of the sentence that a clause stands in, where that is not longer than a reader wants; else of the clause."""
        start = max(self.text.rfind(mark, 0, at[0]) for mark in _SENTENCE_ENDS) + 1
        ends = [end for mark in _SENTENCE_ENDS if (end := self.text.find(mark, at[1])) >= 0]
        end = min(ends, default=len(self.text))
        while start < end and self.text[start].isspace():
            start += 1
        if end - start <= _LONGEST_QUOTE:
            return start, end
        return at[0], min(at[1], at[0] + _LONGEST_QUOTE)
