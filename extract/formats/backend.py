"""What each reader of a file format is: the contract, and what all of them need. A new one is a file here and a row in attachments.py."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

from extract.formats.controls import unescaped, without_controls
from extract.formats.scans.numbers import Seen
from extract.language import words

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BLANKS = re.compile(r"\s+")
_BREAKS = frozenset("\t\r\n\x0b\x0c")
SAVE_AS = "open it, save it as DOCX, XLSX or PDF, and add that"


@dataclass(slots=True)
class Lines:
    """The text of a file while it is put together: lines, and where each page (or sheet) starts among them."""

    lines: list[str]
    page_lines: list[tuple[int, int]]  # line, offset inside it; one pair a page after the first
    title: str = ""
    gap: str = ""
    seen: list[list[Seen]] = field(
        default_factory=list["list[Seen]"]
    )  # of pages that are pictures: their numbers, a list a page


class Backend(Protocol):
    """Reads the bytes of one kind of file: a paragraph a line, a table row a line (joined_row). Raises ReadError, one line with name and remedy,
    for what it refuses; whatever else it raises is told as a damaged file."""

    def __call__(self, body: bytes, name: str) -> Lines: ...


def settings() -> dict[str, Any]:
    """The contents of language/attachments.yaml."""
    return words("attachments")


def cleaned(text: str) -> str:
    """The text with odd spaces and tabs as plain blanks and no unseen or control characters; line breaks as \\n."""
    return _BLANK.sub(" ", _UNSEEN.sub("", without_controls(_BREAK.sub("\n", unescaped(text)))))


def joined_row(cells: list[str]) -> str:
    """A row as a line of text, the only form in which tables are written: tabs between cells, at least one tab a row.

    Blanks before the first cell tell how deep its head is indented, two a level; breaks and tabs inside cells go.
    """
    flat = [_BLANKS.sub(_unbroken, cell) for cell in cells]
    flat = [flat[0].rstrip(), *(cell.strip() for cell in flat[1:])] if flat else [""]
    line = "\t".join(flat).rstrip("\t")
    return line if "\t" in line else line + "\t"


def _unbroken(blanks: re.Match[str]) -> str:
    return blanks[0] if _BREAKS.isdisjoint(blanks[0]) else ""
