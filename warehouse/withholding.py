"""Claims that a check keeps out while their document is published, and what rests on them.

A verdict that rests on such a claim is not judged anew without it: that could say that a report was silent where it was only misread. It becomes
`unclear` and says why; what is said of the next plan falls alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb

from warehouse.connection import as_records
from warehouse.holding import hold, reject
from warehouse.ruleset import rules
from warehouse.store import transaction, upsert

# The rule of a verdict that fell, in verdicts.rule.
FALLEN_RULE = "evidence_withheld"

# What the verdict says of the next plan, at the end of its reason.
_NEXT = "下一年(计划的目标中|计划改为定性表述|目标(收紧|调低|放宽|调高|数值不变)|改变了目标的形式).*$"

_CLAIMS = """
create or replace temp table withheld_claim as
select w.row_id, w.document_id, string_agg(distinct w.reason, '；' order by w.reason) as reason, any_value(coalesce(o.quote, c.quote, s.quote)) as quote,
       any_value(coalesce(o.place_code, c.place_code, s.place_code)) as place_code, any_value(o.indicator_id) as indicator_id, any_value(o.period) as period,
       any_value(o.outcome_id) as outcome_id, any_value(c.commitment_id) as commitment_id
from withheld w left join outcomes o on o.outcome_id = w.row_id left join commitments c on c.commitment_id = w.row_id
left join statements s on s.statement_id = w.row_id
where w.released_at is null group by w.row_id, w.document_id
"""
# A quote that holds the withheld claim's words, or a part of them, shows it to the reader.
_SHOWS = "(contains({shown}, w.quote) or contains(w.quote, {shown}))"
# To a reader only what is wrong is said; the expectation's name and the row, which stand in brackets behind it, are in `withheld`.
_FALLEN = f"""
insert into fallen_verdicts
select commitment_id, bool_or(part = 'verdict'), bool_or(part = 'continuity'), string_agg(distinct split_part(reason, '（', 1), '；' order by split_part(reason, '（', 1))
from (
  select v.commitment_id, 'verdict' as part, w.reason from verdicts v join withheld_claim w on v.outcome_id = w.outcome_id
  union all
  select v.commitment_id, 'verdict', w.reason from verdicts v join withheld_claim w on w.document_id = v.evidence_document_id
  where w.quote <> '' and v.evidence_quote <> '' and {_SHOWS.format(shown="v.evidence_quote")}
  union all
  select v.commitment_id, 'verdict', w.reason from verdicts v join commitments c using (commitment_id)
  join withheld_claim w on w.indicator_id = c.indicator_id and w.period between c.period - 1 - coalesce(c.span, 0) and c.period
    and w.place_code in (c.place_code, left(c.place_code, 4) || '00', left(c.place_code, 2) || '0000', '000000')
  where w.outcome_id is not null and v.rule in (select unnest(?::varchar[]))
  union all
  select v.commitment_id, 'continuity', w.reason from verdicts v join withheld_claim w on v.next_commitment_id = w.commitment_id
  union all
  select v.commitment_id, 'continuity', w.reason from verdicts v join commitments c using (commitment_id) join documents d on d.document_id = c.document_id
  join documents n on n.place_code = d.place_code and n.kind = 'work_report' and n.year = d.year + 1
  join withheld_claim w on w.document_id = n.document_id
  where w.quote <> '' and v.next_quote <> '' and v.continuity <> 'dropped' and {_SHOWS.format(shown="v.next_quote")}
  union all
  select * from unsound_verdict
)
where commitment_id in (select commitment_id from commitments) and commitment_id not in (select row_id from withheld_claim)
group by commitment_id
"""

# Published verdicts that rest on what is not published say so, and nothing else.
FALL = f"""
update verdicts v set
  verdict = case when f.verdict then 'unclear' else v.verdict end,
  rule = case when f.verdict then '{FALLEN_RULE}' else v.rule end,
  outcome_id = case when f.verdict then null else v.outcome_id end,
  shortfall = case when f.verdict then null else v.shortfall end,
  near_miss = case when f.verdict then false else v.near_miss end,
  disputed = case when f.verdict then false else v.disputed end,
  confidence = case when f.verdict then 0 else v.confidence end,
  evidence_quote = case when f.verdict then null else v.evidence_quote end,
  evidence_document_id = case when f.verdict then null else v.evidence_document_id end,
  continuity = case when f.continuity then null else v.continuity end,
  next_commitment_id = case when f.continuity then null else v.next_commitment_id end,
  next_quote = case when f.continuity then null else v.next_quote end,
  reason = case when f.verdict then '所依据的数据未通过检查，不作判断（' || f.reason || '）。' else regexp_replace(v.reason, '{_NEXT}', '') end
    || case when f.continuity then '下一年计划的对应内容未通过检查，不作比较' || case when f.verdict then '' else '（' || f.reason || '）' end || '。'
            when f.verdict then regexp_extract(v.reason, '{_NEXT}') else '' end
from {{source}}.fallen_verdicts f where f.commitment_id = v.commitment_id
"""


def keep_claims(con: duckdb.DuckDBPyConnection, held: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Brings `withheld` up to date with the claims that are kept out now.

    `held` has document_id, row_id, expectation, reason and remedy. A row that stood before keeps its day; a release stays as long as its
    document has the same bytes; all others that no longer hold go. They are rows of `rejections` as well: call it after warehouse.quarantine.keep.
    """
    with transaction(con):
        hold(con, "withheld", "row_id", held, now)
        # Beside the documents that are kept back, which `keep` has put there: of these nothing more need be said.
        reject(con, "withheld")


def find_fallen(con: duckdb.DuckDBPyConnection, unsound: Sequence[tuple[str, str, str]] = ()) -> None:
    """Fills `fallen_verdicts`: the verdicts that rest on a withheld claim, and those `unsound` by themselves, given as (commitment_id,
    'verdict' or 'continuity', reason)."""
    with transaction(con):
        con.execute(
            "create or replace temp table unsound_verdict (commitment_id varchar, part varchar, reason varchar)"
        )
        if unsound:
            con.executemany("insert into unsound_verdict values (?, ?, ?)", [list(one) for one in unsound])
        con.execute(_CLAIMS)
        con.execute("delete from fallen_verdicts")
        con.execute(_FALLEN, [[rule.name for rule in rules() if rule.wider]])
        con.execute("drop table unsound_verdict; drop table withheld_claim")


def released_claims(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(document, expectation) whose claims somebody released, while the bytes of the document are those that were released."""
    if not con.execute("select 1 from duckdb_tables() where table_name = 'withheld'").fetchall():
        return set()  # a file from before there were any
    rows = con.execute(
        "select distinct w.document_id, w.expectation from withheld w join documents d using (document_id, sha256) where w.released_at is not null"
    ).fetchall()
    return {(str(document), str(expectation)) for document, expectation in rows}


def listed_claims(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """One entry for each document and expectation that keeps claims out, with their number (`claims`) and ids (`rows`)."""
    return as_records(
        con.execute(
            "select w.document_id, w.expectation, min(w.reason) as reason, any_value(w.remedy) as remedy, min(w.since) as since,"
            " w.released_at, w.released_by, w.release_reason, count(*) as claims, list(w.row_id order by w.row_id) as rows, d.title, d.url"
            " from withheld w left join documents d using (document_id)"
            " group by w.document_id, w.expectation, w.released_at, w.released_by, w.release_reason, d.title, d.url"
            " order by w.released_at is not null, since desc, w.document_id, w.expectation"
        )
    )


def release_claims(con: duckdb.DuckDBPyConnection, document_id: str, reason: str, who: str, now: datetime) -> list[str]:
    """Releases the claims of a document that are kept out now; gives the names of the expectations."""
    waiting = con.execute(
        "select row_id, expectation from withheld where document_id = ? and released_at is null order by all",
        [document_id],
    ).fetchall()
    upsert(
        con,
        "withheld",
        [
            {"row_id": row_id, "expectation": name, "released_at": now, "released_by": who, "release_reason": reason}
            for row_id, name in waiting
        ],
        ("row_id", "expectation"),
    )
    return sorted({name for _, name in waiting})
