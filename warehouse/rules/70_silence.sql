-- Nothing comparable was found. Silence counts only where the document that had to speak was captured whole and read well.
--
-- unreported         the next work report is whole, and its review was searched for the indicator under all its names, heads and rare words, in any form, scope and
--                    period (warehouse/linking/search.py): nothing. A review of five years that gives only sums of them says so, and is less sure.
-- seen_otherwise     the search found something that cannot be compared: another form, a part, several years, a mention without a figure: unclear, with the quote.
-- pending            there is no such report yet.
-- next_not_readable  the next report is here, but not whole: pending, with the reason.
-- not_comparable     the promise itself can't be judged by one year's figure (several years, tied to another indicator, a gap to
--                    another place, a project), or its name says too little to be searched for: unclear.
-- role_not_sure      whether it is a promise at all: the heading that it stands under and its own words say different things. Nobody is accused,
--                    and nobody acquitted, whatever a later report says: unclear.
-- evidence_not_sure  the next report, or a bulletin of the year, has a figure for it, and whether that is a result or a new promise is not sure.
-- other_basis        the next report has a figure for it on another basis only (扣除房地产开发投资后), or the promise itself is on one: unclear.

insert into decision
select p.commitment_id, 'role_not_sure', 'unclear', null, null, false, false,
       '这句话是承诺还是已有的结果，所在部分与文句本身说法不一，不作判断。', 0.3, null, null
from promise p
where not p.role_sure;

insert into decision
select p.commitment_id, 'evidence_not_sure', 'unclear', null, null, false, false,
       '后来的文件有“' || p.name || '”的数字，但它是结果还是新的承诺，所在部分与文句本身说法不一，不作判断。', 0.3, o.quote, o.document_id
from promise p
join outcomes o on o.place_code = p.place_code and not coalesce(o.role_sure, true) and series_key(o.indicator_id, o.indicator) = p.key and o.period = p.period
join documents d on d.document_id = o.document_id and ((d.kind = 'work_report' and d.year = p.year + 1) or (d.kind <> 'work_report' and d.year = p.year))
where p.yearly
qualify row_number() over (partition by p.commitment_id order by o.headline desc, o.ordinal) = 1;

insert into decision
select p.commitment_id, 'other_basis', 'unclear', null, null, false, false,
       '后来的文件只给出“' || p.name || '”另一口径（' || o.basis || '）的数字，与承诺口径不同，不作判断。', 0.3, o.quote, o.document_id
from promise p
join outcomes o on o.place_code = p.place_code and other_basis(o.basis) and series_key(o.indicator_id, o.indicator) = p.key and o.period = p.period
join documents d on d.document_id = o.document_id and ((d.kind = 'work_report' and d.year = p.year + 1) or (d.kind <> 'work_report' and d.year = p.year))
where p.yearly
qualify row_number() over (partition by p.commitment_id order by o.headline desc, o.ordinal) = 1;

insert into decision
select p.commitment_id, 'promised_on_other_basis', 'unclear', null, null, false, false,
       '承诺的口径为“' || c.basis || '”，与通常公布的数字不同，不作判断。', 0.3, null, null
from promise p join commitments c using (commitment_id)
where other_basis(c.basis);

-- What the search found to be kept: in the report's own words, by the promised number told again where no figure was read, or with the whole list that it stands in.
insert into decision
select p.commitment_id, case g.kind when 'kept' then 'own_words' when 'same' then 'same_number' else 'whole_list' end, 'met', null, null, false, false,
       case g.kind when 'kept' then '后来的政府工作报告没有给出可比数字，但明确说明该目标已完成。'
                   when 'same' then '承诺' || p.name || compared(p.measure, p.comparator, p.value, p.value_high, p.unit) || '，' || case when p.period > p.year then '到期年份的' else '次年' end || '政府工作报告的回顾中有同样的数字。'
                   else '承诺是这批实事之一，次年政府工作报告说明这批实事整体完成，未逐项说明。' end,
       case g.kind when 'kept' then 0.8 when 'same' then 0.7 else 0.6 end, g.quote, g.report
from found_again g join promise p using (commitment_id)
where g.kind in ('kept', 'same', 'list') and not (g.kind = 'same' and (p.direction = 'unknown' and unwanted(p.indicator)));

-- A part alone, by its name, is as much as was promised of the whole: 自治区级绿色工厂26个 for 绿色工厂20个.
insert into decision
select p.commitment_id, 'met_by_part', 'met', g.outcome_id, null, false, false,
       '承诺' || p.name || compared(p.measure, p.comparator, p.value, p.value_high, p.unit) || '，次年政府工作报告' || g.says || '。', 0.7, g.quote, g.report
from found_again g join promise p using (commitment_id)
where g.kind = 'reached' and p.direction in ('floor', 'likely');

-- A name of the same noun, that adds or leaves out what makes no other thing of it, and a number close above the promise.
insert into decision
select p.commitment_id, 'like_name', 'met', g.outcome_id, null, false, false,
       '承诺' || p.name || compared(p.measure, p.comparator, p.value, p.value_high, p.unit) || '，次年政府工作报告' || g.says || '。', 0.7, g.quote, g.report
from found_again g join promise p using (commitment_id)
where g.kind = 'alike' and p.direction in ('floor', 'likely');

-- 推进18条产业链, 抓好46个试点: an effort without an end. Whether it was made no report could settle, whatever it says of it. What is measured beside it (加快60万吨乙烯项目) is
-- the size of what it is made for; what is to be put in practice (落实) may be measured itself.
insert into decision
select commitment_id, 'untestable_effort', 'untestable', null, null, false, false, '“' || effort || '”没有可以核对的终点。', 0.8, null, null
from (
  select p.commitment_id, p.unit, regexp_replace(regexp_extract(said, '^[^0-9]*'), '[一二三四五六七八九十百千两]+$', '') as before,
         regexp_extract(before, '^(全面|继续|积极|大力|切实|扎实|着力|重点|集中|进一步|加大|全力|持续|深入|统筹|有序|今年|年内|同时|再|要)*(推进|抓好|抓实|做强|做优|做大|支持|扶持|鼓励|引导|发挥|深化|落实|贯彻|加强|强化|搞好|加快|促进|推动|坚持|突出|围绕|壮大|巩固|继续)', 2) as effort, said
  from (
    -- From the beginning of the clause, or of the list that it is a link of.
    select p.*, regexp_extract(substr(d.text, greatest(c.char_start - 14, 1), least(15, c.char_start)), '[^，。；：、\n,;]*$') || p.quote as said
    from promise p join commitments c using (commitment_id) join documents d on d.document_id = p.document_id
    where p.kind = 'quantity' and p.role_sure and p.indicator_id is null and p.form = 'amount' and p.comparator in ('=', '~', 'range')
      and not is_rate(p.unit) and not contains(p.unit, '元')
  ) p
) where effort <> '' and (counts_things(unit) or (effort <> '落实' and not regexp_matches(said, '[0-9][万亿千百]*' || regexp_escape(unit) || '(以上|左右)?$')))
  and not regexp_matches(said, '建成|完成|竣工|开工|投产|投用|新增|新建|改造|改建|扩建|培育|培训|达到|超过|突破|实现|引进|解决|建立|打造|创建|治理|创办|设立|认定|签约|落地|摘帽|脱贫|退出|淘汰|关闭|关停|搬迁|安置|配备|发放|安装|修建|铺设|通车|贯通|转移|招聘|消除|整治|覆盖|验收|入库|上市|加固|增收|开通|开行|办成|办好|入驻|挂牌|复垦|转化');

-- A named project that the next report does not name by its whole name.
insert into decision
select p.commitment_id, case when g.kind is null then 'project_silent' else 'project_behind' end,
       case when g.kind is not null then 'unclear' when p.complete then 'unreported' else 'pending' end, null, null, false, false,
       case when g.kind = 'nameless' then '“' || p.called || '”这个名称过于笼统，无从查找，不作判断。'
            when g.kind is not null then '次年政府工作报告没有以同样的名称提到“' || p.called || '”，但有相近的说法，不作判断。'
            when p.complete then '次年政府工作报告完整，但没有提到“' || p.called || '”。' else '下一年的政府工作报告收录不完整，不能据此认定未报告。' end,
       case when g.kind is null then 0.6 else 0.4 end, g.quote, g.report
from project p left join found_again g using (commitment_id)
where p.unsaid;

-- A promise of several years, by the report on the last of them.
insert into decision
select commitment_id, rule, case rule when 'long_unreported' then 'unreported' when 'untestable_nameless' then 'untestable' when 'next_not_readable' then 'pending' else 'unclear' end, null, null, false, false,
       case when kind = 'project' then '承诺到' || period || '年；具名项目的多年期限暂不能自动核对。'
            when rule = 'untestable_nameless' then '这个数字没有自己的名称（“' || name || '”），无从与以后的报告对应。'
            when rule = 'next_not_readable' then '承诺到' || period || '年到期，' || due_year || '年的政府工作报告收录不完整，不能据此判断。'
            when rule = 'long_unreported' then '承诺到' || period || '年到期，' || due_year || '年政府工作报告完整，通篇没有提到“' || name || '”的完成情况。'
            when says <> '' then '承诺到' || period || '年到期，' || due_year || '年政府工作报告' || says || '，不能据此判断。'
            else '承诺到' || period || '年到期，' || due_year || '年政府工作报告没有给出同一时段的可比数字，不作判断。' end,
       case rule when 'long_unreported' then 0.6 when 'untestable_nameless' then 0.8 else 0.3 end, quote, due_document_id
from (
  select l.* exclude (quote), g.quote, g.says,
         case when l.kind = 'project' then 'long_in_doubt' when not n.complete then 'next_not_readable' when a.commitment_id is null then 'long_in_doubt'
              when g.kind is null then 'long_unreported' when g.kind = 'nameless' then 'untestable_nameless' else 'long_in_doubt' end as rule
  from long_promise l
  join documents n on n.document_id = l.due_document_id
  left join answering a using (commitment_id)
  left join found_again g using (commitment_id)
  where not exists (select 1 from decision d where d.commitment_id = l.commitment_id)
);

insert into decision
select p.commitment_id,
       case when not p.yearly then 'not_comparable'
            when f.next_document_id is null then 'pending'
            when not f.complete then 'next_not_readable'
            when g.kind = 'nameless' then 'untestable_nameless'
            when g.kind = 'review' then 'unreported'
            when g.kind is not null then 'seen_otherwise'
            else 'unreported' end,
       case when not p.yearly then case when f.next_document_id is null then 'pending' else 'unclear' end
            when f.next_document_id is null or not f.complete then 'pending'
            when g.kind = 'nameless' then 'untestable'
            when g.kind is not null and g.kind <> 'review' then 'unclear'
            else 'unreported' end,
       null, null, false, false,
       case when f.next_document_id is null then '下一年的政府工作报告尚未收录。'
            when not f.complete then '下一年的政府工作报告收录不完整，不能据此认定未报告。'
            when p.kind = 'project' then '具名项目暂不能自动核对。'
            when p.comparator = 'sync' then '与另一指标挂钩的目标，暂不能由单一数字判断。'
            when p.relative_to is not null then '相对其他地区或指标的目标，暂不能由单一数字判断。'
            when not p.yearly then '目标期限不止一年，当年数字不能判断。'
            when g.kind = 'nameless' then '这个数字没有自己的名称（“' || p.name || '”），无从与以后的报告对应。'
            when g.kind is not null and g.kind <> 'review' then '次年政府工作报告' || g.says || '，不能据此判断这项承诺。'
            when n.review_years > 1 then '次年报告回顾五年，未逐项报告当年' || case when g.kind = 'review' then '；' || g.says || '。' else '。' end
            else '次年政府工作报告完整，通篇没有提到“' || p.name || '”的完成情况。' end,
       case when f.next_document_id is null then 1.0
            when g.kind is not null and g.kind <> 'review' then 0.3
            when n.review_years > 1 then 0.5
            when p.indicator_id is null then 0.7 else 0.85 end, g.quote, f.next_document_id
from promise p
left join following f using (document_id)
left join documents n on n.document_id = f.next_document_id
left join found_again g using (commitment_id);
