"""Whether quotes are slices of their documents' texts, looked up for all of them at once.

Counting characters from the start of a text for each of a hundred quotes costs most of a run over millions of claims, so
each text is cut into overlapping pieces once; and texts are taken some at a time, as all of them would not fit in memory.
"""

from __future__ import annotations

import duckdb

_PIECE = 1024
_OVERLAP = 512  # longer quotes are looked up in the text itself
_AT_ONCE = 30_000_000  # characters of text

# label -> row_id, document_id (that the row counts against), text_id (whose text is quoted), quote, and the offsets or null
_QUOTES = {
    "commitments": "select commitment_id as row_id, document_id, document_id as text_id, quote, char_start, char_end from commitments",
    "outcomes": "select outcome_id as row_id, document_id, document_id as text_id, quote, char_start, char_end from outcomes",
    "statements": "select statement_id as row_id, document_id, document_id as text_id, quote, char_start, char_end from statements",
    "evidence": (
        "select v.commitment_id as row_id, c.document_id, v.evidence_document_id as text_id, v.evidence_quote as quote,"
        " null::integer as char_start, null::integer as char_end from verdicts v join commitments c using (commitment_id)"
        " where v.evidence_quote is not null"
    ),
    "next": (
        "select v.commitment_id as row_id, c.document_id, n.document_id as text_id, v.next_quote as quote,"
        " null::integer as char_start, null::integer as char_end from verdicts v join commitments c using (commitment_id)"
        " join commitments n on n.commitment_id = v.next_commitment_id where v.next_quote is not null"
    ),
}
_WRONG = f"""
insert into misquoted
select '{{label}}', q.row_id, q.document_id, left(q.quote, 40)
from ({{rows}}) q join piece p on p.document_id = q.text_id
where case
  when q.char_start is null or q.char_end is null then {{unplaced}}
  when q.char_start < 0 or q.char_end < q.char_start then true
  when q.char_end - q.char_start <= {_OVERLAP}
    then q.quote is distinct from substr(p.pieces[q.char_start // {_PIECE} + 1], q.char_start % {_PIECE} + 1, q.char_end - q.char_start)
  else q.quote is distinct from substr(p.text, q.char_start + 1, q.char_end - q.char_start) end
"""


def find_misquoted(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the temporary table `misquoted` (source, row_id, document_id, detail): the rows whose quote is not what stands at its
    offsets, or, where there are none (evidence of verdicts, next plans), not in the document named."""
    con.execute(
        "create or replace temp table misquoted (source varchar, row_id varchar, document_id varchar, detail varchar)"
    )
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
            " from documents join portion using (document_id) where portion = ?",
            [portion],
        )
        for label, rows in _QUOTES.items():
            unplaced = "not contains(p.text, q.quote)" if label in ("evidence", "next") else "true"
            con.execute(_WRONG.format(label=label, rows=rows, unplaced=unplaced))
    # Evidence of a document that is not there is not its words either.
    con.execute(
        f"insert into misquoted select 'evidence', row_id, document_id, left(quote, 40) from ({_QUOTES['evidence']}) q"
        " where text_id is null or not exists (select 1 from documents d where d.document_id = q.text_id)"
    )
    con.execute("drop table if exists piece; drop table portion; drop table length")
