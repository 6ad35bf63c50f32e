"""Which numbers of a sentence belong together: lists that share a unit, and runs that share a name."""

from __future__ import annotations

import re

from extract.language.units import PERCENT, of_kind
from extract.reading.asides import counts
from extract.reading.quantity import Quantity

_JOIN = re.compile(r"^(?:、|和|与|及|以及|，|或)?(?:分别)?(?:约|近)?$")
_MONEY_BEFORE = re.compile(
    r"(?:生产总值|增加值|产值|总额|投资|收入|支出|税收|存款|贷款|余额)(?:任务|预算|计划|目标)?(?:达到?|突破|超过?|完成|实现|为|先后|连续|相继|接连|首次|一举|跨[上越过入]|迈[上过入]|逼近|接近|[登站]上)*$"
)
_PEOPLE = of_kind("people")
_PEOPLE_BEFORE = re.compile(r"(?:人口|职工|人数|学生|群众|人才|员额|编制|兵力|劳动力)[^，。；]{0,12}$")
_LARGE = re.compile("[万亿]")
_PART_OF = re.compile("的(?![^，。；]{0,8}(?:目标|速度|增速|增幅|增长|水平|任务|要求|幅度))")
_ONLY_DOES = re.compile(r"[，、；](?:全年|实际|预计|累计)?(?:完成|实现|达到?)(?:收入|支出|税收)?")
_LISTED = re.compile(r"[、和与及]|个?和[^，。]{1,4}")
_COMPARES = re.compile(r"[高低快慢]于")


def with_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """Numbers without a unit take it from the next number of their list, or from the people they count; others go."""
    kept: list[Quantity] = []
    bare: list[Quantity] = []
    unit: str | None = None
    after: Quantity | None = None
    for m in reversed(found):
        if m.unit is None:
            joined = after is not None and _LISTED.fullmatch(text[m.end : after.start] or " ")
            m.unit = unit if joined and unit is not None else _unit_of_head(text, m)
            if m.unit is None:
                bare.append(m)
                continue
        if m.unit == "个" and unit == "个百分点" and after and _LISTED.fullmatch(text[m.end : after.start] or " "):
            m.unit = unit  # 分别提高2个、1.6个百分点
        kept.append(m)
        unit, after = m.unit, m
    kept += _goes_on_in_money(text, kept, bare)
    kept.sort(key=lambda m: -m.start)
    for m in kept:
        if m.unit in ("百分点",) or (
            m.unit == "个"
            and "个百分点" in text[m.end : m.end + 16]
            and _COMPARES.search(text[max(0, m.start - 14) : m.start])
        ):
            m.unit = "个百分点"
    return kept[::-1]


def _unit_of_head(text: str, m: Quantity) -> str | None:
    """The unit of a number without one, from the head before it: 职工3.2万, 税收2600万."""
    if m.value < 10_000:
        return None
    if _PEOPLE_BEFORE.search(text, max(0, m.before_start - 18), m.before_start):
        return "人"
    money = _MONEY_BEFORE.search(text, max(0, m.before_start - 12), m.before_start)
    return "元" if money and _LARGE.search(text, m.start, m.end) and text[m.end : m.end + 1] in "，。；、" else None


def _goes_on_in_money(text: str, kept: list[Quantity], bare: list[Quantity]) -> list[Quantity]:
    """收入任务260万，完成285万: a number behind its verb, without a unit, where the one before it was money."""
    found: list[Quantity] = []
    for m in reversed(bare):
        before = max((k for k in [*kept, *found] if k.start < m.start), key=lambda k: k.start, default=None)
        if before is None or before.unit != "元" or m.value < 10_000 or not _LARGE.search(text, m.start, m.end):
            continue
        if _ONLY_DOES.fullmatch(text, before.end, m.before_start) and text[m.end : m.end + 1] in "，。；、":
            m.unit = "元"
            found.append(m)
    return found


def group_at(text: str, found: list[Quantity], i: int) -> list[Quantity]:
    """The run of numbers that stand side by side with nothing but a pause between them."""
    group = [found[i]]
    for m in found[i + 1 :]:
        gap = text[group[-1].end : m.before_start]
        if not _JOIN.match(gap) or gap == "":
            break
        if _kind(m) != _kind(group[0]) and not (
            _of_heads(m) and _of_heads(group[0]) and text.find("分别", group[0].before_start - 6, group[0].start) >= 0
        ):  # 生猪、家禽年出栏量分别稳定在390万头、1350万只: each thing has its own unit
            break
        if (
            gap == "，"
            and (counts(m) or _names_a_thing(text, m))
            and text.find("分别", group[0].before_start - 6, group[0].start) < 0
        ):
            break  # 事项42项，11项许可…: a clause of its own
        if gap == "，" and _PART_OF.match(text, m.end):
            break  # 压缩60%，98%的事项网上办理
        if text.startswith("力争", m.before_start):
            break  # 确保完成7%、力争突破8%: how far it reaches at best
        if (
            text.startswith("突破", m.before_start)
            and not text.startswith("突破", group[0].before_start)
            and "新增" in text[max(0, group[0].before_start - 4) : group[0].before_start]
        ):
            break  # 里程新增300公里、突破7000公里
        group.append(m)
    return group


def _of_heads(m: Quantity) -> bool:
    """Whether a number counts things or people, each in a unit of its own: 分别达到51万人和82万人次."""
    return counts(m) or m.unit in _PEOPLE


def _names_a_thing(text: str, m: Quantity) -> bool:
    """Whether people counted in a clause of their own do something there: ，14人入选…"""
    return m.unit in ("人", "人次", "名") and text[m.end : m.end + 1] not in "，。；、和与及"


def _kind(m: Quantity) -> str:
    return "rate" if m.unit in PERCENT else (m.unit or "")
