"""What the heads of a table say: units, whether a column is one of growth, of shares or of values, and for which year."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from extract import vocabulary
from extract.language import alternation, words
from extract.language.months import PART_OF_A_YEAR, month_to_date
from extract.language.numerals import MULTIPLIERS
from extract.reading import quantities
from extract.reading.tables.comparing import is_compared
from extract.reading.tables.find import Cell, Table

_WORDS = words("tables")
NAME_HEADS: frozenset[str] = frozenset(_WORDS["names"])
_UNIT_HEADS: frozenset[str] = frozenset(_WORDS["units"])
_SKIPPED = re.compile("|".join(f"(?:{pattern})" for pattern in _WORDS["skipped"]))
_MONTH = re.compile("|".join(f"(?:{pattern})" for pattern in _WORDS["months"]))
_GROWTH = re.compile(alternation(_WORDS["growth"]))
_FALLING = re.compile(alternation(_WORDS["falling"]))
_SHARE = re.compile(alternation(_WORDS["share"]))
_GENERIC: frozenset[str] = frozenset([*_WORDS["generic"], *words("cues")["place_words"]])
_EMPTY: frozenset[str] = frozenset(_WORDS["empty"])
_UP, _DOWN = alternation(_WORDS["up"]), alternation(_WORDS["down"])
INDEX_BASE = re.compile(_WORDS["index_base"])
_OTHER_BASE = re.compile(r"(?:19|20)\d\d年?\s*(?:=|＝|为)\s*100|定基|环比")
# Never from the middle of a run of such marks, which reaches the end from its first one or not at all.
_FOOTNOTE = re.compile(r"(?<![①-⑳*★☆※])(?:[\[［〔]\s*(?:注\s*)?\d{1,2}\s*[\]］〕]|[①-⑳]|[*★☆※]|[（(]注\d*[)）]|注\d)+$")
_BRACKETED = re.compile(r"[（(]([^（）()]{1,16})[）)]")
_MULTIPLE = re.compile("(" + "|".join(sorted(filter(None, MULTIPLIERS), key=len, reverse=True)) + ")(.{1,6})")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z/³²℃]{1,8}")
_VALUE = re.compile(
    rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP}))?\s*(?P<num>\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>[%‰]|[^\d\s,.，]{{1,6}})?"
)
YEAR = re.compile(r"(?<![比较\d])((?:19|20)\d\d)年?(?!\d)")
ROW_YEAR = re.compile(r"((?:19|20)\d\d)年?末?")
_LAST_YEAR = re.compile(r"(?:上年|去年)(?:同期|末|底)?(?:数|完成|实绩|累计)?")
# The number of a table, and not the year that may follow it without a blank.
_TABLE_NUMBER = re.compile(
    r"^[（(]?\s*续?\s*附?表\s*(?:\d{1,2}(?=\D|(?:19|20)\d\d)|[一二三四五六七八九十]{1,3})?(?:[-—–]\d{1,2}(?!\d))?\s*[：:、.．）]?\s*"
)
# A column's part of the year: what runs from January, and a month or quarter by itself.
_TO_DATE = re.compile(rf"{PART_OF_A_YEAR}|1[-—–~至到]本月|上半年")
_SUMMED = re.compile(r"累计|年初")
_UNIT_PARTS = re.compile(r"[、,，;；/]|\s+")

Role = Literal["name", "unit", "value", "growth", "share", "skip"]


@dataclass(slots=True)
class Column:
    """A column: what it holds, the noun that its head adds to each row's, unit and year where its head gives them."""

    role: Role
    noun: str = ""
    unit: tuple[float, str] | None = None
    period: int | None = None
    index: bool = False
    sign: int = 1
    head: str = ""
    last_year: bool = False
    until: int | None = None  # the last month of what it sums up since January
    target: bool = False  # of what a plan promises
    month: str = ""  # the words for a month or a quarter that it is of alone


def plain(text: str) -> str:
    """A head without blanks and marks of footnotes, brackets and signs in one form."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", _FOOTNOTE.sub("", text.strip())))
    return _FOOTNOTE.sub("", text).replace("(", "（").replace(")", "）")


@lru_cache(maxsize=4096)
def unit_of(text: str) -> tuple[float, str] | None:
    """What one of a unit is worth and its bare name: 万人次 gives (10000, 人次); None for what is no unit."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("（）()")
    if not text or not _WORD.fullmatch(text.replace("%", "点").replace("‰", "点").replace(".", "点")):
        return None
    if text in ("百分点", "个百分点"):
        return 1.0, "个百分点"
    found = quantities.find(f"1{text}", 0, len(text) + 1)
    if len(found) == 1 and found[0].unit and found[0].start == 0 and found[0].end == len(text) + 1:
        return found[0].value, found[0].unit
    multiple = _MULTIPLE.fullmatch(text)
    if multiple and not text.startswith(("千瓦", "千米", "千克", "千伏", "百分")):
        inner = unit_of(multiple[2])
        return (MULTIPLIERS[multiple[1]] * inner[0], inner[1]) if inner else (MULTIPLIERS[multiple[1]], multiple[2])
    return (1.0, text) if text in ("%", "‰") else None


def loose_unit(text: str) -> tuple[float, str] | None:
    """The unit that a unit column's cell gives: there any word is one (标准箱, 蒸发量吨)."""
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = unit_of(bare)
    return found or ((1.0, bare) if bare and _WORD.fullmatch(bare) and bare not in _EMPTY else None)


def split_unit(head: str) -> tuple[str, tuple[float, str] | None]:
    """A head without the unit in its brackets or at its end, and that unit: 总量（亿元） gives 总量 and (1e8, 元)."""
    for bracket in reversed(list(_BRACKETED.finditer(head))):
        if unit := unit_of(bracket[1]):
            return head[: bracket.start()] + head[bracket.end() :], unit
    if unit := unit_of(head):
        return "", unit
    if head.endswith(("%", "‰")):
        return head[:-1].rstrip("（"), (1.0, head[-1])
    after = re.search(r"(?:[，、:：/]|单位[：:]?)([^，、:：/（）]{1,6})$", head)
    if after and (unit := unit_of(after[1])):
        return head[: after.start()], unit
    return head, None


def value_of(text: str) -> tuple[float, tuple[float, str] | None] | None:
    """The number in a cell and the unit that stands with it, if any; None for empty cells and words."""
    text = re.sub(r"\s+", "", _FOOTNOTE.sub("", unicodedata.normalize("NFKC", _FOOTNOTE.sub("", text.strip()))))
    if text in _EMPTY or not (found := _VALUE.fullmatch(text)):
        return None
    unit = unit_of(found["unit"]) if found["unit"] else None
    if found["unit"] and unit is None:
        return None
    number = float(found["num"].replace(",", "").replace("，", ""))
    return (-number if found["down"] and number else number), unit


def stacked(table: Table) -> list[Table]:
    """A run of rows as the tables that follow each other in it: each begins with a row of heads (指标, 单位 …)."""
    starts = [
        i
        for i, row in enumerate(table.rows)
        if plain(row[0].text) in NAME_HEADS and not any(value_of(cell.text) for cell in row[1:])
    ]
    bounds = [0, *(i for i in starts if i > head_rows(table)), len(table.rows)]
    parts = [table.rows[a:b] for a, b in pairwise(bounds)]
    return [replace(table, rows=rows, title="" if i else table.title) for i, rows in enumerate(parts)]


def side_by_side(heads: list[str]) -> list[list[int]]:
    """The columns of each table where a page sets two of them next to each other under heads that repeat."""
    starts = [i for i, head in enumerate(heads) if head in NAME_HEADS and head == heads[0]]
    if len(starts) < 2:
        return [list(range(len(heads)))]
    return [list(range(a, b)) for a, b in pairwise([*starts, len(heads)])]


def head_rows(table: Table) -> int:
    """How many rows at the top hold heads: those before the first with a value beside its head."""
    for i, row in enumerate(table.rows):
        values = [cell.text for cell in row[1:] if value_of(cell.text) is not None or is_compared(cell.text)]
        if values and not (i < 2 and all(ROW_YEAR.fullmatch(plain(text)) for text in values)):
            return i
        if values and ROW_YEAR.fullmatch(plain(row[0].text)):
            return i
    return len(table.rows)


def column_heads(rows: list[list[Cell]]) -> list[str]:
    """The head of each column, upper heads that span several columns put before the lower ones."""
    if not rows:
        return []
    heads = [""] * len(rows[0])
    for number, row in enumerate(rows):
        last = ""
        for column, cell in enumerate(row):
            text = plain(cell.text)
            if column and not text and number + 1 < len(rows) and plain(rows[-1][column].text):
                text = last  # a head over several columns
            last = text
            if text and text != heads[column]:
                heads[column] += text
    return heads


def columns_of(heads: list[str], body: list[list[Cell]]) -> list[Column]:
    """What each column is. The first is the name; a column without a head is told by what it holds."""
    found = [_column(head) for head in heads]
    _month_by_month(found)
    for i, column in enumerate(found):
        texts = [row[i].text for row in body if row[i].text]
        numbers = sum(_is_number(text) for text in texts)
        if column.role in ("value", "growth", "share") and texts and numbers < 0.4 * len(texts):
            units = sum(unit_of(text) is not None for text in texts)
            column.role = "unit" if units > 0.6 * len(texts) else "name"
    if found and all(column.role != "name" for column in found):
        found[0] = Column("name", head=found[0].head)
    noun = ""
    for column in found:
        if column.role == "name":
            noun = ""
        elif column.role == "value":
            noun = column.noun
        elif column.role == "growth" and not column.noun:
            column.noun = noun  # 产量 | 比上年增长: of the same thing
    return found


def _is_number(text: str) -> bool:
    """Whether a cell holds a number, bare or compared, or stands empty for one."""
    return value_of(text) is not None or plain(text) in _EMPTY or is_compared(text)


def _month_by_month(found: list[Column]) -> None:
    """The growth beside a month's column is the month's (本月 | 同比 | 累计 | 同比), unless its head says that it is summed."""
    month = ""
    for column in found:
        if column.role != "growth":
            month = column.month
        elif not column.until and not _SUMMED.search(column.head):
            column.month = column.month or month


def _column(head: str) -> Column:
    bare, unit = split_unit(head)
    to_date = _TO_DATE.search(bare)
    if to_date:
        bare = bare[: to_date.start()] + bare[to_date.end() :]
        until = month_to_date(to_date[0])
        column = _column_of(bare + "累计" * (not bare), unit, head)
        column.until = until
        return column
    return _column_of(bare, unit, head)


def _column_of(bare: str, unit: tuple[float, str] | None, head: str) -> Column:
    if bare in NAME_HEADS or head in NAME_HEADS:
        return Column("name", head=head)
    if bare in _UNIT_HEADS:
        return Column("unit", head=head)
    years = [int(year) for year in YEAR.findall(bare)]
    period = years[-1] if years else None
    index = bool(INDEX_BASE.search(head)) or ("指数" in bare and not _OTHER_BASE.search(head))
    bare = INDEX_BASE.sub("", bare).replace("（以）", "").replace("（）", "")
    plain_head = YEAR.sub("", bare)
    if _SKIPPED.fullmatch(plain_head) or _OTHER_BASE.search(head):
        return Column("skip", head=head)
    if month := _MONTH.fullmatch(plain_head):
        column = _column_of(bare.replace(month["month"], "", 1), unit, head)
        column.month = month["month"]
        return column
    last_year = bool(_LAST_YEAR.fullmatch(bare))
    bare = "" if last_year else re.sub(r"(?:19|20)\d\d年?[末底]?", "", bare)
    if growth := _GROWTH.search(bare):
        unit = unit or ((1.0, "个百分点") if "百分点" in bare else None)  # 增减百分点: of a share, no growth
        noun = _noun(bare[: growth.start()])
        return Column("growth", noun, unit, period, sign=-1 if _FALLING.search(bare) else 1, head=head)
    if _SHARE.search(bare):
        return Column("share", _noun(_SHARE.sub("", bare)), unit or (1.0, "%"), period, head=head)
    return Column("value", _noun(bare), unit, period, index=index, head=head, last_year=last_year)


def _noun(head: str) -> str:
    """What a head adds to the names of its rows, "" where it only says 绝对数, 完成 and the like."""
    head = re.sub(r"^\d{1,2}-\d{1,2}月", "", head).removeprefix("累计").strip("，、：:-—_（）的")
    return "" if head in _GENERIC or not re.search(r"[\u4e00-\u9fffA-Za-z]", head) else head


def units_of_line(line: str) -> list[tuple[float, str]]:
    """The units that a line over the table gives: 单位：亿元、% gives both."""
    after = re.split(r"单位\s*[：:]", plain(line).replace("：", ":"), maxsplit=1)[-1].strip("（）")
    return [unit for part in _UNIT_PARTS.split(after) if (unit := unit_of(part))]


@lru_cache(maxsize=512)
def title_noun(title: str) -> str:
    """The one indicator that a title names (2023年某市居民消费价格指数 gives 居民消费价格), or ""."""
    text = plain(_TABLE_NUMBER.sub("", title.strip()))
    text = re.sub(r"（[^（）]*）", "", text)
    text = re.sub(r"(?:19|20)\d\d(?:[-—–―~至]+(?:19|20)?\d\d)?年?[末底]?(?:\d{1,2}[-—–]\d{1,2}月)?", "", text)
    text = re.sub(
        r"(?:及其?|和|与)?(?:增长速度|增速|增长|增长率|增长情况|构成|比重|变化|变动)?(?:情况)?(?:统计)?表?$", "", text
    )
    text = text.removesuffix("指数")
    names = [text, re.sub(r"^[^，。]{1,10}?[省市县区州盟旗](?![场政镇域区])", "", text)]
    names += [re.sub(r"^(?:全[省市县区州国]|分[^，。]{1,4}|主要)+", "", name) for name in names]
    return next((name for name in names if len(name) > 2 and vocabulary.match(name)), "")
