-- Inside the year, from monthly and quarterly bulletins.
--
-- pace_of_flow    an amount that adds up over the year: the share of the target reached, against the share that the year before
--                 had reached at the same point, or against the share of the year that is over where that isn't known.
--                 More than five points behind is lagging; by the calendar more than five and what is left of the year times twenty.
--                 500万 promised, 305万 by September is 61%, last year 74%: lagging.
-- pace_of_rate    a growth or a share, which needs no adding up: the figure so far against the target; more than half a point on
--                 the wrong side is lagging.

--
-- Every interim figure is judged as it would have been on its day (`paced`), the newest one decides; the others are the back-test:
-- `pledgewatch backtest` says how often an alert of March, June or September was followed by a miss.

create or replace temp table interim as
select p.*, r.value as reached, r.period_end as until, month(r.period_end) as months, r.outcome_id, r.quote as evidence_quote,
       r.document_id as evidence
from promise p
join result_so_far r on r.place_code = p.place_code and r.key = p.key and r.scope = p.scope and r.form = p.form
  and r.period = p.period and coalesce(r.unit, '') = coalesce(p.unit, '')
where p.yearly and p.indicator_id is not null and p.direction in ('floor', 'ceiling') and p.value > 0
  and r.source_kind <> 'work_report' and r.period_end < make_date(p.period, 12, 31)
qualify row_number() over (partition by p.commitment_id, r.period_end order by r.headline desc, r.ordinal) = 1;

create or replace temp table paced as
select commitment_id, until, months, 'pace_of_flow' as rule, case when share < expected - margin then 'lagging' else 'on_track' end as verdict, outcome_id,
       round(value - reached, 4) as shortfall,
       name || '全年目标' || compared(measure, comparator, value, value_high, unit) || '，前' || months || '个月' || number(reached, unit) || '，完成' || round(100 * share)::integer || '%；' ||
       case when earlier is not null then '上年同期已完成全年的' || round(100 * earlier)::integer || '%。' else '时间已过' || round(100 * months / 12)::integer || '%。' end ||
       case when value > reached then '余下' || (12 - months) || '个月需月均' || rounded((value - reached) / (12 - months), unit) || '，此前月均' || rounded(reached / months, unit) || '。' else '已提前达到目标。' end as reason,
       case when earlier is not null then 0.85 else 0.6 end as confidence, evidence_quote, evidence
from (
  select i.*, i.reached / i.value as share, e.earlier, coalesce(e.earlier, i.months / 12.0) as expected,
         -- By the calendar alone nobody is behind early in the year: works are finished in autumn. A year before tells its own pace.
         case when e.earlier is not null then 0.05 else 0.05 + 0.2 * (1 - i.months / 12.0) end as margin
  from interim i
  left join (
    select i.commitment_id, i.until, max(part.value / whole.value) as earlier
    from interim i
    join result_so_far part on part.place_code = i.place_code and part.key = i.key and part.scope = i.scope and part.form = 'amount'
      and part.period = i.period - 1 and part.unit = i.unit and part.period_end = i.until - interval 1 year
    join result whole on whole.place_code = i.place_code and whole.key = i.key and whole.scope = i.scope and whole.form = 'amount'
      and whole.period = i.period - 1 and whole.unit = i.unit and whole.period_end = make_date(i.period - 1, 12, 31) and whole.value > 0
    group by all
  ) e using (commitment_id, until)
  where i.form = 'amount' and i.flow and i.direction = 'floor'
)
union all
select commitment_id, until, months, 'pace_of_rate', case when short - tolerance(comparator, value, unit) > 0.5 then 'lagging' else 'on_track' end,
       outcome_id, round(short, 4),
       name || '全年目标' || compared(measure, comparator, value, value_high, unit) || '，前' || months || '个月' || reported(measure, reached, unit) || '，' ||
       case when short <= 0 then '符合目标。' else '距目标' || plain(round(short, 2)) || '个百分点。' end, 0.6, evidence_quote, evidence
from (select *, case direction when 'ceiling' then reached - coalesce(value_high, value) else value - reached end as short from interim)
where form in ('growth', 'share');

insert into decision
select commitment_id, rule, verdict, outcome_id, shortfall, false, false, reason, confidence, evidence_quote, evidence
from paced
qualify row_number() over (partition by commitment_id order by until desc) = 1;

-- The next report may tell only of 1—11月 or 前三季度. What had been reached by then is reached; what had not is not decided by it.
insert into decision
select commitment_id, case when reached >= value then 'reached_early' else 'part_of_year_only' end, case when reached >= value then 'met' else 'unclear' end,
       outcome_id, null, false, false,
       '承诺' || name || compared(measure, comparator, value, value_high, unit) || '，次年政府工作报告只报告了前' || months || '个月为' || reported(measure, reached, unit) ||
       case when reached >= value then '，已达到全年目标。' else '，没有全年数字，不作判断。' end,
       case when reached >= value then 0.9 else 0.3 end, evidence_quote, evidence
from (
  select p.*, r.value as reached, month(r.period_end) as months, r.outcome_id, r.quote as evidence_quote, r.document_id as evidence
  from promise p
  join result_so_far r on r.place_code = p.place_code and r.key = p.key and r.scope = p.scope and r.form = p.form and r.period = p.period and coalesce(r.unit, '') = coalesce(p.unit, '')
  where p.yearly and p.value > 0 and r.source_kind = 'work_report' and r.source_year = p.year + 1 and r.period_end < make_date(p.period, 12, 31)
    -- A sum only grows; a rate of eleven months may still turn.
    and (r.value < p.value or (p.form = 'amount' and p.direction = 'floor' and (p.flow or r.measure = 'increment') and not r.estimate))
  qualify row_number() over (partition by p.commitment_id order by r.period_end desc, r.headline desc, r.ordinal) = 1
);
