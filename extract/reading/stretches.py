"""How far a target reaches at best (增长6%以上、力争达到7%): it belongs to the target, and is none of its own."""

from __future__ import annotations

import re

from extract.reading.clause import Clause

_AT_BEST = re.compile(
    r"(?:并|同时|在?实际工作中|实际执行中|工作中)?(?:力争|争取|努力|奋力|力求|冲刺|奋斗目标)(?:在?实际工作中|在执行中)?(?:更[快好高多](?:一些|一点)?[、，]?)?(?:争取|力争|冲刺|达到?|实现|突破|完成|增长|提高到|做到|更高|为|到|[在至])*"
)


def is_stretch(clause: Clause) -> bool:
    """增长6%以上、力争达到7%: how far a target reaches at best belongs to it, and is no target of its own."""
    last, m = clause.place.last, clause.first
    if (
        last is None
        or last.role != "commitment"
        or clause.place.last_index != clause.index - 1
        or len(clause.group) > 1
    ):
        return False
    if (
        m.unit != last.unit
        or last.value is None
        or not _AT_BEST.fullmatch(clause.text[clause.left_start : m.start].lstrip("、，；（"))
    ):
        return False
    last.stretch = -m.value if last.value < 0 else m.value
    last.char_end = clause.sentence.frame.canvas.span(m.start, m.end)[1]
    last.rules.append("stretch")
    clause.place.last_index = clause.index  # 力争增长6%、冲刺7%: the last word stands
    return True
