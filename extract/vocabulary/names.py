"""Finds the indicator of a name. Strict: where a word is left over that narrows the name, nothing matches."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from extract.vocabulary.entries import Indicator, load, load_decorations

# Quotes, brackets, dots, spaces and footnote stars carry no meaning inside a name, nor does 的 between its parts.
_NOISE = re.compile(r"[\s\"'“”‘’「」『』《》〈〉<>【】\[\]()（）{}★☆*※●·・、,，;；:：。.—\-–_/]|的")
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_PAUSE = re.compile(r"[,，、;；]")
_YEAR = re.compile(r"^(?:19|20)\d\d年(?:度|底|末)?")
_T = TypeVar("_T")
_NAME_MAX = 40  # longest alias is far below; a longer phrase is a clause, not a name
_STEPS_MAX = 6  # 预计 + 全年 + 全市 + 累计 + 完成 … + 增速: more decorations than that were never seen


@dataclass(frozen=True, slots=True)
class _Index:
    by_name: dict[str, Indicator]
    same: tuple[tuple[re.Pattern[str], str], ...]
    scopes: tuple[str, ...]
    prefixes: dict[str, tuple[str, ...]]  # by their first letter
    suffixes: dict[str, tuple[tuple[str, frozenset[str]], ...]]  # by their last letter
    remarks: frozenset[str]


def match(name: str) -> Indicator | None:
    """The indicator that `name` is a name of, or None.

    `name` is a noun phrase as read, with heads restored. It must be a name or alias of one indicator, up to the words
    of `_decorations.yaml` around it; where those could be dropped in two ways that lead to two indicators, or where
    anything else is left over (产业集聚区规模以上工业增加值), the answer is None.
    """
    found = _search(name)
    return found[0] if found else None


def scope(name: str) -> str | None:
    """The outermost place-wide word (全市, 全国, 我省) that `match` dropped from `name`; None where there was none.

    The caller compares it with the level of the document's place: 全省 in a county's report speaks of another place.
    """
    found = _search(name)
    return found[1] if found else None


def normalise(name: str) -> str:
    """`name` in the form in which names are compared: NFKC, upper case, no quotes, brackets or spaces, one spelling.

    It is a key, not a text to show: 与, 及 and 以及 become 和 wherever they stand.
    """
    return _normalise(name, _index().same)


def _normalise(name: str, same: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name)).upper()
    for pattern, spelling in same:
        text = pattern.sub(spelling, text)
    return text


@lru_cache(maxsize=1)
def _index() -> _Index:
    words = load_decorations()
    same = tuple(
        (re.compile("|".join(sorted(map(re.escape, variants), key=len, reverse=True))), spelling)
        for spelling, variants in words.same.items()
    )
    by_name: dict[str, Indicator] = {}
    for indicator in load():
        for name in (indicator.name, *indicator.aliases):
            by_name.setdefault(_normalise(name, same), indicator)
    return _Index(
        by_name=by_name,
        same=same,
        scopes=tuple(words.scopes),
        prefixes=_by_letter([(w[0], w) for w in sorted({*words.prefixes, *words.scopes}, key=len, reverse=True)]),
        suffixes=_by_letter([(w[-1], (w, frozenset(a.units))) for a in words.suffixes for w in a.words]),
        remarks=frozenset(words.remarks),
    )


def _by_letter(found: list[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    """What stands beside each letter, in order: one name tries few of the words."""
    return {letter: tuple(w for a, w in found if a == letter) for letter, _ in found}


@lru_cache(maxsize=65536)
def _search(name: str) -> tuple[Indicator, str | None] | None:
    if not name or len(name) > _NAME_MAX:
        return None
    index = _index()
    found = _strip(_normalise(name, index.same), index)
    if found:
        return found
    # 广义货币（M2）: both the name and what stands in brackets must say the same thing.
    wide = unicodedata.normalize("NFKC", name)
    inside = _BRACKETS.search(wide)
    if not inside:
        return None
    outer = _strip(_normalise(wide[: inside.start()] + wide[inside.end() :], index.same), index)
    if set(_PAUSE.split(inside[1])) <= index.remarks:  # 固定资产投资（不含农户，下同）
        return outer
    inner = _strip(_normalise(inside[1], index.same), index)
    return outer if outer and inner and outer[0].id == inner[0].id else None


def _strip(text: str, index: _Index) -> tuple[Indicator, str | None] | None:
    """Drop decorations from both ends, fewest first, until an indicator's name is left."""
    layer: dict[tuple[str, str | None, frozenset[str] | None], None] = {(text, None, None): None}
    for _ in range(_STEPS_MAX):
        hits: dict[str, tuple[Indicator, str | None]] = {}
        for rest, scope_word, units in layer:
            indicator = index.by_name.get(rest)
            if indicator and (units is None or units.intersection(indicator.units)):
                hits.setdefault(indicator.id, (indicator, scope_word))
        if hits:
            return next(iter(hits.values())) if len(hits) == 1 else None
        layer = {step: None for state in layer for step in _steps(state, index)}
        if not layer:
            return None
    return None


def _steps(
    state: tuple[str, str | None, frozenset[str] | None], index: _Index
) -> list[tuple[str, str | None, frozenset[str] | None]]:
    rest, scope_word, units = state
    steps: list[tuple[str, str | None, frozenset[str] | None]] = []
    year = _YEAR.match(rest)
    if year:
        steps.append((rest[year.end() :], scope_word, units))
    for word in index.prefixes.get(rest[:1], ()):
        if rest.startswith(word) and len(rest) > len(word) + 1:
            steps.append((rest[len(word) :], scope_word or (word if word in index.scopes else None), units))
    for word, allowed in index.suffixes.get(rest[-1:], ()):
        if rest.endswith(word) and len(rest) > len(word) + 1:
            left = (units & allowed if units else allowed) if allowed else units
            if left != frozenset():  # 套数 after 面积: no indicator has both
                steps.append((rest[: -len(word)], scope_word, left))
    return steps


def check() -> list[str]:
    """What is wrong with the vocabulary, one line a problem; an empty list where nothing is.

    Reported: a name that two indicators share after normalisation, a name that reads as another indicator once its
    decorations are dropped (unless `whole` lists it), a name given twice by one indicator, and a name of one character.
    """
    index = _index()
    whole = set(load_decorations().whole)
    problems: list[str] = []
    owner: dict[str, Indicator] = {}
    for indicator in load():
        own: set[str] = set()
        for name in (indicator.name, *indicator.aliases):
            text = _normalise(name, index.same)
            if len(text) < 2:
                problems.append(f"{indicator.domain}: {indicator.id}: {name} is too short to be a name")
            other = owner.setdefault(text, indicator)
            if other.id != indicator.id:
                problems.append(f"{indicator.domain}: {name} names both {other.id} and {indicator.id}")
            if name in own:
                problems.append(f"{indicator.domain}: {indicator.id} gives {name} twice")
            own.add(name)
            if name in whole:
                continue
            for step in _steps((text, None, None), index):
                bare = _strip(step[0], index)
                if bare and bare[0].id != indicator.id and (not step[2] or step[2] & set(bare[0].units)):
                    problems.append(
                        f"{indicator.domain}: {name} ({indicator.id}) reads as {bare[0].id} without decorations"
                    )
    return problems
