"""For which part of the place a figure stands, as the grammar of its clause binds one to it.

A part of the place (园区, 中心城区, 武汉市, 市属企业) holds for a figure where it is the subject of the figure's clause (园区完成投资), where it stands inside the figure's
name (新增城区停车位), and in the clauses behind for as long as these leave their subject out (，实现收入…; 、利税…; ，增长…). It never holds across another subject. Where
areas are themselves what is counted (建设示范区5个), it holds for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extract.language import alternation, words
from extract.reading import noun_phrases
from extract.reading.area_names import AREA, WHOLE_PLACE, Area, area_alone, area_in, may_hold
from extract.reading.clause import PAUSES
from extract.reading.quantity import Quantity

_WORDS = words("scope")
_GUESTS = re.compile(rf"{alternation(_WORDS['guests'])}")
_ELSEWHERE = re.compile(rf"^[、和与及](?:{alternation(_WORDS['elsewhere'])})")
_IN_LIST = ("、", "和", "及", "与", "或")
_SAYS_MORE = re.compile(r"^(?:分别|均)?(?:占|(?:增[速幅])?[高低快慢好优]于|比全[国省市县区])")
_FIRMS = re.compile("企业|国企|央企|集团|公司|厂$")
_ONLY_FIRMS = re.compile(
    "(?:实现|完成|上缴|累计)*(?:利润|利税|净利润|利润总额|营业收入|营业总收入|营收|主营业务收入|销售收入|资产|资产总额|总资产|净资产|资产负债率|国有资产|税费|税金)(?:总额)?"
)
_BUILT_AREA = re.compile("面积[^，。；]{0,14}$")
_PEOPLE = re.compile("(?:城区|城市|城镇|常住|聚集|集聚|居住|承载)?人口")
_TENDS = re.compile(
    "^(?:坚持|继续|优先|加快|大力|积极|着力|重点|推动|支持|促进|推进)*(?:发展|建设|做大做强|开发|振兴)?"
)
_AGAINST_AVERAGE = re.compile(r"(?:高于|快于|超过|高出)全[国省区市县州](?:平均)")
_ONLY_ONE = re.compile("(?:主城|中心城|老城|库|山|林|垦|坝|滩|郊|城)区(?![县市区乡])|主城(?!区)|城乡结合部")
_REACHES = re.compile("实现|完成")  # 全年实现销售收入…: the verb stands among the words of time
_BEHIND_STOP = 12
_LOOK_BACK = 160
_LONGEST_HEADING = 24


@dataclass(slots=True)
class Words:
    """The words that belong to one number, as the rules see them."""

    text: str  # from the last pause, or from the number before in the same clause, to this number
    mention: Quantity
    listed: bool  # the number before stands in the same clause
    pause: str  # the pause before the clause
    right: str  # the noun behind the number
    held: Area | None  # the part of the place that the words before were about
    before: str  # what stands before the number, with the sentence before: for what this one leaves out


_ANY_AMOUNT = Quantity(0, 0, 0, "元")
Found = tuple[bool, Area | None]  # whether the rule decides, and for which part of the place
_UNDECIDED: Found = (False, None)


def areas(text: str, start: int, end: int, found: list[Quantity]) -> dict[int, str]:
    """The part of the place that each number of a sentence is for, by where the number starts; those for the whole place are left out."""
    return {m.start: area.name for m, _, area in decisions(text, start, end, found) if area}


def decisions(
    text: str, start: int, end: int, found: list[Quantity]
) -> Iterator[tuple[Quantity, Rule | None, Area | None]]:
    """Each number of a sentence with the rule that decided for which part of the place it is, and that part; None, None where no rule did."""
    held = headed = _heading(text, start)
    if not headed and not may_hold(text, start, end):
        return
    outside: Area | None = None
    position = start
    for m in found:
        between = text[position : m.before_start]
        opened, closed = between.count("（"), between.count("）")
        if closed > opened:
            held = outside
        clauses = _clauses(between)
        for n, clause in enumerate(clauses[:-1]):
            if n or position == start:  # else the rest of the clause of the number before: what it counts
                title = area_alone(clause[0]) if clauses[n + 1][1] == "：" else None
                held = title or _passed(clause[0], held, first=position == start and not headed)
        if opened > closed:
            outside = held
        own, pause = clauses[-1]
        w = Words(
            own, m, len(clauses) == 1 and position > start, pause,
            noun_phrases.right_noun(text, m.end, min(end, m.end + _BEHIND_STOP)), held, _told_before(text, start, m.before_start),
        )  # fmt: skip
        rule, held = next(((rule, area) for rule in RULES for decided, area in [rule.of(w)] if decided), (None, None))
        yield m, rule, held
        position = m.end


def _clauses(between: str) -> list[tuple[str, str]]:
    """The clauses between two numbers, each with the pause before it; what stands behind an open bracket is a clause of its own."""
    pieces = re.split(rf"([{PAUSES}]|（(?=[^）]*$)|(?<=\d)）|^[^（]*）)", between)
    told = [(pieces[0], "")]
    told += [(clause, pause[-1:]) for pause, clause in zip(pieces[1::2], pieces[2::2], strict=True)]
    return told


def _heading(text: str, start: int) -> Area | None:
    """The part of the place that heads the paragraph of a sentence: 云溪经济区。全年完成产值…"""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("。", begin, min(start, begin + _LONGEST_HEADING))
    return area_alone(text[begin:stop]) if stop > 0 else None


def _told_before(text: str, start: int, stop: int) -> str:
    """The sentence to a number, and what stands before it in its paragraph."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _LOOK_BACK, 0)
    return text[begin:stop]


def _passed(clause: str, held: Area | None, *, first: bool) -> Area | None:
    """What the words are about behind a clause without a number: its own subject, or the one before where it has none."""
    if not clause.strip("“”（）"):
        return held
    area = area_in(clause, None, "")
    if area and area.subject:
        return area
    return held if not first and _is_subjectless(clause) else None


def _is_subjectless(clause: str) -> bool:
    rest = noun_phrases.strip_lead(clause)
    return not rest or bool(noun_phrases.leading_verb(rest)) or noun_phrases.is_verb_only(noun_phrases.core(rest))


def of_name(name: str) -> str | None:
    """The part of the place inside a name that several numbers were given together: 甲园区产值 of 甲园区、乙园区产值分别…."""
    area = area_in(name, _ANY_AMOUNT, "") if AREA.search(name) else None
    return area.name if area else None


def _listed_before(w: Words) -> Found:
    """甲园区、乙公司等5个项目: what the number counts has been listed, and none of it owns the number."""
    return (True, None) if len(w.text) > 1 and w.text.endswith(("等", *_IN_LIST)) else _UNDECIDED


def _of_the_whole(w: Words) -> Found:
    """全市…: the clause has come back to the whole place."""
    opening = noun_phrases.strip_lead(w.text)
    if not WHOLE_PLACE.match(opening) or area_in(w.text, w.mention, w.right):
        return _UNDECIDED
    return True, None


def _own(w: Words) -> Found:
    """园区完成投资…, 新增城区停车位…, 力争市区空气质量…: the clause names the part itself."""
    text = w.text.lstrip("、和及与")
    if w.listed and "、" in text:  # 建成5座新城公园、10座…: the first item belongs to the number before
        text = text.rpartition("、")[2]
    area = area_in(text, w.mention, w.right)
    return (True, area) if area else _UNDECIDED


def _inside_the_counted(w: Words) -> Found:
    """完成4户主城区企业搬迁: what is counted stands in an area of which a place has one, so that no areas are counted."""
    found = _ONLY_ONE.match(w.right)
    behind = w.right[found.end() :] if found else ""
    thing = noun_phrases.core(behind)
    does = noun_phrases.strip_lead(behind) != behind or noun_phrases.leading_verb(behind)  # 38个城区全面推进…
    if not found or not thing or does or noun_phrases.is_verb_only(thing):
        return _UNDECIDED
    return True, Area(found[0], subject=False)


def _guests(w: Words) -> Found:
    """入园企业达…: the area named before, be it at the opening of a sentence before."""
    if not _GUESTS.search(w.text):
        return _UNDECIDED
    if w.held:
        return True, replace(w.held, subject=True)
    for clause in reversed(re.split(f"[{PAUSES}]", w.before)):
        if clause and (area := area_in(re.split(r"\d", clause)[0], None, "")):
            return True, Area(area.name, subject=True)
    return _UNDECIDED


def _next_of_the_list(w: Words) -> Found:
    """…实现产值、利税…: one more figure of the same clause."""
    if not w.listed or not w.held or _ELSEWHERE.match(w.text):
        return _UNDECIDED
    return True, w.held


def _without_a_name(w: Words) -> Found:
    """…，增长…, …，占全市的…: a figure that says more of the one before."""
    core = noun_phrases.core(w.text)
    if (
        not w.held
        or w.pause not in ("", "，")
        or not (not core or noun_phrases.is_verb_only(core) or _SAYS_MORE.match(core))
        or _counts_another(w)
    ):
        return _UNDECIDED
    return True, w.held


def _counts_a_subject(w: Words) -> bool:
    """云溪流域治理见效，94万亩沙地…: behind the pause the number counts what the clause is about, a subject of its own."""
    opening = noun_phrases.strip_lead(w.text)
    thing = noun_phrases.core(w.right)
    return w.pause == "，" and not opening and bool(thing) and not noun_phrases.is_verb_only(thing)


def _counts_another(w: Words) -> bool:
    """新建36个城区停车场，改造…3个市场: an area that only stood inside a name holds for no other thing; nor for a subject of its own."""
    thing = noun_phrases.core(w.right) if w.held and not w.held.subject and w.pause == "，" else ""
    return _counts_a_subject(w) or (bool(thing) and not noun_phrases.is_verb_only(thing))


def _goes_with(w: Words) -> Found:
    """市属企业资产…，实现利润…; 县城建成区面积…，人口…: what only a firm has, or the people of the area just measured."""
    if not w.held or w.pause != "，":
        return _UNDECIDED
    core = noun_phrases.core(w.text)
    of_firms = _FIRMS.search(w.held.name) and _ONLY_FIRMS.fullmatch(core)
    of_towns = _PEOPLE.fullmatch(core) and _BUILT_AREA.search(w.before[-_LOOK_BACK:].rpartition("，")[0])
    return (True, w.held) if of_firms or of_towns else _UNDECIDED


def _held_against_the_whole(w: Words) -> Found:
    """优先发展云溪经济区，保持增速高于全市平均水平…: what is held against the whole is a part of it, the one that the clause before speaks of."""
    if w.pause != "，" or w.held or not _AGAINST_AVERAGE.search(w.text):
        return _UNDECIDED
    clauses = [c for c in re.split(f"[{PAUSES}]", w.before.removesuffix(w.text)) if c]
    if not clauses or re.search(r"\d", clauses[-1]):
        return _UNDECIDED
    opening = _TENDS.sub("", noun_phrases.strip_lead(clauses[-1]))
    area = area_in(opening + "完成", None, "") if opening else None
    return (True, area) if area else _UNDECIDED


def _subject_left_out(w: Words) -> Found:
    """…，实现主营业务收入…, …，年度计划投资…: a clause that starts with its verb, behind one whose subject is the part itself."""
    if not w.held or not w.held.subject or w.pause not in ("，", "：", ""):
        return _UNDECIDED
    if w.listed and not w.pause:  # one more figure of the same clause
        return _UNDECIDED
    rest, core = noun_phrases.strip_lead(w.text), noun_phrases.core(w.text)
    # 全年进出口…: behind the words of time stands a noun, which is another subject
    goes_on = (
        noun_phrases.leading_verb(rest) or core in noun_phrases.GENERIC or _REACHES.search(w.text.removesuffix(rest))
    )
    helped = rest != w.text and noun_phrases.is_verb_only(core) and not _counts_a_subject(w)
    return (True, w.held) if goes_on or helped else _UNDECIDED


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by which a number's words bind it to a part of the place, or to the whole; it decides about the last number of the example."""

    name: str
    of: Callable[[Words], Found]
    example: str


# The first that decides stands; a figure that none decides is the whole place's.
RULES = (
    Rule("inside what is counted", _inside_the_counted, "完成4户主城区企业搬迁"),
    Rule("counts what has been listed", _listed_before, "云溪产业园、翠屿公司等5个项目"),
    Rule("of the whole place", _of_the_whole, "云溪产业园产值12亿元，全市完成投资36亿元"),
    Rule("named in its own clause", _own, "新增城区停车位3600个"),
    Rule("of those inside", _guests, "云溪产业园提质扩容，入园企业达46家"),
    Rule("next in the list", _next_of_the_list, "云溪产业园实现产值12亿元、利税3亿元"),
    Rule("says more of the one before", _without_a_name, "云溪产业园产值12亿元，增长8%"),
    Rule("goes with the one before", _goes_with, "县城建成区面积18平方公里，常住人口16万人"),
    Rule("held against the whole", _held_against_the_whole, "优先发展云溪经济区，保持增速高于全市平均水平3个百分点"),
    Rule("its subject is left out", _subject_left_out, "云溪产业园新开工厂房6栋，完成投资3亿元"),
)
