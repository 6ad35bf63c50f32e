"""What keeps a figure from deciding on a promise, in words: another part, basis or form, several years, a stage that is not the end, a stock for what is added."""

from __future__ import annotations

import re

from warehouse.linking import names
from warehouse.linking.claim import COUNTED, Claim, same_thing, same_units, unit_class

# In a review of five years an amount of so many times what was promised may be the sum of them.
SUM = 2.5
_DWELLINGS, _FINISHED = ("套", "户", "平方米"), re.compile("建成|竣工|完工|交付|入住|投用|分配")
_DONE = re.compile(r"建成|竣工|完工|完成")
# A promise that begins so is of what a year adds.
_ADDS = ("新增", "新建", "净增", "新发展", "发展", "新开")


def _basis(claim: Claim) -> str:
    """The basis of a figure; 同口径 of a growth only says that both years were counted alike."""
    return "" if "口径" in claim.basis and claim.form == "growth" else claim.basis


def _not_yet(p: Claim, o: Claim) -> bool:
    """Whether the figure counts what is under way, where the promise is of what is done. Dwellings that a plan builds in its year are begun in it: 建设保障房 is kept by
    开工, 建成 is not."""
    # 开工15.4万套、基本建成11.9万套: the last number has a stage of its own.
    last = re.split(r"[、，]", o.quote)[-1]
    not_yet = names.words().not_yet.search(last if _DONE.search(last) else o.quote)
    if not not_yet or names.words().not_yet.search(p.quote):
        return False
    return not (p.unit in _DWELLINGS and not_yet[0] == "开工" and not _FINISHED.search(p.quote))


def only_seen(p: Claim, o: Claim) -> list[str]:
    """What keeps a figure from deciding, in words."""
    found: list[str] = []
    if p.scope != o.scope:
        found.append(f"范围不同（{p.scope or '全域'}／{o.scope or '全域'}）")
    if o.beside and not p.scope:
        found.append(f"紧接着“{o.beside}”的数字，可能只指该处")
    if _basis(p) != _basis(o):
        found.append("口径不同")
    if o.span is not None:
        found.append("为多年合计或平均")
    if not o.role_sure:
        found.append("不确定是结果还是计划")
    if p.form == "amount" and _not_yet(p, o):
        found.append("尚在进行，不是完成")
    if p.form == o.form == "amount" and p.value and o.value and same_units(p, o):
        found += _only_seen_of_amounts(p, o, o.value / p.value)
    return found


def _only_seen_of_amounts(p: Claim, o: Claim, times: float) -> list[str]:
    """What keeps an amount, so many times what was promised, from deciding."""
    found: list[str] = []
    added = (p.measure == "increment" or p.name.startswith(_ADDS)) and o.measure != "increment"
    if added and not o.indicator_id and names.words().stock.search(o.quote):
        found.append("总数，不是当年新增")
    elif o.summed and p.measure == "increment" and times >= SUM:
        found.append("累计数，不是当年新增")
    # A report that looks back on five years gives sums without saying so each time.
    one_unit = p.unit == o.unit
    if o.review_years > 1 and one_unit and times >= SUM and "年" not in o.quote[:6]:
        found.append("次年报告回顾五年，疑为五年合计")
    # Of the very indicator it is shown by a rule of its own (out_of_scale).
    comparable = not same_thing(p, o) if one_unit else unit_class(p.unit) == COUNTED
    if comparable and not 0.1 <= abs(times) <= 10:
        found.append("相差十倍以上")
    return found
