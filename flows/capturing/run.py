"""The work of the flow `capture`: what changed out there? Follows the sources' columns, fetches documents and archives what came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256 as digest
from pathlib import Path
from typing import Any

from extract.archive.store import Archive, Recorder
from extract.fetching.fetcher import Fetcher, Request, Response
from extract.language import gazetteer
from extract.sources.files import Source, SourceError, load_sources
from extract.sources.listed import is_drawn
from flows.captured import Captured, finish_capture
from flows.capturing.answers import judged
from flows.capturing.browser import drawn, draws_pages
from flows.capturing.discovery import Discovery
from flows.capturing.mirrors import Mirrors, on_its_own_site
from flows.capturing.paging import Paging
from flows.capturing.progress import counting
from flows.capturing.sample import SampleSite
from flows.capturing.worklist import Wanted, expected, wanted
from flows.events import Handover, note_event
from flows.faults import alone
from flows.readers import readers
from flows.rejections import rejection_of, replace_stage
from flows.settings import SOURCES_VARIABLE, Home, as_home, fetch_options, find_sources, place_row, writer_wait
from flows.stages import Stage, plainly
from flows.stamping import stamp_night
from warehouse.publication import settle
from warehouse.store import open_store, transaction, upsert


class SourcesError(ValueError):
    """There is nothing to follow: no folder, or none with source files; one line with the remedy. Nothing was touched."""


class CaptureRun:
    """What the stages of one run share."""

    def __init__(self, con: Any, fetcher: Fetcher, recorder: Recorder, home: Home, sample: SampleSite | None) -> None:
        self.con, self.fetcher, self.recorder, self.home, self.sample = con, fetcher, recorder, home, sample
        self.result = Captured()
        self.rows: list[dict[str, Any]] = []
        self.missing: list[tuple[str, str]] = []  # further pages of articles: address and reason


def follow_columns(run: CaptureRun, sources: list[Source]) -> list[dict[str, Any]]:
    """Follows the columns and site maps; gives those that yield nothing, or less than they did."""
    discovery = Discovery(run.con, sources, run.fetcher, run.recorder, Archive(run.home.archive))
    with counting("columns", len(discovery.walks)) as step:
        discovery.run(step)
    run.recorder.commit()
    return discovery.save()


def fetch_pages(run: CaptureRun, documents: list[Wanted]) -> None:
    """Fetches and archives all documents, and mirrors of those that give nothing; retries, pacing and limits are extract.fetching.fetcher's.
    No body is held in memory."""
    known = _known(run.con)
    address = run.sample.fetch_address if run.sample else str
    mirrors = Mirrors(run.con, documents, known)
    pagings: list[Paging] = []
    asked = documents
    while asked:
        pagings.append(Paging(run.con, run.fetcher, run.recorder, Archive(run.home.archive), address))
        _fetch_round(run, asked, known, pagings[-1], address)
        asked = mirrors.next(run.rows)
        run.result.asked += len(asked)
    run.missing = [failure for paging in pagings for failure in paging.failures]
    run.result.failed += [reason for _, reason in run.missing]
    run.recorder.commit()
    _forget_readings(run)
    for paging in pagings:
        paging.save()


def _fetch_round(
    run: CaptureRun,
    documents: list[Wanted],
    known: dict[str, dict[str, Any]],
    paging: Paging,
    address: Callable[[str], str],
) -> None:
    requests: list[Request] = []
    for document in documents:
        before = known.get(document.url, {})
        requests.append(
            Request(address(document.url), before.get("etag"), before.get("last_modified"), document.allow_private)
        )
    shells: list[tuple[Wanted, Response]] = []  # pages that only a script fills
    with counting("documents", len(requests)) as step:

        def take(number: int, answer: Response) -> None:
            document = documents[number]
            before = known.get(document.url, {})
            with alone(_losing(run, document, answer)):
                sha256 = paging.first(document.url, before.get("sha256"))
                run.recorder.record(answer.exchanges, sha256 if answer.not_modified else None)
                answer = judged(answer)
                if document.tier:
                    answer = on_its_own_site(answer, requests[number].url)
                if _wants_drawing(answer):
                    shells.append((document, answer))
                elif not paging.take(document, answer, sha256):
                    run.rows.append(_record(answer, document, before, run.result))
            step()

        run.fetcher.fetch_all(requests, take)
    for document, shell in shells:
        with alone(_losing(run, document, shell)):
            answer = drawn(run.fetcher, shell, document.allow_private)
            run.recorder.record(answer.exchanges)
            _keep(run, document, answer, known)
    filed = {document.url: document for document in documents}
    for one, answer in paging.run():
        document = filed[one.url]
        with alone(_losing(run, document, answer)):
            _keep(run, document, answer, known)


def _losing(run: CaptureRun, document: Wanted, answer: Response) -> Callable[[str], None]:
    """Takes the reason for which an answer could not be kept."""
    return lambda reason: run.rows.append(_lost(answer, document, reason, run.result))


def _keep(run: CaptureRun, document: Wanted, answer: Response, known: dict[str, dict[str, Any]]) -> None:
    """Archives what was put together of several answers, and records it as the document's capture."""
    if answer.body is not None:
        run.recorder.put(answer.body, document.url, answer.content_type)
    run.rows.append(_record(answer, document, known.get(document.url, {}), run.result))


def _wants_drawing(answer: Response) -> bool:
    """Whether a page is known to be drawn by a script, and is drawn here."""
    if answer.body is None or not draws_pages():
        return False
    return readers().run(is_drawn, answer.body, answer.content_type) is True


def _forget_readings(run: CaptureRun) -> None:
    """What is asked as another than before, a mirror that was the official address or the other way round, has to be read as that."""
    filed: dict[str, Any] = dict(run.con.execute("select url, tier from captures").fetchall())
    changed = [row["url"] for row in run.rows if row["url"] in filed and filed[row["url"]] != row["tier"]]
    run.con.execute("delete from reading_state where url in (select unnest(?::varchar[]))", [changed])


def capture_documents(
    home: Home | str | None = None,
    directory: Path | str | None = None,
    sample: SampleSite | None = None,
    handover: Handover = "event",
    stage: Stage = plainly,
) -> Captured:
    """Follows the columns of `directory`'s sources, fetches every document known of, archives all answers, notes failures.

    Deployed without parameters, both folders come from the environment. Raises SourcesError where no sources are set, or none are there.
    """
    home, directory = as_home(home), find_sources(Path(directory) if directory else None)
    if directory is None:
        raise SourcesError(f"no folder of source files: set {SOURCES_VARIABLE}, or pass directory")
    sources, errors = stage("load-sources", load_sources, directory)
    if not sources and len(errors) == 1 and errors[0].file == str(directory):
        raise SourcesError(f"{directory}: {errors[0].message}; {errors[0].remedy}")
    sources = sample.permitted(sources) if sample else sources
    archive = Archive(home.archive)
    with open_store(home.database, writer_wait()) as con:
        settle(home.published)
        with archive.writing() as recorder, Fetcher(fetch_options()) as fetcher:
            run = CaptureRun(con, fetcher, recorder, home, sample)
            run.result.failed += [str(error) for error in errors]
            save_places(con, sources)
            _expect(con, sources, whole=not errors)
            columns = (
                stage("discover", follow_columns, run, sources) if any(s.columns or s.sitemap for s in sources) else []
            )
            run.result.asked += len(errors) + sum(len(s.columns) + bool(s.sitemap) for s in sources)
            run.result.failed += [f"{row['url']}: {row['reason']}; {row['remedy']}" for row in columns]
            documents = wanted(con, sources)
            run.result.listed = len(documents)
            if documents:
                stage("fetch", fetch_pages, run, documents)
            run.result.asked += len(documents) + len(run.missing)
            run.result.damaged = recorder.look()
            now = datetime.now(UTC)
            replace_stage(con, "archive", [rejection_of(line, "archive", now) for line in run.result.damaged])
            upsert(con, "captures", run.rows, "url")
            _note_failures(con, str(home.root), errors, columns, run.rows, run.missing)
        run.result.damaged += stamp_night(con, home)
        finish_capture(con, home, run.result, handover)
    return run.result


def _expect(con: Any, sources: list[Source], whole: bool) -> None:
    """Brings the ledger of what must come up to date. Where a file has a fault (`whole` is false) nobody knows whose it is: what other
    places must yield stays as it was."""
    with transaction(con):
        codes = [source.place.code for source in sources]
        con.execute("delete from expectations where ? or place_code in (select unnest(?::varchar[]))", [whole, codes])
        rows = expected(sources, datetime.now(UTC).date())
        upsert(con, "expectations", rows, ("place_code", "kind", "year", "period_end"))


def _note_failures(
    con: Any,
    home: str,
    errors: list[SourceError],
    columns: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    missing: list[tuple[str, str]],
) -> None:
    """Keeps what this night could not use in `rejections`; a failure that goes on keeps the day it was found."""
    now = datetime.now(UTC)
    found = [
        {"url": f"{e.file}:{e.line}", "stage": "sources", "reason": e.message, "remedy": e.remedy, "found_at": now}
        for e in errors
    ]
    found += [row | {"stage": "discovery", "found_at": now} for row in columns]
    found += [
        {"url": url, "stage": "capture", "reason": reason, "remedy": "look at the address", "found_at": now}
        for url, reason in [*((r["url"], r["error"]) for r in rows if r["error"]), *missing]
    ]
    stages = "('sources', 'capture', 'discovery')"
    before = con.execute(f"select url, stage, reason from rejections where stage in {stages}").fetchall()
    now_failing = {(row["url"], row["stage"], row["reason"]) for row in found}
    for url, stage, reason in before:
        if (url, stage, reason) not in now_failing:
            con.execute("delete from rejections where url = ? and stage = ? and reason = ?", [url, stage, reason])
    fresh = [row for row in found if (row["url"], row["stage"], row["reason"]) not in set(before)]
    upsert(con, "rejections", fresh, ("url", "stage"))
    for row in fresh:
        if row["stage"] == "discovery":
            about = {"home": home, "url": row["url"], "reason": row["reason"], "remedy": row["remedy"]}
            note_event(con, "pledgewatch.source.quiet", str(row["url"]), about, now)


def save_places(con: Any, sources: list[Source]) -> None:
    """Keeps the places of the sources, and those above them as far as the gazetteer knows them."""
    rows: dict[str, dict[str, Any]] = {
        s.place.code: {
            "place_code": s.place.code,
            "name": s.place.name,
            "level": s.place.level,
            "parent_code": s.place.parent,
            "fictional": s.fictional,
        }
        for s in sources
    }
    for code in list(rows):
        parent = rows[code]["parent_code"]
        while parent and parent not in rows and (above := gazetteer.place(parent)):
            rows[parent] = place_row(above)
            parent = above.parent_code
    upsert(con, "places", list(rows.values()), "place_code")


def _known(con: Any) -> dict[str, dict[str, Any]]:
    rows = con.execute("select url, sha256, etag, last_modified, first_captured_at from captures").fetchall()
    return {url: {"sha256": a, "etag": b, "last_modified": c, "first_captured_at": d} for url, a, b, c, d in rows}


def _row(answer: Response, document: Wanted, error: str | None) -> dict[str, Any]:
    return {
        "url": document.url, "place_code": document.place_code, "kind": document.kind, "year": document.year,
        "period_end": document.period_end, "tier": document.tier, "mirror_of": document.mirror_of, "status": answer.status, "error": error, "checked_at": datetime.now(UTC),
    }  # fmt: skip


def _lost(answer: Response, document: Wanted, reason: str, result: Captured) -> dict[str, Any]:
    """The row of `captures` for an answer that could not be dealt with; what was captured before stands."""
    error = f"{document.url}: {reason}"
    result.failed.append(error)
    return _row(answer, document, error)


def _record(answer: Response, document: Wanted, before: dict[str, Any], result: Captured) -> dict[str, Any]:
    """The row of `captures` for one answer; a failure keeps what was captured before."""
    if answer.error is not None:
        # The sample may run on another port than its addresses say; the operator knows the address as filed.
        said = answer.error.replace(answer.url, document.url)
        return _lost(answer, document, said.removeprefix(f"{document.url}: "), result)
    now, row = datetime.now(UTC), _row(answer, document, None)
    if answer.not_modified or answer.body is None:
        result.unchanged += 1
        return row
    sha256 = digest(answer.body).hexdigest()
    if sha256 == before.get("sha256"):
        result.unchanged += 1
    else:
        result.changed += bool(before.get("sha256"))
        result.new += not before.get("sha256")
        row |= {"sha256": sha256, "first_captured_at": now}
        (result.altered if before.get("sha256") else result.fresh).append(row)
    return row | {"etag": answer.etag, "last_modified": answer.last_modified, "content_type": answer.content_type}
