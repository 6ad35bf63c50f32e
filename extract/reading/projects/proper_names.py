"""What a list of undertakings holds: named ones, titles, institutions, and what is as definite as the names beside it."""

from __future__ import annotations

import re

from extract.language import alternation, words
from extract.reading.projects.named_rules import (
    CLAUSE,
    COUNT,
    INSTITUTION,
    LOOSE,
    MEASURED,
    NOT_ALONE,
    NUMBERED,
    OF_STATE,
    PLURAL,
    ROAD,
    SLOGAN,
    THOUGHT,
    deciding,
)
from extract.reading.projects.places import begins_with_place
from extract.reading.projects.words import GENERAL, head_at, unusual

_WORDS = words("projects")
_SPECIAL_LETTER = re.compile("[“市县省路街馆东南西北]")
_SPECIAL = re.compile(
    alternation(
        [
            *(number + school for number in "一二三四五六七八九十" for school in "小中幼高"),
            *_WORDS["unique"],
            *_WORDS["proper"],
            *("大道", "中心", "书院", "高速", "高铁", "客专", "城际"),
        ]
    )
)
_SITES = "产业园|科技园|工业园|创业园|物流园|配件园|加工园|孵化器|大厦|院区|校区"
_MAY_BE_SITE = re.compile(f"{_SITES}|环[城湖江岛山]")
_STATE = re.compile("国家|国际|全球|中国|[二三四五六七八九]环|第[一二三四五六七八九十]")
_WAY = re.compile("(?:高铁|铁路|高速|高速公路|公路|专线|线|桥|机场|航道|水库|电站|项目|[东西南北]延)$")


def may_name(phrase: str) -> bool:
    """Whether a list can hold any name at all: no name is made of general words alone, but for those known as one of a kind."""
    special = (
        _MAY_BE_SITE.search(phrase) or _SPECIAL_LETTER.search(phrase) or _SPECIAL.search(phrase) or ROAD.search(phrase)
    )
    return bool(special or _STATE.search(phrase)) or unusual(phrase) >= 1.5


def is_named(name: str) -> bool:
    """Whether a phrase names one undertaking (a thing that can be built, with a proper name), and not a kind of them."""
    rule = deciding(name)
    return rule is not None and rule.says


def is_named_among_counted(name: str) -> bool:
    """Whether a name stands on its own where the list begins with a number of things: 20个图书馆、文化馆 names no 文化馆."""
    rule = deciding(name)
    return rule is not None and rule.says and rule.name not in ("one_of_its_kind", "only_one_in_place")


def is_weakly_named(name: str) -> bool:
    """Whether only a word that is not among the general ones makes a name of a phrase: 美食广场, and 翠屿广场 likewise."""
    rule = deciding(name)
    return rule is not None and rule.name == "word_of_its_own" and unusual(name) <= 2


def goes_along(name: str, shared: str, institutions: bool) -> bool:
    """Whether a phrase in a list beside a named undertaking can be one too: a thing of its own kind, with a word that tells which.

    `shared` is the word after 等; `institutions` says that a named one in the list is an institution or a zone.
    """
    at = head_at(name)
    if not 3 <= len(name) <= 14 or at < 2 or MEASURED.search(name) or SLOGAN.match(name) or not _is_single(name):
        return False
    if name in NOT_ALONE:
        return False
    if shared.endswith(("工程", "项目")) and begins_with_place(name):  # 锡林郭勒供水, 等重大引水工程
        return True
    rule = deciding(name)
    if rule and not rule.says and rule.name != "cluster_without_place":
        return False
    if institutions and INSTITUTION.search(name) and at >= 4:  # 康复医疗中心 beside 县医院新院区
        return True
    if name.endswith(("项目", "工程", "系统", "平台")) or unusual(name) < 0.5:
        return False
    return not (THOUGHT.search(name) or LOOSE.search(name))


def _is_single(name: str) -> bool:
    """Whether a phrase is of one thing: no number of them, no plural, no clause."""
    return not (COUNT.match(name) or PLURAL.search(name) or CLAUSE.search(name))


_SITE = re.compile(f"(?:{_SITES})(?:[一二三四]期)?$")


def is_definite(name: str) -> bool:
    """Whether a name is a site with a purpose: 预制菜产业园, of which a place has one where a list of projects or a step names it."""
    return _is_single(name) and bool(_SITE.search(name)) and head_at(name) >= 2


def is_institution(name: str) -> bool:
    """Whether a name ends with a word for an institution, a zone or a site of one."""
    return bool(INSTITUTION.search(name) or _SITE.search(name))


_ZONE = re.compile("(?:区|园|城|集群|基地|港|中心|景区|小镇|镇|谷)$")


def is_applicant(name: str) -> bool:
    """Whether a name is one of a zone or site that can be given a higher rank: 东林产业园. Two letters before its kind will do."""
    at = head_at(name)
    if not _ZONE.search(name) or at < 2 or not _is_single(name):
        return False
    return is_named(name) or (at <= 3 and name[:at] not in GENERAL)


def is_named_institution(name: str) -> bool:
    """Whether a phrase names an institution, a zone or a way by a word of its own, and not only by its kind."""
    own = begins_with_place(name) or bool(OF_STATE.match(name)) or bool(NUMBERED.search(name)) or unusual(name) >= 2
    return own and bool(INSTITUTION.search(name) or _WAY.search(name)) and is_named(name)
