"""How often each rule was right: read from data, published, and what a verdict's confidence rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from pair_of_reports import judge_all

from warehouse import record
from warehouse.ruleset import Example, RulesError, rules
from warehouse.store import open_store


def test_the_record_names_rules_that_there_are_and_what_they_give() -> None:
    gives = {rule.name: rule.gives for rule in rules()}
    assert all(one.verdict in gives[one.rule] for one in record.records())
    assert {"floor_by_figure", "unreported"} <= {one.rule for one in record.records()}


def test_confidence_is_the_share_that_was_right_with_what_the_rule_says_for_ten_cases(tmp_path: Path) -> None:
    (found,) = judge_all(tmp_path, [Example("造林20万亩。", "造林16万亩。", "missed")])
    (one,) = [r for r in record.records() if (r.rule, r.verdict) == ("floor_by_figure", "missed")]
    assert found["confidence"] == pytest.approx((one.right + 10 * 0.95) / (one.judged + 10), abs=0.001)
    with open_store(tmp_path / "w.duckdb") as con:
        assert con.execute("select * from rule_record order by rule, verdict").fetchall() == list(record.records())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{rule: by_guess, verdict: met, judged: 3, right: 2}", "is no rule"),
        ("{rule: floor_by_figure, verdict: won, judged: 3, right: 2}", "is no rule and verdict"),
        ("{rule: floor_by_figure, verdict: met, judged: 3, right: 4}", "4 right of 3"),
    ],
)
def test_a_record_that_cannot_be_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, said: str
) -> None:
    (tmp_path / "record.yaml").write_text(f"record:\n  - {row}\n", "utf-8")
    monkeypatch.setattr(record, "FILE", tmp_path / "record.yaml")
    record.records.cache_clear()
    try:
        with pytest.raises(RulesError, match=said):
            record.records()
    finally:
        record.records.cache_clear()


def test_what_was_counted_is_written_as_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "record.yaml").write_text(record.written({("floor_by_figure", "met"): (4, 3)}), "utf-8")
    monkeypatch.setattr(record, "FILE", tmp_path / "record.yaml")
    record.records.cache_clear()
    try:
        assert record.records() == (("floor_by_figure", "met", 4, 3, 0.75),)
    finally:
        record.records.cache_clear()
