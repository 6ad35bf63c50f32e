"""Corrections are data: applied once, taken back when they go, and loud where what they expect no longer stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.yaml_files import read_yaml
from flows.processing.corrections import correct
from warehouse.corrections import load_corrections
from warehouse.store import load_batch, open_store

ENTRY = """
- document: d2024
  row: c1
  field: value
  expected: 13240000000000.0
  new: 132400000000.0
  reason: 万 was read twice
  who: Li Min
  date: 2026-03-01
"""
TITLE = "- {document: d2024, field: title, expected: null, new: 政府工作报告, reason: the page has none, who: Li Min, date: 2026-03-02}\n"


def read(value: float = 1.324e13) -> tuple[Any, ...]:
    claim = {"document_id": "d2024", "place_code": "450224", "indicator": "生产总值", "unit": "元", "period": 2024}
    return (
        {
            "document_id": "d2024",
            "place_code": "450224",
            "kind": "work_report",
            "year": 2024,
            "url": "u",
            "sha256": "a",
            "text": "t",
        },
        [claim | {"commitment_id": "c1", "kind": "quantity", "value": value}],
        [claim | {"outcome_id": "o1", "value": 1.0, "estimate": False}],
        [],
    )


@pytest.fixture
def con(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    con = open_store(tmp_path / "warehouse.duckdb")
    load_batch(con, [read()])
    return con


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corrections").mkdir()
    return tmp_path / "corrections"


def stands(con: duckdb.DuckDBPyConnection) -> Any:
    return con.execute("select value, corrected from commitments").fetchall()[0]


def states(con: duckdb.DuckDBPyConnection) -> list[Any]:
    return con.execute("select file, line, state, fault from corrections order by file, line").fetchall()


def test_applied_once_marked_and_taken_back(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.yaml").write_text(ENTRY + TITLE, "utf-8")
    assert correct(con, folder) == ({"450224"}, [])
    value, corrected = stands(con)
    assert (
        value == 132400000000.0
        and "万 was read twice" in corrected
        and "Li Min" in corrected
        and "2026-03-01" in corrected
    )
    assert con.execute("select title, corrected is not null from documents").fetchall() == [("政府工作报告", True)]
    assert [row[:3] for row in states(con)] == [("a.yaml", 2, "applied"), ("a.yaml", 10, "applied")]
    before = con.execute("from corrections").fetchall()
    assert correct(con, folder) == (set(), [])  # nothing is done twice
    assert correct(con, None) == (set(), [])  # a run without the folder keeps to what is known
    assert con.execute("from corrections").fetchall() == before and stands(con) == (value, corrected)
    (folder / "a.yaml").write_text(TITLE, "utf-8")
    assert correct(con, folder) == ({"450224"}, [])
    assert stands(con) == (1.324e13, None)
    (folder / "a.yaml").unlink()
    correct(con, folder)
    assert con.execute("select title, corrected from documents").fetchall() == [(None, None)] and states(con) == []


def test_applied_again_after_a_new_reading(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.yaml").write_text(ENTRY, "utf-8")
    correct(con, folder)
    load_batch(con, [read()])
    assert stands(con) == (1.324e13, None)
    assert correct(con, None)[0] == {"450224"}
    assert stands(con)[0] == 132400000000.0


def test_two_corrections_of_one_row_are_both_told(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.yaml").write_text(
        ENTRY + ENTRY.replace("value", "unit").replace("13240000000000.0", "元").replace("132400000000.0", "美元"),
        "utf-8",
    )
    assert correct(con, folder)[1] == []
    assert con.execute("select value, unit from commitments").fetchall() == [(132400000000.0, "美元")]
    assert stands(con)[1].count("Li Min") == 2
    correct(con, folder)
    assert stands(con)[1].count("Li Min") == 2


@pytest.mark.parametrize(
    ("value", "says"),
    [(1.5e13, "look again"), (132400000000.0, "the source has it right itself now")],
)
def test_one_that_no_longer_fits_fails_loudly_and_changes_nothing(
    con: duckdb.DuckDBPyConnection, folder: Path, value: float, says: str
) -> None:
    (folder / "a.yaml").write_text(ENTRY, "utf-8")
    correct(con, folder)
    load_batch(con, [read(value)])
    for _ in range(2):
        places, lines = correct(con, folder)
        assert stands(con) == (value, None) and places == set()
        assert len(lines) == 1 and lines[0].startswith("a.yaml:2: d2024 c1: value is") and says in lines[0]
        ((url, reason, remedy),) = con.execute(
            "select url, reason, remedy from rejections where stage = 'corrections'"
        ).fetchall()
        assert url == "a.yaml:2" and "expected was 13240000000000.0" in reason and says in remedy
    assert states(con)[0][2] == "stale"
    (folder / "a.yaml").unlink()
    assert correct(con, folder)[1] == [] and con.execute("from rejections").fetchall() == []


def test_one_that_names_a_row_that_is_gone_is_stale(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.yaml").write_text(ENTRY.replace("row: c1", "row: c9"), "utf-8")
    assert "has no row c9" in correct(con, folder)[1][0]


def test_one_of_a_document_not_held_waits(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.yaml").write_text(ENTRY.replace("d2024", "d2031"), "utf-8")
    assert correct(con, folder) == (set(), []) and states(con)[0][2] == "waiting"


def test_a_broken_file_keeps_what_it_held(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.yaml").write_text(ENTRY, "utf-8")
    (folder / "b.yaml").write_text(TITLE, "utf-8")
    correct(con, folder)
    (folder / "a.yaml").write_text(ENTRY + "\n- {", "utf-8")
    places, lines = correct(con, folder)
    assert places == set() and stands(con)[0] == 132400000000.0
    assert (
        len(lines) == 1 and lines[0].startswith("a.yaml:11: is no YAML") and "pledgewatch guide corrections" in lines[0]
    )
    assert correct(con, None)[1] == lines  # nobody looked into the files, and what was wrong stays on record
    assert con.execute("select url from rejections").fetchall() == [("a.yaml:11",)]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("  who: Li Min\n", "", 2, "misses who"),
        ("  who:", "  by: Li\n  who:", 2, "unknown key by"),
        ("field: value", "field: valu", 2, "field valu cannot be corrected; one of comparator"),
        ("field: value", "field: place_code", 2, "set it where the document is filed"),
        ("field: value", "field: quote", 2, "field quote cannot be corrected"),
        ("reason: 万 was read twice", "reason: ' '", 2, "reason is empty"),
        ("date: 2026-03-01", "date: soon", 2, "'soon' is no date; write it as 2026-03-01"),
        ("new: 132400000000.0", "new: 13240000000000.0", 2, "the same"),
        ("\n- document", "\ndocument", 1, "must be a list"),
    ],
)
def test_what_is_wrong_in_a_file_names_file_line_and_remedy(
    folder: Path, old: str, new: str, line: int, says: str
) -> None:
    text = ENTRY.replace(old, new)
    if new == "\ndocument":
        text = "document: d2024\n"
    (folder / "a.yaml").write_text(text, "utf-8")
    found, (fault,) = load_corrections(folder, read_yaml)
    assert found == [] and (fault.file, fault.line) == ("a.yaml", line) and says in fault.message


def test_a_value_of_the_wrong_type_is_stale(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "a.yaml").write_text(ENTRY.replace("new: 132400000000.0", "new: much"), "utf-8")
    assert "holds double" in correct(con, folder)[1][0] and stands(con) == (1.324e13, None)


def test_a_folder_that_is_missing_is_told(folder: Path) -> None:
    assert "no such folder" in load_corrections(folder / "nowhere", read_yaml)[1][0].message
