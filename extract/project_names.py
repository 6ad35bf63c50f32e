"""The names in a list of projects: 加快A、B和C等重点项目建设 divided into A, B and C, with shared heads restored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extract.language import alternation, words
from extract.project_words import general_tail, head_at, unusual

_WORDS = words("projects")
_CLASSES = frozenset(_WORDS["classes"])
_WORK = re.compile(rf"(?:{alternation(_WORDS['works'])})(?:工程|项目)*$")
_UNIQUE = re.compile(alternation(_WORDS["unique"]))
_PLURAL = re.compile(alternation(_WORDS["plural"]))
_LOOSE = re.compile(rf"(?:{alternation(_WORDS['works'])})*(?:{alternation(_WORDS['loose'])})+(?:工程|项目)*$")
_THING = re.compile(
    rf"(?:{alternation(_WORDS['heads'])}|[山江岛桥街县镇乡村线场库圩沟洼闸滩]|药业|集团|公司|[一二三四五六]期)[东西南北]{{0,2}}$"
)
_NOT_ALONE = frozenset({"中心城区", "主城区", "老城区", "县城区", "高速公路", "高铁", "城际铁路"})
_ENDS_PROPER = re.compile(rf"(?:{alternation(_WORDS['proper'])})$")
_KNOWN = re.compile(rf"(?:{alternation(_WORDS['titles']['known'])})$")
_SLOGAN = re.compile(
    r"^(?:幸福|美丽|健康|平安|法治|活力|魅力|数字|智慧|文明|诚信|信用|富强|大美|和谐|绿色|宜居)[^，。]{1,3}$"
)
_PROPER = re.compile(alternation(_WORDS["proper"]))
_ABSTRACT = re.compile(rf"(?:{alternation(_WORDS['abstract'])})$|[与向在为把]")
_STREET = re.compile(r"^[^，。、公铁道支干环头水线业源游]{2,4}(?:大道|大街|路|街)(?!网)")
_OF_PLACE = re.compile(r"^[市县省](?![级区场政城域乡情民内容委])")
_ROAD = re.compile(r"[GSXYC]\d{2,4}|\d{3}国道|\d{3}省道|[国省县]道\d{3}")
_RANK, _TITLE_HEAD = alternation(_WORDS["titles"]["rank"]), alternation(_WORDS["titles"]["head"])
_RANKED, _PHASE = re.compile(rf"(?:{_RANK})"), re.compile("[一二三四五六]期")
_TITLE = re.compile(rf"^[^，。]{{0,14}}?(?:{_RANK}|[345]A)级?[^，。；]{{0,24}}?(?:{_TITLE_HEAD})(?:（[^（）]*）)?$")
_TITLE_TAIL = re.compile(rf"(?:{_TITLE_HEAD})$")
_NOTE = re.compile(r"[①-⑳㉑-㊿]|[\[〔【]\d+[\]〕】]|（\d{1,3}）")
_MAY_NOTE = re.compile(r"[①-⑳㉑-㊿\[〔【（]")
_OWN_END = re.compile(r"(大道|大街|路|街|河|湖|沟|渠|水库|镇|乡|县|区|村|社区|公司|站|药业)$")
# 总投资3亿元的, 占地200亩的, 年产…的: what is said about a project, before its name.
_TOLD = re.compile(
    r"^(?:计划)?(?:总?投资|占地|总?建筑面积|全长|总?长|总规模)[^，。、]{0,6}?[\d.]+(?:余|多)?(?:亿元?|万元|元|亩|公里|平方米|万平方米|平方公里|米)?(?:以上)?的?|^[\d.]+(?:亿元?|万元|亩|公里)的|^(?:我|全)[省市县区州]的?|^其中的?"
)
_DIVIDES = re.compile("[、和及与”]")  # nothing else can end one name and begin the next
_CLASS = re.compile(r"(?<=.)等(?!级)(?P<class>[^，。；、“”]{0,22})$")
_COUNTED = re.compile(r"(?<=.)(?P<count>[\d一二三四五六七八九十]+(?:条|个|座|处|所))(?P<class>[^，。；、“”]{2,12})$")
_PADDING = re.compile(
    r"(?<=工程|项目)(?:工程|项目)?(?:建设|工作)$|(?<=[^开])(?:规划建设|建设|建设工程|创建工作|创建|前期工作|进度|任务|工作)$"
)
_COUNT = re.compile(r"^(?:等)?(?:[\d一二三四五六七八九十两]+(?:多|余)?(?:个|条|座|所|处|家|项|大|宗|栋|段))|^一批|^等")
_MEASURED = re.compile(
    r"\d[\d.]*(?:万|亿|余|多)*(?:亩|公里|平方米|平米|人|户|个(?!百亿|千亿)|套|所|家|条|座|处|米(?!W)|元|%|项(?!目)|台|辆|吨(?!级)|株|口|眼|盏|块)(?!级)"
)
# Two letters for its two ends, then the kind of way: 化新高速.
_ROUTE = re.compile(r"[^，。、新老旧的该本县市省区大快]\w(?:高速|高铁|铁路|客专|城际)$")
_SCHOOL = re.compile(r"第?[一二三四五六七八九十]{1,2}(?:小|中|幼|高)")
# One building of its kind: the place has no second one.
_FACILITY = re.compile(
    r"[^，。、与和及一各多等]{0,8}(?:健身|活动|托管|康复|服务|体育|文化|会展|救治|卫生|展览|展示|会议|档案|研究|指挥|物流|集散|艺术|传媒|福利|养护|急救|诊疗|科创|商务)中心(?:[一二三四]期)?(?:工程|项目)?|[^，。、与和及各多等]{2,8}(?:博物馆|书院|纪念馆|陈列馆|美术馆|大剧院|图书馆|科技馆|体育馆)|[^，。、各多等]{2,6}[东南西北](?:停车场|广场|客运站|院区)(?:改造|扩建)?"
)
_SPECIAL = re.compile(
    rf"[“市县省]|[一二三四五六七八九十][小中幼高]|{_UNIQUE.pattern}|{_PROPER.pattern}|{_ROAD.pattern}|路|街|大道|中心|馆|书院|[东南西北]|高速|铁路|高铁|客专|城际"
)
_WHAT_FOR = re.compile(r"[年日]产|装机|年处理|日处理|×|万吨|万千瓦|兆瓦|万支|万套|万台|MW")
# A road, river or company whose rest the names before it share: 重阳大道、解放大道、交通路下穿铁路工程.
_OWNER = re.compile(
    r"^(?P<own>[^，。、]{1,22}?(?P<kind>大道|大街|路|街|河|湖|沟|渠|水库|镇|乡|县|区|村|社区|公司|站|药业|正大))(?P<rest>[^，。、]{2,})$"
)
_SAME = {
    "大道": "路",
    "大街": "路",
    "街": "路",
    "沟": "河",
    "渠": "河",
    "乡": "镇",
    "药业": "公司",
    "正大": "公司",
    "社区": "村",
}
_BAD = re.compile(
    r"转型|完善|深化|涉及|主要|走出|加高|合一|之城$|届|形成|上平台|[^高速路]出口$|机遇|重视|得到|更多|向|(?<!自)由|机制|体系|制度|规划(?!馆|展)|方案|意见|能力(?!提升(?:项目|工程|建设)?$)|水平|作用|优势|战略|政策|成果|问题|责任|管理|服务$|改革|活动$|行动|计划|谈判|协定|攻坚|专项|试点$|普法|考核|经验|创建$|精神(?!病|卫生)|理念|品牌$|条件|环境$|作风|力度|步伐|质量|队伍|素质|效益|秩序|招商|签约|资金|融资$|消费|发展$|协同|融合|我们|为|让|使|已|者|并|把|对接|通过|坚持|提高|(?<!水质)(?<!能力)提升(?!工程|改造|项目)|增强|加强|以及其|不断|确保|努力|力争|依托|发挥|按照|利用|围绕|支持|鼓励|引导|坚决|[一二三四五六七八九十]是|的(?!士)|了"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One name, and the offset on the canvas where its own words start."""

    name: str
    start: int


def may_name(phrase: str) -> bool:
    """Whether a list can hold any name at all: no name is made of general words alone, but for those known as one of a kind."""
    return bool(_SPECIAL.search(phrase)) or unusual(phrase) >= 1.5


@lru_cache(maxsize=8192)
def is_title(name: str) -> bool:
    """Whether a name is a title that a place applies for: 国家卫生县, 全国文明城市, 老乐山国家5A景区."""
    plain = re.sub("[“”]", "", name)
    titled = _TITLE.match(plain) or _KNOWN.search(plain)
    return len(name) <= 36 and bool(titled) and not re.search(r"\d[\d.]*(?:个|家|处)", name)


def is_named(name: str) -> bool:
    """Whether a phrase names one undertaking (a thing that can be built, with a proper name), and not a kind of them."""
    if name[:1] == "“" and re.fullmatch(r"“[一二三四五六七八九\d][园馆院场路桥校站厂中][^”]{0,4}”", name):
        return True
    if _SCHOOL.fullmatch(name):
        return True
    if not 3 <= len(name) <= 60 or not (head_at(name) >= 0 or _ROAD.search(name)) or _COUNT.match(name):
        return False
    told = _WHAT_FOR.search(name)
    if (_MEASURED.search(name) and not told) or _BAD.search(re.sub(r"（[^（）]*）|公司|“[^”]*”", "", name)):
        return False
    loose = _LOOSE.search(name)
    if loose and not _UNIQUE.search(name) and unusual(name) < 3 and not _holds_thing(name[: loose.start()]):
        return False
    if (
        _SLOGAN.match(name)
        or name in _NOT_ALONE
        or (re.search(r"[市省化型强]$", _PROPER.split(name)[0]) and _ENDS_PROPER.search(name))
    ):
        return False
    plural = _PLURAL.search(name)
    if plural and not re.search(r"期|公司", name) and not _PROPER.match(name):
        return unusual(name[: plural.start()]) >= 2
    if _ROUTE.match(name) or _FACILITY.fullmatch(name):
        return True
    if _ROAD.search(name) or _UNIQUE.search(name) or _PROPER.search(name) or _STREET.match(name):
        return True
    return unusual(name) >= 1.5 or (bool(_OF_PLACE.match(name)) and not re.search(r"(?:工程|项目)$", name))


def _holds_thing(front: str) -> bool:
    """Whether the words before a work hold a thing that has a name: 板桥水库引水管道 before 更新."""
    return bool(_THING.search(front)) or any(
        _THING.search(front[:k]) and unusual(front[:k]) >= 1.5 for k in range(3, len(front))
    )


def divide(phrase: str, start: int) -> tuple[list[Item], str]:
    """The names of a list, each with its head, and the list's class word; `start` is where the phrase begins.

    A、B等C gives A and B with C's head: the project's kind where A has none of its own, or the work that C names.
    """
    phrase, shared = _class(phrase)
    items = [Item(*_trim(text, start + offset)) for text, offset in _split(phrase)]
    items = [i for i in items if i.name]
    if not items:
        return [], shared
    if shared and _ABSTRACT.search(shared):
        return [], shared
    items = _prefixed(items)
    last = items[-1].name
    done: list[Item] = []
    for item in reversed(items):  # the nearest later name that has a head of its own lends it
        done.append(Item(_headed(item.name, last, shared, not done), item.start))
        last = done[-1].name if head_at(item.name) >= 0 or _TITLE_TAIL.search(item.name) else last
    return done[::-1], shared


def _prefixed(items: list[Item]) -> list[Item]:
    """Later names with the front that they share with the one before: 某某电站三期、四期工程; 国家卫生城市、文明城市."""
    done = [items[0]]
    for item in items[1:]:
        before, name = done[-1].name, item.name
        phase = _PHASE.search(before) if "期" in before else None
        rank = _RANKED.match(before)
        head = head_at(before)
        if phase and _PHASE.match(name):
            name = before[: phase.start()] + name
        elif rank and is_title(before) and _TITLE_TAIL.search(name) and not is_title(name) and len(name) <= 8:
            name = rank[0] + name
        elif (
            head >= 3
            and len(name) <= 5
            and head_at(name) >= 0
            and not is_named(name)
            and is_named(before)
            and name[-1] == before[-1]
        ):
            name = before[:head] + name
        done.append(Item(name, item.start))
    return done


def _class(phrase: str) -> tuple[str, str]:
    """Cuts the words after 等 off: 等12条连通工程 gives 连通工程, 等重点项目 gives 项目."""
    if phrase.endswith(("项目的", "工程的")):
        phrase = phrase[:-1]
    found = _CLASS.search(phrase) if "等" in phrase else None
    if not found:
        counted = _COUNTED.search(phrase) if "、" in phrase else None
        if counted and "、" in phrase[: counted.start()]:
            return phrase[: counted.start()], _COUNT.sub("", counted["count"] + counted["class"])
        return phrase, ""
    named = _NOTE.sub("", found["class"])
    while _COUNT.search(named):
        named = _COUNT.sub("", named)
    return phrase[: found.start()], re.sub(r"^(?:重点|重大|在建|续建|新建|计划)+", "", named)


def _split(phrase: str) -> list[tuple[str, int]]:
    """The parts of a list, outside brackets and quotes, with their offsets."""
    if not _DIVIDES.search(phrase):
        return [(phrase, 0)]
    parts: list[tuple[str, int]] = []
    depth = begun = i = 0
    while i < len(phrase):
        char = phrase[i]
        if depth == 0 and char == "“" and i > begun and phrase[i - 1] == "”":
            parts.append((phrase[begun:i], begun))
            begun = i
        depth += (char in "（“《") - (char in "）”》")
        size = 0
        if depth == 0 and char == "、":
            size = 1
        elif depth == 0 and phrase.startswith("以及", i):
            size = 2
        elif (
            depth == 0
            and char in "和及与"
            and i - begun >= 2
            and not phrase.startswith(("和美", "和谐", "和平"), i)
            and i + 2 < len(phrase)
        ):
            size = 0 if phrase[i - 1] in "共永泰呼融人参普涉" else 1
        if size:
            parts.append((phrase[begun:i], begun))
            begun = i + size
        i += size or 1
    return [*parts, (phrase[begun:], begun)]


def _trim(text: str, start: int) -> tuple[str, int]:
    """A name without what is told about it, notes, and words like 建设 at its end."""
    while True:
        told = _TOLD.match(text)
        if not told or not told[0]:
            break
        start += told.end()
        text = text[told.end() :]
    if _MAY_NOTE.search(text):
        text = _NOTE.sub("", text)
    if text.endswith(("建设", "工作", "工程", "创建", "进度", "任务")):
        text = _PADDING.sub("", text)
    if text.startswith("“") and text.find("”") == len(text) - 1 and is_title(text[1:-1]):
        text = text[1:-1]
    return text, start


def _headed(name: str, last: str, shared: str, is_last: bool) -> str:
    """A name with the head that it shares with the last name of its list, or with the word after 等."""
    if name.endswith("”"):
        return name
    if shared and shared not in _CLASSES:
        work = _WORK.search(shared)
        if work and not name.endswith(shared) and not _WORK.search(name):
            return name + re.sub(r"^(?:道路|公路|河流|水系)(?=.{2})", "", shared)
        if head_at(name) < 0:
            return name + shared
        return name
    if not is_last:
        phase = re.search(r"[一二三四五六]期(工程|项目)$", last) if name.endswith("期") else None
        if phase and re.search(r"[一二三四五六]期$", name):
            return name + phase[1]
        ends = _OWN_END.search(name)
        owner = _OWNER.match(last) if ends else None
        if (
            owner
            and ends
            and head_at(owner["rest"]) >= 0
            and _SAME.get(owner["kind"], owner["kind"]) == _SAME.get(ends[1], ends[1])
        ):
            return name + owner["rest"]
        if name in _NOT_ALONE or (head_at(name) < 0 and not _TITLE_TAIL.search(name)):
            title = _TITLE_TAIL.search(last)
            if is_title(last) and title:
                return name + title[0]
            return name + (general_tail(last) if not shared else shared[-2:])
        return name
    if shared in _CLASSES and shared.endswith(("项目", "工程")) and head_at(name) < 0:
        return name + shared[-2:]
    return name
