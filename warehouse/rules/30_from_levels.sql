-- growth_from_levels: only a level is reported, and the indicator is nominal (current prices, counts): growth is computed
-- from this year's level and the level that the report before gave for the year before. The reason says so.
-- Example: 社会消费品零售总额 447.23亿 after 376.67亿 is 18.7%; promised 17%: met.
-- A shortfall below half a point is unclear: rounding of the two levels could make it. A fall of more than 5 %, or a shortfall
-- of more than ten points, is unclear too: the series may have been revised (census years) or changed its scope.

-- Three times the growth promised (+512 %) is another series: unclear. Fiscal revenue is promised on a comparable basis (同口径: taxes change hands, are
-- refunded), and the levels are not: a growth computed from them acquits, and accuses nobody.
create or replace temp table counted_alike as
select * from (values ('fiscal_revenue'), ('local_fiscal_revenue'), ('budget_revenue')) t(indicator_id);

insert into decision
select commitment_id, 'growth_from_levels',
       case when growth > 3 * greatest(p.value, 20) then 'unclear'
            when p.value - growth <= equal_enough(p.value) + tolerance(p.comparator, p.value, p.unit) then 'met'
            -- 突破500亿元: at least so much.
            when said_as = '>=' then 'unclear'
            when p.value - growth < 0.5 or p.value - growth > 10 or growth < -5 or p.indicator_id in (select indicator_id from counted_alike) then 'unclear' else 'missed' end,
       outcome_id, round(p.value - growth, 4), false, false,
       '未直接报告增速；按' || number(before, unit_level) || '到' || number(now, unit_level) || '推算，' || p.name || '增长约' || printf('%.1f', growth) ||
       '%，承诺' || compared(p.measure, p.comparator, p.value, p.value_high, p.unit) || '。' ||
       case when p.value - growth > 10 or growth < -5 or growth > 3 * greatest(p.value, 20) then '差距过大，统计口径可能有调整，不作判断。' else '' end, 0.7, quote, document_id
from (
  select p.* exclude (quote, document_id), now.value as now, before.value as before, now.unit as unit_level, now.outcome_id, now.quote, now.document_id, now.comparator as said_as,
         100 * (now.value / before.value - 1) as growth
  from promise p
  join following f using (document_id)
  join result now on now.document_id = f.next_document_id and now.key = p.key and now.scope = p.scope and now.form = 'amount' and now.period = p.period
  join result before on before.document_id = p.document_id and before.key = p.key and before.scope = p.scope and before.form = 'amount'
    and before.period = p.period - 1 and before.unit = now.unit and before.measure = now.measure
  where p.yearly and p.form = 'growth' and p.nominal and p.direction = 'floor' and p.indicator_id is not null and before.value > 0
    and now.measure = 'level' and now.comparator in ('=', '>=') and before.comparator = '='
  qualify row_number() over (partition by commitment_id order by now.comparator = '=' desc, now.headline desc, now.ordinal, before.headline desc, before.ordinal) = 1
) p;

-- change_from_levels: how much more than last year was promised, and only the level is reported, this year and the year before. 农民人均纯收入 promised to rise by
-- 350元; 2453元 after 2100元 is 353元: met. What is added in a year to a length or a number (length_of) is at least what that grew by. It acquits alone: a level may have been revised.
create or replace temp table length_of as
select * from (values ('new_expressway', 'expressway_length'), ('new_railway', 'railway_length'), ('new_power_capacity', 'power_capacity'), ('new_listed_firms', 'listed_firms')) t(added, whole);

insert into decision
select commitment_id, 'change_from_levels', 'met', outcome_id, round(value - gained, 4), false, false,
       '未直接报告增量；由' || number(before, unit) || '到' || number(now, unit) || '，' || name || '增加' || number(gained, unit) || '，承诺' || number(value, unit) || '，达到目标。', 0.7, evidence_quote, evidence
from (
  select p.commitment_id, p.name, p.value, p.unit, before.value as before, now.value as now, now.value - before.value as gained, now.outcome_id, now.quote as evidence_quote, now.document_id as evidence
  from promise p
  join following f using (document_id)
  left join length_of l on l.added = p.indicator_id
  join result now on now.document_id = f.next_document_id and now.key = coalesce(l.whole, p.key) and now.scope = p.scope and now.measure = 'level' and now.unit = p.unit and now.period = p.period
  join result before on before.document_id = p.document_id and before.key = now.key and before.scope = p.scope and before.measure = 'level' and before.unit = p.unit and before.period = p.period - 1
  where p.yearly and p.indicator_id is not null and p.value > 0 and (p.measure = 'change' or (p.measure = 'increment' and l.whole is not null)) and p.form = 'amount' and p.direction in ('floor', 'likely')
    and now.comparator in ('=', '>=') and before.comparator = '='
  qualify row_number() over (partition by p.commitment_id order by now.headline desc, now.ordinal, before.headline desc, before.ordinal) = 1
) where gained >= value - equal_enough(value) and gained <= least(3 * value, before);

-- points_from_shares: a share was to rise by so many points, and only the share itself is reported, this year and the year before.
-- Example: 城镇化率 promised to rise 1.5个百分点; 40.9% after 39.2% is 1.7: met.
insert into decision
select commitment_id, 'points_from_shares',
       case when value - gained <= equal_enough(value) + tolerance(comparator, value, unit) + 0.05 then 'met' else 'missed' end,
       outcome_id, round(value - gained, 4), false, false,
       '未直接报告变化幅度；由' || plain(before) || '%到' || plain(now) || '%，' || name || '变化' || printf('%+.2f', gained) || '个百分点，承诺' ||
       compared('change', comparator, value, value_high, unit) || '。', 0.75, evidence_quote, evidence
from (
  select p.commitment_id, p.value, p.value_high, p.comparator, p.unit, p.name, now.value as now, before.value as before, now.outcome_id,
         now.quote as evidence_quote, now.document_id as evidence, now.value - before.value as gained
  from promise p
  join following f using (document_id)
  join result now on now.document_id = f.next_document_id and now.key = p.key and now.scope = p.scope and now.form = 'share' and now.period = p.period
  join result before on before.document_id = p.document_id and before.key = p.key and before.scope = p.scope and before.form = 'share' and before.period = p.period - 1
  where p.yearly and p.form = 'points' and p.direction = 'floor' and p.indicator_id is not null
  qualify row_number() over (partition by commitment_id order by now.headline desc, now.ordinal, before.headline desc, before.ordinal) = 1
);

-- joint_by_parts: a target for 城镇 and 农村 income together, where only the two parts are reported. 城乡居民收入增长9%以上 is kept where
-- both reach it, and missed where one doesn't. 居民收入增长7% (the whole) is kept where both reach it, missed where both stay more
-- than a point below, else unclear: the whole can grow faster than its parts while people move to town.
insert into decision
select commitment_id, 'joint_by_parts',
       case when lowest >= bar then 'met' when both_named then 'missed' when highest < bar - 1 then 'missed' else 'unclear' end,
       outcome_id, round(bar + slack - lowest, 4), lowest < bar + slack and lowest >= bar, false,
       '承诺' || name || wanted || '；次年报告：' || parts || '，' ||
       case when lowest >= bar then '均达到目标。' when both_named then '未全部达到目标。' when highest < bar - 1 then '均低于目标。' else '不足以判断全体居民收入。' end,
       0.85, quote, document_id
from (
  select p.commitment_id, any_value(p.name) as name, any_value(compared(p.measure, p.comparator, p.value, p.value_high, p.unit)) as wanted,
         any_value(p.value - tolerance(p.comparator, p.value, p.unit)) - 1e-9 as bar, any_value(tolerance(p.comparator, p.value, p.unit)) as slack,
         any_value(contains(p.indicator, '城乡')) as both_named, min(r.value) as lowest, max(r.value) as highest,
         string_agg(i.name || reported(r.measure, r.value, r.unit), '，' order by i.name) as parts,
         arg_min(r.outcome_id, r.value) as outcome_id, arg_min(r.quote, r.value) as quote, arg_min(r.document_id, r.value) as document_id
  from promise p
  join joint j on j.whole = p.indicator_id
  join indicators i on i.indicator_id = j.part
  join following f using (document_id)
  join (
    select * from result qualify row_number() over (partition by document_id, key, scope, form, unit, period order by headline desc, ordinal) = 1
  ) r on r.document_id = f.next_document_id and r.key = j.part and r.scope = p.scope and r.form = p.form and r.period = p.period and r.unit = p.unit
  where p.yearly and p.form = 'growth' and p.direction = 'floor'
  group by p.commitment_id having count(*) = 2
);

-- met_by_part: only a part of what was promised is reported, and it alone reaches the promise: met. A part that stays below says nothing.
-- Example: 新增就业4.2万人 promised; 城镇新增就业7.61万人 reported: met.
insert into decision
select p.commitment_id, 'met_by_part', 'met', r.outcome_id, round(p.value - r.value, 4), false, false,
       '承诺' || p.name || compared(p.measure, p.comparator, p.value, p.value_high, p.unit) || '，次年政府工作报告只报告了其中的' || r.indicator || reported(r.measure, r.value, r.unit) || '，仅此已达到目标。', 0.8, r.quote, r.document_id
from promise p
join holds h on h.whole = p.indicator_id
join following f using (document_id)
join result r on r.document_id = f.next_document_id and r.key = h.part and r.scope = p.scope and r.form = p.form and r.period = p.period and r.unit = p.unit
where p.yearly and p.form = 'amount' and p.direction = 'floor' and p.value > 0 and r.value between p.value and 10 * p.value and r.comparator in ('=', '>=')
qualify row_number() over (partition by p.commitment_id order by r.headline desc, r.ordinal) = 1;
