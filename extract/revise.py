"""What changed between two captures of one document: the sentences that went and came, the page's furniture apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from extract.language import words

_SENTENCE = re.compile(r"[^。！？；;\n]+[。！？；;]?”?|\n")
_PROSE = re.compile(r"[。！？；]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Change:
    """The text that went and came, a line a sentence, and where: spans of the old and the new text, end exclusive."""

    removed: str
    added: str
    old_spans: tuple[tuple[int, int], ...]
    new_spans: tuple[tuple[int, int], ...]

    def touches(self, start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether a quote, start to end, shares a character with one of the spans."""
        return any(start < b and a < end for a, b in spans)


@dataclass(frozen=True, slots=True)
class _Piece:
    key: str
    start: int
    end: int


def changes(old: str, new: str) -> Change | None:
    """Compare the main texts of two captures, in sentences; None where only white space or furniture differs.

    Furniture is what language/discovery.yaml names (counters, dates of publication, tools, what else there is to read),
    and short lines behind the last sentence of either text: other articles' titles.
    """
    before, after = _pieces(old), _pieces(new)
    matcher = SequenceMatcher(None, [p.key for p in before], [p.key for p in after], autojunk=False)
    gone: list[_Piece] = []
    come: list[_Piece] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "equal":
            gone += before[a:b]
            come += after[c:d]
    # A sentence that moved, or a line that is now broken elsewhere, has not changed.
    if "".join(p.key for p in gone) == "".join(p.key for p in come):
        return None
    if not gone and not come:
        return None
    return Change(
        _told(gone, old), _told(come, new), tuple((p.start, p.end) for p in gone), tuple((p.start, p.end) for p in come)
    )


def _told(pieces: list[_Piece], text: str) -> str:
    return "\n".join(" ".join(text[p.start : p.end].split()) for p in pieces)


def _pieces(text: str) -> list[_Piece]:
    lines: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    last = max((i for i, (_, line) in enumerate(lines) if _is_body(line)), default=-1)
    found: list[_Piece] = []
    for number, (start, line) in enumerate(lines):
        bare = line.strip()
        if not bare or number > last or any(pattern.search(bare) for pattern in _furniture()):
            continue
        for match in _SENTENCE.finditer(line):
            key = _SPACE.sub("", match[0])
            if key:
                found.append(_Piece(key, start + match.start(), start + match.end()))
    return found


def _is_body(line: str) -> bool:
    """Whether a line is of the document: it holds a sentence, or is a row of a table; and is no furniture."""
    if any(pattern.search(line.strip()) for pattern in _furniture()):
        return False
    return bool(_PROSE.search(line)) or "\t" in line


@cache
def _furniture() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in words("discovery")["furniture"])
