"""As much as was promised, told under another name: of a part alone, or in a name that adds or leaves out what makes no other thing of it. It acquits, and accuses nobody."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from warehouse.linking import names
from warehouse.linking.asked import JOINED, TELLING, Asked, Figure, Found, figure, joined_parts
from warehouse.linking.claim import unit_class
from warehouse.units import units

# More than so many times what was promised of the whole is no part of it.
_TIMES = 10
_NOT_OF_IT = re.compile(r"(?:非|除|以外|之外|其他|无)$")
# Of a name that is not quite the same only a number close above the promise is the same thing; of the same words in another order one not so close, unless the
# review is of several years: then it may be the sum of them. A share is close where it is hardly more.
_CLOSE, _SAME_WORDS, _CLOSE_OF_YEARS, _CLOSE_SHARE = 1.6, 3.0, 1.6, 1.25
# What a year adds is told by a word for it: 新增参合农民8000人 is not told by 参合农民9000人.
_ADDS = re.compile(r"新|增")
# So much of the longer name the shorter one has to be, of an amount and of a share.
_MOST_OF_IT, _HALF_OF_IT = 0.6, 0.5
# What a name has before or within it that makes no other thing of it: 做好安全饮水, 安置房竣工.
_SAYS_NOTHING = re.compile(r"^(?:好|新)|竣工|完工|投用|交付|进行|性")
_SEVERAL = re.compile(r"[两二三四五六七八九十几2-9]年|等$|共$|合计")
_OF_YEARS = re.compile(r"年均|累计|五年|5年|年来|期间|时期|[一二三四五六七八九十]五[”\"期规时]")
# 近80万人 is somewhat less.
_NEARLY = re.compile(r"(?:将?近|不到|不足|约)[0-9]")
_ABOUT = 1.1


class _Alike(NamedTuple):
    """A figure that tells of the promise, and how much of it: `rank` 0 for the same words, 1 where its own name says more, 2 where it says less."""

    rank: int
    ratio: float
    figure: Figure


def by_part(one: Asked, figures: list[Figure]) -> Found | None:
    """As much as was promised, of a part alone: 绿色工厂20个 is kept by 自治区级绿色工厂26个, 甲和乙 by 甲."""
    own = names.core(one.name)
    if one.form != "amount" or not one.value or len(own) < TELLING or not names.tells(own, TELLING):
        return None
    pieces = {piece for piece in joined_parts(one.name) if len(piece) >= TELLING and names.tells(piece, TELLING)}
    for f in figures:
        if _is_as_much(one, f):
            other = names.core(f.name)
            narrower = other.endswith(own) and len(other) > len(own) and not _NOT_OF_IT.search(other[: -len(own)])
            if narrower or other in pieces:
                return figure("reached", f.quote, f.outcome_id, f"报告了其中一部分“{f.name}”，仅此一项已达到承诺")
    return None


def _is_as_much(one: Asked, f: Figure) -> bool:
    """Whether a figure is of the same unit and place, and as much; what is told of two things together (图书馆和文化馆10个) is no part of the one."""
    same = f.unit == one.unit and f.scope == one.scope and _is_comparable(one, f)
    return bool(same and f.value and one.value and 1 <= f.value / one.value <= _TIMES) and not JOINED.search(f.name)


def by_like_name(one: Asked, figures: list[Figure], promised: Collection[str], years: int) -> Found | None:
    """As much as was promised or somewhat more, under a name of the same noun: 智能工厂示范企业 by 智能工厂示范单位企业, 村庄规划编制 by 编制村庄规划. `promised`: the cores of the names of
    all that the plan promises, as a figure answers the promise that it is named after; `years`: how many the review is of."""
    if one.form not in ("amount", "share") or one.of_years or not one.value or one.value < 0:
        return None
    own = _said(one.name)
    of_year = [f for f in figures if f.form == one.form and f.period == one.period and f.span == 1]
    found = [a for f in of_year if (a := _alike(one, own, f)) and (a.rank == 0 or names.core(f.name) not in promised)]
    first = min(found, key=lambda a: (a.rank, abs(a.ratio - 1)), default=None)
    # Two figures of one likeness, of which one falls short: nobody knows which was meant.
    if not first or any(a.ratio < 1 for a in found if a.rank == first.rank) or first.ratio > _most(one, first, years):
        return None
    if _NEARLY.search(names.one_spelling(first.figure.quote)) and first.ratio < _ABOUT:
        return None
    f = first.figure
    return figure("alike", f.quote, f.outcome_id, f"在“{f.name}”名下报告的数字达到承诺")


@lru_cache(maxsize=4096)
def _said(name: str) -> str:
    """A name's core without what makes no other thing of it."""
    core = names.core(name)
    return _SAYS_NOTHING.sub("", core) or core


def _most(one: Asked, found: _Alike, years: int) -> float:
    if one.form == "share":
        return _CLOSE_SHARE
    return _CLOSE_OF_YEARS if years > 1 else _CLOSE if found.rank else _SAME_WORDS


def _alike(one: Asked, own: str, f: Figure) -> _Alike | None:
    """A figure under a like name with how much of the promise it is, where it may be held against it at all."""
    factor = _factor(one.unit, f.unit)
    if not (factor and f.value and one.value):
        return None
    if one.form == "amount" and _ADDS.search(one.name) and not _ADDS.search(f.name + f.quote):
        return None
    rank = _rank(one, own, f)
    # Of a part of the place alone as much as was promised of the whole; a share of a part is none of the whole.
    if (
        rank is None
        or not _is_comparable(one, f)
        or (f.scope != one.scope and (one.scope or rank or one.form == "share"))
    ):
        return None
    ratio = f.value * factor / one.value
    return _Alike(rank, ratio, f) if 1 / _TIMES <= ratio <= _TIMES else None


def _factor(promised: str | None, told: str | None) -> float | None:
    """By what a number in the unit told is multiplied to be in the unit promised; None where the two measure different things."""
    if promised == told:
        return 1.0
    if unit_class(promised) != unit_class(told):
        return None
    ours, its = units().get(promised or ""), units().get(told or "")
    return its.size / ours.size if ours and its and ours.size and its.size else 1.0


def _rank(one: Asked, own: str, f: Figure) -> int | None:
    """How alike the names are (_Alike); None where they may be of two things."""
    other = _said(f.name)
    if min(len(own), len(other)) < 2 or not names.tells(own) or _SEVERAL.search(f.name):
        return None
    same_words = sorted(own) == sorted(other)
    if not same_words and not _says_less(*sorted((own, other), key=len)):
        return None
    apart = {word for word in names.vetoes(one.name, f.name) if not _SAYS_NOTHING.fullmatch(word)}
    if same_words:
        return None if apart else 0
    return _rank_of_more(one, own, f, apart)


def _says_less(shorter: str, longer: str) -> bool:
    """Whether the one name is the other with some words left out, of the same noun."""
    tells = len(shorter) >= TELLING and names.tells(shorter)
    return tells and shorter[-2:] == longer[-2:] and _is_inside(shorter, longer)


def _rank_of_more(one: Asked, own: str, f: Figure, apart: set[str]) -> int | None:
    """The rank where one of the names says more than the other; `apart`: the narrowing words that stand in one of them alone."""
    shorter, longer = sorted((own, _said(f.name)), key=len)
    # What is told of two things together is none of the one; a word that narrows the promise makes the figure one of the whole.
    if JOINED.search(f.name) or apart & names.narrowed(one.name) or (apart and one.form == "share"):
        return None
    if longer is own or one.form == "share":
        least = (_HALF_OF_IT if one.form == "share" else _MOST_OF_IT) * len(longer)
        return (2 if longer is own else 1) if len(shorter) >= least and not apart else None
    return None if _NOT_OF_IT.search(longer[: longer.find(shorter[0])]) else 1


def _is_inside(shorter: str, longer: str) -> bool:
    """Whether the characters of the one stand in the other in their order."""
    rest = iter(longer)
    return all(character in rest for character in shorter)


def _is_comparable(one: Asked, f: Figure) -> bool:
    """Whether a figure is of the year, of what is done, and no stock where the promise is of what a year adds."""
    if f.form != one.form or f.period != one.period or f.span != 1 or not f.role_sure or f.elsewhere:
        return False
    if one.indicator_id and f.indicator_id and one.indicator_id != f.indicator_id:
        return False
    words = names.words()
    stock = words.stock.search(f.quote) and not words.stock.search(one.quote)
    return not (stock or words.not_yet.search(f.quote) or _OF_YEARS.search(f.quote))
