"""OFD (GB/T 33190), the layout format of Chinese offices: its text objects, put into lines and paragraphs as those of a PDF are."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from extract.formats.backend import Lines
from extract.formats.limits import MOST_PAGE_CHARACTERS, MOST_PAGES
from extract.formats.pdf.chars import Glyph, Sheet
from extract.formats.pdf.reader import assemble
from extract.model import ReadError

_POINTS = 72 / 25.4  # to the millimetre
_AS_PDF = "open it in an OFD viewer, print it to a PDF, and add that"


def read_ofd(body: bytes, name: str) -> Lines:
    """Reads an OFD. Raises ReadError, one line with the remedy, for one without text, broken or endless."""
    ofdkit: Any = import_module("ofdkit")  # loaded when the first OFD comes
    try:
        with ofdkit.open(body) as document:
            if len(document.pages) > MOST_PAGES:
                raise ReadError(
                    f"{name}: an OFD of {len(document.pages):,} pages, over the limit of {MOST_PAGES}; cut out the report's, and add those"
                )
            sheets = [_sheet(page, name) for page in document.pages]
            title = document.info.title or "" if document.info else ""
    except ofdkit.OFDError as error:
        raise ReadError(f"{name}: a damaged OFD ({error}); fetch it again, or {_AS_PDF}") from error
    bare = sum(not sheet.glyphs for sheet in sheets)
    if bare == len(sheets):
        raise ReadError(
            f"{name}: an OFD without text: {len(sheets)} pages of pictures or drawings; read it with an OCR program, and add the text"
        )
    found = assemble(sheets, f"{bare} pages are images without text" if bare else "")
    found.title = found.title or title
    return found


def _sheet(page: Any, name: str) -> Sheet:
    left, top, width, height = page.box
    glyphs: list[Glyph] = []
    for run in page.runs:
        if not (left <= run.x <= left + width and top <= run.y <= top + height):
            continue  # beside the paper nobody reads it
        size, start = run.size * _POINTS, (run.x - left) * _POINTS
        widths = [1.0 if ord(char) > 0x2E7F else 0.5 for char in run.text]
        scale = run.width * _POINTS / sum(widths) if widths and run.width else size
        for char, wide in zip(run.text, widths, strict=True):
            glyphs.append(Glyph(char, start, start + wide * scale, (run.y - top) * _POINTS, size))
            start += wide * scale
        if len(glyphs) > MOST_PAGE_CHARACTERS:
            raise ReadError(
                f"{name}: more than {MOST_PAGE_CHARACTERS:,} characters on a page: no page of a report; open it and look"
            )
    return Sheet(width * _POINTS, height * _POINTS, glyphs, [], [], 0.0, 0)
