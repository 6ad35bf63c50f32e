"""The synthetic governments of the benchmarks say what their truth says that they do."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def from_benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


def test_what_the_truth_says_stands_in_the_reports() -> None:
    import governments

    made = list(governments.reports(3, 7, seed=4))
    assert [one.text for one in made] == [one.text for one in governments.reports(3, 7, seed=4)], "the same every time"
    by_year = {(one.place_code, one.year): one for one in made}
    ways: set[str] = set()
    for one in made:
        for truth in one.truths:
            review = one.text.partition("工作安排")[0]
            plan = by_year[truth.place_code, truth.year].text.partition("工作安排")[2]
            assert truth.year == one.year - 1 and plan.count(truth.quote) == 1
            ways.add(truth.way)
            if truth.way == "kept" and truth.continuity is None:
                assert truth.quote[:4] in review
    assert ways == set(governments.WAYS)
    assert all(
        after.year == before.year + 1 for before, after in pairwise(made) if after.place_code == before.place_code
    )


def test_a_false_accusation_is_counted_as_one() -> None:
    import governments
    import whole_way

    right = governments.WAYS["kept"][1]
    assert [whole_way._judgement(said, right) for said in ("met", "unclear", "missed", "unreported", "not_due")] == [
        "right", "unsaid", "accused", "accused", "wrong",
    ]  # fmt: skip
