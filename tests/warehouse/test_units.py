"""The table `units` says what units.yaml says; amounts in units of one kind are converted, and names decide of what is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from pair_of_reports import judge_all

from extract.language.units import units as as_read
from warehouse import units
from warehouse.linking.claim import unit_class
from warehouse.ruleset import Example
from warehouse.store import open_store


def test_reader_and_rules_know_the_same_units() -> None:
    ours = {unit: (row.kind, row.size, row.countable, row.alike, row.common) for unit, row in units.units().items()}
    assert ours == {u: (r.kind, r.size, r.countable, r.alike, r.common) for u, r in as_read().items()}


def test_the_table_is_brought_up_to_date_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "w.duckdb") as con:
        units.put_into(con)
        size = con.execute("select size from units where unit = '吨'").fetchall()
        assert size == [(2000.0,)]
        con.execute(
            "delete from units where unit = '吨'; insert into units values ('斗', 'mass', 12.5, false, false, false)"
        )
        units.put_into(con)
        assert con.execute("select unit, size from units where unit in ('吨', '斗')").fetchall() == [("吨", 2000.0)]
        monkeypatch.setattr("warehouse.store.transaction", None)  # a write would fail
        units.put_into(con)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("吨", "公斤", True),
        ("10", "10", True),
        ("件", "项", True),
        ("吨", "亩", False),
        ("海里", "吨", False),
        ("台套", "件", False),
    ],
)
def test_classes_of_units(one: str, other: str, alike: bool) -> None:
    assert (unit_class(one) == unit_class(other)) is alike


# A promise and a result in two units of one kind.
CONVERTED = [
    Example("造林20万亩。", "造林1.2万公顷。", "missed"),
    Example("造林20万亩。", "造林1.4万公顷。", "met"),
    Example("粮食产量达到50万吨。", "粮食产量达到101亿斤。", "unclear"),  # ten times as much: a slip of the pen
    Example("粮食产量达到50万吨。", "粮食产量达到10.1亿斤。", "met"),
]


def test_amounts_in_two_units_are_compared(tmp_path: Path) -> None:
    found = judge_all(tmp_path, CONVERTED)
    assert [row["verdict"] for row in found] == [one.verdict for one in CONVERTED], [row["reason"] for row in found]
