-- Judged by a figure of the same indicator, scope, form, unit and year.
--
-- floor_by_figure    at or above the promise.        500万人以上, 520万 reported: met.
-- ceiling_by_figure  at or below the promise.        3%以内, 4.8% reported: missed.
-- point_by_figure    within tolerance of the promise: met; outside it (point_not_reached) unclear, since neither more nor less is better.
--                    A figure in another unit of the same kind is converted: 137亿斤 promised, 700.29万吨 reported is 140.06亿斤: met.
-- similar_name       a sure link (table links) of another name, in one form, scope, basis and year: only ever met; a figure below the promise is unclear, since a
--                    name alone is too little to accuse. A link of the same folded name accuses, too. A figure of the indicator itself that the linker doubts
--                    (table doubted: a sum of years, another basis, 在建) decides nothing, and stands against silence (70_silence.sql).
-- nearly               just the promised number, and the text calls it 近 (nearly): unclear. 近1万户 for 1万户.
-- at_least_less        less than promised, and the text says 以上 of it: unclear. 增长7%以上 for 8.5%.
-- at_most_more         more than promised of what is to be kept down, and the text says 以内 of it: unclear. 4%以内 for 3.6%.
-- out_of_scale         ten times more or less than promised: a unit or a scope went wrong somewhere: unclear.
-- conflicting_figures  the same document gives figures that would decide differently: unclear.
-- disputed_figures     report and bulletin would decide differently: unclear, and marked disputed.

-- A fall of an amount is told as a fall (贫困人口减少12万人) or by what is gone (12万人脱贫): its size counts. A rate that fell is no rise:
-- 增长6% promised and 下降7% reported is missed by 13.
create or replace temp macro fallen(form, promised, reported, words) as
  case when form = 'amount' and promised * reported < 0 and regexp_matches(words, '减少|减贫|脱贫|下降|降低|压减|压缩|摘帽|淘汰|削减') then -1 else 1 end;

create or replace temp table compared_figure as
select p.commitment_id, r.outcome_id, r.source_kind, r.document_id, r.estimate, r.quote, r.value * coalesce(u.factor, 1) * fallen(p.form, p.value, r.value, p.quote || r.quote) as reached, r.headline, r.ordinal,
       p.direction, p.name, p.form, p.measure, p.unit, p.comparator, p.value, p.value_high,
       case when p.direction = 'ceiling' then coalesce(p.value_high, p.value) else p.value end as bar,
       tolerance(p.comparator, p.value, p.unit) as slack,
       case when p.direction = 'ceiling' then reached - coalesce(p.value_high, p.value)
            when p.direction = 'point' then abs(reached - p.value)
            else p.sign * (p.value - reached) end as short,
       r.comparator as reached_words, case when (r.key is distinct from p.key and not (a.named and name_key(p.indicator) = name_key(r.indicator)))
              -- What a higher place awards is fewer than what the place itself does.
              or (p.form = 'amount' and p.indicator_id is null and r.of_nation and not p.of_nation)
              -- 黄标车和老旧车 promised, 黄标车 told; 户 promised, 套 told: enough to acquit, too little to accuse.
              or (regexp_matches(p.indicator, '和|、|及') and not regexp_matches(r.indicator, '和|、|及'))
              or (coalesce(r.unit, '') <> coalesce(p.unit, '') and u.factor is null and not (coalesce(pu.alike, false) and coalesce(ru.alike, false))) then coalesce(a.score, 0.6) end as likeness, r.indicator as reported_name
from promise p
join result r on r.place_code = p.place_code and r.scope = p.scope and r.form = p.form
  and r.period = p.period
left join same_measure u on u.unit = p.unit and u.other = r.unit
left join units pu on pu.unit = p.unit
left join units ru on ru.unit = r.unit
left join linked a on a.commitment_id = p.commitment_id and a.outcome_id = r.outcome_id and a.sure and a.decides
left join doubted q on q.commitment_id = p.commitment_id and q.outcome_id = r.outcome_id
where p.yearly and p.direction <> 'unknown' and q.outcome_id is null
  -- A nominal growth as high as a promised real one says nothing of it; a lower one misses it, for prices rise.
  and not (p.form = 'growth' and p.nominal and contains(p.quote, '实际增长') and not regexp_matches(r.quote, '实际增长|扣除价格') and r.value >= p.value) and (r.key = p.key or a.outcome_id is not null)
  -- A link is of one class of units: 10件 and 10项.
  and (coalesce(r.unit, '') = coalesce(p.unit, '') or u.factor is not null or a.outcome_id is not null)
  -- A stock and what was added to it are two things, unless the indicator only ever counts what a year adds, or both stand
  -- among the main figures, or bear the same name.
  -- 通关时间压缩21.9% is a time or a cost that fell, whatever name it was read under; what is to grow is not 压缩.
  and not (p.form = 'growth' and p.value > 0 and r.value < 0 and regexp_matches(r.quote, '压缩|缩短'))
  -- 提高10元，达到65元: what was added is no answer to the level, nor the level to what was added.
  and not (p.form = 'amount' and (p.measure = 'change') <> (r.measure = 'change') and p.value > 0 and r.value > 0)
  and (p.measure = r.measure or p.form <> 'amount' or p.flow
    or (a.outcome_id is not null and regexp_matches(r.indicator, '^(全[省市县区])?(新|改|建|完成|实施|解决|开工|整治|培训|发放)')) or p.headline or r.headline or name_key(p.indicator) = name_key(r.indicator)
    -- 实施土地整理30万亩 and 土地整理30.7万亩: told of the year, as no word of a stock stands there.
    or (a.named and ((r.value <= 1.3 * p.value and not regexp_matches(p.indicator, '新增|净增')) or not regexp_matches(p.indicator, '新|净增|建成') or regexp_matches(r.indicator, '新|增')) and not regexp_matches(r.quote, '达|累计|总|共|现有|拥有|已有|发展到|增至|增加到|扩大到')))
  and ((r.source_kind = 'work_report' and r.source_year = p.year + 1) or (r.source_kind <> 'work_report' and r.source_year = p.year));

create or replace temp table judged_figure as
select *,
       case when short <= slack + equal_enough(value) then 'met'
            -- 近1万 against 1万: just below by its own word; 超过 and 突破 say at least.
            when direction in ('floor', 'likely') and reached_words = '>=' and abs(short) <= equal_enough(value) then 'met'
            else 'missed' end as said,
       short > equal_enough(value) and short <= slack + equal_enough(value) as near,
       -- 7%以上 for 8.5%: at least 7, perhaps more.
       direction = 'floor' and reached_words = '>=' and short > slack + equal_enough(value)
         -- 实现正增长 is read as at least 0: there is no number in it.
         and (regexp_matches(quote, '以上|正增长') or (regexp_matches(quote, '突破|超过|逾') and abs(short) < 0.1 * abs(value))) as open_ended,
       -- 4%以内 for 3.6%: at most 4, perhaps less.
       direction = 'ceiling' and reached_words = '<=' and short > slack + equal_enough(value) and regexp_matches(quote, '以内|以下|之内|不超过|低于|不到') as capped,
       direction = 'floor' and reached_words = '~' and abs(short) <= equal_enough(value) and regexp_matches(quote, '将?近\d') as nearly
from compared_figure;

-- One figure a document: the headline's before the body's, the earlier before the later.
create or replace temp table best_figure as
select *, count(distinct said) over (partition by commitment_id, document_id, headline) > 1 as conflicting
from judged_figure
qualify row_number() over (partition by commitment_id, document_id order by headline desc, ordinal) = 1;

insert into decision
select commitment_id,
       -- 万 lost on the way, or another scope: nobody is accused on a figure of another order.
       -- A point that was not hit is no broken promise by itself: the government's own words go before.
       case when off_scale then 'out_of_scale' when disputed then 'disputed_figures' when conflicting then 'conflicting_figures' when open_ended then 'at_least_less' when capped then 'at_most_more' when nearly then 'nearly' when direction = 'point' and said = 'missed' then 'point_not_reached'
            when likeness is not null then 'similar_name' when direction = 'likely' and said = 'missed' then 'less_than_named' when direction = 'likely' then 'floor_by_figure' else direction || '_by_figure' end,
       case when off_scale or conflicting or disputed or nearly or open_ended or capped or (said = 'missed' and (direction in ('point', 'likely') or likeness is not null)) then 'unclear' else said end,
       outcome_id, round(short, 6), near, disputed,
       case when off_scale then promised || '，后来的数字为' || told_as || '，相差十倍以上，疑为单位或口径不同，不作判断。'
            when conflicting then '同一文件对“' || name || '”给出了结论不同的数字，无法公平比较。'
            when disputed then '政府工作报告与统计公报的数字会得出不同结论，存在争议。'
            when open_ended and contains(quote, '正增长') then promised || '，后来只报告实现正增长，没有给出数字，不作判断。'
            when open_ended then promised || '，后来报告为' || told_as || '以上，只给出下限，不作判断。'
            when capped then promised || '，后来报告为' || told_as || '以内，只给出上限，不作判断。'
            when nearly then promised || '，后来报告为“近” ' || number(reached, unit) || '，按字面略低于目标，不作判断。'
            when likeness is not null and said = 'missed' then '次年报告中名称相近的“' || reported_name || '”为' || told_as || '，低于承诺，但名称不尽相同，不作判断。'
            when direction = 'likely' and said = 'missed' then promised || '，后来报告为' || told_as || '；计划没有说明这是下限，不作判断。'
            when direction = 'point' and said = 'missed' then promised || '，后来报告为' || told_as || '；该指标高低本身不分好坏，不作判断。'
            else case when likeness is not null then '按名称相近的“' || reported_name || '”判断：' else '' end || promised || '，' ||
                 case when source_kind = 'work_report' then '次年政府工作报告' else '统计公报' end ||
                 case when estimate then '（预计数）' else '' end || '为' || told_as || '，' ||
                 case when near then '未到目标值，但在“左右”容许的误差之内，视为完成。'
                      when said = 'met' then '达到目标。'
                      else case when direction = 'ceiling' then '超出' else '差' end || gap(short, unit) || '，未达到目标。' end
       end,
       case when off_scale or conflicting or disputed or nearly or open_ended or capped then 0.3 when likeness is not null then 0.6 when near then 0.8 when estimate then 0.85 else 0.95 end,
       quote, document_id
from (
  select *, count(distinct said) over (partition by commitment_id) > 1 as disputed,
         -- Said in many reasons, and put into words here once: a macro is planned anew wherever it stands.
         '承诺' || name || compared(measure, comparator, value, value_high, unit) as promised, reported(measure, reached, unit) as told_as,
         form = 'amount' and value > 0 and (reached > 10 * value or reached < value / 10) as off_scale,
         row_number() over (partition by commitment_id order by source_kind = 'work_report' desc, estimate, document_id) as pick
  from best_figure
) where pick = 1;
