"""Numbers that measure nothing of the place: they name, number, divide or introduce, or belong to somebody else.

Each rule looks at one number and the words around it, and says whether the number is such an aside. They are tried in order; one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.language.units import COMPLETE, of_kind
from extract.reading import noun_phrases
from extract.reading.quantity import Quantity

_SIZES = of_kind("mass", "coal", "power", "energy", "volume")
_AREAS = of_kind("area")
_LARGEST_HOME = 300  # square metres
_HOME = re.compile("的?(?:中小户?型|中小套型|小户型|普通|经济适用|廉租|公共?租|保障性?|安置|商品|共有产权|小套型)")
# 分为6个方面: how a text or a plan is divided, which measures nothing.
_PARTS = re.compile(r"(?:[十百千万亿]+元大?台阶|方面|环节|层面|板块|部分|章节|篇章|位次|名次|维度|角度)")
# 围绕5个领域, 聚焦6个重点: how a text sets out its list.
_SETS_OUT = re.compile(r"(?:围绕|聚焦|从)$")
_PAUSE = re.compile("[，。；]")
_FIELDS = re.compile(r"(?:重点)?(?:领域|方向|主题|着力点|重点(?=[，。：；]))")
_QUOTED = re.compile(r"[《“][^《》“”]{0,15}$")
_BELOW = re.compile(r"(?:以下|下列|如下|下述)(?:这)?$")
_TASKS = re.compile(r"(?:方面)?(?:的)?(?:重点|主要|具体)?(?:工作|任务|举措|措施)：")
_PROPERTY = re.compile(
    r"(?:载重|载客|载量|起重|续航|时速|车速|航速|(?<!实现)年产|日产|年处理|年(?:屠宰|加工|出栏|供[水气热])|日处理|日供水?)(?:达|为|约)?$"
)
# 泽北60万吨烧碱、云溪年产20万辆新能源汽车项目: the last of the list says what all of them are.
_LIST_OF_WORKS = re.compile(r"[^，。；、]{1,10}(?:、[^，。；、]{3,24})*?、[^，。；、]{2,24}(?:项目|工程|装置)")
_WORKS = re.compile(r"项目|工程|装置|生产线|机组|电站|扩能|扩建|技改")
_MEASURED = re.compile(
    r"(?:产能|能力|装机|容量|规模|产量|面积|总量|新增|淘汰|关停|退出|压减|[使利]用|[进出]口|年产|超过?|约|近)$"
)
_FROM_ABOVE = re.compile(
    r"(?:根据|按照?|对照|围绕|落实|衔接|对标|依据|贯彻)[^，。；]{0,8}?(?:国家|全国|上级|[省市]里|[省市区州]定|[省市区州](?:政府)?下达)[^。；]{0,30}$"
)
# 按照县委确定的增长10%的要求，我县安排增长12%: what others decided is quoted where one's own goal follows.
_OF_THE_PARTY = re.compile(r"(?:根据|按照?|对照|围绕|落实)[^，。；]{0,6}?(?:[省市县区州]委|全省)[^。；]{0,30}$")
# 既考虑了全省增长7%左右的要求: what the plan reckons with.
_RECKONED_WITH = re.compile(
    r"(?:考虑|兼顾|衔接|对接)[^，。；]{0,4}?(?:国家|中央|全国|全省|[省市]里|上级)[^，。；]{0,20}$"
)
# 国家确定增长5%左右，省里确定为6%，我们…: each decides for itself.
_OTHERS_DECIDE = re.compile(
    r"(?:^|[，。；、：\n])(?:今年)?(?:国家|中央|国务院|上级|[省市区]里|[省市区州]委|全[国省])(?:今年)?(?:的)?[^，。；\d]{0,16}?(?:确定|提出|下达|安排|设定|定|预期)[^，。；\d]{0,14}$"
)
_WE_DECIDE = re.compile(
    r"[，。；](?:因此|据此|综合考虑[^，。；]{0,12}，)?(?:建议|我们|安排|我[省市县区州旗]|全[市县区州旗])[^，。；]{2,24}\d"
)
_OWN_GOAL = re.compile(r"，(?:建议|安排|我[省市县区州旗]|全[市县区州旗])[^，。；]{2,24}\d")
_GOAL_QUOTED = re.compile(r"的?[^，。；\d]{0,8}?(?:目标|要求|任务|指标|计划)")
_ENTERING = "入围|入选|列入|列为|成为|跻身|纳入|获评|评为|确定为|命名为|认定为"
_ENTERS = re.compile(
    rf"(?:{_ENTERING})[^，。；\d]{{0,8}}?(?:首批|第[一二三四五六七八九十]批|全[国省市]|国家|世界|全球|仅有的)$"
)
_CALLED_AFTER = re.compile(r"的[^，。；\d]{0,10}(?:之年|一年|征程|梦想|愿景|宏伟|历史性)")
_AMONG = re.compile(r"[^，。；\d]{1,24}之一")
_AMONG_OTHERS = re.compile("在(?:全[国省市县区州]|全球|世界)?$")
_STANDS_AMONG = re.compile(r"[^，。；、\d]{1,14}?中(?=增[速幅]|[居排位率领名]|始终|保持|继续|脱颖|第|最|表现)")
_WITH = re.compile("[与同和]$")
_OTHERS = re.compile("多?(?:国家(?:和地区)?|地区)(?![级重队])")
_HAVE_A_SHARE = re.compile(
    r"[^，。；、\d]{2,16}(?:占[^，。；、\d]{2,16}的?|(?:率|覆盖面)(?:达到?|为|是|超过?)?)\d[\d.]*[%％]"
)


def in_a_name(text: str, m: Quantity, start: int, _end: int) -> bool:
    """A number that belongs to a name in quotes or a title (《…2025…》, “123”机制, “10+N”)."""
    opened = _QUOTED.search(text, max(start, m.start - 16), m.start)
    if not opened:
        return False
    closing = "》" if opened[0][0] == "《" else "”"
    inside = text[m.end : m.end + (24 if closing == "》" else 12)].partition(closing)
    return bool(inside[1]) and (closing == "》" or len(inside[0]) < 8 or "，" not in inside[0])


def divides(text: str, m: Quantity, _start: int, _end: int) -> bool:
    """A count of how a text or a plan is set out: 分为6个方面, 围绕5个领域, 包括…在内的8项."""
    if _PARTS.match(text, m.end):
        return True
    if _FIELDS.match(text, m.end):
        return bool(_SETS_OUT.search(text, max(0, m.before_start - 2), m.before_start))
    others = text.find("在内的", m.end, m.end + 27)
    return others >= 0 and counts(m) and not _PAUSE.search(text, m.end, others)


def introduces(text: str, m: Quantity, start: int, end: int) -> bool:
    """A count that only says how long the list is that follows: 做好以下11项工作, 抓好6个方面重点工作：."""
    if not counts(m):
        return False
    return bool(
        _BELOW.search(text, max(start, m.before_start - 4), m.before_start) or _TASKS.match(text, m.end, end + 1)
    )


def property_of_a_thing(text: str, m: Quantity, start: int, end: int) -> bool:
    """What a thing can do, said before it: 时速120公里城际动车组, 年产30万吨甲醇项目."""
    said = _PROPERTY.search(text, max(start, m.before_start - 6), m.before_start)
    noun = noun_phrases.right_noun(text, m.end, min(end, m.end + 20)) if said else ""
    return bool(noun) and not noun.endswith(("能力", "产能", "规模"))  # 形成年产1000万吨的生产能力: what shall be there


def size_in_a_name(text: str, m: Quantity, start: int, end: int) -> bool:
    """The size inside a project's name: 南屏炼化80万吨聚丙烯扩能项目. Behind 等 it is the sum of a list."""
    noun = noun_phrases.right_noun(text, m.end, min(end, m.end + 24)) if m.unit in _SIZES else ""
    if not noun or not (_WORKS.search(noun) or _LIST_OF_WORKS.match(text, m.end, end)):
        return False
    begin = max(start, max(text.rfind(mark, start, m.start) for mark in "，。；：、\n") + 1)
    owner = noun_phrases.strip_lead(text[begin : m.before_start])
    while verb := noun_phrases.leading_verb(owner):
        owner = noun_phrases.strip_lead(owner[len(verb) :])
    return (
        len(owner) >= 2
        and not owner.endswith(("等", "的"))
        and not _MEASURED.search(owner)
        and not re.search(r"\d", owner)
    )


def size_of_a_home(text: str, m: Quantity, _start: int, end: int) -> bool:
    """How large a home may be: 80平方米左右的经济适用住房."""
    return m.unit in _AREAS and m.value <= _LARGEST_HOME and m.after is not None and bool(_HOME.match(text, m.end, end))


def goal_of_a_level_above(text: str, m: Quantity, start: int, end: int) -> bool:
    """The target of a level above, quoted before one's own: 根据省里确定的增长5.5%的调控目标."""
    if not _GOAL_QUOTED.match(text, m.end, end):
        return False
    begin = max(start, m.start - 48)
    if _FROM_ABOVE.search(text, begin, m.before_start) or _RECKONED_WITH.search(text, begin, m.before_start):
        return True
    return bool(_OF_THE_PARTY.search(text, begin, m.before_start) and _OWN_GOAL.search(text, m.end, end))


def decided_by_others(text: str, m: Quantity, start: int, end: int) -> bool:
    """What the State or the province has set for itself, told before one's own goal: 国家确定增长5%左右，…我们提出增长6%."""
    if not _OTHERS_DECIDE.search(text, max(start - 1, m.before_start - 40, 0), m.before_start):
        return False
    return bool(_WE_DECIDE.search(text, m.end, end))


def list_of_others(text: str, m: Quantity, start: int, end: int) -> bool:
    """The size of somebody else's list: 入围国家首批15个试点城市, 全国20个先进城市之一."""
    if not counts(m):
        return False
    return bool(_ENTERS.search(text, max(start, m.start - 24), m.start) or _AMONG.match(text, m.end, end))


def circle_of_places(text: str, m: Quantity, start: int, end: int) -> bool:
    """Among how many others something stands: 在10个工业大省中增速领先."""
    if not counts(m) or not _AMONG_OTHERS.search(text, max(start, m.before_start - 4), m.before_start):
        return False
    return bool(_STANDS_AMONG.match(text, m.end, end))


def with_whom(text: str, m: Quantity, start: int, end: int) -> bool:
    """With how many others something is agreed: 与30个国家建立73对友好城市."""
    return bool(_WITH.search(text, max(start, m.before_start - 1), m.before_start) and _OTHERS.match(text, m.end, end))


def whose_share(text: str, m: Quantity, _start: int, end: int) -> bool:
    """How many they are whose share or rate is told: 14个重点产业产值占总产值的80%, 12条河流达标率98%."""
    return counts(m) and bool(_HAVE_A_SHARE.match(text, m.end, end))


def doubles_in_a_name(text: str, m: Quantity, _start: int, end: int) -> bool:
    """经济总量翻番的突破之年: what a year or an aim is called after is no target of this year."""
    return m.worded == "double" and bool(_CALLED_AFTER.match(text, m.end, end))


def counts(m: Quantity) -> bool:
    """Whether the unit counts things, neither money nor people."""
    return m.unit not in COMPLETE


# Each rule with a word that stands in every sentence it can find something in, so that most sentences are passed by; None where there is no such word.
RULES: tuple[tuple[re.Pattern[str] | None, Callable[[str, Quantity, int, int], bool]], ...] = (
    (re.compile("[》”]"), in_a_name),
    (None, divides),
    (re.compile("以下|如下|下[列述]|："), introduces),
    (re.compile("[时航车]速|载[重客量]|起重|续航|年[产屠加出供处]|日(?:产|处|供)"), property_of_a_thing),
    (_WORKS, size_in_a_name),
    (re.compile("目标|要求|任务|指标|计划"), goal_of_a_level_above),
    (
        re.compile("(?:确定|提出|下达|安排|设定|定|预期)[^，。；]*[，；][^，]{0,14}(?:建议|安排|我|全)"),
        decided_by_others,
    ),
    (re.compile(f"之一|{_ENTERING}"), list_of_others),
    (re.compile("番的"), doubles_in_a_name),
    (re.compile("在.*中"), circle_of_places),
    (re.compile("占|率|覆盖面"), whose_share),
    (re.compile("[与同和].*(?:国家|地区)"), with_whom),
    (re.compile("平方米|平米|㎡"), size_of_a_home),
)


def without_asides(text: str, found: list[Quantity], start: int, end: int) -> list[Quantity]:
    """The numbers of the sentence from `start` to `end` that measure something of the place."""
    rules = [rule for sign, rule in RULES if sign is None or sign.search(text, start, end)]
    return [m for m in found if not any(rule(text, m, start, end) for rule in rules)]
