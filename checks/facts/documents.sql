-- Documents and their sizes: made of all of them for the expectations that look across places, and of each portion.

-- Each document with what was read in it.
create or replace temp table document_size as
with c as (
  select document_id, count(*) as commitments, count(*) filter (headline and kind = 'quantity') as headlines from commitments group by all
), o as (
  select document_id, count(*) as outcomes from outcomes group by all
)
select d.document_id, d.place_code, d.kind, d.year, d.period_end, coalesce(d.complete, false) as complete, length(d.text) as characters,
       hash(d.text) as body,
       coalesce(c.commitments, 0) as commitments, coalesce(c.headlines, 0) as headlines, coalesce(o.outcomes, 0) as outcomes,
       coalesce(c.commitments, 0) + coalesce(o.outcomes, 0) as claims
from documents d left join c using (document_id) left join o using (document_id);
