-- The yearly promises and the yearly results in one form, so that the rules can join them. The tables judged_place (whose promises are
-- judged now) and place_above (whose results they may be measured against) are filled by warehouse/judge.py.

-- Units that measure the same, and by what a number in the one is multiplied to be in the other: 700.29万吨 is 140.06亿斤.
create or replace temp table same_measure as
select a.unit, b.unit as other, b.size / a.size as factor
from units a join units b using (kind) where a.size is not null and b.size is not null;

-- 全省 in the report of a city speaks of another place; 国家级 is a rank, and of this one.
create or replace temp macro wider_place(name, code) as case
  when code <> '000000' and regexp_matches(name, '^(' || nation_words() || ')') then '全国'
  when right(code, 4) <> '0000' and regexp_matches(name, '^(' || province_words() || ')') then '全省' end;

-- 同口径 only says that both years were counted alike: such a growth is comparable, and where a plain one stands beside it the two are weighed.
create or replace temp macro other_basis(basis) as basis is not null and not regexp_matches(basis, '口径');

-- The words by which a promise without a known indicator is one of at least so much: 培训农民3万人, 新植茶园2万亩; 参保率达到95%.
create or replace temp macro undertaken(words) as regexp_matches(words,
  '^(全年|今年|继续|再|力争|确保|计划|全面|组织|加快|支持|推动|各|高质量|实现|完成)*(完成|建设|建成|建立|新建|新开|新增|新植|新改|新修|新认定|新引进|改造|改建|改扩建|扩建|修建|修复|整修|整治|整理|实现|引进|引入|培训|培养|培育|解决|发展|开工|竣工|投产|认定|实施|种植|治理|打造|创建|开展|推广|安置|帮扶|扶持|转移|输出|救助|资助|铺设|架设|绿化|退耕|营造|造林|更新|升级|淘汰|关闭|关停|拆除|搬迁|安装|配备|购置|开通|招引|招收|吸纳|选派|选聘|轮训|提供|增加|扩大|新|化解|脱贫|流转|开垦|复垦|盘活|发放|落地|签约|孵化)|[一-龥]{2}(搬迁|改造|建设|培训|治理|整治|转移就业|再就业|安置|加固|修复|造林|绿化)(任务|问题|工作)?$');
create or replace temp macro wanted(name) as regexp_matches(name,
  '(投资|产值|增加值|收入|产量|总产|销售额|销售收入|利润|税收|出口|进口|贷款|客流量|吞吐量|人次|覆盖率|覆盖面|达标率|普及率|入学率|入园率|巩固率|参保率|参合率|利用率|处理率|绿化率|合格率|优良率|转化率|签约率|就业率|满意度|面积|里程|脱贫|出列|摘帽)$');
create or replace temp macro unwanted(name) as regexp_matches(name,
  '负债|债务|支出|赤字|贫困发生|能耗|排放|事故|死亡|减少|下降|压减|控制|失业|发病|患病|自然增长|出生|超标|流失|损失|沙化|拖欠|浓度|用水量|消耗|税费|减税|降本|负担|成本|在建|辍学|空置|库存');

-- A number that only says which ones are meant: 集体经济收入3万元以下的村, 年销售收入过100亿元的产业集群, 20吨以下燃煤锅炉改造. Nobody undertakes it.
create or replace temp macro says_which(quote, behind) as
  regexp_matches(behind, '^(以[上下])?的?(行政|自然|建制|贫困)?(村|县|乡镇|企业|农户|贫困户|家庭|地区|园区|产业集群|集群|开发区|龙头)') and regexp_matches(quote, '(率|收入|产值|税收|利润|资产|人口|规模|投资|销售额|交易额|出口)[^，。；0-9]{0,3}[0-9.]+[万亿]?(%|元|人|户|亩|美元)(以[上下])?$')
  or regexp_matches(quote, '^[0-9.]+[万亿]?(吨|蒸吨|户|人|平方米|千瓦|兆瓦)以下[一-龥]');

-- 新增国家“小巨人”企业132家、单项冠军10家: 国家 stands before the whole list, and is not told again with each link.
create or replace temp macro of_nation(text, begins, quote) as
  regexp_matches(regexp_extract(substr(text, greatest(begins - 39, 1), least(40, begins)), '[^，。；：,;\n]*$') || quote, '国家|国际|全国');

create or replace temp table promise as
select c.commitment_id, c.place_code, c.document_id, d.year, c.period, plain_indicator(c.indicator_id) as indicator_id,
       series_key(c.indicator_id, c.indicator) as key, coalesce(c.scope, wider_place(c.indicator, c.place_code), '') as scope,
       c.indicator, plain_measure(c.indicator_id, c.measure, c.value) as measure, plain_form(c.indicator_id, c.measure, c.value, c.unit) as form, c.comparator, c.value, c.value_high, c.unit, c.relative_to,
       c.headline, c.ordinal, c.quote, c.kind, c.span, c.milestone,
       substr(d.text, c.char_end + 1, 8) as behind, says_which(c.quote, behind) as sized,
       -- What counts as keeping it. Words decide first; without them the indicator's own direction; a promised fall is a floor.
       case when sized then 'unknown'
            -- How large each of the things is that are counted (年销售收入过100亿元的企业) is no amount that is promised.
            when c.unit = '元' and c.indicator_id is null and regexp_matches(c.quote, '(收入|产值|税收|利润|资产|市值)(超|过|超过|突破)+[0-9]') then 'unknown'
            -- 增长10%以上、力争达到2000亿元: what is hoped for beyond the target accuses nobody.
            when c.stretch is null and regexp_matches(c.quote, '[0-9][^，。；]*[、，](力争|争取|努力)(达到|突破|完成|实现|超过)?约?[0-9.]+[万亿]*[^0-9]{0,6}$') then 'likely'
            -- 三次产业比重调整为9∶51∶40: of three shares none is better for being more or less.
            when c.measure = 'share' and regexp_matches(c.quote || behind, '[0-9]\s*[∶：:]\s*[0-9]') then 'unknown'
            when c.comparator = '>=' then 'floor'
            when c.comparator = '<=' then 'ceiling'
            -- How many projects a plan counts only says how large it is: 264个重点项目.
            when c.comparator = '=' and regexp_matches(c.indicator, '项目$') and counts_tasks(c.unit)
              and not regexp_matches(c.indicator, '开工|竣工|投产|建成|引进|签约|完成|落地') then 'unknown'
            -- 70万贫困人口 of a plan are to be helped; only what is to be brought down to so many is a ceiling.
            when i.direction = 'ceiling' and c.measure = 'level' and form(c.measure, c.unit) = 'amount' and c.comparator = '=' and not regexp_matches(c.quote, '控制|降|减少到|减至|不超过|以内|以下') then 'unknown'
            when i.direction is not null and not (c.value < 0) then i.direction
            when c.value < 0 then 'floor'
            when c.measure = 'increment' then 'floor'
            -- What a government undertakes to build, renew, finish, add, train or help of something countable is a floor (undertaken), and so are the
            -- names of what is always wanted (wanted); what is to be kept down is none.
            when unwanted(c.indicator) then 'unknown'
            when c.kind = 'quantity' and (undertaken(c.indicator) or undertaken(c.quote) or wanted(c.indicator)) then 'floor'
            -- What else a plan counts or measures is probably wanted: as much or more keeps it, and less accuses nobody.
            when c.kind = 'quantity' and c.indicator_id is null and c.comparator in ('=', '~', 'range') and not (regexp_matches(c.indicator, '(项目|工程|计划|清单)$') and (counts_things(c.unit) or is_rate(c.unit) or c.value <= 0)) then 'likely'
            else 'unknown' end as direction,
       is_kept_low(c.comparator, i.direction, c.value) as kept_low,
       -- A promised fall (−3.1) is judged by its size: falling by more keeps it.
       case when c.value < 0 then -1 else 1 end as sign,
       -- Reasons speak in the report's own words: 引进省外资金, not the vocabulary's name for it; 涨幅增长3% would say it twice.
       case when c.measure = 'growth' then regexp_replace(c.indicator, '(涨幅|增幅|增速|增长率|增长速度)$', '') else c.indicator end as name, coalesce(i.nominal, false) as nominal, coalesce(i.flow, false) as flow,
       c.kind = 'quantity' and c.comparator <> 'sync' and c.value is not null and c.span is null and c.relative_to is null
         and c.period = d.year and not coalesce(c.unreliable, false) and coalesce(c.role_sure, true) and not other_basis(c.basis) and not sized as yearly,
       substr(d.text, greatest(c.char_start - 5, 1), least(6, c.char_start)) || c.quote || behind as around,
       of_nation(d.text, c.char_start, c.quote) as of_nation, coalesce(c.role_sure, true) as role_sure
from commitments c
join documents d using (document_id)
left join indicators i on i.indicator_id = plain_indicator(c.indicator_id)
where d.kind = 'work_report' and c.place_code in (select place_code from judged_place);

create or replace temp table result_so_far as
select o.outcome_id, o.place_code, o.document_id, d.kind as source_kind, d.year as source_year, o.period, o.period_end,
       series_key(o.indicator_id, o.indicator) as key, coalesce(o.scope, wider_place(o.indicator, o.place_code), '') as scope, o.indicator,
       plain_measure(o.indicator_id, o.measure, o.value) as measure, plain_form(o.indicator_id, o.measure, o.value, o.unit) as form, o.comparator, o.value, o.unit, o.estimate, o.headline, o.ordinal, o.quote,
       of_nation(d.text, o.char_start, o.quote) as of_nation
from outcomes o
join documents d using (document_id)
where o.value is not null and o.span is null and o.relative_to is null and not coalesce(o.unreliable, false)
  -- A month, a quarter or a holiday by itself, and what a notice expects of the whole year, answer no promise for the year.
  and coalesce(month(o.period_start) = 1 and day(o.period_start) = 1, true)
  and not (d.kind = 'progress_notice' and o.estimate and o.period_end > d.period_end)
  -- A figure on another basis (扣除房地产开发投资后) answers no plain promise.
  and not other_basis(o.basis) and coalesce(o.role_sure, true) and o.place_code in (select place_code from judged_place union select place_code from place_above)
  -- 没有实现年初确定的…降低4%左右的目标: the number in the admission is the target's, told once more, and no result.
  and not exists (
    select 1 from statements t
    where t.document_id = o.document_id and t.verdict = 'missed' and contains(t.quote, '目标')
      and o.char_start >= t.char_start and o.char_end <= t.char_end);

-- What is of the whole year; 1—11月 and 前三季度 are not.
create or replace temp table result as
select * from result_so_far where period_end is null or (month(period_end) = 12 and day(period_end) = 31);

-- The next work report of the same place, if there is one, and whether its silence may be counted.
create or replace temp table following as
select d.document_id, n.document_id as next_document_id, n.complete, n.incomplete_reason, n.year as next_year
from documents d
join documents n on n.place_code = d.place_code and n.kind = 'work_report' and n.year = d.year + 1
where d.kind = 'work_report' and d.place_code in (select place_code from judged_place);

-- Decisions of all rules; the one whose rule has the lowest rank (rules.yaml) stands.
create or replace temp table decision (
  commitment_id varchar, rule varchar, verdict varchar, outcome_id varchar, shortfall double,
  near_miss boolean, disputed boolean, reason varchar, confidence double, evidence_quote varchar, evidence_document_id varchar
);

-- Indicators that one target may name together and another apart: 城乡居民收入 is 城镇 and 农村.
create or replace temp table joint as
select * from (values ('resident_income', 'urban_income'), ('resident_income', 'rural_income')) t(whole, part);
-- A wider and a narrower indicator of one thing: a plan that goes over from the one to the other has changed the form of its target,
-- it has not dropped it. 城镇固定资产投资 one year, 全社会固定资产投资 the next.
create or replace temp table wider as
select * from joint union all
select * from (values ('fixed_asset_investment', 'urban_fixed_asset_investment'),
  ('outside_city_capital', 'outside_province_capital'), ('trade', 'exports'), ('trade', 'imports'), ('rural_roads', 'village_roads'),
  ('fiscal_revenue', 'local_fiscal_revenue'), ('fiscal_revenue', 'budget_revenue'), ('local_fiscal_revenue', 'budget_revenue'), ('affordable_housing', 'shanty_units'), ('affordable_housing', 'lowrent_housing'),
  ('affordable_housing', 'economy_housing'), ('affordable_housing', 'public_rental_housing')) t(whole, part);
-- What a target for the whole is for each of its parts as well, in figures or in words: 主要污染物排放量均削减2%, 城乡居民收入与经济增长同步.
create or replace temp table held_in as
select * from joint union all
select 'major_pollutants', part from (values ('so2_emissions'), ('cod_emissions'), ('nox_emissions'), ('ammonia_emissions'), ('cod_so2_emissions'), ('cod_ammonia_emissions')) t(part);
-- A plan that goes over from the registered to the surveyed rate of unemployment has changed its target, though neither holds the other.
create or replace temp table recast as
select * from wider union all select * from held_in where whole = 'major_pollutants' union all select * from (values ('surveyed_unemployment', 'registered_unemployment'), ('total_fiscal_revenue', 'fiscal_revenue')) t(whole, part);
-- Amounts of which the one holds the other: where the part reaches what was promised of the whole, the whole did too.
create or replace temp table holds as
select * from (values ('new_jobs', 'urban_new_jobs'), ('fixed_asset_investment', 'urban_fixed_asset_investment'),
  ('outside_city_capital', 'outside_province_capital'), ('grain_capacity', 'grain_output'), ('tourist_visits', 'domestic_tourist_visits')) t(whole, part);
