"""Which numbers of a sentence belong together: lists that share a unit, runs that share a name, and those that are names."""

from __future__ import annotations

import re

from extract.reading import quantities as mm
from extract.reading.quantities import Mention

_JOIN = re.compile(r"^(?:、|和|与|及|以及|，|或)?(?:分别)?(?:约|近)?$")
_MONEY_BEFORE = re.compile(
    r"(?:生产总值|增加值|产值|总额|投资|收入|支出|税收|存款|贷款|余额)(?:达到?|突破|超过?|完成|实现|为)*$"
)
# 分为6个方面: how a text or a plan is divided, which measures nothing.
_PARTS = re.compile(r"(?:[十百千万亿]+元大?台阶|方面|环节|层面|板块|部分|章节|篇章|位次|名次|维度|角度)")
# 围绕5个领域, 聚焦6个重点: how a text sets out its list.
_SETS_OUT = re.compile(r"(?:围绕|聚焦|从)$")
_PAUSE = re.compile("[，。；]")
_FIELDS = re.compile(r"(?:重点)?(?:领域|方向|主题|着力点|重点(?=[，。：；]))")
_QUOTED = re.compile(r"[《“][^《》“”]{0,15}$")
_LISTED = re.compile(r"[、和与及]|个?和[^，。]{1,4}")
_COMPARES = re.compile(r"[高低快慢]于")


def in_a_name(text: str, m: Mention, start: int) -> bool:
    """Whether a number belongs to a name in quotes or a title (《…2025…》, “123”机制, “10+N”)."""
    opened = _QUOTED.search(text, max(start, m.start - 16), m.start)
    if not opened:
        return False
    closing = "》" if opened[0][0] == "《" else "”"
    inside = text[m.end : m.end + (24 if closing == "》" else 12)].partition(closing)
    return bool(inside[1]) and (closing == "》" or len(inside[0]) < 8 or "，" not in inside[0])


def with_units(text: str, found: list[Mention]) -> list[Mention]:
    """Numbers without a unit take it from the next number of their list, or from the people they count; others go."""
    kept: list[Mention] = []
    unit: str | None = None
    after: Mention | None = None
    for m in reversed(found):
        if _divides(text, m):
            continue
        if m.unit is None:
            joined = after is not None and _LISTED.fullmatch(text[m.end : after.start] or " ")
            if joined and unit is not None:
                m.unit = unit
            elif m.value >= 10_000 and re.search(
                r"(?:人口|职工|人数|学生|群众|人才|员额|编制|兵力|劳动力)[^，。；]{0,12}$",
                text[max(0, m.before_start - 18) : m.before_start],
            ):
                m.unit = "人"
            elif (
                m.value >= 1e8
                and _MONEY_BEFORE.search(text, max(0, m.before_start - 12), m.before_start)
                and text[m.end : m.end + 1] in "，。；、"
            ):
                m.unit = "元"
            else:
                continue
        kept.append(m)
        unit, after = m.unit, m
    for m in kept:
        if m.unit in ("百分点",) or (
            m.unit == "个"
            and "个百分点" in text[m.end : m.end + 16]
            and _COMPARES.search(text[max(0, m.start - 14) : m.start])
        ):
            m.unit = "个百分点"
    return kept[::-1]


def _divides(text: str, m: Mention) -> bool:
    """Whether a count tells how a text or a plan is set out, and measures nothing."""
    if _PARTS.match(text, m.end):
        return True
    if _FIELDS.match(text, m.end):
        return bool(_SETS_OUT.search(text, max(0, m.before_start - 2), m.before_start))
    others = text.find("在内的", m.end, m.end + 27)
    return others >= 0 and _counts(m) and not _PAUSE.search(text, m.end, others)


def group_at(text: str, found: list[Mention], i: int) -> list[Mention]:
    """The run of numbers that stand side by side with nothing but a pause between them."""
    group = [found[i]]
    for m in found[i + 1 :]:
        gap = text[group[-1].end : m.before_start]
        if not _JOIN.match(gap) or gap == "":
            break
        if _kind(m) != _kind(group[0]) and not (
            _counts(m) and _counts(group[0]) and text.find("分别", group[0].before_start - 6, group[0].start) >= 0
        ):  # 生猪、家禽年出栏量分别稳定在390万头、1350万只: each thing has its own unit
            break
        if gap == "，" and _counts(m) and text.find("分别", group[0].before_start - 6, group[0].start) < 0:
            break  # 事项42项，11项许可…: a clause of its own
        if (
            text.startswith("突破", m.before_start)
            and not text.startswith("突破", group[0].before_start)
            and "新增" in text[max(0, group[0].before_start - 4) : group[0].before_start]
        ):
            break  # 里程新增300公里、突破7000公里
        group.append(m)
    return group


def _counts(m: Mention) -> bool:
    return m.unit not in mm.PERCENT and m.unit not in ("元", "美元", "人", "人次")


def _kind(m: Mention) -> str:
    return "rate" if m.unit in mm.PERCENT else (m.unit or "")
