"""Tables of a PDF page: found by their ruling lines, or by cells that stand one below the other, and given as rows of cells."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extract.formats.limits import MOST_PAGE_LINES, MOST_PAGE_RULES, MOST_TABLE_CELLS
from extract.formats.pdf.chars import Glyph, Rule
from extract.formats.pdf.lines import Line, cells, text_of

_NUMBER = re.compile(r"[-−–＋+]?\d[\d,.\s]*%?|[—–\-…/]{1,3}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SAME_EDGE = 12.0  # points by which the ends of a table's rules may differ
_FEWEST_ROWS = 3  # of a table without rules
_TABULAR = 0.5  # the share of a ruled region's lines that must have cells
_INDENT = "  "
_STEP = 0.3  # of a character: a row's head that starts so much further right stands one level deeper
_DEEPEST = 6


@dataclass(slots=True)
class Table:
    """The rows of a table, each with a cell a column ("" where empty); deeper rows have two blanks a level before their head."""

    rows: list[list[str]]
    lines: list[Line]
    top: float


@dataclass(slots=True)
class _Row:
    """The cells of a row while they are put together: column -> glyph runs."""

    cells: dict[int, list[list[Glyph]]] = field(default_factory=dict[int, list[list[Glyph]]])
    base: float = 0.0


def find_tables(lines: list[Line], across: list[Rule], down: list[Rule]) -> list[Table]:
    """The tables between ruling lines, from top to bottom of a page; each keeps the lines that it is made of."""
    tables: list[Table] = []
    if len(lines) > MOST_PAGE_LINES or max(len(across), len(down)) > MOST_PAGE_RULES:
        return tables
    taken: set[int] = set()
    for rules in _regions(across, down, lines):
        inside = _inside([line for line in lines if id(line) not in taken], rules)
        walls = _walls(down, rules)
        parted = [line for line in inside if len(cells(line)) > 1 or any(_active(line, w) for w in walls)]
        if len(inside) < 2 or len(parted) < _TABULAR * len(inside):
            continue
        table = _build(inside, rules, walls)
        if table is not None:
            tables.append(table)
            taken.update(id(line) for line in inside)
    return sorted(tables, key=lambda table: table.top)


def _inside(lines: list[Line], rules: list[Rule]) -> list[Line]:
    """The lines that stand between the first and the last of a table's rules."""
    top, bottom = rules[0].at, rules[-1].at
    left, right = min(r.start for r in rules), max(r.end for r in rules)
    return [
        line
        for line in lines
        if top - 1 <= line.base - 0.3 * line.size <= bottom + 1
        and line.x0 >= left - _SAME_EDGE
        and line.x1 <= right + _SAME_EDGE
    ]


def _walls(down: list[Rule], rules: list[Rule]) -> list[Rule]:
    """The vertical rules that part a table's columns."""
    top, bottom = rules[0].at, rules[-1].at
    left, right = min(r.start for r in rules), max(r.end for r in rules)
    walls = [d for d in down if left + 3 < d.at < right - 3 and d.start < bottom - 2 and d.end > top + 2]
    return [w for w in walls if w.end - w.start > 0.4 * (bottom - top) or len(rules) > 3]


def _regions(across: list[Rule], down: list[Rule], lines: list[Line]) -> list[list[Rule]]:
    """Runs of horizontal rules of one width: the top, the inner and the bottom rules of one table."""
    groups: list[list[Rule]] = []
    for rule in across:
        for group in groups[-1:]:
            left, right = min(r.start for r in group), max(r.end for r in group)
            # an inner rule may span a part of the columns only
            if left - _SAME_EDGE <= rule.start and rule.end <= right + _SAME_EDGE:
                group.append(rule)
                break
        else:
            groups.append([rule])
    found: list[list[Rule]] = []
    for group in groups:
        widest = max(r.end - r.start for r in group)
        wide = [i for i, r in enumerate(group) if r.end - r.start > 0.9 * widest]
        group = group[wide[0] : wide[-1] + 1]
        found += _parted(group, down, lines)
    return found


def _parted(group: list[Rule], down: list[Rule], lines: list[Line]) -> list[list[Rule]]:
    """A run of rules parted where two tables follow each other: between a bottom and a top rule stand no cells."""
    found = [[group[0]]]
    for (above, below), between in zip(pairwise(group), _bands(lines, group), strict=True):
        if 2 * sum(len(cells(line)) > 1 for line in between) < len(between) and not any(
            w.start < below.at - 3 and w.end > above.at + 3 for w in down if _within(w, above, below)
        ):
            found.append([])
        found[-1].append(below)
    return [rules for rules in found if len(rules) > 1]


def _within(wall: Rule, above: Rule, below: Rule) -> bool:
    return min(above.start, below.start) + 3 < wall.at < max(above.end, below.end) - 3


def _active(line: Line, wall: Rule) -> bool:
    middle = line.base - 0.35 * line.size
    return wall.start - 2 <= middle <= wall.end + 2


def _build(lines: list[Line], rules: list[Rule], walls: list[Rule]) -> Table | None:
    edges = _edges(lines, rules, walls)
    if not edges:
        return None
    bands = _bands(lines, rules)
    body = sum(map(bool, bands))
    grid = body >= 0.6 * len(lines) or (body > 3 and body >= 0.35 * len(lines))
    rows: list[_Row] = []
    for i, within in enumerate(bands):
        if not within:
            continue
        split = [_cut(line, edges, walls) for line in within]
        header = i == 0 and body > 1
        if (grid or header) and not _parallel(split):
            rows.append(_joined(split))
        else:
            rows += split
    return _table(rows, len(edges) + 1, lines, rules[0].at)


def _bands(lines: list[Line], rules: list[Rule]) -> list[list[Line]]:
    """The lines between each rule and the next, which lies below it."""
    bands: list[list[Line]] = [[] for _ in rules]  # the last one takes what lies above or below all of them
    tops = [rule.at for rule in rules]
    for line in lines:
        bands[bisect_left(tops, line.base - 0.3 * line.size) - 1].append(line)
    return bands[:-1]


def _edges(lines: list[Line], rules: list[Rule], walls: list[Rule]) -> list[float]:
    """The x of the borders between columns: drawn ones, or else the gaps that the lines below the heads leave free."""
    edges: list[float] = []
    for wall in sorted(walls, key=lambda w: w.at):
        if not edges or wall.at - edges[-1] > 6:
            edges.append(wall.at)
    if edges:
        return edges
    below = [line for line in lines if line.base > rules[1].at] if len(rules) > 2 else lines
    return _gaps([line for line in below or lines if len(cells(line)) > 1])


def _gaps(lines: list[Line]) -> list[float]:
    """The middles of the vertical strips that no cell of these lines touches."""
    spans = sorted((run[0].x0, run[-1].x1) for line in lines for run in cells(line))
    edges: list[float] = []
    end = spans[0][1] if spans else 0.0
    for start, stop in spans:
        if start - end > 4:
            edges.append((start + end) / 2)
        end = max(end, stop)
    return edges


def _cut(line: Line, edges: list[float], walls: list[Rule]) -> _Row:
    """The cells of one line. Drawn borders part it where they run beside it; else a run of text belongs where it starts."""
    row = _Row(base=line.base)
    active = sorted(w.at for w in walls if _active(line, w))
    for run in cells(line):
        pieces: list[list[Glyph]] = [[]]
        for glyph in run:
            middle = (glyph.x0 + glyph.x1) / 2
            if pieces[-1] and bisect(active, (pieces[-1][-1].x0 + pieces[-1][-1].x1) / 2) < bisect(active, middle):
                pieces.append([])
            pieces[-1].append(glyph)
        for piece in pieces:
            first, last = piece[0], piece[-1]
            at = (first.x0 + first.x1) / 2 if walls else (first.x0 + last.x1) / 2
            if not walls and first.x0 < edges[0] < last.x1:
                at = first.x0
            if walls:  # a head over several columns belongs to the first of them
                before = bisect(active, at)
                column = bisect(edges, active[before - 1] + 3) if before else 0
            else:
                column = bisect(edges, at)
            row.cells.setdefault(column, []).append(piece)
    return row


def _parallel(split: list[_Row]) -> bool:
    """Whether the lines of one band are rows of their own: each fills the first and another column."""
    return len(split) > 1 and all(0 in row.cells and len(row.cells) > 1 for row in split)


def _joined(split: list[_Row]) -> _Row:
    row = _Row(base=split[0].base)
    for part in split:
        for column, runs in part.cells.items():
            row.cells.setdefault(column, []).extend(runs)
    return row


def _table(rows: list[_Row], width: int, lines: list[Line], top: float) -> Table | None:
    if len(rows) * width > MOST_TABLE_CELLS:
        return None
    size = median(line.size for line in lines)
    levels = _levels(rows, size)
    filled: list[list[str]] = []
    for row, level in zip(rows, levels, strict=True):
        texts = [""] * width
        for column, runs in row.cells.items():
            texts[column] = "".join(text_of(run, size, spread=True) for run in runs)
        filled.append([_INDENT * level + texts[0] if texts[0] else "", *texts[1:]])
    if sum(sum(map(bool, row)) > 1 for row in filled) < 2:
        return None
    return Table(filled, lines, top)


def _levels(rows: list[_Row], size: float) -> list[int]:
    """How deep each row's head is indented. Heads that are centred tell nothing: their left ends lie anywhere."""
    starts = [row.cells[0][0][0].x0 if 0 in row.cells else None for row in rows]
    below = [s for s in starts[1:] if s is not None]
    ends = [row.cells[0][-1][-1].x1 for row in rows[1:] if 0 in row.cells]
    if len(below) < 2:
        return [0] * len(rows)
    middles = [(a + b) / 2 for a, b in zip(below, ends, strict=True)]
    if max(below) - min(below) > _STEP * size and max(middles) - min(middles) < 0.3 * (max(below) - min(below)):
        return [0] * len(rows)
    known = sorted(below)
    steps = [known[0]]
    for before, start in pairwise(known):
        if start - before > _STEP * size:
            steps.append(start)
    levels = [0 if s is None else min(_DEEPEST, sum(step <= s + 0.5 for step in steps) - 1) for s in starts]
    return [0, *levels[1:]]


def unruled(lines: list[Line]) -> list[Table]:
    """The tables without rules in the lines of one column: at least three lines in a row of which each has a name, and numbers in the same columns."""
    tables: list[Table] = []
    run: list[Line] = []
    for line in [*lines, None] if len(lines) <= MOST_PAGE_LINES else []:
        if line is not None and _has_columns(line):
            run.append(line)
            continue
        numbered = sum(any(_NUMBER.fullmatch(_joined_text(cell)) for cell in cells(one)) for one in run)
        if len(run) >= _FEWEST_ROWS and 2 * numbered >= len(run) and (edges := _gaps(run)):
            rows = [_cut(one, edges, []) for one in run]
            table = _table(rows, len(edges) + 1, run, run[0].top)
            if table is not None:
                tables.append(table)
        run = []
    return tables


def _joined_text(run: list[Glyph]) -> str:
    return "".join(g.text for g in run)


def _has_columns(line: Line) -> bool:
    runs = cells(line)
    if len(runs) < 2:
        return False
    texts = [_joined_text(run) for run in runs]
    if any(mark in text for text in texts for mark in "。；"):
        return False
    heads = all(_CHINESE.search(text) for text in texts) and all(len(text) < 20 for text in texts)
    return heads or bool(_CHINESE.search(texts[0]) and any(_NUMBER.fullmatch(text) for text in texts[1:]))
