"""What one page of a PDF holds, through PDFium: characters with their places, ruling lines, the share that images cover.

Coordinates are points (1/72 inch), y grows downwards from the top of the page; text that runs up or down the page is
turned upright first.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

pdfium: Any = import_module("pypdfium2.raw")  # generated, without types

_THIN = 3.0  # a path of less is a ruling line
_SHORTEST_RULE = 6.0
_NO_GLYPH = frozenset("\r\n\ufffe\uffff\ufeff\u00ad\u200b").union(map(chr, (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20))))
_QUARTER = math.pi / 2


@dataclass(frozen=True, slots=True)
class Glyph:
    """One visible character: its box, the baseline it stands on, and the size of its font, in points."""

    text: str
    x0: float
    x1: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line; horizontal ones run from `start` to `end` along x at y = `at`, vertical ones along y at x = `at`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Sheet:
    """One page. `image_share` is the largest part of it that one image covers, `unmapped` counts glyphs with no character."""

    width: float
    height: float
    glyphs: list[Glyph]
    across: list[Rule]
    down: list[Rule]
    image_share: float
    unmapped: int


@dataclass(frozen=True, slots=True)
class PageLimits:
    """How many characters and drawn objects of a page are looked at; what is beyond them is an error or is left out."""

    chars: int
    objects: int


class TooMuchError(Exception):
    """A page holds more characters than any page of print."""


def read_sheet(page: Any, limits: PageLimits) -> Sheet:
    """Reads one pypdfium2 page. Raises TooMuchError, and pypdfium2.PdfiumError for a page that can't be loaded."""
    width, height = page.get_size()
    turned = page.get_rotation()
    if turned in (90, 270):
        width, height = height, width
    glyphs, quarter, unmapped = _glyphs(page, limits.chars)
    across, down, share = _drawn(page, limits.objects, width * height)
    turn = _turner(quarter, width, height)
    placed = [Glyph(text, *_box(turn, box), size) for text, box, size in glyphs]
    if quarter % 2:
        across, down = down, across
        width, height = height, width
    rows = [_rule(turn, rule, quarter % 2 == 1) for rule in across]
    columns = [_rule(turn, rule, quarter % 2 == 0) for rule in down]
    return Sheet(width, height, placed, rows, columns, share, unmapped)


def _glyphs(page: Any, most: int) -> tuple[list[tuple[str, tuple[float, ...], float]], int, int]:
    """The characters with (left, right, x and y of the origin) and size, the quarter turn most of them have, the unmapped."""
    text_page = page.get_textpage()
    try:
        raw = text_page.raw
        count: int = pdfium.FPDFText_CountChars(raw)
        if count > most:
            raise TooMuchError(f"{count:,} characters on one page")
        box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        found: list[tuple[int, str, tuple[float, ...], float]] = []
        unmapped = 0
        for i in range(count):
            if pdfium.FPDFText_IsGenerated(raw, i) == 1:
                continue
            code = pdfium.FPDFText_GetUnicode(raw, i)
            unmapped += pdfium.FPDFText_HasUnicodeMapError(raw, i) == 1
            char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
            if char in _NO_GLYPH:
                continue
            pdfium.FPDFText_GetLooseCharBox(raw, i, box)
            pdfium.FPDFText_GetCharOrigin(raw, i, x, y)
            pdfium.FPDFText_GetMatrix(raw, i, matrix)
            size = pdfium.FPDFText_GetFontSize(raw, i) * math.hypot(matrix.c, matrix.d)
            turns = pdfium.FPDFText_GetCharAngle(raw, i) / _QUARTER
            if abs(turns - round(turns)) > 0.1:  # a watermark across the page
                continue
            place = (box.left, box.right, box.bottom, box.top, x.value, y.value)
            found.append((round(turns) % 4, char, place, size or box.top - box.bottom))
    finally:
        text_page.close()
    quarter = Counter(f[0] for f in found).most_common(1)[0][0] if found else 0
    return [f[1:] for f in found if f[0] == quarter], quarter, unmapped


def _drawn(page: Any, most: int, area: float) -> tuple[list[tuple[float, ...]], list[tuple[float, ...]], float]:
    """Horizontal and vertical thin paths as (left, bottom, right, top), and the share of the largest image."""
    across: list[tuple[float, ...]] = []
    down: list[tuple[float, ...]] = []
    share = 0.0
    kinds = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    for number, found in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if number >= most:
            break
        left, bottom, right, top = found.get_bounds()
        if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            share = max(share, (right - left) * (top - bottom) / max(area, 1.0))
            continue
        wide, high = right - left > _THIN, top - bottom > _THIN
        if wide and high:  # a frame: its edges
            across += [(left, edge, right, edge) for edge in (bottom, top)]
            down += [(edge, bottom, edge, top) for edge in (left, right)]
        elif wide:
            across.append((left, bottom, right, top))
        elif high:
            down.append((left, bottom, right, top))
    return across, down, min(share, 1.0)


def _turner(quarter: int, width: float, height: float) -> Callable[[float, float], tuple[float, float]]:
    """The map from the page's points to upright ones with y downwards; PDFium counts angles clockwise."""
    turns: dict[int, Callable[[float, float], tuple[float, float]]] = {
        0: lambda x, y: (x, height - y),
        1: lambda x, y: (height - y, width - x),
        2: lambda x, y: (width - x, y),
        3: lambda x, y: (y, x),
    }
    return turns[quarter]


def _box(turn: Any, place: tuple[float, ...]) -> tuple[float, float, float]:
    left, right, bottom, top, x, y = place
    (xa, _), (xb, _) = turn(left, bottom), turn(right, top)
    _, base = turn(x, y)
    return min(xa, xb), max(xa, xb), base


def _rule(turn: Any, bounds: tuple[float, ...], upright: bool) -> Rule:
    (xa, ya), (xb, yb) = turn(bounds[0], bounds[1]), turn(bounds[2], bounds[3])
    if upright:
        return Rule((xa + xb) / 2, min(ya, yb), max(ya, yb))
    return Rule((ya + yb) / 2, min(xa, xb), max(xa, xb))


def merged(rules: list[Rule], reach: float = 2.5) -> list[Rule]:
    """Rules that lie on one line and touch, joined; those shorter than a character left out. Sorted by `at`."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / reach), r.start)):
        for i in range(len(joined) - 1, max(-1, len(joined) - 12), -1):
            last = joined[i]
            if abs(last.at - rule.at) <= reach and rule.start <= last.end + reach and last.start <= rule.end + reach:
                joined[i] = Rule((last.at + rule.at) / 2, min(last.start, rule.start), max(last.end, rule.end))
                break
        else:
            joined.append(rule)
    return sorted((r for r in joined if r.end - r.start >= _SHORTEST_RULE), key=lambda r: r.at)
