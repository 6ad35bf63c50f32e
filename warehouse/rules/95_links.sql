-- What each promise was linked to, for the published table `links`: the figure of the next report (figure), the sentence of it that speaks of the promise without
-- a figure that could be linked (sentence), and the target of the next plan (plan). One of each kind at most.

create or replace temp table link_now as
select commitment_id, 'figure' as target, outcome_id, null::varchar as next_commitment_id, document_id, char_start, char_end, quote, score,
       sure and decides as sure, why
from linked
union all
select g.commitment_id, 'sentence', null, null, g.report, g.char_start, g.char_end, g.quote, g.score, false, g.says
from found_again g where g.char_start is not null
union all
select a.commitment_id, 'plan', null, a.next_commitment_id, n.document_id, n.char_start, n.char_end, n.quote, a.score, true, a.why
from carried a join commitments n on n.commitment_id = a.next_commitment_id;
