"""The engine that reads pictures (RapidOCR: the models of PaddleOCR on ONNX Runtime), and what it gives of one page.

The models lie in the package; they are named here as files, so that nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from extract.formats.pdf.chars import Glyph, Sheet
from extract.formats.scans.numbers import LEAST_SURE, NUMERALS, Seen, alike, confirmed, digits_of, joined, tokens

SCALE = 2.0  # pixels a point of the first rendering: 144 to the inch
AGAIN = 1.5  # how much larger the second one is, of which the numbers are read again
_LONGEST_SIDE = 960  # pixels in which lines of text are looked for
_STRIP = 1400  # pixels wide: numbers that are read again in one go
_HIGH = 48  # pixels, of a line as the engine reads it
_CERTAIN = 0.999
_GAP = 12  # pixels of white around what parts two of a strip
_BETWEEN = 2.0  # characters between two numbers; those that stand closer are read again together
_MARGIN = 0.8  # characters beside a number that are read with it, so that it is not cut
_BASE = 0.38  # of a character's size: how far below the middle of its line it stands

_PERMILLE = re.compile(r"(?<=\d)[%％][oO0](?!\d)")

Rendering = Callable[[float], Any]  # the picture of a page at so many pixels a point: rows of pixels, RGB


@dataclass(slots=True)
class _Row:
    """One line as the engine gave it: its characters, where each begins and ends, how sure it is of each, and the box of the line in pixels."""

    chars: str
    spans: list[tuple[float, float]]
    scores: list[float]
    top: float
    bottom: float

    @property
    def size(self) -> float:
        """The size of its characters: how far one Chinese character stands from the next; without two, what the height of the line says."""
        middles = [
            (a + b) / 2 if char > "\u2e7f" else None for char, (a, b) in zip(self.chars, self.spans, strict=True)
        ]
        apart = sorted(b - a for a, b in pairwise(middles) if a is not None and b is not None)
        high = self.bottom - self.top
        return min(max(apart[len(apart) // 2], 0.5 * high), 1.2 * high) if apart else 0.75 * high

    def wide(self) -> list[tuple[float, float]]:
        """Where its characters begin and end where each takes the room up to its neighbours, as it does in print: the engine gives the ink."""
        most, found = 0.3 * self.size, list(self.spans)
        for at in range(len(found) - 1):
            gap = found[at + 1][0] - found[at][1]
            if 0 < gap <= 2 * most:
                middle = (found[at][1] + found[at + 1][0]) / 2
                found[at], found[at + 1] = (found[at][0], middle), (middle, found[at + 1][1])
        return found


@dataclass(slots=True)
class _Crop:
    """Numbers that stand close together, to be read again: which row's, which tokens, and the stretch of the row."""

    row: _Row
    numbers: list[int]
    expected: list[str]
    start: float
    end: float


def read_picture(render: Rendering, width: float, height: float) -> tuple[Sheet, list[Seen]]:
    """What stands on a page of so many points: its characters with their places, and its numbers with how far each can be relied on."""
    rows = _rows(render(SCALE))
    seen = _numbers(rows, render)
    glyphs = [glyph for row in rows for glyph in _glyphs(row)]
    return Sheet(width, height, glyphs, [], [], 0.0, 0), seen


@cache
def _engine() -> Any:
    rapidocr: Any = import_module("rapidocr")
    models = Path(str(rapidocr.__file__)).parent / "models"
    (finds,), (reads,) = (list(models.glob(f"*_{kind}_*.onnx")) for kind in ("det", "rec"))
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # which way up a line is: pages that are upside down are turned by whoever adds them
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.model_path": str(finds),
            "Rec.model_path": str(reads),
            "Det.limit_type": "max",
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
            "Det.limit_side_len": _LONGEST_SIDE,
            # Documents are read side by side already, a process each.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _rows(picture: Any) -> list[_Row]:
    found = _engine()(picture)
    boxes: list[Any] = list(found.boxes) if found.boxes is not None else []
    lines: list[Any] = list(found.word_results or ())
    rows = [_row(box, words) for box, words in zip(boxes, lines, strict=False)]
    return sorted((row for row in rows if row.chars.strip()), key=lambda row: (row.top + row.bottom, row.spans[0][0]))


def _row(box: Any, words: Any) -> _Row:
    """One line by its box (four corners) and its pieces: text, confidence and corners of each."""
    ys = [float(corner[1]) for corner in box]
    row = _Row("", [], [], min(ys), max(ys))
    for said, score, corners in words:
        text, xs = str(said), [float(corner[0]) for corner in corners]
        step = (max(xs) - min(xs)) / max(1, len(text))
        for number, char in enumerate(text):  # mostly one by one; where it gives several at once they share its width
            row.chars += char
            row.spans.append((min(xs) + number * step, min(xs) + (number + 1) * step))
            row.scores.append(float(score))
    return _with_permille(row)


def _with_permille(row: _Row) -> _Row:
    """The engine knows no ‰ and gives %o or %0 for it: a percent sign with a letter, or with a nought that begins no number, is none."""
    for found in reversed(list(_PERMILLE.finditer(row.chars))):
        a, b = found.span()
        row.chars = f"{row.chars[:a]}‰{row.chars[b:]}"
        row.spans[a:b] = [(row.spans[a][0], row.spans[b - 1][1])]
        row.scores[a:b] = [max(row.scores[a:b])]  # how sure it is that something stands there
    return row


def _glyphs(row: _Row) -> list[Glyph]:
    size = row.size / SCALE
    base = (row.top + row.bottom) / 2 / SCALE + _BASE * size
    return [Glyph(char, a / SCALE, b / SCALE, base, size) for char, (a, b) in zip(row.chars, row.wide(), strict=True)]


def _numbers(rows: Sequence[_Row], render: Rendering) -> list[Seen]:
    """The numbers of a page, those of the first reading that the second one confirms marked as reliable."""
    crops: list[_Crop] = []
    for row in rows:
        crops += _crops(row)
    same = _read_again(crops, rows, render) if crops else []
    sure = {(id(crop.row), number) for crop, good in zip(crops, same, strict=True) if good for number in crop.numbers}
    of_rows: list[list[Seen]] = []
    ends: list[tuple[bool, bool]] = []
    for row in rows:
        own: list[Seen] = []
        for number, token in enumerate(tokens(row.chars)):
            confidence = min(row.scores[token.start() : token.end()])
            good = (id(row), number) in sure and confidence >= LEAST_SURE
            own.append(Seen(digits_of(token[0]), round(confidence, 3), good))
        of_rows.append(own)
        text = row.chars.strip()
        ends.append((text[0].isdigit(), text[-1].isdigit() or text[-1] in ".,"))
    return [one for own in of_rows for one in own] + joined(of_rows, ends)


def _crops(row: _Row) -> list[_Crop]:
    found: list[_Crop] = []
    margin, left, right = _MARGIN * row.size, row.spans[0][0], row.spans[-1][1]
    for number, token in enumerate(tokens(row.chars)):
        start, end = row.spans[token.start()][0], row.spans[token.end() - 1][1]
        if found and start - found[-1].end < _BETWEEN * row.size:
            found[-1].numbers.append(number)
            found[-1].expected.append(token[0])
            found[-1].end = end
        else:
            found.append(_Crop(row, [number], [token[0]], start, end))
    for crop in found:
        crop.start, crop.end = max(left - margin / 4, crop.start - margin), min(right + margin / 4, crop.end + margin)
    return found


def _read_again(crops: Sequence[_Crop], rows: Sequence[_Row], render: Rendering) -> list[bool]:
    """Whether the numbers of each crop read the same in the larger rendering: several side by side in one strip, which costs a fraction;
    those of a strip that does not say what was expected, each by itself."""
    picture = render(SCALE * AGAIN)
    pieces = [_piece(picture, crop) for crop in crops]
    between = _parting(rows, picture)
    strips: list[list[int]] = []
    for at, piece in enumerate(pieces):
        wide = piece.shape[1]
        if strips and sum(pieces[i].shape[1] for i in strips[-1]) + wide <= _STRIP:
            strips[-1].append(at)
        else:
            strips.append([at])
    said = _texts([_side_by_side([pieces[i] for i in strip], between) for strip in strips])
    good = [False] * len(crops)
    doubtful: list[int] = []
    for strip, text in zip(strips, said, strict=True):
        known = confirmed([crops[i].expected for i in strip], [m[0] for m in tokens(text)])
        for i, is_good in zip(strip, known, strict=True):
            good[i] = is_good
            if not is_good:
                doubtful.append(i)
    for i, text in zip(doubtful, _texts([pieces[i] for i in doubtful]), strict=True):
        good[i] = alike((m[0] for m in tokens(text)), crops[i].expected)
    return good


def _piece(picture: Any, crop: _Crop) -> Any:
    """The stretch of a row in the larger rendering, at the height that the engine reads."""
    cv2: Any = import_module("cv2")
    top, bottom = max(0, round(crop.row.top * AGAIN)), round(crop.row.bottom * AGAIN) + 1
    start, end = max(0, round(crop.start * AGAIN)), round(crop.end * AGAIN) + 1
    piece = picture[top:bottom, start:end]
    wide = max(_HIGH // 2, round(piece.shape[1] * _HIGH / max(1, piece.shape[0])))
    return cv2.resize(piece, (wide, _HIGH), interpolation=cv2.INTER_AREA)


def _parting(rows: Sequence[_Row], picture: Any) -> list[Any]:
    """What is put between two numbers of a strip: a Chinese character of the page itself, as white alone lets them run together."""
    numpy: Any = import_module("numpy")
    gap = numpy.full((_HIGH, _GAP, 3), 255, dtype="uint8")
    sure = (
        (score > _CERTAIN, row.size, -number, row, at)
        for number, row in enumerate(rows)
        for at, (char, score) in enumerate(zip(row.chars, row.scores, strict=True))
        if "\u4e00" <= char <= "\u9fff" and char not in NUMERALS
    )
    best = max(sure, key=lambda one: one[:3], default=None)
    if best is None:
        return [gap, gap]
    *_, row, at = best
    return [gap, _piece(picture, _Crop(row, [], [], *row.spans[at])), gap]


def _side_by_side(pieces: Sequence[Any], between: Sequence[Any]) -> Any:
    numpy: Any = import_module("numpy")
    return numpy.concatenate([part for piece in pieces for part in (*between, piece)][len(between) :], axis=1)


def _texts(pictures: Sequence[Any]) -> list[str]:
    if not pictures:
        return []
    typings: Any = import_module("rapidocr.ch_ppocr_rec.typings")
    found = _engine().text_rec(typings.TextRecInput(img=list(pictures), return_word_box=False))
    return [_PERMILLE.sub("‰", str(text)) for text in found.txts]
