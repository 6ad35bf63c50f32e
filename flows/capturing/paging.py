"""Articles of several pages, and documents that a page leads to: all of it is fetched and archived, and a list of the pages stands for the document.

A page that holds no document itself (extract/formats/html/onward.py) is followed to what it leads to, and stays in the list as its parent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256 as digest
from typing import Any, Protocol

from extract.archive.store import Archive, ArchiveError, Recorder
from extract.budget import Exceeded
from extract.fetching.fetcher import Fetcher, Request, Response
from extract.fetching.model import Private
from extract.formats.html.onward import MOST_STEPS, OTHER_SITE
from extract.formats.html.pagination import MOST_PAGES, Following, Pages
from extract.formats.multipage import CONTENT_TYPE, PageRef, pack
from extract.formats.packed import unpacked
from extract.sources.listed import article_pages, article_title
from flows.capturing.answers import judged
from flows.faults import alone
from flows.readers import readers
from flows.versions import pager_version
from warehouse.store import upsert

_REFUSED = ("is no address", OTHER_SITE)  # how the reason of a page begins that no request is made for
_COLUMNS = ("document_url", "number", "url", "sha256", "etag", "last_modified", "content_type", "sure", "error", "way")


class Address(Protocol):
    """What is known of a document's address: a Wanted, or an address given by hand."""

    @property
    def url(self) -> str: ...
    @property
    def allow_private(self) -> Private: ...


@dataclass(slots=True)
class _Page:
    """One further page, and what came of it tonight.

    `step` counts the ways on that led here from the page that is filed; `base` is the first page of the article at this step.
    """

    found: Following
    before: dict[str, Any]
    step: int
    base: str
    sha256: str | None = None
    answer: Response | None = None
    error: str | None = None

    def fail(self, reason: str) -> None:
        """Note that this page is missing, and why."""
        self.error, self.sha256 = reason, None


@dataclass(slots=True)
class _Article:
    document: Address
    answer: Response
    base: str
    sha256: str
    title: str
    pages: dict[str, _Page] = field(default_factory=dict[str, _Page])


class Paging:
    """One run's articles of several pages. `take` each document's answer, then `run`; `failures` holds (address, reason) of each page that is missing."""

    def __init__(
        self, con: Any, fetcher: Fetcher, recorder: Recorder, archive: Archive, address: Callable[[str], str] = str
    ) -> None:
        self._con, self._fetcher, self._recorder, self._archive, self._address = (
            con,
            fetcher,
            recorder,
            archive,
            address,
        )
        self._known: dict[str, list[dict[str, Any]]] = {}
        for row in con.execute(
            f"select {', '.join(_COLUMNS)} from capture_pages order by document_url, number"
        ).fetchall():
            one: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
            self._known.setdefault(one["document_url"], []).append(one)
        # Rules of another version may see pages where those before saw none: a 304 is then looked up in the archive.
        self._reader = pager_version()
        self._renewed = con.execute("select value from run_state where name = 'paging'").fetchall() != [(self._reader,)]
        self._articles: list[_Article] = []
        self._rows: list[dict[str, Any]] = []
        self._single: list[str] = []
        self.failures: list[tuple[str, str]] = []

    def first(self, url: str, sha256: str | None) -> str | None:
        """The SHA-256 of a document's first page, where `sha256` is what stands for the whole."""
        return self._known[url][0]["sha256"] if url in self._known else sha256

    def take(self, document: Address, answer: Response, sha256: str | None) -> bool:
        """Whether the document that was answered has further pages; then `run` will tell what came of it. `sha256` is the first
        page's by the last capture."""
        if answer.error is not None:
            return False
        base = document.url if answer.final_url == self._address(document.url) else answer.final_url
        known = self._known.get(document.url, [])
        if answer.body is not None:
            pages = _pages(answer.body, answer.content_type, base, base)
            sha256 = digest(answer.body).hexdigest()
        elif known:
            pages = Pages("", ())
        elif self._renewed and sha256:
            try:
                pages = _pages(self._archive.get(sha256), "", base, base)
            except ArchiveError:
                return False
        else:
            return False
        article = _Article(document, answer, base, sha256 or "", pages.title)
        if answer.body is None and known:
            self._add_known(article, known[1:])
        else:
            self._add(article, pages, 0, base)
        if not article.pages or sha256 is None:
            self._single.append(document.url)
            return False
        self._articles.append(article)
        return True

    def _add(self, article: _Article, pages: Pages, step: int, base: str) -> None:
        before = {row["url"]: row for row in self._known.get(article.document.url, [])}
        if (onward := pages.onward) is not None:
            if step < MOST_STEPS and onward.url not in (article.base, *article.pages):
                found = Following(onward.url, 0, True, onward.way)
                article.pages[onward.url] = _Page(
                    found, before.get(onward.url, {}), step + 1, onward.url, error=onward.refused or None
                )
            if onward.way != "picture":
                return
            step, base = step + 1, onward.url  # the further pictures are pages after the first
        for found in pages.following:
            if found.url not in article.pages and found.url != base and len(article.pages) < MOST_PAGES:
                article.pages[found.url] = _Page(found, before.get(found.url, {}), step, base)
        for address, number, reason in pages.refused:
            if address not in article.pages and len(article.pages) < MOST_PAGES:
                article.pages[address] = _Page(Following(address, number, False), {}, step, base, error=reason)

    def _add_known(self, article: _Article, rows: list[dict[str, Any]]) -> None:
        """The further pages that the last run knew of, those included that no address led to: the first page did not change."""
        step, base = 0, article.base
        for row in rows:
            if row["way"]:
                step, base = step + 1, row["url"]
            lost = (row["error"] or "").startswith(_REFUSED)
            found = Following(row["url"], 0 if row["way"] else row["number"], row["sure"], row["way"] or "")
            article.pages[row["url"]] = _Page(
                found, {} if lost else row, step, base, error=row["error"] if lost else None
            )

    def run(self) -> list[tuple[Address, Response]]:
        """Fetch all further pages; gives each document with the answer that stands for it: a list of its pages as the body.

        Where a page is missing that was there before, the answer says not modified: what was captured before stays.
        """
        queue = [(article, page) for article in self._articles for page in article.pages.values() if not page.error]
        while queue:
            asked = queue
            requests = [
                Request(self._address(page.found.url), page.before.get("etag") if page.before.get("sha256") else None,
                        page.before.get("last_modified") if page.before.get("sha256") else None, article.document.allow_private)
                for article, page in asked
            ]  # fmt: skip

            def take(number: int, answer: Response, asked: Any = asked) -> None:
                article, page = asked[number]
                with alone(page.fail):
                    self._take_page(article, page, answer)

            self._fetcher.fetch_all(requests, take)
            done = {id(page) for _, page in asked}
            queue = [
                (article, page) for article in {id(a): a for a, _ in asked}.values() for page in article.pages.values()
                if id(page) not in done and page.answer is None and not page.error
            ]  # fmt: skip
        return [(article.document, self._answered(article)) for article in self._articles]

    def _answered(self, article: _Article) -> Response:
        reasons: list[str] = []
        with alone(reasons.append):
            return self._whole(article)
        return replace(article.answer, body=None, not_modified=False, error=f"{article.answer.url}: {reasons[0]}")

    def _take_page(self, article: _Article, page: _Page, answer: Response) -> None:
        self._recorder.record(answer.exchanges, page.before.get("sha256") if answer.not_modified else None)
        answer = judged(answer)
        page.answer = replace(answer, body=None, exchanges=())
        if answer.error is not None:
            page.error = answer.error.replace(answer.url, page.found.url).removeprefix(f"{page.found.url}: ")
        elif answer.body is None:
            page.sha256 = page.before.get("sha256")
        elif not page.found.sure and not page.before and article.title != _title(answer.body, answer.content_type):
            article.pages.pop(page.found.url)  # another article: the pager was of something else
        elif answer.final_url != answer.url and answer.final_url in (article.base, article.answer.final_url, page.base):
            article.pages.pop(page.found.url)  # there is no such page: the server shows the first
        else:
            page.sha256 = digest(answer.body).hexdigest()
            if page.found.way:  # it changed: where it led before is not where it leads
                for url in [url for url, other in article.pages.items() if other.step > page.step]:
                    del article.pages[url]
            self._add(
                article, _pages(answer.body, answer.content_type, page.found.url, page.base), page.step, page.base
            )

    def _whole(self, article: _Article) -> Response:
        url, answer = article.document.url, article.answer
        pages = sorted(article.pages.values(), key=lambda page: (page.step, not page.found.way, page.found.number))
        missing = [page for page in pages if page.sha256 is None]
        self.failures += [(page.found.url, f"{page.found.url}: {page.error}; a page of {url}") for page in missing]
        known = self._known.get(url, [])
        if missing and len(known) > 1 and all(row["sha256"] for row in known):
            return replace(answer, body=None, not_modified=True)
        if not pages:
            self._single.append(url)
            body = answer.body if answer.body is not None else self._archive.get(article.sha256)
            return replace(answer, body=body, not_modified=False)
        kind = answer.content_type or (known[0]["content_type"] if known else "") or ""
        parts = [PageRef(url, article.sha256, kind)]
        self._rows.append(self._row(url, 1, url, article.sha256, answer, kind, True, None))
        for number, page in enumerate(pages, 2):
            got = page.answer
            kind = (got.content_type if got and not got.not_modified else page.before.get("content_type")) or ""
            parts.append(PageRef(page.found.url, page.sha256, kind, page.error, page.found.way))
            row = self._row(url, number, page.found.url, page.sha256, got, kind, page.found.sure, page.error)
            self._rows.append(row | {"way": page.found.way or None})
        return replace(answer, body=pack(parts), content_type=CONTENT_TYPE, not_modified=False)

    def _row(self, document: str, number: int, url: str, sha256: str | None, got: Response | None, kind: str, sure: bool,
             error: str | None) -> dict[str, Any]:  # fmt: skip
        row: dict[str, Any] = {
            "document_url": document, "number": number, "url": url, "sha256": sha256, "content_type": kind, "sure": sure, "error": error,
            "checked_at": datetime.now(UTC), "way": None,
        }  # fmt: skip
        none: dict[str, Any] = {}
        before = next((r for r in self._known.get(document, []) if r["url"] == url), none)
        fresh = got is not None and not got.not_modified and error is None
        return row | {
            "etag": got.etag if fresh and got else before.get("etag"),
            "last_modified": got.last_modified if fresh and got else before.get("last_modified"),
        }

    def save(self, everything: bool = True) -> None:
        """Write `capture_pages`; documents of one page leave it. `everything`: the run asked for all documents known of."""
        gone = [*self._single, *{row["document_url"] for row in self._rows}]
        self._con.execute("delete from capture_pages where document_url in (select unnest(?))", [gone])
        upsert(self._con, "capture_pages", self._rows, ("document_url", "url"))
        if everything:
            upsert(self._con, "run_state", [{"name": "paging", "value": self._reader}], "name")


def _pages(body: bytes, content_type: str, url: str, first: str) -> Pages:
    body = unpacked(body)
    if b"<" not in body[:2048] or body.startswith((b"%PDF", b"PK", b"\xd0\xcf")):
        return Pages("", ())
    found = readers().run(article_pages, body, content_type, url, first)
    # Over its budget: it stands as one page, and reading it will say why it cannot be read.
    return Pages("", ()) if isinstance(found, Exceeded) else found


def _title(body: bytes, content_type: str) -> str:
    found = readers().run(article_title, body, content_type)
    return "" if isinstance(found, Exceeded) else found
