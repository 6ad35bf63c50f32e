"""Bytes to text for Chinese pages, whose declared charset is often wrong, too narrow, or missing.

A declaration is a hint and never more: the winner is the reading that gives clean Chinese. UTF-8 is tried first, since
bytes that pass it strictly and give Chinese are UTF-8; every name of the GB family is widened to GB18030, a superset of
GB2312 and GBK (GB 18030-2022), because pages declared gb2312 hold characters outside it (镕).
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from charset_normalizer import from_bytes

from extract.formats.packed import unpacked

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),  # before UTF-16: its mark begins with the UTF-16 one
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_HEADER = re.compile(r"charset\s*=\s*(?:[\"']\s*)?([\w.:-]+)", re.I)
_META = re.compile(
    rb"<meta[^>]+?charset\s*=\s*(?:[\"']\s*)?([\w.:-]+)|<\?xml[^>]+?encoding\s*=\s*[\"']([\w.:-]+)", re.I
)
_META_WINDOW = 4096  # browsers look at 1024 bytes (HTML Standard, 13.2.3.2); old templates put more before the meta
_GB = re.compile(r"(x-)?(gb|euc-?cn|cp936|ms936|windows-936|chinese|iso-ir-58|hz)", re.I)
_UTF8 = re.compile(r"(x-)?(utf-?8|unicode-1-1-utf-8)", re.I)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_TELLING = re.compile(r"[^\t\n\v\f\r -~]+")
_STRANGE = re.compile(r"[^\x00-\x7f\u3400-\u9fff\u2010-\u203b\u3000-\u3020\uff00-\uffef]+")
_DETECT_BYTES = 65_536  # enough for a detector to settle; more only costs time
_CLEAN = 0.5  # share of common characters: clean Chinese reaches 0.9, one encoding read as another stays under 0.4
_BAD_WEIGHT = 5  # a replaced or private-use character outweighs a chance hit on a common one


@cache
def _common(encoding: str) -> frozenset[str]:
    """The everyday characters of one encoding: level 1 of GB 2312-1980 (rows 16 to 55) and of Big5 (A440 to C67E)."""
    if encoding == "gb18030":
        leads, trails = range(0xB0, 0xD8), range(0xA1, 0xFF)
    elif encoding == "big5":
        leads, trails = range(0xA4, 0xC7), range(0x40, 0xFF)
    else:
        return _common("gb18030") | _common("big5")
    codec = "gb2312" if encoding == "gb18030" else "big5"
    return frozenset("".join(bytes((a, b)).decode(codec, "ignore") for a in leads for b in trails))


def _is_mark(char: str) -> bool:
    """Punctuation and symbols that Chinese text uses (“”—…、。《》，％①℃)."""
    return (
        "\u2010" <= char <= "\u203b"
        or "\u3000" <= char <= "\u3020"
        or "\uff00" <= char <= "\uffef"
        or "\u2460" <= char <= "\u24ff"
        or char in "\u00a0\u00b7\u00d7\u00b0\u2103\u2160\u2161\u2162\u200b\ufeff"
    )


def _is_bad(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff"  # control characters are the same byte in every encoding


def _counted(text: str) -> Iterable[tuple[str, int]]:
    """Each character that is not plain ASCII, and how often it stands there: most of a page is markup, which tells nothing."""
    return Counter("".join(_TELLING.findall(text))).items()


def _quality(text: str, encoding: str) -> float:
    """How much the text reads as clean Chinese, at most 1; 0 or less where nothing does."""
    common = _common(encoding)
    good = bad = total = 0
    for char, count in _counted(text):
        if _is_bad(char) or "\x7f" <= char < "\xa0":
            bad += count
            total += count
        elif char >= "\xa0":
            total += count
            good += count if char in common or _is_mark(char) else 0
    return (good - _BAD_WEIGHT * bad) / total if total else 0.0


def _name(label: str) -> str | None:
    """The codec for a declared charset, GB names widened to gb18030; None where Python has no such text codec."""
    if _GB.match(label):
        return "gb18030"
    if _UTF8.match(label):
        return "utf-8"
    try:
        info = codecs.lookup(label)
        "".encode(info.name)  # refuses the codecs that do not turn bytes into text
    except (LookupError, ValueError):
        return None
    return info.name


def _declared(body: bytes, content_type: str) -> list[str]:
    labels: list[str] = []
    if header := _HEADER.search(content_type):
        labels.append(header[1])
    if meta := _META.search(body[:_META_WINDOW]):
        labels.append((meta[1] or meta[2]).decode("ascii", "ignore"))
    return list(dict.fromkeys(name for label in labels if (name := _name(label))))


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, ValueError, LookupError):
        return None


def _first_strict(body: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    for encoding in encodings:
        if (text := _strict(body, encoding)) is not None:
            return text, encoding
    return None


def _is_utf8(text: str, body: bytes, declared: list[str]) -> bool:
    """Whether bytes that pass as UTF-8 are; a few GB pairs (一 is D2 BB) pass as Cyrillic or Greek by chance."""
    strange = "".join(_STRANGE.findall(text))
    foreign = sum(1 for char in strange if not _is_mark(char))
    if not foreign or len(_CHINESE.findall(text)) >= foreign or (declared and declared[0] == "utf-8"):
        return True
    as_gb = _strict(body, "gb18030")
    return as_gb is None or 2 * len("".join(_CHINESE_RUN.findall(as_gb))) < len(_CHINESE.findall(as_gb))


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Read bytes as text.

    `body` is what was fetched, after content-encoding; `content_type` the HTTP header's value, if any. Returns the text
    without a byte-order mark, and the name of the encoding that read it. Order: byte-order mark; UTF-8 where it passes
    and gives Chinese; then of the declared charset, UTF-8, GB18030 and Big5 the one that gives the cleanest Chinese,
    lone bad bytes replaced by U+FFFD; then the declared charset as it is; then a detector. Never raises: bytes that are
    no text at all come back as a text full of U+FFFD and control characters, for the caller to refuse.
    """
    body = unpacked(body)
    for mark, codec, name in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace").removeprefix("\ufeff"), name
    declared = _declared(body, content_type)
    text = _strict(body, "utf-8")
    if text is not None and _is_utf8(text, body, declared):
        return text, "utf-8"

    chinese = sorted({"utf-8", "gb18030", "big5"}, key=lambda name: (name not in declared, name == "big5"))
    readings = [(body.decode(name, "replace"), name) for name in chinese]
    # max keeps the first of equals: a declared charset wins a tie
    best_score, best = max(((_quality(*reading), reading) for reading in readings), key=lambda scored: scored[0])
    if best_score >= _CLEAN:
        return best
    if found := _first_strict(body, declared):
        return found
    if (text := _strict(body, "gb18030")) is not None and _CHINESE_RUN.search(text) and not any(map(_is_bad, text)):
        return text, "gb18030"
    guess = from_bytes(body[:_DETECT_BYTES]).best()
    if guess is not None:
        try:
            return body.decode(guess.encoding, "replace").removeprefix("\ufeff"), guess.encoding
        except (UnicodeError, LookupError):
            pass
    return best if best_score > 0 else (body.decode("utf-8", "replace"), "utf-8")
