"""The names of numbers that stand in lists: shared heads restored, inherited subjects, nouns on the right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from extract import vocabulary
from extract.language import alternation, words
from extract.language.units import MONEY, PERCENT
from extract.reading import bases, noun_phrases
from extract.reading import quantities as mm
from extract.reading.antecedents import (
    at_stage,
    clause_before,
    known_head,
    moved_before,
    of_entity,
    subject_before,
    subject_between,
    the_whole,
    worked_on_before,
)
from extract.reading.asides import counts
from extract.reading.clause import ANY_MOVE_TO, Clause
from extract.reading.context import SentenceState
from extract.reading.measures import CUT, GAP, MOVES, MOVES_TO
from extract.reading.quantities import Quantity

# 是三年前的3倍: what the multiple is taken of is no part of the name.
TIMES_OF = re.compile(rf"(?:是|为|相当于|(?P<least>{mm.NEGATION}(?:低于|少于)))(?P<base>[^，。；]{{2,14}}?)的?$")
_OF_PLAN = re.compile(r"((?:完成|占)(?:全年|年度|年初|预算|总|年)?(?:计划|目标|任务|预算))的$")
_RATE = re.compile(r"(?:率|比重|占比|比例)$")
_COST = re.compile(rf"(?:{alternation(words('cues')['verbs'])})?(?P<cost>(?:年度|当年)?(?:计划|估算|概算)?总?投资额?)$")
_SPENT_ON = re.compile(r"(?:都|均|将|继续|要)?(?P<on>(?:投向|投入到?|用于|用在|花在|来自|流向)[^，。；：、！\d]{2,14})")
# 35个计划项目中有32个: what is counted is part of a whole, and what follows speaks of the whole.
_AMONG = re.compile(r"^(?P<whole>[^，。；]{2,30})中，?(?:已|共)?有$")
_REACHES = re.compile(r"(?:突破|达到?|超过?|总[量数]为?)$")
_CLASS = re.compile("[ⅠⅡⅢⅣⅤ类]|比例|率")
_AND_COST = re.compile("、?(?:年度|年内|今年|当年)?(?:计划)?(?:完成)?投资(?:额)?")
_SOLVES = re.compile("新?解决")
_SIBLINGS = {"支出": "收入", "贷款": "存款", "进口": "出口", "出口": "进口", "贷款余额": "存款余额"}
_LEVEL = re.compile(rf"(?:{alternation(words('cues')['verbs'])})?(?P<level>(?:国家|省|市|县|自治区)级(?:及?以上)?)")
_PURPOSE = re.compile(r"[，、]?(?:主要|重点)?(?:用于|用来|支持|增加|加大|解决|扶持|补助)(?P<what>[^，。；、\d]{3,24})")
_ALL = re.compile(
    r"(?:都|(?<![年平人户])均|各)(?:要|将|可|达|达到|为|居|在|实现|有|控制在|减少|下降|增长|提高|增加|降低|保持)*(?:了)?$"
)
_FROM_ON = re.compile(r"(?:由|从)[^，。；]*$")
_CONTRIBUTES = re.compile(r"对.{2,10}(?:贡献率|拉动)")
_SHARE_TAIL = re.compile(r"(?:的|比重|比例)+$")
# 三个档次, 占比: heads that speak of what the clause before was about.
_GRADES = re.compile(r"[两二三四五六七八九十]个?(?:档次|档|等级|层次)")
_ITS_SHARE = re.compile(
    r"(?:占比|比重|所占比重)(?:(?:保持|稳定|维持)在|(?:提高|上升|提升|达)?到|达)?(?P<of>[^，；\d]{2,10})?"
)
_LEVEL_ONLY = re.compile(r"(?:国家|省|市|县|自治区|区|市县|村|乡镇|国家和省)级?(?:以上)?")
_LEVEL_FIRST = re.compile(r"^(?:新增|其中)?(?:国家|省|市|县|自治区|区)级")
# 分别增长7%, 均增长7%: one number for all that was named before.
_FOR_EACH = re.compile(r"[，、；]?(?:同比|比上年|较上年|预计)?(?:分别|均|都|双双|各)")
# What a government does to a thing; a fall that happens of itself (下降, 减少) is another matter.
_CUT_BEHIND = re.compile(r"(?:压减|压缩|精简|削减|淘汰|关停)$")
_SHORT_HEAD = 2  # characters of a head that stands for the whole name: 支出, 投资
_SAID_AGAIN = ("现价总量", "现价总额", "绝对量", "绝对额", "绝对值")  # how much of it, at today's prices
_JOINTS = re.compile("[、和与及]")


class Names(NamedTuple):
    """The name of each number of a run, where the names start and end on the canvas (0: before the number), and by which rule."""

    names: list[str]
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class QuantityList:
    """The words around a run of numbers: what `names` reads their names from."""

    clause: Clause
    text: str = field(init=False)
    place: SentenceState = field(init=False)
    first: Quantity = field(init=False)
    last: Quantity = field(init=False)
    left: str = field(init=False)
    left_start: int = field(init=False)
    phrase: str = field(init=False)  # the noun phrase on the left
    verb: str = field(init=False)  # the verb that it starts with
    bare: bool = field(init=False)  # it names nothing
    listed: bool = field(init=False)  # the run goes on with a list: 、支出
    classifier: bool = field(init=False)  # the unit counts things
    whole: str = field(init=False)  # what the things counted are part of
    right: str = field(init=False)  # the noun phrase on the right
    right_end: int = field(init=False)
    name_start: int = field(init=False)

    def __post_init__(self) -> None:
        clause = self.clause
        left, self.left_start, self.text, self.place = clause.left, clause.left_start, clause.text, clause.place
        self.left, self.first, self.last = left, clause.first, clause.last
        phrase = noun_phrases.core(self._named_words().removeprefix("、"))
        self.listed = (
            left.startswith(("、", "和", "及", "与")) and self.left_start == clause.previous_end and clause.index > 0
        )
        self.verb = noun_phrases.leading_verb(phrase)
        self.classifier = counts(self.first)
        begin, stop = clause.right_side()
        self.right = noun_phrases.right_noun(self.text, begin, stop) if len(clause.group) == 1 else ""
        self.right_end = self.text.find(self.right, self.last.end, stop) + len(self.right) if self.right else 0
        self.right = (
            "人" * (self.last.unit == "人" and self.right.startswith("口")) + self.right
        )  # 50多万人口饮水安全问题
        self.name_start = self.left_start + max(0, left.find(phrase)) if phrase else self.left_start
        among = _AMONG.match(left) if self.right and left.endswith("有") else None
        self.whole = the_whole(among["whole"], self.place.entity) if among else ""
        if among or phrase.endswith(("和", "与", "及")):  # 所有乡镇和90%的行政村: the number speaks of what follows it
            phrase = ""
        elif head := left.rpartition("、")[0].strip("、"):
            phrase = self._before_the_last(head, phrase)
        self.phrase, self.bare = phrase, not phrase or noun_phrases.is_verb_only(phrase)

    def _before_the_last(self, head: str, phrase: str) -> str:
        """、位次前移、增长5.1%; 粮食总产再创新高、突破40万吨: the last item of a list is a verb, and the items before it only say what the thing did."""
        last = noun_phrases.core(self.left.rpartition("、")[2])
        if last and not noun_phrases.is_verb_only(last):
            return phrase
        if known := known_head(noun_phrases.core(head)):
            return known
        within = self.left_start == self.clause.previous_end and self.clause.index > 0
        return "" if within and not vocabulary.match(noun_phrases.core(head)) else phrase

    def _named_words(self) -> str:
        """The words on the left without what the number is compared with or has moved from."""
        if self.place.moved and ANY_MOVE_TO.fullmatch(self.left):  # 由76%改善至84%
            return ""
        gap = GAP.search(self.left)
        words_left = self.left[: gap.start()] if gap else self.left
        if gap and _CLASS.search(gap["to"] or ""):  # 优于Ⅲ类水体比例: a class of water, no gap
            words_left = self.left
        if MOVES_TO.search(words_left):
            words_left = _FROM_ON.sub("", MOVES_TO.sub("", words_left)) or words_left
        if self.clause.sentence.has_bases:
            words_left = bases.without(words_left)
        return TIMES_OF.sub("", words_left) if self.first.unit == "倍" else words_left

    def names(self) -> Names:
        """The names of the run's numbers by the first rule that knows them; the place remembers them for the next run."""
        return (
            self._from_the_right()
            or self._share_of_plan()
            or self._named_before()
            or self._share_of_last()
            or self._cost_of_the_counted()
            or self._of_what_moves()
            or self._of_the_thing()
            or self._level_of_list()
            or self._one_each()
            or self._with_the_right()
            or self._on_the_left()
        )

    def _from_the_right(self) -> Names | None:
        counts = self.classifier and not MOVES.search(self.left)
        if not self.right or not (self.bare or counts or self.first.noun_unit or self.phrase.endswith("等")):
            return None
        if self.first.worded in ("zero", "positive"):
            return None
        if not self.bare and noun_phrases.is_verb_only(self.right):  # 村道2974公里建设任务
            return None
        near = noun_phrases.without_actor(self.phrase) if self.bare else self.verb
        if not near and self.listed:
            near = self.place.verb
        place = self.place
        place.verb = near
        place.names, place.entity = [near + self.right], self.whole or self.right
        stands = near and near in self.left and self.bare
        place.start = self.left_start + self.left.rfind(near) if stands else self.first.before_start
        return Names(place.names, place.start, self.right_end, "name:right")

    def _share_of_plan(self) -> Names | None:
        planned = _OF_PLAN.search(self.left) if self.first.unit == "%" else None
        if not planned or not self.place.names:  # 完成全年计划的120.3%
            return None
        return Names([f"{self.place.names[0]}{planned[1]}比例"], self.place.start, 0, "name:share-of-plan")

    def _named_before(self) -> Names | None:
        """The names of a run with none of its own: those of the number, the clause or the sentence before."""
        if not self.bare:
            return None
        place, group = self.place, self.clause.group
        if len(place.names) < len(group) <= len(place.history) and len(group) > 1:
            place.names = place.history[-len(group) :]
        if len(group) == 1 and _FOR_EACH.match(self.left) and len(both := self._alike_before()) > 1:
            return Names(both, place.start, 0, "name:each")
        self._take_subject_between()
        if not place.names and (first := self._first_name()):
            return first
        own = self.phrase or noun_phrases.strip_lead(self.left)
        if own and self.first.unit not in PERCENT and _RATE.search(place.names[0]):  # a rate is not counted in heads
            return Names([own], self.left_start + max(0, self.left.find(own)), 0, "name:verb")
        return Names(self._inherited(), place.start, 0, "name:inherited")

    def _take_subject_between(self) -> None:
        """税收总额连上三个台阶，由…增至…: the subject of a clause without a number, since the number before."""
        begin, place = self.clause.previous_end, self.place
        subject = subject_between(self.text, begin, self.left_start) if self.clause.index else ""
        if subject and subject not in place.names:
            place.names, place.entity, place.history = [subject], subject, []
            place.start = self.text.find(subject, begin)

    def _inherited(self) -> list[str]:
        """The names that the place holds, as many as the run has numbers."""
        place, count = self.place, len(self.clause.group)
        names = place.names
        if len(names) < count:
            names = noun_phrases.split_heads(names[0], count) or names
        elif count == 1 and len(names) > 1:
            names = names[:1]
        if len(names) == 1 and names[0].endswith("新增") and _REACHES.search(self.left + self._comparing()):
            names = [names[0].removesuffix("新增")]  # 里程新增300公里、突破7000公里
        if count == 1 and (staged := at_stage(names[0], self.phrase)):
            place.names = names = [staged]
        return names

    def _alike_before(self) -> list[str]:
        """The names of the numbers before with one unit: 城镇居民收入36000元，农民收入19800元，分别增长7%."""
        found, i = self.clause.sentence.found, self.clause.index
        alike = 0
        while alike < min(i, len(self.place.history)) and found[i - 1 - alike].unit == found[i - 1].unit:
            alike += 1
        return self.place.history[-alike:] if alike > 1 and self.first.unit != found[i - 1].unit else []

    def _comparing(self) -> str:
        return self.text[self.first.before_start : self.first.start]

    def _first_name(self) -> Names | None:
        """A name for the first number of a sentence; None where the clause before gave one that the place now holds."""
        place, last = self.place, self.clause.group[-1]
        purpose = _PURPOSE.match(self.text, last.end, self.clause.sentence.end) if self.first.unit in MONEY else None
        if purpose:  # 中央财政安排150亿元，增加对产粮大县的转移支付
            place.names, place.start = [purpose["what"]], self.first.before_start
            return Names(place.names, place.start, purpose.end(), "name:purpose")
        earlier = clause_before(self.text, self.left_start, self.clause.sentence.start)
        if not earlier and not self.clause.index and (subject := subject_before(self.text, self.clause.sentence.start)):
            place.names, place.start = [subject], self.left_start
            return Names(place.names, place.start, 0, "name:sentence-before")
        if not earlier:
            return Names([self.phrase] if self.phrase else [], self.name_start, 0, "name:verb")
        place.names, place.start = [earlier], self.left_start - 1 - len(earlier)
        return None

    def _share_of_last(self) -> Names | None:
        place = self.place
        if not place.names or not (self.phrase.startswith("占") or _CONTRIBUTES.match(self.phrase)):
            return None
        rest, count = _SHARE_TAIL.sub("", self.phrase), len(self.clause.group)
        if len(place.names) < count <= len(place.history):  # 完成投资9亿元、实现收入21亿元，分别占全市的73%、76%
            place.names = place.history[-count:]
        names = [n + rest + "比重" * (not rest.endswith("占比")) for n in place.names[: max(1, count)]]
        return Names(names, place.start, 0, "name:share-of")

    def _cost_of_the_counted(self) -> Names | None:
        """总投资160亿元的28个重点项目, 总投资160亿元、年度投资50亿元的28个重点项目: the cost of what is counted next."""
        cost = _COST.fullmatch(self.phrase) if self.first.unit == "元" and not self.place.names else None
        following = self.clause.sentence.found[self.clause.index + 1 : self.clause.index + 3]
        if not cost or not following:
            return None
        last = self.clause.group[-1]
        if _AND_COST.fullmatch(self.text, last.end, following[0].before_start):
            last, following = following[0], following[1:]
        if not following or self.text[last.end : following[0].before_start] != "的":
            return None
        thing = noun_phrases.right_noun(self.text, following[0].end, self.clause.sentence.end)
        if not thing:
            return None
        self.place.names, self.place.entity, self.place.start = [thing + cost["cost"]], thing, self.name_start
        return Names(self.place.names, self.name_start, 0, "name:cost")

    def _of_what_moves(self) -> Names | None:
        """提高最低工资标准，三个档次分别提高到…; 推动服务业投资增长，占比保持在全部投资的…: what the clause before raises."""
        grades, share = _GRADES.match(self.phrase), _ITS_SHARE.fullmatch(self.phrase)
        if self.listed or not (grades or share):
            return None
        thing = moved_before(self.text, self.left_start, self.clause.previous_end)
        if not thing:
            return None
        of = share["of"] if share else None
        self.place.names = [f"{thing}占{of}比重" if of else thing + "占比" * bool(share)]
        self.place.start, self.place.entity = self.name_start, thing
        count = len(self.clause.group)
        each = (
            [f"{thing}{grade}档" for grade in "一二三四五六七八九"[:count]]
            if grades and count > 1
            else self.place.names
        )
        return Names(each, self.name_start, 0, "name:moved")

    def _of_the_thing(self) -> Names | None:
        place = self.place
        if self.phrase not in noun_phrases.GENERIC:
            return None
        if not self.listed and (thing := worked_on_before(self.text, self.left_start, self.clause.previous_end)):
            place.entity = thing  # 加快推进园区建设，完成投资13亿元
        if not place.entity or noun_phrases.INDICATOR_LIKE.search(place.entity):
            return None
        if vocabulary.match(place.entity) and vocabulary.match(self.phrase):  # 经济总量翻番，固定资产投资增长8%
            return None
        place.names = [of_entity(place.entity, self.phrase)]
        return Names(place.names, place.start, 0, "name:head")

    def _level_of_list(self) -> Names | None:
        place, phrase = self.place, self.phrase
        if not self.listed or not place.names or len(phrase) > 4 or not _LEVEL_ONLY.fullmatch(phrase):
            return None
        verb = "新增" * place.names[-1].startswith("新增")
        place.names = [verb + phrase + _LEVEL_FIRST.sub("", place.names[-1])]
        return Names(place.names, self.name_start, 0, "name:list-head")

    def _one_each(self) -> Names | None:
        """Several names in one phrase: each with a number of the run, or all with its only one."""
        count, phrase = len(self.clause.group), self.phrase
        if count > 1:
            names = noun_phrases.split_heads(phrase, count)
            return self._joint(names, "name:shared-head") if names else None
        if self.first.unit in PERCENT and _JOINTS.search(phrase):
            items = [x for x in _JOINTS.split(phrase.removeprefix(self.verb)) if x]
            if len(items) > 1 and all(vocabulary.match(x) or x.endswith("率") for x in items):
                return self._joint(items, "name:each")
        if _ALL.search(self.left):
            items = [x for x in _JOINTS.split(phrase) if x]
            names = noun_phrases.split_heads(phrase, len(items)) if len(items) > 1 else None
            return self._joint(names, "name:each") if names else None
        return None

    def _joint(self, names: list[str], rule: str) -> Names:
        self.place.names, self.place.start, self.place.entity = names, self.name_start, names[0]
        return Names(names, self.name_start, 0, rule)

    def _with_the_right(self) -> Names | None:
        """The words on the left and the noun on the right together: 解决农村50万人的饮水安全问题, 投资2350万元的扩建项目."""
        if not self.right:
            return None
        joined = self.text.startswith("的", self.clause.group[-1].end)
        if _SOLVES.match(self.verb) and (joined or self.right.endswith("问题")):
            name = self.phrase + self.right
        elif joined and (cost := _COST.search(self.phrase)):
            name = self.right + cost["cost"]
        else:
            return None
        self.place.names, self.place.start = [name], self.name_start
        return Names([name], self.name_start, self.right_end, "name:right")

    def _shares_level(self, name: str) -> bool:
        """Whether the level before a list holds for this name too: 省级达标村5个、示范村2个. Firms have levels of their own."""
        return self.listed and self.classifier and not _LEVEL.match(name) and not name.endswith("企业")

    def _on_the_left(self) -> Names:
        place, verb = self.place, self.verb
        name, taken = self._restored()
        if taken or self.left_start != self.clause.previous_end or self.clause.index == 0:
            place.verb = verb
        head = known_head(name)
        name = head or name
        place.names, place.start = [name], self.name_start
        if self.phrase not in noun_phrases.GENERIC:
            place.entity = head or self.phrase.removeprefix(verb) or self.phrase
        spent = None
        if self.first.unit in PERCENT:
            spent = _SPENT_ON.match(self.text, self.last.end, self.clause.sentence.end)
        if spent:
            place.names = [name + spent["on"]]  # 财政支出八成以上投向民生领域
            return Names(place.names, self.name_start, spent.end(), "name:spent-on")
        return Names([name], self.name_start, 0, "name:left")

    def _restored(self) -> tuple[str, bool]:
        """The name with what a list or the head before lends it, and whether its own verb holds for what follows in the list."""
        place, verb, name = self.place, self.verb, self.phrase
        last = place.names[0] if place.names else ""
        rate = self.first.unit in PERCENT
        if (
            len(name) <= _SHORT_HEAD
            and last.endswith(name)
            and not self.listed
            and self.clause.index
            and not vocabulary.match(name)
        ):
            name = last  # 财政支出任务1500万，实现支出1610万: the head said again
        if last and name in _SAID_AGAIN and not self.listed:
            name = last  # 地区生产总值62.7亿元，现价总量增加7.3亿元
        if self.listed and (shared := self._from_the_list(name, last)):
            return shared, False
        if not verb and name and not rate and (cut := _CUT_BEHIND.search(self.left)):
            name = cut[0] + name  # 粗钢产量压减40万吨 and 压减粗钢产量40万吨 are one thing
        return name, bool(verb)

    def _from_the_list(self, name: str, last: str) -> str:
        """The name with what the list's items before it share: a whole, a level, a verb; "" where they share nothing."""
        place, verb = self.place, self.verb
        sibling = _SIBLINGS.get(name)
        if sibling and last.endswith(sibling):
            return last[: -len(sibling)] + name  # 一般预算收入29.3亿元、支出143.6亿元
        if self._shares_level(name) and (rank := _LEVEL.match(last)):
            return (rank[0] if verb == "" else verb + rank["level"]) + name.removeprefix(verb)
        if place.verb and not verb and self.classifier:
            return place.verb + name
        if self.first.unit in PERCENT and not MOVES.search(self.left) and (cut := CUT.match(last)):
            return cut[0] + name if not CUT.match(name) else name  # 平均压减时间58%、材料52%
        return ""
