"""DOC (Word 97 to 2003) to lines, after Microsoft's published description of the format ([MS-DOC]).

The file keeps its text in pieces; the properties of paragraphs, in pages of 512 bytes, tell which marks end a table's
row. Only these two are read. Older Word files are refused by name.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from extract.formats.backend import SAVE_AS, Lines, cleaned, joined_row
from extract.formats.limits import MOST_PARAGRAPHS
from extract.model import ReadError

olefile: Any = import_module("olefile")

_MAGIC = 0xA5EC
_FIRST_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CCP = 0x4C  # lengths of main text and footnotes, in characters
_CLX, _PAPX = 0x1A2, 0x102  # where the piece table and the pages of paragraph properties are told
_IN_TABLE, _ROW_END = 0x2416, 0x2417
_LAYOUT_CELL = 300
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_FIELD_MARK = re.compile(
    "([\x13\x14\x15])"
)  # a field is: begin, its code, and where it shows something, a mark and that; end
_DROPPED = re.compile("[\x00-\x06\x08\x0e-\x1d\x1f]")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # first character
    offset: int  # first byte in the stream
    text: str
    wide: int  # bytes a character


def read_doc(body: bytes, name: str) -> Lines:
    """Reads a DOC file. Raises ReadError for an encrypted or older one; broken ones raise what struct raises."""
    with olefile.OleFileIO(io.BytesIO(body)) as ole:
        word = ole.openstream("WordDocument").read()
        magic, version, flags = (*struct.unpack_from("<HH", word), struct.unpack_from("<H", word, 10)[0])
        if magic != _MAGIC or version < _FIRST_97:
            raise ReadError(f"{name}: a Word file from before 1997; {SAVE_AS}")
        if flags & _ENCRYPTED:
            raise ReadError(f"{name}: an encrypted DOC file; save it without a password, and add that")
        table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
    length, notes = struct.unpack_from("<II", word, _CCP)
    pieces = _pieces(word, table, name)
    text = "".join(piece.text for piece in pieces)
    marks = _marks(word, table)
    body_text = text[:length]
    lines, pages = _lines(body_text, _kinds(body_text, pieces, marks))
    if len(lines) > MOST_PARAGRAPHS:
        raise ReadError(f"{name}: more than {MOST_PARAGRAPHS:,} paragraphs: no report; {SAVE_AS}")
    foot = [line for part in text[length : length + notes].split("\r") if (line := _plain(part))]
    return Lines([*lines, *(["注释：", *foot] if foot else [])], pages)


def _pieces(word: bytes, table: bytes, name: str) -> list[_Piece]:
    start, size = struct.unpack_from("<II", word, _CLX)
    clx = table[start : start + size]
    at = 0
    while at < len(clx) and clx[at] == 1:  # properties that pieces share
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise ReadError(f"{name}: a damaged DOC file without a piece table; fetch it again, or {SAVE_AS}")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    if bounds[-1] > len(word):  # every character takes a byte of the stream at the least
        raise ReadError(f"{name}: a damaged DOC file; fetch it again, or {SAVE_AS}")
    pieces: list[_Piece] = []
    for i in range(count):
        packed = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * i + 2)[0]
        length = bounds[i + 1] - bounds[i]
        if length < 0 or length > len(word):
            raise ReadError(f"{name}: a damaged DOC file; fetch it again, or {SAVE_AS}")
        narrow, offset = bool(packed & 0x40000000), packed & 0x3FFFFFFF
        if narrow:
            offset //= 2
        wide = 1 if narrow else 2
        data = word[offset : offset + wide * length]
        text = data.decode("cp1252" if narrow else "utf-16-le", "replace")
        pieces.append(_Piece(bounds[i], offset, text[:length].ljust(length, "\x00"), wide))
    return pieces


def _marks(word: bytes, table: bytes) -> list[tuple[int, int]]:
    """Byte offset -> 0 plain, 1 in a table, 2 end of a row: the paragraphs' properties in order of their bytes."""
    start, size = struct.unpack_from("<II", word, _PAPX)
    plc = table[start : start + size]
    count = max(0, (len(plc) - 4) // 8)
    found: dict[int, int] = {}
    for i in range(count):
        page = (struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * i)[0] & 0x3FFFFF) * 512
        block = word[page : page + 512]
        if len(block) < 512:
            continue
        runs = block[511]
        if 4 * (runs + 1) + 13 * runs > 511:
            continue
        offsets = struct.unpack_from(f"<{runs + 1}I", block)
        for run in range(runs):
            at = 2 * block[4 * (runs + 1) + 13 * run]
            found[offsets[run]] = _properties(block, at) if at else 0
        found.setdefault(offsets[runs], 0)
    return sorted(found.items())


def _properties(block: bytes, at: int) -> int:
    size = 2 * block[at] - 1 if block[at] else 2 * block[at + 1]
    at += 1 if block[at] else 2
    data = block[at + 2 : at + max(size, 2)]
    kind, i = 0, 0
    while i + 2 < len(data) + 1 and i + 2 <= len(data):
        code = struct.unpack_from("<H", data, i)[0]
        i += 2
        form = code >> 13
        if form == 6:
            if code == 0xD608 and i + 2 <= len(data):
                width = struct.unpack_from("<H", data, i)[0] + 1
            else:
                width = (data[i] if i < len(data) else 0) + 1
        else:
            width = _OPERANDS[form]
        if code in (_IN_TABLE, _ROW_END) and i < len(data) and data[i]:
            kind = max(kind, 1 if code == _IN_TABLE else 2)
        i += width
    return kind


def _kinds(text: str, pieces: list[_Piece], marks: list[tuple[int, int]]) -> dict[int, int]:
    """What each paragraph's end (by character) is: plain, in a table, or the end of a row."""
    starts = [offset for offset, _ in marks]
    kinds: dict[int, int] = {}
    firsts = [piece.start for piece in pieces]
    for match in re.finditer("[\r\x07\x0c]", text):
        piece = pieces[bisect_right(firsts, match.start()) - 1]
        byte = piece.offset + piece.wide * (match.start() - piece.start)
        at = bisect_right(starts, byte) - 1
        kinds[match.start()] = marks[at][1] if at >= 0 else 0
    if "\x07" in text and not any(kinds.get(m.start()) == 2 for m in re.finditer("\x07", text)):
        for match in re.finditer("(?<=\x07)\x07", text):  # properties lost: a row ends with a cell that holds nothing
            kinds[match.start()] = 2
    return kinds


def _lines(text: str, kinds: dict[int, int]) -> tuple[list[str], list[tuple[int, int]]]:
    lines: list[str] = []
    pages: list[tuple[int, int]] = []
    row: list[str] = []
    cell: list[str] = []
    at = 0
    for match in re.finditer("[\r\x07\x0c]", text + "\r"):
        part, mark, kind = text[at : match.start()], match[0], kinds.get(match.start(), 0)
        at = match.end()
        if mark == "\x07" and kind == 2:
            lines += _row(row, cell)
            row, cell = [], []
        elif mark == "\x07":
            row.append("".join([*cell, _indented(part) if not row and not cell else _plain(part)]))
            cell = []
        elif row or (kind and mark == "\r"):
            cell.append(_plain(part))
        else:
            lines += [line for piece in part.split("\x0b") if (line := _plain(piece))]
            if mark == "\x0c" and at < len(text):
                pages.append((len(lines), 0))
    return lines + _row(row, cell), pages


def _row(row: list[str], cell: list[str]) -> list[str]:
    cells = [*row, *(["".join(cell)] if any(cell) else [])]
    if not any(cells):
        return []
    if len(cells) == 1 or any(len(c) > _LAYOUT_CELL for c in cells):  # the page's layout, not a table
        return [c.strip() for c in cells if c.strip()]
    return [joined_row(cells)]


def _plain(text: str) -> str:
    return cleaned(_visible(text)).strip()


def _indented(text: str) -> str:
    bare = _visible(text).replace("\u3000", "  ")
    return " " * min(24, len(bare) - len(bare.lstrip())) + _plain(text)


def _without_codes(text: str) -> str:
    """The text with what fields show in place of the fields, those inside others too. One whose end is elsewhere stays as it is."""
    kept: list[str] = []
    fields: list[tuple[int, list[str]]] = []  # of each that is open: where it begins in `kept`, and its code
    for piece in _FIELD_MARK.split(text):
        if piece == "\x13":
            fields.append((len(kept), []))
        elif piece == "\x14" and fields:
            begin, code = fields[-1]
            if not code:  # what its code holds comes back if the field turns out to have no end
                fields[-1] = begin, [*kept[begin:], ""]
                del kept[begin:]
        elif piece == "\x15" and fields:
            begin, code = fields.pop()
            if not code:
                del kept[begin:]
        else:
            kept.append(piece)
    pieces: list[str] = []
    at = 0
    for begin, code in fields:
        pieces += kept[at:begin] + code
        at = begin
    return "".join(pieces + kept[at:])


def _visible(text: str) -> str:
    """The text without field codes and marks of objects; what a field shows stays."""
    return _DROPPED.sub("", _without_codes(text).replace("\x1e", "-").replace("\x0b", ""))
