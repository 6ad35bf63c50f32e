"""What is measured: the noun phrase to the left or right of a number, with shared heads restored."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.language import alternation, words
from extract.language.months import PART_OF_A_YEAR

_CUES = words("cues")
# Comparing words of one letter end a noun as often as a verb (加快): only the longer ones are cut off.
_MOVING = alternation([w for w in _CUES["rise"] + _CUES["fall"] if len(w) > 1])
_MOVES = rf"(?:{_MOVING})(?<!改造提升)|(?<!新)增|涨|升(?<!改造提升)|降|减"
# 上升至, 提高到, 回落为: any word of moving with the word that says how far.
MOVES_UP_TO = rf"(?:{_MOVING})(?:到|至|为)"
_PLACES = alternation([*_CUES["place_words"], "全社会"])
# 全省, not 我省: what a place may be ranked among, or held against the average of.
WHOLE_PLACES = alternation([word for word in _CUES["place_words"] if word.startswith("全")])
_AGAIN: frozenset[str] = frozenset(_CUES["again"])
_ACTOR = re.compile(rf"^(?:{alternation(_CUES['actors'])})(?:决定|支持|计划|批准|同意)*(?:还|又|再|也)?")
_ACTOR_ONLY = re.compile(_ACTOR.pattern + "$")
GENERIC: frozenset[str] = frozenset(_CUES["generic"])

# The look aheads fail in one step where the many branches behind them would fail one by one.
_YEAR = r"(?:\d{4}年|(?:19|20)\d\d(?![\d.]*[十百千万亿元]))"  # 2000 of 2000万元以上 is none
_DATE = rf"(?=[到至截\d“一二三四五六七八九十上下前年用两元第当本单近今未任])(?:近[两二三四五]年(?:来|间)?|(?:今后|未来)[两三四五]年内?|今明两年|任期(?:以来|内)|{PART_OF_A_YEAR}|(?:当|本|单)(?:月|季度?)(?!度)|(?:到|至|截至|截止)?(?:{_YEAR}(?:底|末|初)?|\d{{1,2}}月(?:\d{{1,2}}日|底|末|份)?|“?[一二三四五六七八九十]+五”?(?:期间|末|时期)?|(?:上|下)半年|前三季度|第?[一二三四]季度|年(?:底|末|内)|(?:用)?[两二三四五]年(?:左右)?(?:时间|之?内)))(?:之?前|以来)?"
_COMPARED = r"(?=[同比较])(?:同比|(?<!占)(?<!存贷|性别|抚养)比|较)(?:上年同?期?|去年同?期?|同期|前年|上届|年初|上月|[两二三四五六七八九十]年前|\d{4}年|“[^”]{2,4}”(?:期?末|期间|时期)?|往年)?(?:末|底|的)?(?:预算|决算|计划|执行)?数?"
_DOES = rf"(?:{alternation(_CUES['verbs'])})"
_LEAD = re.compile(
    rf"^(?:[^，。]{{0,8}}(?:提出|确定|明确)的?(?=今年|全年|年度|的)|我们(?:研究)?(?:确定|提出|建议|拟定|安排|计划|预期)|{alternation(_CUES['adverbials'])}|{'|'.join(_CUES['adverbial_letters'])}|{_DATE}|{_COMPARED}|年均|平均每年|每年|[一二两三四五六七八九十]+是|\d{{1,2}}）|先(?=[增减建启开安拿])|[^，。；、\d]{{2,18}}?(?:第(?:[一二三四五六七八九十]|\d{{1,2}})[位名]?|首位|榜首|前[一二三四五六七八九十]|前列|前茅)(?:、|$)|(?:{alternation(_CUES['manner'])})+地?(?={_DOES})|建议(?![案和的书件办、]|提案)|我[省市县区州旗](?:研究)?(?:确定|提出|建议|拟定|安排|计划|预期)|(?:可比|同)口径|一方面|另一方面|各类|[，、；：。—\-“”（）\s]|的|了|和(?![美谐])|及|与|以及|但|而|且|其|该|使|让)"
)
# Behind a name and before its number: when, against what and by which plan; and how it moved.
_SINCE_BEHIND = r"(?:连续|提前)(?:\d{1,2}|[一二两三四五六七八九十]{1,2})年|(?:每年|[三四五]年)?平均|(?<![\d一二三四五六七八九十])(?:\d{1,2}|[两三四五])年(?:间|来)?"
_WHEN_BEHIND = r"(?<!年度)(?<!全年)计划数?|[与和同](?:上年|去年|往年|前年)(?:同期|末)?|(?:可比|同)口径|(?:去年|上年)同期|[去上前今]年[底末]|(?:去年|上年|今年|目前|现在)的?"
_HOW_BEHIND = rf"{_MOVES}|预算拟?安排|拟?安排|[迈跨登跃站]上(?:了|[^，。；]{{1,12}}台阶[、，]?)?|目标(?:确定|设定|定)?|(?<!小)微|(?<![纯洁清干洗])净|(?<![单清提])纯|(?<![战策方])略|[小大]幅度?|(?<=[\u4e00-\u9fff]{{3}})基本|[跨迈]越|(?<=[\u4e00-\u9fff]{{2}})[迈跨]|{MOVES_UP_TO}|(?:拓展|延伸|扩展|延长|缩短|壮大|调整)[到至]|由[降负跌减亏](?:转|变)[升正增盈涨]?|仅?相?当于|(?<![签合预公契节])约|(?:[预总合共累]计|总|计)?达|(?<![人户亩])均|(?:[比较](?:上年|去年)(?:同期)?|(?<=[速幅]))加快|(?<![产功性节效势动热电核智潜职储])能"
_EACH_BEHIND = "(?:每(?:[人户亩名生月年天吨]|公斤|千瓦时|立方米|平方米))+"  # 提高到每人每月510元
_TRAIL = re.compile(
    rf"(?:(?:{_COMPARED}|分别)[高低多少快慢]|{_HOW_BEHIND}|{_EACH_BEHIND}|{_SINCE_BEHIND}|{_WHEN_BEHIND}|{alternation(_CUES['trailing'])}|(?<!占){_COMPARED}|{_DATE})$"
)
_TRAIL_LETTERS = frozenset(_TRAIL.pattern)  # with the digits all that its matches can end with
_VERBS = re.compile(rf"^(?:{alternation(_CUES['verbs'])})(?:了|好|起)?")
_PLACE_FIRST = re.compile(rf"^(?:{_PLACES})")
_SUFFIX = re.compile(
    r"(?:的?(?:目标|(?<!改革)任务|预期目标|要求|以上|左右))$|中(?:已|共)?有$|为(?:重点|抓手|载体|依托|支撑|契机|引领|龙头|牵引)$"
)
_PAIRS = (("城乡", "城镇", "农村"), ("存贷款", "存款", "贷款"))
_INSURED = re.compile(r"(?P<kind>(?:社会)?养老|(?:基本)?医疗|失业|工伤|生育)(?P<rest>$|(?:保险).*)")
# Behind a pause the whole place begins a name of its own, where what stands before it is a clause.
_ANOTHER_SUBJECT = re.compile(
    r"^[^、]{4,}(?:实现|取得|得到|突破|提升|加快|推进)[^、]{0,6}、(?=(?:全|我)[国省市县区州旗][^、]{3,}$)"
)
# Things of one character each that are named in one breath.
_RUN_TOGETHER = re.compile(r"(?P<all>(?:[肉蛋奶菜果粮棉油糖鱼茶药]){2,5})(?P<rest>总?产量|总产)$")
_TRADES = {"批": "批发业", "零": "零售业", "住": "住宿业", "餐": "餐饮业"}
_TRADES_RUN_TOGETHER = re.compile("(?P<front>(?:限额以上|限上)?)(?P<all>[批零住餐]{2,4})(?:四?行?业)?(?P<rest>.*)")
_BRANCHES_RUN_TOGETHER = re.compile("(?P<all>[一二三]{2,3})次?产业?(?P<rest>.*)")
_LIST = re.compile(r"、|以及|和|与|及")
_BETWEEN_ITEMS = re.compile("、(?![^（）]*）)")  # 115个县（市、区）: within brackets no item ends
_ORDINAL = re.compile(r"第?[一二三]")
_BRANCH = re.compile(r"第?([一二三])(?:次)?产业?(.*)")
_RIGHT_STOP = re.compile(r"[，。；：！？\n\d]")
_RIGHT_BAD = re.compile(
    r"^(?:以上|以下|以内|左右|[新大]?(?:台阶|大关|关口|门槛)|的?目标|的?任务(?:$|[，。])|的?速度|的?水平|的?增幅|增长|提高|下降|降低|减少|增加|达到|上升|，|。|；|、|和|及|与|）|，|同比|比|较|居(?!民|住|家)|列(?!车)|位(?!于)|分别|，|”|占|为|是|到|至|的?基础上|调整|提高到|增加到)"
)
_ADJECTIVE = re.compile(r"高(?![校中铁])[^、]{1,3}|[^、]{1,4}[型化性式]|(?:国家|[省市县区州])级?")
# What happens to the thing ends its name: 粮食颗粒归仓, 治理工程开始建设.
_PREDICATE = re.compile(rf"(?<=[\u4e00-\u9fff）”]{{2}})(?:{alternation(_CUES['predicates'])})")
_MODIFIERS = re.compile(
    r"^(?:城镇|农村|城市|乡村|省级?|市级?|县级?|国家级?|自治区级?|区级?|省市级|中央|地方|第?[一二三]产业?|全国|全省|新增|新建|培育创建)"
)
INDICATOR_LIKE = re.compile(
    r"(?:值|收入|利润|支出|总额|率|投资|产量|指数|消费|价格|GDP|经济|就业|人口|涨幅|出口|进口|外资)$"
)
_HEAD = re.compile(
    r"(?:完成|实现)?(?:年?出栏量|年末存栏量|存栏量|排放总?量|排放|增加值|总产值|产值|产量|销量|销售额|零售额|营收|装机|参保率|覆盖率|合格率|完成率|投资)$"
)
_VOLUMES = "(?:业务|货运|客运|吞吐|周转|发电|用电|成交|保有)量"
_SHARES = "比重|比例|占比|[盖意强中]度"
_WHOLE = re.compile(
    rf"(?:涨幅|增幅|增速|外资|内资|{_VOLUMES}|{_SHARES}|收入|支出|能耗|率|额|值|总量|产量|投资|余额|企业|项目|存款|贷款|面积|人数|就业|排放|标准|公里|利润|人口|水平|消费|院|校|站|园|区|中心|排放量|浓度|消费价格|进出口|出口|进口|价格|(?<=[\u4e00-\u9fff]{{4}})城市)$"
)
_OWNER_KIND = re.compile("(?<=..)(?:[区市县州镇港]|集团|公司)$")
_OWNER_END = re.compile("(?<=..)(?:园区|[园区市县州镇港厂]|新城|基地|集团|公司|企业)$")
_FIGURE_OF = re.compile("(?<=..)(?:实现|完成|达到|引进|新增).+$")
# What use and emissions are counted by, and which of them are.
_COUNTED_BY = re.compile("(?:万元|单位)(?:(?:地区|国内)?生产总值|GDP|工业增加值)(?=能|电|水|二)")
_COUNTED_SO = re.compile("(?:能|电|水)耗|用[水电]量|二氧化碳|碳排放")
_LAST_ITEM = re.compile(r"、(?=[^、]*$)|等(?=重点|一批)")
_WHEN_INSIDE = re.compile(
    r"^(?:全[国省市县区州旗盟]|我[国省市县区州旗])(?:全年|去年|今年|累计|现有|共有|拥有|有(?![效色机线关序轨害力限]))(?=[\u4e00-\u9fffA-Z]{2})"
)
_AGED = re.compile(r"的?\d{1,3}(?:—\d{1,3})?周?岁(?:及?以[上下])?(?=[\u4e00-\u9fff])")
_AIM_FIRST = re.compile(r".*(?:目标|指标)(?:主要)?(?:是|为|：)(?:使|要|确保|力争)?(?=..)")
_SHARES_PEOPLE = re.compile("^(?:[\u4e00-\u9fff]{1,4}、){1,2}[\u4e00-\u9fff]{1,6}?(?:群众|居民|农民|农户|移民|人口)")
_WORD_FIRST = re.compile(r"[\u4e00-\u9fff“A-Za-z（]")
_JOINT_LAST = re.compile(r"(?:和|及|与|以及)$")


@lru_cache(maxsize=8192)
def strip_lead(phrase: str) -> str:
    """The phrase without the words before it that say when and how (今年力争…, 2016年完成…, 其中…)."""
    while True:
        found = _LEAD.match(phrase)
        if not found or not found[0]:
            return phrase
        phrase = phrase[found.end() :]


@lru_cache(maxsize=8192)
def strip_trail(phrase: str) -> str:
    """The phrase without the verb and its helpers at its end (…增长, …达到了, …由去年的)."""
    while (last := phrase[-1:]) in _TRAIL_LETTERS or last.isdecimal():
        found = _TRAIL.search(phrase)
        if not found or not found[0]:
            break
        phrase = phrase[: found.start()]
    return phrase


@lru_cache(maxsize=8192)
def leading_verb(phrase: str) -> str:
    """The verb of doing that a phrase starts with (新增, 改造, 完成), or an empty string."""
    found = _VERBS.match(phrase)
    # 建筑业, 种植业: the verb's letters begin the name of a trade
    return found[0] if found and not phrase.startswith(("筑", "业"), found.end()) else ""


def core(left: str) -> str:
    """The noun phrase of the words between the last pause and a number; empty where they hold only verbs."""
    phrase = strip_lead(strip_trail(left))
    if aim := _AIM_FIRST.match(phrase):  # 主要预期目标是国内生产总值增长10%
        phrase = strip_lead(phrase[aim.end() :])
    if another := _ANOTHER_SUBJECT.match(phrase):  # 在招商上实现突破、全县接待游客…
        phrase = strip_lead(phrase[another.end() :])
    if inside := _WHEN_INSIDE.match(phrase):  # 全县全年GDP
        phrase = phrase[inside.end() :]
    closing = phrase.find("”")
    if (
        closing >= 0 and "“" not in phrase[:closing] and f"“{phrase}" in left
    ):  # “新三样”出口: the quote belongs to the name
        return f"“{phrase}"
    return phrase


@lru_cache(maxsize=8192)
def is_verb_only(phrase: str) -> bool:
    """Whether a phrase holds nothing that could be measured: verbs, places, helpers, or a word for what was named before."""
    if phrase in _AGAIN:
        return True
    rest = phrase
    while rest:
        shorter = strip_lead(rest)
        verb = leading_verb(shorter)
        shorter = shorter[len(verb) :]
        if place := _PLACE_FIRST.match(shorter):
            shorter = shorter[place.end() :]
        if actor := _ACTOR_ONLY.match(shorter):
            shorter = shorter[actor.end() :]
        if shorter == rest:
            return False
        rest = shorter
    return True


def is_place_word(phrase: str) -> bool:
    """Whether a phrase says nothing but where: 我市, 全县."""
    found = _PLACE_FIRST.match(phrase)
    return found is not None and found.end() == len(phrase)


def without_actor(phrase: str) -> str:
    """The phrase without the body that pays, decides or supports, where it starts with one: 国家支持启动 gives 启动."""
    actor = _ACTOR.match(phrase)
    return phrase[actor.end() :] if actor else phrase


def right_noun(text: str, start: int, end: int) -> str:
    """The noun phrase that follows a number and its unit (6条背街小巷), empty where none does."""
    aged = _AGED.match(text, start, end)  # 3.2万名65岁以上老人
    stop = _RIGHT_STOP.search(text, aged.end() if aged else start, end)
    phrase = text[start : stop.start() if stop else end]
    phrase = _LAST_ITEM.split(phrase)[0] if phrase.count("、") == 1 and len(phrase) > 24 else phrase
    items = _BETWEEN_ITEMS.split(phrase.removeprefix("的"))
    if len(items) > 1 and _SHARES_PEOPLE.search(phrase):  # 10万库区、深山区群众搬迁
        items = ["、".join(items)]
    while len(items) > 1 and items[1] and _ADJECTIVE.fullmatch(items[0]):  # 3条高品质、高标准景观大道
        items[:2] = [f"{items[0]}、{items[1]}"]
    phrase = _PREDICATE.split(items[0])[0]
    if "（" in phrase and "）" not in phrase:  # 省（自治区、直辖市）, and a note behind the number: （2005年价）
        phrase = phrase.partition("（")[0]
    if not phrase or phrase.startswith("（") or _RIGHT_BAD.match(phrase) or not (aged or _WORD_FIRST.match(phrase)):
        return ""
    return _JOINT_LAST.sub("", _SUFFIX.sub("", phrase))[:40]


def split_heads(phrase: str, count: int) -> list[str] | None:
    """The names of `count` values that share one phrase: 城镇和农村居民收入 gives 城镇居民收入 and 农村居民收入.

    None where the phrase doesn't divide into that many.
    """
    phrase = phrase.replace("分别", "")
    if together := _together(phrase, count):
        return together
    items = [i for i in _LIST.split(phrase) if i]
    if whole := _pair(phrase, items, count) or _branches(items, count):
        return whole
    if len(items) == count + 1 and "和" in phrase:  # one of the names holds 和 itself
        items = [i for i in re.split(r"、|以及|，", phrase) if i]
    if len(items) != count or count < 2:
        return None
    if insured := _insurances(items):
        return insured
    items = _with_front(items)
    last = items[-1]
    return [_with_head(item, last) for item in items[:-1]] + [last]


def _together(phrase: str, count: int) -> list[str] | None:
    """The names of things of one character each that are named in one breath."""
    if (run := _BRANCHES_RUN_TOGETHER.fullmatch(phrase)) and len(run["all"]) == count:  # 一二三产增加值分别…
        return [f"第{one}产业{run['rest']}" for one in run["all"]]
    if (run := _TRADES_RUN_TOGETHER.fullmatch(phrase)) and len(run["all"]) == count:  # 批零住餐分别增长…
        return [run["front"] + _TRADES[one] + run["rest"] for one in run["all"]]
    if (run := _RUN_TOGETHER.match(phrase)) and len(run["all"]) == count:  # 肉蛋奶产量分别达到…
        return [one + run["rest"] for one in run["all"]]
    return None


def _with_front(items: list[str]) -> list[str]:
    """万元地区生产总值能耗、水耗: what the first is counted by holds for those behind it that are counted so too."""
    front = _COUNTED_BY.match(items[0])
    if not front:
        return items
    return [items[0], *(front[0] + i if _COUNTED_SO.match(i) else i for i in items[1:])]


def _pair(phrase: str, items: list[str], count: int) -> list[str] | None:
    """城乡居民收入: two in one word."""
    for both, one, other in _PAIRS:
        if count == 2 and both in phrase and len(items) != count:
            return [phrase.replace(both, one, 1), phrase.replace(both, other, 1)]
    return None


def _branches(items: list[str], count: int) -> list[str] | None:
    """一、二、三产业增加值: the industries by their numbers."""
    last = _BRANCH.fullmatch(items[-1]) if items else None
    if not last or len(items) != count or not all(_ORDINAL.fullmatch(i) for i in items[:-1]):
        return None
    return [f"第{i.removeprefix('第')}产业{last[2]}" for i in [*items[:-1], last[1]]]


def _insurances(items: list[str]) -> list[str] | None:
    """城乡居民基本养老、医疗保险参保人数: what stands before the first kind and behind the last one holds for all."""
    first, last = _INSURED.search(items[0]), _INSURED.match(items[-1])
    if not first or not last or "保险" not in last["rest"] or any(not _INSURED.fullmatch(i) for i in items[1:-1]):
        return None
    before = items[0][: first.start()]
    # 基本养老、基本医疗保险: the word that both have stands once in each name.
    kinds = (first["kind"], *items[1:-1], last["kind"])
    return [before + kind.removeprefix("基本" if before.endswith("基本") else "") + last["rest"] for kind in kinds]


def _with_head(item: str, last: str) -> str:
    kind = _OWNER_KIND.search(item)
    at = last.find(kind[0]) if kind else -1
    if kind and at > 0 and item != last:  # 东部地区、西部地区投资: each owner has the figure
        return item + last[at + len(kind[0]) :]
    if item == last or (_WHOLE.search(item) and not (_OWNER_END.search(item) and _FIGURE_OF.search(last))):
        return item
    for n in range(
        min(len(item), len(last)) - 1, 1, -1
    ):  # 高速公路、农村公路完成投资: the shared word, then what follows it
        shared = last.find(item[-n:])
        if shared > 0:
            return item + last[shared + n :]
    figure = _FIGURE_OF.search(last)
    if figure and _OWNER_END.search(item) and not INDICATOR_LIKE.search(item):
        return item + figure[0]  # 岚港经济区、泽北新城分别完成投资: each has its own
    head = _HEAD.search(last)
    if head and head.start():
        return item + head[0]
    modifier = _MODIFIERS.match(last)
    if modifier and len(modifier[0]) < len(last):
        return item + last[len(modifier[0]) :]
    if (each := last.find("人均")) > 0:  # 城镇居民和农牧民人均纯收入
        return item + last[each:]
    return item + last[len(item) :] if len(last) > len(item) + 1 else item
