-- growth_from_levels: only a level is reported, and the indicator is nominal (current prices, counts): growth is computed
-- from this year's level and the level that the report before gave for the year before. The reason says so.
-- Example: 社会消费品零售总额 447.23亿 after 376.67亿 is 18.7%; promised 17%: met.
-- A shortfall below half a point is unclear: rounding of the two levels could make it.

insert into decision
select commitment_id, 40, 'growth_from_levels',
       case when p.value - growth <= equal_enough(p.value) + tolerance(p.comparator, p.value, p.unit) then 'met'
            when p.value - growth < 0.5 then 'unclear' else 'missed' end,
       outcome_id, round(p.value - growth, 4), false, false,
       '未直接报告增速；按' || number(before, unit_level) || '到' || number(now, unit_level) || '推算，' || p.name || '增长约' || printf('%.1f', growth) ||
       '%，承诺' || compared(p.comparator, p.value, p.value_high, p.unit) || '。', 0.7, quote, document_id
from (
  select p.*, now.value as now, before.value as before, now.unit as unit_level, now.outcome_id, now.quote, now.document_id as evidence,
         100 * (now.value / before.value - 1) as growth
  from promise p
  join following f using (document_id)
  join result now on now.document_id = f.next_document_id and now.key = p.key and now.scope = p.scope and now.form = 'amount' and now.period = p.period
  join result before on before.document_id = p.document_id and before.key = p.key and before.scope = p.scope and before.form = 'amount'
    and before.period = p.period - 1 and before.unit = now.unit and before.measure = now.measure
  where p.yearly and p.form = 'growth' and p.nominal and p.direction = 'floor' and p.indicator_id is not null and before.value > 0
    and now.measure = 'level' and now.comparator = '=' and before.comparator = '='
  qualify row_number() over (partition by commitment_id order by now.headline desc, now.ordinal, before.headline desc, before.ordinal) = 1
) p(commitment_id, place_code, document_id_promise, year, period, indicator_id, key, scope, indicator, measure, form, comparator, value, value_high,
    unit, relative_to, headline, ordinal, quote_promise, kind, span, direction, sign, name, nominal, flow, yearly, now, before, unit_level, outcome_id, quote, document_id, growth);

-- points_from_shares: a share was to rise by so many points, and only the share itself is reported, this year and the year before.
-- Example: 城镇化率 promised to rise 1.5个百分点; 40.9% after 39.2% is 1.7: met.
insert into decision
select commitment_id, 41, 'points_from_shares',
       case when value - gained <= equal_enough(value) + tolerance(comparator, value, unit) + 0.05 then 'met' else 'missed' end,
       outcome_id, round(value - gained, 4), false, false,
       '未直接报告变化幅度；由' || plain(before) || '%到' || plain(now) || '%，' || name || '变化' || printf('%+.2f', gained) || '个百分点，承诺' ||
       compared(comparator, value, value_high, unit) || '。', 0.75, evidence_quote, evidence
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

-- joint_by_parts: 城乡居民收入增长9%以上 is kept where both 城镇 and 农村 reach it, and missed where one of them doesn't.
insert into decision
select commitment_id, 25, 'joint_by_parts', case when bool_and(short <= slack + 1e-9) then 'met' else 'missed' end,
       arg_max(outcome_id, short), round(max(short), 4), bool_or(short > 1e-9 and short <= slack), false,
       '承诺' || any_value(name) || compared(any_value(comparator), any_value(value), any_value(value_high), any_value(unit)) || '；次年报告：' ||
       string_agg(part_name || number(reached, unit), '，' order by part_name) || '，' ||
       case when bool_and(short <= slack + 1e-9) then '均达到目标。' else '未全部达到目标。' end,
       0.85, arg_max(quote, short), arg_max(document_id, short)
from (
  select p.commitment_id, p.name, p.comparator, p.value, p.value_high, p.unit, r.outcome_id, r.quote, r.document_id, r.value as reached,
         p.value - r.value as short, tolerance(p.comparator, p.value, p.unit) as slack, i.name as part_name, j.part
  from promise p
  join joint j on j.whole = p.indicator_id
  join indicators i on i.indicator_id = j.part
  join following f using (document_id)
  join result r on r.document_id = f.next_document_id and r.key = j.part and r.scope = p.scope and r.form = p.form and r.period = p.period
    and r.unit = p.unit
  where p.yearly and p.form = 'growth' and p.direction = 'floor'
  qualify row_number() over (partition by p.commitment_id, j.part order by r.headline desc, r.ordinal) = 1
)
group by commitment_id having count(*) = 2;
