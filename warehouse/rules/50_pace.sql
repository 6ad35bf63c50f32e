-- Inside the year, from monthly and quarterly bulletins.
--
-- pace_of_flow    an amount that adds up over the year: the share of the target reached, against the share that the year before
--                 had reached at the same point, or against the share of the year that is over where that isn't known.
--                 More than five points behind is lagging; by the calendar more than five and what is left of the year times twenty.
--                 500万 promised, 305万 by September is 61%, last year 74%: lagging.
-- pace_of_rate    a growth or a share, which needs no adding up: the figure so far against the target; more than half a point on
--                 the wrong side is lagging.
-- notices_disagree  two notices on the same months, of which one says lagging and the other not: nothing is said. One that corrects
--                 another (更正) stands instead of it.
-- sum_fell_back   a sum since January that is less than an earlier notice gave: one of the two is revised, counted otherwise or misread.
--
-- Every interim figure is judged as it would have been on its day (`paced`), the newest one decides; the others are the back-test:
-- `pledgewatch backtest` says how often an alert of March, June or September was followed by a miss.

create or replace temp table interim as
select p.*, r.value as reached, r.period_end as until, month(r.period_end) as months, r.outcome_id, r.quote as evidence_quote,
       r.document_id as evidence, d.published_on,
       p.name || '全年目标' || compared(p.measure, p.comparator, p.value, p.value_high, p.unit) || '，前' || months || '个月' as begins, coalesce(regexp_matches(d.title, '更正|订正|勘误|修正'), false) as corrects
from promise p
join result_so_far r on r.place_code = p.place_code and r.key = p.key and r.scope = p.scope and r.form = p.form
  and r.period = p.period and coalesce(r.unit, '') = coalesce(p.unit, '')
join documents d on d.document_id = r.document_id
where p.yearly and p.indicator_id is not null and p.direction in ('floor', 'ceiling') and p.value > 0
  and r.source_kind <> 'work_report' and r.period_end < make_date(p.period, 12, 31)
-- Of one notice the first figure counts, and of several on the same months those that correct the others, if there are any.
qualify row_number() over (partition by p.commitment_id, r.period_end, r.document_id order by r.headline desc, r.ordinal) = 1
  and corrects = bool_or(corrects) over (partition by p.commitment_id, r.period_end);

create or replace temp table paced_by_notice as
select commitment_id, until, months, 'pace_of_flow' as rule, case when share < expected - margin then 'lagging' else 'on_track' end as verdict, outcome_id,
       round(value - reached, 4) as shortfall,
       begins || number(reached, unit) || '，完成' || round(100 * share)::integer || '%；' ||
       case when earlier is not null then '上年同期已完成全年的' || round(100 * earlier)::integer || '%。' else '时间已过' || round(100 * months / 12)::integer || '%。' end ||
       case when value > reached then '余下' || (12 - months) || '个月需月均' || rounded((value - reached) / (12 - months), unit) || '，此前月均' || rounded(reached / months, unit) || '。' else '已提前达到目标。' end as reason,
       -- The calendar alone knows no season; but where the rest of the year would have to bring twice a month what it brought so far, no season explains it.
       case when earlier is not null or (months >= 6 and (value - reached) / (12 - months) >= 2 * reached / months) then 0.85 else 0.6 end as confidence,
       evidence_quote, evidence
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
       begins || reported(measure, reached, unit) || '，' ||
       case when short <= 0 then '符合目标。' else '距目标' || plain(round(short, 2)) || '个百分点。' end,
       -- A cumulative rate moves little from June on: of the nation's quarters since 2011 each lag of more than a point came true.
       case when months >= 6 and abs(short) > 1 then 0.85 else 0.6 end, evidence_quote, evidence
from (select *, case direction when 'ceiling' then reached - coalesce(value_high, value) else value - reached end as short from interim)
where form in ('growth', 'share');

create or replace temp table paced as
select commitment_id, until, months,
       case when disagree then 'notices_disagree' when fell then 'sum_fell_back' else rule end as rule,
       case when disagree or fell then 'unclear' else verdict end as verdict, outcome_id, case when not (disagree or fell) then shortfall end as shortfall,
       case when disagree then '关于前' || months || '个月的两份通报说法不一：' || number(least_reached, unit) || '与' || number(most_reached, unit) || '，不作判断。'
            when fell then name || '前' || months || '个月为' || number(reached, unit) || '，少于此前公布的' || number(before, unit) || '（截至' || month(before_until) || '月）：数据经过修订或口径不同，不作判断。'
            else reason end as reason,
       case when disagree or fell then 0.3 else confidence end as confidence, evidence_quote, evidence
from (
  select p.*, i.reached, i.unit, i.name, i.published_on, count(distinct p.verdict) over same > 1 as disagree,
         min(i.reached) over same as least_reached, max(i.reached) over same as most_reached, e.before, e.before_until,
         coalesce(p.rule = 'pace_of_flow' and i.reached < e.before, false) as fell
  from paced_by_notice p
  join interim i on i.commitment_id = p.commitment_id and i.until = p.until and i.evidence = p.evidence
  left join (
    select now.commitment_id, now.until, max(earlier.reached) as before, arg_max(earlier.until, earlier.reached) as before_until
    from (select distinct commitment_id, until from interim) now
    join (select commitment_id, until, min(reached) as reached from interim group by all) earlier
      on earlier.commitment_id = now.commitment_id and earlier.until < now.until
    group by all
  ) e on e.commitment_id = p.commitment_id and e.until = p.until
  window same as (partition by p.commitment_id, p.until)
)
qualify row_number() over (partition by commitment_id, until order by published_on desc nulls last, evidence) = 1;

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
