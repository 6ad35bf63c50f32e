-- untestable: what no later report could settle. Nobody is accused of it, and no report is called silent about it.
--
-- untestable_list   how large a list is: 264个重点项目, 10件实事.
-- untestable_stage  a stage without an end: 推进, 加快前期工作.
-- untestable_size   how large each of the things is that are meant: 年收入3万元以下的村, 20户以下自然村.
-- untestable_tie    in step with what no report gives a figure for (劳动报酬与劳动生产率同步).
-- untestable_grant  money set aside (安排专项资金3亿元): it is spent by the plan itself, reports tell what was built of it.

insert into decision
select p.commitment_id, 'untestable_list', 'untestable', null, null, false, false,
       '这个数字说的是项目或事项清单的规模，不是年底可以核对的结果。', 0.8, null, null
from promise p
where p.kind = 'quantity' and p.role_sure and p.form = 'amount' and p.indicator_id is null and counts_tasks(p.unit)
  and regexp_matches(p.indicator, '(项目|工程|实事|行动|计划|清单|任务|重点工作|举措|措施|政策)$')
  and not regexp_matches(p.indicator || p.quote, '开工|竣工|投产|建成|完工|引进|签约|完成|落地|新增|建设|新建|改造|培育|认定|入库|投用|达产|办成|办好');

insert into decision
select p.commitment_id, 'untestable_size', 'untestable', null, null, false, false,
       '这个数字说的是对象的大小或条件（“' || p.quote || '”），不是要达到的数。', 0.8, null, null
from promise p
where p.kind = 'quantity' and p.role_sure and p.sized;

insert into decision
select p.commitment_id, 'untestable_tie', 'untestable', null, null, false, false,
       '与“' || p.relative_to || '”挂钩，报告不给出这样的数字，无从核对。', 0.8, null, null
from promise p
where p.kind = 'quantity' and p.role_sure and p.comparator = 'sync' and p.indicator_id is null and regexp_matches(p.relative_to, '劳动生产率|劳酬|劳动报酬');

insert into decision
select p.commitment_id, 'untestable_grant', 'untestable', null, null, false, false,
       '这是预算或资金的安排，次年报告通常不再逐项交代，无从核对。', 0.8, null, null
from promise p
join commitments c using (commitment_id)
join documents d on d.document_id = p.document_id
where p.kind = 'quantity' and p.role_sure and p.form = 'amount' and p.unit = '元' and p.indicator_id is null
  -- 安排 stands before the name: eight characters of the text before the quote.
  and regexp_matches(substr(d.text, greatest(c.char_start - 7, 1), 8) || p.quote, '安排|设立|拨付|拨款|筹措|筹集|划拨|列支|投入') and regexp_matches(p.quote || p.indicator, '资金|经费|财政|预算|补助|补贴|基金|贷款贴息');

insert into decision
select p.commitment_id, 'untestable_stage', 'untestable', null, null, false, false,
       '“' || p.milestone || '”没有可以核对的终点。', 0.8, null, null
from promise p join stage s using (milestone)
where p.kind = 'project' and p.role_sure and s.step in (1, 3);
