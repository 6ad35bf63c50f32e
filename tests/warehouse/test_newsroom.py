"""The ten questions of a newsroom in docs/cookbook.md give, on the sample, the answers that they gave; and no promise is said to have
vanished that any later document names."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.publish import publish
from warehouse.store import load_batch, open_store, upsert

COOKBOOK = (Path(__file__).parents[2] / "docs" / "cookbook.md").read_text("utf-8")
QUESTIONS = re.findall(r"^### (\d+)\. .*?```sql\n(.*?)```", COOKBOOK, re.DOTALL | re.MULTILINE)
CITY, COUNTY, NATION = "驻马店市", "示例县", "全国"

# Question -> the columns that are looked at, and what stands in them. The targets of growth were held against truth.yaml by hand; the others hold what the
# views gave when they were written, so that a change is seen.
ANSWERS: dict[int, tuple[str, list[tuple[Any, ...]]]] = {
    1: ("indicator, promised, reported, shortfall", [
        ("城镇化率", 1.5, 1.45, 0.05), ("生产总值", 10, 9.5, 0.5), ("社会消费品零售总额", 15, 13.9, 1.1), ("规模以上工业增加值", 17, 14.7, 2.3),
    ]),
    2: ("year, promised, reported, verdict_said", [
        (2012, 10, 10.4, "完成"), (2013, 10, 9.5, "未达目标"), (2014, 9.5, 8.4, "未达目标"), (2015, 8, 8.9, "完成"), (2016, 8.5, 8.5, "完成"),
        (2017, 8, 8.3, "完成"), (2018, 8.5, None, "待报告"),
    ]),
    3: ("place, year, promised, next_promised", [
        (NATION, 2011, 8, 7.5), (NATION, 2014, 7.5, 7), (CITY, 2013, 10, 9.5), (CITY, 2014, 9.5, 8), (CITY, 2016, 8.5, 8),
    ]),
    4: ("year, missed", [(2014, 5), (2013, 4), (2016, 2), (2015, 2), (2017, 1)]),
    5: ("place, met, decided, share", [(NATION, 26, 28, 0.93), (CITY, 31, 45, 0.69)]),
    6: ("indicator_id, from_year, year", [
        ("gdp", 2013, 2014), ("industrial_value_added", 2013, 2014), ("industrial_value_added", 2014, 2015), ("retail_sales", 2012, 2013),
        ("retail_sales", 2013, 2014), ("urbanisation", 2013, 2014),
    ]),
    8: ("place, year, promised, reported, gap", [
        (NATION, 2015, 6, -7, 2.17), (CITY, 2014, 15, 10.5, 0.3), (CITY, 2014, 2, 1.5, 0.25), (CITY, 2015, 11, 9.2, 0.16), (CITY, 2017, 14, 11.9, 0.15),
    ]),
    9: ("place, year, indicator, promised_wan, reported_wan, unit", [(COUNTY, 2025, "接待游客", 500, 305, "人次")]),
}  # fmt: skip
# Of those with amounts and projects, which the reading of names may yet add to: what must stand among them.
AMONG: dict[int, tuple[str, list[tuple[Any, ...]]]] = {
    7: ("place, year, indicator, promised, reported", [
        (COUNTY, 2024, "规模以上工业增加值", 8, 7.1), (CITY, 2015, "规模以上工业增加值", 11, 9.2), (CITY, 2015, "职教园区建设完成投资", 1.3e9, 6.4e8),
    ]),
    10: ("place, year, promised_yi, reported_yi, verdict_said", [
        (CITY, 2016, 1500, 1550.5, "完成"), (CITY, 2013, 1000, 1014.9, "完成"), (CITY, 2015, 120, 134.7, "完成"),
    ]),
}  # fmt: skip


@pytest.fixture(scope="module")
def con(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("newsroom")
    with open_store(Path(shutil.copy(sample_database, folder / "w.duckdb"))) as store:
        publish(store, folder / "published")
    with duckdb.connect(str(folder / "published" / "pledges.duckdb"), read_only=True) as con:
        yield con


@pytest.mark.parametrize(("number", "sql"), [(int(number), sql) for number, sql in QUESTIONS])
def test_a_newsrooms_question_has_the_answer_of_the_pages(
    con: duckdb.DuckDBPyConnection, number: int, sql: str
) -> None:
    columns, wanted = ANSWERS.get(number) or AMONG[number]
    found = con.execute(f"select {columns} from ({sql})").fetchall()
    assert found == wanted if number in ANSWERS else set(wanted) <= set(found)


def test_there_are_ten_questions_and_all_are_asked_of_promises() -> None:
    assert [int(number) for number, _ in QUESTIONS] == list(range(1, 11)) == sorted({*ANSWERS, *AMONG})
    assert all("from promises" in sql for _, sql in QUESTIONS)


def test_the_readmes_example_of_missed_prints_numbers_of_one_kind(con: duckdb.DuckDBPyConnection) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    found = re.search(r'pledgewatch query "(select [^"]* from missed[^"]*)"\n\n```\n(.*?)```', readme, re.DOTALL)
    assert found
    rows = con.execute(found[1]).fetchall()
    said = [line.split(",") for line in found[2].strip().splitlines()[1:]]
    assert [[str(cell) for cell in row] for row in rows] == said
    assert all(row[4] == row[6] and abs(row[3]) < 100 for row in rows)


def test_promises_is_flat_and_amounts_stand_in_wan_and_yi(con: duckdb.DuckDBPyConnection) -> None:
    assert (
        con.execute("select count(*), count(distinct commitment_id) from promises").fetchall()
        == con.execute("select count(*), count(*) from verdicts").fetchall()
    )
    assert con.execute(
        "select promised, promised_wan, promised_yi, unit from promises where indicator = '接待游客' and year = 2025"
    ).fetchall() == [(5e6, 500, 0.05, "人次")]
    assert con.execute(
        "select count(*) from promises where unit in ('%', '‰', '个百分点') and promised_wan is not null"
    ).fetchall() == [(0,)]
    assert con.execute(
        "select count(*) from promises where (reported is null) <> (reported_unit is null)"
    ).fetchall() == [(0,)]


def test_the_panel_has_one_row_a_place_year_indicator_form_and_unit(con: duckdb.DuckDBPyConnection) -> None:
    keys = "place_code, year, indicator_id, growth, unit"
    assert con.execute(f"select {keys} from panel group by all having count(*) > 1").fetchall() == []
    rows = con.execute(
        "select promised, reported, verdict from panel where place = ? and year = 2013 and indicator_id = 'gdp' and growth",
        [CITY],
    ).fetchall()
    assert rows == [(10, 9.5, "missed")]


# What is said to have vanished: towns that promised 全市造林面积 for 2020; report and plan of 2021 are silent. What the report of 2022 says, what is otherwise
# in the promise or its verdict, and the whole reports that were searched in vain: none where something acquits.
SILENCE: dict[str, tuple[str, dict[str, Any], int]] = {
    "never named again": ("修路十里。", {}, 2),
    "its name": ("全市造林面积五十亩。", {}, 0),
    "another of its names": ("植树造林再掀热潮。", {}, 0),
    "a shorter name": ("完成造林面积五十亩。", {}, 0),
    "a report that is not whole": ("残。", {"complete": False}, 1),
    "named in one that is not whole": ("植树造林", {"complete": False}, 0),
    "role not sure": ("修路十里。", {"role_sure": False}, 0),
    "unclear": ("修路十里。", {"verdict": "unclear"}, 0),
    "words left": ("修路十里。", {"continuity": "words_only"}, 0),
    "something was said": ("修路十里。", {"evidence_quote": "五年绿化"}, 0),
    "no name of the vocabulary": ("修路十里。", {"indicator_id": None}, 0),
}


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, int, str]]:
    """Town -> silent_reports, silent_until and says, of those that stand in the view."""
    folder = tmp_path_factory.mktemp("silent")
    with open_store(folder / "w.duckdb") as store:
        upsert(store, "places", [{"place_code": town, "name": town} for town in SILENCE], "place_code")
        upsert(
            store,
            "indicators",
            [{"indicator_id": "afforestation", "name": "造林面积", "aliases": ["植树造林"]}],
            "indicator_id",
        )
        load_batch(
            store, [one for town, (later, changed, _) in SILENCE.items() for one in reports(town, later, changed)]
        )
        upsert(store, "verdicts", [
            {"verdict": "unreported", "continuity": "dropped", "evidence_quote": None, "next_quote": "目标", "reason": "没有提到。", "confidence": 0.99}
            | {"commitment_id": town} | {k: v for k, v in changed.items() if k in ("verdict", "continuity", "evidence_quote")}
            for town, (_, changed, _) in SILENCE.items()
        ], "commitment_id")  # fmt: skip
        publish(store, folder / "p")
    with duckdb.connect(str(folder / "p" / "pledges.duckdb"), read_only=True) as con:
        return {
            town: told
            for town, *told in con.execute("select place, silent_reports, silent_until, says from vanished").fetchall()
        }


def reports(town: str, later: str, changed: dict[str, Any]) -> list[Any]:
    promise = {
        "commitment_id": town, "document_id": f"{town}2020", "place_code": town, "kind": "quantity", "indicator": "全市造林面积", "measure": "level", "value": 20.0,
        "unit": "亩", "quote": "全市造林面积20亩", "period": 2020, "role_sure": True, "indicator_id": "afforestation",
    }  # fmt: skip
    promise |= {k: v for k, v in changed.items() if k in promise}
    return [
        ({"document_id": f"{town}{year}", "place_code": town, "kind": "work_report", "year": year, "url": f"http://x/{year}", "sha256": "0", "text": text,
          "complete": year != 2022 or changed.get("complete", True)}, [promise] if year == 2020 else [], [], [])
        for year, text in ((2020, "全市造林面积20亩"), (2021, "全年收成好。目标"), (2022, later))
    ]  # fmt: skip


@pytest.mark.parametrize("town", SILENCE)
def test_only_what_no_later_document_names_has_vanished(silent: dict[str, tuple[int, int, str]], town: str) -> None:
    searched = SILENCE[town][2]
    assert (silent[town][0] if town in silent else 0) == searched
    if searched:
        assert silent[town][1] == 2020 + searched and f"{searched}份" in silent[town][2]
