"""What a page says where its address alone does not tell: each as one piece of work for `extract/budget.py`."""

from __future__ import annotations

from extract.formats.decode import decode
from extract.formats.html.metadata import html_title
from extract.formats.html.onward import onward_of
from extract.formats.html.pagination import Pages, pages_of, same_title
from extract.formats.html.tree import parse
from extract.formats.reader import read_page
from extract.model import ReadError
from extract.sources.listings import ListedAddress
from extract.sources.recognise import Recognised, recognise


def at_mapped(body: bytes, content_type: str, url: str, place_code: str, place_name: str) -> Recognised | None:
    """The document of the place that stands at an address of a site map; None where another page does."""
    try:
        page = read_page(body, content_type, url)
    except ReadError:
        return None
    return recognise(ListedAddress(url, page.title, page.published_on), place_code, place_name)


def article_pages(body: bytes, content_type: str, url: str, first: str) -> Pages:
    """The further pages of the article that begins at `first`, as the page at `url` shows them, or where it leads instead. Never raises for a page."""
    text = decode(body, content_type)[0]
    onward = onward_of(text, url)
    return Pages("", (), onward=onward) if onward else pages_of(text, url, first)


def article_title(body: bytes, content_type: str) -> str:
    """The title of an article's page, in the form in which pages of one article have the same."""
    return same_title(html_title(parse(decode(body, content_type)[0])))
