"""The part of a year that a notice covers, by its own words; the day of publication is none of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from extract.document import read_document
from extract.identity.identify import identify
from extract.identity.period import field_of, find_period_end, year_of_months
from extract.model import DocumentRows, Filed, ReadError


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("2025年1—9月全县经济运行情况", date(2025, 9, 30)),
        ("2025年1至9月份全县经济运行情况", date(2025, 9, 30)),
        ("2025年元至九月全县经济运行情况", date(2025, 9, 30)),
        ("2025年前9个月全县经济运行情况", date(2025, 9, 30)),
        ("2025年9月份全县经济运行情况", date(2025, 9, 30)),
        ("截至2025年9月底重点工作进展情况", date(2025, 9, 30)),
        ("县统计局发布2025年前三季度经济数据", date(2025, 9, 30)),
        ("2025年上半年全市经济运行情况分析", date(2025, 6, 30)),
        ("2025年一季度经济形势", date(2025, 3, 31)),
        ("2025年2月统计月报", date(2025, 2, 28)),
    ],
)
def test_a_title_says_the_part_of_the_year(title: str, end: date) -> None:
    assert find_period_end("", title, year=None, published_on=None) == end
    assert find_period_end(f"{title}\n发布时间：2025-11-24 来源：县统计局", "", year=None, published_on=None) == end


def test_the_day_of_publication_gives_the_year_and_nothing_else() -> None:
    text = "1—12月全县主要经济指标完成情况\n发布时间：2025-01-24 来源：县统计局"
    assert find_period_end(text, "", year=None, published_on=date(2025, 1, 24)) == date(2024, 12, 31)
    assert find_period_end("上半年经济运行", "", year=None, published_on=date(2025, 7, 20)) == date(2025, 6, 30)
    assert find_period_end("经济运行情况\n发布时间：2025-10-24", "", year=2025, published_on=None) is None
    assert year_of_months(date(2025, 1, 24), 12) == 2024 and year_of_months(date(2025, 12, 31), 12) == 2024


def test_the_file_name_and_the_opening_say_it_where_the_title_does_not() -> None:
    name = "http://tj.example.cn/2025/%E4%B8%8A%E5%8D%8A%E5%B9%B4%E8%BF%90%E8%A1%8C.html"
    assert find_period_end("全县经济运行情况", "", year=2025, published_on=None, name=name) == date(2025, 6, 30)
    assert find_period_end("全县经济运行平稳。" * 9 + "前三季度，", "", year=2025, published_on=None) == date(
        2025, 9, 30
    )


@pytest.mark.parametrize(
    "title",
    [
        "上半年全县经济运行情况分析",
        "2025年9月份财政收支情况",
        "2025年上半年文旅市场运行情况",
        "前三季度经济运行新闻发布会实录",
    ],
)
def test_notices_of_offices_are_known_by_their_titles(title: str) -> None:
    assert (
        identify("", title).kind == "progress_notice"
        or identify(f"{title}\n接待游客3万人次。").kind == "progress_notice"
    )


def test_a_field_of_one_department_and_none_of_the_whole_economy() -> None:
    assert field_of("2025年上半年文旅市场运行情况") == "tourism"
    assert field_of("2025年9月份财政收支情况") == "finance"
    assert field_of("2025年前三季度经济运行情况") is None
    assert field_of("农业和旅游情况") is None


def _read(text: str, **filed: object) -> DocumentRows:
    known = Filed(url="file:///notice.txt", place_code="999901", kind="progress_notice", fictional=True, **filed)  # type: ignore[arg-type]
    return read_document(text.encode(), known, sha256="0", captured_at=datetime(2026, 1, 1), reader_version="1")


def test_two_departments_on_the_same_months_are_two_documents() -> None:
    tourism = _read("2025年前三季度文旅市场运行情况\n前三季度，接待游客480万人次。", year=2025)
    finance = _read("2025年前三季度财政收支情况\n前三季度，财政收入9.4亿元。", year=2025)
    assert tourism.document["document_id"] == "999901-progress_notice-2025-0930-tourism"
    assert finance.document["document_id"] == "999901-progress_notice-2025-0930-finance"


def test_a_month_by_itself_is_no_row_of_the_years_indicator() -> None:
    rows = _read("2025年9月份经济运行情况\n9月份，接待游客62万人次。1—9月，接待游客610万人次。", year=2025).outcomes
    assert [(r["indicator_id"], r["period_start"]) for r in rows] == [
        (None, date(2025, 9, 1)),
        ("tourist_visits", date(2025, 1, 1)),
    ]


def test_where_no_part_of_the_year_is_said_the_remedy_is_named() -> None:
    with pytest.raises(ReadError, match=r"period_end.*manifest"):
        _read("全县经济运行情况\n接待游客62万人次。", year=2025)


def test_a_bulletin_with_an_odd_title_is_of_its_whole_year() -> None:
    filed = Filed(url="file:///b.txt", place_code="999901", kind="statistical_bulletin", year=2003, fictional=True)
    text = "示例县统计局关于国民经济的统计公报\n全年接待游客3.1万人次。"
    rows = read_document(text.encode(), filed, sha256="0", captured_at=datetime(2026, 1, 1), reader_version="1")
    assert rows.document["period_end"] == date(2003, 12, 31)
