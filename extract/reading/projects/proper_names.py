"""Whether a phrase names one undertaking: a thing that can be built or a title, and a name of its own beside it."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.language import alternation, words
from extract.language.gazetteer import all_places, stem
from extract.reading.projects.words import GENERAL, head_at, unusual

_WORDS = words("projects")
_UNIQUE = re.compile(alternation(_WORDS["unique"]))
_PLURAL = re.compile(alternation(_WORDS["plural"]))
_LOOSE = re.compile(rf"(?:{alternation(_WORDS['works'])})*(?:{alternation(_WORDS['loose'])})+(?:工程|项目)*$")
_THING = re.compile(
    rf"(?:{alternation(_WORDS['heads'])}|[山江岛桥街县镇乡村线场库圩沟洼闸滩]|药业|集团|公司|[一二三四五六]期)[东西南北]{{0,2}}$"
)
NOT_ALONE = frozenset({"中心城区", "主城区", "老城区", "县城区", "高速公路", "高铁", "城际铁路"})
_ENDS_PROPER = re.compile(rf"(?:{alternation(_WORDS['proper'])})$")
_KNOWN = re.compile(rf"(?:{alternation(_WORDS['titles']['known'])})$")
_SLOGAN = re.compile(
    r"^(?:幸福|美丽|健康|平安|法治|活力|魅力|数字|智慧|文明|诚信|信用|富强|大美|和谐|绿色|宜居)[^，。]{1,3}$"
)
_PROPER = re.compile(alternation(_WORDS["proper"]))
# Two letters for its two ends, then the kind of way: 化新高速.
_ROUTE = re.compile(r"[^，。、新老旧的该本县市省区大快]\w(?:高速|高铁|铁路|客专|城际)$")
_STREET = re.compile(r"^[^，。、公铁道支干环头水线业源游]{2,4}(?:大道|大街|路|街)(?!网)")
_OF_PLACE = re.compile(r"^[市县省](?![级区场政城域乡情民内容委])")
_ROAD = re.compile(r"[GSXYC]\d{2,4}|\d{3}国道|\d{3}省道|[国省县]道\d{3}")
RANK, TITLE_HEAD = alternation(_WORDS["titles"]["rank"]), alternation(_WORDS["titles"]["head"])
_TITLE = re.compile(rf"^[^，。]{{0,14}}?(?:{RANK}|[345]A)级?[^，。；]{{0,24}}?(?:{TITLE_HEAD})(?:（[^（）]*）)?$")
_TITLE_ENDS = frozenset("）") | {word[-1] for word in _WORDS["titles"]["head"]}
_MEASURED = re.compile(
    r"\d[\d.]*(?:万|亿|余|多)*(?:亩|公里|平方米|平米|人|户|个(?!百亿|千亿)|套|所|家|条|座|处|米(?!W)|元|%|项(?!目)|台|辆|吨(?!级)|株|口|眼|盏|块)(?!级)"
)
SCHOOL = re.compile(r"第?[一二三四五六七八九十]{1,2}(?:小|中|幼|高)")
# One building of its kind: the place has no second one.
_FACILITY = re.compile(
    r"[^，。、与和及一各多等]{0,8}(?:健身|活动|托管|康复|服务|体育|文化|会展|救治|卫生|展览|展示|会议|档案|研究|指挥|物流|集散|艺术|传媒|福利|养护|急救|诊疗|科创|商务)中心(?:[一二三四]期)?(?:工程|项目)?|[^，。、与和及各多等]{2,8}(?:博物馆|书院|纪念馆|陈列馆|美术馆|大剧院|图书馆|科技馆|体育馆)|[^，。、各多等]{2,6}[东南西北](?:停车场|广场|客运站|院区)(?:改造|扩建)?"
)
_SPECIAL_LETTER = re.compile("[“市县省路街馆东南西北]")
_SPECIAL = re.compile(
    alternation(
        [
            *(number + school for number in "一二三四五六七八九十" for school in "小中幼高"),
            *_WORDS["unique"],
            *_WORDS["proper"],
            *("大道", "中心", "书院", "高速", "高铁", "客专", "城际"),
        ]
    )
)
_WHAT_FOR = re.compile(r"[年日]产|装机|年处理|日处理|×|万吨|万千瓦|兆瓦|万支|万套|万台|MW")
# What a clause has and a name has not: verbs, particles, measures of zeal.
_CLAUSE = re.compile(
    r"^[和与及以]|^依托|面向|我国|排头兵|转型|完善|深化|涉及|主要|走出|加高|合一|届|形成|上平台|[^高速路]出口$|重视|得到|更多|向(?![东西南北])|(?<!自)由|我们|为|让|使(?!馆)|已|者|并|把|通过|坚持|提高|增强|加强|以及其|不断|确保|努力|力争|依托|发挥|按照|利用(?!示范)|围绕|支持|鼓励|引导|坚决|[一二三四五六七八九十]是|的(?!士)|了|谈判|协定|普法|考核|攻坚|力度|步伐"
)
# What is done or thought, not built. Inside the name of an institution it says what that one is for: 改革试验区.
_THOUGHT = re.compile(
    r"之城$|机遇|机制|体系|制度|规划(?!馆|展)|方案|意见|能力(?!提升(?:项目|工程|建设)?$)|水平|作用|优势|战略|政策|成果|问题|责任|管理|服务$|改革|活动$|行动|计划|专项|试点$|经验|创建$|精神(?!病|卫生)|理念|品牌$|条件|环境$|作风|质量|队伍|素质|效益|秩序|招商|签约|资金|融资$|消费|发展$|协同|融合|对接|(?<!水质)(?<!能力)提升(?!工程|改造|项目)"
)
_INSTITUTION = re.compile(
    rf"(?:{alternation(_WORDS['institutions'])})(?:（[^（）]*）)?(?:[一二三四五六]期)?(?:工程|项目)?$"
)
# 国家…试验区: the State has one of that purpose in a place. 国家级…, 世界级… are classes.
_OF_STATE = re.compile(r"^(?:国家|国际|全球|中国)(?!级|重点|公园|级别|一流|.{2,4}中心$)[^，。、“”]{3,20}$")
# An ordinal or a number that is part of a name: 第四使馆区, 六环高线公园, 22号线.
_NUMBERED = re.compile(
    r"^第[一二三四五六七八九十\d]+(?![轮批次期届个年代产])|[二三四五六七八九]环(?![节境保])|[A-Z]?\d+号线|[A-Z]\d+线"
)
# A way or a water by its own name: 西外环, “某某”线, 青石河两岸绿化带, 清溪水库.
_BY_NAME = re.compile(
    r"^[东南西北]{1,2}(?:[内外]环|[二三四五六]环)|^“[^“”，、]{2,3}”(?:高速|铁路|公路|线|路|段)|"
    r"^(?![各全主大小中内外江河湖水农城干支护排清黑臭]|两岸|流域|重点)[^，。、“”一-十]{1,3}(?:河|江|湖|溪|水库)(?![流道长网湖海])"
)
_QUOTED = re.compile(r"^[^，。、“”]{2,14}“(?![一二三四五六七八九十百两\d])[^“”、一]{2,8}”$")
_STATE = re.compile("国家|国际|全球|中国|[二三四五六七八九]环|第[一二三四五六七八九十]")
_WAY = re.compile("(?:高铁|铁路|高速|高速公路|公路|专线|线|桥|机场|航道|水库|电站|项目|[东西南北]延)$")
_MOVED = re.compile("搬迁|迁建|扩建|扩容|技改")
_PROGRAMME = re.compile(r"^(?P<front>[^，。]+?)(?:建设|重大|重点|建设重大)?工程$")
COUNT = re.compile(r"^(?:等)?(?:[\d一二三四五六七八九十两]+(?:多|余)?(?:个|条|座|所|处|家|项|大|宗|栋|段))|^一批|^等")


# What can be touched: a thing, or work that only a thing undergoes.
_BUILT = re.compile(
    rf"[江河湖库渠沟闸坝堤港岛路桥隧线管网厂站馆院楼塔寺园城镇村区街巷井泵墙]|{alternation(_WORDS['constructing'])}|[一二三四五六]期"
)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    stems = {stem(place.name) for place in all_places() if place.level != "nation"}
    return frozenset(s for s in stems if 2 <= len(s) <= 4) - frozenset(_WORDS["not_places"]) - GENERAL


@lru_cache(maxsize=8192)
def begins_with_place(name: str) -> bool:
    """Whether a name begins with the name of a county, city or province: 保定职教园区."""
    places = _places()
    return any(name[:size] in places and len(name) > size + 1 for size in (2, 3, 4))


def may_name(phrase: str) -> bool:
    """Whether a list can hold any name at all: no name is made of general words alone, but for those known as one of a kind."""
    special = _SPECIAL_LETTER.search(phrase) or _SPECIAL.search(phrase) or _ROAD.search(phrase)
    return bool(special) or unusual(phrase) >= 1.5 or bool(_STATE.search(phrase))


@lru_cache(maxsize=8192)
def is_title(name: str) -> bool:
    """Whether a name is a title that a place applies for: 国家卫生县, 全国文明城市, 老乐山国家5A景区."""
    plain = re.sub("[“”]", "", name)
    titled = (_TITLE.match(plain) if plain[-1:] in _TITLE_ENDS else None) or _KNOWN.search(plain)
    return len(name) <= 36 and bool(titled) and not re.search(r"\d[\d.]*(?:个|家|处)", name)


@lru_cache(maxsize=8192)
def is_named(name: str) -> bool:
    """Whether a phrase names one undertaking (a thing that can be built, with a proper name), and not a kind of them."""
    if name[:1] == "“" and re.fullmatch(r"“[一二三四五六七八九\d][园馆院场路桥校站厂中][^”]{0,4}”", name):
        return True
    if SCHOOL.fullmatch(name):
        return True
    if _QUOTED.match(name) and not COUNT.match(name):
        return begins_with_place(name) or bool(_THING.search(name.split("“")[0]))
    if not 3 <= len(name) <= 60 or not (head_at(name) >= 0 or _ROAD.search(name)) or COUNT.match(name):
        return False
    told = _WHAT_FOR.search(name)
    if _MEASURED.search(name) and not told:
        return False
    bare = re.sub(r"（[^（）]*）|公司|“[^”]*”", "", name)
    institution = _INSTITUTION.search(bare)
    if _CLAUSE.search(bare) or (_THOUGHT.search(bare) and not institution):
        return False
    loose = _LOOSE.search(name)
    if (
        loose
        and not _UNIQUE.search(name)
        and not _holds_thing(name[: loose.start()])
        and not (_MOVED.search(name) and unusual(name) >= 3)
    ):
        return False
    programme = _PROGRAMME.match(name)
    if programme and not _BUILT.search(programme["front"]) and not _ROAD.search(name) and not begins_with_place(name):
        return False
    if (
        _SLOGAN.match(name)
        or name in NOT_ALONE
        or (re.search(r"[市省化型强]$", _PROPER.split(name)[0]) and _ENDS_PROPER.search(name))
    ):
        return False
    plural = _PLURAL.search(name)
    if plural and not re.search(r"期|公司", name) and not _PROPER.match(name):
        return unusual(name[: plural.start()]) >= 2
    if _ROUTE.match(name) or _FACILITY.fullmatch(name):
        return True
    if (
        _BY_NAME.match(name)
        or _NUMBERED.search(name)
        or begins_with_place(name)
        or (institution and _OF_STATE.match(name))
    ):
        return True
    if _ROAD.search(name) or _UNIQUE.search(name) or _PROPER.search(name) or _STREET.match(name):
        return True
    return unusual(name) >= 1.5 or (bool(_OF_PLACE.match(name)) and not re.search(r"(?:工程|项目)$", name))


def goes_along(name: str) -> bool:
    """Whether a phrase in a list beside a named undertaking can be one too: a thing of its own kind, with a word that tells which."""
    at = head_at(name)
    if not 3 <= len(name) <= 14 or at < 2 or COUNT.match(name) or _PLURAL.search(name) or _MEASURED.search(name):
        return False
    if name.endswith(("项目", "工程", "系统", "平台")) or unusual(name) < 0.5:
        return False
    return not (
        _CLAUSE.search(name) or _THOUGHT.search(name) or _LOOSE.search(name) or _SLOGAN.match(name) or name in NOT_ALONE
    )


def is_named_institution(name: str) -> bool:
    """Whether a phrase names an institution, a zone or a way by a word of its own, and not only by its kind."""
    own = begins_with_place(name) or bool(_OF_STATE.match(name)) or bool(_NUMBERED.search(name)) or unusual(name) >= 2
    return own and bool(_INSTITUTION.search(name) or _WAY.search(name)) and is_named(name)


def _holds_thing(front: str) -> bool:
    """Whether the words before a work hold a thing that has a name: 板桥水库引水管道 before 更新."""
    return bool(_THING.search(front)) or any(
        _THING.search(front[:k]) and front[k - 1 : k + 1] not in GENERAL and unusual(front[:k]) >= 1.5
        for k in range(3, len(front))
    )
