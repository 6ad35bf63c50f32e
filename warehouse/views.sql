-- In braces: what warehouse/publish.py fills in; the published file has no table of units.
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

create or replace view panel as
select t.place_code, t.place, t.level, t.year, t.indicator_id, t.indicator, coalesce(t.measure = 'growth', false) as growth, t.unit, t.measure, t.comparator, t.value as promised,
       t.value_high as promised_high, j.reported, j.reported_unit, j.reported_measure, j.shortfall, j.verdict, j.continuity, j.confidence, t.headline,
       t.quote as promise_quote, t.url as promise_url, j.evidence_quote, j.evidence_url, t.fictional, t.commitment_id
from yearly_targets t left join judged j using (commitment_id)
order by t.place_code, t.year, t.indicator_id, growth, t.unit;
comment on view panel is 'For research: a row a place, year, indicator, whether it is a growth, and unit, with the target that the plan set for its year and what became of it.';
comment on column panel.place_code is 'GB/T 2260 code, six digits; 000000 for the nation.';
comment on column panel.year is 'The year that the plan is for.';
comment on column panel.indicator_id is 'The vocabulary''s name of the indicator.';
comment on column panel.growth is 'Whether the target is a growth: that and an amount of one indicator are rows of their own.';
comment on column panel.unit is 'Unit of the target.';
comment on column panel.promised is 'The target, in its unit, 万 and 亿 multiplied out; of a range its lower end.';
comment on column panel.promised_high is 'Upper end of a range.';
comment on column panel.reported is 'Number that the verdict rests on, in reported_unit.';
comment on column panel.reported_unit is 'Unit of what was reported, which need not be the target''s.';
comment on column panel.verdict is 'met, missed, on_track, lagging, unreported, unclear, pending, not_due or untestable (docs/judging.md).';
comment on column panel.continuity is 'What the next year''s plan made of it.';
comment on column panel.promise_quote is 'The target in the document''s words.';
comment on column panel.promise_url is 'Where that document was fetched from.';
comment on column panel.evidence_quote is 'The words that the verdict rests on.';
comment on column panel.evidence_url is 'Where they were fetched from.';
comment on column panel.commitment_id is 'The promise''s name.';

-- An accusation, so it needs the proof of both silences, and more: the next report, whole, says nothing of it under any name and its plan has it no longer
-- (unreported, dropped); and of all documents since, whole or not, none has a number of the indicator, or a word like one of its names: the name, or
-- its first or last four characters (地方财政收入 may go on as 财政收入). Only for indicators of the vocabulary: what has all its names there can be searched for.
create or replace view vanished as
with silent as (
  select j.* from judged j
  where j.verdict = 'unreported' and j.continuity = 'dropped' and j.role_sure and j.kind = 'quantity' and j.evidence_quote is null and j.indicator_id is not null
), later as (
  select s.commitment_id, s.indicator_id, d.document_id, d.kind, d.year, coalesce(d.complete, false) as complete
  from silent s join documents d on d.place_code = s.place_code and (case when d.kind = 'work_report' then d.year > s.plan_year else d.year >= s.plan_year end)
), counted as (
  select commitment_id from later l join outcomes o using (document_id) where o.indicator_id = l.indicator_id
  union select l.commitment_id from later l join commitments c using (document_id) where c.indicator_id = l.indicator_id
), quiet as (
  select * from later where commitment_id not in (from counted)
), named as (
  select s.commitment_id, unnest([s.indicator, i.name] || coalesce(i.aliases, [])) as name
  from silent s join indicators i using (indicator_id) where s.commitment_id in (select commitment_id from quiet)
), called as (
  select distinct commitment_id, unnest([name, left(name, 4), right(name, 4)]) as name from named where name <> ''
), spoken as (
  select distinct q.commitment_id from quiet q join documents d using (document_id) join called n on n.commitment_id = q.commitment_id where contains(d.text, n.name)
), searched as (
  select commitment_id, count(*) filter (where kind = 'work_report' and complete) as silent_reports,
         max(year) filter (where kind = 'work_report' and complete) as silent_until, count(*) as silent_documents
  from quiet where commitment_id not in (from spoken) group by commitment_id
)
select s.place, s.place_code, s.plan_year, s.indicator, s.indicator_id, s.headline, s.measure, s.comparator, s.promised, s.promised_high, s.unit,
       n.silent_reports, n.silent_until, n.silent_documents,
       s.plan_year || '年提出，此后收录的' || n.silent_reports || '份完整的政府工作报告（至' || n.silent_until || '年）都没有再提到这一指标。' as says,
       s.reason, s.confidence, s.promise_quote, s.promise_title, s.promise_url, s.next_quote, s.next_title, s.next_url, s.fictional, s.commitment_id
from silent s join searched n using (commitment_id) where n.silent_reports > 0
order by s.headline desc, n.silent_reports desc, s.commitment_id;
comment on view vanished is 'Promised, and never mentioned again: not reported, gone from the next plan, and named in no document since (silent_reports whole reports, to silent_until). next_quote is the next plan''s list, in which it is missing.';

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
