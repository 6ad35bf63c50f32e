"""The claims of a stretch of text: each number with what it measures, how it compares, and for which year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from extract import mentions as mm
from extract import naming, vocabulary
from extract.canvas import Canvas
from extract.language import alternation, words
from extract.mentions import Mention
from extract.model import Claim, Measure, Role
from extract.outline import PLANS, Part

_CUES = words("cues")
_UP, _DOWN = alternation(_CUES["rise"]), alternation(_CUES["fall"])
_MOVES = re.compile(
    rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?:了|约|近|在|达|达到|幅度?|为|一倍)*(?:控制在|保持在|稳定在|不低于|超过)?$"
)
_MOVES_TO = re.compile(
    r"(?:提高|增加|增长|上升|提升|扩大|下降|降低|减少|降|增|升|发展|回落|缩小|调整|上调|下调|压缩|恢复|转移|推广|攀升|跃升|上涨|变)(?:到|至|为)(?:了|近|约)?$"
)
_FROM = re.compile(r"(?:由|从)[^，。；、]{0,14}$")
_GOES_ON_TO = re.compile(
    r"^[^，。；]{0,8}?(?:提高|增加|增长|上升|提升|扩大|下降|降低|减少|降|增|升|发展|回落|缩小|调整|上调|下调|压缩|恢复|攀升|跃升|到|变)(?:到|至|为)?"
)
_GROWTH_NOUN = re.compile(rf"(?:{alternation(_CUES['growth_nouns'])})(?:为|达到?|在|保持在?|控制在?|稳定在?|预期|确定为|调整为|是|分别|均|要|也|约|不低于|力争|目标|设定为|下降到|回落到|提高到|降到|[：，]|拟定为|目标为|预期目标为?)*$")
_NOT_GROWTH = re.compile(alternation(_CUES["not_growth"]))
_GAP = re.compile(r"(?:高于|低于|快于|慢于|优于|比(?!上年|去年|20|19|上|年初|“)[^，。；]{1,14}?(?:高|低|快|慢|多|少))(?P<to>[^，。；\d]{0,14})$")
_DONE = re.compile(rf"(?<!比)(?<!较)(?:{alternation(_CUES['done'])})")
_PROMISED = re.compile(r"力争|确保|目标是|计划|拟|今年将|争取|预期目标|今年(?!以来)")
_ESTIMATE = re.compile(alternation(_CUES["estimate"]))
_YEAR = re.compile(r"(?<![比较是为自从以与和\d])(?P<to>到|至)?(?P<year>(?:19|20)\d\d)年(?!的?[\d．.]|以来|的\d)")
_PLAN_END = re.compile(r"“(" + alternation(list(PLANS)) + r")”末|到“(" + alternation(list(PLANS)) + r")”")
_MULTI = re.compile(r"年均|平均每年|累计|[五5]年(?:来|间|共|内|累计|全)|(?:过去|这|今后|未来)的?五年|五年|“[一二三四五六七八九十]+五”(?:期间|时期|以来)")
_ONE_YEAR = re.compile(r"同比|比上年|比去年|较上年|去年|全年|当年|上年")
_PAUSE = "，；：。！？\n"
_JOIN = re.compile(r"^(?:、|和|与|及|以及|，|或)?(?:分别)?(?:约|近)?$")
_ALL = re.compile(r"(?:都|均|各)(?:要|将|可|达|达到|为|居|在|实现|有|控制在|减少|下降|增长|提高|增加|降低|保持)*(?:了)?$")
_OF_YEAR = re.compile(r"(?<=[到至为])(?:去年|上年|今年|目前|现在|\d{4}年)的$")
_AREA = re.compile(
    r"“?两区”?|集聚区|园区|示范区|开发区|新区|中心城区|县城|产业园|产业带|集群|集团|公司|大厦|基地|片区|景区|保税区|合作区|商务区|高新区|经开区|功能区|实验区|试验区|先行区"
)
_WHOLE_PLACE = re.compile(r"全[国省市县区州]|我[国省市县区州]")
_ATTRIBUTED = re.compile(r"的?[^，。；、\d]{0,8}?(?:企业|项目|产业|集群|园区|大户|品牌|乡镇|村|单位|纳税户|法人|特大桥)")
_QUOTED = re.compile(r"[《“][^《》“”]{0,15}$")


@dataclass(slots=True)
class Place:
    """What stays known while the numbers of one sentence are read from left to right."""

    names: list[str] = field(default_factory=list[str])
    entity: str = ""
    start: int = 0
    verb: str = ""
    history: list[str] = field(default_factory=list[str])  # the names of the numbers so far, each once
    gap: int = 0  # sign of the gap to another place that the number before stated


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for every number of one document."""

    canvas: Canvas
    year: int
    kind: str
    period_end: date | None


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a stretch of the canvas as (start, end)."""
    found: list[tuple[int, int]] = []
    position = start
    for match in re.compile(r"[。！？\n]+”?").finditer(text, start, end):
        if match.end() > position:
            found.append((position, match.end()))
        position = match.end()
    if position < end:
        found.append((position, end))
    return found


def read_sentence(frame: Frame, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
    """The quantity claims of one sentence of a part, in the order of their numbers."""
    text = frame.canvas.text
    found = [m for m in mm.find(text, start, end) if not _named(text, m, start)]
    found = _with_units(text, found)
    claims: list[Claim] = []
    place = Place(start=start)
    i = 0
    while i < len(found):
        group = _group(text, found, i)
        claims += _read_group(frame, part, role, start, end, section, found, i, group, place)
        i += len(group)
    claims += _structure(frame, part, role, start, end, section)
    return sorted(claims, key=lambda c: (c.char_end, c.char_start))


def _named(text: str, m: Mention, start: int) -> bool:
    """Whether a number belongs to a name in quotes or a title (《…2025…》, “123”机制, “10+N”)."""
    opened = _QUOTED.search(text, max(start, m.start - 16), m.start)
    if not opened:
        return False
    closing = "》" if opened[0][0] == "《" else "”"
    return closing in text[m.end : m.end + (24 if closing == "》" else 8)]


def _with_units(text: str, found: list[Mention]) -> list[Mention]:
    """Numbers without a unit take it from the next number of their list, or from the people they count; others go."""
    kept: list[Mention] = []
    unit: str | None = None
    after: Mention | None = None
    for m in reversed(found):
        if m.unit is None:
            joined = after is not None and re.fullmatch(r"[、和与及]|个?和[^，。]{1,4}", text[m.end : after.start] or " ")
            if joined and unit is not None:
                m.unit = unit
            elif m.value >= 10_000 and re.search(r"(?:人口|职工|人数|学生|群众)[^，。；]{0,12}$", text[max(0, m.before_start - 18) : m.before_start]):
                m.unit = "人"
            else:
                continue
        kept.append(m)
        unit, after = m.unit, m
    for m in kept:
        if m.unit in ("百分点",):
            m.unit = "个百分点"
        elif m.unit == "个" and "个百分点" in text[m.end : m.end + 16] and re.search(r"[高低快慢]于", text[max(0, m.start - 14) : m.start]):
            m.unit = "个百分点"
    return kept[::-1]


def _group(text: str, found: list[Mention], i: int) -> list[Mention]:
    """The run of numbers that stand side by side with nothing but a pause between them."""
    group = [found[i]]
    for m in found[i + 1 :]:
        gap = text[group[-1].end : m.before_start]
        if not _JOIN.match(gap) or gap == "" or _kind(m) != _kind(group[0]):
            break
        group.append(m)
    return group


def _kind(m: Mention) -> str:
    return "rate" if m.unit in mm.PERCENT else (m.unit or "")


def _read_group(
    frame: Frame, part: Part, role: Role, start: int, end: int, section: str,
    found: list[Mention], i: int, group: list[Mention], place: Place,
) -> list[Claim]:  # fmt: skip
    text, first = frame.canvas.text, group[0]
    previous_end = found[i - 1].end if i else start
    left_start = _clause_start(text, previous_end, first.before_start)
    left = _OF_YEAR.sub("", text[left_start : first.before_start])
    if _is_old_value(text, left, group, end):
        subject = naming.core(re.sub(r"(?:由|从)[^，。；]*$", "", left))
        if subject and not naming.is_verb_only(subject):
            place.names, place.start = [subject], left_start + max(0, left.find(subject))
            if subject not in naming.GENERIC:
                place.entity = subject
        return []
    if _is_attribute(text, first, end):
        return []
    names, name_start, name_end, rules = _names(frame, left, left_start, group, place, found, i, end, previous_end, start)
    if not names:
        return []
    measure, sign, relative, more = _measure(left, names[0], first, text)
    if measure != "change" and place.gap and re.fullmatch(r"(?:和|与|、)[^，。]{1,5}", left) and first.unit == "个百分点":
        measure, sign = "change", place.gap
    place.gap = sign if "measure:gap" in more else 0
    claim_role, why = _role(text, part, role, frame, left, left_start, start)
    claims: list[Claim] = []
    values = group if len(group) > 1 else [first] * max(1, len(names))
    if len(names) < len(values):
        names = names + [names[-1]] * (len(values) - len(names))
    for name, m in zip(names, values, strict=False):
        a, b = frame.canvas.span(min(name_start, m.start), max(m.end, name_end))
        comparator = mm.comparator(group[-1] if len(group) > 1 and "分别" in left and group[-1].after and not m.after else m, claim_role)
        claim = Claim(
            role=claim_role, indicator=name, char_start=a, char_end=b, measure=_fit(measure, m), comparator=comparator,
            value=_signed(m.value, sign), value_high=None if m.high is None else _signed(m.high, sign), unit=m.unit,
            relative_to=relative, section=section, rules=[*rules, *more, *why],
        )  # fmt: skip
        _date(claim, text, part, frame, left_start, start, m)
        claim.scope = _scope(text, start, first.before_start, name)
        claims.append(claim)
    place.history += [n for n in dict.fromkeys(names) if n not in place.history]
    return claims


def _scope(text: str, start: int, stop: int, name: str) -> str | None:
    """The part of the place that the sentence has turned to (园区, 中心城区), so that it isn't taken for the whole.

    None where the claim's own name says it, or where the sentence has come back to the whole place.
    """
    before = text[start:stop]
    areas = list(_AREA.finditer(before))
    if not areas or _AREA.search(name):
        return None
    back = [m.end() for m in _WHOLE_PLACE.finditer(before)]
    return None if back and back[-1] > areas[-1].end() else areas[-1][0].strip("“”")


def _is_attribute(text: str, m: Mention, end: int) -> bool:
    """Whether an amount only says which things are meant: 亿元以上项目, 超10亿元企业."""
    if m.unit not in ("元", "美元") or (m.before != ">=" and m.after != ">="):
        return False
    return bool(_ATTRIBUTED.match(text, m.end, end))


def _clause_before(text: str, position: int, start: int) -> str:
    """The noun phrase of the clause before a pause: 退耕还林还草，今年拟安排500万亩."""
    if position <= start or text[position - 1] != "，":
        return ""
    clause = re.split(r"[，。；：、]", text[start : position - 1])[-1]
    phrase = naming.strip_lead(clause)
    return phrase if 2 <= len(phrase) <= 20 else ""


def _signed(value: float, sign: int) -> float:
    return sign * value if value else 0.0


def _fit(measure: Measure, m: Mention) -> Measure:
    if m.unit in ("个百分点",):
        return "change"
    return measure


def _clause_start(text: str, previous_end: int, stop: int) -> int:
    """Where the words that belong to a number begin: after the last pause, or after the number before it."""
    for position in range(stop - 1, previous_end - 1, -1):
        if text[position] in _PAUSE:
            return position + 1
    return previous_end


def _is_old_value(text: str, left: str, group: list[Mention], end: int) -> bool:
    """The A of 由A提高到B: an earlier year's value, which only B's claim needs."""
    return bool(_FROM.search(left)) and bool(_GOES_ON_TO.match(text[group[-1].end : min(end, group[-1].end + 16)]))


def _names(
    frame: Frame, left: str, left_start: int, group: list[Mention], place: Place,
    found: list[Mention], i: int, end: int, previous_end: int, start: int,
) -> tuple[list[str], int, int, list[str]]:  # fmt: skip
    """The name of each number of a group, where the names start and end on the canvas, and the rules that found them."""
    text, first, last = frame.canvas.text, group[0], group[-1]
    rules: list[str] = []
    gap = _GAP.search(left)
    words_left = left[: gap.start()] if gap else left
    if _MOVES_TO.search(words_left):
        words_left = re.sub(r"(?:由|从)[^，。；]*$", "", _MOVES_TO.sub("", words_left)) or words_left
    phrase = naming.core(words_left.removeprefix("、"))
    listed = left.startswith(("、", "和", "及", "与")) and left_start == previous_end and i > 0
    verb = naming.leading_verb(phrase)
    classifier = first.unit not in mm.PERCENT and first.unit not in ("元", "美元", "人", "人次")
    stop = found[i + len(group)].start if i + len(group) < len(found) else end
    right = naming.right_noun(text, last.end, stop) if len(group) == 1 else ""
    name_start = left_start + max(0, left.find(phrase)) if phrase else left_start
    bare = not phrase or naming.is_verb_only(phrase)
    if right and (bare or (classifier and not _MOVES.search(left)) or first.noun_unit or phrase.endswith("等")) and first.worded not in ("zero", "positive"):
        near = phrase if bare else verb
        if not near and listed:
            near = place.verb
        place.verb = near
        place.names, place.entity = [near + right], right
        place.start = left_start + left.rfind(near) if near and near in left and bare else first.before_start
        return place.names, place.start, last.end + text[last.end : stop].find(right) + len(right), ["name:right"]
    if bare and len(group) > 1 and len(place.names) < len(group) <= len(place.history):
        place.names = place.history[-len(group) :]
    if bare:
        if not place.names:
            earlier = _clause_before(text, left_start, start)
            if not earlier:
                return ([phrase] if phrase else []), name_start, 0, ["name:verb"]
            place.names, place.start = [earlier], left_start - 1 - len(earlier)
        names = place.names
        if len(names) < len(group):
            names = naming.split_heads(names[0], len(group)) or names
        elif len(group) == 1 and len(names) > 1:
            names = names[:1]
        return names, place.start, 0, ["name:inherited"]
    if phrase.startswith("占") or re.match(r"对.{2,10}(?:贡献率|拉动)", phrase):
        rest = re.sub(r"(?:的|比重|比例)+$", "", phrase)
        if place.names:
            names = [f"{n}{rest}比重" for n in place.names[: max(1, len(group))]]
            return names, place.start, 0, ["name:share-of"]
    if "占" in phrase and first.unit in mm.PERCENT:
        pass
    elif phrase in naming.GENERIC and place.entity and not naming.INDICATOR_LIKE.search(place.entity):
        name = place.entity + phrase
        keep = place.entity
        place.names = [name]
        place.entity = keep
        return [name], place.start, 0, ["name:head"]
    if listed and place.names and len(phrase) <= 4 and re.fullmatch(r"(?:国家|省|市|县|自治区|区|市县|村|乡镇|国家和省)级?(?:以上)?", phrase):
        base = re.sub(r"^(?:新增|其中)?(?:国家|省|市|县|自治区|区)级", "", place.names[-1])
        verb_head = "新增" if place.names[-1].startswith("新增") else ""
        name = verb_head + phrase + base
        place.names, place.start = [name], place.start
        return [name], name_start, 0, ["name:list-head"]
    if len(group) > 1:
        names = naming.split_heads(phrase, len(group))
        if names:
            place.names, place.start, place.entity = names, name_start, names[0]
            return names, name_start, 0, ["name:shared-head"]
    if len(group) == 1 and re.search("[、和与及]", phrase):
        items = [x for x in re.split(r"、|和|与|及", phrase.removeprefix(verb)) if x]
        if len(items) > 1 and all(vocabulary.match(x) for x in items):
            place.names, place.start, place.entity = items, name_start, items[0]
            return items, name_start, 0, ["name:each"]
    if _ALL.search(left) and len(group) == 1:
        items = [x for x in re.split(r"、|和|与|及", phrase) if x]
        names = naming.split_heads(phrase, len(items)) if len(items) > 1 else None
        if names:
            place.names, place.start, place.entity = names, name_start, names[0]
            return names, name_start, 0, ["name:each"]
    name = phrase
    if listed and place.verb and not verb and classifier:
        name = place.verb + phrase
    elif verb:
        place.verb = verb
    if left_start != previous_end or i == 0:
        place.verb = verb
    place.names, place.start = [name], name_start
    if phrase not in naming.GENERIC:
        place.entity = phrase.removeprefix(verb) or phrase
    return [name], name_start, 0, ["name:left"]


def _measure(left: str, name: str, m: Mention, text: str) -> tuple[Measure, int, str | None, list[str]]:
    """Measure, sign (−1 for a fall), what a gap is measured against, and the rules used."""
    rate = m.unit in ("%", "‰")
    if m.worded == "double":
        return "growth", 1, None, ["measure:double"]
    if m.worded in ("zero", "positive"):
        return "growth", 1, None, ["measure:zero"]
    gap = _GAP.search(left)
    if gap and not rate:
        sign = -1 if re.search(r"低|慢|少", gap[0][:6] + gap[0][-2:]) else 1
        against = re.sub(r"^比|(?:高|低|快|慢|多|少)$|于", "", gap["to"] or gap[0]).strip("高低快慢于比")
        return "change", sign, against or None, ["measure:gap"]
    if rate and re.search(r"(?:涨幅|增幅|增速|增长速度|增长率)$", name) and not _NOT_GROWTH.search(name):
        return "growth", 1, None, ["measure:growth-noun"]
    if _MOVES_TO.search(left):
        return ("share" if rate else "level"), 1, None, ["measure:moves-to"]
    moves = _MOVES.search(left)
    if moves and not _NOT_GROWTH.search(left[-10:]):
        sign = -1 if moves["down"] else 1
        return ("growth" if rate else "change"), sign, None, ["measure:moves"]
    if rate and (_GROWTH_NOUN.search(left) or re.search(r"(?:增速|增幅|涨幅|增长率|增长速度|增长)$", name)) and not _NOT_GROWTH.search(name):
        return "growth", -1 if re.search("降幅", left[-6:]) else 1, None, ["measure:growth-noun"]
    if rate and re.search(r"左右的(?:速度|增长)|的(?:速度|增幅|增长率)", text[m.end : m.end + 6]):
        return "growth", 1, None, ["measure:speed"]
    if rate:
        lost = re.match(r"(?:再次?)?(?:减少|压缩|缩减|精简|降低)", name)
        return ("growth", -1, None, ["measure:cut"]) if lost else ("share", 1, None, ["measure:share"])
    if m.unit == "倍":
        return ("growth" if moves else "share"), 1, None, ["measure:times"]
    if re.match(r"(?:再次?|继续)?减少", name) and m.unit in ("人", "户"):
        return "change", -1, None, ["measure:fewer"]
    if naming.leading_verb(name) or re.search(r"新增|净增|新建|新开工|新改建", name):
        return "increment", 1, None, ["measure:increment"]
    return "level", 1, None, ["measure:level"]


def _role(text: str, part: Part, role: Role, frame: Frame, left: str, left_start: int, start: int) -> tuple[Role, list[str]]:
    """The role of a claim: its part's, unless the clause itself speaks of the other time."""
    before = text[max(start, left_start - 24) : left_start] + left
    ahead = [int(y["year"]) for y in _YEAR.finditer(before)]
    if role == "commitment":
        if (_DONE.search(left) or re.search(r"[国省市县区](?:现|共|拥)?有$", left)) and not _PROMISED.search(left):
            return "outcome", ["role:done-in-plan"]
        return role, []
    if (ahead and ahead[-1] >= frame.year and frame.kind == "work_report") or re.search(r"力争|预期目标|今年(?!以来)将?", left):
        if frame.kind == "work_report":
            return "commitment", ["role:promised-in-review"]
    return role, []


def _date(claim: Claim, text: str, part: Part, frame: Frame, left_start: int, start: int, m: Mention) -> None:
    """Sets the period, the span of years and whether the figure is an estimate."""
    before = text[start : m.before_start]
    near = text[left_start : m.end]
    years = [int(y["year"]) for y in _YEAR.finditer(before)]
    plan_end = [PLANS[a or b] for a, b in _PLAN_END.findall(before)]
    if claim.role == "commitment":
        default = part.horizon or frame.year
        later = [y for y in years if y >= frame.year]
        if not part.horizon and re.search(r"今年|年内", before):
            later = [y for y in later if y == frame.year]
        claim.period = later[-1] if later else max(plan_end, default=default) if plan_end and max(plan_end) >= frame.year else default
        several = re.search(r"(?:今后|未来)五年|“(" + alternation(list(PLANS)) + r")”(?:期间|时期|的)", before)
        if several and not later and not re.search(r"今年|年内", before):
            claim.period = PLANS[several[1]] if several[1] else frame.year + 4
            claim.span = 5
        if "年均" in near:
            claim.span = max(2, claim.period - frame.year + 1) if claim.period > frame.year else 5
        return
    default = frame.year - 1 if frame.kind == "work_report" else frame.year
    past = [y for y in years if y <= default]
    claim.period = past[-1] if past else default
    claim.period_end = frame.period_end or date(claim.period, 12, 31)
    claim.estimate = bool(_ESTIMATE.search(before))
    many = bool(_MULTI.search(before[-60:] if "年均" in near else before))
    base = re.search(r"比((?:19|20)\d\d)年[^，。；\d]*$", text[left_start : m.before_start])
    if base and default - int(base[1]) > 1 and claim.measure in ("growth", "change"):
        claim.span = default - int(base[1])
    elif "年均" in near or "平均每年" in near:
        claim.span = 5
    elif many and not _ONE_YEAR.search(near) and not (years and years[-1] == default):
        claim.span = 5
    elif part.span and not years and not _ONE_YEAR.search(before) and claim.measure in ("increment", "growth", "change"):
        claim.span = part.span


def _structure(frame: Frame, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
    """The shares of the three industries in a ratio (22.3:40.1:37.6); of two ratios the later one."""
    text = frame.canvas.text
    ratios = mm.three_parts(text, start, end)
    if not ratios or not re.search(r"产业|结构|三产", text[start : ratios[-1].start()]):
        return []
    ratio = ratios[-1]
    claims: list[Claim] = []
    for n, name in enumerate(("第一产业比重", "第二产业比重", "第三产业比重"), 1):
        a, b = frame.canvas.span(max(start, ratios[0].start() - 8), ratio.end(n))
        claim = Claim(role, name, a, b, measure="share", comparator="=", value=float(ratio[n]), unit="%", section=section, rules=["ratio"])
        _date(claim, text, part, frame, ratios[0].start(), start, Mention(ratio.start(), ratio.end(), 0, "%", before_start=ratio.start()))
        claims.append(claim)
    return claims
