"""The disguise itself, forwards, for tests: what a mirror does to a clean page (see extract/repair/beam_search.py)."""

from __future__ import annotations

import opencc
from pypinyin import constants

_ASCII = str.maketrans("，：；！？（）", ",:;!?()")


def disguise(text: str, listed: str) -> str:
    """The simplified text as a mirror shows it that annotates the (traditional) characters of `listed`.

    Traditional characters one for one; GBK; a cut at the bytes of 。！？, in step or not; a reading behind every pair of
    bytes that is a listed character, in step or not; lenient decoding; ASCII punctuation.
    """
    converter = opencc.OpenCC("s2t")
    body = "".join(converter.convert(mark) for mark in text).encode("gbk", "replace")
    readings = {
        mark.encode("gbk"): f"({constants.PINYIN_DICT[ord(mark)].split(',')[0]})".encode("gb18030") for mark in listed
    }
    stops = [stop.encode("gbk") for stop in "。！？"]
    shown: list[str] = []
    piece = bytearray()
    at = 0
    while at < len(body):
        pair = body[at : at + 2]
        if pair in stops:
            shown += [_decode(bytes(piece)), pair.decode("gbk")]
            piece.clear()
            at += 2
        elif pair in readings:
            piece += pair + readings[pair]
            at += 2
        else:
            piece.append(body[at])
            at += 1
    return ("".join(shown) + _decode(bytes(piece))).translate(_ASCII)


def _decode(body: bytes) -> str:
    """Lenient GBK: a lead with a byte below 0x40, or none, behind it gives `?`; a pair without a character, nothing."""
    out: list[str] = []
    at = 0
    while at < len(body):
        if body[at] < 0x80:
            out.append(chr(body[at]))
            at += 1
        elif at + 1 == len(body) or body[at + 1] < 0x40 or body[at] in (0x80, 0xFF):
            out.append("?")
            at += 1 if body[at] in (0x80, 0xFF) else 2
        else:
            pair = body[at : at + 2]
            # ǹ of the readings lies outside GBK proper; decoders know it all the same.
            out.append(pair.decode("gb18030" if body[at] == 0xA8 else "gbk", "ignore"))
            at += 2
    return "".join(out)
