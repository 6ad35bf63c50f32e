"""The text as the rules see it: one character a meaning, and for each the place it came from.

Real pages write the same thing in many hands: full-width digits, thin spaces inside numbers, lines broken inside
sentences, the letters O and l where a scanner saw digits. The canvas evens these out and keeps for every character its
offset in the document's text, so that a claim found here is quoted from there.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extract.language.lookalikes import folded

_SPACES = "\u00a0\u3000\u2002\u2003\u2009\r\x0b\x0c"
_NO_TEXT = "\u200b\u200c\u200d\u2060\ufeff\u00ad★☆"  # zero-width marks, and the star of a footnote
_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
# One character for one, and none that is put in is replaced again: in any order, each at the speed of a plain search.
_EVEN: dict[str, str] = {
    **dict(zip(",;:()!?﹪℅", "，；：（）！？%%", strict=True)),
    **{chr(code): chr(code - 0xFEE0) for code in _WIDE},
    **dict(zip("％．＋／∶－", "%.+/：-", strict=True)),
    **dict(zip("「」『』〝〞", "“”“”“”", strict=True)),
    **dict.fromkeys(_NO_TEXT, "\x00"),
    **dict.fromkeys(_SPACES, " "),
}
_UNEVEN = re.compile(f"[{re.escape(''.join(_EVEN))}]")
# The first line of a notice or a bulletin, however short the line is that follows it.
_TITLE = re.compile(r"[^，。；：]{6,50}(?:情况|公报|快报|月报|分析|简况|数据|指标|实录)")
_KEPT = re.compile(r"[^ \x00]+")
# The same mark in full width (2，200亿元): old printings have it. A number before it has no unit, and three digits and a word come behind it.
_WIDE_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:，\d{3})+(?=[一-龥%‰])")
_THOUSANDS = re.compile(r"\d,(?=\d)")
_ENDS_A_LINE = frozenset("。！？；：”」』…）)—.!?;:")
# A line of its own: numbered headings, list marks, dashes.
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]+[，、部章节]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|[-—●■◆*·])"
)
# Digits that a scanner took for letters, seen only inside numbers that a unit follows: 1O%, lO.5%.
_SCANNED = re.compile(
    r"(?<![A-Za-z])(?=[\dOoIl.]{0,20}\d)(?=[\d.]{0,20}[OoIl])[\dOoIl]{1,15}(?:\.[\dOoIl]{1,6})?(?=[%‰个亿万元倍吨家公千年])"
)
# A number at a line's end, and what can only go on with one.
_CUT_NUMBER = re.compile(r"[\u4e00-\u9fff]\s*\d+(?:[.．]\d+)?$")
_UNIT_FIRST = re.compile(
    r"(?:[百千万]?[万亿]|[百千万亿]{0,2}(?:元|人次|亩|吨|公里|平方|立方|千瓦|户|家)|[%％‰]|个百分点)"
)
_LETTERS = str.maketrans("OoIl", "0011")
_LETTER = re.compile("[OoIl]")
_SHORTEST_COUNT = 17  # bits: offsets up to 131,072 are counted once for all documents


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """Evened text, and for each of its characters the offset it has in the document's text."""

    text: str
    offsets: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document's text, end exclusive, of the stretch of the canvas from start to end."""
        return self.offsets[start], self.offsets[end - 1] + 1


def build(text: str) -> NormalisedText:
    """The canvas of a document's text; '\\n' on it marks the end of a paragraph and nothing else."""
    text = folded(text)
    pieces: list[str] = []
    offsets = array("l")
    counted = _counted(max(_SHORTEST_COUNT, len(text).bit_length()))
    lines = text.split("\n")
    position = 0
    for number, (line, evened) in enumerate(zip(lines, _evened(text).split("\n"), strict=True)):
        for piece, start in _pieces(line, evened, pieces[-1][-1:] if pieces else ""):
            pieces.append(piece)
            offsets.extend(counted[position + start : position + start + len(piece)])
        position += len(line) + 1
        if number + 1 == len(lines) or not pieces or pieces[-1][-1] == "\n":
            continue
        if pieces[-1][-1].isdigit() and _cuts_a_number(pieces[-1], lines, number + 1):
            continue
        if _paragraph_ends(line, lines[number + 1]) or ("\n" not in pieces and _TITLE.fullmatch(line.strip())):
            pieces.append("\n")
            offsets.append(position - 1)
    return NormalisedText(_with_digits("".join(pieces)), offsets)


@lru_cache(maxsize=1)
def _counted(bits: int) -> array[int]:
    """0, 1, 2 … : to copy a stretch of it is many times as fast as to count."""
    return array("l", range(1 << bits))


def _evened(text: str) -> str:
    for char in set(_UNEVEN.findall(text)):  # one text holds few of them
        text = text.replace(char, _EVEN[char])
    text = _WIDE_THOUSANDS.sub(lambda m: m[0].replace("，", ","), text)
    return "\n".join(map(_quoted, text.split("\n"))) if '"' in text else text


def _quoted(line: str) -> str:
    """A line with its straight quotes opening and closing by turns."""
    first, *rest = line.split('"')
    return first + "".join(("“" if n % 2 == 0 else "”") + part for n, part in enumerate(rest))


def _with_digits(text: str) -> str:
    """The text with the digits that a scanner took for letters. No number crosses a paragraph, and few hold such a letter."""
    paragraphs = text.split("\n")
    for i, paragraph in enumerate(paragraphs):
        if _LETTER.search(paragraph):
            paragraphs[i] = _SCANNED.sub(lambda m: m[0].translate(_LETTERS), paragraph)
    return "\n".join(paragraphs)


def _pieces(line: str, evened: str, before: str) -> Iterator[tuple[str, int]]:
    """The stretches of a line that stay, evened, with where each starts in it; `before` is the last character on the canvas."""
    if evened and " " not in evened and "\x00" not in evened and "," not in line:  # the common case: all of it stays
        yield evened, 0
        return
    if "，" in evened and "," in line:  # a thousands mark stays
        for mark in _THOUSANDS.finditer(line):
            evened = evened[: mark.start() + 1] + "," + evened[mark.start() + 2 :]
    for m in _KEPT.finditer(evened):
        # Spaces go, but for those between Latin words.
        if m.start() and _letter(before) and _letter(evened[m.start()]) and evened[m.start() - 1] == " ":
            yield " ", m.start() - 1
        yield m[0], m.start()
        before = m[0][-1]


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _cuts_a_number(piece: str, lines: list[str], following: int) -> bool:
    """Whether the lines break between a number and its unit: 74.4⏎万亿元, with or without empty lines between."""
    coming = next((line for line in lines[following : following + 3] if line.strip()), "")
    return bool(_CUT_NUMBER.search(piece) and _UNIT_FIRST.match(coming.lstrip()))


def _paragraph_ends(line: str, following: str) -> bool:
    """Whether a line break is the end of a paragraph, and not one that the page put inside a sentence."""
    line, following = line.rstrip(), following.lstrip()
    if not line or not following:
        return True
    if line[-1] in _ENDS_A_LINE or _HEADING.match(following) or (following[0] in "\u3000"):
        return True
    if _HEADING.match(line) and len(line) <= 45 and "。" not in line:
        return True
    # Titles and other short lines stand alone unless what follows is a fragment too (M, 2, 增长…).
    return 8 <= len(line) <= 28 and len(following) > 45 and "，" not in line
