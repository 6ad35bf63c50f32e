"""Facts that somebody may have to know, and which of them are no news because our own code found them in documents known before."""

from __future__ import annotations

import hashlib
from typing import Any

from warehouse.store import upsert

# Only what stands in the list of main targets, or lags inside the year, is worth waking somebody for.
STANDING = """
select v.kind, v.commitment_id, c.document_id, p.name, p.fictional, d.year, c.quote, v.evidence_quote, v.next_quote, v.reason, d.url, d.place_code
from (
  select *, unnest(list_filter([case when verdict in ('missed', 'lagging') then verdict end,
                                case when continuity in ('dropped', 'lowered') then continuity end], lambda k: k is not null)) as kind
  from verdicts
) v
join commitments c using (commitment_id) join documents d using (document_id) join places p on p.place_code = d.place_code
where c.headline or v.kind = 'lagging'
order by d.year, d.place_code, c.ordinal, v.kind
"""


def fact_id(kind: str, commitment_id: str) -> str:
    """The id of a fact, which is that of its alert: the same fact has the same id for ever."""
    return hashlib.sha256(f"{kind}|{commitment_id}".encode()).hexdigest()[:16]


def told(con: Any) -> set[str]:
    """Ids of the facts that raise no alert: those that have one, and those that new code found in documents known before."""
    rows = con.execute("select alert_id from alerts union select alert_id from known_facts").fetchall()
    return {alert_id for (alert_id,) in rows}


def untold(con: Any) -> dict[str, tuple[str, str]]:
    """The facts that stand and that nobody was told of: id -> the document that promised, and its place."""
    known = told(con)
    found = {fact_id(row[0], row[1]): (row[2], row[11]) for row in con.execute(STANDING).fetchall()}
    return {alert_id: about for alert_id, about in found.items() if alert_id not in known}


def silence(con: Any, waiting: set[str], not_of_places: set[str], withheld: set[str]) -> None:
    """Notes the facts that stand now as known, after new code judged documents known before.

    Not those that were `waiting` to be told before that, nor those of places with a document that nobody has judged yet, nor those
    of documents that were `withheld`: they become public for the first time when they are released.
    """
    rows = [
        {"alert_id": alert_id}
        for alert_id, (document, place) in untold(con).items()
        if alert_id not in waiting and place not in not_of_places and document not in withheld
    ]
    upsert(con, "known_facts", rows, "alert_id")


def forget_gone(con: Any) -> None:
    """Takes known facts that stand no longer off the list: should a document bring one back, it is news."""
    standing = {fact_id(row[0], row[1]) for row in con.execute(STANDING).fetchall()}
    gone = [i for (i,) in con.execute("select alert_id from known_facts").fetchall() if i not in standing]
    if gone:
        con.execute("delete from known_facts where alert_id in (select unnest(?))", [gone])
