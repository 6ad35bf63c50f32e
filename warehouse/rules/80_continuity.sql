-- What the next plan makes of a promise.
--
-- kept, raised, lowered  the next plan has the same indicator, scope and form: purely numeric, ceilings too; a fall by its size, and a turn from a rise to a fall is lower.
--                        A target of the next plan is the same thing by its indicator, or by a sure link of the same linker that reads reviews (table carried).
-- changed_form           a range instead of a point, a level instead of a growth, a gap to another place, 实际增长 for nominal growth.
-- words_only             the next plan speaks of it without a number of its own: 高于全市平均水平, 与经济增长同步, 完成省定任务, 稳量提质.
-- dropped                the next plan is whole; its list of targets and its body were searched under all names, and do not speak of the indicator, nor of what it is a part of.
-- pending                there is no next plan, or it is not whole.
-- (none)                 whether it is a promise, or whether the number in the next plan is one, is not sure; the next plan mentions it otherwise, or has ten times
--                        more or less of it, or only the other one of two numbers of it; the task has ended (剩余73个贫困村全部退出).

create or replace temp table next_plan as
select f.document_id, n.*
from following f join promise n on n.document_id = f.next_document_id
where n.kind = 'quantity' and n.span is null and n.period = n.year and n.role_sure;

-- The next plan may have a number for it, but whether that is promised there or told is not sure: neither kept nor dropped.
create or replace temp table next_not_sure as
select distinct f.document_id, n.key
from following f join promise n on n.document_id = f.next_document_id
where not n.role_sure and n.span is null and n.period = n.year;

-- The list of targets of a plan, as the quote that a drop rests on.
create or replace temp table target_list as
with listed as (
  select c.document_id, c.char_start, c.char_end, c.headline
  from commitments c join documents d using (document_id)
  where c.period = d.year and c.span is null and c.kind = 'quantity' and coalesce(c.role_sure, true) and c.document_id in (select next_document_id from following)
), runs as (
  -- A list of a five-year plan stands apart from the year's; the longest run of the year's own targets is the list.
  select *, sum(case when char_start - before > 200 then 1 else 0 end) over (partition by document_id order by char_start, char_end) as run
  from (select *, lag(char_end) over (partition by document_id order by char_start, char_end) as before from listed where headline)
), plain_runs as (
  -- A plan without a list: where its own numbers begin.
  select document_id, min(char_start) as starts, max(char_end) as ends, 0 as number from listed l
  where not exists (select 1 from listed h where h.document_id = l.document_id and h.headline) group by document_id
)
select l.document_id, substr(d.text, l.starts + 1, least(l.ends - l.starts, 400)) as quote
from (
  select document_id, min(char_start) as starts, max(char_end) as ends, count(*) as number from runs group by document_id, run
  union all select * from plain_runs
) l join documents d using (document_id)
qualify row_number() over (partition by l.document_id order by l.number desc, l.starts) = 1;

-- 没有提出全年经济增速具体目标: a plan that says itself that it sets none.
create or replace temp table no_target as
select f.document_id, regexp_extract(d.text, '[^。；\n]*(?:没有提出|不设定?|未设定?|没有设定)[^。；\n]{0,16}目标[^。；\n]*', 0) as quote
from following f join documents d on d.document_id = f.next_document_id;

-- Counting units of one kind: 10家 of one plan are 12个 of the next.
create or replace temp table counted as select unit from units where alike;

create or replace temp table successor as
select p.commitment_id, n.commitment_id as next_commitment_id, n.value, n.value_high, n.unit, n.measure, n.comparator, n.quote, n.around,
       n.value * coalesce(u.factor, 1) as converted,
       -- A fall that was promised counts by its size, and a rise after it is less than nothing of it: 下降7% after 增长6% is lower, and so is 增长1% after 下降3%.
       case when n.form = 'amount' then abs(converted) when p.value < 0 then -converted else converted end as size, abs(p.value) as was,
       n.form = p.form and (n.unit is not distinct from p.unit or u.factor is not null or (nu.unit is not null and pu.unit is not null))
         and (n.comparator = 'range') = (p.comparator = 'range') and n.relative_to is null
         -- 接待游客2500万人次 and 游客增加800万人次 are two numbers.
         and (n.form <> 'amount' or p.measure = 'change' or n.measure <> 'change' and (regexp_matches(p.quote, '增加|多') or not regexp_matches(n.quote, '(增加|净增)[约近]?[0-9]') or p.measure = 'increment'))
         and (n.form <> 'growth' or contains(n.quote, '实际增长') = contains(p.quote, '实际增长')) as same_form,
       n.key is distinct from p.key and not coalesce(a.named, false) as other_name,
       -- 120亿元、380亿元 became one sum of both.
       regexp_matches(p.quote, '\d[^，。；]{0,5}、[约近]?\d') and not regexp_matches(n.quote, '\d[^，。；]{0,5}、[约近]?\d') and p.form = 'amount' as put_together
from promise p
join next_plan n on n.document_id = p.document_id and n.scope = p.scope and n.comparator <> 'sync'
left join carried a on a.commitment_id = p.commitment_id and a.next_commitment_id = n.commitment_id
left join same_measure u on u.unit = p.unit and u.other = n.unit
left join counted nu on nu.unit = n.unit
left join counted pu on pu.unit = p.unit
where p.kind = 'quantity' and p.span is null and p.period = p.year and (n.key = p.key or a.commitment_id is not null)
  -- What continues another promise of the same plan in its own form is not this one's changed form (lives_on).
  and (n.form = p.form or not exists (
    select 1 from promise other
    where other.document_id = p.document_id and other.key = p.key and other.scope = p.scope and other.form = n.form
      and other.span is null and other.period = other.year and other.comparator <> 'sync'))
qualify row_number() over (
  partition by p.commitment_id
  order by n.key = p.key desc, same_form desc, n.measure = p.measure desc, n.headline = p.headline desc, n.headline desc, n.ordinal) = 1;

-- A list of targets had a growth of what the next list has an amount of, or the other way round, though another number of the plan went on as that: the target is gone, and
-- yet the list speaks of the indicator. Outside the lists only a growth goes on in an amount: 1000亿元 that were promised once more beside a growth are a target of their own.
create or replace temp table lives_on as
select distinct p.commitment_id
from promise p join next_plan n on n.document_id = p.document_id and n.key = p.key and n.scope = p.scope and n.relative_to is null
where p.kind = 'quantity' and n.form <> p.form and ((p.headline and n.headline and p.relative_to is null) or (p.form = 'growth' and n.form = 'amount'));

-- The number is gone, and the next plan has another one of the same indicator (an amount beside a growth that goes on): who reads that a target is dropped is told so.
create or replace temp table goes_on as
select p.commitment_id, min_by(n.quote, n.ordinal) as quote
from promise p join next_plan n on n.document_id = p.document_id and n.key = p.key and n.scope = p.scope and n.comparator <> 'sync'
where p.kind = 'quantity' group by p.commitment_id;

-- A joint target that is taken apart, or parts that are put together, have changed their form; so has one that was
-- widened or narrowed.
create or replace temp table rejoined as
select p.commitment_id, min(n.commitment_id) as next_commitment_id, min_by(n.quote, n.ordinal) as quote
from promise p
join recast j on p.indicator_id in (j.whole, j.part)
join next_plan n on n.document_id = p.document_id and n.comparator <> 'sync' and n.form = p.form
  and n.indicator_id = case p.indicator_id when j.whole then j.part else j.whole end
where p.kind = 'quantity' and p.span is null and p.period = p.year
  -- What the plan had beside it all along is no widening; housing programmes run into each other, and are never called dropped for it.
  and (j.whole = 'affordable_housing' or not exists (
    select 1 from promise o where o.document_id = p.document_id and o.key = n.key and o.form = n.form and o.span is null and o.period = o.year))
group by p.commitment_id;

-- The next plan speaks of it without a number of its own: in step with another indicator, or in other words (plan_says, warehouse/linking/plan.py).
create or replace temp table in_words as
select p.commitment_id, coalesce(min_by(n.quote, n.ordinal), any_value(w.quote)) as quote, any_value(w.kind) as kind, count(n.commitment_id) > 0 or any_value(w.kind) = 'words' as only_words
from promise p
left join (
  select document_id, commitment_id, quote, ordinal, scope, key from next_plan where comparator = 'sync' union all
  select document_id, commitment_id, quote, ordinal, scope, part from next_plan join held_in on whole = key where comparator = 'sync'
) n on n.document_id = p.document_id and n.scope = p.scope and n.key = p.key
left join plan_says w on w.commitment_id = p.commitment_id
group by p.commitment_id having count(n.commitment_id) > 0 or any_value(w.kind) is not null;

-- Outside the list of main targets a number may live on under another name: the table still_named (linking/akin.py) holds the promises
-- for which the next plan has a number in the same unit under a name that is at all alike. They are not called dropped.

create or replace temp table continuity as
select p.commitment_id, coalesce(s.next_commitment_id, r.next_commitment_id) as next_commitment_id,
       case when not p.role_sure or p.sized then null
            when p.kind <> 'quantity' or p.span is not null or p.period <> p.year or p.comparator = 'sync' then
              case when f.next_document_id is null then 'pending' end
            when s.next_commitment_id is not null and (not s.same_form or (s.put_together and abs(s.converted) < abs(p.value))) then 'changed_form'
            when s.next_commitment_id is not null then
              case when abs(s.size - s.was) <= equal_enough(s.was) and s.value_high is not distinct from p.value_high then 'kept'
                   -- 保持正增长 has no number of its own.
                   when s.converted = 0 and contains(s.quote, '正增长') then case when p.indicator_id is not null or p.headline then 'words_only' end
                   -- Ten times more or less: a unit or a scope went wrong somewhere, or it is another thing.
                   when p.form = 'amount' and not s.size between s.was / 10 and s.was * 10 then null
                   when s.size > s.was or (s.size = s.was and s.value_high > p.value_high) then 'raised'
                   -- 完成剩余9.6万贫困人口脱贫: what is left of a task is less each year.
                   when regexp_matches(s.around, '最后|剩余|剩下|余下') then null
                   -- How much more than last year is no target that can be lowered beside the amount itself; a name alone is too little to accuse.
                   when p.measure = 'change' and p.form = 'amount' then null
                   when not s.other_name and (p.indicator_id is not null or p.headline) then 'lowered' end
            when r.next_commitment_id is not null then 'changed_form'
            when f.next_document_id is null or not f.complete or l.quote is null then 'pending'
            when u.document_id is not null or o.commitment_id is not null then null
            when regexp_matches(p.around, '最后|剩余|余下|清零|收官') or (regexp_matches(p.around, '全部|所有') and regexp_matches(p.around, '退出|脱贫|摘帽|出列|销号|完成|整改')) then null
            when z.quote <> '' and contains(z.quote, '经济增') and p.indicator_id = 'gdp' then 'dropped'
            when w.only_words and (p.indicator_id is not null or p.headline) then 'words_only'
            when w.commitment_id is not null then null
            when p.headline and (p.indicator_id is not null or length(name_key(p.indicator)) >= 4) and m.commitment_id is null then 'dropped'
            when p.indicator_id is not null and m.commitment_id is null then 'dropped' end as continuity,
       case when s.next_commitment_id is not null then s.quote when r.next_commitment_id is not null then r.quote when w.commitment_id is not null then w.quote
            when z.quote <> '' and contains(z.quote, '经济增') and p.indicator_id = 'gdp' then z.quote
            when (p.indicator_id is not null or p.headline) and f.complete then l.quote end as next_quote,
       s.measure as next_measure, s.comparator as next_comparator, s.value as next_value, s.value_high as next_high, s.unit as next_unit
from promise p
left join following f using (document_id)
left join successor s using (commitment_id)
left join rejoined r using (commitment_id)
left join still_named m using (commitment_id)
left join lives_on o using (commitment_id)
left join in_words w using (commitment_id)
left join no_target z using (document_id)
left join next_not_sure u on u.document_id = p.document_id and u.key = p.key
left join target_list l on l.document_id = f.next_document_id;
