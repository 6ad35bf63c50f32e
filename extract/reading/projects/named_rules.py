"""Whether a phrase names one undertaking: rules in the order in which they are asked, each with phrases that it decides.

A name is a word of one's own beside a thing that can be built (青石大桥), or a form that only names have (a road's number,
X电入Y, A至B铁路). The first rule that holds decides; a phrase that none decides is a kind of thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.language import alternation, words
from extract.reading.projects.places import begins_like_place, begins_with_place, ends_with_province
from extract.reading.projects.titles import TITLE_ENDS, is_title
from extract.reading.projects.words import GENERAL, head_at, unusual

_WORDS = words("projects")
_WORKS = alternation(_WORDS["works"])
_UNIQUE = re.compile(alternation(_WORDS["unique"]))
PLURAL = re.compile(alternation(_WORDS["plural"]))
_GROUP = re.compile("(?<=.)(?:一大?批|一系列|多个|若干)|互联互通$")
LOOSE = re.compile(rf"(?:{_WORKS})*(?:{alternation(_WORDS['loose'])})+(?:工程|项目)*$")
_THING = re.compile(
    rf"(?:{alternation(_WORDS['heads'])}|[山江岛桥街县镇乡村线场库圩沟洼闸滩]|药业|集团|公司|[一二三四五六]期)[东西南北]{{0,2}}$"
)
NOT_ALONE = frozenset({"中心城区", "主城区", "老城区", "县城区", "高速公路", "高铁", "城际铁路"})
_KIND_OF_WAY = re.compile(rf"^(?:{alternation(sorted(NOT_ALONE))})(?:网|路网|出入口|连接线|沿线)?(?:{_WORKS}|提质)*$")
_PROPER = re.compile(alternation(_WORDS["proper"]))
_ENDS_PROPER = re.compile(rf"(?:{alternation(_WORDS['proper'])})$")
SLOGAN = re.compile(
    r"^(?:幸福|美丽|生态|创新|开放|文化|富裕|健康|平安|法治|活力|魅力|数字|智慧|文明|诚信|信用|富强|大美|和谐|绿色|宜居)[^，。]{1,3}$"
)
# Two letters for its two ends, then the kind of way: 化新高速.
_ROUTE = re.compile(r"[^，。、新老旧的该本县市省区大快]\w(?:高速|高铁|铁路|客专|城际)$")
_STREET = re.compile(r"^[^，。、公铁道支干环头水线业源游电思出]{2,4}(?:大道|大街|路|街)(?!网)")
_OF_PLACE = re.compile(r"^[市县省](?![级区场政城域乡情民内容委])")
ROAD = re.compile(r"[GSXYC]\d{2,4}|\d{3}国道|\d{3}省道|[国省县]道\d{3}")
MEASURED = re.compile(
    r"\d[\d.]*(?:万|亿|余|多)*(?:亩|公里|平方米|平米|人|名|贫困|人口|户|个(?!百亿|千亿)|套|所|家|条|座|处|片|米(?!W)|元|%|项(?!目)|台|辆|吨(?!级)|株|口|眼|盏|块)(?!级)"
)
SCHOOL = re.compile(r"第?[一二三四五六七八九十]{1,2}(?:小|中|幼|高)")
# One building of its kind: the place has no second one.
_FACILITY = re.compile(
    rf"[^，。、与和及一各多等]{{0,8}}(?:{alternation(_WORDS['centre_purposes'])})中心(?:[一二三四]期)?(?:工程|项目)?|[^，。、与和及各多等]{{2,8}}(?:{alternation(_WORDS['halls'])})|[^，。、各多等]{{2,6}}[东南西北](?:停车场|广场|客运站|院区)(?:改造|扩建)?"
)
_WHAT_FOR = re.compile(r"[年日]产|装机|年处理|日处理|×|万吨|万千瓦|兆瓦|万支|万套|万台|万辆|MW")
# A plant by its owner and what it makes in a year: 云石炼化80万吨聚丙烯扩能.
_PLANT = re.compile(
    r"^(?P<own>[^，。、\d]{3,10}?)(?:年产)?\d[\d.]*万?(?:吨|千瓦|套|台|辆|支|立方米|米)[^，。、\d]{2,}$"
)
PLANT_ENDS = ("装置", "技改")  # of a plant by its owner and output alone: 云石石化40万吨尿素装置
# What a clause has and a name has not: verbs, particles, measures of zeal.
CLAUSE = re.compile(
    rf"{alternation(_WORDS['in_clauses'])}|^[和与及以]|^依托|[^高速路]出口$|其[它他]|向(?![东西南北])|(?<!自)由|使(?!馆)|(?<!再生)利用(?!示范)|[一二三四五六七八九十]是|的(?!士)"
)
# A verb and its object, or a thing done to somebody: 开拓周边省市市场, 做强开放平台, 要素入园.
_DOES = re.compile(
    r"^(?:开拓|拓展|扩大|做[强大优]|壮大|搭建|招引|育优|分包|用好|盘活|落实|参与|引进|扶持|吸引)(?=..)|招引|纾困|分包|入(?:园|企|村|户|库)$|领导"
)
# A way between no two places: what is opened for talents, goods or money, not built.
_POLICY_WAY = re.compile(r"(?:通道|渠道|桥梁|纽带)$")
_TURNS_INTO = re.compile("转[换化]")  # 青山变金山的转换通道
_BUILT_WAY = re.compile(
    r"交通|路|高速|铁|江|河|海|陆|山|峡|物流|航|水|电|气|第[一二三]|至|—|-|快速|疏港|城际|货运|运输|口岸|[东西南北][送输调运]"
)
# What is done or thought, not built. Inside the name of an institution it says what that one is for: 改革试验区.
THOUGHT = re.compile(
    rf"{alternation(_WORDS['thoughts'])}|之城$|规划(?!馆|展)|能力(?!提升(?:项目|工程|建设)?$)|服务$|活动$|试点$|创建$|精神(?!病|卫生)|品牌$|环境(?!整治|综合|治理)$|融资$|发展$|(?<!水质)(?<!能力)提升(?!工程|改造|项目)"
)
INSTITUTION = re.compile(
    rf"(?:{alternation(_WORDS['institutions'])})(?:（[^（）]*）)?(?:[一二三四五六]期)?(?:工程|项目)?$"
)
# 国家…试验区: the State has one of that purpose in a place. 国家级…, 世界级… are classes.
OF_STATE = re.compile(r"^(?:国家|国际|全球|中国)(?!级|重点|公园|级别|一流|.{2,4}中心$)[^，。、“”]{3,20}$")
# An ordinal or a number that is part of a name: 第四使馆区, 六环高线公园, 22号线.
NUMBERED = re.compile(
    r"^第[一二三四五六七八九十\d]+(?![轮批次期届个年代产阶])|[二三四五六七八九]环(?![节境保])|[A-Z]?\d+号线|[A-Z]\d+线"
)
# A way or a water by its own name: 西外环, “某某”线, 青石河两岸绿化带, 清溪水库.
_BY_NAME = re.compile(
    r"^[东南西北]{1,2}(?:[内外]环|[二三四五六]环)|^环[城湖江岛山][^，。、]{0,4}(?:水系|路|公路|绿道|高速|线)|^“[^“”，、]{2,3}”(?:高速|铁路|公路|线|路|段)|"
    r"^(?![各全主大小中内外江河湖水农城干支护排清黑臭]|两岸|流域|重点)[^，。、“”一-十]{1,3}(?:河|江|湖|溪|水库)(?![流道长网湖海])"
)
# What one place sends another, or a river lends one: 岚电入泽, 川气东送, 引漳济滏.
_SENDS = re.compile(
    r"^[东南西北]水[东南西北]调|^(?:新一轮|进一步)?[引治导][江淮黄海汉渭](?![^，。、]{0,2}地区)|^[^，。、“”]{1,3}[电气水煤油粮](?:入|进|送|[东西南北][送输调运]|外送)(?!户|村|园|企)|^引[^，。、“”]{1,4}(?:济|入|补|灌|调)[^，。、“”]{1,3}"
)
# A river, its basin or its bank, and what is done to it: 清溪流域水环境综合治理.
_RIVER_WORK = re.compile(
    r"^(?:新一轮|进一步)?(?![各全主大小中内外江河湖水农城干支护排黑臭重]|两岸|流域|沿|境内)[^，。、“”]{1,4}(?:河|江|湖|溪|川|渠)(?:干流|流域|沿线|两岸|[上中下]游|[^，。、]{1,4}段)?[^，。、]{0,8}(?:治理|整治|修复)(?:工程|项目)?$"
)
_QUOTED = re.compile(r"^[^，。、“”]{2,14}“(?![一二三四五六七八九十百两\d])[^“”、一]{2,8}”$")
_QUOTED_SCHOOL = re.compile(r"“[一二三四五六七八九\d][园馆院场路桥校站厂中][^”]{0,4}”|“[^“”，、]{1,4}[环线路桥]”")
_MOVED = re.compile("搬迁|迁建|扩建|扩容|技改")
_PROGRAMME = re.compile(r"^(?P<front>[^，。]+?)(?:建设|重大|重点|建设重大)?工程$")
COUNT = re.compile(
    r"^(?:等)?(?:[\d一二三四五六七八九十两]+(?:多|余)?(?:个|条|座|所|处|家|项|大|宗|栋|段|片|批))|^一批|^等"
)
# What can be touched: a thing, or work that only a thing undergoes.
_BUILT = re.compile(
    rf"[江河湖库渠沟闸坝堤港岛路桥隧线管网厂站馆院楼塔寺园城镇村区街巷井泵墙]|{alternation(_WORDS['constructing'])}|[一二三四五六]期"
)
# 梯田项目, 塘坝工程: two letters for a kind of thing, beside a word for any undertaking.
_SHORT_THING = re.compile(r"^(?![引治导调])[^，。、“”A-Z\d]{2}(?:项目|工程)$")
# What is made, and the kind of place where such things are made or sold: 特色产业集群, 出口商品基地.
_CLUSTER = re.compile(
    "集群(?:工程|项目)?$|(?:产业|服务业|产品|商品|资源)(?:交易|生产|加工|培育|发展)?(?:基地|集聚区|市场|产业带)$"
)
_ASIDE = re.compile("（[^（）]*）|公司|“[^”]*”")
_NO_PLURAL = re.compile("期|公司")
# A zone for one purpose, of which a rank is given once in a place; 省级开发区 is a kind of zone.
_ZONE_OF_RANK = re.compile(r"^(?:国家|省|自治区|市)级?[^，。、“”\d]{4,}(?:先行区|试验区|实验区|先导区)$")
_KIND_OF_RANK = re.compile(r"^(?:国家|省|自治区|市|县|区|世界)级[^，。、“”]{0,3}(?:开发区|园区|基地|中心|平台|景区)$")


class Phrase:
    """A phrase and what several rules ask of it, worked out once. (functools.cached_property takes a lock each time, up to Python 3.11.)"""

    __slots__ = ("_bare", "_institution", "_place", "_plural", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self._bare: str | None = None
        self._institution: bool | None = None
        self._place: bool | None = None
        self._plural: re.Match[str] | Literal[False] | None = None

    @property
    def bare(self) -> str:
        """Without brackets, quoted words and 公司."""
        if self._bare is None:
            self._bare = _ASIDE.sub("", self.name)
        return self._bare

    @property
    def institution(self) -> bool:
        if self._institution is None:
            self._institution = bool(INSTITUTION.search(self.bare))
        return self._institution

    @property
    def place(self) -> bool:
        if self._place is None:
            self._place = begins_with_place(self.name)
        return self._place

    @property
    def plural(self) -> re.Match[str] | None:
        if self._plural is None:
            found = PLURAL.search(self.name)
            self._plural = (
                found if found and not _NO_PLURAL.search(self.name) and not _PROPER.match(self.name) else False
            )
        return self._plural or None


@dataclass(frozen=True)
class Rule:
    """One rule: what it says of a phrase for which it holds, and invented phrases that it is the one to decide."""

    name: str
    says: bool
    holds: Callable[[Phrase], object]
    examples: tuple[str, ...]


def _headless(p: Phrase) -> bool:
    headed = head_at(p.name) >= 0 or ROAD.search(p.name) or (p.name.endswith(PLANT_ENDS) and _plant(p))
    return not 3 <= len(p.name) <= 60 or not headed or bool(COUNT.match(p.name))


def _plant(p: Phrase) -> bool:
    found = _PLANT.match(p.name)
    thing = head_at(p.name) >= 0 or p.name.endswith(PLANT_ENDS)
    return bool(found) and thing and unusual(found["own"]) >= 1.5 and not CLAUSE.search(p.name)


def _loose(p: Phrase) -> bool:
    found = LOOSE.search(p.name)
    return (
        bool(found)
        and not _UNIQUE.search(p.name)
        and not _holds_thing(p.name[: found.start()])
        and not (_MOVED.search(p.name) and unusual(p.name) >= 3)
    )


def _programme(p: Phrase) -> bool:
    found = _PROGRAMME.match(p.name)
    return bool(found) and not _BUILT.search(found["front"]) and not ROAD.search(p.name) and not p.place


def _ends_in_place(p: Phrase) -> bool:
    if ends_with_province(p.name):
        return True
    return bool(_ENDS_PROPER.search(p.name) and re.search(r"[市省化型强]$", _PROPER.split(p.name)[0]))


def _unplaced_cluster(p: Phrase) -> bool:
    return bool(_CLUSTER.search(p.name)) and not (p.place or begins_like_place(p.name))


def _policy_way(p: Phrase) -> bool:
    if not _POLICY_WAY.search(p.name):
        return False
    return bool(_TURNS_INTO.search(p.name)) or not (_BUILT_WAY.search(p.name[:-2]) or p.place)


def _own_plural(p: Phrase) -> bool:
    return bool(p.plural) and unusual(p.name[: p.plural.start()]) >= 2


RULES: tuple[Rule, ...] = (
    Rule("number_or_quoted_way", True, lambda p: _QUOTED_SCHOOL.fullmatch(p.name) or SCHOOL.fullmatch(p.name), ("六小", "“三馆一场”", "“大北环”")),
    Rule("quoted_thing_of_place", True, lambda p: "“" in p.name and _QUOTED.match(p.name) and not COUNT.match(p.name) and (p.place or _THING.search(p.name.split("“")[0])) and not p.name.endswith("通道”"), ("青石街“桂花长廊”",)),
    Rule("quoted_other", False, lambda p: "“" in p.name and _QUOTED.match(p.name) and not COUNT.match(p.name), ("居民“云上生活”",)),
    Rule("title_of_place", True, lambda p: p.name[-1:] in TITLE_ENDS and p.place and is_title(p.name), ("保定国家级创新型试点城市",)),
    Rule("no_head", False, _headless, ("青石经验", "三座大桥", "桥")),
    Rule("plant_with_output", True, _plant, ("云石炼化80万吨聚丙烯扩能项目", "云石化工60万吨乙烯改造项目")),
    Rule("measured", False, lambda p: MEASURED.search(p.name) and not _WHAT_FOR.search(p.name), ("云石片区300户安置区",)),
    Rule("clause", False, lambda p: CLAUSE.search(p.bare), ("更多云石公园",)),
    Rule("verb_and_object", False, lambda p: _DOES.search(p.bare), ("开拓云石市场", "做强云石平台", "扩大云石学校")),
    Rule("river_and_work", True, lambda p: _RIVER_WORK.match(p.name) and not THOUGHT.search(p.bare), ("青石溪流域水环境综合治理工程", "新一轮岚河综合整治")),
    Rule("thought", False, lambda p: THOUGHT.search(p.bare) and not p.institution, ("云石招商工程",)),
    Rule("policy_way", False, _policy_way, ("人才服务通道", "金山转换通道")),
    Rule("kind_of_way", False, lambda p: _KIND_OF_WAY.match(p.name), ("高速公路扩容", "老城区改造")),
    Rule("group", False, lambda p: _GROUP.search(p.name), ("云石新建一批项目",)),
    Rule("sends", True, lambda p: _SENDS.match(p.name), ("岚电入泽工程", "引漳济滏工程", "进一步治淮工程")),
    Rule("work_on_anything", False, _loose, ("云石绿化",)),
    Rule("programme", False, _programme, ("薪火激活工程",)),
    Rule("slogan", False, lambda p: SLOGAN.match(p.name) or _ends_in_place(p), ("美丽云城", "灵秀湖北")),
    Rule("short_thing", False, lambda p: _SHORT_THING.match(p.name) and not p.place, ("梯田项目",)),
    Rule("cluster_without_place", False, _unplaced_cluster, ("轮毂产业集群",)),
    Rule("zone_of_rank", True, lambda p: _ZONE_OF_RANK.match(p.name), ("省级养老服务改革先行区",)),
    Rule("kind_of_rank", False, lambda p: _KIND_OF_RANK.match(p.name), ("省级开发区",)),
    Rule("own_word_before_plural", True, _own_plural, ("翠屿乡村公园",)),
    Rule("plural", False, lambda p: p.plural, ("部分桥梁隧道",)),
    Rule("way_by_its_ends", True, lambda p: _ROUTE.match(p.name), ("岚泽高速",)),
    Rule("only_one_in_place", True, lambda p: _FACILITY.fullmatch(p.name), ("全民健身中心", "科技馆大剧院")),
    Rule("way_or_water_by_name", True, lambda p: _BY_NAME.match(p.name), ("西外环", "青石河两岸绿化带", "环城水系")),
    Rule("numbered", True, lambda p: NUMBERED.search(p.name), ("第七使馆区",)),
    Rule("begins_with_place", True, lambda p: p.place, ("保定职教园区",)),
    Rule("institution_of_state", True, lambda p: p.institution and OF_STATE.match(p.name), ("国家海藻育种创新港",)),
    Rule("road_by_number", True, lambda p: ROAD.search(p.name), ("G977云石段",)),
    Rule("one_of_its_kind", True, lambda p: _UNIQUE.search(p.name) or _PROPER.search(p.name), ("植物园二期",)),
    Rule("street", True, lambda p: _STREET.match(p.name), ("兴村路改造",)),
    Rule("word_of_its_own", True, lambda p: unusual(p.name) >= 1.5, ("翠屿大桥",)),
    Rule("of_this_place", True, lambda p: _OF_PLACE.match(p.name) and not re.search(r"(?:工程|项目)$", p.name), ("市福利院",)),
)  # fmt: skip


@lru_cache(maxsize=16384)
def deciding(name: str) -> Rule | None:
    """The rule that decides whether a phrase names one undertaking; None where no rule does, and it names none."""
    phrase = Phrase(name)
    return next((rule for rule in RULES if rule.holds(phrase)), None)


def _holds_thing(front: str) -> bool:
    """Whether the words before a work hold a thing that has a name: 板桥水库引水管道 before 更新."""
    return bool(_THING.search(front)) or any(
        _THING.search(front[:k]) and front[k - 1 : k + 1] not in GENERAL and unusual(front[:k]) >= 1.5
        for k in range(3, len(front))
    )
