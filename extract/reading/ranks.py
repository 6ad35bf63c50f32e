"""Ranks among other places: 居全省第二, 位居全国第17位, 进入全市前三名."""

from __future__ import annotations

import re
from bisect import bisect_left

from extract.language.numerals import number_of
from extract.model import Claim, Role
from extract.reading import noun_phrases
from extract.reading.context import DocumentContext
from extract.reading.noun_phrases import WHOLE_PLACES
from extract.reading.outline import Part
from extract.reading.periods import set_date
from extract.reading.quantity import Quantity

_AMONG = (
    rf"(?:{WHOLE_PLACES}|我国|世界|全球|亚洲|中西?部|西部|东部|沿海|省内|区内|市内|国内)[^，。；、\d第前首]{{0,12}}"
)
_NUMBER = r"\d{1,3}|[一二三四五六七八九十]{1,3}"
_RANK = re.compile(
    rf"(?P<verb>(?:增速|增幅|总量|数量|均|分别|都|双双|继续|稳居|跃居|位居|荣居|居|名列|位列|列|排名?|排在|保持|进入|跻身|跃升)*)(?P<among>{_AMONG})"
    rf"(?:第(?P<nth>{_NUMBER})(?P<unit>位|名)?|(?P<top>首位|榜首)|前(?P<first>{_NUMBER})(?P<unit2>位|名|强)?)(?![个批季届次节条部代产期者方梯军行集序])"
)
_ORDER = re.compile("第[一二三四五六七八九十0-9]|前[一二三四五六七八九十0-9]|首位|榜首")
_STANDS = re.compile(r"居|列|排|进入|跻身|跃升")
_QUALITY = re.compile(r"增速|增幅|总量|数量")
_AGAIN = re.compile(r"(?:两项|三项|各项)?(?:(?:增速|增幅|总量|总规模|规模|数量|质量|综合)[和与、]?)*$")


def read_ranks(
    frame: DocumentContext, part: Part, role: Role, start: int, end: int, found: list[Claim], section: str
) -> list[Claim]:
    """The ranks of one sentence; what is ranked is named in the same clause, or is the claim before.

    The value is the place in the order (首位 is 1), the unit 位 unless the text says 名; 前三 reads as at most the third.
    """
    canvas, text = frame.canvas, frame.canvas.text
    if not _ORDER.search(text, start, end):  # most sentences rank nothing: a cheap look first
        return []
    claims: list[Claim] = []
    for m in _RANK.finditer(text, start, end):
        number = m["nth"] or m["first"] or "1"
        value = number_of(number)
        if not value or not _STANDS.search(m["verb"]):
            continue
        ranked = _ranked(frame, m, start, found)
        if ranked is None:
            continue
        name, since = ranked
        a, b = canvas.span(since, m.end())
        claim = Claim(
            role, f"{name}{m['among'].removesuffix('排名')}排名", a, b, measure="rank", comparator="<=" if m["first"] else "=", value=value,
            unit="名" if "名" in (m["unit"], m["unit2"]) else "位", section=section, rules=["rank"],
        )  # fmt: skip
        mention = Quantity(m.start(), m.end(), value, "位", before_start=m.start())
        set_date(claim, text, part, frame, since, start, mention)
        claims.append(claim)
    return claims


def _ranked(frame: DocumentContext, m: re.Match[str], start: int, found: list[Claim]) -> tuple[str, int] | None:
    """The name of what a rank is of, and where the words that name it begin; None where nothing does."""
    canvas, text = frame.canvas, frame.canvas.text
    clause = max(max(text.rfind(mark, start, m.start()) for mark in "，；。：\n") + 1, start)
    name = noun_phrases.core(text[clause : m.start()]).removesuffix("在").removeprefix("“")
    quality = _QUALITY.match(m["verb"])
    said = quality[0] if quality else ""
    last = next((c for c in reversed(found) if c.char_end <= canvas.offsets[m.start()]), None)
    measured = last is not None and last.char_end > canvas.offsets[clause]  # 突破9000万人次、居全国第3位
    if name and not _AGAIN.fullmatch(name) and not measured:
        return name + said, clause
    if last is None:
        return None
    growth = "增速" if last.measure == "growth" and not quality else ""
    return last.indicator + growth + said, bisect_left(canvas.offsets, last.char_start)
