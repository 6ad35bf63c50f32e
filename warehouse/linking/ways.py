"""The ways in which a report may speak of a promise after all, without deciding on it, each looked for by itself: other figures, a link, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from warehouse.linking import names
from warehouse.linking.asked import (
    AKIN,
    ALIKE,
    OF_SEVERAL,
    TELLING,
    Asked,
    Figure,
    Found,
    figure,
    is_anothers,
    sentence,
    whole_names,
)
from warehouse.linking.doubts import SUM
from warehouse.linking.evidence import Rarity
from warehouse.linking.review import At, Review

_JOINED = re.compile(r"[、，和及与]")
# The share of the shorter of two names that are of one kind. Shares have a tail in common that says little (覆盖率), so that more of their names must be.
_AKIN, _AKIN_SHARE = 0.33, 0.6
_YEARS = re.compile(r"年均|累计|五年|5年|年来|期间|时期|[一二三四五六七八九十]五|比20|是20|由.*(?:到|至)")
_DIGIT = re.compile(r"[0-9０-９]")
_HOW_MUCH, _NEXT_WORDS = (
    re.compile(
        r"[0-9０-９]|全部|全面|超额|任务|目标|[完建办]成|实现|提高|上调|增加|扩大|下降|降低|启动|开展|实施|新建|改造|开工|竣工|投产|投用|覆盖"
    ),
    12,
)
# A stage at the end of a name is another word in the next report (开工400部, 累计加装1800部).
_STAGE = re.compile(r"(?:新?开工|竣工|完工|启动)$")
# The level at the end of some years is that of the last one.
_END_OF_YEARS = re.compile(r"(?:[提增扩上减下降][高加大升少降]|增|降|升)(?:到|至)(?:了)?[0-9]")
_FROM_TO = re.compile(r"[由从].*(?:到|至)")


def by_figures(
    one: Asked, figures: list[Figure], related: dict[str, set[str]], review: Review, rarity: Rarity
) -> Found | None:
    """The indicator itself in a form, for a part, or over years that the promise was not for."""
    own = names.core(one.name)
    parts = related.get(one.indicator_id, set[str]()) if one.indicator_id else set[str]()
    candidates: list[tuple[int, Found]] = []
    for f in figures:
        if f.elsewhere:
            continue
        if _is_same(one, f, own):
            candidates.append(_same_figure(one, f, review))
        elif f.indicator_id in parts and f.span == 1 and f.period == one.period:
            candidates.append((3, figure("part", f.quote, f.outcome_id, f"只报告了其中一部分或更大范围的“{f.name}”")))
    if not candidates and not one.indicator_id:
        akin = [f for f in figures if _is_akin(one, f, own, rarity)]
        candidates += [(6, figure("part", f.quote, f.outcome_id, f"{AKIN}“{f.name}”")) for f in akin]
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def _is_same(one: Asked, f: Figure, own: str) -> bool:
    """Whether a figure is of the promise's own indicator or, where it has none, of its name; `own` is the core of that."""
    if one.key and f.key == one.key:
        return True
    named = names.core(f.name)
    # 高新区工业产值 was promised, and 工业产值 is told of another part, or of the whole.
    elsewhere = bool(one.scope) and f.scope != one.scope and named == names.core(one.name.replace(one.scope, "", 1))
    return elsewhere or (f.indicator_id is None and named == own and len(own) >= TELLING)


def _same_figure(one: Asked, f: Figure, review: Review) -> tuple[int, Found]:
    """What keeps a figure of the promise's own indicator from deciding; the least comes first."""
    if f.span > 1:
        # Where only the heading speaks of years, the figure may be the last year's own.
        said = _YEARS.search(review.text[max(0, f.start - 12) : f.end])
        kind, says = (
            ("years", "给出的是多年的合计或平均") if said else ("unsure", "给出的数字可能是多年的，也可能是当年的")
        )
        return 4, figure(kind, f.quote, f.outcome_id, says)
    if f.period != one.period:
        return 5, figure("unsure", f.quote, f.outcome_id, "给出的是其他年份的数字")
    if f.scope != one.scope:
        return 2, figure("part", f.quote, f.outcome_id, f"给出的是{f.scope or '全域'}的数字")
    if f.form != one.form:
        return 1, figure("form", f.quote, f.outcome_id, "给出的是另一种形式的数字")
    return 0, figure("unsure", f.quote, f.outcome_id, "给出的数字不能直接比较")


def _is_akin(one: Asked, f: Figure, own: str, rarity: Rarity) -> bool:
    """农村里弄 for 背街里弄: the same noun, counted in the same unit, is another kind of it at most."""
    if f.period != one.period or f.form != one.form or f.unit != one.unit or f.elsewhere:
        return False
    other = names.core(f.name)
    same_noun = len(own) > 2 and own[-2:] == other[-2:] and names.tells(own[-2:])
    return same_noun and rarity.shared(own, other)[1] >= (_AKIN_SHARE if f.form == "share" else _AKIN)


def is_of_several(one: Asked, got: Found, review: Review, figures: list[Figure]) -> bool:
    """Whether what a review of several years says is said of them all: a figure of another thing of the kind, an amount many times the promise, a sentence that counts years together, or one without a
    figure of the last year in a paragraph that does not speak of it."""
    kind, quote, outcome, says, start, end, _ = got
    if kind == "years" or (kind == "part" and says.startswith(AKIN)):
        return True
    if kind == "form":
        # 由96亿元增加到141亿元 says nothing of the last year's growth.
        return one.form == "growth" and bool(_FROM_TO.search(quote or ""))
    if kind in ("unsure", "nearly"):
        return one.form == "amount" and _many_times(one, outcome, figures)
    if kind != "mention" or start is None or end is None:
        return False
    return _told_of_several(one, review, start, end, figures)


def _many_times(one: Asked, outcome: str | None, figures: list[Figure]) -> bool:
    found = next((f for f in figures if f.outcome_id == outcome), None)
    return bool(found and found.value and one.value and found.value >= SUM * abs(one.value))


def _told_of_several(one: Asked, review: Review, start: int, end: int, figures: list[Figure]) -> bool:
    """Whether a sentence counts years together, or has no figure of the last year and stands in a paragraph that does not speak of it."""
    told = review.text[start:end]
    if one.form != "growth" and _END_OF_YEARS.search(told):
        return False
    last = re.compile(rf"{one.period}年(?!的|以来|比)|去年|过去的?一年|一年来|全年|当年")
    of_last = any(start <= f.start < end and f.span == 1 and f.period == one.period for f in figures)
    paragraph = review.text[review.text.rfind("\n", 0, start) + 1 : end]
    return bool(OF_SEVERAL.search(told)) or not (of_last or last.search(paragraph))


def by_link(link: tuple[Any, ...] | None) -> Found | None:
    """A figure under another name; not one of another name and another order of size."""
    if not link or ("相差十倍" in link[2] and "名称相近" in link[2]):
        return None
    return figure("years" if "多年" in link[2] else "nearly", link[1], link[0], f"有相近的“{link[3]}”（{link[2]}）")


def by_words(one: Asked, review: Review, figures: list[Figure]) -> Found | None:
    """The name, another name of the indicator, or most of it in a clause; not where that clause's words are the name of another indicator's figure."""
    for name, at in _named(one, review):
        if not (review.is_surely_promised(at) or is_anothers(one, name, at, figures)):
            return sentence("mention", review, at, f"提到了“{one.name if name == names.core(one.name) else name}”", 0.6)
    for name, at in _named_in_part(one, review):
        if not (review.is_surely_promised(at) or is_anothers(one, name, at, figures)):
            return sentence("mention", review, at, ALIKE, 0.6)
    own = _STAGE.sub("", names.core(one.name))
    if len(own) < TELLING:
        return None
    others = [f.start for f in figures if f.elsewhere or (one.indicator_id and _is_another_indicator(one, f))]
    alike = review.like(
        own, lambda at: _says_how_much(review, at), lambda at: any(at[0] <= start < at[1] for start in others)
    )
    return sentence("mention", review, alike[0], ALIKE, round(alike[1], 2)) if alike else None


def _is_another_indicator(one: Asked, f: Figure) -> bool:
    return bool(f.indicator_id and f.indicator_id != one.indicator_id and names.vetoes(one.name, f.name))


def _named(one: Asked, review: Review) -> Iterator[tuple[str, At]]:
    """Where the name stands whole, under any name; or its head or one of its parts with more than general words."""
    parts = [names.core(part) for part in _JOINED.split(one.name)] if _JOINED.search(one.name) else []
    whole = set(whole_names(one))
    wanted = {w for w in (names.head(one.name), *parts) if len(w) >= TELLING and names.tells(w)}
    for name in sorted(wanted | whole, key=lambda w: (-len(w), w)):
        yield from ((name, at) for at in review.holding(name) if name in whole or _says_how_much(review, at))


def _named_in_part(one: Asked, review: Review) -> Iterator[tuple[str, At]]:
    """Of a name that says little, what it says at all (铁路 of 新增铁路营运里程); the noun that a name ends in, beside a number (农家店 of 连锁农家店)."""
    if not one.indicator_id and len(rest := names.rest(one.name)) == 2:
        yield from ((rest, at) for at in review.holding(rest) if _says_how_much(review, at))
    own = names.core(one.name)
    if one.project and len(own) > len(called := names.words().works.sub("", own)) >= 2:
        yield from ((called, at) for at in review.holding(called))
    # 产总值 of 海洋生产总值 is the end of a general word, and tells nothing.
    if len(own) > len(tail := own[-TELLING:]) and names.tells(tail, TELLING) and names.rest(own).endswith(tail):
        yield from ((tail, at) for at in review.holding(tail) if _DIGIT.search(review.text, *at))


def _says_how_much(review: Review, at: At) -> bool:
    """Whether a clause, or the next one, holds a number or says that something is done: general words (港口群加快形成) are no mention of a part of a name."""
    return bool(_HOW_MUCH.search(review.text, at[0], at[1] + _NEXT_WORDS))
