"""The sentences of `sentences/*.yaml`, invented, good and bad examples of each rule, read in a plan or in a review.

An entry holds `text` (a sentence or a passage), `in` (plan, the default, or review), `why` (what it shows), `expect` (the claims that must be read, each with
the fields that matter), `never` (fields that no claim may have together) and `only: true` where nothing but what is expected may be read. A report given in 2024.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from speech import plan, reading, review

from extract.model import Claim

FOLDER = Path(__file__).with_name("sentences")
FIELDS = {
    "role", "indicator", "measure", "comparator", "value", "value_high", "unit", "relative_to", "period", "span", "scope", "kind", "milestone", "headline",
    "stretch", "basis", "role_sure",
}  # fmt: skip
ENTRIES = [
    pytest.param(entry, id=f"{file.stem}-{number}-{str(entry.get('text'))[:16]}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for number, entry in enumerate(yaml.safe_load(file.read_text("utf-8")), 1)
]


def agrees(claim: Claim, wanted: dict[str, Any]) -> bool:
    """Whether a claim has all the fields wanted; numbers to a rounding."""
    return all(
        getattr(claim, field) == pytest.approx(value) if isinstance(value, float) else getattr(claim, field) == value
        for field, value in wanted.items()
    )


@pytest.mark.parametrize("entry", ENTRIES)
def test_sentence(entry: dict[str, Any]) -> None:
    assert set(entry) <= {"text", "in", "why", "expect", "never", "only"}, "a key that nobody reads"
    assert entry["why"], "say what the sentence shows"
    wanted: list[dict[str, Any]] = entry.get("expect", [])
    barred: list[dict[str, Any]] = entry.get("never", [])
    assert wanted or barred or entry.get("only"), "expects nothing"
    assert all(set(fields) <= FIELDS for fields in [*wanted, *barred]), "a field that no claim has"
    speech = review(entry["text"]) if entry.get("in") == "review" else plan(entry["text"])
    claims = [c for c in reading(speech).claims if speech[c.char_start : c.char_end] in entry["text"]]
    told = [(c.indicator, c.measure, c.comparator, c.value, c.unit, c.scope) for c in claims]
    left = list(claims)
    for fields in wanted:
        found = next((c for c in left if agrees(c, fields)), None)
        assert found is not None, f"{fields} is not among {told}"
        left.remove(found)
    for fields in barred:
        assert not any(agrees(c, fields) for c in claims), f"{fields} is among {told}"
    if entry.get("only"):
        assert not left, f"more than expected: {told}"
