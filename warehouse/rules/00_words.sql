-- Words and tolerances that every rule shares. A journalist can read the rules from here: each file is one family, each
-- rule has a name, and the name stands in verdicts.rule.

-- A number as people write it: 1620000000000 -> 1.62万亿, 5000000 -> 500万, 6.90 -> 6.9.
create or replace temp macro plain(v) as regexp_replace(printf('%.4f', v::double), '\.?0+$', '');
create or replace temp macro number(v, u) as case
  when v is null then ''
  when u in ('%', '‰', '个百分点') then plain(v) || u
  when abs(v) >= 1e12 then plain(v / 1e12) || '万亿' || u
  when abs(v) >= 1e8 then plain(v / 1e8) || '亿' || u
  when abs(v) >= 1e4 then plain(v / 1e4) || '万' || u
  else plain(v) || u end;
create or replace temp macro compared(c, v, h, u) as case c
  when '>=' then number(v, u) || case when v < 0 then '（降幅不少于）' else '以上' end
  when '<=' then number(v, u) || '以内'
  when '~' then number(v, u) || '左右'
  when 'range' then number(v, u) || '—' || number(h, u)
  else number(v, u) end;

-- What a name measures once place words, verbs and quotation marks are gone; links what the vocabulary lacks.
create or replace temp macro name_key(n) as regexp_replace(regexp_replace(n,
  '^(全国|全省|全市|全县|全区|我国|我省|我市|我县|我区|力争|确保|完成|实现|累计|新增完成|再)+', ''), '[“”"《》（）()\s·]', '', 'g');

-- Forms that may be compared with each other: amounts with amounts, rates of growth with rates of growth.
create or replace temp macro form(measure, unit) as case
  when measure = 'growth' then 'growth'
  when measure = 'share' then 'share'
  when unit = '个百分点' then 'points'
  when measure in ('level', 'increment', 'change') then 'amount'
  else measure end;

-- 左右 allows 0.3 percentage points on a rate, and 1 % on an amount (documented in docs/judging.md).
create or replace temp macro tolerance(c, v, u) as case
  when c <> '~' then 0.0
  when u in ('%', '‰', '个百分点') then 0.3
  else abs(v) * 0.01 end;
-- Floating point leaves 6.8999999; a difference below this is none.
create or replace temp macro equal_enough(v) as greatest(1e-9, abs(v) * 1e-9);
