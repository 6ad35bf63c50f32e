-- The working database. Every statement may run again on a database that has the tables already.
-- A column added here is added to older databases when they are opened (warehouse/store.py); a type is never changed.
-- Times are UTC without a zone. Offsets count characters (code points) of documents.text from 0, end exclusive.

create table if not exists places (
  place_code varchar primary key, name varchar not null, level varchar, parent_code varchar, fictional boolean default false
);
comment on table places is 'Governments whose documents are followed.';
comment on column places.place_code is 'GB/T 2260 code, six digits; 000000 for the nation.';
comment on column places.name is 'Full official name.';
comment on column places.level is 'nation, province, prefecture, county or township.';
comment on column places.parent_code is 'The place above; null for the nation.';
comment on column places.fictional is 'True for an invented place of the sample: nothing said about it is about a real government.';

create table if not exists documents (
  document_id varchar primary key, place_code varchar not null, kind varchar not null, year integer, period_end date,
  title varchar, url varchar not null, published_on date, captured_at timestamp, sha256 varchar not null, text varchar not null,
  complete boolean, incomplete_reason varchar, reader_version varchar, encoding varchar,
  page_starts integer[], corrected varchar, held_since timestamp, held_reason varchar,
  review_years integer, tier varchar, mirror_of varchar
);
comment on table documents is 'Reports, bulletins and notices as read; one row a document, its newest capture.';
comment on column documents.document_id is 'Stable over re-captures of the same document.';
comment on column documents.place_code is 'Whose document it is.';
comment on column documents.kind is 'work_report, statistical_bulletin or progress_notice.';
comment on column documents.year is 'Work report: the year it was given in and plans for. Bulletin or notice: the year it reports on.';
comment on column documents.period_end is 'Last day that a bulletin or notice reports on; null for a work report.';
comment on column documents.review_years is 'How many years its review looks back on: 1, or 5 at the end of a term or of a five-year plan; null for what has no review.';
comment on column documents.title is 'Title as the page gives it.';
comment on column documents.url is 'Where it was fetched or imported from.';
comment on column documents.published_on is 'Day of publication as the page says; null where it does not.';
comment on column documents.captured_at is 'When the bytes were fetched, UTC.';
comment on column documents.sha256 is 'SHA-256 of the bytes as fetched: the name of the capture in the archive. For an article of several pages, and for what a page leads to, of the list that names their captures.';
comment on column documents.text is 'Main text after repair; every quote is a slice of it.';
comment on column documents.complete is 'True where the document was captured whole and read well, so that its silence may be counted.';
comment on column documents.incomplete_reason is 'Why silence in it may not be counted; null for a complete document.';
comment on column documents.reader_version is 'Version of the reading rules that gave its rows.';
comment on column documents.encoding is 'Character encoding that the bytes were decoded with; for an attached file its format (pdf, docx, doc, xlsx, xls, ofd), with ocr behind it where pages of it were read off pictures (pdf ocr, picture ocr).';
comment on column documents.page_starts is 'Offsets in text at which each page after the first starts (Excel: each sheet; an article split over addresses: each address); null where the document has no pages.';

comment on column documents.tier is 'Where it was taken from a mirror, because the official address gave nothing: whose site that is (portal, congress, gazette, department, lower government, state media). Null for the official address.';
comment on column documents.mirror_of is 'Where it was taken from a mirror: the official address, of the document or of the column that lists it.';
comment on column documents.corrected is 'What was corrected by hand in this row, and why; null where nothing was (see corrections).';
comment on column documents.held_since is 'Published file only: since when a newer reading of the document is kept back; its rows are the last good version.';
comment on column documents.held_reason is 'Published file only: why the newer reading is kept back.';

create table if not exists indicators (
  indicator_id varchar primary key, name varchar not null, aliases varchar[], direction varchar, nominal boolean, flow boolean,
  unit varchar
);
comment on table indicators is 'The controlled vocabulary of indicators.';
comment on column indicators.indicator_id is 'Stable English name: gdp, retail_sales.';
comment on column indicators.name is 'Usual Chinese name.';
comment on column indicators.aliases is 'Other names that texts use for it.';
comment on column indicators.direction is 'floor (more is better), ceiling (less is better) or point.';
comment on column indicators.nominal is 'True where growth may be computed from two levels (current prices).';
comment on column indicators.flow is 'True where it adds up over the year; false for a stock or a rate.';
comment on column indicators.unit is 'Bare unit of its level.';

create table if not exists rule_record (
  rule varchar not null, verdict varchar not null, judged integer, "right" integer, share double, primary key (rule, verdict)
);
comment on table rule_record is 'How often each rule was right on verdicts read by hand; the confidence of a verdict rests on it.';
comment on column rule_record.rule is 'As verdicts.rule.';
comment on column rule_record.verdict is 'What the rule said: met, missed or unreported.';
comment on column rule_record.judged is 'Verdicts of the rule that the truth knows.';
comment on column rule_record."right" is 'How many of them are right.';
comment on column rule_record.share is 'right / judged.';

create table if not exists units (
  unit varchar primary key, kind varchar not null, size double, countable boolean not null, alike boolean not null, common boolean not null
);
comment on table units is 'The units of extract/language/units.yaml; the judge brings them up to date.';
comment on column units.unit is 'Bare unit as written.';
comment on column units.kind is 'What it measures: money, mass, length, count.';
comment on column units.size is 'Its size among the convertible units of its kind; null where amounts in it are not converted.';
comment on column units.countable is 'True where it counts things one by one: 10件 of a plan may be 10项 of the report.';
comment on column units.alike is 'True where plans take one for another of these: 10家 of one plan are 12个 of the next.';
comment on column units.common is 'True where so much is counted in it that one unit on both sides says nothing.';

create table if not exists commitments (
  commitment_id varchar primary key, document_id varchar not null, place_code varchar not null, kind varchar, headline boolean,
  indicator_id varchar, indicator varchar, scope varchar, measure varchar, comparator varchar, value double, value_high double,
  unit varchar, relative_to varchar, milestone varchar, period integer, span integer, section varchar, quote varchar,
  char_start integer, char_end integer, ordinal integer, rules varchar[], unreliable boolean default false, read_confidence double, corrected varchar,
  role_sure boolean, restated integer[], stretch double, basis varchar
);
comment on table commitments is 'One row for each thing promised, planned or expected.';
comment on column commitments.commitment_id is 'Stable over re-runs on the same document text.';
comment on column commitments.document_id is 'The document that makes the commitment.';
comment on column commitments.place_code is 'The place of that document.';
comment on column commitments.kind is 'quantity, or project: a named undertaking with a milestone and no number.';
comment on column commitments.headline is 'True where it stands in the list of main expected targets.';
comment on column commitments.indicator_id is 'Row of indicators; null where the vocabulary has none.';
comment on column commitments.indicator is 'What is measured, as the text names it, shared heads restored.';
comment on column commitments.scope is 'The part of the place that the value is for, where the text binds one to it; null for the whole place.';
comment on column commitments.measure is 'growth, share, increment, level, change or rank; null for a project.';
comment on column commitments.comparator is '>=, <=, ~, =, range or sync.';
comment on column commitments.value is 'Ten thousands multiplied out; percent as percent; a fall is negative. Null for sync and for a project.';
comment on column commitments.value_high is 'Upper end of a range; else null.';
comment on column commitments.unit is 'Bare unit as written.';
comment on column commitments.relative_to is 'For sync: the indicator that it follows.';
comment on column commitments.milestone is 'For a project: the stage promised, as the text words it.';
comment on column commitments.period is 'Year that it falls due.';
comment on column commitments.span is 'Number of years that the value covers where more than one; else null.';
comment on column commitments.section is 'Path of headings that it stands under.';
comment on column commitments.quote is 'documents.text[char_start:char_end].';
comment on column commitments.char_start is 'First character of the quote, from 0.';
comment on column commitments.char_end is 'Character after the last of the quote.';
comment on column commitments.ordinal is 'Position among the claims of its document.';
comment on column commitments.role_sure is 'Two independent readings agree that this is a promise: the part it stands in, and its own words. Nothing is judged by one that is not sure.';
comment on column commitments.restated is 'Where else the text says the same target: first character and character after the last of each place, one after the other; null where it is said once.';
comment on column commitments.unreliable is 'True where the quote touches characters that were lost on the way, or a number that two readings of a picture do not agree on: never judged.';
comment on column commitments.read_confidence is 'Of what was read off a picture (OCR): the engine''s confidence in the least sure number of the quote, 0 to 1; null for text.';
comment on column commitments.corrected is 'What was corrected by hand in this row, and why; null where nothing was.';
comment on column commitments.stretch is 'How far the same target reaches at best (力争达到7%), judged with it and never alone; null where nothing is said.';
comment on column commitments.basis is 'Another basis than the plain figure has (扣除房地产开发投资后, 同口径), in the words of the text; null for the plain figure. Figures of two bases are not comparable.';
comment on column commitments.rules is 'Names of the reading rules that decided.';

create table if not exists outcomes (
  outcome_id varchar primary key, document_id varchar not null, place_code varchar not null, headline boolean,
  indicator_id varchar, indicator varchar, scope varchar, measure varchar, comparator varchar, value double, value_high double,
  unit varchar, relative_to varchar, period integer, period_end date, span integer, estimate boolean, section varchar,
  quote varchar, char_start integer, char_end integer, ordinal integer, rules varchar[], unreliable boolean default false, read_confidence double, corrected varchar,
  role_sure boolean,
  basis varchar,
  period_start date
);
comment on table outcomes is 'One row for each thing reported as done or measured.';
comment on column outcomes.outcome_id is 'Stable over re-runs on the same document text.';
comment on column outcomes.document_id is 'The document that reports it.';
comment on column outcomes.place_code is 'The place of that document.';
comment on column outcomes.headline is 'True where it stands among the main figures of the review.';
comment on column outcomes.indicator_id is 'Row of indicators; null where the vocabulary has none.';
comment on column outcomes.indicator is 'What is measured, as the text names it, shared heads restored.';
comment on column outcomes.scope is 'The part of the place that the value is for, where the text binds one to it; null for the whole place.';
comment on column outcomes.measure is 'growth, share, increment, level, change or rank.';
comment on column outcomes.comparator is '>=, <=, ~, =, range or sync.';
comment on column outcomes.value is 'Ten thousands multiplied out; percent as percent; a fall is negative.';
comment on column outcomes.value_high is 'Upper end of a range; else null.';
comment on column outcomes.unit is 'Bare unit as written.';
comment on column outcomes.relative_to is 'For sync: the indicator that it follows.';
comment on column outcomes.period is 'Year that it was measured over.';
comment on column outcomes.period_start is 'First day that it covers; null where the words give no day (a holiday).';
comment on column outcomes.period_end is 'Last day that it covers; the end of the year where the text says no other.';
comment on column outcomes.span is 'Number of years that the value covers where more than one; else null.';
comment on column outcomes.estimate is 'True where the text calls it expected or preliminary.';
comment on column outcomes.section is 'Path of headings that it stands under.';
comment on column outcomes.quote is 'documents.text[char_start:char_end].';
comment on column outcomes.char_start is 'First character of the quote, from 0.';
comment on column outcomes.char_end is 'Character after the last of the quote.';
comment on column outcomes.ordinal is 'Position among the claims of its document.';
comment on column outcomes.role_sure is 'Two independent readings agree that this is a result: the part it stands in, and its own words. Nothing is judged by one that is not sure.';
comment on column outcomes.unreliable is 'True where the quote touches characters that were lost on the way, or a number that two readings of a picture do not agree on: nothing is judged by it.';
comment on column outcomes.read_confidence is 'Of what was read off a picture (OCR): the engine''s confidence in the least sure number of the quote, 0 to 1; null for text.';
comment on column outcomes.corrected is 'What was corrected by hand in this row, and why; null where nothing was.';
comment on column outcomes.basis is 'Another basis than the plain figure has (扣除房地产开发投资后, 同口径), in the words of the text; null for the plain figure. Figures of two bases are not comparable.';
comment on column outcomes.rules is 'Names of the reading rules that decided.';

create table if not exists statements (
  statement_id varchar primary key, document_id varchar not null, place_code varchar not null, indicator_id varchar,
  indicator varchar, verdict varchar, period integer, quote varchar, char_start integer, char_end integer
);
comment on table statements is 'The government''s own words that a target was met or missed, with no figure.';
comment on column statements.statement_id is 'Stable over re-runs on the same document text.';
comment on column statements.document_id is 'The document that says it.';
comment on column statements.place_code is 'The place of that document.';
comment on column statements.indicator_id is 'Row of indicators; null where the vocabulary has none.';
comment on column statements.indicator is 'What was to be reached, as the text names it.';
comment on column statements.verdict is 'met or missed, as the text says.';
comment on column statements.period is 'Year that it speaks of.';
comment on column statements.quote is 'documents.text[char_start:char_end].';
comment on column statements.char_start is 'First character of the quote, from 0.';
comment on column statements.char_end is 'Character after the last of the quote.';

create table if not exists verdicts (
  commitment_id varchar primary key, verdict varchar, outcome_id varchar, shortfall double, near_miss boolean, disputed boolean,
  continuity varchar, next_commitment_id varchar, rule varchar, reason varchar, confidence double, evidence_quote varchar,
  evidence_document_id varchar, next_quote varchar, recomputed boolean, judged_by varchar, last_good boolean
);
comment on table verdicts is 'What became of each commitment: one row a commitment.';
comment on column verdicts.commitment_id is 'The commitment judged.';
comment on column verdicts.verdict is 'met, missed, on_track, lagging, unreported, pending, unclear, not_due (falls due later) or untestable (no report could settle it).';
comment on column verdicts.outcome_id is 'The outcome that it rests on; null where it rests on words or on nothing.';
comment on column verdicts.shortfall is 'Target minus outcome in the commitment''s unit; positive where it falls short of a floor or exceeds a ceiling.';
comment on column verdicts.near_miss is 'True inside the tolerance of 左右 and of rounding.';
comment on column verdicts.disputed is 'True where two documents give outcomes that lead to different verdicts.';
comment on column verdicts.continuity is 'Against the next year''s plan: kept, raised, lowered, changed_form, words_only, dropped or pending.';
comment on column verdicts.next_commitment_id is 'The commitment that it continues as.';
comment on column verdicts.rule is 'Name of the rule that decided.';
comment on column verdicts.reason is 'One sentence in Chinese that a reader can check.';
comment on column verdicts.confidence is '0 to 1.';
comment on column verdicts.evidence_quote is 'Quote that the verdict rests on; stands beside the promise''s own quote.';
comment on column verdicts.evidence_document_id is 'Document that the evidence quote is a slice of.';
comment on column verdicts.recomputed is 'True where a new version of the code, and no document, made the row what it is: no news.';
comment on column verdicts.judged_by is 'Version of the code that made the row what it is; rows that come out the same keep the older one.';
comment on column verdicts.next_quote is 'Quote of the next plan that continuity rests on; for dropped, the section that was searched.';

comment on column verdicts.last_good is 'Published file only: true where a document that it rests on is kept back, and it is the verdict of the last good version.';

create table if not exists links (
  commitment_id varchar, target varchar, outcome_id varchar, next_commitment_id varchar, document_id varchar not null, char_start integer, char_end integer,
  quote varchar, score double, sure boolean, why varchar, primary key (commitment_id, target)
);
comment on table links is 'What the next report says of a promise: the figure, the sentence, and the next plan''s target that it was linked to before any rule.';
comment on column links.commitment_id is 'The promise; one row of each target at most.';
comment on column links.target is 'figure: an outcome of the next report. sentence: words of its review that no figure could be linked by. plan: a target of the next plan.';
comment on column links.outcome_id is 'The outcome, for a figure.';
comment on column links.next_commitment_id is 'The commitment, for a target of the next plan.';
comment on column links.document_id is 'The document that says it.';
comment on column links.char_start is 'First character of the quote in that document''s text, from 0.';
comment on column links.char_end is 'Character after the last of the quote.';
comment on column links.quote is 'The words, a slice of documents.text.';
comment on column links.score is '0 to 1: how sure the link is; from 0.9 on it may decide.';
comment on column links.sure is 'True where it may acquit, and stands against silence and dropping; a link that is not sure is only shown.';
comment on column links.why is 'The evidence, in Chinese words.';

create table if not exists verdict_changes (
  commitment_id varchar not null, changed_at timestamp not null, verdict_before varchar, verdict varchar, continuity_before varchar,
  continuity varchar, rule varchar, recomputed boolean, cause varchar, because_of varchar, primary key (commitment_id, changed_at)
);
comment on table verdict_changes is 'History of verdicts: one row each time that one came, or changed. What first is pending has no row.';
comment on column verdict_changes.commitment_id is 'The commitment judged.';
comment on column verdict_changes.changed_at is 'UTC.';
comment on column verdict_changes.verdict_before is 'Null for the first verdict.';
comment on column verdict_changes.verdict is 'As verdicts.verdict.';
comment on column verdict_changes.continuity_before is 'Null for the first verdict.';
comment on column verdict_changes.continuity is 'As verdicts.continuity.';
comment on column verdict_changes.rule is 'As verdicts.rule.';
comment on column verdict_changes.cause is 'What made it: new_document, changed_document (an edit at the source that touches it), vanished_document, or recomputed (new code).';
comment on column verdict_changes.because_of is 'The document; null for recomputed.';
comment on column verdict_changes.recomputed is 'True where new code, and no document, changed it.';

create table if not exists alerts (
  alert_id varchar primary key, commitment_id varchar, document_id varchar, kind varchar not null, raised_at timestamp not null,
  delivered_at timestamp, message varchar, severity varchar, place_code varchar, indicator_id varchar, clears_when varchar,
  cleared_at timestamp, cleared_why varchar, clearing_told_at timestamp, snoozed_until timestamp, acked_at timestamp, acked_by varchar,
  useful boolean, note varchar
);
comment on table alerts is 'What somebody was told: the same fact never raises a second alert.';
comment on column alerts.alert_id is 'Made from the fact itself.';
comment on column alerts.commitment_id is 'The commitment that it is about; null for a document''s alert.';
comment on column alerts.document_id is 'The document that it is about.';
comment on column alerts.kind is 'missed, lagging, dropped, lowered, words_only, edited or rejected.';
comment on column alerts.raised_at is 'UTC.';
comment on column alerts.delivered_at is 'UTC; null until a channel took it.';
comment on column alerts.message is 'In Chinese, with the numbers and a link.';
comment on column alerts.severity is 'low, medium or high, as the file of routes says.';
comment on column alerts.place_code is 'Whose target or source it is.';
comment on column alerts.indicator_id is 'As commitments.indicator_id.';
comment on column alerts.clears_when is 'What would clear it, in Chinese.';
comment on column alerts.cleared_at is 'UTC; when it stood no longer. A fact that comes back raises no second alert.';
comment on column alerts.cleared_why is 'In Chinese; null where another alert tells how it ended.';
comment on column alerts.clearing_told_at is 'UTC; when the channels were told that it is cleared.';
comment on column alerts.snoozed_until is 'UTC; nothing is sent before.';
comment on column alerts.acked_at is 'UTC; when somebody dealt with it.';
comment on column alerts.acked_by is 'Who.';
comment on column alerts.useful is 'Whether that somebody found it right and worth telling.';
comment on column alerts.note is 'What that somebody wrote.';

create table if not exists deliveries (
  alert_id varchar not null, what varchar not null, channel varchar not null, tried_at timestamp, attempts integer,
  delivered_at timestamp, error varchar, unanswered integer, primary key (alert_id, what, channel)
);
comment on table deliveries is 'Each alert (raised or cleared) on its way to each address of a channel; internal.';
comment on column deliveries.unanswered is 'How often it was sent and no answer came, so that it may have arrived; it is not sent again as it was.';
comment on column deliveries.channel is 'Channel, service and digest of the address, which itself may hold a password.';

create table if not exists watched_places (place_code varchar primary key, since timestamp);
comment on table watched_places is 'Places whose first night is over: what was found in it was so before and raised no alert; internal.';

create table if not exists events (
  event_id varchar primary key, name varchar not null, resource varchar, follow varchar, payload varchar, occurred_at timestamp,
  sent_at timestamp
);
comment on table events is 'The outbox: events on their way to the Prefect server; internal.';
comment on column events.follow is 'The flow that it starts.';
comment on column events.sent_at is 'UTC; null until the server took it.';

create table if not exists revisions (
  document_id varchar not null, found_at timestamp not null, old_sha256 varchar, new_sha256 varchar, removed varchar,
  added varchar, commitment_ids varchar[], kind varchar default 'edit', url varchar
);
comment on table revisions is 'Changes found in documents that were already published at their source, and what differs between two addresses of one document.';
comment on column revisions.document_id is 'The document that changed.';
comment on column revisions.found_at is 'UTC.';
comment on column revisions.old_sha256 is 'Capture before the change.';
comment on column revisions.new_sha256 is 'Capture after the change.';
comment on column revisions.removed is 'Text that went; of a mirror, what it lacks.';
comment on column revisions.added is 'Text that came; of a mirror, what it alone has.';
comment on column revisions.kind is 'edit: the text at its address changed. mirror: another address shows another text; old_sha256 is the capture that stands, new_sha256 that of the mirror.';
comment on column revisions.url is 'The address of the new capture.';
comment on column revisions.commitment_ids is 'Commitments that the change touches.';

create table if not exists coverage (
  place_code varchar not null, kind varchar not null, year integer, period_end date, state varchar, document_id varchar,
  checked_at timestamp, reason varchar
);
comment on table coverage is 'One row for each place, kind and year that a source must yield.';
comment on column coverage.place_code is 'The place that owes the document.';
comment on column coverage.kind is 'work_report, statistical_bulletin or progress_notice.';
comment on column coverage.year is 'As documents.year.';
comment on column coverage.period_end is 'As documents.period_end.';
comment on column coverage.state is 'not_due, due, overdue, blocked, found or incomplete.';
comment on column coverage.document_id is 'The document found; null where there is none.';
comment on column coverage.checked_at is 'When it was found to be in this state, UTC; an unchanged row stays as it is.';
comment on column coverage.reason is 'Why it is in this state.';

create table if not exists rejections (
  url varchar not null, sha256 varchar, stage varchar not null, reason varchar not null, remedy varchar, found_at timestamp
);
comment on table rejections is 'What could not be used, and why.';
comment on column rejections.url is 'Address or file.';
comment on column rejections.sha256 is 'Capture in the archive; null where nothing was fetched.';
comment on column rejections.stage is 'Where it failed: sources, discovery, capture, archive, stamp, read, corrections, alerts or site.';
comment on column rejections.reason is 'One line.';
comment on column rejections.remedy is 'What a person can do about it.';
comment on column rejections.found_at is 'UTC.';

create table if not exists check_results (
  run_at timestamp not null, suite varchar not null, expectation varchar not null, severity varchar, success boolean,
  failed_rows integer, detail varchar, looked_at bigint, skipped varchar, reason varchar
);
comment on table check_results is 'What each expectation found, one row a run and expectation; all runs are kept.';
comment on column check_results.run_at is 'UTC; the same for all rows of one run.';
comment on column check_results.suite is 'Name of the suite, which is a table''s.';
comment on column check_results.expectation is 'Name of the expectation in its suite.';
comment on column check_results.severity is 'critical (keeps the document back), warning or info.';
comment on column check_results.success is 'True where it held; null where it was skipped.';
comment on column check_results.failed_rows is 'Rows against it; null where it was skipped.';
comment on column check_results.detail is 'What is wrong and the first of these rows; null where it held.';
comment on column check_results.looked_at is 'Rows of the suite''s table at that time.';
comment on column check_results.skipped is 'Why it could not be held against anything (an empty table, no history); null where it was made.';
comment on column check_results.reason is 'Why the expectation is there.';

create table if not exists check_failures (
  run_at timestamp not null, suite varchar not null, expectation varchar not null, severity varchar, document_id varchar,
  row_id varchar, detail varchar
);
comment on table check_failures is 'The rows against each expectation in the last run; of very many the first, and one for each document.';
comment on column check_failures.run_at is 'UTC; as check_results.run_at.';
comment on column check_failures.expectation is 'As check_results.expectation.';
comment on column check_failures.severity is 'critical, warning or info.';
comment on column check_failures.suite is 'Name of the suite, which is the table''s that the row stands in.';
comment on column check_failures.document_id is 'The document that the row counts against.';
comment on column check_failures.row_id is 'The row''s own id; null for a document.';
comment on column check_failures.detail is 'What is wrong with it.';

create table if not exists quarantine (
  document_id varchar not null, expectation varchar not null, reason varchar, remedy varchar, sha256 varchar, since timestamp,
  released_at timestamp, released_by varchar, release_reason varchar, primary key (document_id, expectation)
);
comment on table quarantine is 'Documents that a critical failure keeps out of publication, and those released from it.';
comment on column quarantine.document_id is 'The document that is kept back.';
comment on column quarantine.expectation is 'The expectation that it fails.';
comment on column quarantine.reason is 'What is wrong.';
comment on column quarantine.remedy is 'What a person can do about it.';
comment on column quarantine.sha256 is 'The bytes that failed; other bytes are checked anew.';
comment on column quarantine.since is 'When it was first kept back, UTC.';
comment on column quarantine.released_at is 'When somebody released it, UTC; null while it is kept back.';
comment on column quarantine.released_by is 'Who released it.';
comment on column quarantine.release_reason is 'Why it may be published although it fails.';

create table if not exists withheld (
  document_id varchar, row_id varchar, expectation varchar, reason varchar, remedy varchar, sha256 varchar, since timestamp,
  released_at timestamp, released_by varchar, release_reason varchar, primary key (row_id, expectation)
);
comment on table withheld is 'Claims that a check keeps out while their document is published; a verdict that rests on one is unclear and says so.';
comment on column withheld.document_id is 'The document that the claim stands in.';
comment on column withheld.row_id is 'The commitment, outcome or statement that is kept out.';
comment on column withheld.expectation is 'The expectation that it fails.';
comment on column withheld.reason is 'What is wrong.';
comment on column withheld.remedy is 'What a person can do about it.';
comment on column withheld.sha256 is 'The bytes that it was read from; others are checked anew.';
comment on column withheld.since is 'When it was first kept out, UTC.';
comment on column withheld.released_at is 'When somebody released it, UTC; null while it is kept out.';
comment on column withheld.released_by is 'Who released it.';
comment on column withheld.release_reason is 'Why it may be published although it fails.';

create table if not exists fallen_verdicts (commitment_id varchar primary key, verdict boolean, continuity boolean, reason varchar);
comment on table fallen_verdicts is 'Promises whose verdict, or what is said of the next plan, rests on a withheld claim or fails a check itself; internal.';
comment on column fallen_verdicts.commitment_id is 'The promise, which is published.';
comment on column fallen_verdicts.verdict is 'True where its verdict is published as unclear.';
comment on column fallen_verdicts.continuity is 'True where nothing is published of the next plan.';
comment on column fallen_verdicts.reason is 'What is wrong with what it rests on.';

create table if not exists corrections (
  file varchar not null, line integer not null, document_id varchar, row_id varchar, field varchar, old_value varchar,
  new_value varchar, reason varchar, who varchar, corrected_on date, state varchar, fault varchar
);
comment on table corrections is 'Corrections made by hand (corrections/*.yaml), and whether they still apply.';
comment on column corrections.document_id is 'The document whose row is corrected.';
comment on column corrections.new_value is 'What stands now.';
comment on column corrections.reason is 'Why, as the file says.';
comment on column corrections.who is 'Who corrected it.';
comment on column corrections.corrected_on is 'The day of the correction.';
comment on column corrections.file is 'Where it is written.';
comment on column corrections.line is 'Line in that file, from 1.';
comment on column corrections.row_id is 'The commitment or outcome; null for the document itself.';
comment on column corrections.field is 'The column corrected.';
comment on column corrections.old_value is 'What is expected there before.';
comment on column corrections.state is 'applied, or stale where the expected value no longer stands.';
comment on column corrections.fault is 'Why it is stale.';

create table if not exists first_wordings (
  first_commitment_id varchar primary key, document_id varchar not null, commitment_id varchar, quote varchar, comparator varchar, value double,
  value_high double, unit varchar, measure varchar, relative_to varchar, milestone varchar, stretch double, sha256 varchar, edited_at timestamp,
  said_since varchar
);
comment on table first_wordings is 'What targets said at first that their source rewrote after publication: they are judged by it.';
comment on column first_wordings.first_commitment_id is 'Id of the target as it was worded at first.';
comment on column first_wordings.commitment_id is 'The target as the page words it now; null where the page says again what it said at first, or nothing.';
comment on column first_wordings.quote is 'The first wording, a slice of the text of the capture named by sha256.';
comment on column first_wordings.document_id is 'The document that makes the promise.';
comment on column first_wordings.comparator is 'As commitments.comparator, at first.';
comment on column first_wordings.value is 'As commitments.value, at first.';
comment on column first_wordings.value_high is 'As commitments.value_high, at first.';
comment on column first_wordings.unit is 'As commitments.unit, at first.';
comment on column first_wordings.measure is 'As commitments.measure, at first.';
comment on column first_wordings.relative_to is 'As commitments.relative_to, at first.';
comment on column first_wordings.milestone is 'As commitments.milestone, at first.';
comment on column first_wordings.stretch is 'As commitments.stretch, at first.';
comment on column first_wordings.sha256 is 'The capture that said it.';
comment on column first_wordings.edited_at is 'When the edit was found, UTC.';
comment on column first_wordings.said_since is 'Id of the target as it was worded when it was last rewritten.';

create table if not exists publication (publication_id varchar primary key);
comment on table publication is 'Published file only: one row, the publication that all files beside it belong to; a digest of their rows.';
comment on column publication.publication_id is 'As in datapackage.json, in the metadata of the Parquet files, and on the site.';

-- Internal: the tables below are not published (warehouse/publish.py lists them).
create table if not exists captures (
  url varchar primary key, sha256 varchar, etag varchar, last_modified varchar, status integer, content_type varchar,
  error varchar, first_captured_at timestamp, checked_at timestamp, place_code varchar, kind varchar, year integer,
  period_end date, tier varchar, mirror_of varchar
);
comment on table captures is 'Last known state of each address that the sources list; internal.';
comment on column captures.sha256 is 'Last bytes fetched; null where nothing ever came.';
comment on column captures.status is 'Last HTTP status; null for a local file or where no answer came.';
comment on column captures.error is 'Why the last attempt failed; null where it did not.';
comment on column captures.checked_at is 'Last attempt, UTC.';
comment on column captures.place_code is 'As filed by the source; null where the text has to say.';
comment on column captures.kind is 'As filed by the source; null where the text has to say.';
comment on column captures.year is 'As filed by the source; null where the text has to say.';
comment on column captures.period_end is 'As filed by the source; null where the text has to say.';
comment on column captures.tier is 'Of a mirror, whose site it is; null for an official address.';
comment on column captures.mirror_of is 'Of a mirror, the official address in whose place it is asked.';

create table if not exists capture_pages (
  document_url varchar not null, number integer, url varchar not null, sha256 varchar, etag varchar, last_modified varchar,
  content_type varchar, sure boolean, error varchar, checked_at timestamp, way varchar
);
comment on table capture_pages is 'Pages of the documents that have several, or that are reached by way of others, as last fetched; captures.sha256 names a list of them; internal.';
comment on column capture_pages.way is 'How the page before, which holds no document itself, leads to it: refresh, script, frame, viewer or attachment; null for a page of an article.';
comment on column capture_pages.document_url is 'The address of the first page, as in captures.';
comment on column capture_pages.number is 'From 1, in reading order.';
comment on column capture_pages.sha256 is 'The page''s own bytes in the archive; null where it is missing.';
comment on column capture_pages.sure is 'True where its address alone shows that it belongs to the article.';
comment on column capture_pages.error is 'Why it is missing; null where it is not.';

create table if not exists column_state (
  url varchar primary key, place_code varchar, source varchar, etag varchar, last_modified varchar, sha256 varchar, items varchar,
  reader varchar, pages integer, found integer, most integer, error varchar, checked_at timestamp
);
comment on table column_state is 'Last known state of each page that lists documents (column or site map); internal.';
comment on column column_state.source is 'The source file that names it.';
comment on column column_state.items is 'Digest of the links on its first page: the same digest is an unchanged list.';
comment on column column_state.reader is 'Digest of the rules that read it.';
comment on column column_state.found is 'Documents that it gave when it was last read whole.';
comment on column column_state.most is 'The most that it ever gave.';
comment on column column_state.error is 'Why it gave nothing, or less than it must; null where all is well.';

create table if not exists discovered (
  url varchar primary key, place_code varchar not null, kind varchar, year integer, title varchar, published_on date, rank integer,
  column_url varchar, found_at timestamp, tier varchar, mirror_of varchar
);
comment on table discovered is 'Documents that columns and site maps list; internal.';
comment on column discovered.kind is 'Null for an address of a site map that turned out to be something else.';
comment on column discovered.year is 'As documents.year; null where neither title nor day says.';
comment on column discovered.rank is '0 for the document itself, higher for an excerpt or the like.';

create table if not exists expectations (
  place_code varchar not null, kind varchar not null, year integer not null, period_end date, opens date, due date, listed boolean
);
comment on table expectations is 'What each place must yield, year by year, by its source file; internal.';
comment on column expectations.opens is 'First day on which it can be there; null for a document listed by its address.';
comment on column expectations.due is 'Last day; null for a document listed by its address.';

create table if not exists reading_state (url varchar primary key, sha256 varchar not null, reader_version varchar not null);
comment on table reading_state is 'Which bytes were read by which reading rules, so that work is not done twice; internal.';

create table if not exists known_facts (alert_id varchar primary key);
comment on table known_facts is 'Facts that a new version of the code found in documents known before: they stand, and raise no alert; internal.';
comment on column known_facts.alert_id is 'As alerts.alert_id.';

create table if not exists unjudged_places (place_code varchar primary key, since timestamp);
comment on table unjudged_places is 'Places with a document that changed since the last judging; internal.';
comment on column unjudged_places.place_code is 'Row of places.';
comment on column unjudged_places.since is 'When the document changed, UTC.';

create table if not exists run_state (name varchar primary key, value varchar);
comment on table run_state is 'What the last run did, so that the next does no work twice, and what waits to be done (flows/waiting.py); internal.';
