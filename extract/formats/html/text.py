"""The article's element to lines: a line a block, a line a table row with tabs between its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import lxml.etree as lxml_etree  # pyright: ignore[reportMissingTypeStubs]
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from extract.formats.html.selectors import selectors
from extract.formats.html.tree import BLOCKS
from extract.formats.limits import MOST_TABLE_CELLS
from extract.model import ReadError

etree: Any = cast(Any, lxml_etree)  # the package ships no types

_SPACES = re.compile(r"[^\S\n]+")
# A line break of the source between two Chinese characters is layout, not a word's end.
_WRAP = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_SOURCE_SPACE = re.compile(r"[ \t\r\n\f]+")

_CONTROL = 150  # characters; a longer line is no control of the page
_LAYOUT_CELL = 300  # a cell of more characters in several lines is page layout, not data
_MOST_SPANNED = 60  # columns or rows; more is a slip of the pen
_MOST_INDENTED = 24  # blanks
_INDENTED = re.compile(r"(?:text-indent|padding-left)\s*:\s*([\d.]{1,5})(em|pt|px)", re.I)
_MAX_DEPTH = 400  # deeper nesting comes from unclosed tags; below it text is taken flat
# Elements that neither end a line nor say what their text is: an editor's spans, a dozen to the sentence.
_INLINE = (
    "span",
    "font",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "a",
    "o:p",
    "sub",
    "sup",
    "ins",
    "small",
    "big",
    "label",
    "s",
    "tt",
    "abbr",
    "mark",
    "st1:chsdate",
)

# Blocks that hold no more than lines: what is left for the soup is what has structure, tables and preformatted text.
_FLAT = ("br", *(BLOCKS - {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "pre", "body", "html"}))
_BREAK = "\ufdd0"  # a line's end among the source's own white space; no character of any text (Unicode, noncharacters)


def article(main: Any) -> Tag:
    """The article as a soup of tables and lines: all that does no more than begin a line is flattened first. Changes `main`."""
    for cell in main.iter("td", "th"):
        first = next(iter(cell), None)
        if first is not None and first.tag in _INLINE and _INDENTED.search(first.get("style") or ""):
            cell.set("style", f"{cell.get('style') or ''};{first.get('style')}")
    etree.strip_tags(main, *_INLINE)
    for block in main.iter(*_FLAT):
        if block is not main:
            block.text = _BREAK + (block.text or "")
            block.tail = _BREAK + (block.tail or "")
    etree.strip_tags(main, *_FLAT)
    if main.tag in ("body", "html", "td", "th", "tr", "tbody", "form"):
        main.tag = "div" if main.tag not in ("tr", "tbody") else "table"
    soup = BeautifulSoup(etree.tostring(main, encoding="unicode", method="html", with_tail=False), "lxml")
    return soup.body or soup


def _pieces(node: PageElement, depth: int) -> Iterator[str]:
    """The text of a node, with a line break on both sides of every block."""
    if isinstance(node, NavigableString):
        if type(node) is NavigableString:
            yield _SOURCE_SPACE.sub(" ", _WRAP.sub("", str(node))).replace(_BREAK, "\n")
        return
    if not isinstance(node, Tag):
        return
    if node.name == "br":
        yield "\n"
    elif depth > _MAX_DEPTH or node.name == "pre":
        yield "\n" + node.get_text().replace(_BREAK, "\n") + "\n"
    elif node.name == "table" and (rows := _rows(node, depth)) is not None:
        yield "\n" + "\n".join(rows) + "\n"
    else:
        edge = "\n" if node.name in BLOCKS else ""
        yield edge
        for child in node.children:
            yield from _pieces(child, depth + 1)
        yield edge


def _clean(text: str) -> list[str]:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def _rows(table: Tag, depth: int) -> list[str] | None:
    """One line a row, cells parted by tabs, "" where a cell reaches over several; None for a table that lays out the page."""
    if table.find("table"):
        return None
    rows: list[str] = []
    columns = count = 0
    stacked = False
    for part in table.find_all("caption"):
        rows += _clean("".join(_pieces(part, depth + 1)))
    below: dict[int, int] = {}  # column -> rows that a cell above still reaches into
    for row in table.find_all("tr"):
        cells: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            _reach_down(cells, below)
            lines = _clean("".join(_pieces(cell, depth + 1)))
            if len(lines) > 1:
                stacked = True
                if sum(map(len, lines)) > _LAYOUT_CELL or any("。" in line for line in lines):
                    return None
            wide, high = _spans(cell, "colspan"), _spans(cell, "rowspan")
            for column in range(len(cells), len(cells) + wide) if high > 1 else ():
                below[column] = high - 1
            cells.append((_indent(cell) if not cells and lines else "") + _one_line(lines))
            cells += [""] * (wide - 1)
            if count + len(cells) > MOST_TABLE_CELLS:
                raise ReadError(
                    f"a table of more than {MOST_TABLE_CELLS:,} cells, those that cells reach over counted: no table of a report; "
                    "open the page, save its text, and add that"
                )
        _reach_down(cells, below)
        columns = max(columns, len(cells))
        count += len(cells)
        if any(cells):
            rows.append("\t".join(cells).rstrip("\t"))
    return None if stacked and columns == 1 else rows


def _reach_down(cells: list[str], below: dict[int, int]) -> None:
    """Adds the empty cells into which cells of the rows above reach."""
    while below.get(len(cells), 0):
        below[len(cells)] -= 1
        cells.append("")


def _spans(cell: Tag, name: str) -> int:
    """How many columns or rows a cell covers; what is out of reason counts as one."""
    value = str(cell.get(name) or "1").strip()
    return int(value) if value.isdigit() and 1 <= int(value) <= _MOST_SPANNED else 1


def _indent(cell: Tag) -> str:
    """Two blanks a character by which the head of a row is indented: 其中 and its parts stand deeper than the whole."""
    text = cell.get_text()
    blanks = sum(2 if char in "\u3000\u2003" else char == "\u00a0" for char in text[: len(text) - len(text.lstrip())])
    first = cell.find(True)
    for tag in (cell, first):
        for amount, unit in _INDENTED.findall(str(tag.get("style") or "")) if isinstance(tag, Tag) else ():
            blanks += round(float(amount) * {"em": 2.0, "pt": 1 / 6, "px": 1 / 8}[unit.lower()])
    return " " * min(_MOST_INDENTED, blanks)


def _one_line(lines: list[str]) -> str:
    """The lines of a cell as one: Chinese words close up, Latin ones keep a space."""
    text = ""
    for line in lines:
        text += (" " if text and text[-1].isascii() and line[0].isascii() else "") + line
    return text


def _is_control(line: str) -> bool:
    bare = "".join(line.split())
    return not bare or (len(bare) <= _CONTROL and selectors().lines.fullmatch(bare) is not None)


def to_text(tag: Tag) -> str:
    """The lines of an element as a reader sees them; the controls of the page among them are left out."""
    kept: list[str] = []
    for line in "".join(_pieces(tag, 0)).split("\n"):
        if "\t" not in line:
            line = " ".join(line.split())
            if line and not _is_control(line):
                kept.append(line)
            continue
        parted = line.split("\t")
        deep = len(parted[0]) - len(parted[0].lstrip(" "))
        cells = [_SPACES.sub(" ", cell).strip() for cell in parted]
        cells[0] = " " * deep + cells[0] if cells[0] else ""
        line = "\t".join(cells).rstrip("\t") if any(cells) else ""
        if line and not _is_control(line):
            kept.append(line)
    return "\n".join(kept)
