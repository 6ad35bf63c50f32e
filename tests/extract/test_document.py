"""From bytes to rows: place, kind and year worked out, misfiled documents, refusals with a remedy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import opencc
import pytest
from speech import YEAR, whole

from extract.document import DocumentRows, Filed, read_document
from extract.model import ReadError

WHEN = datetime(2026, 1, 2, tzinfo=UTC)
BULLETIN = (
    "融安县2023年国民经济和社会发展统计公报\n初步核算，全年地区生产总值182.6亿元，比上年增长5.4%。\n"
    + "稳中有进。" * 40
)


def rows(text: str, **filed: Any) -> DocumentRows:
    return read_document(
        text.encode(), Filed("report.txt", **filed), sha256="0" * 64, captured_at=WHEN, reader_version="test"
    )


def test_place_kind_and_year_are_worked_out() -> None:
    found = rows(whole("融安县"))
    document = found.document
    assert (document["place_code"], document["kind"], document["year"]) == ("450224", "work_report", YEAR)
    assert document["document_id"] == f"450224-work_report-{YEAR}"
    assert document["complete"] and document["period_end"] is None
    assert found.warnings == []


def test_a_bulletin_covers_the_year_that_it_names() -> None:
    found = rows(BULLETIN)
    assert (found.document["place_code"], found.document["kind"]) == ("450224", "statistical_bulletin")
    assert found.document["year"] == 2023
    assert [(r["value"], r["period_end"], r["estimate"]) for r in found.outcomes] == [
        (182.6e8, date(2023, 12, 31), True),
        (5.4, date(2023, 12, 31), True),
    ]
    assert found.commitments == []


def test_rows_quote_the_text_and_know_their_indicator() -> None:
    found = rows(whole("融安县"))
    assert len(found.commitments) == 3 and len(found.outcomes) == 5
    for row in found.commitments + found.outcomes:
        assert found.document["text"][row["char_start"] : row["char_end"]] == row["quote"]
    assert [r["indicator_id"] for r in found.commitments] == ["gdp", "fixed_asset_investment", "urban_new_jobs"]
    assert all(r["headline"] for r in found.commitments)


def test_ids_are_stable_and_each_its_own() -> None:
    first, again = rows(whole("融安县")), rows(whole("融安县"))
    ids = [r["commitment_id"] for r in first.commitments] + [r["outcome_id"] for r in first.outcomes]
    assert ids == [r["commitment_id"] for r in again.commitments] + [r["outcome_id"] for r in again.outcomes]
    assert len(set(ids)) == len(ids)


def test_a_claim_keeps_its_id_when_text_before_it_changes() -> None:
    before = rows(whole("融安县"))
    after = rows(whole("融安县").replace("干部群众", "全县干部群众"))
    assert [r["commitment_id"] for r in before.commitments] == [r["commitment_id"] for r in after.commitments]


def test_of_a_misfiled_document_its_own_place_stands() -> None:
    found = rows(whole("融安县"), place_code="130633", kind="work_report", year=YEAR)
    assert found.document["place_code"] == "450224"
    (warning,) = found.warnings
    assert "130633" in warning and "融安县" in warning and "450224" in warning


def test_a_fictional_place_stays_where_it_was_filed() -> None:
    found = rows(whole("融安县"), place_code="990001", fictional=True)
    assert found.document["place_code"] == "990001"


def test_of_a_document_filed_under_another_year_its_own_year_stands() -> None:
    found = rows(whole("融安县"), year=2020)
    assert found.document["year"] == YEAR
    assert found.document["document_id"] == f"450224-work_report-{YEAR}"
    assert any("2020" in w and f"taken as {YEAR}" in w for w in found.warnings)
    assert {r["period"] for r in found.commitments} == {YEAR}


def test_of_two_reports_in_one_file_the_one_it_was_filed_as_is_read() -> None:
    both = f"{whole('融安县', 2023)}\n{whole('融安县', 2024)}"
    for year in (2023, 2024):
        found = rows(both, place_code="450224", kind="work_report", year=year)
        assert found.document["year"] == year
        assert {c["period"] for c in found.commitments} == {year}
        assert any("holds 2 reports" in w for w in found.warnings)


def test_a_document_of_another_kind_than_filed_keeps_the_filed_year() -> None:
    found = rows(BULLETIN, kind="progress_notice", year=2024, period_end=date(2024, 6, 30))
    assert found.document["year"] == 2024
    assert any("taken as filed" in w for w in found.warnings)


def test_a_fictional_document_keeps_the_year_it_was_filed_under() -> None:
    found = rows(whole("融安县"), place_code="990001", year=2020, fictional=True)
    assert found.document["year"] == 2020


def test_of_two_reports_in_one_file_the_filed_one_is_read_and_told() -> None:
    other = (
        whole("融安县", YEAR - 1)
        .replace("干部群众同心协力", "林茂粮丰物阜民安")
        .replace("城乡面貌焕然一新，各项事业稳步向前", "渠水长流百工兴旺，市井街巷灯火可亲")
    )
    found = rows(whole("融安县") + "\n" + other.replace("182.6", "171.3"), year=YEAR)
    assert found.document["year"] == YEAR
    assert [r["value"] for r in found.outcomes][:1] == [182.6e8]
    assert 171.3e8 not in {r["value"] for r in found.outcomes}
    assert any("2 reports" in w for w in found.warnings)


def test_a_text_given_twice_is_read_once() -> None:
    once, twice = rows(whole("融安县")), rows(whole("融安县") + "\n" + whole("融安县"))
    assert [r["value"] for r in twice.commitments] == [r["value"] for r in once.commitments]
    assert [r["value"] for r in twice.outcomes] == [r["value"] for r in once.outcomes]
    assert twice.warnings == []


def refused(text: str, **filed: Any) -> str:
    with pytest.raises(ReadError) as caught:
        rows(text, **filed)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_summary_is_refused() -> None:
    text = whole("融安县")[:600]
    message = refused(text, place_code="450224", kind="work_report", year=YEAR)
    assert "summary" in message and "find the full text" in message


def test_a_text_of_another_genre_is_refused() -> None:
    assert "--kind" in refused("秋日登山\n山路两旁的枫叶红了，我们一路说笑。" * 60)


def test_a_report_without_a_year_is_refused() -> None:
    text = whole("融安县")
    for year in (YEAR, YEAR - 1):
        text = text.replace(f"{year}年", "")
    assert "--year" in refused(text.replace("1月16日", ""), kind="work_report", place_code="450224")


def test_a_report_without_a_place_is_refused() -> None:
    assert "--place" in refused(whole("某某县"), kind="work_report", year=YEAR)


def test_a_notice_without_its_period_is_refused() -> None:
    message = refused(
        "经济运行情况\n工业增加值增长6.1%。" + "平稳。" * 60, kind="progress_notice", place_code="450224", year=2024
    )
    assert "period_end" in message


def test_a_bulletin_without_figures_is_refused() -> None:
    text = "融安县2023年国民经济和社会发展统计公报\n" + "形势稳中向好。" * 60
    assert "no figure" in refused(text, kind="statistical_bulletin", place_code="450224", year=2023)


@pytest.mark.parametrize("body", [b"", b"   \n", bytes(range(256)) * 40])
def test_bytes_that_are_no_text_are_refused(body: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        read_document(
            body, Filed("x.txt", place_code="450224", kind="work_report", year=2024), sha256="0" * 64, captured_at=WHEN,
            reader_version="test",
        )  # fmt: skip
    assert str(caught.value).strip() and "\n" not in str(caught.value)


def test_a_report_in_traditional_characters_reads_as_one_in_simplified() -> None:
    plain = whole("融安县")
    traditional = opencc.OpenCC("s2t").convert(plain)
    assert traditional != plain
    one, other = (rows(text, place_code="450224", kind="work_report", year=YEAR) for text in (plain, traditional))

    def told(claims: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [(c["indicator"], c["value"], c["headline"], c["role_sure"]) for c in claims]

    assert told(one.commitments) and told(one.commitments) == told(other.commitments)
    assert told(one.outcomes) == told(other.outcomes)


def test_a_short_notice_and_a_short_bulletin_can_be_whole() -> None:
    """Of the two genres no length is asked: notices of a hundred and fifty characters and bulletins of four hundred are what offices publish."""
    figures = "实现地区生产总值120.5亿元，同比增长5.6%；规模以上工业增加值增长6.2%；固定资产投资增长4.1%；一般公共预算收入8.1亿元，增长3.3%。"
    notice = rows(
        f"融安县2024年前三季度经济运行情况\n2024年前三季度，融安县{figures}全县经济运行总体平稳，稳中有进，发展质量稳步提升。"
    )
    assert len(notice.document["text"]) < 150
    assert notice.document["complete"] and len(notice.outcomes) >= 6
    bulletin = rows(
        f"融安县2023年国民经济和社会发展统计公报\n2023年，全县{figures}"
        + "全年粮食产量21.3万吨，比上年增长1.2%；城镇新增就业4012人。" * 8
    )
    assert len(bulletin.document["text"]) < 400
    assert bulletin.document["complete"] and bulletin.document["kind"] == "statistical_bulletin"
