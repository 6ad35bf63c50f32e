"""Characters that no text means: control characters, U+FFFE, U+FFFF and halves of surrogate pairs.

They come into pages from old editors and copied files. XML forbids them (XML 1.0, 2.2), HTML calls them errors, and
no table, feed or workbook can hold them: so they are dropped before anything is counted, and every offset is that of
the text without them. Tab, line feed and carriage return are none of them.
"""

from __future__ import annotations

import re

from extract.formats.decode import decode

CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""For a character class of a regular expression."""

_CONTROLS = re.compile(f"[{CONTROLS}]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));?")
# Excel's and Word's way to write one in XML: _x0001_ (ECMA-376, ST_Xstring). Its tab and line ends are told apart below.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_IN_A_TAG = re.compile("<[^<>]*\x0c[^<>]*>")
_FEEDS = re.compile("[\x0b\x0c]")
_AT_AN_END = re.compile("(?<=[。！？；：…”』）)\\s])[\x0b\x0c]|[\x0b\x0c](?=\\s)")
_FEW_FEEDS = 3
NOTHING = "\u2060"
"""A word joiner, which is dropped from every text that is read: it stands where something was taken out of markup."""


def without_controls(text: str) -> str:
    """The text without them; the same object where it has none."""
    return _CONTROLS.sub("", text) if _CONTROLS.search(text) else text


def plain_text(text: str) -> str:
    """The same for a plain text, where U+000B and U+000C are line ends if they stand at one, or if it has hardly any other."""
    if feeds := len(_FEEDS.findall(text)):
        pattern = _FEEDS if feeds >= _FEW_FEEDS and feeds > text.count("\n") + text.count("\r") else _AT_AN_END
        text = pattern.sub("\n", text)
    return without_controls(text)


def markup(text: str) -> str:
    """The same for a page's markup, with references to such characters (&#1;) taken out, too.

    A reference leaves NOTHING in its place, lest what stood on its two sides becomes another one.
    """
    if "\x0c" in text:  # white space between attributes
        text = _IN_A_TAG.sub(lambda tag: tag[0].replace("\x0c", " "), text)
    return _references(without_controls(text), NOTHING)


def mended(part: bytes) -> bytes:
    """An XML file without such characters, in UTF-8 whatever it says of itself: with one of them a parser refuses it as a whole."""
    return _references(without_controls(decode(part)[0]), "").encode()


def unescaped(text: str) -> str:
    """The text of an Office file without such characters as it writes them (_x0001_); those that end a line do."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_meant, text)


def _references(text: str, instead: str) -> str:
    if "&#" not in text:
        return text

    def meant(found: re.Match[str]) -> str:
        code = int(found[1], 16) if found[1] else int(found[2])
        return instead if code < 0x110000 and _CONTROLS.match(chr(code)) else found[0]

    return _REFERENCE.sub(meant, text)


def _meant(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    if char in "\n\r":
        return "\n"
    return " " if char == "\t" else "" if _CONTROLS.match(char) else found[0]
