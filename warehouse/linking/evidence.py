"""How much a figure of the next report looks like what was promised, and by what: one score, and the evidence in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from warehouse.linking import names
from warehouse.linking.claim import COUNTED, Claim, not_above, same_thing, same_units, unit_class
from warehouse.linking.doubts import only_seen
from warehouse.units import is_rate

# A link that may decide. Chosen on the reference links with each place left out in turn (tests/score_links.py prints the curve).
SURE = 0.78
# Below it two names have nothing to do with each other.
LEAST = 0.55
# The second best must be this much worse, unless it bears the same name, or nobody knows which was meant.
APART = 0.08
# An amount that is somewhat more than promised speaks for its being the same thing: two things seldom come so close.
_CLOSE, _CLOSE_SHARE = 1.3, 1.05
# What is seen but cannot decide: another form, another part, an earlier stage, a stock for what is added.
_SEEN = 0.60


@dataclass(frozen=True, slots=True)
class Link:
    """A promise and its best candidate. Only a `sure` one that `decides` (one form, part, basis and year, a thing done) acquits; one of the same
    indicator or folded name (`named`) accuses, too."""

    promise: Claim
    other: Claim
    score: float
    why: str
    decides: bool
    named: bool
    seen: bool = False
    """Whether more than the form keeps it from deciding: another part, another basis, several years."""

    @property
    def sure(self) -> bool:
        return self.score >= SURE

    @property
    def recast(self) -> bool:
        """The same thing, sure and by its very name, in another form: a level for a growth."""
        return self.sure and self.named and not self.seen and self.promise.form != self.other.form


class Rarity:
    """Weights of character pairs: rare in the names of a place's own documents, heavy."""

    def __init__(self, said: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        self._number = 0
        for name in said:
            self._number += 1
            self._seen.update(names.pairs(name))

    def weight(self, pair: str) -> float:
        return math.log(2 + self._number / (1 + self._seen[pair]))

    def shared(self, one: str, other: str) -> tuple[float, float]:
        """Weighted share of common pairs: of both names together, and of the shorter one."""
        ours, theirs = names.pairs(one), names.pairs(other)
        # Sets come in another order in each process: `fsum` gives the same for all of them.
        common = math.fsum(self.weight(p) for p in ours & theirs)
        a, b = math.fsum(map(self.weight, ours)), math.fsum(map(self.weight, theirs))
        return (2 * common / (a + b), common / min(a, b)) if a and b else (0.0, 0.0)


def _folded(p: Claim, o: Claim) -> bool:
    """The same folded name: one spelling of both is equal, or what they say is, at some length, and nothing narrows one of them alone."""
    if names.one_spelling(p.name) == names.one_spelling(o.name):
        return True
    ours = names.core(p.name)
    enough = len(ours) >= 4 or min(len(names.one_spelling(p.name)), len(names.one_spelling(o.name))) >= 4
    return ours == names.core(o.name) and len(ours) >= 2 and enough and not names.vetoes(p.name, o.name)


def _likeness(p: Claim, o: Claim, rarity: Rarity) -> tuple[float, str]:
    ours, theirs = names.core(p.name), names.core(o.name)
    if ours == theirs:
        return (0.97 if len(ours) >= 3 or _folded(p, o) else 0.7), "名称相同"
    both, shorter = rarity.shared(ours, theirs)
    order = fuzz.ratio(ours, theirs) / 100
    score = 0.45 * both + 0.35 * order + 0.2 * shorter
    return score, f"名称相近（{ours}／{theirs}）"


def compare(p: Claim, o: Claim, rarity: Rarity, earlier: frozenset[tuple[str, str]]) -> Link | None:
    """The two as a link, or None where they have nothing to do with each other.

    `earlier` holds pairs of cores that were linked in earlier years of the same place.
    """
    if (p.indicator_id and o.indicator_id and not same_thing(p, o)) or not not_above(p, o):
        return None
    like = _alike(p, o, rarity, earlier)
    if like is None:
        return None
    score, why = like
    seen = only_seen(p, o)
    why += seen
    if seen:
        score = min(score, _SEEN)
    if p.form != o.form:
        why.append("形式不同")
    if score < LEAST:
        return None
    decides = not seen and p.form == o.form
    named = same_thing(p, o) or _folded(p, o)
    return Link(p, o, min(score, 1.0), "，".join(why), decides, named, bool(seen))


def _alike(p: Claim, o: Claim, rarity: Rarity, earlier: frozenset[tuple[str, str]]) -> tuple[float, list[str]] | None:
    """How much the two look like one thing, and by what; None where they do not at all."""
    if same_thing(p, o):
        return 0.99, ["同一指标" if p.indicator_id else "名称相同"]
    of_a_kind = p.form == o.form and same_units(p, o)
    if of_a_kind and p.folded and p.folded == o.folded:
        return 0.97, ["同一指标的另一种说法"]
    if not of_a_kind and names.core(p.name) != names.core(o.name):
        return None
    score, said = _likeness(p, o, rarity)
    why = [said]
    if not of_a_kind:
        return score, why
    if score < LEAST:
        return None
    for more, said in _signs(p, o, earlier):
        score += more
        why.append(said)
    return score, why


def _telling(p: Claim) -> bool:
    """Whether a number is such that two things seldom share it: three digits that count, or more than a dozen of something."""
    digits = f"{abs(p.value or 0):g}".replace(".", "").split("e")[0].strip("0")
    return len(digits) >= 3 or (len(digits) == 2 and not is_rate(p.unit))


def _closeness(p: Claim, o: Claim) -> float:
    """What an amount, or a share, that is somewhat more than promised adds."""
    times = o.value / p.value if p.value and o.value else 0.0
    if p.form == "amount" and p.unit == o.unit and _telling(p) and 1 <= times <= _CLOSE:
        return 0.18
    return 0.08 if p.form == "share" and 1 <= times <= _CLOSE_SHARE else 0.0


def _signs(p: Claim, o: Claim, earlier: frozenset[tuple[str, str]]) -> Iterator[tuple[float, str]]:
    """What else speaks for or against two names that look alike: what it adds to the score, and its words."""
    against = [w for w in names.vetoes(p.name, o.name) if p.unit not in names.words().implied.get(w, ())]
    if against:
        yield -(0.25 + 0.05 * len(against)), f"只有一方有“{'、'.join(against)}”"
    if p.value is not None and p.value == o.value and p.unit == o.unit:
        # A number that says something (628个) is seldom told again of another thing; 5个 is.
        yield (0.12 if against else 0.3 if _telling(p) else 0.18), "数字相等"
    elif not against and (closeness := _closeness(p, o)):
        yield closeness, "数字相近"
    if (names.core(p.name), names.core(o.name)) in earlier:
        yield 0.1, "往年已有同样的对应"
    if unit_class(p.unit) == COUNTED and p.unit != o.unit:
        yield -0.05, f"单位为{p.unit}／{o.unit}"


def best(p: Claim, others: Iterable[Claim], rarity: Rarity, earlier: frozenset[tuple[str, str]]) -> Link | None:
    """The best candidate, weakened where a second one of another name is as good."""
    links = sorted(
        (link for o in others if (link := compare(p, o, rarity, earlier))),
        key=lambda link: (
            -link.score,
            link.promise.form != link.other.form,
            not link.other.headline,
            link.other.ordinal,
        ),
    )
    if not links:
        return None
    first = links[0]
    named = names.core(first.other.name)
    second = next(
        (one for one in links[1:] if names.core(one.other.name) != named and not same_thing(first.other, one.other)),
        None,
    )
    if second and first.score - second.score < APART and first.score < 0.97:
        return Link(
            p, first.other, min(first.score, _SEEN), f"{first.why}，另有同样相近的“{second.other.name}”", False, False
        )
    return first
