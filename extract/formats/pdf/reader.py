"""PDF with a text layer to lines: whole paragraphs in reading order, tables as rows; scans and locked files refused by name."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from importlib import import_module
from statistics import median
from typing import Any

from extract.formats.backend import Lines, settings
from extract.formats.limits import MOST_PAGE_CHARACTERS, MOST_PAGE_OBJECTS, MOST_PAGES, MOST_PICTURED_PAGES
from extract.formats.pdf.chars import PageLimits, Sheet, TooMuchError, merged, read_sheet
from extract.formats.pdf.forms import endless
from extract.formats.pdf.lines import in_reading_order, lines_of, text_of
from extract.formats.pdf.paragraphs import Flow
from extract.formats.pdf.tables import find_tables, unruled
from extract.formats.scans.numbers import Seen
from extract.formats.scans.switch import reads_pictures, why_not
from extract.model import ReadError

pypdfium2: Any = import_module("pypdfium2")  # without types

_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_LETTER = re.compile(r"[^\W\d_]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PAGE_NUMBER = re.compile(
    r"[-—–−·•\s]*第?\s*(?:\d{1,4}|[ivxIVX]{1,6})\s*页?\s*(?:[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–−·•\s]*"
)
_LONGEST_NUMBER = 40  # characters of a line that numbers its page: — 第 12 页 共 80 页 —
_FOOTNOTE = re.compile(r"(?:[\[［〔(（]\d{1,2}[\]］〕)）]|[①-⑳]|注\s*\d{0,2}\s*[：:]|\d{1,2}\s?[^\d.%年月\s、,，\-—])")
_SMALLER = 0.92  # of the body's size: what footnotes are set in
_GARBAGE = 0.15  # the share of characters that are none
_ENOUGH = 200  # Chinese characters from which their kinds tell whether the text layer is what the page shows
_REPEATED = 3  # pages on which a line at the same place is a running head
_CHART_NUMBERS = 3
_LARGEST = 1191.0  # points: the longer side of A3
_LOCKED = 4  # PDFium's code for a missing password


def read_pdf(body: bytes, name: str) -> Lines:
    """Reads a PDF. Raises ReadError, one line with the remedy, for a scan, a locked, broken or endless file."""
    limits = settings()["pdf"]
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _LOCKED or "password" in str(error).lower():
            raise ReadError(
                f"{name}: an encrypted PDF that asks for a password; save it without one, and add that"
            ) from error
        raise ReadError(
            f"{name}: a damaged PDF; fetch it again, or open it, print it to a PDF, and add that"
        ) from error
    try:
        count = len(document)
        if not count:
            raise ReadError(f"{name}: a PDF without pages; fetch it again")
        if count > MOST_PAGES:
            raise ReadError(
                f"{name}: a PDF of {count:,} pages, over the limit of {MOST_PAGES}; "
                "cut out the report's pages, and add those (limits: extract/formats/limits.py)"
            )
        if what := endless(body):
            raise ReadError(f"{name}: a PDF of which {what}: no report; open it, print it to a PDF, and add that")
        sheets = [_sheet(document, number, name) for number in range(count)]
        seen = _read_pictures(document, sheets, limits, name)
    finally:
        document.close()
    gap = _refuse_scan(sheets, limits, name)
    if seen:
        off = f"{len(seen)} pages were read off pictures (OCR), where a line can be passed over"
        gap = f"{gap} and {off}" if gap else off
    found = assemble([sheet for sheet in sheets if sheet is not None] if not gap else sheets, gap)
    found.seen = [seen.get(number, []) for number in range(count)] if seen else []
    return found


def _read_pictures(
    document: Any, sheets: list[Sheet | None], limits: dict[str, Any], name: str
) -> dict[int, list[Seen]]:
    """Reads the pages that are pictures, where pictures are read here, and puts them among the others; gives the numbers of each."""
    pictured = _pictured(sheets, limits) if reads_pictures() else []
    if len(pictured) > MOST_PICTURED_PAGES:
        raise ReadError(
            f"{name}: scanned PDF of {len(pictured)} pages, over the limit of {MOST_PICTURED_PAGES}; cut out the report's pages, and add those"
        )
    seen: dict[int, list[Seen]] = {}
    if pictured:
        engine: Any = import_module("extract.formats.scans.engine")  # loaded when the first scan comes
        for number in pictured:
            page = document[number]
            width, height = page.get_size()
            fit = min(1.0, _LARGEST / max(width, height))  # a poster is read as if it were a sheet
            render = partial(_render, page, fit)
            sheets[number], seen[number] = engine.read_picture(render, width * fit, height * fit)
            page.close()
    return seen


def _render(page: Any, fit: float, scale: float) -> Any:
    return page.render(scale=scale * fit).to_numpy()


def _pictured(sheets: list[Sheet | None], limits: dict[str, Any]) -> list[int]:
    """Which pages are pictures: those without text that an image covers; all of them where the text layer is none, or not that of the pages."""
    there = {number: sheet for number, sheet in enumerate(sheets) if sheet is not None}
    bare = {number for number, sheet in there.items() if _is_bare(sheet, limits)}
    if there and (len(bare) == len(there) or _garbage(list(there.values()))):
        return list(there)
    return [number for number in bare if there[number].image_share > limits["image_share"]]


def _is_bare(sheet: Sheet, limits: dict[str, Any]) -> bool:
    return sum(not glyph.text.isspace() for glyph in sheet.glyphs) < limits["fewest_chars"]


def _sheet(document: Any, number: int, name: str) -> Sheet | None:
    """A page, or None for one that can't be loaded."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        return read_sheet(page, PageLimits(MOST_PAGE_CHARACTERS, MOST_PAGE_OBJECTS))
    except pypdfium2.PdfiumError:
        return None
    except TooMuchError as error:
        raise ReadError(f"{name}: {error}: no page of a report; open it and look") from error
    finally:
        page.close()


def _refuse_scan(sheets: list[Sheet | None], limits: dict[str, Any], name: str) -> str:
    """Refuses a PDF whose text is not that of its pages; else what is missing from it, "" for nothing."""
    lost = sum(sheet is None for sheet in sheets)
    seen = [sheet for sheet in sheets if sheet is not None]
    if not seen:
        raise ReadError(f"{name}: a damaged PDF: none of its pages can be loaded; fetch it again")
    bare = [s for s in seen if _is_bare(s, limits)]
    scanned = [s for s in bare if s.image_share > limits["image_share"]]
    reason = why_not()
    remedy = (
        f"{reason}, or add a searchable PDF or the text of it" if reason else "add a searchable PDF or the text of it"
    )
    if len(scanned) > limits["most_scanned"] * len(seen):
        raise ReadError(f"{name}: scanned PDF: {len(scanned)} of {len(sheets)} pages without text; {remedy}")
    if len(bare) == len(seen):
        raise ReadError(f"{name}: a PDF without text: {len(bare)} pages hold drawings only; {remedy}")
    if what := _garbage(seen):
        raise ReadError(f"{name}: a PDF with a garbage text layer: {what}; {remedy}")
    missing = [f"{len(scanned)} pages are images without text"] if scanned else []
    missing += [f"{lost} pages cannot be loaded"] if lost else []
    return " and ".join(missing)


def _garbage(sheets: list[Sheet]) -> str:
    """What tells that the text layer is not what the pages show, "" for nothing."""
    text = "".join(g.text for s in sheets for g in s.glyphs)
    unmapped = sum(s.unmapped for s in sheets) + len(_PRIVATE.findall(text))
    if unmapped > _GARBAGE * max(1, len(text)):
        return f"{unmapped:,} of {len(text):,} characters are none"
    if len(_CHINESE.findall(text)) < _ENOUGH:
        return ""
    common = frozenset(settings()["common"])
    if sum(c in common for c in text) < settings()["least_common"] * len(text):
        return "its characters make no Chinese text"
    return ""


def assemble(sheets: list[Sheet] | list[Sheet | None], gap: str) -> Lines:
    """The text of the pages in reading order, None standing for one that is lost; `gap` says what is missing from it."""
    pages = [lines_of(sheet.glyphs) if sheet else [] for sheet in sheets]
    _drop_running(pages, sheets)
    flow = Flow(_usual([line.size for page in pages for line in page for _ in line.glyphs]))
    for sheet, lines in zip(sheets, pages, strict=True):
        flow.start_page()
        if sheet is None:
            continue
        tables = find_tables(lines, merged(sheet.across), merged(sheet.down))
        held = {id(line) for table in tables for line in table.lines}
        notes, body = _footnotes([line for line in lines if id(line) not in held], flow.size)
        pieces = list(tables)
        for stretch in in_reading_order(body):
            more = unruled(stretch)
            held = {id(line) for table in more for line in table.lines}
            flow.put([line for line in stretch if id(line) not in held and not _is_chart(line)], pieces + more)
            pieces = []
        flow.put([], pieces)
        flow.notes += [text_of(line.glyphs, line.size) for line in notes]
    return flow.finish(gap)


def _usual(sizes: list[float]) -> float:
    """The size that most of the text is set in, in points."""
    return Counter(round(size, 1) for size in sizes).most_common(1)[0][0] if sizes else 1.0


def _drop_running(pages: list[list[Any]], sheets: list[Sheet] | list[Sheet | None]) -> None:
    """Takes page numbers and running heads and feet off the pages, in place."""
    seen: Counter[tuple[str, int]] = Counter()
    for lines in pages:
        for line in {id(one): one for one in [*lines[:2], *lines[-2:]]}.values():
            seen[_place(line)] += 1
    for lines, sheet in zip(pages, sheets, strict=True):
        height = sheet.height if sheet else 1.0
        for line in {id(one): one for one in [*lines[:2], *lines[-2:]]}.values():
            edge = line.base < 0.12 * height or line.base > 0.86 * height
            text = text_of(line.glyphs, line.size) if edge else ""
            number = len(text) <= _LONGEST_NUMBER and _PAGE_NUMBER.fullmatch(text)
            if number or (edge and seen[_place(line)] >= _REPEATED):
                lines.remove(line)


def _place(line: Any) -> tuple[str, int]:
    return re.sub(r"\d+", "#", "".join(g.text for g in line.glyphs if not g.text.isspace())), round(line.base / 4)


def _footnotes(lines: list[Any], size: float) -> tuple[list[Any], list[Any]]:
    """The small lines at the foot of a page, from the first that starts with a mark, and the rest."""
    at = len(lines)
    while at and lines[at - 1].size < _SMALLER * size:
        at -= 1
    foot = lines[at:]
    first = next((i for i, line in enumerate(foot) if _FOOTNOTE.match(text_of(line.glyphs, line.size))), None)
    if first is None or at == 0:
        return [], lines
    spread = median(line.size for line in foot[first:]) if foot[first:] else size
    return (foot[first:], lines[: at + first]) if spread < _SMALLER * size else ([], lines)


def _is_chart(line: Any) -> bool:
    """Whether a line holds the labels of a chart: numbers, years and units side by side, and no words."""
    text = text_of(line.glyphs, line.size)
    if re.search(r"\d年\d+月", text):
        return False
    numbers = re.findall(r"\d[\d,.]*%?年?", text)
    rest = re.sub(r"[\d,.%年月\s\-—]+", "", text)
    return len(numbers) >= _CHART_NUMBERS and len(_LETTER.findall(rest)) <= 4 and not re.search("[。；，]", text)
