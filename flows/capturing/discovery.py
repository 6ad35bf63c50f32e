"""Following columns and site maps: which documents they list now, and whether one gives less than it must."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from extract.archive.store import Archive, ArchiveError, Recorder
from extract.faults import one_line
from extract.fetching.fetcher import Fetcher, Request, Response
from extract.formats.html.links import AddressError, check_form
from extract.sources.files import Source
from extract.sources.interfaces import request_of
from extract.sources.listed import at_mapped
from extract.sources.listings import (
    Listing,
    is_challenge,
    no_address,
    page_fault,
    read_column,
)
from extract.sources.recognise import Recognised, documents_of
from extract.sources.sitemaps import read_sitemap, sitemap_fault
from flows.capturing.answers import judged
from flows.capturing.browser import drawn, draws_pages
from flows.capturing.mirrors import on_its_own_site
from flows.capturing.walk import Walk, counts_of, failure_of
from flows.faults import alone
from flows.readers import refused
from flows.versions import LISTER, digest_of_code
from warehouse.store import upsert

_ASKED = "asked:"  # before the digest of a list that comes from an interface, in column_state
_MAP_PAGES = 60  # pages of a site map whose titles are looked up in one night
_MAPS = 20  # further site maps that one names


class Discovery:
    """One night's discovery. `run` fetches; `save` writes its tables and gives one failure row for each bad column."""

    def __init__(
        self, con: Any, sources: Iterable[Source], fetcher: Fetcher, recorder: Recorder, archive: Archive
    ) -> None:
        self._con, self._fetcher, self._recorder, self._archive = con, fetcher, recorder, archive
        self._reader = digest_of_code(*LISTER)
        names = ("etag", "last_modified", "sha256", "items", "reader", "found", "most", "error")
        rows = con.execute(f"select url, {', '.join(names)} from column_state").fetchall()
        self._known: dict[str, dict[str, Any]] = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
        self._looked_up: set[str] = {u for (u,) in con.execute("select url from discovered").fetchall()}
        self.walks: list[Walk] = []
        for source in sources:
            for column in source.columns:
                before = self._known.get(column.url, {})
                walk = Walk(source, column.url, column.pages, column.least, False, before, mirrors=list(column.mirrors))
                self.walks.append(walk)
            if source.sitemap:
                self.walks.append(Walk(source, source.sitemap, _MAPS, None, True, self._known.get(source.sitemap, {})))

    def run(self, step: Any = lambda: None) -> None:
        """Follow all columns, then, one after the other, the mirrors of those that fail; `step` hears of each answer."""
        walks = self.walks
        while walks:
            self._follow(walks, step)
            self._draw(walks)
            walks = self._mirrors_of(walks)
            self.walks = [*self.walks, *walks]

    def _draw(self, walks: Sequence[Walk]) -> None:
        """Has the first pages of columns drawn that are known to be drawn by a script, and gave nothing else."""
        shells = [
            walk
            for walk in walks
            if walk.drawn and walk.first and walk.sha256 and not walk.error and not any(walk.found.values())
        ]
        if not shells or not draws_pages():
            return
        self._recorder.commit()  # what was fetched a moment ago is looked up below
        for walk in shells:
            with alone(walk.fail):
                shell = replace(cast(Response, walk.first), body=self._archive.get(str(walk.sha256)))
                answer = drawn(self._fetcher, shell, walk.source.private_hosts)
                self._recorder.record(answer.exchanges)
                if answer.body is None:
                    walk.drawn = str(answer.error)
                    continue
                self._recorder.put(answer.body, walk.url, answer.content_type)
                listing = walk.read(read_column, answer.body, answer.content_type, answer.final_url)
                if listing is not None:
                    walk.items = f"{_ASKED}drawn"  # the shell never changes, whatever the script shows
                    listing.following.clear()  # further pages would be shells again
                    self._take(walk, listing)

    def _mirrors_of(self, walks: Sequence[Walk]) -> list[Walk]:
        """The next mirror of each column that fails, as a walk of its own; a column whose mirror gives documents has no further ones asked."""
        following: list[Walk] = []
        for walk in walks:
            failed = failure_of(walk)
            if walk.tier and not failed:
                walk.official.read_at = f"{walk.url} ({walk.tier})"
            if not failed or not walk.official.mirrors:
                continue
            one, official = walk.official.mirrors.pop(0), walk.official
            before = self._known.get(one.url, {})
            following.append(
                Walk(walk.source, one.url, walk.limit, None, False, before, tier=one.tier, mirror_of=official)
            )
        return following

    def _follow(self, walks: Sequence[Walk], step: Any) -> None:
        """Fetch the first pages of all; of those that changed, the pages that follow."""
        first: list[Request] = []
        queue: list[tuple[Walk, str]] = []
        for walk in walks:
            walk.seen.add(walk.url)
            first.append(self._request(walk, walk.url, walk.before))

        def begin(number: int, answer: Response) -> None:
            walk = walks[number]
            with alone(walk.fail):
                self._recorder.record(answer.exchanges, walk.before.get("sha256") if answer.not_modified else None)
                queue.extend(self._begin(walk, answer))
            step()

        self._fetcher.fetch_all(first, begin)
        while queue:
            asked, queue = queue, []
            following: list[tuple[Walk, str]] = []

            def proceed(number: int, answer: Response, asked: Any = asked, following: Any = following) -> None:
                walk, url = asked[number]
                with alone(lambda reason: walk.fail(f"a page of it, {url}: {reason}")):
                    self._recorder.record(answer.exchanges)
                    following += self._proceed(walk, url, answer)
                step()

            self._fetcher.fetch_all([self._request(walk, url, {}) for walk, url in asked], proceed)
            queue = following

    def _request(self, walk: Walk, url: str, before: dict[str, Any]) -> Request:
        address, form = request_of(url)
        return Request(address, before.get("etag"), before.get("last_modified"), walk.source.private_hosts, form)

    def _begin(self, walk: Walk, answer: Response) -> list[tuple[Walk, str]]:
        answer = on_its_own_site(judged(answer), walk.url) if walk.tier else judged(answer)
        walk.first = replace(answer, body=None, exchanges=())  # its validators are needed later, its bytes are not
        if answer.error:
            walk.error = answer.error.removeprefix(f"{answer.url}: ")
            return []
        # The page of a list that a script draws never changes, whatever the script gets: its interface has to be asked every night.
        drawn = str(walk.before.get("items") or "").startswith(_ASKED)
        same_rules = walk.before.get("reader") == self._reader and not drawn
        walk.sha256 = walk.before.get("sha256") if answer.body is None else hashlib.sha256(answer.body).hexdigest()
        if same_rules and walk.sha256 == walk.before.get("sha256"):
            return []
        if walk.before.get("reader") == refused(self._reader) and walk.sha256 == walk.before.get("sha256"):
            walk.error, walk.refused = walk.before.get("error"), True
            return []
        body = self._body(walk, answer)
        if body is None:
            return []
        if walk.is_map:
            walk.walked = True
            return self._read_map(walk, body)
        listing = walk.read(read_column, body, answer.content_type, answer.final_url)
        if listing is None:
            return []
        listed = [f"{i.url} {i.title}" for i in (*listing.items, *listing.refused)] + listing.faults
        walk.items = hashlib.sha256("\n".join(listed).encode("utf-8", "backslashreplace")).hexdigest()
        walk.items = f"{_ASKED}{walk.items}" if listing.interfaces else walk.items
        if same_rules and walk.items == walk.before.get("items"):
            return []  # a counter or a date of the page changed, and none of its links
        walk.walked = True
        return self._take(walk, listing)

    def _body(self, walk: Walk, answer: Response) -> bytes | None:
        """The bytes of a list, fetched now or before; None where they are none to be read, with the reason in `walk`."""
        body = answer.body
        if body is None:  # unchanged there, and to be read by new rules here
            try:
                body = self._archive.get(walk.sha256 or "")
            except ArchiveError as error:
                walk.error = str(error)
                return None
        if not walk.is_map and (fault := walk.read(page_fault, body, answer.content_type)):
            walk.error = f"{fault}, in place of the list; open it in a browser, and correct the column or add its documents by hand"
        elif walk.is_map and walk.read(is_challenge, body, answer.content_type):
            walk.error = "a challenge page in place of the site map; open it in a browser, and list the site's columns"
        elif walk.is_map and (fault := walk.read(sitemap_fault, body)):
            walk.error = fault
        return None if walk.refused or walk.error else body

    def _proceed(self, walk: Walk, asked: str, answer: Response) -> list[tuple[Walk, str]]:
        answer = judged(answer)
        if answer.body is None:
            if walk.is_map:
                self._give_up(walk, answer.url)
            else:
                walk.error = f"a page that follows cannot be had ({answer.error}); the list may not be whole"
            return []
        if not walk.is_map:
            at = asked if request_of(asked)[1] is not None else answer.final_url
            listing = walk.read(read_column, answer.body, answer.content_type, at)
            return self._take(walk, listing) if listing else []
        if fault := walk.read(sitemap_fault, answer.body):
            walk.error, walk.found[answer.url] = f"{answer.url}: {fault}", None
            return []
        pages, maps = walk.read(read_sitemap, answer.body) or ([], [])
        if pages or maps:
            return self._read_map(walk, answer.body)
        place = walk.source.place
        walk.found[answer.url] = walk.read(
            at_mapped, answer.body, answer.content_type, answer.url, place.code, place.name
        )
        return []

    def _give_up(self, walk: Walk, url: str) -> None:
        """A page of a site map that cannot be had is not asked for again; one whose address is none is the map's fault."""
        try:
            check_form(url)
        except AddressError as fault:
            walk.faults.append(no_address(url, fault, "as a page"))
        else:
            walk.found.setdefault(url, None)

    def _take(self, walk: Walk, listing: Listing) -> list[tuple[Walk, str]]:
        walk.pages += 1
        place = walk.source.place
        walk.faults += listing.faults
        if listing.drawn and not walk.drawn:
            asked = "、".join(f"{name} ({url})" for name, url in listing.interfaces)
            walk.drawn = f"asked for its list: {asked}" if asked else "no list interface known here is asked by it"
        if listing.is_data and not listing.items and not walk.found:
            walk.drawn += ", which answers without one"
        fresh = {item.url for item in listing.items} - walk.links
        walk.links |= fresh
        for found in walk.read(documents_of, listing, place.code, place.name) or []:
            walk.found.setdefault(found.url, found)
        if listing.refused:
            refused = Listing(items=listing.refused)
            lost = documents_of(refused, place.code, place.name)
            walk.faults += [no_address(found.url, None, f"for {one_line(found.title, 60)}") for found in lost]
        more: list[tuple[Walk, str]] = []
        if (
            not fresh and walk.pages > 1
        ):  # an interface that gives the same list whatever page is asked for would go on for ever
            return more
        for url in listing.following:
            if url not in walk.seen and len(walk.seen) < walk.limit:
                walk.seen.add(url)
                more.append((walk, url))
        return more

    def _read_map(self, walk: Walk, body: bytes) -> list[tuple[Walk, str]]:
        walk.pages += 1
        pages, maps = walk.read(read_sitemap, body) or ([], [])
        wanted = [url for url in pages if url not in self._looked_up][:_MAP_PAGES] + maps[:_MAPS]
        fresh = [url for url in wanted if url not in walk.seen]
        walk.seen.update(fresh)
        return [(walk, url) for url in fresh]

    def save(self) -> list[dict[str, Any]]:
        """Write `column_state` and `discovered`; gives url, reason and remedy of every column that is not as it was."""
        now = datetime.now(UTC)
        documents: list[dict[str, Any]] = []
        states: list[dict[str, Any]] = []
        failures: list[dict[str, Any]] = []
        for walk in self.walks:
            rows: list[dict[str, Any]] = []
            with alone(walk.fail):
                rows += [_row(walk, url, found, now) for url, found in walk.found.items()]
            documents += rows
            state, failure = self._state(walk, now)
            states.append(state)
            if failure:
                reason, _, remedy = failure.partition("; ")
                failures.append({"url": walk.url, "reason": reason, "remedy": remedy or "open it in a browser"})
        known = {u for (u,) in self._con.execute("select url from discovered where kind is not null").fetchall()}
        upsert(self._con, "discovered", [d for d in documents if d["url"] not in known], "url")
        changed = [
            {k: v for k, v in d.items() if k != "found_at"} for d in documents if d["url"] in known and d["kind"]
        ]
        upsert(self._con, "discovered", changed, "url")
        upsert(self._con, "column_state", states, "url")
        return failures

    def _state(self, walk: Walk, now: datetime) -> tuple[dict[str, Any], str | None]:
        first, place = walk.first, walk.source.place
        state: dict[str, Any] = {
            "url": walk.url, "place_code": place.code, "source": walk.source.path.name, "checked_at": now, "error": walk.error,
        }  # fmt: skip
        found, most = counts_of(walk)
        failure = failure_of(walk)
        if failure and walk.read_at:
            reason, _, to_do = failure.partition("; ")
            failure = f"{reason}, so its mirror {walk.read_at} was read; {to_do}"
        if (walk.error is None or walk.refused) and not walk.faults and first is not None:
            state |= {"etag": first.etag, "last_modified": first.last_modified, "sha256": walk.sha256}
            state |= {"reader": refused(self._reader) if walk.refused else self._reader, "found": found, "most": most}
            if walk.walked and not walk.refused:
                state |= {"items": walk.items or walk.before.get("items"), "pages": walk.pages or None}
        state["error"] = failure
        return state, failure


def _row(walk: Walk, url: str, found: Recognised | None, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "url": url, "place_code": walk.source.place.code, "column_url": walk.url, "found_at": now, "kind": None,
        "year": None, "title": None, "published_on": None, "rank": None, "tier": walk.tier,
        "mirror_of": walk.mirror_of.url if walk.mirror_of else None,
    }  # fmt: skip
    if found is not None:
        row |= {
            "kind": found.kind,
            "year": found.year,
            "title": found.title,
            "published_on": found.day,
            "rank": found.rank,
        }
    return row
