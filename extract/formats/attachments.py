"""Attached files: PDF, Word and Excel, read into the same pages as HTML gives."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import cast

from extract.formats.backend import SAVE_AS, Backend, Lines
from extract.formats.detect import ZIP, kind_of
from extract.formats.html.metadata import text_date, text_title
from extract.formats.limits import LONGEST_TITLE, MOST_PARTS, MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO
from extract.formats.scans.numbers import Seen, numbers_in
from extract.model import Page, ReadError, ReadNumber

# What detect.kind_of says -> who reads it. Imported when a file of its kind comes: the libraries take a while to load.
_BACKENDS = {
    "pdf": "extract.formats.pdf.reader:read_pdf",
    "docx": "extract.formats.office.docx:read_docx",
    "doc": "extract.formats.office.doc:read_doc",
    "xlsx": "extract.formats.office.excel:read_xlsx",
    "xls": "extract.formats.office.excel:read_xls",
    "OFD": "extract.formats.ofd:read_ofd",
    "picture": "extract.formats.scans.images:read_image",
}
_DATE_LINE = re.compile(r"[（(]?((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日[）)]?")
_BOMB_FROM = 10_000_000
_DATE_LINES = 8


def read_attachment(body: bytes, name: str) -> Page | None:
    """Reads a PDF, DOCX, DOC, XLS, XLSX or OFD file; None where the bytes are none of these or another Office format.

    Text in reading order, a paragraph a line; a table row a line, its cells parted by tabs, two blanks a level before
    an indented head. `Page.page_starts` has the offset at which each page after the first starts (for Excel: each sheet).

    Raises ReadError, one line with name and remedy: scans, encrypted, broken and oversized files, and formats that are
    not read (RTF, PowerPoint, OpenDocument).
    """
    kind = kind_of(body)
    if kind is None:
        return None
    if kind not in _BACKENDS:
        raise ReadError(f"{name}: {_unread(kind)}")
    if body.startswith(ZIP):
        refuse_bomb(body, name)
    try:
        found = _backend(kind)(body, name)
    except ReadError:
        raise
    except (MemoryError, RecursionError) as error:
        raise ReadError(f"{name}: too deep or too large to be read ({type(error).__name__}); {SAVE_AS}") from error
    except Exception as error:  # the readers of old formats raise whatever broken bytes make them raise
        if "Excessive depth" in str(error):  # what libxml2 says of tags inside each other
            raise ReadError(f"{name}: nested deeper than any report; {SAVE_AS}") from error
        raise ReadError(
            f"{name}: a damaged {kind.upper()} file ({type(error).__name__}); fetch it again, or {SAVE_AS}"
        ) from error
    return _page(found, name, kind)


def _backend(kind: str) -> Backend:
    module, _, function = _BACKENDS[kind].partition(":")
    return getattr(import_module(module), function)


def _unread(kind: str) -> str:
    if kind == "encrypted Office":
        return "an encrypted Office file; save it without a password, and add that"
    if kind == "broken Office":
        return f"a damaged Office file; fetch it again, or {SAVE_AS}"
    return f"{kind.upper() if kind == 'rtf' else kind} files are not read; {SAVE_AS}"


def refuse_bomb(body: bytes, name: str) -> None:
    """Counts what a file in ZIP form (DOCX, XLSX, OFD) unpacks to, as it unpacks and not as its directory says, before a library trusts it."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise ReadError(f"{name}: {len(parts):,} parts in one Office file; {SAVE_AS}")
            for part in parts:
                if part.flag_bits & 1:
                    raise ReadError(f"{name}: {_unread('encrypted Office')}")
                size = _unpacked(archive, part, MOST_UNPACKED_BYTES - total)
                total += size
                ratio = size / max(1, part.compress_size)
                if total > MOST_UNPACKED_BYTES or (size > _BOMB_FROM and ratio > MOST_UNPACKED_RATIO):
                    raise ReadError(
                        f"{name}: unpacks to more than {min(total, size) // 1_000_000} MB of {part.filename}: a zip bomb; "
                        "if it is a true document, save it as PDF and add that"
                    )
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ReadError(f"{name}: {_unread('broken Office')}") from error
    except Exception as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"{name}: {_unread('broken Office')}") from error  # zlib.error and its like


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    size = 0
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            size += len(block)
            if size > most:
                break
    return size


def _page(found: Lines, name: str, kind: str) -> Page:
    lines = [line.rstrip("\n") for line in found.lines]
    text = "\n".join(lines)
    if not re.search(r"[^\W_]", text):
        raise ReadError(f"{name}: no text in this {kind.upper()} file; open it and look")
    begin: list[int] = [0]
    for line in lines:
        begin.append(begin[-1] + len(line) + 1)
    starts = tuple(min(begin[min(line, len(lines))] + inside, len(text)) for line, inside in found.page_lines)
    title = (found.title or text_title(text))[:LONGEST_TITLE]
    numbers = _numbers(text, starts, found.seen)
    kind = f"{kind.lower()} ocr" if found.seen else kind.lower()
    return Page(text, title, text_date(text) or _day(lines), kind, starts, found.gap, numbers=numbers)


def _numbers(text: str, starts: Sequence[int], seen: Sequence[Sequence[Seen]]) -> tuple[ReadNumber, ...]:
    """What is known of the numbers of pages that are pictures; pages of text have none."""
    begins = [0, *starts]
    ends = [*starts, len(text)]
    found: list[ReadNumber] = []
    for own, begin, end in zip(seen, begins, ends, strict=False):
        found += numbers_in(text[begin:end], own, begin) if own else []
    return tuple(found)


def _day(lines: Sequence[str]) -> date | None:
    """A line near the top that is a day and nothing else."""
    for line in lines[:_DATE_LINES]:
        if found := _DATE_LINE.fullmatch(line.replace(" ", "")):
            try:
                return date(*map(int, cast("tuple[str, str, str]", found.groups())))
            except ValueError:
                return None
    return None
