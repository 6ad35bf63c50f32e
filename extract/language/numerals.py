"""Chinese numerals as numbers: 一千万, 三十多, 百分之十三点五, 三分之一."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "O": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
MULTIPLIERS = {
    "": 1.0, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip


def chinese_number(text: str) -> float | None:
    """The number that a Chinese numeral names; None where the text is none. 十 is 10, 二十五 25, 一亿二千万 120000000."""
    if not text:
        return None
    if "点" in text:
        whole, _, fraction = text.partition("点")
        head = chinese_number(whole)
        if head is None or not fraction or any(c not in _DIGITS for c in fraction):
            return None
        return head + sum(_DIGITS[c] / 10 ** (i + 1) for i, c in enumerate(fraction))
    total = section = digit = 0
    seen_digit = False
    for char in text:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if seen_digit and digit else _DIGITS[char]
            seen_digit = True
        elif char in _PLACES:
            section += (digit if seen_digit and digit else 1) * _PLACES[char]
            digit, seen_digit = 0, False
        elif char in _MYRIADS:
            section += digit
            total = (
                ((total + section) or 1) * _MYRIADS[char] if char == "亿" else total + (section or 1) * _MYRIADS[char]
            )
            section, digit, seen_digit = 0, 0, False
        else:
            return None
    return float(total + section + digit)


def number_of(text: str) -> float | None:
    """The number that a text writes either way, 3 or 三; None where it is none."""
    return float(text) if text.isdecimal() else chinese_number(text)


@lru_cache(maxsize=4096)
def digits_number(text: str, multiplier: str = "") -> float:
    """The number that Arabic digits and a multiplier write, thousands marks allowed: 18.6 and 亿 give 1860000000.0 exactly."""
    return float(Decimal(text.replace(",", "")) * Decimal(MULTIPLIERS[multiplier]))
