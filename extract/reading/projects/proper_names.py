"""What a list of undertakings holds: named ones, titles, institutions, and what is as definite as the names beside it."""

from __future__ import annotations

import re
from functools import lru_cache

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
from extract.reading.projects.words import head_at, unusual

_WORDS = words("projects")
_KNOWN = re.compile(rf"(?:{alternation(_WORDS['titles']['known'])})$")
RANK, TITLE_HEAD = alternation(_WORDS["titles"]["rank"]), alternation(_WORDS["titles"]["head"])
_TITLE = re.compile(rf"^[^，。]{{0,14}}?(?:{RANK}|[345]A)级?[^，。；]{{0,24}}?(?:{TITLE_HEAD})(?:（[^（）]*）)?$")
_TITLE_ENDS = frozenset("）") | {word[-1] for word in _WORDS["titles"]["head"]}
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
_STATE = re.compile("国家|国际|全球|中国|[二三四五六七八九]环|第[一二三四五六七八九十]")
_WAY = re.compile("(?:高铁|铁路|高速|高速公路|公路|专线|线|桥|机场|航道|水库|电站|项目|[东西南北]延)$")


def may_name(phrase: str) -> bool:
    """Whether a list can hold any name at all: no name is made of general words alone, but for those known as one of a kind."""
    special = _SPECIAL_LETTER.search(phrase) or _SPECIAL.search(phrase) or ROAD.search(phrase)
    return bool(special) or unusual(phrase) >= 1.5 or bool(_STATE.search(phrase))


@lru_cache(maxsize=8192)
def is_title(name: str) -> bool:
    """Whether a name is a title that a place applies for: 国家卫生县, 全国文明城市, 老乐山国家5A景区."""
    plain = re.sub("[“”]", "", name)
    titled = (_TITLE.match(plain) if plain[-1:] in _TITLE_ENDS else None) or _KNOWN.search(plain)
    return len(name) <= 36 and bool(titled) and not re.search(r"\d[\d.]*(?:个|家|处)", name)


@lru_cache(maxsize=8192)
def is_named(name: str) -> bool:
    """Whether a phrase names one undertaking (a thing that can be built, with a proper name), and not a kind of them."""
    rule = deciding(name)
    return rule is not None and rule.says


def is_weakly_named(name: str) -> bool:
    """Whether only a word that is not among the general ones makes a name of a phrase: 美食广场, and 翠屿广场 likewise."""
    rule = deciding(name)
    return rule is not None and rule.name == "word_of_its_own" and unusual(name) <= 2


def goes_along(name: str) -> bool:
    """Whether a phrase in a list beside a named undertaking can be one too: a thing of its own kind, with a word that tells which."""
    at = head_at(name)
    if not 3 <= len(name) <= 14 or at < 2 or COUNT.match(name) or PLURAL.search(name) or MEASURED.search(name):
        return False
    if name.endswith(("项目", "工程", "系统", "平台")) or unusual(name) < 0.5:
        return False
    return not (
        CLAUSE.search(name) or THOUGHT.search(name) or LOOSE.search(name) or SLOGAN.match(name) or name in NOT_ALONE
    )


def is_named_institution(name: str) -> bool:
    """Whether a phrase names an institution, a zone or a way by a word of its own, and not only by its kind."""
    own = begins_with_place(name) or bool(OF_STATE.match(name)) or bool(NUMBERED.search(name)) or unusual(name) >= 2
    return own and bool(INSTITUTION.search(name) or _WAY.search(name)) and is_named(name)
