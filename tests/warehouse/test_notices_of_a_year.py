"""Thirty invented governments through a year of notices in the wordings of the genre: no false lag, no false comfort, each lag begins and ends once."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import groupby

import pytest
from pair_of_reports import YEAR, counties, indicators, report

from extract.document import Filed, read_document
from warehouse.judge import judge
from warehouse.store import load_batch, open_store, upsert

TARGET = 500  # 万人次
MONTHS = (3, 6, 9, 11)
# The share of the target reached by March, June, September and November.
STEADY, BEHIND = (0.26, 0.51, 0.77, 0.95), (0.04, 0.22, 0.40, 0.55)
RECOVERS, FALLS_BACK = (0.04, 0.24, 0.74, 0.96), (0.27, 0.50, 0.51, 0.53)
COURSES = (STEADY, BEHIND, RECOVERS, FALLS_BACK, STEADY)
DUE = {
    STEADY: ["on_track"] * 4,
    BEHIND: ["lagging"] * 4,
    RECOVERS: ["lagging", "lagging", "on_track", "on_track"],
    FALLS_BACK: ["on_track", "on_track", "lagging", "lagging"],
}
_STANDS_FOR = {3: "一季度", 6: "上半年", 9: "前三季度"}


def _since(month: int) -> str:
    return _STANDS_FOR.get(month, f"1—{month}月")


def _month_first(month: int, done: float, before: float) -> str:
    return f"{month}月份，全县接待游客{(done - before) / 3:.1f}万人次，同比增长8%。1—{month}月，累计接待游客{done:.1f}万人次，同比增长9%。"


def _quarter_beside(month: int, done: float, before: float) -> str:
    quarter = {3: "一季度", 6: "二季度", 9: "三季度", 11: "11月当月"}[month]
    alone = f"{quarter}{'当季' * (month != 11)}，全县接待游客{done - before:.1f}万人次，增长12%；" if month != 3 else ""
    return f"{alone}{_since(month)}累计接待游客{done:.1f}万人次，增长9%。"


def _holiday(month: int, done: float, before: float) -> str:
    return (
        f"{_since(month)}，全县接待游客{done:.1f}万人次。其中，“五一”假期接待游客{before / 9 + 3:.1f}万人次，增长21%。"
    )


def _forecast(month: int, done: float, before: float) -> str:
    return f"预计全年接待游客{TARGET + 20}万人次。{_since(month)}，全县接待游客{done:.1f}万人次。"


def _target_quoted(month: int, done: float, before: float) -> str:
    return f"对照全年接待游客{TARGET}万人次的目标，{_since(month)}全县接待游客{done:.1f}万人次。"


def _table(month: int, done: float, before: float) -> str:
    return f"表1 主要指标\n指标\t本月\t同比增减%\t1-本月累计\t同比增减%\n接待游客（万人次）\t{(done - before) / 3:.1f}\t30.0\t{done:.1f}\t6.0\n社会消费品零售总额（亿元）\t3.1\t9.9\t27.4\t4.1"


WORDINGS: tuple[Callable[[int, float, float], str], ...] = (
    _month_first, _quarter_beside, _holiday, _forecast, _target_quoted, _table,
)  # fmt: skip
GOVERNMENTS = [(wording, course) for wording in WORDINGS for course in COURSES]


def _document(text: str, filed: Filed) -> tuple[object, ...]:
    read = read_document(
        text.encode(), filed, sha256=filed.url.ljust(64, "0"), captured_at=datetime(YEAR, 12, 1, tzinfo=UTC), reader_version="1"
    )  # fmt: skip
    return read.document, read.commitments, read.outcomes, read.statements


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[str, str]]]:
    """The verdict and reason on each government's promise of visitors after each of its notices."""
    codes = counties(len(GOVERNMENTS))
    said: list[list[tuple[str, str]]] = [[] for _ in GOVERNMENTS]
    with open_store(tmp_path_factory.mktemp("year") / "w.duckdb") as con:
        upsert(con, "indicators", indicators(), "indicator_id")
        plan = report(YEAR, "", f"全年接待游客{TARGET}万人次以上。")
        load_batch(con, [_document(plan, Filed(f"{c}.txt", c, "work_report", YEAR)) for c in codes])  # type: ignore[misc]
        for at, month in enumerate(MONTHS):
            end = date(YEAR, month, calendar.monthrange(YEAR, month)[1])
            notices = [
                _document(
                    f"{YEAR}年1—{month}月全县经济运行情况\n{wording(month, TARGET * course[at], TARGET * (course[at - 1] if at else 0))}\n",
                    Filed(f"{code}-{month}.txt", code, "progress_notice", YEAR, end),
                )
                for code, (wording, course) in zip(codes, GOVERNMENTS, strict=True)
            ]
            load_batch(con, notices)  # type: ignore[arg-type]
            judge(con)
            rows = con.execute(
                "select c.place_code, v.verdict, v.reason from verdicts v join commitments c using (commitment_id)"
                " where c.indicator_id = 'tourist_visits' and c.value = ?", [TARGET * 10000.0]
            ).fetchall()  # fmt: skip
            by_place = {code: (verdict, reason) for code, verdict, reason in rows}
            for n, code in enumerate(codes):
                said[n].append(by_place[code])
    return said


@pytest.mark.parametrize("number", range(len(GOVERNMENTS)))
def test_the_pace_is_told_as_it_is(told: list[list[tuple[str, str]]], number: int) -> None:
    wording, course = GOVERNMENTS[number]
    assert [verdict for verdict, _ in told[number]] == DUE[course], (wording.__name__, told[number])


def test_each_lag_begins_and_ends_once(told: list[list[tuple[str, str]]]) -> None:
    for (_, course), verdicts in zip(GOVERNMENTS, told, strict=True):
        turns = [verdict for verdict, _ in groupby(v for v, _ in verdicts)]
        assert len(turns) == (1 if course in (STEADY, BEHIND) else 2)


def test_the_reason_names_the_months_and_both_numbers(told: list[list[tuple[str, str]]]) -> None:
    _, reason = told[1][2]  # behind, in September
    assert "前9个月200万人次" in reason and "500万人次" in reason and "40%" in reason
