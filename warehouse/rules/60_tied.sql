-- Promises tied to another indicator, or to the place above.
--
-- in_step        收入与经济增长同步: the growth of the one against the growth of the other in the same report. At or above it: met; up
--                to half a point below is still in step (基本同步): met, and near_miss; more than a point below: missed; between: unclear.
--                城镇 and 农村 income together stand for 居民收入: both must keep step, and both must fall behind to miss it.
-- ahead_by_own_words  高于全省1个百分点, and the next report says itself by how much it was ahead (高于全省0.4个百分点): met, or missed.
-- ahead_of_above      the same, from the growth of both places, where we hold the report of the place above.
--                     县 promised 高于全市0.5个百分点; 7.1% against 6.8%: 0.3 ahead: missed.

-- What 同步 follows, in the words of the texts.
create or replace temp table followed as
select p.commitment_id, p.key, p.name, p.scope, p.period, p.relative_to, n.document_id as report,
       -- A tie of several years (一个五年计划里，居民收入与经济增长同步) is held against the averages that the report on the last one gives.
       case when p.period > p.year then coalesce(p.span, p.period - p.year + 1) else 1 end as years,
       coalesce(i.indicator_id, case when regexp_matches(p.relative_to, '^(经济|国民经济|GDP|地区生产总值|生产总值|国内生产总值)(社会)?(发展|增长|增速)?(速度)?$') then 'gdp' end) as other_id
from promise p
join documents n on n.place_code = p.place_code and n.kind = 'work_report' and n.year = p.period + 1
left join indicators i on i.name = p.relative_to or list_contains(i.aliases, p.relative_to)
where p.kind = 'quantity' and p.comparator = 'sync' and (p.period > p.year or (p.span is null and p.period = p.year)) and p.role_sure
  and not regexp_matches(p.quote, '相适应|相匹配|相协调') -- how far apart still fits is nobody's to say
qualify row_number() over (partition by p.commitment_id order by i.indicator_id) = 1;

-- One growth an indicator and report: the headline's before the body's.
create or replace temp table grown as
select * from result where form = 'growth' and source_kind = 'work_report' and unit = '%' and comparator in ('=', '>=', '~')
qualify row_number() over (partition by document_id, key, scope, period order by headline desc, ordinal) = 1;

create or replace temp table grown_over as
select document_id, key, scope, period, 1 as years, value, outcome_id, quote from grown
union all
select document_id, key, coalesce(scope, ''), period, span, value, outcome_id, quote from (
  select o.*, series_key(o.indicator_id, o.indicator) as key from outcomes o join documents d using (document_id)
  where d.kind = 'work_report' and o.place_code in (select place_code from judged_place) and o.span > 1 and o.measure = 'growth' and o.unit = '%' and o.comparator in ('=', '>=', '~')
    and regexp_matches(o.quote, '年均|每年|平均') and o.relative_to is null and not other_basis(o.basis) and coalesce(o.role_sure, true) and not coalesce(o.unreliable, false)
)
qualify row_number() over (partition by document_id, key, scope, period, span order by headline desc, ordinal) = 1;

insert into decision
select commitment_id, 'in_step',
       case when best < other - 1 then 'missed' when worst >= other - 0.5 then 'met' else 'unclear' end,
       outcome_id, round(other - worst, 4), worst < other and worst >= other - 0.5, false,
       '承诺' || name || '与' || relative_to || '同步；' || case when years > 1 then '到期年份的政府工作报告，年均：' else '次年政府工作报告：' end || parts || '，' || other_name || reported('growth', other, '%') || '，' ||
       case when best < other - 1 then '未能同步。' when worst >= other then '达到目标。' when worst >= other - 0.5 then '差距在半个百分点以内，视为基本同步。' else '差距不大或各部分不一，不作判断。' end,
       0.75, quote, document_id
from (
  select f.commitment_id, any_value(f.name) as name, any_value(f.relative_to) as relative_to, any_value(f.years) as years, any_value(o.name) as other_name, any_value(e.value) as other,
         min(r.value) as worst, max(r.value) as best, arg_min(r.outcome_id, r.value) as outcome_id, arg_min(r.quote, r.value) as quote, arg_min(r.document_id, r.value) as document_id,
         string_agg(i.name || reported('growth', r.value, '%'), '，' order by i.name) as parts,
         bool_or(r.key = f.key) as whole_said, count(*) as said
  from followed f
  join indicators o on o.indicator_id = f.other_id
  join grown_over e on e.document_id = f.report and e.key = f.other_id and e.period = f.period and e.scope = f.scope and e.years = f.years
  join grown_over r on r.document_id = f.report and r.period = f.period and r.scope = f.scope and r.years = f.years
    and (r.key = f.key or exists (select 1 from joint j where j.whole = f.key and j.part = r.key))
  join indicators i on i.indicator_id = r.key
  -- Where the whole is reported it decides alone.
  where r.key = f.key or not exists (
    select 1 from grown_over w where w.document_id = f.report and w.key = f.key and w.period = f.period and w.scope = f.scope and w.years = f.years)
  group by f.commitment_id
) where whole_said or said >= 2;

-- 高于全省1个百分点: a gap that was promised, and the place that it is a gap to.
create or replace temp table ahead as
select p.*, case when regexp_matches(p.relative_to, '^全国') then '000000'
                 when regexp_matches(p.relative_to, '^全(省|区|自治区)') and substr(p.place_code, 3) <> '0000' then left(p.place_code, 2) || '0000'
                 when regexp_matches(p.relative_to, '^全市') and right(p.place_code, 2) <> '00' then left(p.place_code, 4) || '00' end as above_code
from promise p
where p.kind = 'quantity' and p.relative_to is not null and p.form = 'points' and p.value is not null and p.span is null and p.period = p.year and p.role_sure
  and p.comparator in ('>=', '=', '~') and p.value > 0 and p.indicator_id is not null and not regexp_matches(p.relative_to, '目标|上年|去年');

insert into decision
select p.commitment_id, 'ahead_by_own_words',
       case when o.value >= p.value - tolerance(p.comparator, p.value, p.unit) - 1e-9 then 'met' else 'missed' end,
       o.outcome_id, round(p.value - o.value, 4), o.value < p.value and o.value >= p.value - tolerance(p.comparator, p.value, p.unit) - 1e-9, false,
       '承诺' || p.name || '比' || p.relative_to || '高' || plain(p.value) || '个百分点，次年政府工作报告称高' || plain(o.value) || '个百分点。', 0.85, o.quote, o.document_id
from ahead p
join following f using (document_id)
join outcomes o on o.document_id = f.next_document_id and o.indicator_id = p.indicator_id and o.period = p.period and o.unit = '个百分点'
  and o.relative_to is not null and left(o.relative_to, 2) = left(p.relative_to, 2) and o.span is null and not coalesce(o.unreliable, false) and coalesce(o.role_sure, true)
join documents said on said.document_id = o.document_id
-- 年均增长6.9%，高于全市0.8个百分点: the gap of several years, not of the last.
where not regexp_matches(substr(said.text, greatest(o.char_start - 19, 1), 20) || o.quote, '年均|平均每年')
qualify row_number() over (partition by p.commitment_id order by o.ordinal) = 1;

insert into decision
select p.commitment_id, 'ahead_of_above',
       case when own.value - theirs.value >= p.value - tolerance(p.comparator, p.value, p.unit) - 1e-9 then 'met' else 'missed' end,
       own.outcome_id, round(p.value - (own.value - theirs.value), 4),
       own.value - theirs.value < p.value and own.value - theirs.value >= p.value - tolerance(p.comparator, p.value, p.unit) - 1e-9, false,
       '承诺' || p.name || '比' || p.relative_to || '高' || plain(p.value) || '个百分点；当年本地' || reported('growth', own.value, '%') || '，' || p.relative_to || reported('growth', theirs.value, '%') ||
       '，相差' || plain(round(own.value - theirs.value, 2)) || '个百分点。', 0.7, own.quote, own.document_id
from ahead p
join following f using (document_id)
join grown own on own.document_id = f.next_document_id and own.key = p.key and own.period = p.period and own.scope = p.scope
join grown theirs on theirs.place_code = p.above_code and theirs.key = p.key and theirs.period = p.period and theirs.scope = p.scope and theirs.source_year = own.source_year
where not own.estimate and not theirs.estimate
qualify row_number() over (partition by p.commitment_id order by theirs.document_id) = 1;
