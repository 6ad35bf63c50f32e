-- What several expectations look at, made once for each portion of places before the suites run over it: of the tables that are of a place, only its
-- rows are seen. Temporary tables: nothing of it is kept. What documents.sql and places.sql make, plausible_growth and plausible_level (bounds.yaml),
-- place_names (the gazetteer) and misquoted (checks/quotes.py) stand already.

-- Documents that never name their place.
create or replace temp table nameless as
select d.document_id, p.name from documents d join ranked_place p using (place_code)
where not contains(d.text, p.short) and not contains(coalesce(d.title, ''), p.short)
  and not (p.level = 'nation' and regexp_matches(d.text, '我国|国务院|中央人民政府'));

-- Each document beside the one before it of the same place and kind, at most three years older.
create or replace temp table document_before as
select b.*, a.document_id as before_id, a.year as before_year, a.claims as before_claims, a.characters as before_characters,
       a.headlines as before_headlines, a.complete as before_complete
from document_size b
join document_size a on a.place_code = b.place_code and a.kind = b.kind and a.year between b.year - 3 and b.year - 1
  and month(a.period_end) is not distinct from month(b.period_end)
qualify row_number() over (partition by b.document_id order by a.year desc, a.document_id) = 1;

-- Amounts of the whole place over whole years, of every document, promised and reported.
create or replace temp table amount as
select 'commitments' as claims, c.commitment_id as row_id, c.document_id, c.place_code, c.indicator_id, c.unit, c.period,
       log10(abs(c.value)) as size, c.value, c.headline, c.quote
from commitments c
where c.kind = 'quantity' and c.measure = 'level' and c.indicator_id is not null and c.scope is null and c.span is null
  and c.relative_to is null and c.period is not null and c.value <> 0 and isfinite(c.value)
union all
select 'outcomes', o.outcome_id, o.document_id, o.place_code, o.indicator_id, o.unit, o.period, log10(abs(o.value)), o.value, o.headline, o.quote
from outcomes o
where o.measure = 'level' and o.indicator_id is not null and o.scope is null and o.span is null and o.relative_to is null
  and o.period is not null and o.value <> 0 and isfinite(o.value) and (o.period_end is null or month(o.period_end) = 12);

-- Each amount beside the middle one of the same place, indicator and unit within five years; `years` and `sources` say how much
-- there is to hold it against.
create or replace temp table amount_in_series as
with middle as (
  select *, median(size) over series as usual, count(*) over series as figures,
         max(period) over series - min(period) over series as years
  from amount
  window series as (partition by place_code, indicator_id, unit order by period range between 5 preceding and 5 following)
)
select * from middle where figures >= 3;

-- Each main amount reported beside the one of the year before, and the growth that the same document gives.
create or replace temp table amount_with_growth as
with rate as (
  select document_id, indicator_id, period, any_value(value) as growth from outcomes
  where measure = 'growth' and unit = '%' and indicator_id is not null and scope is null and span is null and value > -90
  group by all having count(distinct value) = 1
), last_year as (
  select place_code, indicator_id, unit, period, any_value(value) as before, count(distinct value) as figures
  from amount where claims = 'outcomes' group by all
)
select a.document_id, a.row_id, a.indicator_id, a.unit, a.value, l.before, r.growth
from amount a
join rate r on r.document_id = a.document_id and r.indicator_id = a.indicator_id and r.period = a.period
join last_year l on l.place_code = a.place_code and l.indicator_id = a.indicator_id and l.unit = a.unit and l.period = a.period - 1
where a.claims = 'outcomes' and l.figures = 1 and l.before > 0 and a.value > 0
  and a.indicator_id in (select indicator_id from plausible_level);

-- What the rules judge by: a promise that its source rewrote is held to what it said at first.
create or replace temp table promised as
select c.* replace (case when f.commitment_id is null then c.value else f.value end as value, case when f.commitment_id is null then c.measure else f.measure end as measure,
  case when f.commitment_id is null then c.unit else f.unit end as unit, case when f.commitment_id is null then c.comparator else f.comparator end as comparator)
from commitments c left join first_wordings f on f.commitment_id = c.commitment_id;

-- Each promise beside the one that it continues as, and beside the result that its verdict rests on. Made by their ids alone: a query that
-- also compares their measures or units would be joined by those first, which are the same in half of all rows.
create or replace temp table continued as
select v.commitment_id as row_id, c.document_id, v.continuity, c.measure, c.unit, c.comparator, c.value, c.span,
       n.measure as next_measure, n.unit as next_unit, n.comparator as next_comparator, n.value as next_value, n.span as next_span,
       n.document_id as next_document_id
from verdicts v join promised c using (commitment_id) join commitments n on n.commitment_id = v.next_commitment_id;

create or replace temp table weighed as
select v.commitment_id as row_id, c.document_id, v.verdict, v.near_miss, c.measure, c.unit, c.comparator, c.value,
       o.measure as reported_measure, o.unit as reported_unit, o.comparator as reported_comparator, o.value as reported
from verdicts v join promised c using (commitment_id) join outcomes o on o.outcome_id = v.outcome_id;
