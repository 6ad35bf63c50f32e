"""Numbers of the next plan that a promise outside the list of main targets may go on as, under a name that is at all alike: it is not called dropped."""

from __future__ import annotations

import re
from functools import lru_cache

import duckdb
from rapidfuzz import fuzz

from warehouse.linking import names
from warehouse.units import units

_SAYS_NOTHING = re.compile(
    r"^(?:[全我本][国省市县区]|新增|新建|新改造|建设|完成|实现|改造|新改建|集中连片|做好|解决|开工|建成|发展|实施|安排|初步)+|"
    r"(?:问题|任务|工作|项目|工程|年度|计划|完成|的|了)"
)
# Of 100. A number of the next plan in the same unit whose name is this much alike (partial ratio) may be the same target in other words.
AKIN = 60
# Words that any target's name may hold: what is left of the name says which target it is.
_ANY_TARGET = re.compile(r"[“”（）()、，]|年度|计划|总投资|投资|规模|总量|总额|确定|共?安排|力争|确保|初步|左右|全部")
# Units in which so much is counted that they say nothing; a number in any other (套, 公里, 亩) is one of few, and may be the same target under another head.
_COMMON_UNITS = {unit for unit, row in units().items() if row.common}
# Characters at the beginning or the end of a name that show it in a sentence: 城镇登记失业率 shows in 城镇登记 and 记失业率.
_PART = 4
# Promises outside the list of main targets that the next plan does not continue under their own indicator, each with the numbers
# for which that plan may go on with it: not those over several years, and not those that continue another promise of the same
# plan (生产总值增长11% continues the growth, not 1000亿元).
_NEXT_NUMBERS = """
with free as (
  select p.* from promise p
  join following f using (document_id)
  where p.indicator_id is not null and p.kind = 'quantity' and p.yearly and not p.headline
    and not exists (
      select 1 from promise n
      where n.document_id = f.next_document_id and n.key = p.key and n.scope = p.scope and n.form = p.form and n.kind = 'quantity' and n.yearly)
)
select p.commitment_id, any_value(p.indicator), any_value(p.unit), any_value(list_append(i.aliases, i.name)),
       list((n.indicator, n.unit is not distinct from p.unit and n.form = p.form, n.quote) order by n.ordinal)
from free p
join following f using (document_id)
join promise n on n.document_id = f.next_document_id
join indicators i on i.indicator_id = p.indicator_id
where n.kind = 'quantity' and n.span is null and n.period = n.year
  and not exists (
    select 1 from promise o
    where o.document_id = p.document_id and o.commitment_id <> p.commitment_id and o.yearly
      and o.key = n.key and o.form = n.form and not (o.key = p.key and o.form = p.form))
group by p.commitment_id
"""


@lru_cache(maxsize=65536)
def said(name: str) -> str:
    """What a name says once verbs, place words and words like 项目 are gone."""
    return _SAYS_NOTHING.sub("", name)


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """What tells a target from all others: what its name says without words that any target may hold."""
    return said(_ANY_TARGET.sub("", name))


def _akin(own: str, other: str) -> bool:
    return own in other if len(own) < 3 else fuzz.partial_ratio(own, other) >= AKIN


def _empty_of(other_core: str, other: str, name: str) -> bool:
    """年度投资 may be the investment in anything, but not its income."""
    return not other_core and other[-2:] == name[-2:]


def still_named(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary table `still_named` (commitment_id): promises outside the list of main targets that the next plan may
    go on with in other words, or whose name says too little to tell. Returns how many there are."""
    con.execute("create or replace temp table still_named (commitment_id varchar)")
    rows = [
        (str(commitment),)
        for commitment, name, unit, aliases, numbers in con.execute(_NEXT_NUMBERS).fetchall()
        if _goes_on(str(name), str(unit), aliases, numbers)
    ]
    if rows:
        con.executemany("insert into still_named values (?)", sorted(rows))
    return len(rows)


def _goes_on(name: str, unit: str, aliases: list[str], numbers: list[tuple[str, bool, str]]) -> bool:
    own = core(name)
    if len(own) < 2 or len(names.core(name)) < 3:
        return True
    parts = {part for word in (own, *map(core, aliases)) if len(word) >= 3 for part in (word[:_PART], word[-_PART:])}
    for following, same_form, quote in numbers:
        other = core(following)
        if same_form and (unit not in _COMMON_UNITS or _empty_of(other, following, name) or _akin(own, other)):
            return True
        if any(part in quote for part in parts):
            return True
    return False
