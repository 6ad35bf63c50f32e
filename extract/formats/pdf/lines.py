"""Characters of a page put into lines, lines into cells, and where a page has two columns, into the order of reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

from extract.formats.pdf.chars import Glyph

_SAME_LINE = 0.45  # of the font's size: superscripts and subscripts stand that far off their line's baseline
_SMALL = 0.8  # a mark of a footnote is set smaller than this share of its line
_RAISED = 0.15
_CELL_GAP = 1.1  # of the font's size: a wider gap than a character parts two cells
_WORD_GAP = 0.18  # between Latin letters
_OPEN_GAP = 0.8  # between Chinese words: a gap that the writer meant (name　name)
_MARK = re.compile(r"[\[［〔(（]?\d{1,2}[\]］〕)）]?|[①-⑳*★☆]")
_UNIT_BEFORE = re.compile(r"[a-zA-Z]$")
_LATIN = re.compile(r"[A-Za-z]")
_FEWEST_COLUMN_LINES = 8
_COLUMN_CHARS = 6


@dataclass(slots=True)
class Line:
    """One line of text: its glyphs from left to right, its baseline and the usual size of its characters, in points."""

    glyphs: list[Glyph]
    base: float
    size: float
    x0: float
    x1: float
    marked: str = ""  # the marks of footnotes that were taken off it

    @property
    def top(self) -> float:
        """Where its characters begin, counted downwards."""
        return self.base - 0.88 * self.size


def lines_of(glyphs: list[Glyph]) -> list[Line]:
    """The lines of a page from top to bottom, blank ones left out. Marks of footnotes are taken off them."""
    rows: list[list[Glyph]] = []
    leaders: list[Glyph] = []  # the largest of each row
    for glyph in sorted(glyphs, key=lambda g: (g.base, g.x0)):
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            leader = leaders[at]
            if abs(leader.base - glyph.base) <= _SAME_LINE * max(leader.size, glyph.size):
                rows[at].append(glyph)
                leaders[at] = glyph if glyph.size > leader.size else leader
                break
        else:
            rows.append([glyph])
            leaders.append(glyph)
    found = [_line(row) for row in rows]
    return sorted((line for line in found if line is not None), key=lambda line: (line.base, line.x0))


def _line(row: list[Glyph]) -> Line | None:
    inked = [g for g in row if not g.text.isspace()]
    if not inked:
        return None
    size = median(g.size for g in inked)
    base = median(g.base for g in inked)
    ordered = sorted(row, key=lambda g: (g.x0 + g.x1, g.x0))
    kept, marks = _without_marks(ordered, size, base)
    solid = _once([g for g in kept if not g.text.isspace()])
    if not solid:  # a line of raised marks alone
        kept, marks, solid = ordered, "", inked
    spaces = [g for g in kept if g.text.isspace()]
    every = sorted([*solid, *spaces], key=lambda g: (g.x0 + g.x1, g.x0))
    return Line(every, base, size, min(g.x0 for g in solid), max(g.x1 for g in solid), marks)


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Bold that is made by printing twice, printed once."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        if any(g.text == glyph.text and abs(g.x0 - glyph.x0) < 0.2 * glyph.size for g in kept[-2:]):
            continue
        kept.append(glyph)
    return kept


def _without_marks(row: list[Glyph], size: float, base: float) -> tuple[list[Glyph], str]:
    """The row without small raised runs that are marks of footnotes ([2], ①); squares and cubes of units stay."""
    kept: list[Glyph] = []
    marks = ""
    i = 0
    while i < len(row):
        j = i
        while j < len(row) and row[j].size < _SMALL * size and base - row[j].base > _RAISED * size:
            j += 1
        run = "".join(g.text for g in row[i:j]).strip()
        before = "".join(g.text for g in kept[-3:]).rstrip()
        if run and _MARK.fullmatch(run) and not _UNIT_BEFORE.search(before):
            marks += run
            # its place stays taken, so that the words around it do not fall apart
            kept.append(Glyph("", row[i].x0, row[j - 1].x1, base, size))
        else:
            kept += row[i:j]
        if j == i:
            kept.append(row[i])
            j += 1
        i = j
    return kept, marks


def cells(line: Line, gap: float = _CELL_GAP) -> list[list[Glyph]]:
    """The stretches of a line between gaps wider than `gap` characters, each without the blanks around it."""
    found: list[list[Glyph]] = []
    end = 0.0
    for glyph in line.glyphs:
        if glyph.text.isspace():
            continue
        if found and glyph.x0 - end <= gap * line.size:
            found[-1].append(glyph)
        else:
            found.append([glyph])
        end = max(end, glyph.x1) if len(found[-1]) > 1 else glyph.x1
    return found


def text_of(glyphs: list[Glyph], size: float, spread: bool = False) -> str:
    """The glyphs as text: blanks only between Latin words, and in place of gaps that a writer left on purpose.

    `spread` says that a short name may be set wide (总　值), so that no gap counts.
    """
    text = ""
    end = 0.0
    blank = False
    for glyph in glyphs:
        if glyph.text.isspace():
            blank = True
            continue
        gap = glyph.x0 - end
        if text and glyph.text:
            latin = _LATIN.match(text[-1]) and _LATIN.match(glyph.text)
            words = text[-1].isascii() and text[-1].isalnum() and glyph.text.isascii() and glyph.text.isalnum()
            apart = (latin and gap > _WORD_GAP * size) or (blank and words)  # 表1 2024年
            if apart or (not spread and gap > _OPEN_GAP * size):
                text += " "
        text += glyph.text
        end, blank = glyph.x1, False
    return text


def in_reading_order(lines: list[Line]) -> list[list[Line]]:
    """The lines as stretches of one column each: a page of one column is one stretch, two columns are read left, then right."""
    gutter = _gutter(lines)
    if gutter is None:
        return [lines]
    stretches: list[list[Line]] = [[]]
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        parts = _split(line, gutter)
        if parts is None:
            stretches += [left, right, []]
            left, right = [], []
            stretches[-1].append(line)
        else:
            left += [parts[0]] if parts[0] else []
            right += [parts[1]] if parts[1] else []
    return [stretch for stretch in [*stretches, left, right] if stretch]


def _gutter(lines: list[Line]) -> float | None:
    """The x of the gap that most lines of a page share between two columns of prose; None for one column."""
    if len(lines) < _FEWEST_COLUMN_LINES:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, float] = (0, 0.0)
    for step in range(30, 71, 2):
        x = left + (right - left) * step / 100
        both = [parts for line in lines if (parts := _split(line, x)) and parts[0] and parts[1]]
        long = [p for p in both if all(_is_prose(half) for half in p)]
        if len(long) > best[0]:
            best = (len(long), x)
    return best[1] if best[0] >= max(_FEWEST_COLUMN_LINES, 0.5 * len(lines)) else None


def _is_prose(line: Line | None) -> bool:
    if line is None:
        return False
    solid = [g.text for g in line.glyphs if not g.text.isspace()]
    chinese = sum("\u3400" <= char <= "\u9fff" for char in solid)
    return chinese >= _COLUMN_CHARS and 2 * chinese >= len(solid) and len(cells(line)) == 1


def _split(line: Line, x: float) -> tuple[Line | None, Line | None] | None:
    """A line as its halves on both sides of x; None where it runs across."""
    solid = [g for g in line.glyphs if not g.text.isspace()]
    if any(g.x0 < x < g.x1 for g in solid):
        return None
    left, right = [g for g in line.glyphs if g.x1 <= x], [g for g in line.glyphs if g.x0 >= x]
    ends = [g.x1 for g in left if not g.text.isspace()]
    starts = [g.x0 for g in right if not g.text.isspace()]
    if ends and starts and min(starts) - max(ends) < _CELL_GAP * line.size:
        return None
    return _half(left, line), _half(right, line)


def _half(glyphs: list[Glyph], line: Line) -> Line | None:
    solid = [g for g in glyphs if not g.text.isspace()]
    if not solid:
        return None
    return Line(glyphs, line.base, line.size, min(g.x0 for g in solid), max(g.x1 for g in solid))
