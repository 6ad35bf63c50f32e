"""The rows of a table: what each is called, whose part it is, and what else its head says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract import vocabulary
from extract.language import words
from extract.reading.tables.find import Cell
from extract.reading.tables.headers import (
    ROW_YEAR,
    Column,
    loose_unit,
    plain,
    split_unit,
    value_of,
)

_WORDS = words("tables")
_PARTS = re.compile(_WORDS["parts"])
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十\d]{1,2}）|\d{1,2}(?:[、.．](?!\d))|[①-⑳])"
)
MEASURED = re.compile(
    r"(?:总?额|总?值|总?量|率|比|收入|支出|面积|人[数口次]|户数?|个?数|里程|投资|存款|贷款|余额|产量|价格|指数|消费|周转量|吞吐量|利润|税收|电量|容量|长度|费用?|水平|强度|浓度|密度|比重)$"
)
_AREA = re.compile(r"[\u4e00-\u9fff]{1,7}(?:县|区|市|旗|州|盟|镇|乡|街道|开发区|高新区|示范区|新区)")
_NO_AREA = re.compile(r".*(?:城镇|乡镇|城市|乡村|县城|市区|城区|都市|上市|专业市|超市)$")
_BRANCH = re.compile(r"第?[一二三]产业?")  # parts of the row above, in its unit
TOTALS: frozenset[str] = frozenset([*_WORDS["totals"], *words("cues")["place_words"]])


@dataclass(slots=True)
class Row:
    """A row's head read out: its name, whose part it is, and what else the head says."""

    name: str
    start: int
    parent: str = ""
    unit: tuple[float, str] | None = None
    period: int | None = None
    scope: str | None = None
    level: int = 0
    part: bool = False


def rows_of(body: list[list[Cell]], names: list[int], columns: list[Column]) -> list[Row | None]:
    """Each row's head with its place under the rows before it; None for rows that have none."""
    rows: list[Row | None] = []
    open_rows: list[Row] = []
    above = ""
    levelled = any(row[names[0]].indent for row in body) if names else False
    for cells in body:
        heads = _heads_of(cells, names)
        if not heads:
            rows.append(None)
            continue
        head = heads[-1]
        if len(names) > 1 and cells[names[0]].text and len(heads) > 1:
            above = plain(cells[names[0]].text)
        row = _row(head)
        row.start = min(h.start for h in heads)
        if len(names) > 1 and above and not vocabulary.match(row.name) and row.name != above:
            row.name = above + row.name
        row.unit = row.unit or unit_of_row(cells, columns)
        _nest(row, open_rows, levelled)
        row.unit = row.unit or _unit_above(row, rows)
        rows.append(row)
    return rows


def unit_of_row(row: list[Cell], columns: list[Column]) -> tuple[float, str] | None:
    """The unit that stands in a row's own cell for it."""
    for column, cell in zip(columns, row, strict=True):
        if column.role == "unit":
            return loose_unit(cell.text)
    return None


def _heads_of(cells: list[Cell], names: list[int]) -> list[Cell]:
    """The cells that name a row: words, or a year in the column of names."""
    heads = [cells[i] for i in names if cells[i].text and value_of(cells[i].text) is None]
    if not heads and names and ROW_YEAR.fullmatch(plain(cells[names[0]].text)):
        return [cells[names[0]]]
    return heads


def _unit_above(row: Row, rows: list[Row | None]) -> tuple[float, str] | None:
    """A part of the row above (第一产业 under 地区生产总值（亿元）) stands in its unit."""
    if not row.parent and not _BRANCH.match(row.name):
        return None
    return next((above.unit for above in reversed(rows) if above and above.unit), None)


def _row(head: Cell) -> Row:
    text = _NUMBERED.sub("", plain(head.text))
    mark = _PARTS.match(text)
    name, unit = split_unit(_NUMBERED.sub("", text[mark.end() :] if mark else text).strip("：:、-—"))
    row = Row(name, head.start, unit=unit, level=head.indent, part=bool(mark))
    if year := ROW_YEAR.fullmatch(name):
        row.period = int(year[1])
    elif _AREA.fullmatch(name) and name not in TOTALS and not _NO_AREA.match(name) and not vocabulary.match(name):
        row.scope = name
    return row


def _nest(row: Row, open_rows: list[Row], levelled: bool) -> None:
    """Finds whose part a row is. 其中 and # open a list of parts; the rows that follow belong to it while they stand as deep."""
    while open_rows:
        last = open_rows[-1]
        if row.part or levelled:
            deeper = row.level > last.level or (row.part and not last.part and row.level == last.level)
            if last.part and not row.part and (deeper or row.level == last.level > 0):
                row.parent = last.parent
                open_rows.append(replace(row, level=row.level))
                return
            if deeper:
                row.parent = last.name if _is_measured(last.name) else last.parent or last.name
                break
        elif last.parent and last.unit == row.unit and not _is_measured(row.name):
            row.parent = last.parent
            break
        open_rows.pop()
    open_rows.append(row)


def _is_measured(name: str) -> bool:
    """Whether a head names something measured by itself, and no mere kind or place."""
    return bool(MEASURED.search(name)) or vocabulary.match(name) is not None
