"""`pledgewatch rebuild`: the working database made anew, from the archive and from what is published.

| comes from | what |
| --- | --- |
| the published file | documents with their claims, verdicts and their history, revisions, alerts and who dealt with them, releases, results of checks |
| the archive's ledger (flows/keeping.py) | the addresses and how each is filed, what was known before, what was told to whom |
| the WARC files | every document that is not published, or kept back; without a ledger, the captures; without a published file, all captures of all documents in the order in which they came, so that each edit is found again |

The old database is put aside, never deleted. What is made anew raises no alert: nothing in it is news.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.archive.history import Capture, captures
from extract.archive.store import Archive
from flows.alerting.facts import silence
from flows.keeping import KEPT, keep_ledger, ledger_rows
from flows.processing.run import load_unread, process_documents
from flows.settings import Home
from flows.versions import code_version, reader_version
from flows.waiting import UNPUBLISHED, UNTOLD, mark, strike
from warehouse.connection import attach
from warehouse.publication import settle
from warehouse.publish import INTERNAL, TABLES
from warehouse.query import can_be_read
from warehouse.store import StoreError, open_store, transaction, upsert
from warehouse.withholding import FALLEN_RULE

# Of the published tables this holds no working rows: it is said of the publication.
_NOT_TAKEN = ("publication",)
_CLAIMS = ("commitments", "outcomes", "statements")


class RebuildError(Exception):
    """The database cannot be made anew; one line that says why and what to do."""


@dataclass(slots=True)
class Rebuilt:
    """Rows of each table afterwards, where they came from, and where the old database lies (None where there was none)."""

    rows: dict[str, int] = field(default_factory=dict[str, int])
    sources: list[str] = field(default_factory=list[str])
    aside: Path | None = None
    rejected: list[str] = field(default_factory=list[str])


def rebuild(home: Home, tell: Callable[[str], object] = lambda _: None) -> Rebuilt:
    """Makes the working database of a home anew and publishes by it. Raises RebuildError, StoreError and PublishError.

    A kill leaves the old database in its place until the new one holds all that is taken over; what is read anew after that is done by
    the next run, as after any kill.
    """
    if not (home.archive / "warc").is_dir() and not can_be_read(home.published_database):
        raise RebuildError(f"{home.root}: neither an archive nor a published file is there; choose another --home")
    _free(home)
    settle(home.published)
    result, fresh = Rebuilt(), home.database.with_name("rebuilt.duckdb")
    for left in (fresh, Path(f"{fresh}.wal")):
        left.unlink(missing_ok=True)
    published = home.published_database if can_be_read(home.published_database) else None
    ledger = ledger_rows(home)
    begun = datetime.now(UTC).replace(tzinfo=None)
    with open_store(fresh) as con:
        if ledger is not None:
            tell("taking over the archive's ledger")
            _take_ledger(con, ledger)
            result.sources.append(f"{ledger}: addresses, what was known and told")
        if published is not None:
            tell("taking over what is published")
            _take_published(con, published)
            result.sources.append(f"{published}: documents, verdicts and their history, alerts, releases")
        found = list(captures(home.archive / "warc")) if ledger is None or published is None else []
        if ledger is None:
            tell("looking through the WARC files")
            _take_captures(con, found)
            result.sources.append(f"{home.archive / 'warc'}: {len(found)} captures")
        if published is None:
            tell("reading every capture in its order")
            _replay(con, home, found, result, begun)
            upsert(con, "run_state", [{"name": "code", "value": code_version()}], "name")
            result.sources.append(f"{home.archive / 'warc'}: documents and revisions, read anew")
        if ledger is None:
            _forget_others(con)
        _settle_reading(con, published is not None)
        con.execute("checkpoint")
    result.aside = _put_aside(home, begun)
    fresh.replace(home.database)
    tell("reading what is not published, judging and publishing")
    history = _history(home)
    processed = process_documents(home, handover="caller")
    result.rejected = processed.rejected
    with open_store(home.database) as con:
        _finish(con, published, history, begun, known=ledger is not None and published is not None)
        keep_ledger(con, home)
        for table in (*TABLES, *INTERNAL):
            result.rows[table] = con.execute(f"select count(*) from {table}").fetchall()[0][0]
    return result


def _free(home: Home) -> None:
    """Raises StoreError where another run has the old database open: it would write on into what is put aside."""
    if not home.database.is_file():
        return
    try:
        open_store(home.database).close()
    except StoreError as error:
        if "another process" in str(error):
            raise


def _put_aside(home: Home, at: datetime) -> Path | None:
    if not home.database.is_file():
        return None
    aside = home.database.with_name(f"warehouse.{at:%Y%m%dT%H%M%S}.before.duckdb")
    home.database.replace(aside)
    log = Path(f"{home.database}.wal")
    if log.is_file():
        log.replace(Path(f"{aside}.wal"))
    return aside


def _take_ledger(con: Any, path: Path) -> None:
    attach(con, path, "ledger")
    try:
        with transaction(con):
            for table in KEPT:
                columns = _shared(con, "ledger", table)
                if columns:
                    con.execute(f"insert into {table} ({columns}) select {columns} from ledger.{table}")
            # What waited then is found by what is missing now.
            con.execute("delete from run_state where name in ('unpublished', 'untold', 'site', 'judged', 'data_docs')")
    finally:
        con.execute("detach ledger")


def _take_published(con: Any, path: Path) -> None:
    attach(con, path, "pub")
    try:
        with transaction(con):
            for table in TABLES:
                columns = _shared(con, "pub", table)
                if columns and table not in _NOT_TAKEN and not con.execute(f"select 1 from {table} limit 1").fetchall():
                    con.execute(f"insert into {table} ({columns}) select {columns} from pub.{table}")
            # A last good version is what was published, not what was read; and where a claim is kept out, the document has to be read
            # again, as its rows are not all there, and what rests on it is not what was judged.
            con.execute(
                "create or replace temp table incomplete as select document_id from documents where held_since is not null"
                " union select document_id from quarantine where released_at is null"
                " union select document_id from withheld where released_at is null"
            )
            for table in ("documents", *_CLAIMS):
                con.execute(f"delete from {table} where document_id in (from incomplete)")
            con.execute(
                "insert or ignore into unjudged_places select distinct c.place_code, ?::timestamp from verdicts v"
                " join commitments c using (commitment_id) where v.rule = ?",
                [datetime.now(UTC).replace(tzinfo=None), FALLEN_RULE],
            )
            con.execute(
                "delete from verdicts where commitment_id not in (select commitment_id from commitments) or last_good or rule = ?",
                [FALLEN_RULE],
            )
            con.execute("delete from links where commitment_id not in (select commitment_id from commitments)")
    finally:
        con.execute("drop table if exists temp.incomplete")
        con.execute("detach pub")


def _shared(con: Any, database: str, table: str) -> str:
    """The columns that a table of another file has in common with ours."""
    rows = con.execute(
        "select column_name from duckdb_columns() where database_name = ? and table_name = ? intersect"
        " select column_name from duckdb_columns() where database_name = current_database() and table_name = ? order by 1",
        [database, table, table],
    ).fetchall()
    return ", ".join(f'"{name}"' for (name,) in rows)


def _take_captures(con: Any, found: list[Capture]) -> None:
    """The last state of each address by the WARC files, filed as the document that is published of it."""
    newest: dict[str, Capture] = {}
    for one in found:
        if (
            one.url not in newest or one.sha256 != newest[one.url].sha256
        ):  # seen again unchanged, it is as old as it was
            newest[one.url] = one
    upsert(con, "captures", [_row(one) for one in newest.values()], "url")
    con.execute(
        "update captures c set place_code = d.place_code, kind = d.kind, year = d.year, period_end = d.period_end, tier = d.tier, mirror_of = d.mirror_of,"
        " first_captured_at = case when d.sha256 = c.sha256 then d.captured_at else c.first_captured_at end"
        " from documents d where d.url = c.url"
    )
    # Of what the archive knows by another address than the document does (a file that was handed over, a page of several).
    con.execute(
        "insert or ignore into captures (url, sha256, first_captured_at, checked_at, place_code, kind, year, period_end, tier, mirror_of)"
        " select url, sha256, captured_at, captured_at, place_code, kind, year, period_end, tier, mirror_of from documents"
        " where url not in (select url from captures)"
    )


def _row(one: Capture) -> dict[str, Any]:
    return {"url": one.url, "sha256": one.sha256, "etag": one.etag, "last_modified": one.last_modified, "status": one.status,
            "content_type": one.content_type, "first_captured_at": one.at, "checked_at": one.at}  # fmt: skip


def _replay(con: Any, home: Home, found: list[Capture], result: Rebuilt, begun: datetime) -> None:
    """Reads every version of every address in its order: of each the first, then of each the second, as nights would have brought them."""
    kept = con.execute("select url, sha256, content_type, first_captured_at, checked_at from captures").fetchall()
    versions: dict[str, list[Capture]] = {}
    known = {url for url, *_ in kept}
    for one in found:
        own = versions.setdefault(one.url, [])
        if one.url in known and (not own or own[-1].sha256 != one.sha256):
            own.append(one)
    reader, archive = reader_version(), Archive(home.archive)
    for number in range(max((len(own) for own in versions.values()), default=0)):
        for url, own in versions.items():
            if number < len(own) and archive.has(own[number].sha256):
                con.execute("update captures set sha256 = ?, content_type = coalesce(?, content_type), first_captured_at = ? where url = ?",
                            [own[number].sha256, own[number].content_type, own[number].at.replace(tzinfo=None), url])  # fmt: skip
        load_unread(con, home, reader, result.rejected)
    came = [(one.at.replace(tzinfo=None), url, one.sha256) for url, own in versions.items() for one in own]
    for at, url, sha256 in came:
        con.execute(
            "update revisions r set found_at = ? from documents d where d.document_id = r.document_id and coalesce(r.url, d.url) = ? and r.new_sha256 = ? and r.found_at > ?",
            [at, url, sha256, begun],
        )
    for url, sha256, kind, first, checked in kept:
        con.execute("update captures set sha256 = ?, content_type = ?, first_captured_at = ?, checked_at = ? where url = ?",
                    [sha256, kind, first, checked, url])  # fmt: skip


def _forget_others(con: Any) -> None:
    """Of the addresses that the WARC files know, those that are no document (columns, pages of an article, what a site gave beside it) are
    none of `captures`. The next night asks the sources again."""
    con.execute("delete from captures where url not in (select url from documents) and url not in (select url from rejections where stage = 'read' and sha256 is null)")  # fmt: skip
    con.execute("delete from rejections where stage = 'read' and url not in (select url from captures)")


def _settle_reading(con: Any, taken: bool) -> None:
    """Which captures count as read: those of whose bytes the document stands, by the version that read it; and those that were refused."""
    con.execute(
        "delete from reading_state where url not in (select url from documents) and url not in (select url from rejections where stage = 'read')"
    )
    if taken:
        con.execute(
            "insert or ignore into reading_state select d.url, d.sha256, d.reader_version from documents d join captures c"
            " on c.url = d.url and c.sha256 = d.sha256 where d.reader_version is not null"
        )
    mark(con, UNPUBLISHED)


def _history(home: Home) -> list[Any]:
    with open_store(home.database) as con:
        return con.execute("from verdict_changes").fetchall()


def _finish(con: Any, published: Path | None, history: list[Any], begun: datetime, known: bool) -> None:
    """The history of verdicts as it was, and nothing that stands as news."""
    with transaction(con):
        if published is not None and history:
            con.execute(
                "delete from verdict_changes where changed_at >= ? and commitment_id in (select commitment_id from verdict_changes where changed_at < ?)",
                [begun, begun],
            )
        if not known:
            con.execute(
                "insert or ignore into watched_places select distinct place_code, ?::timestamp from documents", [begun]
            )
            silence(con, set(), set(), set())
            strike(con, UNTOLD)
