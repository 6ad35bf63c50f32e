"""Likeness of names: links a promise to a figure that is called nearly the same, and finds what a next plan may go on with."""

from __future__ import annotations

import re
from collections import defaultdict

import duckdb
from rapidfuzz import fuzz, process

# Of 100. Below it the pairs of the reference documents hold more wrong than right ones.
LEAST = 72
# The second best name must be further away than this, or nobody knows which was meant.
APART = 5
_SAYS_NOTHING = re.compile(
    r"^(?:[全我本][国省市县区]|新增|新建|新改造|建设|完成|实现|改造|新改建|集中连片|做好|解决|开工|建成|发展|实施|安排|初步)+|"
    r"(?:问题|任务|工作|项目|工程|年度|计划|完成|的|了)"
)
# A word that one name has and the other lacks makes another thing of it: 农村社会总产值 is not 社会总产值.
_NARROWS = [
    "农村",
    "城镇",
    "城市",
    "城区",
    "工业",
    "农业",
    "工农",
    "轻",
    "重",
    "省",
    "市",
    "县",
    "国家",
    "中央",
    "尚未",
    "总投资",
    "亿元以上",
    "重点",
    "限上",
    "规模",
    "服务业",
    "民营",
    "私营",
    "出口",
    "进口",
    "开工",
    "建成",
    "贫困",
    "女",
    "新",
    "累计",
    "人均",
    "高",
    "中小",
    "大型",
]

_CANDIDATES = """
select p.commitment_id, p.indicator, r.outcome_id, r.indicator
from promise p
join result r on r.place_code = p.place_code and r.scope = p.scope and r.form = p.form and r.period = p.period
  and r.unit is not distinct from p.unit and r.source_kind = 'work_report' and r.source_year = p.year + 1
where p.yearly and not (p.indicator_id is not null and r.key not like 'name:%')
  and r.value between p.value / 3 and p.value * 3
  and not exists (
    select 1 from result s where s.place_code = p.place_code and s.key = p.key and s.form = p.form and s.period = p.period)
"""


# Of 100. A number of the next plan in the same unit whose name is this much alike (partial ratio) may be the same target in other words.
AKIN = 60
_NEXT_NUMBERS = """
select p.commitment_id, p.indicator, n.indicator
from promise p
join following f using (document_id)
join promise n on n.document_id = f.next_document_id and n.unit is not distinct from p.unit and n.form = p.form
where p.kind = 'quantity' and not p.headline and p.indicator_id is not null and n.kind = 'quantity'
"""


# A number of the next plan, in whatever unit, whose quote holds the beginning or the end of one of the indicator's names.
_NEXT_MENTIONS = """
select distinct p.commitment_id
from promise p
join following f using (document_id)
join promise n on n.document_id = f.next_document_id and n.kind = 'quantity'
join indicators i on i.indicator_id = p.indicator_id
where p.kind = 'quantity' and not p.headline
  and len(list_filter(list_append(i.aliases, i.name), lambda a: contains(n.quote, left(a, 3)) or contains(n.quote, right(a, 3)))) > 0
"""


def said(name: str) -> str:
    """What a name says once verbs, place words and words like 项目 are gone."""
    return _SAYS_NOTHING.sub("", name)


def _differs(name: str, other: str) -> bool:
    return any((word in name) != (word in other) for word in _NARROWS)


def link(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary table `alike` (commitment_id, outcome_id, likeness of 100) from `promise` and `result`.

    Only promises without a figure of their own indicator are looked at. Returns how many were linked.
    """
    con.execute("create or replace temp table alike (commitment_id varchar, outcome_id varchar, likeness double)")
    promised: dict[str, str] = {}
    candidates: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for commitment, name, outcome, reported in con.execute(_CANDIDATES).fetchall():
        promised[str(commitment)] = str(name)
        candidates[str(commitment)].append((str(outcome), str(reported)))
    rows: list[tuple[str, str, float]] = []
    for commitment, figures in candidates.items():
        wanted = said(promised[commitment])
        names = {outcome: said(reported) for outcome, reported in figures}
        names = {outcome: name for outcome, name in names.items() if not _differs(wanted, name)}
        if len(wanted) < 4:
            continue
        best = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=LEAST - APART, limit=3)
        if best and best[0][1] >= LEAST and len(best[0][0]) >= 3:
            others = [score for name, score, _ in best[1:] if name != best[0][0]]
            if not others or best[0][1] - others[0] > APART:
                rows.append((commitment, best[0][2], best[0][1]))
    if rows:
        con.executemany("insert into alike values (?, ?, ?)", rows)
    return len(rows)


def still_named(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary table `still_named` (commitment_id): promises outside the list of main targets that the next plan may
    go on with in other words. Returns how many there are."""
    con.execute("create or replace temp table still_named (commitment_id varchar)")
    rows = {
        str(commitment)
        for commitment, name, following in con.execute(_NEXT_NUMBERS).fetchall()
        if fuzz.partial_ratio(said(str(name)), said(str(following))) >= AKIN
    }
    rows |= {str(commitment) for (commitment,) in con.execute(_NEXT_MENTIONS).fetchall()}
    if rows:
        con.executemany("insert into still_named values (?)", [(row,) for row in sorted(rows)])
    return len(rows)
