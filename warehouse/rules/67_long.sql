-- Promises that fall due later than the year of their plan: goals for 2025, 今后五年, 年均. Nothing said before the report of the last year settles them.
--
-- not_due         the report on the year in which the promise falls due is not held yet: judged when it is.
-- long_by_figure  that report gives the same indicator for the same span: the level at the end, the sum over the years, or the yearly average.
--                 到2020年高速公路达到5000公里 of 2016; 高速公路达到5200公里 for 2020 in the report of 2021: met.
-- long_in_doubt   that report gives figures that would decide differently, ten times off, or none for the same span: unclear.

create or replace temp table long_promise as
select p.*, n.document_id as due_document_id, n.year as due_year, other_basis(c.basis) as on_other_basis,
       -- Without a span of its own, what is to be added until a year is added from the plan's own year on.
       -- A rate that is to be kept over all of them (期间，失业率控制在5%以内) is judged where it stands in the last.
       case when p.measure = 'share' and not regexp_matches(p.quote, '年均|每年|平均|累计') then null
            else coalesce(p.span, case when p.measure in ('increment', 'change') then p.period - p.year + 1 end) end as years,
       -- 年均增长10%以上，力争翻一番: the doubling is of all the years.
       years is not null and regexp_matches(p.quote, '年均|每年|平均') and (p.value < 50 or not regexp_matches(p.quote, '翻|倍')) as yearly_average
from promise p join commitments c using (commitment_id)
left join documents n on n.place_code = p.place_code and n.kind = 'work_report' and n.year = p.period + 1
where p.period > p.year;

insert into decision
select commitment_id, 'not_due', 'not_due', null, null, false, false,
       '承诺到' || period || '年到期，' || (period + 1) || '年的政府工作报告尚未收录；收录后再作判断。', 1.0, null, null
from long_promise where due_document_id is null;

-- The figure of the report on the last year, in the terms of the promise.
create or replace temp table long_figure as
select l.commitment_id, l.name, l.measure, l.comparator, l.value, l.value_high, l.unit, l.period, l.due_year, l.direction, l.years, l.yearly_average, o.outcome_id, o.document_id, o.quote, o.estimate, o.headline, o.ordinal, o.comparator as said_as,
       o.value * coalesce(u.factor, 1) * fallen(l.form, l.value, o.value, l.quote || o.quote) as reached, tolerance(l.comparator, l.value, l.unit) as slack,
       case when l.direction = 'ceiling' then reached - coalesce(l.value_high, l.value) else l.sign * (l.value - reached) end as short
from long_promise l
join outcomes o on o.document_id = l.due_document_id and o.period = l.period and series_key(o.indicator_id, o.indicator) = l.key
  and coalesce(o.scope, wider_place(o.indicator, o.place_code), '') = l.scope and o.measure = l.measure and (o.comparator in ('=', '>=', '~') or (o.comparator = '<=' and l.direction = 'ceiling'))
  and o.relative_to is null and not other_basis(o.basis) and coalesce(o.role_sure, true) and not coalesce(o.unreliable, false)
left join same_measure u on u.unit = l.unit and u.other = o.unit
where l.kind = 'quantity' and l.role_sure and l.value is not null and not regexp_matches(l.quote, '提前.{1,3}年') and l.comparator in ('>=', '<=', '~', '=', 'range') and l.relative_to is null and l.direction in ('floor', 'ceiling')
  and (coalesce(o.unit, '') = coalesce(l.unit, '') or u.factor is not null)
  -- One span on both sides: the level at the end has none. A yearly average is held against an average, a sum against a sum.
  -- 五年来，人均生产总值提高到1.3万美元: where it stood when the years were over.
  and (coalesce(o.span, 1) = coalesce(l.years, 1) or (l.years is null and l.measure in ('level', 'share') and regexp_matches(o.quote, '(提高|上升|增加|增长|扩大|下降|降低|减少|发展|降|升|增)[到至]') and not regexp_matches(o.quote, '累计|年均|平均|合计'))) and (o.span is not null and regexp_matches(o.quote, '年均|每年|平均')) = l.yearly_average
  -- 增长8% for the last year alone is no answer to what was promised of all of them.
  and (l.measure in ('level', 'share') or l.years is not null)
  and (l.measure <> 'growth' or l.yearly_average or (regexp_matches(o.quote, '翻|倍') and regexp_matches(l.quote, '翻|倍')))
  -- A sum of years (累计) is not the last year's own; 实际增长 is not 增长; a structure of three shares has no better side.
  and (o.span is not null or not regexp_matches(l.quote, '累计|合计|总共'))
  and contains(o.quote, '实际增长') = contains(l.quote, '实际增长') and not regexp_matches(l.quote, '\d\s*[∶：:]\s*\d');

-- The pick stands in a table of its own, for DuckDB's elimination of windows fails on the two in one.
create or replace temp table long_weighed as
select *, count(distinct kept) over (partition by commitment_id) > 1 as conflicting, row_number() over (partition by commitment_id order by headline desc, ordinal) as pick
from (select *, short <= slack + equal_enough(value) as kept from long_figure);

create or replace temp table long_judged as
select *, conflicting or (value > 0 and not is_rate(unit) and (reached > 10 * value or reached < value / 3)) or (said_as = '>=' and direction = 'floor' and not kept) or (said_as = '<=' and not kept) as doubtful
from long_weighed where pick = 1;

insert into decision
select commitment_id, case when doubtful then 'long_in_doubt' else 'long_by_figure' end, case when doubtful then 'unclear' when kept then 'met' else 'missed' end,
       outcome_id, round(short, 6), short > equal_enough(value) and kept, false,
       '承诺' || case when years is null then '到' || period || '年' else years || '年间（至' || period || '年）' end || name || case when yearly_average then '年均' else '' end ||
       compared(measure, comparator, value, value_high, unit) || '，' || due_year || '年政府工作报告为' || reported(measure, reached, unit) || '，' ||
       case when conflicting then '但同一报告给出了结论不同的数字，不作判断。' when doubtful then '相差悬殊或只说“以上”“以内”，不作判断。'
            when kept then '达到目标。' else case when direction = 'ceiling' then '超出' else '差' end || gap(short, unit) || '，未达到目标。' end,
       case when doubtful then 0.3 when estimate then 0.75 else 0.85 end, quote, document_id
from long_judged;

-- long_by_years: the report on the last year gives nothing for the span, but the reports on each of its years give the year's own: yearly growths make an average
-- (年均增长9%), yearly amounts of what adds up make a sum (五年新增就业8万人). Only where all years are there. Rounding: missed by more than a third of a point, or 2 %.
create or replace temp table yearly_result as
select * from result where source_kind = 'work_report' and source_year = period + 1 and comparator in ('=', '~', '>=')
  -- A sum or mean of years that was read as the last year's own would count for all of them.
  and not regexp_matches(quote, '年均|平均|累计|[五5]年|倍|翻') and not (form = 'growth' and abs(value) > 60)
qualify row_number() over (partition by place_code, key, scope, form, unit, measure, period order by headline desc, ordinal) = 1;

-- Of a doubling (比2020年翻一番) the years are all those since the one that it is held against. A year that no report tells of counts as one without growth: what is reached
-- without it is reached.
insert into decision
select commitment_id, 'long_by_years', case when reached >= value - slack - 0.05 then 'met' when hoped or reached >= value - slack - case when yearly_average then 0.35 else 3 end then 'unclear' else 'missed' end,
       null, round(value - reached, 2), false, false,
       '承诺' || years || '年间（至' || period || '年）' || name || average || compared(measure, comparator, value, value_high, unit) || '；按历年政府工作报告的增速（' || said || '），' ||
       case when told < years then '即使其余年份没有增长，' else '' end || case when yearly_average then average else '累计' end || moved('growth', reached, '%') || printf('%.1f', abs(reached)) || '%。',
       0.7, quote, document_id
from (
  select *, case when yearly_average then '年均' else '' end as average, 100 * (case when yearly_average then exp(logs / years) else exp(logs) end - 1) as reached
  from (
    select l.commitment_id, any_value(l.name) as name, any_value(l.years) as years, any_value(l.yearly_average) as yearly_average, any_value(l.period) as period, any_value(l.measure) as measure, any_value(l.comparator) as comparator,
           any_value(l.value) as value, any_value(l.value_high) as value_high, any_value(l.unit) as unit, any_value(tolerance(l.comparator, l.value, l.unit)) as slack, count(*) as told, sum(ln(1 + r.value / 100)) as logs,
           -- 年均增长10%以上，力争翻一番: what is hoped for beyond the target accuses nobody.
           any_value(regexp_matches(l.quote, '[，、](力争|争取|努力)')) as hoped,
           string_agg(plain(r.value), '、' order by r.period) as said, arg_max(r.quote, r.period) as quote, arg_max(r.document_id, r.period) as document_id
    from long_promise l
    join yearly_result r on r.place_code = l.place_code and r.key = l.key and r.scope = l.scope and r.form = 'growth' and r.unit = '%' and r.period between l.period - l.years + 1 and l.period
    where l.kind = 'quantity' and l.role_sure and l.form = 'growth' and l.unit = '%' and (l.yearly_average or regexp_matches(l.quote, '翻|倍')) and l.direction = 'floor' and l.indicator_id is not null
      and l.comparator in ('>=', '=', '~', 'range') and l.relative_to is null and not contains(l.quote, '实际增长') and not regexp_matches(l.quote, '提前.{1,3}年') and l.due_document_id is not null
      and not l.on_other_basis
    group by l.commitment_id
  )
) where told = years or (told >= 0.6 * years and reached >= value - slack);

insert into decision
select commitment_id, 'long_by_years', case when reached >= value - equal_enough(value) then 'met' when reached < value * 0.98 then 'missed' else 'unclear' end,
       null, round(value - reached, 4), false, false,
       '承诺' || years || '年间（至' || period || '年）' || name || compared(measure, comparator, value, value_high, unit) || '；历年政府工作报告的数字合计' || number(reached, unit) || '。', 0.7, quote, document_id
from (
  select l.commitment_id, any_value(l.name) as name, any_value(l.years) as years, any_value(l.period) as period, any_value(l.measure) as measure, any_value(l.comparator) as comparator, any_value(l.value) as value,
         any_value(l.value_high) as value_high, any_value(l.unit) as unit, sum(r.value) as reached, arg_max(r.quote, r.period) as quote, arg_max(r.document_id, r.period) as document_id
  from long_promise l
  join yearly_result r on r.place_code = l.place_code and r.key = l.key and r.scope = l.scope and r.measure = l.measure and r.unit = l.unit and r.period between l.period - l.years + 1 and l.period
  where l.kind = 'quantity' and l.role_sure and l.measure = 'increment' and not l.yearly_average and l.direction = 'floor' and l.indicator_id is not null and l.flow and l.comparator in ('>=', '=', '~') and l.relative_to is null
    and l.due_document_id is not null and l.value > 0 and l.years > 1
  group by l.commitment_id having count(*) = any_value(l.years) and sum(r.value) between 0.5 * any_value(l.value) and 5 * any_value(l.value)
);

-- long_from_levels: the report on the last year gives the level alone, and the plan's own report that of the year before it began: their average growth, nominal indicators only.
-- A doubling is of the same years where no other one is named. Within half a point either way nobody knows: levels are rounded and revised.
insert into decision
select commitment_id, 'long_from_levels', case when reached >= value - slack - 0.05 then 'met' when said_as = '>=' or reached >= value - slack - 0.5 or reached < 0 or indicator_id in (select indicator_id from counted_alike) then 'unclear' else 'missed' end,
       outcome_id, round(value - reached, 2), false, false,
       '未直接报告' || case when yearly_average then '年均增速' else '增幅' end || '；由' || (year - 1) || '年的' || number(before, unit_level) || '到' || period || '年的' || number(now, unit_level) || '推算，' || name ||
       case when yearly_average then '年均' else '' end || '增长约' || printf('%.1f', reached) || '%，承诺' || compared(measure, comparator, value, value_high, unit) || '。', 0.65, evidence_quote, due_document_id
from (
  select l.* exclude (quote), tolerance(l.comparator, l.value, l.unit) as slack, before.value as before, now.value as now, now.unit as unit_level, now.outcome_id, now.quote as evidence_quote, now.comparator as said_as,
         case when l.yearly_average then 100 * (pow(now.value / before.value, 1.0 / (l.period - l.year + 1)) - 1) else 100 * (now.value / before.value - 1) end as reached
  from long_promise l
  join result now on now.document_id = l.due_document_id and now.key = l.key and now.scope = l.scope and now.measure = 'level' and now.period = l.period
  join result before on before.document_id = l.document_id and before.key = l.key and before.scope = l.scope and before.measure = 'level' and before.period = l.year - 1 and before.unit = now.unit
  where l.kind = 'quantity' and l.role_sure and not l.on_other_basis and l.form = 'growth' and l.unit = '%' and l.nominal and l.indicator_id is not null and l.direction = 'floor' and l.comparator in ('>=', '=', '~', 'range') and l.relative_to is null
    and (l.yearly_average or regexp_matches(l.quote, '翻|倍')) and coalesce(l.span, l.period - l.year + 1) = l.period - l.year + 1 and l.period > l.year + 1
    and before.value > 0 and now.value between before.value / 3 and 10 * before.value and now.comparator in ('=', '>=') and before.comparator = '='
    and not regexp_matches(l.quote, '实际增长|提前|比(19|20)|较(19|20)') and not regexp_matches(now.quote, '累计|合计|总共|五年|年均')
  qualify row_number() over (partition by l.commitment_id order by now.headline desc, now.ordinal, before.headline desc, before.ordinal) = 1
);

-- told_by_both: one target told by its amount and by its growth (完成投资120亿元，增长20%): where the amount is clearly reached, so is the growth. It acquits alone.
create or replace temp table settled as
select d.commitment_id, d.verdict, d.rule, d.shortfall, d.outcome_id, d.evidence_quote, d.evidence_document_id, c.document_id, c.char_start, p.form, p.value, p.key, p.indicator, p.scope, p.period
from decision d join rule r on r.name = d.rule join promise p using (commitment_id) join commitments c using (commitment_id)
qualify row_number() over (partition by d.commitment_id order by r.rank, d.confidence desc, d.rule) = 1;

insert into decision
select p.commitment_id, 'told_by_both', 'met', s.outcome_id, null, false, false,
       '承诺' || p.name || compared(p.measure, p.comparator, p.value, p.value_high, p.unit) || '，同一目标的总量已经达到。', 0.7, s.evidence_quote, s.evidence_document_id
from promise p join commitments c using (commitment_id)
join settled s on s.document_id = c.document_id and s.char_start = c.char_start and s.commitment_id <> p.commitment_id and s.scope = p.scope and s.period = p.period
  and coalesce(s.key, s.indicator) = coalesce(p.key, p.indicator)
where p.kind = 'quantity' and p.role_sure and p.direction in ('floor', 'likely') and p.form = 'growth' and s.form = 'amount' and p.value > 0 and p.relative_to is null and not p.sized
  and s.verdict = 'met' and s.rule in ('floor_by_figure', 'similar_name', 'long_by_figure')
  -- Clearly: what the plan took the one from the other by was rounded.
  and -s.shortfall >= 0.02 * s.value
qualify row_number() over (partition by p.commitment_id order by s.rule, s.commitment_id) = 1;
