"""A promise and the report of the year after: whole invented reports that say one thing each, judged many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from speech import OPENING

from extract import vocabulary
from extract.document import Filed, read_document
from extract.language import gazetteer
from warehouse.judge import judge
from warehouse.ruleset import Example
from warehouse.store import load_batch, open_store, upsert

YEAR = 2023
FILLER = "干部群众同心协力，城乡面貌焕然一新，各项事业稳步向前，百姓日子越过越踏实。" * 25


def report(year: int, done: str, promised: str) -> str:
    """A whole work report of `year` that says one thing in its review and one in its plan."""
    return (
        f"{OPENING}一、{year - 1}年工作回顾\n地区生产总值增长6.2%。{done}\n{FILLER}\n"
        f"二、{year}年工作安排\n今年经济社会发展的主要预期目标是：地区生产总值增长6%左右，城镇新增就业5000人。\n{promised}\n{FILLER}"
    )


def judge_all(folder: Path, examples: Sequence[Example]) -> list[dict[str, Any]]:
    """The verdict on the last promise outside the list of each example's plan; each example is a county of its own, all are judged at once."""
    codes = counties(len(examples))
    with open_store(folder / "w.duckdb") as con:
        load_batch(
            con,
            [_read(*document) for code, one in zip(codes, examples, strict=True) for document in _documents(code, one)],
        )
        upsert(con, "indicators", indicators(), "indicator_id")
        judge(con)
        found = con.execute(
            "select v.*, c.indicator, c.place_code from verdicts v join commitments c using (commitment_id) join documents d using (document_id)"
            " where d.year = ? and not c.headline and d.place_code in (select unnest(?))"
            " qualify row_number() over (partition by c.place_code order by c.ordinal desc) = 1",
            [YEAR, codes],
        )
        names = [column[0] for column in found.description or []]
        by_place = {
            row["place_code"]: row for row in (dict(zip(names, values, strict=True)) for values in found.fetchall())
        }
    assert set(by_place) == set(codes), (
        f"no promise was read in {[examples[codes.index(c)].promised for c in set(codes) - set(by_place)]}"
    )
    return [by_place[code] for code in codes]


def judge_years(folder: Path, promised: str, done: dict[int, str]) -> dict[str, Any]:
    """The verdict on the last promise outside the list of the plan for YEAR, with the reports whose reviews, by the year that they are given in, say `done`."""
    (code,) = counties(1)
    texts = {YEAR: report(YEAR, "", promised)} | {year: report(year, said, "") for year, said in done.items()}
    with open_store(folder / "w.duckdb") as con:
        load_batch(
            con, [_read(text, Filed(f"{code}-{year}.txt", code, "work_report", year)) for year, text in texts.items()]
        )
        upsert(con, "indicators", indicators(), "indicator_id")
        judge(con)
        found = con.execute(
            "select v.* from verdicts v join commitments c using (commitment_id) join documents d using (document_id) where d.year = ? and not c.headline order by c.ordinal desc limit 1",
            [YEAR],
        )
        return dict(zip([column[0] for column in found.description or []], found.fetchall()[0], strict=True))


def counties(number: int) -> list[str]:
    """Codes of counties, each under another city, so that what stands above one of them is nobody else's."""
    found: dict[str, str] = {}
    for one in gazetteer.all_places():
        if one.level == "county" and gazetteer.place(one.code[:4] + "00") is not None:
            found.setdefault(one.code[:4], one.code)
    assert len(found) >= number
    return sorted(found.values())[:number]


def _documents(code: str, one: Example) -> list[tuple[str, Filed]]:
    documents = [(report(YEAR, one.base, one.promised), Filed(f"{code}-{YEAR}.txt", code, "work_report", YEAR))]
    if one.done is not None:
        documents.append(
            (report(YEAR + 1, one.done, one.again), Filed(f"{code}-{YEAR + 1}.txt", code, "work_report", YEAR + 1))
        )
    if one.above:
        above = code[:4] + "00"
        documents.append(
            (report(YEAR + 1, one.above, ""), Filed(f"{above}-{YEAR + 1}.txt", above, "work_report", YEAR + 1))
        )
    if one.later is not None:
        documents.append(
            (report(YEAR + 4, one.later, ""), Filed(f"{code}-{YEAR + 4}.txt", code, "work_report", YEAR + 4))
        )
    for kind, text, end in (
        ("statistical_bulletin", one.bulletin, date(YEAR, 12, 31)),
        ("progress_notice", one.notice, date(YEAR, 9, 30)),
    ):
        if text:
            months = "" if end.month == 12 else "前三季度"
            title = f"{YEAR}年{months}{'国民经济和社会发展统计公报' if end.month == 12 else '经济运行情况'}"
            documents.append((f"{title}\n{text}{FILLER}", Filed(f"{code}-{kind}.txt", code, kind, YEAR, end)))  # type: ignore[arg-type]
    return documents


def _read(text: str, filed: Filed) -> tuple[Any, Any, Any, Any]:
    read = read_document(
        text.encode(),
        filed,
        sha256=filed.url[:16].ljust(64, "0"),
        captured_at=datetime(YEAR + 1, 3, 1, tzinfo=UTC),
        reader_version="1",
    )
    assert filed.kind != "work_report" or read.document["complete"], read.document["incomplete_reason"]
    return read.document, read.commitments, read.outcomes, read.statements


def indicators() -> list[dict[str, Any]]:
    return [
        {"indicator_id": i.id, "name": i.name, "aliases": list(i.aliases), "direction": i.direction}
        | {"nominal": i.nominal, "flow": i.flow, "unit": i.units[0] if i.units else None}
        for i in vocabulary.load()
    ]
