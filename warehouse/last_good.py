"""The last good version of documents that are kept back: taken over from the file published before, and marked as such."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.connection import attach

# Ours and not the documents': a difference in these columns is no other version.
_OURS = {
    "documents": ("captured_at", "reader_version", "held_since", "held_reason", "corrected"),
    "commitments": ("rules",),
    "outcomes": ("rules",),
    "statements": (),
    "verdicts": ("recomputed", "judged_by", "last_good"),
}
_CLAIMS = ("commitments", "outcomes", "statements")


def attach_previous(con: duckdb.DuckDBPyConnection, published: Path) -> bool:
    """Attaches the file published before as `previous`, outside a transaction; False where there is none, it cannot be read, or it
    lacks what is needed: then no good version is known. Whoever calls detaches it."""
    if not published.is_file():
        return False
    try:
        attach(con, published, "previous")
    except duckdb.Error:
        return False
    found = con.execute("select table_name from duckdb_tables() where database_name = 'previous'").fetchall()
    return {str(name) for (name,) in found}.issuperset(_OURS)


def keep_last_good(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Puts into the file that is being built (the current database) what `previous` has of the documents in withheld_documents.

    `source` is the name of the working database. A version that is the one that fails now is none: where an expectation is
    new, nothing good is known. Verdicts that rest on documents kept back are those published before, as long as all that they
    rest on is there. The rows are marked: documents.held_since and held_reason, verdicts.last_good.
    """
    others = " or ".join(
        f"({_digest(con, source, table, source)}) is distinct from ({_digest(con, source, table, 'previous')})"
        for table in _OURS
    )
    con.execute(
        "create or replace temp table good_document as select p.document_id from previous.documents p"
        " join withheld_documents w using (document_id)"
        f" where {'p.held_since is not null or' if 'held_since' in _columns(con, 'previous', 'documents') else ''} {others}"
    )
    for table in ("documents", *_CLAIMS):
        con.execute(
            f"insert into {table} by name select {_shared(con, table)} from previous.{table}"
            " where document_id in (select document_id from good_document)"
        )
    con.execute(
        f"update documents d set held_since = coalesce(d.held_since, q.since), held_reason = q.reason from ("
        f" select document_id, min(since) as since, string_agg(reason, '；' order by expectation) as reason from {source}.quarantine"
        " where released_at is null group by document_id) q"
        " where q.document_id = d.document_id and d.document_id in (select document_id from good_document)"
    )
    con.execute(
        # Withheld for a reason that is not in the ledger: it is marked all the same.
        "update documents set held_since = coalesce(held_since, now()::timestamp), held_reason = coalesce(held_reason, '未通过检查')"
        " where document_id in (select document_id from good_document) and (held_since is null or held_reason is null)"
    )
    con.execute(
        f"insert into verdicts by name select {_shared(con, 'verdicts', 'v')}, true as last_good from previous.verdicts v"
        " join commitments c using (commitment_id) join documents d on d.document_id = c.document_id"
        " where commitment_id not in (select commitment_id from verdicts)"
        " and (v.outcome_id is null or v.outcome_id in (select outcome_id from outcomes))"
        " and (v.next_commitment_id is null or v.next_commitment_id in (select commitment_id from commitments))"
        " and (v.evidence_document_id is null or exists (select 1 from documents e"
        "   where e.document_id = v.evidence_document_id and contains(e.text, coalesce(v.evidence_quote, ''))))"
        # Silence and continuity rest on the next plan.
        " and ((v.verdict is not distinct from 'pending' and coalesce(v.continuity, 'pending') = 'pending') or not exists ("
        "   select 1 from withheld_documents w where w.kind = 'work_report' and d.kind = 'work_report' and w.place_code = d.place_code"
        "     and w.year = d.year + 1 and w.document_id not in (select document_id from good_document)))"
    )


def _digest(con: duckdb.DuckDBPyConnection, source: str, table: str, database: str) -> str:
    """SQL for a number that stands for all rows of one document (of p) in a table: null where there are none."""
    shared = _columns(con, source, table) & _columns(con, "previous", table) - set(_OURS[table])
    columns = ", ".join(f't."{column}"' for column in sorted(shared))
    if table == "verdicts":
        rows = f"{database}.verdicts t join {database}.commitments k using (commitment_id) where k.document_id = p.document_id"
        columns = columns.replace('t."commitment_id"', "commitment_id")
    else:
        rows = f"{database}.{table} t where t.document_id = p.document_id"
    return f"select bit_xor(hash({columns})) from {rows}"


def _shared(con: duckdb.DuckDBPyConnection, table: str, alias: str = "") -> str:
    own = str(con.execute("select current_database()").fetchall()[0][0])
    shared = _columns(con, own, table) & _columns(con, "previous", table) - {"last_good"}
    return ", ".join(
        f'{alias}."{column}"' if alias and column != "commitment_id" else f'"{column}"' for column in sorted(shared)
    )


def _columns(con: duckdb.DuckDBPyConnection, database: str, table: str) -> set[str]:
    rows = con.execute(
        "select column_name from duckdb_columns() where database_name = ? and table_name = ?",
        [database.strip('"'), table],
    ).fetchall()
    return {str(name) for (name,) in rows}
