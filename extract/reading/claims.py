"""The claims of a stretch of text: each number with what it measures, how it compares, and for which year."""

from __future__ import annotations

import re

from extract import vocabulary
from extract.language import alternation, words
from extract.language.units import MONEY
from extract.model import Claim, Measure, Role
from extract.reading import noun_phrases, scope
from extract.reading import quantities as mm
from extract.reading.antecedents import subject_between
from extract.reading.asides import without_asides
from extract.reading.claim_roles import role_of
from extract.reading.clause import PAUSES, Clause, Sentence
from extract.reading.context import DocumentContext, SentenceState
from extract.reading.lists import group_at, with_units
from extract.reading.measures import MOVES, Told, measure_of
from extract.reading.names import TIMES_OF, Names, QuantityList
from extract.reading.outline import Part
from extract.reading.periods import set_date
from extract.reading.quantities import Quantity
from extract.reading.ranks import read_ranks

_SENTENCE_END = re.compile(r"[。！？\n][。！？\n]*”?")  # a set at the start is looked for faster than a repetition
# The longest sentence in some hundred real reports has 825 characters; a page without full stops must not cost its square.
_LONGEST = 2000
_FROM_ON = re.compile(r"(?:由|从)[^，。；]*$")
_AND_ONE_MORE = re.compile(r"(?:和|与|、)[^，。]{1,5}")
_AT_BEST = re.compile(
    r"(?:并|同时|在?实际工作中|实际执行中|工作中)?(?:力争|争取|努力|奋力|力求|冲刺|奋斗目标)(?:在?实际工作中|在执行中)?(?:争取|达到?|实现|突破|完成|增长|提高到|做到|更高|为|到|[在至])*"
)
_A_RATE = re.compile(r"(?:(?<!增长)率|比重|占比|比例)$")
_OTHER_BASIS = re.compile(
    r"(?:扣除|剔除|去除|不考虑|排除)[^，。；、\d]{2,24}?(?:因素|影响)?(?:后|外)?(?=，|[^，。；]{0,16}$)|(?:可比|同)口径(?!计算)"
)
_ON_THE_WAY = re.compile(r"(?:先后|连续|相继|接连)[^，。；]*$")
_PLANNED = re.compile(r"(?:全年|年度|年初|对照)?(?:任务|计划|预算|目标)(?:任务|指标)?(?:数|值)?(?:为|是)?$")
_CIRCUMSTANCE = re.compile(rf"(?:{alternation(words('cues')['circumstances'])})$")
_APPROPRIATES = re.compile(r"拟?安排|预算|拨付|下达|筹措|统筹|投入")
_PUBLIC_MONEY = re.compile(r"财政|专项|资金|预算|国债|债券|补助|转移支付|赤字")
_STAGE_OF = re.compile(rf"{alternation(words('cues')['stages'])}|完成|引进|签约|新增|办好|办成")
_JOINT = ("name:shared-head", "name:each")
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


def read_sentence(frame: DocumentContext, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
    """The quantity claims of one sentence of a part, in the order of their numbers."""
    text = frame.canvas.text
    numbers = mm.find(text, start, end)
    if not numbers:
        return read_ranks(frame, part, role, start, end, [], section)
    found = with_units(text, without_asides(text, numbers, start, end))
    sentence = Sentence(frame, part, role, start, end, section, found)
    areas = scope.areas(text, start, end, found)
    claims: list[Claim] = []
    place = SentenceState(start=start)
    i = 0
    while i < len(found):
        group = group_at(text, found, i)
        claims += _read_clause(Clause(sentence, place, i, group), areas)
        i += len(group)
    claims += _structure(frame, part, role, start, end, section)
    claims += read_ranks(frame, part, role, start, end, claims, section)
    return sorted(claims, key=lambda c: (c.char_end, c.char_start))


def _read_clause(clause: Clause, areas: dict[int, str]) -> list[Claim]:
    """The claims of one run of numbers; `areas` gives the part of the place that a number is for, by where the number starts."""
    if clause.is_old_value() or clause.quotes_target():
        _remember_subject(clause)
        return []
    if clause.is_attribute(clause.index):
        return []
    place, first = clause.place, clause.first
    if _is_stretch(clause):
        return []
    named = QuantityList(clause).names()
    place.right_end = named.end
    if not named.names:
        return []
    measure, sign, relative, more = _measure(clause, named.names[0])
    role, why = _role(clause)
    if first.worded == "flat" and not (clause.sentence.role == role == "outcome" and _stays_flat(named)):
        return []
    more += _untestable(clause, named.names[0]) if role == "commitment" else []
    basis = _basis(clause)
    times = TIMES_OF.search(clause.left) if first.unit == "倍" and measure == "share" else None
    names = named.names
    if times:  # 是2011年的2.1倍
        names, relative = [f"{name}相当于{times['base']}的倍数" for name in names], times["base"]
    claims: list[Claim] = []
    for name, m in _pairs(clause, names):
        claim = _claim(clause, named, name, m, role, _own_measure(name, measure, clause), sign)
        claim.relative_to, claim.basis, claim.rules = relative, basis, [named.rule, *more, *why]
        set_date(
            claim, clause.text, clause.sentence.part, clause.sentence.frame, clause.left_start, clause.sentence.start, m
        )
        claim.scope = _scope(named, name, areas.get(m.start))
        if times and times["least"]:  # 不低于当地低保标准的1.6倍
            claim.comparator = ">="
        claims.append(claim)
    place.last, place.last_index = claims[-1], clause.index + len(clause.group) - 1
    if not times:
        place.history += [n for n in dict.fromkeys(names) if n not in place.history]
    return claims


def _is_stretch(clause: Clause) -> bool:
    """增长6%以上、力争达到7%: how far a target reaches at best belongs to it, and is no target of its own."""
    last, m = clause.place.last, clause.first
    if (
        last is None
        or last.role != "commitment"
        or clause.place.last_index != clause.index - 1
        or len(clause.group) > 1
    ):
        return False
    if m.unit != last.unit or last.value is None or not _AT_BEST.fullmatch(clause.left.lstrip("、，；")):
        return False
    last.stretch = -m.value if last.value < 0 else m.value
    last.char_end = clause.sentence.frame.canvas.span(m.start, m.end)[1]
    last.rules.append("stretch")
    return True


def _stays_flat(named: Names) -> bool:
    """Whether 持平 tells a growth of nothing: of an indicator that its own clause names, and that is no rate itself."""
    name = named.names[0]
    return named.rule == "name:left" and vocabulary.match(name) is not None and not _A_RATE.search(name)


def _is_circumstance(clause: Clause, name: str) -> bool:
    """今年高校毕业生1179万人，要…: how many there are is a fact that a plan reckons with."""
    m = clause.first
    return (
        m.unit == "人" and m.after in (None, ">=") and bool(_CIRCUMSTANCE.search(name))
        and not noun_phrases.leading_verb(noun_phrases.strip_lead(clause.left)) and clause.text[m.end : m.end + 1] in "，、"
    )  # fmt: skip


def _untestable(clause: Clause, name: str) -> list[str]:
    """Marks for the judge: a circumstance, what a plan appropriates itself, how long its list of projects is; no report could settle them."""
    m = clause.first
    if _is_circumstance(clause, name):
        return ["untestable:circumstance"]
    if m.unit in MONEY and _APPROPRIATES.search(clause.left) and _PUBLIC_MONEY.search(clause.left + name):
        return ["untestable:appropriation"]
    listed = m.unit in ("个", "项") and m.before is None and m.after is None and name.endswith(("项目", "工程"))
    return ["untestable:list-size"] if listed and not _STAGE_OF.search(name + clause.left) else []


def _own_measure(name: str, measure: Measure, clause: Clause) -> Measure:
    """失业率、物价涨幅分别控制在5%和3%以内: of several names the rate is a share, whatever the last one is."""
    if len(clause.group) > 1 and measure == "growth" and _A_RATE.search(name) and not _moves(clause):
        return "share"
    return measure


def _moves(clause: Clause) -> bool:
    return bool(MOVES.search(clause.left))


def _measure(clause: Clause, name: str) -> Told:
    """The measure of a run, which one more gap takes from the gap before: 低于全国16.5个和全省7.6个百分点."""
    place, m = clause.place, clause.first
    measure, sign, relative, more = measure_of(clause.left, name, m, clause.text)
    if measure != "change" and place.gap and _AND_ONE_MORE.fullmatch(clause.left) and m.unit == "个百分点":
        measure, sign, relative = "change", place.gap, clause.left.lstrip("和与、")
    place.gap = sign if "measure:gap" in more else 0
    return measure, sign, relative, more


def _scope(named: Names, name: str, area: str | None) -> str | None:
    """The part of the place by the clause's grammar; by the name where that was put together from words elsewhere."""
    if named.rule == "name:head" or (area and named.rule in _JOINT):  # 加快园区建设，完成投资: 园区投资
        return scope.of_name(name) or area
    return area


def _basis(clause: Clause) -> str | None:
    """扣除…后, 同口径: what the figure leaves out or is counted by, said in its own clause or in the one before."""
    if not clause.sentence.has_bases:
        return None
    at = clause.text.rfind("，", clause.previous_end, clause.left_start - 1) + 1
    found = _OTHER_BASIS.search(clause.text, max(at, clause.previous_end), clause.first.before_start)
    return found[0].strip("，") if found else None


def _remember_subject(clause: Clause) -> None:
    """由A提高到B: what the A is of is what the B will be of."""
    place = clause.place
    subject = noun_phrases.core(_PLANNED.sub("", _FROM_ON.sub("", _ON_THE_WAY.sub("", clause.left))))
    between = subject_between(clause.text, clause.previous_end, clause.left_start)
    if not subject and clause.text[clause.left_start - 1 : clause.left_start] == "：":  # 城镇新增就业：全年目标5000人
        begin = max(clause.text.rfind(mark, clause.previous_end, clause.left_start - 1) for mark in PAUSES) + 1
        subject = noun_phrases.core(clause.text[max(begin, clause.previous_end) : clause.left_start - 1])
    if between and noun_phrases.is_verb_only(subject):
        subject = between
    if subject and not noun_phrases.is_verb_only(subject):
        place.names, place.start = [subject], clause.left_start + max(0, clause.left.find(subject))
        if subject not in noun_phrases.GENERIC:
            place.entity = subject


def _role(clause: Clause) -> tuple[Role, list[str]]:
    at = clause.sentence
    role, why = role_of(clause.text, at.role, at.frame, clause.left, clause.left_start, at.start)
    if not why and clause.index and clause.left.startswith(("、", "和", "及", "与")):
        role = clause.place.role or role  # one list, one role: 我国有13亿人口、9亿劳动力
    clause.place.role = role
    return role, why


def _pairs(clause: Clause, names: list[str]) -> list[tuple[str, Quantity]]:
    """Each number with its name: the last name holds for the numbers left over, an only number for all names."""
    group = clause.group
    if len(group) > 1 and "分别" in clause.left:
        _share_words(group)
    values = group if len(group) > 1 else group * max(1, len(names))
    names = names + [names[-1]] * (len(values) - len(names))
    return list(zip(names, values, strict=False))


def _claim(clause: Clause, named: Names, name: str, m: Quantity, role: Role, measure: Measure, sign: int) -> Claim:
    a, b = clause.sentence.frame.canvas.span(min(named.start, m.start), max(m.end, named.end))
    claim = Claim(
        role=role, indicator=name, char_start=a, char_end=b, measure="change" if m.unit == "个百分点" else measure,
        comparator=mm.comparator(m, role), value=_signed(m.value, sign),
        value_high=None if m.high is None else _signed(m.high, sign), unit=m.unit, section=clause.sentence.section,
    )  # fmt: skip
    if claim.unit == "倍" and claim.measure == "growth":  # 增长1倍 is growth of 100 %
        claim.value, claim.unit = round(100 * _signed(m.value, sign), 6), "%"
        claim.value_high = None if m.high is None else round(100 * _signed(m.high, sign), 6)
    return claim


def _share_words(group: list[Quantity]) -> None:
    """After 分别 the comparing words of one number hold for all: 分别超98%和99%, 分别增长5%、6%以上."""
    first, last = group[0], group[-1]
    for m in group:
        m.after = m.after or (None if m.high is not None else last.after)
        if m.before is None and m.after is None:
            m.before, m.capped = first.before, first.capped


def _signed(value: float, sign: int) -> float:
    return sign * value if value else 0.0


def _structure(frame: DocumentContext, part: Part, role: Role, start: int, end: int, section: str) -> list[Claim]:
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
            Quantity(ratio.start(), ratio.end(), 0, "%", before_start=ratio.start()),
        )
        claims.append(claim)
    return claims
