-- What readers ask first, flat: a row a promise with what became of it, in words and numbers that a spreadsheet shows as they are. A view over
-- `judged`, so that it costs nothing in the file; as CSV it stands beside the tables. In braces: what warehouse/flat.py fills in.

create or replace view promises as
select
  place, place_code, level, plan_year as year, period, indicator, indicator_id, kind, headline,
  measure, comparator, promised, promised_high, unit, case when unit not in ({rates}) then promised / 1e4 end as promised_wan,
  case when unit not in ({rates}) then promised / 1e8 end as promised_yi,
  reported, reported_unit, reported_measure, case when reported_unit not in ({rates}) then reported / 1e4 end as reported_wan,
  case when reported_unit not in ({rates}) then reported / 1e8 end as reported_yi,
  shortfall, verdict, {verdict} as verdict_said, continuity, {continuity} as continuity_said, next_promised, reason, confidence,
  promise_quote, promise_title, promise_url, evidence_quote, evidence_title, evidence_url, next_quote, next_title, next_url,
  fictional, commitment_id
from judged;
comment on view promises is 'A row a promise: what was promised, what was reported, the verdict, and each quote with its address.';
comment on column promises.place is 'Full official name.';
comment on column promises.place_code is 'GB/T 2260 code, six digits; 000000 for the nation.';
comment on column promises.level is 'nation, province, prefecture, county or township.';
comment on column promises.year is 'The year that the plan is for.';
comment on column promises.period is 'The year it falls due; later than `year` for a promise of several years.';
comment on column promises.indicator is 'What is measured, as the text names it.';
comment on column promises.indicator_id is 'The vocabulary''s name for it; null where it has none.';
comment on column promises.kind is 'quantity, or project: a named undertaking without a number.';
comment on column promises.headline is 'Stands in the list of main expected targets (主要预期目标).';
comment on column promises.measure is 'growth, share, increment, level, change or rank; null for a project.';
comment on column promises.comparator is '>=, <=, ~ (about), =, range or sync (as fast as another indicator).';
comment on column promises.promised is 'Number promised, in `unit`, 万 and 亿 multiplied out; of a range its lower end.';
comment on column promises.promised_high is 'Upper end of a range.';
comment on column promises.unit is 'Unit of what was promised.';
comment on column promises.promised_wan is 'The same in 万 of its unit; null for percentages.';
comment on column promises.promised_yi is 'The same in 亿 of its unit; null for percentages.';
comment on column promises.reported is 'Number that the verdict rests on, in `reported_unit`.';
comment on column promises.reported_unit is 'Unit of what was reported, which need not be the promise''s: a growth may be judged by two amounts.';
comment on column promises.reported_measure is 'Whether what was reported is a growth, an amount, a share ….';
comment on column promises.reported_wan is 'The same in 万 of its unit; null for percentages.';
comment on column promises.reported_yi is 'The same in 亿 of its unit; null for percentages.';
comment on column promises.shortfall is 'How far it fell short, in the promise''s unit; negative where it went beyond.';
comment on column promises.verdict is 'met, missed, on_track, lagging, unreported, unclear, pending, not_due or untestable (docs/judging.md).';
comment on column promises.verdict_said is 'The verdict in Chinese.';
comment on column promises.continuity is 'What the next year''s plan made of it: kept, raised, lowered, changed_form, words_only, dropped or pending.';
comment on column promises.continuity_said is 'The same in Chinese.';
comment on column promises.next_promised is 'Number that the next plan promises, where it goes on.';
comment on column promises.reason is 'Why, in one sentence that a reader can check.';
comment on column promises.confidence is '0 to 1: how often the rule that decided was right on verdicts read by hand.';
comment on column promises.promise_quote is 'The promise in the document''s words.';
comment on column promises.promise_title is 'Title of that document.';
comment on column promises.promise_url is 'Where it was fetched from.';
comment on column promises.evidence_quote is 'The words that the verdict rests on; null where it rests on silence.';
comment on column promises.evidence_title is 'Title of the document that they stand in; a promise that was not reported on has that of the silent report in next_title.';
comment on column promises.evidence_url is 'Where it was fetched from.';
comment on column promises.next_quote is 'Words of the next plan that continuity rests on.';
comment on column promises.next_title is 'Title of the next plan.';
comment on column promises.next_url is 'Where it was fetched from.';
comment on column promises.fictional is 'An invented place of the sample.';
comment on column promises.commitment_id is 'The promise''s name: `pledgewatch show`, and its page c/ID/ on the site.';
