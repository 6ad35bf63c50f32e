"""The frames that names stand in: 以…为重点, 支持某地争创…, 某公司建立…, 力争某校进入…行列, and clauses that carry a milestone on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.language import alternation, words
from extract.reading.projects.titles import TITLE_ENDS

_WORDS = words("projects")
DATE = r"(?:到|于|在)?(?:(?:\d{4}年|\d{1,2}月)(?:\d{1,2}日|底|末|份|初|上旬|中旬|下旬)?(?:之?前)?|(?:[一二三四]季度|[上下]半年)末?|(?:春节|“?五一”?|国庆|“?十一”?|汛期|冬|供暖季?|年底|年末|开学|暑期)(?:之?前))"
_TITLED = alternation(
    ["争创", "申报", "创建", "建立", "组建", "设立", "申创", "申建", "建设", "打造", "成立", "筹建", "启动"]
)
_SUPPORT = re.compile(
    rf"^.{{0,6}}?(?:支持|推动|助力|帮助|指导)(?:[^，。]{{2,16}}?)(?=(?:积极|加快|率先|规划)?(?:{_TITLED})..)"
)
_LEANING = re.compile(rf"^依托(?:[^，。]{{3,16}}?)(?=(?:积极|加快)?(?:{_TITLED})..)")
_CARRIER = re.compile(r"^以(?P<body>.{4,60})为(?:重点|抓手|载体|契机|目标|突破口|龙头|引领|牵引|依托|统领|支撑)$")
_OBJECT = re.compile(r"^(?:对|把|将|针对|围绕|使)(?P<body>.{3,})$")
_CARRIES = frozenset("以对把将针围使")  # the first characters of both
# Who does it, what is done, and what comes of it: 某纸业建立省级研究中心, 某大学进入“双一流”行列.
_OWNER = "(?:公司|集团|[纸药实酒]业|大学|学院|医院|电厂)"
_FOUNDS = "(?:建立|组建|设立|成立|建成|建设)"
_ENTERS = "(?:进入|跻身|入选|列入)"
_OWN = re.compile(
    rf"^(?:力争|推动|支持|确保|争取|鼓励|依托)?(?P<who>[^，。、的在]{{2,10}}{_OWNER})"
    rf"(?:{_FOUNDS}(?P<what>[^，。、]{{3,16}}?(?:中心|基地|实验室|研究院|工作站|园))(?:建设)?"
    rf"|(?P<enters>{_ENTERS}[^，。、]{{2,16}}(?:行列|名单|目录)))$"
)
# The middle of whatever _OWN finds: nearly all clauses hold none.
_OWN_SIGN = re.compile(f"{_OWNER}(?:{_FOUNDS}|{_ENTERS})")
_APPLY = r"(?:争创|申创|申建|申报|创建|创成|升级为|升格为|晋升为|晋位|打造成?|建设成?)"
_APPLIES = re.compile(
    rf"^(?:继续|积极|大力|全力)?(?P<helped>支持|推动|帮助|助力|指导|鼓励|推进|力争|争取|确保)?(?P<who>[^，。“”（]{{2,30}}?)(?:积极|加快|率先|成功)?{_APPLY}(?:成为|为)?(?P<what>[^，。、]{{3,20}})$"
)
_APPLIES_SIGN = re.compile(_APPLY)
_HELPS = re.compile("支持|推动|助力|帮助|指导")
PENDING = re.compile(
    r"(?:计划|拟)?(?P<state>新开工|开工|在建|续建|竣工|投产|签约|拟建|前期|已建成|未开工)(?:重点)?(?:项目|工程)$"
)
OF_STATE = {
    "新开工": "开工",
    "开工": "开工",
    "在建": "推进",
    "续建": "推进",
    "竣工": "完工",
    "投产": "投产",
    "签约": "推进",
    "拟建": "前期",
    "前期": "前期",
    "未开工": "开工",
}
DONE = re.compile(r"以成功|已经?|去年|上年|以来|累计|成功举办|圆满")
# A clause that only carries the clause before it on: 倒排工期、加快进度; 确保项目按期竣工投产.
IDLE = re.compile(
    r"^(?:倒排工期|加快(?:建设)?进度|加大协调力度|落实开工条件|强化服务|挂图作战|压茬推进|优化服务|做好.{2,6}保障|加强协调|[、，])+$"
)
# Whose work it is that the place joins in: 深度对接沿江协同发展和岚北新区建设.
JOINS_IN = re.compile(
    r"^[^，。、“”]{0,14}?(?:深度|主动|全面|积极|加快|加强)(?:对接|融入|参与|服务和?融入)(?!.*(?:工程|项目)$)"
)
_MILESTONES = [
    t for milestone, tails in _WORDS["tails"].items() if milestone and milestone != "创建" for t in tails
] + ["开工", "投用", "实施"]
_ANY_MILESTONE = alternation(_MILESTONES)
CARRIES_ON = re.compile(
    rf"^(?:{alternation([*_WORDS['adverbs'], *_WORDS['tail_adverbs'], '促使', '项目', '工程', '其'])}|{DATE}){{0,6}}(?P<milestone>{_ANY_MILESTONE})(?:、?(?:早|快)?(?:见效|达效|运营|受益|{_ANY_MILESTONE}))*$"
)


def unframed(text: str, start: int) -> tuple[str, int]:
    """A clause without the words around what is promised, and where the rest of it starts."""
    framed = (_SUPPORT.match(text) if _HELPS.search(text, 0, 8) else None) or (
        _LEANING.match(text) if text[0] == "依" else None
    )
    if framed:
        return text[framed.end() :], start + framed.end()
    if text[:1] in _CARRIES and (carrier := _CARRIER.match(text) or _OBJECT.match(text)):
        return carrier["body"], start + carrier.start("body")
    return text, start


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who is to win a title, and where the words of who and title start in the clause."""

    who: str
    what: str
    who_at: int
    what_at: int


def applicants(text: str) -> Applicant | None:
    """The parts of 支持A、B创建T or A争创T: several zones or places, and one title."""
    ends = text[-1] in TITLE_ENDS or text[-1] == "”"  # nearly all clauses end otherwise
    found = _APPLIES.match(text) if ends and _APPLIES_SIGN.search(text, 2) else None
    return Applicant(found["who"], found["what"], found.start("who"), found.start("what")) if found else None


def owned(text: str) -> tuple[str, str, int] | None:
    """The name that an institution and its new part, or its new rank, make together, the milestone, and where it starts."""
    found = _OWN.match(text) if _OWN_SIGN.search(text) else None
    if not found:
        return None
    if found["enters"]:
        return found["who"] + found["enters"], "创建", found.start("who")
    return found["who"] + found["what"], "推进", found.start("who")
