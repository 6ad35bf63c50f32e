"""The outcomes that a bulletin's tables state: a claim a value, named by its row's and its column's heads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from extract import vocabulary
from extract.language import alternation, words
from extract.language.months import last_day, part_of_year
from extract.model import Claim, Measure
from extract.reading.context import DocumentContext
from extract.reading.tables.find import Cell, Table, is_data
from extract.reading.tables.headers import (
    INDEX_BASE,
    ROW_YEAR,
    Column,
    column_heads,
    columns_of,
    head_rows,
    loose_unit,
    plain,
    side_by_side,
    split_unit,
    stacked,
    title_noun,
    units_of_line,
    value_of,
)

_WORDS = words("tables")
_PARTS = re.compile(_WORDS["parts"])
_TOTALS: frozenset[str] = frozenset([*_WORDS["totals"], *words("cues")["place_words"]])
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十\d]{1,2}）|\d{1,2}(?:[、.．](?!\d))|[①-⑳])"
)
_MEASURED = re.compile(
    r"(?:总?额|总?值|总?量|率|比|收入|支出|面积|人[数口次]|户数?|个?数|里程|投资|存款|贷款|余额|产量|价格|指数|消费|周转量|吞吐量|利润|税收|电量|容量|长度|费用?|水平|强度|浓度|密度|比重)$"
)
_GROWTH_NAME = re.compile(r"(?:增速|增幅|涨幅|增长率|增长速度|增长)$")
_ADDED = re.compile(r"^(?:新增|净增|新建|新开工|新登记)")
_AREA = re.compile(r"[\u4e00-\u9fff]{1,7}(?:县|区|市|旗|州|盟|镇|乡|街道|开发区|高新区|示范区|新区)")
_NO_AREA = re.compile(r".*(?:城镇|乡镇|城市|乡村|县城|市区|城区|都市|上市|专业市|超市)$")
_SCOPE_WORD = re.compile(rf"^(?:{alternation(sorted(_TOTALS))}|全年|年末)")
_ESTIMATE = re.compile(r"初步核算|预计|初步统计|快报")
_LAST_WORD = re.compile(r"(?:增加值|总产值|产值|投资|零售额|消费支出|可支配收入|收入|支出|价格|存款|贷款|人口|产量)$")
_BRANCH = re.compile(r"第?[一二三]产业?")  # parts of the row above, in its unit
_RATE = ("%", "‰")
# Measure, value with multiples worked out, bare unit and rules.
_Reading = tuple[Measure, float, str, list[str]]


@dataclass(slots=True)
class _Row:
    """A row's head read out: its name, whose part it is, and what else the head says."""

    name: str
    start: int
    parent: str = ""
    unit: tuple[float, str] | None = None
    period: int | None = None
    scope: str | None = None
    level: int = 0
    part: bool = False


def read_table(table: Table, frame: DocumentContext) -> list[Claim]:
    """The claims of one table in the order of its cells; none for a table that holds no results.

    A claim's quote runs from its row's head to its value, so that it holds both and whatever cells stand between.
    """
    if not is_data(table):
        return []
    claims: list[Claim] = []
    for part in stacked(table):
        claims += _read_one(part, frame)
    return sorted(claims, key=lambda c: (c.char_end, c.char_start))


def _read_one(table: Table, frame: DocumentContext) -> list[Claim]:
    count = head_rows(table)
    heads, body = column_heads(table.rows[:count]), table.rows[count:]
    if not heads:
        heads = [""] * (len(table.rows[0]) if table.rows else 0)
    claims: list[Claim] = []
    for columns in side_by_side(heads):
        part = [[row[i] for i in columns] for row in body]
        claims += _read(table, frame, [heads[i] for i in columns], part, count > 0)
    return claims


def _read(table: Table, frame: DocumentContext, heads: list[str], body: list[list[Cell]], headed: bool) -> list[Claim]:
    columns = columns_of(heads, body)
    if not headed and not any(unit_of_row(row, columns) for row in body) and not table.unit_line:
        return []  # nothing says what its numbers are
    names = [i for i, column in enumerate(columns) if column.role == "name"]
    rows = _rows(body, names, columns)
    noun = title_noun(table.title)
    shared = units_of_line(table.unit_line) or [u for u in (split_unit(plain(table.title))[1],) if u]
    index = bool(INDEX_BASE.search(plain(table.title))) or "价格指数" in table.title
    found: list[tuple[_Row, Claim]] = []
    for row, cells in zip(rows, body, strict=True):
        if row is None:
            continue
        unit = row.unit or unit_of_row(cells, columns)
        for column, cell in zip(columns, cells, strict=True):
            read = _value(column, row, cell, unit, shared, index)
            if read is not None:
                claim = _claim(table, frame, row, column, noun, cell, read, index or "table:index-100" in read[3])
                found += [(row, claim)] if claim else []
    return _told_apart(found)


def _value(
    column: Column, row: _Row, cell: Cell, unit: tuple[float, str] | None, shared: list[tuple[float, str]], index: bool
) -> _Reading | None:
    """What a cell says; None for one that holds no value, or a value that nothing gives a unit. `unit` is the row's."""
    if column.role in ("name", "unit", "skip"):
        return None
    value = value_of(cell.text)
    if value is None:
        return None
    given = value[1] or (row.unit or column.unit or unit if column.role == "value" else column.unit)
    if column.role == "growth" and given is None and "年初" in column.head:
        given = row.unit or unit  # 比年初增减 without a % is an amount
    return _measure(column, row, value[0], given, shared, index)


def unit_of_row(row: list[Cell], columns: list[Column]) -> tuple[float, str] | None:
    """The unit that stands in a row's own cell for it."""
    for column, cell in zip(columns, row, strict=True):
        if column.role == "unit":
            return loose_unit(cell.text)
    return None


def _rows(body: list[list[Cell]], names: list[int], columns: list[Column]) -> list[_Row | None]:
    """Each row's head with its place under the rows before it; None for rows that have none."""
    rows: list[_Row | None] = []
    open_rows: list[_Row] = []
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


def _heads_of(cells: list[Cell], names: list[int]) -> list[Cell]:
    """The cells that name a row: words, or a year in the column of names."""
    heads = [cells[i] for i in names if cells[i].text and value_of(cells[i].text) is None]
    if not heads and names and ROW_YEAR.fullmatch(plain(cells[names[0]].text)):
        return [cells[names[0]]]
    return heads


def _unit_above(row: _Row, rows: list[_Row | None]) -> tuple[float, str] | None:
    """A part of the row above (第一产业 under 地区生产总值（亿元）) stands in its unit."""
    if not row.parent and not _BRANCH.match(row.name):
        return None
    return next((above.unit for above in reversed(rows) if above and above.unit), None)


def _row(head: Cell) -> _Row:
    text = _NUMBERED.sub("", plain(head.text))
    mark = _PARTS.match(text)
    name, unit = split_unit(_NUMBERED.sub("", text[mark.end() :] if mark else text).strip("：:、-—"))
    row = _Row(name, head.start, unit=unit, level=head.indent, part=bool(mark))
    if year := ROW_YEAR.fullmatch(name):
        row.period = int(year[1])
    elif _AREA.fullmatch(name) and name not in _TOTALS and not _NO_AREA.match(name) and not vocabulary.match(name):
        row.scope = name
    return row


def _nest(row: _Row, open_rows: list[_Row], levelled: bool) -> None:
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
    return bool(_MEASURED.search(name)) or vocabulary.match(name) is not None


def _measure(
    column: Column, row: _Row, value: float, given: tuple[float, str] | None,
    shared: list[tuple[float, str]], index: bool,
) -> _Reading | None:  # fmt: skip
    """What a number measures; None where nothing says what it counts."""
    if column.role == "growth":
        factor, bare = given or (1.0, "%")
        if bare in _RATE:
            return "growth", _clean(column.sign * value), bare, ["table:growth"]
        return "change", _clean(column.sign * value * factor), bare, ["table:change"]
    if column.role == "share":
        return "share", value, (given or (1.0, "%"))[1], ["table:share"]
    if (column.index or index) and given is None and 20 < value < 500:
        return "growth", _clean(round(value - 100, 6)), "%", ["table:index-100"]
    if given is None:
        levels = [u for u in shared if u[1] not in _RATE] or shared
        if not levels:
            return None
        given = levels[0]
    factor, bare = given
    number = _clean(value * factor)
    if bare == "个百分点":
        return "change", number, bare, ["table:change"]
    if bare in _RATE:
        return ("growth" if _GROWTH_NAME.search(row.name) else "share"), number, bare, ["table:share"]
    return ("increment" if _ADDED.match(row.name) else "level"), number, bare, ["table:level"]


def _clean(value: float) -> float:
    """Without the dust of binary fractions: 1697.9 × 10⁸ is a whole number."""
    return round(value, 6) if abs(value) < 1e9 else float(round(value, 2))


def _claim(
    table: Table, frame: DocumentContext, row: _Row, column: Column, noun: str, cell: Cell,
    read: _Reading, index: bool,
) -> Claim | None:  # fmt: skip
    measure, value, unit, rules = read
    name = _named(row, column, noun, index)
    if not name:
        return None
    if measure == "share" and column.role == "share" and "比重" not in name and "率" not in name:
        name += "比重"
    period = row.period or column.period or (frame.year - 1 if column.last_year else frame.year)
    if period > frame.year:
        return None
    end = frame.period_end if period == frame.year and frame.period_end else date(period, 12, 31)
    if column.until:
        end = last_day(period, column.until)
    start, alone = date(period, 1, 1), False
    if column.month:  # of a month by itself: another series than what is summed since January
        part = part_of_year(column.month, frame.period_end)
        if part is None or (
            part.kind == "alone" and frame.kind != "progress_notice"
        ):  # a bulletin's results are the year's
            return None
        start, end, alone = date(period, part.first, 1), last_day(period, part.last), part.kind == "alone"
        rules = [*rules, "time:alone"] if alone else rules
    return Claim(
        role="outcome", indicator=name, char_start=min(row.start, cell.start), char_end=cell.end, scope=row.scope,
        measure=measure, comparator="=", value=value, unit=unit, period=period,
        period_start=start, period_end=end, alone=alone,
        estimate=bool(_ESTIMATE.search(table.title + column.head)), section=table.title, rules=rules,
    )  # fmt: skip


def _named(row: _Row, column: Column, noun: str, index: bool) -> str:
    """What a value measures, heads restored: of the readings that the heads allow the first that is an indicator."""
    if row.period or row.scope or row.name in _TOTALS:  # a year, a district or the whole: the column says what
        return column.noun or noun
    if index:
        return _of_index(row.name, noun)
    parent = _SCOPE_WORD.sub("", row.parent)
    last = _LAST_WORD.search(noun)
    for form in _forms(row.name, parent, column.noun, noun, last[0] if last else ""):
        if vocabulary.match(form):
            return form
    return _own_name(row.name, parent, column.noun, noun, last is not None)


def _forms(name: str, parent: str, column: str, noun: str, last: str) -> list[str]:
    """The readings that the heads allow, the likeliest first: of a row, of what it is part of, of a column and a title."""
    forms = [name] if _MEASURED.search(name) else []
    if column:
        return [*forms, name + column, column + name]
    forms += [name + noun, name + last] if noun else [name]
    return [*forms, name + parent] if parent else forms


def _own_name(name: str, parent: str, column: str, noun: str, measured: bool) -> str:
    """The name where no reading is an indicator; `measured` says whether the title ends in what is measured."""
    if _MEASURED.search(name):
        return name if not column or _MEASURED.search(column) else column + name
    if column:
        return name + column
    if parent and not measured:
        return name + parent
    return name + noun if noun and noun not in name else name


def _of_index(name: str, noun: str) -> str:
    """The name of a row in a table of price indices, where a bare 粮食 means the price of grain and not its output."""
    noun = noun or "价格"
    if "价格" in name:
        return name
    for form in (name + noun, name + "价格", name):
        found = vocabulary.match(form)
        if found and found.domain == "prices":
            return form
    return name + noun


def _told_apart(found: list[tuple[_Row, Claim]]) -> list[Claim]:
    """The claims; rows of one name with different values under different heads take their head's name as well."""
    groups: dict[tuple[object, ...], list[tuple[_Row, Claim]]] = {}
    for row, claim in found:
        key = (
            claim.indicator,
            claim.measure,
            claim.unit,
            claim.period,
            claim.period_start,
            claim.period_end,
            claim.scope,
        )
        groups.setdefault(key, []).append((row, claim))
    for members in groups.values():
        if len({claim.value for _, claim in members}) > 1 and len({row.parent for row, _ in members}) > 1:
            for row, claim in members:
                if row.parent and row.parent not in claim.indicator:
                    claim.indicator = f"{row.parent}其中{claim.indicator}"
    return [claim for _, claim in found]
