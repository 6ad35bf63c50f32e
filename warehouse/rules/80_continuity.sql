-- What the next plan makes of a promise.
--
-- kept, raised, lowered  the next plan has the same indicator, scope and form: purely numeric, ceilings too; a fall by its size.
-- changed_form           a range instead of a point, a level instead of a growth, a gap to another place.
-- dropped                the next plan is whole, its list of targets was read, and it has no number for the indicator.
-- pending                there is no next plan, or it is not whole.
-- (none)                 whether it is a promise, or whether the number in the next plan is one, is not sure.

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
select l.document_id, substr(d.text, l.starts + 1, least(l.ends - l.starts, 400)) as quote
from (
  select c.document_id, min(c.char_start) as starts, max(c.char_end) as ends
  from commitments c join documents d using (document_id)
  where c.headline and c.period = d.year and c.document_id in (select next_document_id from following)
  group by c.document_id
) l join documents d using (document_id);

create or replace temp table successor as
select p.commitment_id, n.commitment_id as next_commitment_id, n.value, n.value_high, n.unit, n.measure, n.comparator, n.quote,
       n.form = p.form and n.unit is not distinct from p.unit and (n.comparator = 'range') = (p.comparator = 'range') and n.relative_to is null as same_form
from promise p
join next_plan n on n.document_id = p.document_id and n.key = p.key and n.scope = p.scope and n.comparator <> 'sync'
where p.kind = 'quantity' and p.span is null and p.period = p.year
  -- What continues another promise of the same plan in its own form is not this one's changed form.
  and (n.form = p.form or not exists (
    select 1 from promise other
    where other.document_id = p.document_id and other.key = p.key and other.scope = p.scope and other.form = n.form
      and other.span is null and other.period = other.year and other.comparator <> 'sync'))
qualify row_number() over (
  partition by p.commitment_id
  order by same_form desc, n.measure = p.measure desc, n.headline = p.headline desc, n.headline desc, n.ordinal) = 1;

-- A joint target that is taken apart, or parts that are put together, have changed their form; so has one that was
-- widened or narrowed.
create or replace temp table rejoined as
select p.commitment_id, min(n.commitment_id) as next_commitment_id, min_by(n.quote, n.ordinal) as quote
from promise p
join wider j on p.indicator_id in (j.whole, j.part)
join next_plan n on n.document_id = p.document_id and n.comparator <> 'sync' and n.form = p.form
  and n.indicator_id = case p.indicator_id when j.whole then j.part else j.whole end
where p.kind = 'quantity' and p.span is null and p.period = p.year
  -- What the plan had beside it all along is no widening; housing programmes run into each other, and are never called dropped for it.
  and (j.whole = 'affordable_housing' or not exists (
    select 1 from promise o where o.document_id = p.document_id and o.key = n.key and o.form = n.form and o.span is null and o.period = o.year))
group by p.commitment_id;

-- Outside the list of main targets a number may live on under another name: the table still_named (likeness.py) holds the promises
-- for which the next plan has a number in the same unit under a name that is at all alike. They are not called dropped.

create or replace temp table continuity as
select p.commitment_id, coalesce(s.next_commitment_id, r.next_commitment_id) as next_commitment_id,
       case when not p.role_sure then null
            when p.kind <> 'quantity' or p.span is not null or p.period <> p.year or p.comparator = 'sync' then
              case when f.next_document_id is null then 'pending' end
            when s.next_commitment_id is not null and not s.same_form then 'changed_form'
            when s.next_commitment_id is not null then
              case when abs(abs(s.value) - abs(p.value)) <= equal_enough(p.value) and s.value_high is not distinct from p.value_high then 'kept'
                   when abs(s.value) > abs(p.value) or (abs(s.value) = abs(p.value) and s.value_high > p.value_high) then 'raised'
                   when p.indicator_id is not null or p.headline then 'lowered' end  -- a name alone is too little to accuse
            when r.next_commitment_id is not null then 'changed_form'
            when f.next_document_id is null or not f.complete or l.quote is null then 'pending'
            when u.document_id is not null then null
            when p.indicator_id is not null and m.commitment_id is null then 'dropped' end as continuity,
       case when s.next_commitment_id is not null then s.quote when r.next_commitment_id is not null then r.quote when p.indicator_id is not null and f.complete then l.quote end as next_quote,
       s.measure as next_measure, s.comparator as next_comparator, s.value as next_value, s.value_high as next_high, s.unit as next_unit
from promise p
left join following f using (document_id)
left join successor s using (commitment_id)
left join rejoined r using (commitment_id)
left join still_named m using (commitment_id)
left join next_not_sure u on u.document_id = p.document_id and u.key = p.key
left join target_list l on l.document_id = f.next_document_id;
