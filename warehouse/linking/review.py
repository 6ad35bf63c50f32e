"""A part of a report (its review, or its plan) as clauses that can be searched for a name, in one spelling, each with its place in the text."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from warehouse.linking import names
from warehouse.units import any_unit

# A clause that holds so much of a name, by the weight of its character pairs, may speak of the same thing; two clauses that stand side by side must hold more. Of
# what was found at 0.45 and above about every second clause was of the same thing, of what was found below it one in ten.
MENTION, MENTION_OF_TWO, MENTION_IN_GENERAL = 0.45, 0.6, 0.7
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")
# Several things counted together: 淘汰造纸、水泥、焦化等产能1700万吨.
_SUM_OF = re.compile(
    rf"(?P<items>[一-龥]+(?:、[一-龥]+)+?)等[^，。；、0-9\n]{{0,10}}[0-9.]+(?:万亿|[万亿千百])?(?:多|余)?(?P<unit>{any_unit()})"
)
_SENTENCE_ENDS = "。；;！!？?\n"
_LONGEST_QUOTE = 160

At = tuple[int, int]


class _Lines:
    """Short texts that are searched all at once."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        self._all = "\n".join(self.lines)
        self._starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def holding(self, name: str) -> Iterator[int]:
        """The numbers of those that hold the name, in order."""
        at = self._all.find(name) if name else -1
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            at = self._all.find(name, self._starts[number + 1])

    @cached_property
    def by_pair(self) -> dict[str, set[int]]:
        """Each pair of neighbouring characters -> the numbers of those that hold it."""
        by: dict[str, set[int]] = defaultdict(set)
        for number, line in enumerate(self.lines):
            for pair in names.pairs(line):
                by[pair].add(number)
        return by


class Review:
    """Searches the text from `begins` to `ends`; `promised` holds the places of the report's own promises, `surely` of those that surely are. Places are offsets into the text, end exclusive."""

    def __init__(
        self, text: str, ends: int, begins: int = 0, promised: Sequence[At] = (), surely: Sequence[At] = ()
    ) -> None:
        self.text = text
        self.ends = ends
        self._promised, self._surely = promised, surely
        self._at = [(m.start(), m.end()) for m in _CLAUSE.finditer(text, begins, ends)]
        # Names are compared without words that say nothing, and a clause may hold such words in the middle of one (试点乡镇城市化建设试点): both ways of writing are searched.
        self._plain = _Lines(f"{names.one_spelling(text[s:e])}|{names.core(text[s:e])}" for s, e in self._at)

    @cached_property
    def _broad(self) -> _Lines:
        return _Lines(map(names.broad, self._plain.lines))

    @cached_property
    def sums(self) -> list[tuple[At, list[str], str]]:
        """Where several things are counted together: the place, the cores of their names, the unit."""
        return [
            (m.span(), [names.core(item) for item in m["items"].split("、")], m["unit"])
            for m in _SUM_OF.finditer(self.text, 0, self.ends)
        ]

    def holding(self, name: str, broad: bool = False) -> list[At]:
        """The places of the clauses that hold the name, whole; `broad`: be it in other words for the same things (names.broad)."""
        if broad:
            return [self._at[number] for number in self._broad.holding(names.broad(name))]
        return [self._at[number] for number in self._plain.holding(name)]

    def _lines(self, broad: bool) -> _Lines:
        return self._broad if broad else self._plain

    def _weight(self, pair: str, broad: bool) -> float:
        """A pair that few clauses hold weighs more, and one that none holds the most: what the text never says is not told by what it says everywhere."""
        return math.log((1 + len(self._at)) / (1 + len(self._lines(broad).by_pair.get(pair, ()))))

    def like(
        self,
        name: str,
        says: Callable[[At], bool],
        other: Callable[[At], bool] = lambda _: False,
        broad: bool = False,
    ) -> tuple[At, float] | None:
        """The place of the clause that holds most of a name, in its own words or, `broad`, in like ones, and how much of it, where that is enough to be a mention of it: more of it where the clause `says` nothing but
        general words. Not where a promise of the report itself stands, nor where it speaks of an`other` thing."""
        weights = {pair: self._weight(pair, broad) for pair in names.pairs(names.broad(name) if broad else name)}
        # Sets come in another order in each process: `fsum` gives the same for all of them, and so of two clauses that hold as much the first.
        total = math.fsum(weights.values())
        held: dict[int, set[str]] = defaultdict(set)
        for pair in weights:
            for number in self._lines(broad).by_pair.get(pair, ()):
                held[number].add(pair)
        found: list[tuple[float, int, int]] = []
        for number, own in held.items():
            if number in self._surely_promised or other(self._at[number]):
                continue
            alone = math.fsum(weights[pair] for pair in own)
            if alone >= (MENTION if says(self._at[number]) else MENTION_IN_GENERAL) * total:
                found.append((-alone, number, number))
            elif number + 1 in held and self._side_by_side(number):
                both = math.fsum(weights[pair] for pair in own | held[number + 1])
                if both >= MENTION_OF_TWO * total:
                    found.append((-both, number, number + 1))
        if not found or total <= 0:
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

    def is_surely_promised(self, at: At) -> bool:
        """The same of those that surely are promises."""
        return any(start < at[1] and at[0] < end for start, end in self._surely)

    @cached_property
    def _surely_promised(self) -> set[int]:
        """The numbers of the clauses in which a promise of the report surely stands."""
        begins, found = [start for start, _ in self._at], set[int]()
        for start, end in self._surely:
            for number in range(max(0, bisect_right(begins, start) - 1), bisect_left(begins, end)):
                if start < self._at[number][1]:
                    found.add(number)
        return found

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
