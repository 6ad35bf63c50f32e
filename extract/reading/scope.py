"""For which part of the place a figure stands, as the grammar of its clause binds one to it.

A part of the place (园区, 中心城区, 武汉市, 市属企业) holds for a figure where it is the subject of the figure's clause (园区完成投资), where it stands inside the figure's
name (新增城区停车位), and in the clauses behind for as long as these leave their subject out (，实现收入…; 、利税…; ，增长…). It never holds across another subject. Where
areas are themselves what is counted (建设示范区5个), it holds for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from extract import vocabulary
from extract.language import alternation, gazetteer, words
from extract.reading import noun_phrases
from extract.reading.clause import PAUSES
from extract.reading.quantities import PERCENT, Mention

_WORDS = words("scope")
_CUES = words("cues")
_ZONE = rf"(?:{alternation([*_WORDS['zones'], *_WORDS['groups']])})|(?<![省县地全我本])市区(?!县|两级|镇|街|级|各|有关|共建)"
_COUNTED_PLACES = (
    r"(?<=[\u4e00-\u9fff]{2})(?<!全[省区市州国])(?:[两二三四五六七八九十]{1,2}|\d{1,3}个?)(?:市|县|州)(?![级域城区州])"
)
# 关中地区, 渝东北地区: a region by name; 地区生产总值 is an indicator.
_REGION = r"(?<=[\u4e00-\u9fff][东西南北中部陲缘河江湖海岛源原])地区(?!生产|国民|经济总量)"
_NAMED = rf"(?:{alternation(_WORDS['named'])})"
_AREA_OF_SEVERAL = re.compile(r"(?:[两二三四五六七八九十]{1,2}|\d{1,3}个?)[市县州]")
_SITE = rf"(?:{alternation(_WORDS['sites'])})(?![口澳湾资区股])"
_AREA = re.compile(rf"{_ZONE}|{_COUNTED_PLACES}|{_REGION}|(?P<named>{_NAMED})|(?P<site>{_SITE})")
_EACH = re.compile(rf"(?:{alternation(_WORDS['each'])})")
_WORKS = re.compile(rf"(?:{alternation(_WORDS['works'])})")
_FIRMS_FIGURE = re.compile(
    r"(?:公司)?(?:年|全年)?(?:主营业务收入|(?:营业|销售|经营)?收入|产值|总产值|利润|利税|税收|纳税|资产|产量|产能|增加值|投资)"
)
_KIND = re.compile(rf"(?:{alternation(_WORDS['kinds'])}|^[^“”]?)$")
_PASSING = re.compile(rf"{alternation(_WORDS['passing'])}")
_DOING = re.compile(rf"(?:{alternation([v for v in _CUES['verbs'] if len(v) > 1])})(?!区|型)")
_SELF = re.compile(rf"(?:{alternation(_WORDS['self'])})")
_GUESTS = re.compile(rf"{alternation(_WORDS['guests'])}")
_ELSEWHERE = re.compile(rf"^[、和与及](?:{alternation(_WORDS['elsewhere'])})")
_WHOLE_PLACE = re.compile(r"^(?:全|我|本)(?:自治)?[国省市县区州旗盟]")
_OWN_LEVEL = re.compile(r"^[省市县州](?=[^属级内外区城直][\u4e00-\u9fff])")  # 市职教园区 is 职教园区
_LIST_HEAD = re.compile(r"^(?:等|[和及与、](?!.{0,12}(?:分别|均|各)))")
_JOINED = re.compile(r"^(?:和|与|及|、)[^，。；]{2,16}(?:分别|均|各)")
_IN_LIST = ("、", "和", "及", "与", "或")
_SHARE_OF = re.compile(r"^(?:分别)?占")
# 武汉市民, 郑州市场: the letter belongs to the next word.
_PLACE_GOES_ON = re.compile(r"^(?:[民场政直级属委长外内域区城办]|本级)")
_LONGEST_AREA = 24
_BEHIND_STOP = 12
_CLOSE = 6  # characters between two area words of one name
_LOOK_BACK = 160
_MONEY = ("元", "美元")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the place, and whether it is itself the subject (园区完成…) or only stands inside the name (园区道路…)."""

    name: str
    subject: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words that belong to one number, as the rules see them."""

    text: str  # from the last pause, or from the number before in the same clause, to this number
    mention: Mention
    listed: bool  # the number before stands in the same clause
    pause: str  # the pause before the clause
    right: str  # the noun behind the number
    held: Area | None  # the part of the place that the words before were about
    before: str  # the sentence before, for what is left out even in this one's first clause


_ANY_AMOUNT = Mention(0, 0, 0, "元")
Found = tuple[bool, Area | None]  # whether the rule decides, and for which part of the place
_UNDECIDED: Found = (False, None)


def areas(text: str, start: int, end: int, found: list[Mention]) -> dict[int, str]:
    """The part of the place that each number of a sentence is for, by where the number starts; those for the whole place are left out."""
    if not _may_hold(text, start, end):
        return {}
    told: dict[int, str] = {}
    held: Area | None = None
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
                held = _passed(clause[0], held, first=position == start)
        if opened > closed:
            outside = held
        own, pause = clauses[-1]
        w = Words(
            own, m, len(clauses) == 1 and position > start, pause,
            noun_phrases.right_noun(text, m.end, min(end, m.end + _BEHIND_STOP)), held, _sentence_before(text, start),
        )  # fmt: skip
        held = next((area for decided, area in (rule(w) for rule in RULES) if decided), None)
        if held:
            told[m.start] = held.name
        position = m.end
    return told


def _may_hold(text: str, start: int, end: int) -> bool:
    return bool(_sign().search(text, start, end))


@cache
def _sign() -> re.Pattern[str]:
    """What stands in whatever binds a figure to a part of the place; it starts with a set, which is the fastest to look for."""
    words = [
        *_WORDS["zones"],
        *_WORDS["groups"],
        *_WORDS["named"],
        *_WORDS["sites"],
        *_WORDS["guests"],
        *_short_names(),
    ]
    return re.compile(
        rf"(?=[{''.join(sorted({w[0] for w in words}))}])(?:{alternation(words)})|市区|地区|(?<![全我本各城省地])[市县州]"
    )


def _clauses(between: str) -> list[tuple[str, str]]:
    """The clauses between two numbers, each with the pause before it; what stands behind an open bracket is a clause of its own."""
    pieces = re.split(rf"([{PAUSES}]|（(?=[^）]*$)|(?<=\d)）|^[^（]*）)", between)
    told = [(pieces[0], "")]
    told += [(clause, pause[-1:]) for pause, clause in zip(pieces[1::2], pieces[2::2], strict=True)]
    return told


def _sentence_before(text: str, start: int) -> str:
    begin = max(text.rfind("\n", 0, start) + 1, start - _LOOK_BACK, 0)
    return text[begin:start]


def _passed(clause: str, held: Area | None, *, first: bool) -> Area | None:
    """What the words are about behind a clause without a number: its own subject, or the one before where it has none."""
    if not clause.strip("“”（）"):
        return held
    area = _area_in(clause, None, "")
    if area and area.subject:
        return area
    return held if not first and _is_subjectless(clause) else None


def _is_subjectless(clause: str) -> bool:
    rest = noun_phrases.strip_lead(clause)
    return not rest or bool(noun_phrases.leading_verb(rest)) or noun_phrases.is_verb_only(noun_phrases.core(rest))


def _open_of(phrase: str) -> tuple[str, bool]:
    """A clause without the adverbs and verbs before its first noun, and whether a verb was among them: 力争市区…, 新增城区…"""
    verb = False
    while True:
        if _AREA.match(phrase) or _proper_place(phrase):
            return phrase, verb
        shorter = noun_phrases.strip_lead(phrase)
        if shorter != phrase and not (_AREA.match(phrase)):
            phrase = shorter
            continue
        doing = noun_phrases.leading_verb(phrase)
        if not doing:
            return phrase, verb
        phrase, verb = phrase[len(doing) :], True


def _area_in(clause: str, m: Mention | None, right: str) -> Area | None:
    """The part of the place that a clause is about; `m` is its number, None where it has none, `right` the noun behind it."""
    opening, verb = _open_of(clause)
    if place := _proper_place(opening):
        behind = opening[len(place) :]
        return Area(place, subject=_acts(behind)) if _is_bound(behind, m, right, verb) else None
    return _named_area(opening, verb, m, right)


def _named_area(opening: str, verb: bool, m: Mention | None, right: str) -> Area | None:
    """The part of the place that a clause names by a word for areas: 云溪产业园, 市属企业, 临溪港."""
    best = _head_of_area(opening, verb=verb)
    if not best:
        return None
    doing = [d.end() for d in _DOING.finditer(opening, 0, best.start())]
    verb = verb or bool(doing)
    name_start = doing[-1] if doing else 0
    if _WORKS.match(opening) and best.start() > 0:  # 整合园区: what is done to it stands before
        return None
    if not _AREA_OF_SEVERAL.fullmatch(best[0]):
        name_start = max(name_start, opening.rfind("、", 0, best.start()) + 1)
    name = _OWN_LEVEL.sub("", _WHOLE_PLACE.sub("", opening[name_start : best.end()]).strip("“”"))
    behind = opening[best.end() :]
    if not 0 < len(name) <= _LONGEST_AREA or _PASSING.search(opening, 0, best.start()) or _EACH.match(name):
        return None
    acts = _acts(behind)
    if best["named"] and not (behind and acts) and not _FIRMS_FIGURE.match(behind) and not (m and m.before):
        return None
    if not _is_bound(behind, m, right, verb):
        return None
    return Area(name, subject=acts and not verb)


def _head_of_area(opening: str, *, verb: bool) -> re.Match[str] | None:
    """The last of the area words that stand close together: 县城 and 工业园区 in 县城工业园区道路."""
    best: re.Match[str] | None = None
    for area in _AREA.finditer(opening):
        if best and (area.start() - best.end() > _CLOSE or _DOING.search(opening, best.end(), area.start())):
            break
        if not (area["named"] or area["site"]) or not (verb or best or not _is_name(opening, area)):
            best = area
    return best


def _is_name(opening: str, area: re.Match[str]) -> bool:
    before = opening[: area.start()]
    return len(before) >= 2 and not _KIND.search(before) and not re.search(r"\d|各|所有|一批|多家", before)


def _acts(behind: str) -> bool:
    """Whether a verb follows the area, so that it is the subject itself; 园区建设 is what is done to it, as a noun."""
    if _WORKS.match(behind):
        return False
    rest = noun_phrases.strip_lead(behind)
    return rest != behind or bool(noun_phrases.leading_verb(rest)) or not noun_phrases.core(rest)


def _is_bound(behind: str, m: Mention | None, right: str, verb: bool) -> bool:
    """Whether the words behind an area leave it the owner of the figure, and not what is counted or listed."""
    if _JOINED.match(behind):
        return True
    if _LIST_HEAD.match(behind) or _SELF.match(behind):
        return False
    if m is None:
        return bool(behind) and not verb
    if noun_phrases.core(behind) and not noun_phrases.is_verb_only(noun_phrases.core(behind)):
        return True
    # Nothing but a verb between the area and its number: the areas are counted, unless the number counts something behind it.
    thing = noun_phrases.core(right)
    return (
        bool(thing and not noun_phrases.is_verb_only(thing))
        or m.unit in PERCENT
        or (m.unit in _MONEY and not (verb and not behind))
    )


@cache
def _names_of_places() -> frozenset[str]:
    return frozenset(p.name for p in gazetteer.all_places() if len(p.name) > 1 and not p.name.startswith("全"))


def _is_place(name: str) -> bool:
    """武汉市, and by its stem a place whose suffix is said shortly or has changed: 延边州."""
    return name in _names_of_places() or (len(name) > 2 and name[-1] in "市县州盟旗" and _is_known(name))


@lru_cache(maxsize=4096)
def _is_known(name: str) -> bool:
    return not name.startswith(("全", "各", "本", "我")) and bool(gazetteer.find(name))


@cache
def _short_names() -> frozenset[str]:
    return frozenset(
        gazetteer.stem(p.name)
        for p in gazetteer.all_places()
        if p.level in ("province", "prefecture") and len(gazetteer.stem(p.name)) > 1
    ) | {"中国"}


def _proper_place(phrase: str) -> str:
    """The place that a phrase opens with: 武汉市…, or in a short name before a known indicator (新疆生产总值); "" for none."""
    for length in range(min(11, len(phrase)), 1, -1):
        name = phrase[:length]
        if (
            name in _names_of_places()
            and not noun_phrases.leading_verb(phrase)
            and not _PLACE_GOES_ON.match(phrase[length:])
            and not _AREA.match(phrase)
        ):
            return name
        if name in _short_names() and vocabulary.match(noun_phrases.core(phrase[length:])):
            return name
    return ""


def of_name(name: str) -> str | None:
    """The part of the place inside a name that several numbers were given together: 甲园区产值 of 甲园区、乙园区产值分别…."""
    area = _area_in(name, _ANY_AMOUNT, "") if _AREA.search(name) else None
    return area.name if area else None


def _listed_before(w: Words) -> Found:
    """甲园区、乙公司等5个项目: what the number counts has been listed, and none of it owns the number."""
    return (True, None) if len(w.text) > 1 and w.text.endswith(("等", *_IN_LIST)) else _UNDECIDED


def _of_the_whole(w: Words) -> Found:
    """全市…: the clause has come back to the whole place."""
    opening = noun_phrases.strip_lead(w.text)
    if not _WHOLE_PLACE.match(opening) or _area_in(w.text, w.mention, w.right):
        return _UNDECIDED
    return True, None


def _own(w: Words) -> Found:
    """园区完成投资…, 新增城区停车位…, 力争市区空气质量…: the clause names the part itself."""
    text = w.text.lstrip("、和及与")
    if w.listed and "、" in text:  # 建成5座新城公园、10座…: the first item belongs to the number before
        text = text.rpartition("、")[2]
    area = _area_in(text, w.mention, w.right)
    return (True, area) if area else _UNDECIDED


def _guests(w: Words) -> Found:
    """入园企业达…: the area named before, be it at the opening of a sentence before."""
    if not _GUESTS.search(w.text):
        return _UNDECIDED
    if w.held:
        return True, replace(w.held, subject=True)
    for clause in reversed(re.split(f"[{PAUSES}]", w.before)):
        if clause and (area := _area_in(re.split(r"\d", clause)[0], None, "")):
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
        or not (not core or noun_phrases.is_verb_only(core) or _SHARE_OF.match(core))
    ):
        return _UNDECIDED
    return True, w.held


def _subject_left_out(w: Words) -> Found:
    """…，实现主营业务收入…, …，年度计划投资…: a clause that starts with its verb, behind one whose subject is the part itself."""
    if not w.held or not w.held.subject or w.pause != "，":
        return _UNDECIDED
    rest = noun_phrases.strip_lead(w.text)
    goes_on = noun_phrases.leading_verb(rest) or rest != w.text or noun_phrases.core(w.text) in noun_phrases.GENERIC
    return (True, w.held) if goes_on else _UNDECIDED


# The first that decides stands; a figure that none decides is the whole place's.
RULES: tuple[Callable[[Words], Found], ...] = (
    _listed_before,
    _of_the_whole,
    _own,
    _guests,
    _next_of_the_list,
    _without_a_name,
    _subject_left_out,
)
