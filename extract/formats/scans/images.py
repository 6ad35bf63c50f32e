"""Page images (PNG, JPEG and their like): pages of a report as somebody photographed or exported them, and tables that a page shows as pictures."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

from extract.formats.backend import Lines
from extract.formats.limits import MOST_PICTURE_PIXELS, MOST_PICTURED_PAGES
from extract.formats.pdf.chars import Sheet
from extract.formats.pdf.reader import assemble
from extract.formats.scans.engine import SCALE, read_picture
from extract.formats.scans.numbers import Seen
from extract.formats.scans.switch import why_not
from extract.model import ReadError

_WIDTH = 595.0  # points that a picture is taken to be wide: A4
_HIGHEST = 842.0  # points of one page; a longer picture is cut where nothing stands
_LOOK_BACK = 0.25  # of a page's height, in which a row without ink is looked for


def read_image(body: bytes, name: str) -> Lines:
    """Reads a picture. Raises ReadError, one line with the remedy, where pictures are not read here, for a broken or a huge one, and one without text."""
    if reason := why_not():
        raise ReadError(f"{name}: a picture; {reason}, or add the text of it")
    pixels = _pixels(body, name)
    zoom = _WIDTH * SCALE / pixels.shape[1]  # pixels of the first rendering for one of the picture
    cuts = _cuts(pixels, round(_HIGHEST * SCALE / zoom))
    if len(cuts) > MOST_PICTURED_PAGES:
        raise ReadError(f"{name}: a picture as long as {len(cuts)} pages; cut out what is the document, and add that")
    sheets: list[Sheet] = []
    seen: list[list[Seen]] = []
    for start, end in cuts:
        part = pixels[start:end]
        sheet, numbers = read_picture(
            lambda scale, part=part: _resized(part, zoom * scale / SCALE), _WIDTH, (end - start) * zoom / SCALE
        )
        sheets.append(sheet)
        seen.append(numbers)
    if not any(sheet.glyphs for sheet in sheets):
        raise ReadError(f"{name}: a picture without text; look at the page")
    found = assemble(sheets, "it was read off a picture (OCR), where a line can be passed over")
    found.seen = seen
    return found


def _pixels(body: bytes, name: str) -> Any:
    """The picture as rows of RGB pixels, on white where it lets the ground through."""
    pillow: Any = import_module("PIL.Image")
    numpy: Any = import_module("numpy")
    try:
        with pillow.open(io.BytesIO(body)) as picture:
            if picture.width * picture.height > MOST_PICTURE_PIXELS or min(picture.size) < 1:
                raise ReadError(
                    f"{name}: a picture of {picture.width:,} × {picture.height:,} pixels; make it smaller, and add that"
                )
            shown = picture.convert("RGBA")
    except ReadError:
        raise
    except Exception as error:  # the library raises whatever broken bytes make its readers raise
        raise ReadError(f"{name}: a damaged picture ({type(error).__name__}); fetch it again") from error
    ground = pillow.new("RGBA", shown.size, "white")
    ground.alpha_composite(shown)
    return numpy.asarray(ground.convert("RGB"))


def _resized(pixels: Any, zoom: float) -> Any:
    cv2: Any = import_module("cv2")
    size = max(1, round(pixels.shape[1] * zoom)), max(1, round(pixels.shape[0] * zoom))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC)


def _cuts(pixels: Any, highest: int) -> list[tuple[int, int]]:
    """The pages of a long picture, each cut at the row before its end that has the least ink."""
    ink = pixels.std(axis=(1, 2))
    found: list[tuple[int, int]] = []
    start = 0
    while len(ink) - start > highest:
        back = max(1, round(highest * _LOOK_BACK))
        end = start + highest - back + int(ink[start + highest - back : start + highest].argmin())
        found.append((start, max(end, start + 1)))
        start = found[-1][1]
    return [*found, (start, len(ink))]
