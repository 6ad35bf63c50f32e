"""The work of the flow `process`: what do we now know? Reads new captures, loads, judges, checks and publishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract import vocabulary
from extract.batch import Work, read_batch
from extract.model import DocumentRows, Filed
from flows.alerting.facts import silence, untold
from flows.capturing.progress import counting
from flows.events import Handover, note_event, send_events
from flows.keeping import keep_ledger
from flows.prefect_runs import cause as run_cause
from flows.prefect_runs import places_said, say
from flows.processing.corrections import correct
from flows.processing.loading import load_answers
from flows.processing.revisions import old_works
from flows.processing.site import bring_up_to_date, site_waits
from flows.processing.state import is_due, ledgers, strike_off, unjudged, withheld_documents
from flows.readers import readers, refused
from flows.serving.health import end_night, note_step
from flows.settings import Home, as_home, find_corrections, writer_wait
from flows.stages import Stage, plainly
from flows.versions import code_version, reader_version
from flows.waiting import UNPUBLISHED, await_site, mark, strike, waiting
from warehouse.coverage import update_coverage
from warehouse.judge import judge, refused_places
from warehouse.publication import settle
from warehouse.publish import publish
from warehouse.quarantine import keep
from warehouse.store import open_store, transaction, upsert
from warehouse.withholding import find_fallen, keep_claims

if TYPE_CHECKING:
    from checks.run import CheckReport

# Captures that are read before what they say is loaded: of a long report it takes some megabyte.
READ_AT_ONCE = 50


@dataclass(slots=True)
class Processed:
    """What one processing run did; `rejected` and `warnings` hold one line each for the operator."""

    read: int = 0
    unchanged: int = 0
    published: bool = False
    rejected: list[str] = field(default_factory=list[str])
    warnings: list[str] = field(default_factory=list[str])
    blocked: bool = False  # a check that no document can be named for: nothing was published
    unfinished: list[str] = field(default_factory=list[str])  # what the run could not do to its end, as the site


def read_all(works: Sequence[Work]) -> list[DocumentRows | str]:
    """Reads many captures, in order, each within its budget."""
    with counting("documents", len(works)) as step:
        return read_batch(works, readers(), step)


def judge_all(con: Any, changed: set[str] | None, version: str, then: Callable[[], object]) -> dict[str, int]:
    """Links and judges the places whose documents changed; None is for a new version of the code, which judges all of them
    anew and marks what comes out otherwise as recomputed. `then` is done in the same transaction. See warehouse/rules."""
    return judge(con, changed, recomputed=changed is None, version=version, then=then)


def check_all(con: Any, data_docs: Path | None = None) -> CheckReport:
    """Runs the expectation suites over the working tables; keeps their results of all nights, the rows that failed in this one,
    and which documents are kept back. Builds the Data Docs where a folder is given."""
    from checks.run import run_checks

    report = run_checks(con, data_docs)
    with transaction(con):
        upsert(con, "check_results", report.rows(), ("run_at", "suite", "expectation"))
        con.execute("delete from check_failures")
        upsert(con, "check_failures", report.failures(), ("expectation", "document_id", "row_id", "detail"))
        keep(con, [asdict(one) for one in report.held], report.run_at)
        keep_claims(con, [asdict(one) for one in report.claims], report.run_at)
        find_fallen(con, [(str(one.row_id), part, one.reason) for one, part in report.verdicts])
    return report


def process_documents(
    home: Home | str | None = None,
    places: list[str] | None = None,
    cause: str | None = None,
    handover: Handover = "event",
    corrections: Path | str | None = None,
    stage: Stage = plainly,
    spare: bool = False,
) -> Processed:
    """Reads what was captured and not yet read by this version of the rules; judges, checks and publishes if anything changed.

    `places` and `cause` come from the event that started the run and name it; what is to be done is found in the database, so an
    event that comes twice or late does no harm. `corrections` is the folder of corrections made by hand; without one, and none in
    the environment, those that the warehouse has. With `spare` the Data Docs are left to the next night, where there are any: they take as
    long as the checks.
    """
    home, corrections = as_home(home), find_corrections(Path(corrections) if corrections else None)
    result = Processed()
    reader, version = reader_version(), code_version()
    with open_store(home.database, writer_wait()) as con:
        settle(home.published)
        renewed = _renew(con, home, reader, version, result, corrections, stage)
        _correct(con, corrections, version)
        works = _works(con, home, reader, result)
        _read_and_load(con, home, works, reader, result, stage)
        result.rejected += correct(con, corrections)[1]
        update_coverage(con)
        changed = unjudged(con)
        if changed:
            upsert(con, "indicators", _indicators(), "indicator_id")
            # Not inside a transaction: what does not fit in memory is tried again by smaller portions. A place that could not be judged waits.
            stage("judge", judge_all, con, changed, version, lambda: strike_off(con))
            result.rejected += [f"{code}: {reason}" for code, reason in refused_places(con).items()]
        if renewed or works or changed or is_due(con, home, version, spare):
            _publish(con, home, version, result, stage, spare)
        if result.blocked:
            send_events(con)
            keep_ledger(con, home)
            return result
        if site_waits(con, home):
            result.unfinished += bring_up_to_date(home, con, stage)
        _finish(con, home, sorted(changed), handover)
    say(
        f"{result.read} read, published: {'yes' if result.published else 'nothing new'}"
        + (f" (started by {cause} for {places_said(places or [])})" if cause else "")
    )
    return result


def load_unread(con: Any, home: Home, reader: str, rejected: list[str]) -> None:
    """Reads and loads the captures that this version of the reader has not read; lines of what was refused go to `rejected`."""
    result = Processed()
    _read_and_load(con, home, _works(con, home, reader, result), reader, result, plainly)
    rejected += result.rejected


def _read_and_load(
    con: Any, home: Home, works: Sequence[Work], reader: str, result: Processed, stage: Stage, news: bool = True
) -> None:
    """Reads captures and loads what they say, some at a time: memory does not grow with their number, and a run that dies loses little."""
    for some in _some_at_a_time(works):
        stage("load", load_answers, con, home, some, stage("read", read_all, some), reader, result, news)


def _some_at_a_time(works: Sequence[Work]) -> list[list[Work]]:
    """The works in portions; those of one address stay together, as of two captures of it one has to stand."""
    by_address: dict[str, list[Work]] = {}
    for work in works:
        by_address.setdefault(work.filed.url, []).append(work)
    portions: list[list[Work]] = []
    for own in by_address.values():
        if not portions or len(portions[-1]) >= READ_AT_ONCE:
            portions.append([])
        portions[-1] += own
    return portions


def _publish(con: Any, home: Home, version: str, result: Processed, stage: Stage, spare: bool) -> None:
    """Checks and publishes, and notes in `result` what was kept back, or that all was."""
    leave = spare and (home.data_docs / "index.html").is_file()
    report = stage("check", check_all, con, None if leave else home.data_docs)
    upsert(con, "run_state", [{"name": "data_docs", "value": "wait" if leave else "stand"}], "name")
    if report.blocking:
        result.blocked = True
        result.rejected += [f"nothing was published: {fault}" for fault in report.blocking]
        return
    withheld = report.withheld
    result.rejected += [f"{document}: {reason}" for document, reason in withheld.items()]
    result.warnings += claims_said(report)
    upsert(con, "run_state", [{"name": "withheld", "value": "\n".join(sorted(withheld))}], "name")
    await_site(con)
    stage("publish", publish, con, home.published, set(withheld))
    upsert(con, "run_state", [{"name": "judged", "value": f"{version}/{ledgers(con)}"}], "name")
    strike(con, UNPUBLISHED)
    result.published = True


def claims_said(report: CheckReport) -> list[str]:
    """A line for each document of which the checks keep out claims, or verdicts, and the document itself is published."""
    kept: dict[str, list[str]] = {}
    for one in (*report.claims, *(held for held, _ in report.verdicts)):
        if one.document_id not in report.withheld:
            kept.setdefault(one.document_id, []).append(one.reason)
    return [
        f"{document}: {len(reasons)} claims or verdicts kept out, the rest is published ({reasons[0]}); pledgewatch quarantine show {document}"
        for document, reasons in sorted(kept.items())
    ]


def _finish(con: Any, home: Home, judged: list[str], handover: Handover) -> None:
    """The night's end and the events of a run; each rejection is told once, by the day it was found."""
    now, root = datetime.now(UTC), str(home.root)
    told = con.execute("select max(value) from run_state where name = 'told_rejections'").fetchall()[0][0]
    rejections = con.execute(
        "select url, stage, reason, coalesce(remedy, ''), found_at::varchar from rejections where stage not in ('discovery', 'sources')"
        " and found_at > coalesce(?::timestamp, timestamp '1970-01-01') order by found_at, url, stage",
        [told],
    ).fetchall()
    for url, stage, reason, remedy, found_at in rejections:
        about = {"home": root, "url": url, "stage": stage, "reason": reason, "remedy": remedy}
        note_event(con, "pledgewatch.document.rejected", url, about, now)
        upsert(con, "run_state", [{"name": "told_rejections", "value": found_at}], "name")
    note_step(home, "process", now)
    if judged or any(one.step == "alert" for one in waiting(con, now)):
        payload = {"home": root, "places": judged, "cause": run_cause()}
        follow = "alert" if handover == "event" else ""
        note_event(con, "pledgewatch.verdicts.changed", home.root.name, payload, now, follow)
    if handover == "event":
        end_night(con, home, now)
    send_events(con)
    keep_ledger(con, home)


def _correct(con: Any, corrections: Path | None, version: str) -> None:
    """Applies the corrections to what is held already. What comes out otherwise is our doing, and no news."""
    before, waits = set(untold(con)), unjudged(con)
    places = correct(con, corrections)[0] - waits
    if places:
        withheld = withheld_documents(con)

        def settle() -> None:
            mark(con, UNPUBLISHED)
            silence(con, before, waits, withheld)

        judge(con, places, recomputed=True, version=version, then=settle)


def _renew(
    con: Any, home: Home, reader: str, version: str, result: Processed, corrections: Path | None, stage: Stage
) -> bool:
    """Takes what is held through a new version of the code before anything new is looked at, so that what comes out otherwise is
    ours and no news: it is marked recomputed, and the facts found by it raise no alert. False where the code is the same."""
    done = con.execute("select value from run_state where name = 'code'").fetchall()
    if done == [(version,)]:
        return False
    if not con.execute("select 1 from reading_state limit 1").fetchall():
        # Said before anything is read: a first run that dies after that has not been one of another version.
        upsert(con, "run_state", [{"name": "code", "value": version}], "name")
        return False
    before, waits = set(untold(con)), unjudged(con)
    works = _works(con, home, reader, result, again=True)
    _read_and_load(con, home, works, reader, result, stage, news=False)
    correct(con, corrections)
    upsert(con, "indicators", _indicators(), "indicator_id")

    def settle() -> None:
        mark(con, UNPUBLISHED)
        silence(con, before, waits, withheld_documents(con))
        upsert(con, "run_state", [{"name": "code", "value": version}], "name")

    stage("judge", judge_all, con, None, version, settle)
    return True


def _works(con: Any, home: Home, reader: str, result: Processed, again: bool = False) -> list[Work]:
    """What this version of the reader has not read; `again`, only bytes that an older version has read."""
    rows = con.execute(
        """
        select c.url, c.sha256, c.content_type, c.first_captured_at, c.place_code, c.kind, c.year, c.period_end,
               coalesce(p.fictional, false), c.tier, c.mirror_of, s.sha256 is not distinct from c.sha256 and s.reader_version in (?, ?),
               s.sha256 is not distinct from c.sha256
        from captures c left join reading_state s using (url) left join places p using (place_code)
        where c.sha256 is not null order by c.url
        """,
        [reader, refused(reader)],
    ).fetchall()
    result.unchanged = sum(1 for row in rows if row[11])
    return old_works(con, home, reader) + [
        Work(
            Filed(url, *filed),
            sha256,
            content_type or "",
            captured_at.replace(tzinfo=UTC),
            home.archive,
            reader,
        )
        for url, sha256, content_type, captured_at, *filed, done, same in rows
        if not done and (same or not again)
    ]


def _indicators() -> list[dict[str, Any]]:
    return [
        {"indicator_id": i.id, "name": i.name, "aliases": list(i.aliases), "direction": i.direction, "nominal": i.nominal, "flow": i.flow,
         "unit": i.units[0] if i.units else None}
        for i in vocabulary.load()
    ]  # fmt: skip
