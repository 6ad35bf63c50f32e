"""What the pages of columns, site maps and articles of several pages give, each as one piece of work for `extract/budget.py`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from extract.decode import decode
from extract.discover import Item, is_challenge, read_column
from extract.model import ReadError
from extract.page import read_page
from extract.page_html import parse
from extract.page_meta import html_title
from extract.pager import Pages, pages_of, same_title
from extract.recognise import Found, documents_of, recognise


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a column: the place's documents on it, the pages that follow, how many links it has, and a digest of them.
    `challenge` where it asks for a browser instead."""

    documents: list[Found]
    following: list[str]
    count: int
    links: str
    challenge: bool = False


def column(body: bytes, content_type: str, url: str, place_code: str, place_name: str) -> Listed:
    """Read one page of a place's column. Never raises."""
    if is_challenge(body, content_type):
        return Listed([], [], 0, "", True)
    listing = read_column(body, content_type, url)
    links = hashlib.sha256("\n".join(f"{i.url} {i.title}" for i in listing.items).encode(errors="replace")).hexdigest()
    return Listed(documents_of(listing, place_code, place_name), listing.following, len(listing.items), links)


def mapped(body: bytes, content_type: str, url: str, place_code: str, place_name: str) -> Found | None:
    """The document of the place that stands at an address of a site map; None where another page does."""
    try:
        page = read_page(body, content_type, url)
    except ReadError:
        return None
    return recognise(Item(url, page.title, page.published_on), place_code, place_name)


def article_pages(body: bytes, content_type: str, url: str, first: str) -> Pages:
    """The further pages of the article that begins at `first`, as the page at `url` shows them. Never raises for a page."""
    return pages_of(decode(body, content_type)[0], url, first)


def article_title(body: bytes, content_type: str) -> str:
    """The title of an article's page, in the form in which pages of one article have the same."""
    return same_title(html_title(parse(decode(body, content_type)[0])))
