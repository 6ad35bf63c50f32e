"""What changed between two published files, and why: a document that is new, changed or gone, or new code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import as_records, attach, connect, quoted
from warehouse.labels import Labels, value_said
from warehouse.query import QueryError, open_published

Record = dict[str, Any]

# A verdict and all that it says; older files lack the columns that came later, so only these are asked for.
_JUDGED = """
select v.commitment_id, p.name as place, d.place_code, d.year, c.indicator, c.quote, v.verdict, v.continuity, o.value as reported, o.unit,
       d.document_id, v.evidence_document_id, o.document_id as outcome_document_id, v.outcome_id, v.evidence_quote, v.next_commitment_id, v.next_quote,
       n.document_id as next_document_id, v.recomputed, v.judged_by
from {file}.verdicts v join {file}.commitments c using (commitment_id) join {file}.documents d using (document_id)
left join {file}.places p on p.place_code = d.place_code left join {file}.outcomes o on o.outcome_id = v.outcome_id
left join {file}.commitments n on n.commitment_id = v.next_commitment_id
"""
# All documents that the rules may look at for a promise: those of its place and of the places above, from the year before to the year after.
# A document that was edited is the cause only where the edit touched what the verdict says: the promise itself, or the words of another
# document that it rests on. What new code made otherwise is said by the row itself (`recomputed`).
_CHANGES = """
with before as ({before}), after as ({after}),
changed_document as (
  select document_id, coalesce(n.place_code, o.place_code) as place_code, coalesce(n.year, o.year) as year,
         case when o.document_id is null then 'new_document' when n.document_id is null then 'vanished_document' else 'changed_document' end as cause
  from older.documents o full join {newer}.documents n using (document_id) where o.sha256 is distinct from n.sha256
), change as (
  select coalesce(a.commitment_id, b.commitment_id) as commitment_id, coalesce(a.place, b.place) as place, coalesce(a.place_code, b.place_code) as place_code,
         coalesce(a.year, b.year) as year, coalesce(a.indicator, b.indicator) as indicator, coalesce(a.quote, b.quote) as quote,
         case when b.commitment_id is null then 'appeared' when a.commitment_id is null then 'vanished' else 'changed' end as kind,
         b.verdict as old_verdict, a.verdict as new_verdict, b.continuity as old_continuity, a.continuity as new_continuity,
         b.reported as old_reported, a.reported as new_reported, coalesce(a.unit, b.unit) as unit,
         coalesce(a.document_id, b.document_id) as own_document, coalesce(a.recomputed, false) as recomputed,
         a.judged_by is distinct from b.judged_by as other_code,
         list_filter([a.document_id, a.evidence_document_id, a.outcome_document_id, a.next_document_id, b.document_id, b.evidence_document_id,
                      b.outcome_document_id, b.next_document_id], lambda x: x is not null) as named,
         -- Documents whose words the verdict rests on otherwise than before.
         list_filter([case when (a.outcome_id, a.evidence_quote) is distinct from (b.outcome_id, b.evidence_quote) then coalesce(a.evidence_document_id, a.outcome_document_id) end,
                      case when (a.outcome_id, a.evidence_quote) is distinct from (b.outcome_id, b.evidence_quote) then coalesce(b.evidence_document_id, b.outcome_document_id) end,
                      case when (a.next_commitment_id, a.next_quote) is distinct from (b.next_commitment_id, b.next_quote) then a.next_document_id end,
                      case when (a.next_commitment_id, a.next_quote) is distinct from (b.next_commitment_id, b.next_quote) then b.next_document_id end],
                     lambda x: x is not null) as said_otherwise
  from before b full join after a using (commitment_id)
  where (b.verdict, b.continuity, b.reported) is distinct from (a.verdict, a.continuity, a.reported)
     or a.commitment_id is null or b.commitment_id is null
), touched as (
  select distinct document_id, unnest(commitment_ids) as commitment_id from {newer}.revisions
), cause as (
  select c.commitment_id, d.cause, d.document_id,
         d.cause <> 'changed_document' or list_contains(c.said_otherwise, d.document_id)
           or (c.own_document = d.document_id and (d.document_id, c.commitment_id) in (from touched)) as plain,
         list_contains(c.named, d.document_id) as is_named, d.place_code = c.place_code as own_place
  from change c join changed_document d on d.place_code in (c.place_code, left(c.place_code, 4) || '00', left(c.place_code, 2) || '0000', '000000')
    and d.year between c.year - 1 and c.year + 1
  -- New code alone made it: no document did. One that only stands near is the cause where nothing better is known and the code is the same.
  where not c.recomputed and (plain or not c.other_code)
)
select c.* exclude (named, said_otherwise, own_document, recomputed, other_code), coalesce(d.cause, 'recomputed') as cause, d.document_id as because_of
from change c left join cause d using (commitment_id)
-- A document that the verdict names goes before one that it may have looked at; the place's own before those above.
qualify row_number() over (partition by c.commitment_id order by d.plain desc, d.is_named desc, d.own_place desc, d.document_id) = 1
order by c.place_code, c.year, c.commitment_id
"""
_CAUSES = ("new_document", "changed_document", "vanished_document", "recomputed")


def difference(old: Path, new: Path | duckdb.DuckDBPyConnection, most: int | None = None) -> list[Record]:
    """The commitments whose verdict, continuity or reported value differ, and those that appeared or vanished, each with its
    `cause` (new_document, changed_document, vanished_document or recomputed) and the document. `new` is a file, or the connection
    that builds one; `most` is how many to give, or None for all. Raises QueryError."""
    if isinstance(new, Path):
        for path in (old, new):
            open_published(path).close()
    con = connect() if isinstance(new, Path) else new
    try:
        attach(con, old, "older")
        newer = "newer" if isinstance(new, Path) else quoted(con.execute("select current_database()").fetchall()[0][0])
        if isinstance(new, Path):
            attach(con, new, newer)
        found = con.execute(
            _CHANGES.format(before=_JUDGED.format(file="older"), after=_JUDGED.format(file=newer), newer=newer)
        )
        return as_records(found, most)
    except duckdb.Error as error:
        raise QueryError(f"{old}, {new}: are not both published files ({str(error).splitlines()[0]})") from error
    finally:
        if isinstance(new, Path):
            con.close()
        else:
            con.execute("detach database if exists older")


def as_json(changes: list[Record]) -> str:
    """The changes for machines."""
    return json.dumps(changes, ensure_ascii=False, indent=1)


def words(changes: list[Record], lang: str = "zh") -> str:
    """The changes in words, one paragraph each, and their number by cause."""
    say = Labels(lang)
    if not changes:
        return say("diff_none")
    lines: list[str] = []
    for change in changes:
        of = {name: change[name] for name in ("place", "year", "indicator")}
        quote = " ".join(str(change["quote"]).split())
        lines.append(f"{say('diff_' + change['kind'])}  {say('diff_of', **of, quote=quote)}")
        for name in ("verdict", "continuity", "reported"):
            before, now = (value_said(name, change[f"{age}_{name}"], lang) for age in ("old", "new"))
            if before != now:
                what = say("diff_reported" if name == "reported" else f"replay_{name}")
                lines.append(f"      {say('diff_turned', what=what, before=before, now=now)}")
        because = f"（{change['because_of']}）" if change["because_of"] else ""
        cause = say(f"diff_{change['cause']}")
        lines.append(f"      {say('diff_because', cause=cause)}{because}  {change['commitment_id']}")
    counted = {cause: sum(change["cause"] == cause for change in changes) for cause in _CAUSES}
    each = (say("diff_each", cause=say(f"diff_{cause}"), n=n) for cause, n in counted.items() if n)
    lines.append(say("diff_count", n=len(changes), each=("，" if lang == "zh" else ", ").join(each)))
    return "\n".join(lines)
