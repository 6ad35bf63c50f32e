"""The front page: what leads and what does not, its figures, and its picture of places and years."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lxml import html

from warehouse.publish import publish
from warehouse.site.leads import figures, leads
from warehouse.site.matrix import matrix
from warehouse.site.overview import render_front
from warehouse.site.pages import Press, Setting
from warehouse.store import load_batch, open_store, upsert

SECTION = "主要预期目标"


class Land:
    """Places with plans; each promise is told what became of it."""

    def __init__(self, con: Any) -> None:
        self.con, self.count = con, 0

    def plan(self, code: str, year: int, promises: list[dict[str, Any]], **document: Any) -> None:
        own = f"{code}-{year}"
        rows: list[dict[str, Any]] = []
        verdicts: list[dict[str, Any]] = []
        for given in promises:
            self.count += 1
            name = given.get("name") or f"c{self.count}"
            rows.append({"commitment_id": name, "document_id": own, "place_code": code, "indicator": given.get("indicator", "生产总值"), "indicator_id": "gdp",
                         "measure": "growth", "unit": "%", "value": given.get("promised", 6.0), "quote": "增长6%", "period": year, "char_start": 0, "char_end": 4,
                         "ordinal": self.count, "kind": "quantity", "headline": given.get("headline", True), "comparator": ">=", "section": SECTION})  # fmt: skip
            verdict = {"commitment_id": name, "verdict": "missed", "continuity": "kept", "rule": "floor", "confidence": 0.95, "reason": "差一些。",
                       "evidence_quote": "增长5%", "shortfall": 1.0}  # fmt: skip
            verdicts.append(
                verdict | {k: v for k, v in given.items() if k not in ("name", "indicator", "promised", "headline")}
            )
        body = {"document_id": own, "place_code": code, "kind": "work_report", "year": year, "url": f"https://x.example/{own}", "sha256": "0" * 64,
                "text": "增长6%", "title": f"{year}年报告", "complete": True} | document  # fmt: skip
        load_batch(self.con, [(body, rows, [], [])])
        upsert(self.con, "verdicts", verdicts, "commitment_id")


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Generator[duckdb.DuckDBPyConnection]:
    """One land for all tests of this file, published once."""
    folder = tmp_path_factory.mktemp("front")
    with open_store(folder / "w.duckdb") as store:
        names = {"450000": "甲省", "450100": "乙市", "450224": "丙县", "450225": "丁县", "450226": "戊县"}
        upsert(store, "places", [
            {"place_code": code, "name": name, "level": "province" if code.endswith("0000") else "county"} for code, name in names.items()
        ] + [{"place_code": "999901", "name": "示例县", "level": "county", "fictional": True}], "place_code")  # fmt: skip
        upsert(store, "indicators", [{"indicator_id": "gdp", "name": "生产总值"}], "indicator_id")
        land = Land(store)
        gone = {
            "continuity": "dropped",
            "verdict": "unreported",
            "evidence_quote": None,
            "shortfall": None,
            "next_quote": "目标一览",
        }
        # A usual gap of a point in the indicator's past; the widest miss is an old one.
        land.plan(
            "450000",
            2020,
            [{"verdict": "met", "shortfall": float(n % 3) - 1} for n in range(12)]
            + [{"name": "old", "shortfall": 50.0}],
        )
        land.plan(
            "450000",
            2023,
            [
                {"name": "wide", "shortfall": 3.0},
                {"name": "near", "near_miss": True},
                {"name": "split", "disputed": True},
            ],
        )
        land.plan(
            "450100",
            2023,
            [{"name": "narrow", "shortfall": 0.4}, {"name": "body", "headline": False, "shortfall": 9.0}],
        )
        land.plan("450224", 2023, [{"name": "unsure", "confidence": 0.6}, {"name": "unquoted", "evidence_quote": None}])
        for code, whole in (("450225", True), ("450226", False)):
            land.plan(code, 2023, [{**gone, "name": f"gone-{code}", "next_commitment_id": f"next-{code}"}])
            land.plan(
                code,
                2024,
                [{"name": f"next-{code}", "verdict": "pending", "continuity": "pending", "shortfall": None}],
                complete=whole,
            )
        land.plan("450224", 2022, [{**gone, "name": "met-then-gone", "verdict": "met"}])
        land.plan("999901", 2025, [{"name": "invented", "shortfall": 5.0}])
        publish(store, folder / "published")
    with duckdb.connect(str(folder / "published" / "pledges.duckdb"), read_only=True) as found:
        yield found


@pytest.fixture(scope="module")
def front(con: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("page")
    render_front(Press(folder, Setting()), con)
    return html.fromstring((folder / "index.html").read_text("utf-8"))


def test_leads_go_by_year_then_main_targets_then_the_gap_in_its_own_spread(con: duckdb.DuckDBPyConnection) -> None:
    found = [row["commitment_id"] for row in leads(con)]
    known = [name for name in found if name in ("wide", "narrow", "body", "old", "invented")]
    assert known == ["wide", "narrow", "body", "old", "invented"]  # an invented place never before a real one
    assert len(found) == len(set(found))


def test_what_is_unsure_disputed_near_or_without_evidence_does_not_lead(con: duckdb.DuckDBPyConnection) -> None:
    assert not {"near", "split", "unsure", "unquoted"} & {row["commitment_id"] for row in leads(con)}


def test_a_dropped_target_leads_only_on_two_sure_readings(con: duckdb.DuckDBPyConnection) -> None:
    found = {row["commitment_id"] for row in leads(con)}
    assert "gone-450225" in found and "gone-450226" not in found and "met-then-gone" not in found


def test_figures_say_what_was_due_and_what_could_be_decided(con: duckdb.DuckDBPyConnection) -> None:
    found = figures(con)
    assert (found["documents"], found["places"], found["first"], found["last"]) == (10, 6, 2020, 2025)
    assert found["due"] == found["promises"] - 2 and found["decided"] == found["met"] + found["missed"]
    assert found["decided_share"] == round(100 * found["decided"] / found["due"])


def test_the_picture_has_a_cell_a_plan_with_a_link_and_no_colour_for_too_few(
    con: duckdb.DuckDBPyConnection, front: Any
) -> None:
    found = matrix(con)
    assert found["years"] == [2025, 2024, 2023, 2022, 2020]  # the newest first
    cells = {
        (line["place_code"], year): cell
        for line in found["lines"]
        for year, cell in zip(found["years"], line["cells"], strict=True)
    }
    old = cells["450000", 2020]
    assert (old["met"], old["decided"], old["share"], old["colour"], old["strength"]) == (12, 13, 92, "k3", 3)
    assert cells["450225", 2023]["colour"] == "none" and cells["450000", 2025] is None
    links = [a.get("href") for a in front.xpath("//table[@class='matrix']//td/a")]
    assert len(links) == sum(cell is not None for cell in cells.values()) and "p/450000/2020/" in links


def test_no_item_stands_twice_on_the_page(front: Any) -> None:
    links = [a.get("href") for a in front.xpath("//main//a[starts-with(@href, 'c/')]")]
    assert links and len(links) == len(set(links))
    assert "本站把各级政府" in front.text_content()
