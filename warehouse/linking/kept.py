"""The ways in which a report says that a promise was kept, where no figure does: its own words, the promised number told again, the whole list that it stands in."""

from __future__ import annotations

import math
import re
import unicodedata

from warehouse.linking import names
from warehouse.linking.asked import OF_SEVERAL, TELLING, Asked, Figure, Found, is_anothers, sentence, whole_names
from warehouse.linking.claim import COUNTED, unit_class
from warehouse.linking.evidence import Rarity
from warehouse.linking.review import MENTION, At, Review
from warehouse.units import any_unit, units

# 62个, 1.5万人: a number of a quote in one spelling.
_NUMBER = re.compile(
    rf"(?P<digits>[0-9]+(?:\.[0-9]+)?)(?:(?P<scale>万亿|[万亿])(?:{any_unit()}|县)?|(?:{any_unit()}|县))"
)
_ANY_COUNTER = rf"(?:{'|'.join(unit for unit, row in units().items() if row.countable)})"
# The share of a name, by weight, that a clause holds which tells of it. A number of three digits that count is seldom told of two things, so that less of the name
# must stand beside it.
_MOST, _MUCH = 0.7, 0.45
# Not a number promised, but the size of what is promised: 20户以上自然村, 销售收入过10亿元的企业.
_SIZES = re.compile(r"[户人元][^，。；]{0,2}以[上下](?:的)?[一-龥]|一批|[过超]$|[过超破][0-9.]+亿元")
_PROMISED = re.compile(r"任务(?!圆满|全面|完成|超额)|规划|作为|力争|争取|确保|要求|预期|拟|将")
# The list of 实事 that a promise stands in: its opening, with the items in one paragraph or numbered paragraph by paragraph; and what a report says of the whole of it.
_LIST = re.compile(
    r"(?:[0-9一二三四五六七八九十]+[件项]|系列|一批)[^。；\n]{0,12}实事|[0-9一二三四五六七八九十]+[件项][^。；\n]{0,12}民生工程|(?:实事|民生工程)[^。；\n]{0,8}[0-9一二三四五六七八九十]+[件项]"
)
_NUMBERED = re.compile(
    r"\s*(?:(?P<brackets>[（(][0-9一二三四五六七八九十]+[）)])|(?P<dots>[0-9一二三四五六七八九十]+[．.、）])|(?P<words>[一二三四五六七八九十]+是)|(?P<ordinals>第[一二三四五六七八九十]+))"
)
_FIRST = re.compile(r"\s*[（(第]?[1一](?![0-9一二三四五六七八九十])")
_LIST_BEGINS = re.compile(r"[^。；]{0,24}(?:[：:]|[。；]?\s*(?:一是|第一|[（(][一1][)）]|[一1][、．.]))")
_LIST_DONE = re.compile(
    r"(?:实事|民生工程)[^，。；]{0,12}(?:完成|兑现|落实|办结|办成|见效)|(?:完成|办成|办结|兑现)[^，。；]{0,16}(?:实事|民生工程)"
)
_NOT_DONE = re.compile(r"投资|确保|将|力争|努力|争取|要|未")
_LONGEST_LIST = 3000
# How a report says in words that a target was reached, in the clause that names it or the next one of the sentence; not of a target that another set, nor of the plan of five years.
_KEPT = re.compile(
    r"(?:完成|实现|达到)(?:了)?(?:全年|年度|年初|当年|预期|预定|既定|控制|确定|提出)+(?:的)?[^，。；]{0,6}(?:目标|任务|计划|指标|要求)|(?:目标|任务|指标|计划)(?:均|都|全部|已|可|可以|基本|圆满|顺利|超额|如期|全面|率先|提前)*(?:完成|实现|兑现)"
    r"|(?:控制|保持|稳定)在(?:年初)?(?:预期|年度|调控|规定|合理)?(?:的)?(?:目标|预期|计划)(?:值)?(?:范围)?(?:之?内|以内)|(?:超额|圆满|全面|如期)(?:完成|实现)(?:了)?(?:全年|年度|年初)?(?:预期|的|既定)*(?:目标|任务|计划)|(?:均|都|全部)在(?:预期|控制|调控|目标)+的?(?:目标)?范围之?内|^\s*完成[^，。；]{2,30}(?:年度|全年|当年)(?:目标)?任务$"
)
# 新增就业9.1万人，留岗毕业生4.2万人，均超额完成年初目标: said of all the links of the list before it.
_ALL_KEPT = re.compile(
    r"[，,](?:均|都|全部)(?:超额|圆满|全面|如期|已)*(?:完成|实现)(?:了)?(?:全年|年度|年初|当年)[^，。；]{0,4}(?:目标|任务|计划)"
)
_NOT_KEPT = re.compile(
    r"未|没有|不[及足到]|难以|[国省市县区](?:家|里|委|政府)?(?:核|下达|定|考核)|上级|下达|规划|将|力争|确保|总理|提前.{0,3}年"
)
# 完成年计划的107.8%: the share of the year's plan that was done, in the clause that names the thing or at the beginning of the next one.
_SHARE = (
    r"(?:完成|达到|占|为|是)(?:了)?(?:全年|年度|年初|当年|年)(?:计划|目标|任务)+(?:数)?的?[0-9.]+%(?:[、和][0-9.]+%)*"
)
_SHARE_HERE, _SHARE_NEXT = re.compile(_SHARE), re.compile(rf"[，,]\s*(?:超额|分别|已)*{_SHARE}")
# What leaves something for good, and that all of them did.
_GONE = re.compile(r"脱贫|退出|摘帽|出列|销号")
_ALL_GONE = re.compile(rf"^[^，。；]{{0,6}}(?:全部|全都|均已?)(?:如期|顺利|实现|成功|稳定)*(?:{_GONE.pattern})")
_PERCENT = re.compile(r"([0-9.]+)%")
_POLLUTANT = re.compile(r"(?P<thing>.{2,})排放总?量$")
_BEGINS = re.compile(r"^(?:新?开工|竣工|完工)")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十0-9]+[）)、．.]")
# Beside a name, what makes of it another one.
_BEFORE, _BEHIND = (
    re.compile(r"(?:单位|万元|人均|每|其他)$"),
    re.compile(r"(?:综合)?(?:能耗|电耗|水耗|用水量|二氧化碳|碳排放|比重|占)"),
)
_OF_YEARS = re.compile(r"五年|5年|[一二三四五六七八九十]五[””期规时]|规划|期间")
_OF_ONE = re.compile(r"全年|年度|年初|当年")


def by_own_words(one: Asked, review: Review) -> Found | None:
    """The clause that names the promised thing, or the next one, says that the target was reached."""
    if one.of_years:
        return None
    for name in (*whole_names(one), *_without_stage(one), *names.words().held_by.get(one.indicator_id or "", ())):
        for at in review.holding(name):
            told = review.text[at[0] : at[1]]
            if _more_than_planned(name, at, review, told):
                return sentence("kept", review, at, "说明该目标已完成", 0.8)
            kept = _KEPT.search(told) or _ALL_KEPT.match(review.text[at[1] : at[1] + 40])
            numbers = {n["digits"] for n in _NUMBER.finditer(told) if n["digits"] not in one.quote}
            if not kept or numbers or _HEADING.match(told.strip()) or _inside_another(name, names.one_spelling(told)):
                continue  # a number of its own in the same clause is another target's, or one of several years
            start, end = review.sentence(at)
            years = _OF_YEARS.search(review.text[start:end]) and not _OF_ONE.search(told)
            if not years and not _NOT_KEPT.search(told + kept[0]):
                return sentence("kept", review, at, "说明该目标已完成", 0.8)
    return None


def _without_stage(one: Asked) -> list[str]:
    """The name without the stage that it begins with: of 开工改造棚户区 the report says that 棚户区改造 is done."""
    own = names.core(one.name)
    # 烟尘等污染物减排完成全年任务 is told of 烟尘排放量.
    if pollutant := _POLLUTANT.match(own):
        return [pollutant["thing"]]
    bare = _BEGINS.sub("", own)
    return [bare] if bare != own and len(bare) >= TELLING and names.tells(bare) else []


def by_all_gone(one: Asked, review: Review) -> Found | None:
    """All of them have left poverty, the list, the market: 贫困村全部退出 of 9个贫困村脱贫."""
    own = _GONE.sub("", names.core(one.name))
    if one.of_years or len(own) < TELLING or not _GONE.search(names.one_spelling(one.name)):
        return None
    for at in review.holding(own):
        told = names.one_spelling(review.text[slice(*at)])
        end = _ALL_GONE.search(told[told.find(own) + len(own) :])
        if end and not (_NOT_KEPT.search(told) or _OF_YEARS.search(told) or review.is_promised(at)):
            return sentence("kept", review, at, "说明该目标已完成", 0.8)
    return None


def _more_than_planned(name: str, at: At, review: Review, told: str) -> bool:
    """Whether the clause, or the next one, says that all of the year's plan for the name was done, and more: 完成年计划的135%."""
    share = _SHARE_HERE.search(unicodedata.normalize("NFKC", told))
    if not share:
        share = _SHARE_NEXT.match(unicodedata.normalize("NFKC", review.text[at[1] : at[1] + 40]))
    if not share or _OF_YEARS.search(told) or _inside_another(name, names.one_spelling(told)):
        return False
    return all(float(percent) >= 100 for percent in _PERCENT.findall(share[0]))


def _inside_another(name: str, told: str) -> bool:
    """Whether a name stands in a clause only as a part of another one: 生产总值 in 万元生产总值能耗."""
    at = told.find(name)
    return at < 0 or bool(_BEFORE.search(told[:at]) or _BEHIND.match(told[at + len(name) :]))


def by_same_number(one: Asked, review: Review, rarity: Rarity, figures: list[Figure]) -> Found | None:
    """The promised number stands with most of the promise's name in one clause from which no such figure was read: 62个贫困村整体脱贫."""
    own, number = names.core(one.name), _promised_number(one)
    if number is None:
        return None
    said, pattern = _as_told(one, number)
    for at in review.holding(said):
        told = names.one_spelling(review.text[at[0] : at[1]])
        if not pattern.search(told) or not _beside(own, told, number["digits"], rarity):
            continue
        if not (_is_no_result(one, review, at, told) or is_anothers(one, own, at, figures)):
            return sentence("same", review, at, "有同样的数字", 0.8)
    return None


def _promised_number(one: Asked) -> re.Match[str] | None:
    """The promise's number in its quote, where name and number say enough to be told again: one digit without 万 or 亿 (5个) is told of other things as well."""
    own = names.core(one.name)
    if one.value is None or len(own) < 2 or not names.tells(own) or _SIZES.search(one.quote):
        return None
    number = next((n for n in _NUMBER.finditer(names.one_spelling(one.quote)) if _worth(n) == abs(one.value)), None)
    return number if number and (len(number["digits"]) > 1 or number["scale"]) else None


def _as_told(one: Asked, number: re.Match[str]) -> tuple[str, re.Pattern[str]]:
    """What of a number to look for, and how it must stand: 改造270个卫生院, and 270所. What counts things is one unit for another, where the number itself tells."""
    digits = number["digits"]
    telling = len(digits) >= 3 and len(digits.strip("0")) >= 2 and not number["scale"]
    if telling and unit_class(one.unit) == COUNTED:
        return digits, re.compile(rf"(?<![0-9.]){re.escape(digits)}{_ANY_COUNTER}")
    return number[0], re.compile(rf"(?<![0-9.]){re.escape(number[0])}")


def _beside(own: str, told: str, digits: str, rarity: Rarity) -> bool:
    """Whether so much of a name stands beside its number as the number leaves open; beside three digits that count, in other words as well."""
    many = len(digits.replace(".", "").strip("0")) >= 3
    share = 1.0 if len(digits) < 2 else _MUCH if many else _MOST
    if _tells_of(own, told, rarity, share):
        return True
    return many and _tells_of(names.broad(own), names.broad(told), rarity, share)


def _is_no_result(one: Asked, review: Review, at: At, told: str) -> bool:
    """Whether a clause tells of several years, promises, or tells of what is not done yet."""
    start, end = review.sentence(at)
    of_years = OF_SEVERAL.search(review.text[start:end]) and not one.of_years
    promised = review.is_promised(at) or _PROMISED.search(review.text[at[0] : at[1]])
    return bool(of_years or promised or names.words().not_yet.search(told) or "完成投资" in told)


def _worth(number: re.Match[str]) -> float:
    return float(number["digits"]) * {"万": 1e4, "亿": 1e8, "万亿": 1e12}.get(number["scale"] or "", 1)


def _tells_of(own: str, told: str, rarity: Rarity, share: float) -> bool:
    """Whether a clause holds such a share of a name; the whole of it, in one piece, where that is 1."""
    if share == 1.0:
        return own in names.core(told)
    weights, core = {pair: rarity.weight(pair) for pair in names.pairs(own)}, names.core(told)
    held = math.fsum(w for pair, w in weights.items() if pair in told or pair in core)
    return held >= share * math.fsum(weights.values())


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
        sentence("list", review, (done.start(), done.end()), "说明这批实事整体完成，未逐项说明", MENTION)
        if done
        else None
    )


def _in_list(one: Asked, plan: str) -> bool:
    """Whether a promise is the year's list itself or an item of it: under its heading, in the sentence or paragraph that opens it, or in the paragraphs numbered from one on behind."""
    if _LIST.search(one.section) or _LIST.search(one.quote):
        return True
    begins = max(0, one.start - _LONGEST_LIST)
    opening = next(reversed(list(_LIST.finditer(plan, begins, one.start))), None)
    if opening is None:
        return False
    first, *rest = plan[opening.end() : one.start].split("\n")
    paragraphs = [part for part in rest if part.strip()]
    if not paragraphs:
        # 办好12件实事：…。…。 is a list to the paragraph's end; without the colon, or numbers, the sentence is.
        return "。" not in first or bool(_LIST_BEGINS.match(first))
    marks = [_NUMBERED.match(paragraph) for paragraph in paragraphs]
    # One way of numbering, from one on: where it is another way, or begins again, the list is over; （四） behind a list of six is a heading.
    begins_again = any(_FIRST.match(paragraph) for paragraph in paragraphs[1:])
    in_order = all(marks) and bool(_FIRST.match(paragraphs[0])) and not begins_again
    return in_order and len({mark.lastgroup for mark in marks if mark}) == 1
