"""Traditional to simplified characters, one for one, and full-width punctuation: the harmless half of repair."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Protocol, cast

import opencc

HAN = "\u3400-\u4dbf\u4e00-\u9fff"

_FULL = dict(zip(",:;!?()", "，：；！？（）", strict=True))
_QUOTES = str.maketrans("「」『』", "“”‘’")
_ASCII_PARENTHESIS = re.compile(r"\(([\x20-\x27\x2a-\x7e]*)\)")
_INSIDE = re.compile(r"(?<=\d):(?=\d)|(?<=\d),(?=\d{3}(?!\d))|:(?=//)|(?<=[A-Za-z])[,:;!?](?= ?[A-Za-z])")
_WORD = re.compile(r"[A-Za-z0-9]")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=2)
def _converter(name: str) -> _Converter:
    return cast("_Converter", opencc.OpenCC(name))


def simplified(text: str) -> str:
    """The text in simplified characters, as long as it was, so that offsets keep their meaning.

    OpenCC's `tw2s`, which is right on 著力 (着力) and 显著 (kept), where `t2s` and `hk2s` leave 著力. Its
    dictionary holds phrases; where one changes the length, the line is converted one character at a time instead.
    """
    converter = _converter("tw2s")
    whole = converter.convert(text)
    if len(whole) == len(text):
        return whole
    lines: list[str] = []
    for line in text.split("\n"):
        done = converter.convert(line)
        lines.append(done if len(done) == len(line) else "".join(simple(mark) for mark in line))
    return "\n".join(lines)


@lru_cache(maxsize=32768)
def simple(mark: str) -> str:
    """One character in simplified form; itself where it has none of one character's length."""
    done = _converter("tw2s").convert(mark)
    return done if len(done) == 1 else mark


@lru_cache(maxsize=1)
def _scripts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    marks = [chr(code) for code in range(0x4E00, 0x9FA6)]
    plain = _converter("tw2s").convert("\n".join(marks)).split("\n")
    complex_ = _converter("s2t").convert("\n".join(marks)).split("\n")
    traditional = "".join(mark for mark, done in zip(marks, plain, strict=True) if done != mark)
    simplified_only = "".join(
        mark for mark, done, back in zip(marks, plain, complex_, strict=True) if done == mark != back
    )
    return re.compile(f"[{traditional}]"), re.compile(f"[{simplified_only}]")


@lru_cache(maxsize=32768)
def usual(plain: str, traditional: bool) -> str:
    """The form that a conversion one character at a time gives a simplified character; itself for a simplified page."""
    return _converter("s2t").convert(plain) if traditional else plain


def is_traditional(text: str) -> bool:
    """True where traditional characters outnumber simplified ones; a name in a simplified text does not make it so."""
    traditional, simplified_only = _scripts()
    if traditional.search(text) is None:
        return False
    found = sum(1 for _ in traditional.finditer(text))
    return next(islice(simplified_only.finditer(text), found - 1, None), None) is None


def quotes(text: str) -> str:
    """Corner quotation marks, as 台湾 and 香港 print them, to the curly ones of the mainland; nothing else changes."""
    return text.translate(_QUOTES)


def full_width(text: str) -> str:
    """ASCII punctuation of a folded page back to the full-width forms, one for one.

    It stays inside figures (10:30, 5.1:39.3, 1,234), inside Latin text and addresses; so does a parenthesis that is
    Latin text behind Latin text or holds lower-case words. A page with more full-width commas than ASCII ones was not
    folded and stays.
    """
    if text.count("，") > text.count(","):
        return text
    kept: set[int] = set()
    for found in _ASCII_PARENTHESIS.finditer(text):
        before = text[: found.start()].rstrip(" ")[-1:]
        if _WORD.match(before) or re.search("[a-z]{2}", found[1]):
            kept.update((found.start(), found.end() - 1))
    out = list(text)
    kept.update(found.start() for found in _INSIDE.finditer(text))
    for found in re.finditer(r"[,:;!?()]", text):
        if found.start() not in kept:
            out[found.start()] = _FULL[found[0]]
    return "".join(out)
