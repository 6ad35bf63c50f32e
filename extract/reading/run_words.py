"""The words around a run of numbers, as far as they can name it: the noun phrase on its left, and the noun on its right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from extract import vocabulary
from extract.language.units import MONEY
from extract.reading import bases, noun_phrases
from extract.reading.antecedents import known_head, the_whole
from extract.reading.asides import counts
from extract.reading.clause import ANY_MOVE_TO, Clause
from extract.reading.context import SentenceState
from extract.reading.measures import GAP, MOVES_TO
from extract.reading.quantity import NEGATION, Quantity

# 是三年前的3倍: what the multiple is taken of is no part of the name.
TIMES_OF = re.compile(rf"(?:是|为|相当于|(?P<least>{NEGATION}(?:低于|少于)))(?P<base>[^，。；]{{2,14}}?)的?$")
# 35个计划项目中有32个: what is counted is part of a whole, and what follows speaks of the whole.
_AMONG = re.compile(r"^(?P<whole>[^，。；]{2,30})中，?(?:已|共)?有$")
# 控制在国家下达的10‰以内: who set the limit is no part of the name.
_SET_ABOVE = re.compile(r"(?:[控限]制在|保持在)(?:国家|[省市]里?|上级|国务院|自治区)(?:下达|核定|确定|规定)的$")
_CLASS = re.compile("[ⅠⅡⅢⅣⅤ类]|比例|率")
# 投资620万元对乡镇卫生院进行改造, 投资12亿元的电力项目: what the money is for stands behind it.
_SPENT_ON_IT = re.compile(
    r"的(?![^，。；]{0,6}(?:目标|任务))[^，。；\d]{2,}|[，、]?(?:主要|重点)?(?:用于|用来|支持|扶持|补助)[^，。；]{2,}|(?:对|实施|新建|改建|改造|建设|修建|建成|开展|启动)[^，。；]{2,}"
)
FROM_ON = re.compile(r"(?:由|从)[^，。；]*$")


class Names(NamedTuple):
    """The name of each number of a run, where the names start and end on the canvas (0: before the number), and by which rule."""

    names: list[str]
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class RunWords:
    """The words around a run of numbers: what the rules read their names from."""

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
        if among or (
            phrase.endswith(("和", "与", "及")) and not phrase.endswith(("惠及", "普及", "涉及", "遍及"))
        ):  # 所有乡镇和90%的行政村: the number speaks of what follows it
            phrase = ""
        elif head := left.rpartition("、")[0].strip("、"):
            phrase = self._before_the_last(head, phrase)
        self.phrase, self.bare = phrase, not phrase or noun_phrases.is_verb_only(phrase)

    @property
    def spent_on_what_follows(self) -> bool:
        """Whether money is for what stands behind it, and so of nothing that was named before."""
        return self.first.unit in MONEY and bool(_SPENT_ON_IT.match(self.text, self.last.end, self.clause.sentence.end))

    def _before_the_last(self, head: str, phrase: str) -> str:
        """、位次前移、增长5.1%; 粮食总产再创新高、突破40万吨: the last item of a list is a verb, and the items before it only say what the thing did."""
        last = noun_phrases.core(self.left.rpartition("、")[2])
        if last and not noun_phrases.is_verb_only(last):
            return phrase
        before = noun_phrases.core(head)
        if known := known_head(before):
            return known
        within = self.left_start == self.clause.previous_end and self.clause.index > 0
        return "" if within and not vocabulary.match(before) else phrase

    def _named_words(self) -> str:
        """The words on the left without what the number is compared with or has moved from."""
        if self.place.moved and ANY_MOVE_TO.fullmatch(self.left):  # 由76%改善至84%
            return ""
        gap = GAP.search(self.left)
        words_left = self.left[: gap.start()] if gap else self.left
        if gap and _CLASS.search(gap["to"] or ""):  # 优于Ⅲ类水体比例: a class of water, no gap
            words_left = self.left
        if MOVES_TO.search(words_left):
            words_left = FROM_ON.sub("", MOVES_TO.sub("", words_left)) or words_left
        words_left = _SET_ABOVE.sub("", words_left) if words_left.endswith("的") else words_left
        if self.clause.sentence.has_bases:
            words_left = bases.without(words_left)
        return TIMES_OF.sub("", words_left) if self.first.unit == "倍" else words_left
