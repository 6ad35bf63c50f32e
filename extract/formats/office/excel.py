"""XLSX and XLS to lines: a sheet a page, titles and notes as lines, the rest as table rows with values as the sheet shows them."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module
from typing import Any

from extract.formats.backend import SAVE_AS, Lines, cleaned, joined_row
from extract.formats.controls import mended
from extract.formats.limits import MOST_CELLS, MOST_EMPTY_CELLS
from extract.model import ReadError

_PLAIN_SHEET = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.I)
_NOTE = re.compile(r"(?:注|备注|说明|资料来源|数据来源)\s*(?:\d\s*)?[：:]")
_LONG = 40
_BLANKS = re.compile(r"\s+")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_LONGEST_PATTERN = 255  # characters; Excel allows no more in the format of a number
_DECIMALS = re.compile(r"[0#]\.(0+)")


def read_xlsx(body: bytes, name: str) -> Lines:
    """Reads an XLSX file: its values as last calculated. Raises ReadError for one that is too large."""
    openpyxl: Any = import_module("openpyxl")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it drops
        try:
            return _read_book(openpyxl, body, name)
        except SyntaxError:  # what the parsers of XML raise, of lxml and of Python
            return _read_book(openpyxl, _mended(body), name)


def _read_book(openpyxl: Any, body: bytes, name: str) -> Lines:
    # Read-only, it gives the rows that are there one by one, and builds nothing of the size that a sheet says it has.
    book = openpyxl.load_workbook(io.BytesIO(body), data_only=True, keep_links=False, read_only=True)
    found, left = Lines([], []), _Left(name)
    styles: dict[int, tuple[str, str]] = {}
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            _add(found, sheet.title, left.rows([_shown(cell, styles) for cell in row] for row in sheet.iter_rows()))
    return found


def _mended(body: bytes) -> bytes:
    """The same file with control characters taken out of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, mended(data) if part.filename.endswith((".xml", ".rels")) else data)
    return out.getvalue()


def _shown(cell: Any, styles: dict[int, tuple[str, str]]) -> str:
    """A cell of an XLSX sheet as it shows; `styles` keeps the format and the indent of each style, which are slow to ask for."""
    if cell.value is None:
        return ""
    style: int = cell._style_id
    if style not in styles:
        alignment = cell.alignment
        blanks = min(24, 2 * round(alignment.indent or 0)) if alignment else 0
        styles[style] = str(cell.number_format or ""), " " * blanks
    pattern, indent = styles[style]
    text = shown(cell.value, pattern)
    return indent + text if text else text


def read_xls(body: bytes, name: str) -> Lines:
    """Reads an XLS file. Raises ReadError for one that is too large or locked."""
    xlrd: Any = import_module("xlrd")
    try:
        # Rows as long as they are: one cell at the far end of a sheet is no reason to fill all that lies before it.
        book = xlrd.open_workbook(
            file_contents=body, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise ReadError(f"{name}: an encrypted XLS file; save it without a password, and add that") from error
        raise ReadError(f"{name}: a damaged XLS file; fetch it again, or {SAVE_AS}") from error
    found, left = Lines([], []), _Left(name)
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        if not sheet.visibility:
            _add(found, sheet.name, left.rows(_xls_row(xlrd, book, sheet, row) for row in range(sheet.nrows)))
        book.unload_sheet(number)
    return found


def _xls_row(xlrd: Any, book: Any, sheet: Any, row: int) -> list[str]:
    cells: list[str] = []
    for cell in sheet.row(row):
        form = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
        pattern = book.format_map[form.format_key].format_str if form else ""
        value: Any = cell.value
        if cell.ctype == xlrd.XL_CELL_DATE:
            value = _day(xlrd, value, book.datemode)
        elif cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_BOOLEAN):
            value = None
        text = shown(value, str(pattern))
        indent = " " * min(24, 2 * form.alignment.indent_level) if form and text else ""
        cells.append(indent + text)
    return cells


class _Left:
    """How many cells of a workbook may still be read: those that say something, with all before them, and empty ones."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells, self._empty = MOST_CELLS, MOST_EMPTY_CELLS

    def rows(self, rows: Iterable[list[str]]) -> list[list[str]]:
        """The rows of a sheet without what is empty at their ends; of empty rows that follow each other one. Raises ReadError."""
        kept: list[list[str]] = []
        for row in rows:
            width = next((i for i in range(len(row), 0, -1) if row[i - 1].strip()), 0)
            self._cells -= width
            self._empty -= len(row) - width + 1
            if self._cells < 0 or self._empty < 0:
                raise ReadError(
                    f"{self._name}: more cells than the limit of {MOST_CELLS:,}, or than {MOST_EMPTY_CELLS:,} empty ones: no table of "
                    "a report; cut out the sheet that is, and add that"
                )
            if width or (kept and kept[-1]):
                kept.append(row[:width])
        return kept


def _day(xlrd: Any, value: float, datemode: int) -> Any:
    try:
        return xlrd.xldate_as_datetime(value, datemode)
    except Exception:  # a number that no calendar has
        return value


def shown(value: Any, pattern: str) -> str:
    """A cell as the sheet shows it: 0.0863 under 0.0% is 8.6%, 8.5999 under 0.0 is 8.6; other patterns leave the number."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return f"{value.year}年" if "m" not in pattern.lower() else f"{value.year}年{value.month}月"
    if not isinstance(value, int | float):
        return _BLANKS.sub(lambda m: "" if "\n" in m[0] else m[0], cleaned(str(value))).rstrip()
    bare = _QUOTED.sub("", pattern[:_LONGEST_PATTERN].split(";")[0])
    percent = "%" in bare
    exact = Decimal(str(value)) * (100 if percent else 1)
    if not exact.is_finite():
        return ""
    decimals = _DECIMALS.search(bare)
    if decimals or re.fullmatch(r"[#,]*0%?", bare.strip()):
        exact = exact.quantize(Decimal(1).scaleb(-len(decimals[1]) if decimals else 0), ROUND_HALF_UP)
    else:
        exact = Decimal(f"{exact:.12g}")
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text and not decimals else text
    return text + ("%" if percent else "")


def _add(found: Lines, title: str, rows: Sequence[list[str]]) -> None:
    """A sheet's lines; a blank row parts tables, lone cells before a table are its title, long ones after it notes."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return
    if found.lines:
        found.lines.append("")
        found.page_lines.append((len(found.lines), 0))
    first = min(next(i for i, cell in enumerate(row) if cell.strip()) for row in filled)
    if not _PLAIN_SHEET.fullmatch(title.strip()):
        found.lines.append(title.strip())
    in_table = False
    for row in rows:
        texts = [cell.strip() for cell in row if cell.strip()]
        if not texts:
            in_table = False
            found.lines += [""] if found.lines and found.lines[-1] else []
        elif len(texts) == 1 and (not in_table or len(texts[0]) > _LONG or _NOTE.match(texts[0])):
            found.lines.append(texts[0])
        else:
            in_table = True
            found.lines.append(joined_row(row[first:]))
