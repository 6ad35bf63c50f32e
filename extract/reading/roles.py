"""Promise or result, by proof: what a part's heading says of its time is held against what its sentences say themselves.

Two readings, each ignorant of the other: the outline (extract/reading/outline.py) and the sentences' own words
(extract/reading/evidence.py). Where a part's sentences speak against its heading by their majority, the heading yields; where
one claim's own words speak against the part it stands in, its role is not sure.

The order in which a document is settled: parts whose heading says nothing, or announces both past and plan, are cut where a
sentence turns (`TURNS`); every part is cut where its words change over for good (`_divided`); then each is decided (`_decided`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import itemgetter

from extract.reading.evidence import Evidence
from extract.reading.outline import PLANS, Part, Role, reach

# Of the sentences that say either, a review tells with 39 to 95 of 100 and a plan with 0 to 12, in 234 reports of provinces whose
# borders were set by hand. What each sentence says, in natural logarithms of odds, from the same reports; what tells by light signs
# alone counts for less than it did there, since the vision at the head of a plan (结构更加优化，活力显著增强) tells in them from end to end.
_ODDS = {3: 4.0, 2: 2.5, 1: 0.9, 0: 0.0, -1: -1.35, -2: -6.0}
_FEW = 4  # sentences that say either: fewer prove nothing against a heading
# Odds of 400 to 1 that a plan is none. Reviews in the style of orders (加强监管，推进改革) have passages without one word that tells.
_AGAINST = {"outcome": 6.0, "commitment": 14.0}
# The share that speaks against the heading. A review in the style of orders tells with as few as 44 of 100 of its sentences; no plan with more than 12.
_MAJORITY = {"outcome": 0.4, "commitment": 0.5}
_TOLD_AMID = 0.1  # of the sentences that say either: in dozens of plans under a heading of a review no more than .02 tell by sure words
_PROVEN = 0.18  # of the sentences that say either: by sure words or exact numbers 23 to 70 of 100 in a review, 5 at most in a plan
# How much better two times must explain a part than one: a promise or two at the end of a review divide nothing.
_DIVIDES = {True: 40.0, False: 20.0}  # under a heading that says its time, and under none
# The shares of telling sentences up to which a part is clearly a plan, and from which it is clearly a review.
_CLEAR_PLAN, _CLEAR_REVIEW = 0.2, 0.3
_SURELY_TOLD = 0.08  # of the sentences that say either: with fewer sure words a review cannot be told from a vision, or from a list with exact sizes

_NEAR = 6  # sentences on either side of one: what they say together says its time
_PLAN_NAMES = r"“(" + "|".join(PLANS) + r")”"
_PLAN_GOAL = re.compile(_PLAN_NAMES + r"[^。]{0,20}(?:目标|总体要求|发展思路|主要任务)")
_TO_PLAN = re.compile(
    r"(?:今后|未来)[五三]年[^。]{0,20}(?:目标|任务|要求|思路)|今年[^。]{0,18}(?:预期目标|主要目标|目标任务|总体要求|工作的?总体)|做好今年的?[^。]{0,6}工作|^新的一年"
)
_AHEAD = ("今", "未来", "新的一年")  # one of them stands in whatever _TO_PLAN finds
_GOALS = re.compile(r"(?:预期|奋斗|主要)目标[是为：]")
# A heading of what shall be in a time to come. The vision under it tells in the words of a review (结构更加优化，森林覆盖率达到35%).
_SHALL_BE = re.compile(r"目标|任务|要求|部署|建议|安排|构想")
_TIME_AHEAD = re.compile(r"(?:今后|未来)[五三几]年")
_BACK = re.compile(r"^(?:回顾|过去|去年|一年来|五年来)")


@dataclass(frozen=True, slots=True)
class Turn:
    """A rule by which a sentence turns from the past to the plan (`to` commitment) or back; the example is invented."""

    name: str
    to: Role
    holds: Callable[[str, Part, int], bool]
    example: str


def _goal_of_a_plan_ahead(sentence: str, _: Part, year: int) -> bool:
    return "“" in sentence and any(PLANS[p] > year for p in _PLAN_GOAL.findall(sentence))


def _to_the_plan(sentence: str, _: Part, __: int) -> bool:
    return any(word in sentence for word in _AHEAD) and bool(_TO_PLAN.search(sentence))


def _names_the_year(sentence: str, _: Part, year: int) -> bool:
    return f"{year}年" in sentence[:16] and bool(
        re.match(rf".{{0,6}}{year}年[^。]{{0,30}}(?:目标|总体要求|之年|一年)", sentence)
    )


# In a part whose heading says nothing of its time, or announces both past and plan. The first that holds decides.
TURNS = (
    Turn("goal of a plan of several years", "commitment", _goal_of_a_plan_ahead, "“十九五”时期的主要目标，是再上台阶"),
    Turn("goals under a heading for both", "commitment", lambda s, p, _: p.mixed and bool(_GOALS.search(s)), "主要目标是：稳步向前"),
    Turn("this year's work", "commitment", _to_the_plan, "今年政府工作的总体要求是稳字当头"),
    Turn("this year by its number", "commitment", _names_the_year, "2024年是攻坚之年"),
    Turn("back again under a heading for both", "outcome", lambda s, p, _: p.mixed and bool(_BACK.match(s)), "回顾一年来的工作"),
)  # fmt: skip


def settle(
    text: str, parts: list[Part], cut: Callable[[int, int], list[tuple[int, int]]], evidence: Evidence, year: int
) -> list[Part]:
    """The parts with their sentences, each of one role for certain or by the best that can be known.

    `cut` cuts a stretch of the text into sentences. A part that comes apart keeps its title; a part whose role is not what its
    heading says tells why in `yielded`; a part where heading and words do not both say its role is not `firm`.
    """
    settled: list[Part] = []
    for part in parts:
        part.cut = cut(part.start, part.end)
        if not part.explicit and settled:
            part.role = settled[-1].role
        for turned in _turned(text, part, year):
            for piece in _goals_apart(text, turned, evidence, year):
                votes = [evidence.vote(*span) for span in piece.cut]
                for some, said in _divided(piece, votes):
                    decided = _decided(some, said, year)
                    settled.append(_carried_on(decided, said, settled))
                    # Under a heading of goals only sure words look back: its vision has light ones, its tasks have exact sizes.
                    sure_alone = settled[-1].firm and _heads_goals(settled[-1], year)
                    settled[-1].around = _around([0.0 if sure_alone and v in (1, 2) else _ODDS[v] for v in said.votes])
    return settled


def _around(odds: list[float]) -> list[float]:
    """What each sentence says together with its neighbours on both sides."""
    sums = list(accumulate(odds, initial=0.0))
    return [sums[min(len(odds), n + _NEAR + 1)] - sums[max(0, n - _NEAR)] for n in range(len(odds))]


def _goals_apart(text: str, part: Part, evidence: Evidence, year: int) -> list[Part]:
    """A review with the lists of targets in it as pieces of their own: what opens one stands in no review (主要预期目标是：…)."""
    if part.role == "commitment" or not evidence.opens_goals(part.start, part.end):
        return [part]
    spans: list[tuple[Role, tuple[int, int]]] = []
    goes_on = False
    for start, end in part.cut:
        tail = text[start:end].rstrip("\n")[-1:]
        listed = evidence.opens_goals(start, end) or (
            goes_on and any(map(str.isdigit, text[start:end])) and not evidence.binds(True, start, end)
        )
        spans.append(("commitment" if listed else "outcome", (start, end)))
        goes_on = listed and (tail in ("：", "；") or text[end - 1] != "\n")
    return [_piece(part, [span for _, span in some], role, year) for role, some in groupby(spans, key=itemgetter(0))]


def _turned(text: str, part: Part, year: int) -> list[Part]:
    """A part whose heading leaves its time open, cut where a sentence turns; any other part as it is."""
    if part.explicit and not part.mixed:
        return [part]
    role: Role = part.role
    spans: list[tuple[Role, tuple[int, int]]] = []
    for span in part.cut:
        sentence = text[span[0] : span[1]]
        turn = next((t for t in TURNS if t.to != role and t.holds(sentence, part, year)), None)
        role = turn.to if turn else role
        spans.append((role, span))
    pieces = [_piece(part, [span for _, span in some], role, year) for role, some in groupby(spans, key=itemgetter(0))]
    for piece in pieces[1:]:
        piece.explicit = True  # a sentence has said it, as a heading would
    return pieces or [part]


def _piece(part: Part, cut: list[tuple[int, int]], role: Role, year: int) -> Part:
    """Some of a part's sentences as a part of one role: what the heading says of its years goes with the role it was said of."""
    piece = replace(part, role=role, start=cut[0][0], end=cut[-1][1], cut=cut)
    if role != part.role:
        piece.horizon, piece.span = reach(part.title, role, year) if part.mixed else (None, None)
    return piece


@dataclass(frozen=True, slots=True)
class _Words:
    """What a part's sentences say: one vote each (Evidence.vote)."""

    votes: list[int]

    @property
    def told(self) -> int:
        return sum(v > 0 for v in self.votes)

    @property
    def proven(self) -> int:
        """How many tell by sure words or an exact number: a vision (结构更加优化，活力显著增强) tells in light ones alone."""
        return sum(v >= 2 for v in self.votes)

    @property
    def promised(self) -> int:
        return sum(v < 0 for v in self.votes)

    @property
    def odds(self) -> float:
        """For its being a review, above 0, or a plan, below."""
        return sum(_ODDS[v] for v in self.votes)

    def clear(self) -> Role | None:
        """The role that the majority gives beyond doubt; None where it gives none, or too few sentences say either."""
        said = self.told + self.promised
        if said < _FEW:
            return None
        if self.told <= _CLEAR_PLAN * said:
            return "commitment"
        return "outcome" if self.told >= _CLEAR_REVIEW * said and self.votes.count(3) >= _SURELY_TOLD * said else None


def _divided(part: Part, votes: list[int]) -> Iterator[tuple[Part, _Words]]:
    """A part cut where its words change over from telling to promising, or back, for good; and what each piece says."""
    at, better = _best_cut([_ODDS[v] for v in votes])
    sides = {_Words(votes[:at]).clear(), _Words(votes[at:]).clear()}
    if better < _DIVIDES[part.explicit and not part.mixed] or sides != {"commitment", "outcome"}:
        yield part, _Words(votes)
        return
    for some in (slice(at), slice(at, None)):
        cut = part.cut[some]
        yield from _divided(replace(part, start=cut[0][0], end=cut[-1][1], cut=cut), votes[some])


def _best_cut(odds: list[float]) -> tuple[int, float]:
    """Where two times explain the votes best, and by how much better than one time for all of them."""
    whole, left, best, at = sum(odds), 0.0, 0.0, 0
    for n, vote in enumerate(odds[:-1], 1):
        left += vote
        right = whole - left
        if left * right < 0 and abs(left) + abs(right) > best:
            best, at = abs(left) + abs(right), n
    return at, best - abs(whole)


def _decided(piece: Part, words: _Words, year: int) -> Part:
    """A part with its role decided: the heading's, unless its words speak against it by their majority."""
    clear, said = words.clear(), words.told + words.promised
    if clear != "commitment" and _is_vision(piece, words, year):
        return replace(piece, firm=True)
    if clear is None or clear == piece.role:
        agree = words.told >= _CLEAR_REVIEW * said if piece.role == "outcome" else clear is not None
        return replace(piece, firm=piece.explicit if said < _FEW else agree)
    # What is clear for a part without a heading is not enough against one.
    against = words.told if clear == "outcome" else words.promised
    # A review in verbs without tense (深化改革，推进转型) stands amid exact numbers of what came of it; a plan has hardly any.
    tenseless = clear == "commitment" and piece.explicit and words.proven >= _TOLD_AMID * said
    vision = clear == "outcome" and words.proven < _PROVEN * said
    if tenseless or vision or abs(words.odds) < _AGAINST[clear] or against <= _MAJORITY[clear] * said:
        return replace(piece, firm=False, disputed=True)
    why = f"{words.told} of {said} sentences tell what was done"
    if clear == "commitment":
        why = f"{words.promised} of {said} sentences say what shall be done"
    return replace(_piece(piece, piece.cut, clear, year), firm=False, yielded=why)


def _carried_on(part: Part, words: _Words, before: list[Part]) -> Part:
    """A part whose heading says nothing of its time (做强实体经济) and whose words say too little, where the last part that is sure is a plan: the plan goes on, as reviews stand before it and
    tell by sure words."""
    sure = next((one for one in reversed(before) if one.firm or one.role != "commitment"), None)
    goes_on = sure and sure.firm and part.role == sure.role == "commitment" and not (part.explicit or part.disputed)
    return replace(part, firm=True) if goes_on and 3 not in words.votes and words.told <= words.promised else part


def _heads_goals(part: Part, year: int) -> bool:
    """Whether a part's heading says what shall be in a time to come, and nothing of what was."""
    ahead = f"{year}年" in part.title or _TIME_AHEAD.search(part.title) or _plans_ahead(part.title, year)
    said = ahead and _SHALL_BE.search(part.title)
    return bool(said and part.role == "commitment" and part.explicit and not part.mixed)


def _plans_ahead(title: str, year: int) -> bool:
    return any(PLANS[plan] > year for plan in re.findall(_PLAN_NAMES, title))


def _is_vision(part: Part, words: _Words, year: int) -> bool:
    """Whether a part is the goals that its heading says, though it tells them as if they had been reached: in light words, hardly in sure ones."""
    return _heads_goals(part, year) and words.votes.count(3) < _SURELY_TOLD * (words.told + words.promised)
