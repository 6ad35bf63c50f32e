"""Facts that somebody may have to know, and which of them are no news because our own code found them in documents known before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from warehouse.ruleset import put_words_into
from warehouse.store import upsert

# Only what stands in the list of main targets, or lags inside the year, is worth waking somebody for.
_STANDING = """
select v.kind, v.commitment_id, c.document_id, d.place_code, p.name, p.fictional, d.year, c.indicator, c.indicator_id, c.quote,
       case when v.kind in ('dropped', 'lowered', 'words_only') then v.next_quote else v.evidence_quote end, v.reason, d.url, e.url,
       v.confidence, coalesce(abs(v.shortfall) / nullif(abs(coalesce(w.value, c.value)), 0) * 100, 0), coalesce(w.first_commitment_id, v.commitment_id)
from (
  select *, unnest(list_filter([case when verdict in ('missed', 'lagging') then verdict end,
                                case when continuity in ('dropped', 'lowered', 'words_only') then continuity end], lambda k: k is not null)) as kind
  from verdicts
) v
join commitments c using (commitment_id) join documents d using (document_id) join places p on p.place_code = d.place_code
left join commitments n on n.commitment_id = v.next_commitment_id
left join indicators i on i.indicator_id = c.indicator_id
left join first_wordings w on w.commitment_id = v.commitment_id
left join documents e on e.document_id = case when v.kind in ('dropped', 'lowered', 'words_only') then n.document_id else v.evidence_document_id end
where (c.headline or v.kind = 'lagging')
  -- A ceiling that comes down is tightened.
  and not (v.kind = 'lowered' and is_kept_low(c.comparator, i.direction, c.value))
order by d.year, d.place_code, c.ordinal, v.kind
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """A main target that was missed, lags, was dropped, lowered or turned into words, with both quotes; `gap` in percent of the target."""

    kind: str
    commitment_id: str
    document_id: str
    place_code: str
    place: str
    fictional: bool
    year: int
    indicator: str
    indicator_id: str | None
    promised: str
    shown: str | None
    reason: str
    url: str
    shown_url: str | None
    confidence: float
    gap: float
    first_id: str  # of the promise as it was worded at first: an edit of the page makes no other fact of it

    @property
    def about_next(self) -> bool:
        """Whether it is about the next plan, not about the result."""
        return self.kind in ("dropped", "lowered", "words_only")

    @property
    def alert_id(self) -> str:
        return fact_id(self.kind, self.first_id)


def fact_id(kind: str, about: str) -> str:
    """The id of a fact, which is that of its alert: the same fact has the same id for ever."""
    return hashlib.sha256(f"{kind}|{about}".encode()).hexdigest()[:16]


def standing(con: Any) -> list[Fact]:
    """The facts that stand now, oldest plan first."""
    put_words_into(con)
    return [Fact(*row) for row in con.execute(_STANDING).fetchall()]


def told(con: Any) -> set[str]:
    """Ids of the facts that raise no alert: those that have one, and those that were known before or found by new code."""
    rows = con.execute("select alert_id from alerts union select alert_id from known_facts").fetchall()
    return {alert_id for (alert_id,) in rows}


def untold(con: Any) -> dict[str, tuple[str, str]]:
    """The facts that stand, are published, and that nobody was told of: id -> the document that promised, and its place."""
    known, kept = told(con), unpublished(con)
    return {
        f.alert_id: (f.document_id, f.place_code)
        for f in standing(con)
        if f.alert_id not in known and (f.commitment_id, f.about_next) not in kept
    }


def unpublished(con: Any) -> set[tuple[str, bool]]:
    """The promises of whose verdict (True: of whose next plan) nothing is published, as a check keeps out what it rests on."""
    rows = con.execute(
        "select commitment_id, unnest(list_filter([case when verdict then false end, case when continuity then true end], p -> p is not null))"
        " from fallen_verdicts union all select row_id, unnest([false, true]) from withheld where released_at is null"
    ).fetchall()
    return {(commitment, about_next) for commitment, about_next in rows}


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
    now = {fact.alert_id for fact in standing(con)}
    gone = [i for (i,) in con.execute("select alert_id from known_facts").fetchall() if i not in now]
    if gone:
        con.execute("delete from known_facts where alert_id in (select unnest(?))", [gone])
