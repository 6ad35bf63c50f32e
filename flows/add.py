"""Documents that an operator hands over: single files and addresses, or the many of a manifest."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from extract.archive.store import Archive
from extract.faults import one_line
from extract.formats.multipage import is_forged
from extract.model import DocumentKind
from flows.alerting.run import raise_alerts
from flows.captured import Captured, finish_capture
from flows.cli.summary import Summary
from flows.events import Handover
from flows.faults import alone
from flows.processing.handed_in import add_files
from flows.processing.run import process_documents
from flows.settings import Home, fetch_options, writer_wait
from flows.stages import plainly
from flows.stamping import stamp_night
from warehouse.store import open_store

if TYPE_CHECKING:
    from extract.fetching.fetcher import Response

_KINDS = get_args(DocumentKind)
_COLUMNS = {"path", "place_code", "kind", "year"}


class FilingError(ValueError):
    """The command or the manifest is wrong; one line that names the line and the remedy. Nothing was added."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What the operator asked for: documents, or a manifest, and what is known of them."""

    documents: list[str]
    manifest: Path | None = None
    place: str | None = None
    kind: str | None = None
    year: int | None = None
    allow_private: bool = False


def run_add(home: Home, filing: Filing, hand_over: bool = False) -> Summary:
    """Archives the documents, then does the work of the flows `process` and `alert`, or with `hand_over` leaves them to the server's event.

    Returns what became of the documents, as far as it is known here.

    Raises FilingError before anything is stored.
    """
    filed = _filed(filing)
    added = Summary("pledgewatch add")
    files: list[tuple[str, bytes, dict[str, Any]]] = []
    addresses = [(name, known) for name, known in filed if name.startswith(("http://", "https://"))]
    for name, known in filed:
        if name.startswith(("http://", "https://")):
            continue
        path = Path(name)
        with alone(lambda why, name=name: added.failed.append(f"{one_line(name)}: {why}")):
            _take_file(path, known, files, added)
    if addresses:
        files += plainly("fetch", _fetched, home, addresses, filing.allow_private, added)
    same = plainly("archive", _archive, home, files, added, "event" if hand_over else "caller")
    if hand_over:
        added.handed_over = True
        return added
    processed = process_documents(home, handover="caller", spare=True)
    added.rejected, added.warnings, added.unfinished = processed.rejected, processed.warnings, processed.unfinished
    added.read = processed.read
    refused = same & _refused_before(home)
    listed = " ".join(processed.rejected)
    added.rejected += [
        f"{url}: was rejected before, and has not changed" for url in sorted(refused) if url not in listed
    ]
    added.take_alerts(raise_alerts(home, handover="caller"))
    return added


def _archive(
    home: Home, files: list[tuple[str, bytes, dict[str, Any]]], added: Summary, handover: Handover
) -> set[str]:
    """Files the documents as captures, and notes in `added` which are new; gives the addresses of those that were held as they are."""
    with open_store(home.database, writer_wait()) as con:
        lost: dict[str, str] = {}
        before = add_files(con, home, files, lost)
        files = [one for one in files if one[0] not in lost]
        added.failed += [f"{url}: {why}" for url, why in lost.items()]
        done = Captured(listed=len(files))
        for url, body, known in files:
            digest = sha256(body).hexdigest()
            row = {"url": url, "sha256": digest, "place_code": known.get("place_code")}
            if url not in before:
                done.fresh.append(row)
            elif before[url] != digest:
                done.altered.append(row)
        done.new, done.changed, done.failed = len(done.fresh), len(done.altered), added.failed
        added.new, added.changed, added.unchanged = done.new, done.changed, len(files) - done.new - done.changed
        added.failed += stamp_night(con, home)
        finish_capture(con, home, done, handover, scheduled=False)
    return {url for url, _, _ in files} - {row["url"] for row in (*done.fresh, *done.altered)}


def _take_file(
    path: Path, known: dict[str, Any], files: list[tuple[str, bytes, dict[str, Any]]], added: Summary
) -> None:
    try:
        size = path.stat().st_size
        if size > fetch_options().max_bytes:
            limit = fetch_options().max_bytes // 1_000_000
            added.failed.append(f"{path}: {size // 1_000_000} MB is over the {limit} MB limit; is it a document?")
            return
        body = path.read_bytes()
        if is_forged(body):
            added.failed.append(f"{path}: a list of an article's pages as it is kept here, and no page; add the pages")
            return
        files.append((path.absolute().as_uri(), body, known))
    except OSError as error:
        added.failed.append(f"{path}: {error.strerror or error}")


def _fetched(
    home: Home, addresses: list[tuple[str, dict[str, Any]]], allow_private: bool, added: Summary
) -> list[tuple[str, bytes, dict[str, Any]]]:
    """What the addresses give; of an article of several pages, which go into the archive, the list of them."""
    # Imported here: a file that is added needs none of it.
    from extract.fetching.addresses import named_hosts
    from extract.fetching.fetcher import Fetcher, Request
    from flows.capturing.answers import judged
    from flows.capturing.paging import Paging
    from flows.capturing.worklist import Wanted

    # What a page leads to is asked with the same leave: at this host, and at no other private one.
    wanted = [Wanted(url, "", "", None, None, named_hosts(url, allow_private)) for url, _ in addresses]
    files: dict[str, tuple[str, bytes, dict[str, Any]]] = {}
    filed = dict(addresses)
    archive = Archive(home.archive)
    with open_store(home.database) as con, archive.writing() as recorder, Fetcher(fetch_options()) as fetcher:
        paging = Paging(con, fetcher, recorder, archive)

        def take(number: int, answer: Response) -> None:
            one, answer = wanted[number], judged(answer)
            if answer.body is None:
                added.failed.append(answer.error or f"{one.url}: no answer")
                return
            with alone(lambda why: added.failed.append(f"{one.url}: {why}")):
                if paging.take(one, answer, None):
                    recorder.put(answer.body, one.url, answer.content_type)
                files[one.url] = (one.url, answer.body, filed[one.url] | {"content_type": answer.content_type})

        fetcher.fetch_all([Request(one.url, allow_private=one.allow_private) for one in wanted], take)
        for one, answer in paging.run():
            files.pop(one.url, None)
            if answer.error is not None:
                added.failed.append(answer.error)
            elif answer.body is not None:
                files[one.url] = (one.url, answer.body, filed[one.url] | {"content_type": answer.content_type})
        added.failed += [reason for _, reason in paging.failures]
        recorder.commit()
        paging.save(everything=False)
    return [files[url] for url, _ in addresses if url in files]


def _refused_before(home: Home) -> set[str]:
    with open_store(home.database, writer_wait()) as con:
        return {url for (url,) in con.execute("select url from rejections").fetchall()}


def _filed(filing: Filing) -> list[tuple[str, dict[str, Any]]]:
    known = check_filing("the command line", filing.place, filing.kind, filing.year)
    found = [(name, known) for name in filing.documents]
    if filing.manifest is not None:
        found += _read_manifest(filing.manifest)
    return found


def _read_manifest(path: Path) -> list[tuple[str, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = _COLUMNS - set(reader.fieldnames or [])
            if missing:
                raise FilingError(
                    f"{path}:1: the column {', '.join(sorted(missing))} is missing; wanted: path, place_code, kind, year"
                )
            return [_manifest_row(path, reader.line_num, row) for row in reader]
    except OSError as error:
        raise FilingError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FilingError(f"{path}: is not UTF-8; save the manifest as UTF-8 CSV") from error
    except csv.Error as error:
        raise FilingError(f"{path}: is no CSV ({error}); save the manifest as UTF-8 CSV") from error


def _manifest_row(path: Path, line: int, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The document that a row of the manifest names, and what it is filed under; raises FilingError, naming the line."""
    where = f"{path}:{line}"
    name, place, kind, year, end = (_cell(row, key) for key in ("path", "place_code", "kind", "year", "period_end"))
    if not name:
        raise FilingError(f"{where}: no path; give the document's path, relative to the manifest")
    if year and not (year.isascii() and year.isdecimal()):
        raise FilingError(f"{where}: year {year!r} is no year; write four digits or leave it blank")
    known = check_filing(where, place or None, kind or None, int(year) if year else None)
    if end:
        known["period_end"] = _date(where, end)
    return name if "://" in name else str(path.parent / name), known


def _cell(row: dict[str, Any], column: str) -> str:
    return (row.get(column) or "").strip()


def check_filing(where: str, place: str | None, kind: str | None, year: int | None) -> dict[str, Any]:
    """What is known of a document, as a row's part; raises FilingError, naming `where`, for what cannot be."""
    if place is not None and not (len(place) == 6 and place.isascii() and place.isdecimal()):
        raise FilingError(f"{where}: place code {place!r} is not six digits (GB/T 2260), such as 450224")
    if kind is not None and kind not in _KINDS:
        raise FilingError(f"{where}: kind {kind!r} is unknown; one of {', '.join(_KINDS)}")
    if year is not None and not 1949 <= year <= 2100:
        raise FilingError(f"{where}: year {year} is out of range (1949 to 2100)")
    return {"place_code": place, "kind": cast(DocumentKind | None, kind), "year": year}


def _date(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise FilingError(f"{where}: period_end {text!r} is no date; write it as 2025-09-30") from error
