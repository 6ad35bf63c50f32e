"""`pledgewatch sources check`: each source tried, and one line that says what works and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from extract.budget import Exceeded
from extract.fetching.fetcher import Fetcher, Request, Response
from extract.formats.detect import kind_of
from extract.formats.reader import read_page
from extract.formats.scans.switch import reads_pictures
from extract.model import ReadError
from extract.sources.files import Source, SourcePlace
from extract.sources.interfaces import request_of
from extract.sources.listed import article_pages, is_drawn
from extract.sources.listings import is_challenge, page_fault, read_column
from extract.sources.recognise import Recognised, documents_of
from extract.sources.sitemaps import read_sitemap, sitemap_fault
from flows.capturing.answers import judged
from flows.capturing.browser import HOW
from flows.capturing.mirrors import on_its_own_site
from flows.faults import alone
from flows.readers import readers
from flows.settings import fetch_options


@dataclass(slots=True)
class Tried:
    """One source: what answered, what its columns list, and what is wrong, each fault with its remedy."""

    source: Source
    asked: int = 0
    answered: int = 0
    listed: list[Recognised] = field(default_factory=list[Recognised])
    faults: list[str] = field(default_factory=list[str])

    @property
    def works(self) -> bool:
        """Whether every address answered and the columns list what they must."""
        return not self.faults and self.asked > 0

    def line(self) -> str:
        """The one line."""
        name = f"{self.source.place.code} {self.source.place.name}"
        if not self.asked:
            return f"{name}: no address yet; add a column or a document to {self.source.path.name}"
        what = f"{self.answered} of {self.asked} addresses answer"
        if self.source.columns:
            years = sorted({f.year for f in self.listed if f.year})
            span = f" ({years[0]}–{years[-1]})" if years else ""
            what += f", columns list {len(self.listed)} documents{span}"
        return f"{name}: {'works' if self.works else 'LOOK'}: {what}" + "".join(
            f"; {fault}" for fault in self.faults[:2]
        )


def try_sources(sources: list[Source], on_done: Callable[[Tried], None], site: Any = None) -> list[Tried]:
    """Ask for every document and the first page of every column; hands each source over as it is done. Stores nothing.

    `site` is the running sample, where it is the sample's sources that are tried.
    """
    tried = [Tried(source) for source in (site.permitted(sources) if site else sources)]
    requests: list[Request] = []
    about: list[tuple[Tried, str]] = []
    for one in tried:
        addresses = [(c.url, "column") for c in one.source.columns] + [
            (d.url, "document") for d in one.source.documents
        ]
        addresses += [(one.source.sitemap, "map")] if one.source.sitemap else []
        listed = [*one.source.columns, *one.source.documents]
        addresses += [(mirror.url, _MIRROR) for parent in listed for mirror in parent.mirrors]
        for url, what in addresses:
            requests.append(Request(site.fetch_address(url) if site else url, allow_private=one.source.private_hosts))
            about.append((one, what))
        one.asked = len(addresses)
    later: list[
        tuple[Tried, str, str]
    ] = []  # columns whose list a script asks for: the interfaces, and what is known of them
    left = {id(one): one.asked for one in tried}
    for one in tried:
        if not one.asked:
            on_done(one)

    def take(number: int, answer: Response) -> None:
        one, what = about[number]
        with alone(lambda why: one.faults.append(f"{answer.url}: {why}")):
            answer = judged(answer)
            for name, url in _try(one, what, on_its_own_site(answer, answer.url) if what == _MIRROR else answer):
                later.append((one, url, name))
                left[id(one)] += 1
        left[id(one)] -= 1
        if not left[id(one)]:
            on_done(one)

    with Fetcher(fetch_options()) as fetcher:
        fetcher.fetch_all(requests, take)
        about[:] = [(one, f"{_DRAWN_BY}{name}") for one, _, name in later]
        forms = [(one, *request_of(asked)) for one, asked, _ in later]
        requests = [Request(url, allow_private=one.source.private_hosts, form=form) for one, url, form in forms]
        fetcher.fetch_all(requests, take)
    return tried


def _try(one: Tried, what: str, answer: Response) -> list[tuple[str, str]]:
    """Notes what an answer is worth; gives the interfaces that the list of a column is to be asked of, with their systems' names."""
    if answer.body is None:
        one.faults.append(f"{answer.error}{remedy(answer)}")
        return []
    found = readers().run(_judge, what, answer.body, answer.content_type, answer.final_url, one.source.place)
    if isinstance(found, _Asks):
        one.answered += 1
        return found.interfaces
    _note(one, what, answer, found)
    return []


_DRAWN_BY = "interface "
_MIRROR = "mirror"
_SLOW = ("pdf", "picture")  # where pictures are read, seconds a page


@dataclass(slots=True)
class _Asks:
    """A column without documents whose script asks interfaces for them."""

    interfaces: list[tuple[str, str]]


class _Nothing(str):
    """What is wrong with a page that stands in place of the one asked for: its address does not answer."""

    __slots__ = ()


_CHALLENGE = _Nothing("a challenge page; add its documents saved in a browser: pledgewatch add FILE")
_BY_HAND = "give the site's site map as `sitemap`, or documents by hand under `documents`"
_NO_MAP = "no site map, or none that names reports; remove the key sitemap"


def _judge(
    what: str, body: bytes, content_type: str, url: str, place: SourcePlace
) -> str | _Asks | tuple[int, list[Recognised]]:
    """What an answer is worth: what is wrong with it, or the number of its links and the documents among them."""
    if is_challenge(body, content_type):
        return _CHALLENGE
    if what in ("column", "document", _MIRROR) and (fault := page_fault(body, content_type)):
        return _Nothing(f"{fault}; look for the new address on the site")
    if what == "map":
        return sitemap_fault(body) or (_NO_MAP if read_sitemap(body) == ([], []) else (0, []))
    if what in ("document", _MIRROR):
        return _fault_of_document(body, content_type, url) or (0, [])
    listing = read_column(body, content_type, url)
    documents = documents_of(listing, place.code, place.name)
    if what == "column" and listing.interfaces and not documents:
        return _Asks(listing.interfaces)
    if listing.drawn and not documents:
        return f"a script draws its list, and asks no interface that is known here; {_BY_HAND}"
    return len(listing.items), documents


def _fault_of_document(body: bytes, content_type: str, url: str) -> str | None:
    """Why a page cannot be read as a document; None where it can, and for what only a night finds out: where it leads, what a scan says."""
    if kind_of(body) in _SLOW and reads_pictures():
        return None
    if kind_of(body) is None and article_pages(body, content_type, url, url).onward:
        return None
    if is_drawn(body, content_type):
        return f"a script draws it; {HOW}, or add the page saved in a browser: pledgewatch add FILE"
    try:
        read_page(body, content_type, url)
    except ReadError as error:
        return str(error).removeprefix(f"{url}: ")
    return None


def _note(one: Tried, what: str, answer: Response, found: Any) -> None:
    one.answered += not what.startswith(_DRAWN_BY) and not isinstance(found, Exceeded | _Nothing)
    if isinstance(found, Exceeded | str):
        one.faults.append(f"{answer.url}: {found}")
    elif what.startswith(("column", _DRAWN_BY)):
        links, documents = found
        one.listed += documents
        if not documents:
            gives = f"{links} links and no report or bulletin" if links else "no links"
            of = f"the {what} " if what.startswith(_DRAWN_BY) else ""
            wrong = _BY_HAND if of else f"correct the address in {one.source.path.name}"
            one.faults.append(f"{answer.url}: {of}gives {gives}; {wrong}")


def remedy(answer: Response) -> str:
    """What to do about an answer that is no success, where its own line does not say."""
    if ";" in (answer.error or ""):
        return ""
    if answer.status in (404, 410):
        return "; look for the new address on the site, or give its column"
    if answer.status in (401, 403, 405, 412, 418, 521):
        return "; the site turns programs away: save the page in a browser and use pledgewatch add FILE"
    return "; open it in a browser"
