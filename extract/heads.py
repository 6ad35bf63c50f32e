"""The names of numbers that stand in lists: shared heads restored, inherited subjects, nouns on the right."""

from __future__ import annotations

import re

from extract import mentions as mm
from extract import naming, vocabulary
from extract.frame import Frame, Place
from extract.language import alternation, words
from extract.measuring import GAP, MOVES, MOVES_TO
from extract.mentions import Mention

# 是三年前的3倍: what the multiple is taken of is no part of the name.
_TIMES_OF = re.compile(r"(?:是|为|相当于)[^，。；]{2,14}$")
_STAGES = alternation(words("cues")["stages"])
_STAGE = re.compile(rf"({_STAGES})$")
_STAGE_OF = re.compile(rf"^(?:{_STAGES})|(?:{_STAGES})$")
_OF_PLAN = re.compile(r"((?:完成|占)(?:全年|年度|年初|预算|总)?(?:计划|目标|任务|预算))的$")
_RATE = re.compile(r"(?:率|比重|占比|比例)$")
_COST = re.compile(r"(?:计划|估算|概算)?总?投资额?$")
_SIBLINGS = {"支出": "收入", "贷款": "存款", "进口": "出口", "出口": "进口", "贷款余额": "存款余额"}
_LEVEL = re.compile(rf"(?:{alternation(words('cues')['verbs'])})?(?P<level>(?:国家|省|市|县|自治区)级(?:及?以上)?)")
_PURPOSE = re.compile(r"[，、]?(?:主要|重点)?(?:用于|用来|支持|增加|加大|解决|扶持|补助)(?P<what>[^，。；、\d]{3,24})")
_ALL = re.compile(
    r"(?:都|(?<![年平人户])均|各)(?:要|将|可|达|达到|为|居|在|实现|有|控制在|减少|下降|增长|提高|增加|降低|保持)*(?:了)?$"
)
_FROM_ON = re.compile(r"(?:由|从)[^，。；]*$")
_CONTRIBUTES = re.compile(r"对.{2,10}(?:贡献率|拉动)")
_SHARE_TAIL = re.compile(r"(?:的|比重|比例)+$")
_LEVEL_ONLY = re.compile(r"(?:国家|省|市|县|自治区|区|市县|村|乡镇|国家和省)级?(?:以上)?")
_LEVEL_FIRST = re.compile(r"^(?:新增|其中)?(?:国家|省|市|县|自治区|区)级")
_JOINT = re.compile("[、和与及]")
_JOINTS = re.compile(r"、|和|与|及")
_PAUSES = re.compile(r"[，。；：、]")
_CLAUSE_ENDS = re.compile("[，；：\n]")


def names_of(
    frame: Frame, left: str, left_start: int, group: list[Mention], place: Place,
    found: list[Mention], i: int, end: int, previous_end: int, start: int,
) -> tuple[list[str], int, int, list[str]]:  # fmt: skip
    """The name of each number of a group, where the names start and end on the canvas, and the rules that found them."""
    text, first, last = frame.canvas.text, group[0], group[-1]
    gap = GAP.search(left)
    words_left = left[: gap.start()] if gap else left
    if MOVES_TO.search(words_left):
        words_left = _FROM_ON.sub("", MOVES_TO.sub("", words_left)) or words_left
    if first.unit == "倍":
        words_left = _TIMES_OF.sub("", words_left)
    phrase = naming.core(words_left.removeprefix("、"))
    listed = left.startswith(("、", "和", "及", "与")) and left_start == previous_end and i > 0
    verb = naming.leading_verb(phrase)
    classifier = first.unit not in mm.PERCENT and first.unit not in ("元", "美元", "人", "人次")
    stop = found[i + len(group)].start if i + len(group) < len(found) else end
    right = naming.right_noun(text, last.end, stop) if len(group) == 1 else ""
    name_start = left_start + max(0, left.find(phrase)) if phrase else left_start
    if phrase.endswith(("和", "与", "及")):  # 所有乡镇和90%的行政村: the number speaks of what follows it
        phrase = ""
    bare = not phrase or naming.is_verb_only(phrase)
    if (
        right
        and (bare or (classifier and not MOVES.search(left)) or first.noun_unit or phrase.endswith("等"))
        and first.worded not in ("zero", "positive")
    ):
        near = naming.without_actor(phrase) if bare else verb
        if not near and listed:
            near = place.verb
        place.verb = near
        place.names, place.entity = [near + right], right
        place.start = left_start + left.rfind(near) if near and near in left and bare else first.before_start
        return place.names, place.start, last.end + text[last.end : stop].find(right) + len(right), ["name:right"]
    planned = _OF_PLAN.search(left)
    if planned and place.names and first.unit == "%":  # 完成全年计划的120.3%
        return [f"{place.names[0]}{planned[1]}比例"], place.start, 0, ["name:share-of-plan"]
    if bare and len(group) > 1 and len(place.names) < len(group) <= len(place.history):
        place.names = place.history[-len(group) :]
    if bare:
        if not place.names:
            purpose = _PURPOSE.match(text, last.end, end) if first.unit in ("元", "美元") else None
            if purpose:  # 中央财政安排150亿元，增加对产粮大县的转移支付
                place.names, place.start = [purpose["what"]], first.before_start
                return place.names, place.start, purpose.end(), ["name:purpose"]
            earlier = _clause_before(text, left_start, start)
            if not earlier and not i and (subject := _subject_before(text, start)):
                place.names, place.start = [subject], left_start
                return place.names, place.start, 0, ["name:sentence-before"]
            if not earlier:
                return ([phrase] if phrase else []), name_start, 0, ["name:verb"]
            place.names, place.start = [earlier], left_start - 1 - len(earlier)
        names = place.names
        own = phrase or naming.strip_lead(left)
        if own and first.unit not in mm.PERCENT and _RATE.search(names[0]):  # a rate is not counted in heads
            return [own], left_start + max(0, left.find(own)), 0, ["name:verb"]
        if len(names) < len(group):
            names = naming.split_heads(names[0], len(group)) or names
        elif len(group) == 1 and len(names) > 1:
            names = names[:1]
        if len(group) == 1 and (staged := _at_stage(names[0], phrase)):
            place.names = names = [staged]
        return names, place.start, 0, ["name:inherited"]
    if phrase.startswith("占") or _CONTRIBUTES.match(phrase):
        rest = _SHARE_TAIL.sub("", phrase)
        if place.names:
            names = [f"{n}{rest}比重" for n in place.names[: max(1, len(group))]]
            return names, place.start, 0, ["name:share-of"]
    if phrase in naming.GENERIC and place.entity and not naming.INDICATOR_LIKE.search(place.entity):
        name = place.entity + phrase
        place.names = [name]
        return [name], place.start, 0, ["name:head"]
    if listed and place.names and len(phrase) <= 4 and _LEVEL_ONLY.fullmatch(phrase):
        base = _LEVEL_FIRST.sub("", place.names[-1])
        verb_head = "新增" if place.names[-1].startswith("新增") else ""
        name = verb_head + phrase + base
        place.names = [name]
        return [name], name_start, 0, ["name:list-head"]
    if len(group) > 1:
        names = naming.split_heads(phrase, len(group))
        if names:
            place.names, place.start, place.entity = names, name_start, names[0]
            return names, name_start, 0, ["name:shared-head"]
    if first.unit in mm.PERCENT and len(group) == 1 and _JOINT.search(phrase):
        items = [x for x in _JOINTS.split(phrase.removeprefix(verb)) if x]
        if len(items) > 1 and all(vocabulary.match(x) for x in items):
            place.names, place.start, place.entity = items, name_start, items[0]
            return items, name_start, 0, ["name:each"]
    if _ALL.search(left) and len(group) == 1:
        items = [x for x in _JOINTS.split(phrase) if x]
        names = naming.split_heads(phrase, len(items)) if len(items) > 1 else None
        if names:
            place.names, place.start, place.entity = names, name_start, names[0]
            return names, name_start, 0, ["name:each"]
    if verb.startswith("解决") and right and text.startswith("的", last.end):  # 解决农村50万人的饮水安全问题
        name = verb + phrase.removeprefix(verb) + right
        place.names, place.start = [name], name_start
        return [name], name_start, last.end + text[last.end : stop].find(right) + len(right), ["name:right"]
    cost = _COST.search(phrase) if right and text.startswith("的", last.end) else None
    if cost:  # 投资2350万元的扩建项目
        place.names, place.start = [right + cost[0]], name_start
        return place.names, name_start, last.end + text[last.end : stop].find(right) + len(right), ["name:right"]
    name = phrase
    if listed and phrase in _SIBLINGS and place.names and place.names[0].endswith(_SIBLINGS[phrase]):
        name = place.names[0][: -len(_SIBLINGS[phrase])] + phrase  # 一般预算收入29.3亿元、支出143.6亿元
    elif listed and classifier and place.names and (rank := _LEVEL.match(place.names[0])) and not _LEVEL.match(phrase):
        name = (rank[0] if verb == "" else verb + rank["level"]) + phrase.removeprefix(verb)
    elif listed and place.verb and not verb and classifier:
        name = place.verb + phrase
    elif verb:
        place.verb = verb
    if left_start != previous_end or i == 0:
        place.verb = verb
    place.names, place.start = [name], name_start
    if phrase not in naming.GENERIC:
        place.entity = phrase.removeprefix(verb) or phrase
    return [name], name_start, 0, ["name:left"]


def _at_stage(name: str, phrase: str) -> str:
    """The name with the work's new stage: 新建卫生室56所、改扩建870所 gives 改扩建卫生室 for the second number."""
    stage, last = _STAGE.search(phrase), _STAGE_OF.search(name)
    if not stage or not last or stage[1] == last[0]:
        return ""
    return stage[1] + name[last.end() :] if not last.start() else name[: last.start()] + stage[1]


def _clause_before(text: str, position: int, start: int) -> str:
    """The noun phrase of the clause before a pause: 退耕还林还草，今年拟安排500万亩."""
    if position <= start or text[position - 1] != "，":
        return ""
    clause = _PAUSES.split(text[start : position - 1])[-1]
    phrase = naming.strip_lead(clause)
    return phrase if 2 <= len(phrase) <= 20 else ""


def _subject_before(text: str, start: int) -> str:
    """The indicator that opens the sentence before: 全省生产总值提前实现目标。2005年，初步核算达到10116.6亿元."""
    before = max(text.rfind(mark, max(0, start - 120), max(0, start - 1)) for mark in "。\n") + 1
    if not before or text[start - 1] != "。":
        return ""
    opening = naming.strip_lead(_CLAUSE_ENDS.split(text[before:start])[0])
    return next((opening[:n] for n in range(min(14, len(opening)), 2, -1) if vocabulary.match(opening[:n])), "")
