"""What the numbers of a run measure: rules in an order, of which the first that knows the words decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.language import alternation, words
from extract.language.units import MONEY, PERCENT
from extract.reading import noun_phrases
from extract.reading.clause import Clause
from extract.reading.measures import MOVES
from extract.reading.names_carried import (
    named_before,
    of_the_thing,
    of_what_moves,
    per_head,
    runs_of_a_train,
    share_of_last,
    share_of_plan,
)
from extract.reading.names_listed import level_of_list, on_the_left, one_each, thing_of_level
from extract.reading.run_words import Names, RunWords

_EACH = re.compile(
    r"每(?:户(?!均)|村|镇|乡镇?|县|校|班(?!次)|家(?:企业|单位|农户)?|个(?:[^，。；、\d月年小季工]{1,6}?)(?=[新建创培发选配开安补确力至完打落设有])|(?:名|位|所|座)[^，。；、\d]{1,6}?(?=[新建创培发选配开安补确力至完打落设有]))"
)
_COST = re.compile(rf"(?:{alternation(words('cues')['verbs'])})?(?P<cost>(?:年度|当年)?(?:计划|估算|概算)?总?投资额?)$")
_OF_WORK = re.compile("(?P<work>.{3,}?(?:项目|工程|园区|产业园|基地|电站|生产线))(?:建设|开工|落地|投产|建成)*$")
_BEGUN = re.compile("(?:全面|顺利|主体|正式)?(?:开工|竣工|投产|投用|落地|建成)+$")
_AND_DOES = re.compile("[、和][\u4e00-\u9fff]{2,4}")
_A_FEW = 10  # no household or village has more of what a report counts by each
_AND_COST = re.compile("、?(?:年度|年内|今年|当年)?(?:计划)?(?:完成)?投资(?:额)?")
# 服务1000家企业: verbs that begin nouns too often to be cut off them, and are verbs where they stand alone.
_DOES_ALONE = re.compile("服务|联系|走访|慰问|辐射|对接|组织|受益|参与|表彰|奖励")
_SOLVES = re.compile("新?解决")


def from_the_right(run: RunWords) -> Names | None:
    """新建8所中学: what is counted stands behind its number, with the verb before it."""
    counts = run.classifier and not MOVES.search(run.left)
    if not run.right or not (run.bare or counts or run.first.noun_unit or run.phrase.endswith("等")):
        return None
    if run.first.worded in ("zero", "positive"):
        return None
    if not run.bare and noun_phrases.is_verb_only(run.right):  # 村道2974公里建设任务
        return None
    noun = run.right + thing_of_level(run)
    near = noun_phrases.without_actor(run.phrase) if run.bare else run.verb
    if not near and not run.bare and _DOES_ALONE.fullmatch(run.phrase):
        near = run.phrase
    if not near and run.listed:
        near = run.place.verb
    place = run.place
    place.verb = near
    place.names, place.entity = [near + noun], run.whole or noun
    stands = near and near in run.left and run.bare
    place.start = run.left_start + run.left.rfind(near) if stands else run.first.before_start
    return Names(place.names, place.start, run.right_end, "name:right")


def cost_of_the_counted(run: RunWords) -> Names | None:
    """总投资160亿元的28个重点项目, 总投资160亿元、年度投资50亿元的28个重点项目: the cost of what is counted next."""
    cost = _COST.fullmatch(run.phrase) if run.first.unit == "元" and not run.place.names else None
    following = run.clause.sentence.found[run.clause.index + 1 : run.clause.index + 3]
    if not cost or not following:
        return None
    last = run.clause.group[-1]
    if _AND_COST.fullmatch(run.text, last.end, following[0].before_start):
        last, following = following[0], following[1:]
    if not following or run.text[last.end : following[0].before_start] != "的":
        return None
    thing = noun_phrases.right_noun(run.text, following[0].end, run.clause.sentence.end)
    if not thing:
        return None
    run.place.names, run.place.entity, run.place.start = [thing + cost["cost"]], thing, run.name_start
    return Names(run.place.names, run.name_start, 0, "name:cost")


def shares_the_right(run: RunWords) -> Names | None:
    """开工12个、竣工8个水利项目: the noun behind the last number is of the verbs before, too."""
    after = run.clause.following
    if run.right or not run.bare or not run.verb or not run.classifier or after is None or after.unit != run.first.unit:
        return None
    between = run.text[run.last.end : after.before_start]
    if not _AND_DOES.fullmatch(between) or not noun_phrases.leading_verb(between[1:]):
        return None
    noun = noun_phrases.right_noun(run.text, after.end, run.clause.sentence.end)
    if not noun or noun_phrases.is_verb_only(noun):
        return None
    run.place.names, run.place.start = [run.verb + noun], run.name_start
    return Names(run.place.names, run.name_start, 0, "name:right")


def cost_in_front(run: RunWords) -> Names | None:
    """推进30亿元云溪化工园项目建设, 投资12亿元南屏水泥技改项目: the money before a work is what it costs."""
    if run.first.unit not in MONEY or run.first.after or not run.right or run.text.startswith("的", run.last.end):
        return None
    work = _OF_WORK.match(run.right)
    if not work or not (run.bare or _COST.search(run.phrase)):
        return None
    doing = noun_phrases.leading_verb(work["work"])
    if not doing and run.clause.sentence.role == "commitment":  # the size in a project's name is no promise
        return Names([], run.name_start, 0, "name:cost-in-front")
    thing = work["work"][len(doing) :]  # 投资8亿元实施水库加固工程
    run.place.names, run.place.start = [thing + "投资"], run.name_start
    return Names(run.place.names, run.name_start, run.right_end, "name:cost-in-front")


def with_the_right(run: RunWords) -> Names | None:
    """The words on the left and the noun on the right together: 解决农村50万人的饮水安全问题, 投资2350万元的扩建项目."""
    if not run.right:
        return None
    joined = run.text.startswith("的", run.clause.group[-1].end)
    if _SOLVES.match(run.verb) and (joined or run.right.endswith("问题")):
        name = run.phrase + run.right
    elif joined and (cost := _COST.search(run.phrase)):
        name = (_BEGUN.sub("", run.right) or run.right) + cost["cost"]
    else:
        return None
    run.place.names, run.place.start = [name], run.name_start
    return Names([name], run.name_start, run.right_end, "name:right")


# The first that knows the words decides; the last knows all.
RULES: tuple[Callable[[RunWords], Names | None], ...] = (
    cost_in_front,
    shares_the_right,
    from_the_right,
    share_of_plan,
    runs_of_a_train,
    per_head,
    named_before,
    share_of_last,
    cost_of_the_counted,
    of_what_moves,
    of_the_thing,
    level_of_list,
    one_each,
    with_the_right,
    on_the_left,
)


def names_of(clause: Clause) -> Names:
    """The names of a run's numbers by the first rule that knows them; the place remembers them for the next run."""
    run = RunWords(clause)
    if run.left.startswith("其中"):
        run.place.whole = run.place.last
    found = next(found for rule in RULES if (found := rule(run)) is not None)
    return _of_each(run, found)


def _of_each(run: RunWords, found: Names) -> Names:
    """每户培训1人，转移就业1人: how many there are of each is no total; the name says of which, until another subject comes."""
    place = run.place
    if each := _EACH.search(run.left):
        place.each = each[0]
    elif place.each and (run.first.value > _A_FEW or not (run.bare or run.verb or run.listed)):
        place.each = ""
    if not place.each or run.first.unit in PERCENT or len(found.names) != 1 or "每" in found.names[0]:
        return found
    name = found.names[0]
    of_these = each and 0 <= run.left.find(name) < each.start()  # 搬迁户每户1人
    place.names = [name + place.each if of_these else place.each + name]
    return found._replace(names=place.names)
