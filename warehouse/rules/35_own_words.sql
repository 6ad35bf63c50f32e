-- own_words: no figure, but the government says in words that the target was met or missed. Its own admission is a verdict.
-- Example: 进出口预期增长目标未能实现: missed.
-- 物价目标没有完成 speaks of the consumer price target, which is the price target of every plan. Of what is to be kept down, 高于预期 is no success:
-- 物价涨幅高于预期 is missed, 失业率低于预期 is met.

insert into decision
select commitment_id, 'own_words', said, null, null, false, false,
       '后来的政府工作报告没有给出可比数字，但明确说明该目标' || case said when 'met' then '已完成。' else '没有完成。' end, 0.9, quote, document_id
from (
  select p.commitment_id, s.quote, s.document_id, s.char_start,
         case when p.direction = 'ceiling' and regexp_matches(s.quote, '(超过|超出|高于|高出|突破)[^，。；]{0,8}(预期|目标|计划)') then 'missed'
              when p.direction = 'ceiling' and regexp_matches(s.quote, '(低于|不及)[^，。；]{0,8}(预期|目标|计划)') then 'met'
              else s.verdict end as said
  from promise p
  join following f using (document_id)
  join statements s on s.document_id = f.next_document_id and plain_indicator(s.indicator_id) = p.indicator_id and s.period = p.period
  where p.yearly and p.indicator_id is not null
)
qualify row_number() over (partition by commitment_id order by char_start) = 1 and count(distinct said) over (partition by commitment_id) = 1;
