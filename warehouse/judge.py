"""Verdicts: runs the rule files in order over the working tables and brings the table `verdicts` up to date."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse import likeness

# After this file `promise` and `result` stand, and no rule has compared them yet.
_BEFORE_LIKENESS = "10_series.sql"
RULES = Path(__file__).with_name("rules")
_COLUMNS = (
    "commitment_id, verdict, outcome_id, shortfall, near_miss, disputed, continuity, next_commitment_id, rule, reason, "
    "confidence, evidence_quote, evidence_document_id, next_quote"
)


def rule_files() -> list[Path]:
    """The rule files in the order they run."""
    return sorted(RULES.glob("*.sql"))


def judge(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Judges every commitment of the working tables; returns how many commitments have each verdict.

    Rows of `verdicts` that come out the same are left untouched, so that a run over unchanged documents changes nothing.
    """
    for path in rule_files():
        con.execute(path.read_text("utf-8"))
        if path.name == _BEFORE_LIKENESS:
            likeness.link(con)
            likeness.still_named(con)
    con.execute("begin")
    try:
        con.execute(
            f"""
            create or replace temp table verdict_changed as select {_COLUMNS} from verdict_now except select {_COLUMNS} from verdicts;
            delete from verdicts where commitment_id in (select commitment_id from verdict_changed)
               or commitment_id not in (select commitment_id from verdict_now);
            insert into verdicts ({_COLUMNS}) select {_COLUMNS} from verdict_changed order by commitment_id;
            """
        )
        con.execute("commit")
    except duckdb.Error:
        con.execute("rollback")
        raise
    rows = con.execute("select verdict, count(*) from verdicts group by verdict order by verdict").fetchall()
    return {str(verdict): int(count) for verdict, count in rows}
