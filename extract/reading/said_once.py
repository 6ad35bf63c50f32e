"""A target that a plan says twice, in its list and in its body, is one commitment with two places in the text."""

from __future__ import annotations

from collections import defaultdict

from extract import vocabulary
from extract.model import Claim

_FEW = 100  # of a thing: nobody promises the same larger number of it for two places by chance


def fold(claims: list[Claim]) -> list[Claim]:
    """The claims without the commitments that say again what another one says; each keeps where in the text that was (`restated`).

    The one in the list of main targets stays, else the first. Two are one target where the vocabulary knows both as one indicator
    (and they are more than a few things), or one of them stands in the list and the other bears its name, and value, unit, form, year, span and scope are the same;
    how they compare may differ, since a body says 6% of what the list calls 6%以上.
    """
    alike: defaultdict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.role == "commitment" and claim.kind == "quantity":
            alike[_form(claim)].append(claim)
    again: set[int] = set()
    for group in alike.values():
        if len(group) > 1:
            again |= _folded(group)
    return [claim for claim in claims if id(claim) not in again]


def _form(claim: Claim) -> tuple[object, ...]:
    """All that two sayings of one target have in common, beside their name."""
    return (
        claim.value, claim.value_high, claim.unit, claim.measure, claim.relative_to, claim.period, claim.span, claim.scope,
    )  # fmt: skip


def _folded(group: list[Claim]) -> set[int]:
    """Of commitments of one form: which say again what another says. What they say goes over to that one."""
    first: dict[str, Claim] = {}
    again: set[int] = set()
    for claim in sorted(group, key=lambda c: not c.headline):
        known = vocabulary.match(claim.indicator)
        name = known.id if known else claim.indicator
        kept = first.setdefault(name, claim)
        if kept is not claim and (kept.headline or (known and not _small(claim))) and not _overlap(kept, claim):
            kept.restated.append((claim.char_start, claim.char_end))
            again.add(id(claim))
    return again


def _small(claim: Claim) -> bool:
    """Whether the same few things may be promised twice over: 新建公园3个 here, and 新建公园3个 there."""
    return claim.measure == "increment" and (claim.value or 0) < _FEW


def _overlap(one: Claim, other: Claim) -> bool:
    """Whether two quotes share characters: then they are two claims of one sentence, 城镇 and 农村 of one head."""
    return one.char_start < other.char_end and other.char_start < one.char_end
