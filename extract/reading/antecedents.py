"""What a number is about whose own clause names nothing: the thing named before, at its new stage, or an earlier subject."""

from __future__ import annotations

import re

from extract import vocabulary
from extract.language import alternation, words
from extract.reading import noun_phrases

_STAGES = alternation(words("cues")["stages"])
_STAGE = re.compile(rf"((?:(?:{_STAGES})[、和]?)?(?:{_STAGES}))$")
_UNDERTAKES = re.compile("加快|推进|推动|实施|建设|安排|谋划|抓好|新增|引进|新建")
_WORK_OF = re.compile("(?<=..)(?:建设|工作|工程建设|任务)$")
_STAGE_OF = re.compile(rf"^(?:全[国省市县区])?(?:{_STAGES})|(?:{_STAGES})$")
_WORKED_ON = re.compile(
    r"(?P<thing>[^\d、和及]{2,16}?)(?:(?:生产|种植)[^\d]{0,8}|(?:实现|再?获|喜获|夺得)[^\d]{0,6}(?:连[增丰]|丰收|增产)”?|(?:项目|工程)?(?:建设|改造|开发)(?:进度|步伐|全面启动|进展顺利|加快推进|稳步推进|(?:得到|不断|明显|进一步|持续)*加[强快])?)"
)
_OF_STOCK = ("存栏", "出栏", "存栏量", "出栏量", "饲养量")
_STOCK = re.compile("(?:存栏|出栏|饲养)(?:总?量)?$")
_YIELDS = ("产量", "总产", "总产量", "产值", "单产")
# Heads that cannot stand alone, and what carries what they measure: 集装箱航线增至5条、吞吐量….
_HALF_HEADS: frozenset[str] = frozenset(words("cues")["half_heads"])
_VISITORS = re.compile("游客|旅游")
_HOLDER = re.compile(r"(?<=.{2})(?:企业|单位|航线|线路|班列|港口|口岸|机场|车站|基地|项目|面积|公司|机构)$")
_PLANTED = re.compile(r"(?:播种|种植|栽培|收获)?面积$")
# What follows a subject: how it is done, or what; the noun goes on before anything else (企业的关闭项目, 经济适用房和限价房).
_ACTS = re.compile(
    rf"{alternation([*words('cues')['manner'], *words('cues')['adverbials'], *words('cues')['rise'], *words('cues')['fall'], *words('cues')['verbs']])}|$|[连稳率再首屡大明有不较由从跨迈突超成]"
)
# 止跌回升, 由负转正, 再创新高, 总体平稳: what a known indicator did before its number is no part of its name.
_DID = re.compile(
    r"(?<=...)(?:[再又屡首]?次?(?:再|一举|历史性地?)?(?:创[下造]?|破|突破|跨[上越]|[迈登站踏]上)|止[跌降]|由[负降跌减亏][转变]|先[抑升降高低]后|[逆顺]势|稳中|企稳|触底|扭亏|扭转|跑赢|回[升暖稳]|总体|整体|实现|保持|持续|稳步|平稳|快速|较快|明显|大幅|位[次列居]|排[名位]|总量)"
)
_PASSED = re.compile(
    r"(?:(?:先后|连续|接连|相继|连)?(?:[跨迈登站]越?[过上]?|突破|超过))[^，。；]{0,10}(?:台阶|大关|关口)$"
)
_MOVED = re.compile(
    r"(?P<thing>[^\d、和及]{2,14}?)(?:的?(?:较快|平稳|稳定|持续|快速|稳步|不断|明显|进一步|逐步)*(?:增长|发展|提高|提升|扩大|优化|上升|增加))?"
)
_ITEM = re.compile(r"^\s*（[一二三四五六七八九十\d]{1,3}）")
_RAISES = re.compile(rf"(?:{alternation([w for w in words('cues')['rise'] if len(w) > 1])})(?!率)|保持|推动|促进")
# 住宅建设继续保持较大规模: how a work goes on is no part of its name.
_WENT_ON = re.compile(
    r"(?<=建设|改造|工程|项目|工作|事业|发展|生产|治理)(?:继续|不断|持续|稳步|快速|全面|进展|扎实|加快|取得|有序|顺利|深入|明显|进一步|成效|步伐|力度|保持|加大).*$"
)
_OF_WHICH = re.compile(r"\d[\d.]*[万亿]?(?:户|人|元|个|平方米|吨|公里)(?:及?以[上下])的?")  # 50户以上的自然村
_NUMBERED = re.compile(r"^[\s（]*(?:\d{1,2}[）.、]|连续(?:\d{1,2}|[一二三四五六七八九十两]{1,2})年)")
_DIGIT = re.compile(r"\d")  # a number that measures nothing stands in no name: 按照增长8%的要求
_SHORTEST_CLAUSE = 5
_PAUSES = re.compile(r"[，。；：、]")
_CLAUSE_ENDS = re.compile("[，；：。\n]")


def clause_before(text: str, position: int, start: int) -> str:
    """The noun phrase of the clause before a pause: 退耕还林还草，今年拟安排500万亩."""
    if position <= start or text[position - 1] != "，":
        return ""
    clause = _PAUSES.split(text[start : position - 1])[-1]
    phrase = noun_phrases.strip_lead(_NUMBERED.sub("", clause))
    if passed := _PASSED.search(phrase):  # 预算收入首次突破百亿元大关，达到…
        phrase = noun_phrases.strip_trail(phrase[: passed.start()])
    phrase = known_head(phrase) or _WENT_ON.sub("", phrase)
    phrase = _OF_WHICH.sub("", phrase)
    if told := _DIGIT.search(phrase):  # 综合指数达到103，提高11个百分点; 按照增长8%的要求，…
        phrase = noun_phrases.strip_trail(phrase[: told.start()])
        phrase = "" if noun_phrases.is_verb_only(phrase) else phrase
    return phrase if 2 <= len(phrase) <= 20 else ""


def worked_on_before(text: str, position: int, start: int) -> str:
    """The thing that the clause before a pause builds or tends, where no number stands in it; an empty string for none.

    加快推进西山园区建设，完成投资 gives 西山园区, 粮食生产再获丰收，总产 gives 粮食. `start` is where the number before ends.
    """
    if position <= start or text[position - 1] != "，":
        return ""
    clause = _PAUSES.split(text[start : position - 1])[-1]
    found = _WORKED_ON.fullmatch(noun_phrases.strip_lead(clause))
    thing = found["thing"] if found else ""
    while verb := noun_phrases.leading_verb(thing):
        thing = thing[len(verb) :]
    return thing if len(thing.strip("“”")) >= 2 and thing not in noun_phrases.GENERIC else ""


def moved_before(text: str, position: int, start: int) -> str:
    """The thing that the clause before a pause raises or grows: 推动服务业投资较快增长，占比… gives 服务业投资, 提高最低工资标准，三个档次… 最低工资标准."""
    if position <= start or text[position - 1] != "，":
        return ""
    clause = _PAUSES.split(text[start : position - 1])[-1]
    thing = noun_phrases.strip_lead(_ITEM.sub("", clause))
    while verb := noun_phrases.leading_verb(thing) or (_RAISES.match(thing) or [""])[0]:
        thing = noun_phrases.strip_lead(thing[len(verb) :])
    found = _MOVED.fullmatch(thing)
    return found["thing"] if found else ""


def known_head(phrase: str) -> str:
    """The known indicator that a phrase opens with, where the rest only says what it did: 固定资产投资止跌回升; else an empty string."""
    did = _DID.search(phrase)
    if did is None or noun_phrases.INDICATOR_LIKE.search(phrase[did.end() :]):
        return ""
    return phrase[: did.start()] if vocabulary.match(phrase[: did.start()]) and not vocabulary.match(phrase) else ""


def subject_before(text: str, start: int) -> str:
    """The indicator that opens the sentence before: 全省生产总值提前实现目标。2005年，初步核算达到10116.6亿元."""
    before = max(text.rfind(mark, max(0, start - 120), max(0, start - 1)) for mark in "。\n") + 1
    if not before or text[start - 1] != "。":
        return ""
    opening = noun_phrases.strip_lead(_CLAUSE_ENDS.split(text[before:start])[0])
    return next((opening[:n] for n in range(min(14, len(opening)), 2, -1) if vocabulary.match(opening[:n])), "")


def subject_between(text: str, start: int, stop: int) -> str:
    """The known indicator that opens the last clause between two numbers: 税收总额连上台阶，从…增至…; "" where none does."""
    if stop - start < _SHORTEST_CLAUSE:
        return ""
    for clause in reversed(_PAUSES.split(text[start:stop])):
        opening = noun_phrases.strip_lead(clause)
        if len(opening) >= _SHORTEST_CLAUSE:
            ends = range(min(14, len(opening)), 2, -1)
            return next((opening[:n] for n in ends if _ACTS.match(opening, n) and vocabulary.match(opening[:n])), "")
    return ""


def the_whole(words_left: str, entity: str) -> str:
    """What 35个计划项目 are part of: the thing named before where the words on the left end with it, else those words."""
    return entity if entity and words_left.endswith(entity) else noun_phrases.core(words_left)


def of_entity(entity: str, phrase: str) -> str:
    """The name of what a bare head (产量, 投资) measures of the thing named before: 粮食播种面积 and 产量 give 粮食产量."""
    for length in range(len(entity), 1, -1) if phrase in _HALF_HEADS else ():  # 规模以上工业企业达76家、增加值增长3.2%
        if vocabulary.match(entity[:length] + phrase):
            return entity[:length] + phrase
    if phrase == "总收入" and _VISITORS.search(entity):  # 接待游客1200万人次、总收入36亿元
        return "旅游总收入"
    if phrase in _HALF_HEADS and (holder := _HOLDER.search(entity)):
        return entity[: holder.start()] + phrase
    if phrase in _OF_STOCK and (kept := _STOCK.search(entity)):
        return entity[: kept.start()] + phrase  # 生猪存栏47万头、出栏62万头
    entity = entity.removesuffix("新增")  # 服务业企业新增21家、营业收入增长9.3%
    planted = _PLANTED.search(entity) if phrase in _YIELDS else None
    if planted:
        return entity[: planted.start()] + phrase
    said = next((n for n in range(len(phrase) - 1, 1, -1) if entity.endswith(phrase[:n])), 0)
    return entity + phrase[said:]  # 养老保险参保126万人，参保率98%


def at_stage(name: str, phrase: str) -> str:
    """The name with the work's new stage: 新建卫生室56所、改扩建870所 gives 改扩建卫生室 for the second number."""
    stage, last = _STAGE.search(phrase), _STAGE_OF.search(name)
    if stage and not last and (verb := noun_phrases.leading_verb(name)) and _UNDERTAKES.search(verb):
        return stage[1] + _WORK_OF.sub("", name[len(verb) :])  # 实施项目120个，其中新开工50个
    if not stage or not last or stage[1] == last[0]:
        return ""
    return stage[1] + name[last.end() :] if not last.start() else name[: last.start()] + stage[1]
