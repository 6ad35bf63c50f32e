"""Putting what was read into the working tables: which reading of a document stands, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from extract.batch import Work
from extract.budget import Exceeded
from extract.language import gazetteer
from extract.model import DocumentRows
from flows.faults import alone
from flows.processing.revisions import Held, Reviser, held_documents
from flows.readers import refused
from flows.settings import Home, place_row
from warehouse.store import StoreError, delete_document, load_batch, transaction, upsert


class Result(Protocol):
    """Where the loading notes what it did."""

    read: int
    rejected: list[str]
    warnings: list[str]


def load_answers(
    con: Any,
    home: Home,
    works: Sequence[Work],
    answers: Sequence[DocumentRows | str],
    reader: str,
    result: Result,
    news: bool = True,
) -> None:
    """Loads what was read; of two addresses that give one document the whole one stands, then the one that was here first.

    Of two captures of one address the newer one counts, unless it cannot be read, gives less than the one before, or is
    another document: then the one before stands, and the newer one is a rejection. So is one whose loading breaks, or whose rows
    the tables do not take; the others go in without it. Where it is `news`, the places whose
    documents came, changed or went wait in unjudged_places to be judged.
    """
    now = datetime.now(UTC)
    held = held_documents(con)
    at_address: dict[str, list[Held]] = {}
    for one in held.values():
        at_address.setdefault(one.url, []).append(one)
    newest = dict(con.execute("select url, sha256 from captures").fetchall())
    reviser = Reviser(con, home, reader)
    batch: dict[str, DocumentRows] = {}
    rejections: list[dict[str, Any]] = []
    exceeded = {
        (work.filed.url, work.sha256)
        for work, answer in zip(works, answers, strict=True)
        if isinstance(answer, Exceeded)
    }
    kept: set[str] = set()  # addresses whose loading broke: what is held of them stands

    def refuse(work: Work, why: str) -> None:
        result.rejected.append(f"{work.filed.url}: {why}")
        reason, _, remedy = why.partition("; ")
        row = {"url": work.filed.url, "sha256": work.sha256, "stage": "read", "reason": reason, "remedy": remedy or None, "found_at": now}  # fmt: skip
        rejections.append(row)

    def lose(work: Work, why: str) -> None:
        kept.add(work.filed.url)
        refuse(work, why)

    def decide(work: Work, answer: DocumentRows | str) -> None:
        url = work.filed.url
        if isinstance(answer, DocumentRows):
            document_id, complete = answer.document["document_id"], bool(answer.document["complete"])
            other = held.get(document_id)
            if work.sha256 != newest.get(url):  # older bytes, read again by new rules
                batch[document_id] = answer
                return
            refusal = reviser.refusal(other, work, answer) if other else None
            if refusal is None and (other is None or other.url == url or (complete and not other.complete)):
                batch[document_id] = answer
                held[document_id] = Held(document_id, url, complete, work.sha256, reader, work.captured_at)
                result.warnings += [f"{url}: {warning}" for warning in answer.warnings]
                if not complete:
                    result.warnings.append(
                        f"{url}: incomplete ({answer.document['incomplete_reason']}); its silence proves nothing"
                    )
                return
            answer = refusal or f"is the same document as {other.url}, which is held; remove one of the two addresses"  # type: ignore[union-attr]
        elif work.sha256 != newest.get(url):
            return  # it stays as the rules of before have read it
        elif standing := [
            h for h in at_address.get(url, []) if h.sha256 != work.sha256 or (url, work.sha256) in exceeded
        ]:
            reason, _, remedy = answer.partition("; ")
            answer = (
                f"{reason}, so the capture of {standing[0].captured_at:%Y-%m-%d} stands; {remedy or 'look at the page'}"
            )
        refuse(work, answer)

    for work, answer in zip(works, answers, strict=True):
        with alone(lambda why, work=work: lose(work, why)):
            decide(work, answer)
    urls = [work.filed.url for work in works]

    def write() -> None:
        changed = {rows.document["place_code"] for rows in batch.values()}
        with transaction(con):
            con.execute("delete from rejections where stage = 'read' and url in (select unnest(?))", [urls])
            read_now = {(w.filed.url, w.sha256) for w in works}
            for url in set(urls) - kept:
                for one in at_address.get(url, []):
                    if (url, one.sha256) in exceeded:  # nothing was learnt about it: what was read before stands
                        continue
                    # The same bytes, and the rules of today read no such document in them.
                    if one.document_id not in batch and (url, one.sha256) in read_now and one.sha256 == newest.get(url):
                        changed |= {
                            code
                            for (code,) in con.execute(
                                "select place_code from documents where document_id = ?", [one.document_id]
                            ).fetchall()
                        }
                        delete_document(con, one.document_id)
            _save_missing_places(con, {rows.document["place_code"] for rows in batch.values()})
            load_batch(con, [_rows(one) for one in batch.values()])
            upsert(con, "rejections", rejections, ("url", "stage"))
            upsert(
                con,
                "reading_state",
                [
                    {
                        "url": w.filed.url,
                        "sha256": w.sha256,
                        "reader_version": refused(reader) if (w.filed.url, w.sha256) in exceeded else reader,
                    }
                    for w in works
                    if w.sha256 == newest.get(w.filed.url)
                ],
                "url",
            )
            if news:
                upsert(con, "unjudged_places", [{"place_code": code} for code in sorted(changed)], "place_code")
            reviser.save()

    whole: list[str] = []
    with alone(whole.append):
        write()
    if whole:
        of = {work.filed.url: work for work in works}
        lost = _unfit(con, batch)
        if not lost:
            raise StoreError(f"{home.database}: {len(batch)} documents cannot be loaded: {whole[0]}")
        for document_id, why in lost.items():
            rows = batch.pop(document_id)
            lose(of[rows.document["url"]], why)
            reviser.rows = [row for row in reviser.rows if row["document_id"] != document_id]
        write()
    result.read += len(batch)


def _rows(one: DocumentRows) -> tuple[Any, ...]:
    return one.document, one.commitments, one.outcomes, one.statements


class _TriedError(Exception):
    """It went in; raised to take it out again."""


def _unfit(con: Any, batch: dict[str, DocumentRows]) -> dict[str, str]:
    """Which documents the tables do not take, each tried by itself, and why; nothing of it stays."""
    lost: dict[str, str] = {}
    for document_id, rows in batch.items():
        lose = partial(lost.setdefault, document_id)
        with suppress(_TriedError), alone(lose, _TriedError), transaction(con):
            load_batch(con, [_rows(rows)])
            raise _TriedError
    return lost


def _save_missing_places(con: Any, codes: set[str]) -> None:
    known = {code for (code,) in con.execute("select place_code from places").fetchall()}
    wanted: list[dict[str, Any]] = []
    for code in codes:
        above: str | None = code
        while above and above not in known and (place := gazetteer.place(above)):
            wanted.append(place_row(place))
            known.add(above)
            above = place.parent_code
        if code not in known:
            wanted.append({"place_code": code, "name": code, "level": None, "parent_code": None, "fictional": False})
    upsert(con, "places", wanted, "place_code")
