"""From plan to plan: the target of the next plan that a promise goes on as, and what that plan says of it without a number. The same linker as from plan to review."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import duckdb

from warehouse.linking import names
from warehouse.linking.evidence import Rarity, best
from warehouse.linking.link import PROMISES, Index, claims_of, document_pairs, insert, mutual
from warehouse.linking.review import Review
from warehouse.units import any_unit

# A number that became words: against another place, in step with something, a duty set from above, or a direction only.
WORDS = re.compile(
    r"高于|不低于|好于|优于|快于|低于|同步|匹配|相当|一致|省定|市定|上级|下达|国家(?:要求|规定|标准|任务)|稳中|稳步|稳定|平稳|稳量|提质|持续|保持|进一步|继续|力争|合理区间|明显|较快"
    r"|有所|转变|质量|效益|回稳|企稳|趋稳|向好|好转|止跌|转正|完成.{0,8}(?:任务|目标)|目标任务|改善|优化|促稳|回升|回暖|基本持平|控制在|增长$|提升|扩大|降低|下降"
)
_NUMBER = re.compile(rf"[0-9０-９]+(?:[.．][0-9]+)?\s*(?:[％万亿千百]|{any_unit()})|[一二三四五六七八九十百]+分之|翻番")
_LONGEST_QUOTE = 120
# A target of the next plan in the same form whose name is so much alike may be the same one: nothing is called dropped beside it.
_NEAR = 0.8

_ENDING = """
select p.commitment_id, p.indicator, p.indicator_id, p.document_id, f.next_document_id, list_append(coalesce(i.aliases, []), i.name)
from promise p join following f using (document_id) left join indicators i on i.indicator_id = p.indicator_id
where f.complete and p.kind = 'quantity' and p.span is null and p.period = p.year and p.role_sure and p.comparator <> 'sync'
  and (p.indicator_id is not null or p.headline)
  and not exists (select 1 from promise n where n.document_id = f.next_document_id and n.key = p.key and n.scope = p.scope and n.kind = 'quantity' and n.span is null
                    and n.period = n.year and n.comparator <> 'sync')
order by p.document_id, p.ordinal, p.commitment_id
"""
# The plan begins where the list of the year's targets does; without a list, behind the last result.
_PLANS = """
select d.document_id, d.text, case when t.starts > length(d.text) / 5 then t.starts else coalesce(r.ends, length(d.text)) end
from documents d
left join (select c.document_id, min(c.char_start) as starts from commitments c join documents e using (document_id)
           where c.headline and c.period = e.year and c.span is null group by 1) t using (document_id)
left join (select document_id, max(char_end) as ends from outcomes where coalesce(role_sure, true) group by 1) r using (document_id)
where d.document_id in (select next_document_id from following)
"""
_TABLES = """
create or replace temp table carried (commitment_id varchar, next_commitment_id varchar, score double, named boolean, why varchar);
create or replace temp table plan_says (commitment_id varchar, kind varchar, quote varchar);
"""


def fill(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary tables `carried` (commitment_id, next_commitment_id, score, named, why: sure links to a target of the next plan) and `plan_says`
    (commitment_id, kind, quote: promises without such a target that the next plan still speaks of; kind `words` without a number, `number` with one that was not
    read as a target of it, `mention` otherwise). Returns how many were linked."""
    con.execute(_TABLES)
    promises = claims_of(con, PROMISES)
    said: dict[str, list[str]] = defaultdict(list)
    for claims in promises.values():
        for claim in claims:
            said[claim.place_code].append(names.core(claim.name))
    rarity = {place: Rarity(cores) for place, cores in said.items()}
    carried: list[tuple[Any, ...]] = []
    near: list[tuple[str, str, str]] = []
    for document, following in document_pairs(con):
        mine, index = promises.get(document, []), Index(promises.get(following, ()))
        made = [link for p in mine if (link := best(p, index.near(p), rarity[p.place_code], frozenset()))]
        near += [
            (link.promise.id, "number", link.other.quote)
            for link in made
            if not (link.sure and link.decides) and link.score >= _NEAR and link.promise.form == link.other.form
        ]
        carried += [
            (link.promise.id, link.other.id, link.score, link.named, link.why)
            for link in mutual(made)
            if link.sure and link.decides
        ]
    insert(con, "carried", carried)
    linked = {row[0] for row in carried}
    beside = {row[0]: row for row in near if row[0] not in linked}
    insert(con, "plan_says", [*beside.values(), *_spoken_of(con, linked | set(beside))])
    return len(carried)


def _spoken_of(con: duckdb.DuckDBPyConnection, carried: set[str]) -> list[tuple[str, str, str]]:
    texts = {row[0]: (row[1], row[2]) for row in con.execute(_PLANS).fetchall()}
    found: list[tuple[str, str, str]] = []
    plans: dict[str, Review] = {}
    for commitment, name, _, _, following, others in con.execute(_ENDING).fetchall():
        if commitment in carried:
            continue
        if following not in plans:
            text, begins = texts[following]
            plans = {following: Review(text, len(text), begins)}
        if said := _said(plans[following], name, [n for n in others if n]):
            found.append((commitment, *said))
    return found


def _said(plan: Review, name: str, others: list[str]) -> tuple[str, str] | None:
    """How the plan speaks of a name, and the words: of several clauses the one that says most."""
    wanted = {w for w in (names.core(name), *map(names.one_spelling, others)) if len(w) >= 3 and names.tells(w)}
    wanted |= {names.one_spelling(n) for n in others if len(n) >= 3}
    order = {"number": 0, "words": 1, "mention": 2}  # a number that may be the same target goes before words
    ways: list[tuple[int, str, str]] = []
    for one in wanted:
        for start, end in plan.holding(one):
            clause = plan.text[start:end]
            kind = "number" if _NUMBER.search(clause) else "words" if WORDS.search(clause) else "mention"
            ways.append((order[kind], kind, clause.strip()[:_LONGEST_QUOTE]))
    if not ways:
        return None
    _, kind, quote = min(ways, key=lambda way: way[0])
    return kind, quote
