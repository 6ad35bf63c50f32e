-- The decision of the lowest rank, with what the next plan says, is the verdict.

-- No double negatives: 减少-122万人 is 减少122万人, and 为-120万人 is 为减少120万人.
create or replace temp macro told(reason) as regexp_replace(regexp_replace(reason, '(减少|下降|降低|压减|压缩|脱贫|淘汰)-(\d)', '\1\2', 'g'), '为-(\d)', '为减少\1', 'g');

create or replace temp table verdict_now as
select d.commitment_id, d.verdict, d.outcome_id, d.shortfall, coalesce(d.near_miss, false) as near_miss, coalesce(d.disputed, false) as disputed,
       k.continuity, k.next_commitment_id, d.rule,
       told(d.reason) || coalesce(case k.continuity
         when 'dropped' then coalesce('下一年计划的目标中不再有这个数字，该指标另有“' || g.quote || '”。', '下一年计划的目标中不再有该指标的数字。')
         when 'lowered' then '下一年目标' || case when p.kept_low then '收紧' else '调低' end || '为' || compared(k.next_measure, k.next_comparator, k.next_value, k.next_high, k.next_unit) || '。'
         when 'raised' then '下一年目标' || case when p.kept_low then '放宽' else '调高' end || '为' || compared(k.next_measure, k.next_comparator, k.next_value, k.next_high, k.next_unit) || '。'
         when 'kept' then '下一年目标数值不变' || case when k.next_comparator = '~' and c.comparator <> '~' then '，但措辞改为“左右”' else '' end || '。'
         when 'words_only' then '下一年计划改为定性表述：“' || k.next_quote || '”。'
         when 'changed_form' then '下一年改变了目标的形式。'
         else '' end, '') as reason,
       -- What a rule itself is in doubt about (the silence of a review of five years) is not lifted by the record of its surer cases: nothing leads or alerts by it.
       case when d.confidence <= 0.5 then d.confidence else weighed(d.confidence, m.judged, m."right") end as confidence, d.evidence_quote, d.evidence_document_id, k.next_quote
from decision d
join continuity k using (commitment_id)
join commitments c using (commitment_id)
join promise p using (commitment_id)
left join goes_on g on g.commitment_id = d.commitment_id
left join rule r on r.name = d.rule
left join rule_record m on m.rule = d.rule and m.verdict = d.verdict
qualify row_number() over (partition by d.commitment_id order by r.rank, d.confidence desc, d.rule) = 1;
