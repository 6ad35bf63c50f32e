"""Tables inside a document's text: a line a row, cells parted by tabs, as pages and attached files are rendered.

The text alone tells where a table stands, so that a table reads the same whichever format it came in. Offsets count
characters of the text, end exclusive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.formats.limits import MOST_TABLE_CELLS
from extract.model import ReadError
from extract.reading.tables.comparing import is_compared

_FEWEST_ROWS = 2
_LONGEST_CELL = 60
_LONGEST_HEAD = 30  # of a row that has a head and no values, and so may have lost its tabs
_LONGEST_TITLE = 70
_CAPTION_LINES = 3
_UNIT_LINE = re.compile(r"^[^。]{0,24}?(?:计量)?单位\s*[：:]")
_TABLE_NUMBER = re.compile(r"^[（(]?续?表\s*[\d一二三四五六七八九十]")
_FIGURE = re.compile(r"^图\s*[\d一二三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text without the blanks around it, where that stands, and how many blanks stand before it."""

    text: str
    start: int
    end: int
    indent: int = 0


@dataclass(slots=True)
class Table:
    """A table: its rows from `start` to `end` in the text, the line that titles it and the one that gives units, or ""."""

    rows: list[list[Cell]]
    start: int
    end: int
    title: str = ""
    unit_line: str = ""


def find_tables(text: str) -> list[Table]:
    """The tables of a text in order: runs of at least two lines with tabs, and short lines without one between them.

    Raises ReadError, without the name of the document, for one of more cells than any.
    """
    if "\t" not in text:
        return []
    lines: list[tuple[int, str]] = []
    position = 0
    for line in text.split("\n"):
        lines.append((position, line))
        position += len(line) + 1
    tables: list[Table] = []
    i = 0
    while i < len(lines):
        if "\t" not in lines[i][1]:
            i += 1
            continue
        j = i + 1
        while j < len(lines) and ("\t" in lines[j][1] or _belongs(lines, j)):
            j += 1
        if j - i >= _FEWEST_ROWS:
            tables.append(_table(lines, i, j))
        i = j
    return tables


def _belongs(lines: list[tuple[int, str]], at: int) -> bool:
    """Whether a line without a tab is a row of the table around it that has nothing but a head."""
    line = lines[at][1].strip()
    follows = at + 1 < len(lines) and "\t" in lines[at + 1][1]
    return bool(
        line
        and follows
        and len(line) <= _LONGEST_HEAD
        and not re.search("[。；]", line)
        and not _UNIT_LINE.match(line)
        and not _TABLE_NUMBER.match(line)
        and not _FIGURE.match(line)
    )


def _table(lines: list[tuple[int, str]], first: int, stop: int) -> Table:
    rows = [_cells(*lines[i]) for i in range(first, stop)]
    start, end = lines[first][0], lines[stop - 1][0] + len(lines[stop - 1][1])
    table = Table(rows, start, end, *_caption(lines[max(0, first - _CAPTION_LINES) : first]))
    _take_caption_inside(table)
    _square(table)
    return table


def _caption(before: list[tuple[int, str]]) -> tuple[str, str]:
    """The title and the line of units among the lines that stand before a table."""
    unit_line = ""
    for _, line in reversed(before):
        bare = line.strip()
        if not bare:
            continue
        if _UNIT_LINE.match(bare) and not unit_line:
            unit_line = bare
            continue
        is_title = len(bare) <= _LONGEST_TITLE and not bare.endswith(("。", "；", "，"))
        return bare if is_title else "", unit_line
    return "", unit_line


def _take_caption_inside(table: Table) -> None:
    """Takes the rows that are the table's title or its units off its top."""
    while table.rows:
        first = table.rows[0]
        filled = [cell.text for cell in first if cell.text]
        if len(filled) != 1:
            return
        if _UNIT_LINE.match(filled[0]):
            table.unit_line = table.unit_line or filled[0]
        elif len(first) == 1:
            table.title = filled[0]
        else:
            return
        table.rows = table.rows[1:]


def _square(table: Table) -> None:
    """Makes all rows as long as the longest; raises ReadError for a table of more cells than any."""
    width = max((len(row) for row in table.rows), default=0)
    if width * len(table.rows) > MOST_TABLE_CELLS:
        raise ReadError(
            f"a table of {len(table.rows):,} rows, the longest of {width:,} cells: no table of a report; cut it out, and add the rest"
        )
    for row in table.rows:
        end = row[-1].end if row else table.start
        row += [Cell("", end, end)] * (width - len(row))


def _cells(offset: int, line: str) -> list[Cell]:
    cells: list[Cell] = []
    for piece in line.split("\t"):
        bare = piece.strip()
        before = len(piece) - len(piece.lstrip()) if bare else 0
        cells.append(Cell(bare, offset + before, offset + before + len(bare), before))
        offset += len(piece) + 1
    return cells


def is_data(table: Table) -> bool:
    """Whether a table holds values, and no prose that a page merely laid out in cells."""
    texts = [cell.text for row in table.rows for cell in row if cell.text]
    numbers = sum(bool(re.fullmatch(r"[-−–+]?[\d,.，]+%?", text)) or is_compared(text) for text in texts)
    long = sum(len(text) > _LONGEST_CELL or "。" in text for text in texts)
    return numbers >= 2 and long <= 0.1 * len(texts)


def blanked(text: str, tables: list[Table]) -> str:
    """The text with blanks in the tables' places, for the rules that read sentences; offsets stay."""
    pieces: list[str] = []
    at = 0
    for table in tables:
        pieces += [text[at : table.start], re.sub(r"[^\n]", " ", text[table.start : table.end])]
        at = table.end
    return "".join([*pieces, text[at:]])
