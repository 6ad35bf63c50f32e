-- Every verdict with both quotes, the place and the documents' addresses: rows of the published table `judged`.
select
  p.name as place, c.place_code, p.fictional, c.period, c.indicator, c.headline,
  c.comparator, c.value as promised, c.value_high as promised_high, c.unit, o.value as reported, v.shortfall,
  v.verdict, v.continuity, c.quote as promise_quote, v.evidence_quote, v.next_quote, v.reason, v.rule, v.confidence,
  v.near_miss, v.disputed, n.value as next_promised,
  d.title as promise_title, d.url as promise_url,
  e.title as evidence_title, e.url as evidence_url,
  f.title as next_title, f.url as next_url,
  c.commitment_id, v.outcome_id, v.next_commitment_id, c.document_id, v.evidence_document_id,
  f.document_id as next_document_id, d.year as plan_year, p.level, c.indicator_id, c.measure, c.kind, c.section,
  d.captured_at as promise_captured_at, d.sha256 as promise_sha256,
  -- A growth may be judged by an amount (growth_from_levels), tons by jin: the figure is in these terms, not in the promise's.
  o.unit as reported_unit, o.measure as reported_measure,
  -- Where the source rewrote the promise after publication: what it said at first, by which it is judged.
  w.quote as first_quote, w.value as first_promised, w.sha256 as first_sha256, w.edited_at, c.role_sure
from verdicts v
join commitments c using (commitment_id)
join documents d on d.document_id = c.document_id
left join places p on p.place_code = c.place_code
left join outcomes o on o.outcome_id = v.outcome_id
left join first_wordings w on w.commitment_id = v.commitment_id
left join documents e on e.document_id = coalesce(v.evidence_document_id, o.document_id)
left join commitments n on n.commitment_id = v.next_commitment_id
-- Where nothing continues a commitment, the next plan is the place's report of the year after.
left join (
  select place_code, year, min(document_id) as document_id from documents where kind = 'work_report' group by all
) x on x.place_code = d.place_code and x.year = case when d.kind = 'work_report' then d.year + 1 end
left join documents f on f.document_id = coalesce(n.document_id, x.document_id)
