"""The text as the rules see it: one character a meaning, and for each the place it came from.

Real pages write the same thing in many hands: full-width digits, thin spaces inside numbers, lines broken inside
sentences, the letters O and l where a scanner saw digits. The canvas evens these out and keeps for every character its
offset in the document's text, so that a claim found here is quoted from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PUNCTUATION = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？", "﹪": "%", "℅": "%"})
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {0xFF05: ord("%"), 0xFF0E: ord("."), 0xFF0B: ord("+"), 0xFF0F: ord("/"), 0x2236: ord("："), 0xFF0D: ord("-")}
_DROPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad★☆")
_SPACES = frozenset(" \u00a0\u3000\u2002\u2003\u2009\r\x0b\x0c\v")
_ENDS_A_LINE = frozenset("。！？；：”」』…）)—.!?;:")
# A line of its own: numbered headings, list marks, dashes.
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]+[，、部章节]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|[-—●■◆*·])"
)
# Digits that a scanner took for letters, seen only inside numbers that a unit follows: 1O%, lO.5%.
_SCANNED = re.compile(r"(?<![A-Za-z])(?=[\dOoIl.]*\d)(?=[\d.]*[OoIl])[\dOoIl]+(?:\.[\dOoIl]+)?(?=[%‰个亿万元倍吨家公千年])")
_LETTERS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True, slots=True)
class Canvas:
    """Evened text, and for each of its characters the offset it has in the document's text."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document's text, end exclusive, of the stretch of the canvas from start to end."""
        return self.offsets[start], self.offsets[end - 1] + 1


def build(text: str) -> Canvas:
    """The canvas of a document's text; '\\n' on it marks the end of a paragraph and nothing else."""
    chars: list[str] = []
    offsets: list[int] = []
    lines = text.split("\n")
    position = 0
    for number, line in enumerate(lines):
        _line(line, position, chars, offsets)
        position += len(line) + 1
        if number + 1 < len(lines) and _paragraph_ends(line, lines[number + 1]) and chars and chars[-1] != "\n":
            chars.append("\n")
            offsets.append(position - 1)
    evened = _SCANNED.sub(lambda m: m[0].translate(_LETTERS), "".join(chars))
    return Canvas(evened, tuple(offsets))


def _line(line: str, position: int, chars: list[str], offsets: list[int]) -> None:
    for i, char in enumerate(line):
        if char in _DROPPED:
            continue
        if char in _SPACES:
            after = line[i + 1 : i + 2]
            if not (chars and _letter(chars[-1]) and after and _letter(after)):
                continue
        char = char.translate(_WIDE)
        between_digits = bool(chars) and chars[-1].isdigit() and line[i + 1 : i + 2].isdigit()
        if not (char == "," and between_digits):  # a thousands mark stays
            char = char.translate(_PUNCTUATION)
        chars.append(char)
        offsets.append(position + i)


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


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
