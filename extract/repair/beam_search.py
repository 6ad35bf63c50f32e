"""Reading slipped bytes back: a beam search over what could have been written where a disguise destroyed characters.

The disguise works on bytes. It puts a reading behind every listed pair of bytes, across the border of two characters
too, and cuts at the bytes of 。！？ likewise; a lenient decoder then reads on from the wrong byte until the bytes fall
into step again. The search runs the same steps backwards: each hypothesis knows whether a byte is pending, that is,
whether the page is out of step, and is weighed by the character model. What it can do at each piece of the page is what
the disguise can have done there.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from extract.repair.gbk import Entry, Table
from extract.repair.language_model import UNKNOWN, Model, normal
from extract.repair.pinyin import Token, is_marked, readings, toneless
from extract.repair.scoring import UNLISTED, Weights

ALIGNED = -1
"""No byte is pending: the next byte begins a character."""
ANY = 256
"""A pending byte that was lost. ANY + x: lost, and it forms a vanishing pair with the lead x."""

WIDTH = 30
"""Hypotheses kept at each token; 80 gives the same text on the pages at hand."""
VANISHED = 20
"""Hypotheses kept of those with one more pair dropped, and with two."""
FOLLOWERS = 100
"""Characters thought of where both bytes of one are lost: the commonest after the one before."""
BEHIND = 35.0
"""Natural logarithms by which a hypothesis may lag before it is given up, about six characters of nonsense."""
CHOICES = 8
"""Characters tried for a place of which one byte or both are lost, the likeliest first."""
LONGEST = 200
"""Tokens after which one search ends, in step or not; the longest slip seen is 13."""
DELIMITERS = "。！？!?"
_FOLDED = {mark: wide.encode("gbk") for mark, wide in zip(",:;!()", "，：；！（）", strict=True)}
_SWALLOWED = (("▯", math.log(0.5)), ("%", math.log(0.1)), (".", math.log(0.1)), (",", math.log(0.02)), ("", -5.0))
"""What a lost byte below 0x40 can have been: a digit above all, since this genre's other ASCII is rare."""
_AT_END = (("", -1.0), ("！", math.log(0.3)))
"""The same at the end of a line: the line's own carriage return, or an exclamation mark already folded to ASCII."""


class Written(NamedTuple):
    """One character recovered: as the page's script writes it, its stretch, and whether lost bytes touch it."""

    mark: str
    start: int
    end: int
    touched: bool


class Hypothesis(NamedTuple):
    """What could have been written so far. `context` is its last two characters as the model counts them."""

    score: float
    pending: int
    since: int
    context: str
    last: int
    lost: bool
    path: _Path | None


@dataclass(slots=True)
class _Path:
    parent: _Path | None
    written: Written


def written(hypothesis: Hypothesis) -> list[Written]:
    """The characters of a hypothesis in order."""
    out: list[Written] = []
    path = hypothesis.path
    while path is not None:
        out.append(path.written)
        path = path.parent
    return out[::-1]


class Search:
    """The search on one page: its tokens, the characters it annotates, and whether it is in traditional script."""

    def __init__(self, tokens: list[Token], listed: dict[str, str], traditional: bool, known: Model, table: Table):
        self.tokens = tokens
        self.listed = listed
        self.model = known
        self.table = table
        self._following: dict[str, list[Entry]] = {}
        self._weights = Weights(tokens, listed, traditional, known)

    def run(self, at: int, context: str, last: int) -> tuple[list[Written], int]:
        """Read from token `at`, the first damaged one, until the bytes are in step for certain.

        `context` is the two characters before, as the model counts them, and `last` the last byte before. Returns the
        characters and the index of the token to go on with.
        """
        beam = [Hypothesis(0.0, ALIGNED, 0, context, last, False, None)]
        quiet = 0
        stop = min(len(self.tokens), at + LONGEST)
        while at < stop:
            token = self.tokens[at]
            before = self._with_vanished(beam, token.start)
            grown_beam = self._best([grown for one in before for grown in self._grow(one, at)], WIDTH)
            if not grown_beam:
                # Nothing the disguise does explains this piece: take the page at its word from here.
                grown_beam = [self._plain(beam[0], token)]
            beam = grown_beam
            at += 1
            quiet = quiet + 1 if token.kind == "char" else 0
            if quiet >= 2 and all(one.pending == ALIGNED for one in beam) and len({one.context for one in beam}) == 1:
                break
        settled = [one for one in beam if one.pending == ALIGNED] or beam
        return written(settled[0]), at

    def _put(
        self, base: Hypothesis, entry: Entry, start: int, end: int, pending: int, since: int, **how: bool
    ) -> Hypothesis:
        touched = how.get("touched", False) or base.lost
        score = base.score + self._weights.score(base.context, entry, how.get("unread", True))
        context = (base.context + entry.plain)[-2:] if entry.plain else base.context
        path = _Path(base.path, Written(entry.mark, start, end, touched))
        last = pending if 0 <= pending < ANY else entry.trail
        return Hypothesis(score, pending, since, context, last, how.get("lost", False), path)

    def _put_plain(self, base: Hypothesis, mark: str, start: int, end: int, bonus: float, touched: bool) -> Hypothesis:
        plain = normal(mark)
        score = base.score + bonus + (self._weights.log(base.context, plain) if plain else 0.0)
        path = _Path(base.path, Written(mark, start, end, touched)) if mark else base.path
        return Hypothesis(score, ALIGNED, 0, (base.context + plain)[-2:], ord(mark[-1:] or " ") & 0x7F, False, path)

    def _plain(self, base: Hypothesis, token: Token) -> Hypothesis:
        return self._put_plain(base, token.text, token.start, token.end, UNKNOWN, True)

    def _likeliest(self, context: str, entries: list[Entry]) -> list[Entry]:
        return heapq.nlargest(CHOICES, entries, key=lambda one: self._weights.score(context, one, True))

    def _with_vanished(self, beam: list[Hypothesis], at: int) -> list[Hypothesis]:
        """The hypotheses as they are, and those with one pair or two dropped before position `at`."""
        once = [
            one
            for base in beam
            if 0 <= base.pending < ANY
            for one in self._vanish(base, self.table.before_vanishing.get(base.pending, []), at)
        ]
        once = self._best(once, VANISHED)
        twice = [
            one
            for base in once
            for one in self._vanish(
                base,
                [
                    entry
                    for entry in self._followers(base)
                    if entry.trail in self.table.vanishing and self._gone(base.pending, entry.lead)
                ],
                at,
            )
        ]
        return beam + once + self._best(twice, VANISHED)

    def _best(self, hypotheses: list[Hypothesis], width: int) -> list[Hypothesis]:
        """The best ones, one for each state, that are not too far behind."""
        best: dict[tuple[int, str, int], Hypothesis] = {}
        for one in hypotheses:
            key = (one.pending, one.context, one.last)
            if key not in best or one.score > best[key].score:
                best[key] = one
        kept = heapq.nlargest(width, best.values(), key=lambda one: one.score)
        return [one for one in kept if one.score > kept[0].score - BEHIND]

    def _vanish(self, base: Hypothesis, entries: list[Entry], at: int) -> list[Hypothesis]:
        since = base.since if base.pending < ANY else at
        return [
            self._put(base, entry, since, at, ANY + entry.trail, at, touched=True, lost=True)
            for entry in self._likeliest(base.context, entries)
        ]

    def _followers(self, base: Hypothesis) -> list[Entry]:
        """The characters that follow the last one most often, in every form GBK has for them."""
        last = base.context[-1:]
        found = self._following.get(last)
        if found is None:
            seen = self.model.followers.get(last, {})
            often = heapq.nlargest(FOLLOWERS, seen, key=lambda plain: seen[plain])
            found = self._following[last] = [one for plain in often for one in self.table.by_plain.get(plain, ())]
        return found

    def _gone(self, pending: int, lead: int) -> bool:
        return pending == ANY or lead in self.table.vanishing[pending - ANY]

    def _grow(self, base: Hypothesis, at: int) -> Iterator[Hypothesis]:
        token = self.tokens[at]
        if token.kind == "torn":
            yield from self._grow_torn(base, token)
        elif token.kind == "mark":
            yield from self._grow_mark(base, token, self.tokens[at + 1] if at + 1 < len(self.tokens) else None)
        else:
            yield from self._grow_char(base, token)

    def _grow_char(self, base: Hypothesis, token: Token) -> Iterator[Hypothesis]:
        mark, start, end = token.text, token.start, token.end
        if mark.isascii():
            if base.pending == ALIGNED:
                yield self._put_plain(base, mark, start, end, 0.0, False)
            elif ord(mark) >= 0x40:
                yield from self._complete(base, ord(mark), start, end, ALIGNED)
            elif mark in _FOLDED:
                yield from self._complete(base, _FOLDED[mark][0], start, end, _FOLDED[mark][1])
            return
        pair = self.table.bytes.get(mark)
        if pair is None:
            if base.pending == ALIGNED:
                yield self._put_plain(base, mark, start, end, 0.0, False)
        elif base.pending == ALIGNED:
            yield self._put(base, self.table.pair[pair], start, end, ALIGNED, 0, unread=not token.reading)
        else:
            yield from self._complete(base, pair[0], start, end, pair[1])

    def _complete(self, base: Hypothesis, trail: int, start: int, end: int, pending: int) -> Iterator[Hypothesis]:
        """The pending byte and `trail` are one character; `pending` waits after it."""
        if base.pending < ANY:
            entry = self.table.pair.get((base.pending, trail))
            entries = [entry] if entry is not None else []
        else:
            fitting = [one for one in self.table.by_trail.get(trail, ()) if self._gone(base.pending, one.lead)]
            entries = self._likeliest(base.context, fitting)
        for entry in entries:
            yield self._put(base, entry, base.since, end, pending, start)

    def _grow_torn(self, base: Hypothesis, token: Token) -> Iterator[Hypothesis]:
        """`?reading)`: the byte before the reading is lost; with the byte before that it is a pair that reads so."""
        for entry in self.table.by_reading.get(toneless(token.reading), ()):
            if is_marked(token.reading) and readings(entry.mark)[:1] != (token.reading,):
                continue
            extra = 0.0 if entry.mark in self.listed else UNLISTED
            if base.pending == ALIGNED:
                if entry.lead == base.last:
                    yield base._replace(
                        score=base.score + extra, pending=entry.trail, since=token.start, last=entry.trail, lost=True
                    )
            elif entry.lead == base.pending or (base.pending >= ANY and self._gone(base.pending, entry.lead)):
                whole = self._put(base, entry, base.since, token.end, ALIGNED, 0, touched=True, unread=False)
                yield whole._replace(score=whole.score + extra)

    def _grow_mark(self, base: Hypothesis, token: Token, after: Token | None) -> Iterator[Hypothesis]:
        """`?` alone: a question mark, a character GBK lacks, a byte torn off before 。！？, or a byte and one more."""
        start, end = token.start, token.end
        cut = after is not None and after.text in DELIMITERS
        if base.pending == ALIGNED:
            asked = self._put_plain(base, "？", start, end, 0.0, True)
            yield asked._replace(score=max(asked.score, base.score - 9.0))
            if cut:
                yield base._replace(pending=ANY, since=start, lost=True)
            return
        wide = "？".encode("gbk")
        yield from self._complete(base, wide[0], start, end, wide[1])
        if base.pending < ANY:
            entries = self.table.by_lead.get(base.pending, [])
        else:
            entries = [one for one in self._followers(base) if self._gone(base.pending, one.lead)]
        for entry in self._likeliest(base.context, entries):
            whole = self._put(base, entry, base.since, end, ALIGNED, 0, touched=True)
            if cut or entry.trail == 0x80:
                yield whole
            if after is None or after.text == "\n":
                for mark, bonus in _AT_END:
                    yield self._put_plain(whole, mark, start, end, bonus, True)
            for mark, bonus in _SWALLOWED:
                yield self._put_plain(whole, mark, start, end, bonus, True)
