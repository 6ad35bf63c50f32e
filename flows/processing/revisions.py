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
    tier: str | None = None


def held_documents(con: Any) -> dict[str, Held]:
    """document_id -> what is held."""
    rows = con.execute(
        "select document_id, url, complete, sha256, reader_version, captured_at, tier from documents"
    ).fetchall()
    return {row[0]: Held(row[0], row[1], bool(row[2]), row[3], row[4] or "", *row[5:]) for row in rows}


@dataclass(frozen=True, slots=True)
class Reading:
    """What two addresses of one document are compared by."""

    document_id: str
    url: str
    sha256: str
    text: str
    commitments: Sequence[dict[str, Any]]


def reading_of(rows: DocumentRows) -> Reading:
    """The part of a document's rows that is compared."""
    one = rows.document
    return Reading(one["document_id"], one["url"], one["sha256"], one["text"], rows.commitments)


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
                "commitment_ids": touched, "kind": "edit", "url": work.filed.url,
            }
        )  # fmt: skip
        return None

    def between(self, stands: Reading, mirror: Reading) -> str | None:
        """Notes what differs between the text that stands and that of another address; why they are not one document, None where they are."""
        change = readers().run(changes, stands.text, mirror.text)
        if isinstance(change, Exceeded):
            return f"cannot be compared with {stands.url} ({change.partition('; ')[0]})"
        if change is None:
            return None
        if len("".join(change.removed.split())) > _ANOTHER * len("".join(stands.text.split())):
            return f"shows another text than {stands.url}"
        self.rows.append(
            {
                "document_id": stands.document_id, "found_at": datetime.now(UTC), "old_sha256": stands.sha256,
                "new_sha256": mirror.sha256, "removed": change.removed, "added": change.added,
                "commitment_ids": _touched(change, stands.commitments, mirror.commitments), "kind": "mirror", "url": mirror.url,
            }
        )  # fmt: skip
        return None

    def reading_of(self, held: Held) -> Reading | None:
        """What is held of a document, as the rules of today read it; None where they do not."""
        if held.reader_version != self._reader:
            filed = self._con.execute(
                "select c.place_code, c.kind, c.year, c.period_end, coalesce(p.fictional, false), c.tier, c.mirror_of, coalesce(c.content_type, '')"
                " from captures c left join places p using (place_code) where c.url = ?",
                [held.url],
            ).fetchall()
            if not filed:
                return None
            *known, content_type = filed[0]
            again = self._read_again(Filed(held.url, *known), held, content_type)
            return None if isinstance(again, str) else reading_of(again)
        ((text,),) = self._con.execute(
            "select text from documents where document_id = ?", [held.document_id]
        ).fetchall()
        own = self._con.execute("from commitments where document_id = ?", [held.document_id])
        return Reading(held.document_id, held.url, held.sha256, text, as_records(own))

    def _read_again(self, filed: Filed, held: Held, content_type: str) -> Any:
        return readers().run(
            read_one,
            Work(
                filed, held.sha256, content_type, held.captured_at.replace(tzinfo=UTC), self._home.archive, self._reader
            ),
        )

    def _before(self, held: Held, work: Work) -> tuple[str | None, Sequence[dict[str, Any]]]:
        """The text and the commitments of the old bytes, as the rules of today read them."""
        if held.reader_version == self._reader and (stands := self.reading_of(held)) is not None:
            return stands.text, stands.commitments
        again = self._read_again(work.filed, held, work.content_type)
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
        select d.url, d.sha256, c.content_type, d.captured_at, d.place_code, d.kind, d.year, d.period_end, coalesce(p.fictional, false),
               d.tier, d.mirror_of
        from documents d join captures c using (url) left join places p on p.place_code = d.place_code
        where d.sha256 <> c.sha256 and d.reader_version is distinct from ? order by d.url
        """,
        [reader],
    ).fetchall()
    return [
        Work(Filed(u, *filed), sha256, content_type or "", at.replace(tzinfo=UTC), home.archive, reader)
        for u, sha256, content_type, at, *filed in rows
    ]  # fmt: skip
