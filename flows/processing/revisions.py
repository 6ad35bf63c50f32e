"""New bytes at the address of a document that is held: an edit, furniture, or something that must not take its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from extract.batch import Work, read_one
from extract.budget import Exceeded
from extract.changes import Change, changes
from extract.model import DocumentRows, Filed
from flows.readers import readers
from flows.settings import Home
from warehouse.connection import as_records
from warehouse.first_wordings import keep_first, rewritten
from warehouse.store import upsert

_ANOTHER = 0.7  # share of the old text that went: more is no edit, the address shows something else


@dataclass(frozen=True, slots=True)
class Held:
    """A document as it stands in the working tables."""

    document_id: str
    url: str
    complete: bool
    sha256: str
    reader_version: str
    captured_at: datetime


def held_documents(con: Any) -> dict[str, Held]:
    """document_id -> what is held."""
    rows = con.execute(
        "select document_id, url, complete, sha256, reader_version, captured_at from documents"
    ).fetchall()
    return {row[0]: Held(row[0], row[1], bool(row[2]), row[3], row[4] or "", row[5]) for row in rows}


class Reviser:
    """Compares what is read now with what was read before, by the same rules, and gathers rows of `revisions`."""

    def __init__(self, con: Any, home: Home, reader: str) -> None:
        self._con, self._home, self._reader = con, home, reader
        self.rows: list[dict[str, Any]] = []
        self._first: dict[str, tuple[list[Any], str]] = {}  # document -> targets that were rewritten, the bytes before

    def refusal(self, held: Held, work: Work, answer: DocumentRows) -> str | None:
        """Why new bytes may not take the place of those held at the same address; None where they may.

        An edit that stands is gathered. Only new bytes at the source count: new rules of ours make no revision.
        """
        if held.url != work.filed.url or held.sha256 == work.sha256:
            return None
        stands = f"the capture of {held.captured_at:%Y-%m-%d} stands; look at the page"
        if held.complete and not answer.document["complete"]:
            return f"gives less than it did ({answer.document['incomplete_reason']}), so {stands}"
        old_text, promises = self._before(held, work)
        if old_text is None:
            return None
        # Of two long texts with nothing in common each sentence meets each: that has its budget as well.
        change = readers().run(changes, old_text, str(answer.document["text"]))
        if isinstance(change, Exceeded):
            return f"cannot be compared with what it was ({change.partition('; ')[0]}), so {stands}"
        if change is None:
            return None
        if len("".join(change.removed.split())) > _ANOTHER * len("".join(old_text.split())):
            return f"shows another text than it did, so {stands}"
        touched = _touched(change, promises, answer.commitments)
        self._first[held.document_id] = rewritten(promises, answer.commitments, touched), held.sha256
        self.rows.append(
            {
                "document_id": held.document_id, "found_at": datetime.now(UTC), "old_sha256": held.sha256,
                "new_sha256": work.sha256, "removed": change.removed, "added": change.added,
                "commitment_ids": touched,
            }
        )  # fmt: skip
        return None

    def _before(self, held: Held, work: Work) -> tuple[str | None, Sequence[dict[str, Any]]]:
        """The text and the commitments of the old bytes, as the rules of today read them."""
        if held.reader_version == self._reader:
            text = self._con.execute("select text from documents where document_id = ?", [held.document_id]).fetchall()
            own = self._con.execute("from commitments where document_id = ?", [held.document_id])
            return text[0][0], as_records(own)
        again = readers().run(
            read_one,
            Work(work.filed, held.sha256, work.content_type, held.captured_at.replace(tzinfo=UTC), self._home.archive, self._reader)
        )  # fmt: skip
        if isinstance(again, str):
            return None, []
        return again.document["text"], again.commitments

    def save(self) -> None:
        """Write what was gathered; an edit that is known already is not written twice."""
        known = set(self._con.execute("select document_id, old_sha256, new_sha256 from revisions").fetchall())
        keys = ("document_id", "old_sha256", "new_sha256")
        upsert(self._con, "revisions", [r for r in self.rows if tuple(r[k] for k in keys) not in known], keys)
        kept = {row["document_id"] for row in self.rows}
        for document_id, (pairs, sha256) in self._first.items():
            if document_id in kept:
                keep_first(self._con, pairs, sha256, datetime.now(UTC).replace(tzinfo=None))


def _touched(change: Change, before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[str]:
    both = ((before, change.old_spans), (after, change.new_spans))
    return sorted(
        {
            str(row["commitment_id"])
            for rows, spans in both
            for row in rows
            if change.touches(row["char_start"], row["char_end"], spans)
        }
    )


def old_works(con: Any, home: Home, reader: str) -> list[Work]:
    """Documents held by other bytes than their address gives now, and not read by these rules yet."""
    rows = con.execute(
        """
        select d.url, d.sha256, c.content_type, d.captured_at, d.place_code, d.kind, d.year, d.period_end, coalesce(p.fictional, false)
        from documents d join captures c using (url) left join places p on p.place_code = d.place_code
        where d.sha256 <> c.sha256 and d.reader_version is distinct from ? order by d.url
        """,
        [reader],
    ).fetchall()
    return [
        Work(Filed(u, place, kind, year, end, fictional), sha256, content_type or "", at.replace(tzinfo=UTC), home.archive, reader)
        for u, sha256, content_type, at, place, kind, year, end, fictional in rows
    ]  # fmt: skip
