"""From plan to plan: the target of the next plan that a promise goes on as, and what that plan says of it without a number. The same linker as from plan to review."""

from __future__ import annotations

import re
from typing import Any

import duckdb

from warehouse.linking import names
from warehouse.linking.claim import Claim
from warehouse.linking.evidence import Link, best
from warehouse.linking.link import PROMISES, Index, claims_of, document_pairs, insert, mutual, rarity_of
from warehouse.linking.review import At, Review
from warehouse.units import any_unit

# A number that became words: against another place, in step with something, a duty set from above, or a direction only.
WORDS = re.compile(
    r"高于|不低于|好于|优于|快于|低于|同步|匹配|相当|一致|省定|市定|上级|下达|国家(?:要求|规定|标准|任务)|稳中|稳步|稳定|平稳|稳量|提质|持续|保持|进一步|继续|力争|合理区间|明显|较快"
    r"|有所|转变|质量|效益|回稳|企稳|趋稳|向好|好转|止跌|转正|完成.{0,8}(?:任务|目标)|目标任务|改善|优化|促稳|回升|回暖|基本持平|控制在|增长$|提升|扩大|降低|下降"
)
_NUMBER = re.compile(rf"[0-9０-９]+(?:[.．][0-9]+)?\s*(?:[％万亿千百]|{any_unit()})|[一二三四五六七八九十百]+分之|翻番")
_LONGEST_QUOTE = 120
# A target of the next plan in the same form whose name is so much alike may be the same one: nothing is called dropped beside it. Nor where the one name, at some
# length, stands whole in the other: what was read into a name (主要预期目标是国内生产总值) makes no other target of it.
_NEAR, _NEAR_BY_NAME, _WITHIN = 0.8, 0.65, 4
# A target that goes on may be called lower: names must be more alike than those by which a figure acquits. And a clause that has so much of a name speaks of it.
_CARRIES, _SPOKEN = 0.85, 0.9
# What a name may end in that says how the thing is measured, not what it is: 农村低保标准, 医疗保险参保率.
_MEASURED = re.compile(r".{2,}(?=(?:(?:补助|补贴)?标准|参[保合](?:率|人数)|覆盖[率面]|普及率|(?:实际)?到位资金)$)")
# 稳定粮食播种面积和产量 speaks of 粮食产量, too.
_OUTPUT = re.compile(r"^(?P<thing>.{2,})(?:产量|总产)$")
# 完成国家下达任务 at the end of a list is said of each of its links.
_SET_FOR_ALL = re.compile(r"(?:完成|达到|按照?|控制在).{0,12}(?:任务|要求|目标|下达|设置)")
_JOINED = re.compile(r"[、和及与]")

_ENDING = """
select p.commitment_id, p.indicator, p.indicator_id, f.next_document_id, list_append(coalesce(i.aliases, []), i.name),
       (select flatten(list(list_append(coalesce(w.aliases, []), w.name))) from held_in h join indicators w on w.indicator_id = h.whole where h.part = p.indicator_id),
       p.headline,
       (select flatten(list(list_append(coalesce(w.aliases, []), w.name))) from wider h join indicators w on w.indicator_id = h.whole
        where h.part = p.indicator_id and h.whole = 'affordable_housing')
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
    rarity = rarity_of(promises)
    carried: list[tuple[Any, ...]] = []
    near: list[tuple[str, str, str]] = []
    for document, following in document_pairs(con):
        mine, index = promises.get(document, []), Index(promises.get(following, ()))
        made: list[Link] = []
        for p in mine:
            others = index.near(p)
            if link := best(p, others, rarity[p.place_code], frozenset()):
                made.append(link)
            near += [(p.id, "number", o.quote) for o in others if _may_be(p, o)]
        near += [
            (link.promise.id, "number", link.other.quote)
            for link in made
            if not _carries(link)
            and link.promise.form == link.other.form
            and link.score >= (_NEAR if link.promise.indicator_id else _NEAR_BY_NAME)
        ]
        carried += [
            (link.promise.id, link.other.id, link.score, link.named, link.why)
            for link in mutual(made)
            if _carries(link)
        ]
    insert(con, "carried", carried)
    linked = {row[0] for row in carried}
    beside = {row[0]: row for row in near if row[0] not in linked}
    insert(con, "plan_says", [*beside.values(), *_spoken_of(con, linked | set(beside))])
    return len(carried)


def _carries(link: Link) -> bool:
    """Whether a target of the next plan is surely the same one, be it in another form."""
    return link.score >= _CARRIES and (link.decides or link.recast)


def _may_be(p: Claim, o: Claim) -> bool:
    """Whether a target of the next plan may be the same one under a longer or a shorter name: 水耗 after 万元生产总值水耗."""
    if not p.indicator_id:
        return _within(p.name, o.name) or _ends_so(p, o)
    return not o.indicator_id and _ends_so(p, o)


def _ends_so(p: Claim, o: Claim) -> bool:
    own, other = names.core(p.name), names.core(o.name)
    return p.unit == o.unit and p.form == o.form and len(other) >= 2 and own.endswith(other) and names.tells(other)


def _within(one: str, other: str) -> bool:
    shorter, longer = sorted((names.core(one), names.core(other)), key=len)
    return len(shorter) >= _WITHIN and shorter in longer and not names.vetoes(one, other)


def _spoken_of(con: duckdb.DuckDBPyConnection, carried: set[str]) -> list[tuple[str, str, str]]:
    texts = {row[0]: (row[1], row[2]) for row in con.execute(_PLANS).fetchall()}
    found: list[tuple[str, str, str]] = []
    plans: dict[str, Review] = {}
    for commitment, name, indicator, following, others, wholes, headline, wider in con.execute(_ENDING).fetchall():
        if commitment in carried:
            continue
        text, begins = texts[following]
        if following not in plans:
            # The first of a list may have no number: 主要预期目标是：进出口促稳提质，失业率4%以内.
            begins = max(text.rfind(mark, 0, begins) for mark in "。\n") + 1
            plans = {following: Review(text, len(text), begins)}
        plan = plans[following]
        said = (
            _said(plan, name, [n for n in others if n])
            or _said_of_all(plan, [*(wholes or ()), *names.words().held_by.get(indicator or "", ())])
            or (None if headline else _said(plan, name, [n for n in others if n], outside=True))
            or _mentioned(plan, wider or [])
            or (None if headline and indicator else _said_alike(plan, name))
        )
        if said:
            found.append((commitment, *said))
    return found


def _said_of_all(plan: Review, wholes: list[str]) -> tuple[str, str] | None:
    """What the plan sets for all that the promise is a part of: 城乡居民收入与经济增长同步 of 城镇居民收入, 完成国家下达的节能减排任务 of 氨氮排放量."""
    said = _said(plan, "", [n for n in wholes if n], ("words", "number"))
    return said if said and said[0] == "words" else None


def _mentioned(plan: Review, wider: list[str]) -> tuple[str, str] | None:
    """Where the plan speaks of the whole that the promise is a part of, with or without a number: 加快保障性住房建设 after 廉租住房2000套."""
    said = _said(plan, "", [n for n in wider if n])
    return ("mention", said[1]) if said else None


def _said_alike(plan: Review, name: str) -> tuple[str, str] | None:
    """A clause of the plan that holds most of a name."""
    own = names.core(name)
    at = plan.like(own, lambda _: False) if len(own) >= _WITHIN and names.tells(own) else None
    return ("mention", plan.text[at[0][0] : at[0][1]].strip()[:_LONGEST_QUOTE]) if at and at[1] >= _SPOKEN else None


def _said(
    plan: Review, name: str, others: list[str], most: tuple[str, str] = ("number", "words"), outside: bool = False
) -> tuple[str, str] | None:
    """How the plan speaks of a name, and the words: of several clauses the one that says `most`. A number that may be the same target goes before words. Of a promise
    `outside` the list of main targets the thing itself is looked for as well, however it is measured."""
    wanted = {w for w in (names.core(name), *map(names.one_spelling, others)) if len(w) >= 3 and names.tells(w)}
    wanted |= {names.one_spelling(n) for n in others if len(n) >= 3}
    things = set[str]()
    if outside:
        things = {thing[0] for w in wanted if (thing := _MEASURED.match(w))}
        things |= {w.removeprefix("实际") for w in wanted}
        things |= {names.of_both(w) for w in wanted | things if names.of_both(w) != w}
        things = {thing for thing in things - wanted if len(thing) >= 3 and names.tells(thing)}
    if _JOINED.search(name):
        pieces = {names.core(piece) for piece in _JOINED.split(name)}
        things |= {piece for piece in pieces - wanted if len(piece) >= _WITHIN and names.tells(piece)}
    order = {kind: rank for rank, kind in enumerate((*most, "mention"))}
    ways: list[tuple[int, str, str]] = []
    for one in sorted(word for word in wanted | things if not outside or len(names.broad(word)) >= 3):
        exact = set(plan.holding(one)) if one not in things else set[At]()
        for start, end in plan.holding(one, broad=outside):
            clause = plan.text[start:end]
            # In other words, or however it is measured, it is spoken of; whether that is what became of the target, a reader must see.
            kind = "number" if _NUMBER.search(clause) else "mention"
            if kind == "mention" and (start, end) in exact and WORDS.search(clause):
                kind = "words"
            if (
                kind == "mention"
                and (start, end) in exact
                and _SET_FOR_ALL.search(whole := plan.text[slice(*plan.sentence((start, end)))])
            ):
                kind, clause = "words", whole
            ways.append((order[kind], kind, clause.strip()[:_LONGEST_QUOTE]))
    outputs = [output["thing"] for one in sorted(wanted) if (output := _OUTPUT.match(one))]
    for start, end in (at for thing in outputs for at in plan.holding(thing)):
        clause = plan.text[start:end]
        if re.search(rf"(?:{'|'.join(map(re.escape, outputs))})[^，。；0-9]{{0,6}}和产量", clause) and WORDS.search(
            clause
        ):
            ways.append((order["words"], "words", clause.strip()[:_LONGEST_QUOTE]))
    if not ways:
        return None
    _, kind, quote = min(ways, key=lambda way: way[0])
    return kind, quote
