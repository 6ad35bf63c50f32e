"""One place as a workbook or CSV files for a reporter: promises with what became of them, reported numbers, documents, how to read it."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import as_records
from warehouse.labels import Labels, as_sql, continuity_word, verdict_word
from warehouse.query import open_published
from warehouse.site.formatting import result, target
from warehouse.spreadsheets import harmless

_KINDS = as_sql(
    "kind", {kind: Labels("zh")(kind) for kind in ("work_report", "statistical_bulletin", "progress_notice")}
)
_MEASURES = as_sql(
    "o.measure",
    {"growth": "增速", "share": "占比", "increment": "增量", "level": "数额", "change": "变化", "rank": "位次"},
)
_BEIJING = "{} + interval 8 hour"  # the tables have UTC
_SHEETS = {
    # 承诺 and 报告 are put into words below (_in_words), out of the columns that begin with an underscore.
    "承诺": f"""
select p.year as 年份, p.indicator as 指标, case when p.headline then '是' else '' end as 主要目标, '' as 承诺, '' as 报告, verdict_said as 结论, continuity_said as 下一年,
       p.promised as 承诺值, p.unit as 单位, p.reported as 报告值, p.reported_unit as 报告值单位, p.reason as 说明, p.promise_quote as 承诺原文,
       p.evidence_quote as 依据原文, p.next_quote as 下一年原文, p.promise_url as 承诺出处, p.evidence_url as 依据出处, p.next_url as 下一年出处, p.confidence as 可信度,
       {_BEIJING.format("j.promise_captured_at")} as 存档时间, j.promise_sha256 as 存档校验, commitment_id as 标识,
       p.measure as _measure, p.comparator as _comparator, p.promised_high as _promised_high, p.reported_measure as _reported_measure, c.milestone as _milestone
from promises p join judged j using (commitment_id) join commitments c using (commitment_id)
where p.place_code = ? order by p.year, p.headline desc, commitment_id""",
    "报告数字": f"""
select o.period as 年份, o.indicator as 指标, o.value as 数值, o.unit as 单位, {_MEASURES} as 类型, o.quote as 原文, d.title as 文件, d.url as 出处,
       o.outcome_id as 标识
from outcomes o join documents d using (document_id) where o.place_code = ? order by o.period, d.year, o.char_start""",
    "文件": f"""
select year as 年份, {_KINDS} as 种类, title as 标题, published_on as 发布日期, {_BEIJING.format("captured_at")} as 存档时间, url as 网址, sha256 as 存档校验,
       case when complete then '是' else '否' end as 完整, document_id as 标识
from documents where place_code = ? order by year, kind""",
}
_WIDTHS = {
    "指标": 26,
    "承诺": 20,
    "报告": 20,
    "存档时间": 17,
    "说明": 60,
    "承诺原文": 50,
    "依据原文": 50,
    "下一年原文": 40,
    "原文": 60,
    "标题": 40,
    "文件": 40,
    "标识": 38,
}
_MOST_LINKS = 15_000  # rows of a sheet whose addresses are links: Excel takes some 65,000 of them a sheet
_ACCUSING = (
    verdict_word("missed"),
    verdict_word("lagging"),
    continuity_word("lowered"),
    continuity_word("dropped"),
    continuity_word("words_only"),
)
_NOTES = (
    "每一行承诺都附有原文；结论为" + "".join(f"“{word}”" for word in _ACCUSING) + "时另附依据原文。",
    f"“{verdict_word('unclear')}”表示有相关数字但不能公平比较；“{verdict_word('pending')}”表示应当说明结果的文件尚未公布或尚未完整存档。二者都不构成指责。",
    f"“{verdict_word('unreported')}”与“{continuity_word('dropped')}”只针对已完整存档并读取的后续文件。",
    "“承诺”“报告”两列是便于阅读的说法，“承诺值”“报告值”是可计算的数字（万、亿已乘出），二者单位未必相同：增速可由两年的数额算出。",
    "存档时间为北京时间。存档校验为所存网页字节的SHA-256，可用 pledgewatch verify 标识 复核。",
)


class ExportError(ValueError):
    """There is no such place, or the file cannot be written; one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: headings and rows."""

    name: str
    headings: list[str]
    rows: list[tuple[Any, ...]]


def find_place(con: duckdb.DuckDBPyConnection, asked: str) -> tuple[str, str]:
    """Code and name of a place given by either. Raises ExportError for none, and for a name that several have."""
    places: list[tuple[str, str]] = con.execute("select place_code, name from places order by place_code").fetchall()
    found = [p for p in places if asked in p]
    if len(found) == 1:
        return found[0]
    if found:
        raise ExportError(
            f"{asked}: several places have this name; give one of the codes {', '.join(code for code, _ in found)}"
        )
    near = difflib.get_close_matches(asked, [name for _, name in places], n=3, cutoff=0.4)
    raise ExportError(
        f"{asked}: no such place in the published file" + (f"; did you mean {'、'.join(near)}?" if near else "")
    )


def sheets(published: Path, asked: str) -> tuple[str, list[Sheet]]:
    """The name of the place and its tables. Raises ExportError, and QueryError where nothing is published."""
    with open_published(published) as con:
        code, name = find_place(con, asked)
        found: list[Sheet] = []
        for title, sql in _SHEETS.items():
            rows = as_records(con.execute(sql, [code]))
            headings = [str(column[0]) for column in con.description or []]
            found.append(_sheet(title, headings, rows))
    notes = [(f"{name}（{code}），导出于{datetime.now(UTC):%Y-%m-%d}（UTC）",), *((note,) for note in _NOTES)]
    if not found[0].rows:
        notes.insert(1, ("该地尚无已读出的承诺。",))
    return name, [*found, Sheet("说明", ["如何阅读"], notes)]


def _sheet(title: str, headings: list[str], rows: list[dict[str, Any]]) -> Sheet:
    """A table with its words filled in; columns that begin with an underscore were for these."""
    shown = [heading for heading in headings if not heading.startswith("_")]
    if "承诺" in shown:
        for row in rows:
            _in_words(row)
    return Sheet(title, shown, [tuple(row[heading] for heading in shown) for row in rows])


def _in_words(row: dict[str, Any]) -> None:
    """What was promised and reported as a page says it: 500万人次以上, 增长6%左右."""
    promise = {
        "promised": row["承诺值"], "promised_high": row["_promised_high"], "unit": row["单位"], "comparator": row["_comparator"], "measure": row["_measure"],
    }  # fmt: skip
    row["承诺"] = target(promise) or row["_milestone"] or ""
    row["报告"] = result(row["报告值"], row["报告值单位"], row["_reported_measure"])


def _number_format(heading: str, value: Any) -> str:
    """How a cell shows its number: thousands apart, no digits that are not there; a share as a percentage, times to the minute."""
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if heading == "可信度":
        return "0%"
    if isinstance(value, bool) or not isinstance(value, int | float) or heading == "年份" or abs(value) < 1000:
        return "General"
    return "#,##0" if value == int(value) else "#,##0.00"


def write_xlsx(path: Path, tables: Sequence[Sheet]) -> Path:
    """Write one workbook. Text is never taken for a formula. Raises ExportError."""
    from openpyxl import Workbook  # pyright: ignore[reportMissingModuleSource]
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # pyright: ignore[reportMissingModuleSource]
    from openpyxl.styles import Alignment, Font  # pyright: ignore[reportMissingModuleSource]
    from openpyxl.utils import get_column_letter  # pyright: ignore[reportMissingModuleSource]

    link = Font(color="0563C1", underline="single")
    book: Any = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.append(table.headings)
        for number, row in enumerate(table.rows, 2):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(number, place)
                if isinstance(value, str):
                    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                    cell.data_type = "s"  # a quote may begin with an equals sign
                    # What the apostrophe is in CSV: it stays text when somebody opens the cell and leaves it again.
                    cell.quotePrefix = harmless(value) != value
                    if value.startswith(("http://", "https://")) and number < _MOST_LINKS:
                        cell.hyperlink = value
                        cell.font = link
                else:
                    cell.value = value
                    cell.number_format = _number_format(table.headings[place - 1], value)
                cell.alignment = Alignment(vertical="top", wrap_text=_WIDTHS.get(table.headings[place - 1], 0) >= 40)
        for place, heading in enumerate(table.headings, 1):
            sheet.cell(1, place).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(place)].width = (
                100 if table.name == "说明" else _WIDTHS.get(heading, 14)
            )
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}; choose another --out") from error
    return path


def write_csv(folder: Path, tables: Sequence[Sheet]) -> Path:
    """Write a CSV file a table (UTF-8 with a mark, so that spreadsheets see it). Raises ExportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in tables:
            with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as lines:
                writer = csv.writer(lines)
                writer.writerow(table.headings)
                writer.writerows(tuple(harmless(value) for value in row) for row in table.rows)
    except OSError as error:
        raise ExportError(f"{folder}: {error.strerror or error}; choose another --out") from error
    return folder
