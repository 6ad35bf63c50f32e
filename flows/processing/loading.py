"""Putting what was read into the working tables: which reading of a document stands, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from extract.batch import Work
from extract.budget import Exceeded
from extract.document import beside
from extract.language import gazetteer
from extract.model import DocumentRows, rank_of
from flows.faults import alone
from flows.processing.revisions import Held, Reviser, held_documents, reading_of
from flows.readers import refused
from flows.settings import Home, place_row
from flows.waiting import UNPUBLISHED, mark
from warehouse.first_wordings import settle_first
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
    loading = _Loading(con, home, works, answers, reader, result, news)
    for work, answer in zip(works, answers, strict=True):
        with alone(lambda why, work=work: loading.lose(work, why)):
            loading.decide(work, answer)
    whole: list[str] = []
    with alone(whole.append):
        loading.write()
    if whole:
        loading.leave_out(whole[0])
        loading.write()
    result.read += len(loading.batch)


class _Loading:
    """One load: for each capture what becomes of it, then one writer."""

    def __init__(
        self,
        con: Any,
        home: Home,
        works: Sequence[Work],
        answers: Sequence[DocumentRows | str],
        reader: str,
        result: Result,
        news: bool,
    ) -> None:
        self._con, self._home, self._works, self._reader = con, home, works, reader
        self._result, self._news = result, news
        self._now = datetime.now(UTC)
        self._held = held_documents(con)
        self._at_address: dict[str, list[Held]] = {}
        for one in self._held.values():
            self._at_address.setdefault(one.url, []).append(one)
        self._newest: dict[str, str] = dict(con.execute("select url, sha256 from captures").fetchall())
        self._reviser = Reviser(con, home, reader)
        self._rejections: list[dict[str, Any]] = []
        # Captures that were given up for their length of time or memory: nothing was learnt about them.
        self._exceeded = {
            (work.filed.url, work.sha256)
            for work, answer in zip(works, answers, strict=True)
            if isinstance(answer, Exceeded)
        }
        self._kept: set[str] = set()  # addresses whose loading broke: what is held of them stands
        self._overtaken: list[
            str
        ] = []  # documents that were held from a lower tier: what was edited there is no edit here
        self.batch: dict[str, DocumentRows] = {}

    def decide(self, work: Work, answer: DocumentRows | str) -> None:
        """Puts what was read into the batch, or refuses it with the reason; older bytes change nothing that newer ones say."""
        newest = work.sha256 == self._newest.get(work.filed.url)
        if not isinstance(answer, str) and self._is_another_notice(work, answer):
            answer = beside(answer)
        if isinstance(answer, str):
            if newest:  # else it stays as the rules of before have read it
                self._refuse(work, self._what_stands(work, answer))
        elif not newest:  # older bytes, read again by new rules
            self.batch[answer.document["document_id"]] = answer
        elif (other := self._held.get(answer.document["document_id"])) and _mirrors(other, work):
            self._settle(other, work, answer)
        elif refusal := self._refusal(work, answer):
            self._refuse(work, refusal)
        else:
            self._take(work, answer)

    def _is_another_notice(self, work: Work, answer: DocumentRows) -> bool:
        """Whether this notice tells of the same months as one from another address, in other words: then both stand side by side."""
        document_id = answer.document["document_id"]
        other = self._held.get(document_id)
        if (
            answer.document["kind"] != "progress_notice"
            or other is None
            or other.url == work.filed.url
            or _mirrors(other, work)
        ):
            return False
        if document_id in self.batch:
            return self.batch[document_id].document["text"] != answer.document["text"]
        found = self._con.execute("select text from documents where document_id = ?", [document_id]).fetchone()
        return found is not None and found[0] != answer.document["text"]

    def _what_stands(self, work: Work, why: str) -> str:
        """Why a capture could not be read, with the earlier capture that stands for it, if one does."""
        key = (work.filed.url, work.sha256)
        at_address = self._at_address.get(work.filed.url, [])
        standing = [held for held in at_address if held.sha256 != work.sha256 or key in self._exceeded]
        if not standing:
            return why
        reason, _, remedy = why.partition("; ")
        return f"{reason}, so the capture of {standing[0].captured_at:%Y-%m-%d} stands; {remedy or 'look at the page'}"

    def _refusal(self, work: Work, answer: DocumentRows) -> str | None:
        """Why a document that was read is not taken; None where it is."""
        other = self._held.get(answer.document["document_id"])
        if other is None:
            return None
        if refusal := self._reviser.refusal(other, work, answer):
            return refusal
        if other.url == work.filed.url or (answer.document["complete"] and not other.complete):
            return None
        return f"is the same document as {other.url}, which is held; remove one of the two addresses"

    def _settle(self, other: Held, work: Work, answer: DocumentRows) -> None:
        """Of an official address and a mirror, or of two mirrors, one stands: the whole text, then the official one, then the higher tier.
        Which of them is newer decides nothing. What differs is a row of `revisions`."""
        in_batch = self.batch.get(other.document_id)
        held = reading_of(in_batch) if in_batch else self._reviser.reading_of(other)
        order = (not answer.document["complete"], work.filed.rank), (not other.complete, rank_of(other.tier))
        if order[0] < order[1]:
            if held and (fault := self._reviser.between(reading_of(answer), held)):
                self._result.warnings.append(f"{other.url}: a mirror that {fault}, which is taken now")
            self._overtaken.append(other.document_id)
            self._take(work, answer)
        elif held and (fault := self._reviser.between(held, reading_of(answer))):
            self._refuse(work, f"{fault}, which stands; correct the address under mirrors")

    def _take(self, work: Work, answer: DocumentRows) -> None:
        url, document_id = work.filed.url, answer.document["document_id"]
        complete = bool(answer.document["complete"])
        self.batch[document_id] = answer
        tier = work.filed.tier
        self._held[document_id] = Held(document_id, url, complete, work.sha256, self._reader, work.captured_at, tier)
        if tier:
            self._result.warnings.append(f"{url}: taken from a mirror ({tier}) in place of {work.filed.mirror_of}")
        self._result.warnings += [f"{url}: {warning}" for warning in answer.warnings]
        if not complete:
            self._result.warnings.append(
                f"{url}: incomplete ({answer.document['incomplete_reason']}); its silence proves nothing"
            )

    def _refuse(self, work: Work, why: str) -> None:
        self._result.rejected.append(f"{work.filed.url}: {why}")
        reason, _, remedy = why.partition("; ")
        row = {"url": work.filed.url, "sha256": work.sha256, "stage": "read", "reason": reason, "remedy": remedy or None, "found_at": self._now}  # fmt: skip
        self._rejections.append(row)

    def lose(self, work: Work, why: str) -> None:
        """Refuses a capture whose loading broke; what is held of its address stands."""
        self._kept.add(work.filed.url)
        self._refuse(work, why)

    def leave_out(self, why: str) -> None:
        """Takes the documents that the tables do not take out of the batch. Raises StoreError where it is none of them."""
        of = {work.filed.url: work for work in self._works}
        lost = _unfit(self._con, self.batch)
        if not lost:
            raise StoreError(f"{self._home.database}: {len(self.batch)} documents cannot be loaded: {why}")
        for document_id, reason in lost.items():
            rows = self.batch.pop(document_id)
            self.lose(of[rows.document["url"]], reason)
            self._reviser.rows = [row for row in self._reviser.rows if row["document_id"] != document_id]

    def write(self) -> None:
        """Brings the tables up to date, all or nothing."""
        con, urls = self._con, [work.filed.url for work in self._works]
        places = {rows.document["place_code"] for rows in self.batch.values()}
        with transaction(con):
            con.execute("delete from rejections where stage = 'read' and url in (select unnest(?))", [urls])
            changed = places | self._delete_gone()
            _save_missing_places(con, places)
            load_batch(con, [_rows(one) for one in self.batch.values()])
            upsert(con, "rejections", self._rejections, ("url", "stage"))
            upsert(con, "reading_state", self._states(), "url")
            if self._news:
                con.execute(
                    "insert or ignore into unjudged_places select unnest(?::varchar[]), ?::timestamp",
                    [sorted(changed), self._now.replace(tzinfo=None)],
                )
            if changed:
                mark(con, UNPUBLISHED)
            overtaken = [one for one in self._overtaken if one in self.batch]
            con.execute("delete from first_wordings where document_id in (select unnest(?::varchar[]))", [overtaken])
            self._reviser.save()
            settle_first(con, sorted(self.batch))

    def _delete_gone(self) -> set[str]:
        """Deletes the documents in whose bytes the rules of today read no such document; gives the codes of their places."""
        read_now = {(work.filed.url, work.sha256) for work in self._works} - self._exceeded
        changed: set[str] = set()
        for url in {work.filed.url for work in self._works} - self._kept:
            newest = self._newest.get(url)
            for one in self._at_address.get(url, []):
                if one.document_id in self.batch or one.sha256 != newest or (url, newest) not in read_now:
                    continue
                changed |= {
                    code
                    for (code,) in self._con.execute(
                        "select place_code from documents where document_id = ?", [one.document_id]
                    ).fetchall()
                }
                delete_document(self._con, one.document_id)
        return changed

    def _states(self) -> list[dict[str, Any]]:
        return [
            {
                "url": work.filed.url,
                "sha256": work.sha256,
                "reader_version": refused(self._reader)
                if (work.filed.url, work.sha256) in self._exceeded
                else self._reader,
            }
            for work in self._works
            if work.sha256 == self._newest.get(work.filed.url)
        ]


def _rows(one: DocumentRows) -> tuple[Any, ...]:
    return one.document, one.commitments, one.outcomes, one.statements


def _mirrors(other: Held, work: Work) -> bool:
    """Whether what is held and what was read are of two addresses, one of them a mirror."""
    return other.url != work.filed.url and bool(other.tier or work.filed.tier)


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
