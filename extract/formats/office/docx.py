"""DOCX to lines: paragraphs with the numbers that Word counts, tables as rows, footnotes last.

Reads the XML as it is: the libraries for it leave out what stands in tracked insertions and content controls.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from extract.formats.backend import SAVE_AS, Lines, cleaned, joined_row
from extract.formats.controls import mended
from extract.formats.limits import MOST_PARAGRAPHS, MOST_TAGS
from extract.formats.office.numbering import Numbers
from extract.model import ReadError

etree: Any = import_module("lxml.etree")  # without types

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {W + name for name in ("del", "moveFrom", "instrText", "delText", "txbxContent", "rPr", "pPr")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_TEXT_BOX = W + "txbxContent"
_LAYOUT_CELL = 300
_TWIPS_A_CHARACTER = 210
_PAGE = "\x0c"


def read_docx(body: bytes, name: str) -> Lines:
    """Reads a DOCX file. Raises ReadError for one that is too long; broken XML raises what lxml raises."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist() if part in _PARTS}
    if any(data.count(b"<") > MOST_TAGS for data in parts.values()):
        raise ReadError(f"{name}: more than {MOST_TAGS:,} tags in one part: no report; {SAVE_AS}")
    root = _xml(parts["word/document.xml"])
    reader = _Reader(Numbers(_maybe(parts, "word/numbering.xml"), _maybe(parts, "word/styles.xml")), root)
    found = root.find(W + "body")
    if found is not None:
        reader.blocks(found)
    if len(reader.lines) > MOST_PARAGRAPHS:
        raise ReadError(f"{name}: more than {MOST_PARAGRAPHS:,} paragraphs: no report; {SAVE_AS}")
    notes = _notes(_maybe(parts, "word/footnotes.xml")) + _notes(_maybe(parts, "word/endnotes.xml"))
    lines = reader.lines + (["注释：", *notes] if notes else [])
    return Lines(lines, reader.pages)


_PARTS = frozenset(
    f"word/{part}.xml" for part in ("document", "numbering", "styles", "footnotes", "endnotes")
)  # fmt: skip


def _xml(data: bytes) -> Any:
    # no entities and no network: a file from a stranger
    safe = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    try:
        return etree.fromstring(data, etree.XMLParser(**safe))
    except etree.XMLSyntaxError:
        return etree.fromstring(mended(data), etree.XMLParser(encoding="utf-8", **safe))


def _maybe(parts: dict[str, bytes], part: str) -> Any | None:
    return _xml(parts[part]) if part in parts else None


def _notes(root: Any | None) -> list[str]:
    if root is None:
        return []
    found: list[str] = []
    for note in root:
        if note.get(W + "type") in (None, "normal"):
            text = cleaned("".join("".join(_runs(p)) for p in note.iter(W + "p"))).strip()
            found += [text.replace("\n", "")] if text else []
    return found


def _runs(node: Any) -> Iterator[str]:
    """The text of a paragraph or a run, with \\n for line breaks and \\x0c where a page begins."""
    for child in node:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == W + "t":
            yield child.text or ""
        elif tag == W + "tab":
            yield " "
        elif tag in (W + "br", W + "cr"):
            yield _PAGE if child.get(W + "type") == "page" else "\n"
        elif tag == W + "lastRenderedPageBreak":
            yield _PAGE + _PAGE
        elif tag == W + "noBreakHyphen":
            yield "-"
        else:
            yield from _runs(child)


class _Reader:
    """The lines of a document body while it is walked."""

    def __init__(self, numbers: Numbers, root: Any) -> None:
        self.lines: list[str] = []
        self.pages: list[tuple[int, int]] = []
        self._numbers = numbers
        self._rendered = root.find(f".//{W}lastRenderedPageBreak") is not None

    def blocks(self, parent: Any) -> None:
        """Adds the paragraphs and tables under an element, content controls opened, text boxes after their paragraph."""
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child)
                for box in _boxes(child):
                    self.blocks(box)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "smartTag"):
                self.blocks(child)

    def _paragraph(self, node: Any) -> None:
        text = self._numbers.before(node) + "".join(_runs(node))
        for line in text.split("\n"):
            pieces: list[str] = []
            length = 0
            for i, piece in enumerate(re.split(f"({_PAGE}+)", line)):
                if i % 2:
                    if (len(piece) > 1) == self._rendered:
                        self.pages.append((len(self.lines), length))
                else:
                    pieces.append(cleaned(piece) if length else cleaned(piece).lstrip())
                    length += len(pieces[-1])
            if bare := "".join(pieces).strip():
                self.lines.append(bare)

    def _table(self, table: Any) -> None:
        rows: list[list[str]] = []
        laid_out = table.find(f".//{W}tbl") is not None  # as on pages: what holds a table arranges
        for row in _inside(table, "tr") if not laid_out else ():
            cells, arranges = _cells(row)
            laid_out |= arranges
            rows.append(cells)
            if self._rendered and row.find(f".//{W}lastRenderedPageBreak") is not None:
                self.pages.append((len(self.lines) + len(rows) - 1, 0))
        if laid_out or max((len(row) for row in rows), default=0) < 2:
            for row in _inside(table, "tr"):
                for cell in _inside(row, "tc"):  # a table in it is opened with it
                    self.blocks(cell)
        else:
            self.lines += [joined_row(row) for row in rows if any(row)]


def _cells(row: Any) -> tuple[list[str], bool]:
    """The cells of a table's row, "" where one reaches over several, and whether they are so long that they only arrange text."""
    cells = [""] * _count(row.find(f"{W}trPr/{W}gridBefore"))
    arranges = False
    for cell in _inside(row, "tc"):
        paragraphs = [cleaned("".join(_runs(p)).replace(_PAGE, "")).strip() for p in cell.iter(W + "p")]
        paragraphs = [p for p in paragraphs if p]
        arranges |= _is_prose(paragraphs)
        text = "" if _reaches_down(cell) else "".join(paragraphs).replace("\n", "")
        cells.append((_indent(cell) if not cells else "") + text if text else "")
        cells += [""] * (_count(cell.find(f"{W}tcPr/{W}gridSpan")) - 1)
    return cells, arranges


def _is_prose(paragraphs: list[str]) -> bool:
    return sum(map(len, paragraphs)) > _LAYOUT_CELL or (len(paragraphs) > 1 and any("。" in p for p in paragraphs))


def _reaches_down(cell: Any) -> bool:
    """Whether a cell is the lower part of the one above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(W + "val") in (None, "continue")


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes of a paragraph in order, not those inside another one nor those that stand in for it in old readers."""
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag == _TEXT_BOX:
            yield node
        elif node.tag not in _SKIPPED:
            waiting += reversed(node)


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those in content controls and tracked insertions as well."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from _inside(child, name)


def _count(node: Any | None) -> int:
    value = node.get(W + "val") if node is not None else None
    return min(100, int(value)) if value and value.isdigit() else 0


def _indent(cell: Any) -> str:
    """Two blanks a character that the cell's first paragraph is indented by, its own leading blanks among them."""
    paragraph = cell.find(W + "p")
    if paragraph is None:
        return ""
    text = "".join(_runs(paragraph))
    wide = sum(2 if char == "\u3000" else 1 for char in text[: len(text) - len(text.lstrip())])
    indent = paragraph.find(f"{W}pPr/{W}ind")
    twips = 0
    for key in ("left", "start", "firstLine"):
        value = str(indent.get(W + key) or "0") if indent is not None else "0"
        twips += int(value) if value.lstrip("-").isdigit() else 0
    return " " * min(24, wide + 2 * round(twips / _TWIPS_A_CHARACTER) if twips > 0 else wide)
