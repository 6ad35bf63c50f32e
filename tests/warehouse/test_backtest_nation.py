"""The back-test on what was published of the nation inside fourteen years: how often an alert of March, June or September came true.

`pytest -n 0 -s tests/warehouse/test_backtest_nation.py` prints precision and recall by month.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pair_of_reports import FILLER, indicators
from speech import OPENING

from extract.document import Filed, read_document
from extract.language.months import last_day
from extract.model import DocumentKind
from warehouse.backtest import Month, backtest
from warehouse.store import load_batch, open_store, upsert

FIGURES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "nation_in_the_year.yaml").read_text("utf-8")
)
YEARS = sorted({year for one in FIGURES.values() for year in one["years"]})
MONTHS = {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}


def sentences(year: int, form: str, value: Any) -> str:
    """One sentence for each indicator that has figures of the year."""
    found = [one[form].format(value(one["years"][year])) for one in FIGURES.values() if year in one["years"]]
    return "，".join(found)


def documents(year: int) -> list[tuple[str, DocumentKind, date | None]]:
    plan = (
        f"{OPENING}一、{year - 1}年工作回顾\n各项工作取得新的成绩。{FILLER}\n"
        f"二、{year}年工作安排\n今年经济社会发展的主要预期目标是：{sentences(year, 'promise', lambda one: one['target']).replace('左右%', '%左右').replace('以上%', '%以上')}。\n{FILLER}"
    )  # fmt: skip
    found: list[tuple[str, DocumentKind, date | None]] = [(plan, "work_report", None)]
    for at, (month, name) in enumerate(MONTHS.items()):
        title = "国民经济和社会发展统计公报" if month == 12 else f"{name}国民经济运行情况"
        said = sentences(year, "told", lambda one, at=at: one["by"][at])
        kind: DocumentKind = "statistical_bulletin" if month == 12 else "progress_notice"
        found.append((f"{year}年{title}\n{name}，{said}。\n{FILLER}", kind, last_day(year, month)))
    return found


@pytest.fixture(scope="module")
def by_month(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Month]:
    batch: list[Any] = []
    for year in YEARS:
        for number, (text, kind, end) in enumerate(documents(year)):
            filed = Filed(f"{year}-{number}.txt", "000000", kind, year, end)
            read = read_document(
                text.encode(), filed, sha256=filed.url.ljust(64, "0"), captured_at=datetime(2026, 1, 1, tzinfo=UTC), reader_version="1"
            )  # fmt: skip
            batch.append((read.document, read.commitments, read.outcomes, read.statements))
    with open_store(tmp_path_factory.mktemp("nation") / "w.duckdb") as con:
        upsert(con, "indicators", indicators(), "indicator_id")
        load_batch(con, batch)
        found = backtest(con)
    print(
        "",
        f"{'rule':<14} {'month':>5} {'judged':>6} {'missed':>6} {'alerts':>6} {'true':>5} {'precision':>9} {'recall':>6}",
        sep="\n",
    )
    for one in found:
        rates = (f"{rate:.2f}" if rate is not None else "–" for rate in (one.precision, one.recall))
        print(
            f"{one.rule:<14} {one.month:>5} {one.judged:>6} {one.missed:>6} {one.alerts:>6} {one.alerts_missed:>5} {next(rates):>9} {next(rates):>6}"
        )
    return {(one.rule, one.month): one for one in found}


def test_all_figures_are_judged(by_month: dict[tuple[str, int], Month]) -> None:
    rates = sum(len(one["years"]) for name, one in FIGURES.items() if name != "jobs")
    for month in (3, 6, 9):
        assert by_month["pace_of_rate", month].judged == rates
        assert by_month["pace_of_flow", month].judged == len(FIGURES["jobs"]["years"])


def test_nobody_was_told_that_jobs_lagged(by_month: dict[tuple[str, int], Month]) -> None:
    """Each of these targets was kept, by the year before's pace and by the calendar's alike."""
    assert sum(by_month["pace_of_flow", month].alerts for month in (3, 6, 9)) == 0


@pytest.mark.parametrize(("month", "precision", "recall"), [(3, 0.8, 0.44), (6, 1.0, 0.66), (9, 1.0, 0.88)])
def test_alerts_on_rates_come_true(
    by_month: dict[tuple[str, int], Month], month: int, precision: float, recall: float
) -> None:
    """The false alert of March is the rise of prices in early 2020, which fell below its ceiling by the year's end. Floors only go up."""
    found = by_month["pace_of_rate", month]
    assert found.precision is not None and found.precision >= precision
    assert found.recall is not None and found.recall >= recall
