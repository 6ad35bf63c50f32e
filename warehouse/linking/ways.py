"""The ways in which a report may speak of a promise after all, each looked for by itself: own words, the same number, other figures, a link, words, the whole list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.linking import names
from warehouse.linking.evidence import SUM, Rarity
from warehouse.linking.review import MENTION, At, Review
from warehouse.units import any_unit

# What a name says must be at least so long, or it says too little to be searched for: 投资, 道路.
_TELLING = 3
# What a mention of less than the whole name is called.
ALIKE = "有相近的说法"
_JOINED = re.compile(r"[、，和及与]")
# 62个, 1.5万人: a number of a quote in one spelling.
_NUMBER = re.compile(
    rf"(?P<digits>[0-9]+(?:\.[0-9]+)?)(?:(?P<scale>万亿|[万亿])(?:{any_unit()}|县)?|(?:{any_unit()}|县))"
)
# The share of a name, by weight, that a clause holds which tells of it; and of the shorter of two names that are of one kind.
# Shares have a tail in common that says little (覆盖率), so that more of their names must be.
_MOST, _AKIN, _AKIN_SHARE = 0.7, 0.33, 0.6
_YEARS = re.compile(r"年均|累计|五年|5年|年来|期间|时期|[一二三四五六七八九十]五|比20|是20|由.*(?:到|至)")
# Not a number promised, but the size of what is promised: 20户以上自然村, 销售收入过10亿元的企业.
_SIZES = re.compile(r"[户人元][^，。；]{0,2}以[上下](?:的)?[一-龥]|一批|[过超]$|[过超破][0-9.]+亿元")
_OF_SEVERAL = re.compile(r"年均|累计|五年|5年|年来|[一二三四五六七八九十]五[”\"期规时]|规划|期间")
_PROMISED = re.compile(r"任务(?!圆满|全面|完成|超额)|规划|作为|力争|争取|确保|要求|预期|拟|将")
# The list of 实事 that a promise stands in: its opening, with the items in one paragraph or numbered paragraph by paragraph; and what a report says of the whole of it.
_LIST = re.compile(
    r"(?:[0-9一二三四五六七八九十]+[件项]|系列|一批)[^。；\n]{0,12}(?:实事|民生工程)|(?:实事|民生工程)[^。；\n]{0,8}[0-9一二三四五六七八九十]+[件项]"
)
_NUMBERED = re.compile(
    r"\s*(?:[（(]?[0-9一二三四五六七八九十]+[）)．.、]|[一二三四五六七八九十]+是|第[一二三四五六七八九十]+)"
)
_LIST_DONE = re.compile(
    r"(?:实事|民生工程)[^，。；]{0,12}(?:完成|兑现|落实|办结|办成|见效)|(?:完成|办成|办结|兑现)[^，。；]{0,16}(?:实事|民生工程)"
)
_NOT_DONE = re.compile(r"投资|确保|将|力争|努力|争取|要|未")
_LONGEST_LIST = 3000
# How a report says in words that a target was reached, in the clause that names it or the next one of the sentence; not of a target that another set, nor of the plan of five years.
_KEPT = re.compile(
    r"(?:完成|实现|达到)(?:了)?(?:全年|年度|年初|当年|预期|预定|既定|控制|确定|提出)+(?:的)?[^，。；]{0,6}(?:目标|任务|计划|指标|要求)|(?:目标|任务|指标|计划)(?:均|都|全部|已|可|可以|基本|圆满|顺利|超额|如期|全面|率先|提前)*(?:完成|实现|兑现)"
    r"|(?:控制|保持|稳定)在(?:年初)?(?:预期|年度|调控|规定|合理)?(?:的)?(?:目标|预期|计划)(?:值)?(?:范围)?(?:之?内|以内)|(?:超额|圆满|全面|如期)(?:完成|实现)(?:了)?(?:全年|年度|年初)?(?:预期|的|既定)*(?:目标|任务|计划)"
)
_NOT_KEPT = re.compile(
    r"未|没有|不[及足到]|难以|[国省市县区](?:家|里|委|政府)?(?:核|下达|定|考核)|上级|下达|规划|将|力争|确保|总理|提前.{0,3}年"
)
_DIGIT = re.compile(r"[0-9０-９]")
_HOW_MUCH, _NEXT_WORDS = (
    re.compile(
        r"[0-9０-９]|全部|全面|超额|任务|目标|[完建办]成|实现|提高|上调|增加|扩大|下降|降低|启动|开展|实施|新建|改造|开工|竣工|投产|投用|覆盖"
    ),
    12,
)
# A stage at the end of a name is another word in the next report (开工400部, 累计加装1800部).
_STAGE = re.compile(r"(?:新?开工|竣工|完工|启动)$")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十0-9]+[）)、．.]")
# Beside a name, what makes of it another one.
_BEFORE, _BEHIND = (
    re.compile(r"(?:单位|万元|人均|每|其他)$"),
    re.compile(r"(?:综合)?(?:能耗|电耗|水耗|用水量|二氧化碳|碳排放|比重|占)"),
)
_OF_YEARS = re.compile(r"五年|5年|[一二三四五六七八九十]五[””期规时]|规划|期间")
# The level at the end of some years is that of the last one.
_END_OF_YEARS = re.compile(r"(?:[提增扩上减下降][高加大升少降]|增|降|升)(?:到|至)(?:了)?[0-9]")
_OF_ONE = re.compile(r"全年|年度|年初|当年")


@dataclass(frozen=True, slots=True)
class Figure:
    document_id: str
    outcome_id: str
    name: str
    indicator_id: str | None
    key: str | None
    scope: str
    elsewhere: bool
    form: str
    period: int | None
    span: int
    role_sure: bool
    quote: str
    start: int
    end: int
    unit: str | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    commitment_id: str
    document_id: str
    report: str
    name: str
    indicator_id: str | None
    key: str | None
    scope: str
    form: str
    period: int
    quote: str
    start: int
    section: str
    other_names: list[str | None]
    headline: bool
    unit: str | None
    value: float | None
    of_years: bool
    project: bool = False


def has_name(one: Asked) -> bool:
    """Whether a promise is called anything that a report could be searched for."""
    return one.headline or any(names.tells(name) for name in (one.name, *one.other_names) if name)


# kind, quote, outcome_id, what it says, and for a sentence its place and score
Found = tuple[str, str | None, str | None, str, int | None, int | None, float | None]


def _figure(kind: str, quote: str, outcome_id: str, says: str) -> Found:
    return kind, quote, outcome_id, says, None, None, None


def _sentence(kind: str, review: Review, at: At, says: str, score: float) -> Found:
    start, end = review.sentence(at)
    return kind, review.text[start:end], None, says, start, end, score


def _whole_names(one: Asked) -> list[str]:
    """What a promise's own thing is called, the longest first: its name, and the other names of its indicator; two letters (M2) stand in other words (PM2.5)."""
    own = names.core(one.name)
    wanted = {own} if len(own) >= _TELLING and names.tells(own) else set[str]()
    others = [names.one_spelling(n) for n in one.other_names if n]
    wanted |= {n for n in others if len(n) >= 2 and (not n.isascii() or len(n) > 2)}
    return sorted(wanted, key=lambda w: (-len(w), w))


def by_own_words(one: Asked, review: Review) -> Found | None:
    """The clause that names the promised thing, or the next one, says that the target was reached."""
    if one.of_years:
        return None
    for name in (*_whole_names(one), *names.words().held_by.get(one.indicator_id or "", ())):
        for at in review.holding(name):
            told = review.text[at[0] : at[1]]
            kept = _KEPT.search(told)
            numbers = {n["digits"] for n in _NUMBER.finditer(told) if n["digits"] not in one.quote}
            if not kept or numbers or _HEADING.match(told.strip()) or _inside_another(name, names.one_spelling(told)):
                continue  # a number of its own in the same clause is another target's, or one of several years
            start, end = review.sentence(at)
            years = _OF_YEARS.search(review.text[start:end]) and not _OF_ONE.search(told)
            if not years and not _NOT_KEPT.search(told):
                return _sentence("kept", review, at, "说明该目标已完成", 0.8)
    return None


def _inside_another(name: str, told: str) -> bool:
    """Whether a name stands in a clause only as a part of another one: 生产总值 in 万元生产总值能耗."""
    at = told.find(name)
    return at < 0 or bool(_BEFORE.search(told[:at]) or _BEHIND.match(told[at + len(name) :]))


def by_same_number(one: Asked, review: Review, rarity: Rarity, figures: list[Figure]) -> Found | None:
    """The promised number stands with most of the promise's name in one clause from which no such figure was read: 62个贫困村整体脱贫."""
    own = names.core(one.name)
    if one.value is None or len(own) < 2 or not names.tells(own):
        return None
    number = next((n for n in _NUMBER.finditer(names.one_spelling(one.quote)) if _worth(n) == abs(one.value)), None)
    if number is None or len(number["digits"]) < 2 or _SIZES.search(one.quote):
        return None
    for at in review.holding(number[0]):
        told = names.one_spelling(review.text[at[0] : at[1]])
        if re.search(rf"(?<![0-9.]){re.escape(number[0])}", told) and _tells_of(own, told, rarity):
            start, end = review.sentence(at)
            of_years = _OF_SEVERAL.search(review.text[start:end]) and not one.of_years
            promised = review.is_promised(at) or _PROMISED.search(review.text[at[0] : at[1]])
            if not (of_years or promised or names.words().not_yet.search(told) or _anothers(one, own, at, figures)):
                return _sentence("same", review, at, "有同样的数字", 0.8)
    return None


def _worth(number: re.Match[str]) -> float:
    return float(number["digits"]) * {"万": 1e4, "亿": 1e8, "万亿": 1e12}.get(number["scale"] or "", 1)


def _tells_of(own: str, told: str, rarity: Rarity) -> bool:
    """Whether a clause holds most of a name."""
    weights, core = {pair: rarity.weight(pair) for pair in names.pairs(own)}, names.core(told)
    return sum(w for pair, w in weights.items() if pair in told or pair in core) >= _MOST * sum(weights.values())


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
            candidates.append((3, _figure("part", f.quote, f.outcome_id, f"只报告了其中一部分或更大范围的“{f.name}”")))
    if not candidates and not one.indicator_id:
        akin = [f for f in figures if _is_akin(one, f, own, rarity)]
        candidates += [(6, _figure("part", f.quote, f.outcome_id, f"有同类的“{f.name}”")) for f in akin]
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def _is_same(one: Asked, f: Figure, own: str) -> bool:
    """Whether a figure is of the promise's own indicator or, where it has none, of its name; `own` is the core of that."""
    if one.key and f.key == one.key:
        return True
    named = names.core(f.name)
    # 高新区工业产值 was promised, and 工业产值 is told of another part, or of the whole.
    elsewhere = bool(one.scope) and f.scope != one.scope and named == names.core(one.name.replace(one.scope, "", 1))
    return elsewhere or (f.indicator_id is None and named == own and len(own) >= _TELLING)


def _same_figure(one: Asked, f: Figure, review: Review) -> tuple[int, Found]:
    """What keeps a figure of the promise's own indicator from deciding; the least comes first."""
    if f.span > 1:
        # Where only the heading speaks of years, the figure may be the last year's own.
        said = _YEARS.search(review.text[max(0, f.start - 12) : f.end])
        kind, says = (
            ("years", "给出的是多年的合计或平均") if said else ("unsure", "给出的数字可能是多年的，也可能是当年的")
        )
        return 4, _figure(kind, f.quote, f.outcome_id, says)
    if f.period != one.period:
        return 5, _figure("unsure", f.quote, f.outcome_id, "给出的是其他年份的数字")
    if f.scope != one.scope:
        return 2, _figure("part", f.quote, f.outcome_id, f"给出的是{f.scope or '全域'}的数字")
    if f.form != one.form:
        return 1, _figure("form", f.quote, f.outcome_id, "给出的是另一种形式的数字")
    return 0, _figure("unsure", f.quote, f.outcome_id, "给出的数字不能直接比较")


def _is_akin(one: Asked, f: Figure, own: str, rarity: Rarity) -> bool:
    """农村里弄 for 背街里弄: the same noun, counted in the same unit, is another kind of it at most."""
    if f.period != one.period or f.form != one.form or f.unit != one.unit or f.elsewhere:
        return False
    other = names.core(f.name)
    same_noun = len(own) > 2 and own[-2:] == other[-2:] and names.tells(own[-2:])
    return same_noun and rarity.shared(own, other)[1] >= (_AKIN_SHARE if f.form == "share" else _AKIN)


def is_of_several(one: Asked, got: Found, review: Review, figures: list[Figure]) -> bool:
    """Whether what a review of several years says is said of them all: an amount many times the promise, a sentence that counts years together, or one without a
    figure of the last year in a paragraph that does not speak of it."""
    kind, _, outcome, _, start, end, _ = got
    if kind == "years":
        return True
    if kind == "unsure":
        found = next((f for f in figures if f.outcome_id == outcome), None)
        return bool(
            found and found.value and one.value and one.form == "amount" and found.value >= SUM * abs(one.value)
        )
    if kind != "mention" or start is None or end is None:
        return False
    last = re.compile(rf"{one.period}年(?!的|以来|比)|去年|过去的?一年|一年来|全年|当年")
    if _END_OF_YEARS.search(review.text[start:end]):
        return False
    of_last = any(start <= f.start < end and f.span == 1 and f.period == one.period for f in figures)
    paragraph = review.text[review.text.rfind("\n", 0, start) + 1 : end]
    return bool(_OF_SEVERAL.search(review.text[start:end])) or not (of_last or last.search(paragraph))


def by_link(link: tuple[Any, ...] | None) -> Found | None:
    return (
        _figure("years" if "多年" in link[2] else "nearly", link[1], link[0], f"有相近的“{link[3]}”（{link[2]}）")
        if link
        else None
    )


def by_words(one: Asked, review: Review, figures: list[Figure]) -> Found | None:
    """The name, another name of the indicator, or most of it in a clause; not where that clause's words are the name of another indicator's figure."""
    for name, at in _named(one, review):
        if not (review.is_surely_promised(at) or _anothers(one, name, at, figures)):
            return _sentence(
                "mention", review, at, f"提到了“{one.name if name == names.core(one.name) else name}”", 0.6
            )
    for name, at in _named_in_part(one, review):
        if not (review.is_surely_promised(at) or _anothers(one, name, at, figures)):
            return _sentence("mention", review, at, ALIKE, 0.6)
    own = _STAGE.sub("", names.core(one.name))
    others = [
        f
        for f in figures
        if f.elsewhere or (f.indicator_id and f.indicator_id != one.indicator_id and names.vetoes(one.name, f.name))
    ]
    alike = (
        review.like(
            own,
            lambda at: _says_how_much(review, at),
            lambda at: any((f.elsewhere or one.indicator_id) and at[0] <= f.start < at[1] for f in others),
        )
        if len(own) >= _TELLING
        else None
    )
    return _sentence("mention", review, alike[0], ALIKE, round(alike[1], 2)) if alike else None


def _named(one: Asked, review: Review) -> Iterator[tuple[str, At]]:
    """Where the name stands whole, under any name; or its head or one of its parts with more than general words."""
    parts = [names.core(part) for part in _JOINED.split(one.name)] if _JOINED.search(one.name) else []
    whole = set(_whole_names(one))
    wanted = {w for w in (names.head(one.name), *parts) if len(w) >= _TELLING and names.tells(w)}
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
    if len(own) > len(tail := own[-_TELLING:]) and names.tells(tail, _TELLING) and names.rest(own).endswith(tail):
        yield from ((tail, at) for at in review.holding(tail) if _DIGIT.search(review.text, *at))


def _says_how_much(review: Review, at: At) -> bool:
    """Whether a clause, or the next one, holds a number or says that something is done: general words (港口群加快形成) are no mention of a part of a name."""
    return bool(_HOW_MUCH.search(review.text, at[0], at[1] + _NEXT_WORDS))


def _anothers(one: Asked, name: str, at: tuple[int, int], figures: list[Figure]) -> bool:
    """Whether the words found are the name of another indicator's figure: 调查失业率 is no mention of 登记失业率, nor what
    全省 reached of a city."""
    inside = [f for f in figures if at[0] <= f.start < at[1] and name in names.one_spelling(f.name)]
    return any(
        f.elsewhere
        # A word that narrows the found name alone makes another thing of it; one that narrows the promise alone makes a part of it at most.
        or (
            f.indicator_id
            and f.indicator_id != one.indicator_id
            and names.narrowed(f.name) & set(names.vetoes(one.name, f.name))
        )
        for f in inside
    )


def by_list(one: Asked, plan: str, review: Review) -> Found | None:
    """The list of 实事 that the promise stands in is said to be done, and the item is not named."""
    if one.headline or one.of_years or not _in_list(one, plan):
        return None
    done = next(
        (
            m
            for m in _LIST_DONE.finditer(review.text, 0, review.ends)
            if not _NOT_DONE.search(m[0] + review.text[m.end() : m.end() + 4])
        ),
        None,
    )
    return (
        _sentence("list", review, (done.start(), done.end()), "说明这批实事整体完成，未逐项说明", MENTION)
        if done
        else None
    )


def _in_list(one: Asked, plan: str) -> bool:
    """Whether a promise is an item of the year's list: under its heading, in the paragraph that opens it, or in the numbered paragraphs behind."""
    if _LIST.search(one.section):
        return True
    begins = max(0, one.start - _LONGEST_LIST)
    opening = next(reversed(list(_LIST.finditer(plan, begins, one.start))), None)
    if opening is None:
        return False
    between = plan[opening.end() : one.start].split("\n")
    return all(_NUMBERED.match(paragraph) for paragraph in between[1:] if paragraph.strip())
