"""Whether quotes are slices of their documents' texts, looked up for many of them at once.

Counting characters from the start of a text for each of a hundred quotes costs most of a run over millions of claims, so
each text is cut into overlapping pieces once; and texts are taken some at a time, as all of them would not fit in memory.
"""

from __future__ import annotations

import duckdb

from warehouse.portions import main

_PIECE = 1024
_OVERLAP = 512  # longer quotes are looked up in the text itself
_AT_ONCE = 8_000_000  # characters of text

# Claims stand at their offsets.
_PLACED = {"commitments": "commitment_id", "outcomes": "outcome_id", "statements": "statement_id"}
_SLICED = f"""
insert into misquoted
select '{{table}}', q.{{row_id}}, q.document_id, left(q.quote, 40)
from {{table}} q join piece p using (document_id)
where case
  when q.char_start is null or q.char_end is null or q.char_start < 0 or q.char_end < q.char_start then true
  when q.char_end - q.char_start <= {_OVERLAP}
    then q.quote is distinct from substr(p.pieces[q.char_start // {_PIECE} + 1], q.char_start % {_PIECE} + 1, q.char_end - q.char_start)
  else q.quote is distinct from substr(p.text, q.char_start + 1, q.char_end - q.char_start) end
"""
# Verdicts quote a claim, whose own quote is looked up above, or a stretch of a document without offsets.
_LOOSE = """
create or replace temp table loose as
select 'evidence' as source, v.commitment_id as row_id, c.document_id, v.evidence_document_id as text_id, v.evidence_quote as quote
from (select * from verdicts where evidence_quote is not null) v
join commitments c using (commitment_id) left join outcomes o on o.outcome_id = v.outcome_id
where (o.document_id, o.quote) is distinct from (v.evidence_document_id, v.evidence_quote)
union all
select 'next', v.commitment_id, c.document_id, n.document_id, v.next_quote
from (select * from verdicts where next_quote is not null and next_commitment_id is not null) v
join commitments c using (commitment_id) join commitments n on n.commitment_id = v.next_commitment_id
where n.quote is distinct from v.next_quote
"""


def find_misquoted(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the temporary table `misquoted` (source, row_id, document_id, detail): the rows whose quote is not what stands at its
    offsets, or, where there are none (evidence of verdicts, next plans), not in the document named."""
    con.execute(
        "create or replace temp table misquoted (source varchar, row_id varchar, document_id varchar, detail varchar)"
    )
    con.execute(_LOOSE)
    # In two steps: a window over documents would carry all the texts along.
    con.execute("create or replace temp table length as select document_id, length(text) as characters from documents")
    con.execute(
        "create or replace temp table portion as select document_id,"
        f" sum(characters) over (order by document_id)::bigint // {_AT_ONCE} as portion from length"
    )
    portions = [number for (number,) in con.execute("select distinct portion from portion order by all").fetchall()]
    for portion in portions:
        con.execute(
            "create or replace temp table piece as select document_id, text, list_transform("
            f"range(0, length(text), {_PIECE}), lambda i: substr(text, i + 1, {_PIECE + _OVERLAP})) as pieces"
            " from documents where document_id in (select document_id from portion where portion = ?)",
            [portion],
        )
        for table, row_id in _PLACED.items():
            con.execute(_SLICED.format(table=table, row_id=row_id))
        con.execute(
            "insert into misquoted select q.source, q.row_id, q.document_id, left(q.quote, 40)"
            " from loose q join piece p on p.document_id = q.text_id where not contains(p.text, q.quote)"
        )
    # Words of another place's document, which another check holds against the verdict, are not among those looked at.
    con.execute(
        f"insert into misquoted select q.source, q.row_id, q.document_id, left(q.quote, 40) from loose q join {main(con, 'documents')} d"
        " on d.document_id = q.text_id where not contains(d.text, q.quote) and q.text_id not in (select document_id from documents)"
    )
    # The words of a document that is not there are nobody's.
    con.execute(
        "insert into misquoted select source, row_id, document_id, left(quote, 40) from loose"
        f" where text_id is null or not exists (select 1 from {main(con, 'documents')} d where d.document_id = loose.text_id)"
    )
    con.execute("drop table if exists piece; drop table portion; drop table length; drop table loose")
