"""What a page says where its address alone does not tell: each as one piece of work for `extract/budget.py`."""

from __future__ import annotations

from extract.formats.decode import decode
from extract.formats.html.metadata import html_title
from extract.formats.html.onward import Onward, onward_of, pictures_of
from extract.formats.html.pagination import Following, Pages, pages_of, same_title
from extract.formats.html.tree import chinese_count, parse
from extract.formats.reader import read_page
from extract.formats.scans.switch import reads_pictures
from extract.model import ReadError
from extract.sources.listings import ListedAddress
from extract.sources.recognise import Recognised, recognise

_SHELL = 20  # Chinese characters of a page that only says 正在加载, or whose it is


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
    if onward:
        return Pages("", (), onward=onward)
    if reads_pictures() and (pictures := pictures_of(text, url)):
        more = tuple(Following(at, number, True) for number, at in enumerate(pictures[1:], 2))
        return Pages("", more, onward=Onward(pictures[0], "picture"))
    return pages_of(text, url, first)


def is_drawn(body: bytes, content_type: str) -> bool:
    """Whether a page has nothing to read and a script that may fill it in. Never raises for a page; one that says why it is empty is not."""
    if b"<script" not in body.lower():
        return False
    try:
        page = read_page(body, content_type)
    except ReadError as error:
        return "a script may fill in" in str(error)
    return chinese_count(page.text) < _SHELL


def article_title(body: bytes, content_type: str) -> str:
    """The title of an article's page, in the form in which pages of one article have the same."""
    return same_title(html_title(parse(decode(body, content_type)[0])))
