"""The numbers that Word counts by itself before paragraphs (一、, （二）, 3.): part of what a reader sees, and not of the text."""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_LONGEST = 60  # characters of what Word puts around a number: 第…章 takes four
_BULLETS = ("bullet", "none")


class Numbers:
    """Counts the numbered paragraphs of one document; ask it once a paragraph, in order."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        for abstract in numbering.iter(_W + "abstractNum") if numbering is not None else ():
            for level in abstract.iter(_W + "lvl"):
                key = (str(abstract.get(_W + "abstractNumId")), _number(level.get(_W + "ilvl")))
                self._levels[key] = (
                    _value(level, "numFmt", "decimal"), _value(level, "lvlText", "")[:_LONGEST], _number(_value(level, "start", "1"))
                )  # fmt: skip
        for num in numbering.iter(_W + "num") if numbering is not None else ():
            self._lists[str(num.get(_W + "numId"))] = _value(num, "abstractNumId", "")
        for style in styles.iter(_W + "style") if styles is not None else ():
            if (found := _numbered(style)) is not None:
                self._styles[str(style.get(_W + "styleId"))] = found

    def before(self, paragraph: Any) -> str:
        """What Word puts before this paragraph, "" for nothing or a bullet."""
        found = _numbered(paragraph)
        if found is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            found = self._styles.get(str(style.get(_W + "val"))) if style is not None else None
        if found is None or found[0] not in self._lists:
            return ""
        abstract, level = self._lists[found[0]], found[1]
        if (abstract, level) not in self._levels:
            return ""
        counts = self._counts.setdefault(
            abstract, [self._levels.get((abstract, i), ("", "", 1))[2] - 1 for i in range(9)]
        )
        counts[level] += 1
        for deeper in range(level + 1, 9):
            counts[deeper] = self._levels.get((abstract, deeper), ("", "", 1))[2] - 1
        kind, pattern, _ = self._levels[abstract, level]
        if kind in _BULLETS:
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return _written(counts[at], self._levels.get((abstract, at), ("decimal", "", 1))[0])

        return re.sub(r"%([1-9])", number, pattern)


def _numbered(node: Any) -> tuple[str, int] | None:
    """The list and level that a paragraph or a style names."""
    properties = node.find(f"{_W}pPr/{_W}numPr")
    if properties is None:
        return None
    level = _number(_value(properties, "ilvl", "0"))
    return _value(properties, "numId", "0"), min(max(level, 0), 8)


def _value(node: Any, name: str, default: str) -> str:
    found = node.find(_W + name)
    return str(found.get(_W + "val") or default) if found is not None else default


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else 0


def _written(number: int, kind: str) -> str:
    if kind.startswith(("chinese", "japaneseCounting", "taiwaneseCounting", "ideographDigital", "ideographEnclosed")):
        return _chinese(number)
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x245F + number)
    return f"{number:02d}" if kind == "decimalZero" else str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")
