"""`pledgewatch sources check`: each source tried, and one line that says what works and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from extract.discover import is_challenge, read_column, read_sitemap
from extract.fetch import Fetcher, Request, Response
from extract.recognise import Found, documents_of
from extract.sources import Source
from flows.faults import alone
from flows.settings import fetch_options


@dataclass(slots=True)
class Tried:
    """One source: what answered, what its columns list, and what is wrong, each fault with its remedy."""

    source: Source
    asked: int = 0
    answered: int = 0
    listed: list[Found] = field(default_factory=list[Found])
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
    tried = [Tried(source) for source in sources]
    requests: list[Request] = []
    about: list[tuple[Tried, str]] = []
    for one in tried:
        addresses = [(c.url, "column") for c in one.source.columns] + [
            (d.url, "document") for d in one.source.documents
        ]
        addresses += [(one.source.sitemap, "map")] if one.source.sitemap else []
        for url, what in addresses:
            requests.append(Request(site.fetch_address(url) if site else url, allow_private=one.source.allow_private))
            about.append((one, what))
        one.asked = len(addresses)
    left = {id(one): one.asked for one in tried}
    for one in tried:
        if not one.asked:
            on_done(one)

    def take(number: int, answer: Response) -> None:
        one, what = about[number]
        with alone(lambda why: one.faults.append(f"{answer.url}: {why}")):
            _judge(one, what, answer)
        left[id(one)] -= 1
        if not left[id(one)]:
            on_done(one)

    with Fetcher(fetch_options()) as fetcher:
        fetcher.fetch_all(requests, take)
    return tried


def _judge(one: Tried, what: str, answer: Response) -> None:
    if answer.body is None:
        one.faults.append(f"{answer.error}{remedy(answer)}")
        return
    one.answered += 1
    if is_challenge(answer.body, answer.content_type):
        one.answered -= 1
        one.faults.append(f"{answer.url}: a challenge page; add its documents saved in a browser: pledgewatch add FILE")
    elif what == "map" and read_sitemap(answer.body) == ([], []):
        one.faults.append(f"{answer.url}: no site map, or none that names reports; remove the key sitemap")
    elif what == "column":
        place = one.source.place
        listing = read_column(answer.body, answer.content_type, answer.final_url)
        items, found = listing.items, documents_of(listing, place.code, place.name)
        one.listed += found
        if not found:
            gives = f"{len(items)} links and no report or bulletin" if items else "no links"
            one.faults.append(f"{answer.url}: gives {gives}; correct the address in {one.source.path.name}")


def remedy(answer: Response) -> str:
    """What to do about an answer that is no success, where its own line does not say."""
    if answer.status in (404, 410):
        return "; look for the new address on the site, or give its column"
    if answer.status in (401, 403, 405, 412, 418, 521):
        return "; the site turns programs away: save the page in a browser and use pledgewatch add FILE"
    return "" if ";" in (answer.error or "") else "; open it in a browser"
