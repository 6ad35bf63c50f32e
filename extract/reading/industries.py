"""The shares of the three industries in a ratio: 三次产业结构为22.3:40.1:37.6."""

from __future__ import annotations

import re

from extract.model import Claim, Role
from extract.reading.context import DocumentContext
from extract.reading.outline import Part
from extract.reading.periods import set_date
from extract.reading.quantity import Quantity

_OF_INDUSTRIES = re.compile(r"产业|结构|三产")
_RATIO = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)[：:](\d+(?:\.\d+)?)[：:](\d+(?:\.\d+)?)(?![\d.])")
_COLON = re.compile(r"[：:]\d")


def three_parts(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The ratios of three parts (22.3:40.1:37.6) in a stretch of the canvas."""
    return list(_RATIO.finditer(text, start, end)) if _COLON.search(text, start, end) else []


def structure(frame: DocumentContext, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
    """The shares of the three industries in a ratio (22.3:40.1:37.6); of two ratios the later one."""
    text = frame.canvas.text
    ratios = three_parts(text, start, end)
    if not ratios or not _OF_INDUSTRIES.search(text[start : ratios[-1].start()]):
        return []
    ratio = ratios[-1]
    claims: list[Claim] = []
    for n, name in enumerate(("第一产业比重", "第二产业比重", "第三产业比重"), 1):
        a, b = frame.canvas.span(max(start, ratios[0].start() - 8), ratio.end(n))
        claim = Claim(
            role,
            name,
            a,
            b,
            measure="share",
            comparator="=",
            value=float(ratio[n]),
            unit="%",
            section=section,
            rules=["ratio"],
        )
        set_date(
            claim,
            text,
            part,
            frame,
            ratios[0].start(),
            start,
            Quantity(ratio.start(), ratio.end(), 0, "%", before_start=ratio.start()),
        )
        claims.append(claim)
    return claims
