"""The names in a list of projects: 加快A、B和C等重点项目建设 divided into A, B and C, with shared heads restored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.language import alternation, words
from extract.reading.projects.named_rules import COUNT, NOT_ALONE, ROAD, SCHOOL
from extract.reading.projects.places import begins_with_place, is_place, place_before
from extract.reading.projects.proper_names import is_named
from extract.reading.projects.titles import RANK, TITLE_HEAD, is_title
from extract.reading.projects.words import GENERAL, general_tail, head_at

_WORDS = words("projects")
_CLASSES = frozenset(_WORDS["classes"])
_PLANT_ITEM = re.compile(r"\d[\d.]*万?(?:吨|千瓦|兆瓦|套|台|辆|支|立方米|平方米|米)[^，。、\d]{1,10}$")
_WORK = re.compile(rf"(?:{alternation(_WORDS['works'])})(?:工程|项目)*$")
_ABSTRACT = re.compile(
    rf"(?:{alternation(_WORDS['abstract'])})$|(?<!改造)(?<!治理)(?<!保护)(?<!扩建)与|[向在为把]|领域|方面|行业"
)
_RANKED, _PHASE = re.compile(rf"(?:{RANK})"), re.compile("[一二三四五六](?:期|标段)")
_TITLE_TAIL = re.compile(rf"(?:{TITLE_HEAD})$")
_NOTE = re.compile(r"[①-⑳㉑-㊿]|[\[〔【]\d+[\]〕】]|（\d{1,3}）")
_MAY_NOTE = re.compile(r"[①-⑳㉑-㊿\[〔【（]")
_OWN_END = re.compile(r"(大道|大街|路|街|河|湖|沟|渠|水库|镇|乡|县|区|村|社区|公司|站|药业)$")
# 总投资3亿元的, 占地200亩的, 年产…的: what is said about a project, before its name.
_SIZE_TOLD = r"(?:计划)?(?:总?投资|占地|总?建筑面积|全长|总?长|总规模)[^，。、]{0,6}?[\d.]+(?:余|多)?(?:亿元?|万元|元|亩|公里|平方米|万平方米|平方公里|米)?(?:以上)?的?"
_OUTPUT_TOLD = r"[年日](?:产|处理|加工|供)[^，。、\d]{0,4}[\d.]+[万亿余多]*[^，。、\d]{1,4}?的|\d[\d.]*万?(?:千瓦|兆瓦|吨|立方米)级?的?(?=[^，。、\d]{2})"
_TOLD = re.compile(
    rf"^(?:{_SIZE_TOLD}|{_OUTPUT_TOLD}|[\d.]+(?:亿元|万元)的?(?=[^，。、\d以的]{{3}})|[\d.]+(?:亿元?|万元|亩|公里)的|(?:我|全)[省市县区州]的?|其中的?)"
)
_DIVIDES = re.compile("[、和及与”]")  # nothing else can end one name and begin the next
_CLASS = re.compile(r"(?<=.)等(?!级)(?P<class>[^，。；、“”]{0,22}(?:“[^“”]{2,8}”)*)$")
_PADDING = re.compile(
    r"(?<=工程|项目)(?:工程|项目)?(?:建设|工作)$|(?<=[^开])(?:规划建设|建设|建设工程|创建工作|创建|前期工作|进度|任务|工作)$"
)
# The same stretch of several ways: 安岚、岚泽高速南屏段 gives 安岚高速南屏段.
_STRETCH = re.compile(rf"[^，。、高快路]{{1,6}}段(?:{alternation(_WORDS['works'])})?|（[^（）]*）")
_HOLDS_STRETCH = re.compile(rf"段(?:{alternation(_WORDS['works'])})?$|）$")
_COUNTED = re.compile(r"(?<=.)(?P<count>[\d一二两三四五六七八九十]+(?:条|个|座|处|所))(?P<class>[^，。；、“”]{2,12})$")
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


@dataclass(frozen=True, slots=True)
class ProjectName:
    """One name, and the offset on the canvas where its own words start."""

    name: str
    start: int


def divide(phrase: str, start: int) -> tuple[list[ProjectName], str]:
    """The names of a list, each with its head, and the list's class word; `start` is where the phrase begins.

    A、B等C gives A and B with C's head: the project's kind where A has none of its own, or the work that C names.
    """
    whole = phrase
    phrase, shared = _class(phrase)
    counted = bool(shared) and not whole[len(phrase) :].startswith("等")
    items = [ProjectName(*_trim(text, start + offset)) for text, offset in _split(phrase)]
    items = [i for i in items if i.name]
    if not items or (shared and _ABSTRACT.search(shared)):
        return [], shared
    items = _prefixed(items)
    if counted:
        items = _placed(items)
    last = items[-1].name
    done: list[ProjectName] = []
    for item in reversed(items):  # the nearest later name that has a head of its own lends it
        done.append(ProjectName(_headed(item.name, last, shared, not done), item.start))
        last = done[-1].name if head_at(item.name) >= 0 or _TITLE_TAIL.search(item.name) else last
    return done[::-1], shared


def _prefixed(items: list[ProjectName]) -> list[ProjectName]:
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
        done.append(ProjectName(name, item.start))
    return done


def _placed(items: list[ProjectName]) -> list[ProjectName]:
    """The names of a counted list with the place that stands before the first: 某地船舶、钢铁两个研究院."""
    place = place_before(items[0].name)
    alike = place and not any(begins_with_place(i.name) for i in items[1:]) and all(len(i.name) <= 6 for i in items)
    return [items[0], *(ProjectName(place + i.name, i.start) for i in items[1:])] if alike else items


def _class(phrase: str) -> tuple[str, str]:
    """Cuts the words after 等 off: 等12条连通工程 gives 连通工程, 等重点项目 gives 项目."""
    if phrase.endswith(("项目的", "工程的")):
        phrase = phrase[:-1]
    found = _CLASS.search(phrase) if "等" in phrase else None
    if not found:
        counted = _COUNTED.search(phrase) if "、" in phrase else None
        if counted and "、" in phrase[: counted.start()]:
            return phrase[: counted.start()], COUNT.sub("", counted["count"] + counted["class"])
        return phrase, ""
    named = _NOTE.sub("", found["class"].partition("“")[0])
    while COUNT.search(named):
        named = COUNT.sub("", named)
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
        elif depth == 0 and char in "和及与" and i - begun >= 2 and _joins(phrase, i):
            size = 1
        if size:
            parts.append((phrase[begun:i], begun))
            begun = i + size
        i += size or 1
    return [*parts, (phrase[begun:], begun)]


def _joins(phrase: str, i: int) -> bool:
    """Whether 和, 及 or 与 joins two names, and is no letter of a word: 和美, 共和, 普及."""
    if i + 2 >= len(phrase) or phrase[i - 1] in "共永泰呼融人参普涉":
        return False
    return not phrase.startswith(("和美", "和谐", "和平"), i) or begins_with_place(phrase[i + 1 :])


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
    """A name with the head that it shares with the word after 等, or with the last name of its list."""
    if name.endswith("”") or SCHOOL.fullmatch(name):
        return name
    if shared and shared not in _CLASSES:
        return _with_class(name, shared)
    if not is_last:
        return _with_last(name, last, shared)
    if shared in _CLASSES and shared.endswith(("项目", "工程")) and head_at(name) < 0:
        return name + shared[-2:]
    return name


def _with_class(name: str, shared: str) -> str:
    """A name with the work or the thing that the word after 等 names: A、B等连通工程."""
    work = _WORK.search(shared)
    if work and not name.endswith(shared) and not _WORK.search(name):
        return name + re.sub(r"^(?:道路|公路|河流|水系)(?=.{2})", "", shared)
    return name + shared if head_at(name) < 0 else name


def _with_last(name: str, last: str, shared: str) -> str:
    """A name with what the last of its list lends it: a phase's kind, an owner's work, or its own head."""
    phase = re.search(r"[一二三四五六]期(工程|项目)$", last) if name.endswith("期") else None
    if phase and re.search(r"[一二三四五六]期$", name):
        return name + phase[1]
    work = _work_of_owner(name, last)
    if work:
        return name + work
    if is_place(name) and place_before(last):
        return name + _lent_tail(name, last)
    if _PLANT_ITEM.search(name) and last.endswith(("项目", "工程", "装置")) and head_at(name) < 0:
        return name + last[-2:]  # 泽北60万吨烧碱、云溪20万辆新能源汽车项目
    if name not in NOT_ALONE and (head_at(name) >= 0 or _TITLE_TAIL.search(name)):
        return name
    title = _TITLE_TAIL.search(last)
    if is_title(last) and title:
        return name + title[0]
    tail = shared[-2:] if shared else _lent_tail(name, last)
    return name if name in NOT_ALONE and len(tail) < 2 else name + tail


def _work_of_owner(name: str, last: str) -> str:
    """What is done to the last of several ways, waters or firms, where a name is another of them; "" where it is not."""
    ends = _OWN_END.search(name)
    owner = _OWNER.match(last) if ends else None
    if not owner or not ends or head_at(owner["rest"]) < 0:
        return ""
    return owner["rest"] if _SAME.get(owner["kind"], owner["kind"]) == _SAME.get(ends[1], ends[1]) else ""


def _is_way(name: str) -> bool:
    """Whether a name is whole without the stretch behind it: 泽明高速, G207."""
    return head_at(name) >= 1 or bool(ROAD.fullmatch(name))


def _lent_tail(name: str, last: str) -> str:
    """What the last name of a list lends the names before it: 岚泽 and 泽明高速南屏段 give 高速南屏段."""
    place = place_before(last)
    if place and is_place(name):  # 保定、唐山国家级试点城市: the places differ, the rest is one
        return last[len(place) :]
    cuts = range(3, len(last)) if _HOLDS_STRETCH.search(last) else ()
    cut = next((k for k in cuts if not last[k].isdigit() and _STRETCH.fullmatch(last, k) and _is_way(last[:k])), None)
    if cut:
        return _lent_tail(name, last[:cut]) * (not ROAD.fullmatch(last[:cut])) + last[cut:]
    tail, rest = general_tail(last), last[len(name) :]
    if name[-1:] == last[len(name) - 1 : len(name)] and head_at(rest) >= 0:  # 大岭 and 小岭抽水蓄能电站
        return rest
    of_one_length = tail.endswith(rest) and rest[:2] in GENERAL and head_at(rest) >= 0  # 安上 and 临上水电
    return rest if of_one_length else tail
