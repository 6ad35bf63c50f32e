"""Numbers and passages as a reader sees them: 500万人次以上, and the quote inside its paragraph with the number marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

CONTEXT = 90  # characters of the document shown on either side of a quote
LONGEST_QUOTE = 1200  # a quote of pages is cut in the middle, and the page says so
_AFTER = {">=": "以上", "<=": "以内", "~": "左右", "=": "", "range": ""}
_SIGNS = {">=": "≥ ", "<=": "≤ ", "~": "≈ ", "=": "", "range": ""}
_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_SCALE = re.compile(r"\s*([百千万亿]+)")
_PERCENT = re.compile(r"\s*[%％‰]")
_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_BEIJING = ZoneInfo("Asia/Shanghai")  # the one time of all of China; the tables have UTC
# Characters that neither HTML nor XML allows in a text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its context: the text before it, the quote in three parts with the number in the middle, the text after."""

    before: str
    head: str
    number: str
    tail: str
    after: str
    cut: int = 0  # characters left out of a very long quote


def clean(text: str | None) -> str:
    """The text without the characters that HTML and XML forbid."""
    return _FORBIDDEN.sub("", text or "")


def local(moment: datetime | date | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """A time of the tables (UTC) as Beijing's; a dash for None. A day without a time stays as it is."""
    if moment is None:
        return "—"
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.replace(tzinfo=UTC).astimezone(_BEIJING).strftime(form)


def amount(value: float | None, unit: str | None) -> str:
    """A number with its unit as Chinese texts write it: 13240000, 元 -> 1324万元. Empty for None."""
    if value is None:
        return ""
    unit = unit or ""
    scale, word = next(
        ((s, w) for s, w in ((1e8, "亿"), (1e4, "万")) if abs(value) >= s and "%" not in unit), (1.0, "")
    )
    return f"{value / scale:.10g}{word}{unit}"


def result(value: float | None, unit: str | None, measure: str | None, lang: str = "zh") -> str:
    """What was reported, in its own terms: 增长5.8%, 下降7%, 415万人次. Empty where nothing was."""
    if value is not None and measure == "growth" and lang == "zh":
        return ("增长" if value >= 0 else "下降") + amount(abs(value), unit)
    return amount(value, unit)


def target(row: dict[str, Any], lang: str = "zh") -> str:
    """What was promised, in a few characters: 增长6%左右, 500万人次以上; a project by its milestone."""
    value, high, unit, comparator = row["promised"], row.get("promised_high"), row["unit"], row["comparator"] or "="
    if value is None:
        return "同步" if comparator == "sync" else ""
    growth = row["measure"] == "growth"
    if growth and value < 0 and high is None:
        said, sign = amount(-value, unit), "下降" if lang == "zh" else "−"
    else:
        said, sign = amount(value, unit), ("增长" if growth and lang == "zh" else "")
    if high is not None:
        said = f"{said}—{amount(high, unit)}"
    if lang == "zh":
        return f"{sign}{said}{_AFTER.get(comparator, '')}"
    return f"{_SIGNS.get(comparator, '')}{sign}{said}"


def passage(text: str | None, quote: str | None, value: float | None, start: int | None = None) -> Passage | None:
    """The quote inside its document; `start` is its offset, looked up where not known. None where there is no quote.

    A quote that the text does not hold (that of a list of sections, say) is given without context.
    """
    if not quote:
        return None
    text = text or ""
    if start is None or text[start : start + len(quote)] != quote:
        start = text.find(quote)
    before = after = ""
    if start >= 0:
        before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
        after = text[start + len(quote) : start + len(quote) + CONTEXT].partition("\n")[0]
        before = ("…" if len(before) == CONTEXT else "") + before
        after = after + ("…" if len(after) == CONTEXT else "")
    left, right = _place_of(quote, value)
    head, number, tail = quote[:left], quote[left:right], quote[right:]
    cut = max(0, len(quote) - LONGEST_QUOTE)
    if cut:
        half = LONGEST_QUOTE // 2
        head = head if len(head) <= half else f"{head[: half // 2]} … {head[-half // 2 :]}"
        tail = tail if len(tail) <= half else f"{tail[: half // 2]} … {tail[-half // 2 :]}"
    return Passage(clean(before), clean(head), clean(number), clean(tail), clean(after), cut)


def _place_of(quote: str, value: float | None) -> tuple[int, int]:
    """Where the number that was read stands in the quote; at its end and empty where it is not written in digits."""
    if value is not None:
        for found in _NUMBER.finditer(quote):
            number, end = float(re.sub("[,，]", "", found[0])), found.end()
            if scale := _SCALE.match(quote, end):
                for word in scale[1]:
                    number *= _SCALES[word]
                end = scale.end()
            if abs(number - abs(value)) <= 1e-6 * max(1.0, abs(value)):
                sign = _PERCENT.match(quote, end)
                return found.start(), sign.end() if sign else end
    return len(quote), len(quote)
