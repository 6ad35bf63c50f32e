"""Targets that follow another indicator instead of a number: 居民收入增长与经济增长基本同步."""

from __future__ import annotations

import re

from extract import naming
from extract.canvas import Canvas
from extract.model import Claim

_SYNC = re.compile(
    r"(?P<name>[^，。；：\n]{2,24}?)(?:增长|增速|增幅|增长速度)?(?:力争|保持|要|努力|基本)*(?:与|和|同)(?P<to>[^，。；、\n]{2,14}?)(?:增长|发展|增速)?(?:保持|基本|大体)*(?P<sync>同步)"
)


def read_sync(canvas: Canvas, start: int, end: int, period: int, section: str) -> list[Claim]:
    """The sync targets of one sentence of a plan; value and unit are None, the leading indicator is in relative_to."""
    claims: list[Claim] = []
    for m in _SYNC.finditer(canvas.text, start, end):
        name = naming.core(m["name"])
        to = canvas.text[m.start("to") : m.start("sync")]
        to = re.sub(r"(?:保持|基本|大体)+$", "", to)
        if len(name) < 3 or not re.search(r"收入|工资|报酬|支出|投入|养老金|消费", name):
            continue
        a, b = canvas.span(m.start("name") + max(0, m["name"].find(name)), m.end())
        claims.append(
            Claim("commitment", name, a, b, measure="growth", comparator="sync", relative_to=to, period=period, section=section, rules=["sync"])
        )
    return claims
