"""What the numbers of a run measure: rules in an order, of which the first that knows the words decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.language import alternation, words
from extract.reading import noun_phrases
from extract.reading.clause import Clause
from extract.reading.measures import MOVES
from extract.reading.names_carried import named_before, of_the_thing, of_what_moves, share_of_last, share_of_plan
from extract.reading.names_listed import level_of_list, on_the_left, one_each
from extract.reading.run_words import Names, RunWords

_COST = re.compile(rf"(?:{alternation(words('cues')['verbs'])})?(?P<cost>(?:年度|当年)?(?:计划|估算|概算)?总?投资额?)$")
_AND_COST = re.compile("、?(?:年度|年内|今年|当年)?(?:计划)?(?:完成)?投资(?:额)?")
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
    near = noun_phrases.without_actor(run.phrase) if run.bare else run.verb
    if not near and run.listed:
        near = run.place.verb
    place = run.place
    place.verb = near
    place.names, place.entity = [near + run.right], run.whole or run.right
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


def with_the_right(run: RunWords) -> Names | None:
    """The words on the left and the noun on the right together: 解决农村50万人的饮水安全问题, 投资2350万元的扩建项目."""
    if not run.right:
        return None
    joined = run.text.startswith("的", run.clause.group[-1].end)
    if _SOLVES.match(run.verb) and (joined or run.right.endswith("问题")):
        name = run.phrase + run.right
    elif joined and (cost := _COST.search(run.phrase)):
        name = run.right + cost["cost"]
    else:
        return None
    run.place.names, run.place.start = [name], run.name_start
    return Names([name], run.name_start, run.right_end, "name:right")


# The first that knows the words decides; the last knows all.
RULES: tuple[Callable[[RunWords], Names | None], ...] = (
    from_the_right,
    share_of_plan,
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
    return next(found for rule in RULES if (found := rule(run)) is not None)
