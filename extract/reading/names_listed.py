"""Names of runs in lists: several in one phrase, and what the items of a list share: a whole, a level, a verb."""

from __future__ import annotations

import re

from extract import vocabulary
from extract.language import alternation, words
from extract.language.units import PERCENT
from extract.reading import noun_phrases
from extract.reading.antecedents import known_head
from extract.reading.measures import CUT, MOVES
from extract.reading.run_words import Names, RunWords

# 甲、乙分别突破1万亿元: one number for each of them, where no other number follows in the list.
_FOR_EACH_OF_THEM = re.compile(
    r"(?:年均|均|累计)?分别(?:要|将|可|达到?|突破|超过?|增长|下降|提高|增加|减少|降低|实现|完成|控制在|提高到)*$"
)
_LIST_ENDS = re.compile("(?:的?(?:大关|台阶|速度))?(?:[，。；！]|$)")
_SPENT_ON = re.compile(r"(?:都|均|将|继续|要)?(?P<on>(?:投向|投入到?|用于|用在|花在|来自|流向)[^，。；：、！\d]{2,14})")
_SIBLINGS = {"支出": "收入", "贷款": "存款", "进口": "出口", "出口": "进口", "贷款余额": "存款余额"}
_LEVEL = re.compile(rf"(?:{alternation(words('cues')['verbs'])})?(?P<level>(?:国家|省|市|县|自治区)级(?:及?以上)?)")
_ALL = re.compile(
    r"(?:都|(?<![年平人户])均|各)(?:要|将|可|达|达到|为|居|在|实现|有|控制在|减少|下降|增长|提高|增加|降低|保持)*(?:了)?$"
)
_LEVEL_ONLY = re.compile(r"(?:国家|省|市|县|自治区|区|市县|村|乡镇|国家和省)级?(?:以上)?")
_LEVEL_FIRST = re.compile(r"^(?:新增|其中)?(?:国家|省|市|县|自治区|区)级")
# What a government does to a thing; a fall that happens of itself (下降, 减少) is another matter.
_CUT_BEHIND = re.compile(r"(?:压减|压缩|精简|削减|淘汰|关停)$")
_SHORT_HEAD = 2  # characters of a head that stands for the whole name: 支出, 投资
_SAID_AGAIN = ("现价总量", "现价总额", "绝对量", "绝对额", "绝对值")  # how much of it, at today's prices
_NO_SUM = re.compile("人均|单位|万元|强度|浓度|指数|率$")  # of two such things there is no sum that could grow
# What stands before the thing itself in a name that tells its size: 10亿元以上项目.
_OF_SIZE = re.compile(rf"^.*以上的?|^(?:{alternation(words('cues')['verbs'])})(?=..)|^(?=..)")
_ADDS_NOTHING = re.compile("(?:组织|启动)?实施|(?:加快)?推进|加快|扶持|支持|完成|抓好|安排|新增|新建")
_SOLD = ("出栏", "存栏")  # how animals are counted; behind their name they are a noun
_JOINTS = re.compile("[、和与及]")
_OF_THEM = re.compile("其中：?")  # what stands behind it is a part of what was counted before
# 每千人口拥有医师2.6名、床位6张: what the first is counted by holds for the next.
_PER = re.compile(
    "每(?:[百千万]|十万|百万)?(?:常住)?[人名户位亩张](?:口|居民家庭|家庭|居民|老人)?(?:中|均)?(?:拥有|有|占有)?"
)


def level_of_list(run: RunWords) -> Names | None:
    """新增国家级项目3个、省级8个: a level alone is of the thing that the list counts."""
    place, phrase = run.place, run.phrase
    if not run.listed or not place.names or len(phrase) > 4 or not _LEVEL_ONLY.fullmatch(phrase):
        return None
    verb = "新增" * place.names[-1].startswith("新增")
    place.names = [verb + phrase + _LEVEL_FIRST.sub("", place.names[-1])]
    return Names(place.names, run.name_start, 0, "name:list-head")


def thing_of_level(run: RunWords) -> str:
    """建成10个市级、85个县级医院: what a level alone is of is named behind the next number; "" where it is a name itself."""
    after = run.clause.following
    if not _LEVEL_ONLY.fullmatch(run.right) or after is None or after.unit != run.first.unit:
        return ""
    if not _JOINTS.fullmatch(run.text, run.right_end, after.before_start):
        return ""
    noun = noun_phrases.right_noun(run.text, after.end, run.clause.sentence.end)
    return _LEVEL_FIRST.sub("", noun) if _LEVEL_FIRST.match(noun) else ""


def one_each(run: RunWords) -> Names | None:
    """Several names in one phrase: each with a number of the run, or all with its only one."""
    count, phrase = len(run.clause.group), run.phrase
    if count > 1:
        names = noun_phrases.split_heads(phrase, count)
        return _joint(run, names, "name:shared-head") if names else None
    each = _rate_of_each(run) if run.first.unit in PERCENT and _JOINTS.search(phrase) else None
    if each:
        return _joint(run, each, "name:each")
    if _ALL.search(run.left) or _is_for_each(run):
        items = [x for x in _JOINTS.split(phrase) if x]
        names = noun_phrases.split_heads(phrase, len(items)) if len(items) > 1 else None
        return _joint(run, names, "name:each") if names else None
    return None


def _is_for_each(run: RunWords) -> bool:
    """Whether 分别 stands before the only number of the list."""
    end = run.clause.sentence.end
    return bool(_FOR_EACH_OF_THEM.search(run.left) and _LIST_ENDS.match(run.text, run.last.end, end))


def _rate_of_each(run: RunWords) -> list[str] | None:
    """The names that one rate is of: indicators side by side, or of a shared head (城镇居民和农民人均纯收入); None for one name."""
    items = [x for x in _JOINTS.split(run.phrase.removeprefix(run.verb)) if x]
    if len(items) < 2:
        return None
    if all(vocabulary.match(x) or x.endswith("率") for x in items):
        return items
    shared = None if vocabulary.match(run.phrase) else noun_phrases.split_heads(run.phrase, len(items))
    return shared if shared and all(_NO_SUM.search(x) and vocabulary.match(x) for x in shared) else None


def _joint(run: RunWords, names: list[str], rule: str) -> Names:
    run.place.names, run.place.start, run.place.entity = names, run.name_start, names[0]
    return Names(names, run.name_start, 0, rule)


def _shares_level(run: RunWords, name: str) -> bool:
    """Whether the level before a list holds for this name too: 省级达标村5个、示范村2个. Firms have levels of their own."""
    return run.listed and run.classifier and not _LEVEL.match(name) and not name.endswith("企业")


def on_the_left(run: RunWords) -> Names:
    """What stands before the number, with what a list or the head before lends it. Knows all."""
    place, verb = run.place, run.verb
    name, taken = _restored(run)
    if taken or run.left_start != run.clause.previous_end or run.clause.index == 0:
        place.verb = verb or place.verb * _is_part(run)
    head = known_head(name)
    name = head or name
    place.names, place.start = [name], run.name_start
    if run.phrase not in noun_phrases.GENERIC:
        place.entity = head or run.phrase.removeprefix(verb) or run.phrase
    spent = None
    if run.first.unit in PERCENT:
        spent = _SPENT_ON.match(run.text, run.last.end, run.clause.sentence.end)
    if spent:
        place.names = [name + spent["on"]]  # 财政支出八成以上投向民生领域
        return Names(place.names, run.name_start, spent.end(), "name:spent-on")
    return Names([name], run.name_start, 0, "name:left")


def _restored(run: RunWords) -> tuple[str, bool]:
    """The name with what a list or the head before lends it, and whether its own verb holds for what follows in the list."""
    place, verb = run.place, run.verb
    last = place.names[0] if place.names else ""
    rate = run.first.unit in PERCENT
    name = _completed(run, last)
    if run.listed and (shared := _from_the_list(run, name, last)):
        return shared, False
    if not verb and _is_part(run):
        return _with_verb(place.verb, name), False  # 新增企业96家，其中工业企业41家: as many of the new ones
    if not verb and name and not rate and (cut := _CUT_BEHIND.search(run.left)):
        name = cut[0] + name  # 粗钢产量压减40万吨 and 压减粗钢产量40万吨 are one thing
    return name, bool(verb)


def _completed(run: RunWords, last: str) -> str:
    """The words on the left, or the whole name before them where they only say a part of it again."""
    name = run.phrase
    counted = run.place.counted.get(run.first.unit or "", [last])[0]
    if name.endswith("以上") and run.classifier and (thing := _OF_SIZE.search(counted)):
        return name + counted[thing.end() :]  # 引进项目30个，其中亿元以上10个
    if run.listed or not last or run.spent_on_what_follows:
        return name
    again = len(name) <= _SHORT_HEAD and last.endswith(name) and run.clause.index and not vocabulary.match(name)
    # 财政支出任务1500万，实现支出1610万: the head said again; 地区生产总值62.7亿元，现价总量增加7.3亿元
    return last if again or name in _SAID_AGAIN else name


def _with_verb(verb: str, name: str) -> str:
    """The name with the verb that holds for it too, but for a known flow behind a verb that adds nothing: 实施改厕100万户."""
    known = vocabulary.match(name) if _ADDS_NOTHING.fullmatch(verb) else None
    return name if known and known.flow and not vocabulary.match(verb + name) else verb + name


def _is_part(run: RunWords) -> bool:
    """Whether a number counts some of what the clause before counted with a verb, in the same unit."""
    last = run.place.last
    return (
        bool(run.place.verb) and last is not None and last.unit == run.first.unit and run.classifier
        and bool(_OF_THEM.match(run.left)) and run.clause.goes_on_from(run.place.last_index)
    )  # fmt: skip


def _from_the_list(run: RunWords, name: str, last: str) -> str:
    """The name with what the list's items before it share: a whole, a level, a verb; "" where they share nothing."""
    place, verb = run.place, run.verb
    sibling = _SIBLINGS.get(name)
    if sibling and last.endswith(sibling):
        return last[: -len(sibling)] + name  # 一般预算收入29.3亿元、支出143.6亿元
    if _shares_level(run, name) and (rank := _LEVEL.match(last)):
        return (rank[0] if verb == "" else verb + rank["level"]) + name.removeprefix(verb)
    if last.startswith(_SOLD) and run.classifier and not name.startswith(_SOLD):
        return last[:2] + name  # 出栏生猪120万头、肉牛15万头
    if place.verb and not verb and run.classifier:
        return _with_verb(place.verb, name)
    if (per := _PER.match(last)) and not name.startswith("每") and run.classifier:
        return per[0] + name
    if run.first.unit in PERCENT and not MOVES.search(run.left) and (cut := CUT.match(last)):
        return cut[0] + name if not CUT.match(name) else name  # 平均压减时间58%、材料52%
    return ""
