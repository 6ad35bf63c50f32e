"""What a source must yield and when: read from its line, told as terms, and held against what is there in the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extract.sources.files import Source, load_source
from flows.capturing.worklist import expected
from warehouse.coverage import update_coverage
from warehouse.store import open_store, upsert

PLACE = 'place: {code: "411700", name: 驻马店市, level: prefecture, parent: "410000"}\n'
TODAY = date(2026, 5, 20)


def load(folder: Path, line: str) -> tuple[Source | None, str]:
    path = folder / "411700-zhumadian.yaml"
    path.write_text(PLACE + f"documents: []\nexpect:\n  - {line}\n", "utf-8")
    loaded, errors = load_source(path)
    return loaded, "\n".join(map(str, errors))


def source(folder: Path, line: str) -> Source:
    loaded, errors = load(folder, line)
    assert loaded is not None, errors
    return loaded


def terms(folder: Path, line: str) -> list[tuple[str, str, str]]:
    rows = expected([source(folder, line)], TODAY)
    return [(str(row["period_end"] or row["year"]), str(row["opens"]), str(row["due"])) for row in rows]


def test_a_report_comes_in_its_year_and_a_bulletin_in_the_next(tmp_path: Path) -> None:
    assert terms(tmp_path, "work_report by 04-30") == [
        ("2025", "2025-01-01", "2025-04-30"), ("2026", "2026-01-01", "2026-04-30"), ("2027", "2027-01-01", "2027-04-30")]  # fmt: skip
    assert terms(tmp_path, "statistical_bulletin by 05-31 since 2024") == [
        ("2024", "2025-01-01", "2025-05-31"), ("2025", "2026-01-01", "2026-05-31"), ("2026", "2027-01-01", "2027-05-31")]  # fmt: skip


def test_notices_come_after_the_end_of_each_month_or_quarter(tmp_path: Path) -> None:
    assert terms(tmp_path, "progress_notice monthly") == [
        ("2026-02-28", "2026-03-01", "2026-03-30"), ("2026-03-31", "2026-04-01", "2026-04-30"),
        ("2026-04-30", "2026-05-01", "2026-05-30"), ("2026-05-31", "2026-06-01", "2026-06-30")]  # fmt: skip
    assert terms(tmp_path, "progress_notice quarterly within 45 days since 2025") == [
        ("2025-03-31", "2025-04-01", "2025-05-15"), ("2025-06-30", "2025-07-01", "2025-08-14"), ("2025-09-30", "2025-10-01", "2025-11-14"),
        ("2026-03-31", "2026-04-01", "2026-05-15"), ("2026-06-30", "2026-07-01", "2026-08-14")]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("progress_notice by 04-30", "progress_notice monthly within 30 days"),
        ("progress_notice weekly", "is not understood"),
        ("work_report monthly", "is not understood"),
        ("progress_notice monthly within 0 days", "write 1 to 200"),
        ("progress_notice quarterly since 1900", "no year from 1949 to 2100"),
        ("work_report by 02-30", "02-30 is no day of the year"),
    ],
)
def test_what_is_written_otherwise_is_told(tmp_path: Path, line: str, told: str) -> None:
    loaded, errors = load(tmp_path, line)
    assert loaded is None
    assert told in errors


def test_a_month_that_is_missing_is_overdue(tmp_path: Path) -> None:
    """Notices of April and of two departments for March have come, that of February has not."""
    with open_store(tmp_path / "w.duckdb") as con:
        upsert(
            con,
            "expectations",
            expected([source(tmp_path, "progress_notice monthly")], TODAY),
            ("place_code", "kind", "year", "period_end"),
        )
        for name, end in (("a", "2026-03-31"), ("b", "2026-03-31"), ("c", "2026-04-30")):
            con.execute(
                "insert into documents by name select ? as document_id, '411700' as place_code, 'progress_notice' as kind, 2026 as year,"
                " ?::date as period_end, '' as title, ? as url, now()::timestamp as captured_at, 'x' as sha256, true as complete, '' as text",
                [name, end, f"https://a.example/{name}"],
            )
        update_coverage(con, TODAY)
        found = con.execute("select period_end::varchar, state from coverage order by 1").fetchall()
    assert found == [
        ("2026-02-28", "overdue"),
        ("2026-03-31", "found"),
        ("2026-04-30", "found"),
        ("2026-05-31", "not_due"),
    ]
