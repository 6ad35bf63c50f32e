"""The cascade: each place's target beside that of the nearest place above which set one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from warehouse.flat import views_sql
from warehouse.publish import JUDGED, VIEWS
from warehouse.store import load_batch, open_store, upsert

PLACES = [
    ("000000", "全国", "nation", None),
    ("990000", "示例省", "province", "000000"),
    ("990100", "示例市", "prefecture", "990000"),
    ("990122", "示例县", "county", "990100"),
]


def plan(code: str, value: float, **more: Any) -> tuple[dict[str, Any], list[dict[str, Any]], list[Any], list[Any]]:
    document = {"document_id": f"{code}-2025", "place_code": code, "kind": "work_report", "year": 2025, "url": code}
    target = {
        "commitment_id": f"{code}-gdp", "document_id": f"{code}-2025", "place_code": code, "kind": "quantity", "headline": True,
        "indicator_id": "gdp", "indicator": "地区生产总值", "measure": "growth", "comparator": "=", "value": value, "unit": "%",
        "period": 2025, "quote": f"增长{value}%", "ordinal": 1, **more,
    }  # fmt: skip
    return {**document, "sha256": "0" * 64, "text": "正文"}, [target], [], []


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        (
            [plan("000000", 5.0), plan("990000", 6.0), plan("990122", 6.0)],
            [("全国", None, None), ("示例省", "全国", "高于上级"), ("示例县", "示例省", "与上级持平")],
        ),
        ([plan("990100", 6.0), plan("990122", 5.5)], [("示例市", None, None), ("示例县", "示例市", "低于上级")]),
        # An amount is not compared with that of a larger place; a five-year target is no yearly one.
        (
            [plan("990000", 9e12, measure="level", unit="元"), plan("990122", 1e9, measure="level", unit="元")],
            [("示例省", None, None), ("示例县", None, None)],
        ),
        ([plan("990000", 6.0, span=5), plan("990122", 6.0)], [("示例县", None, None)]),
    ],
)
def test_cascade(tmp_path: Path, plans: list[Any], expected: list[tuple[str, str | None, str | None]]) -> None:
    with open_store(tmp_path / "w.duckdb") as con:
        rows: list[dict[str, Any]] = [
            {"place_code": code, "name": name, "level": level, "parent_code": above}
            for code, name, level, above in PLACES
        ]
        upsert(con, "places", rows, "place_code")
        upsert(con, "indicators", [{"indicator_id": "gdp", "name": "地区生产总值"}], "indicator_id")
        load_batch(con, plans)
        con.execute(f"create table judged as {JUDGED.read_text('utf-8')}")
        con.execute(views_sql(VIEWS))
        assert con.execute("select place, above, position from cascade").fetchall() == expected
