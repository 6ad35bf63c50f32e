-- own_words: no figure, but the government says in words that the target was met or missed. Its own admission is a verdict.
-- Example: 进出口预期增长目标未能实现: missed.
-- 物价目标没有完成 speaks of the consumer price target, which is the price target of every plan.

insert into decision
select p.commitment_id, 'own_words', s.verdict, null, null, false, false,
       '后来的政府工作报告没有给出可比数字，但明确说明该目标' || case s.verdict when 'met' then '已完成。' else '没有完成。' end, 0.9, s.quote, s.document_id
from promise p
join following f using (document_id)
join statements s on s.document_id = f.next_document_id and case s.indicator_id when 'price_level' then 'cpi' else s.indicator_id end = p.indicator_id and s.period = p.period
where p.yearly and p.indicator_id is not null
qualify row_number() over (partition by p.commitment_id order by s.char_start) = 1 and count(distinct s.verdict) over (partition by p.commitment_id) = 1;
