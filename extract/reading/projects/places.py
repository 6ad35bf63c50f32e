"""Whether a phrase begins with a place: a name of the gazetteer, or letters that look like one."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from extract.language import words
from extract.language.gazetteer import all_places, stem
from extract.reading.projects.words import GENERAL, unusual

_WORDS = words("projects")
# A letter that ends as many names of counties and cities as this is one that names of places end with: 口, 山, 阳.
_COMMON_ENDING = 6


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    stems = {stem(place.name) for place in all_places() if place.level != "nation"}
    return frozenset(s for s in stems if 2 <= len(s) <= 4) - frozenset(_WORDS["not_places"]) - GENERAL


@lru_cache(maxsize=1)
def _provinces() -> tuple[str, ...]:
    return tuple(stem(place.name) for place in all_places() if place.level == "province")


def ends_with_province(name: str) -> bool:
    """Whether a phrase ends with the name of a province: 灵秀湖北."""
    return name.endswith(_provinces())


@lru_cache(maxsize=1)
def _endings() -> frozenset[str]:
    counted = Counter(place[-1] for place in _places() if len(place) == 2)
    return frozenset(letter for letter, times in counted.items() if times >= _COMMON_ENDING)


@lru_cache(maxsize=8192)
def place_before(name: str) -> str:
    """The county, city or province that a name begins with, "" where it begins with none: 保定 in 保定职教园区."""
    places = _places()
    return next((name[:size] for size in (4, 3, 2) if name[:size] in places and len(name) > size + 1), "")


def begins_with_place(name: str) -> bool:
    """Whether a name begins with the name of a county, city or province."""
    return bool(place_before(name))


def begins_like_place(name: str) -> bool:
    """Whether two letters stand first that look like a place, the second as names of places end, and general words after them."""
    first = name[:2]
    if begins_with_place(name):
        return True
    return len(first) == 2 and first not in GENERAL and first[1] in _endings() and unusual(name[2:]) == 0


def is_place(name: str) -> bool:
    """Whether a phrase is a place and nothing more: 保定, 保定市."""
    return name in _places() or (name[-1:] in "省市县区州盟旗" and name[:-1] in _places())
