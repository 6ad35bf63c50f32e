"""Where a clause names a part of the place: by a word for areas (云溪产业园), by whose it is (市属企业), or as a place of its own (武汉市)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extract import vocabulary
from extract.language import alternation, gazetteer, words
from extract.language.units import MONEY, PERCENT, of_kind
from extract.reading import noun_phrases
from extract.reading.quantity import Quantity

_WORDS = words("scope")
_CUES = words("cues")
# 全县城镇, 全市区县: the letters belong to other words.
_ZONE = rf"(?:(?<![全我本各])(?<![市区](?=县城))(?:{alternation([*_WORDS['zones'], *_WORDS['groups']])})(?:(?<!城)|(?![镇乡市])))|(?<![省县地全我本各])市区(?!县|两级|镇|街|级|各|有关|共建)"
_COUNTED_PLACES = r"[两二三四五六七八九十]{1,2}[市县][两二三四五六七八九十]{1,2}[市县区]|(?<=[\u4e00-\u9fff]{2})(?<!全[省区市州国])(?:[两二三四五六七八九十]{1,2}|\d{1,3}个?)(?:市|县|州)(?![级域城区州])"
# 关中地区, 农村地区: a region by name or kind; 地区生产总值 is an indicator.
_REGION = r"(?<=[\u4e00-\u9fff]{2})(?<![全本各该我和与及、个数多的])地区(?!生产|国民|经济总量)"
# 市本级收入, 省直单位, 市级财政收入: what the level's own government has, without the places below it.
_OWN = r"县域(?=经济(?:总量|增长|增速|占)|生产总值|GDP|工业|规上|规模以上|税收|(?:地方|一般|公共|财政|预算)+(?:收入|支出))|[省市县区州]本级|自治区本级|[省市县区州][直级](?:部门|单位|机关)|(?<!以上)(?<!以下)(?<!以及)(?:自治区|[省市县区州])级(?=(?:地方|一般|公共|财政|预算)+(?:收入|支出))"
# 泽北县, whether a gazetteer has it or not.
_COUNTY = r"(?<=[\u4e00-\u9fff]{2})(?<![全我本各该两市区乡镇省个县])县(?![域级城区乡市镇内外直属委政志县])"
_OF_ABOVE = r"中央(?:驻|在)[\u4e00-\u9fff]{1,3}(?:企业|单位)"
# 湘南, 皖北, 渝东北: a part of a province by its short name and a direction, where a verb or a figure of its own follows.
_SHORT_SIDE = r"(?<![\u4e00-\u9fff])[冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂渝川蜀黔滇陕甘青宁](?:东北|东南|西北|西南|中|东|西|南|北)(?<!陕西)(?<!川中)(?<!青西)部?(?=地区|[一二三四五六七八九]市|完成|实现|新增|农|工业|生产总值|GDP|经济总量|固定资产|规模|规上|粮食|突破|综合)"
_NAMED = rf"(?:{alternation(_WORDS['named'])})"
_AREA_OF_SEVERAL = re.compile(r"(?:[两二三四五六七八九十]{1,2}|\d{1,3}个?)[市县州]")
_SITE = rf"(?:{alternation(_WORDS['sites'])})(?![口澳湾资区股])"
AREA = re.compile(
    rf"{_ZONE}|{_OWN}|{_OF_ABOVE}|{_SHORT_SIDE}|{_COUNTED_PLACES}|{_REGION}|{_COUNTY}|(?P<named>{_NAMED})|(?P<site>{_SITE})"
)
_EACH = re.compile(rf"(?:{alternation(_WORDS['each'])})")
_WORKS = re.compile(rf"(?:{alternation(_WORDS['works'])})")
_FIRMS_FIGURE = re.compile(
    r"产销|[^，。；\d]{1,8}(?:产量|销量|产能|产销量)$|(?:公司)?(?:年|全年)?(?:主营业务收入|(?:营业|销售|经营)?收入|产值|总产值|利润|利税|税收|纳税|资产|产量|产能|增加值|投资)"
)
_KIND = re.compile(rf"(?:{alternation(_WORDS['kinds'])}|^[^“”]?)$")
_PASSING = re.compile(rf"(?!以[上下内外])(?:{alternation(_WORDS['passing'])})")
_DOING = re.compile(rf"(?:{alternation([v for v in _CUES['verbs'] if len(v) > 1])})(?!区|型)")
_NUMBERED = re.compile(r"^(?:—+|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.]|[一二三四五六七八九十]是)\s*")
_MOVED = re.compile(
    rf"{alternation([w for w in [*_CUES['rise'], *_CUES['fall']] if len(w) > 1])}|发展|升级|振兴|做[大强优]|壮大|培育|打造|聚焦|支持|引领|繁荣|激活|盘活|拓展"
)
_DONE = re.compile("(?<=..)了")  # 关闭了泽河沿岸…: no name goes on behind it
_OTHER_KINDS = re.compile("^（[^（）]{1,8}）")  # 试点县（市、区）: the kinds of area that the text means as well
_SELF = re.compile(rf"(?:{alternation(_WORDS['self'])})")
WHOLE_PLACE = re.compile(r"^(?:全|我|本)(?:自治)?[国省市县区州旗盟]")
_OWN_LEVEL = re.compile(r"^[省市县州](?=[^属级内外区城直本][\u4e00-\u9fff])")  # 市职教园区 is 职教园区
_LIST_HEAD = re.compile(r"^(?:等|[和及与、](?!.{0,12}(?:分别|均|各)))")
_JOINED = re.compile(r"^(?:和|与|及|、)[^，。；]{2,16}(?:分别|均|各)")
# 武汉市民, 郑州市场: the letter belongs to the next word.
_PLACE_GOES_ON = re.compile(r"^(?:[民场政直级属委长外内域区城办]|本级)")
_EXTENTS = of_kind("area", "length", "mass", "energy", "power", "volume")
_LONGEST_AREA = 24
_NAMED_INTERNATIONAL = 4  # characters: 国际 with a name before it
_CLOSE = 6  # characters between two area words of one name


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the place, and whether it is itself the subject (园区完成…) or only stands inside the name (园区道路…)."""

    name: str
    subject: bool


# The short names of provinces with a direction: what _SHORT_SIDE begins with.
_SIDES = [p + d for p in "冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂渝川蜀黔滇陕甘青宁" for d in "东南西北中"]


def may_hold(text: str, start: int, end: int) -> bool:
    return bool(_sign().search(text, start, end))


@cache
def _sign() -> re.Pattern[str]:
    """What stands in whatever binds a figure to a part of the place.

    A pattern that starts with a set is the fastest to look for: the first letter of each word, then the second, and only then the words.
    """
    words = [
        *_WORDS["zones"],
        *_WORDS["groups"],
        *_WORDS["named"],
        *_WORDS["sites"],
        *_WORDS["guests"],
        *_short_names(),
        "县域",
        "市区",
        "地区",
        "中央",
        *_SIDES,
    ]
    first, second = ({w[n] for w in words if len(w) > n} for n in (0, 1))
    alone = "".join(sorted({w for w in words if len(w) == 1}))
    level = rf"(?<=[{alone}])|" if alone else ""
    level += r"(?<=[省市县区州])(?=本级|直|级)|(?<=[市县州])(?<![全我本各城省地].)"
    return re.compile(
        rf"[{''.join(sorted(first | set('省市县区州')))}](?:{level}|(?=[{''.join(sorted(second))}])(?<=(?={alternation(words)}).))"
    )


_OTHER_PLACE = re.compile("[盟旗区]")  # names of places may end with them without a word for areas


def _open_of(phrase: str) -> tuple[str, bool]:
    """A clause without the adverbs and verbs before its first noun, and whether a verb was among them: 力争市区…, 新增城区…"""
    verb = False
    while True:
        if AREA.match(phrase) or _proper_place(phrase):
            return phrase, verb
        shorter = noun_phrases.strip_lead(phrase)
        if shorter != phrase and shorter and not (AREA.match(phrase)):
            phrase = shorter
            continue
        doing = noun_phrases.leading_verb(phrase)
        if not doing:
            return phrase, verb
        phrase, verb = phrase[len(doing) :], True


def area_in(clause: str, m: Quantity | None, right: str) -> Area | None:
    """The part of the place that a clause is about; `m` is its number, None where it has none, `right` the noun behind it."""
    if not may_hold(clause, 0, len(clause)) and not _OTHER_PLACE.search(clause):  # most clauses
        return None
    opening, verb = _open_of(clause)
    if place := _proper_place(opening):
        behind = opening[len(place) :]
        return Area(place, subject=_acts(behind)) if _is_bound(behind, m, right, verb) else None
    return _named_area(opening, verb, m, right)


def area_alone(heading: str) -> Area | None:
    """The part of the place that a heading consists of: ——云溪经济区; None for any other heading, and for one about areas of a kind."""
    name = noun_phrases.strip_lead(_NUMBERED.sub("", heading.strip()))
    found = list(AREA.finditer(name))
    if not found or found[-1].end() != len(name) or not found[-1].start() or not _is_name(name, found[-1]):
        return None
    of_work = noun_phrases.leading_verb(name) or _WORKS.search(name) or _DOING.search(name) or _MOVED.search(name)
    return None if of_work or _PASSING.search(name) or "、" in name else Area(name, subject=True)


def _named_area(opening: str, verb: bool, m: Quantity | None, right: str) -> Area | None:
    """The part of the place that a clause names by a word for areas: 云溪产业园, 市属企业, 临溪港."""
    best = _head_of_area(opening, verb=verb)
    if not best:
        return None
    doing = [d.end() for d in _DOING.finditer(opening, 0, best.start())]
    doing += [d.end() for d in _DONE.finditer(opening, 0, best.start())]
    verb = verb or bool(doing)
    name_start = max(doing, default=0)
    if _WORKS.match(opening) and best.start() > 0:  # 整合园区: what is done to it stands before
        return None
    if not _AREA_OF_SEVERAL.fullmatch(best[0]):
        name_start = max(name_start, _last_alone(opening, best.start()))
    name = _OWN_LEVEL.sub("", WHOLE_PLACE.sub("", opening[name_start : best.end()]).strip("“”"))
    behind = _OTHER_KINDS.sub("", opening[best.end() :])
    name = name.removeprefix("各类")  # 各类园区完成投资: all of them together
    if not 0 < len(name) <= _LONGEST_AREA or _PASSING.search(opening, 0, best.start()) or _EACH.match(name):
        return None
    acts = _acts(behind)
    if best["named"] and not (behind and acts) and not _FIRMS_FIGURE.match(behind) and not (m and m.before):
        return None
    if not _is_bound(behind, m, right, verb, extends=not best["named"]):
        return None
    return Area(name, subject=acts and not verb)


def _last_alone(opening: str, stop: int) -> int:
    """Where the last item of a list begins, or the list where all of it are areas: 云岭示范区、翠屿试验区新增企业860家."""
    begin = opening.rfind("、", 0, stop) + 1
    before = opening[: begin - 1].rpartition("、")[2] if begin else ""
    return (
        _last_alone(opening, begin - 1)
        if before and any(a.end() == len(before) for a in AREA.finditer(before))
        else begin
    )


def _head_of_area(opening: str, *, verb: bool) -> re.Match[str] | None:
    """The last of the area words that stand close together: 县城 and 工业园区 in 县城工业园区道路."""
    best: re.Match[str] | None = None
    for area in AREA.finditer(opening):
        if best and (area.start() - best.end() > _CLOSE or _DOING.search(opening, best.end(), area.start())):
            break
        if not (area["named"] or area["site"]) or not (verb or best or not _is_name(opening, area)):
            best = area
    return best


def _is_name(opening: str, area: re.Match[str]) -> bool:
    before = opening[: area.start()]
    if area["site"] and len(before) >= _NAMED_INTERNATIONAL and before.endswith("国际"):
        return True  # 云岭溪口国际机场
    return len(before) >= 2 and not _KIND.search(before) and not re.search(r"\d|各|所有|一批|多家", before)


def _acts(behind: str) -> bool:
    """Whether a verb follows the area, so that it is the subject itself; 园区建设 is what is done to it, as a noun."""
    if _WORKS.match(behind):
        return False
    rest = noun_phrases.strip_lead(behind)
    return rest != behind or bool(noun_phrases.leading_verb(rest)) or not noun_phrases.core(rest)


def _is_bound(behind: str, m: Quantity | None, right: str, verb: bool, *, extends: bool = True) -> bool:
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
        or (not verb and extends and bool(behind) and m.unit in _EXTENTS)  # 主城区拆迁26万平方米: no area is counted so
        or (m.unit in MONEY and not (verb and not behind))
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
            _is_place(name)
            and not noun_phrases.leading_verb(phrase)
            and not _PLACE_GOES_ON.match(phrase[length:])
            and not AREA.match(phrase)
        ):
            return name
        if name in _short_names() and vocabulary.match(noun_phrases.core(phrase[length:])):
            return name
    return ""
