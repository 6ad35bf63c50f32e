"""What kind of quantity a number is: a rate of change, a share, an amount added, a level or a gap."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from extract.language import alternation, words
from extract.model import Measure
from extract.reading import noun_phrases
from extract.reading.quantity import Quantity

_CUES = words("cues")
_UP, _DOWN = alternation(_CUES["rise"]), alternation(_CUES["fall"])
MOVES = re.compile(
    rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP})(?<!新增)(?<!改造提升))(?:了|约|近|在|达|达到|幅度?|为|一倍)*(?:控制在|保持在|稳定在)?$"
)
MOVES_TO = re.compile(
    r"(?:提高|增加|增长|上升|提升|扩大|下降|降低|减少|降|增|升|发展|回落|缩小|调整|上调|下调|压缩|恢复|转移|推广|攀升|跃升|上涨|拓展|延伸|扩展|延长|缩短|壮大|变|重组|合并|整合)(?:到|至|为|成)(?:了|近|约)?$"
)
_GROWTH_NOUN = re.compile(
    rf"(?:{alternation(_CUES['growth_nouns'])})(?:为|达到?|在|保持在?|控制在?|稳定在?|预期|确定为|调整为|是|分别|均|要|也|约|力争|目标|设定为|下降到|回落到|提高到|降到|[：，]|拟定为|目标为|的?(?:调控|预期|年度)?目标(?:设?定)?(?:为|是)?)*$"
)
NOT_GROWTH = re.compile(alternation(_CUES["not_growth"]))
_OWN_AIM = "(?:(?:全年|年度|年初|预期|既定|原定|[省市县]定)的?)*(?:计划|目标|任务|预算|预期)+数?"
GAP = re.compile(
    rf"(?:超[出过]?{_OWN_AIM}$|(?:(?<![不得能要许宜应])(?:高于|低于)|快于|慢于|优于|(?<!占)比(?!重|例|率|上年|去年|20|19|上|年初(?!预期|目标|计划|预算|确定)|“)[^，。；]{{1,14}}?(?:高|低|快|慢|多|少))(?P<to>[^，。；\d]{{0,14}})$)"
)

# 保持20%以上增长: the verb of growth may follow.
_GROWS_AFTER = re.compile(r"的?(?:预期|较快|平稳)?(?:增长|增速|增幅)(?!点|极|中心|动力|贡献)")
_YEAR_ON_YEAR = re.compile(r"(?:同比|[比较](?:上年|去年)(?:同期)?)$")
_LESS = re.compile(r"低|慢|少")
RATE_NAME = re.compile(r"(?:涨幅|增幅|增速|增长速度|增长率)$")
GROWTH_NAME = re.compile(r"(?:增速|增幅|涨幅|增长率|增长速度|增长)$")
CUT = re.compile(r"(?:平均|累计|再次?|继续)?(?:减少|压缩|缩减|精简|降低|压减|削减|缩短)")
_ADDS = re.compile(r"新增|净增|新建|新开工|新改建|(?<=..)(?:建成|改造|开工|培训|引进|治理)$")


@dataclass(slots=True)
class Words:
    """What the rules look at: the words on the left of a number, the name found for it, the number, and the canvas."""

    left: str
    name: str
    m: Quantity
    text: str
    rate: bool

    @property
    def is_factor(self) -> bool:
        """A rate, or a multiple: 增长1.5倍."""
        return self.rate or self.m.unit == "倍"


Told = tuple[Measure, int, str | None, list[str]]


def _in_words(w: Words) -> Told | None:
    """翻番, 零增长, 正增长, 持平."""
    if w.m.worded == "double":
        return "growth", 1, None, ["measure:double"]
    return ("growth", 1, None, ["measure:zero"]) if w.m.worded in ("zero", "positive", "flat") else None


def _gap(w: Words) -> Told | None:
    """比全国高0.5个百分点."""
    gap = None if w.rate else GAP.search(w.left)
    if not gap:
        return None
    sign = -1 if _LESS.search(gap[0][:6] + gap[0][-2:]) else 1
    against = re.sub(r"^比|^超[出过]?|(?:高|低|快|慢|多|少)$|于", "", gap["to"] or gap[0]).strip("高低快慢于比")
    return "change", sign, against or None, ["measure:gap"]


def _named_a_growth(w: Words) -> Told | None:
    """居民消费价格涨幅3%."""
    named = w.rate and RATE_NAME.search(w.name) and not NOT_GROWTH.search(w.name)
    return ("growth", 1, None, ["measure:growth-noun"]) if named else None


def _moves_to(w: Words) -> Told | None:
    """提高到46%, 增至52万吨."""
    if not MOVES_TO.search(w.left):
        return None
    return ("share" if w.is_factor else "level"), 1, None, ["measure:moves-to"]


def _moves(w: Words) -> Told | None:
    """增长6%, 下降3%; what a government cuts (产能压减60万吨) is counted like what it builds."""
    moves = MOVES.search(w.left)
    if not moves:
        return None
    if not w.rate and w.m.unit != "个百分点" and w.name.startswith(moves["down"] or " "):
        return "increment", 1, None, ["measure:done-to"]
    if NOT_GROWTH.search(w.left[-10:]):
        return None
    return ("growth" if w.is_factor else "change"), -1 if moves["down"] else 1, None, ["measure:moves"]


def _grows(w: Words) -> Told | None:
    """增速为6%, 同比-1.2%, 保持8%的速度."""
    if not w.rate:
        return None
    if (_GROWTH_NOUN.search(w.left) or GROWTH_NAME.search(w.name)) and not NOT_GROWTH.search(w.name):
        return "growth", -1 if re.search("降幅", w.left[-6:]) else 1, None, ["measure:growth-noun"]
    if _YEAR_ON_YEAR.search(w.left):
        return "growth", 1, None, ["measure:year-on-year"]
    behind = w.text.startswith("速度", w.m.end - 2) or _GROWS_AFTER.match(w.text, w.m.end)
    return ("growth", 1, None, ["measure:speed"]) if behind else None


def _share(w: Words) -> Told | None:
    """优良率98%, 相当于上年的2倍; 压减时间58% is a fall."""
    if w.rate:
        return ("growth", -1, None, ["measure:cut"]) if CUT.match(w.name) else ("share", 1, None, ["measure:share"])
    return ("share", 1, None, ["measure:times"]) if w.m.unit == "倍" else None


def _amount(w: Words) -> Told | None:
    """新建5所 and 农田建成6万亩 are added, 达到132亿元 is a level, 减少3万人 a change."""
    if w.m.unit in ("人", "户") and re.match(r"(?:再次?|继续)?减少", w.name):
        return "change", -1, None, ["measure:fewer"]
    if noun_phrases.leading_verb(w.name) or _ADDS.search(w.name):
        return "increment", 1, None, ["measure:increment"]
    return "level", 1, None, ["measure:level"]


# The first that knows the words decides; the last knows all.
RULES: tuple[Callable[[Words], Told | None], ...] = (
    _in_words,
    _gap,
    _named_a_growth,
    _moves_to,
    _moves,
    _grows,
    _share,
    _amount,
)


def measure_of(left: str, name: str, m: Quantity, text: str) -> Told:
    """Measure, sign (−1 for a fall), what a gap is measured against, and the rules used."""
    w = Words(left, name, m, text, m.unit in ("%", "‰"))
    return next(told for rule in RULES if (told := rule(w)))
