-- Words and tolerances that every rule shares. A journalist can read the rules from here: each file is one family, each
-- rule has a name, and the name stands in verdicts.rule. Units and place words are those of extract/language (is_rate, place_words; warehouse/words.py).

-- A number as people write it: 1620000000000 -> 1.62万亿, 5000000 -> 500万, 6.90 -> 6.9.
create or replace temp macro plain(v) as regexp_replace(printf('%.4f', v::double), '\.?0+$', '');
create or replace temp macro number(v, u) as case
  when v is null then ''
  when is_rate(u) then plain(v) || u
  when abs(v) >= 1e12 then plain(v / 1e12) || '万亿' || u
  when abs(v) >= 1e8 then plain(v / 1e8) || '亿' || u
  when abs(v) >= 1e4 then plain(v / 1e4) || '万' || u
  else plain(v) || u end;
-- The units in which plans count their projects and tasks: 264个重点项目, 10件实事.
create or replace temp macro counts_tasks(u) as coalesce(u in ('个', '项', '件'), false);
-- How far off a number is: of percent, in points.
create or replace temp macro gap(v, u) as number(abs(v), case u when '%' then '个百分点' else u end);
-- A target as people say it: 地区生产总值增长8%左右, 能耗强度下降3.1%以上, 城镇化率提高1.5个百分点.
create or replace temp macro moved(measure, v, u) as case
  when v is null or not (measure = 'growth' or (measure = 'change' and u = '个百分点')) then ''
  when v < 0 then '下降' when measure = 'growth' then '增长' else '提高' end;
create or replace temp macro size(measure, v, u) as number(case when moved(measure, v, u) = '下降' then abs(v) else v end, u);
-- A macro is planned anew wherever it stands, also inside another one: each names the ones below it as seldom as it can.
create or replace temp macro compared(measure, c, v, h, u) as moved(measure, v, u) || size(measure, v, u) || case c
  when '>=' then '以上'
  when '<=' then '以内'
  when '~' then '左右'
  when 'range' then '—' || size(measure, h, u)
  else '' end;
create or replace temp macro reported(measure, v, u) as moved(measure, v, u) || size(measure, v, u);

-- What a name measures once place words, verbs and quotation marks are gone; links what the vocabulary lacks.
create or replace temp macro name_key(n) as regexp_replace(regexp_replace(n,
  '^(' || place_words() || '|力争|确保|完成|实现|累计|新增完成|再)+', ''), '[“”"《》（）()\s·]', '', 'g');
-- The price target of a plan is that of consumer prices, whatever it calls it.
create or replace temp macro plain_indicator(indicator_id) as case indicator_id when 'price_level' then 'cpi' else indicator_id end;
-- What the vocabulary lacks is linked by its own name, if the name says enough to be the same thing a year later (投资, 项目 don't).
create or replace temp macro series_key(indicator_id, indicator) as
  coalesce(plain_indicator(indicator_id), case when length(name_key(indicator)) >= 6 then 'name:' || name_key(indicator) end);

-- Forms that may be compared with each other: amounts with amounts, rates of growth with rates of growth.
create or replace temp macro form(measure, unit) as case
  when measure = 'growth' then 'growth'
  when measure = 'share' then 'share'
  when unit = '个百分点' then 'points'
  when measure in ('level', 'increment', 'change') then 'amount'
  else measure end;

-- 居民消费价格控制在3%左右 is a growth, though it is written as a share is; 102% is an index, and stays one.
create or replace temp macro plain_measure(indicator_id, measure, value) as
  case when measure = 'share' and plain_indicator(indicator_id) = 'cpi' and abs(value) < 50 then 'growth' else measure end;
create or replace temp macro plain_form(indicator_id, measure, value, unit) as form(plain_measure(indicator_id, measure, value), unit);

-- What is to be kept low, by its word or by its nature (物价涨幅4%左右): a smaller number tightens it, and accuses nobody (flows/alerting/facts.py). A promised fall is none.
create or replace temp macro is_kept_low(comparator, direction, value) as
  coalesce(comparator = '<=' or (direction = 'ceiling' and not value < 0), false);

-- 左右 allows 0.3 percentage points on a rate, and 1 % on an amount (documented in docs/judging.md).
create or replace temp macro tolerance(c, v, u) as case
  when c <> '~' then 0.0
  when is_rate(u) then 0.3
  else abs(v) * 0.01 end;
-- Floating point leaves 6.8999999; a difference below this is none.
create or replace temp macro equal_enough(v) as greatest(1e-9, abs(v) * 1e-9);

-- A pace is told in round numbers: 338889 -> 34万.
create or replace temp macro rounded(v, u) as number(case
  when abs(v) >= 1e12 then round(v / 1e10) * 1e10
  when abs(v) >= 1e8 then round(v / 1e7) * 1e7
  when abs(v) >= 1e5 then round(v / 1e4) * 1e4
  when abs(v) >= 1e4 then round(v / 1e3) * 1e3
  else round(v, case when abs(v) < 100 then 1 else 0 end) end, u);

-- How sure a verdict is: the share of right ones of its rule on the verdicts read by hand (rule_record). What the rule says of itself (of an estimate, of a figure
-- within 左右) counts for ten cases, so that a rule with few cases is not sure by luck.
create or replace temp macro weighed(stated, judged, correct) as
  round((coalesce(correct, 0) + 10 * stated) / (coalesce(judged, 0) + 10), 3);
