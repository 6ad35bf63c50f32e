"""The words around the names of a list that tell its milestone: the verbs before them and the stages after them."""

from __future__ import annotations

import re

from extract.language import alternation, words
from extract.reading.projects.frames import DATE

_WORDS = words("projects")
MILESTONE_OF_VERB: dict[str, str] = {
    verb: milestone for milestone, verbs in _WORDS["verbs"].items() for verb in verbs
} | dict.fromkeys(_WORDS["weak_verbs"], "推进")
MILESTONE_OF_TAIL: dict[str, str] = {tail: milestone for milestone, tails in _WORDS["tails"].items() for tail in tails}
_VERB = alternation(list(MILESTONE_OF_VERB))
_FIRST = r"(?:[一二三四五六七八九十]+是|一方面|另一方面|——|[—\-•●]|（[一二三四五六七八九十\d]+）|[①-⑳]|\d+[.、．]|[一二三四五六七八九十]+、)"
_LEAD = re.compile(rf"(?:{_FIRST}|{alternation(_WORDS['adverbs'])}|{DATE}|新(?=布局|启动|组建|设立))")
_HEAD_VERB = re.compile(rf"(?:{_VERB})(?:好|起|、(?=(?:{_VERB})))?")
# A state that is reached short of use: 具备通车条件.
_READY = re.compile("(?:基本)?具备[^，。、]{1,4}条件$")
# What a plant in use brings: 投产达效, 建成见效. It tells the milestone only where no other word does.
_EFFECT = "[达见增][产效标益]"
_TAIL = re.compile(rf"(?:{alternation(list(MILESTONE_OF_TAIL))}|{_EFFECT})$")
_TAIL_ENDS = frozenset(tail[-1] for tail in MILESTONE_OF_TAIL) | frozenset("产效标益")
_LONGEST_TAIL = max(map(len, MILESTONE_OF_TAIL))
# What _LEAD matches begins with one of these characters, a digit, or the first two letters of a word; _HEAD_VERB with the latter.
_LEAD_STARTS = frozenset("新春国汛冬供年开暑第上下一二三四五六七八九十另—-•●（到于在①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳") | {
    word[:2] for word in _WORDS["adverbs"]
}
_VERB_STARTS = frozenset(verb[:2] for verb in MILESTONE_OF_VERB)
_TAIL_ADVERB = re.compile(rf"(?:{alternation(_WORDS['tail_adverbs'])}|全(?:容量|[线幅部面程])|尽[快早速]|{DATE})$")

# A verb that opens a new group in the middle of a list.
INNER = re.compile(
    rf"(?:{alternation(_WORDS['adverbs'])})*(?P<verb>{alternation([v for m in ('开工', '前期', '完工', '创建') for v in _WORDS['verbs'][m] if v not in ('贯通', '打通', '规划', '开放', '前期')] + ['加快推进', '加快', '推进', '实施', '推动'])})"
)


def verbs_before(text: str) -> tuple[int, int, str]:
    """Where the names start, where the first verb starts, and the last verb before the names."""
    position, first, verb = 0, 0, ""
    while True:
        two, letter = text[position : position + 2], text[position : position + 1]
        leads = two in _LEAD_STARTS or letter in _LEAD_STARTS or letter.isdecimal()
        found = _HEAD_VERB.match(text, position) if two in _VERB_STARTS or letter in _VERB_STARTS else None
        lead = _LEAD.match(text, position) if leads else None
        if found and (not lead or len(found[0]) >= len(lead[0])):
            word = found[0].rstrip("好起、")
            word = word if word in MILESTONE_OF_VERB else found[0].rstrip("、")
            # 谋划实施A: what is still being weighed is not under way.
            if not (verb and MILESTONE_OF_VERB.get(verb) in ("前期", "开工") and MILESTONE_OF_VERB.get(word) == "推进"):
                if not verb:
                    first = position
                verb = word
            position = found.end()
        elif lead and lead.end() > position:
            position = lead.end()
        else:
            break
    return position, first, verb


def cut_tail(body: str) -> tuple[str, str]:
    """The names without the words after them, and the milestone that those tell, "" where they tell none."""
    told, brought = "", ""
    ready = _READY.search(body) if body.endswith("条件") else None
    if ready:
        body, told = body[: ready.start()], "完工"
    while True:
        stage = _stage(body)
        if stage:
            milestone = MILESTONE_OF_TAIL.get(stage[0])
            brought = brought or ("投产" if milestone is None else "")
            told = told or milestone or ""
            body = body[: stage.start()]
            continue
        adverb = _TAIL_ADVERB.search(body) if told or brought or body.endswith(("项目建设", "工程建设")) else None
        if not adverb or adverb.start() < 2 or adverb[0] in ("项目", "工程"):
            return body, told or brought
        body = body[: adverb.start()]


def is_stage(text: str) -> bool:
    """Whether a text is a word for a stage and nothing more."""
    return bool(_TAIL.fullmatch(text))


def _stage(body: str) -> re.Match[str] | None:
    """The word for a stage at the end; 发电 in 光伏发电 is part of a name."""
    found = _TAIL.search(body, max(0, len(body) - _LONGEST_TAIL)) if body[-1:] in _TAIL_ENDS else None
    if not found or found.start() < 2 or (found[0] == "发电" and not body.endswith(("并网发电", "实现发电"))):
        return None
    return found
