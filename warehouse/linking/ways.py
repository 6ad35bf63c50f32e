"""The ways in which a report may speak of a promise after all, without deciding on it, each looked for by itself: other figures, a link, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
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
    counts_in_unit,
    figure,
    is_anothers,
    joined_parts,
    sentence,
    short_name,
    whole_names,
)
from warehouse.linking.claim import unit_class
from warehouse.linking.evidence import Rarity
from warehouse.linking.review import At, Review

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
_FINISHED = re.compile(r"建成|通车|投产|投用|竣工|完工|运营|开通|贯通|并网|全部|全面完成|任务|覆盖")
# A name of so many characters that stands whole in another one: 劳务输出 of 提升劳务输出规模和效益.
_INSIDE = 4
# The rate by which a thing is measured (乡镇油路通畅率): reports tell as well how many of it there are.
_RATE = re.compile(r"(?<=[一-龥]{4})(?:[通覆普入达利处参合改完建][畅达盖及户标用理保格造成]|贯通|到户)[率面]$")
# The programme that a promise is a part of, by its own name: 实施“暖冬工程”，改造…。
_PROGRAMME = re.compile(r"“(?P<whole>[一-龥]{1,8}(?:工程|计划|行动))”|“(?P<name>[一-龥]{2,8})”(?:工程|计划|行动)")
_YEARS_OF_PLAN = re.compile(r"[一二三四五六七八九十]五$")
# What a report says of an indicator among others where it gives no number: 能耗指标的完成情况另行公布.
_OF_INDICATORS = re.compile(
    r"指标|任务(?!.{0,8}(?:艰巨|繁重|依然|仍|很重|压力))|目标|考核|进度符合|下降|削减|减少|降低|稳定|保持"
)
# A stage at the end of a name is another word in the next report (开工400部, 累计加装1800部).
_STAGE = re.compile(r"(?:新?开工|竣工|完工|启动)$")


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
    # 人均超过1万美元, and 人均突破1万美元: a name that says little is the same where it is told just so, of the same measure.
    if names.one_spelling(f.name) == names.one_spelling(one.name) and (f.unit, f.form) == (one.unit, one.form):
        return True
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
    other, least = names.core(f.name), _AKIN_SHARE if f.form == "share" else _AKIN
    if len(other) >= _INSIDE and other in own and names.tells(other):
        return True
    spellings = ((own, other), (names.broad(own), names.broad(other)))
    return any(_same_noun(ours, its) and rarity.shared(ours, its)[1] >= least for ours, its in spellings)


def _same_noun(own: str, other: str) -> bool:
    return len(own) > 2 and own[-2:] == other[-2:] and names.tells(own[-2:])


def by_link(link: tuple[Any, ...] | None) -> Found | None:
    """A figure under another name; not one of another name and another order of size."""
    if not link or ("相差十倍" in link[2] and "名称相近" in link[2]):
        return None
    return figure("years" if "多年" in link[2] else "nearly", link[1], link[0], f"有相近的“{link[3]}”（{link[2]}）")


def by_short_name(one: Asked, review: Review) -> Found | None:
    """Of a name of two characters: the clause that has it beside a number in the promise's unit; nameless where the report has it otherwise, for it may be anything there."""
    own = short_name(one)
    held = [*review.holding(own), *review.holding(own, broad=True)] if own else []
    numbered = re.compile(rf"[0-9０-９][余多]?[万亿千百]*{re.escape(one.unit or '')}")
    for at in held:
        if numbered.search(review.text, *at) and not review.is_surely_promised(at):
            return sentence("mention", review, at, f"提到了“{own}”", 0.5)
    return ("nameless", None, None, "", None, None, None) if held else None


def by_words(one: Asked, review: Review, figures: list[Figure], years: int, broad: bool = False) -> Found | None:
    """The name, another name of the indicator, or most of it in a clause, `broad`: in other words for the same things; not where that clause's words are the name of another indicator's figure."""
    for name, at in _named(one, review, broad):
        if not (review.is_surely_promised(at) or is_anothers(one, name, at, figures)):
            return sentence("mention", review, at, f"提到了“{one.name if name == names.core(one.name) else name}”", 0.6)
    for name, at in _named_in_part(one, review, broad):
        if not (review.is_surely_promised(at) or is_anothers(one, name, at, figures)):
            return sentence("mention", review, at, ALIKE, 0.6)
    own = _STAGE.sub("", names.core(one.name))
    if len(own) < TELLING:
        return None
    if broad and (at := _in_a_sum(one, own, review)):
        return sentence("mention", review, at, ALIKE, 0.5)
    others = [f.start for f in figures if f.elsewhere or (one.indicator_id and _is_another_indicator(one, f))]
    measured = own if one.of_years else names.core(_RATE.sub("", names.one_spelling(one.name)))
    # Of several years a report says what came together and, in another clause, what came last.
    skipped = (OF_SEVERAL, None) if years > 1 else (None,)
    found = (
        _most_alike(words, review, others, broad, skip) for words in dict.fromkeys((own, measured)) for skip in skipped
    )
    alike = next(filter(None, found), None)
    return sentence("mention", review, alike[0], ALIKE, round(alike[1], 2)) if alike else None


def _most_alike(
    words: str, review: Review, others: list[int], broad: bool, skip: re.Pattern[str] | None
) -> tuple[At, float] | None:
    """The clause that holds most of some words, but for those that `skip` or an`other` thing's figure stands in."""

    def is_other(at: At) -> bool:
        return bool(skip and skip.search(review.text, *at)) or any(at[0] <= start < at[1] for start in others)

    return review.like(words, lambda at: _says_how_much(review, at), is_other, broad)


def by_programme(one: Asked, plan: str, review: Review) -> Found | None:
    """The programme, called by its own name in the promise's sentence, of which the report tells as a whole."""
    begins = max(plan.rfind(mark, 0, one.start) for mark in "。；\n") + 1
    for programme in reversed(list(_PROGRAMME.finditer(plan, begins, one.start + len(one.quote)))):
        name = programme["whole"] or programme["name"]
        for at in () if _YEARS_OF_PLAN.search(name) else review.holding(names.one_spelling(name)):
            # That a programme goes on tells of no part of it.
            if not review.is_surely_promised(at) and _says_so_of(one, review, at):
                return sentence("mention", review, at, f"只提到了所属的“{name}”", 0.5)
    return None


def _in_a_sum(one: Asked, own: str, review: Review) -> At | None:
    """The clause that counts what was promised together with others: 淘汰造纸、水泥、焦化等产能1700万吨 of 焦化产能."""
    wanted = unit_class(one.unit)
    for at, items, unit in review.sums:
        if unit_class(unit) == wanted and any(len(item) >= 2 and item in own and names.tells(item) for item in items):
            return at
    return None


def _is_another_indicator(one: Asked, f: Figure) -> bool:
    return bool(f.indicator_id and f.indicator_id != one.indicator_id and names.vetoes(one.name, f.name))


def _named(one: Asked, review: Review, broad: bool) -> Iterator[tuple[str, At]]:
    """Where the name stands whole, under any name; or its head or one of its parts with more than general words."""
    whole = set(whole_names(one))
    wanted = {w for w in (names.head(one.name), *joined_parts(one.name)) if len(w) >= TELLING and names.tells(w)}
    # 城乡低保标准 tells of the one in the country as well.
    wanted |= {names.of_both(w) for w in wanted | whole if names.of_both(w) != w}
    # 高铁通车里程达到2110公里: a name of general words alone (通车里程), where the report measures by it as well.
    said = names.one_spelling(one.name)
    if broad and len(said) >= _INSIDE and not names.tells(said):
        yield from ((said, at) for at in review.holding(said) if _says_so_of(one, review, at))
    yield from _told_together(one, review)
    for name in sorted(wanted | whole, key=lambda w: (-len(w), w)):
        yield from ((name, at) for at in review.holding(name, broad) if name in whole or _says_how_much(review, at))


def _told_together(one: Asked, review: Review) -> Iterator[tuple[str, At]]:
    """What a report tells of an indicator and of others at once (污染物减排 of 二氧化硫排放量)."""
    for name in names.words().held_by.get(one.indicator_id or "", ()):
        yield from (
            (name, at) for at in review.holding(name) if _OF_INDICATORS.search(review.text, at[0], at[1] + _NEXT_WORDS)
        )


def _named_in_part(one: Asked, review: Review, broad: bool) -> Iterator[tuple[str, At]]:
    """Of a name that says little, what it says at all (铁路 of 新增铁路营运里程); the noun that a name ends in, beside a number (农家店 of 连锁农家店)."""
    if not one.indicator_id and len(rest := names.rest(one.name)) == 2:
        # 能耗、水耗继续下降 speaks of a main target, though it gives no number.
        says = _says_how_much if one.headline else partial(_says_so_of, one)
        yield from ((rest, at) for at in review.holding(rest, broad) if says(review, at))
    own = names.core(one.name)
    if one.project and len(own) > len(called := names.words().works.sub("", own)) >= 2:
        yield from ((called, at) for at in review.holding(called, broad))
    # 产总值 of 海洋生产总值 is the end of a general word, and tells nothing.
    if len(own) > len(tail := own[-TELLING:]) and names.tells(tail, TELLING) and names.rest(own).endswith(tail):
        yield from ((tail, at) for at in review.holding(tail, broad) if _DIGIT.search(review.text, *at))


def _says_so_of(one: Asked, review: Review, at: At) -> bool:
    """Whether a clause, or the next one, counts or measures as the promise does, or says that something is finished: 铁路投资公司 is no mention of new kilometres of railway."""
    said = review.text[at[0] : at[1] + _NEXT_WORDS]
    return counts_in_unit(one, said) or bool(_FINISHED.search(said))


def _says_how_much(review: Review, at: At) -> bool:
    """Whether a clause, or the next one, holds a number or says that something is done: general words (港口群加快形成) are no mention of a part of a name."""
    return bool(_HOW_MUCH.search(review.text, at[0], at[1] + _NEXT_WORDS))
