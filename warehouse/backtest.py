"""The back-test of the pace rules: what was said inside a year, against what the year came to."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.judge import judge

_PACED = "create or replace temp table all_paced (commitment_id varchar, rule varchar, months integer, verdict varchar)"
_GATHER = "insert into all_paced select commitment_id, rule, months, verdict from paced"
_BY_MONTH = """
select p.rule, p.months, count(*) filter (p.verdict = 'lagging'), count(*) filter (p.verdict = 'lagging' and v.verdict = 'missed'),
       count(*) filter (v.verdict = 'missed'), count(*)
from all_paced p
join verdicts v using (commitment_id)
where v.verdict in ('met', 'missed')
group by p.rule, p.months
order by p.rule, p.months
"""


@dataclass(frozen=True, slots=True)
class Month:
    """One rule at one point of the year, over all promises whose end is known.

    `alerts` were lagging then, `alerts_missed` of them were missed in the end; `missed` were missed in all, of `judged` promises.
    """

    rule: str
    month: int
    alerts: int
    alerts_missed: int
    missed: int
    judged: int

    @property
    def precision(self) -> float | None:
        """Share of the alerts that the year proved right; None where there was no alert."""
        return self.alerts_missed / self.alerts if self.alerts else None

    @property
    def recall(self) -> float | None:
        """Share of the misses that an alert foresaw; None where nothing was missed."""
        return self.alerts_missed / self.missed if self.missed else None


def backtest(con: duckdb.DuckDBPyConnection) -> list[Month]:
    """Judges the working tables anew and says, for each rule and month, how its alerts fared. Writes nothing that was not there.

    Only promises with a figure inside the year and a verdict at its end count; interim figures that came after that
    are used as if they were new on their day.
    """
    con.execute(_PACED)
    judge(con, gather=_GATHER)
    return [Month(*row) for row in con.execute(_BY_MONTH).fetchall()]
