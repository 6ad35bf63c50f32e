-- Views of the published file, for people: each accusation with both quotes and the addresses to read them at.

-- `judged` stands already (judged.sql): a table, not a view, as everything below asks it and a reader should not wait for six joins.
comment on table judged is 'Every verdict with both quotes, the place and the documents'' addresses. reported is in reported_unit, which need not be the promise''s unit.';

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

create or replace view words_only as
select * from judged where continuity = 'words_only' order by headline desc, confidence desc, commitment_id;
comment on view words_only is 'Commitments that the next year''s plan speaks of without a number of their own.';

-- The yearly target that a plan sets for an indicator, one a plan, indicator and unit: the list of main targets before the rest.
create or replace table yearly_targets as
select c.indicator_id, i.name as indicator, d.year, c.place_code, p.name as place, p.level, p.parent_code, p.fictional,
       c.measure, c.comparator, c.value, c.value_high, c.unit, c.headline, c.quote, d.url, c.commitment_id
from commitments c
join documents d using (document_id)
join places p on p.place_code = c.place_code
join indicators i on i.indicator_id = c.indicator_id
where c.kind = 'quantity' and d.kind = 'work_report' and c.period = d.year and c.span is null and c.value is not null
  and c.relative_to is null and c.scope is null and not coalesce(c.unreliable, false)
qualify row_number() over (
  partition by c.place_code, d.year, c.indicator_id, c.measure = 'growth', c.unit order by c.headline desc, c.ordinal) = 1;
comment on table yearly_targets is 'The target that each plan sets for its year, one an indicator and unit.';

-- The nearest place above that set a target of the same kind; amounts of a county and a province are not compared.
create or replace view cascade as
with above as (
  select p.place_code, p.parent_code as above_code, 1 as distance from places p where p.parent_code <> p.place_code
  union all select p.place_code, q.parent_code, 2 from places p join places q on q.place_code = p.parent_code
  union all select p.place_code, r.parent_code, 3 from places p
    join places q on q.place_code = p.parent_code join places r on r.place_code = q.parent_code
), nearest as (
  select t.indicator_id, t.year, t.unit, t.commitment_id, a.place, a.level, a.comparator, a.value, a.quote, a.url, a.commitment_id as above_commitment_id
  from yearly_targets t join above u using (place_code)
  join yearly_targets a on a.place_code = u.above_code and a.indicator_id = t.indicator_id and a.year = t.year and a.unit = t.unit
    and (a.measure = 'growth') = (t.measure = 'growth')
  where t.unit in ({rates})
  -- Indicator, year and unit stand in the partition so that a question about one of them reads no more than that.
  qualify row_number() over (partition by t.indicator_id, t.year, t.unit, t.commitment_id order by u.distance) = 1
)
select t.indicator_id, t.indicator, t.year, t.level, t.place, t.place_code, t.measure, t.comparator, t.value, t.value_high, t.unit,
       a.place as above, a.level as above_level, a.comparator as above_comparator, a.value as above_value,
       round(t.value - a.value, 6) as difference,
       case when a.value is null then null when abs(t.value - a.value) < 1e-9 then '与上级持平' when t.value > a.value then '高于上级' else '低于上级' end as position,
       t.quote, a.quote as above_quote, t.url, a.url as above_url, t.commitment_id, a.above_commitment_id, t.fictional
from yearly_targets t
left join nearest a on a.indicator_id = t.indicator_id and a.year = t.year and a.unit = t.unit and a.commitment_id = t.commitment_id
order by t.indicator_id, t.year, case t.level when 'nation' then 1 when 'province' then 2 when 'prefecture' then 3 else 4 end, t.place_code;
comment on view cascade is 'The targets of nation, province, city and county for one indicator and year side by side, each against the nearest place above that set one.';

create or replace view alert_precision as
select kind, count(*) as raised, count(acked_at) as acked, count(*) filter (where useful) as useful,
       count(cleared_at) as cleared, round(count(*) filter (where useful) / nullif(count(useful), 0), 3) as precision
from alerts group by kind order by kind;
comment on view alert_precision is 'How many alerts of each kind proved useful to those who dealt with them.';

create or replace view scorecard as
select place, place_code, level, fictional, plan_year as year, count(*) as commitments,
       count(*) filter (where headline) as headline_commitments,
       count(*) filter (where verdict = 'met') as met, count(*) filter (where verdict = 'missed') as missed,
       count(*) filter (where verdict = 'lagging') as lagging, count(*) filter (where verdict = 'on_track') as on_track,
       count(*) filter (where verdict = 'unreported') as unreported, count(*) filter (where verdict = 'unclear') as unclear,
       count(*) filter (where verdict = 'pending') as pending, count(*) filter (where verdict = 'not_due') as not_due,
       count(*) filter (where verdict = 'untestable') as untestable,
       count(*) filter (where continuity = 'dropped') as dropped, count(*) filter (where continuity = 'lowered') as lowered,
       count(*) filter (where continuity = 'words_only') as words_only,
       count(*) filter (where headline and verdict = 'met') as headline_met,
       count(*) filter (where headline and verdict = 'missed') as headline_missed,
       round(count(*) filter (where headline and verdict = 'met')
             / nullif(count(*) filter (where headline and verdict in ('met', 'missed')), 0), 3) as headline_share_met
from judged group by all order by place_code, year;
comment on view scorecard is 'One row a place and plan: how many commitments have each verdict. The share counts only main targets that could be judged.';

create or replace view promise_history as
select place, place_code, plan_year as year, indicator_id, indicator, measure, comparator, promised, promised_high, unit, reported, reported_unit, verdict,
       continuity, headline, promise_quote, evidence_quote, reason, promise_url, evidence_url, commitment_id
from judged where kind = 'quantity' order by place_code, indicator_id, indicator, year;
comment on view promise_history is 'The targets of each indicator through the years, each with what became of it.';

create or replace view newest as
select h.changed_at, j.place, j.plan_year as year, j.indicator, h.verdict_before, h.verdict, h.continuity_before, h.continuity, j.headline,
       j.reason, j.promise_quote, j.evidence_quote, j.promise_url, j.evidence_url, j.place_code, h.commitment_id
from verdict_changes h join judged j using (commitment_id)
where not coalesce(h.recomputed, false) order by h.changed_at desc, j.headline desc, j.plan_year desc, h.commitment_id;
comment on view newest is 'Verdicts as they came and changed, the newest first; what only our own code changed is left out.';

create or replace view coverage_summary as
select p.name as place, c.place_code, c.kind, count(*) filter (where c.state = 'found') as found,
       count(*) filter (where c.state in ('overdue', 'blocked', 'incomplete')) as missing,
       list(c.year order by c.year) filter (where c.state in ('overdue', 'blocked', 'incomplete')) as missing_years
from coverage c left join places p using (place_code) group by all order by c.place_code, c.kind;
comment on view coverage_summary is 'Which documents of a place are here, and which should be and are not.';
