-- Views of the published file, for people: each accusation with both quotes and the addresses to read them at.

create or replace view judged as
select
  p.name as place, c.place_code, p.fictional, c.period, c.indicator, c.headline,
  c.comparator, c.value as promised, c.value_high as promised_high, c.unit, o.value as reported, v.shortfall,
  v.verdict, v.continuity, c.quote as promise_quote, v.evidence_quote, v.next_quote, v.reason, v.rule, v.confidence,
  v.near_miss, v.disputed, n.value as next_promised,
  d.title as promise_title, d.url as promise_url,
  e.title as evidence_title, e.url as evidence_url,
  f.title as next_title, f.url as next_url,
  c.commitment_id, v.outcome_id, v.next_commitment_id, c.document_id, v.evidence_document_id,
  f.document_id as next_document_id
from verdicts v
join commitments c using (commitment_id)
join documents d on d.document_id = c.document_id
left join places p on p.place_code = c.place_code
left join outcomes o on o.outcome_id = v.outcome_id
left join documents e on e.document_id = coalesce(v.evidence_document_id, o.document_id)
left join commitments n on n.commitment_id = v.next_commitment_id
-- Where nothing continues a commitment, the next plan is the place's report of the year after.
left join documents f on f.document_id = coalesce(
  n.document_id,
  (select min(x.document_id) from documents x
   where x.place_code = d.place_code and x.kind = 'work_report' and d.kind = 'work_report' and x.year = d.year + 1)
);
comment on view judged is 'Every verdict with both quotes, the place and the documents'' addresses.';

create or replace view missed as
select * from judged where verdict = 'missed' order by headline desc, confidence desc, commitment_id;
comment on view missed is 'Commitments whose target was not reached.';

create or replace view lagging as
select * from judged where verdict = 'lagging' order by headline desc, confidence desc, commitment_id;
comment on view lagging is 'Commitments of a running year that are behind the pace they need.';

create or replace view dropped as
select * from judged where continuity = 'dropped' order by headline desc, confidence desc, commitment_id;
comment on view dropped is 'Commitments that the next year''s plan no longer names.';

create or replace view lowered as
select * from judged where continuity = 'lowered' order by headline desc, confidence desc, commitment_id;
comment on view lowered is 'Commitments that the next year''s plan names with a smaller number.';
