"""Invented promises and what the next report says of them, judged by the rules."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from speech import OPENING

from extract import vocabulary
from extract.document import Filed, read_document
from warehouse import likeness
from warehouse.judge import judge
from warehouse.store import load_batch, open_store, upsert

_FILLER = "干部群众同心协力，城乡面貌焕然一新，各项事业稳步向前，百姓日子越过越踏实。" * 25


def report(year: int, done: str, promised: str) -> str:
    """A whole work report of `year` that says one thing in its review and one in its plan."""
    return (
        f"{OPENING}一、{year - 1}年工作回顾\n地区生产总值增长6.2%。{done}\n{_FILLER}\n"
        f"二、{year}年工作安排\n今年经济社会发展的主要预期目标是：地区生产总值增长6%左右，城镇新增就业5000人。\n{promised}\n{_FILLER}"
    )


def judged(folder: Path, promised: str, done: str | None, again: str = "", kind: str = "quantity") -> dict[str, Any]:
    """The verdict on the last promise of `kind` in the plan of 2023; `done` is what the report of 2024 says was done, None for no
    report, `again` what its plan promises."""
    con = open_store(folder / "w.duckdb")
    texts = {2023: report(2023, "", promised)}
    if done is not None:
        texts[2024] = report(2024, done, again)
    rows: list[Any] = []
    for year, text in texts.items():
        filed = Filed(f"{year}.txt", "411700", "work_report", year)
        read = read_document(
            text.encode(),
            filed,
            sha256=str(year) * 16,
            captured_at=datetime(2024, 3, 1, tzinfo=UTC),
            reader_version="1",
        )
        assert read.document["complete"], read.document["incomplete_reason"]
        rows.append((read.document, read.commitments, read.outcomes, read.statements))
    load_batch(con, rows)
    words = [
        {"indicator_id": i.id, "name": i.name, "aliases": list(i.aliases), "direction": i.direction}
        | {"nominal": i.nominal, "flow": i.flow, "unit": i.units[0] if i.units else None}
        for i in vocabulary.load()
    ]
    upsert(con, "indicators", words, "indicator_id")
    judge(con)
    cursor: duckdb.DuckDBPyConnection = con.execute(
        "select v.*, c.indicator from verdicts v join commitments c using (commitment_id) join documents d using (document_id)"
        " where d.year = 2023 and c.kind = ? and not c.headline order by c.ordinal desc limit 1",
        [kind],
    )
    found = cursor.fetchone()
    assert found is not None
    return dict(zip([c[0] for c in cursor.description], found, strict=True))


@pytest.mark.parametrize(
    ("promised", "done", "verdict", "rule"),
    [
        ("造林20万亩。", "造林16万亩。", "missed", "floor_by_figure"),
        ("造林20万亩。", "造林21万亩。", "met", "floor_by_figure"),
        ("造林20万亩。", "", "unreported", "unreported"),
        ("造林20万亩。", None, "pending", "pending"),
        ("造林20万亩。", "造林1.6亩。", "unclear", "out_of_scale"),
        # What a year adds is the same thing whether the text counts it or says what it reached.
        ("新认定高新技术企业15家以上。", "全年新认定高新技术企业达到27家。", "met", "floor_by_figure"),
        # The nearly same name may acquit and never accuses.
        ("改造建设背街里弄60条。", "新改造背街里弄78条。", "met", "similar_name"),
        ("改造建设背街里弄60条。", "新改造背街里弄50条。", "unclear", "similar_name"),
        ("改造建设背街里弄60条。", "改造农村里弄78条。", "unclear", "not_comparable"),
        # 近 is just below by its own word.
        ("建设农村沼气池1万户。", "建设农村沼气池近1万户。", "unclear", "nearly"),
        # A part that alone reaches what was promised of the whole.
        ("全年新增就业4000人。", "城镇新增就业7600人。", "met", "met_by_part"),
        ("全年新增就业9000人。", "城镇新增就业7600人。", "unreported", "unreported"),
        # Tied to another indicator: GDP grew by 6.2.
        ("居民人均可支配收入增长与经济增长同步。", "居民人均可支配收入增长6.4%。", "met", "in_step"),
        ("居民人均可支配收入增长与经济增长同步。", "居民人均可支配收入增长5.8%。", "met", "in_step"),
        ("居民人均可支配收入增长与经济增长同步。", "居民人均可支配收入增长5.4%。", "unclear", "in_step"),
        ("居民人均可支配收入增长与经济增长同步。", "居民人均可支配收入增长4.1%。", "missed", "in_step"),
        ("居民人均可支配收入增长与经济增长同步。", "旅游收入增长4.1%。", "unclear", "not_comparable"),
        # The same measure in another unit: 6.2万吨 is 1.24亿斤.
        ("油料产量达到1.2亿斤。", "油料产量6.2万吨。", "met", "floor_by_figure"),
        ("油料产量达到1.2亿斤。", "油料产量5.8万吨。", "missed", "floor_by_figure"),
        # 全省 in a city's report speaks of the province.
        ("实际利用外资增长8%。", "全省实际利用外资增长3%。", "unreported", "unreported"),
        # How many projects a plan counts says how large it is; fewer in the next plan are no broken promise.
        ("推进264个亿元以上重点项目。", "推进153个亿元以上重点项目。", "unclear", "not_comparable"),
    ],
)
def test_verdicts(tmp_path: Path, promised: str, done: str | None, verdict: str, rule: str) -> None:
    found = judged(tmp_path, promised, done)
    assert (found["verdict"], found["rule"]) == (verdict, rule), found["reason"]


@pytest.mark.parametrize(
    ("promised", "done", "again", "verdict", "rule"),
    [
        ("青石湾大桥年内建成通车。", "青石湾大桥建成通车。", "", "met", "project_reached"),
        ("青石湾大桥年内建成通车。", "青石湾大桥正式通车，群众出行更加便捷。", "", "met", "project_reached"),
        ("青石湾大桥年内建成通车。", "青石湾大桥加快推进。", "", "unclear", "project_behind"),
        ("青石湾大桥年内建成通车。", "青石湾大桥即将通车。", "", "unclear", "project_behind"),
        ("青石湾大桥年内建成通车。", "", "青石湾大桥建成通车。", "missed", "project_again"),
        ("力争青石湾大桥建成通车。", "", "青石湾大桥建成通车。", "unclear", "project_again"),
        ("青石湾大桥年内建成通车。", "", "", "unreported", "project_silent"),
        ("加快青石湾大桥建设。", "", "", "unclear", "project_behind"),
    ],
)
def test_projects(tmp_path: Path, promised: str, done: str, again: str, verdict: str, rule: str) -> None:
    found = judged(tmp_path, promised, done, again, kind="project")
    assert (found["verdict"], found["rule"]) == (verdict, rule), found["reason"]


def test_an_accusation_carries_both_numbers_and_the_quote(tmp_path: Path) -> None:
    found = judged(tmp_path, "造林20万亩。", "造林16万亩。")
    assert "20万亩" in found["reason"] and "16万亩" in found["reason"]
    assert found["evidence_quote"] == "造林16万亩" and found["shortfall"] == 40_000


def test_what_a_name_says_without_verbs_and_fillers() -> None:
    assert likeness.said("全市改造建设农村公路项目") == "农村公路"


def test_a_promise_whose_role_is_not_sure_is_neither_accused_nor_acquitted(tmp_path: Path) -> None:
    """Whatever the next report says of it."""
    for said, before in (("", "unreported"), ("造林21万亩。", "met"), ("造林16万亩。", "missed")):
        folder = tmp_path / before
        assert judged(folder, "造林20万亩。", said)["verdict"] == before
        con = duckdb.connect(str(folder / "w.duckdb"))
        con.execute("update commitments set role_sure = false where not headline")
        judge(con)
        row = con.execute(
            "select v.verdict, v.continuity, v.rule, v.reason from verdicts v join commitments c using (commitment_id)"
            " join documents d using (document_id) where d.year = 2023 and c.indicator like '%造林%'"
        ).fetchone()
        assert row is not None and row[:3] == ("unclear", None, "role_not_sure") and "说法不一" in row[3]


def test_a_figure_whose_role_is_not_sure_decides_nothing_and_is_no_silence(tmp_path: Path) -> None:
    """The only figure of the next report stands in its review and promises by its own words: it can neither miss nor keep the target."""
    judged(tmp_path, "造林20万亩。", "造林16万亩。")
    con = duckdb.connect(str(tmp_path / "w.duckdb"))
    con.execute("update outcomes set role_sure = false where indicator like '%造林%'")
    judge(con)
    row = con.execute(
        "select v.verdict, v.rule, v.outcome_id, v.evidence_quote from verdicts v join commitments c using (commitment_id)"
        " where c.indicator like '%造林%' and v.verdict <> 'pending'"
    ).fetchone()
    assert row is not None and row[:3] == ("unclear", "evidence_not_sure", None) and "16万亩" in row[3]


def test_a_number_of_the_next_plan_that_may_be_a_result_neither_keeps_nor_drops(tmp_path: Path) -> None:
    judged(tmp_path, "造林20万亩。", "造林21万亩。", again="造林22万亩。")
    con = duckdb.connect(str(tmp_path / "w.duckdb"))
    con.execute("update commitments set role_sure = false where document_id like '%2024' and indicator like '%造林%'")
    judge(con)
    row = con.execute(
        "select v.verdict, v.continuity from verdicts v join commitments c using (commitment_id) join documents d using (document_id)"
        " where d.year = 2023 and c.indicator like '%造林%'"
    ).fetchone()
    assert row == ("met", None)
