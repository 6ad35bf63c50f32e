-- Named projects: what the next report says of the same name.
--
-- project_reached  the review of the next report names the project with the stage promised, or a later one: met.
--                  示例大桥建成通车 promised; 示例大桥建成通车 reported: met.
-- project_again    promised for this very year by a date (年内竣工), not reported, and the next plan promises the same stage of the same
--                  name again: missed, with both quotes. Without a date, or with 争取, there was nothing to miss: unclear.
-- project_behind   the next report names the project, or something like it, without the stage promised: unclear, with the quote.
-- project_silent   a stage that is reached or not (开工, 竣工, 投产, 通车), and the next report is whole and names nothing like it, in its review or without the
--                  word for what it is (甲乙等3条铁路): unreported (70_silence.sql). 加快推进 is no such stage: unclear.

create or replace temp table stage as
select * from (values ('前期', 1, '前期|立项|可研|获批|核准|选址'), ('开工', 2, '开工|动工|启动建设|启动实施|奠基|全面启动'), ('推进', 3, '推进|加快建设|进展|施工'),
                      ('完工', 4, '完工|竣工|建成|完成|封顶|贯通'), ('投产', 5, '投产|达产|运行|运营|投运'), ('并网', 5, '并网|投运|运行'),
                      ('通车', 5, '通车|开通|通行'), ('投用', 5, '投用|投入使用|启用|开放|开馆|开园|营业|运营|交付|建成使用'),
                      ('创建', 9, '成功创建|创建成功|创建为|获批|荣获|获评|入选|被评为|被命名|被授予|通过(国家|省级|省)?验收|创成|摘得')) t(milestone, step, words);

-- Projects due this year, and where the next report names them. `bare` is what is left of a name without the words that reports add
-- and leave out; `near` says that the next report has the beginning or the end of it somewhere.
create or replace temp table project as
select p.* exclude (bare), p.bare, instr(n.text, p.called) as named_at, contains(n.text, p.bare) as bare_named,
       contains(n.text, left(p.bare, 3)) or contains(n.text, right(p.bare, 4)) as near,
       -- A stage that is reached or not, of what the next report does not name in any of these ways: it is searched for (linking/search.py), and its silence told (70_silence.sql).
       not bare_named and not near and p.step not in (1, 3) as unsaid,
       -- The sentence from the name to the next full stop, in the review: the part before the list of targets.
       case when instr(n.text, p.called) between 1 and coalesce(t.starts, length(n.text))
            then regexp_extract(substr(n.text, instr(n.text, p.called), length(p.called) + 60), '^[^。；\n]*', 0) else '' end as said
from (
  select p.commitment_id, p.document_id, p.name, p.milestone, p.quote, name_key(p.indicator) as called, s.step, f.next_document_id, f.complete,
         regexp_matches(p.quote, '年内|今年|年底|月底|月份|月前|季度|上半年|国庆|春节') and not regexp_matches(p.quote, '争取|力争|尽快|早日') as dated,
         regexp_replace(name_key(p.indicator), '(建设)?(项目|工程|建设)$', '') as bare
  from promise p
  join stage s using (milestone)
  join following f using (document_id)
  where p.kind = 'project' and p.period = p.year and p.role_sure and length(name_key(p.indicator)) >= 4
) p
join documents n on n.document_id = p.next_document_id
left join (select c.document_id, min(c.char_start) as starts from commitments c join documents d using (document_id)
           where c.headline and c.period = d.year and c.document_id in (select next_document_id from following) group by 1) t on t.document_id = p.next_document_id;

create or replace temp table project_reported as
select *,
       -- The stage that the same clause gives it; what is still to come (将, 力争) or was not reached (未) is none.
       (select max(s.step) from stage s where regexp_matches(split_part(said, '，', 1), s.words)
          and not regexp_matches(split_part(said, '，', 1), '尚未|未能|将于|力争|即将|有望|争取|计划|预计|前期')) as reached_step
from project where said <> '';

insert into decision
select commitment_id, 'project_reached', 'met', null, null, false, false,
       '承诺“' || called || '”' || milestone || '，次年政府工作报告的回顾中已有相应表述。', 0.75, said, next_document_id
from project_reported
where (milestone = '创建' and reached_step = 9) or (milestone <> '创建' and reached_step between step and 8 and reached_step >= step);

insert into decision
select p.commitment_id, 'project_again', case when p.dated and p.step in (2, 4, 5) and length(p.called) >= 5 then 'missed' else 'unclear' end, null, null, false, false,
       '承诺“' || p.called || '”' || p.milestone || '，次年政府工作报告未说已经' || p.milestone || '，而下一年计划再次提出' || n.milestone ||
       case when p.dated and p.step in (2, 4, 5) and length(p.called) >= 5 then '，当年没有兑现。' else '；原承诺没有写明当年的期限，不作判断。' end, 0.7, n.quote, n.document_id
from project p
join promise n on n.document_id = p.next_document_id and n.kind = 'project' and n.role_sure and name_key(n.indicator) = p.called
join stage s on s.milestone = n.milestone
where s.step = p.step
qualify row_number() over (partition by p.commitment_id order by n.ordinal) = 1;

insert into decision
select commitment_id, 'project_behind', 'unclear', null, null, false, false,
       case when said <> '' then '次年政府工作报告提到“' || called || '”，但没有明确说已经' || milestone || '，不作判断。'
            else '次年政府工作报告没有以同样的名称提到“' || called || '”，但有相近的说法，不作判断。' end, 0.4, nullif(said, ''), case when said <> '' then next_document_id end
from project where not unsaid;
