"""The flow `capture`: what changed out there? Fetches what the sources list and archives the bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from extract import places
from extract.archive import Archive
from extract.fetch import Options, Request, Response, fetch
from extract.sources import Source, SourceError, load_sources
from flows.sample import SampleSite
from flows.settings import CONTACT_VARIABLE, SOURCES_VARIABLE, Home, as_home, find_sources
from warehouse.store import open_store, upsert


@dataclass(slots=True)
class Captured:
    """What one capture run found; `failed` holds one line for each source file or address that gave nothing."""

    listed: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: list[str] = field(default_factory=list[str])


def options() -> Options:
    """How we present ourselves to the sites we fetch from."""
    import os

    contact = os.environ.get(CONTACT_VARIABLE)
    return Options(contact=contact) if contact else Options()


@task(name="load-sources", task_run_name="load sources", cache_policy=NO_CACHE)
def read_sources(directory: Path) -> tuple[list[Source], list[SourceError]]:
    """The source files of a folder, and what is wrong with the others."""
    return load_sources(directory)


@task(name="fetch", task_run_name="fetch pages", timeout_seconds=6 * 3600, cache_policy=NO_CACHE)
def fetch_pages(requests: list[Request]) -> list[Response]:
    """Fetches all pages; retries, pacing and limits are extract.fetch's."""
    return fetch(requests, options())


@flow(name="capture", flow_run_name="capture", validate_parameters=False)
def capture(
    home: Home | str | None = None, directory: Path | None = None, sample: SampleSite | None = None
) -> Captured:
    """Fetches every document that the source files of `directory` list, archives what is new, and notes what failed.

    Deployed without parameters, both folders come from the environment; raises ValueError where no sources are set.
    """
    home, directory = as_home(home), directory or find_sources(None)
    if directory is None:
        raise ValueError(f"no folder of source files: set {SOURCES_VARIABLE}, or pass directory")
    result = Captured()
    sources, errors = read_sources(directory)
    result.failed += [str(error) for error in errors]
    with open_store(home.database) as con:
        save_places(con, sources)
        known = _known(con)
        listed = [(source, document) for source in sources for document in source.documents]
        result.listed = len(listed)
        requests: list[Request] = []
        for source, document in listed:
            url = str(document.url)
            before = known.get(url, {})
            address = sample.fetch_address(url) if sample else url
            requests.append(
                Request(address, before.get("etag"), before.get("last_modified"), allow_private=source.allow_private)
            )
        answers = fetch_pages(requests) if requests else []
        archive = Archive(home.archive)
        rows: list[dict[str, Any]] = []
        for (source, document), answer in zip(listed, answers, strict=True):
            filed: dict[str, Any] = {
                "url": str(document.url), "place_code": source.place.code, "kind": document.kind, "year": document.year,
                "period_end": document.period_end,
            }  # fmt: skip
            rows.append(_record(archive, answer, filed, known.get(filed["url"], {}), result))
        upsert(con, "captures", rows, "url")
        _note_failures(con, errors, rows)
    return result


def _note_failures(con: Any, errors: list[SourceError], rows: list[dict[str, Any]]) -> None:
    """Keeps what this night could not use in `rejections`; a failure that goes on keeps the day it was found."""
    now = datetime.now(UTC)
    found = [
        {"url": f"{e.file}:{e.line}", "stage": "sources", "reason": e.message, "remedy": e.remedy, "found_at": now}
        for e in errors
    ]
    found += [
        {"url": r["url"], "stage": "capture", "reason": r["error"], "remedy": "look at the address", "found_at": now}
        for r in rows
        if r["error"]
    ]
    before = con.execute("select url, stage, reason from rejections where stage in ('sources', 'capture')").fetchall()
    now_failing = {(row["url"], row["stage"], row["reason"]) for row in found}
    for url, stage, reason in before:
        if (url, stage, reason) not in now_failing:
            con.execute("delete from rejections where url = ? and stage = ? and reason = ?", [url, stage, reason])
    fresh = [row for row in found if (row["url"], row["stage"], row["reason"]) not in set(before)]
    upsert(con, "rejections", fresh, ("url", "stage"))


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
        while parent and parent not in rows and (above := places.place(parent)):
            rows[parent] = place_row(above)
            parent = above.parent_code
    upsert(con, "places", list(rows.values()), "place_code")


def place_row(place: places.Place) -> dict[str, Any]:
    """A gazetteer entry as a row of `places`."""
    return {
        "place_code": place.code,
        "name": place.name,
        "level": place.level,
        "parent_code": place.parent_code,
        "fictional": False,
    }


def _known(con: Any) -> dict[str, dict[str, Any]]:
    rows = con.execute("select url, sha256, etag, last_modified, first_captured_at from captures").fetchall()
    return {url: {"sha256": a, "etag": b, "last_modified": c, "first_captured_at": d} for url, a, b, c, d in rows}


def _record(
    archive: Archive, answer: Response, filed: dict[str, Any], before: dict[str, Any], result: Captured
) -> dict[str, Any]:
    """The row of `captures` for one answer; a failure keeps what was captured before."""
    now = datetime.now(UTC)
    row = filed | {"status": answer.status, "error": answer.error, "checked_at": now}
    if answer.error is not None:
        # The sample may run on another port than its addresses say; the operator knows the address as filed.
        row["error"] = answer.error.replace(answer.url, filed["url"])
        result.failed.append(row["error"])
        return row
    if answer.not_modified or answer.body is None:
        result.unchanged += 1
        return row
    sha256 = archive.put(answer.body)
    if sha256 == before.get("sha256"):
        result.unchanged += 1
    else:
        result.changed += bool(before.get("sha256"))
        result.new += not before.get("sha256")
        row |= {"sha256": sha256, "first_captured_at": now}
    return row | {"etag": answer.etag, "last_modified": answer.last_modified, "content_type": answer.content_type}
