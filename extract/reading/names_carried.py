"""Names of runs that name nothing themselves: those of the number, the clause or the sentence before, or a head that what was named before completes."""

from __future__ import annotations

import re

from extract import vocabulary
from extract.language.units import MONEY, PERCENT, of_kind
from extract.reading import noun_phrases
from extract.reading.antecedents import (
    at_stage,
    clause_before,
    moved_before,
    of_entity,
    subject_before,
    subject_between,
    worked_on_before,
)
from extract.reading.run_words import Names, RunWords

_OF_PLAN = re.compile(
    r"((?:完成|占|为|相当于)(?:全年|年度|年初|预算|总|年)?(?:目标任务|计划任务|任务目标|计划|目标|任务|预算)(?:数|额)?)的$"
)
_RATE = re.compile(r"(?:率|比重|占比|比例)$")
_REACHES = re.compile(r"(?:突破|达到?|超过?|总[量数]为?)$")
_THINGS = of_kind("count") - {"倍"}
_HOLDERS = frozenset({"户", "人", "名"})
_NEW_ONLY = re.compile("新增|净增|新发展|新培育|新登记|新认定")
_ALL_OF = re.compile("总(?:户|家|人)?[数量]$")
_EXIST = re.compile("^(?:(?:全|我)[国省市县区州])?(?:现有|共有|已有|拥有|有(?![效色机线关序轨害力限]))")
_TRAINS = frozenset({"列", "列次", "趟", "班", "班次"})
_LINE = re.compile(
    r"(?:中欧|中亚|中老)?(?:国际)?(?:货运)?班列(?:“[^”]{2,6}”)?|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}号(?![线楼文令])"
)
_SPENDS = re.compile("(?:安排|筹[措集]|投入|拨付|列支)(?:资金)?$")
_PER_HEAD = re.compile("[人户亩]均")
_WHOLE_FIRST = re.compile("^(?:全|我)[国省市县区州]")
_IN_ALL = re.compile("总[数量]")
_NEW = re.compile("^(?:新(?:登记|增|建|发展|培育|注册|认定)|净增)(?=..)")
_PURPOSE = re.compile(r"[，、]?(?:主要|重点)?(?:用于|用来|支持|增加|加大|解决|扶持|补助)(?P<what>[^，。；、\d]{3,24})")
_CONTRIBUTES = re.compile(r"对.{2,10}(?:贡献率|拉动)")
_TENDED = re.compile(
    "(?:的?(?:建设|发展|培育|改造|开发|生产|规模|力度|水平))?(?:(?:加快|迅速|继续|不断|日益|稳步|持续|明显|较快|快速|进一步|大力).*)?$"
)
_NO_THING = re.compile("作用|方面|水平|能力|[年月]?[末底初]$|的")
_PAUSES = re.compile("[，；：。]")
_SHARE_IN = re.compile("占(?!比)")
_SHARE_TAIL = re.compile(r"(?:的|比重|比例)+$")
# 三个档次, 占比: heads that speak of what the clause before was about.
_GRADES = re.compile(r"[两二三四五六七八九十]个?(?:档次|档|等级|层次)")
_ITS_SHARE = re.compile(
    r"(?:占比|比重|所占比重)(?:(?:保持|稳定|维持)在|(?:提高|上升|提升|达)?到|达)?(?P<of>[^，；\d]{2,10})?"
)
# 分别增长7%, 均增长7%: one number for all that was named before.
_FOR_EACH = re.compile(r"[，、；]?(?:同比|比上年|较上年|预计)?(?:分别|均|都|双双|各)")


def share_of_plan(run: RunWords) -> Names | None:
    """完成全年计划的120.3%: how much of its plan the thing named before reached."""
    planned = _OF_PLAN.search(run.left) if run.first.unit == "%" else None
    if not planned or not run.place.names:  # 完成全年计划的120.3%
        return None
    return Names([f"{run.place.names[0]}{planned[1]}比例"], run.place.start, 0, "name:share-of-plan")


def named_before(run: RunWords) -> Names | None:
    """The names of a run with none of its own: those of the number, the clause or the sentence before."""
    if not run.bare:
        return None
    place, group = run.place, run.clause.group
    if (run.phrase or _SPENDS.search(run.left)) and run.spent_on_what_follows:
        place.names = []
    if len(place.names) < len(group) <= len(place.history) and len(group) > 1:
        place.names = place.history[-len(group) :]
    if len(group) == 1 and _FOR_EACH.match(run.left) and len(both := _alike_before(run)) > 1:
        return Names(both, place.start, 0, "name:each")
    _take_subject_between(run)
    if not place.names and (first := _first_name(run)):
        return first
    own = run.phrase or noun_phrases.strip_lead(run.left)
    if own and run.first.unit not in PERCENT and _RATE.search(place.names[0]):  # a rate is not counted in heads
        return Names([own], run.left_start + max(0, run.left.find(own)), 0, "name:verb")
    return Names(_inherited(run), place.start, 0, "name:inherited")


def _take_subject_between(run: RunWords) -> None:
    """税收总额连上三个台阶，由…增至…: the subject of a clause without a number, since the number before."""
    begin, place = run.clause.previous_end, run.place
    subject = subject_between(run.text, begin, run.left_start) if run.clause.index else ""
    if subject and subject not in place.names:
        place.names, place.entity, place.history = [subject], subject, []
        place.start = run.text.find(subject, begin)


def _inherited(run: RunWords) -> list[str]:
    """The names that the place holds, as many as the run has numbers."""
    place, count = run.place, len(run.clause.group)
    names = _of_the_counted(run) or place.names
    if count == 1 and (whole := _back_to_the_whole(run)):
        names = [whole]
    if len(names) < count:
        names = noun_phrases.split_heads(names[0], count) or names
    elif count == 1 and len(names) > 1:
        names = names[:1]
    if len(names) == 1 and names[0].endswith("新增") and _REACHES.search(run.left + _comparing(run)):
        names = [names[0].removesuffix("新增")]  # 里程新增300公里、突破7000公里
    if len(names) == 1 and _IN_ALL.search(run.left):
        names = [_NEW.sub("", names[0])]  # 新登记市场主体8600户，总数达4.2万户
    if count == 1 and (staged := at_stage(names[0], run.phrase)):
        place.names = names = [staged]
    elif count == 1 and (new := _new_ones(run, names[0])):
        names = [new]  # what follows may speak of all of them again
    return names


def _of_the_counted(run: RunWords) -> list[str] | None:
    """项目120个，完成投资260亿元，竣工40个: a count behind money is of what was counted before; None for anything else."""
    last = run.place.last
    if len(run.clause.group) > 1 or run.first.unit not in _THINGS or last is None or last.unit not in MONEY:
        return None
    return run.place.counted.get(run.first.unit or "") if last.indicator in run.place.names else None


def _new_ones(run: RunWords, name: str) -> str:
    """全市有养老机构86家，今年新增12家: as many as are new of what was counted; "" for anything else."""
    last = run.place.last
    same = last is not None and last.unit == run.first.unit and last.unit in _THINGS | _HOLDERS
    new = _NEW_ONLY.fullmatch(run.phrase) if same else None
    bare = _ALL_OF.sub("", _EXIST.sub("", name))
    return new[0] + bare if new and not noun_phrases.leading_verb(bare) and not _NEW.match(bare) else ""


def _back_to_the_whole(run: RunWords) -> str:
    """其中棚户区改造21万套，建成31万套: more than the part before is of the whole; "" where it may be of the part."""
    whole, last = run.place.whole, run.place.last
    if whole is None or last is None or run.listed or last is whole or run.first.unit != whole.unit:
        return ""
    if run.first.unit not in _THINGS or not at_stage(whole.indicator, run.phrase):
        return ""
    return whole.indicator if last.value is not None and run.first.value > last.value else ""


def _alike_before(run: RunWords) -> list[str]:
    """The names of the numbers before with one unit: 城镇居民收入36000元，农民收入19800元，分别增长7%."""
    found, i = run.clause.sentence.found, run.clause.index
    alike = 0
    while alike < min(i, len(run.place.history)) and found[i - 1 - alike].unit == found[i - 1].unit:
        alike += 1
    return run.place.history[-alike:] if alike > 1 and run.first.unit != found[i - 1].unit else []


def _comparing(run: RunWords) -> str:
    return run.text[run.first.before_start : run.first.start]


def _first_name(run: RunWords) -> Names | None:
    """A name for the first number of a sentence; None where the clause before gave one that the place now holds."""
    place, last = run.place, run.clause.group[-1]
    purpose = _PURPOSE.match(run.text, last.end, run.clause.sentence.end) if run.first.unit in MONEY else None
    if purpose:  # 中央财政安排150亿元，增加对产粮大县的转移支付
        place.names, place.start = [purpose["what"]], run.first.before_start
        return Names(place.names, place.start, purpose.end(), "name:purpose")
    earlier = clause_before(run.text, run.left_start, run.clause.sentence.start)
    if not earlier and not run.clause.index and (subject := subject_before(run.text, run.clause.sentence.start)):
        place.names, place.start = [subject], run.left_start
        return Names(place.names, place.start, 0, "name:sentence-before")
    if not earlier:
        named = run.phrase and not noun_phrases.is_place_word(run.phrase)  # 我市增长9%: of what, nothing says
        if named and run.first.unit in MONEY:  # 累计投入12亿元，年均增长9%
            place.names, place.start = [run.phrase], run.name_start
        return Names([run.phrase] if named else [], run.name_start, 0, "name:verb")
    stands = run.text.rfind(earlier, run.clause.sentence.start, run.left_start)
    place.names, place.start = [earlier], stands if stands >= 0 else run.left_start - 1 - len(earlier)
    return None


def per_head(run: RunWords) -> Names | None:
    """地区生产总值突破1200亿元，人均达到5.1万元: a head that says nothing but among whom, of what was named before."""
    place = run.place
    if not _PER_HEAD.fullmatch(run.phrase) or not place.names or _PER_HEAD.match(place.names[0]):
        return None
    whole = _WHOLE_FIRST.sub("", noun_phrases.strip_lead(place.names[0]))
    place.names = [run.phrase + whole[len(noun_phrases.leading_verb(whole)) :]]
    return Names(place.names, place.start, 0, "name:per-head")


def runs_of_a_train(run: RunWords) -> Names | None:
    """泽岚号范围扩大，新开线路6条，开行463列: the line that the sentence speaks of."""
    if run.phrase != "开行" or run.first.unit not in _TRAINS:
        return None
    lines = list(_LINE.finditer(run.text, run.clause.sentence.start, run.left_start))
    if not lines:
        return None
    run.place.names, run.place.start = [re.sub("[“”]", "", lines[-1][0]) + "开行"], lines[-1].start()
    return Names(run.place.names, run.place.start, 0, "name:train")


def share_of_last(run: RunWords) -> Names | None:
    """，占全市的73%: the share of what was named before in a whole."""
    place = run.place
    if not (run.phrase.startswith("占") or _CONTRIBUTES.match(run.phrase)):
        return None
    if not place.names and _SHARE_IN.match(run.phrase):  # 加快廉租房建设，确保占住宅供地的50%以上
        tended = clause_before(run.text, run.left_start, run.clause.sentence.start)
        tended = _TENDED.sub("", tended[len(noun_phrases.leading_verb(tended)) :])
        if tended and not _NO_THING.search(tended):
            place.names, place.start = [tended], run.text.rfind(tended, run.clause.sentence.start, run.left_start)
    if not place.names:
        return None
    rest, count = _SHARE_TAIL.sub("", run.phrase), len(run.clause.group)
    if len(place.names) < count <= len(place.history):  # 完成投资9亿元、实现收入21亿元，分别占全市的73%、76%
        place.names = place.history[-count:]
    names = [n + rest + "比重" * (not rest.endswith("占比")) for n in place.names[: max(1, count)]]
    return Names(names, place.start, 0, "name:share-of")


def of_what_moves(run: RunWords) -> Names | None:
    """提高最低工资标准，三个档次分别提高到…; 推动服务业投资增长，占比保持在全部投资的…: what the clause before raises."""
    grades, share = _GRADES.match(run.phrase), _ITS_SHARE.fullmatch(run.phrase)
    if run.listed or not (grades or share):
        return None
    thing = moved_before(run.text, run.left_start, run.clause.previous_end)
    if not thing:
        return None
    of = share["of"] if share else None
    run.place.names = [f"{thing}占{of}比重" if of else thing + "占比" * bool(share)]
    run.place.start, run.place.entity = run.name_start, thing
    count = len(run.clause.group)
    each = [f"{thing}{grade}档" for grade in "一二三四五六七八九"[:count]] if grades and count > 1 else run.place.names
    return Names(each, run.name_start, 0, "name:moved")


def _has_its_own(run: RunWords) -> bool:
    """Whether a general head is of something else than what was named before: another subject came in between, or what the money is for follows."""
    if run.spent_on_what_follows:
        return True
    if run.listed or not run.clause.index or not vocabulary.match(run.phrase):
        return False
    between = _PAUSES.split(run.text[run.clause.previous_end : run.left_start])[1:-1]
    openings = [noun_phrases.strip_lead(clause) for clause in between]
    return any(opening and not noun_phrases.leading_verb(opening) for opening in openings)


def of_the_thing(run: RunWords) -> Names | None:
    """加快推进园区建设，完成投资13亿元: a general head is of the thing that was named before it."""
    place = run.place
    if run.phrase not in noun_phrases.GENERIC or _has_its_own(run):
        return None
    if not run.listed and (thing := worked_on_before(run.text, run.left_start, run.clause.previous_end)):
        place.entity = thing  # 加快推进园区建设，完成投资13亿元
    if not place.entity or noun_phrases.INDICATOR_LIKE.search(place.entity):
        return None
    if vocabulary.match(place.entity) and vocabulary.match(run.phrase):  # 经济总量翻番，固定资产投资增长8%
        return None
    place.names = [of_entity(place.entity, run.phrase)]
    return Names(place.names, place.start, 0, "name:head")
