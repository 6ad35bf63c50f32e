"""Lines of a PDF joined into whole paragraphs, across pages as well, with the tables in their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.formats.backend import Lines
from extract.formats.limits import LONGEST_PARAGRAPH
from extract.formats.pdf.lines import Line, text_of
from extract.formats.pdf.tables import Table

_STARTS = re.compile(
    r"(?:第[一二三四五六七八九十]+[部章节条]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[、.．](?!\d)|[\[［]\d{1,2}[\]］]|[①-⑳]|[表图]\s*\d{1,2}(?!\d)|附[件注]|注释?[：:]|单位[：:])"
)
_CAPTION = re.compile(r"(?:续?[表图]\s*\d{1,2}(?!\d)|单位[：:]|注释?[：:]$|资料来源)")
_ENDS = "。！？；：”）)!?;:"
_LATIN = re.compile(r"[A-Za-z]")
_HEADING_SIZE = 1.12  # of the usual size
_INDENT = 1.2  # characters: a line that starts so much further right than its column opens a paragraph
_SHORT = 2.0  # characters: a line that ends so much before its column's edge closes one
_CENTRED = 4.0
_WIDE_GAP = 2.6  # of the size, between baselines, where the usual distance is not known
_TITLE_LINES = 4
_TITLE_FILLS = 0.55  # of the column: a title's line that another follows is no shorter


@dataclass(slots=True)
class Flow:
    """A text while it grows page by page. `size` is the usual size of its characters, in points."""

    size: float
    notes: list[str] = field(default_factory=list[str])
    _lines: list[str] = field(default_factory=list[str])
    _pages: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    _open: bool = False  # the last line goes on
    _started: bool = False
    _pending: bool = False  # a page has begun and nothing of it stands yet
    _last: Line | None = None
    _title: list[str] = field(default_factory=list[str])

    def start_page(self) -> None:
        """Says that what follows stands on the next page."""
        if self._started:
            self._settle(len(self._lines), 0)
            self._pending = True
        self._started = True
        self._last = None

    def put(self, lines: list[Line], tables: list[Table]) -> None:
        """Adds the lines of one column, in order, and the tables that stand among them."""
        left = min((line.x0 for line in lines), default=0.0)
        right = max((line.x1 for line in lines), default=0.0)
        waiting = sorted(tables, key=lambda table: table.top)
        for line in lines:
            while waiting and waiting[0].top < line.base:
                self._table(waiting.pop(0))
            self._line(line, left, right)
        for table in waiting:
            self._table(table)

    def finish(self, gap: str) -> Lines:
        """The whole text, footnotes last under a line of their own."""
        if self.notes:
            self._lines += ["注释：", *_joined_notes(self.notes)]
        if self._pending:
            self._settle(len(self._lines), 0)
        return Lines(self._lines, self._pages, "".join(self._title), gap)

    def _settle(self, line: int, inside: int) -> None:
        if self._pending:
            self._pages.append((line, inside))
            self._pending = False

    def _table(self, table: Table) -> None:
        self._settle(len(self._lines), 0)
        for row in table.rows:
            joined = "\t".join(cell if i == 0 else cell.strip() for i, cell in enumerate(row)).rstrip("\t")
            self._lines.append(joined if "\t" in joined else joined + "\t")
        self._open, self._last = False, None

    def _line(self, line: Line, left: float, right: float) -> None:
        text = text_of(line.glyphs, line.size)
        heading = line.size > _HEADING_SIZE * self.size
        centred = line.x0 - left > _CENTRED * line.size and right - line.x1 > _CENTRED * line.size - line.size
        if self._goes_on(text, line, left, right, heading, centred):
            last = self._lines[-1]
            space = " " if _LATIN.match(last[-1:]) and _LATIN.match(text) else ""
            if last.endswith("-") and _LATIN.match(last[-2:-1]) and text[:1].islower():
                last, space = last[:-1], ""
            self._settle(len(self._lines) - 1, len(last + space))
            self._lines[-1] = last + space + text
        else:
            self._settle(len(self._lines), 0)
            self._lines.append(text)
        if heading and line.size > 1.25 * self.size and len(self._lines) <= _TITLE_LINES:
            self._title = self._lines[-1:]
        full = right - line.x1 < _SHORT * line.size
        self._open = (
            (full or heading or text.endswith(("，", "、")))
            and not (centred and not heading)
            and not _CAPTION.match(text)
        )
        self._last = line

    def _goes_on(self, text: str, line: Line, left: float, right: float, heading: bool, centred: bool) -> bool:
        """Whether a line continues the one before it."""
        if not self._open or not self._lines or not self._lines[-1] or "\t" in self._lines[-1]:
            return False
        if len(self._lines[-1]) > LONGEST_PARAGRAPH:
            return False
        last = self._last
        if last is None:
            return self._goes_on_over_edge(text, line, left, heading or centred)
        if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
            return False
        if heading and last.size > _HEADING_SIZE * self.size:
            return self._goes_on_in_title(text, line, last, right - left)
        if line.base - last.base > _WIDE_GAP * line.size:
            return False
        if centred or _CAPTION.match(text):
            return False
        if line.x0 - left > _INDENT * line.size:
            return False
        return not (_STARTS.match(text) and self._lines[-1][-1] in _ENDS)

    def _goes_on_over_edge(self, text: str, line: Line, left: float, apart: bool) -> bool:
        """Whether the first line of a page or column goes on where the last one ended full and open; `apart`: it is set off."""
        return (
            not apart
            and line.x0 - left < _INDENT * line.size
            and self._lines[-1][-1] not in _ENDS[:3]
            and not _CAPTION.match(text)
        )

    def _goes_on_in_title(self, text: str, line: Line, last: Line, width: float) -> bool:
        """Whether a heading continues the heading before it: a title over several lines. `width` is the column's."""
        near = line.base - last.base < 2.2 * line.size and last.x1 - last.x0 > _TITLE_FILLS * width
        return near and not _STARTS.match(text) and self._lines[-1][-1] not in _ENDS


def _joined_notes(notes: list[str]) -> list[str]:
    """Footnotes whole: a line without a mark at its start goes on from the one before."""
    joined: list[list[str]] = []
    for note in notes:
        if joined and not re.match(r"[\[［〔(（]?\d{1,2}[\]］〕)）]?(?![\d.%年])|[①-⑳]|注", note):
            joined[-1].append(note)
        else:
            joined.append([note])
    return ["".join(parts) for parts in joined]
