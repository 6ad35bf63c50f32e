"""A run of numbers in its clause: which words belong to it, and what the sentence has told before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.language.units import MONEY, PERCENT, of_kind
from extract.model import Role
from extract.reading import bases, noun_phrases
from extract.reading.context import DocumentContext, SentenceState
from extract.reading.outline import Part
from extract.reading.quantity import Quantity

PAUSES = "，；：。！？\n"
_REMARK = 24  # characters: a longer bracket holds clauses of its own
_OF_YEAR = re.compile(r"(?<=[到至为])(?:去年|上年|今年|目前|现在|\d{4}年)的$")
_FROM = re.compile(r"(?:由|从)[^，。；、]{0,14}$")
_GOES_ON_TO = re.compile(
    r"^[^，。；]{0,8}?(?:提高|增加|增长|上升|提升|扩大|下降|降低|减少|降|增|升|发展|回落|缩小|调整|上调|下调|压缩|恢复|攀升|跃升|拓展|延伸|扩展|延长|缩短|壮大|到|变)(?:到|至|为)?"
)
# What is said inside 在…的情况下 is a fact of its own.
_IN_CASE = re.compile(r"(?P<subject>[^，。；、]{0,24}?)在(?=[^，。；]{2})(?!建|校|岗|册|\d)")
# Without one of these no sentence holds such a circumstance: most are passed by.
_CASE_SIGN = re.compile("[况景件提势力击累响用动撑之]下|基[础数]上")
_UNDER = "(?:(?:情况|背景|条件|基础|前提|形势|压力|冲击|拖累|影响|作用|带动|推动|拉动|支撑)之?下|基[础数]上)，?"
_CASE = re.compile(rf"的?(?:[^，。；、\d]{{0,6}}){_UNDER}")
_WHOLE_CASE = re.compile(rf"(?P<subject>[^，。；、]{{0,24}}?)在[^，。；]{{2,24}}?{_UNDER}")
_PLANNED = re.compile(r"(?:收入|支出|税收|投资|产值|任务)(?:任务|计划|预算|目标)(?:为|是)?$")
_DONE_BEHIND = re.compile(r"，(?:全年|实际|预计|累计)*(?:完成|实现)")
# What a notice quotes beside what has been reached: 全年目标12亿元, 对照全年接待游客800万人次的目标.
_QUOTED_BEFORE = re.compile(
    r"(?:全年|年度|年初|本年|今年|预期)?(?:目标|任务|计划|预算)(?:任务|指标)?(?:数|值)?(?:为|是|：|定为)?$"
)
_QUOTED_BEHIND = re.compile(r"(?:以上|左右|以内)?的?(?:全年|年度|年初|预期|奋斗|既定)*(?:目标|任务|计划|预算)")
_OF_EACH = re.compile(
    r"(?:(?:常住|城镇|总)?(?:人口|总投资|投资|年?产值|(?:年|营业)?收入|面积|规模)|[\u4e00-\u9fff]{2,8}?(?:率|比重|占比))(?:达到?|在|超过?|不足|低于|高于)?"
)
# 由76%改善至84%: behind the value before, whatever moves up to the next one is a verb.
ANY_MOVE_TO = re.compile(r"[，、]?[\u4e00-\u9fff]{1,6}?(?:到|至|(?<=组|并|合)[为成])(?:(?:19|20)\d\d年的?)?")
# 先后跨越八十亿元、九十亿元台阶: the steps on the way to a level.
_PASSES = re.compile(r"(?:先后|连续|相继|接连)(?:[跨迈登]越?[过上]?|突破|[站踏]上)[^，。；]{0,14}$")
_STEPS = re.compile(r"(?:[、和][^，。；、]{1,10}?)*(?:新?台阶|大关|关口)")
# Places and holders by a rate of theirs: 贫困发生率5%以上的贫困村.
_RATED = re.compile(r"的[^，。；、\d]{0,8}?(?:村|乡镇|[县市区](?!场)|户|企业|学校|家庭|地区|城市|园区)")
_RATE_OF = re.compile(r"(?:发生率|覆盖率|占比|比重|达标率|合格率|入学率|率)(?:在|达到?|超过?|不足|低于|高于)?$")
_HAMLET = re.compile("的?(?:[已未]?通[电水路])?(?:自然村|村民小组|自然屯|村屯|居民点|通?村寨)")
_POWERS = of_kind("power")
_MACHINES = re.compile(r"(?:及以[上下])?的?[^，。；、\d]{0,6}(?:锅炉|机组)")
_PEOPLED = re.compile(r"的?(?:常住)?人口(?:以上)?的?(?:大|重点)?(?:县|城市|市|镇|乡|村)")
_ATTRIBUTED = re.compile(
    r"的?[^，。；、\d]{0,8}?(?:企业|项目|产业|城市|强?县|集群|园区|大户|品牌|乡镇|村|单位|纳税户|法人|特大桥)"
)


@dataclass(slots=True)
class Sentence:
    """One sentence of a part, from `start` to `end` on the canvas, and its numbers in order."""

    frame: DocumentContext
    part: Part
    role: Role
    start: int
    end: int
    section: str
    found: list[Quantity]
    has_cases: bool = field(init=False)  # somewhere in it: 在…的情况下
    has_bases: bool = field(init=False)  # somewhere in it: 扣除…, 同口径

    def __post_init__(self) -> None:
        self.has_cases = bool(_CASE_SIGN.search(self.text, self.start, self.end))
        self.has_bases = bool(bases.SIGN.search(self.text, self.start, self.end))

    @property
    def text(self) -> str:
        """The whole canvas: offsets count from its start."""
        return self.frame.canvas.text


@dataclass(slots=True)
class Clause:
    """Numbers that stand side by side, and the words on their left as far as they belong to them.

    `index` is the place of the first number among those of the sentence; `previous_end` where the number before ends, `left` the words from
    `left_start` on the canvas to the number or its first comparing word.
    """

    sentence: Sentence
    place: SentenceState
    index: int
    group: list[Quantity]
    text: str = field(init=False)
    first: Quantity = field(init=False)
    last: Quantity = field(init=False)
    previous_end: int = field(init=False)
    left_start: int = field(init=False)
    left: str = field(init=False)

    def __post_init__(self) -> None:
        self.text, self.first, self.last = self.sentence.text, self.group[0], self.group[-1]
        self.previous_end = self._previous_end()
        self.left_start = _clause_start(self.text, self.previous_end, self.first.before_start)
        left = self.text[self.left_start : self.first.before_start]
        self.left = _OF_YEAR.sub("", left) if left.endswith("的") else left
        if self.sentence.has_cases:
            self._set_circumstance_apart()

    def _previous_end(self) -> int:
        found, i, start = self.sentence.found, self.index, self.sentence.start
        end = found[i - 1].end if i else start
        if i and self.is_attribute(i - 1):
            # 引进10亿元以上项目3个: the amount is part of the name, with the words before it
            end = max(found[i - 2].end if i > 1 else start, self._clause_of(found[i - 1].before_start))
        right_end = self.place.right_end
        if end < right_end < self.first.before_start and self.text[right_end] in "、和及与":
            return right_end  # 8所中学新建、6所迁建: the noun before has its number
        return end

    def _clause_of(self, position: int) -> int:
        """Where the clause of a position begins."""
        text, start = self.text, self.sentence.start
        listed = text.rfind("、", start, position)
        return max(start, listed, max(text.rfind(mark, start, position) for mark in PAUSES) + 1)

    def _set_circumstance_apart(self) -> None:
        """外贸进出口在对美出口下滑两成的情况下增长9%: the number inside is of 对美出口, and the one behind it of 外贸进出口."""
        place, left = self.place, self.left
        whole = _WHOLE_CASE.match(left) if "下" in left or "上" in left else None
        if whole:  # 工业投资在需求收缩的背景下逆势增长11%
            self.left = whole["subject"] + left[whole.end() :]
            return
        opened = _IN_CASE.match(left) if _CASE.match(self.text, self.last.end, self.sentence.end) else None
        if opened:
            place.outside = (opened["subject"], self.left_start)
            self.left_start += opened.end()
            self.left = left[opened.end() :]
            return
        closed = _CASE.match(left)
        before = self.text[self.previous_end : self.left_start]
        if place.outside and (closed or _CASE.match(before)):
            subject, start = place.outside
            verb = left[closed.end() :] if closed else left
            if noun_phrases.is_verb_only(noun_phrases.core(verb)):
                place.names, place.entity, place.start = [noun_phrases.core(subject)] if subject else [], "", start
            self.left = verb
            self.left_start += len(left) - len(verb)
        if closed or _CASE.match(before):
            place.outside = None

    def goes_on_from(self, index: int) -> bool:
        """Whether no other number stands between that number of the sentence and the run, but for what says which things are meant."""
        between = range(index + 1, self.index)
        return index >= 0 and all(self.is_attribute(i) for i in between)

    def text_before(self, m: Quantity) -> str:
        """What stands before a number of the sentence, as far as its words can reach."""
        return self.text[max(self.sentence.start, m.before_start - 16) : m.before_start]

    @property
    def following(self) -> Quantity | None:
        """The number after the run, in the same sentence."""
        after = self.index + len(self.group)
        return self.sentence.found[after] if after < len(self.sentence.found) else None

    def right_side(self) -> tuple[int, int]:
        """Where the noun that the run counts may stand: behind the number, or behind what is said of it, up to the next number."""
        found, after = self.sentence.found, self.index + len(self.group)
        begin = self.last.end
        while (
            after < len(found)
            and self.is_attribute(after)
            and _OF_EACH.fullmatch(self.text, begin, found[after].before_start)
        ):
            begin = found[after].end  # 9个人口20万以上的大镇
            after += 1
        if after < len(found) and found[after].start == begin and self.last.unit in ("户", "人", "名"):
            begin, after = found[after].end, after + 1  # 312户1046名群众
        return begin, found[after].start if after < len(found) else self.sentence.end

    def is_old_value(self) -> bool:
        """Whether it is the A of 由A提高到B, of 任务A，完成B or of 先后跨越A台阶，达到B: a value on the way, which only B's claim needs."""
        behind = self.text[self.last.end : min(self.sentence.end, self.last.end + 16)]
        if _STEPS.match(behind) and _PASSES.search(self.left):
            return True
        if _DONE_BEHIND.match(behind) and _PLANNED.search(self.left):
            return True
        if not _FROM.search(self.left):
            return False
        return bool(_GOES_ON_TO.match(behind)) or self._moves_to_next()

    def _moves_to_next(self) -> bool:
        """Whether nothing but a verb of moving stands between the number and the next one of its unit: 由76%改善至84%."""
        after = self.following
        if after is None or after.unit != self.last.unit:
            return False
        return bool(ANY_MOVE_TO.fullmatch(self.text, self.last.end, after.before_start))

    def quotes_target(self) -> bool:
        """Whether a notice or a bulletin quotes the year's target beside what has been reached."""
        if self.sentence.frame.kind == "work_report" or self.sentence.role != "outcome":
            return False
        return bool(
            _QUOTED_BEFORE.search(self.left) or _QUOTED_BEHIND.match(self.text, self.last.end, self.sentence.end)
        )

    def _sizes_a_machine(self, m: Quantity) -> bool:
        """Whether a power says which machines are meant: 10蒸吨以下燃煤锅炉."""
        limits = m.after or self.text.startswith("及以", m.end)
        return bool(limits and _MACHINES.match(self.text, m.end, self.sentence.end))

    def _amounts_each(self, m: Quantity, index: int) -> bool:
        """Whether an amount of money says how large each of those is that the next number counts: 50亿元以上5个."""
        following = self.sentence.found[index + 1] if index + 1 < len(self.sentence.found) else None
        if following is None or following.unit not in ("个", "家", "户", "项"):
            return False
        return following.start - m.end <= 1 and self.text[m.end] not in PAUSES

    def is_attribute(self, index: int) -> bool:
        """Whether a number of the sentence only says which things are meant: 亿元以上项目, 超10亿元企业, 20万以上人口县."""
        found, text, end = self.sentence.found, self.text, self.sentence.end
        m = found[index]
        if m.unit in _POWERS and self._sizes_a_machine(m):
            return True
        if m.before != ">=" and m.after != ">=":
            return False
        if m.unit in PERCENT and _RATED.match(text, m.end, end) and _RATE_OF.search(self.text_before(m)):
            return True  # 对贫困发生率5%以上的贫困村
        if m.unit == "户" and _HAMLET.match(text, m.end, end):
            return True  # 20户以上自然村
        if index and text.startswith("的", m.end) and _OF_EACH.fullmatch(text, found[index - 1].end, m.before_start):
            return True  # 9个人口20万以上的大镇
        if m.unit == "人" and _PEOPLED.match(text, m.end, end):
            return True
        if m.unit not in MONEY:
            return False
        return self._amounts_each(m, index) or bool(_ATTRIBUTED.match(text, m.end, end))


def _clause_start(text: str, previous_end: int, stop: int) -> int:
    """Where the words that belong to a number begin: after the last pause, or after the number before it."""
    position = stop - 1
    while position >= previous_end:
        if text[position] in PAUSES:
            return position + 1
        opened = text.rfind("（", max(previous_end, position - _REMARK), position) if text[position] == "）" else -1
        position = opened if opened >= 0 else position - 1  # a pause inside brackets (不含农户，下同) parts nothing
    return previous_end
