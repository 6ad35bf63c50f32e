"""The claims of a stretch of text: each number with what it measures, how it compares, and for which year."""

from __future__ import annotations

import re

from extract.model import Claim, Measure, Role
from extract.reading import noun_phrases
from extract.reading import quantities as mm
from extract.reading.context import Frame, Place
from extract.reading.lists import group_at, in_a_name, with_units
from extract.reading.measures import measure_of
from extract.reading.names import TIMES_OF, Run
from extract.reading.outline import Part
from extract.reading.periods import set_date
from extract.reading.quantities import Mention
from extract.reading.ranks import read_ranks
from extract.reading.roles import role_of

_FROM = re.compile(r"(?:由|从)[^，。；、]{0,14}$")
_GOES_ON_TO = re.compile(
    r"^[^，。；]{0,8}?(?:提高|增加|增长|上升|提升|扩大|下降|降低|减少|降|增|升|发展|回落|缩小|调整|上调|下调|压缩|恢复|攀升|跃升|拓展|延伸|扩展|延长|缩短|壮大|到|变)(?:到|至|为)?"
)
_SENTENCE_END = re.compile(r"[。！？\n][。！？\n]*”?")  # a set at the start is looked for faster than a repetition
# The longest sentence in some hundred real reports has 825 characters; a page without full stops must not cost its square.
_LONGEST = 2000
_REMARK = 24  # characters: a longer bracket holds clauses of its own
_PAUSE = "，；：。！？\n"
_OF_YEAR = re.compile(r"(?<=[到至为])(?:去年|上年|今年|目前|现在|\d{4}年)的$")
_AREA = re.compile(
    r"“两区”?|两区”?|集聚区|园区|示范区|开发区|新区|中心城区|县城|产业园|产业带|集群|集团|公司|大厦|基地|片区|景区|保税区|合作区|商务区|高新区|经开区|功能区|实验区|试验区|先行区"
)
_SET_UP = re.compile(r"(?:总数|数量)?(?:创建|申报|零的突破|(?:达到?|超过|突破)?\d+(?:多|余)?个)")
_COUNTS = re.compile(r"\d(?:多|余)?个[^，。；\d]{0,16}$")
_WHOLE_PLACE = re.compile(r"全[国省市县区州]|我[国省市县区州]")
_PEOPLED = re.compile(r"的?(?:常住)?人口(?:以上)?的?(?:大|重点)?(?:县|城市|市|镇|乡|村)")
_ATTRIBUTED = re.compile(
    r"的?[^，。；、\d]{0,8}?(?:企业|项目|产业|城市|强?县|集群|园区|大户|品牌|乡镇|村|单位|纳税户|法人|特大桥)"
)
_FROM_ON = re.compile(r"(?:由|从)[^，。；]*$")
_AND_ONE_MORE = re.compile(r"(?:和|与|、)[^，。]{1,5}")
_OF_INDUSTRIES = re.compile(r"产业|结构|三产")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a stretch of the canvas as (start, end); what is longer than any sentence is cut at a pause."""
    found: list[tuple[int, int]] = []
    position = start
    for match in _SENTENCE_END.finditer(text, start, end):
        found += _bounded(text, position, match.end())
        position = match.end()
    return found + _bounded(text, position, end)


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while end - start > _LONGEST:
        pause = max(text.rfind(mark, start + 1, start + _LONGEST) for mark in "；，、")
        cut = pause + 1 if pause > 0 else start + _LONGEST
        found.append((start, cut))
        start = cut
    return [*found, (start, end)] if end > start else found


def read_sentence(frame: Frame, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
    """The quantity claims of one sentence of a part, in the order of their numbers."""
    text = frame.canvas.text
    numbers = mm.find(text, start, end)
    if not numbers:
        return read_ranks(frame, part, role, start, end, [], section)
    found = [m for m in numbers if not in_a_name(text, m, start)]
    found = with_units(text, found)
    claims: list[Claim] = []
    place = Place(start=start)
    i = 0
    while i < len(found):
        group = group_at(text, found, i)
        claims += _read_group(frame, part, role, start, end, section, found, i, group, place)
        i += len(group)
    claims += _structure(frame, part, role, start, end, section)
    claims += read_ranks(frame, part, role, start, end, claims, section)
    return sorted(claims, key=lambda c: (c.char_end, c.char_start))


def _read_group(
    frame: Frame, part: Part, role: Role, start: int, end: int, section: str,
    found: list[Mention], i: int, group: list[Mention], place: Place,
) -> list[Claim]:  # fmt: skip
    text, first = frame.canvas.text, group[0]
    previous_end = found[i - 1].end if i else start
    if i and _is_attribute(text, found[i - 1], end):  # 其中10亿元以上项目3个: the amount is part of the name
        previous_end = max(found[i - 1].before_start, found[i - 2].end if i > 1 else start)
    if (
        previous_end < place.right_end < first.before_start and text[place.right_end] in "、和及与"
    ):  # 8所中学新建、6所迁建: the noun before has its number
        previous_end = place.right_end
    left_start = _clause_start(text, previous_end, first.before_start)
    left = text[left_start : first.before_start]
    if left.endswith("的"):
        left = _OF_YEAR.sub("", left)
    if _is_old_value(text, left, group, end):
        subject = noun_phrases.core(_FROM_ON.sub("", left))
        if subject and not noun_phrases.is_verb_only(subject):
            place.names, place.start = [subject], left_start + max(0, left.find(subject))
            if subject not in noun_phrases.GENERIC:
                place.entity = subject
        return []
    if _is_attribute(text, first, end):
        return []
    run = Run(frame, place, group, found, i, left, left_start, previous_end, start, end)
    names, name_start, name_end, rule = run.names()
    place.right_end = name_end
    if not names:
        return []
    measure, sign, relative, more = measure_of(left, names[0], first, text)
    if measure != "change" and place.gap and _AND_ONE_MORE.fullmatch(left) and first.unit == "个百分点":
        measure, sign = "change", place.gap
    place.gap = sign if "measure:gap" in more else 0
    claim_role, why = role_of(text, role, frame, left, left_start, start)
    if not why and i and left.startswith(("、", "和", "及", "与")):
        claim_role = place.role or claim_role  # one list, one role: 我国有13亿人口、9亿劳动力
    place.role = claim_role
    claims: list[Claim] = []
    area = _area(text, start, first.before_start)
    times = TIMES_OF.search(left) if first.unit == "倍" and measure == "share" else None
    if times:  # 是2011年的2.1倍
        names, relative = [f"{name}相当于{times['base']}的倍数" for name in names], times["base"]
    if len(group) > 1 and "分别" in left:
        _share_words(group)
    values = group if len(group) > 1 else [first] * max(1, len(names))
    if len(names) < len(values):
        names = names + [names[-1]] * (len(values) - len(names))
    for name, m in zip(names, values, strict=False):
        a, b = frame.canvas.span(min(name_start, m.start), max(m.end, name_end))
        claim = Claim(
            role=claim_role, indicator=name, char_start=a, char_end=b, measure=_fit(measure, m),
            comparator=mm.comparator(m, claim_role),
            value=_signed(m.value, sign), value_high=None if m.high is None else _signed(m.high, sign), unit=m.unit,
            relative_to=relative, section=section, rules=[rule, *more, *why],
        )  # fmt: skip
        set_date(claim, text, part, frame, left_start, start, m)
        claim.scope = None if not area or _AREA.search(name) else area
        if claim.unit == "倍" and claim.measure == "growth":  # 增长1倍 is growth of 100 %
            claim.value, claim.unit = round(100 * _signed(m.value, sign), 6), "%"
            claim.value_high = None if m.high is None else round(100 * _signed(m.high, sign), 6)
        if times and times["least"]:  # 不低于当地低保标准的1.6倍
            claim.comparator = ">="
        claims.append(claim)
    names = names if not times else []
    place.history += [n for n in dict.fromkeys(names) if n not in place.history]
    return claims


def _share_words(group: list[Mention]) -> None:
    """After 分别 the comparing words of one number hold for all: 分别超98%和99%, 分别增长5%、6%以上."""
    first, last = group[0], group[-1]
    for m in group:
        m.after = m.after or (None if m.high is not None else last.after)
        if m.before is None and m.after is None:
            m.before, m.capped = first.before, first.capped


def _area(text: str, start: int, stop: int) -> str | None:
    """The part of the place that the sentence has turned to (园区, 中心城区), so that it isn't taken for the whole.

    None where the sentence has come back to the whole place. A claim whose own name says it needs no scope.
    """
    before = text[start:stop].rpartition("；")[2]  # after a semicolon the list speaks of something else
    areas = [a for a in _AREA.finditer(before) if not _is_counted(before, a)]
    if not areas:
        return None
    back = [m.end() for m in _WHOLE_PLACE.finditer(before)]
    return None if back and back[-1] > areas[-1].end() else areas[-1][0].strip("“”")


def _is_counted(before: str, area: re.Match[str]) -> bool:
    """Whether areas are themselves what a clause counts or sets up (培育开发区1个, 建设40个示范区), and no place it has turned to."""
    return bool(_SET_UP.match(before, area.end()) or _COUNTS.search(before, max(0, area.start() - 20), area.start()))


def _is_attribute(text: str, m: Mention, end: int) -> bool:
    """Whether an amount only says which things are meant: 亿元以上项目, 超10亿元企业, 20万以上人口县."""
    if m.unit == "人" and m.after == ">=" and _PEOPLED.match(text, m.end, end):
        return True
    if m.unit not in ("元", "美元") or (m.before != ">=" and m.after != ">="):
        return False
    return bool(_ATTRIBUTED.match(text, m.end, end))


def _signed(value: float, sign: int) -> float:
    return sign * value if value else 0.0


def _fit(measure: Measure, m: Mention) -> Measure:
    if m.unit in ("个百分点",):
        return "change"
    return measure


def _clause_start(text: str, previous_end: int, stop: int) -> int:
    """Where the words that belong to a number begin: after the last pause, or after the number before it."""
    position = stop - 1
    while position >= previous_end:
        if text[position] in _PAUSE:
            return position + 1
        opened = text.rfind("（", max(previous_end, position - _REMARK), position) if text[position] == "）" else -1
        position = opened if opened >= 0 else position - 1  # a pause inside brackets (不含农户，下同) parts nothing
    return previous_end


def _is_old_value(text: str, left: str, group: list[Mention], end: int) -> bool:
    """The A of 由A提高到B: an earlier year's value, which only B's claim needs."""
    return bool(_FROM.search(left)) and bool(_GOES_ON_TO.match(text[group[-1].end : min(end, group[-1].end + 16)]))


def _structure(frame: Frame, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
    """The shares of the three industries in a ratio (22.3:40.1:37.6); of two ratios the later one."""
    text = frame.canvas.text
    ratios = mm.three_parts(text, start, end)
    if not ratios or not _OF_INDUSTRIES.search(text[start : ratios[-1].start()]):
        return []
    ratio = ratios[-1]
    claims: list[Claim] = []
    for n, name in enumerate(("第一产业比重", "第二产业比重", "第三产业比重"), 1):
        a, b = frame.canvas.span(max(start, ratios[0].start() - 8), ratio.end(n))
        claim = Claim(
            role,
            name,
            a,
            b,
            measure="share",
            comparator="=",
            value=float(ratio[n]),
            unit="%",
            section=section,
            rules=["ratio"],
        )
        set_date(
            claim,
            text,
            part,
            frame,
            ratios[0].start(),
            start,
            Mention(ratio.start(), ratio.end(), 0, "%", before_start=ratio.start()),
        )
        claims.append(claim)
    return claims
