"""The passages of `passages/*.yaml`: invented parts of reports under invented headings, good and bad examples of time and role.

An entry holds `text` (what follows the opening of a report given in `year`, 2024 where it says no other), `why` (what it shows), `expect` (the claims that must be
read, each with the fields that matter), `never` (fields that no claim may have together), and `review_years` where that matters.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from speech import OPENING, YEAR, reading

from extract.model import Claim

FOLDER = Path(__file__).with_name("passages")
FIELDS = {
    "role",
    "role_sure",
    "indicator",
    "measure",
    "comparator",
    "value",
    "unit",
    "period",
    "span",
    "headline",
    "kind",
    "restated",
}
ENTRIES = [
    pytest.param(entry, id=f"{file.stem}-{number}-{str(entry['why'])[:40]}")
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
def test_passage(entry: dict[str, Any]) -> None:
    assert set(entry) <= {"text", "year", "why", "expect", "never", "review_years"}, "a key that nobody reads"
    wanted: list[dict[str, Any]] = entry.get("expect", [])
    barred: list[dict[str, Any]] = entry.get("never", [])
    assert wanted or barred or "review_years" in entry, "expects nothing"
    assert all(set(fields) <= FIELDS for fields in [*wanted, *barred]), "a field that no claim has"
    found = reading(OPENING + entry["text"], entry.get("year", YEAR))
    told = [(c.role, c.role_sure, c.indicator, c.measure, c.value, c.unit, c.period, c.span) for c in found.claims]
    left = list(found.claims)
    for fields in wanted:
        claim = next((c for c in left if agrees(c, fields)), None)
        assert claim is not None, f"{fields} is not among {told}"
        left.remove(claim)
    for fields in barred:
        assert not any(agrees(c, fields) for c in found.claims), f"{fields} is among {told}"
    if "review_years" in entry:
        assert found.review_years == entry["review_years"]
