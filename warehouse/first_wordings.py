"""The first wording of a promise that its source rewrote after publication: it stays the promise, whatever the page says since.

The text that is held is the page's newest, as every quote has to be a slice of it. What a target said at first is a row of `first_wordings`,
which finds its target in the newest text by what it is about; the rules judge by the first wording (warehouse/judge.py), and the reason
says what the page says now. Where the page goes back to what it said at first, the row stands by and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.store import Row, upsert

# What makes two readings the same target, the surest first: then without what an edit may turn into something else.
_ABOUT = ("kind", "indicator_id", "indicator", "scope", "period", "span", "measure", "unit", "milestone")
_ALIKE = (
    _ABOUT,
    ("kind", "indicator_id", "scope", "period", "span", "measure"),
    ("kind", "indicator", "scope", "period", "span"),
)
_SAID = ("comparator", "value", "value_high", "unit", "measure", "relative_to", "milestone", "stretch")

# For the rules: the commitments that they see, with what was said at first in the place of what is said now.
AS_PROMISED = (
    "select c.* replace ("
    + ", ".join(f"case when f.commitment_id is null then c.{name} else f.{name} end as {name}" for name in _SAID)
    + ") from ({commitments}) c left join {first_wordings} f on f.commitment_id = c.commitment_id"
)
# What the reader of a verdict has to know of it.
NOTE = """
update verdict_now v set reason = v.reason || '该目标原为“' || f.quote || '”，于' || strftime(f.edited_at, '%Y年%-m月%-d日') || '改为“' || c.quote
  || '”（以本系统发现之日为准），按最初公布的文字判断。'
from {first_wordings} f, {commitments} c where f.commitment_id = v.commitment_id and c.commitment_id = v.commitment_id
"""


def rewritten(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], touched: Sequence[str]
) -> list[tuple[Row, Row]]:
    """The targets that an edit rewrote, as (was, is): each of `before` that the edit `touched` and that is no longer there, with the one of
    `after` that is about the same and was not there before. One that meets two of them meets none."""
    old, new = {str(r["commitment_id"]): r for r in before}, {str(r["commitment_id"]): r for r in after}
    gone = [r for i, r in old.items() if i in touched and i not in new]
    come = [r for i, r in new.items() if i in touched and i not in old]
    found: list[tuple[Row, Row]] = []
    for about in _ALIKE:
        for was in list(gone):
            own = [r for r in come if _alike(was, r, about)]
            if len(own) == 1 and sum(_alike(r, own[0], about) for r in gone) == 1:
                found.append((was, own[0]))
                gone.remove(was)
                come.remove(own[0])
    return found


def _alike(one: Mapping[str, Any], other: Mapping[str, Any], about: Sequence[str]) -> bool:
    if "indicator_id" in about and "indicator" not in about and one.get("indicator_id") is None:
        return False
    return all(one.get(name) == other.get(name) for name in about)


def keep_first(con: Any, pairs: Sequence[tuple[Row, Row]], sha256: str, edited_at: Any) -> None:
    """Notes the first wordings of targets that were rewritten; one that was rewritten before keeps what it said at first. `sha256` names
    the capture that said it."""
    for was, new in pairs:
        known = con.execute(
            "select first_commitment_id from first_wordings where document_id = ? and (first_commitment_id = ? or said_since = ?)",
            [was["document_id"], was["commitment_id"], was["commitment_id"]],
        ).fetchall()
        if known:
            con.execute("update first_wordings set said_since = ? where first_commitment_id = ?", [new["commitment_id"], known[0][0]])  # fmt: skip
            continue
        row = {name: was.get(name) for name in _SAID} | {
            "first_commitment_id": was["commitment_id"], "document_id": was["document_id"], "quote": was["quote"], "sha256": sha256,
            "edited_at": edited_at, "said_since": new["commitment_id"],
        }  # fmt: skip
        upsert(con, "first_wordings", [row], "first_commitment_id")


def settle_first(con: Any, document_ids: Sequence[str]) -> None:
    """Finds, in the text that is held now, the targets whose first wording is kept: `commitment_id` is null where the page says again what it
    said at first, or says nothing of it any more."""
    con.execute(
        "update first_wordings f set commitment_id = (select c.commitment_id from commitments c where c.commitment_id = f.said_since"
        " and c.commitment_id <> f.first_commitment_id"
        f" and ({', '.join(f'c.{n}' for n in _SAID)}) is distinct from ({', '.join(f'f.{n}' for n in _SAID)}))"
        " where f.document_id in (select unnest(?::varchar[]))",
        [list(document_ids)],
    )
