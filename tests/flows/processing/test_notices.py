"""Several notices of one place in a year, as they come: what stands side by side, what corrects, contradicts or is missing, and what is said then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pair_of_reports import indicators, report

from extract.batch import Work
from extract.document import Filed, read_document
from extract.model import DocumentRows, ReadError
from flows.processing.loading import load_answers
from flows.processing.run import Processed
from flows.settings import Home
from warehouse.judge import judge
from warehouse.store import open_store, upsert

PLACE = "411700"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


class Year:
    """A place's documents as they come: read, loaded and judged, without checks and published files."""

    def __init__(self, con: Any, home: Home) -> None:
        self._con, self._home = con, home

    def add(self, kind: str, **texts: str) -> list[str]:
        """Loads a document for each text under its name, and judges; gives what was refused."""
        works: list[Work] = []
        for name, text in texts.items():
            url, sha256 = f"https://a.example/{name}", hashlib.sha256(text.encode()).hexdigest()
            upsert(self._con, "captures", [{"url": url, "sha256": sha256, "checked_at": NOW}], "url")
            filed = Filed(url, PLACE, kind)  # type: ignore[arg-type]
            works.append(Work(filed, sha256, "", NOW, self._home.archive, "1"))
        result = Processed()
        answers = [self._read(work, text) for work, text in zip(works, texts.values(), strict=True)]
        load_answers(self._con, self._home, works, answers, "1", result)
        judge(self._con)
        return result.rejected

    def _read(self, work: Work, text: str) -> DocumentRows | str:
        try:
            return read_document(
                text.encode(), work.filed, sha256=work.sha256, captured_at=work.captured_at, reader_version="1"
            )
        except ReadError as error:
            return str(error)

    def ask(self, sql: str) -> list[Any]:
        return self._con.execute(sql).fetchall()

    def visitors(self) -> tuple[str, str, str]:
        """Verdict, rule and reason on the 500万 visitors promised for 2024."""
        ((verdict, rule, reason),) = self.ask(
            "select verdict, rule, reason from verdicts join commitments using (commitment_id)"
            " where indicator_id = 'tourist_visits' and value = 5000000"
        )
        return verdict, rule, reason


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Year]:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    with open_store(home.database) as con:
        upsert(con, "indicators", indicators(), "indicator_id")
        yield Year(con, home)


FILLER = "全市上下同心协力，各项工作稳步推进，城乡面貌焕然一新，百姓日子越过越踏实。" * 12


def notice(months: str, done: str, title: str = "经济运行情况", note: str = "") -> str:
    return f"2024年{months}全市{title}{note}\n\n{months}，全市接待游客{done}万人次，同比增长8%。社会消费品零售总额增长4.1%。\n{FILLER}\n"


PLAN = report(2024, "", "全年接待游客500万人次以上。")


def test_two_offices_on_the_same_months_stand_side_by_side(year: Year) -> None:
    assert year.add("work_report", plan=PLAN) == []
    retail = "2024年1—9月全市经济运行简况\n\n1—9月，全市固定资产投资增长3.2%，社会消费品零售总额增长4.1%。\n" + FILLER
    assert year.add("progress_notice", a=retail, b=notice("1—9月", "240")) == []
    assert year.visitors()[0] == "lagging"
    ids = year.ask("select document_id from documents where kind = 'progress_notice' order by 1")
    assert len(ids) == 2 and ids[1][0].startswith(ids[0][0] + "-")
    assert year.add("progress_notice", a=retail, b=notice("1—9月", "240")) == []  # added again, nothing changes
    assert year.ask("select document_id from documents where kind = 'progress_notice' order by 1") == ids
    (refused,) = year.add("progress_notice", mirror=retail)
    assert "is the same document as" in refused


def test_a_correction_stands_instead_of_what_it_corrects(year: Year) -> None:
    year.add("work_report", plan=PLAN)
    year.add("progress_notice", first=notice("1—9月", "42"))
    assert year.visitors()[:2] == ("lagging", "pace_of_flow")
    year.add("progress_notice", corrected=notice("1—9月", "420", note="（更正）"))
    verdict, rule, reason = year.visitors()
    assert (verdict, rule) == ("on_track", "pace_of_flow") and "420万人次" in reason


def test_two_that_contradict_each_other_prove_nothing(year: Year) -> None:
    year.add("work_report", plan=PLAN)
    year.add("progress_notice", a=notice("1—9月", "240"), b=notice("1—9月", "420", "经济形势分析"))
    verdict, rule, reason = year.visitors()
    assert (verdict, rule) == ("unclear", "notices_disagree")
    assert "240万人次" in reason and "420万人次" in reason and "前9个月" in reason
    # What both say of a pace that is too slow is said, with the number of one of them.
    year.add("progress_notice", a=notice("1—10月", "250"), b=notice("1—10月", "261", "经济形势分析"))
    assert year.visitors()[:2] == ("lagging", "pace_of_flow")


def test_a_sum_that_falls_from_month_to_month_proves_nothing(year: Year) -> None:
    year.add("work_report", plan=PLAN)
    year.add("progress_notice", eight=notice("1—8月", "390"))
    assert year.visitors()[0] == "on_track"
    year.add("progress_notice", nine=notice("1—9月", "62"))
    verdict, rule, reason = year.visitors()
    assert (verdict, rule) == ("unclear", "sum_fell_back")
    assert "62万人次" in reason and "390万人次" in reason and "8月" in reason
    year.add("progress_notice", ten=notice("1—10月", "430"))
    assert year.visitors()[0] == "on_track"


def test_last_years_figures_under_this_years_title_answer_nothing_of_this_year(year: Year) -> None:
    year.add("work_report", plan=PLAN)
    old = (
        "2024年1—9月全市经济运行情况\n\n2023年1—9月，全市接待游客62万人次，同比增长8%。2023年1—9月，社会消费品零售总额增长4.1%。\n"
        + FILLER
    )
    year.add("progress_notice", old=old)
    assert year.visitors()[0] == "pending"


def test_a_table_as_a_picture_is_refused_by_name(year: Year) -> None:
    title = "2024年1—9月全市主要经济指标"
    page = (
        f'<html><head><title>{title}</title></head><body><h1>{title}</h1><p><img src="a.png" alt=""></p></body></html>'
    )
    (refused,) = year.add("progress_notice", picture=page)
    assert "it shows pictures" in refused and "the address of a text" in refused
